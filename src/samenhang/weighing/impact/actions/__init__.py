"""Deeds of the test of new business: keep plans in a register, move them on, and compute what they ask, from sheets alone."""

from samenhang.weighing.impact.actions.compute import INPUT, RESULT, compute, enter
from samenhang.weighing.impact.actions.foresee import FORESEEN, foresee
from samenhang.weighing.impact.actions.plans import PLANS, CannotTest, move, register

__all__ = ["FORESEEN", "INPUT", "PLANS", "RESULT", "CannotTest", "compute", "enter", "foresee", "move", "register"]

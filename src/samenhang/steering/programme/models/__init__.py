"""Rows of the programme, one module a subject: goals, measures, pledges."""

from samenhang.steering.programme.models.goals import Assignment, Goal
from samenhang.steering.programme.models.measures import CARRIERS, MEASURE_STEPS, ROLES, Duty, Measure
from samenhang.steering.programme.models.pledges import PLEDGE_STEPS, Pledge, PledgeStep

__all__ = [
    "CARRIERS",
    "MEASURE_STEPS",
    "PLEDGE_STEPS",
    "ROLES",
    "Assignment",
    "Duty",
    "Goal",
    "Measure",
    "Pledge",
    "PledgeStep",
]

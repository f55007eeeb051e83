"""Rows of the programme, one module a subject: goals, measures, pledges, capacity and proposals."""

from samenhang.steering.programme.models.capacity import (
    TOP,
    Aim,
    CapacityChange,
    Demand,
    EffectLink,
    Effort,
    FieldScore,
    Precedence,
    Synergy,
    Team,
    TeamQuarter,
)
from samenhang.steering.programme.models.goals import Assignment, Goal
from samenhang.steering.programme.models.measures import CARRIERS, MEASURE_STEPS, ROLES, Duty, Measure
from samenhang.steering.programme.models.pledges import PLEDGE_STEPS, Pledge, PledgeStep
from samenhang.steering.programme.models.proposals import Proposal, SetAside

__all__ = [
    "CARRIERS",
    "MEASURE_STEPS",
    "PLEDGE_STEPS",
    "ROLES",
    "TOP",
    "Aim",
    "Assignment",
    "CapacityChange",
    "Demand",
    "Duty",
    "EffectLink",
    "Effort",
    "FieldScore",
    "Goal",
    "Measure",
    "Pledge",
    "PledgeStep",
    "Precedence",
    "Proposal",
    "SetAside",
    "Synergy",
    "Team",
    "TeamQuarter",
]

"""Rows of the programme, one module a subject: goals, measures, milestones, pledges, results, capacity and proposals."""

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
from samenhang.steering.programme.models.milestones import MILESTONE_STEPS, Milestone
from samenhang.steering.programme.models.pledges import PLEDGE_STEPS, Pledge, PledgeStep
from samenhang.steering.programme.models.proposals import Proposal, SetAside
from samenhang.steering.programme.models.results import (
    COURSES,
    REPORT_STEPS,
    RESULTS,
    VERDICTS,
    ReportPeriod,
    Result,
    ResultReport,
    TrackRule,
    VisionGoal,
)

__all__ = [
    "CARRIERS",
    "COURSES",
    "MEASURE_STEPS",
    "MILESTONE_STEPS",
    "PLEDGE_STEPS",
    "REPORT_STEPS",
    "RESULTS",
    "ROLES",
    "TOP",
    "VERDICTS",
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
    "Milestone",
    "Pledge",
    "PledgeStep",
    "Precedence",
    "Proposal",
    "ReportPeriod",
    "Result",
    "ResultReport",
    "SetAside",
    "Synergy",
    "Team",
    "TeamQuarter",
    "TrackRule",
    "VisionGoal",
]

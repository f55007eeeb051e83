"""Rows of the programme, one module a subject: goals, measures, milestones, pledges, results."""

from samenhang.steering.programme.models.goals import Assignment, Goal
from samenhang.steering.programme.models.measures import CARRIERS, MEASURE_STEPS, ROLES, Duty, Measure
from samenhang.steering.programme.models.milestones import MILESTONE_STEPS, Milestone
from samenhang.steering.programme.models.pledges import PLEDGE_STEPS, Pledge, PledgeStep
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
    "VERDICTS",
    "Assignment",
    "Duty",
    "Goal",
    "Measure",
    "Milestone",
    "Pledge",
    "PledgeStep",
    "ReportPeriod",
    "Result",
    "ResultReport",
    "TrackRule",
    "VisionGoal",
]

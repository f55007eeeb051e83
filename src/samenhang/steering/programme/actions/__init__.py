"""The deeds of the programme, one module a subject: measures, milestones, pledges, results."""

from samenhang.steering.programme.actions.example_results import play_results
from samenhang.steering.programme.actions.measures import move, propose
from samenhang.steering.programme.actions.milestones import plan, settle
from samenhang.steering.programme.actions.pledges import follow_up
from samenhang.steering.programme.actions.refusals import CannotProgramme, Changed
from samenhang.steering.programme.actions.results import (
    Reported,
    agree,
    approve,
    close,
    open_period,
    report,
    tie,
)

__all__ = [
    "CannotProgramme",
    "Changed",
    "Reported",
    "agree",
    "approve",
    "close",
    "follow_up",
    "move",
    "open_period",
    "plan",
    "play_results",
    "propose",
    "report",
    "settle",
    "tie",
]

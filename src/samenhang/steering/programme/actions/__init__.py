"""The deeds of the programme, one module a subject: measures, what they ask and are worth, teams, what fits, pledges, results."""

from samenhang.steering.programme.actions.below import put_below, set_aside, take_up
from samenhang.steering.programme.actions.example import play_programme
from samenhang.steering.programme.actions.example_results import play_results
from samenhang.steering.programme.actions.fitting import CannotFit, NothingFits, arrange, fit, set_out, telling
from samenhang.steering.programme.actions.measures import move, propose
from samenhang.steering.programme.actions.milestones import plan, settle
from samenhang.steering.programme.actions.pledges import follow_up
from samenhang.steering.programme.actions.proposals import (
    Stopped,
    ask,
    ask_for,
    beat,
    begin,
    cancel,
    fail,
    finish,
    kept,
)
from samenhang.steering.programme.actions.refusals import CannotProgramme, Changed
from samenhang.steering.programme.actions.results import (
    agree,
    approve,
    close,
    open_period,
    report,
    tie,
)
from samenhang.steering.programme.actions.sizing import link_effect, pair, score, size
from samenhang.steering.programme.actions.teams import change_capacity

__all__ = [
    "CannotFit",
    "CannotProgramme",
    "Changed",
    "NothingFits",
    "Stopped",
    "agree",
    "approve",
    "arrange",
    "ask",
    "ask_for",
    "beat",
    "begin",
    "cancel",
    "change_capacity",
    "close",
    "fail",
    "finish",
    "fit",
    "follow_up",
    "kept",
    "link_effect",
    "move",
    "open_period",
    "pair",
    "plan",
    "play_programme",
    "play_results",
    "propose",
    "put_below",
    "report",
    "score",
    "set_aside",
    "set_out",
    "settle",
    "size",
    "take_up",
    "telling",
    "tie",
]

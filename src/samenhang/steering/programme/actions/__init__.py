"""The deeds of the programme: measures and what they ask and are worth, teams, proposals of what fits, pledges."""

from samenhang.steering.programme.actions.below import put_below, set_aside, take_up
from samenhang.steering.programme.actions.example import play_programme
from samenhang.steering.programme.actions.fitting import CannotFit, NothingFits, arrange, fit, set_out, telling
from samenhang.steering.programme.actions.measures import move, propose
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
from samenhang.steering.programme.actions.sizing import link_effect, pair, score, size
from samenhang.steering.programme.actions.teams import change_capacity

__all__ = [
    "CannotFit", "CannotProgramme", "Changed", "NothingFits", "Stopped", "arrange", "ask", "ask_for", "beat", "begin",
    "cancel", "change_capacity", "fail", "finish", "fit", "follow_up", "kept", "link_effect", "move", "pair",
    "play_programme", "propose", "put_below", "score", "set_aside", "set_out", "size", "take_up", "telling",
]  # fmt: skip

"""What people can do in a round. Taking part is ordinary rows; what a seat vouches for are acts."""

from samenhang.insight.voices.actions.closing import answer, close, finish, tally, unanswered
from samenhang.insight.voices.actions.entering import enter
from samenhang.insight.voices.actions.example import play_rounds
from samenhang.insight.voices.actions.refused import CannotHear
from samenhang.insight.voices.actions.rounds import drop, open_round, prepare, propose, word
from samenhang.insight.voices.actions.sifting import merge, refuse, show
from samenhang.insight.voices.actions.taking import add, begin, tell, vote, withdraw

__all__ = [
    "CannotHear",
    "add",
    "answer",
    "begin",
    "close",
    "drop",
    "enter",
    "finish",
    "merge",
    "open_round",
    "play_rounds",
    "prepare",
    "propose",
    "refuse",
    "show",
    "tally",
    "tell",
    "unanswered",
    "vote",
    "withdraw",
    "word",
]

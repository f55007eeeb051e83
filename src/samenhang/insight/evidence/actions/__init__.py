"""The deeds of evidence: the straight line of a figure (`line`), the copy that can be queried (`fill`), what a newer delivery
changes (`revise`), the choice (`read`, `rules`), and what people say of a figure (`contest`, `aside`, `ask`),
and what was counted in signals (`observe`)."""

from samenhang.insight.evidence.actions.aside import CannotSetAside, set_aside, take_back
from samenhang.insight.evidence.actions.ask import CannotAsk, ask, close
from samenhang.insight.evidence.actions.contest import CannotContest, Instead, answer, approve, contest
from samenhang.insight.evidence.actions.fill import fill
from samenhang.insight.evidence.actions.line import (
    CannotReceive,
    compute,
    deliver,
    deliver_all,
    receive,
    refill,
    refuse_changes,
    tidy,
)
from samenhang.insight.evidence.actions.observe import CannotObserve, observe, retract
from samenhang.insight.evidence.actions.outlines import keep_outlines
from samenhang.insight.evidence.actions.read import read
from samenhang.insight.evidence.actions.revise import NeedsReason
from samenhang.insight.evidence.actions.rules import apply_rules

__all__ = [
    "CannotAsk",
    "CannotContest",
    "CannotObserve",
    "CannotReceive",
    "CannotSetAside",
    "Instead",
    "NeedsReason",
    "answer",
    "apply_rules",
    "approve",
    "ask",
    "close",
    "compute",
    "contest",
    "deliver",
    "deliver_all",
    "fill",
    "keep_outlines",
    "observe",
    "read",
    "receive",
    "refill",
    "refuse_changes",
    "retract",
    "set_aside",
    "take_back",
    "tidy",
]

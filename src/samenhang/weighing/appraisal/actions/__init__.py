"""Deeds of an appraisal, one module a subject, and the pure computations that rank the options.

What a person submits is frozen into a sheet at once: judgements per option and criterion, points per party. The ranks
are computed from those sheets alone, so that anyone can run them again.
"""

from samenhang.weighing.appraisal.actions.example import play_session
from samenhang.weighing.appraisal.actions.frames import CannotAppraise, declared_frame, frame_problem, freeze_frame
from samenhang.weighing.appraisal.actions.judging import (
    DOUBTED,
    JUDGED,
    READ,
    SCORED,
    SPREAD,
    doubt,
    letters,
    order_problem,
    range_problem,
    score,
    spread,
)
from samenhang.weighing.appraisal.actions.opening import FEWEST, argue, open_appraisal
from samenhang.weighing.appraisal.actions.session import enter, invite, open_session, release, seat_for
from samenhang.weighing.appraisal.actions.weighing import freeze, weigh
from samenhang.weighing.appraisal.actions.weights import (
    POINTS,
    WAYS,
    give_weights,
    least_problem,
    may_speak_for,
    party_problem,
    points_problem,
)

__all__ = [
    "DOUBTED", "FEWEST", "JUDGED", "POINTS", "READ", "SCORED", "SPREAD", "WAYS", "CannotAppraise", "argue",
    "declared_frame", "doubt", "enter", "frame_problem", "freeze", "freeze_frame", "give_weights", "invite",
    "least_problem", "letters", "may_speak_for", "open_appraisal", "open_session", "order_problem", "party_problem", "play_session",
    "points_problem",
    "range_problem", "release", "score", "seat_for", "spread", "weigh",
]  # fmt: skip

"""Milestones of measures, and which of them are late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from samenhang.ground.ledger.queries import written
from samenhang.screen.cells import Text
from samenhang.steering.programme.models import MILESTONE_STEPS, Measure, Milestone
from samenhang.steering.programme.queries.result_words import MILESTONE_TONES, MILESTONES


@dataclass(frozen=True)
class Mark:
    """One milestone as a page shows it."""

    milestone: Milestone
    words: str
    state: Text
    tone: str
    late: bool
    proof: str
    next: tuple[tuple[str, Text], ...]


def milestones_of(measure: Measure, today: date) -> tuple[Mark, ...]:
    return marks(measure.milestones.select_related("words", "proof"), today)


def marks(found: Iterable[Milestone], today: date) -> tuple[Mark, ...]:
    """These milestones as a page shows them; a planned one whose day has passed is late."""
    return tuple(_mark(one, today) for one in found)


def _mark(one: Milestone, today: date) -> Mark:
    late = one.state == "planned" and one.due < today
    return Mark(
        milestone=one,
        words=written(one.words),
        state=_("late") if late else MILESTONES[one.state],
        tone=MILESTONE_TONES["late" if late else one.state],
        late=late,
        proof=one.proof.body if one.proof else "",
        next=tuple((name, MILESTONES[name]) for name in MILESTONE_STEPS[one.state]),
    )

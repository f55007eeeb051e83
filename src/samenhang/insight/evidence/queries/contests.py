"""What seats say of the figures of their own area, with the counter-figure and the answer of the province beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Permission
from samenhang.ground.people.queries import Viewer, acts_for, names_of
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Contest, Counter, Figure, Indicator
from samenhang.insight.evidence.queries.figures import cell_of, figures_at, plain
from samenhang.insight.evidence.queries.readings import Moved, moved
from samenhang.insight.evidence.queries.words import BASES, OUTCOMES, SAID
from samenhang.screen.cells import Cell, Date

STANDS = {
    "open": Q(kind=Contest.CONTEST, answered=False),
    "answered": Q(kind=Contest.CONTEST, answered=True),
    "approved": Q(kind=Contest.APPROVAL),
}


@dataclass(frozen=True)
class Answered:
    """What the province answered."""

    outcome: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Talk:
    """One contest or approval as a page shows it: the figure as it stood, what is said against it, and the answer."""

    contest: Contest
    figure: Figure | None
    cell: Cell | None
    counter: Cell | None
    reason: str
    proof: str
    by: str
    answer: Answered | None
    moved: Moved | None

    @property
    def kind(self) -> str:
        return str(SAID[self.contest.kind])

    @property
    def when(self) -> Date | None:
        """The time that the figure is about."""
        return Date(self.figure.period) if self.figure and self.figure.period else None

    @property
    def period(self) -> Date | None:
        """The time that the counter-figure is about."""
        numbers = self.contest.counter
        return Date(numbers.period) if numbers and numbers.period else None

    @property
    def definition(self) -> str:
        """What the counter-figure counts; a way of counting that has no definition says so."""
        numbers = self.contest.counter
        if numbers is None:
            return ""
        return str(numbers.definition.label) if numbers.definition else _("counted in another way, see the reason")

    @property
    def basis(self) -> str:
        return str(BASES[self.contest.counter.basis]) if self.contest.counter else ""

    @property
    def status(self) -> str:
        """How it stands: approved, answered with what, or still waiting."""
        if self.answer:
            return self.answer.outcome
        return _("waits for an answer") if self.contest.open else str(SAID[Contest.APPROVAL])

    @property
    def url(self) -> str:
        return reverse("evidence:talk", args=[self.contest.pk])

    def __str__(self) -> str:
        """In one line, for a file."""
        counter = f" ({_('counter-figure')}: {self.counter})" if self.counter else ""
        return f"{self.kind}: {self.by}{counter}, {self.status}"


def contests() -> QuerySet[Contest]:
    """Every contest and approval; they are public and stay for ever."""
    return Contest.objects.select_related(
        "indicator", "area", "source", "reason", "proof", "answer__words", "counter__unit", "counter__definition"
    )


def counter_cell(numbers: Counter) -> Cell:
    """A counter-figure as a Cell that leads to its own sheet."""
    low, value, high = (plain(number) for number in (numbers.low, numbers.value, numbers.high))
    return Cell(value, numbers.unit.label, numbers.ref, low=low, high=high, decimals=numbers.unit.decimals)


def talks(found: Iterable[Contest]) -> list[Talk]:
    """Contests with their figures, names and answers. A fixed number of queries, however many there are."""
    found = list(found)
    if not found:
        return []
    figures, changed = figures_at(one.figure for one in found), moved([one.figure for one in found])
    answers = {one.pk: one.answer for one in found if one.answered}
    names = names_of({one.by for one in found} | {one.by for one in answers.values()})
    made = []
    for one in found:
        figure, said = figures.get(one.figure), answers.get(one.pk)
        told = said and Answered(
            str(OUTCOMES[said.outcome]), said.words.body if said.words else "", names.get(said.by, ""), said.at
        )
        made.append(
            Talk(
                one, figure, cell_of(figure) if figure else None, counter_cell(one.counter) if one.counter else None,
                one.reason.body if one.reason else "", one.proof.body if one.proof else "", names.get(one.by, ""),
                told or None, changed.get(one.figure),
            )
        )  # fmt: skip
    return made


def mark(figures: Iterable[Figure], area: Area, indicator: Indicator | None = None) -> tuple[Talk, ...]:
    """Give each figure what is said of it, also when it was said of the same row of an earlier edition. Returns all of it."""
    found = contests().filter(area=area)
    said = talks(found.filter(indicator=indicator) if indicator else found)
    by_place: dict[tuple[str, str], list[Talk]] = defaultdict(list)
    for talk in said:
        by_place[talk.contest.source_id, talk.contest.row].append(talk)
    for figure in figures:
        figure.talks = tuple(by_place.get((figure.source_id, figure.row), ()))
    return tuple(said)


def may_contest(viewer: Viewer, area: Area) -> bool:
    """Whether this viewer may contest or approve figures of this area."""
    return viewer.may(Permission.CONTEST) and acts_for(viewer) == area.pk


def areas() -> list[tuple[str, str]]:
    """The areas of which figures were contested or approved, for a filter."""
    return list(Area.objects.filter(contests__isnull=False).distinct().order_by("name").values_list("pk", "name"))


def indicators() -> list[tuple[str, str]]:
    found = Indicator.objects.filter(contests__isnull=False).distinct().order_by("order")
    return [(one.pk, one.label) for one in found]


def verify_counters() -> Iterator[str]:
    """A sentence for each copy of a counter-figure that differs from its sheet."""
    copies = list(Counter.objects.order_by("pk"))
    try:
        rows = ledger.cells([one.ref for one in copies])
    except store.StoreError as error:
        yield str(error)
        return
    names = ("value", "low", "high", "basis", "period", "unit_id")
    for one in copies:
        row = rows.get(one.ref)
        if row is None or any(getattr(one, name) != row[name.removesuffix("_id")] for name in names):
            yield f"The counter-figure {one.ref} was changed: it is not what its sheet says."

"""Figures as they are shown: what one source states, as a Cell, beside what the other sources state."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Aggregate, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, gettext

from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Aside, Certainty, Figure, FigureCount, Indicator, State
from samenhang.insight.evidence.queries.aside import mark
from samenhang.insight.evidence.queries.small import shown_of
from samenhang.insight.evidence.queries.words import BASES
from samenhang.screen.cells import Cell, Date

WITH = ("area", "indicator", "unit", "publication", "definition", "source")


def current() -> QuerySet[Figure]:
    """The figures of the current edition of each source."""
    return Figure.objects.filter(edition__current=True, indicator__withdrawn_on=None).select_related(*WITH)


def figures_of(area: Area, indicator: Indicator | None = None) -> list[Figure]:
    """All figures of an area (of one indicator), of every source and period, newest period first; also what was set aside."""
    found = current().filter(area=area)
    return in_order(mark(found.filter(indicator=indicator) if indicator else found, area))


def figures_at(refs: Iterable[str]) -> dict[str, Figure]:
    """The figure that each `sheet:…#row/value` points at, in whatever edition it stands; refs that point at none are left out."""
    wanted = {ref: (ref.partition("#")[0], ref.partition("#")[2].rpartition("/")[0]) for ref in refs if "#" in ref}
    if not wanted:
        return {}
    sheets, rows = ({pair[place] for pair in wanted.values()} for place in (0, 1))
    found = (
        Figure.objects.filter(edition__sheet__in=sheets, row__in=rows)
        .exclude(edition__filled_at=None)
        .select_related(*WITH)
    )
    figures = {(figure.sheet, figure.row): figure for figure in found}
    return {ref: figures[pair] for ref, pair in wanted.items() if pair in figures}


def figure_at(ref: str) -> Figure | None:
    """The figure at `sheet:…#row/value`, when it is one of those that are shown now."""
    sheet, _mark, cell = ref.partition("#")
    return current().filter(edition__sheet=sheet, row=cell.rpartition("/")[0]).first()


def cell_of(figure: Figure) -> Cell:
    """The figure as a Cell: its number with unit, state, certainty and the ref of the sheet cell that it copies.

    A small number of people is withheld here, for every table, chart and file.
    """
    left = shown_of(figure)
    low, value, high = (plain(number) for number in (left.low, left.value, left.high))
    silent = value is None and low is None and high is None and left.state != State.SUPPRESSED
    return Cell(
        value, figure.unit.label, figure.ref, State.UNKNOWN if silent else left.state,
        low=low, high=high, certainty=left.certainty, decimals=figure.unit.decimals,
    )  # fmt: skip


def note_of(figure: Figure) -> str:
    """What is said beside a figure, in the language of the page when there is one."""
    dutch, english = figure.note_nl, figure.note_en
    return (dutch or english) if (get_language() or "nl").startswith("nl") else (english or dutch)


def plain(number: float | None) -> int | float | None:
    """A whole number without its empty decimals."""
    return int(number) if number is not None and number.is_integer() else number


def described(figure: Figure, cell: Cell) -> str:
    """A figure in one line, for whoever chooses: how much, of when, says who, and what it counts."""
    period = str(Date(figure.period)) if figure.period else gettext("period not stated")
    return f"{cell}, {period} – {figure.publication.publisher}: {figure.definition.label}"


def in_order(figures: Iterable[Figure]) -> list[Figure]:
    """Newest period first, a period that is not stated last; then by publisher, so that no source leads by chance."""
    ordered = sorted(figures, key=lambda figure: (figure.publication.publisher, figure.publication_id, figure.row))
    ordered.sort(key=lambda figure: figure.period, reverse=True)
    ordered.sort(key=lambda figure: figure.indicator.order)
    return ordered


@dataclass(frozen=True)
class Range(Cell):
    """Both ends of what a source states as a range; each end is a figure with its own origin."""

    ends: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Stated:
    """What one source states for one area and period in one definition: a number, or a range with a figure at each end."""

    figure: Figure
    upper: Figure | None = None

    @property
    def low(self) -> Cell:
        return cell_of(self.figure)

    @property
    def high(self) -> Cell:
        return cell_of(self.upper or self.figure)

    @property
    def cell(self) -> Cell:
        """The number, or both ends in one Cell that leads to the low end."""
        if self.upper is None:
            return self.low
        low, high = self.low, self.high
        return Range(
            None, low.unit, low.ref, low.state, low=low.value, high=high.value, decimals=low.decimals, ends=(low, high)
        )  # fmt: skip

    @property
    def period(self) -> Date | None:
        return Date(self.figure.period) if self.figure.period else None

    @property
    def basis(self) -> str:
        return str(BASES[self.figure.basis])

    @property
    def known(self) -> bool:
        return self.figure.value is not None

    @property
    def aside(self) -> Aside | None:
        """That it was set aside, or one of its ends was."""
        return self.figure.aside or (self.upper.aside if self.upper else None)

    @property
    def talks(self) -> tuple[Any, ...]:
        """What seats say of it, or of one of its ends."""
        return self.figure.talks + (self.upper.talks if self.upper else ())

    @property
    def counted(self) -> bool:
        """Whether it says how many there are or were; a forecast says how many there may be. Set aside, it counts for nothing."""
        return self.known and self.figure.state != State.FORECAST and self.aside is None


def stated(figures: Iterable[Figure]) -> tuple[Stated, ...]:
    """The figures with the low and high end of the same range as one, in the order of the list."""
    made: list[Stated] = []
    for _same, group in groupby(
        in_order(figures), key=lambda figure: (figure.indicator_id, figure.period, figure.publication_id)
    ):
        some = list(group)
        taken: set[str] = set()
        for figure in some:
            if figure.row in taken:
                continue
            upper = _other_end(figure, [other for other in some if other.row not in taken])
            if upper is not None:
                taken |= {figure.row, upper.row}
                low, high = (figure, upper) if figure.certainty == Certainty.LOW else (upper, figure)
                made.append(Stated(low, high))
            else:
                made.append(Stated(figure))
    return tuple(made)


def _other_end(figure: Figure, others: list[Figure]) -> Figure | None:
    """The other end of a range: same area, definition, unit, basis and state, low against high."""
    opposite = {Certainty.LOW.value: Certainty.HIGH.value, Certainty.HIGH.value: Certainty.LOW.value}.get(
        figure.certainty
    )
    same = ("area_id", "indicator_id", "definition_id", "unit_id", "basis", "state")
    return next(
        (
            other
            for other in others
            if opposite
            and other.certainty == opposite
            and figure.value is not None
            and other.value is not None
            and all(getattr(other, name) == getattr(figure, name) for name in same)
        ),
        None,
    )


def outermost(lines: Iterable[Stated]) -> tuple[Stated, Stated] | None:
    """The lowest and the highest of what is stated in one unit; forecasts only when there is nothing else."""
    lines = list(lines)
    counted = [line for line in lines if line.counted]
    counted = counted or [line for line in lines if line.known and line.aside is None]
    if not counted or len({line.figure.unit_id for line in counted}) > 1:
        return None
    lowest, highest = (line.low for line in counted), (line.high for line in counted)
    # of two equal numbers "at least" reaches higher, and "at most" lower
    low = min(lowest, key=lambda cell: (cell.value or 0, cell.certainty != Certainty.AT_MOST))
    high = max(highest, key=lambda cell: (cell.value or 0, cell.certainty == Certainty.AT_LEAST))
    return (
        next(line for line in counted if line.low == low),
        next(line for line in counted if line.high == high),
    )


def tallied(of: str, count: Aggregate, **only: object) -> Coalesce:
    """What is counted of the figures that are shown, for each row of a list at which their field `of` points."""
    found = FigureCount.objects.filter(**{of: OuterRef("pk")}, **only).order_by().values(of)
    return Coalesce(Subquery(found.annotate(count=count).values("count")), Value("" if isinstance(count, Max) else 0))

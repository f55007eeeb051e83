"""Taking part through the weeks of a round: a line, with the same weeks as a table. What is withheld is blank in both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext, gettext_lazy

from samenhang.screen.cells import STATES, Cell, Date
from samenhang.screen.charts import Line, LineChart, LinePoint

WEEK = timedelta(weeks=1)
BLANK = gettext_lazy("Blank: withheld, because fewer than ten people took part or because that would follow from it.")


@dataclass(frozen=True, kw_only=True)
class WeekLine(LineChart):
    """One line through weeks: nothing was done to these counts, so their table has no marks."""

    @property
    def headers(self) -> tuple[object, ...]:  # type: ignore[override]
        return self.heading, self.value_label

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [(point.period, point.cell) for line in self.lines for point in line.points]

    @property
    def alt(self) -> str:
        parts = "; ".join(f"{point.period}: {point.cell}" for line in self.lines for point in line.points)
        return gettext("A line through %(count)s weeks. %(parts)s.") % {"count": len(self.rows), "parts": parts}


def weeks(counts: Mapping[str, Cell], none: Cell) -> WeekLine | None:
    """The weeks `2026-41` from the first to the last in which somebody took part; `none` is what nobody is."""
    if not counts:
        return None
    first, last = (_monday(name) for name in (min(counts), max(counts)))
    days = [first + WEEK * at for at in range((last - first) // WEEK + 1)]
    points = []
    for day in days:
        year, number, _day = day.isocalendar()
        cell = counts.get(f"{year}-{number:02}", none)
        points.append(LinePoint(Date(f"{year}-W{number:02}"), float(day.toordinal()), cell))
    return WeekLine(
        name="weeks", title=gettext("People who took part, each week"),
        lines=(Line(gettext("Took part"), tuple(points)),), heading=gettext_lazy("Week"),
        value_label=gettext_lazy("Took part"), blank=STATES["suppressed"],
        note=BLANK if any(point.cell.value is None for point in points) else "",
    )  # fmt: skip


def _monday(name: str) -> date:
    year, _dash, number = name.partition("-")
    return date.fromisocalendar(int(year), int(number), 1)

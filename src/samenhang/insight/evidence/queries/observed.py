"""What signals showed: listed beside what the workspace declares, each with its count and what it was counted against."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from samenhang.insight.evidence.models import Observed
from samenhang.insight.evidence.queries.figures import cell_of, figures_at
from samenhang.screen.cells import Cell, Date

SIGNALS = gettext_lazy("signals")
RATE = gettext_lazy("per 1,000 workers")


@dataclass(frozen=True)
class Seen:
    """One of them, as a page shows it."""

    row: Observed
    workers: Cell | None

    @property
    def words(self) -> str:
        return self.row.words.body if self.row.words else ""

    @property
    def count(self) -> Cell:
        return Cell(self.row.count, SIGNALS, self.row.ref, certainty="circa")

    @property
    def rate(self) -> Cell:
        return Cell(self.row.rate, RATE, self.row.ref, low=self.row.low, high=self.row.high, decimals=2)

    @property
    def since(self) -> Date:
        return Date(self.row.since)

    @property
    def until(self) -> Date:
        return Date(self.row.until)


def observed(kind: str) -> list[Seen]:
    """Those of one kind, the newest first."""
    rows = list(Observed.objects.filter(kind=kind).select_related("theme", "stage", "area", "words"))
    figures = figures_at(row.workers for row in rows)
    return [Seen(row, cell_of(figures[row.workers]) if row.workers in figures else None) for row in rows]

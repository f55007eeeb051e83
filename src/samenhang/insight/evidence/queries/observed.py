"""What signals showed: listed beside what the workspace declares, each with its count and what it was counted against."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from samenhang.ground.people.queries import names_of
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
    withdrawn_by: str = ""  # the role that took it back

    @property
    def reason(self) -> str:
        return self.row.reason.body if self.row.reason else ""

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
    """Those of one kind, the newest first; what was taken back comes last and says so."""
    rows = _rows().filter(kind=kind)
    return _seen(sorted(rows, key=lambda row: row.withdrawn))


def one_observed(pk: int) -> Seen | None:
    return next(iter(_seen(_rows().filter(pk=pk))), None)


def _rows() -> QuerySet[Observed]:
    return Observed.objects.select_related("theme", "stage", "area", "words", "reason")


def _seen(rows: Iterable[Observed]) -> list[Seen]:
    rows = list(rows)
    figures = figures_at(row.workers for row in rows)
    names = names_of(row.withdrawn_by for row in rows if row.withdrawn)
    return [
        Seen(
            row,
            cell_of(figures[row.workers]) if row.workers in figures else None,
            names.get(row.withdrawn_by, ""),
        )
        for row in rows
    ]

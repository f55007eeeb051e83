"""What a cell can read: a figure of the register, or a cell with a range in any sheet that was computed here.

The second is the door for what comes out of a simulated future: a row with `low`, `likely` and `high` is all it takes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.insight.evidence.queries import cell_of, figures_at
from samenhang.insight.voices.queries.citing import cited
from samenhang.screen.cells import Cell, Date
from samenhang.weighing.futures.queries import outcome_words

RANGE = ("low", "likely", "high")


@dataclass(frozen=True)
class Outcome:
    """A number that a cell of an appraisal reads, with its range and the words that say what it is."""

    low: float
    likely: float
    high: float
    words: str
    cell: Cell

    @property
    def numbers(self) -> tuple[float, float, float]:
        return self.low, self.likely, self.high


def outcomes(refs: Iterable[str]) -> dict[str, Outcome]:
    """What each of these cells says today, for those that say a number."""
    wanted = dict.fromkeys(ref for ref in refs if ref)
    found: dict[str, Outcome] = {}
    for ref, figure in figures_at(wanted).items():
        if figure.value is None:
            continue
        low = figure.value if figure.low is None else min(figure.low, figure.value)
        high = figure.value if figure.high is None else max(figure.high, figure.value)
        when = str(Date(figure.period)) if figure.period else _("period not stated")
        words = f"{figure.indicator.label} ({when}, {figure.publication.publisher})"
        found[ref] = Outcome(low, figure.value, high, words, cell_of(figure))
    for ref, (words, cell) in cited(ref for ref in wanted if ref not in found).items():
        number = float(cell.value or 0)
        found[ref] = Outcome(number, number, number, words, cell)
    rest = [ref for ref in wanted if ref not in found]
    said = outcome_words(rest)
    for ref, row in ledger.cells(rest).items():
        if row is None or not all(isinstance(row.get(name), int | float) for name in RANGE):
            continue
        low, likely, high = (float(row[name]) for name in RANGE)  # type: ignore[arg-type]
        code = said.get(ref) or str(next(iter(row.values())))
        found[ref] = Outcome(low, likely, high, code, Cell(row["likely"], ref=ref, low=row["low"], high=row["high"]))  # type: ignore[arg-type]
    return found

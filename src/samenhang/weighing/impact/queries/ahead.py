"""What a test says of the futures: the shortage around, without the plans and with them, read from its sheet alone.

All of it is a forecast; the page says so once, and the numbers say that they are no more than about. The sheet is found by the
plans that were frozen for the test. Where the futures were not computed with these plans in them the answer is nothing, and
the page says that it is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.screen.cells import Cell, Date
from samenhang.screen.charts import FanYear

VERB = "impact.foreseen"
TOTAL, WITHOUT, WITH, MORE = "total", "without", "with", "more"


@dataclass(frozen=True)
class Pair:
    """The shortage in one year, without the plans and with them, and how much more that is in the same futures."""

    without: Cell
    together: Cell
    more: Cell


@dataclass(frozen=True)
class Ahead:
    """The futures of one test, in which nobody does anything extra."""

    sheet: Sheet
    year: Date
    total: tuple[Pair, ...]  # one per year
    more: tuple[FanYear, ...]  # through the years, how many places more are short
    residents: Cell  # how many people more in the last year
    places: Mapping[str, Pair]  # per area, in the last year

    @property
    def last(self) -> Pair:
        return self.total[-1]


def ahead(plans: str) -> Ahead | None:
    """The newest run through the futures of the plans in this sheet; None when there is none."""
    acts = Act.objects.filter(verb=VERB, mentions__role="plans", mentions__ref=plans)
    act = acts.prefetch_related("mentions").order_by("-pk").first()
    made = next((mention.ref for mention in act.mentions.all() if mention.role == "made"), "") if act else ""
    sheet = ledger.sheet(made) if made else None
    if sheet is None:
        return None
    rows = {(row["about"], row["name"], int(row["year"]), row["part"]): row for row in ledger.table(sheet).records()}
    years = sorted({year for _about, _name, year, _part in rows})

    def cell(about: str, name: str, year: int, part: str) -> Cell:
        return _cell(sheet, rows[about, name, year, part])

    def pair(about: str, year: int) -> Pair:
        return Pair(*(cell(about, "shortage", year, part) for part in (WITHOUT, WITH, MORE)))

    grows = tuple(
        FanYear(Date(str(year)), _cell(sheet, row), _half(sheet, row))
        for year in years
        for row in [rows[TOTAL, "shortage", year, MORE]]
    )
    places = dict.fromkeys(about for about, _name, _year, _part in rows if about != TOTAL)
    return Ahead(
        sheet, Date(str(years[-1])), tuple(pair(TOTAL, year) for year in years),
        grows, cell(TOTAL, "residents", years[-1], MORE), {about: pair(about, years[-1]) for about in places},
    )  # fmt: skip


def _cell(sheet: Sheet, row: Mapping[str, Any]) -> Cell:
    ref = f"{sheet.ref}#{row['cell']}/likely"
    return Cell(row["likely"], "", ref, certainty="circa", low=row["low"], high=row["high"])


def _half(sheet: Sheet, row: Mapping[str, Any]) -> Cell:
    ref = f"{sheet.ref}#{row['cell']}/likely"
    return Cell(None, "", ref, low=row["quarter"], high=row["threequarter"])

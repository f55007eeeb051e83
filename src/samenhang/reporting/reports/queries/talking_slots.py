"""The slots of a talking sheet as numbers and names. A live sheet has no address yet: its cells lead to where they came from."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from samenhang.reporting.reports.queries.document import Source
from samenhang.reporting.reports.queries.pieces import named
from samenhang.reporting.reports.queries.talking_pieces import Spread
from samenhang.reporting.reports.queries.talking_rows import PER_THOUSAND
from samenhang.screen.cells import Cell, Date, Run


class Sheeted(Source):
    """The slots of a talking sheet, published or live."""

    def at(self, slot: str, column: str = "ref") -> str:
        return super().at(slot, column) if self.sheet else str(self.slots[slot]["ref"])

    def cell(self, slot: str) -> Cell:
        """The number of a slot; with both ends when there is a slot for the high one."""
        row = self.slots[slot]
        if row["unit"] == PER_THOUSAND:
            also = "" if self.sheet else str(row["via"])
            return Spread(row["value"], _("per thousand inhabitants"), self.at(slot, "value"), decimals=1, also=also)
        low = whole(super().cell(slot))
        high = whole(super().cell(f"{slot}-high")) if f"{slot}-high" in self else low
        if low.value is None or high.value is None or high is low:
            return low if low.value is not None or high is low else high
        if low.value == high.value:
            return Spread(**{**vars(low), "also": high.ref})
        state = low.state if low.state == high.state else "known"
        return Spread(
            None, low.unit, low.ref, state, low=low.value, high=high.value, decimals=max(low.decimals, high.decimals),
            also=high.ref,
        )  # fmt: skip

    def stated(self, ref: str) -> tuple[Run, Run] | None:
        """Who states what a footnote leads to, and when; None for words of people, and for a slot that names no source."""
        slot = self._led.get(ref, "")
        for one in (slot, slot.removesuffix("-high"), slot.removesuffix("-over")):
            if slot and f"{one}-publication" in self.slots:
                of = slot.removesuffix("-over")
                return self.name(f"{one}-publication"), self.date(of)
        return None

    @cached_property
    def _led(self) -> dict[str, str]:
        """The slot of each ref that a footnote can have; `…-over` for that by which a number was divided."""
        found: dict[str, str] = {}
        for slot, row in self.slots.items():
            for column in ("value", "low", "high"):
                if row["state"]:
                    found.setdefault(self.at(slot, column), slot)
            if row["via"] and row["unit"] == PER_THOUSAND:
                found.setdefault(str(row["via"]), f"{slot}-over")
        return found

    def row(self, slot: str) -> Any:
        """The declared row that a slot names."""
        return self.names.get(self.slots[slot]["ref"]) if slot in self else None

    def part(self, slot: str) -> str:
        return str(getattr(self.row(slot), "part", ""))

    def text(self, slot: str, name: str = "label") -> Run:
        """One text of a declared row, such as its label or its step."""
        return named(getattr(self.row(slot), name, None) or "")

    def when(self, slot: str) -> Run:
        """The period of a number; of two ends from different years the first and the last."""
        periods = {self.slots[each]["period"] for each in (slot, f"{slot}-high") if each in self} - {""}
        return Date("/".join(sorted(periods))) if len(periods) > 1 else self.date(slot)


def bare(cell: Cell) -> Cell:
    """A number without the unit, where the words around it name that."""
    return replace(cell, unit="")


def whole(cell: Cell) -> Cell:
    """A number without the noughts after its comma."""
    return replace(cell, decimals=0) if all(float(number).is_integer() for number in cell.numbers) else cell


def ends(cells: Iterable[Cell]) -> tuple[Cell, Cell] | None:
    """The lowest and the highest number, as Cells of their own; None without numbers in one unit."""
    single = [
        Cell(number, cell.unit, ref, cell.state, certainty=cell.certainty, decimals=cell.decimals)
        for cell in cells
        for number, ref in (
            (cell.value if cell.low is None else cell.low, cell.ref),
            (cell.value if cell.high is None else cell.high, getattr(cell, "also", "") or cell.ref),
        )
        if number is not None
    ]
    if len({str(cell.unit) for cell in single}) != 1:
        return None
    return min(single, key=lambda cell: float(cell.value or 0)), max(single, key=lambda cell: float(cell.value or 0))


def listed(source: Sheeted, slots: list[str]) -> Run:
    """The names behind slots: `A, B and C`."""
    names = [str(source.name(slot)) for slot in dict.fromkeys(slots)]
    if len(names) > 1:
        return named(_("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]})
    return named("".join(names))


def small(text: Run) -> Run:
    """A label that goes on within a sentence; an abbreviation keeps its capitals."""
    said = str(text)
    return named(said[:1].lower() + said[1:] if said[1:2].islower() else said)

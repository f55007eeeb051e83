"""Levers and drivers as a page shows them: in per cents where the model has shares, with whose they are and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samenhang.screen.cells import Cell, Text, localised
from samenhang.weighing.futures.models import Driver, Lever

if TYPE_CHECKING:
    from samenhang.methods.stockflow_kinds import Bounds

# what the model counts in -> what a page says, and whether that is per cents
UNITS: dict[str, tuple[Text, bool]] = {
    "per year": (_("% per year"), True),
    "share": (_("%"), True),
    "share per year": (_("% per year"), True),
    "share of the start": (_("% of those here at the start"), True),
    "share of shortage per year": (_("% of the shortage per year"), True),
    "share of family": (_("% of the family"), True),
    "places per year": (_("places per year"), False),
    "persons per worker": (_("people per worker"), False),
    "factor": (_("times"), False),
    "visits per resident per year": (_("visits per resident per year"), False),
    "euro per resident per year": (_("euro per resident per year"), False),
    "euro per worker per year": (_("euro per worker per year"), False),
}


@dataclass(frozen=True)
class Knob:
    """One driver or lever, in the unit of the page."""

    code: str
    label: str
    unit: Text
    scale: float
    decimals: int
    low: float
    mode: float
    high: float
    least: float
    most: float
    step: float
    note: str
    ref: str
    whose: str = ""
    sourced: bool = False
    source: str = ""
    source_url: str = ""

    def shown(self, value: float) -> str:
        """A value of the model in words: `30 % per year`."""
        number = round(value * self.scale, 6)
        return f"{localised(number, min(self.decimals, _decimals(number)))} {self.unit}"

    def cell(self, value: float | None, low: float | None = None, high: float | None = None) -> Cell:
        scaled = [None if number is None else round(number * self.scale, 6) for number in (value, low, high)]
        return Cell(scaled[0], self.unit, self.ref, low=scaled[1], high=scaled[2], decimals=self.decimals)

    @property
    def bounds(self) -> dict[str, str]:
        """Least, most and step as the attributes of a slider: with a point, whatever the language of the page."""
        return {"min": f"{self.least:g}", "max": f"{self.most:g}", "step": f"{self.step:g}"}

    @property
    def range(self) -> Cell:
        return self.cell(self.mode, self.low, self.high)


def _unit(name: str, kinds: Mapping[str, object]) -> tuple[Text, float]:
    words, percent = UNITS.get(getattr(kinds[name], "unit", ""), ("", False))
    return words, 100.0 if percent else 1.0


def _decimals(*numbers: float) -> int:
    return next((digits for digits in range(4) if all(abs(round(n, digits) - n) < 1e-6 for n in numbers)), 4)


def levers() -> list[Knob]:
    """What somebody can do, in the order of the workspace."""
    from samenhang.methods.stockflow_kinds import LEVERS

    made = []
    for row in Lever.objects.filter(withdrawn_on=None):
        if row.pk not in LEVERS:
            continue
        unit, scale = _unit(row.pk, LEVERS)
        digits = _decimals(row.min * scale, row.max * scale, row.step * scale)
        made.append(
            Knob(row.pk, row.label, unit, scale, digits, row.min, row.default, row.max, row.min, row.max, row.step,
                 row.note, row.ref, row.whose)
        )  # fmt: skip
    return made


def drivers() -> dict[str, Knob]:
    """What nobody decides, by name, in the order of the workspace."""
    rows = Driver.objects.filter(withdrawn_on=None).select_related("publication")
    return {row.pk: of_driver(row) for row in rows if row.parameter in _kinds()}


def _kinds() -> "Mapping[str, Bounds]":
    from samenhang.methods.stockflow_kinds import GENERAL, PER_SECTOR

    return {**GENERAL, **PER_SECTOR}


def of_driver(row: Driver) -> Knob:
    """One driver; a name that the model does not know has its bounds from its own range."""
    kinds = _kinds()
    unit, scale = _unit(row.parameter, kinds) if row.parameter in kinds else (row.unit.label, 1.0)
    least, most = (
        (kinds[row.parameter].least, kinds[row.parameter].most) if row.parameter in kinds else (row.low, row.high)
    )
    digits = _decimals(row.low * scale, row.mode * scale, row.high * scale)
    return Knob(
        row.pk, row.label, unit, scale, digits, row.low, row.mode, row.high, least, most, 0.0, row.note, row.ref,
        sourced=row.basis == "sourced", source=row.publication.title if row.publication else "",
        source_url=row.publication.url if row.publication else "",
    )  # fmt: skip

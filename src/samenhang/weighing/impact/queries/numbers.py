"""The numbers that a test rests on: what was published about firms, and every range with its source or the word assumption."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from samenhang.ground.people.queries import Viewer
from samenhang.screen.cells import Cell, Date
from samenhang.weighing.impact.models import ReferenceFirm, ReferenceNumber


@dataclass(frozen=True)
class Reference:
    """One published number about a type of firm, ready to be shown."""

    firm: ReferenceFirm
    cell: Cell
    period: Date | None


@dataclass(frozen=True)
class Number:
    """One range that the test computes with, ready to be shown."""

    row: ReferenceNumber
    cell: Cell

    @property
    def sourced(self) -> bool:
        return bool(self.row.basis == "sourced")


def firms(viewer: Viewer) -> QuerySet[ReferenceFirm]:
    found: QuerySet[ReferenceFirm] = ReferenceFirm.objects.filter(withdrawn_on=None)
    return found.select_related("unit", "publication").order_by("line")


def references(viewer: Viewer) -> tuple[Reference, ...]:
    """Every reference firm that the workspace holds; they are public."""
    return tuple(Reference(row, cell_of(row), Date(row.period) if row.period else None) for row in firms(viewer))


def cell_of(row: ReferenceFirm) -> Cell:
    return Cell(row.value, row.unit.label, row.ref, decimals=row.unit.decimals)


def numbers(types: Iterable[str] | None = None) -> tuple[Number, ...]:
    """The ranges that a test of these types of firm computes with (of all types when none are named)."""
    found = ReferenceNumber.objects.filter(withdrawn_on=None).select_related("unit", "publication", "firm_type")
    if types is not None:
        found = found.filter(firm_type__in=list(types)) | found.filter(firm_type=None)
    return tuple(Number(row, _range(row)) for row in found.order_by("order"))


def _range(row: ReferenceNumber) -> Cell:
    digits = max(_digits(value) for value in (row.low, row.mode, row.high))
    return Cell(row.mode, row.unit.label, row.ref, low=row.low, high=row.high, decimals=digits)


def _digits(value: float) -> int:
    return next((digits for digits in range(4) if round(value, digits) == value), 4)

"""Questions to the reference firms."""

from dataclasses import dataclass

from django.db.models import QuerySet

from samenhang.ground.people.queries import Viewer
from samenhang.screen.cells import Cell, Date
from samenhang.weighing.impact.models import ReferenceFirm


@dataclass(frozen=True)
class Reference:
    """One published number about a type of firm, ready to be shown."""

    firm: ReferenceFirm
    cell: Cell
    period: Date | None


def firms(viewer: Viewer) -> QuerySet[ReferenceFirm]:
    found: QuerySet[ReferenceFirm] = ReferenceFirm.objects.filter(withdrawn_on=None)
    return found.select_related("unit", "publication").order_by("line")


def references(viewer: Viewer) -> tuple[Reference, ...]:
    """Every reference firm that the workspace holds; they are public."""
    return tuple(Reference(row, cell_of(row), Date(row.period) if row.period else None) for row in firms(viewer))


def cell_of(row: ReferenceFirm) -> Cell:
    return Cell(row.value, row.unit.label, row.ref, decimals=row.unit.decimals)

"""What the model rests on: the drivers with their sources, the start of every area, and the sectors."""

from dataclasses import dataclass

from django.db.models import QuerySet

from samenhang.ground.people.queries import Viewer
from samenhang.screen.cells import Cell, Date
from samenhang.weighing.futures.models import Driver, Sector, StartQuantity
from samenhang.weighing.futures.queries import knobs, library
from samenhang.weighing.futures.queries import start as starts
from samenhang.weighing.futures.queries.start import Start


def drivers(viewer: Viewer) -> QuerySet[Driver]:
    """Every driver; they are public."""
    return Driver.objects.filter(withdrawn_on=None).select_related("publication")


def range_of(row: Driver) -> Cell:
    """The range of a driver in the unit of the page."""
    return knobs.of_driver(row).range


def explained(row: Driver) -> str:
    return f"{row.publication.title}. {row.note}" if row.publication else str(row.note)


@dataclass(frozen=True)
class Quantity:
    """One quantity that every area starts with: how much of it there is, and how it came about."""

    row: StartQuantity
    total: Cell
    how: str


@dataclass(frozen=True)
class Ground:
    """The start as it stands today."""

    start: Start
    made: Date | None
    quantities: tuple[Quantity, ...]
    sectors: tuple[tuple[Sector, Cell], ...]
    stale: bool  # whether figures were revised since the start was made

    @property
    def counts(self) -> tuple[Cell, Cell]:
        return Cell(self.start.known, "", self.start.ref), Cell(self.start.estimated, "", self.start.ref)

    @property
    def year(self) -> Date:
        return Date(str(self.start.year))


def ground(viewer: Viewer) -> Ground | None:
    """Where every area starts, from the newest start; None when none was made."""
    sheet = starts.latest()
    if sheet is None:
        return None
    start = starts.of_sheet(sheet)
    sums = {
        "population": sum(start.population),
        "migrants": sum(start.migrants),
        **{name: sum(each[place] for each in start.supply) for place, name in enumerate(("bed", "unit", "dwelling"))},
    }
    at = library.made_at(sheet.ref)
    return Ground(
        start, Date(at.date()) if at else None,
        tuple(
            Quantity(row, Cell(round(sums[row.quantity]), "", sheet.ref), "per" if row.per else "divided" if row.key else "own")
            for row in StartQuantity.objects.filter(withdrawn_on=None).select_related("indicator", "definition", "area")
        ),
        tuple((row, Cell(row.share, "%", row.ref)) for row in Sector.objects.filter(withdrawn_on=None).select_related("publication")),
        starts.sources_moved(sheet),
    )  # fmt: skip

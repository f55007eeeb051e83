"""Questions to the published scenarios. What the source states stands apart from what was calculated from it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from samenhang.ground.people.queries import Viewer
from samenhang.screen.cells import Cell
from samenhang.weighing.futures.models import Scenario


@dataclass(frozen=True)
class Number:
    """One number of a scenario, ready to be shown."""

    scenario: Scenario
    cell: Cell

    @property
    def how(self) -> str:
        """How the number came about, in the words of the workspace."""
        row, dutch = self.scenario, (get_language() or "nl").startswith("nl")
        return str(row.value_status_nl if dutch else row.value_status_en)


@dataclass(frozen=True)
class Named:
    """A scenario with what drives it and everything that the source says, or that we calculated, about it."""

    label: str
    drivers: str
    numbers: tuple[Number, ...]

    @property
    def stated(self) -> tuple[Number, ...]:
        return tuple(number for number in self.numbers if number.scenario.value_status == "stated")

    @property
    def computed(self) -> tuple[Number, ...]:
        return tuple(number for number in self.numbers if number.scenario.value_status == "computed")


@dataclass(frozen=True)
class Published:
    """All published scenarios; `charted` are the numbers that can stand on one scale."""

    scenarios: tuple[Named, ...]
    charted: tuple[Number, ...]
    publications: tuple[object, ...]


def published(viewer: Viewer) -> Published:
    """Every scenario that the workspace holds; they are public."""
    found = Scenario.objects.filter(withdrawn_on=None).select_related("unit", "publication")
    numbers = [Number(row, cell_of(row)) for row in found]
    return Published(
        scenarios=tuple(_named(numbers)),
        charted=tuple(_on_one_scale(numbers)),
        publications=tuple({row.scenario.publication_id: row.scenario.publication for row in numbers}.values()),
    )


def cell_of(row: Scenario) -> Cell:
    """The number with the digits that the source gives; a year after the publication is a forecast."""
    digits = next((digits for digits in range(6) if round(row.value, digits) == row.value), 6)
    published = str(row.publication.published or "")[:4]
    past = published.isdecimal() and row.year <= int(published)
    state = "known" if past else "forecast"
    return Cell(row.value, row.unit.label, row.ref, state, certainty=row.certainty, decimals=digits)


def _named(numbers: Iterable[Number]) -> Iterable[Named]:
    groups: dict[str, list[Number]] = {}
    for number in numbers:
        groups.setdefault(number.scenario.scenario, []).append(number)
    for label, group in groups.items():
        drivers = dict.fromkeys(number.scenario.drivers for number in group if number.scenario.drivers)
        yield Named(label, " ".join(drivers), tuple(group))


def _on_one_scale(numbers: list[Number]) -> list[Number]:
    """The numbers in the unit of the first one in the file: what the scenarios are about; shares and growth are not."""
    first = numbers[0].scenario.unit_id if numbers else None
    return [number for number in numbers if number.scenario.unit_id == first]

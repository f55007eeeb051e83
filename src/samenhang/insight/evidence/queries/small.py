"""Small numbers of people: what may be shown of a figure. Table, chart, talking sheet and file ask it here, and nowhere else."""

from dataclasses import dataclass

from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Certainty, Definition, Figure, Indicator, State

SUB_GROUPS = "nature"  # the topic whose counts are about a part of a group: a nationality, a length of stay, a sector
SMALL_AREAS, PEOPLE = "municipality", "persons"


@dataclass(frozen=True)
class Shown:
    """What is left of a figure for whoever looks."""

    low: float | None
    value: float | None
    high: float | None
    state: str
    certainty: str


def about_people(kind: str, topic: str, counts: str) -> bool:
    """Whether a figure comes close to people: persons of a sub-group in one municipality."""
    return kind == SMALL_AREAS and topic == SUB_GROUPS and counts == PEOPLE


def passed(low: float | None, value: float | None, high: float | None, state: str, certainty: str) -> Shown:
    """The numbers of such a figure after the small-cell rule: all withheld when one of them is small, else all rounded."""
    from samenhang.methods.disclosure import disclosed

    numbers = (low, value, high)
    left = [None if number is None else disclosed(number) for number in numbers]
    if any(number is not None and after is None for number, after in zip(numbers, left, strict=True)):
        return Shown(None, None, None, State.SUPPRESSED, Certainty.NOT_STATED)
    rounded = certainty in (Certainty.EXACT, Certainty.NOT_STATED, "") and any(number is not None for number in left)
    return Shown(left[0], left[1], left[2], state, Certainty.CIRCA if rounded else certainty)


def shown_of(figure: Figure) -> Shown:
    """A figure as it may be shown."""
    numbers = figure.low, figure.value, figure.high
    if about_people(figure.area.kind, figure.indicator.topic, figure.definition.counts):
        return passed(*numbers, figure.state, figure.certainty)
    return Shown(*numbers, figure.state, figure.certainty)


def rounded(number: float) -> float | None:
    """What the small-cell rule leaves of a number; None when that is nothing, or when it is no number of people."""
    from samenhang.methods.disclosure import disclosed

    return disclosed(number) if number >= 0 else None


@dataclass(frozen=True)
class Close:
    """The codes by which rows of a sheet are known to come close to people."""

    indicators: frozenset[str]
    areas: frozenset[str] = frozenset()
    definitions: frozenset[str] = frozenset()

    def holds(self, record: dict[str, object]) -> bool:
        return (
            record.get("indicator") in self.indicators
            and record.get("area") in self.areas
            and record.get("definition") in self.definitions
        )


def close_to_people(indicators: set[str]) -> Close:
    """The same rule as `about_people`, for rows that name their area, indicator and definition by code."""
    found = frozenset(Indicator.objects.filter(pk__in=indicators, topic=SUB_GROUPS).values_list("pk", flat=True))
    if not found:
        return Close(found)
    areas = Area.objects.filter(kind=SMALL_AREAS).values_list("pk", flat=True)
    definitions = Definition.objects.filter(counts=PEOPLE).values_list("pk", flat=True)
    return Close(found, frozenset(areas), frozenset(definitions))

"""An area beside its neighbours: which of them have a number, and which of these numbers can be compared."""

from collections import defaultdict
from dataclasses import dataclass

from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Figure
from samenhang.insight.evidence.queries.figures import Stated
from samenhang.reporting.reports.queries.talking_facts import Facts

THOUSAND = 1000.0
FEW = 2  # so many that count alike make a comparison


@dataclass(frozen=True)
class Alike:
    """A number that was counted as the others were, with who lives there in the same year when that is known."""

    line: Stated
    inhabitants: Figure | None

    @property
    def rate(self) -> float:
        """Per thousand inhabitants."""
        people = self.inhabitants.value if self.inhabitants is not None else None
        return per_thousand(self.line.figure.value or 0.0, people or 1.0)


@dataclass(frozen=True)
class Compared:
    """The neighbours of an area, or the municipalities that it consists of."""

    whole: Area | None
    beside: bool  # they lie beside the area; else within it
    alike: tuple[Alike, ...] = ()
    unlike: tuple[Stated, ...] = ()
    silent: tuple[Area, ...] = ()


def per_thousand(number: float, inhabitants: float) -> float:
    """A number of people per thousand inhabitants, to one digit after the comma."""
    return round(number * THOUSAND / inhabitants, 1)


def compared(area: Area, facts: Facts) -> Compared:
    """The area beside its neighbours. Only what counts the same people in the same year is compared."""
    around, beside = facts.around[area.pk], area.kind == "municipality"
    areas = [*([area] if beside else []), *around.areas]
    stated = {one.pk: _counted(facts, one) for one in areas}
    groups: dict[tuple[str, ...], dict[str, Stated]] = defaultdict(dict)
    for code, lines in stated.items():
        for line in lines:
            if line.upper is None and line.figure.definition.counts == "persons" and line.figure.period:
                one = line.figure
                groups[one.definition_id, one.basis, one.unit_id, one.period].setdefault(code, line)
    some = max(groups.values(), key=lambda group: (area.pk in group, len(group)), default={})
    if len(some) < FEW or (beside and area.pk in stated and stated[area.pk] and area.pk not in some):
        some = {}
    known = [facts.inhabitants.get(code, ()) for code in some]
    years = [_of_year(figures, line) for figures, line in zip(known, some.values(), strict=True)]
    whole = all(year is not None for year in years)
    alike = [Alike(line, year if whole else None) for line, year in zip(some.values(), years, strict=True)]
    alike.sort(key=lambda one: -(one.rate if whole else one.line.figure.value or 0.0))
    others = [one for one in around.areas if one.pk not in some]
    return Compared(
        whole=around.whole, beside=beside, alike=tuple(alike),
        unlike=tuple(stated[one.pk][0] for one in others if stated[one.pk]),
        silent=tuple(one for one in others if not stated[one.pk]),
    )  # fmt: skip


def _counted(facts: Facts, area: Area) -> tuple[Stated, ...]:
    lines = facts.of(area.pk, [facts.size]) if facts.size else ()
    return tuple(line for line in lines if line.counted)


def _of_year(figures: tuple[Figure, ...], line: Stated) -> Figure | None:
    """The inhabitants in the year of a count."""
    return next((one for one in figures if one.value and one.period[:4] == line.figure.period[:4]), None)

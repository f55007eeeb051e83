"""What talking sheets need to know: figures, readings and neighbours of some areas, fetched at once however many they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from samenhang.ground.ledger.models import Act
from samenhang.ground.lexicon.models import Unit
from samenhang.ground.lexicon.queries import province
from samenhang.ground.places.models import Area, Division, Membership
from samenhang.ground.places.queries import memberships, standing
from samenhang.insight.evidence.models import Aspect, Figure, Indicator
from samenhang.insight.evidence.queries import current, readings
from samenhang.insight.evidence.queries.figures import Stated, stated
from samenhang.insight.evidence.queries.readings import Chosen, chosen
from samenhang.reporting.reports.queries.compose import version

SIZES = ("work", "live")  # the parts of a sheet that say how many people there are
LARGER = ("region", "province", "country")

Lines = tuple[Stated, ...]


@dataclass(frozen=True)
class Asked:
    """One aspect with its indicators, in the order in which they are asked."""

    aspect: Aspect
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Around:
    """With whom an area is compared: the other municipalities of its region, or those that it consists of."""

    whole: Area | None
    areas: tuple[Area, ...] = ()
    division: Division | None = None  # in which a region is one


@dataclass(frozen=True)
class Facts:
    """Everything that the sheets of some areas may say, on one day."""

    on: date
    size: Indicator | None
    asked: tuple[Asked, ...]
    lines: dict[tuple[str, str], Lines]  # by area and indicator; of each way of counting only the newest
    above: dict[str, tuple[Area, ...]]
    around: dict[str, Around]
    inhabitants: dict[str, tuple[Figure, ...]]  # newest first
    chosen: dict[str, tuple[Chosen, ...]]
    units: dict[str, Unit]
    last: Act | None
    names: dict[str, Any] = field(default_factory=dict)

    def of(self, area: str, indicators: Iterable[Indicator]) -> Lines:
        return tuple(line for indicator in indicators for line in self.lines.get((area, indicator.pk), ()))


def sheet_areas(on: date) -> list[Area]:
    """Every area with a talking sheet: the province, its regions in every division, its municipalities."""
    loaded = province()
    whole = Area.objects.filter(pk=loaded.area if loaded else "")
    towns = Area.objects.filter(standing(on), kind="municipality", parent__in=whole)
    regions = Area.objects.filter(standing(on), kind="region", memberships_by_whole__in=memberships(on))
    kinds = {"province": 0, "region": 1, "municipality": 2}
    found = {area.pk: area for some in (whole, regions.distinct(), towns) for area in some}
    return sorted(found.values(), key=lambda area: (kinds.get(area.kind, 3), area.name))


def facts(areas: list[Area], on: date) -> Facts:
    """The facts for the sheets of these areas. A fixed number of queries, for one area as for all."""
    asked = _asked()
    size = next((one.indicators[0] for one in asked if one.aspect.part in SIZES and one.indicators), None)
    codes = [area.pk for area in areas]
    held, around = _places(areas, on)
    above = {area.pk: _above(area, held.get(area.pk, [])) for area in _with_parents(codes)}
    wanted = {*codes, *(one.pk for chain in above.values() for one in chain)}
    near = {one.pk for some in around.values() for one in some.areas}
    indicators = {one.pk for each in asked for one in each.indicators}
    every = Q(area__in=wanted, indicator__in=indicators)
    if size is not None:
        every |= Q(area__in=near - wanted, indicator=size)
    found = Facts(
        on=on, size=size, asked=asked, lines=_newest(stated(current().filter(every))), above=above, around=around,
        inhabitants=_inhabitants({*codes, *near}), chosen=_chosen(codes, size),
        units={unit.pk: unit for unit in Unit.objects.all()}, last=version(),
    )  # fmt: skip
    found.names.update(_names(found, areas))
    return found


def _asked() -> tuple[Asked, ...]:
    found = Aspect.objects.filter(withdrawn_on=None).prefetch_related("indicators__unit")
    return tuple(
        Asked(aspect, tuple(one for one in aspect.indicators.all() if one.withdrawn_on is None)) for aspect in found
    )


def _places(areas: list[Area], on: date) -> tuple[dict[str, list[Membership]], dict[str, Around]]:
    """What each area is part of, and with whom it is compared."""
    codes = [area.pk for area in areas]
    own = memberships(on).filter(Q(area__in=codes) | Q(whole__in=codes))
    beside = memberships(on).filter(
        division__neighbours=True, whole__in=own.filter(division__neighbours=True).values("whole")
    )
    every = {one.pk: one for one in (*own, *beside) if _stands(one.area, on)}
    held: dict[str, list[Membership]] = defaultdict(list)
    parts: dict[str, dict[str, Area]] = defaultdict(dict)
    for one in sorted(every.values(), key=lambda one: (not one.division.neighbours, one.division.order)):
        held[one.area_id].append(one)
        parts[one.whole_id][one.area_id] = one.area
    around = {}
    for area in areas:
        if area.kind == "municipality":
            region = next((one.whole for one in held[area.pk] if one.division.neighbours), None)
            others = parts[region.pk].values() if region else ()
            around[area.pk] = Around(region, _by_name(one for one in others if one.pk != area.pk))
        else:
            inside = _by_name(one for one in parts[area.pk].values() if one.kind == "municipality")
            division = next((one.division for one in every.values() if one.whole_id == area.pk), None)
            around[area.pk] = Around(area, inside, division if area.kind == "region" else None)
    if any(area.kind == "province" and not around[area.pk].areas for area in areas):
        for area in (area for area in areas if area.kind == "province"):
            towns = Area.objects.filter(standing(on), kind="municipality", parent=area)
            around[area.pk] = Around(area, _by_name(towns))
    return held, around


def _stands(area: Area, on: date) -> bool:
    return area.withdrawn_on is None and (area.valid_to is None or area.valid_to > on)


def _by_name(areas: Iterable[Area]) -> tuple[Area, ...]:
    return tuple(sorted(areas, key=lambda area: str(area.name)))


def _with_parents(codes: list[str]) -> Iterable[Area]:
    return Area.objects.filter(pk__in=codes).select_related("parent__parent__parent")


def _above(area: Area, held: list[Membership]) -> tuple[Area, ...]:
    """The larger areas that hold this one, the nearest first; of its regions the one of the neighbours first."""
    chain, one = [], area.parent
    for _step in range(3):  # the tree is at most municipality - region - province - country deep
        chain += [one] if one is not None else []
        one = one.parent if one is not None and _step < 2 else None
    found = {one.pk: one for one in [*(member.whole for member in held), *chain] if one.kind in LARGER}
    found.pop(area.pk, None)
    return tuple(sorted(found.values(), key=lambda one: LARGER.index(one.kind)))


def _newest(lines: Lines) -> dict[tuple[str, str], Lines]:
    """The lines by area and indicator; what the same publisher counted in the same way before is left out."""
    found: dict[tuple[str, str], dict[tuple[str, ...], Stated]] = defaultdict(dict)
    for line in lines:  # newest first
        one = line.figure
        counted = (one.publication.publisher, one.definition_id, one.basis, one.unit_id, str(line.counted))
        found[one.area_id, one.indicator_id].setdefault(counted, line)
    return {key: tuple(some.values()) for key, some in found.items()}


def _inhabitants(codes: set[str]) -> dict[str, tuple[Figure, ...]]:
    """Who is registered as a resident, newest first: known by what is counted, not by a code."""
    counted = Q(definition__population="residents", definition__counts="persons", definition__registration="brp")
    found = current().filter(counted, area__in=codes, indicator__topic="context", definition__moment="reference date")
    some: dict[str, list[Figure]] = defaultdict(list)
    for figure in found.exclude(value=None).order_by("-period", "row"):
        some[figure.area_id].append(figure)
    return {code: tuple(figures) for code, figures in some.items()}


def _chosen(codes: list[str], size: Indicator | None) -> dict[str, tuple[Chosen, ...]]:
    some: dict[str, list[Chosen]] = defaultdict(list)
    for one in chosen(readings().filter(area__in=codes, indicator=size)) if size else ():
        some[one.reading.area_id].append(one)
    return {code: tuple(these) for code, these in some.items()}


def _names(found: Facts, areas: Iterable[Area]) -> dict[str, Any]:
    """Everything that a sheet can name, by ref."""
    figures = [one for lines in found.lines.values() for line in lines for one in (line.figure, line.upper) if one]
    read = [one for some in found.chosen.values() for one in some]
    figures += [one.figure for one in read if one.figure is not None]
    figures += [one for some in found.inhabitants.values() for one in some]
    rows: list[Any] = [
        *areas, *(one for chain in found.above.values() for one in chain), *(one.reading.purpose for one in read),
        *(one for some in found.around.values() for one in (*some.areas, some.whole, some.division) if one),
        *(each.aspect for each in found.asked), *(one for each in found.asked for one in each.indicators),
        *(row for one in figures for row in (one.area, one.indicator, one.publication, one.definition)),
        *found.units.values(),
    ]  # fmt: skip
    return {row.ref: row for row in rows}

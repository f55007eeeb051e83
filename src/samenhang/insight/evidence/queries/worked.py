"""The worked bridges of the workspace: two figures that are often quoted against each other, and what is known of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from samenhang.insight.evidence.models import BridgePart, Figure, Indicator, WorkedBridge
from samenhang.insight.evidence.queries.bridge import BridgePage, Reckoned
from samenhang.insight.evidence.queries.figures import Stated, cell_of, current, stated
from samenhang.screen.cells import Cell

Key = tuple[str, str, str, str]  # area, publication, definition, period


def bridge_url(indicator: Indicator, start: str, end: str) -> str:
    """The address of the bridge between two figures, by their refs: to share, and still the same after a new delivery."""
    return f"{reverse('evidence:bridge', args=[indicator.pk])}?{urlencode({'van': start, 'naar': end})}"


@dataclass(frozen=True)
class Worked:
    """A worked bridge with its two figures; without them when the current deliveries do not hold both."""

    bridge: WorkedBridge
    start: Figure | None = None
    end: Figure | None = None

    @property
    def url(self) -> str:
        if self.start is None or self.end is None:
            return ""
        return bridge_url(self.bridge.indicator, self.start.ref, self.end.ref)


@dataclass(frozen=True)
class Group:
    """A group in both figures, with how much of the difference lies there."""

    label: str
    start: Cell
    end: Cell
    difference: Cell


@dataclass(frozen=True)
class Told:
    """What the workspace tells of one bridge, whichever way it is walked: why it is there, groups, and clues that are no step."""

    bridge: WorkedBridge
    groups: tuple[Group, ...]
    clues: tuple[Stated, ...]


def worked_bridges(indicator: Indicator) -> tuple[Worked, ...]:
    """The worked bridges of an indicator in their order, of every area."""
    bridges = WorkedBridge.objects.filter(indicator=indicator, withdrawn_on=None).select_related("indicator", "area")
    found = list(bridges)
    figures = _figures(indicator, [key for one in found for key in _ends(one)])
    return tuple(Worked(one, *(figures.get(key) for key in _ends(one))) for one in found)


def told(page: BridgePage) -> Told | None:
    """What the workspace tells of this pair, or None when it is no worked bridge."""
    there = _key(page.start.figure), _key(page.end.figure)
    bridges = WorkedBridge.objects.filter(indicator=page.indicator, area=page.area, withdrawn_on=None)
    for bridge in bridges.prefetch_related("clues"):
        ends = _ends(bridge)
        if there in (ends, ends[::-1]):
            return Told(bridge, _groups(bridge, page, turned=there != ends), _clues(bridge))
    return None


def _ends(bridge: WorkedBridge) -> tuple[Key, Key]:
    area = bridge.area_id
    return (
        (area, bridge.from_publication_id, bridge.from_definition_id, bridge.from_period),
        (area, bridge.to_publication_id, bridge.to_definition_id, bridge.to_period),
    )


def _key(figure: Figure) -> Key:
    return figure.area_id, figure.publication_id, figure.definition_id, figure.period


def _figures(indicator: Indicator, keys: Iterable[Key]) -> dict[Key, Figure]:
    """The one statement with each of these keys; where a source states several, none is chosen."""
    wanted = Q(pk__in=())
    for area, publication, definition, period in keys:
        wanted |= Q(area=area, publication=publication, definition=definition, period=period)
    by_key: dict[Key, list[Figure]] = {}
    for line in stated(current().filter(wanted, indicator=indicator)):
        by_key.setdefault(_key(line.figure), []).append(line.figure)
    return {key: some[0] for key, some in by_key.items() if len(some) == 1}


def _groups(bridge: WorkedBridge, page: BridgePage, *, turned: bool) -> tuple[Group, ...]:
    """The groups, when all of them are there and add up to both figures; otherwise they say nothing of the difference."""
    parts = list(BridgePart.objects.filter(bridge=bridge, withdrawn_on=None))
    ends = [_part_ends(bridge, part) for part in parts]
    figures = _figures(page.indicator, [key for pair in ends for key in pair])
    cells = {key: cell_of(figure) for key, figure in figures.items()}
    if not parts or any(key not in cells or cells[key].value is None for pair in ends for key in pair):
        return ()
    pairs = [(cells[one], cells[other]) for one, other in (pair[::-1] if turned else pair for pair in ends)]
    for place, whole in enumerate((page.start, page.end)):
        if sum(_value(pair[place]) for pair in pairs) != _value(whole.cell):
            return ()
    made = []
    for part, (start, end) in zip(parts, pairs, strict=True):
        amount = _value(end) - _value(start)
        value = int(amount) if amount.denominator == 1 else float(amount)
        difference = Reckoned(value, page.difference.unit, f"{start.ref} {end.ref}", decimals=page.difference.decimals)
        made.append(Group(part.label, start, end, difference))
    return tuple(made)


def _value(cell: Cell) -> Fraction:
    from samenhang.methods.bridge_kinds import exact

    return exact(float(cell.value or 0))


def _part_ends(bridge: WorkedBridge, part: BridgePart) -> tuple[Key, Key]:
    area = bridge.area_id
    return (
        (area, part.from_publication_id, part.from_definition_id, bridge.from_period),
        (area, part.to_publication_id, part.to_definition_id, bridge.to_period),
    )


def _clues(bridge: WorkedBridge) -> tuple[Stated, ...]:
    return stated(current().filter(area=bridge.area_id, indicator__in=bridge.clues.all()))

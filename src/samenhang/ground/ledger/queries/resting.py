"""What rests on a cell: the acts that cite it, and the acts that rest on what those made."""

from collections import defaultdict
from collections.abc import Iterable

from samenhang.ground.ledger.models import Act, Mention

DEEPEST = 8


def resting(cells: Iterable[str]) -> dict[str, list[Act]]:
    """For each `sheet:…#row/column` the acts that rest on that very cell, the earliest first; cells without any are left out.

    The first step asks for the cell, each next step for whatever was made: two queries a step, however many cells there are.
    """
    origins: dict[int, set[str]] = defaultdict(set)  # act -> the cells that it rests on
    wanted = {cell: cell.partition("#") for cell in cells}
    addresses = {(base, place): cell for cell, (base, _, place) in wanted.items()}
    direct = Mention.objects.filter(ref__in={base for base, _ in addresses}, cell__in={place for _, place in addresses})
    fresh: dict[int, set[str]] = defaultdict(set)
    for act, ref, cell in direct.exclude(role="made").values_list("act_id", "ref", "cell"):
        if (ref, cell) in addresses:
            fresh[act].add(addresses[ref, cell])
    for _step in range(DEEPEST):
        fresh = {act: cells for act, cells in fresh.items() if cells - origins[act]}
        if not fresh:
            break
        for act, cells_of in fresh.items():
            origins[act] |= cells_of
        fresh = _next(fresh)
    acts = Act.objects.in_bulk(act for act, cells_of in origins.items() if cells_of)
    found: dict[str, list[Act]] = defaultdict(list)
    for number in sorted(acts):
        for cell in origins[number]:
            found[cell].append(acts[number])
    return dict(found)


def _next(fresh: dict[int, set[str]]) -> dict[int, set[str]]:
    """The acts that used what these acts made, each with the cells behind it."""
    made: dict[str, set[str]] = defaultdict(set)
    for act, ref in Mention.objects.filter(act__in=fresh, role="made").values_list("act_id", "ref"):
        made[ref] |= fresh[act]
    further: dict[int, set[str]] = defaultdict(set)
    if made:
        for act, ref in Mention.objects.filter(ref__in=made).exclude(role="made").values_list("act_id", "ref"):
            further[act] |= made[ref]
    return further

"""Borders with fewer points, such that neighbours keep sharing them.

Each border between two places where borders meet is simplified once (Douglas and Peucker 1973) and used by both sides: no gap
and no overlap appears. Rings are given and returned without their closing point.
"""

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence

Point = tuple[float, float]
Ring = tuple[Point, ...]


def simplified(areas: Mapping[str, Sequence[Ring]], tolerance: float) -> dict[str, list[Ring]]:
    """The rings of each area, no line further than `tolerance` from where it was. A ring that becomes nothing is left out,
    unless it is the only one of its area."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    closed = {code: [plain for ring in rings if (plain := _plain(ring))] for code, rings in areas.items()}
    for rings in closed.values():
        for ring in rings:
            for one, other in zip(ring, (*ring[1:], ring[0]), strict=True):
                beside[one].add(other)
                beside[other].add(one)
    meets = {point for point, others in beside.items() if len(others) > 2}
    out = {}
    for code, rings in closed.items():
        fewer = [_ring(ring, meets, tolerance) for ring in rings]
        out[code] = [ring for ring in fewer if len(ring) > 2] or sorted(rings, key=len)[-1:]
    return out


def _plain(ring: Ring) -> Ring:
    """Without a point that repeats the one before."""
    return tuple(point for place, point in enumerate(ring) if point != ring[place - 1])


def _ring(ring: Ring, meets: set[Point], tolerance: float) -> Ring:
    """Cut where borders meet; a ring that meets at fewer than two places is cut at its own first and furthest point as well."""
    cuts = [place for place, point in enumerate(ring) if point in meets]
    if len(cuts) < 2:
        first = cuts[0] if cuts else min(range(len(ring)), key=ring.__getitem__)
        x, y = ring[first]
        far = max(
            range(len(ring)), key=lambda place: ((ring[place][0] - x) ** 2 + (ring[place][1] - y) ** 2, ring[place])
        )
        cuts = sorted({first, far})
    turned = (*ring[cuts[0] :], *ring[: cuts[0]])
    places = [*(cut - cuts[0] for cut in cuts), len(ring)]
    out: list[Point] = []
    for start, end in itertools.pairwise(places):
        out += _border((*turned[start:end], turned[end % len(ring)]), tolerance)[:-1]
    return tuple(out)


def _border(line: Ring, tolerance: float) -> Ring:
    """Seen from either side the same: a line and its reverse keep the same points."""
    if line[::-1] < line:
        return _fewer(line[::-1], tolerance)[::-1]
    return _fewer(line, tolerance)


def _fewer(line: Ring, tolerance: float) -> Ring:
    keep, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        far, place = max((_off(line[at], line[first], line[last]), at) for at in range(first + 1, last))
        if far > tolerance:
            keep.add(place)
            todo += [(first, place), (place, last)]
    return tuple(line[place] for place in sorted(keep))


def _off(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from a line between two points."""
    (px, py), (sx, sy), (ex, ey) = point, start, end
    dx, dy = ex - sx, ey - sy
    long = dx * dx + dy * dy
    part = max(0.0, min(1.0, ((px - sx) * dx + (py - sy) * dy) / long)) if long else 0.0
    return float(((px - sx - part * dx) ** 2 + (py - sy - part * dy) ** 2) ** 0.5)

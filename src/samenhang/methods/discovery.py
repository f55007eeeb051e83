"""Scenario discovery: in which corner of all futures does it go wrong, told as a box of a few limits.

PRIM (Friedman & Fisher 1999; Bryant & Lempert 2010) peels a thin slice at a time off the side where least is lost, and
pastes back at the end. CART is the second view on the same futures: cuts that divide. `claim` turns a box into the few
rounded limits that fit one sentence, and measures those limits, not the box they came from.

Why it looks the way it does:

- Each column is sorted once. A slice drops points from every order, so no step sorts again.
- Choices are made on whole counts, so ties fall the same way everywhere and the result has no room for rounding.
- A side without a limit is infinite, not the highest value that happened to be drawn: fresh draws are not cut off by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import floor, inf, isfinite, log10

import numpy as np
import numpy.typing as npt

from samenhang.methods import discovery_kernels as kernels

VERSION = 1  # raise it when the same input gives other numbers: acts record it

F64 = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Columns = tuple[F64, npt.NDArray[np.uint8], npt.NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class Box:
    """Limits on D columns and what lies within them; a side without a limit is infinite.

    lower, upper : f64[D], in the unit of each column; a value on the limit lies inside
    points, hits : whole numbers, futures inside the box and those of interest among them
    coverage : 0..1, share of all futures of interest that lie in the box
    density : 0..1, share of the futures in the box that are of interest
    mass : 0..1, share of all futures that lie in the box
    """

    lower: F64
    upper: F64
    points: int
    hits: int
    coverage: float
    density: float
    mass: float

    @property
    def sides(self) -> list[tuple[int, int]]:
        """The limits that are set, as (column, 0 for lower or 1 for upper)."""
        limits = np.stack([self.lower, self.upper], axis=1)
        return [(int(j), int(side)) for j, side in np.argwhere(np.isfinite(limits))]

    @property
    def balance(self) -> float:
        """0..1, harmonic mean of coverage and density: high only when both are."""
        both = self.coverage + self.density
        return 2 * self.coverage * self.density / both if both else 0.0

    def holds(self, x: F64) -> Bools:
        """bool[n]: which rows of x f64[n, D] lie inside."""
        return np.asarray(((x >= self.lower) & (x <= self.upper)).all(axis=1))


@dataclass(frozen=True)
class Limit:
    """One column in a claim: from `low` and up to `high`, each None where it has no limit there."""

    name: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Claim:
    """What one sentence says: limits, and what was measured of exactly these limits.

    coverage, density, mass : 0..1 as in Box; futures : how many they were measured on
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    futures: int

    def box(self, names: Sequence[str]) -> Box:
        """The limits as a box over the columns `names`."""
        lower, upper = np.full(len(names), -inf), np.full(len(names), inf)
        for limit in self.limits:
            at = list(names).index(limit.name)
            lower[at] = -inf if limit.low is None else limit.low
            upper[at] = inf if limit.high is None else limit.high
        inside = round(self.mass * self.futures)
        return Box(lower, upper, inside, round(self.density * inside), self.coverage, self.density, self.mass)


def prim(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    alpha: float = 0.05,
    paste_alpha: float = 0.05,
    mass_min: float = 0.05,
    density: float = 0.5,
    boxes: int = 1,
) -> tuple[tuple[Box, ...], ...]:
    """Boxes in which futures of interest lie close together: per box its whole trajectory, from everything to the last.

    x : f64[n, D], any unit, finite; y : bool[n], which futures are of interest
    alpha, paste_alpha : share 0..0.5 of the box that one slice removes, and of what lies beside it that one paste returns
    mass_min : share 0..1 of all futures that a box holds at least
    density : share 0..1 that the last box must reach to count; the search stops at the first that does not
    boxes : how many at most; each next one is sought among the futures outside those before it

    The slice is the one with the highest (mean after - mean before) / (points removed), "lenient1" in the literature.
    Returns a trajectory of `Box` per box found; none when no future is of interest.
    Errors: ValueError with a sentence.
    Reference: Bryant & Lempert (2010), Technological Forecasting and Social Change 77(1).

    >>> x = [[stay, built] for stay in range(20) for built in range(0, 1000, 50)]
    >>> y = [stay > 14 and built < 300 for stay, built in x]
    >>> (found,) = prim(x, y)
    >>> last = found[-1]
    >>> last.lower.tolist(), last.upper.tolist(), last.coverage, last.density
    ([14.5, -inf], [inf, 275.0], 1.0, 1.0)
    >>> found[0].density, last.mass, [bool(quasi_p(x, y, last)[side] < 0.001) for side in last.sides]
    (0.075, 0.075, [True, True])
    """
    columns, hits, within = _door(x, y)
    for name, value, most in (("alpha", alpha, 0.5), ("paste_alpha", paste_alpha, 0.5), ("mass_min", mass_min, 1.0)):
        if not 0 < value <= most or value == 0.5:
            raise ValueError(
                f"Expected {name} above 0 and below {most:g}, got {value:g}. Choose a share, such as 0.05."
            )
    if not 0 <= density <= 1 or boxes < 1:
        raise ValueError(f"Expected density in 0..1 and boxes of 1 or more, got {density:g} and {boxes}. Change them.")
    orders = kernels.in_order(columns)
    found: list[tuple[Box, ...]] = []
    while len(found) < boxes and (hits & within).any():
        path = _peel((columns, hits, within), orders, alpha, mass_min)
        path += _paste((columns, hits, within), path[-1], paste_alpha)
        if path[-1].density < density:
            break
        found.append(tuple(path))
        within = within * ~path[-1].holds(columns.T)
    return tuple(found)


def cart(
    x: npt.ArrayLike, y: npt.ArrayLike, *, mass_min: float = 0.05, depth: int = 4, density: float = 0.5
) -> tuple[Box, ...]:
    """The second view: leaves of a tree of cuts (Gini) in which futures of interest are dense; most coverage first.

    x : f64[n, D]; y : bool[n]; mass_min : share 0..1 of all futures in a leaf at least
    depth : at most so many cuts one after another, 1..12; density : share 0..1 that a leaf must reach to be told
    Returns `Box` per leaf; neighbours are not joined. Errors: ValueError with a sentence.
    Reference: Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees.

    >>> x = [[stay, built] for stay in range(20) for built in range(0, 1000, 50)]
    >>> (leaf,) = cart(x, [stay > 14 and built < 300 for stay, built in x])
    >>> leaf.lower.tolist(), leaf.upper.tolist(), leaf.coverage, leaf.density
    ([14.5, -inf], [inf, 275.0], 1.0, 1.0)
    """
    columns, hits, _ = _door(x, y)
    if not 0 < mass_min <= 1 or not 1 <= depth <= 12 or not 0 <= density <= 1:
        raise ValueError(
            f"Expected mass_min in 0..1, depth in 1..12 and density in 0..1, got {mass_min:g}, {depth} and {density:g}."
            " Change them."
        )
    width, size = columns.shape
    least, leaves = max(1, int(np.ceil(mass_min * size))), []
    start = kernels.in_order(columns)
    stays = np.empty(size, np.uint8)
    waiting = [(start, np.full(width, -inf), np.full(width, inf), depth)]
    while waiting:
        orders, lower, upper, left = waiting.pop()
        count, total = orders.shape[1], int(hits[orders[0]].sum())
        cut = (
            kernels.split(columns, orders, count, hits, total, least) if left and count >= 2 * least else (-1, 0.0, 0.0)
        )
        if cut[0] < 0:
            leaves.append(_box(lower, upper, count, total, hits))
            continue
        for low, high in ((cut[1], inf), (-inf, cut[1])):
            part = orders.copy()
            here = kernels.shrink(columns, part, count, cut[0], low, high, stays)
            ends = lower.copy(), upper.copy()
            ends[0][cut[0]], ends[1][cut[0]] = max(low, lower[cut[0]]), min(high, upper[cut[0]])
            waiting.append((np.ascontiguousarray(part[:, :here]), *ends, left - 1))
    told = [leaf for leaf in leaves if leaf.hits and leaf.density >= density]
    return tuple(sorted(told, key=lambda leaf: (-leaf.coverage, -leaf.density)))


def measure(x: npt.ArrayLike, y: npt.ArrayLike, box: Box) -> Box:
    """The same limits, measured on these futures: x f64[n, D], y bool[n]. What a claim is worth on fresh draws."""
    columns, hits, _ = _door(x, y)
    inside = box.holds(columns.T)
    return _box(box.lower, box.upper, int(inside.sum()), int(hits[inside].sum()), hits)


def quasi_p(x: npt.ArrayLike, y: npt.ArrayLike, box: Box) -> F64:
    """f64[D, 2], 0..1: the chance that a limit (column, side) does by luck what it does; NaN where there is no limit.

    One-sided binomial: so many of interest among the points of the box, when their share is that of the box without the
    limit. Small means that the limit matters. Reference: Bryant & Lempert (2010).
    """
    from scipy.special import bdtrc

    columns, hits, within = _door(x, y)
    broken, found = kernels.alone(columns, box.lower, box.upper, within), np.full((len(columns), 2), np.nan)
    inside = broken == -1
    points, of_interest = int(inside.sum()), int(hits[inside].sum())
    for j, side in box.sides:
        beside = broken == 2 * j + side
        share = (of_interest + int(hits[beside].sum())) / max(points + int(beside.sum()), 1)
        found[j, side] = 1.0 if not of_interest else float(bdtrc(of_interest - 1, points, share))
    return found


def best(path: Sequence[Box]) -> Box:
    """The box of a trajectory that balances coverage and density best; the earliest, and so the widest, when equal."""
    return max(path, key=lambda box: box.balance)


def claim(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    box: Box,
    *,
    names: Sequence[str],
    most: int = 3,
    digits: int = 2,
    spare: float = 0.02,
) -> Claim:
    """The few limits of a box that fit one sentence, rounded, and measured as rounded.

    x, y : as for `prim`, the futures to measure on; names : one per column
    most : limits in the sentence at most; digits : significant digits of the spread of a column that a limit keeps
    spare : a limit also goes when the balance of coverage and density drops by less than this without it
    Returns `Claim`: its limits are the box it was measured as, to the last digit. Errors: ValueError with a sentence.

    >>> x = [[stay, built] for stay in range(20) for built in range(0, 1000, 50)]
    >>> y = [stay > 14 and built < 300 for stay, built in x]
    >>> said = claim(x, y, best(prim(x, y)[0]), names=["stay", "built"])
    >>> [(limit.name, limit.low, limit.high) for limit in said.limits], said.coverage, said.density
    ([('stay', 15.0, None), ('built', None, 270.0)], 1.0, 1.0)
    """
    columns, _, _ = _door(x, y)
    if len(names) != len(columns) or len(set(names)) != len(columns) or most < 1 or digits < 1:
        raise ValueError(
            f"Expected {len(columns)} different names, most and digits of 1 or more, got {len(names)} names, {most} and"
            f" {digits}. Change them."
        )
    now = measure(x, y, box)
    while now.sides:
        tries = [measure(x, y, _with(now, j, side, inf if side else -inf)) for j, side in now.sides]
        loosest = max(tries, key=lambda one: one.balance)
        if len(now.sides) <= most and now.balance - loosest.balance >= spare:
            break
        now = loosest
    for j, side in now.sides:
        roundings = [
            _with(now, j, side, value) for value in _rounded(columns[j], (now.lower, now.upper)[side][j], digits)
        ]
        now = max((measure(x, y, one) for one in roundings), key=lambda one: one.balance)
    limits = tuple(
        Limit(name, *(float(end) if isfinite(end) else None for end in (low, high)))
        for name, low, high in zip(names, now.lower, now.upper, strict=True)
        if isfinite(low) or isfinite(high)
    )
    return Claim(limits, now.coverage, now.density, now.mass, columns.shape[1])


def _peel(data: Columns, orders: npt.NDArray[np.int32], alpha: float, mass_min: float) -> list[Box]:
    """The trajectory of peels, from all that is within."""
    columns, hits, within = data
    width, everything = columns.shape
    orders = orders.copy() if within.all() else np.stack([order[within[order] == 1] for order in orders])
    stays = np.empty(everything, np.uint8)
    size, found = orders.shape[1], int(hits[orders[0]].sum())
    lower, upper = np.full(width, -inf), np.full(width, inf)
    path = [_box(lower, upper, size, found, hits)]
    while True:
        limits, points, taken = kernels.peels(columns, orders, size, hits, alpha)
        picked = _highest(lower, upper, size, found, size - points, found - taken)
        if picked is None:
            return path
        j, side = picked
        if size - int(points[j, side]) < mass_min * everything:
            return path
        lower, upper = lower.copy(), upper.copy()
        (upper if side else lower)[j] = limits[j, side]
        low, high = (-inf, limits[j, 1]) if side else (limits[j, 0], inf)
        size, found = kernels.shrink(columns, orders, size, j, low, high, stays), found - int(taken[j, side])
        path.append(_box(lower, upper, size, found, hits))


def _paste(data: Columns, box: Box, alpha: float) -> list[Box]:
    """Give back, limit by limit, what was peeled too much; the boxes after each paste."""
    columns, hits, within = data
    pasted: list[Box] = []
    while box.sides:
        broken = kernels.alone(columns, box.lower, box.upper, within)
        shape = (len(columns), 2)
        limits, points, found = np.zeros(shape), np.full(shape, box.points), np.full(shape, box.hits)
        for j, side in box.sides:
            edge = (box.upper if side else box.lower)[j]
            beside = (broken == 2 * j + side) | ((broken == -1) & (columns[j] == edge))
            values = np.sort(columns[j][beside])
            if not len(values):
                continue
            limits[j, side] = paste = _quantile(values, alpha if side else 1 - alpha)
            back = beside & (broken >= 0) & ((columns[j] <= paste) if side else (columns[j] >= paste))
            points[j, side] += int(back.sum())
            found[j, side] += int(hits[back].sum())
        picked = _highest(box.lower, box.upper, box.points, box.hits, points, found)
        if picked is None:
            break
        j, side = picked
        lower, upper = box.lower.copy(), box.upper.copy()
        (upper if side else lower)[j] = limits[j, side]
        box = _box(lower, upper, int(points[j, side]), int(found[j, side]), hits)
        pasted.append(box)
    return pasted


def _highest(
    lower: F64, upper: F64, size: int, found: int, points: npt.NDArray[np.int64], kept: npt.NDArray[np.int64]
) -> tuple[int, int] | None:
    """The candidate whose mean rises most per point gained or lost; then the fewest limited columns, column, upper first."""
    top: tuple[float, int] | None = None
    picked, limited = None, np.isfinite(lower) | np.isfinite(upper)
    for j in range(len(points)):
        for side in (1, 0):
            after = int(points[j, side])
            if after in (0, size):
                continue
            score = (int(kept[j, side]) / after - found / size) / abs(size - after)
            rank = (score, int(limited[j]))
            if score > 0 and (top is None or rank > top):
                top, picked = rank, (j, side)
    return picked


def _quantile(values: F64, share: float) -> float:
    """Halfway between two different sorted values, as near to the share as equal values allow."""
    at, last = (len(values) - 1) * share, len(values) - 1
    low, high = floor(at), int(np.ceil(at))
    while values[low] == values[high] and (low > 0 if share > 0.5 else high < last):
        low, high = (low - 1, high) if share > 0.5 else (low, high + 1)
    return float((values[low] + values[high]) / 2)


def _box(lower: F64, upper: F64, points: int, found: int, hits: npt.NDArray[np.uint8]) -> Box:
    total = int(hits.sum())
    share = found / points if points else 0.0
    return Box(lower, upper, points, found, found / total if total else 0.0, share, points / len(hits))


def _with(box: Box, j: int, side: int, value: float) -> Box:
    ends = box.lower.copy(), box.upper.copy()
    ends[side][j] = value
    return replace(box, lower=ends[0], upper=ends[1])


def _rounded(column: F64, value: float, digits: int) -> tuple[float, float]:
    """The two neighbours of a limit that have so many significant digits of the spread of the column."""
    span = float(column.max() - column.min())
    step = Decimal(10) ** (floor(log10(span)) + 1 - digits) if span > 0 else Decimal(1)
    exact = Decimal(float(value)) / step
    ways = (exact.to_integral_value(rounding) for rounding in (ROUND_FLOOR, ROUND_CEILING))
    low, high = (float(whole * step) for whole in ways)
    return low, high


def _door(x: npt.ArrayLike, y: npt.ArrayLike) -> Columns:
    """Columns f64[D, n], of interest u8[n], and everybody within u8[n]; or a sentence."""
    table, flags = np.asarray(x, dtype=np.float64), np.asarray(y)
    if table.ndim != 2 or 0 in table.shape:
        raise ValueError(
            f"Expected x with a row per future and a column per driver, got shape {table.shape}. Change it."
        )
    if flags.shape != table.shape[:1]:
        raise ValueError(f"Expected y with one answer per future, {len(table)}, got shape {flags.shape}. Change it.")
    if not np.isfinite(table).all():
        where = np.argwhere(~np.isfinite(table))[0]
        raise ValueError(
            f"Expected finite numbers in x, got {table[tuple(where)]} in row {where[0]}. Leave that future out."
        )
    if flags.dtype != np.bool_ and not np.isin(flags, (0, 1)).all():
        raise ValueError(
            f"Expected y as yes or no (1 or 0), got {flags.dtype} with other values. Compare with a limit first."
        )
    return np.ascontiguousarray(table.T), flags.astype(np.uint8), np.ones(len(flags), np.uint8)

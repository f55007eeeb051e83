"""What would flip it: the smallest change of a weight, a score or a floor after which another option comes first.

Everything here is exact, nothing is searched by trial: with the rest unchanged a total is a straight line in one weight
or one score, so where two lines cross is a division, and the shift of several weights at once is a linear programme
whose answer can be read off: importance moves from where the challenger does worst to where it does best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria import Norms
from samenhang.methods.criteria_door import (
    F64,
    I64,
    Flags,
    cells,
    finite,
    frozen,
    level,
    ranks,
    shares,
    signs,
    vector,
    worth,
)
from samenhang.methods.floors import floors

VERSION = 1


@dataclass(frozen=True)
class WeightFlip:
    """At weight `after` of `criterion` (a share 0..1; the others keep their proportions) `challenger` draws level."""

    criterion: int
    before: float
    after: float
    change: float
    challenger: int


@dataclass(frozen=True)
class ScoreFlip:
    """At value `after` of `option` on `criterion` the leader and `challenger` draw level; x_* is that in its own unit."""

    option: int
    criterion: int
    before: float
    after: float
    change: float
    challenger: int
    x_before: float | None = None
    x_after: float | None = None


@dataclass(frozen=True)
class FloorFlip:
    """Just past `after` the floor of `criterion` takes the leader out ("tighten") or lets `option` back in ("loosen").

    before : NaN where there was no floor; challenger : who then comes first, -1 when nobody is left
    """

    criterion: int
    before: float
    after: float
    change: float
    kind: str
    option: int
    challenger: int


@dataclass(frozen=True, eq=False)
class WeightMove:
    """With these weights f64[C] `challenger` draws level; `moved` is the share 0..1 of importance that shifted."""

    weights: F64
    moved: float
    challenger: int


@dataclass(frozen=True, eq=False)
class Flip:
    """Who comes first (the leader among those not red; -1 when all are) and what would change that, smallest first.

    totals f64[A]; runner_up and gap: the next in the order, None and 0 when there is none
    """

    first: int
    totals: F64
    ranks: I64
    runner_up: int | None
    gap: float
    weights: tuple[WeightFlip, ...]
    moved: WeightMove | None
    scores: tuple[ScoreFlip, ...]
    floors: tuple[FloorFlip, ...]


def flip(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    x: npt.ArrayLike | None = None,
    floor: npt.ArrayLike | None = None,
    direction: Sequence[str] | None = None,
    right: Sequence[bool] | None = None,
    norms: Sequence[Norms | None] | None = None,
) -> Flip:
    """Find the smallest changes that change first place.

    values : f64[A, C] on the value scale of 0..1, more is better
    weights : f64[C] >= 0, only proportions matter
    x : f64[A, C] the scores in their own units, where floors hold; the values themselves when left out
    floor, direction, right : f64[C], "max"/"min"[C], bool[C] as in `floors`; only rights keep an option out of the order
    norms : per criterion its value function, so that a flip of a score is also said in its own unit

    Returns `Flip`. At `after` first place is shared or lost; anything nearer to `before` leaves it where it was.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Insua & French (1991), EJOR 54(2); Triantaphyllou & Sanchez (1997), Decision Sciences 28(1).

    >>> found = flip([[0.9, 0.2], [0.5, 0.7]], [60, 40])
    >>> found.first, found.totals.round(2).tolist(), round(found.gap, 2)
    (0, [0.62, 0.58], 0.04)
    >>> [(f.criterion, round(f.after, 4), round(f.change, 4)) for f in found.weights]
    [(0, 0.5556, -0.0444), (1, 0.4444, 0.0444)]
    >>> [(f.option, f.criterion, round(f.after, 4)) for f in found.scores]
    [(0, 0, 0.8333), (1, 0, 0.5667), (0, 1, 0.1), (1, 1, 0.8)]
    >>> round(found.moved.moved, 4), found.moved.weights.round(4).tolist()
    (0.0444, [0.5556, 0.4444])
    """
    value = worth("values", values)
    criteria = value.shape[1]
    share = shares(weights, criteria)
    units = value if x is None else finite("x", cells("x", x, 2))
    if units.shape != value.shape:
        raise ValueError(
            f"Expected x in the shape of values, {value.shape}, got {units.shape}. Give both for each option."
        )
    way = list(direction) if direction is not None else ["max"] * criteria
    signs(way, criteria)
    least = np.full(criteria, np.nan) if floor is None else vector("floor", floor, criteria)
    rights = ~np.isnan(least) if right is None else np.array(list(right), dtype=np.bool_)
    found = floors(units, least, way, list(rights))
    functions = list(norms) if norms is not None else [None] * criteria
    if len(functions) != criteria:
        raise ValueError(f"Expected norms or nothing for each of {criteria} criteria, got {len(functions)}. Pair them.")
    totals = value @ share
    order = ranks(totals, found.red)
    frozen(totals, order)
    if not (order == 1).any():
        back = _floors(units, least, way, rights, totals, found.red, -1)
        return Flip(-1, totals, order, None, 0.0, (), None, (), back)
    first = int(np.argmax(order == 1))
    others = [int(k) for k in np.argsort(-totals, kind="stable") if k != first and not found.red[k]]
    runner_up = others[0] if others else None
    gap = 0.0 if runner_up is None else float(totals[first] - totals[runner_up])
    return Flip(
        first,
        totals,
        order,
        runner_up,
        gap,
        _weights(value, share, first, others),
        _moved(value, share, first, others),
        _scores(value, share, totals, first, others, None if norms is None else units, functions),
        _floors(units, least, way, rights, totals, found.red, first),
    )


def _weights(value: F64, share: F64, first: int, others: Sequence[int]) -> tuple[WeightFlip, ...]:
    """Per criterion the nearest share at which a challenger draws level, the other weights in their proportions."""
    found = []
    for c, before in enumerate(share.tolist()):
        rest = np.delete(share, c)
        rest = rest / rest.sum() if rest.any() else np.full(len(rest), 1 / max(len(rest), 1))
        if len(rest) == 0:
            continue
        nearest: WeightFlip | None = None
        for k in others:
            lead = value[first] - value[k]
            here, there = float(lead[c]), float(np.delete(lead, c) @ rest)
            if here != there:
                after = there / (there - here)  # t here + (1 - t) there = 0
            elif level(np.array([here]))[0] == 0:
                after = before  # a tie at every weight
            else:
                continue
            if not -1e-12 <= after <= 1 + 1e-12:
                continue
            after = min(max(after, 0.0), 1.0)
            if nearest is None or abs(after - before) < abs(nearest.change):
                nearest = WeightFlip(c, before, after, after - before, k)
        if nearest is not None:
            found.append(nearest)
    return tuple(sorted(found, key=lambda flip: (round(abs(flip.change), 12), flip.criterion)))


def _moved(value: F64, share: F64, first: int, others: Sequence[int]) -> WeightMove | None:
    """The least importance that has to move, over all weights at once: from the worst criterion for a challenger to its best."""
    best: WeightMove | None = None
    for k in others:
        gain = value[k] - value[first]
        need, left, moved, to = -float(gain @ share), share.copy(), 0.0, int(np.argmax(gain))
        for c in np.argsort(gain, kind="stable"):
            step = float(gain[to] - gain[c])
            if need <= 0 or step <= 0:
                break
            take = min(float(left[c]), need / step)
            left[c] -= take
            left[to] += take
            moved += take
            need -= take * step
        if need <= 1e-12 and (best is None or moved < best.moved - 1e-15):
            frozen(left)
            best = WeightMove(left, moved, k)
    return best


def _scores(
    value: F64, share: F64, totals: F64, first: int, others: Sequence[int], x: F64 | None, norms: Sequence[Norms | None]
) -> tuple[ScoreFlip, ...]:
    """Per cell the value at which first place is shared: the leader's goes down, a challenger's goes up."""
    found = []
    for option in (first, *others):
        rival = others[0] if option == first and others else first
        if rival == option:
            continue
        gap = float(totals[first] - totals[rival if option == first else option])
        for c, weight in enumerate(share.tolist()):
            if weight <= 0:
                continue
            before = float(value[option, c])
            after = before - gap / weight if option == first else before + gap / weight
            if not -1e-12 <= after <= 1 + 1e-12:
                continue
            after = min(max(after, 0.0), 1.0)
            units: tuple[float | None, float | None] = (None, None)
            if x is not None:
                here, function = float(x[option, c]), norms[c]
                units = (here, after if function is None else function.unvalue(after, near=here))
            challenger = rival if option == first else option
            found.append(ScoreFlip(option, c, before, after, after - before, challenger, *units))
    return tuple(sorted(found, key=lambda flip: (round(abs(flip.change), 12), flip.option, flip.criterion)))


def _floors(
    x: F64, least: F64, way: Sequence[str], right: Flags, totals: F64, red: Flags, first: int
) -> tuple[FloorFlip, ...]:
    """A floor on the leader that is tightened past it, or the one floor that keeps a better option out, loosened to it."""
    found = []
    sign = signs(way, x.shape[1])
    if first >= 0:
        for c in range(x.shape[1]):
            after = float(x[first, c])
            out = red | (
                sign[c] * (x[:, c] - after) <= 0
            )  # past the leader's score: who scores no better falls as well
            now = np.flatnonzero(ranks(totals, out) == 1)
            before = float(least[c]) if right[c] else float("nan")
            change = float("nan") if np.isnan(before) else after - before
            found.append(FloorFlip(c, before, after, change, "tighten", first, int(now[0]) if len(now) else -1))
    breached = right & (sign * (x - least) < 0)
    for option in np.flatnonzero(breached.sum(axis=1) == 1):
        c = int(np.argmax(breached[option]))
        after = float(x[option, c])
        held = right & (np.arange(len(least)) != c) & (sign * (x - least) < 0)
        out = held.any(axis=1) | (sign[c] * (x[:, c] - after) < 0)
        now = np.flatnonzero(ranks(totals, out) == 1)
        if (
            first < 0 or first not in now or len(now) > 1
        ):  # it comes first, shares first place, or lets another come first
            found.append(
                FloorFlip(c, float(least[c]), after, after - float(least[c]), "loosen", int(option), int(now[0]))
            )
    spread = np.ptp(x, axis=0)
    scale = np.where(spread > 0, spread, 1.0)

    def size(flip: FloorFlip) -> tuple[int, float, int]:
        new = flip.change != flip.change  # a floor that does not exist yet comes after those that do
        return (int(new), 0.0 if new else abs(flip.change) / float(scale[flip.criterion]), flip.criterion)

    return tuple(sorted(found, key=size))


def at(before: npt.ArrayLike, change: WeightFlip) -> F64:
    """The weights f64[C] after this change of one: the others keep their proportions.

    >>> at([0.6, 0.3, 0.1], WeightFlip(0, 0.6, 0.2, -0.4, 1)).round(2).tolist()
    [0.2, 0.6, 0.2]
    """
    share = shares(before, np.size(before))
    rest = np.delete(share, change.criterion)
    rest = rest / rest.sum() if rest.any() else np.full(len(rest), 1 / max(len(rest), 1))
    return cast(F64, np.insert(rest * (1 - change.after), change.criterion, change.after))

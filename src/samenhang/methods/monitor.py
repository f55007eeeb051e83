"""Watching counts through time: is this a burst, a trend or a break, and how many is that per thousand workers?

Why it looks the way it does:

- Twelve signals are nothing until one knows of how many people. Without the workers of the area itself, the next wider
  area is taken whole, its signals and its workers: the signals of a village over the workers of a province would be a
  rate of nothing.
- A burst is a stretch in which signals follow each other so fast that a higher pace explains them better, at a price for
  every step up. So a single busy day is no burst, and a quiet hour does not end one.
- Trend and break are tests of ranks: they ask no shape of the counts, and one absurd value cannot make them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

VERSION = 1  # raise it when the same input gives other numbers: acts record it

F64 = npt.NDArray[np.float64]
PER, THRESHOLD, LEVELS, EXACT = 1000, 10, 20, 10


@dataclass(frozen=True)
class Burst:
    """A stretch of signals at a higher pace; a deeper level lies within a lower one."""

    level: int  # 1 and up
    first: int  # number of the first signal
    last: int  # number of the last signal
    start: float
    end: float


@dataclass(frozen=True)
class Trend:
    """Mann-Kendall with the slope of Sen."""

    s: int  # pairs that rise minus pairs that fall
    tau: float  # the same as a share of all pairs, -1..1
    p: float  # chance of this or more without any trend, both sides
    slope: float  # median change per step
    low: float  # of the slope, 95%
    high: float


@dataclass(frozen=True)
class Break:
    """Pettitt: where the level changed."""

    after: int  # number of the last value before it
    k: int
    p: float  # about the chance of this or more without any break
    before: float  # median before
    since: float  # median since


@dataclass(frozen=True)
class Place:
    """An area with its signals and its workers; no number of workers when nobody published one."""

    area: str
    count: int
    workers: float | None


@dataclass(frozen=True)
class Rate:
    """Signals per thousand workers, or why there is none."""

    value: float | None
    low: float | None  # 95%, of the count alone
    high: float | None
    place: Place | None  # whose signals and workers these are
    wider: bool  # not the area that was asked for
    reason: Literal["", "no denominator", "small"]


def bursts(times: npt.ArrayLike, *, s: float = 2.0, gamma: float = 1.0) -> tuple[Burst, ...]:
    """Stretches in which signals follow each other faster than usual.

    times : f8[n] moments in rising order, in any unit; several at one moment are allowed
    s : how much faster each level is than the one below it, above 1
    gamma : price of a step up, above 0: the higher, the fewer bursts

    Returns the bursts by start and level; a signal at level 2 is in a burst of level 1 as well. Fewer than three signals,
    or all at one moment, have no pace and so no burst.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Kleinberg (2002), Bursty and hierarchical structure in streams, https://doi.org/10.1145/775047.775061

    >>> [(b.level, b.first, b.last, b.start, b.end) for b in bursts([0, 30, 60, 61, 62, 63, 64, 65, 66, 67, 100, 130])]
    [(1, 2, 9, 60.0, 67.0), (2, 2, 9, 60.0, 67.0), (3, 2, 9, 60.0, 67.0)]
    >>> bursts([0.0, 10.5, 20, 30, 40.5])
    ()
    """
    moments = _series("moments", times)
    if len(moments) and np.diff(moments).min(initial=0) < 0:
        raise ValueError("Expected moments in rising order, got an earlier one after a later one. Sort them first.")
    if not (s > 1 and gamma > 0 and math.isfinite(s) and math.isfinite(gamma)):
        raise ValueError(f"Expected s above 1 and gamma above 0, got {s!r} and {gamma!r}. The usual ones are 2 and 1.")
    gaps = np.diff(moments)
    if len(gaps) < 2 or gaps.sum() <= 0:
        return ()
    state = _states(gaps, s, gamma)
    found, open_ = [], list[tuple[int, int]]()
    for gap, level in enumerate([*state, 0]):
        while len(open_) > level:
            depth, first = open_.pop()
            found.append(Burst(depth, first, gap, float(moments[first]), float(moments[gap])))
        while len(open_) < level:
            open_.append((len(open_) + 1, gap))
    return tuple(sorted(found, key=lambda burst: (burst.first, burst.level)))


def trend(values: npt.ArrayLike) -> Trend:
    """Do values rise or fall through time, and by how much per step?

    values : f8[n] at equal steps, at least 4; NaN where a value is missing

    Returns `Trend`. Up to ten values without ties the chance is exact; else it is that of the normal distribution, with
    ties and continuity corrected. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Mann (1945), https://doi.org/10.2307/1907187; Sen (1968), https://doi.org/10.1080/01621459.1968.10480934

    >>> found = trend([5, 7, 6, 9, 12, 11, 15, 14])
    >>> found.s, round(found.tau, 2), round(found.p, 4), found.slope, round(found.low, 2), round(found.high, 2)
    (22, 0.79, 0.0055, 1.5, 1.0, 2.0)
    """
    series = _series("values", values, holes=True)
    at = np.flatnonzero(np.isfinite(series))
    if len(at) < 4:
        raise ValueError(f"Expected at least 4 values for a trend, got {len(at)}. Wait for more periods.")
    first, second = np.triu_indices(len(at), 1)
    rise = series[at[second]] - series[at[first]]
    s, n = int(np.sign(rise).sum()), len(at)
    ties = np.unique(series[at], return_counts=True)[1].astype(np.float64)
    variance = (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18
    p = _exact(n, s) if n <= EXACT and ties.max() == 1 else _normal((abs(s) - 1) / math.sqrt(variance) if s else 0.0)
    slopes = np.sort(rise / (at[second] - at[first]))
    reach = 1.959963984540054 * math.sqrt(variance)
    low = slopes[max(round((len(slopes) - reach) / 2) - 1, 0)]
    high = slopes[min(round((len(slopes) + reach) / 2), len(slopes) - 1)]
    return Trend(s, s / len(rise), p, float(np.median(slopes)), float(low), float(high))


def break_point(values: npt.ArrayLike) -> Break:
    """Where did the level of values change, and how sure is that?

    values : f8[n] in order, at least 4

    Returns `Break`: the place where values before and after differ most, whether or not it is sure; look at `p`.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Pettitt (1979), A non-parametric approach to the change-point problem, https://doi.org/10.2307/2346729

    >>> found = break_point([3, 4, 2, 3, 4, 9, 8, 10, 9, 11])
    >>> found.after, found.k, round(found.p, 3), found.before, found.since
    (4, 25, 0.066, 3.0, 9.0)
    """
    series = _series("values", values)
    n = len(series)
    if n < 4:
        raise ValueError(f"Expected at least 4 values for a break, got {n}. Wait for more periods.")
    signs = np.sign(series[:, None] - series[None])
    u = np.array([int(signs[: t + 1, t + 1 :].sum()) for t in range(n - 1)])
    after = int(np.abs(u).argmax())
    k = int(abs(u[after]))
    p = min(1.0, 2 * math.exp(-6 * k * k / (n**3 + n**2)))
    return Break(after, k, p, float(np.median(series[: after + 1])), float(np.median(series[after + 1 :])))


def rate(places: Sequence[Place], *, threshold: int = THRESHOLD) -> Rate:
    """Signals per thousand workers, of the area itself or of the nearest wider one that has a number of workers.

    places : the area that is asked for, and then the wider ones that hold it, from near to far
    threshold : the smallest number of signals that may be shown as a rate

    Returns `Rate`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: limits of a count by Garwood (1936), https://doi.org/10.1093/biomet/28.3-4.437

    >>> found = rate([Place("village", 12, None), Place("region", 40, 16000), Place("province", 300, 120000)])
    >>> found.value, round(found.low, 2), round(found.high, 2), found.place.area, found.wider
    (2.5, 1.79, 3.4, 'region', True)
    >>> rate([Place("village", 12, None)]).reason, rate([Place("village", 9, 4000)]).reason
    ('no denominator', 'small')
    """
    if not places:
        raise ValueError("Expected the area that is asked for, got none. Give it first, then the wider ones.")
    for place in places:
        if place.count < 0 or (place.workers is not None and not (place.workers > 0 and math.isfinite(place.workers))):
            raise ValueError(
                f"Expected 0 or more signals and more than 0 workers in {place.area}, got {place.count} and "
                f"{place.workers}. Leave the workers out when the number is not known."
            )
    for near, far in pairwise(places):
        if far.count < near.count:
            raise ValueError(
                f"Expected {far.area} to hold the signals of {near.area}, got {far.count} and {near.count}. "
                "Give areas from near to far."
            )
    found = next((place for place in places if place.workers is not None), None)
    if found is None or found.workers is None:
        return Rate(None, None, None, None, False, "no denominator")
    wider = found is not places[0]
    if found.count < threshold:
        return Rate(None, None, None, found, wider, "small")
    from scipy.special import gammaincinv

    low, high = float(gammaincinv(found.count, 0.025)), float(gammaincinv(found.count + 1, 0.975))
    value, low, high = (number * PER / found.workers for number in (float(found.count), low, high))
    return Rate(value, low, high, found, wider, "")


def _series(name: str, values: npt.ArrayLike, *, holes: bool = False) -> F64:
    try:
        series = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"Expected numbers as {name}, got something else. Leave the rest out.") from None
    if series.ndim != 1:
        raise ValueError(f"Expected {name} as one row, got {series.ndim} dimensions. Give one series.")
    if np.isinf(series).any() or (not holes and np.isnan(series).any()):
        raise ValueError(f"Expected a number for each of the {name}, got one that is missing or endless. Fill it in.")
    return series


def _levels(gaps: F64, s: float) -> int:
    """Levels there are: up to the pace at which the smallest gap above nought is the usual one, and one more."""
    return min(LEVELS, 2 + math.ceil(max(math.log(float(gaps.mean() / gaps[gaps > 0].min()), s), 0)))


def _states(gaps: F64, s: float, gamma: float) -> list[int]:
    """The cheapest level at each gap (Viterbi); of two that cost the same the lower."""
    n, levels = len(gaps), _levels(gaps, s)
    pace, numbers = s ** np.arange(levels), np.arange(levels)
    step = gamma * math.log(n) * np.maximum(numbers[None] - numbers[:, None], 0)  # from, to
    cost, came = np.where(numbers == 0, 0.0, np.inf), np.empty((n, levels), dtype=np.int64)
    for gap, x in enumerate(gaps / gaps.mean()):
        paths = np.round(cost[:, None] + step, 9)  # what differs by rounding costs the same
        came[gap] = paths.argmin(axis=0)
        cost = paths.min(axis=0) - np.log(pace) + pace * x
    state = [int(np.round(cost, 9).argmin())]
    for gap in range(n - 1, 0, -1):
        state.append(int(came[gap, state[-1]]))
    return state[::-1]


def _exact(n: int, s: int) -> float:
    """Chance of |S| or more among all orders of n different values: count orders by their number of inversions."""
    ways = [1]
    for size in range(2, n + 1):
        wider = [0] * (len(ways) + size - 1)
        for inversions, count in enumerate(ways):
            for more in range(size):
                wider[inversions + more] += count
        ways = wider
    pairs = n * (n - 1) // 2
    return sum(
        count for inversions, count in enumerate(ways) if abs(pairs - 2 * inversions) >= abs(s)
    ) / math.factorial(n)


def _normal(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))

"""SMAA-2: how often does each option come first, when neither the figures nor the weights are certain?

Two doors to one method: `smaa` takes a mean and a standard deviation per cell, `smaa_joint` takes joint samples (say,
one per simulated future). `value` turns scores into the 0..1 scale that both expect.

Why it looks the way it does:

- Independent Gaussian cells make the value of an option, given the weights w, exactly N(w'mean, w²'sd²). One normal
  number per option and draw then does the work of one per cell.
- Draws go in blocks of fixed size. Each block has random streams of its own (PCG64, spawn key (block, 0) for weights,
  (block, 1) for noise) and blocks are added up in their order. So the number of threads never changes a bit of the
  outcome, and other weights meet the same noise.
- Threads of Python drive kernels that release its lock. Numba's own parallel loops end the process when two requests
  compute at the same time.
"""

import operator
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, cast

import numpy as np
import numpy.typing as npt

from samenhang.methods import smaa_kernels as kernels

VERSION = 1  # raise it when the same input gives other numbers: acts record it
BLOCK = 2000  # draws per block: fits the cache; no power of two, so that rows do not compete for the same cache lines
KEPT = 100_000  # value quantiles come from the first so many draws: three decimals, and memory stays bounded
MOST_OPTIONS = 500
MOST_DRAWS = 10_000_000
SCALE = 10.0  # generous room around 0..1 for extrapolated values; a figure in euros does not pass

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class Smaa:
    """What SMAA-2 says about A options on C criteria; the arrays are read-only.

    ra : f64[A, A] share 0..1 of draws in which option (row) has rank (column, best first); rows and columns sum to 1
    cw : f64[A, C] central weights: the mean weights with which the option came first; NaN when it never did
    cf : f64[A] confidence 0..1: share of draws in which it is first when its own central weights are given; NaN as cw
    pwi : f64[A, A] share 0..1 of draws in which the row's option stands above the column's; the diagonal is 0.5
    value_low, value_mid, value_high : f64[A] on the value scale, 5 %, 50 % and 95 % quantile of the option's value
    rank_low, rank_high : i64[A] in 1..A, the ranks within which 5 % and 95 % of the draws are reached
    """

    ra: F64
    cw: F64
    cf: F64
    pwi: F64
    value_low: F64
    value_mid: F64
    value_high: F64
    rank_low: I64
    rank_high: I64


def smaa(
    mean: npt.ArrayLike,
    sd: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    draws: int = 10_000,
    seed: int = 0,
    order: Iterable[int] | None = None,
    threads: int | None = None,
) -> Smaa:
    """Rank options whose values on each criterion are independent and Gaussian.

    mean : f64[A, C] on a value scale of 0..1, more is better (see `value`); A is 2..500
    sd : f64[A, C] on the same scale, >= 0; 0 is certain
    weights : None, every division of importance is as likely; f64[C] >= 0, fixed; f64[N, C] >= 0, N parties or drawn
        weights, used in turn: draw d takes row d mod N. Only proportions matter, each row is divided by its sum
    draws : 100..10,000,000
    seed : whole number >= 0; the same seed gives the same result bit for bit, with any number of threads
    order : criteria from most to least important, when only that is known: all weights in that order are as likely
    threads : how many cores work on it, all of them by default; never changes the result

    Returns `Smaa`. A tie is shared: k options on the same value (to a billionth) each take 1/k of each of the k ranks
    they stand on, and half of a pairwise win. The order in which options are given does not matter.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Lahdelma & Salminen (2001), Operations Research 49(3); Tervonen & Lahdelma (2007), EJOR 178(2).

    >>> mean = [[0.80, 0.70, 0.20, 0.30], [0.55, 0.50, 0.65, 0.60], [0.30, 0.40, 0.85, 0.70]]
    >>> sd = [[0.10, 0.10, 0.05, 0.10], [0.05, 0.05, 0.10, 0.10], [0.10, 0.10, 0.05, 0.15]]
    >>> result = smaa(mean, sd, draws=100_000, seed=1)
    >>> result.ra.round(2).tolist()
    [[0.3, 0.13, 0.57], [0.29, 0.64, 0.07], [0.41, 0.23, 0.36]]
    >>> result.cw.round(2).tolist()
    [[0.39, 0.35, 0.11, 0.14], [0.25, 0.23, 0.24, 0.28], [0.15, 0.19, 0.36, 0.3]]
    >>> result.cf.round(2).tolist()
    [0.87, 0.53, 0.74]
    >>> result = smaa(mean, sd, draws=100_000, seed=1, order=[2, 3, 0, 1])
    >>> result.ra[:, 0].round(2).tolist(), result.rank_low.tolist(), result.rank_high.tolist()
    ([0.0, 0.16, 0.84], [3, 1, 1], [3, 2, 2])
    """
    means, sds = _cells("mean", mean, 2), _cells("sd", sd, 2)
    if sds.shape != means.shape:
        raise ValueError(f"Expected sd in the shape of mean, {means.shape}, got {sds.shape}. Give 0 where certain.")
    _check_options(means.shape)
    _check_scale("mean", means)
    _check_scale("sd", sds)
    if (sds < 0).any():
        raise ValueError(f"Expected sd of 0 or more, got {sds.min():g}. Give 0 where a value is certain.")
    draws, threads = _check_draws(draws), _check_threads(threads)
    sort = np.lexsort(np.hstack([means, sds]).T)  # noise belongs to what an option is, not to its place in the list
    means, variances = means[sort], sds[sort] ** 2
    uncertain = bool(variances.any())
    seed = _check_seed(seed)

    def noise(block: _Block) -> F64:
        if not uncertain:
            return np.zeros((len(means), block.size))
        return _stream(seed, block, 1).standard_normal((len(means), block.size))

    def values(block: _Block, drawn: F64) -> F64:
        return kernels.gaussian(means, variances, drawn, noise(block))

    def firsts(block: _Block, central: F64) -> F64:
        middle = np.einsum("ic,jc->ij", central, means)
        spread = np.sqrt(np.einsum("ic,jc->ij", central**2, variances))
        return kernels.gaussian_firsts(middle, spread, noise(block))

    weigh = _weigher(weights, order, means.shape[1], draws, seed)
    return _run(means.shape, draws, weigh, values, firsts, threads, np.argsort(sort))


def smaa_joint(
    samples: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    seed: int = 0,
    order: Iterable[int] | None = None,
    threads: int | None = None,
) -> Smaa:
    """Rank options by joint samples of their values: cells may depend on each other, as they do within one future.

    samples : f64[N, A, C] on a value scale of 0..1, more is better; N is 100..10,000,000 draws, A is 2..500
    weights, seed, order, threads : as in `smaa`; the seed only draws weights

    Returns `Smaa`; ties and errors as in `smaa`.
    Reference: Lahdelma & Salminen (2001), Operations Research 49(3); Tervonen & Lahdelma (2007), EJOR 178(2).

    >>> low, high = [[0.2, 0.9], [0.4, 0.4]], [[0.9, 0.2], [0.4, 0.4]]
    >>> smaa_joint([low, high] * 50, weights=[3, 1]).ra.tolist()
    [[0.5, 0.5], [0.5, 0.5]]
    """
    cells = _cells("samples", samples, 3)
    draws, shape = _check_draws(len(cells)), (cells.shape[1], cells.shape[2])
    _check_options(shape)
    threads, seed = _check_threads(threads), _check_seed(seed)

    def values(block: _Block, drawn: F64) -> F64:
        part = cells[block.start : block.stop]
        _check_scale("samples", part)
        return kernels.joint(part, drawn)

    def firsts(block: _Block, central: F64) -> F64:
        return kernels.joint_firsts(cells[block.start : block.stop], central)

    return _run(
        shape, draws, _weigher(weights, order, shape[1], draws, seed), values, firsts, threads, np.arange(shape[0])
    )


def value(x: npt.ArrayLike, points: npt.ArrayLike, scores: npt.ArrayLike, clip: bool = True) -> F64:
    """Turn scores into values by straight lines through norm points.

    x : f64[...] in the unit of the criterion
    points : f64[P] in the same unit, P >= 2, all rising or all falling
    scores : f64[P] the value at each point, as a rule 0..1
    clip : True, beyond the outer points their score holds; False, the outer lines go on

    Returns f64 in the shape of x.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Keeney & Raiffa (1976), Decisions with Multiple Objectives, ch. 3.

    >>> value([60, 75, 40], points=[50, 75, 90, 100], scores=[1, 0.8, 0.5, 0]).round(2).tolist()
    [0.92, 0.8, 1.0]
    """
    given = _cells("x", x, None)
    at, score = _cells("points", points, 1), _cells("scores", scores, 1)
    if len(at) < 2 or at.shape != score.shape:
        raise ValueError(
            f"Expected two or more norm points and as many scores, got {len(at)} and {len(score)}. Pair them."
        )
    step = np.diff(at)
    if not ((step > 0).all() or (step < 0).all()):
        raise ValueError(f"Expected norm points that all rise or all fall, got {at.tolist()}. Sort and drop repeats.")
    for name, array in (("x", given), ("points", at), ("scores", score)):
        if not np.isfinite(array).all():
            raise ValueError(
                f"Expected finite numbers in {name}, got NaN or infinity. Decide what a missing one is worth."
            )
    if step[0] < 0:
        at, score = at[::-1], score[::-1]
    result = np.asarray(np.interp(given, at, score), dtype=np.float64)
    if not clip:
        slope = np.diff(score) / np.diff(at)
        result = np.where(given < at[0], score[0] + slope[0] * (given - at[0]), result)
        result = np.where(given > at[-1], score[-1] + slope[-1] * (given - at[-1]), result)
    return result


# --- draws in blocks


class _Block(NamedTuple):
    number: int
    start: int
    stop: int

    @property
    def size(self) -> int:
        return self.stop - self.start


def _stream(seed: int, block: _Block, purpose: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(block.number, purpose))))


def _weigher(
    weights: npt.ArrayLike | None, order: Iterable[int] | None, criteria: int, draws: int, seed: int
) -> Callable[[_Block], F64]:
    """How a block gets its weights f64[C, n]: rows in turn, or uniform on the simplex (exponentials over their sum)."""
    if weights is not None:
        if order is not None:
            raise ValueError("Expected weights or an order of importance, got both. Leave one out.")
        rows = _given(weights, criteria, draws)
        return lambda block: np.ascontiguousarray(rows[np.arange(block.start, block.stop) % len(rows)].T)
    ranking = None if order is None else _check_order(order, criteria)

    def draw(block: _Block) -> F64:
        drawn = _stream(seed, block, 0).standard_exponential((criteria, block.size))
        drawn /= drawn.sum(axis=0)
        if ranking is not None:
            drawn[ranking] = -np.sort(-drawn, axis=0)
        return drawn

    return draw


def _run(
    shape: tuple[int, ...],
    draws: int,
    weigh: Callable[[_Block], F64],
    values: Callable[[_Block, F64], F64],
    firsts: Callable[[_Block, F64], F64],
    threads: int,
    place: npt.NDArray[np.intp],
) -> Smaa:
    """Two rounds over the blocks: ranks and central weights first, then the confidence that needs those weights."""
    options, criteria = shape
    blocks = [_Block(k, at, min(at + BLOCK, draws)) for k, at in enumerate(range(0, draws, BLOCK))]
    kept = np.empty((options, min(draws, KEPT)))
    ranks, centre, wins, first = (np.zeros((options, n)) for n in (options, criteria, options, 1))

    def count(block: _Block) -> tuple[F64, F64, F64]:
        drawn = weigh(block)
        found = values(block, drawn)
        if block.start < KEPT:
            kept[:, block.start : block.stop] = found[:, : KEPT - block.start]
        return kernels.count(found, drawn)

    for more_ranks, more_centre, more_wins in _each(count, blocks, threads):
        ranks += more_ranks
        centre += more_centre
        wins += more_wins
    ever = ranks[:, :1] > 0
    central = np.divide(centre, ranks[:, :1], out=np.zeros_like(centre), where=ever)
    for more in _each(lambda block: firsts(block, central), blocks, threads):
        first[:, 0] += more
    ra, pwi = ranks / draws, wins / draws
    np.fill_diagonal(pwi, 0.5)
    shares = np.array([0.05, 0.5, 0.95])
    low, mid, high = np.array(list(_each(lambda row: kernels.quantiles(row, shares), kept, threads))).T
    reached = np.cumsum(ra, axis=1) + 1e-9
    cw, cf = np.where(ever, central, np.nan), np.where(ever, first / draws, np.nan)[:, 0]
    rank_low, rank_high = (np.argmax(reached >= share, axis=1).astype(np.int64) + 1 for share in (0.05, 0.95))
    fields = [ra[place], cw[place], cf[place], pwi[np.ix_(place, place)], low[place], mid[place], high[place]]
    span = [rank_low[place], rank_high[place]]
    for array in (*fields, *span):
        array.setflags(write=False)
    return Smaa(*fields, *span)


def _each(work: Callable[[Item], Result], items: Collection[Item], threads: int) -> Iterator[Result]:
    """Results in the order of the items, whoever finished first."""
    if threads == 1 or len(items) == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(min(threads, len(items))) as pool:
        yield from pool.map(work, items)


# --- the door: loud, in sentences


def _cells(name: str, given: npt.ArrayLike, dimensions: int | None) -> F64:
    try:
        array = np.ascontiguousarray(given, dtype=np.float64).reshape(np.shape(given))
    except (TypeError, ValueError):
        raise ValueError(
            f"Expected {name} as rows of equal length with a number in each cell. Fill or drop the others."
        ) from None
    if dimensions is not None and array.ndim != dimensions:
        axes = ("value", "option, criterion", "draw, option, criterion")[dimensions - 1]
        raise ValueError(
            f"Expected {name} with {dimensions} axes ({axes}), got shape {array.shape}. Add or drop an axis."
        )
    return array


def _check_options(shape: tuple[int, ...]) -> None:
    if not 2 <= shape[0] <= MOST_OPTIONS:
        raise ValueError(
            f"Expected 2 to {MOST_OPTIONS} options, got {shape[0]}. Every pair is compared: choose the serious ones."
        )
    if shape[1] == 0:
        raise ValueError("Expected one criterion or more, got none. Say first what options are judged on.")


def _check_scale(name: str, cells: F64) -> None:
    low, high = cells.min(), cells.max()
    if not np.isfinite(low + high):
        raise ValueError(
            f"Expected finite numbers in {name}, got {low + high:g}. Decide first what a missing value is worth."
        )
    if max(-low, high) > SCALE:
        raise ValueError(
            f"Expected {name} on a value scale of 0..1, got {max(-low, high):g}. Turn scores into values with value()."
        )


def _whole(name: str, given: int, low: int, high: int, hint: str) -> int:
    try:
        number = operator.index(given)
    except TypeError:
        number = low - 1
    if not low <= number <= high:
        raise ValueError(f"Expected {name}: a whole number from {low:,} to {high:,}, got {given!r}. {hint}")
    return number


def _check_draws(draws: int) -> int:
    return _whole("draws", draws, 100, MOST_DRAWS, "Fewer say nothing, more add nothing.")


def _check_seed(seed: int) -> int:
    return _whole("seed", seed, 0, 2**63 - 1, "Any such number will do: write it down.")


def _check_threads(threads: int | None) -> int:
    if threads is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return _whole("threads", threads, 1, 1024, "Leave it out to use every core.")


def _check_order(order: Iterable[int], criteria: int) -> list[int]:
    ranking = list(order)
    if len(ranking) != criteria or set(ranking) != set(range(criteria)):
        raise ValueError(
            f"Expected each criterion 0..{criteria - 1} once in order, got {ranking}. Most important first."
        )
    return [int(c) for c in ranking]


def _given(weights: npt.ArrayLike, criteria: int, draws: int) -> F64:
    rows = np.atleast_2d(_cells("weights", weights, None))
    if rows.ndim != 2 or rows.shape[1] != criteria or len(rows) == 0:
        raise ValueError(
            f"Expected weights for {criteria} criteria, got shape {np.shape(weights)}. Give one weight per criterion."
        )
    if not np.isfinite(rows).all():
        raise ValueError("Expected finite weights, got one that is not. Give 0 to a criterion that does not count.")
    if (rows < 0).any():
        raise ValueError(
            f"Expected weights of 0 or more, got {rows.min():g}. Turn the criterion's value function around instead."
        )
    if not rows.any(axis=1).all():
        raise ValueError(
            "Expected weights with a sum above 0, got a row of zeros. Give at least one criterion a weight."
        )
    if len(rows) > draws:
        raise ValueError(
            f"Expected no more rows of weights than draws, got {len(rows)} and {draws}. Ask for {len(rows)} draws."
        )
    rows = rows / rows.max(axis=1, keepdims=True)  # first the largest, so that tiny and huge weights survive the sum
    return cast(F64, rows / rows.sum(axis=1, keepdims=True))

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

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from samenhang.methods import smaa_door as door
from samenhang.methods import smaa_kernels as kernels
from samenhang.methods.polytope import Polytope

VERSION = 1  # raise it when the same input gives other numbers: acts record it
BLOCK = 2000  # draws per block: fits the cache; no power of two, so that rows do not compete for the same cache lines
KEPT = 100_000  # value quantiles come from the first so many draws: three decimals, and memory stays bounded

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
    entropy : f64[A] 0..1 how little is known about the rank of the option: 0 it is certain, 1 every rank is as likely
    doubt : 0..1 the same of who comes first
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

    @property
    def entropy(self) -> F64:
        return _entropy(self.ra)

    @property
    def doubt(self) -> float:
        return float(_entropy(self.ra[None, :, 0])[0])


def smaa(
    mean: npt.ArrayLike,
    sd: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | Polytope | None = None,
    draws: int = 10_000,
    seed: int = 0,
    order: Iterable[int] | None = None,
    threads: int | None = None,
) -> Smaa:
    """Rank options whose values on each criterion are independent and Gaussian.

    mean : f64[A, C] on a value scale of 0..1, more is better (see `value`); A is 2..500
    sd : f64[A, C] on the same scale, >= 0; 0 is certain
    weights : None, every division of importance is as likely; f64[C] >= 0, fixed; f64[N, C] >= 0, N parties or drawn
        weights, used in turn: draw d takes row d mod N. Only proportions matter, each row is divided by its sum;
        a `Polytope`, all weights within what is known about them are as likely
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
    means, sds = door.cells("mean", mean, 2), door.cells("sd", sd, 2)
    if sds.shape != means.shape:
        raise ValueError(f"Expected sd in the shape of mean, {means.shape}, got {sds.shape}. Give 0 where certain.")
    door.check_options(means.shape)
    door.check_scale("mean", means)
    door.check_scale("sd", sds)
    if (sds < 0).any():
        raise ValueError(f"Expected sd of 0 or more, got {sds.min():g}. Give 0 where a value is certain.")
    draws, threads = door.check_draws(draws), door.check_threads(threads)
    sort = np.lexsort(np.hstack([means, sds]).T)  # noise belongs to what an option is, not to its place in the list
    means, variances = means[sort], sds[sort] ** 2
    uncertain = bool(variances.any())
    seed = door.check_seed(seed)

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
    weights: npt.ArrayLike | Polytope | None = None,
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
    cells = door.cells("samples", samples, 3)
    draws, shape = door.check_draws(len(cells)), (cells.shape[1], cells.shape[2])
    door.check_options(shape)
    threads, seed = door.check_threads(threads), door.check_seed(seed)

    def values(block: _Block, drawn: F64) -> F64:
        part = cells[block.start : block.stop]
        if kernels.odd(part, door.SCALE):
            door.check_scale("samples", part)
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
    given = door.cells("x", x, None)
    at, score = door.cells("points", points, 1), door.cells("scores", scores, 1)
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


def _entropy(shares: F64) -> F64:
    """Shannon's entropy of each row of shares, as a part of the largest that a row of that length can have."""
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return np.asarray(np.abs((shares * logs).sum(axis=1)) / np.log(shares.shape[1]))


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
    weights: npt.ArrayLike | Polytope | None, order: Iterable[int] | None, criteria: int, draws: int, seed: int
) -> Callable[[_Block], F64]:
    """How a block gets its weights f64[C, n]: rows in turn, or uniform on the simplex (exponentials over their sum)."""
    if weights is not None:
        if order is not None:
            raise ValueError("Expected weights or an order of importance, got both. Leave one out.")
        if isinstance(weights, Polytope):
            known = weights.of(criteria)
            return lambda block: np.ascontiguousarray(known.draw(block.size, _stream(seed, block, 0)).T)
        rows = door.given_rows(weights, criteria, draws)
        return lambda block: np.ascontiguousarray(rows[np.arange(block.start, block.stop) % len(rows)].T)
    ranking = None if order is None else door.check_order(order, criteria)

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

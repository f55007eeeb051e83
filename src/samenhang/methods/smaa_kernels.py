"""The inner loops of SMAA-2, compiled. Plain loops on purpose: strict arithmetic in one order gives the same bits.

n draws, A options, C criteria. Draws lie side by side in memory, so that one instruction serves several of them.
"""

from typing import cast

import numpy as np
import numpy.typing as npt

from samenhang.methods.compiled import kernel

TILE = 128  # draws that are turned at a time
QUANTUM = 2.0**30  # values are compared in billionths: rounding errors of the arithmetic are ties, not differences

F64 = npt.NDArray[np.float64]


@kernel
def gaussian(mean: F64, variance: F64, weights: F64, noise: F64) -> F64:
    """Values f64[A, n]: w'mean + sqrt(w²'variance) noise."""
    options, draws = noise.shape
    value = np.zeros((options, draws))
    spread = np.empty(draws)
    for i in range(options):
        spread[:] = 0.0
        for c in range(mean.shape[1]):
            m, s = mean[i, c], variance[i, c]
            for d in range(draws):
                w = weights[c, d]
                value[i, d] += m * w
                spread[d] += s * (w * w)
        for d in range(draws):
            value[i, d] += np.sqrt(spread[d]) * noise[i, d]
    return value


@kernel
def joint(samples: F64, weights: F64) -> F64:
    """Values f64[A, n] of samples f64[n, A, C]."""
    draws, options, criteria = samples.shape
    value = np.zeros((options, draws))
    for d in range(draws):
        for i in range(options):
            total = 0.0
            for c in range(criteria):
                total += samples[d, i, c] * weights[c, d]
            value[i, d] = total
    return value


@kernel
def odd(samples: F64, scale: float) -> int:
    """How many samples are no number within `scale`: one reading, where numpy's least and most take two."""
    found = 0
    for x in samples.ravel():
        found += not abs(x) <= scale
    return found


@kernel
def count(value: F64, weights: F64) -> tuple[F64, F64, F64]:
    """Add up ranks f64[A, A], weights of who came first f64[A, C] and pairwise wins f64[A, A]; ties are shared."""
    options, draws = value.shape
    level = np.rint(value * QUANTUM)
    above = np.zeros((options, draws), dtype=np.int64)  # how many options stand above this one
    beside = np.ones((options, draws), dtype=np.int64)  # how many stand on the same value, itself included
    ranks, centre, wins = np.zeros((options, options)), np.zeros((options, len(weights))), np.zeros((options, options))
    for i in range(options):
        for j in range(i + 1, options):
            more, less = 0, 0
            for d in range(draws):
                higher, lower = level[i, d] > level[j, d], level[i, d] < level[j, d]
                above[j, d] += higher
                above[i, d] += lower
                more += higher
                less += lower
            ties = draws - more - less
            wins[i, j] = more + 0.5 * ties
            wins[j, i] = less + 0.5 * ties
            if ties:
                for d in range(draws):
                    same = level[i, d] == level[j, d]
                    beside[i, d] += same
                    beside[j, d] += same
    for i in range(options):
        for d in range(draws):
            share = 1.0 / beside[i, d]
            for rank in range(above[i, d], above[i, d] + beside[i, d]):
                ranks[i, rank] += share
            if above[i, d] == 0:
                for c in range(len(weights)):
                    centre[i, c] += share * weights[c, d]
    return ranks, centre, wins


@kernel
def gaussian_firsts(middle: F64, spread: F64, noise: F64) -> F64:
    """How often f64[A] option i comes first by the weights of row i of middle and spread."""
    options, draws = noise.shape
    first, rival = np.zeros(options), np.empty(draws)
    for i in range(options):
        rival[:] = -np.inf  # the best of the others: one comparison per draw settles it, unless it is a tie
        for j in range(options):
            if j != i:
                m, s = middle[i, j], spread[i, j]
                for d in range(draws):
                    other = m + s * noise[j, d]
                    rival[d] = other if other > rival[d] else rival[d]
        for d in range(draws):
            own, best = np.rint((middle[i, i] + spread[i, i] * noise[i, d]) * QUANTUM), np.rint(rival[d] * QUANTUM)
            if best < own:
                first[i] += 1.0
            elif best == own:
                beside = 0
                for j in range(options):
                    beside += np.rint((middle[i, j] + spread[i, j] * noise[j, d]) * QUANTUM) == own
                first[i] += 1.0 / beside
    return first


@kernel
def joint_firsts(samples: F64, central: F64) -> F64:
    """How often f64[A] option i comes first by the weights of row i of central, over samples f64[n, A, C] within -10..10.

    This is most of the cost. A tile of draws is turned first, so that draws lie side by side, and two rows of weights
    are served by one reading of it. Short numbers settle all but the close calls; those are counted again in full.
    """
    draws, options, criteria = samples.shape
    first, width = np.zeros(options), TILE + 16  # no power of two: see BLOCK
    tile, value = np.zeros((options, criteria, width), np.float32), np.empty((2, options, TILE), np.float32)
    short, rival = central.astype(np.float32), np.empty(TILE, np.float32)
    close = np.float32(2e-6 * (criteria + 2))  # more than rounding can do to two sums of numbers up to ten
    fours = criteria - criteria % 4
    for start in range(0, draws, TILE):
        size = min(TILE, draws - start)
        for d in range(size):
            for j in range(options):
                for c in range(criteria):
                    tile[j, c, d] = samples[start + d, j, c]
        for i in range(0, options, 2):
            k = min(i + 1, options - 1)
            for j in range(options):
                one, two = value[0, j], value[1, j]
                one[:] = 0.0
                two[:] = 0.0
                for c in range(0, fours, 4):
                    w, x, y, z = short[i, c], short[i, c + 1], short[i, c + 2], short[i, c + 3]
                    p, q, r, s = short[k, c], short[k, c + 1], short[k, c + 2], short[k, c + 3]
                    for d in range(TILE):
                        a, b, e, f = tile[j, c, d], tile[j, c + 1, d], tile[j, c + 2, d], tile[j, c + 3, d]
                        one[d] = one[d] + w * a + x * b + y * e + z * f
                        two[d] = two[d] + p * a + q * b + r * e + s * f
                for c in range(fours, criteria):
                    w, p = short[i, c], short[k, c]
                    for d in range(TILE):
                        a = tile[j, c, d]
                        one[d] += w * a
                        two[d] += p * a
            for side in range(k - i + 1):
                rival[:] = -np.inf
                for j in range(options):
                    if j != i + side:
                        other = value[side, j]
                        for d in range(TILE):
                            rival[d] = other[d] if other[d] > rival[d] else rival[d]
                own = value[side, i + side]
                for d in range(size):
                    lead = own[d] - rival[d]
                    if lead > close:
                        first[i + side] += 1.0
                    elif lead >= -close:
                        first[i + side] += _share(samples, start + d, central, i + side)
    return first


@kernel
def _share(samples: F64, d: int, central: F64, i: int) -> float:
    """What option i gets of first place in draw d by row i of central: one, its part of a tie, or nothing."""
    options, criteria = samples.shape[1], samples.shape[2]
    mine = 0.0
    for c in range(criteria):
        mine += central[i, c] * samples[d, i, c]
    level, beside = np.rint(mine * QUANTUM), 0
    for j in range(options):
        total = 0.0
        for c in range(criteria):
            total += central[i, c] * samples[d, j, c]
        other = np.rint(total * QUANTUM)
        if other > level:
            return 0.0
        beside += other == level
    return 1.0 / beside


def quantiles(values: F64, shares: F64) -> F64:
    """Quantiles of f64[n] at each share, between the two nearest values in proportion: numpy's, at several times its speed.

    Only the few bins in which the answers lie are sorted. Not compiled: numpy does this as fast and needs no seconds first.
    """
    low, high = values.min(), values.max()
    if high - low < 1e-200:  # one value, as far as a bin can tell
        return np.full(len(shares), low)
    at = shares * (len(values) - 1)
    below = at.astype(np.int64)
    above = np.minimum(below + 1, len(values) - 1)
    bins = ((values - low) * (4095 / (high - low))).astype(np.int64)
    counts = np.bincount(bins, minlength=4096)
    ends = np.cumsum(counts)
    bin_below, bin_above = np.searchsorted(ends, below, side="right"), np.searchsorted(ends, above, side="right")
    wanted = np.zeros(4096, dtype=np.bool_)
    wanted[bin_below] = wanted[bin_above] = True
    near = np.sort(values[wanted[bins]])
    passed = np.cumsum(np.where(wanted, 0, counts))  # how many lower values were left out
    v, w = near[below - passed[bin_below]], near[above - passed[bin_above]]
    return cast(F64, v + (w - v) * (at - below))

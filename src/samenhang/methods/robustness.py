"""Robustness: which option does well enough in many futures, and which driver decides how well?

Regret (Savage 1951), satisficing share (Simon; Lempert), the domain criterion of Starr (1962) and the old decision rules
side by side, because they answer different questions. `sobol` says how much of the spread of an outcome each driver makes.

Why it looks the way it does:

- One table of values, options × futures, is all the input. No rule needs to know where it came from.
- Rules stand beside each other and none is declared the winner: where they disagree is what there is to talk about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

VERSION = 1  # raise it when the same input gives other numbers: acts record it
BLOCK = 4096  # weights of futures drawn at a time
MOST_FUTURES = 1_000_000
MOST_EVALUATIONS = 50_000_000

F64 = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Robustness:
    """What A options are worth over S futures. Higher is better after `better` is taken into account; arrays are in the
    unit of the values and never change sign.

    regret : f64[A, S], 0 or more: what this option leaves lying in this future, against the best option there
    max_regret, mean_regret : f64[A]
    worst, average, best : f64[A], the value in the worst future, the mean, and the value in the best
    hurwicz : f64[A], between worst and best, by the optimism that was asked
    satisficing : f64[A] in 0..1, share of the futures in which the value is good enough; NaN without a threshold
    starr : f64[A] in 0..1, share of all ways to divide probability over the futures for which the option is the best
    """

    regret: F64
    max_regret: F64
    mean_regret: F64
    worst: F64
    average: F64
    best: F64
    hurwicz: F64
    satisficing: F64
    starr: F64
    higher_is_better: bool

    @property
    def minimax_regret(self) -> int:
        """The option whose greatest regret is smallest; the first when equal."""
        return int(np.argmin(self.max_regret))

    @property
    def maximin(self) -> int:
        """The option that is least bad in its worst future; the first when equal."""
        return int(np.argmax(self.worst) if self.higher_is_better else np.argmin(self.worst))


@dataclass(frozen=True, eq=False)
class Sobol:
    """How much of the variance of an outcome each of D drivers makes.

    first : f64[D], share 0..1 that a driver makes on its own; total : f64[D], with all that it makes together with others
    variance : of the outcome, in its unit squared; 0 means that nothing moves it, and all shares are 0
    evaluations : how often the function was asked
    Shares are estimates: a little below 0 or above 1 is chance.
    """

    first: F64
    total: F64
    variance: float
    evaluations: int


def robustness(
    values: npt.ArrayLike,
    *,
    better: str = "higher",
    threshold: float | None = None,
    optimism: float = 0.5,
    draws: int = 20_000,
    seed: int = 0,
) -> Robustness:
    """Compare options over futures by several rules at once.

    values : f64[A, S], any one unit, finite: what each option (row) is worth in each future (column)
    better : "higher" or "lower"
    threshold : a value that is good enough, the threshold itself included; None when nobody said what is
    optimism : 0..1, the weight of the best future in the rule of Hurwicz
    draws, seed : for `starr` only, which draws divisions of probability evenly; 0 draws leave it NaN

    Returns `Robustness`. Errors: ValueError with a sentence.
    Reference: Herman et al. (2015), J. Water Resour. Plann. Manage. 141(10); Schneller & Sphicas (1983), Theory and
    Decision 15, for Starr.

    >>> found = robustness([[120, 60, -40], [80, 70, 10], [30, 30, 30]], threshold=25)
    >>> found.regret.tolist()
    [[0.0, 10.0, 70.0], [40.0, 0.0, 20.0], [90.0, 40.0, 0.0]]
    >>> found.max_regret.tolist(), found.minimax_regret, found.maximin
    ([70.0, 40.0, 90.0], 1, 2)
    >>> found.satisficing.round(2).tolist(), found.average.round(2).tolist(), found.starr.round(2).tolist()
    ([0.67, 0.67, 1.0], [46.67, 53.33, 30.0], [0.36, 0.54, 0.1])
    """
    table = _table(values)
    if better not in ("higher", "lower"):
        raise ValueError(f"Expected better as 'higher' or 'lower', got {better!r}. Choose one.")
    if threshold is not None and not np.isfinite(threshold):
        raise ValueError(
            f"Expected a finite threshold, got {threshold}. Say from where on it is good enough, or nothing."
        )
    if not 0 <= optimism <= 1 or draws < 0:
        raise ValueError(
            f"Expected optimism in 0..1 and draws of 0 or more, got {optimism:g} and {draws}. Change them."
        )
    higher = better == "higher"
    gain = table if higher else -table
    regret = gain.max(axis=0) - gain
    enough = np.full(len(table), np.nan)
    if threshold is not None:
        enough = (table >= threshold if higher else table <= threshold).mean(axis=1)
    worst, best = (table.min(axis=1), table.max(axis=1)) if higher else (table.max(axis=1), table.min(axis=1))
    return Robustness(
        regret=regret,
        max_regret=regret.max(axis=1),
        mean_regret=regret.mean(axis=1),
        worst=worst,
        average=table.mean(axis=1),
        best=best,
        hurwicz=optimism * best + (1 - optimism) * worst,
        satisficing=enough,
        starr=_starr(gain, draws, seed),
        higher_is_better=higher,
    )


def sobol(
    function: Callable[[F64], npt.ArrayLike],
    low: Sequence[float],
    high: Sequence[float],
    *,
    draws: int = 8192,
    seed: int = 0,
) -> Sobol:
    """First and total order Sobol indices of a function of D drivers that are spread evenly between low and high.

    function : takes f64[n, D] and returns f64[n]; asked D + 2 times, each with n = draws
    low, high : D numbers each, in the unit of the driver; draws : a power of two, the rule of the points

    Returns `Sobol`. Errors: ValueError with a sentence.
    Reference: Saltelli et al. (2010), Computer Physics Communications 181(2); points: Sobol', scrambled after Owen.

    >>> import numpy as np
    >>> found = sobol(lambda x: 3 * x[:, 0] + x[:, 1] + 0 * x[:, 2], [0, 0, 0], [1, 1, 1])
    >>> np.abs(found.first.round(2)).tolist(), np.abs(found.total.round(2)).tolist()
    ([0.9, 0.1, 0.0], [0.9, 0.1, 0.0])
    """
    from scipy.stats import qmc, sobol_indices

    lows, highs = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if lows.ndim != 1 or lows.shape != highs.shape or not len(lows):
        raise ValueError(
            f"Expected as many highs as lows, got shapes {lows.shape} and {highs.shape}. Give one per driver."
        )
    if not (np.isfinite(lows) & np.isfinite(highs) & (lows <= highs)).all():
        at = int(np.argmin(np.isfinite(lows) & np.isfinite(highs) & (lows <= highs)))
        raise ValueError(
            f"Expected low <= high and both finite, got {lows[at]} and {highs[at]} at {at}. Swap or fill them."
        )
    width = len(lows)
    if draws < 2 or draws & (draws - 1) or draws * (width + 2) > MOST_EVALUATIONS:
        raise ValueError(f"Expected draws as a power of two, such as 8192, got {draws}. Round it, or take fewer.")
    points = qmc.Sobol(2 * width, scramble=True, rng=np.random.default_rng(seed)).random(draws)
    one, other = lows + points[:, :width] * (highs - lows), lows + points[:, width:] * (highs - lows)
    of_one, of_other = _asked(function, one), _asked(function, other)
    crossed = np.empty((width, 1, draws))
    for j in range(width):
        mixed = one.copy()
        mixed[:, j] = other[:, j]
        crossed[j, 0] = _asked(function, mixed)
    variance = float(np.var(np.concatenate([of_one, of_other])))
    evaluations = draws * (width + 2)
    if not variance:
        return Sobol(np.zeros(width), np.zeros(width), 0.0, evaluations)
    middle = of_one.mean()  # indices do not change with the level, and a smaller level loses fewer digits
    found = sobol_indices(
        func={"f_A": of_one[None] - middle, "f_B": of_other[None] - middle, "f_AB": crossed - middle}, n=draws
    )
    return Sobol(np.ravel(found.first_order), np.ravel(found.total_order), variance, evaluations)


def _starr(gain: F64, draws: int, seed: int) -> F64:
    """Share of evenly drawn divisions of probability over the futures for which an option has the highest mean; ties share."""
    if not draws:
        return np.full(len(gain), np.nan)
    rng, share = np.random.default_rng(seed), np.zeros(len(gain))
    size = max(1, min(BLOCK, 4_000_000 // gain.shape[1]))
    for start in range(0, draws, size):
        weights = rng.standard_exponential((min(size, draws - start), gain.shape[1]))
        mean = (weights @ gain.T) / weights.sum(axis=1, keepdims=True)
        first = np.isclose(mean, mean.max(axis=1, keepdims=True), rtol=1e-12, atol=0)
        share += (first / first.sum(axis=1, keepdims=True)).sum(axis=0)
    return share / draws


def _asked(function: Callable[[F64], npt.ArrayLike], x: F64) -> F64:
    answer = np.asarray(function(x), dtype=np.float64)
    if answer.shape != x.shape[:1] or not np.isfinite(answer).all():
        raise ValueError(
            f"Expected one finite number per row of x, {len(x)}, got shape {answer.shape}"
            f" with {int((~np.isfinite(answer)).sum())} not finite. Repair the function."
        )
    return answer


def _table(values: npt.ArrayLike) -> F64:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or 0 in table.shape or table.shape[1] > MOST_FUTURES:
        raise ValueError(
            f"Expected values with a row per option and a column per future, at most {MOST_FUTURES}, got shape {table.shape}."
            " Change it."
        )
    if not np.isfinite(table).all():
        where = np.argwhere(~np.isfinite(table))[0]
        raise ValueError(
            f"Expected a finite number for each option in each future, got {table[tuple(where)]} for option {where[0]} in"
            f" future {where[1]}. Leave out the future, or decide what it is worth."
        )
    return table

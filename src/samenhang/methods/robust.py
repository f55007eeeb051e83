"""Which option holds in futures that nobody can predict: seldom badly wrong rather than best on average."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, cells, finite, frozen, level, shares

VERSION = 1


@dataclass(frozen=True, eq=False)
class Robust:
    """A options in F futures; the arrays are read-only.

    regret : f64[A, F] how far below the best of that future; most_regret, mean_regret : f64[A]
    first : f64[A] share 0..1 of futures in which it comes first, shared when level; worst, mean : f64[A]
    enough : f64[A] share of futures in which it is good enough; NaN when nothing says what enough is
    minimax, maximin, best_mean : option with the least largest regret, the best worst outcome, the best mean
    overtaken : per option the futures in which another stands above it
    """

    regret: F64
    most_regret: F64
    mean_regret: F64
    first: F64
    worst: F64
    mean: F64
    enough: F64
    minimax: int
    maximin: int
    best_mean: int
    overtaken: tuple[tuple[int, ...], ...]


def robust(payoff: npt.ArrayLike, likely: npt.ArrayLike | None = None, enough: float | None = None) -> Robust:
    """Judge options by how they fare across futures.

    payoff : f64[A, F] what each option is worth in each future, more is better (a total, or one outcome)
    likely : f64[F] >= 0, how much each future counts; all alike when left out
    enough : what an option has to be worth to be good enough

    Returns `Robust`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Savage (1951), JASA 46; Lempert, Popper & Bankes (2003), Shaping the Next One Hundred Years.

    >>> found = robust([[120, 60, -40], [80, 70, 10], [30, 30, 30]], enough=25)
    >>> found.most_regret.tolist(), found.minimax, found.maximin, found.best_mean
    ([70.0, 40.0, 90.0], 1, 2, 1)
    >>> found.enough.round(2).tolist(), found.mean.round(1).tolist(), found.overtaken[1]
    ([0.67, 0.67, 1.0], [46.7, 53.3, 30.0], (0, 2))
    """
    worth = finite("payoff", cells("payoff", payoff, 2))
    if worth.shape[0] < 1 or worth.shape[1] < 1:
        raise ValueError(f"Expected one option and one future or more, got shape {worth.shape}. Run the futures first.")
    part = shares(np.ones(worth.shape[1]) if likely is None else likely, worth.shape[1])
    regret = worth.max(axis=0) - worth
    steps = level(worth)
    best = steps == steps.max(axis=0)
    counts = part > 0
    most, mean_regret, mean = regret[:, counts].max(axis=1), regret @ part, worth @ part
    first, worst = (best / best.sum(axis=0)) @ part, worth[:, counts].min(axis=1)
    reached = np.full(len(worth), np.nan) if enough is None else (worth >= enough) @ part
    overtaken = tuple(tuple(int(f) for f in np.flatnonzero(~row)) for row in best)
    frozen(regret, most, mean_regret, first, worst, mean, reached)
    choice = (int(np.argmin(most)), int(np.argmax(worst)), int(np.argmax(mean)))
    return Robust(regret, most, mean_regret, first, worst, mean, reached, *choice, overtaken)

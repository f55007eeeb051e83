"""An order without a sum: nothing makes good what falls short elsewhere.

Two ways. `leximin` looks at the worst point of each option first and lets the best worst point win; `lexicographic`
lets the most important criterion decide alone, and asks the next only when that one makes no difference. In both,
whoever breaches fewer rights stands higher, then whoever breaches fewer other floors.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, I64, frozen, worth

VERSION = 1


def leximin(values: npt.ArrayLike, count: npt.ArrayLike | None = None, step: float = 0.01) -> I64:
    """Rank by breaches, then by the worst value, then by the next worst, and so on.

    values : f64[A, C] on the value scale of 0..1
    count : i64[A, 2] breached rights and other breached floors per option, as in `floors`; none when left out
    step : > 0, values are compared in steps of this size, so that a hair's breadth decides nothing

    Returns i64[A] ranks, 1 the best, equals share. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Rawls (1971), A Theory of Justice §13; Dubois, Fargier & Prade (1996), Fuzzy Sets and Systems 84(1).

    >>> leximin([[0.95, 0.2, 0.9], [0.5, 0.5, 0.5], [0.6, 0.5, 0.45]]).tolist()
    [3, 1, 2]
    >>> leximin([[0.95, 0.2, 0.9], [0.5, 0.5, 0.5], [0.6, 0.5, 0.45]], count=[[0, 0], [1, 0], [0, 1]]).tolist()
    [1, 3, 2]
    """
    steps = _steps(values, step)
    return _order(np.hstack([-_breaches(count, len(steps)), np.sort(steps, axis=1)]))


def lexicographic(
    values: npt.ArrayLike, order: Iterable[int], step: float = 0.05, count: npt.ArrayLike | None = None
) -> I64:
    """Rank by breaches, then by the most important criterion, then by the next, and so on.

    values, count, step : as in `leximin`
    order : criteria from most to least important; what is left out decides nothing

    Returns i64[A] ranks, 1 the best, equals share. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Fishburn (1974), Management Science 20(11).

    >>> lexicographic([[0.81, 0.2], [0.79, 0.9], [0.6, 1.0]], order=[0, 1]).tolist()
    [2, 1, 3]
    """
    steps = _steps(values, step)
    chosen = [int(c) for c in order]
    if not chosen or len(set(chosen)) < len(chosen) or not set(chosen) <= set(range(steps.shape[1])):
        raise ValueError(f"Expected criteria 0..{steps.shape[1] - 1} at most once, got {chosen}. Most important first.")
    return _order(np.hstack([-_breaches(count, len(steps)), steps[:, chosen]]))


def weakest(values: npt.ArrayLike) -> tuple[I64, F64]:
    """The weakest point of each option: on which criterion it is (the first of equals), and what it is worth there.

    >>> [found.tolist() for found in weakest([[0.95, 0.2, 0.9], [0.5, 0.5, 0.5], [0.6, 0.5, 0.45]])]
    [[1, 0, 2], [0.2, 0.5, 0.45]]
    """
    value = worth("values", values)
    where, least = np.argmin(value, axis=1).astype(np.int64), value.min(axis=1)
    frozen(where, least)
    return where, least


def _steps(values: npt.ArrayLike, step: float) -> F64:
    if not 0 < step <= 1:
        raise ValueError(f"Expected a step above 0 and at most 1, got {step:g}. 0.01 is a hundredth of the scale.")
    return np.asarray(np.floor(worth("values", values) / step + 0.5 + 1e-9))


def _breaches(count: npt.ArrayLike | None, options: int) -> F64:
    if count is None:
        return np.zeros((options, 2))
    given = np.asarray(count, dtype=np.float64)
    if given.shape != (options, 2) or not (given >= 0).all():
        raise ValueError(f"Expected two counts of breaches for each of {options} options, got shape {given.shape}.")
    return given


def _order(keys: F64) -> I64:
    """Ranks by rows, the first column decides first, higher is better."""
    _, group = np.unique(-keys, axis=0, return_inverse=True)
    group = group.ravel()
    place: I64 = (group[None, :] < group[:, None]).sum(axis=1).astype(np.int64) + 1
    frozen(place)
    return place

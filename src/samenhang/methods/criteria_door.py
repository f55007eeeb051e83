"""The door of the weighing methods: what a table of options and criteria must be, each refusal a sentence."""

from collections.abc import Iterable, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt

MOST_OPTIONS = 500
QUANTUM = 2.0**30  # totals are compared in billionths: rounding errors of the arithmetic are ties, not differences

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def cells(name: str, given: npt.ArrayLike, dimensions: int | None) -> F64:
    """Numbers in rows of equal length, a copy of their own."""
    try:
        array = np.array(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"Expected {name} as rows of equal length with a number in each cell. Fill or drop the others."
        ) from None
    if dimensions is not None and array.ndim != dimensions:
        raise ValueError(f"Expected {name} with {dimensions} axes, got shape {array.shape}. Add or drop an axis.")
    return array


def finite(name: str, array: F64) -> F64:
    if not np.isfinite(array).all():
        raise ValueError(
            f"Expected finite numbers in {name}, got NaN or infinity. Decide first what a missing one is worth."
        )
    return array


def table(name: str, given: npt.ArrayLike, *, fewest: int = 2) -> F64:
    """f64[A, C]: a number for each option on each criterion."""
    array = cells(name, given, 2)
    if not fewest <= len(array) <= MOST_OPTIONS:
        raise ValueError(
            f"Expected {fewest} to {MOST_OPTIONS} options, got {len(array):,}. Every pair is compared: choose the serious ones."
        )
    if array.shape[1] == 0:
        raise ValueError("Expected one criterion or more, got none. Say first what options are judged on.")
    missing = np.isnan(array)
    if (nobody := np.flatnonzero(missing.all(axis=1))).size:
        raise ValueError(
            f"Expected a score for every option, nobody scored option {nobody[0] + 1} in {name}. Score it or drop it."
        )
    if (empty := np.flatnonzero(missing.all(axis=0))).size:
        raise ValueError(
            f"Expected values on every criterion, criterion {empty[0] + 1} in {name} has none. Fill it or drop it."
        )
    return finite(name, array)


def worth(name: str, given: npt.ArrayLike) -> F64:
    """f64[A, C] on the value scale: a `table` between 0 and 1."""
    array = table(name, given)
    if array.min() < 0 or array.max() > 1:
        odd = array.min() if array.min() < 0 else array.max()
        raise ValueError(f"Expected {name} on a value scale of 0..1, got {odd:g}. Turn scores into values first.")
    return array


def vector(name: str, given: npt.ArrayLike, count: int) -> F64:
    """f64[count], NaN allowed."""
    array = cells(name, given, None)
    if array.shape != (count,):
        raise ValueError(f"Expected {count} numbers in {name}, got shape {array.shape}. Give one for each.")
    return array


def shares(weights: npt.ArrayLike, criteria: int) -> F64:
    """f64[C]: weights as parts of one whole."""
    given = vector("weights", weights, criteria)
    if not np.isfinite(given).all():
        raise ValueError("Expected finite weights, got one that is not. Give 0 to a criterion that does not count.")
    if (given < 0).any():
        raise ValueError(
            f"Expected weights of 0 or more, got {given.min():g}. Turn the criterion's value function around instead."
        )
    if not given.any():
        raise ValueError("Expected weights with a sum above 0, got only zeros. Give at least one criterion a weight.")
    given = given / given.max()  # first the largest, so that tiny and huge weights survive the sum
    return cast(F64, given / given.sum())


def signs(direction: Sequence[str], criteria: int) -> F64:
    """f64[C]: 1 where more is better, -1 where less is."""
    words = list(direction)
    if len(words) != criteria or not set(words) <= {"max", "min"}:
        raise ValueError(f"Expected max or min for each of {criteria} criteria, got {words}. Say which way is better.")
    return np.array([1.0 if word == "max" else -1.0 for word in words])


def level(totals: F64) -> F64:
    """Totals in whole billionths: what compares equal there is equal."""
    return cast(F64, np.rint(totals * QUANTUM))


def ranks(totals: F64, out: Flags | None = None) -> I64:
    """i64[A]: 1 for the highest; equals share the best of their ranks; 0 for what is out of the order."""
    steps = level(totals)
    stays = np.ones(len(steps), dtype=np.bool_) if out is None else ~out
    above = (steps[None, :] > steps[:, None]) & stays[None, :]
    return np.where(stays, above.sum(axis=1) + 1, 0).astype(np.int64)


def leads(column: F64) -> F64:
    """f64[A, A]: how far each row stands above each column, without what rounding adds: 0.2 - 0.15 is 0.05 here."""
    size = float(np.abs(column).max())
    digits = 12 - int(np.ceil(np.log10(size))) if size > 0 else 12
    return np.asarray(np.round(column[:, None] - column[None, :], digits))


def frozen(*arrays: npt.NDArray[np.generic]) -> None:
    """A result is read, never written."""
    for array in arrays:
        array.setflags(write=False)


def unique(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"Expected each {what} once, got {name!r} twice. Give each a name of its own.")
        seen.add(name)

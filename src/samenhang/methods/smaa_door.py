"""The door of SMAA-2: loud, each refusal a sentence."""

import operator
import os
from collections.abc import Iterable
from typing import cast

import numpy as np
import numpy.typing as npt

MOST_OPTIONS = 500
MOST_DRAWS = 10_000_000
SCALE = 10.0  # generous room around 0..1 for extrapolated values; a figure in euros does not pass

F64 = npt.NDArray[np.float64]


def cells(name: str, given: npt.ArrayLike, dimensions: int | None) -> F64:
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


def check_options(shape: tuple[int, ...]) -> None:
    if not 2 <= shape[0] <= MOST_OPTIONS:
        raise ValueError(
            f"Expected 2 to {MOST_OPTIONS} options, got {shape[0]}. Every pair is compared: choose the serious ones."
        )
    if shape[1] == 0:
        raise ValueError("Expected one criterion or more, got none. Say first what options are judged on.")


def check_scale(name: str, cells: F64) -> None:
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


def check_draws(draws: int) -> int:
    return _whole("draws", draws, 100, MOST_DRAWS, "Fewer say nothing, more add nothing.")


def check_seed(seed: int) -> int:
    return _whole("seed", seed, 0, 2**63 - 1, "Any such number will do: write it down.")


def check_threads(threads: int | None) -> int:
    if threads is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return _whole("threads", threads, 1, 1024, "Leave it out to use every core.")


def check_order(order: Iterable[int], criteria: int) -> list[int]:
    ranking = list(order)
    if len(ranking) != criteria or set(ranking) != set(range(criteria)):
        raise ValueError(
            f"Expected each criterion 0..{criteria - 1} once in order, got {ranking}. Most important first."
        )
    return [int(c) for c in ranking]


def given_rows(weights: npt.ArrayLike, criteria: int, draws: int) -> F64:
    rows = np.atleast_2d(cells("weights", weights, None))
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

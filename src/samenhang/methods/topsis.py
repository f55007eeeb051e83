"""TOPSIS: how close is each option to the best that is on the table, and how far from the worst?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, I64, frozen, ranks, shares, signs, table

VERSION = 1
NORMS = ("vector", "max", "range", "none")


@dataclass(frozen=True, eq=False)
class Topsis:
    """closeness f64[A] 0..1, to_best and to_worst f64[A] distances, rank i64[A] by closeness."""

    closeness: F64
    to_best: F64
    to_worst: F64
    rank: I64


def topsis(x: npt.ArrayLike, weights: npt.ArrayLike, direction: Sequence[str], norm: str = "vector") -> Topsis:
    """Rank options by closeness to the best score on every criterion.

    x : f64[A, C] scores in the unit of each criterion
    weights : f64[C] >= 0; direction : "max" or "min" per criterion
    norm : what makes units comparable: "vector" (length of the column), "max", "range" (worst 0, best 1) or "none"

    Returns `Topsis`. Best and worst come from the options at hand: another option can change the order of the rest.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Hwang & Yoon (1981), Multiple Attribute Decision Making.

    >>> found = topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [0.3, 0.4, 0.3], ["max"] * 3)
    >>> found.closeness.round(4).tolist(), found.rank.tolist()
    ([0.5037, 0.6581, 0.7482, 0.334], [3, 2, 1, 4])
    """
    scores = table("scores", x)
    criteria = scores.shape[1]
    share, way = shares(weights, criteria), signs(direction, criteria)
    if norm not in NORMS:
        raise ValueError(f"Expected a norm of {', '.join(NORMS)}, got {norm!r}. Choose one of them.")
    placed = _comparable(scores, norm) * share * way
    best, worst = placed.max(axis=0), placed.min(axis=0)
    to_best = np.sqrt(((placed - best) ** 2).sum(axis=1))
    to_worst = np.sqrt(((placed - worst) ** 2).sum(axis=1))
    whole = to_best + to_worst
    closeness = np.divide(to_worst, whole, out=np.full(len(whole), 0.5), where=whole > 0)  # all the same: in between
    order = ranks(closeness)
    frozen(closeness, to_best, to_worst, order)
    return Topsis(closeness, to_best, to_worst, order)


def _comparable(scores: F64, norm: str) -> F64:
    if norm == "none":
        return scores
    if norm == "range":
        scores = scores - scores.min(axis=0)
        size = scores.max(axis=0)
    else:
        size = np.sqrt((scores**2).sum(axis=0)) if norm == "vector" else np.abs(scores).max(axis=0)
    return scores / np.where(size > 0, size, 1.0)

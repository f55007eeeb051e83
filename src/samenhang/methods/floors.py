"""Floors and rights: what no total can make good.

A floor is a least (or most) on one criterion. Some floors are rights: whoever breaches one is red before any total
appears, and never has a place in the order, however well it does on the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, I64, Flags, cells, finite, frozen, ranks, signs, table, vector

VERSION = 1


@dataclass(frozen=True, eq=False)
class Floored:
    """How A options stand to the floors of C criteria; the arrays are read-only.

    breach : bool[A, C] the floor is not met; touching it is meeting it
    room : f64[A, C] in the unit of the criterion, how far above the floor; negative is breached; NaN where there is none
    short : f64[A, C] how much is lacking, 0 where the floor holds, NaN where there is none
    chance : f64[A, C] chance 0..1 of a breach, given the uncertainty; 0 where there is no floor
    red : bool[A] a right is breached
    amber : bool[A] a floor that is no right is breached
    count : i64[A, 2] how many rights and how many other floors are breached
    """

    breach: Flags
    room: F64
    short: F64
    chance: F64
    red: Flags
    amber: Flags
    count: I64


def floors(
    x: npt.ArrayLike,
    floor: npt.ArrayLike,
    direction: Sequence[str],
    right: Sequence[bool],
    sd: npt.ArrayLike | None = None,
) -> Floored:
    """Hold each option against the floor of each criterion.

    x : f64[A, C] scores in the unit of each criterion
    floor : f64[C] in the same units, NaN where a criterion has none
    direction : "max" where the floor is a least, "min" where it is a most
    right : bool[C] whether the floor is a right
    sd : f64[A, C] >= 0, standard deviation of the scores, when they are not certain

    Returns `Floored`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Roy (1996), Multicriteria Methodology for Decision Aiding, ch. 9 (veto); no compensation by Rawls (1971) §26.

    >>> found = floors([[5.5, 80], [9.0, 95]], [7.0, 60], ["max", "max"], [True, False], sd=[[1, 0], [1.5, 0]])
    >>> found.red.tolist(), found.short.tolist(), found.chance.round(2).tolist()
    ([True, False], [[1.5, 0.0], [0.0, 0.0]], [[0.93, 0.0], [0.09, 0.0]])
    >>> standing([0.9, 0.6], found.red).tolist()
    [0, 1]
    """
    scores = table("scores", x, fewest=1)
    criteria = scores.shape[1]
    least, way = vector("floor", floor, criteria), signs(direction, criteria)
    if np.isinf(least).any():
        raise ValueError("Expected a finite floor, got infinity, which nothing can meet. Leave out what has no floor.")
    rights = np.array(list(right), dtype=np.bool_)
    if rights.shape != (criteria,):
        raise ValueError(
            f"Expected for each of {criteria} criteria whether it is a right, got {len(rights)}. Say yes or no."
        )
    there = ~np.isnan(least)
    if (rights & ~there).any():
        raise ValueError("Expected a floor for each right, got a right without one. Say from where it is breached.")
    room = way * (scores - least)
    breach = room < 0
    chance = breach.astype(np.float64)
    if sd is not None:
        spread = finite("sd", cells("sd", sd, 2))
        if spread.shape != scores.shape or (spread < 0).any():
            raise ValueError(
                f"Expected sd of 0 or more in the shape of the scores, {scores.shape}. Give 0 where certain."
            )
        loose = there & (spread > 0)
        z = np.divide(-room, spread, out=np.zeros_like(room), where=loose)
        chance = np.where(loose, _below(z), chance)
    short = np.where(there, np.maximum(-room, 0) + 0.0, np.nan)
    red, amber = np.asarray((breach & rights).any(axis=1)), np.asarray((breach & ~rights).any(axis=1))
    count = np.stack([(breach & rights).sum(axis=1), (breach & ~rights).sum(axis=1)], axis=1).astype(np.int64)
    frozen(breach, room, short, chance, red, amber, count)
    return Floored(breach, room, short, chance, red, amber, count)


def standing(total: npt.ArrayLike, red: npt.ArrayLike) -> I64:
    """i64[A]: the rank of each option, 1 the highest total; 0 for red, which no total brings back into the order."""
    totals = finite("total", cells("total", total, 1))
    out = np.asarray(red, dtype=np.bool_)
    if out.shape != totals.shape:
        raise ValueError(f"Expected red for each of {len(totals)} options, got {len(out)}. Say yes or no for each.")
    return ranks(totals, out)


def _below(z: F64) -> F64:
    """The chance that a normal number lies below z."""
    from scipy.special import ndtr  # type: ignore[import-untyped, unused-ignore]

    return np.asarray(ndtr(z), dtype=np.float64)

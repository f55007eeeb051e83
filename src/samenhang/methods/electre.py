"""ELECTRE III: is there enough reason to say that one option is at least as good as another, and no strong objection?

A second opinion that allows "we cannot compare these two": an option with a very bad score is not ranked above one that
is a little less good everywhere, however large its lead elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, I64, Flags, frozen, leads, ranks, shares, signs, table, vector

VERSION = 1
SLACK, SLOPE = 0.30, 0.15  # how far below the best credibility still counts as credible: 0.30 - 0.15 of it


@dataclass(frozen=True, eq=False)
class Electre:
    """What A options have over each other; the arrays are read-only.

    concordance, credibility : f64[A, A] 0..1, how far row is at least as good as column, before and after objections
    descending, ascending : i64[A] ranks by taking the strongest first, and by taking the weakest last
    rank : i64[A] by the mean of both; incomparable : bool[A, A] the two orders contradict each other
    """

    concordance: F64
    credibility: F64
    descending: I64
    ascending: I64
    rank: I64
    incomparable: Flags


def electre(
    x: npt.ArrayLike,
    weights: npt.ArrayLike,
    direction: Sequence[str],
    q: npt.ArrayLike,
    p: npt.ArrayLike,
    v: npt.ArrayLike,
) -> Electre:
    """Rank options by outranking, from the strongest down and from the weakest up.

    x : f64[A, C] scores in the unit of each criterion
    weights : f64[C] >= 0; direction : "max" or "min" per criterion
    q, p, v : f64[C] in the same units, 0 <= q <= p < v: no difference up to q, full difference from p, objection at v;
        infinity in v: this criterion never objects

    Returns `Electre`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Roy (1978), Cahiers du CERO 20(1); Roy (1991), Theory and Decision 31.

    >>> found = electre([[8, 5], [7, 7], [2, 9]], [60, 40], ["max", "max"], q=[1, 1], p=[2, 2], v=[4, 5])
    >>> found.credibility.round(2).tolist()
    [[1.0, 0.6, 0.5], [1.0, 1.0, 0.6], [0.0, 0.0, 1.0]]
    >>> found.rank.tolist(), found.descending.tolist(), found.ascending.tolist(), found.incomparable[0].tolist()
    ([2, 1, 2], [2, 1, 3], [3, 1, 2], [False, False, True])
    """
    scores = table("scores", x)
    options, criteria = scores.shape
    share, way = shares(weights, criteria), signs(direction, criteria)
    same, full, veto = _thresholds(q, p, v, criteria)
    concordance, objection = np.zeros((options, options)), np.zeros((criteria, options, options))
    for c in range(criteria):
        behind = leads(-way[c] * scores[:, c])  # how far the row stands behind the column
        wide = full[c] > same[c]
        partly = np.clip((full[c] - behind) / (full[c] - same[c]), 0, 1) if wide else (behind <= same[c]) * 1.0
        concordance += share[c] * partly
        if np.isfinite(veto[c]):
            objection[c] = np.clip((behind - full[c]) / (veto[c] - full[c]), 0, 1)
    concordance = np.minimum(np.round(concordance, 12), 1.0)
    left = np.where(objection > concordance, (1 - objection) / np.maximum(1 - concordance, 1e-300), 1.0)
    credibility = concordance * left.prod(axis=0)
    down, up = _distil(credibility, strongest=True), _distil(credibility, strongest=False)
    order = ranks(-(down + up) / 2.0)
    clash = np.sign(down[:, None] - down[None, :]) * np.sign(up[:, None] - up[None, :]) < 0
    frozen(concordance, credibility, down, up, order, clash)
    return Electre(concordance, credibility, down, up, order, np.asarray(clash))


def _thresholds(q: npt.ArrayLike, p: npt.ArrayLike, v: npt.ArrayLike, criteria: int) -> tuple[F64, F64, F64]:
    same, full, veto = vector("q", q, criteria), vector("p", p, criteria), vector("v", v, criteria)
    fits = (same >= 0) & (same <= full) & (full < veto) & np.isfinite(full)
    if not fits.all():
        c = int(np.argmin(fits))
        raise ValueError(
            f"Expected 0 <= q <= p < v on every criterion, got {same[c]:g}, {full[c]:g} and {veto[c]:g} on criterion {c + 1}. Order them."
        )
    return same, full, veto


def _distil(credibility: F64, strongest: bool) -> I64:
    """Ranks by taking out, again and again, who outranks most and is outranked least (or the other way round)."""
    options = len(credibility)
    place = np.zeros(options, dtype=np.int64)
    left, taken = np.arange(options, dtype=np.int64), 0
    while len(left):
        group = _extreme(credibility, left, strongest)
        place[group] = taken + 1 if strongest else options - taken - len(group) + 1
        taken += len(group)
        left = np.array([i for i in left if i not in group], dtype=np.int64)
    return place


def _extreme(credibility: F64, group: I64, strongest: bool) -> I64:
    cut = np.inf
    while len(group) > 1:
        inside = credibility[np.ix_(group, group)]
        pairs = inside[~np.eye(len(group), dtype=np.bool_)]
        cut = min(cut, float(pairs.max()))
        lower = pairs[pairs < cut - (SLACK - SLOPE * cut)]
        below = float(lower.max()) if lower.size else 0.0
        over = (inside > below) & (inside > inside.T + SLACK - SLOPE * inside)
        np.fill_diagonal(over, False)
        score = over.sum(axis=1) - over.sum(axis=0)
        kept: I64 = group[score == (score.max() if strongest else score.min())]
        if below == 0.0 and len(kept) == len(group):
            return group
        if below == 0.0:
            return kept
        group, cut = kept, below
    return group

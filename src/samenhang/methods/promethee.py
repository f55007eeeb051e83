"""PROMETHEE II: compare options two by two, and count only differences that matter.

A second opinion beside the weighted sum: each criterion says from which difference on it prefers the one to the other,
so a large lead on one criterion cannot buy more than that criterion's weight.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, I64, frozen, leads, ranks, shares, signs, table

VERSION = 1
KINDS = ("I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True)
class Preference:
    """How much a difference d > 0 on one criterion counts, 0..1.

    kind : "I" any difference fully; "II" fully above q; "III" rising up to p; "IV" half above q, fully above p;
        "V" rising from q to p; "VI" rising along a bell curve with turning point s
    q : what makes no difference; p : what makes all the difference; s : turning point; in the unit of the criterion
    """

    kind: str
    q: float = 0.0
    p: float = 0.0
    s: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(
                f"Expected a preference function I to VI, got {self.kind!r}. Choose one of {', '.join(KINDS)}."
            )
        if not (np.isfinite([self.q, self.p, self.s]).all() and self.q >= 0):
            raise ValueError(f"Expected thresholds of 0 or more, got q {self.q:g}, p {self.p:g}, s {self.s:g}.")
        if (self.kind in ("IV", "V") and self.p < self.q) or (self.kind == "III" and self.p <= 0):
            raise ValueError(
                f"Expected q below p, got q {self.q:g} and p {self.p:g}. Full preference comes after none."
            )
        if self.kind == "VI" and self.s <= 0:
            raise ValueError(
                f"Expected a turning point s above 0, got {self.s:g}. Give the difference that counts for 0.4."
            )

    def __call__(self, d: F64) -> F64:
        if self.kind == "I":
            found = (d > 0).astype(np.float64)
        elif self.kind == "II":
            found = (d > self.q).astype(np.float64)
        elif self.kind == "III":
            found = np.clip(d / self.p, 0, 1)
        elif self.kind == "IV":
            found = 0.5 * (d > self.q) + 0.5 * (d > self.p)
        elif self.kind == "V":
            wide = self.p > self.q
            found = np.clip((d - self.q) / (self.p - self.q), 0, 1) if wide else (d > self.q).astype(np.float64)
        else:
            found = 1 - np.exp(-(d**2) / (2 * self.s**2))
        return np.where(d > 0, found, 0.0)


@dataclass(frozen=True, eq=False)
class Promethee:
    """pi f64[A, A] how much the row is preferred to the column; plus, minus, net f64[A] flows; rank i64[A] by net flow."""

    pi: F64
    plus: F64
    minus: F64
    net: F64
    rank: I64


def promethee(
    x: npt.ArrayLike, weights: npt.ArrayLike, direction: Sequence[str], functions: Sequence[Preference]
) -> Promethee:
    """Rank options by how much they are preferred to the others, less how much the others are preferred to them.

    x : f64[A, C] scores in the unit of each criterion
    weights : f64[C] >= 0; direction : "max" or "min" per criterion; functions : a `Preference` per criterion

    Returns `Promethee`; flows are per rival, so plus and minus lie in 0..1 and net in -1..1.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Brans, Vincke & Mareschal (1986), EJOR 24(2).

    >>> found = promethee([[10, 3], [20, 5], [40, 4]], [60, 40], ["min", "max"], [Preference("III", p=20), Preference("I")])
    >>> found.net.round(2).tolist(), found.rank.tolist()
    ([0.05, 0.55, -0.6], [2, 1, 3])
    """
    scores = table("scores", x)
    options, criteria = scores.shape
    share, way = shares(weights, criteria), signs(direction, criteria)
    if len(functions) != criteria:
        raise ValueError(
            f"Expected a preference function for each of {criteria} criteria, got {len(functions)}. Pair them."
        )
    pi = np.zeros((options, options))
    for c, preference in enumerate(functions):
        pi += share[c] * preference(leads(way[c] * scores[:, c]))
    plus, minus = pi.sum(axis=1) / (options - 1), pi.sum(axis=0) / (options - 1)
    net = plus - minus
    order = ranks(net)
    frozen(pi, plus, minus, net, order)
    return Promethee(pi, plus, minus, net, order)

"""Second opinions: do other ways of weighing put the same option first, and if not, what does that say?

The weighted sum lets a strong point make good a weak one. Others do so less (PROMETHEE, ELECTRE, TOPSIS) or not at all
(leximin). Where all agree the choice does not hang on the method; where they do not, the reason is worth a sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, I64, cells, frozen, ranks, shares, worth
from samenhang.methods.electre import electre
from samenhang.methods.leximin import leximin
from samenhang.methods.promethee import Preference, promethee
from samenhang.methods.topsis import topsis

VERSION = 1
WITHOUT_SUM = ("leximin", "lexicographic")
BY_PAIRS = ("promethee", "electre")


@dataclass(frozen=True, eq=False)
class Opinions:
    """M orders of the same A options beside each other; the first name is the one that others are held against.

    ranks : name -> i64[A]; first : name -> who stands first, more than one when they share it
    agree : all have the same first; dissent : names whose first is another one
    tau : f64[M, M] -1 opposite .. 1 the same order (Kendall's tau-b; NaN when one of the two tells nothing apart)
    moved, moved_low, moved_high : the option whose place differs most, and its best and worst rank
    pair : two options that are most often ordered the other way round, None when no order turns any
    why : "compensation" when an order without a sum dissents, "thresholds" when only comparisons by pairs do, else ""
    """

    ranks: dict[str, I64]
    first: dict[str, tuple[int, ...]]
    agree: bool
    dissent: tuple[str, ...]
    tau: F64
    moved: int
    moved_low: int
    moved_high: int
    pair: tuple[int, int] | None
    why: str


def second_opinions(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    count: npt.ArrayLike | None = None,
    q: float = 0.05,
    p: float = 0.20,
    v: float = 0.60,
) -> Opinions:
    """Rank the same values in five ways: weighted sum, PROMETHEE II, ELECTRE III, TOPSIS and leximin.

    values : f64[A, C] on the value scale of 0..1; weights : f64[C] >= 0
    count : i64[A, 2] breached rights and other floors per option, as in `floors`; who breaches a right has rank 0 in all
    q, p, v : on the value scale, what makes no difference, all the difference, and an objection (ELECTRE)

    Returns `Opinions`. Errors: ValueError with a sentence when an argument is not as above, or fewer than two are left.
    Reference: Hobbs & Meier (2000), Energy Decisions and the Environment, ch. 4: apply more than one method.

    >>> found = second_opinions([[0.95, 0.10, 0.90], [0.60, 0.62, 0.55], [0.30, 0.40, 0.60]], [40, 20, 40])
    >>> {name: rank.tolist() for name, rank in found.ranks.items() if name in ("sum", "electre", "leximin")}
    {'sum': [1, 2, 3], 'electre': [1, 1, 3], 'leximin': [3, 1, 2]}
    >>> found.agree, found.dissent, found.why, found.pair, found.tau[0].round(2).tolist()
    (False, ('leximin',), 'compensation', (0, 1), [1.0, 1.0, 0.82, 1.0, -0.33])
    """
    value = worth("values", values)
    options, criteria = value.shape
    share = shares(weights, criteria)
    breaches = np.zeros((options, 2)) if count is None else cells("count", count, 2)
    if breaches.shape != (options, 2):
        raise ValueError(f"Expected two counts of breaches for each of {options} options, got shape {breaches.shape}.")
    allowed = np.flatnonzero(breaches[:, 0] == 0)
    if len(allowed) < 2:
        raise ValueError(
            f"Expected two options or more that breach no right, got {len(allowed)}. There is nothing to rank."
        )
    left, way, every = value[allowed], ["max"] * criteria, np.ones(criteria)
    found = {
        "sum": ranks(left @ share),
        "promethee": promethee(left, share, way, [Preference("V", q=q, p=p)] * criteria).rank,
        "electre": electre(left, share, way, q * every, p * every, v * every).rank,
        "topsis": topsis(left, share, way, norm="none").rank,
        "leximin": leximin(left, breaches[allowed]),
    }
    placed = {}
    for name, order in found.items():
        placed[name] = np.zeros(options, dtype=np.int64)
        placed[name][allowed] = order
    return compare(placed)


def compare(orders: Mapping[str, npt.ArrayLike]) -> Opinions:
    """Lay orders of the same options beside each other.

    orders : name -> ranks i64[A], 1 the best, equals share, 0 out of the order; the first name is held against the others

    Returns `Opinions`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Kendall (1945), Biometrika 33(3) (tau-b).

    >>> compare({"sum": [1, 2, 3], "topsis": [2, 1, 3]}).tau.round(2).tolist()
    [[1.0, 0.33], [0.33, 1.0]]
    """
    names = list(orders)
    if not names:
        raise ValueError("Expected one order or more, got none. Rank the options first.")
    rows = [cells(f"the ranks of {name}", orders[name], 1) for name in names]
    if len({row.shape for row in rows}) > 1 or rows[0].size == 0:
        raise ValueError(f"Expected ranks of the same options in each order, got {[len(row) for row in rows]} of them.")
    placed = {name: row.astype(np.int64) for name, row in zip(names, rows, strict=True)}
    first = {name: tuple(int(i) for i in np.flatnonzero(order == 1)) for name, order in placed.items()}
    own = set(first[names[0]])
    dissent = tuple(name for name in names[1:] if not own & set(first[name]))
    table = np.array(list(placed.values()))
    last = np.where(table == 0, table.shape[1] + 1, table)
    signs = np.sign(last[:, None, :] - last[:, :, None])  # 1 where the first of the two stands higher
    turned = sum((signs[0] * other < 0 for other in signs[1:]), np.zeros(signs[0].shape, dtype=np.int64))
    a, b = np.unravel_index(int(np.argmax(np.triu(turned))), turned.shape)
    spread = last.max(axis=0) - last.min(axis=0)
    moved = int(np.argmax(spread))
    tau = np.array([[_tau(one, other) for other in signs] for one in signs])
    frozen(tau, *placed.values())
    why = "thresholds" if dissent and set(dissent) <= set(BY_PAIRS) else ""
    return Opinions(
        placed,
        first,
        len(set(first.values())) == 1,
        dissent,
        tau,
        moved,
        int(table[:, moved].min()),
        int(table[:, moved].max()),
        (int(a), int(b)) if turned.any() else None,
        "compensation" if set(dissent) & set(WITHOUT_SUM) else why,
    )


def _tau(one: I64, other: I64) -> float:
    """Kendall's tau-b of two tables of signs."""
    apart = float((one * one).sum()) * float((other * other).sum())
    return float((one * other).sum()) / float(np.sqrt(apart)) if apart else float("nan")

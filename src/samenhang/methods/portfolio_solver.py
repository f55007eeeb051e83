"""HiGHS, asked three things: what is best, what would be best in parts, and what has to give way before anything fits."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from samenhang.methods.portfolio_kinds import F64, TOLERANCE, Infeasible, Relaxation
from samenhang.methods.portfolio_rows import Rows, Terms


def relaxed(rows: Rows, aim: F64) -> tuple[float, F64]:
    """What measures would be worth if they could be done in part, and what one unit more of each row would add."""
    from scipy.optimize import linprog

    if not rows.width:
        return 0.0, np.zeros(len(rows.terms))
    flip = np.where(np.isfinite(rows.high), 1.0, -1.0)
    limit = np.where(np.isfinite(rows.high), rows.high, -np.asarray(rows.low))
    matrix = rows.matrix()
    found = linprog(-aim, A_ub=matrix.multiply(flip[:, None]).tocsr(), b_ub=limit, bounds=(0, 1), method="highs")
    if found.x is None:
        raise Infeasible(concessions(rows))
    return float(-found.fun), np.asarray(-found.ineqlin.marginals + 0.0)


def best(
    rows: Rows, aim: F64, *, seconds: float | None, gap: float, nodes: int | None = None,
    floors: Sequence[tuple[Terms, float]] = (),
) -> Any:  # fmt: skip
    """The best whole plan; without `seconds` the clock plays no part, and `nodes` says when it is enough."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix = rows.matrix([terms for terms, _floor in floors])
    low = [*rows.low, *(floor for _terms, floor in floors)]
    high = [*rows.high, *(np.inf for _floor in floors)]
    limits: dict[str, Any] = {} if seconds is None else {"time_limit": max(0.1, seconds)}
    if nodes is not None:
        limits["node_limit"] = nodes
    return milp(
        -aim, integrality=np.ones(rows.width), bounds=Bounds(0, 1), constraints=LinearConstraint(matrix, low, high),
        options=limits | {"mip_rel_gap": gap},
    )  # fmt: skip


def concessions(rows: Rows) -> tuple[Relaxation, ...]:
    """The smallest concessions with which a plan fits: each row that may give way gets a column that says by how much.

    A concession counts as a part of what there is, and a measure, or one in a coverage, counts as one whole.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, hstack

    p = rows.programme
    gives = [at for at, about in enumerate(rows.about) if about[0] in ("capacity", "budget", "coverage", "inside")]
    price = np.ones(len(gives))
    for place, at in enumerate(gives):
        kind, index, _quarter = rows.about[at]
        if kind == "capacity":
            price[place] = 1 / max(rows.high[at], float(p.use[:, index].max(initial=0.0)), TOLERANCE)
        elif kind == "budget":
            price[place] = 1 / max(rows.high[at], float(p.cost.max(initial=0.0)), TOLERANCE)
    way = [-1.0 if np.isfinite(rows.high[at]) else 1.0 for at in gives]
    more = csr_array((way, (gives, range(len(gives)))), shape=(len(rows.terms), len(gives)))
    found = milp(
        np.concatenate([np.zeros(rows.width), price]),
        integrality=np.concatenate([np.ones(rows.width), np.zeros(len(gives))]),
        bounds=Bounds(0, np.concatenate([np.ones(rows.width), np.full(len(gives), np.inf)])),
        constraints=LinearConstraint(hstack([rows.matrix(), more]).tocsr(), rows.low, rows.high),
        options={"time_limit": 20.0, "mip_rel_gap": 1e-3},
    )
    if found.x is None:
        return ()
    amounts = found.x[rows.width :]
    return tuple(
        Relaxation(*rows.about[at], float(round(amount, 9)))
        for at, amount in zip(gives, amounts, strict=True)
        if amount > TOLERANCE * max(1.0, abs(rows.high[at]) if np.isfinite(rows.high[at]) else 1.0)
    )

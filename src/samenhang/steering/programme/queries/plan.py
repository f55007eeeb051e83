"""A plan as a table: what starts when, what stays below the line, the load, what loses coverage, what is robust, and the front."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from samenhang.ground.ledger import store
from samenhang.steering.programme.queries.setting import HUNDRED, Setting, corners

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from samenhang.methods.portfolio import Plan

    F64 = npt.NDArray[np.float64]
    I64 = npt.NDArray[np.int64]

PLAN = "programme-plan"
COLUMNS = (("row", "code"), ("about", "code"), ("one", "code"), ("other", "code"), ("low", "number"), ("value", "number"),
           ("high", "number"), ("verdict", "code"), ("words", "text"))  # fmt: skip
IN, BELOW = "in", "below"
CORE, EDGE, OUTSIDE = "core", "borderline", "out"
STEPS = 6  # of the second aim along the front
TICKS = 4 + STEPS  # what a run counts: the plan, the points of the front, what is robust
FRONT_GAP, FRONT_NODES = 0.005, 100
Rows = list[tuple[Any, ...]]


def compute(setting: Setting, tick: Callable[[], None] = lambda: None) -> Rows:
    """The plan, the front between two aims and what is robust. The clock plays no part: the same setting gives the same rows."""
    from samenhang.methods.portfolio import solve

    rules = setting.rules
    tick()
    plan = solve(setting.programme, gap=rules["gap"], nodes=int(rules["nodes"]), seed=int(rules["seed"]))
    tick()
    rows = plan_rows(setting, plan.start, plan.bound)
    rows += _price_rows(setting, plan)
    rows += _front_rows(setting, tick)
    tick()
    return rows + _robust_rows(setting, plan.start)


def plan_rows(setting: Setting, start: "I64", bound: float) -> Rows:
    """What a plan gives and asks, and what is left without a measure."""
    from samenhang.methods.portfolio_moves import evaluate

    p = setting.programme
    outcome = evaluate(p, start)
    bound = max(bound, outcome.objective)
    gap = (bound - outcome.objective) / max(abs(outcome.objective), 1e-9)
    rows: Rows = [
        _row("total/worth", "total", "worth", value=outcome.objective),
        _row("total/bound", "total", "bound", value=bound),
        _row("total/gap", "total", "gap", value=HUNDRED * (0.0 if gap < 1e-6 else gap)),
        _row("total/done", "total", "done", value=float((start >= 0).sum()), high=float(p.size)),
    ]
    for place, aim in enumerate(setting.aims):
        done = sum(float(setting.scores[at, place, 1]) for at in range(p.size) if start[at] >= 0)
        rows.append(_row(f"aim/{aim}", "aim", aim, value=done, high=float(setting.scores[:, place, 1].sum())))
    for at, code in enumerate(setting.measures):
        inside = start[at] >= 0
        quarter = setting.quarters[int(start[at])] if inside else ""
        worth = float(p.worth[at, int(start[at])]) if inside else float(p.value[at])
        rows.append(
            _row(f"measure/{code}", "measure", str(code), quarter, value=worth, verdict=IN if inside else BELOW)
        )
    for place, (team, kind) in enumerate(setting.means):
        for turn, quarter in enumerate(setting.quarters):
            room = float(p.capacity[place, turn])
            used = room - float(outcome.slack[place, turn])
            rows.append(_row(f"load/{team}/{quarter}/{kind}", "load", f"{team}/{kind}", quarter, value=used, high=room))
    return rows + _served_rows(setting, start)


def _served_rows(setting: Setting, start: "I64") -> Rows:
    inside = {code for at, code in enumerate(setting.measures) if start[at] >= 0}
    refs = sorted({ref for served in setting.serves.values() for ref in served})
    rows = []
    for ref in refs:
        by = [code for code in setting.measures if ref in setting.serves.get(code, ())]
        kept = sum(code in inside for code in by)
        rows.append(_row(f"served/{ref}", "served", ref, value=float(kept), high=float(len(by))))
    return rows


def _price_rows(setting: Setting, plan: "Plan") -> Rows:
    return [
        _row(f"price/{team}/{quarter}/{kind}", "price", f"{team}/{kind}", quarter, value=float(plan.duals[place, turn]))
        for place, (team, kind) in enumerate(setting.means)
        for turn, quarter in enumerate(setting.quarters)
        if plan.duals[place, turn] > 1e-9
    ]


def _front_rows(setting: Setting, tick: Callable[[], None]) -> Rows:
    """Plans between two aims: none can be better for one without being worse for the other, within the gap of the front."""
    from dataclasses import replace

    from samenhang.methods.portfolio import pareto

    if not all(setting.front):
        return []
    places = [setting.aims.index(code) for code in setting.front]
    pair = [
        replace(setting.programme, value=setting.scores[:, place, 1], synergies=(), discount=1.0) for place in places
    ]
    try:
        found = pareto(pair, steps=STEPS, gap=FRONT_GAP, nodes=FRONT_NODES, tick=tick)
    except ValueError:
        return []  # none within the branches that it may look at: the page then says that there is no front
    return [
        _row(
            f"front/{place}", "front", *setting.front, low=plan.aims[0], value=float((plan.start >= 0).sum()), high=plan.aims[1],
            words=";".join(str(code) for at, code in enumerate(setting.measures) if plan.start[at] >= 0),
        )
        for place, plan in enumerate(found)
    ]  # fmt: skip


def _robust_rows(setting: Setting, start: "I64") -> Rows:
    """How often each measure is in a package that no other beats, whatever acceptable weights and scores are true."""
    import numpy as np

    from samenhang.methods.portfolio import rpm
    from samenhang.methods.portfolio_kinds import OUT

    p = setting.programme
    ends = np.array(corners(setting.weights))
    core = np.zeros(p.size)
    core[list(p.wanted)] = 1.0
    free = [at for at in range(p.size) if at not in p.wanted and at not in p.outside]
    asked = p.use * p.duration[:, None]
    room = np.maximum(0.0, p.capacity.sum(axis=1) - asked[list(p.wanted)].sum(axis=0))
    way = "packages"
    if free:
        try:
            found = rpm(setting.scores[free, :, 0], setting.scores[free, :, 2], asked[free], room, ends)
            core[free] = found.core
        except ValueError:
            # too many measures, or too many packages in the running, to compare them all: only the corners of the weights
            way = "corners"
            core[free] = _at_corners(setting, ends)[free]
    rows = [_row("total/robust", "total", "robust", way, value=float(len(ends)))]
    for at, code in enumerate(setting.measures):
        verdict = CORE if core[at] >= 1 - 1e-9 else OUTSIDE if core[at] <= 1e-9 else EDGE
        other = "decided" if at in p.wanted or at in p.outside else IN if start[at] != OUT else BELOW
        rows.append(_row(f"robust/{code}", "robust", str(code), other, value=float(core[at]), verdict=verdict))
    return rows


def _at_corners(setting: Setting, ends: "F64") -> "F64":
    """The share of extreme weights and scores at which the best plan has the measure in it."""
    from dataclasses import replace

    import numpy as np

    from samenhang.methods.portfolio import solve

    inside = np.zeros(setting.programme.size)
    for corner in ends:
        for side in (0, 2):
            p = replace(setting.programme, value=setting.scores[:, :, side] @ corner)
            inside += solve(p, gap=setting.rules["gap"], nodes=FRONT_NODES, seed=int(setting.rules["seed"])).start >= 0
    return np.asarray(inside / (2 * len(ends)))


def table_of(rows: Rows, head: Mapping[str, str]) -> store.Table:
    return store.Table(PLAN, COLUMNS, tuple(rows), head)


def starts_of(setting: Setting, table: store.Table) -> "I64":
    """The quarter in which each measure starts, as the arrays have it; -1 below the line."""
    import numpy as np

    of = {int(row["one"]): row["other"] for row in table.records() if row["about"] == "measure"}
    return np.array([setting.quarters.index(of[code]) if of[code] else -1 for code in setting.measures], np.int64)


def _row(
    row: str, about: str, one: str = "", other: str = "", *, low: float | None = None, value: float | None = None,
    high: float | None = None, verdict: str = "", words: str = "",
) -> tuple[Any, ...]:  # fmt: skip
    return (row, about, one, other, low, value, high, verdict, words)

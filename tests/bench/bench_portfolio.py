"""The programme that fits beside the plain time-indexed formulation on the same solver, on the same programmes."""

import importlib.util
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from tests.bench.race import Row, bench, race

from samenhang.methods.portfolio import Programme, evaluate, rearrange, solve

SEEDS = (1, 2, 3, 4, 5)
NEVER = float("inf")


@cache
def programme(seed: int) -> Programme:
    """80 measures, 12 quarters, 6 teams; each theme and each stage of the chain has a measure, later is worth less."""
    folder = os.environ.get("SAMENHANG_SAMPLES")
    if not folder:
        raise SystemExit(
            "SAMENHANG_SAMPLES is not set: name the folder with outside samples and cases to run this bench"
        )
    spec = importlib.util.spec_from_file_location("m5_instance", Path(folder) / "hints/m5_instance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    given = module.make(seed=seed)
    cells = [(given[of], label) for of in ("theme", "stage") for label in sorted({*given[of].tolist()})]
    return Programme(
        value=given["val"],
        duration=given["dur"],
        use=given["eff"],
        capacity=np.repeat(given["cap"][:, None], given["Q"], axis=1),
        cost=given["cost"],
        budget=[given["bud"]] * 3,
        precedence=given["prec"],
        synergies=given["syn"],
        coverage=[(np.flatnonzero(labels == label).tolist(), 1) for labels, label in cells],
        discount=0.98,
    )


def plain(p: Programme, seconds: float, gap: float) -> Any:
    """x[i, q]: starts in this quarter; each rule as one writes it down first."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import lil_array

    count, quarters, pairs = p.size, p.quarters, len(p.synergies)
    width = count * quarters + pairs
    rows: list[tuple[dict[int, float], float, float]] = []

    def starts(one: int, begin: int, end: int, factor: float = 1.0) -> dict[int, float]:
        return {one * quarters + quarter: factor for quarter in range(max(0, begin), min(quarters, end))}

    for one in range(count):
        rows.append((starts(one, 0, quarters), -np.inf, 1))
    spent: list[dict[int, float]] = [{} for _year in p.budget]
    for quarter in range(quarters):
        running = [range(quarter - int(p.duration[one]) + 1, quarter + 1) for one in range(count)]
        for team in range(len(p.capacity)):
            used: dict[int, float] = {}
            for one in np.flatnonzero(p.use[:, team]):
                used |= starts(int(one), running[one].start, running[one].stop, float(p.use[one, team]))
            rows.append((used, -np.inf, p.capacity[team, quarter]))
        for one in range(count):
            for at in starts(one, running[one].start, running[one].stop):
                year = spent[p.year[quarter]]
                year[at] = year.get(at, 0.0) + p.cost[one] / p.duration[one]
    rows += [(year, -np.inf, p.budget[at]) for at, year in enumerate(spent)]
    for a, b in p.precedence:
        for quarter in range(quarters):
            ended = starts(a, 0, quarter - int(p.duration[a]) + 1, -1.0)
            rows.append((starts(b, 0, quarter + 1) | ended, -np.inf, 0))
    for place, (a, b, _gain) in enumerate(p.synergies):
        for one in (a, b):
            rows.append(({count * quarters + place: 1.0} | starts(one, 0, quarters, -1.0), -np.inf, 0))
    for some, least in p.coverage:
        rows.append(({at: 1.0 for one in some for at in starts(one, 0, quarters)}, least, np.inf))
    matrix = lil_array((len(rows), width))
    for place, (terms, _low, _high) in enumerate(rows):
        for at, amount in terms.items():
            matrix[place, at] = amount
    aim, upper = np.zeros(width), np.ones(width)
    aim[: count * quarters] = p.worth.ravel()
    aim[count * quarters :] = [gain for _a, _b, gain in p.synergies]
    for one in range(count):
        upper[one * quarters + quarters - int(p.duration[one]) + 1 : (one + 1) * quarters] = 0
    return milp(
        -aim, integrality=np.ones(width), bounds=Bounds(0, upper),
        constraints=LinearConstraint(matrix.tocsr(), [low for _t, low, _h in rows], [high for _t, _l, high in rows]),
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )  # fmt: skip


def until(gap: float, seconds: float) -> Row:
    """Time until the gap is proven, median of the seeds; what never gets there counts as never."""
    ours, peer = [], []
    for seed in SEEDS:
        p = programme(seed)
        began = perf_counter()
        plan = solve(p, seconds=seconds, gap=gap)
        ours.append(perf_counter() - began if plan.gap <= gap and evaluate(p, plan.start).fits else NEVER)
        began = perf_counter()
        found = plain(p, seconds, gap)
        peer.append(perf_counter() - began if found.x is not None and found.mip_gap <= gap else NEVER)
    name = f"80 measures x 12 quarters, gap <= {gap:.0%}, seeds 1-5"
    return Row(name, median(ours), median(peer), at_most=seconds)


@bench("portfolio")
def portfolio() -> Iterator[Row]:
    solve(programme(1), seconds=1)  # compiles
    yield until(0.02, 10.0)
    yield until(0.01, 60.0)


@bench("portfolio-move")
def moved() -> Iterator[Row]:
    p = programme(1)
    start = solve(p, seconds=2).start
    one = int(np.flatnonzero(start >= 0)[0])
    later = np.where(np.arange(p.size) == one, start + 1, start)
    yield race("one measure moved, what it costs and breaks", lambda: evaluate(p, later), at_most=0.1)
    forced = int(np.flatnonzero(start < 0)[0])
    asked = np.where(np.arange(p.size) == forced, 0, start)

    def given_way() -> float:
        """What the page does at each move: the worth before, as asked, and when the others have given way."""
        made = rearrange(p, asked, frozenset({forced}))
        return evaluate(p, start).objective - evaluate(p, asked).objective + evaluate(p, made).objective

    yield race("one measure forced in, the others give way", given_way, at_most=0.1)

"""Published yardstick for the engine: a small stock-flow model of 18 drivers, run by the same engine as our own.

It says nothing about reality. Its equations are public and small enough to be written three times (in a loop, in numpy and
for a workbench), so that speed and numbers can be held against others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from samenhang.methods.stockflow_kernels import BINS, kernel
from samenhang.methods.stockflow_kinds import F32, F64, Futures, check_years
from samenhang.methods.stockflow_run import Executor, Part, Threads, chunks, gather

LANES = 16
SECTORS = 6
DRIVERS = 18  # growth and automation of six sectors, then fill, short to mid, mid to long, exit, build, wage
OUTCOMES = ("migrants", "shortage", "pressure", "value_added")


@dataclass(frozen=True, eq=False)
class Start:
    """jobs f64[I, 6], share f64[I, 6] for migrants, population f64[I], supply f64[I, 3], value f64[6], need f64[3, 3]."""

    jobs: F64
    share: F64
    population: F64
    supply: F64
    value: F64
    need: F64


@dataclass(frozen=True, eq=False)
class _Task:
    first: int
    params: F64
    start: Start
    years: int


def simulate(
    params: npt.ArrayLike,
    start: Start,
    T: int = 25,  # noqa: N803 - the name of the papers
    *,
    executor: Executor | None = None,
    threads: int | None = None,
) -> Futures:
    """Let n futures f64[n, 18] of the reference equations run for T years; totals f64[n, T, 4] and the final shortage.

    Errors: ValueError when params are no numbers in 18 columns.
    """
    array, years = np.ascontiguousarray(params, dtype=np.float64), check_years(T)
    if array.ndim != 2 or array.shape[1] != DRIVERS or not np.isfinite(array).all() or not len(array):
        raise ValueError(f"Expected numbers in {DRIVERS} columns, got shape {array.shape}. Give a row for each future.")

    def tasks() -> Iterator[_Task]:
        for rows in chunks(len(array)):
            yield _Task(rows.start, array[rows], start, years)

    areas = len(start.population)
    parts = (executor or Threads(threads)).map(compute, tasks())
    totals, final, counts = gather(parts, (len(array), years, len(OUTCOMES), areas, BINS), kind=np.float64)
    return Futures(OUTCOMES, "shortage", totals, final, counts)


def compute(task: _Task) -> Part:
    """Do one chunk."""
    n, start = len(task.params), task.start
    areas = len(start.population)
    totals, final = np.empty((n, task.years, len(OUTCOMES))), np.empty((n, areas))  # the yardstick has nine digits
    counts = np.zeros((task.years, areas, BINS), np.uint16)
    run(
        task.params, start.jobs * start.share, start.population, start.supply, start.value, start.need,
        totals, final, counts,
    )  # fmt: skip
    return Part(task.first, cast(F32, totals), cast(F32, final), counts)


@kernel
def run(params, work, population, supply, value, need, totals, final, counts):  # type: ignore[no-untyped-def]
    """Some futures side by side, year after year, area after area; see docs/methods/stockflow.md."""
    n, years, areas = len(params), totals.shape[1], len(population)
    p, f, out = np.empty((DRIVERS, LANES)), np.empty((SECTORS, LANES)), np.empty((4, LANES))
    m, sup, area = np.empty((areas, 3, LANES)), np.empty((areas, 3, LANES)), np.empty((3, LANES))
    seen = np.empty(LANES, np.float32)
    bits = seen.view(np.int32)
    for first in range(0, n, LANES):
        alive = min(LANES, n - first)
        for v in range(LANES):
            row = first + min(v, alive - 1)
            for d in range(DRIVERS):
                p[d, v] = params[row, d]
            for s in range(SECTORS):
                f[s, v] = 1.0
            for i in range(areas):
                everybody = work[i].sum()
                m[i, 0, v] = 0.5 * everybody
                m[i, 1, v] = 0.3 * everybody
                m[i, 2, v] = 0.2 * everybody
                for h in range(3):
                    sup[i, h, v] = supply[i, h]
        for t in range(years):
            out[:] = 0.0
            for i in range(areas):
                for v in range(LANES):
                    asked, made = 0.0, 0.0
                    for s in range(SECTORS):
                        demand = work[i, s] * f[s, v]
                        asked += demand
                        made += demand * value[s]
                    area[0, v] = asked
                    area[1, v] = made
                    area[2, v] = 0.0  # shortage
                for v in range(LANES):
                    short, mid, long = m[i, 0, v], m[i, 1, v], m[i, 2, v]
                    stock, asked = short + mid + long, area[0, v]
                    free, over = asked - stock, stock - asked
                    free = free if free > 0.0 else 0.0
                    over = over if over > 0.0 else 0.0
                    onward, settled = short * p[13, v], mid * p[14, v]
                    keep = 1.0 - 0.5 * over / (stock if stock > 1.0 else 1.0)
                    short = short * (1.0 - p[15, v]) - onward + free * p[12, v]
                    mid = mid * 0.9 + onward - settled
                    long = long * 0.97 + settled
                    short = (short if short > 0.0 else 0.0) * keep
                    mid = (mid if mid > 0.0 else 0.0) * keep
                    long = (long if long > 0.0 else 0.0) * keep
                    m[i, 0, v] = short
                    m[i, 1, v] = mid
                    m[i, 2, v] = long
                    people = short + mid + long
                    filled = people / (asked if asked > 1.0 else 1.0)
                    out[0, v] += people
                    out[3, v] += area[1, v] * (filled if filled < 1.0 else 1.0) * p[17, v]
                for h in range(3):
                    x, y, z = need[0, h], need[1, h], need[2, h]
                    for v in range(LANES):
                        lack = (m[i, 0, v] * x + m[i, 1, v] * y + m[i, 2, v] * z) - sup[i, h, v]
                        lack = lack if lack > 0.0 else 0.0
                        sup[i, h, v] = sup[i, h, v] * (1.0 + p[16, v]) + 0.1 * lack
                        area[2, v] += lack
                people_here = population[i]
                for v in range(LANES):
                    out[1, v] += area[2, v]
                    out[2, v] += area[2, v] / people_here
                for v in range(LANES):
                    seen[v] = 1.0 + area[2, v]
                if t == years - 1:
                    for v in range(alive):
                        final[first + v, i] = area[2, v]
                for v in range(alive):
                    counts[t, i, min((bits[v] >> 19) - 2032, BINS - 1)] += np.uint16(1)
            for v in range(alive):
                totals[first + v, t, 0] = out[0, v]
                totals[first + v, t, 1] = out[1, v]
                totals[first + v, t, 2] = out[2, v] / areas
                totals[first + v, t, 3] = out[3, v]
            for s in range(SECTORS):
                for v in range(LANES):
                    f[s, v] *= (1.0 + p[s, v]) * (1.0 - p[SECTORS + s, v])

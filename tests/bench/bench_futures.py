"""Futures: our own model at full size, and the yardstick's equations beside a workbench and beside batched numpy.

The yardstick is the same small model of 18 drivers for all three, so the ratios compare engines. Our own model is two to
three times as much work per area and year; it has bounds in seconds.
"""

import logging
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt
from tests.bench.race import Row, bench, race

from samenhang.methods import stockflow_reference as reference
from samenhang.methods.stockflow import (
    GENERAL,
    Cluster,
    Inputs,
    Processes,
    Threads,
    distances,
    draw,
    gravity,
    inputs,
    names,
    simulate,
)

F64 = npt.NDArray[np.float64]
ROOT = Path(__file__).parents[2]
SECTORS, YEARS = tuple("abcdef"), 25
LOW = np.array([-0.02] * 6 + [0] * 6 + [0.5, 0.1, 0.05, 0.3, 0.0, 0.9])
HIGH = np.array([0.03] * 6 + [0.03] * 6 + [1.0, 0.4, 0.2, 0.7, 0.06, 1.2])
WIDE = {"growth": (-0.02, 0.0, 0.03), "automation": (0.0, 0.01, 0.03), "economy": (0.0, 0.01, 0.02),
        "volatility": (0.0, 0.01, 0.02), "tightness": (0.0, 0.02, 0.04), "pool_trend": (-0.04, 0.0, 0.02),
        "build_rate": (0.0, 0.02, 0.05), "productivity": (0.0, 0.01, 0.015), "pool": (0.3, 0.4, 0.6),
        "fill": (0.7, 0.9, 1.0), "openness": (0.8, 0.9, 1.0), "exit_short": (0.3, 0.5, 0.7),
        "supply_level": (0.8, 1.0, 1.2)}  # fmt: skip


@dataclass(frozen=True)
class Megabytes(Row):
    """A line about memory: the numbers are megabytes."""

    @property
    def cells(self) -> tuple[str, ...]:
        return self.name, f"{self.ours:.0f} MB", "-", "-", f"<= {self.at_most:.0f} MB", "yes" if self.ok else "NO"


@cache
def region(areas: int) -> Inputs:
    rng = np.random.default_rng(0)
    where = rng.uniform(4.3, 6.0, areas), rng.uniform(51.3, 51.8, areas)
    neighbours, commute = gravity(distances(*where), rng.uniform(1, 9, areas))
    return inputs(
        sectors=SECTORS, start=rng.lognormal(5, 1, (areas, 6)), population=rng.lognormal(10.3, 0.6, areas),
        supply=rng.lognormal(5, 0.8, (areas, 3)), neighbours=neighbours, commute=commute, value=rng.uniform(30e3, 90e3, 6),
    )  # fmt: skip


@cache
def futures(n: int) -> F64:
    rows = [WIDE.get(name.split(".")[0], (0.1, 0.2, 0.3)) for name in names(SECTORS)]
    assert len(rows) == 12 + len(GENERAL)
    return draw(np.array(rows), n, SECTORS, seed=1)


def run(n: int, areas: int) -> object:
    return simulate(futures(n), region(areas), YEARS, {"extra_beds": 300}, seed=1)


@bench("futures-56")
def province() -> Iterator[Row]:
    yield race("100k futures x 56 areas x 25 years", partial(run, 100_000, 56), runs=3, at_most=2.5)


@bench("futures-342")
def country() -> Iterator[Row]:
    yield race("100k futures x 342 areas x 25 years", partial(run, 100_000, 342), runs=3, at_most=15.0)


@bench("futures-slider")
def slider() -> Iterator[Row]:
    """What a page waits for: 2,000 futures of a province after a slider moved, the slowest of twenty times."""
    params, laps = futures(2000), []
    for lap in range(41):
        start = perf_counter()
        simulate(params, region(56), YEARS, {"extra_beds": float(lap)}, seed=1)
        laps.append(perf_counter() - start)
    yield Row("2,000 futures x 56 x 25, p95 of 40", quantiles(laps[1:], n=20)[-1], at_most=0.1)


@bench("futures-linear")
def linear() -> Iterator[Row]:
    """Four sizes each way; the peer is what the first size would cost, times as much."""
    for what, sizes in (("futures", [(n, 56) for n in (5_000, 10_000, 20_000, 40_000)]),
                        ("areas", [(5_000, areas) for areas in (42, 84, 168, 336)])):  # fmt: skip
        first = 0.0
        for n, areas in sizes:
            row = race("", partial(run, n, areas), runs=3)
            first = first or row.ours / (n * areas)
            name = f"linear in {what}: {n:,} x {areas}"
            yield Row(name, row.ours, first * n * areas, at_least=0.5)


@bench("futures-memory")
def memory() -> Iterator[Row]:
    """Peak of a fresh process that runs 100k futures of 342 areas."""
    code = "from tests.bench.bench_futures import peak; print(peak())"
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    yield Megabytes("peak memory, 100k futures x 342 x 25", float(answer.stdout), at_most=500.0)


def peak() -> float:
    run(100_000, 342)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@bench("futures-digest")
def digests() -> Iterator[Row]:
    """One thread, two threads, two processes and a local Dask cluster: the same bits, or this fails."""
    from distributed import LocalCluster

    params, start = futures(10_000), region(56)
    found: dict[str, str] = {}
    begin = perf_counter()
    found["1 thread"] = simulate(params, start, YEARS, seed=1, executor=Threads(1)).digest
    alone = perf_counter() - begin
    found["2 threads"] = simulate(params, start, YEARS, seed=1, executor=Threads(2)).digest
    with Processes(2) as executor:
        found["2 processes"] = simulate(params, start, YEARS, seed=1, executor=executor).digest
    quiet: dict[str, Any] = {"dashboard_address": None, "silence_logs": logging.ERROR}
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as local,
        Cluster(local.scheduler_address) as cluster,
    ):
        begin = perf_counter()
        found["cluster"] = simulate(params, start, YEARS, seed=1, executor=cluster).digest
        clustered = perf_counter() - begin
    if len(set(found.values())) != 1:
        raise AssertionError(f"Expected one digest from every executor, got {found}.")
    yield Row("same digest on 4 executors; cluster, 1 thread", clustered, alone)


# --- the yardstick: the same 18 drivers for all


@cache
def yardstick() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    return {
        "D0": rng.lognormal(6, 1, (56, 6)), "share": rng.uniform(0.05, 0.5, (56, 6)), "pop": rng.lognormal(10.3, 0.6, 56),
        "sup0": rng.lognormal(5, 0.8, (56, 3)), "va": rng.uniform(30, 90, 6) * 1e3,
        "A": np.array([[0.8, 0.15, 0.05], [0.2, 0.5, 0.3], [0.02, 0.18, 0.8]]),
    }  # fmt: skip


def ours(params: F64) -> Any:
    return reference.simulate(params, reference.Start(*yardstick().values()), YEARS)


def one(p: F64) -> tuple[F64, F64]:
    """The equations for one future, in numpy over areas: what a workbench calls."""
    given = yardstick()
    g, auto = p[:6], p[6:12]
    fill, t12, t23, exit1, build, wage = p[12:]
    work = given["D0"] * given["share"]
    m = np.stack([work.sum(1) * 0.5, work.sum(1) * 0.3, work.sum(1) * 0.2], 1)
    supply, out = given["sup0"].copy(), np.empty((YEARS, 4))
    for t in range(YEARS):
        demand = work * ((1 + g) * (1 - auto)) ** t
        total, stock = demand.sum(1), m.sum(1)
        come = np.maximum(0, total - stock) * fill
        a, b = m[:, 0] * t12, m[:, 1] * t23
        laid_off = np.maximum(0, stock - total) / np.maximum(stock, 1)
        m = np.stack([m[:, 0] * (1 - exit1) - a + come, m[:, 1] * 0.9 + a - b, m[:, 2] * 0.97 + b], 1)
        m = np.maximum(m, 0) * (1 - 0.5 * laid_off)[:, None]
        lack = np.maximum(0, m @ given["A"] - supply)
        supply = supply * (1 + build) + 0.1 * lack
        filled = np.minimum(1, m.sum(1) / np.maximum(total, 1))
        made = (filled[:, None] * demand * given["va"]).sum(1) * wage
        out[t] = m.sum(), lack.sum(), (lack.sum(1) / given["pop"]).mean(), made.sum()
    return out, lack.sum(1)


def batch(params: F64) -> F64:
    """The same for 100 futures at a time: the fastest plain numpy."""
    given, found = yardstick(), np.empty((len(params), YEARS, 4))
    work = given["D0"] * given["share"]
    for at in range(0, len(params), 100):
        p = params[at : at + 100]
        fill, t12, t23, exit1, build, wage = (p[:, [12 + k]] for k in range(6))
        factor = (1 + p[:, None, :6]) * (1 - p[:, None, 6:12])
        now, d0 = np.ones_like(factor), work.sum(1)
        m = np.broadcast_to(np.stack([d0 * 0.5, d0 * 0.3, d0 * 0.2], 1), (len(p), 56, 3)).copy()
        supply = np.broadcast_to(given["sup0"], (len(p), 56, 3)).copy()
        for t in range(YEARS):
            demand = work * now
            now = now * factor
            total, stock = demand.sum(2), m.sum(2)
            come = np.maximum(0, total - stock) * fill
            a, b = m[..., 0] * t12, m[..., 1] * t23
            keep = 1 - 0.5 * np.maximum(0, stock - total) / np.maximum(stock, 1)
            m = np.stack(
                [
                    np.maximum(m[..., 0] * (1 - exit1) - a + come, 0) * keep,
                    np.maximum(m[..., 1] * 0.9 + a - b, 0) * keep,
                    np.maximum(m[..., 2] * 0.97 + b, 0) * keep,
                ],
                2,
            )
            lack = np.maximum(0, m @ given["A"] - supply)
            supply = supply * (1 + build)[..., None] + 0.1 * lack
            filled = np.minimum(1, m.sum(2) / np.maximum(total, 1))
            made = (demand @ given["va"]) * filled * wage
            rows = found[at : at + 100, t]
            rows[:, 0], rows[:, 1], rows[:, 3] = m.sum((1, 2)), lack.sum((1, 2)), made.sum(1)
            rows[:, 2] = (lack.sum(2) / given["pop"]).mean(1)
    return found


def points(n: int) -> F64:
    return np.random.default_rng(1).uniform(LOW, HIGH, (n, 18))


@bench("futures-numpy")
def beside_numpy() -> Iterator[Row]:
    params = points(10_000)
    np.testing.assert_allclose(ours(params[:300]).totals, batch(params[:300]), rtol=1e-8, atol=1e-8)
    yield race("10,000 futures, batched numpy", lambda: ours(params), lambda: batch(params), runs=3, at_least=20.0)


@bench("futures-workbench")
def beside_workbench() -> Iterator[Row]:
    from ema_workbench import ArrayOutcome, Model, RealParameter, perform_experiments

    labels = [f"d{k}" for k in range(18)]

    def function(**drivers: float) -> dict[str, F64]:
        out, lack = one(np.array([drivers[label] for label in labels]))
        return {"totals": out, "final": lack}

    model = Model("yardstick", function=function)
    model.uncertainties = [RealParameter(label, *ends) for label, *ends in zip(labels, LOW, HIGH, strict=True)]
    model.outcomes = [ArrayOutcome("totals"), ArrayOutcome("final")]
    params, n = points(1000), 1000
    np.testing.assert_allclose(ours(params[:5]).totals, [one(p)[0] for p in params[:5]], rtol=1e-9, atol=1e-9)
    begin = perf_counter()
    perform_experiments(model, scenarios=n)
    theirs = perf_counter() - begin
    laps = []
    for _ in range(7):
        begin = perf_counter()
        ours(params)
        laps.append(perf_counter() - begin)
    yield Row("1,000 futures, ema-workbench, per future", median(laps) / n, theirs / n, at_least=100.0)

"""How many labour migrants will work and live where, what will they need, and what does that bring: in thousands of futures.

A stock-flow model per area, sector, phase of stay and year. Why it looks the way it does:

- Futures (what nobody decides: `params`) and measures (what somebody can do: `measures`) stand apart, so that one can ask in
  how many futures a measure holds.
- Draws come from counters, chunks are plain messages and counts are whole numbers. So one thread, many, other processes and
  a cluster give the same bits: `digest` says so in one word.
- Year by year only sums are kept, and per area in how many futures the outcome fell in each of 400 fixed bins.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from samenhang.methods.stockflow_kinds import (
    AREA_OUTCOMES,
    F32,
    F64,
    GENERAL,
    HOUSING,
    KEPT,
    LEVERS,
    OUTCOMES,
    PER_SECTOR,
    Bounds,
    Events,
    Futures,
    Inputs,
    Newcomers,
    bounds,
    check_measures,
    check_params,
    check_years,
    names,
)
from samenhang.methods.stockflow_parts import (
    allocate,
    by_fours,
    check_ranges,
    distances,
    draw,
    gravity,
    inputs,
    triangular,
    uniform,
)
from samenhang.methods.stockflow_parts import (
    newcomers as check_newcomers,
)
from samenhang.methods.stockflow_run import (
    Cluster,
    Executor,
    Part,
    Processes,
    Threads,
    WorkerLost,
    chunks,
    gather,
    read,
)

__all__ = [
    "AREA_OUTCOMES", "GENERAL", "HOUSING", "KEPT", "LEVERS", "OUTCOMES", "PER_SECTOR", "Bounds", "Cluster", "Events",
    "Executor", "Futures", "Inputs", "Newcomers", "Processes", "Threads", "WorkerLost", "allocate", "band", "bounds",
    "check_ranges", "distances", "draw", "gravity", "inputs", "names", "quantiles", "simulate", "triangular",
]  # fmt: skip

VERSION = 1  # raise it when the same input gives other numbers: acts record it
MOST_CELLS = 100_000_000  # numbers that come back at most: 400 MB
SHARES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class _Task:
    """One chunk, complete: any process that has this package can do it."""

    first: int  # place in the outcome
    params: F64
    shocks: F64
    inputs: Inputs
    extras: F64
    within: F64
    kept: npt.NDArray[np.int64]
    follow: int
    followed: int
    newcomers: Newcomers


def simulate(
    params: npt.ArrayLike,
    inputs: Inputs,
    T: int = 25,  # noqa: N803 - the name of the model's papers
    measures: Mapping[str, float] | npt.ArrayLike | None = None,
    *,
    seed: int = 0,
    first: int = 0,
    outcomes: Sequence[str] = KEPT,
    area_outcome: str = "shortage",
    newcomers: Newcomers | None = None,
    within: npt.ArrayLike | None = None,
    followed: int | None = None,
    executor: Executor | None = None,
    threads: int | None = None,
    tick: Callable[[int], None] | None = None,
) -> Futures:
    """Let n futures run for T years.

    params : f64[n, K] a row for each future, the drivers in the order of `names(inputs.sectors)`; `draw` makes them
    inputs : what is known at the start, from `inputs`
    T : 1..100 years
    measures : f64[L] in the order of LEVERS, or by name; what is not named stays at 0: nothing is done
    seed, first : good and bad years come from a counter (seed, future, year); `first` is the number of the first future
    outcomes : which of OUTCOMES to keep for each future and year; area_outcome : which of AREA_OUTCOMES to follow per area
    newcomers : new business on top of what `inputs` knows, in each future its own amount
    within : bool[I], areas that count in the totals, all by default; everything is simulated all the same
    followed : in how many of the last years areas are followed, all by default; 1 for whoever shows the last year only
    executor : `Threads` (default), `Processes` or `Cluster`; threads : how many, for the default
    tick : is told how many futures are done; what it raises ends the run

    Returns `Futures`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Lempert, Popper & Bankes (2003), Shaping the next one hundred years; the equations are ours, see
    docs/methods/stockflow.md.

    >>> start = inputs(
    ...     sectors=["farms"], start=[[900], [0]], population=[20_000, 30_000], supply=[[200, 50, 400], [50, 20, 200]],
    ...     neighbours=[[0, 1], [1, 0]], commute=[[0.7, 0.3], [0.8, 0.2]], value=[30_000], share=0.2,
    ...     pipeline=Events(*(np.array([number]) for number in (1, 0, 0, 100.0))),
    ... )
    >>> known = {
    ...     "economy": 0.02, "fill": 0.9, "pool": 0.5, "openness": 1, "bed_limit": 0.2, "to_mid": 0.25, "to_long": 0.15,
    ...     "exit_short": 0.5, "exit_mid": 0.15, "exit_long": 0.04, "start_short": 0.4, "start_mid": 0.3,
    ...     "family_mid": 0.15, "family_long": 0.5, "short_in_bed": 0.65, "mid_in_unit": 0.2, "supply_level": 1,
    ...     "pipeline_done": 0.6, "build_rate": 0.02, "permits": 0.06, "quality_loss": 0.01,
    ... }
    >>> params = [[known.get(name, 0) for name in names(start.sectors)]]
    >>> future = simulate(params, start, 3, outcomes=["demand", "departures", "arrivals", "migrants", "family", "shortage"])
    >>> for row in future.totals[0].astype(float).round(1).tolist():
    ...     print(row)
    [1020.0, 231.3, 304.0, 972.7, 182.8, 238.9]
    [1040.4, 267.2, 289.0, 994.4, 190.5, 243.1]
    [1061.2, 273.6, 293.7, 1014.6, 197.8, 246.0]
    >>> simulate(params, start, 3, {"extra_beds": 50}).of("shortage").astype(float).round(1).tolist()
    [[219.9, 211.6, 214.2]]
    """
    array, levers, years = check_params(params, inputs.sectors), check_measures(measures), check_years(T)
    wanted = _which("outcome", outcomes, OUTCOMES)
    follow = _which("area outcome", (area_outcome,), AREA_OUTCOMES)[0]
    areas = len(inputs.start)
    if len(array) * (years * len(wanted) + areas) > MOST_CELLS:
        raise ValueError(
            f"Expected at most {MOST_CELLS:,} numbers in the outcome, got {len(array):,} futures of {years} years with "
            f"{len(wanted)} outcomes and {areas} areas. Ask for fewer futures or outcomes."
        )
    from samenhang.methods.stockflow_kernels import BINS

    counted, new = _within(within, areas), check_newcomers(newcomers, len(array), inputs)
    last = years if followed is None else min(years, check_years(followed))

    def tasks() -> Iterator[_Task]:
        for rows in chunks(len(array)):
            acted, extras = under(array[rows], levers, inputs.sectors)
            years_of = uniform(seed, first + rows.start, len(acted), years, stream=1)
            shocks = (years_of - 0.5) * np.sqrt(12.0)  # mean 0, deviation 1
            yield _Task(rows.start, acted, shocks, inputs, extras, counted, wanted, int(follow), last, new.of(rows))

    uniform(seed, first, 1, 1, stream=1)  # refuses a seed that is none before anything begins
    parts = (executor or Threads(threads)).map(compute, tasks())
    totals, final, counts = gather(parts, (len(array), years, len(wanted), areas, BINS), tick, followed=last)
    return Futures(tuple(outcomes), area_outcome, totals, final, counts)


def quantiles(futures: Futures, shares: Sequence[float] = SHARES) -> F64:
    """Quantiles f64[I, T', q] of the area outcome in the years that were followed, to within 6 percent of one more than the value."""
    return read(futures.counts, _shares(shares))


def band(futures: Futures, outcome: str, shares: Sequence[float] = SHARES) -> F64:
    """Quantiles f64[T, q] of one total over the futures."""
    wanted, ordered = (
        _shares(shares),
        np.sort(np.ascontiguousarray(futures.of(outcome).T)),
    )  # a year in a row sorts fast
    place = wanted * (ordered.shape[1] - 1)
    below = place.astype(np.int64)
    low, high = (ordered[:, at].astype(np.float64) for at in (below, np.minimum(below + 1, ordered.shape[1] - 1)))
    answer: F64 = low + (high - low) * (place - below)
    return answer


def under(params: F64, levers: F64, sectors: Sequence[str]) -> tuple[F64, F64]:
    """The drivers as they become under measures f64[n, K], and what measures add beside them f64[4]."""
    lever = dict(zip(LEVERS, levers.tolist(), strict=True))
    acted, at = params.copy(), {name: place for place, name in enumerate(names(sectors))}
    for sector in sectors:
        column = at[f"automation.{sector}"]
        acted[:, column] = np.minimum(acted[:, column] + lever["automation_extra"], 1.0)
    acted[:, at["permits"]] = np.minimum(acted[:, at["permits"]] + lever["faster_permits"], 1.0)
    less = {"openness": "admission_cut", "exit_short": "steady_contracts", "quality_loss": "quality_care"}
    for name, by in less.items():
        acted[:, at[name]] *= 1.0 - lever[by]
    more = {"pipeline_done": "pipeline_boost", "language": "language_offer"}
    more |= {f"registered_{phase}": "registration" for phase in ("short", "mid", "long")}
    for name, by in more.items():
        acted[:, at[name]] += lever[by] * (1.0 - acted[:, at[name]])
    return acted, np.array([lever["extra_beds"], lever["extra_units"], lever["extra_dwellings"], lever["own_housing"]])


def compute(task: _Task) -> Part:
    """Do one chunk."""
    from samenhang.methods.stockflow_kernels import BINS, ROW_OF, run

    n, years = task.shocks.shape
    start = task.inputs
    areas = len(start.start)
    totals, final = np.empty((n, years, len(task.kept)), np.float32), np.empty((n, areas), np.float32)
    counts = np.zeros((task.followed, areas, BINS), np.uint16)
    numbers = (start.jobs, start.share, start.start, start.ageing, 1000 / start.population, start.supply)
    arrays: list[Any] = [single(array) for array in (task.params, task.shocks, task.extras, *numbers)]
    neighbours, commute, reach, source, part = by_fours(start.neighbours, start.commute)
    arrays += [neighbours, single(commute), reach, source, single(part), single(start.value)]
    for events in (start.plans, start.pipeline):
        arrays += [np.array(events.year), np.array(events.area), np.array(events.kind), single(events.amount)]
    new = task.newcomers
    arrays += [new.year, new.area, new.sector, single(new.jobs), single(new.beds)]
    run(*arrays, single(task.within), task.kept, int(ROW_OF[task.follow]), totals, final, counts)
    return Part(task.first, totals, final, counts)


def single(array: F64) -> F32:
    """A copy in single precision: twice as many futures in the same cache, and seven digits are more than anybody knows."""
    return np.array(array, dtype=np.float32)


def _which(what: str, asked: Sequence[str], known: Mapping[str, str]) -> npt.NDArray[np.int64]:
    order = list(known)
    unknown = [name for name in asked if name not in known]
    if unknown or not asked or isinstance(asked, str):
        came = repr(unknown[0]) if unknown else "none"
        raise ValueError(f"Expected each {what} to be one of {', '.join(order)}, got {came}. Use these names.")
    return np.array([order.index(name) for name in asked], dtype=np.int64)


def _within(within: npt.ArrayLike | None, areas: int) -> F64:
    if within is None:
        return np.ones(areas)
    counted = np.asarray(within)
    if counted.shape != (areas,) or counted.dtype != np.bool_ or not counted.any():
        raise ValueError(f"Expected yes or no for each of {areas} areas, with one yes at least. Choose areas.")
    return counted.astype(np.float64)


def _shares(shares: Sequence[float]) -> F64:
    array = np.asarray(shares, dtype=np.float64)
    if array.ndim != 1 or not array.size or not ((array >= 0) & (array <= 1)).all():
        raise ValueError(f"Expected shares between 0 and 1, got {shares!r}. Give, say, 0.05, 0.5 and 0.95.")
    return array

"""The model as the pages and the runs call it: one way in, so that what is seen while sliding is what is computed in the end."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from samenhang.ground.ledger import store
from samenhang.weighing.futures.queries.setting import LIVE, Range, Setting
from samenhang.weighing.futures.queries.start import Start
from samenhang.weighing.futures.queries.words import AREA_UNITS, OUTCOMES

if TYPE_CHECKING:
    import numpy as np

    from samenhang.methods.stockflow import Executor

RESULT = "future-result"
COLUMNS = (("cell", "code"), ("part", "code"), ("area", "code"), ("name", "code"), ("year", "number"), ("low", "number"),
           ("quarter", "number"), ("likely", "number"), ("threequarter", "number"), ("high", "number"))  # fmt: skip
SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
WAIT = 2.0  # seconds that a page waits for a cold model before it says that it is getting ready
_executor: "ContextVar[Executor | None]" = ContextVar("executor", default=None)
_lock, _ready, _warming = threading.Lock(), threading.Event(), threading.Lock()


@dataclass(frozen=True, eq=False)
class Computed:
    """What came out: quantiles of each outcome per year, of one outcome per area and year, and each future in the last year."""

    setting: Setting
    start: Start
    years: tuple[int, ...]
    bands: "dict[str, np.ndarray[Any, Any]]"  # outcome -> f64[T, q], in the unit of the page
    areas: "np.ndarray[Any, Any]"  # f64[I, T', q] of `followed`, in the last T' years
    followed: str
    last: "np.ndarray[Any, Any]"  # f64[n] of the asked outcome, in the last year
    params: "np.ndarray[Any, Any]"  # f64[n, K]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.setting.ranges)


REMEMBERED = 12
_remembered: dict[tuple[object, ...], Computed] = {}


def compute(
    setting: Setting,
    start: Start,
    *,
    first: int = 0,
    tick: Callable[[int], None] | None = None,
    live: bool = False,
    light: bool = False,
) -> Computed:
    """Let the futures of this setting run. `first` is the number of the first future: other futures of the same seed.

    `live` follows areas in the last year only, which is what a map shows; `light` keeps the asked outcome only: for what is
    compared and not drawn.
    """
    import numpy as np

    from samenhang.methods import stockflow

    inputs = start.inputs(setting.shares, setting.values)
    drawn = _drawn if setting.draws <= LIVE else _drawn.__wrapped__  # a lever that moves leaves the draws as they are
    params = drawn(tuple(setting.ranges.items()), setting.sectors, setting.draws, setting.seed, first)
    asked = OUTCOMES[setting.outcome]
    outcomes = (asked.code,) if light else tuple(OUTCOMES)
    found = stockflow.simulate(
        params, inputs, setting.years, dict(setting.levers), seed=setting.seed, first=first, outcomes=outcomes,
        area_outcome=asked.area, followed=1 if live or light else None, tick=tick, executor=_executor.get(),
    )  # fmt: skip
    bands = {code: np.sort(stockflow.band(found, code, SHARES)) / OUTCOMES[code].scale for code in outcomes}
    areas = stockflow.quantiles(found, SHARES) if not light else np.zeros((0, 0, len(SHARES)))
    last = found.of(asked.code)[:, -1].astype(np.float64) / asked.scale
    years = tuple(range(start.year + 1, start.year + 1 + setting.years))
    return Computed(setting, start, years, bands, areas, asked.area, last, params)


@lru_cache(maxsize=8)
def _drawn(
    ranges: tuple[tuple[str, Range], ...], sectors: tuple[str, ...], draws: int, seed: int, first: int
) -> "np.ndarray[Any, Any]":
    from samenhang.methods import stockflow

    of = dict(ranges)
    params = stockflow.draw([of[name] for name in stockflow.names(sectors)], draws, sectors, seed=seed, first=first)
    params.flags.writeable = False
    return params


@contextmanager
def working(executor: "Executor") -> Iterator[None]:
    """While this lasts, somebody else does the work: other processes, or a cluster. The numbers are the same to the last bit."""
    token = _executor.set(executor)
    try:
        yield
    finally:
        _executor.reset(token)


def answer(setting: Setting, start: Start, *, light: bool = False) -> Computed:
    """What a page asks while somebody waits: one at a time, for a kernel that takes every core; the last few are remembered."""
    key = (start.ref, light, setting.outcome, setting.draws, setting.seed, setting.years, *setting.ranges.items(),
           *setting.levers.items(), *setting.shares.items(), *setting.values.items())  # fmt: skip
    with _lock:
        found = _remembered.get(key) or compute(setting, start, live=True, light=light)
        _remembered[key] = found
        while len(_remembered) > REMEMBERED:
            del _remembered[next(iter(_remembered))]
    return replace(found, setting=setting)


def warm() -> None:
    """Compile the kernels, or read them from their cache, before anybody waits for them."""
    import numpy as np

    from samenhang.methods import discovery, stockflow
    from samenhang.methods.stockflow_kinds import GENERAL, PER_SECTOR

    with _warming:
        if _ready.is_set():
            return
        ranges = [(0.1, 0.1, 0.1)] * (len(PER_SECTOR) + len(GENERAL))
        inputs = stockflow.inputs(
            sectors=("a",), start=[[10.0]], population=[100.0], supply=[[1.0, 1.0, 1.0]], neighbours=[[0]],
            commute=[[1.0]], value=[1.0],
        )  # fmt: skip
        stockflow.simulate(stockflow.draw(ranges, 8, ("a",)), inputs, 2)
        x = np.linspace(0, 1, 40)[:, None]
        discovery.prim(x, x[:, 0] > 0.7)
        _ready.set()


def ready(wait: float = WAIT) -> bool:
    """Whether the model can answer at once. A cold one is warmed beside the page; who asks waits for it for a moment only."""
    if not _ready.is_set():
        threading.Thread(target=warm, name="warm the model", daemon=True).start()
        _ready.wait(wait)
    return _ready.is_set()


def rows_of(found: Computed) -> list[tuple[Any, ...]]:
    """The rows of a result: every outcome per year, and the followed one per area and year."""
    rows: list[tuple[Any, ...]] = []
    for code, band in found.bands.items():
        for year, numbers in zip(found.years, band, strict=True):
            rows.append((f"total/{code}/{year}", "total", "", code, year, *map(_plain, numbers)))
    for area, years in zip(found.start.areas, found.areas, strict=True):
        for year, numbers in zip(found.years, years, strict=True):
            rows.append((f"{area}/{found.followed}/{year}", "area", area, found.followed, year, *map(_plain, numbers)))
    return rows


def of_table(table: store.Table, setting: Setting, start: Start) -> Computed:
    """A result as it was computed, without the single futures: those are not kept."""
    import numpy as np

    bands: dict[str, list[list[float]]] = {}
    areas: dict[str, list[list[float]]] = {code: [] for code in start.areas}
    for row in table.records():
        numbers = [row["low"], row["quarter"], row["likely"], row["threequarter"], row["high"]]
        if row["part"] == "total":
            bands.setdefault(row["name"], []).append(numbers)
        elif row["part"] == "area":
            areas[row["area"]].append(numbers)
    years = tuple(range(start.year + 1, start.year + 1 + setting.years))
    return Computed(
        setting, start, years, {code: np.array(band) for code, band in bands.items()},
        np.array([areas[code] for code in start.areas]), OUTCOMES[setting.outcome].area, np.zeros(0), np.zeros((0, 0)),
    )  # fmt: skip


def _plain(number: float) -> float:
    return float(number)


def area_unit(name: str) -> str:
    """What an outcome per area is counted in."""
    return str(AREA_UNITS[name][0])

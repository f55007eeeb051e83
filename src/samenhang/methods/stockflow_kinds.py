"""The words of the stock-flow model: what drives it, what can be done, what it needs to know, what comes out.

Nothing here is compiled, so that a form or a page can know the names without waiting for the kernel.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U16 = npt.NDArray[np.uint16]

NEAREST = 12  # a row of the commuting matrix goes to so many areas, itself among them
HOUSING = ("bed", "unit", "dwelling")  # short-stay bed, mid-stay unit, place in a dwelling: all counted in places
MOST_FUTURES = 10_000_000
MOST_AREAS = 5_000
MOST_YEARS = 100


class Bounds(NamedTuple):
    """What a driver or a lever is counted in, and between which values the model can work with it."""

    unit: str
    least: float
    most: float


PER_SECTOR = {  # one driver of each for every sector: "growth.<sector>"
    "growth": Bounds("per year", -0.5, 0.5),  # of the jobs in the sector, beside the economy as a whole
    "automation": Bounds("per year", 0, 0.5),  # share of the work that machines take over each year
}
GENERAL = {
    "economy": Bounds("per year", -0.5, 0.5),  # growth of all jobs
    "volatility": Bounds("per year", 0, 0.2),  # standard deviation of good and bad years around it
    "tightness": Bounds("per year", -0.5, 0.5),  # rise of the migrants' share of jobs where ageing is average
    "fill": Bounds("share", 0, 1),  # of open work that finds somebody within a year
    "pool": Bounds("share of the start", 0, 10),  # most arrivals in the first year, over the migrants at the start
    "pool_trend": Bounds("per year", -0.5, 0.5),  # growth of that pool in the countries of origin
    "openness": Bounds("share", 0, 1),  # of arrivals that rules of EU and state let through
    "bed_limit": Bounds("share", 0, 1),  # how far a lack of beds keeps people away; 0: they come anyway
    "to_mid": Bounds("share per year", 0, 1),  # of short stay that becomes mid stay
    "to_long": Bounds("share per year", 0, 1),  # of mid stay that becomes long stay
    "exit_short": Bounds("share per year", 0, 1),  # of short stay that leaves
    "exit_mid": Bounds("share per year", 0, 1),
    "exit_long": Bounds("share per year", 0, 1),
    "start_short": Bounds("share", 0, 1),  # of the migrants at the start who are in short stay
    "start_mid": Bounds("share", 0, 1),  # in mid stay; the rest are long
    "family_mid": Bounds("persons per worker", 0, 10),  # family of somebody in mid stay
    "family_long": Bounds("persons per worker", 0, 10),
    "short_in_bed": Bounds("share", 0, 1),  # of short stay that needs a short-stay bed; the rest a dwelling
    "mid_in_unit": Bounds("share", 0, 1),  # of mid stay that needs a mid-stay unit; the rest a dwelling
    "supply_level": Bounds("factor", 0, 10),  # of the places that are counted at the start, how many there are
    "pipeline_done": Bounds("share", 0, 1),  # of planned places that are really built
    "build_rate": Bounds("per year", -0.5, 0.5),  # growth of the places there are
    "permits": Bounds("share of shortage per year", 0, 1),  # new places in answer to last year's shortage
    "quality_loss": Bounds("per year", 0, 1),  # of places that fall below the standard and close
    "registered_short": Bounds("share", 0, 1),  # who is registered as resident, per phase
    "registered_mid": Bounds("share", 0, 1),
    "registered_long": Bounds("share", 0, 1),
    "care": Bounds("visits per resident per year", 0, 100),
    "school": Bounds("share of family", 0, 1),  # of family that is of school age
    "language": Bounds("share per year", 0, 1),  # of mid stay, long stay and family that follows a course
    "productivity": Bounds("per year", -0.5, 0.5),  # growth of value added per worker
    "public_cost": Bounds("euro per resident per year", 0, 1e6),
    "public_revenue": Bounds("euro per worker per year", 0, 1e6),
}
LEVERS = {  # 0 leaves everything as it is
    "extra_beds": Bounds("places per year", 0, 1e6),  # all areas together, where the shortage is
    "extra_units": Bounds("places per year", 0, 1e6),
    "extra_dwellings": Bounds("places per year", 0, 1e6),
    "faster_permits": Bounds("share of shortage per year", 0, 1),  # added to permits
    "pipeline_boost": Bounds("share", 0, 1),  # of planned places that would fail, how many are saved
    "quality_care": Bounds("share", 0, 1),  # of closing places that upkeep and inspection save
    "registration": Bounds("share", 0, 1),  # of those not registered, how many are reached
    "language_offer": Bounds("share", 0, 1),  # of those without a course, how many follow one
    "admission_cut": Bounds("share", 0, 1),  # of arrivals that are kept out
    "steady_contracts": Bounds("share", 0, 1),  # of short stay that would leave, how many stay instead
    "own_housing": Bounds("share", 0, 1),  # of arrivals for whom the employer adds a bed
    "automation_extra": Bounds("per year", 0, 0.5),  # added to automation in every sector
}
OUTCOMES = {  # of a whole year, at its end, all areas together (or those asked for)
    "migrants": "persons",  # at work, by where they work
    "shortage": "places",  # people without a regular place: they live irregularly
    "pressure": "places short per 1,000 inhabitants",  # mean over the areas, each counts the same
    "value_added": "euro",
    "demand": "jobs",  # work for migrants, filled or not
    "arrivals": "persons",
    "departures": "persons",
    "short": "persons",
    "mid": "persons",
    "long": "persons",
    "family": "persons",
    "need_bed": "places",
    "need_unit": "places",
    "need_dwelling": "places",
    "supply_bed": "places",
    "supply_unit": "places",
    "supply_dwelling": "places",
    "residents": "persons",  # workers and family, by where they live
    "registered": "persons",
    "care": "visits",
    "school": "persons",
    "language": "persons",
    "filled": "share",  # of demand
    "cost": "euro",
    "revenue": "euro",
    "pressure_top": "places short per 1,000 inhabitants",  # the area where it is highest
}
AREA_OUTCOMES = {  # what can be followed per area; quantiles and the final year are of one of these
    "shortage": "places",
    "residents": "persons",
    "workers": "persons",
    "family": "persons",
    "short_bed": "places",  # short of each type
    "short_unit": "places",
    "short_dwelling": "places",
    "live_short": "persons",  # residents per phase, without family
    "live_mid": "persons",
    "live_long": "persons",
    "pressure": "places short per 1,000 inhabitants",
}
KEPT = ("migrants", "shortage", "pressure", "value_added")  # the totals that are kept unless others are asked for


@dataclass(frozen=True, eq=False)
class Events:
    """What happens in a known year: E events, each an amount in an area, of a kind (sector or housing type).

    year : i64[E] years after the start, 0 is the first that is simulated
    area, kind : i64[E] index
    amount : f64[E] jobs for migrants (plans) or places (pipeline); a negative amount takes away
    """

    year: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    area: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    kind: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    amount: F64 = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, eq=False)
class Newcomers:
    """New business on top of everything: what it asks and brings, in each future its own amount, from a known year on.

    year, area, sector : i64[E] years after the start (0 is the first that is simulated), and where
    jobs : f64[n, E] >= 0 jobs for migrants, every year from then on
    beds : f64[n, E] >= 0 short-stay beds that come with it in that year, and do not depend on plans that go through
    """

    year: I64
    area: I64
    sector: I64
    jobs: F64
    beds: F64

    def of(self, rows: slice) -> "Newcomers":
        """The same for some of the futures."""
        return Newcomers(self.year, self.area, self.sector, self.jobs[rows], self.beds[rows])


@dataclass(frozen=True, eq=False)
class Inputs:
    """I areas and S sectors at the start. Made by `inputs`, which checks them; the arrays are read-only.

    sectors : the names of the sectors, in order
    jobs : f64[I, S] all jobs
    share : f64[I, S] 0..1, share of these for migrants
    start : f64[I, S] migrants at work, persons
    ageing : f64[I] >= 0, how fast the labour market tightens here; 1 is average
    population : f64[I] > 0 inhabitants
    supply : f64[I, 3] places per housing type
    neighbours : i64[I, N] areas where those who work here can live; commute : f64[I, N] shares, each row sums to 1
    value : f64[S] euro value added per worker per year
    plans : jobs for migrants that come (or go) in a given year; pipeline : places that are planned
    """

    sectors: tuple[str, ...]
    jobs: F64
    share: F64
    start: F64
    ageing: F64
    population: F64
    supply: F64
    neighbours: I64
    commute: F64
    value: F64
    plans: Events = field(default_factory=Events)
    pipeline: Events = field(default_factory=Events)


@dataclass(frozen=True, eq=False)
class Futures:
    """What came out of n futures of T years in I areas.

    totals : f32[n, T, M] per outcome of `outcomes`, at the end of each year
    final : f32[n, I] of `area_outcome` in the last year
    counts : i32[T', I, BINS] in how many futures the area's outcome fell in each bin, in the last T' years (all, unless fewer
        were asked for); `quantiles` reads it
    """

    outcomes: tuple[str, ...]
    area_outcome: str
    totals: F32
    final: F32
    counts: I32

    @cached_property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of totals, final and counts; equal whatever executor and however many threads."""
        return digest(self.totals, self.final, self.counts)

    def of(self, outcome: str) -> F32:
        """f32[n, T] of one outcome."""
        if outcome not in self.outcomes:
            raise ValueError(
                f"Expected one of {', '.join(self.outcomes)}, got {outcome!r}. Ask for it when simulating."
            )
        return self.totals[:, :, self.outcomes.index(outcome)]


def digest(*arrays: npt.NDArray[Any]) -> str:
    """SHA-256 over shapes, types and bytes: one word for the whole outcome."""
    seal = hashlib.sha256()
    for array in arrays:
        seal.update(f"{array.dtype.str}{array.shape}".encode())
        seal.update(np.ascontiguousarray(array).data)
    return seal.hexdigest()


def names(sectors: Sequence[str]) -> tuple[str, ...]:
    """The drivers in the order of the columns of params: growth and automation per sector, then the general ones."""
    return (*(f"{kind}.{sector}" for kind in PER_SECTOR for sector in sectors), *GENERAL)


def bounds(sectors: Sequence[str]) -> tuple[Bounds, ...]:
    """The bounds of each driver, in the order of `names`."""
    return (*(kind for kind in PER_SECTOR.values() for _ in sectors), *GENERAL.values())


def check_params(params: npt.ArrayLike, sectors: Sequence[str]) -> F64:
    """Params f64[n, K] that the model can work with; ValueError names the driver that is not."""
    array, wanted = np.asarray(params, dtype=np.float64), names(sectors)
    if array.ndim != 2 or array.shape[1] != len(wanted):
        raise ValueError(
            f"Expected params with one column for each of {len(wanted)} drivers, got shape {array.shape}. "
            f"Give them in the order {', '.join(wanted)}."
        )
    if not 1 <= len(array) <= MOST_FUTURES:
        raise ValueError(f"Expected 1 to {MOST_FUTURES:,} futures, got {len(array):,}. Ask for another number.")
    for column, name, (unit, least, most) in zip(array.T, wanted, bounds(sectors), strict=True):
        if not np.isfinite(column).all():
            raise ValueError(
                f"Expected a number for {name} in every future, got {_odd(column)}. Give a value ({unit})."
            )
        if column.min() < least or column.max() > most:
            came = column.min() if column.min() < least else column.max()
            raise ValueError(f"Expected {name} between {least:g} and {most:g} {unit}, got {came:g}. Narrow its range.")
    first = array[:, wanted.index("start_short")] + array[:, wanted.index("start_mid")]
    if first.max() > 1 + 1e-12:
        raise ValueError(
            f"Expected start_short and start_mid to be at most 1 together, got {first.max():g}. The rest is long stay."
        )
    return np.ascontiguousarray(array)


def check_measures(measures: "Mapping[str, float] | npt.ArrayLike | None") -> F64:
    """Levers f64[L] in the order of LEVERS; those that are not named stay at 0."""
    if measures is None:
        return np.zeros(len(LEVERS))
    if isinstance(measures, Mapping):
        unknown = [name for name in measures if name not in LEVERS]
        if unknown:
            raise ValueError(
                f"Expected a lever out of {', '.join(LEVERS)}, got {unknown[0]!r}. Use one of these names."
            )
        array = np.array([float(measures.get(name, 0.0)) for name in LEVERS])
    else:
        array = np.asarray(measures, dtype=np.float64)
    if array.shape != (len(LEVERS),):
        raise ValueError(f"Expected {len(LEVERS)} levers, got shape {array.shape}. Give one number for each.")
    for value, (name, (unit, least, most)) in zip(array, LEVERS.items(), strict=True):
        if not least <= value <= most:
            raise ValueError(f"Expected {name} between {least:g} and {most:g} {unit}, got {value:g}. Change it.")
    return array


def check_years(years: int) -> int:
    if isinstance(years, bool) or not isinstance(years, int | np.integer) or not 1 <= years <= MOST_YEARS:
        raise ValueError(f"Expected a whole number of 1 to {MOST_YEARS} years, got {years!r}. Choose a nearer horizon.")
    return int(years)


def _odd(column: F64) -> str:
    return f"{column[~np.isfinite(column)][0]:g}"

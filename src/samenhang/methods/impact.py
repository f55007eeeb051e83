"""The effect of new business: how many people come to work, where they sleep and live, and what that asks of facilities.

Why it looks the way it does:

- Every reference number is a range (low, most likely, high) and is drawn, not multiplied at its outermost: the range of an
  answer says where nine of ten draws lie.
- A reference number has a random stream of its own, by its name. Two firms of one type meet the same draw of "jobs per
  1,000 m²", as they would in the world, and a sum over plans is a sum per draw. So a sum is never narrower than it may be.
- More floor, more jobs or more agency work never gives fewer people: with the same draws everything rises together.
- Beds that an entrepreneur brings first house who stays short, then who stays for some years; the rest looks elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from zlib import crc32

import numpy as np
import numpy.typing as npt

from samenhang.methods.stockflow_parts import distances, gravity

VERSION = 1  # raise it when the same input gives other numbers: acts record it
SHARES = (0.05, 0.5, 0.95)
FAR_OFF = 3.0  # how many times outside the range of the reference numbers floor and jobs may contradict each other
MOST_FLOOR, MOST_JOBS, MOST_BEDS = 2_000_000.0, 50_000.0, 10_000.0
MOST_DRAWS = 100_000
NEAREST = 12
POINTS = 400  # with which the circle of commuting distance is looked at

F64 = npt.NDArray[np.float64]

# the reference numbers of a firm, with the bounds that each must keep
PER_TYPE = {
    "jobs_per_floor": (0.0, 200.0),  # jobs per 1,000 m²
    "workers_per_job": (0.5, 5.0),
    "agency_share": (0.0, 1.0),  # when nobody says it
    "migrants_agency": (0.0, 1.0),
    "migrants_own": (0.0, 1.0),
}
GENERAL = {
    "short_agency": (0.0, 1.0),
    "short_own": (0.0, 1.0),
    "mid_of_rest": (0.0, 1.0),
    "family_mid": (0.0, 5.0),
    "family_long": (0.0, 5.0),
    "bed_of_short": (0.0, 1.0),
    "unit_of_mid": (0.0, 1.0),
    "persons_per_dwelling": (1.0, 10.0),
    "registered_short": (0.0, 1.0),
    "registered_mid": (0.0, 1.0),
    "registered_long": (0.0, 1.0),
    "care": (0.0, 1.0),
    "school": (0.0, 1.0),
    "language": (0.0, 1.0),
}
LIVING = {"commuting": (1.0, 200.0), "decay": (0.0, 5.0), "outside_density": (0.0, 10.0)}
PARAMETERS = (*PER_TYPE, *GENERAL, *LIVING)
OUTCOMES = (
    *("jobs", "workers", "agency", "migrants", "short", "mid", "long", "family", "residents"),
    *("on_site", "beds", "units", "dwellings", "registered", "care", "school", "language"),
)


@dataclass(frozen=True)
class Range:
    """A reference number: low <= mode <= high, in the unit of its parameter."""

    low: float
    mode: float
    high: float


@dataclass(frozen=True)
class Firm:
    """What an entrepreneur plans. At least one of floor (m²) and jobs; agency is a share 0..1 or None when nobody knows it;
    own_beds are beds on the site itself."""

    floor: float | None = None
    jobs: float | None = None
    agency: float | None = None
    own_beds: float = 0.0


@dataclass(frozen=True, eq=False)
class Effect:
    """Draws f64[n] by outcome, see OUTCOMES: persons, except jobs, `on_site` (persons who sleep on the site itself), `beds`
    (short-stay beds), `units` (small homes for one or two) and `dwellings`, these three outside the site."""

    of: Mapping[str, F64]

    def __add__(self, other: "Effect") -> "Effect":
        """Two firms together, draw by draw."""
        return Effect({name: values + other.of[name] for name, values in self.of.items()})

    def quantiles(self, name: str) -> tuple[float, float, float]:
        """low, middle and high: nine of ten draws lie between low and high."""
        low, middle, high = np.quantile(self.of[name], SHARES)
        return float(low), float(middle), float(high)


def effect(firm: Firm, ranges: Mapping[str, Range], *, kind: str = "", draws: int = 2000, seed: int = 0) -> Effect:
    """What one firm asks, in every draw.

    firm : the plan; when both floor and jobs are given, the jobs count and the floor is only held against them
    ranges : all of PER_TYPE and GENERAL, each within its bounds
    kind : the type of firm; firms of one kind meet the same draws of PER_TYPE, firms of another kind do not
    draws, seed : how many draws, and which

    Returns `Effect`. Errors: ValueError with a sentence, also when floor and jobs contradict each other beyond reason.
    Reference: none; multiplying reference numbers is common in the Dutch guide for this test (VNG, bedrijfseffectrapportage).

    >>> certain = {name: Range(value, value, value) for name, value in {
    ...     "jobs_per_floor": 6, "workers_per_job": 1.2, "agency_share": 0.5, "migrants_agency": 0.8, "migrants_own": 0.1,
    ...     "short_agency": 0.7, "short_own": 0.2, "mid_of_rest": 0.5, "family_mid": 0.1, "family_long": 0.5,
    ...     "bed_of_short": 0.6, "unit_of_mid": 0.2, "persons_per_dwelling": 3, "registered_short": 0.1,
    ...     "registered_mid": 0.8, "registered_long": 0.9, "care": 0.6, "school": 0.5, "language": 0.4}.items()}
    >>> found = effect(Firm(floor=40_000, own_beds=20), certain, draws=10)
    >>> [round(found.quantiles(name)[1], 2) for name in ("jobs", "workers", "migrants", "short", "mid", "long")]
    [240.0, 288.0, 129.6, 83.52, 23.04, 23.04]
    >>> [round(found.quantiles(name)[1], 2) for name in ("family", "residents", "on_site", "beds", "units", "dwellings")]
    [13.82, 143.42, 20.0, 30.11, 4.61, 29.57]
    """
    _check_firm(firm)
    check_ranges(ranges, (*PER_TYPE, *GENERAL))
    if not 1 <= draws <= MOST_DRAWS:
        raise ValueError(f"Expected 1 to {MOST_DRAWS} draws, got {draws}. Choose a number between them.")
    _check_contradiction(firm, ranges["jobs_per_floor"])

    def drawn(name: str) -> F64:
        return triangular(f"{name}/{kind}" if name in PER_TYPE else name, ranges[name], draws, seed)

    floor_jobs = (firm.floor or 0.0) / 1000 * drawn("jobs_per_floor")
    jobs = floor_jobs if firm.jobs is None else np.full(draws, float(firm.jobs))
    workers = jobs * drawn("workers_per_job")
    agency = workers * (drawn("agency_share") if firm.agency is None else firm.agency)
    through, direct = agency * drawn("migrants_agency"), (workers - agency) * drawn("migrants_own")
    migrants = through + direct
    short = through * drawn("short_agency") + direct * drawn("short_own")
    mid = (migrants - short) * drawn("mid_of_rest")
    long = migrants - short - mid
    family_mid, family_long = mid * drawn("family_mid"), long * drawn("family_long")
    family = family_mid + family_long
    beds, units = short * drawn("bed_of_short"), mid * drawn("unit_of_mid")
    rest = migrants + family - beds - units
    in_beds = np.minimum(beds, firm.own_beds)
    in_units = np.minimum(units, firm.own_beds - in_beds)
    registered = short * drawn("registered_short") + (mid + family_mid) * drawn("registered_mid")
    return Effect(
        {
            "jobs": jobs,
            "workers": workers,
            "agency": agency,
            "migrants": migrants,
            "short": short,
            "mid": mid,
            "long": long,
            "family": family,
            "residents": migrants + family,
            "on_site": in_beds + in_units,
            "beds": beds - in_beds,
            "units": units - in_units,
            "dwellings": rest / drawn("persons_per_dwelling"),
            "registered": registered + (long + family_long) * drawn("registered_long"),
            "care": (migrants + family) * drawn("care"),
            "school": family * drawn("school"),
            "language": migrants * drawn("language"),
        }
    )


@dataclass(frozen=True, eq=False)
class Living:
    """Where those who do not sleep on the site go to live: shares 0..1 that sum to 1.

    places : i64[N], which of the areas, the nearest first; shares : f64[N]; km : f64[N], as the crow flies
    outside : share per name beyond the border
    """

    places: npt.NDArray[np.int64]
    shares: F64
    km: F64
    outside: Mapping[str, float]


def living(
    at: int,
    longitude: npt.ArrayLike,
    latitude: npt.ArrayLike,
    surface: npt.ArrayLike,
    mass: npt.ArrayLike,
    *,
    beyond: Sequence[tuple[str, float, float, float]] = (),
    commuting: float = 30.0,
    decay: float = 2.0,
    outside_density: float = 1.0,
    nearest: int = NEAREST,
) -> Living:
    """Who works in area `at` lives in the nearest areas, by the gravity of the stock-flow model, and beyond the border.

    longitude, latitude : f64[I] degrees; surface : f64[I] km²; mass : f64[I] >= 0, what draws people (inhabitants)
    beyond : points on the other side as (name, longitude, latitude, radius in km); several may share a name
    commuting : km; of the circle around the place, each spot belongs to the area or point it is nearest to, radii counted
    decay : how fast distance counts; outside_density : people per km² beyond, as a multiple of those within the circle
    nearest : how many areas at most

    Returns `Living`. Errors: ValueError with a sentence.
    Reference: the gravity of `stockflow_parts.gravity`; what lies beyond is an estimate from surface alone.

    >>> found = living(0, [5.0, 5.1, 5.0], [52.0, 52.0, 52.2], [80, 80, 80], [30_000, 60_000, 30_000])
    >>> found.places.tolist(), found.shares.round(2).tolist(), found.km.round(1).tolist(), dict(found.outside)
    ([0, 1, 2], [0.72, 0.26, 0.02], [0.0, 6.8, 22.2], {})
    """
    east, north, km2, pull = (np.asarray(values, dtype=np.float64) for values in (longitude, latitude, surface, mass))
    if not 0 <= at < len(east):
        raise ValueError(f"Expected a place among the {len(east)} areas, got number {at}. Choose one of them.")
    if not ((km2 > 0) & (pull >= 0)).all():
        raise ValueError("Expected a surface above 0 and a mass of 0 or more in every area. Fill in what is missing.")
    apart = distances(east, north)[at]
    order = np.argsort(apart, kind="stable")
    places = order[apart[order] <= commuting][: max(1, nearest)]
    names: list[str] = []
    lon, lat, worth = list(east[places]), list(north[places]), list(pull[places])
    if beyond:
        spots = _circle(float(east[at]), float(north[at]), commuting)
        centres_east, centres_north = [*east, *(p[1] for p in beyond)], [*north, *(p[2] for p in beyond)]
        radius = np.array([*np.sqrt(km2 / np.pi), *(p[3] for p in beyond)])
        apart_from = distances([*spots[0], *centres_east], [*spots[1], *centres_north])[POINTS:, :POINTS]
        reach = apart_from / radius[:, None]
        owner = np.argmin(reach, axis=0)
        circle = np.pi * commuting**2
        people = float(pull[places].sum()) / float(km2[places].sum()) * outside_density
        for place, point in enumerate(beyond):
            mine = owner == len(east) + place
            if mine.any():
                names.append(point[0])
                lon.append(float(spots[0][mine].mean()))
                lat.append(float(spots[1][mine].mean()))
                worth.append(people * circle * float(mine.mean()))
    nearest_first, shares = gravity(distances(lon, lat), worth, decay=decay, nearest=len(lon))
    part = np.empty(len(lon))
    part[nearest_first[0]] = shares[0]
    outside: dict[str, float] = {}
    for name, share in zip(names, part[len(places) :], strict=True):
        outside[name] = outside.get(name, 0.0) + float(share)
    return Living(places.astype(np.int64), part[: len(places)], apart[places], outside)


def triangular(name: str, range_: Range, draws: int, seed: int) -> F64:
    """Draws f64[n] of one reference number; the same name, seed and place give the same chance, whatever the range is."""
    stream = np.random.Generator(np.random.Philox(key=[seed, crc32(name.encode())]))
    chance = stream.random(draws)
    low, mode, high = range_.low, range_.mode, range_.high
    span = high - low
    if span == 0:
        return np.full(draws, float(mode))
    turn = (mode - low) / span
    left = low + np.sqrt(chance * span * (mode - low))
    right = high - np.sqrt((1 - chance) * span * (high - mode))
    return np.where(chance < turn, left, right)


def check_ranges(ranges: Mapping[str, Range], names: Sequence[str] = PARAMETERS) -> None:
    """Refuse, with a sentence, a reference number that is missing, upside down or out of its bounds."""
    missing = [name for name in names if name not in ranges]
    if missing:
        raise ValueError(
            f"Expected a reference number for each parameter, got none for {', '.join(missing)}. Add them."
        )
    for name in names:
        given, (least, most) = ranges[name], {**PER_TYPE, **GENERAL, **LIVING}[name]
        if not all(isfinite(value) for value in (given.low, given.mode, given.high)):
            raise ValueError(
                f"Expected finite numbers for {name}, got {given.low:g}, {given.mode:g} and {given.high:g}. Fill in."
            )
        if not least <= given.low <= given.mode <= given.high <= most:
            raise ValueError(
                f"Expected {least:g} <= low <= mode <= high <= {most:g} for {name}, got {given.low:g}, {given.mode:g} and"
                f" {given.high:g}. Correct the range."
            )


def contradiction(firm: Firm, per_floor: Range) -> float:
    """How many times the jobs lie outside what the floor gives room for: 1 within the range, above 1 too many or too few."""
    if firm.jobs is None or firm.floor is None:
        return 1.0
    low, high = (firm.floor / 1000 * bound for bound in (per_floor.low, per_floor.high))
    if firm.jobs > high:
        return firm.jobs / high if high else np.inf
    return low / firm.jobs if firm.jobs < low else 1.0


def _check_firm(firm: Firm) -> None:
    if firm.floor is None and firm.jobs is None:
        raise ValueError("Expected floor area or jobs, got neither. Fill in at least one of them.")
    for name, value, most in (("floor area", firm.floor, MOST_FLOOR), ("jobs", firm.jobs, MOST_JOBS)):
        if value is not None and not 0 < value <= most:
            raise ValueError(
                f"Expected {name} above 0 and at most {most:g}, got {value:g}. Leave it empty when unknown."
            )
    if firm.agency is not None and not 0 <= firm.agency <= 1:
        raise ValueError(
            f"Expected the share of agency work from 0 to 1, got {firm.agency:g}. Leave it empty when unknown."
        )
    if not 0 <= firm.own_beds <= MOST_BEDS:
        raise ValueError(
            f"Expected beds on the site from 0 to {MOST_BEDS:g}, got {firm.own_beds:g}. Fill in 0 when there are none."
        )


def _check_contradiction(firm: Firm, per_floor: Range) -> None:
    if contradiction(firm, per_floor) > FAR_OFF:
        raise ValueError(
            f"Expected jobs that fit the floor area, got {firm.jobs:g} jobs on {firm.floor:g} m², where {per_floor.low:g} to"
            f" {per_floor.high:g} per 1,000 m² is usual. Correct one, or leave the floor area out."
        )


def _circle(east: float, north: float, radius: float) -> tuple[F64, F64]:
    """Points spread evenly over the circle around a place, in degrees (the sunflower spiral: the same points every time)."""
    place = np.arange(POINTS) + 0.5
    far, turn = radius * np.sqrt(place / POINTS), np.pi * (1 + 5**0.5) * place
    degree = 111.195  # km
    return east + far * np.sin(turn) / (degree * np.cos(np.radians(north))), north + far * np.cos(turn) / degree

"""What goes into the stock-flow model, made from plain arrays: who commutes where, how a known total is divided, the draws."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from samenhang.methods.stockflow_kinds import (
    F64,
    HOUSING,
    I64,
    MOST_AREAS,
    MOST_FUTURES,
    NEAREST,
    Events,
    Inputs,
    Newcomers,
    bounds,
    names,
)

EARTH = 6371.0  # km
Array = TypeVar("Array", bound=npt.NDArray[Any])
U64 = npt.NDArray[np.uint64]


def distances(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> F64:
    """Distances f64[I, I] in km as the crow flies between places in degrees."""
    east, north = np.radians(_numbers("longitude", longitude, 1)), np.radians(_numbers("latitude", latitude, 1))
    if east.shape != north.shape:
        raise ValueError(
            f"Expected as many latitudes as longitudes, got {north.size} and {east.size}. Give both for each area."
        )
    half = np.sin((north[:, None] - north) / 2) ** 2
    half = half + np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    return cast(F64, 2 * EARTH * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def gravity(
    distance: npt.ArrayLike, mass: npt.ArrayLike, *, decay: float = 2.0, near: float = 5.0, nearest: int = NEAREST
) -> tuple[I64, F64]:
    """Who works in i lives in j in proportion to mass[j] / (near + distance[i, j])^decay, among the nearest areas.

    distance : f64[I, I] km; mass : f64[I] >= 0, what draws people to live there (beds, dwellings, inhabitants)
    decay : how fast distance counts; near : km, so that the own area does not count infinitely

    Returns neighbours i64[I, N] and shares f64[I, N]; each row sums to 1, the nearest first, equal distances in order.
    """
    apart, pull = _numbers("distance", distance, 2), _numbers("mass", mass, 1)
    if apart.shape != (len(pull), len(pull)):
        raise ValueError(
            f"Expected distances between all {len(pull)} areas, got shape {apart.shape}. Give one for each pair."
        )
    if (apart < 0).any() or (pull < 0).any():
        raise ValueError("Expected distances and masses of 0 or more, got a negative one. Correct it.")
    if not (np.isfinite(decay) and np.isfinite(near) and near > 0):
        raise ValueError(f"Expected a decay and a nearness above 0 km, got {decay} and {near}. Change them.")
    neighbours = np.argsort(apart, axis=1, kind="stable")[:, : min(nearest, len(pull))]
    weight = pull[neighbours] / (near + np.take_along_axis(apart, neighbours, axis=1)) ** decay
    total = weight.sum(axis=1, keepdims=True)
    lonely = np.zeros_like(weight)
    lonely[:, 0] = 1.0  # nothing draws anywhere: people live where they work
    shares = np.where(total > 0, weight / np.where(total > 0, total, 1.0), lonely)
    return neighbours.astype(np.int64), cast(F64, shares)


def by_fours(neighbours: I64, commute: F64) -> tuple[I64, F64, I64, I64, F64]:
    """The commuting matrix for the kernel, both ways: the rows, filled up to twelves with shares of 0, and who comes here, in fours.

    Returns neighbours i64[I, N'], commute f64[I, N'] and, for area j at reach[j]..reach[j + 1], source i64 and part f64:
    the areas from which people come to live in j, in their order, and which part of those who work there.
    """
    areas, width = neighbours.shape
    fill = -width % NEAREST
    own = np.broadcast_to(np.arange(areas)[:, None], (areas, fill))
    near, shares = np.hstack([neighbours, own]), np.hstack([commute, np.zeros((areas, fill))])
    home, work, part = neighbours.ravel(), np.repeat(np.arange(areas), width), commute.ravel()
    room = -(-np.bincount(home, minlength=areas) // 4) * 4
    reach = np.concatenate([[0], np.cumsum(room)])
    source, parts = np.repeat(np.arange(areas), room), np.zeros(reach[-1])
    order = np.lexsort([work, home])
    first = np.concatenate([[0], np.cumsum(np.bincount(home, minlength=areas))])
    place = reach[home[order]] + np.arange(len(order)) - first[home[order]]
    source[place], parts[place] = work[order], part[order]
    return near, shares, reach, source, parts


def allocate(total: float, key: npt.ArrayLike) -> F64:
    """Divide a known total over areas by a key f64[I] >= 0 (jobs, inhabitants, beds): an estimate, to be named so."""
    parts = _numbers("key", key, 1)
    if (parts < 0).any() or parts.sum() <= 0:
        raise ValueError(
            "Expected a key of 0 or more in each area, and more than 0 in one of them. Choose another key."
        )
    if not np.isfinite(total) or total < 0:
        raise ValueError(f"Expected a total of 0 or more, got {total:g}. Give a known total.")
    return cast(F64, total * (parts / parts.sum()))


def inputs(
    *,
    sectors: Sequence[str],
    start: npt.ArrayLike,
    population: npt.ArrayLike,
    supply: npt.ArrayLike,
    neighbours: npt.ArrayLike,
    commute: npt.ArrayLike,
    value: npt.ArrayLike,
    share: npt.ArrayLike = 0.15,
    filled: float = 0.9,
    jobs: npt.ArrayLike | None = None,
    ageing: npt.ArrayLike = 1.0,
    plans: Events | None = None,
    pipeline: Events | None = None,
) -> Inputs:
    """Check what is known at the start and put it in the shape that `simulate` wants; see `Inputs` for each argument.

    share : f64[I, S], or one number for all, share of jobs that are for migrants
    filled : 0..1, share of the work for migrants that is filled at the start; jobs follow from it unless they are given
    """
    sectors = tuple(sectors)
    people = _at_least("start", _numbers("start", start, 2), 0)
    areas = len(people)
    if not 1 <= areas <= MOST_AREAS or people.shape[1] != len(sectors) or not sectors:
        raise ValueError(
            f"Expected migrants at the start per area and sector, at most {MOST_AREAS:,} areas and {len(sectors)} "
            f"sectors, got shape {people.shape}. Give a row for each area."
        )
    if not 0 < filled <= 1:
        raise ValueError(f"Expected a share filled between 0 and 1, got {filled:g}. Give, say, 0.9.")
    part = _at_least("share", np.broadcast_to(_numbers("share", share), people.shape), 0)
    if part.max() > 1 or part.min() <= 0:
        raise ValueError(f"Expected shares above 0 and up to 1, got {part.min():g} to {part.max():g}. Correct them.")
    work = people / filled / part if jobs is None else _at_least("jobs", _numbers("jobs", jobs, 2), 0)
    old = _at_least("ageing", np.broadcast_to(_numbers("ageing", ageing), (areas,)), 0)
    near, shares = np.asarray(neighbours), _at_least("commute", _numbers("commute", commute, 2), 0)
    population_, supply_ = _numbers("population", population, 1), _numbers("supply", supply, 2)
    wanted = {
        "jobs": (work.shape, people.shape),
        "population": (population_.shape, (areas,)),
        "supply": (supply_.shape, (areas, len(HOUSING))),
        "commute": (shares.shape, (areas, near.shape[-1])),
        "neighbours": (near.shape, (areas, near.shape[-1])),
    }
    for name, (came, right) in wanted.items():
        if came != right:
            raise ValueError(f"Expected {name} in the shape {right}, got {came}. Give a row for each of {areas} areas.")
    worth = _at_least("value", _numbers("value", value, 1), 0)
    if worth.shape != (len(sectors),):
        raise ValueError(
            f"Expected a value added for each of {len(sectors)} sectors, got {worth.size}. Give one for each."
        )
    if population_.min() <= 0:
        raise ValueError("Expected inhabitants in every area, got 0 or less. Leave out areas where nobody lives.")
    if near.dtype.kind not in "iu" or near.min() < 0 or near.max() >= areas:
        raise ValueError(f"Expected neighbours to be areas 0 to {areas - 1}, got something else. Use `gravity`.")
    if np.abs(shares.sum(axis=1) - 1).max() > 1e-9:
        raise ValueError("Expected the commuting shares of each area to sum to 1, and they do not. Use `gravity`.")
    return Inputs(
        sectors=sectors,
        jobs=_frozen(work),
        share=_frozen(part),
        start=_frozen(people),
        ageing=_frozen(old),
        population=_frozen(population_),
        supply=_frozen(_at_least("supply", supply_, 0)),
        neighbours=_frozen(near.astype(np.int64)),
        commute=_frozen(shares),
        value=_frozen(worth),
        plans=_events("plans", plans, areas, len(sectors)),
        pipeline=_events("pipeline", pipeline, areas, len(HOUSING)),
    )


def check_ranges(ranges: npt.ArrayLike, sectors: Sequence[str]) -> F64:
    """Ranges f64[K, 3] (low, mode, high) that can be drawn from; ValueError names the driver that is not right."""
    array, wanted = np.asarray(ranges, dtype=np.float64), names(sectors)
    if array.shape != (len(wanted), 3):
        raise ValueError(
            f"Expected low, mode and high for each of {len(wanted)} drivers, got shape {array.shape}. "
            f"Give them in the order {', '.join(wanted)}."
        )
    for row, name, (unit, least, most) in zip(array, wanted, bounds(sectors), strict=True):
        came = ", ".join(f"{number:g}" for number in row)
        if not np.isfinite(row).all():
            raise ValueError(f"Expected three numbers for {name}, got {came}. Give low, mode and high ({unit}).")
        if not row[0] <= row[1] <= row[2]:
            raise ValueError(f"Expected low <= mode <= high for {name}, got {came}. Put them in that order.")
        if row[0] < least or row[2] > most:
            raise ValueError(f"Expected {name} between {least:g} and {most:g} {unit}, got {came}. Narrow its range.")
    high = array[wanted.index("start_short"), 2] + array[wanted.index("start_mid"), 2]
    if high > 1 + 1e-12:
        raise ValueError(
            f"Expected the highs of start_short and start_mid to be at most 1 together, got {high:g}. The rest is long."
        )
    return array


def draw(ranges: npt.ArrayLike, n: int, sectors: Sequence[str], *, seed: int = 0, first: int = 0) -> F64:
    """Params f64[n, K] of futures first..first+n-1, each driver triangular between low and high with its top at mode.

    Each number comes from a counter (seed, future, driver), not from a stream: future 700 is the same whoever draws it,
    and whatever was drawn before it.
    """
    array = check_ranges(ranges, sectors)
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or not 1 <= n <= MOST_FUTURES:
        raise ValueError(
            f"Expected a whole number of 1 to {MOST_FUTURES:,} futures, got {n!r}. Ask for another number."
        )
    return triangular(uniform(seed, first, int(n), len(array), stream=0), array)


def triangular(uniforms: F64, ranges: F64) -> F64:
    """Numbers f64[n, K] in 0..1 to low, mode, high; Sobol points go this way too."""
    low, mode, high = ranges.T
    width = high - low
    rise = np.where(width > 0, (mode - low) / np.where(width > 0, width, 1.0), 0.0)
    up = low + np.sqrt(uniforms * width * (mode - low))
    down = high - np.sqrt((1.0 - uniforms) * width * (high - mode))
    return cast(F64, np.clip(np.where(uniforms < rise, up, down), low, high))


def uniform(seed: int, first: int, n: int, width: int, *, stream: int) -> F64:
    """Numbers f64[n, width] in 0..1 from a counter: SplitMix64 of seed, stream, future and place."""
    key = _mix(np.array([(_whole("seed", seed) * 2 + stream) & 0xFFFF_FFFF_FFFF_FFFF], np.uint64))
    rows = _mix(key + np.arange(_whole("first", first), first + n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    cells = _mix(rows[:, None] + np.arange(1, width + 1, dtype=np.uint64) * np.uint64(0xD1B54A32D192ED03))
    return (cells >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _mix(x: U64) -> U64:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _whole(name: str, number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or not 0 <= number < 2**62:
        raise ValueError(f"Expected {name} to be a whole number of 0 or more, got {number!r}. Give, say, 1.")
    return int(number)


def _events(name: str, events: Events | None, areas: int, kinds: int) -> Events:
    if events is None:
        return Events()
    year, area, kind = (np.asarray(part) for part in (events.year, events.area, events.kind))
    amount = _numbers(name, events.amount, 1)
    if not year.shape == area.shape == kind.shape == amount.shape:
        raise ValueError(
            f"Expected a year, area, kind and amount for each of the {name}, got unequal numbers. Give all."
        )
    for part, most in ((area, areas), (kind, kinds)):
        if len(part) and (part.dtype.kind not in "iu" or part.min() < 0 or part.max() >= most):
            raise ValueError(f"Expected {name} in areas 0 to {areas - 1} of kinds 0 to {kinds - 1}. Correct them.")
    when, where, what = (_frozen(part.astype(np.int64)) for part in (year, area, kind))
    return Events(when, where, what, _frozen(amount))


def newcomers(given: Newcomers | None, n: int, start: Inputs) -> Newcomers:
    """New business that fits n futures of this start; None is none. ValueError says what does not fit."""
    areas, sectors = start.start.shape
    if given is None:
        none = np.zeros(0, np.int64)
        return Newcomers(none, none, none, np.zeros((n, 0)), np.zeros((n, 0)))
    places = [np.asarray(part) for part in (given.year, given.area, given.sector)]
    amounts = [np.asarray(part, dtype=np.float64) for part in (given.jobs, given.beds)]
    right = (n, len(places[0]))
    if any(part.shape != places[0].shape or part.dtype.kind not in "iu" for part in places) or any(
        part.shape != right for part in amounts
    ):
        raise ValueError(
            f"Expected jobs and beds of each new business in each of {n:,} futures, with its year, area and sector, got"
            f" {[part.shape for part in (*places, *amounts)]}. Give all."
        )
    for name, part, most in (("areas", places[1], areas), ("sectors", places[2], sectors)):
        if part.size and not 0 <= part.min() <= part.max() < most:
            raise ValueError(f"Expected new business in {name} 0 to {most - 1}, got another. Correct it.")
    for name, amount in zip(("jobs", "beds"), amounts, strict=True):
        if amount.size and not (np.isfinite(amount).all() and amount.min() >= 0):
            raise ValueError(f"Expected {name} of new business of 0 or more in every future, got another. Correct it.")
    year, area, sector = (part.astype(np.int64) for part in places)
    return Newcomers(year, area, sector, *amounts)


def _numbers(name: str, values: npt.ArrayLike, dimensions: int | None = None) -> F64:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"Expected numbers for {name}, got something else. Give numbers only.") from error
    if dimensions is not None and array.ndim != dimensions:
        raise ValueError(f"Expected {name} with {dimensions} dimension(s), got {array.ndim}. Give it in that shape.")
    if array.size == 0 or not np.isfinite(array).all():
        raise ValueError(f"Expected a number for {name} everywhere, got an empty, missing or infinite one. Fill it in.")
    return array


def _at_least(name: str, array: F64, least: float) -> F64:
    if array.min() < least:
        raise ValueError(f"Expected {name} of {least:g} or more, got {array.min():g}. Correct it.")
    return array


def _frozen(array: Array) -> Array:
    copy = np.array(array, order="C")
    copy.flags.writeable = False
    return cast(Array, copy)

"""What mergers, splits and series look like for `harmonise`, and the sentences with which bad ones are refused."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

STATES = ("known", "provisional", "forecast", "suppressed", "unknown")  # from firm to weak; the last two have no value
ROUNDING = 1e-9  # what misses 1 by less than this does so because of decimals

F64 = npt.NDArray[np.float64]
Days = tuple[date | None, date | None]  # the first day an area exists, and the first on which it no longer does


@dataclass(frozen=True)
class Event:
    """One line of a merger or a split: on `date` the area `old` ends, and `new` receives it or a part of it.

    share : 0..1 of the old area that goes to `new`; None, not known. A merger moves the whole.
    """

    date: date
    kind: Literal["merger", "split"]
    old: str
    new: str
    share: float | None = None


@dataclass(frozen=True)
class Period:
    """The days start..end (both included) that a figure is about; the division of the reference date is its division.

    reference : may be left out when no event falls inside the period
    """

    start: date
    end: date
    reference: date | None = None


@dataclass(frozen=True, eq=False)
class Series:
    """Figures per area and period.

    values : f64[A, T] in any unit; NaN where there is no figure
    states : one of STATES per cell, "" where the area does not exist; None when there is nothing to tell
    on : the day whose division all periods are on; None, each is on the division of its own reference date
    """

    areas: Sequence[str]
    periods: Sequence[Period]
    values: npt.ArrayLike
    states: Sequence[Sequence[str]] | None = None
    on: date | None = None


@dataclass(frozen=True)
class Key:
    """Weights of the parts of a split, in any one unit: persons, addresses, area.

    name : what the weights are, for the notes
    parts : (from, to) -> weight >= 0, for every part of an area; on the way back, from is what a merger made
    """

    name: str
    parts: Mapping[tuple[str, str], float]


@dataclass(frozen=True, eq=False)
class Harmonised:
    """A series on the division of one day; arrays are read-only.

    values : f64[A, T]; NaN where not known
    low, high : f64[A, T] bounds; equal to the value where that is known, NaN where there is no bound
    flags : per cell "as published" | "merged" | "estimated" | "not known"
    notes : per cell the events that touched it, and what is missing; "" when there is nothing to say
    causes : per cell the same events, for whoever writes the sentence in another language
    states : per cell the weakest state that went in; None when the series had none
    total : f64[T] the sum over the areas (of a rate: the rate of the whole); NaN when a figure is missing
    undivided : f64[T] the part of the total that is not in `low`, as nobody knows which area holds it; NaN for a rate
    """

    areas: tuple[str, ...]
    periods: tuple[Period, ...]
    on: date
    values: F64
    low: F64
    high: F64
    flags: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, ...], ...]
    causes: tuple[tuple[tuple[Event, ...], ...], ...]
    states: tuple[tuple[str, ...], ...] | None
    total: F64
    undivided: F64

    def series(self) -> Series:
        """The same figures as a series on the division of `on`, to be moved again."""
        return Series(self.areas, self.periods, self.values, self.states, self.on)


@dataclass(frozen=True, eq=False)
class Figures:
    """The cells of a checked series, by area."""

    row: dict[str, int]
    values: F64
    states: Sequence[Sequence[str]] | None

    def value(self, area: str, t: int) -> float:
        return float(self.values[self.row[area], t]) if area in self.row else math.nan

    def state(self, area: str, t: int) -> str:
        stated = self.states[self.row[area]][t] if self.states is not None and area in self.row else ""
        return stated or "unknown"


# --- the door: loud, in sentences


def check_events(events: Sequence[Event]) -> dict[str, date]:
    """The day on which each old area ends."""
    seen: set[tuple[str, str]] = set()
    by_old: dict[str, list[Event]] = {}
    for event in events:
        line = f"{event.kind} of {event.old} into {event.new} on {event.date}"
        if event.kind not in ("merger", "split"):
            raise ValueError(
                f"Expected a merger or a split, got {event.kind!r} for {event.old}. Choose one of the two."
            )
        if event.share is not None and not 0 <= event.share <= 1:
            raise ValueError(
                f"Expected a share from 0 to 1, got {event.share:g} in the {line}. Divide percentages by 100."
            )
        if event.kind == "merger" and event.share not in (None, 1):
            raise ValueError(
                f"Expected a merger to move the whole, got a share of {event.share:g} in the {line}. Call it a split."
            )
        if (event.old, event.new) in seen:
            raise ValueError(f"Expected each event once, got the {line} twice. Drop one.")
        seen.add((event.old, event.new))
        by_old.setdefault(event.old, []).append(event)
    _check_cycles(by_old)
    for old, lines in by_old.items():
        _check_parts(old, lines)
        for event in lines:
            ended = by_old.get(event.new, lines)[0].date
            if event.new in by_old and ended <= event.date:
                raise ValueError(
                    f"Expected {event.new} to exist on {event.date}, when it receives {old}; got its end on {ended}. "
                    "Say at once where it went in the end, or correct a date."
                )
    return {old: lines[0].date for old, lines in by_old.items()}


def _check_cycles(by_old: Mapping[str, Sequence[Event]]) -> None:
    """Take away, again and again, what goes only to areas that stay; what is left goes round."""
    left = dict(by_old)
    while gone := [area for area, lines in left.items() if not any(event.new in left for event in lines)]:
        for area in gone:
            del left[area]
    if left:
        path = [min(left)]
        while path[-1] not in path[:-1]:
            path.append(next(event.new for event in left[path[-1]] if event.new in left))
        circle = " > ".join(path[path.index(path[-1]) :])
        raise ValueError(f"Expected areas that end for good, got a circle: {circle}. Correct one of the events.")


def _check_parts(old: str, lines: Sequence[Event]) -> None:
    days, kinds = {event.date for event in lines}, {event.kind for event in lines}
    if len(days) > 1:
        raise ValueError(
            f"Expected {old} to end once, got {min(days)} and {max(days)}. Give what came back a code of its own."
        )
    if len(kinds) > 1 or (kinds == {"merger"}) != (len(lines) == 1):
        raise ValueError(
            f"Expected {old} to go whole into one area (merger) or in parts into two or more (split), got "
            f"{', '.join(f'{event.kind} into {event.new}' for event in lines)}. Correct the kind or add the other parts."
        )
    known = [event.share for event in lines if event.share is not None]
    if math.fsum(known) > 1 + ROUNDING:
        raise ValueError(
            f"Expected shares of {old} that sum to 1 at most, got {math.fsum(known):g}. Correct a share, or leave one "
            "out: it takes the rest."
        )
    if lines[0].kind == "split" and len(known) == len(lines) and math.fsum(known) < 1 - ROUNDING:
        raise ValueError(
            f"Expected shares of {old} that sum to 1, got {math.fsum(known):g}. Add the missing part, or leave one share "
            "out: it takes the rest."
        )


def check_areas(events: Sequence[Event], areas: Mapping[str, Days]) -> None:
    """The events and the days of the areas tell the same story."""
    for event in events:
        for area in (event.old, event.new):
            if area not in areas:
                raise ValueError(
                    f"Expected areas from the list of areas, got {area} in an event of {event.date}. Add it, or correct it."
                )
        (begin, _), (_, end) = areas[event.new], areas[event.old]
        if end != event.date:
            raise ValueError(
                f"Expected {event.old} to exist until its {event.kind} on {event.date}, got {end or 'no end'}. "
                "Make the two dates the same."
            )
        if begin is not None and begin > event.date:
            raise ValueError(
                f"Expected {event.new} to exist on {event.date}, when it receives {event.old}; got {begin} as its first "
                "day. Make the two dates the same."
            )


def figures(name: str, series: Series) -> Figures:
    """The cells of a series that is what it says it is."""
    areas, periods = list(series.areas), list(series.periods)
    twice = [area for area in dict.fromkeys(areas) if areas.count(area) > 1]
    if twice:
        raise ValueError(f"Expected each area once in {name}, got {twice[0]} more often. Drop or add up the others.")
    for period in periods:
        if not period.start <= (period.reference or period.start) <= period.end:
            raise ValueError(
                f"Expected a period whose reference date lies from start to end, got {period.start}..{period.end} with "
                f"{period.reference}. Correct a date."
            )
    try:
        values = np.array(series.values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"Expected {name} as rows of equal length with a number in each cell, got something else. Give NaN where there "
            "is no figure."
        ) from None
    if values.shape != (len(areas), len(periods)):
        raise ValueError(
            f"Expected {name} with a row for each of {len(areas)} areas and a number for each of {len(periods)} periods, "
            f"got shape {np.shape(values)}. Give NaN where there is no figure."
        )
    if np.isinf(values).any():
        raise ValueError(f"Expected finite figures in {name}, got infinity. Give NaN where there is no figure.")
    if series.states is not None:
        _check_states(name, areas, values, series.states)
    return Figures({area: i for i, area in enumerate(areas)}, values, series.states)


def _check_states(name: str, areas: Sequence[str], values: F64, states: Sequence[Sequence[str]]) -> None:
    if [len(row) for row in states] != [values.shape[1]] * len(areas):
        raise ValueError(f"Expected a state for each figure in {name}, got another number of them. Give one per cell.")
    for area, row, given in zip(areas, values, states, strict=True):
        for value, state in zip(row, given, strict=True):
            if state not in ("", *STATES):
                raise ValueError(f"Expected a state from {', '.join(STATES)}, got {state!r} for {area}. Choose one.")
            if (state in STATES[:3]) == math.isnan(value):
                raise ValueError(
                    f"Expected a figure with a state that has one, got {value:g} with {state!r} for {area} in {name}. "
                    "Suppressed and unknown have no figure; the others have."
                )


def check_denominator(kind: str, series: Series, denominator: Series | None) -> None:
    """A rate has a denominator on the same periods and the same division; a count has none."""
    if kind not in ("count", "rate"):
        raise ValueError(f"Expected kind: 'count' (adds up) or 'rate' (does not), got {kind!r}. Choose one of the two.")
    if kind == "rate" and denominator is None:
        raise ValueError(
            "Expected a denominator with a rate, got none. Rates are made again from numerator and denominator, never "
            "averaged: give what the rate was divided by."
        )
    if kind == "count" and denominator is not None:
        raise ValueError("Expected no denominator with a count, got one. Leave it out, or say kind='rate'.")
    if denominator is not None:
        if list(denominator.periods) != list(series.periods) or denominator.on != series.on:
            raise ValueError(
                "Expected a denominator on the same periods and division as the rate, got others. Line them up first."
            )
        rates, below = figures("series", series), figures("denominator", denominator)
        for area in rates.row:
            for t in range(len(series.periods)):
                if not math.isnan(rates.value(area, t)) and below.value(area, t) <= 0:
                    raise ValueError(
                        f"Expected a denominator above 0 where there is a rate, got {below.value(area, t):g} for {area}. "
                        "Correct it, or leave the rate out."
                    )


def check_key(key: Key, events: Iterable[Event]) -> None:
    """A key weighs parts that the events know, with weights that can be divided."""
    ways = {(e.old, e.new) for e in events if e.kind == "split"}
    for event in events:
        if event.kind == "merger":
            ways |= {(event.new, event.old), (event.new, event.new)}
    for (area, part), weight in key.parts.items():
        if (area, part) not in ways:
            raise ValueError(
                f"Expected weights ({key.name}) for parts that an event makes, got {part} of {area}. Correct the codes."
            )
        if not 0 <= weight < math.inf:
            raise ValueError(
                f"Expected weights ({key.name}) of 0 or more, got {weight:g} for {part} of {area}. Correct it."
            )

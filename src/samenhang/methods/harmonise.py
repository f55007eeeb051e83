"""Mergers and splits applied to series: the figures of every year on the municipalities of one day.

Why it looks the way it does:

- A merger adds up and loses nothing. A split needs to know which part went where; without that the parts get bounds
  (none .. all) and no value, while their sum stays exactly known.
- Bounds follow the whole chain of events, not one event at a time: what was split and later merged again is known again.
- What came from nowhere or goes nowhere is refused. A figure that is missing stays missing in every sum it is part of.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from samenhang.methods import harmonise_kinds as kinds
from samenhang.methods import harmonise_parts as parts
from samenhang.methods.harmonise_kinds import Days, Event, Figures, Harmonised, Key, Period, Series

__all__ = ["Event", "Harmonised", "Key", "Period", "Reclass", "Series", "Total", "complete"]

VERSION = 1  # raise it when the same input gives other numbers: acts record it


class Reclass:
    """Mergers and splits, checked once and applied to any number of series.

    events : the lines of all mergers and splits, in any order
    areas : code -> the days on which the area exists. Left out, the events decide: the receiver of a merger begins that
        day, the receiver of a split was there before. Give it when that is not so.

    Errors: ValueError with a sentence when events contradict themselves, each other or the areas.
    """

    def __init__(self, events: Iterable[Event], areas: Mapping[str, Days] | None = None) -> None:
        self.events = tuple(sorted(events, key=lambda e: (e.date, e.old, e.new)))
        ends = kinds.check_events(self.events)
        self._listed = areas is not None
        if areas is not None:
            kinds.check_areas(self.events, areas)
            self._days = dict(areas)
            return
        begins: dict[str, date | None] = {}
        for event in sorted(self.events, key=lambda e: (e.date, e.kind)):  # on one day a merger speaks first
            begins.setdefault(event.new, event.date if event.kind == "merger" else None)
        self._days = {area: (begins.get(area), ends.get(area)) for area in [*begins, *ends]}

    def exists(self, area: str, on: date) -> bool:
        """Whether the area exists on that day, by the list of areas or else by the events."""
        begin, end = self._days.get(area, (None, None))
        return (begin is None or begin <= on) and (end is None or on < end)

    def apply(
        self,
        series: Series,
        *,
        on: date,
        kind: Literal["count", "rate"] = "count",
        key: Key | None = None,
        denominator: Series | None = None,
    ) -> Harmonised:
        """Put a series on the division of one day.

        series : the figures as published
        on : the day whose division is wanted
        kind : "count", figures add up (persons, places); "rate", they do not (percent): they are made again from
            numerator (rate × denominator) and denominator, never averaged
        key : weights of the parts; goes before the share of an event, as it fits the quantity (persons for persons)
        denominator : for a rate, what it was divided by; same periods, same division

        Returns `Harmonised`: the areas of the series that exist on `on`, then those that events made of the others.
        Sums stay what they were in every period. Where a share is not known, low and high are none .. all; of a rate
        both the numerator and the denominator may be anywhere in theirs. Back over a merger goes with a key
        (estimated) or with bounds; back over a split does not go.
        Errors: ValueError with a sentence when an argument is not as above.
        Reference: a split as that of https://vng.nl/praktijkvoorbeelden/
        herindeling-gemeenten-haaren-boxtel-oisterwijk-tilburg-en-vught-2021

        >>> nan, first, second, third = math.nan, date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)
        >>> mergers = [Event(third, "merger", "Beuk", "Woud"), Event(third, "merger", "Eik", "Woud")]
        >>> shares = [Event(second, "split", "Linde", "Beuk", 0.6), Event(second, "split", "Linde", "Wilg", 0.4)]
        >>> persons = Series(["Linde", "Beuk", "Eik", "Wilg", "Woud"], [Period(d, d) for d in (first, second, third)], [
        ...     [1000, nan, nan], [5000, 5700, nan], [2000, 2010, nan], [4000, 4450, 4500], [nan, nan, 7800]])
        >>> now = Reclass(shares + mergers).apply(persons, on=third)
        >>> now.areas, now.values.tolist()
        (('Wilg', 'Woud'), [[4400.0, 4450.0, 4500.0], [7600.0, 7710.0, 7800.0]])
        >>> now.flags
        (('estimated', 'as published', 'as published'), ('estimated', 'merged', 'as published'))
        >>> unsure = [Event(second, "split", "Linde", "Beuk"), Event(second, "split", "Linde", "Wilg")]
        >>> now = Reclass(unsure + mergers).apply(persons, on=third)
        >>> now.low[:, 0].tolist(), now.high[:, 0].tolist(), now.undivided[0].item(), now.total[0].item()
        ([4000.0, 7000.0], [5000.0, 8000.0], 1000.0, 12000.0)
        >>> now.flags[0][0], now.notes[0][0]
        ('not known', 'split of Linde into Wilg on 2021-01-01 (share not known)')
        >>> percent = Series(["Beuk", "Eik"], [Period(second, second)], [[10], [4]])
        >>> below = Series(["Beuk", "Eik"], [Period(second, second)], [[5700], [2010]])
        >>> Reclass(mergers).apply(percent, on=third, kind="rate", denominator=below).values.round(2).tolist()
        [[8.44]]
        """
        given = kinds.figures("series", series)
        kinds.check_denominator(kind, series, denominator)
        below = None if denominator is None else kinds.figures("denominator", denominator)
        if key is not None:
            kinds.check_key(key, self.events)
        for area in given.row:
            if self._listed and area not in self._days:
                raise ValueError(f"Expected areas from the list of areas, got {area} in the series. Add or correct it.")
        division = [self._division(series, given, period) for period in series.periods]
        links = {day: parts.links(self._moves(given, day, on, key)) for day in dict.fromkeys(division)}
        self._check_days(given, division, links, on)
        targets = dict.fromkeys(area for area in given.row if self.exists(area, on))
        for day, moved in links.items():
            targets |= dict.fromkeys(z for a in moved if a in given.row and self.exists(a, day) for z in moved[a])
        columns = []
        for t, day in enumerate(division):
            flows = {a: ends for a, ends in links[day].items() if targets.keys() & ends and self.exists(a, day)}
            stay = (z for z in targets if z not in links[day] and self.exists(z, day))
            columns.append(parts.Column(given, below, t, flows | {z: {z: parts.SELF} for z in stay}))
        cells = [[column.cell(area) for column in columns] for area in targets]
        notes = tuple(
            tuple(self._note(series, area, t, cell) for t, cell in enumerate(row))
            for area, row in zip(targets, cells, strict=True)
        )
        shape = (len(targets), len(columns))
        arrays = [np.array([[cell[i] for cell in row] for row in cells]).reshape(shape) for i in range(3)]
        arrays += [np.array([column.total() for column in columns]), np.array([c.undivided() for c in columns])]
        for array in arrays:
            array.setflags(write=False)
        values, low, high, total, undivided = arrays
        return Harmonised(
            areas=tuple(targets),
            periods=tuple(series.periods),
            on=on,
            values=values,
            low=low,
            high=high,
            flags=tuple(tuple(cell.flag for cell in row) for row in cells),
            notes=notes,
            causes=tuple(tuple(tuple(dict.fromkeys(p.event for p in cell.pieces)) for cell in row) for row in cells),
            states=None if series.states is None else tuple(tuple(cell.state for cell in row) for row in cells),
            total=total,
            undivided=undivided,
        )

    def _inside(self, period: Period) -> list[Event]:
        return [event for event in self.events if period.start < event.date <= period.end]

    def _division(self, series: Series, given: Figures, period: Period) -> date:
        if series.on is not None:
            return series.on
        inside = [e for e in self._inside(period) if e.old in given.row or e.new in given.row]
        if inside and period.reference is None:
            raise ValueError(
                f"Expected a reference date for the period {period.start}..{period.end}, got none, while the "
                f"{inside[0].kind} of {inside[0].old} on {inside[0].date} falls inside it. Give the reference date: it "
                "decides which division the figures are on."
            )
        return period.reference or period.start

    def _moves(self, given: Figures, day: date, on: date, key: Key | None) -> list[dict[str, list[parts.Piece]]]:
        """What moves between the two days: one group per date, in the order in which they are passed."""
        groups: dict[date, dict[str, list[parts.Piece]]] = {}
        for event in self.events:
            if day < event.date <= on:
                share = 1.0 if event.kind == "merger" else event.share
                groups.setdefault(event.date, {}).setdefault(event.old, []).append(parts.Piece(event.new, share, event))
        touched = set(given.row)
        for event in sorted(self.events, key=lambda e: e.date, reverse=True):
            if not on < event.date <= day:
                continue
            if event.kind == "split" and touched & {event.old, event.new}:
                raise ValueError(
                    f"Expected only mergers on the way back to {on}, got the split of {event.old} on {event.date}. "
                    f"Choose {event.date} or later: what {event.new} was without its part cannot be computed."
                )
            if event.kind == "merger":
                pieces = groups.setdefault(event.date, {}).setdefault(event.new, [])
                begin = self._days[event.new][0]
                if not pieces and (begin is None or begin < event.date):  # it was there before: a part of itself
                    pieces.append(parts.Piece(event.new, None, event, back=True))
                pieces.append(parts.Piece(event.old, None, event, back=True))
                touched |= {event.old} if event.new in touched else set()
        return [{area: parts.settle(area, pieces, key) for area, pieces in group.items()} for group in groups.values()]

    def _check_days(
        self, given: Figures, division: Sequence[date], links: Mapping[date, parts.Links], on: date
    ) -> None:
        """A figure belongs to an area that exists, and has somewhere to go."""
        for area in given.row:
            for t, day in enumerate(division):
                if math.isnan(given.value(area, t)):
                    continue
                if not self.exists(area, day):
                    raise ValueError(
                        f"Expected figures of {area} for days on which it exists, got one for {day}. Say on which "
                        "division the series is, or give the areas with their days."
                    )
                for end in links[day].get(area, [area]):
                    if not self.exists(end, on):
                        raise ValueError(
                            f"Expected an event between {day} and {on} that moves {end}, as it does not exist on {on}; "
                            "got none. Add the event."
                        )

    def _note(self, series: Series, area: str, t: int, cell: parts.Cell) -> str:
        said = [piece.says() for piece in cell.pieces]
        if cell.missing:
            said.append(f"missing: {', '.join(cell.missing)}")
        period = series.periods[t]
        if series.on is None and period.reference is not None:
            touched = {area, *(piece.event.old for piece in cell.pieces)}
            days = dict.fromkeys(str(e.date) for e in self._inside(period) if e.new == area or e.old in touched)
            said += [f"{day} falls inside the period: its reference date {period.reference} decides" for day in days]
        return "; ".join(said)


@dataclass(frozen=True)
class Total:
    """A sum over a division, or why there is none.

    value : the sum; None when not additive
    counted : the members that existed on the day
    missing : those of them that have no value
    """

    value: float | None
    counted: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def additive(self) -> bool:
        """Whether every member that existed has a value."""
        return self.value is not None


def complete(members: Mapping[str, Days], values: Mapping[str, float | None], *, on: date) -> Total:
    """Add up over a division only when each member that exists on the day has a value.

    members : code -> the days on which it is a member: the first, and the first on which it no longer is; None is open
    values : code -> figure; None or NaN is no value. Figures of areas outside the division are left aside
    on : the day whose division it is

    Returns `Total`; without a sum it lists what misses.
    Errors: ValueError with a sentence when nobody is a member on that day, or when a member that is none on that day
    has a figure: it stands for people who are missing elsewhere, or would be counted twice.
    Reference: rule of the house ("niet optelbaar"), no publication.

    >>> members = {"Linde": (None, date(2021, 1, 1)), "Beuk": (None, None), "Wilg": (None, None)}
    >>> complete(members, {"Beuk": 5700, "Wilg": 4450}, on=date(2021, 1, 1)).value
    10150.0
    >>> complete(members, {"Beuk": 5000, "Wilg": 4000}, on=date(2020, 1, 1))
    Total(value=None, counted=('Linde', 'Beuk', 'Wilg'), missing=('Linde',))
    """
    counted = tuple(m for m, (first, end) in members.items() if (first or on) <= on and (end is None or on < end))
    if not counted:
        raise ValueError(f"Expected a division with members on {on}, got none. Choose another day or division.")
    present = {area: float(value) for area, value in values.items() if value is not None and not math.isnan(value)}
    for area in members:
        if area in present and area not in counted:
            raise ValueError(
                f"Expected figures of members on {on}, got one of {area}, which is none on that day. Put the figures on "
                "the division of that day first."
            )
    missing = tuple(area for area in counted if area not in present)
    return Total(None if missing else math.fsum(present[area] for area in counted), counted, missing)

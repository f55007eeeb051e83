"""Mergers and splits applied: the figures of earlier years on the borders of today, each marked with what was done to it."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Permission, act
from samenhang.ground.ledger.models import Sheet
from samenhang.insight.evidence.queries.alike import (
    Alike,
    Borders,
    Group,
    Said,
    borders_of,
    day_of,
    divided,
    exists,
    groups,
    joint,
    plain,
    weakest,
)
from samenhang.workspace.kinds import Period, Row

COLUMNS = (
    *((name, "code") for name in ("row", "indicator", "area", "period", "publication", "definition", "basis", "unit")),
    *((name, "number") for name in ("value", "low", "high")),
    *((name, "code") for name in ("state", "certainty", "flag", "reason")),
    *((name, "text") for name in ("events", "parts", "missing")),
)
Line = dict[str, Any]


@act("evidence.recoded", needs=Permission.RECEIVE)
def recode(
    *, figures: Sheet, declaration: Sheet, borders: list[Sheet], on: date, by: Actor, at: datetime
) -> store.Table:
    """The figures of one indicator that a merger or split touches, on the borders of one day.

    `declaration` is the TOML file of the source: it says whose borders the figures are on. `borders` are the workspace
    tables areas, memberships and area_events. Only counts that add up come here. What no event touches is left out: that
    stands as it was published.
    """
    read = borders_of(borders)
    division = str(tomllib.loads(store.read(declaration.digest).decode("utf-8")).get("division", ""))
    events = tuple(event for event in read.events if event.date <= on)
    parts = _components(events)
    head = store.Table.read(store.lines(figures.digest)).head
    found = groups(figures, {code for event in events for code in (event.old, event.new)})
    rows = [
        tuple(line[name] for name, _ in COLUMNS)
        for alike, group in found.items()
        for some in parts
        for line in _Series(alike, group, some, read, division, on, head["indicator"]).lines()
    ]
    return store.Table("recoded", COLUMNS, tuple(rows), {**head, "borders": on.isoformat()})


def _components(events: tuple[Row, ...]) -> list[tuple[Row, ...]]:
    """The events in groups that have no area in common: a contradiction in one leaves the others alone."""
    parts: list[tuple[set[str], list[Row]]] = []
    for event in events:
        codes, some = {event.old, event.new}, [event]
        for other in [part for part in parts if part[0] & codes]:
            parts.remove(other)
            codes, some = codes | other[0], other[1] + some
        parts.append((codes, some))
    return [tuple(sorted(some, key=lambda event: (event.date, event.code))) for _codes, some in parts]


class _Series:
    """Figures that count alike, of the areas around one group of events."""

    def __init__(
        self, alike: Alike, group: Group, events: tuple[Row, ...], borders: Borders, division: str, on: date, code: str
    ) -> None:
        self.alike, self.events, self.borders, self.division, self.on = alike, events, borders, division, on
        self.indicator = code
        self.areas = sorted({code for event in events for code in (event.old, event.new)})
        self.targets = [code for code in self.areas if exists(borders.areas[code], on)]
        every = group.cells()
        self.cells = {place: said for place, said in every.items() if place[0] in self.areas}
        self.periods = sorted(group.periods, key=lambda period: (day_of(period, division), period))
        # a figure for an area that came later: the source itself put it on the later borders
        self.later = {place for place in self.cells if not exists(borders.areas[place[0]], day_of(place[1], division))}

    def lines(self) -> Iterator[Line]:
        if not self.cells:
            return
        clear = []
        for period in self.periods:
            inside = divided(self.events, period, self.division)
            if inside:
                yield from (self._line(area, period, "inside", inside) for area in self.targets)
            elif day_of(period, self.division) < self.on:
                clear.append(period)
        try:
            yield from self._moved(clear)
        except ValueError:  # the events contradict the areas, or a balance cannot be divided
            for period in clear:
                since = tuple(event for event in self.events if event.date > day_of(period, self.division))
                if since:
                    yield from (self._line(area, period, "refused", since) for area in self.targets)

    def _moved(self, periods: list[str]) -> Iterator[Line]:
        from samenhang.methods.harmonise import Event, Reclass, Series
        from samenhang.methods.harmonise import Period as Days

        if not periods:
            return
        areas = {code: (row.valid_from, row.valid_to) for code, row in self.borders.areas.items() if code in self.areas}
        events = [Event(event.date, event.kind, event.old, event.new, event.share) for event in self.events]
        reclass = Reclass(events, areas)
        days = [Days(Period.parse(period).start, Period.parse(period).end) for period in periods]
        on = date(int(self.division), 1, 1) if self.division.isdecimal() else None

        def apply(end: str) -> Any:
            values = [[self._number(area, period, end) for period in periods] for area in self.areas]
            return reclass.apply(Series(self.areas, days, values, on=on), on=self.on)

        value, low, high = (apply(end) for end in ("value", "low", "high"))
        codes = {(event.old, event.new): event for event in self.events}
        for place, area in enumerate(value.areas):
            for t, period in enumerate(periods):
                causes = tuple(codes[cause.old, cause.new] for cause in value.causes[place][t])
                # of a range only the ends move, and they were moved with the same shares
                flag = value.flags[place][t] if value.flags[place][t] != "not known" else low.flags[place][t]
                if not causes or (area, period) in self.later:
                    continue
                bounds = float(low.low[place, t]), float(high.high[place, t])
                yield self._line(
                    area, period, _reason(flag, bounds), causes, flag, float(value.values[place, t]), *bounds
                )

    def _number(self, area: str, period: str, end: str) -> float:
        said = None if (area, period) in self.later else self.cells.get((area, period))
        number = getattr(said, end) if said else None
        return math.nan if number is None else float(number)

    def _line(
        self, area: str, period: str, reason: str, causes: tuple[Row, ...], flag: str = "not known",
        value: float = math.nan, low: float = math.nan, high: float = math.nan,
    ) -> Line:  # fmt: skip
        day = day_of(period, self.division)
        from_areas = [area, *(event.old for event in causes)]
        there = [code for code in dict.fromkeys(from_areas) if exists(self.borders.areas[code], day)]
        parts: Mapping[str, Said | None] = {
            code: self.cells[code, period] for code in there if (code, period) in self.cells
        }
        known = [said for said in parts.values() if said is not None]
        spread = not math.isnan(low) and low != high
        told = not math.isnan(value) or spread
        return {
            "row": "/".join((area, period, *self.alike)),
            "indicator": self.indicator, "area": area, "period": period, **self.alike._asdict(),
            "value": _of(value), "low": _of(low) if spread else None, "high": _of(high) if spread else None,
            "state": weakest(said.state for said in known) if told and known else "unknown",
            "certainty": joint(said.certainty for said in known) if known else "not stated",
            "flag": flag, "reason": reason,
            "events": ";".join(event.code for event in causes),
            "parts": ";".join(row for said in parts.values() if said for row in said.rows),
            "missing": ";".join(code for code in there if not (parts.get(code) or _NOTHING).known),
        }  # fmt: skip


_NOTHING = Said((), None, None, None, "unknown", "")


def _of(number: float) -> int | float | None:
    return None if math.isnan(number) else plain(number)


def _reason(flag: str, bounds: tuple[float, float]) -> str:
    if flag != "not known":
        return ""
    return "missing" if math.isnan(bounds[0]) else "share"

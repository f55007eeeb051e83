"""Sums over regions and the province: only over a complete division, only of figures that count alike; else the reason why not."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, act
from samenhang.ground.ledger.models import Sheet
from samenhang.insight.evidence.queries.alike import (
    Alike,
    Borders,
    Said,
    borders_of,
    day_of,
    divided,
    groups,
    joint,
    plain,
    weakest,
)
from samenhang.workspace.kinds import Row

COLUMNS = (
    *((name, "code") for name in ("row", "indicator", "area", "division", "period")),
    *((name, "code") for name in Alike._fields),
    *((name, "number") for name in ("value", "low", "high")),
    *((name, "code") for name in ("state", "certainty", "reason")),
    ("counted", "number"),
    *((name, "text") for name in ("missing", "unsure", "members")),
    ("stated", "number"),
    ("residual", "number"),
    ("stated_row", "text"),
)
TREE = ""  # the division that only the tree of areas says
Days = tuple[date | None, date | None]


@act("evidence.summed", needs=Permission.RECEIVE)
def add_up(
    *, figures: Sheet, declaration: Sheet, province: Code, borders: list[Sheet], by: Actor, at: datetime
) -> store.Table:
    """Per region and province, division and period: the sum of its members, or why there is none.

    `declaration` is the TOML file of the source: it says whose borders the figures are on. `borders` are the workspace
    tables areas, memberships and area_events. A row stands for figures of one publication in one definition; where the
    source also states the whole, what it states and the difference stand beside the sum.
    """
    read = borders_of(borders)
    division = str(tomllib.loads(store.read(declaration.digest).decode("utf-8")).get("division", ""))
    wholes = _wholes(read, str(province))
    codes = {code for whole in wholes for code in (*whole.members, whole.area)}
    head = store.Table.read(store.lines(figures.digest)).head
    rows = [
        (
            "/".join((whole.area, whole.division or "-", period, *alike)),
            head["indicator"], whole.area, whole.division, period, *alike, *_sum(whole, cells, period, division),
        )
        for alike, group in groups(figures, codes).items()
        for cells in [group.cells()]
        for period in sorted(group.periods)
        for whole in wholes
        if any((code, period) in cells for code in whole.members)
    ]  # fmt: skip
    return store.Table("sums", COLUMNS, tuple(rows), head)


@dataclass(frozen=True)
class _Whole:
    """An area with everyone who ever was a member in one division."""

    area: str
    division: str
    inside: bool  # the workspace lists all members of what lies in its province, and not of what lies elsewhere
    members: Mapping[str, tuple[Days, ...]]
    unsure: frozenset[str]  # members on whom lists contradict each other, or that nobody checked
    unlisted: Mapping[str, Days]  # areas that became a member later, and of whom this division says nothing
    events: tuple[Row, ...]

    def span(self, code: str, on: date) -> Days:
        """The days of a membership: those around `on` when it was a member then."""
        return next((days for days in self.members[code] if _within(days, on)), self.members[code][0])


def _within(days: Days, on: date) -> bool:
    return (days[0] is None or days[0] <= on) and (days[1] is None or on < days[1])


def _wholes(borders: Borders, province: str) -> list[_Whole]:
    held: dict[tuple[str, str], dict[str, list[Days]]] = defaultdict(lambda: defaultdict(list))
    unsure: dict[tuple[str, str], set[str]] = defaultdict(set)
    listed: dict[str, set[str]] = defaultdict(set)
    for row in borders.memberships:
        area = borders.areas[row.area]
        starts = [day for day in (row.valid_from, area.valid_from) if day]
        ends = [day for day in (row.valid_to, area.valid_to) if day]
        held[row.whole, row.division][row.area].append((max(starts, default=None), min(ends, default=None)))
        listed[row.division].add(row.area)
        if row.certainty in ("conflicting", "unverified"):
            unsure[row.whole, row.division].add(row.area)
    if not any(whole == province for whole, _division in held):
        for code, area in borders.areas.items():
            if area.kind == "municipality" and area.parent == province:
                held[province, TREE][code].append((area.valid_from, area.valid_to))
                listed[TREE].add(code)
    made = []
    for (code, division), members in sorted(held.items()):
        earlier = _before(members, borders.events) - listed[division]
        areas = {one: borders.areas[one] for one in (*members, *earlier)}
        touched = tuple(event for event in borders.events if event.old in areas or event.new in members)
        made.append(_Whole(
            code, division, province in (code, borders.areas[code].parent),
            {one: tuple(days) for one, days in sorted(members.items())}, frozenset(unsure[code, division]),
            {one: (areas[one].valid_from, areas[one].valid_to) for one in sorted(earlier)}, touched,
        ))  # fmt: skip
    return made


def _before(members: Mapping[str, object], events: tuple[Row, ...]) -> set[str]:
    """The areas that, wholly or in part, became one of these."""
    reached = set(members)
    for event in sorted(events, key=lambda event: event.date, reverse=True):
        if event.new in reached:
            reached.add(event.old)
    return reached - set(members)


def _sum(whole: _Whole, cells: Mapping[tuple[str, str], Said | None], period: str, division: str) -> tuple[Any, ...]:
    on = day_of(period, division)
    there = [code for code, spans in whole.members.items() if any(_within(days, on) for days in spans)]
    here = {code: cells[code, period] for code in whole.members if (code, period) in cells}
    reason, missing = _refusal(whole, here, there, period, division)
    numbers: dict[str, float | None] = dict.fromkeys(("value", "low", "high"))
    state, certainty = "unknown", "not stated"
    if not reason:
        numbers, reason, missing = _added(whole, here, on)
        if not reason:
            parts = [said for code in there if (said := here[code])]
            state, certainty = weakest(said.state for said in parts), joint(said.certainty for said in parts)
    stated = cells.get((whole.area, period))
    said = stated if stated and stated.value is not None else None
    rest = said.value - numbers["value"] if said and said.value is not None and numbers["value"] is not None else None
    spread = numbers["low"] != numbers["high"]
    return (
        plain(numbers["value"]), *(plain(numbers[end]) if spread else None for end in ("low", "high")),
        state, certainty, reason, len(there), ";".join(missing),
        ";".join(code for code in there if code in whole.unsure), ";".join(there),
        said.value if said else None, plain(rest), said.rows[0] if said else "",
    )  # fmt: skip


def _refusal(
    whole: _Whole, here: Mapping[str, Said | None], there: list[str], period: str, division: str
) -> tuple[str, list[str]]:
    """Why nobody may add up, whatever the figures are; and whom that is about."""
    on = day_of(period, division)
    if not whole.inside:
        return "outside", []
    inside = divided(whole.events, period, division)
    if inside:
        return "inside", sorted({code for event in inside for code in (event.old, event.new) if code in whole.members})
    unlisted = [code for code, days in whole.unlisted.items() if _within(days, on)]
    if unlisted:
        return "unlisted", unlisted
    strangers = [code for code, said in here.items() if code not in there and (said is None or said.known)]
    if strangers or not there:
        return "borders", strangers or list(here)
    several = [code for code, said in here.items() if said is None]
    return ("several", several) if several else ("", [])


def _added(whole: _Whole, here: Mapping[str, Said | None], on: date) -> tuple[dict[str, float | None], str, list[str]]:
    """The sum of the numbers, or of the ends where some are ranges: all low together, and all high."""
    from samenhang.methods.harmonise import complete

    days = {code: whole.span(code, on) for code in whole.members}
    ends = {end: {code: getattr(said, end) for code, said in here.items() if said} for end in ("value", "low", "high")}
    low, high, value = (complete(days, ends[end], on=on) for end in ("low", "high", "value"))
    missing = list(dict.fromkeys((*low.missing, *high.missing)))
    numbers = {"value": value.value, "low": low.value, "high": high.value}
    if missing:
        hidden = [code for code in missing if (said := here.get(code)) and said.state == "suppressed"]
        return dict.fromkeys(numbers), "withheld" if len(hidden) == len(missing) else "missing", missing
    return numbers, "", []

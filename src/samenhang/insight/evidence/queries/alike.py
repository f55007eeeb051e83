"""Figures of a sheet that count alike: same publication, definition, basis and unit. Only these are ever joined or added up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Sheet
from samenhang.workspace.check.tables import table_of
from samenhang.workspace.kinds import Period, Row, schema

BORDERS = ("areas", "memberships", "area_events")
# parts of a group, such as a nationality: a sum of these, or a difference of sums, could tell a number that is withheld
SUB_GROUPS = "nature"
FIRM = ("known", "provisional", "forecast")  # from firm to weak


class Alike(NamedTuple):
    """What figures must share to be joined: who published, what it counts, where, and in what unit."""

    publication: str
    definition: str
    basis: str
    unit: str


@dataclass(frozen=True)
class Said:
    """What is stated for one area and period: a number, or both ends of a range. `rows` are the rows of the sheet."""

    rows: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    state: str
    certainty: str

    @property
    def known(self) -> bool:
        """Whether there are bounds on both sides; a number is its own bounds."""
        return self.low is not None and self.high is not None


@dataclass
class Group:
    """The figures of a sheet that count alike: those of the wanted areas, and every period of which there is one at all."""

    periods: set[str] = field(default_factory=set)
    said: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def cells(self) -> dict[tuple[str, str], Said | None]:
        """By area and period; None where the sheet states several things at once, of which none may be chosen here."""
        return {place: _said(records) for place, records in self.said.items()}


def groups(figures: Sheet, wanted: Iterable[str]) -> dict[Alike, Group]:
    """The figures of these areas in a sheet of figures, by what they count. Read row by row: a sheet may be large."""
    table, wanted = ledger.stream(figures), frozenset(wanted)
    names = [name for name, _ in table.columns]
    area, period = names.index("area"), names.index("period")
    places = [names.index(name) for name in Alike._fields]
    found: dict[tuple[Any, ...], Group] = defaultdict(Group)
    for row in table.rows:
        if not row[period]:
            continue
        group = found[tuple([row[place] for place in places])]
        group.periods.add(row[period])
        if row[area] in wanted:
            group.said[row[area], row[period]].append(dict(zip(names, row, strict=True)))
    return {Alike(*key): group for key, group in sorted(found.items()) if group.said}


def _said(records: list[dict[str, Any]]) -> Said | None:
    rows = tuple(record["row"] for record in records)
    firm = max((record["state"] for record in records), key=_weakness)
    if len(records) == 1 and records[0]["certainty"] not in ("low", "high"):
        one = records[0]
        low, high = (one[end] if one[end] is not None else one["value"] for end in ("low", "high"))
        return Said(rows, one["value"], low, high, firm, one["certainty"])
    ends = {record["certainty"]: record for record in records}
    if set(ends) == {"low", "high"} and len(records) == 2 and records[0]["state"] == records[1]["state"]:
        return Said(rows, None, ends["low"]["value"], ends["high"]["value"], firm, "")
    return None


def _weakness(state: str) -> int:
    return FIRM.index(state) if state in FIRM else len(FIRM)


def weakest(states: Iterable[str]) -> str:
    """The state of what is made of figures in these states."""
    return max(states, key=_weakness)


def joint(certainties: Iterable[str]) -> str:
    """How firm a sum is whose parts are so firm; of "at least" with "at most" only "about" is left."""
    told = set(certainties) - {"exact", ""}
    if not told:
        return "exact"
    if "not stated" in told:
        return "not stated"
    ends = told - {"circa"}
    return ends.pop() if len(ends) == 1 else "circa"


def plain(number: float | None) -> int | float | None:
    """Whole where it is whole, so that a sum of people is written as its parts are."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


# --- the borders, as the workspace says them


@dataclass(frozen=True)
class Borders:
    """The rows of the tables of BORDERS."""

    areas: Mapping[str, Row]
    memberships: tuple[Row, ...]
    events: tuple[Row, ...]


def borders_of(sheets: Iterable[Sheet]) -> Borders:
    """The borders in the sheets of BORDERS, in that order."""
    read = [
        table_of(schema()[name], store.read(sheet.digest)).rows for name, sheet in zip(BORDERS, sheets, strict=True)
    ]
    return Borders({row.code: row for row in read[0]}, tuple(read[1]), tuple(read[2]))


def exists(area: Row, on: date) -> bool:
    return (area.valid_from is None or area.valid_from <= on) and (area.valid_to is None or on < area.valid_to)


def day_of(period: str, division: str) -> date:
    """The day whose borders a figure of this period is on; `division` as its source declares it."""
    return date(int(division), 1, 1) if division.isdecimal() else Period.parse(period).start


def divided(events: Iterable[Row], period: str, division: str) -> tuple[Row, ...]:
    """The events that fall inside a period, so that nobody can tell whose borders the figure is on."""
    if division.isdecimal():
        return ()
    whole = Period.parse(period)
    return tuple(event for event in events if whole.start < event.date <= whole.end)

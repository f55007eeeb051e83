"""What a workspace is made of: the schema, its rows, its sources, and what can be wrong with them."""

import csv
import dataclasses
import datetime
import functools
import importlib.resources
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclasses.dataclass(frozen=True, order=True)
class Period:
    """A year, quarter, month or day, sorted by its first and then its last day (both belong to it)."""

    start: datetime.date
    end: datetime.date
    text: str

    FORMS = "2018, 2018-Q4, 2018-12, 2018-12-31, or as CBS writes it 2018JJ00, 2018KW04, 2018MM12"
    PATTERN = re.compile(
        r"(?P<year>[0-9]{4})(?:JJ(?P<whole>[0-9]{2})|KW(?P<cbs_quarter>[0-9]{2})|MM(?P<cbs_month>[0-9]{2})"
        r"|-Q(?P<quarter>[0-9])|-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
    )

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> "Period":
        """The period that `text` names; ValueError with a sentence when it names none."""
        found = cls.PATTERN.fullmatch(text)
        if found is None or not 1500 <= int(found["year"]) <= 2999:
            raise ValueError(f"expected a period such as {cls.FORMS}")
        year = int(found["year"])
        quarter = found["quarter"] or found["cbs_quarter"]
        month = found["month"] or found["cbs_month"]
        if found["whole"] not in (None, "00"):
            raise ValueError(
                "expected JJ00 after the year: JJ is a whole year, a quarter is KW01-KW04, a month MM01-MM12"
            )
        if quarter and not 1 <= int(quarter) <= 4:
            raise ValueError("expected a quarter from 1 to 4")
        if month and not 1 <= int(month) <= 12:
            raise ValueError("expected a month from 01 to 12")
        if found["day"]:
            try:
                day = datetime.date(year, int(month), int(found["day"]))
            except ValueError:
                raise ValueError("expected a day that is in the calendar") from None
            return cls(day, day, day.isoformat())
        if quarter:
            return cls(*_months(year, int(quarter) * 3 - 2, int(quarter) * 3), f"{year}-Q{int(quarter)}")
        if month:
            return cls(*_months(year, int(month), int(month)), f"{year}-{month}")
        return cls(*_months(year, 1, 12), f"{year}")


def _months(year: int, first: int, last: int) -> tuple[datetime.date, datetime.date]:
    leap = last == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return datetime.date(year, first, 1), datetime.date(year, last, MONTH_DAYS[last - 1] + leap)


@dataclasses.dataclass(frozen=True)
class Column:
    """One column of a table, as a row of schema.csv says it."""

    name: str
    type: str
    required: bool
    key: bool
    references: str
    allowed: tuple[str, ...]
    meaning: str

    @property
    def range(self) -> tuple[float, float] | None:
        """The lowest and highest number that is allowed, written `0..1` in the schema."""
        if self.type not in ("int", "number") or not self.allowed:
            return None
        low, high = self.allowed[0].split("..")
        return float(low), float(high)


class Row:
    """One row of a table: `code` (key columns joined by "/"), `line` in its file, and a field for each column."""

    code: str
    line: int
    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


@dataclasses.dataclass(frozen=True)
class TableKind:
    """The schema of one table."""

    name: str
    columns: tuple[Column, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @functools.cached_property
    def row(self) -> type[Row]:
        """The frozen dataclass of its rows, made from the schema so that there is one truth."""
        names = dict.fromkeys(["code", "line", *(column.name for column in self.columns)])
        made: type[Row] = dataclasses.make_dataclass(
            self.name, [(name, Any) for name in names], bases=(Row,), frozen=True
        )
        return made


@functools.cache
def kinds_of(resource: str) -> Mapping[str, TableKind]:
    """The tables that a schema file in this package declares."""
    columns: dict[str, list[Column]] = {}
    text = importlib.resources.files(__package__).joinpath(resource).read_text(encoding="utf-8")
    for raw in csv.DictReader(text.splitlines()):
        allowed = tuple(raw["allowed"].split(";")) if raw["allowed"] else ()
        columns.setdefault(raw["table"], []).append(
            Column(
                raw["column"],
                raw["type"],
                raw["required"] == "yes",
                raw["key"] == "yes",
                raw["references"],
                allowed,
                raw["meaning"],
            )
        )
    return {name: TableKind(name, tuple(found)) for name, found in columns.items()}


def schema() -> Mapping[str, TableKind]:
    """The tables of a workspace."""
    return kinds_of("schema.csv")


def figures() -> TableKind:
    """The figures of a delivery, after mapping by the TOML file of its source."""
    return kinds_of("delivery.csv")["figures"]


@dataclasses.dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, where it is, and what to do about it (line 0: the file as a whole)."""

    file: str
    line: int
    column: str
    message: str
    row: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.row}: {self.message}" if self.row else f"{place}: {self.message}"


class WorkspaceError(Exception):
    """A workspace that is refused as a whole, with all its problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclasses.dataclass(frozen=True)
class SourceKind:
    """A source of figures, as its TOML file declares it."""

    code: str
    title_nl: str
    title_en: str
    publisher: str
    licence: str
    url: str
    cadence: str
    table: str
    file: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    map: Mapping[str, Mapping[str, str]]
    kind: str = "csv"  # how its deliveries are written: formats.KINDS
    division: str = ""  # whose areas it counts: "period" (those of its own time), a year, or "" (not said)
    layout: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    select: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Workspace:
    """A province as data: everything that was read, checked and found in order."""

    name: str
    title_nl: str
    title_en: str
    province: str
    home_nl: str
    home_en: str
    contact_nl: str
    contact_en: str
    fictional: bool
    tables: Mapping[str, tuple[Row, ...]]
    sources: Mapping[str, SourceKind]
    files: Mapping[str, bytes]
    example: Mapping[str, Any] | None

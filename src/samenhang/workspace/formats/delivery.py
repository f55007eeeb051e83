"""A delivery as it came, and what every reader makes of it: raw rows, each with its place."""

import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice
from pathlib import Path
from typing import BinaryIO

from samenhang.workspace.check.hints import quoted, shown
from samenhang.workspace.kinds import Problem

Raw = dict[str, str]
MEASURE, TITLE, UNIT, VALUE, STATE = "@measure", "@title", "@unit", "@value", "@state"
BATCH = 500
LAST = "~"  # sorts behind the name of every column
# first bytes of what people send by mistake
WRONG = (
    (b"\xd0\xcf\x11\xe0", "an old or protected Office file: save it without a password, as .xlsx"),
    (b"%PDF", "a PDF: deliver the table itself"),
)


class Told(list[Problem]):
    """Problems, told up to as many as people read; the rest is counted."""

    MOST = 200

    def __init__(self) -> None:
        super().__init__()
        self.more = 0

    def append(self, problem: Problem) -> None:
        if len(self) < self.MOST:
            super().append(problem)
        else:
            self.more += 1

    def all(self) -> tuple[Problem, ...]:
        """The problems, behind which stands how many more there are."""
        if not self.more:
            return tuple(self)
        last = max(self)
        message = f"and {self.more:,} more problems: repair these first, most have one cause"
        return (*self, Problem(last.file, last.line, LAST, message))


class UnreadableError(Exception):
    """The sentence about a delivery, or a part of it, that cannot be read at all."""


@dataclass(frozen=True)
class Delivery:
    """The bytes of a delivery: how problems call it, and how to open it from its beginning, as often as needed."""

    name: str
    open: Callable[[], BinaryIO]

    @classmethod
    def of(cls, name: str, given: "bytes | os.PathLike[str] | Delivery") -> "Delivery":
        """Bytes, the path of a file, or a delivery under another name."""
        if isinstance(given, Delivery):
            return cls(name, given.open)
        if isinstance(given, bytes):
            return cls(name, lambda: io.BytesIO(given))
        path = Path(given)
        return cls(name, lambda: path.open("rb"))


@dataclass(frozen=True)
class Batch:
    """Some hundreds of raw rows as columns: what is done by the column is done several times as fast as by the row, and
    what is done to few rows at a time stays near the processor.

    A row's number is its line in the file, its row in the sheet or the id of its observation.
    """

    lines: Sequence[int]
    cells: Mapping[str, Sequence[str]]

    def raw(self, place: int) -> Raw:
        """One row."""
        return {name: column[place] for name, column in self.cells.items()}

    def one(self, place: int) -> "Batch":
        """A batch of one row, for keeping."""
        return Batch((self.lines[place],), {name: (column[place],) for name, column in self.cells.items()})

    def only(self, kept: Sequence[object]) -> "Batch":
        """The rows for which `kept` is true."""
        if all(kept):
            return self
        return Batch(
            list(compress(self.lines, kept)),
            {name: list(compress(column, kept)) for name, column in self.cells.items()},
        )


def batched(rows: Iterable[tuple[int, Raw]], columns: Sequence[str]) -> Iterator[Batch]:
    """Rows one by one as batches of these columns."""
    found = iter(rows)
    while some := list(islice(found, BATCH)):
        yield Batch([line for line, _ in some], {name: [raw[name] for _, raw in some] for name in columns})


def _nowhere(line: int, raw: Mapping[str, str], column: str) -> str:
    return f"{shown(column)} {quoted(raw.get(column, ''))}"


@dataclass
class Rows:
    """What a reader found: the columns that [columns] may name, and the raw rows, read once, as they are asked for.

    `problems` of the delivery's own form grow while the rows are read. `place` says where a cell stands, `at` where a row
    does.
    """

    columns: tuple[str, ...]
    batches: Iterator[Batch]
    problems: Told = field(default_factory=Told)
    numbered: bool = True  # the row's number is a line of the file
    place: Callable[[int, Mapping[str, str], str], str] = _nowhere
    at: Callable[[int, Mapping[str, str]], str] = lambda line, raw: f"on line {line}"
    close: Callable[[], None] = lambda: None  # for whoever leaves the batches unread

    def __iter__(self) -> Iterator[tuple[int, Raw]]:
        """The raw rows one by one."""
        for batch in self.batches:
            for place, line in enumerate(batch.lines):
                yield line, batch.raw(place)


def refuse_page(start: bytes, expected: str) -> None:
    """Refuse what is plainly something else: a web page, XML where JSON is due, a PDF, an old Office file."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        raise UnreadableError(
            f"expected {expected}, got a web page (HTML): the site answered with a page instead of the data, "
            "download it again later or check the address"
        )
    if "JSON" in expected and start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        raise UnreadableError(
            f"expected {expected}, got XML: ask the service for JSON ($format=json) and download it again"
        )
    for mark, what in WRONG:
        if start.startswith(mark):
            raise UnreadableError(f"expected {expected}, got {what}")

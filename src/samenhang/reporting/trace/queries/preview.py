"""A few rows of a sheet around the one that was asked for, so that a cell is seen where it stands."""

from dataclasses import dataclass

from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Sheet
from samenhang.insight.evidence.queries.small import close_to_people, passed
from samenhang.reporting.trace.queries.book import Book
from samenhang.reporting.trace.queries.known import column
from samenhang.reporting.trace.queries.refs import Pointer
from samenhang.screen.cells import ref_url
from samenhang.workspace.check.text import sheet_of

AROUND = 3
FIRST = 8
LONGEST_LINE = 400


@dataclass(frozen=True)
class PreviewRow:
    """One row: its code with the address of its own cell, and its values as the sheet writes them."""

    name: str
    url: str
    values: tuple[str, ...]
    asked: bool


@dataclass(frozen=True)
class Preview:
    """Some rows of a table, or some lines of a file; `total` is how many there are, None when those were not counted."""

    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    total: int | None
    lines: bool = False


def of_table(at: Pointer, table: store.Table, main: str, *, whole: bool) -> Preview:
    """The rows around the one that `at` points at, or the first ones."""
    names, every = [name for name, _kind in table.columns], tuple(table.rows)
    place = next((number for number, row in enumerate(every) if row[0] == at.row), None) if at.cell else None
    start = 0 if place is None else max(0, place - AROUND)
    end = FIRST if place is None else place + AROUND + 1
    rows = tuple(
        PreviewRow(
            row[0],
            ref_url(f"{at.base}#{row[0]}/{at.column if at.column in names else main}"),
            tuple("" if value is None else str(value) for value in row[1:]),
            start + number == place,
        )
        for number, row in enumerate(every[start:end])
    )
    return Preview(tuple(column(name) for name in names), rows, len(every) if whole else None)


def withheld(table: store.Table) -> store.Table:
    """A table of figures in which small numbers of people are not read."""
    names = [name for name, _kind in table.columns]
    if not {"indicator", "area", "definition", "value", "low", "high", "state", "certainty"} <= set(names):
        return table
    rows = tuple(table.rows)
    close = close_to_people({str(row[names.index("indicator")]) for row in rows})
    if not close.indicators:
        return store.Table(table.kind, table.columns, rows, table.head)
    made = []
    for row in rows:
        record = dict(zip(names, row, strict=True))
        if close.holds(record):
            left = passed(*(record[name] for name in ("low", "value", "high", "state", "certainty")))
            record |= {"low": left.low, "value": left.value, "high": left.high, "state": left.state, "wording": ""}
        made.append(tuple(record[name] for name in names))
    return store.Table(table.kind, table.columns, tuple(made), table.head)


def of_file(sheet: Sheet, line: int, *, whole: bool) -> Preview | None:
    """The lines around `line` of a file as it was received, or its first ones; None when it is no text, or gone."""
    start = max(0, line - 1 - AROUND) if line else 0
    end = line + AROUND if line else FIRST
    rows, total = list[PreviewRow](), 0
    try:
        for total, text in enumerate(store.lines(sheet.digest), 1):
            if start < total <= end:
                rows.append(PreviewRow(str(total), "", (text.rstrip()[:LONGEST_LINE],), total == line))
            elif total > end and not whole:
                break
    except (store.StoreError, UnicodeDecodeError):
        return None
    return Preview((), tuple(rows), total if whole else None, lines=True)


def line_of(row: str, tidy: store.Table, raw: bytes) -> int:
    """The line of the delivery from which a row in the fixed form was made: they stand in the same order. 0 when unknown."""
    every = tuple(tidy.rows)
    place = next((number for number, each in enumerate(every) if each[0] == row), None)
    if place is None:
        return 0
    rows = sheet_of("delivery", raw).rows
    return rows[place][0] if len(rows) == len(every) else 0


def raw_line(ref: str, before: str, book: Book) -> int:
    """The line in the received file `ref` behind the cell `before`, when that stands in a sheet with the same rows."""
    base, _mark, cell = before.partition("#")
    table, sheet = book.table(base), book.sheets.get(ref)
    if table is None or sheet is None or not cell or book.table(ref) is not None or ref in book.stones:
        return 0
    if not (book.whole(base) and book.whole(ref)):
        return 0
    try:
        return line_of(cell.rpartition("/")[0], table, store.read(sheet.digest))
    except store.StoreError:
        return 0

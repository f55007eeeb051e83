"""A sheet of a workbook: header rows that name the columns, key columns, and figures below and beside them.

With `keys`, a row gives a figure for each other column; `@measure` is that column's name, `@value` its cell, and where
`header_names` gives each header row a name, that name stands for its words (a year, a sex). Without `keys` a row gives
one figure, as in CSV. The name of a column is the path of its headers: `2024 / men`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from samenhang.workspace.check.hints import did_you_mean, quoted, shown
from samenhang.workspace.formats.delivery import MEASURE, VALUE, Raw, Rows, UnreadableError, batched
from samenhang.workspace.kinds import Problem, SourceKind

MOST_COLUMNS = 4096
BETWEEN = " / "


@dataclass(frozen=True)
class Formula:
    """A cell that holds a formula: its outcome is not what was delivered."""

    text: str


Line = tuple[int, list[str | Formula]]


@dataclass
class Header:
    """The columns of a sheet: for each its name and the words of its header rows."""

    names: list[str]
    words: list[tuple[str, ...]]


def rows_of(source: SourceKind, file: str, lines: Iterable[Line]) -> Rows:
    """The raw rows of the sheet that [layout] describes; `lines` are its rows with anything in them, by number."""
    layout = source.layout
    sheet, numbers = layout["sheet"], list(layout["header_rows"])
    rest = iter(lines)
    above, first = _above(rest, layout.get("first_row", numbers[-1] + 1))
    _expected(sheet, above, layout.get("expect", {}))
    for number in numbers:
        if formula := next((cell for cell in above.get(number, []) if isinstance(cell, Formula)), None):
            raise UnreadableError(
                f"{_cell(sheet, number, 0)} and on: a header holds the formula {quoted(formula.text)}"
            )
    header = header_of([[_words(cell) for cell in above.get(number, [])] for number in numbers])
    if not any(header.names):
        told = ", ".join(str(number) for number in numbers)
        raise UnreadableError(f"{quoted(sheet)} has nothing in the header rows {told}: correct header_rows in [layout]")
    keys = [_place(name, header, sheet, "keys") for name in layout.get("keys", ())]
    carried = [_place(name, header, sheet, "carry") for name in layout.get("carry", ())]
    named = [name for name in header.names if name]
    heads = tuple(layout.get("header_names", ()))
    rows = Rows((), iter(()))
    for name in dict.fromkeys(name for name in named if named.count(name) > 1):
        message = "this column is there more than once: keep one"
        rows.problems.append(Problem(file, numbers[-1], name, message, f"column {quoted(name)}"))
    letters = {name: letter(place) for place, name in enumerate(header.names) if name}

    def address(line: int, raw: Mapping[str, str], column: str) -> str:
        name = raw.get(MEASURE, column) if column in (VALUE, MEASURE, *heads) else column
        return f"{shown(sheet)}!{letters[name]}{line}" if name in letters else shown(column)

    rows.place = lambda line, raw, column: f"{address(line, raw, column)} {quoted(raw.get(column, ''))}"
    rows.at = lambda line, raw: f"in {address(line, raw, VALUE)}" if keys else f"on row {line}"
    whole = _filled(
        rest if first is None else _chain(first, rest), sheet, file, layout.get("last_row"), carried, rows.problems
    )
    if keys:
        found = _melted(whole, header, keys, _measures(source, header, keys, sheet), heads)
        columns = [*(header.names[key] for key in keys), MEASURE, VALUE, *heads]
    else:
        found, columns = ((number, _named(header.names, cells)) for number, cells in whole), named
    rows.columns, rows.batches = tuple(columns), batched(found, columns)
    return rows


def _above(lines: Iterator[Line], first: int) -> tuple[dict[int, list[str | Formula]], Line | None]:
    """The rows above the first with figures, and that first one."""
    above: dict[int, list[str | Formula]] = {}
    for line in lines:
        if line[0] >= first:
            return above, line
        above[line[0]] = line[1]
    return above, None


def _chain(first: Line, rest: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from rest


def _words(cell: str | Formula) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def header_of(rows: list[list[str]]) -> Header:
    """The path of each column: a merged header stands in its first cell only, so it counts until the next one begins."""
    width = max((len(row) for row in rows), default=0)
    levels = [row + [""] * (width - len(row)) for row in rows]
    for level, row in enumerate(levels[:-1]):
        for column in range(1, width):
            same_above = all(upper[column] == upper[column - 1] for upper in levels[:level])
            below = any(lower[column] for lower in levels[level + 1 :])
            if not row[column] and row[column - 1] and same_above and below:
                row[column] = row[column - 1]
    words = [tuple(row[column] for row in levels) for column in range(width)]
    return Header([BETWEEN.join(dict.fromkeys(word for word in path if word)) for path in words], words)


def letter(column: int) -> str:
    """`A` for 0, `AA` for 26."""
    text = ""
    column += 1
    while column:
        column, left = divmod(column - 1, 26)
        text = chr(65 + left) + text
    return text


def too_wide(sheet: str, row: int) -> str:
    """The sentence about a row with a cell far to the right."""
    return f"row {row} of {quoted(sheet)} goes on beyond column {letter(MOST_COLUMNS - 1)}: remove what stands so far to the right"


def _cell(sheet: str, row: int, column: int) -> str:
    return f"{shown(sheet)}!{letter(column)}{row}"


def _place(name: str, header: Header, sheet: str, key: str) -> int:
    if name not in header.names:
        named = [one for one in header.names if one]
        hint = did_you_mean(name, named, f"the columns are {shown(', '.join(named[:12]))}")
        raise UnreadableError(f"{quoted(sheet)} has no column {quoted(name)}{hint}: correct {key} in [layout]")
    return header.names.index(name)


def _expected(sheet: str, above: Mapping[int, list[str | Formula]], expect: Mapping[str, str]) -> None:
    """The cells that must say what they said when the mapping was made: the unit, the year, the title."""
    for address, text in expect.items():
        letters, number = re.match(r"([A-Z]+)([0-9]+)$", address).groups()  # type: ignore[union-attr]
        cells = above.get(int(number), [])
        column = next(place for place in range(MOST_COLUMNS * 8) if letter(place) == letters)
        came = _words(cells[column]) if column < len(cells) else ""
        if came != text:
            raise UnreadableError(
                f"{shown(sheet)}!{address} says {quoted(came)}, expected {quoted(text)}: this is another edition or another "
                "unit; look at the sheet and correct [layout]"
            )


def _filled(
    lines: Iterator[Line], sheet: str, file: str, last: int | None, carried: list[int], problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """The rows with figures as text; a formula is a problem, an empty carried cell is what stood above it."""
    above = dict.fromkeys(carried, "")
    for number, cells in lines:
        if last is not None and number > last:
            return
        texts = []
        for column, cell in enumerate(cells):
            if isinstance(cell, Formula):
                message = (
                    f"the cell holds a formula ({shown(cell.text[:64])}): deliver values, in a spreadsheet program with "
                    "copy and paste special, values only"
                )
                problems.append(Problem(file, number, "", message, _cell(sheet, number, column)))
                cell = ""
            texts.append(cell)
        if not any(texts):
            continue
        for column in carried:
            above[column] = texts[column] = (texts[column] if column < len(texts) else "") or above[column]
        yield number, texts


def _named(names: list[str], cells: list[str]) -> Raw:
    row = dict(zip(names, cells, strict=False))
    for name in names[len(cells) :]:
        row[name] = ""
    row.pop("", None)
    return row


def _measures(source: SourceKind, header: Header, keys: list[int], sheet: str) -> list[int]:
    """The columns with figures: those that [map.indicator] names, or every one that is no key."""
    if source.columns.get("indicator") == MEASURE:
        return [
            _place(name, header, sheet, "the names of [map.indicator], or header_rows")
            for name in source.map["indicator"]
        ]
    return [place for place, name in enumerate(header.names) if name and place not in keys]


def _melted(
    lines: Iterator[tuple[int, list[str]]], header: Header, keys: list[int], measures: list[int], heads: tuple[str, ...]
) -> Iterator[tuple[int, Raw]]:
    tops = [{MEASURE: header.names[place], **dict(zip(heads, header.words[place], strict=False))} for place in measures]
    for number, cells in lines:
        row = {header.names[key]: cells[key] if key < len(cells) else "" for key in keys}
        for place, top in zip(measures, tops, strict=True):
            yield number, {**row, **top, VALUE: cells[place] if place < len(cells) else ""}

"""Formats: what a source's `kind` means. Each reader turns the bytes of a delivery into raw rows of text, one by one.

    kind     a delivery is                          [layout] may say
    csv      text with a delimiter                  encoding, delimiter
    xlsx     a workbook of Excel                    sheet, header_rows, header_names, first_row, last_row, keys, carry, expect
    ods      a workbook of LibreOffice              the same
    cbs-v4   the documents of a table, in one zip   units, factors, symbols
    cbs-v3   the same of the older service          units, factors, symbols

csv, xlsx and ods also take decimal, thousands, symbols, state, factor and rounding: how the cell of a figure is written.
[select] keeps some of the rows. Columns that the readers add begin with @: `@measure`, `@title`, `@unit`, `@value` and
`@state` of CBS tables; `@measure` and `@value` of workbooks with key columns; `@state` wherever symbols or state are said.
"""

from collections.abc import Callable, Iterator

from samenhang.workspace.formats import cbs_v3, cbs_v4, delimited, ods, xlsx
from samenhang.workspace.formats.delivery import STATE, VALUE, Delivery, Raw, Rows, UnreadableError
from samenhang.workspace.formats.numbers import Cell, cell_reader
from samenhang.workspace.formats.select import conditions, keeper
from samenhang.workspace.kinds import Problem, SourceKind

__all__ = ["KINDS", "Delivery", "Raw", "Rows", "UnreadableError", "read"]

KINDS: dict[str, Callable[[SourceKind, Delivery], Rows]] = {
    "csv": delimited.read,
    "xlsx": xlsx.read,
    "ods": ods.read,
    "cbs-v4": cbs_v4.read,
    "cbs-v3": cbs_v3.read,
}
TABLES = ("csv", "xlsx", "ods")  # kinds whose figures are cells that people typed


def read(source: SourceKind, delivery: Delivery) -> Rows:
    """The raw rows of a delivery; UnreadableError, now or while they are read, when it is not what the source says."""
    rows = KINDS[source.kind](source, delivery)
    if source.kind not in TABLES:
        return rows
    if source.select and set(source.select) <= set(rows.columns):
        rows.rows = _selected(source, rows.rows)
    read_cell, value = cell_reader(source.layout), source.columns.get("value", VALUE)
    if read_cell is not None and value in rows.columns:
        rows.columns = (*rows.columns, STATE)
        rows.rows = _cells(rows, rows.rows, value, read_cell, delivery.name)
    return rows


def _selected(source: SourceKind, rows: Iterator[tuple[int, Raw]]) -> Iterator[tuple[int, Raw]]:
    keeps = keeper(conditions(source.select), {})
    return (row for row in rows if keeps(row[1]))


def _cells(
    rows: Rows, found: Iterator[tuple[int, Raw]], value: str, read_cell: Callable[[str], Cell], file: str
) -> Iterator[tuple[int, Raw]]:
    for line, raw in found:
        try:
            cell = read_cell(raw[value])
        except UnreadableError as error:
            where = rows.place(line, raw, value)
            rows.problems.append(Problem(file, line if rows.numbered else 0, value, str(error), where))
            continue
        if cell is not None:
            raw[value], raw[STATE] = cell
            yield line, raw

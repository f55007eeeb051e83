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

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from samenhang.workspace.formats import cbs_v3, cbs_v4, delimited, ods, xlsx
from samenhang.workspace.formats.delivery import STATE, VALUE, Batch, Delivery, Raw, Rows, UnreadableError
from samenhang.workspace.formats.documents import pack_folder
from samenhang.workspace.formats.numbers import Cell, cell_reader
from samenhang.workspace.formats.select import conditions, keeper
from samenhang.workspace.kinds import Problem, SourceKind

__all__ = ["KINDS", "Delivery", "Raw", "Rows", "UnreadableError", "as_one_file", "named", "read"]

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
        rows.batches = map(keeper(conditions(source.select), {}), rows.batches)
    read_cell, value = cell_reader(source.layout), source.columns.get("value", VALUE)
    if read_cell is not None and value in rows.columns:
        rows.columns = (*rows.columns, STATE)
        rows.batches = _cells(rows, rows.batches, value, read_cell, delivery.name)
    return rows


@contextlib.contextmanager
def as_one_file(given: bytes | Path) -> Iterator[bytes | Path]:
    """A delivery as one file: a folder with the documents of a CBS table becomes their bundle for as long as it is needed."""
    if isinstance(given, bytes) or not given.is_dir():
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bundle.zip"
        with file.open("wb") as out:
            pack_folder(given, out)
        yield file


def named(given: bytes | Path) -> Delivery:
    """A delivery under the name of its file, so that a problem names what somebody sees; bytes have no name."""
    return Delivery.of(given.name if isinstance(given, Path) else "", given)


def _cells(
    rows: Rows, batches: Iterator[Batch], value: str, read_cell: Callable[[str], Cell], file: str
) -> Iterator[Batch]:
    """The batches with the cells of figures as number and state; cells that are no figure at all are left out."""
    for batch in batches:
        found: list[Cell] = []
        for place, text in enumerate(batch.cells[value]):
            try:
                found.append(read_cell(text))
            except UnreadableError as error:
                line, where = batch.lines[place], rows.place(batch.lines[place], batch.raw(place), value)
                rows.problems.append(Problem(file, line if rows.numbered else 0, value, str(error), where))
                found.append(None)
        batch = batch.only(found)
        cells = [cell for cell in found if cell is not None]
        read = {value: [number for number, _ in cells], STATE: [state for _, state in cells]}
        yield Batch(batch.lines, {**batch.cells, **read})

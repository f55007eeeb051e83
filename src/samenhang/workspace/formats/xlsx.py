"""Workbooks of Excel (.xlsx), read row by row."""

import datetime
import warnings
from collections.abc import Iterator
from typing import Any

from samenhang.workspace.check.hints import did_you_mean, listed, quoted, shown
from samenhang.workspace.formats import grid
from samenhang.workspace.formats.archive import LARGEST_PART, opened, refuse_entities
from samenhang.workspace.formats.delivery import Delivery, Rows, UnreadableError
from samenhang.workspace.formats.numbers import spreadsheet_number
from samenhang.workspace.kinds import SourceKind

EXPECTED = "a workbook (.xlsx)"


def read(source: SourceKind, delivery: Delivery) -> Rows:
    """The rows of the sheet that the source names."""
    return grid.rows_of(source, delivery.name, _lines(delivery, source.layout["sheet"]))


def _lines(delivery: Delivery, name: str) -> Iterator[grid.Line]:
    """Each row with anything in it, by its number."""
    import openpyxl

    with opened(delivery, EXPECTED) as archive:
        refuse_entities(archive, archive.namelist())
        for part in archive.infolist():
            if not part.filename.startswith("xl/worksheets/") and part.file_size > LARGEST_PART:
                raise UnreadableError(
                    f"{quoted(part.filename)} unpacks to {part.file_size:,} bytes: leave out what the source does not use"
                )
    with delivery.open() as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fonts and drawings, which we do not read
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            if name not in book.sheetnames:
                hint = did_you_mean(name, book.sheetnames, f"there is {listed(map(quoted, book.sheetnames), 'and')}")
                raise UnreadableError(f"the workbook has no sheet {quoted(name)}{hint}: correct sheet in [layout]")
            sheet: Any = book[name]
            sheet.reset_dimensions()  # some programs write a size that is not true
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                if len(cells) > grid.MOST_COLUMNS:
                    raise UnreadableError(grid.too_wide(name, number))
                texts = [_text(cell) for cell in cells]
                while texts and texts[-1] == "":
                    texts.pop()
                if texts:
                    yield number, texts
        except UnreadableError:
            raise
        except Exception as error:  # noqa: BLE001 - a damaged workbook breaks the library in a hundred ways
            raise UnreadableError(
                f"expected {EXPECTED}, got one that cannot be read ({shown(str(error)[:120])}): open it in a spreadsheet "
                "program and save it again"
            ) from None


def _text(cell: Any) -> str | grid.Formula:
    """What a cell says, as text; a formula stays one."""
    if cell is None:
        return ""
    if type(cell) is str:
        return grid.Formula(cell) if cell.startswith("=") and len(cell) > 1 else cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return spreadsheet_number(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    return grid.Formula(str(getattr(cell, "text", None) or getattr(cell, "ref", "") or cell))

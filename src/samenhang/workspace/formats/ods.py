"""Workbooks of LibreOffice (.ods): a zip with one XML file, read as it streams by."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from samenhang.workspace.check.hints import did_you_mean, listed, quoted, shown
from samenhang.workspace.formats import grid
from samenhang.workspace.formats.archive import opened, refuse_entities
from samenhang.workspace.formats.delivery import Delivery, Rows, UnreadableError
from samenhang.workspace.formats.numbers import plain
from samenhang.workspace.kinds import SourceKind

EXPECTED = "a workbook (.ods)"
CONTENT = "content.xml"
PIECE = 256 * 1024
MOST_ROWS = 1_048_576


def read(source: SourceKind, delivery: Delivery) -> Rows:
    """The rows of the sheet that the source names."""
    return grid.rows_of(source, delivery.name, _lines(delivery, source.layout["sheet"]))


class _Sheet:
    """What the parser has seen of one sheet; `rows` holds the rows that are whole and not yet handed over."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.names: list[str] = []
        self.rows: list[grid.Line] = []
        self.within = self.in_text = False
        self.number, self.column, self.repeat, self.width = 0, 0, 1, 1
        self.cells: list[str | grid.Formula] = []
        self.said: str | grid.Formula | None = None
        self.text: list[str] = []
        self.depth = 0  # a note in a cell holds paragraphs of its own

    def start(self, tag: str, about: dict[str, str]) -> None:
        if tag == "table:table":
            self.names.append(about.get("table:name", ""))
            self.within = self.names[-1] == self.name
        elif not self.within:
            return
        elif tag == "table:table-row":
            self.repeat, self.cells, self.column = _count(about, "table:number-rows-repeated"), [], 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.width, self.text = _count(about, "table:number-columns-repeated"), []
            self.said = grid.Formula(about["table:formula"].removeprefix("of:")) if "table:formula" in about else None
            if self.said is None and about.get("office:value-type") != "string":
                self.said = _said(about)
        elif tag == "office:annotation":
            self.depth += 1
        elif tag == "text:p" and not self.depth:
            self.in_text = True
            if self.text:
                self.text.append("\n")
        elif tag in ("text:s", "text:tab", "text:line-break") and self.in_text:
            self.text.append(" " * _count(about, "text:c"))

    def data(self, text: str) -> None:
        if self.in_text:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if tag == "table:table":
            self.within = False
        elif not self.within:
            return
        elif tag == "text:p" and not self.depth:
            self.in_text = False
        elif tag == "office:annotation":
            self.depth -= 1
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            cell = self.said if self.said is not None else "".join(self.text).strip()
            # the empty cells up to the last column of the sheet are written as one that repeats: they fall off
            self.column += self.width
            if cell and self.column > grid.MOST_COLUMNS:
                raise UnreadableError(grid.too_wide(self.name, self.number + 1))
            self.cells += [cell] * (self.width if self.column <= grid.MOST_COLUMNS else 0)
        elif tag == "table:table-row":
            while self.cells and self.cells[-1] == "":
                self.cells.pop()
            for ahead in range(self.repeat if self.cells else 0):
                self.rows.append((self.number + ahead + 1, list(self.cells)))
            self.number += self.repeat
            if self.cells and self.number > MOST_ROWS:
                raise UnreadableError(
                    f"{quoted(self.name)} has more than {MOST_ROWS:,} rows: leave out what the source does not use"
                )


def _said(about: dict[str, str]) -> str | None:
    """The value that stands beside the text of a cell: a number, a day, yes or no."""
    if number := about.get("office:value"):
        try:
            return plain(Decimal(number))
        except InvalidOperation:
            return number
    if day := about.get("office:date-value"):
        return day.removesuffix("T00:00:00")
    truth = about.get("office:boolean-value")
    return truth.upper() if truth else None


def _count(about: dict[str, str], name: str) -> int:
    text = about.get(name, "1")
    count = int(text) if text.isdecimal() and len(text) < 9 else MOST_ROWS + 1
    if count > MOST_ROWS:
        raise UnreadableError(
            f"a cell or row is repeated {text[:20]} times: expected at most {MOST_ROWS:,}, save it again"
        )
    return count


def _lines(delivery: Delivery, name: str) -> Iterator[grid.Line]:
    """Each row with anything in it, by its number."""
    sheet = _Sheet(name)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = sheet.start, sheet.end
    parser.CharacterDataHandler, parser.buffer_text = sheet.data, True
    with opened(delivery, EXPECTED) as archive:
        if CONTENT not in archive.namelist():
            raise UnreadableError(f"expected {EXPECTED}, got an archive without {CONTENT}: save the file as .ods")
        refuse_entities(archive, [CONTENT])
        with archive.open(CONTENT) as content:
            try:
                while piece := content.read(PIECE):
                    parser.Parse(piece, False)
                    yield from sheet.rows
                    sheet.rows.clear()
                parser.Parse(b"", True)
            except expat.ExpatError as error:
                raise UnreadableError(
                    f"expected {EXPECTED}, got one that cannot be read ({shown(str(error))}): open it in a spreadsheet "
                    "program and save it again"
                ) from None
    yield from sheet.rows
    if name not in sheet.names:
        hint = did_you_mean(
            name, sheet.names, f"there is {listed(map(quoted, sheet.names), 'and')}" if sheet.names else ""
        )
        raise UnreadableError(f"the workbook has no sheet {quoted(name)}{hint}: correct sheet in [layout]")

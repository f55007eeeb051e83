"""From bytes to raw rows: encoding, quoting, ragged rows and TOML, each problem with its line."""

import codecs
import csv
import dataclasses
import io
import itertools
import re
import tomllib
from collections.abc import Iterator
from typing import Any, BinaryIO, TextIO

from samenhang.workspace.check.hints import quoted, shown
from samenhang.workspace.kinds import Problem

QUOTING = "expected comma separated values"
PIECE = 1024 * 1024
NAMES = {"\t": "tab"}


@dataclasses.dataclass
class Stream:
    """The header of a CSV file and its rows, each with its first line; they are read once, as they are asked for.

    Problems, ragged rows and `whole` grow while the rows are read.
    """

    header: tuple[str, ...]
    problems: list[Problem]
    rows: Iterator[tuple[int, list[str]]] = dataclasses.field(default_factory=lambda: iter(()))
    ragged: list[dict[str, str]] = dataclasses.field(default_factory=list)  # rows refused, but their codes exist
    whole: bool = True  # False: rows may be missing


@dataclasses.dataclass
class Sheet:
    """The header and all rows of one CSV file; each row by column name, with its line in the file."""

    header: tuple[str, ...]
    problems: list[Problem]
    rows: list[tuple[int, dict[str, str]]]
    ragged: list[dict[str, str]]
    whole: bool


def text_of(file: str, data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file, or the problem that its bytes have."""
    problem = bytes_problem(file, io.BytesIO(data))
    return ("", [problem]) if problem else (data.decode("utf-8"), [])


def bytes_problem(file: str, data: BinaryIO) -> Problem | None:
    """What is wrong with bytes that should be UTF-8 without BOM; read in pieces, since a delivery may be large."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    position = lines = 0
    for piece in itertools.chain(iter(lambda: data.read(PIECE), b""), (b"",)):
        message, at, held = "", 0, len(decoder.getstate()[0])  # held: the first bytes of a letter that goes on
        if position == 0 and piece.startswith(codecs.BOM_UTF8):
            message = "the file starts with a byte order mark (BOM): save it as UTF-8 without BOM"
        elif (at := piece.find(b"\0")) >= 0:
            message = (
                f"expected text, got a NUL byte at position {position + at} (counted from 0): "
                "the file is damaged or not UTF-8, save it again as UTF-8"
            )
        else:
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                at = error.start - held
                message = (
                    f"expected UTF-8, got byte 0x{error.object[error.start]:02X} at position {position + at} "
                    "(counted from 0): save the file as UTF-8"
                )
        if message:
            return Problem(file, lines + piece.count(b"\n", 0, max(at, 0)) + 1, "", message)
        position, lines = position + len(piece), lines + piece.count(b"\n")
    return None


def sheet_of(file: str, data: bytes) -> Sheet:
    """The rows of a CSV file; what cannot be split into rows is not whole."""
    text, problems = text_of(file, data)
    if problems:
        return Sheet((), problems, [], [], whole=False)
    stream = stream_of(file, io.StringIO(text, newline=""))
    rows = [(line, dict(zip(stream.header, cells, strict=True))) for line, cells in stream.rows]
    return Sheet(stream.header, stream.problems, rows, stream.ragged, stream.whole)


def stream_of(file: str, text: TextIO, delimiter: str = ",", problems: list[Problem] | None = None) -> Stream:
    """The rows of a CSV text, read as they are asked for; `problems` may be a list that keeps only so many."""
    problems = [] if problems is None else problems
    lines = _lines(file, text, delimiter, problems)
    header = tuple(next(lines, (1, []))[1])
    if problems or not any(header):
        problems = problems or [Problem(file, 1, "", "the first line is empty: it must hold the names of the columns")]
        return Stream((), problems, whole=False)
    other = next((sign for sign in ";,\t" if sign != delimiter and sign in header[0]), "")
    if len(header) == 1 and other:
        shown_other, wanted = NAMES.get(other, other), NAMES.get(delimiter, delimiter)
        remedy = "save the file with commas" if delimiter == "," else f"the source says {wanted} in [layout] delimiter"
        message = f"the columns are separated by {shown_other} : {remedy}"
        problems.append(Problem(file, 1, "", message))
        return Stream((), problems, whole=False)
    for name in sorted({name for name in header if header.count(name) > 1}):
        message = "this column is there more than once: keep one"
        problems.append(Problem(file, 1, name, message, f"column {quoted(name)}"))
    stream = Stream(header, problems)
    stream.rows = _rows(file, stream, lines)
    return stream


def _rows(file: str, stream: Stream, lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    width = len(stream.header)
    for line, cells in lines:
        if len(cells) == width:
            yield line, cells
        elif not cells:
            stream.problems.append(Problem(file, line, "", "the line is empty: remove it"))
        else:
            rule = "a cell with a comma or a quote in it stands between double quotes"
            message = f"expected {width} cells, as in the first line, got {len(cells)}: {rule}"
            stream.ragged.append(dict(zip(stream.header, cells, strict=False)))
            stream.problems.append(Problem(file, line, "", message))
    stream.whole = not any(problem.message.startswith(QUOTING) for problem in stream.problems)


def _lines(file: str, text: TextIO, delimiter: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each row with its first line; a quoting error ends the rows, since nothing after it can be trusted."""
    reader = csv.reader(text, strict=True, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            rule = 'a cell with a comma or a quote stands between double quotes, a quote in it is doubled ("")'
            problems.append(Problem(file, line, "", f"{QUOTING}, got an error ({error}): {rule}"))
            return
        yield line, [cell.replace("\r\n", "\n") for cell in cells] if "\r" in "".join(cells) else cells


def toml_of(file: str, data: bytes) -> tuple[dict[str, Any], list[Problem]]:
    """The tables of a TOML file."""
    text, problems = text_of(file, data)
    if problems:
        return {}, problems
    try:
        return tomllib.loads(text), []
    except ValueError as error:  # TOMLDecodeError, and a number of more digits than Python takes
        place = re.search(r"\(at line ([0-9]+),", str(error))
        message = f"expected TOML, got an error: {shown(str(error))}"
        return {}, [Problem(file, int(place[1]) if place else 0, "", message)]
    except RecursionError:
        return {}, [Problem(file, 0, "", "expected TOML, got lists inside lists without end: write it flatter")]


def toml_line(data: bytes, section: str, key: str) -> int:
    """The line on which a key or a section stands; 0 when it is written in a way that we do not look for."""
    here = ""
    for number, line in enumerate(data.decode("utf-8").split("\n"), start=1):
        if found := re.match(r"\s*\[([^]]*)\]", line):
            here = found[1].strip()
            if here == (f"{section}.{key}" if section else key):
                return number
        elif here == section and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return number
    return 0

"""From bytes to raw rows: encoding, quoting, ragged rows and TOML, each problem with its line."""

import csv
import dataclasses
import io
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from samenhang.workspace.check.hints import quoted, shown
from samenhang.workspace.kinds import Problem

QUOTING = "expected comma separated values"


@dataclasses.dataclass
class Sheet:
    """The header and the rows of one CSV file; each row by column name, with its line in the file."""

    header: tuple[str, ...]
    problems: list[Problem]
    rows: list[tuple[int, dict[str, str]]] = dataclasses.field(default_factory=list)
    ragged: list[dict[str, str]] = dataclasses.field(default_factory=list)  # rows refused, but their codes exist
    whole: bool = True  # False: rows may be missing


def text_of(file: str, data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file, or the problem that its bytes have."""

    def problem(position: int, message: str) -> tuple[str, list[Problem]]:
        return "", [Problem(file, data.count(b"\n", 0, position) + 1, "", message)]

    if data.startswith(b"\xef\xbb\xbf"):
        return problem(0, "the file starts with a byte order mark (BOM): save it as UTF-8 without BOM")
    if (position := data.find(b"\0")) >= 0:
        return problem(
            position,
            f"expected text, got a NUL byte at position {position} (counted from 0): "
            "the file is damaged or not UTF-8, save it again as UTF-8",
        )
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        byte, position = data[error.start], error.start
        return problem(
            position,
            f"expected UTF-8, got byte 0x{byte:02X} at position {position} (counted from 0): save the file as UTF-8",
        )


def sheet_of(file: str, data: bytes) -> Sheet:
    """The rows of a CSV file; what cannot be split into rows is not whole."""
    text, problems = text_of(file, data)
    if problems:
        return Sheet((), problems, whole=False)
    lines = _lines(file, text, problems)
    header = tuple(next(lines, (1, []))[1])
    if problems or not any(header):
        problems = problems or [Problem(file, 1, "", "the first line is empty: it must hold the names of the columns")]
        return Sheet((), problems, whole=False)
    if len(header) == 1 and ";" in header[0]:
        message = "the columns are separated by ; : save the file with commas"
        return Sheet((), [Problem(file, 1, "", message)], whole=False)
    for name in sorted({name for name in header if header.count(name) > 1}):
        message = "this column is there more than once: keep one"
        problems.append(Problem(file, 1, name, message, f"column {quoted(name)}"))
    sheet = Sheet(header, problems)
    for line, cells in lines:
        if len(cells) == len(header):
            sheet.rows.append((line, dict(zip(header, cells, strict=True))))
        elif not cells:
            problems.append(Problem(file, line, "", "the line is empty: remove it"))
        else:
            rule = "a cell with a comma or a quote in it stands between double quotes"
            message = f"expected {len(header)} cells, as in the first line, got {len(cells)}: {rule}"
            sheet.ragged.append(dict(zip(header, cells, strict=False)))
            problems.append(Problem(file, line, "", message))
    sheet.whole = not any(problem.message.startswith(QUOTING) for problem in problems)
    return sheet


def _lines(file: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each row with its first line; a quoting error ends the rows, since nothing after it can be trusted."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
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
        yield line, [cell.replace("\r\n", "\n") for cell in cells]


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

"""Some rows of a sheet as the bytes that they have there: found and copied without reading their cells."""

import csv
import io
import re
from array import array
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import BinaryIO

from samenhang.ground.ledger.store.files import lines, opened
from samenhang.ground.ledger.store.table import Lines, Table
from samenhang.ground.ledger.store.text import written

PIECE = 1024 * 1024
WINDOW = 256 * 1024  # bytes: what is searched stays near the processor


@lru_cache(maxsize=1)
def _places(address: str, column: str) -> dict[str, "array[int]"]:
    """Where in a sheet the rows of each value of a column stand: first and last byte of each run of them, one behind the other.

    Kept for one sheet: the figures of a delivery are picked indicator by indicator. The address is the hash of the bytes, so
    what is kept is never of another sheet.
    """
    found: dict[str, array[int]] = {}
    with opened(address) as file:
        start, names = _header(file)
        place = names.index(column)
        for piece in _pieces(file):
            for value, length in _runs(piece, place):
                spans = found.setdefault(value, array("Q"))
                if spans and spans[-1] == start:
                    spans[-1] += length
                else:
                    spans.extend((start, start + length))
                start += length
    return found


def _runs(piece: bytes, place: int) -> Iterator[tuple[str, int]]:
    """The value at one place of each run of rows that have it in common, and how many bytes they are."""
    if b'"' not in piece:
        before = rb"(?:[^,\n]*,){%d}" % place
        for run in re.finditer(before + rb"([^,\n]*)[,\n].*\n?(?:" + before + rb"\1[,\n].*\n?)*", piece):
            yield run[1].decode("utf-8"), len(run[0])
        return
    for row in re.findall(rb'(?:[^"\n]|"[^"]*")*\n', piece):
        yield next(csv.reader([row.decode("utf-8")]))[place], len(row)


def _header(file: BinaryIO) -> tuple[int, list[str]]:
    """Where the rows of a sheet that was just opened begin, and the names of its columns."""
    first = file.readline()
    columns = Table.read([first.decode("utf-8", "replace")]).columns
    return len(first) + len(file.readline()), [name for name, _ in columns]


def _pieces(file: BinaryIO, size: int | None = None) -> Iterator[bytes]:
    """Whole rows from here on, as many together as fit; `size` ends behind a row."""
    while piece := file.read(PIECE if size is None else min(PIECE, size)):
        if not piece.endswith(b"\n"):
            piece += file.readline()
        while piece.count(b'"') % 2 and (more := file.readline()):  # a line end inside quotes does not end the row
            piece += more
        yield piece
        size = None if size is None else size - len(piece)


def values(address: str, column: str) -> list[str]:
    """The different values of a column, sorted."""
    return sorted(_places(address, column))


def picked(address: str, column: str, value: str) -> Table:
    """The table at `address` with only the rows that have this value in the column, their bytes unchanged."""
    whole, spans = Table.read(lines(address)), _places(address, column).get(value, array("Q"))

    def pieces() -> Iterator[bytes]:
        held = bytearray()
        with opened(address) as file:
            for start, end in zip(spans[::2], spans[1::2], strict=True):
                file.seek(start)
                for piece in _pieces(file, end - start):
                    held += piece
                    if len(held) >= PIECE:
                        yield bytes(held)
                        held.clear()
        yield bytes(held)

    return Table(whole.kind, whole.columns, Lines(pieces, whole.columns), whole.head)


def row_of(address: str, code: str) -> Table:
    """The table at `address` with only the row of this code, or none: found by how its line begins, without reading the others."""
    begins = written([(code,), ("",)], ("text", "text")).encode().rstrip(b"\n")
    with opened(address) as file:
        first, names, row = file.readline(), file.readline(), b""
        start = len(first) + len(names)
        whole = Table.read([first.decode("utf-8", "replace")])
        place = _where(file, begins) if code else None
        if place is not None:
            file.seek(start + place)
            while (line := file.readline()) and (row := row + line).count(b'"') % 2:
                pass
    text = b"".join((first, names, row)).decode("utf-8")
    return Table(whole.kind, whole.columns, tuple(Table.read(io.StringIO(text, newline="")).rows), whole.head)


def _where(file: BinaryIO, begins: bytes) -> int | None:
    """How many bytes from here the first row begins that begins like this; a line inside quotes is no row."""
    mark = b"\n" + begins
    held = bytearray(len(mark) - 1 + WINDOW)  # the end of the piece before, and a piece
    view, kept = memoryview(held), 1
    held[:1], passed, quotes = b"\n", -1, 0  # a line ended just before
    while fresh := file.readinto(view[kept : kept + WINDOW]):  # type: ignore[attr-defined]
        end = kept + fresh
        at = held.find(mark, 0, end)
        while at >= 0:
            if (quotes + held.count(b'"', 0, at)) % 2 == 0:
                return passed + at + 1
            at = held.find(mark, at + 1, end)
        rest = max(end - len(mark) + 1, 0)
        quotes += held.count(b'"', 0, rest)
        held[: end - rest] = held[rest:end]
        passed, kept = passed + rest, end - rest
    return None


def again(open_file: Callable[[], BinaryIO]) -> Table:
    """The table that a file holds in canonical form, to be written once more as it stands there."""
    with open_file() as file:
        whole = Table.read([file.readline().decode("utf-8")])

    def pieces() -> Iterator[bytes]:
        with open_file() as file:
            _header(file)
            yield from _pieces(file)

    return Table(whole.kind, whole.columns, Lines(pieces, whole.columns), whole.head)

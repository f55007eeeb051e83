"""Sheets on disk: the canonical form of a computed table, and files addressed by the hash of their bytes.

A table is UTF-8 CSV behind one header line of JSON (kind, columns with types, key, and the head: source, definition, edition).
Numbers are written with the shortest text that reads back to the same value, so equal tables have equal bytes.
"""

import contextlib
import csv
import hashlib
import io
import itertools
import json
import math
import os
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import storages

TYPES = ("code", "number", "text")
MARK = b"#samenhang "
CHUNK = 5000
PIECE = 1024 * 1024


class StoreError(Exception):
    """A sheet is missing or is not what its address says; the text is a sentence for people."""


@dataclass(frozen=True)
class Table:
    """An immutable table. `columns` are (name, type) with type code | number | text; the first column is the row's own code.

    A cell is addressed as `<row>/<column>`; a number may be None (its state then stands in another column). `rows` may be
    an iterator that is written once, for tables that do not fit in memory.
    """

    kind: str
    columns: tuple[tuple[str, str], ...]
    rows: Iterable[tuple[Any, ...]]
    head: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [name for name, _ in self.columns]
        if len(set(names)) != len(names) or not names or any(kind not in TYPES for _, kind in self.columns):
            raise ValueError(f"A table needs columns with different names and types {TYPES}; it got {self.columns}.")

    def chunks(self) -> Iterator[bytes]:
        """The canonical bytes, some thousands of rows at a time."""
        out = io.StringIO(newline="")
        write = csv.writer(out, lineterminator="\n")
        header = {"kind": self.kind, "columns": [list(column) for column in self.columns], "head": dict(self.head)}
        out.write(MARK.decode() + json.dumps(header, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n")
        write.writerow([name for name, _ in self.columns])
        if isinstance(self.rows, Lines):
            yield out.getvalue().encode("utf-8")
            yield from self.rows.chunks()
            return
        seen: set[int] = set()
        rows = iter(self.rows)
        while batch := list(itertools.islice(rows, CHUNK)):
            _refuse_twice(batch, seen)
            write.writerows(zip(*self._texts(batch), strict=True))
            yield out.getvalue().encode("utf-8")
            out.seek(0)
            out.truncate()
        yield out.getvalue().encode("utf-8")

    def _texts(self, batch: list[tuple[Any, ...]]) -> list[Iterable[Any]]:
        """Some thousands of rows as columns: looked at by the column, which is much faster than by the cell."""
        names = [name for name, _ in self.columns]
        for row in batch if set(map(len, batch)) != {len(names)} else ():
            if len(row) != len(names):
                raise ValueError(
                    f"A row should have {len(names)} values ({', '.join(names)}); it has {len(row)}: {row}."
                )
        columns = zip(zip(*batch, strict=True), self.columns, strict=True)
        return [_numbers(values) if kind == "number" else _plain(values) for values, (_, kind) in columns]

    def to_bytes(self) -> bytes:
        return b"".join(self.chunks())

    @classmethod
    def read(cls, lines: Iterable[str]) -> "Table":
        """The table in these lines of text; its rows are read when they are asked for, once."""
        source = iter(lines)
        first = next(source, "")
        if not first.startswith(MARK.decode()):
            raise StoreError(
                "This sheet is a file as it was received, not a computed table; it has no cells to point at."
            )
        try:
            header = json.loads(first[len(MARK) :])
            columns = tuple((name, kind) for name, kind in header["columns"])
            table = cls(header["kind"], columns, _rows(source, columns), header["head"])
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"The first line of this sheet cannot be read ({error}); the sheet was damaged.") from None
        return table

    @classmethod
    def from_bytes(cls, data: bytes) -> "Table":
        table = cls.read(io.StringIO(data.decode("utf-8", "replace"), newline=""))
        return cls(table.kind, table.columns, tuple(table.rows), table.head)

    def records(self) -> Iterator[dict[str, Any]]:
        names = [name for name, _ in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def record(self, row: str) -> dict[str, Any] | None:
        names = [name for name, _ in self.columns]
        return next((dict(zip(names, values, strict=True)) for values in self.rows if values[0] == row), None)

    def cell(self, address: str) -> Any:
        """The value at `<row>/<column>`; raises StoreError with a sentence when there is none."""
        row, _, column = address.rpartition("/")
        found = self.record(row)
        if found is None or column not in found:
            raise StoreError(
                f"This sheet has no cell {address!r}; its columns are {', '.join(n for n, _ in self.columns)}."
            )
        return found[column]


class Lines:
    """Rows that stand in a sheet already, as the bytes that they have there: copied without reading their cells."""

    def __init__(self, pieces: Iterator[bytes], columns: tuple[tuple[str, str], ...]) -> None:
        self.pieces, self.columns = pieces, columns

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        text = (line for piece in self.pieces for line in io.StringIO(piece.decode("utf-8"), newline=""))
        return _rows(itertools.chain(("",), text), self.columns)

    def chunks(self) -> Iterator[bytes]:
        yield from self.pieces


@lru_cache(maxsize=1)
def _places(address: str, column: str) -> dict[str, "array[int]"]:
    """Where in a sheet the rows of each value of a column stand: first and last byte of each row, one behind the other.

    Kept for one sheet: the figures of a delivery are picked indicator by indicator. The address is the hash of the bytes, so
    what is kept is never of another sheet.
    """
    found: dict[str, array[int]] = {}
    with opened(address) as file:
        first, names = file.readline(), file.readline()
        columns = [name for name, _ in Table.read([first.decode("utf-8", "replace")]).columns]
        place, start = columns.index(column), len(first) + len(names)
        lines = iter(file)
        for line in lines:
            # a line end inside quotes does not end the row
            while b'"' in line and line.count(b'"') % 2 and (more := next(lines, b"")):
                line += more
            text = (line if b'"' in line else line.split(b",", place + 1)[place]).decode("utf-8")
            value = next(csv.reader([text]))[place] if b'"' in line else text
            rows = found.get(value)
            if rows is None:
                rows = found[value] = array("Q")
            end = start + len(line)
            if rows and rows[-1] == start:
                rows[-1] = end
            else:
                rows.extend((start, end))
            start = end
    return found


def values(address: str, column: str) -> list[str]:
    """The different values of a column, sorted."""
    return sorted(_places(address, column))


def picked(address: str, column: str, value: str) -> Table:
    """The table at `address` with only the rows that have this value in the column, their bytes unchanged."""
    whole = Table.read(lines(address))
    rows = _places(address, column).get(value, array("Q"))

    def pieces() -> Iterator[bytes]:
        with opened(address) as file:
            held: list[bytes] = []
            for start, end in zip(rows[::2], rows[1::2], strict=True):
                file.seek(start)
                held.append(file.read(end - start))
                if len(held) == CHUNK:
                    yield b"".join(held)
                    held.clear()
            yield b"".join(held)

    return Table(whole.kind, whole.columns, Lines(pieces(), whole.columns), whole.head)


def _refuse_twice(batch: list[tuple[Any, ...]], seen: set[int]) -> None:
    """Refuse a row whose code came before; of a million codes only hashes would fit in memory."""
    hashes = [hash(row[0]) for row in batch]
    if len(set(hashes)) == len(hashes) and seen.isdisjoint(hashes):
        seen.update(hashes)
        return
    for row in batch:
        if hash(row[0]) in seen:
            raise ValueError(
                f"Row {row[0]!r} stands in the table twice; the first column must be different for each row."
            )
        seen.add(hash(row[0]))


def _rows(lines: Iterator[str], columns: tuple[tuple[str, str], ...]) -> Iterator[tuple[Any, ...]]:
    numbers, width = [place for place, (_, kind) in enumerate(columns) if kind == "number"], len(columns)
    try:
        rows = csv.reader(lines)
        next(rows, None)
        while batch := list(itertools.islice(rows, CHUNK)):
            if wrong := set(map(len, batch)) - {width}:
                raise ValueError(f"it has {wrong.pop()} cells, its header {width}")
            cells: list[Iterable[Any]] = list(zip(*batch, strict=True))
            for place in numbers:
                cells[place] = _parsed(cells[place])
            yield from zip(*cells, strict=True)
    except (ValueError, csv.Error) as error:
        raise StoreError(f"A row of this sheet cannot be read ({error}); the sheet was damaged.") from None


def _numbers(values: tuple[Any, ...]) -> Iterable[Any]:
    """A column of numbers as the writer takes them."""
    kinds = set(map(type, values))
    plain = kinds <= {int, type(None)} or (kinds <= {int, float} and all(map(math.isfinite, values)))
    return values if plain else [_number(value) for value in values]


def _plain(values: tuple[Any, ...]) -> Iterable[str]:
    """A column of text as the writer takes it."""
    if set(map(type, values)) == {str} and "\x00" not in "".join(values):
        return values
    return [_text(value) for value in values]


def _number(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"A number column takes finite numbers or nothing; it got {value!r}.")
    return repr(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(f"A code or text column takes text without NUL; it got {value!r}.")
    return value


def _parsed(texts: Iterable[str]) -> list[int | float | None]:
    """A column of numbers as it was written."""
    try:
        return list(map(int, texts))
    except ValueError:
        return [_parse(text) if text else None for text in texts]


def _parse(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _name(address: str) -> str:
    return f"{address[:2]}/{address}"


def write(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Keep these bytes under their own hash; returns it and the size. The file is complete and fsynced before anything points to it."""
    storage, hashed, size = storages["sheets"], hashlib.sha256(), 0
    try:
        root: str | None = storage.path("")
        os.makedirs(str(root), exist_ok=True)
    except NotImplementedError:  # object storage: its own save is atomic
        root = None
    with tempfile.NamedTemporaryFile(dir=root, delete=False) as held:
        try:
            for chunk in chunks:
                hashed.update(chunk)
                size += held.write(chunk)
            held.flush()
            address = hashed.hexdigest()
            name = _name(address)
            if storage.exists(name):
                return address, size
            if root is None:
                held.seek(0)
                storage.save(name, File(held))
                return address, size
            os.fsync(held.fileno())
            path = Path(storage.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(held.name, path)
        finally:
            with contextlib.suppress(FileNotFoundError):  # gone when it became the sheet
                os.unlink(held.name)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return address, size


def digest_of(chunks: Iterable[bytes]) -> str:
    """The address that these bytes would have."""
    hashed = hashlib.sha256()
    for chunk in chunks:
        hashed.update(chunk)
    return hashed.hexdigest()


def again(open_file: Callable[[], BinaryIO]) -> Table:
    """The table that a file holds in canonical form, to be written once more as it stands there."""
    with open_file() as file:
        first, names = file.readline(), file.readline()
    whole = Table.read([first.decode("utf-8")])

    def pieces() -> Iterator[bytes]:
        with open_file() as file:
            file.seek(len(first) + len(names))
            while piece := file.read(PIECE):
                yield piece

    return Table(whole.kind, whole.columns, Lines(pieces(), whole.columns), whole.head)


def lines(address: str) -> Iterator[str]:
    """The lines of a sheet, read as they are asked for."""
    with io.TextIOWrapper(opened(address), encoding="utf-8", newline="") as text:
        yield from text


def opened(address: str) -> BinaryIO:
    """The file at `address`, open at its beginning; close it."""
    try:
        # Django's own wrapper starts again at the beginning when it is asked for lines
        return cast("BinaryIO", storages["sheets"].open(_name(address)).file)
    except FileNotFoundError:
        raise _missing(address) from None


def read(address: str) -> bytes:
    """The bytes at `address`; raises StoreError when they are gone. Whether they still hash to it is `verify`'s question."""
    try:
        with storages["sheets"].open(_name(address)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise _missing(address) from None


def _missing(address: str) -> StoreError:
    return StoreError(f"The file of sheet {address[:16]} is missing from the store; put it back from a backup.")


def destroy(address: str) -> None:
    storages["sheets"].delete(_name(address))

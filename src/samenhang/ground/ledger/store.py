"""Sheets on disk: the canonical form of a computed table, and files addressed by the hash of their bytes.

A table is UTF-8 CSV behind one header line of JSON (kind, columns with types, key, and the head: source, definition, edition).
Numbers are written with the shortest text that reads back to the same value, so equal tables have equal bytes.
"""

import csv
import hashlib
import io
import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages

TYPES = ("code", "number", "text")
MARK = b"#samenhang "
CHUNK = 5000


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
        write = csv.writer(out, lineterminator="\n").writerow
        header = {"kind": self.kind, "columns": [list(column) for column in self.columns], "head": dict(self.head)}
        out.write(MARK.decode() + json.dumps(header, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n")
        names, numbers = [name for name, _ in self.columns], [kind == "number" for _, kind in self.columns]
        write(names)
        seen: set[int] = set()
        for place, row in enumerate(self.rows, start=1):
            if len(row) != len(names):
                raise ValueError(
                    f"A row should have {len(names)} values ({', '.join(names)}); it has {len(row)}: {row}."
                )
            seen.add(hash(row[0]))
            if len(seen) != place:
                raise ValueError(
                    f"Row {row[0]!r} stands in the table twice; the first column must be different for each row."
                )
            write([_number(value) if number else _text(value) for value, number in zip(row, numbers, strict=True)])
            if place % CHUNK == 0:
                yield out.getvalue().encode("utf-8")
                out.seek(0)
                out.truncate()
        yield out.getvalue().encode("utf-8")

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


def _rows(lines: Iterator[str], columns: tuple[tuple[str, str], ...]) -> Iterator[tuple[Any, ...]]:
    numbers = [kind == "number" for _, kind in columns]
    try:
        rows = csv.reader(lines)
        next(rows, None)
        for row in rows:
            yield tuple(_parse(text) if number else text for text, number in zip(row, numbers, strict=True))
    except (ValueError, csv.Error) as error:
        raise StoreError(f"A row of this sheet cannot be read ({error}); the sheet was damaged.") from None


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


def _parse(text: str) -> int | float | None:
    if not text:
        return None
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
    with tempfile.SpooledTemporaryFile(max_size=8 * 1024 * 1024) as held:
        for chunk in chunks:
            hashed.update(chunk)
            size += held.write(chunk)
        address = hashed.hexdigest()
        name = _name(address)
        held.seek(0)
        if storage.exists(name):
            return address, size
        try:
            path = Path(storage.path(name))
        except NotImplementedError:  # object storage: its own save is atomic
            storage.save(name, File(held))
            return address, size
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as out:
            shutil.copyfileobj(held, out, 1024 * 1024)
            out.flush()
            os.fsync(out.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return address, size


def lines(address: str) -> Iterator[str]:
    """The lines of a sheet, read as they are asked for."""
    try:
        file = storages["sheets"].open(_name(address))
    except FileNotFoundError:
        raise _missing(address) from None
    with file, io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
        yield from text


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

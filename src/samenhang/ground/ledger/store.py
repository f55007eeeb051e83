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
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages

TYPES = ("code", "number", "text")
MARK = b"#samenhang "


class StoreError(Exception):
    """A sheet is missing or is not what its address says; the text is a sentence for people."""


@dataclass(frozen=True)
class Table:
    """An immutable table. `columns` are (name, type) with type code | number | text; the first column is the row's own code.

    A cell is addressed as `<row>/<column>`; a number may be None (its state then stands in another column).
    """

    kind: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]
    head: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [name for name, _ in self.columns]
        if len(set(names)) != len(names) or not names or any(kind not in TYPES for _, kind in self.columns):
            raise ValueError(f"A table needs columns with different names and types {TYPES}; it got {self.columns}.")
        seen = set()
        for row in self.rows:
            if len(row) != len(names):
                raise ValueError(
                    f"A row should have {len(names)} values ({', '.join(names)}); it has {len(row)}: {row}."
                )
            if row[0] in seen:
                raise ValueError(
                    f"Row {row[0]!r} stands in the table twice; the first column must be different for each row."
                )
            seen.add(row[0])

    def to_bytes(self) -> bytes:
        out = io.StringIO(newline="")
        header = {"kind": self.kind, "columns": [list(column) for column in self.columns], "head": dict(self.head)}
        out.write(MARK.decode() + json.dumps(header, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n")
        write = csv.writer(out, lineterminator="\n").writerow
        write([name for name, _ in self.columns])
        for row in self.rows:
            write([_print(value, kind) for value, (_, kind) in zip(row, self.columns, strict=True)])
        return out.getvalue().encode("utf-8")

    @classmethod
    def from_bytes(cls, data: bytes) -> "Table":
        first, _, rest = data.partition(b"\n")
        if not first.startswith(MARK):
            raise StoreError(
                "This sheet is a file as it was received, not a computed table; it has no cells to point at."
            )
        header = json.loads(first[len(MARK) :])
        columns = tuple((name, kind) for name, kind in header["columns"])
        lines = csv.reader(io.StringIO(rest.decode("utf-8"), newline=""))
        next(lines)
        rows = tuple(tuple(_parse(text, kind) for text, (_, kind) in zip(line, columns, strict=True)) for line in lines)
        return cls(header["kind"], columns, rows, header["head"])

    def records(self) -> list[dict[str, Any]]:
        names = [name for name, _ in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

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


def _print(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"A number column takes finite numbers or nothing; it got {value!r}.")
        return repr(value)
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(f"A {kind} column takes text without NUL; it got {value!r}.")
    return value


def _parse(text: str, kind: str) -> Any:
    if kind != "number":
        return text
    if not text:
        return None
    return int(text) if re.fullmatch(r"-?\d+", text) else float(text)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _name(address: str) -> str:
    return f"{address[:2]}/{address}"


def write(data: bytes) -> str:
    """Keep `data` under its own hash and return that; the file is complete and fsynced before anything points to it."""
    address, storage = digest(data), storages["sheets"]
    name = _name(address)
    if storage.exists(name):
        return address
    try:
        path = Path(storage.path(name))
    except NotImplementedError:  # object storage: its own save is atomic
        storage.save(name, ContentFile(data))
        return address
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return address


def read(address: str) -> bytes:
    """The bytes at `address`; raises StoreError when they are gone. Whether they still hash to it is `verify`'s question."""
    try:
        with storages["sheets"].open(_name(address)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise StoreError(
            f"The file of sheet {address[:16]} is missing from the store; put it back from a backup."
        ) from None


def destroy(address: str) -> None:
    storages["sheets"].delete(_name(address))

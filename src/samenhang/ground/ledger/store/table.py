"""The canonical form of a computed table: one header line of JSON (kind, columns with types, and the head: source, definition,
edition), the names of its columns, and its rows.

Numbers are written with the shortest text that reads back to the same value, so equal tables have equal bytes.
"""

import io
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from samenhang.ground.ledger.store import text
from samenhang.ground.ledger.store.text import StoreError

TYPES = ("code", "number", "text")
MARK = b"#samenhang "


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
        """The canonical bytes, some hundreds of rows at a time."""
        names, kinds = zip(*self.columns, strict=True)
        header = {"kind": self.kind, "columns": [list(column) for column in self.columns], "head": dict(self.head)}
        yield MARK + json.dumps(header, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        yield text.written([(name,) for name in names], ["text"] * len(names)).encode()
        if isinstance(self.rows, Lines):
            yield from self.rows.chunks()
            return
        seen: set[int] = set()
        for columns in self.batches():
            _refuse_twice(columns[0], seen)
            yield text.written(columns, kinds).encode()

    def batches(self) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows as columns, some hundreds at a time."""
        if isinstance(self.rows, Columns):
            return iter(self.rows.batches)
        return text.columns_of(self.rows, [name for name, _ in self.columns])

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
            table = cls(header["kind"], columns, Columns(_below_names(source, columns)), header["head"])
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


class Columns:
    """Rows that come as columns, some hundreds at a time, and are read once."""

    def __init__(self, batches: Iterable[Sequence[Sequence[Any]]]) -> None:
        self.batches = batches

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return itertools.chain.from_iterable(zip(*columns, strict=True) for columns in self.batches)


class Lines:
    """Rows that stand in a sheet already, as the bytes that they have there: copied without reading their cells."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]], columns: tuple[tuple[str, str], ...]) -> None:
        self.chunks, self.columns = pieces, columns

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        lines = (line for piece in self.chunks() for line in io.StringIO(piece.decode("utf-8"), newline=""))
        return iter(Columns(text.read(lines, [kind for _, kind in self.columns])))


def _below_names(lines: Iterator[str], columns: tuple[tuple[str, str], ...]) -> Iterator[Sequence[Sequence[Any]]]:
    next(lines, None)
    yield from text.read(lines, [kind for _, kind in columns])


def _refuse_twice(codes: Sequence[str], seen: set[int]) -> None:
    """Refuse a row whose code came before; of a million codes only hashes would fit in memory."""
    hashes = set(map(hash, codes))
    if len(hashes) == len(codes) and seen.isdisjoint(hashes):
        seen |= hashes
        return
    for code in codes:
        if hash(code) in seen:
            raise ValueError(
                f"Row {code!r} stands in the table twice; the first column must be different for each row."
            )
        seen.add(hash(code))

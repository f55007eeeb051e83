"""One table: its columns against the schema, its cells against their types, its codes against each other."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from samenhang.workspace.check import cells
from samenhang.workspace.check.hints import did_you_mean, nearest, quoted
from samenhang.workspace.check.text import Sheet, sheet_of
from samenhang.workspace.kinds import Problem, Row, TableKind


@dataclasses.dataclass
class Table:
    """What could be read of one table; rows with a problem keep the cells that are right (the others are None)."""

    kind: TableKind
    rows: list[Row]
    codes: frozenset[str] | None  # None: unreadable, so nobody can be blamed for naming a code that is not there
    problems: list[Problem]

    def at(self, row: Row, column: str, message: str) -> Problem:
        return Problem(self.kind.file, row.line, column, message, named(self.kind, row.code))


def named(kind: TableKind, code: str) -> str:
    """`code "GM77"`, or `party/stage "X/Y"` where the key has several columns."""
    return f"{'/'.join(kind.keys)} {quoted(code)}" if code else ""


def table_of(kind: TableKind, data: bytes) -> Table:
    """The rows of one table file with all their problems."""
    sheet = sheet_of(kind.file, data)
    if not sheet.header:
        return Table(kind, [], None, sheet.problems)
    problems = [*sheet.problems, *_header(kind, sheet)]
    present = [column for column in kind.columns if column.name in sheet.header]
    seen: dict[str, int] = {}
    rows = []
    for line, raw in sheet.rows:
        code = _code(kind, raw)
        if code and code in seen:
            message = f"the same {'/'.join(kind.keys)} stands on line {seen[code]}: each row needs its own"
            problems.append(Problem(kind.file, line, kind.keys[0], message, named(kind, code)))
        seen.setdefault(code, line)
        values: dict[str, Any] = dict.fromkeys(column.name for column in kind.columns)
        for column in present:
            try:
                values[column.name] = cells.value_of(column, raw[column.name])
            except cells.RefusedError as refused:
                problems.append(Problem(kind.file, line, column.name, str(refused), named(kind, code)))
        rows.append(kind.row(**{**values, "code": code, "line": line}))
    codes = {*seen, *(_code(kind, raw) for raw in sheet.ragged)} - {""}
    # A file that was cut short by a quoting error, or lost its key, cannot tell which codes do not exist.
    known = sheet.whole and set(kind.keys) <= set(sheet.header)
    return Table(kind, rows, frozenset(codes) if known else None, problems)


def _code(kind: TableKind, raw: Mapping[str, str]) -> str:
    parts = [raw.get(name, "").strip() for name in kind.keys]
    return "/".join(parts) if all(parts) else ""


def _header(kind: TableKind, sheet: Sheet) -> Iterator[Problem]:
    expected = [column.name for column in kind.columns]
    missing = [name for name in expected if name not in sheet.header]
    extra = [name for name in dict.fromkeys(sheet.header) if name not in expected]
    for name in extra:
        meant = nearest(name, missing)
        if meant:
            missing.remove(meant)
        hint = did_you_mean(name, [meant] if meant else [], "remove it, or name it in a column that exists")
        yield Problem(kind.file, 1, name, f"unknown column{hint}", f"column {quoted(name)}")
    for name in missing:
        meaning = kind.column(name).meaning
        yield Problem(kind.file, 1, name, f"this column is missing: add it ({meaning})", f"column {quoted(name)}")


def references(table: Table, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Codes that name a row which is not there."""
    for column in table.kind.columns:
        target = tables.get(column.references)
        if target is None or target.codes is None:
            continue
        for row in table.rows:
            value = getattr(row, column.name)
            for code in value if isinstance(value, tuple) else (value,):
                if code is not None and code not in target.codes:
                    yield table.at(row, column.name, unknown(column.name, code, target))


def unknown(name: str, code: str, target: Table) -> str:
    """The sentence about a code that no row of the target has."""
    otherwise = f"{target.kind.file} has no such code: add it there or correct it here"
    return f"unknown {name} {quoted(code)}{did_you_mean(code, target.codes or (), otherwise)}"

"""A delivery in its own words becomes figures in ours, by the TOML file of its source; pure, so it can be replayed."""

import contextlib
import dataclasses
import os
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from samenhang.workspace import formats
from samenhang.workspace.check.deliveries import source_of
from samenhang.workspace.check.figures import COLUMNS, Columns, Figure, checked
from samenhang.workspace.check.tables import Table
from samenhang.workspace.kinds import Period, Problem, SourceKind, WorkspaceError
from samenhang.workspace.kinds import figures as figure_kind

__all__ = ["COLUMNS", "Figure", "columns", "declared", "figures", "map_delivery", "map_row"]


def declared(source_toml: bytes, tables: Mapping[str, Table]) -> SourceKind:
    """The source of this TOML file; WorkspaceError with all its problems when it is not right."""
    code = str(tomllib.loads(source_toml.decode("utf-8")).get("code"))
    source, problems = source_of(f"sources/{code}.toml", source_toml, tables)
    if source is None or problems:
        raise WorkspaceError(tuple(problems))
    return source


def figures(
    source_toml: bytes, delivery: "bytes | os.PathLike[str] | formats.Delivery", tables: Mapping[str, Table]
) -> Iterator[Figure]:
    """The figures of a delivery as rows of COLUMNS, one by one; WorkspaceError behind the last one when anything is wrong."""
    for some in columns(source_toml, delivery, tables):
        yield from zip(*some, strict=True)


def columns(
    source_toml: bytes, delivery: "bytes | os.PathLike[str] | formats.Delivery", tables: Mapping[str, Table]
) -> Iterator[Columns]:
    """The figures of a delivery as COLUMNS, some hundreds at a time; WorkspaceError behind the last when anything is wrong.

    `tables` are the tables of the workspace whose codes a figure names. Nothing may be kept of a delivery that raises.
    One without a name of its own is told under the name that its source declares.
    """
    source = declared(source_toml, tables)
    name = (delivery.name if isinstance(delivery, formats.Delivery) else "") or source.file or source.code
    return checked(source, source_toml, formats.Delivery.of(name, delivery), tables)


def map_row(source: Mapping[str, Any], raw_row: Mapping[str, str]) -> dict[str, str]:
    """One row of the delivery under our column names, all as text; what the source does not give is "".

    `source` is the TOML file as a dict. A period becomes ISO-like text; one that cannot be read stays as it came, for
    the check to name. Spaces around a cell go: statistical tables pad their codes.
    """
    from_columns, constants, words = (source.get(name, {}) for name in ("columns", "constants", "map"))
    row = {}
    for column in figure_kind().columns:
        name = column.name
        if name in constants:
            row[name] = constants[name]
        else:
            came = raw_row.get(from_columns[name], "").strip() if name in from_columns else ""
            row[name] = words.get(name, {}).get(came, came)
    with contextlib.suppress(ValueError):
        row["period"] = Period.parse(row["period"]).text
    return row


def map_delivery(source_toml: bytes, delivery: bytes, file: str = "delivery") -> tuple[dict[str, str], ...]:
    """All rows of a delivery under our column names, with `line`, the line in the file (text, as every other cell).

    Not checked, and all in memory: for what was checked before, and small.
    """
    source = tomllib.loads(source_toml.decode("utf-8"))
    texts = dict.fromkeys((field.name for field in dataclasses.fields(SourceKind) if field.type is str), "")
    kind = SourceKind(**{**texts, "kind": "csv", "columns": {}, "constants": {}, "map": {}, **source})
    try:
        rows = formats.read(kind, formats.Delivery.of(file, delivery))
        found = tuple({**map_row(source, raw), "line": str(line)} for line, raw in rows)
    except formats.UnreadableError as error:
        raise WorkspaceError((Problem(file, 0, "", str(error)),)) from None
    if rows.problems:
        raise WorkspaceError(rows.problems.all())
    return found

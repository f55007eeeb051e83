"""A delivery in its own words becomes figures in ours, by the TOML file of its source; pure, so it can be replayed."""

import contextlib
import tomllib
from collections.abc import Mapping
from typing import Any

from samenhang.workspace.check.text import sheet_of
from samenhang.workspace.kinds import Period, WorkspaceError, figures


def map_row(source: Mapping[str, Any], raw_row: Mapping[str, str]) -> dict[str, str]:
    """One row of the delivery under our column names, all as text; what the source does not give is "".

    `source` is the TOML file as a dict. A period becomes ISO-like text; one that cannot be read stays as it came, for
    the check to name. Spaces around a cell go: statistical tables pad their codes.
    """
    columns, constants, words = (source.get(name, {}) for name in ("columns", "constants", "map"))
    row = {}
    for column in figures().columns:
        name = column.name
        if name in constants:
            row[name] = constants[name]
        else:
            came = raw_row.get(columns[name], "").strip() if name in columns else ""
            row[name] = words.get(name, {}).get(came, came)
    with contextlib.suppress(ValueError):
        row["period"] = Period.parse(row["period"]).text
    return row


def map_delivery(source_toml: bytes, delivery: bytes, file: str = "delivery") -> tuple[dict[str, str], ...]:
    """All rows of a delivery under our column names, with `line`, the line in the file (text, as every other cell)."""
    source = tomllib.loads(source_toml.decode("utf-8"))
    sheet = sheet_of(file, delivery)
    if sheet.problems:
        raise WorkspaceError(tuple(sheet.problems))
    return tuple({**map_row(source, raw), "line": str(line)} for line, raw in sheet.rows)

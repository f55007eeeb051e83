"""Sources and their deliveries: every figure has its area, definition, basis and publication, or all are refused."""

import collections
from collections.abc import Iterator, Mapping
from typing import Any

from samenhang.workspace.check import cells
from samenhang.workspace.check.figures import checked, refused
from samenhang.workspace.check.hints import did_you_mean, listed, quoted, shown
from samenhang.workspace.check.layout import layout_problems
from samenhang.workspace.check.tables import Table
from samenhang.workspace.check.text import toml_line, toml_of
from samenhang.workspace.formats import Delivery
from samenhang.workspace.kinds import Column, Problem, SourceKind, WorkspaceError, figures

TEXTS = ("code", "title_nl", "title_en", "publisher", "licence", "url", "cadence", "table", "file")
SECTIONS = ("columns", "constants", "map")
MAY_BE_EMPTY = ("table", "file")
HOW = {"kind": "csv", "division": ""}  # may be left out
WRITTEN = ("layout", "select")
CADENCES = ("once", "yearly", "irregular")


def source_of(file: str, data: bytes, tables: Mapping[str, Table]) -> tuple[SourceKind | None, list[Problem]]:
    """The source that a TOML file declares; None when its form is too wrong to look at the delivery."""
    raw, problems = toml_of(file, data)
    if problems:
        return None, problems

    def wrong(section: str, key: str, message: str) -> None:
        place = shown(f"{section}.{key}" if section else key)
        problems.append(Problem(file, toml_line(data, section, key), place, message, place))

    known = {*TEXTS, *HOW, *SECTIONS, *WRITTEN}
    for key in sorted(raw.keys() - known):
        wrong("", key, f"unknown key{did_you_mean(key, known - raw.keys(), 'remove it')}")
    for key in (*TEXTS, *HOW):
        value = raw.setdefault(key, HOW[key]) if key in HOW else raw.get(key)
        if value is None:
            wrong("", key, f'this key is missing: add {key} = "…"')
        elif not isinstance(value, str):
            wrong("", key, 'expected text between double quotes, as in key = "text"')
        elif not value.strip() and key not in (*MAY_BE_EMPTY, *HOW):
            wrong("", key, "this key is empty: fill it in")
    names = {column.name for column in figures().columns}
    for section in SECTIONS:
        if not isinstance(raw.setdefault(section, {}), dict):
            wrong("", section, f"expected a section [{section}]")
            continue
        for key, value in raw[section].items():
            if key not in names:
                wrong(section, key, f"a figure has no column {quoted(key)}{did_you_mean(key, names)}")
            words = value.values() if section == "map" and isinstance(value, dict) else (value,)
            if (section == "map" and not isinstance(value, dict)) or not all(isinstance(word, str) for word in words):
                wrong(section, key, 'expected text between double quotes, as in key = "text"')
    for section in WRITTEN:
        if not isinstance(raw.setdefault(section, {}), dict):
            wrong("", section, f"expected a section [{section}]")
    if problems:
        return None, problems
    for section, key, message in layout_problems(raw):
        wrong(section, key, message)
    if problems:
        return None, problems
    for key in sorted(raw["columns"].keys() & raw["constants"].keys()):
        wrong("constants", key, "this stands in [columns] too: keep one of them")
    for key in sorted(raw["map"].keys() - raw["columns"].keys()):
        wrong("map", key, f"there is nothing to map: name {key} in [columns], or remove this section")
    for column in figures().columns:
        if column.required and column.name not in raw["columns"] and column.name not in raw["constants"]:
            message = f"nothing gives the {column.name}: name it in [columns] or [constants] ({column.meaning})"
            problems.append(Problem(file, 0, column.name, message))
    if "value" not in raw["columns"]:
        problems.append(Problem(file, 0, "value", "nothing gives the value: name its column in [columns]"))
    if raw["code"] != file.removeprefix("sources/").removesuffix(".toml"):
        wrong("", "code", f"expected the name of the file without .toml, got {quoted(raw['code'])}: make them equal")
    if raw["cadence"] not in CADENCES:
        wrong(
            "",
            "cadence",
            f"expected {listed(CADENCES)}, got {quoted(raw['cadence'])}{did_you_mean(raw['cadence'], CADENCES)}",
        )
    try:
        cells.value_of(Column("url", "url", True, False, "", (), ""), raw["url"])
    except cells.RefusedError as error:
        wrong("", "url", str(error))
    for section, key, name, value in _declared(raw):
        if message := refused(figures().column(name), value, tables):
            wrong(section, key, message)
    return SourceKind(**{name: raw[name] for name in (*TEXTS, *HOW, *SECTIONS, *WRITTEN)}), problems


def _declared(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Each value of ours that the file gives: its section, its key there, our column, the value."""
    for name, value in raw["constants"].items():
        yield "constants", name, name, value
    for name, words in raw["map"].items():
        for word, value in words.items():
            yield f"map.{name}", word, name, value


def delivery_problems(
    source: SourceKind, data: bytes, tables: Mapping[str, Table], source_toml: bytes, *, well_mapped: bool = True
) -> list[Problem]:
    """All that is wrong with the figures of a delivery; of a source that maps badly only cells that it does not map."""
    try:
        delivery = Delivery.of(source.file, data)
        collections.deque(checked(source, source_toml, delivery, tables, well_mapped=well_mapped), maxlen=0)
    except WorkspaceError as error:
        return list(error.problems)
    return []

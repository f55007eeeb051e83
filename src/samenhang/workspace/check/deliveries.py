"""Sources and their deliveries: every figure has its area, definition, basis and publication, or all are refused."""

from collections.abc import Iterator, Mapping
from typing import Any

from samenhang.workspace.check import cells
from samenhang.workspace.check.hints import did_you_mean, listed, quoted, shown
from samenhang.workspace.check.tables import Table, unknown
from samenhang.workspace.check.text import Sheet, sheet_of, toml_line, toml_of
from samenhang.workspace.kinds import Column, Problem, SourceKind, figures
from samenhang.workspace.mapping import map_row

TEXTS = ("code", "title_nl", "title_en", "publisher", "licence", "url", "cadence", "table", "file")
SECTIONS = ("columns", "constants", "map")
MAY_BE_EMPTY = ("table",)
CADENCES = ("once", "yearly", "irregular")
WITHOUT_VALUE = ("unknown", "suppressed")
SAME_FIGURE = ("area", "indicator", "period", "definition", "publication", "certainty", "wording")


def source_of(file: str, data: bytes, tables: Mapping[str, Table]) -> tuple[SourceKind | None, list[Problem]]:
    """The source that a TOML file declares; None when its form is too wrong to look at the delivery."""
    raw, problems = toml_of(file, data)
    if problems:
        return None, problems

    def wrong(section: str, key: str, message: str) -> None:
        place = shown(f"{section}.{key}" if section else key)
        problems.append(Problem(file, toml_line(data, section, key), place, message, place))

    for key in sorted(raw.keys() - {*TEXTS, *SECTIONS}):
        wrong("", key, f"unknown key{did_you_mean(key, {*TEXTS, *SECTIONS} - raw.keys(), 'remove it')}")
    for key in TEXTS:
        value = raw.get(key)
        if value is None:
            wrong("", key, f'this key is missing: add {key} = "…"')
        elif not isinstance(value, str):
            wrong("", key, 'expected text between double quotes, as in key = "text"')
        elif not value.strip() and key not in MAY_BE_EMPTY:
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
    except cells.RefusedError as refused:
        wrong("", "url", str(refused))
    for section, key, name, value in _declared(raw):
        if message := _refused(figures().column(name), value, tables):
            wrong(section, key, message)
    return SourceKind(**{name: raw[name] for name in (*TEXTS, *SECTIONS)}), problems


def _declared(raw: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Each value of ours that the file gives: its section, its key there, our column, the value."""
    for name, value in raw["constants"].items():
        yield "constants", name, name, value
    for name, words in raw["map"].items():
        for word, value in words.items():
            yield f"map.{name}", word, name, value


def _refused(column: Column, text: str, tables: Mapping[str, Table]) -> str:
    """The sentence about one cell, or nothing when it is right."""
    try:
        value = cells.value_of(column, text)
    except cells.RefusedError as refused:
        return str(refused)
    target = tables.get(column.references)
    if value is not None and target is not None and target.codes is not None and value not in target.codes:
        return unknown(column.name, value, target)
    return ""


def delivery_problems(
    source: SourceKind, data: bytes, tables: Mapping[str, Table], source_toml: bytes, *, well_mapped: bool = True
) -> list[Problem]:
    """All that is wrong with the figures of a delivery; of a source that maps badly only cells that it does not map."""
    sheet = sheet_of(source.file, data)
    problems = [*sheet.problems]
    if not sheet.header:
        return problems
    missing = {key: name for key, name in source.columns.items() if name not in sheet.header}
    for key, name in missing.items():
        hint = did_you_mean(name, sheet.header, f"the columns are {shown(', '.join(sheet.header))}")
        message = f"{source.file} has no column {quoted(name)}{hint}"
        line = toml_line(source_toml, "columns", key)
        problems.append(Problem(f"sources/{source.code}.toml", line, key, message, f"columns.{key}"))
    return problems if missing else [*problems, *_rows(source, sheet, tables, well_mapped)]


def _rows(source: SourceKind, sheet: Sheet, tables: Mapping[str, Table], well_mapped: bool) -> Iterator[Problem]:
    units = {row.code: row.unit for row in tables["indicators"].rows}
    raw_source = {section: getattr(source, section) for section in SECTIONS}
    read = [column for column in figures().columns if column.name in source.columns]
    seen: dict[tuple[str, ...], int] = {}
    for line, raw in sheet.rows:
        row = map_row(raw_source, raw)

        def wrong(name: str, message: str, line: int = line, raw: dict[str, str] = raw) -> Problem:
            came = source.columns.get(name)
            place = f"{shown(came)} {quoted(raw[came])}" if came else f"{name} {quoted(source.constants.get(name, ''))}"
            return Problem(source.file, line, name, message, place)

        refused = False
        for column in read:
            # What [map] makes of a cell was checked there, once.
            came, words = raw[source.columns[column.name]].strip(), source.map.get(column.name, {})
            if came in words:
                continue
            if message := _refused(column, row[column.name], tables):
                refused = True
                hint = "" if "did you mean" in message else did_you_mean(came, words)
                yield wrong(column.name, message + hint)
        if refused or not well_mapped:
            continue
        expected = units.get(row["indicator"])
        if expected and row["unit"] != expected:
            yield wrong(
                "unit",
                f"indicator {row['indicator']} is counted in {expected}, this figure in {row['unit']}: "
                "convert the figure or choose another indicator",
            )
        if not row["value"] and row["state"] not in WITHOUT_VALUE:
            yield wrong(
                "value",
                f"value is empty but the state is {row['state']}: fill in the number, or make the "
                f"state {listed(WITHOUT_VALUE)}",
            )
        if row["value"] and row["state"] in WITHOUT_VALUE:
            yield wrong(
                "value",
                f"there is a value but the state is {row['state']}: leave the value empty, or make "
                "the state known, provisional or forecast",
            )
        same = tuple(row[name] for name in SAME_FIGURE)
        if same in seen:
            yield wrong(
                "indicator",
                f"the same figure ({', '.join(SAME_FIGURE)}) stands on line {seen[same]}: "
                "remove one, or give each the words of its source",
            )
        seen.setdefault(same, line)

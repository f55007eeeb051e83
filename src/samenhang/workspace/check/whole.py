"""All that can be wrong with a workspace, found at once: `check(files)` never stops at the first problem."""

from collections.abc import Mapping
from typing import Any

from samenhang.workspace.check import cells
from samenhang.workspace.check.bridges import bridge_steps
from samenhang.workspace.check.deliveries import delivery_problems, source_of
from samenhang.workspace.check.hints import did_you_mean, quoted, shown
from samenhang.workspace.check.relations import circles, neighbours, overlaps, special_roles, validity
from samenhang.workspace.check.rules import reading_rules
from samenhang.workspace.check.tables import Table, references, table_of
from samenhang.workspace.check.text import toml_line, toml_of
from samenhang.workspace.kinds import Column, Problem, SourceKind, Workspace, schema

ABOUT = "workspace.toml"
EXAMPLE = "example.toml"
DELIVERIES = (".csv", ".xlsx", ".ods", ".zip")
ABOUT_TEXTS = ("name", "title_nl", "title_en", "province", "home_nl", "home_en", "contact_nl", "contact_en")


def check(files: Mapping[str, bytes]) -> tuple[Workspace | None, list[Problem]]:
    """The workspace that these files make, or all their problems; `files` holds each path inside the folder."""
    problems: list[Problem] = [*_unexpected(files)]
    tables: dict[str, Table] = {}
    for kind in schema().values():
        if kind.file in files:
            tables[kind.name] = table_of(kind, files[kind.file])
        else:
            tables[kind.name] = Table(kind, [], None, [_missing(kind.file)])
    for table in tables.values():
        problems += [*table.problems, *references(table, tables), *validity(table)]
    problems += [*circles(tables["areas"]), *overlaps(tables["memberships"]), *bridge_steps(tables)]
    problems += neighbours(tables["divisions"])
    if tables["roles"].codes is not None:
        problems += special_roles(tables["roles"])
    problems += reading_rules(tables["reading_rules"])
    sources, found = _sources(files, tables)
    problems += found
    about, found = _about(files, tables["areas"])
    problems += found
    example, found = toml_of(EXAMPLE, files[EXAMPLE]) if EXAMPLE in files else (None, [])
    problems += found
    if problems:
        return None, problems
    rows = {name: tuple(table.rows) for name, table in tables.items()}
    return Workspace(**about, tables=rows, sources=sources, files=dict(files), example=example), []


def _missing(file: str) -> Problem:
    least = "" if file == ABOUT else ", with at least the line of column names"
    return Problem(file, 0, "", f"this file is missing: add it{least}")


def _unexpected(files: Mapping[str, bytes]) -> list[Problem]:
    expected = {ABOUT, EXAMPLE, *(kind.file for kind in schema().values())}
    problems = []
    for file in files:
        folder, _, name = file.rpartition("/")
        if (
            file in expected
            or (folder, name[-5:]) == ("sources", ".toml")
            or (folder == "deliveries" and name.endswith(DELIVERIES))
        ):
            continue
        hint = did_you_mean(file, expected - files.keys(), "remove it, or move it out of the workspace")
        problems.append(Problem(file, 0, "", f"a workspace has no such file{hint}"))
    return problems


def _sources(files: Mapping[str, bytes], tables: Mapping[str, Table]) -> tuple[dict[str, SourceKind], list[Problem]]:
    sources: dict[str, SourceKind] = {}
    problems: list[Problem] = []
    unread = {file for file in files if file.startswith("deliveries/")}
    all_declared = "sources" not in files  # there when it is a link or a file that we do not follow
    for file in sorted(file for file in files if file.startswith("sources/") and file.endswith(".toml")):
        source, found = source_of(file, files[file], tables)
        problems += found
        if source is None:
            all_declared = False
            continue
        sources[source.code] = source
        unread.discard(source.file)
        if not source.file:
            continue  # its figures come in by upload or live
        if source.file in files and source.file.startswith("deliveries/"):
            problems += delivery_problems(
                source, files[source.file], tables, source_toml=files[file], well_mapped=not found
            )
        else:
            hint = did_you_mean(source.file, unread, "put it in the folder deliveries")
            message = f"there is no delivery {quoted(source.file)}{hint}"
            problems.append(Problem(file, toml_line(files[file], "", "file"), "file", message, "file"))
    if all_declared:  # else the source that we could not read may be the one that names it
        message = "no source names this delivery: add a file in sources/, or remove it"
        problems += [Problem(file, 0, "", message) for file in unread if file.endswith(DELIVERIES)]
    return sources, problems


def _about(files: Mapping[str, bytes], areas: Table) -> tuple[dict[str, Any], list[Problem]]:
    if ABOUT not in files:
        return {}, [_missing(ABOUT)]
    raw, problems = toml_of(ABOUT, files[ABOUT])
    if problems:
        return {}, problems

    def wrong(key: str, message: str) -> None:
        problems.append(Problem(ABOUT, toml_line(files[ABOUT], "", key), key, message, shown(key)))

    expected = (*ABOUT_TEXTS, "fictional")
    for key in sorted(raw.keys() - set(expected)):
        wrong(key, f"unknown key{did_you_mean(key, set(expected) - raw.keys(), 'remove it')}")
    for key in ABOUT_TEXTS:
        if key not in raw:
            wrong(key, f'this key is missing: add {key} = "…"')
        elif not isinstance(raw[key], str) or not raw[key].strip():
            wrong(key, 'expected text between double quotes, as in key = "text"')
    if not isinstance(raw.get("fictional"), bool):
        wrong("fictional", "expected fictional = true or fictional = false")
    if not problems:
        _name_and_province(raw, areas, wrong)
    return raw, problems


def _name_and_province(raw: Mapping[str, Any], areas: Table, wrong: Any) -> None:
    try:
        cells.value_of(Column("name", "code", True, False, "", (), ""), raw["name"])
    except cells.RefusedError as refused:
        wrong("name", str(refused))
    code = raw["province"]
    if areas.codes is not None and code not in areas.codes:
        hint = did_you_mean(code, [row.code for row in areas.rows if row.kind == "province"], "add it to areas.csv")
        wrong("province", f"unknown area {quoted(code)}{hint}")
    for row in areas.rows:
        if row.code == code and row.kind != "province":
            wrong("province", f"area {quoted(code)} is a {row.kind}: expected an area of kind province")

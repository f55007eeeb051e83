"""What both generations of CBS open data share: documents, measures with their unit, dimensions, what is selected."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from samenhang.workspace.check.hints import did_you_mean, quoted, shown
from samenhang.workspace.formats.delivery import MEASURE, STATE, TITLE, UNIT, VALUE, UnreadableError
from samenhang.workspace.formats.select import Condition, conditions
from samenhang.workspace.kinds import Problem, SourceKind

EXPECTED = "the documents of a CBS table in a zip"
OURS = (MEASURE, TITLE, UNIT, VALUE, STATE)
STATUS = {"Definitief": "known", "NaderVoorlopig": "provisional", "Voorlopig": "provisional"}
MANY = re.compile(r"\b1[ .]?000\b|\bmln\b|\bmld\b|\bmiljo|\bmiljard")


@dataclass(frozen=True)
class Measure:
    """One measure of a table; `factor` brings its figures to single units."""

    code: str
    title: str
    unit: str
    decimals: int
    factor: Decimal


def same_table(source: SourceKind, identifier: str) -> None:
    """Refuse the documents of another table."""
    if source.table and identifier != source.table:
        raise UnreadableError(
            f"expected the table {quoted(source.table)}, as the source says, got {quoted(identifier)}: "
            "deliver the right table (upper and lower case differ), or correct table in the source"
        )


def measures_of(source: SourceKind, found: Mapping[str, Measure], where: str) -> dict[str, Measure]:
    """The measures that are read: those that [map.indicator] names, or all when the indicator comes from elsewhere."""
    toml = f"sources/{source.code}.toml"
    named = source.map.get("indicator", {}) if source.columns.get("indicator") == MEASURE else found
    for code in named:
        if code not in found:
            titles = {measure.title: measure.code for measure in found.values()}
            hint = did_you_mean(code, found, f"the table counts {shown(', '.join(sorted(titles)[:8]))}")
            raise UnreadableError(
                f"{where} has no measure {quoted(code)}{hint}: it was renamed or left the table, correct [map.indicator] in {toml}"
            )
    read = {code: found[code] for code in named}
    for measure in read.values():
        _right_unit(source, measure, where, toml)
    return read


def _right_unit(source: SourceKind, measure: Measure, where: str, toml: str) -> None:
    declared = source.layout.get("units", {})
    if declared and declared.get(measure.code, measure.unit) != measure.unit:
        raise UnreadableError(
            f"{where}: measure {quoted(measure.code)} is counted in {quoted(measure.unit)}, expected "
            f"{quoted(declared[measure.code])}: the unit changed, so convert the figures or correct [layout.units] and "
            f"[layout.factors] in {toml}"
        )
    if MANY.search(measure.unit) and measure.unit not in source.layout.get("factors", {}):
        raise UnreadableError(
            f"{where}: measure {quoted(measure.code)} is counted in {quoted(measure.unit)} and nothing says what to multiply "
            f"by: add {quoted(measure.unit)} = 1000 (or 1, when our unit counts so too) to [layout.factors] in {toml}"
        )


def measure(source: SourceKind, code: str, title: str, unit: str, decimals: str | None) -> Measure:
    """A measure as the table describes it, with the factor that the source declares for its unit."""
    factor = Decimal(str(source.layout.get("factors", {}).get(unit, 1)))
    return Measure(code, title.strip(), unit, int(decimals or 0), factor)


def dimension_problems(source: SourceKind, dimensions: Iterable[str]) -> list[Problem]:
    """Every dimension is read or fixed; else totals and parts would mix."""
    toml = f"sources/{source.code}.toml"
    problems = []
    for name in dimensions:
        if name not in source.columns.values() and name not in source.select:
            message = (
                f"nothing says what to do with the dimension {quoted(name)} of the table: name it in [columns], or fix "
                "it in [select], for example on its total"
            )
            problems.append(Problem(toml, 0, name, message, "select"))
    return problems


def status_of(dimension: str, code: str, row: Mapping[str, Any], symbols: Mapping[str, str]) -> str:
    """The state of the figures of a period."""
    status = row.get("Status") or "Definitief"
    if status not in STATUS and status not in symbols:
        raise UnreadableError(
            f"{dimension} {quoted(code)} has the new status {quoted(status)}: say in [layout.symbols] what it means"
        )
    return symbols.get(status) or STATUS[status]


def selected(source: SourceKind, groups: Mapping[str, Mapping[str, str]]) -> dict[str, Condition]:
    """The conditions of the source, each of whose codes and groups exists in the table."""
    found = conditions(source.select)
    for name, condition in found.items():
        codes = groups.get(name)
        if codes is None:
            continue
        for kind, named, there in (
            ("code", condition.equals, set(codes)),
            ("group", condition.group, set(codes.values())),
        ):
            for code in named:
                if code not in there:
                    hint = did_you_mean(code, there, "look it up in the codes of the table")
                    raise UnreadableError(
                        f"dimension {quoted(name)} has no {kind} {quoted(code)}{hint}: correct [select] in "
                        f"sources/{source.code}.toml"
                    )
    return found


def right_division(source: SourceKind, dimension: str, year: str) -> None:
    """Refuse a table whose areas are of another year than the source declares."""
    if year and source.division[:4].isdecimal() and source.division[:4] != year[:4]:
        raise UnreadableError(
            f"the areas of {quoted(dimension)} are those of {year}, expected the division of {source.division}: deliver the "
            f"table of that division, or correct division in sources/{source.code}.toml"
        )

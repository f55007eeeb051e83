"""How a source says its deliveries are written: kind, division, [layout] and [select], each key of the right form."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from samenhang.workspace.check.hints import did_you_mean, listed, quoted, shown
from samenhang.workspace.formats import KINDS
from samenhang.workspace.formats.delimited import DELIMITERS, ENCODINGS
from samenhang.workspace.formats.delivery import MEASURE, UNIT, VALUE
from samenhang.workspace.formats.numbers import KEYS, LEFT_OUT, ZERO
from samenhang.workspace.formats.select import FORMS
from samenhang.workspace.kinds import Period, figures

Test = tuple[str, Callable[[Any], bool]]  # what is expected, in words, and whether it is so
Problem = tuple[str, str, str]  # section, key, sentence

STATES = figures().column("state").allowed


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _rows(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, int) and not isinstance(item, bool) and 0 < item < 10_000 for item in value)
        and value == sorted(set(value))
    )


def _row(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10_000_000


def _table(key: Callable[[str], bool], item: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def test(value: Any) -> bool:
        return isinstance(value, Mapping) and all(key(name) and item(given) for name, given in value.items())

    return test


def _of(words: tuple[str, ...]) -> Test:
    return listed(quoted(word) for word in words), lambda value: isinstance(value, str) and value in words


def _any(_: Any) -> bool:
    return True


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


SYMBOLS: Test = (
    f'signs with what each means, as in [layout.symbols] with "." = "unknown"; {listed((*STATES, ZERO, LEFT_OUT))}',
    _table(_any, lambda word: isinstance(word, str) and word in (*STATES, ZERO, LEFT_OUT)),
)
TESTS: dict[str, Test] = {
    "encoding": _of(ENCODINGS),
    "delimiter": _of(DELIMITERS),
    "decimal": _of((",", ".")),
    "thousands": _of((".", ",", " ", "'")),
    "state": _of(tuple(state for state in STATES if state not in ("unknown", "suppressed"))),
    "symbols": SYMBOLS,
    "factor": ("a number above 0, such as 1000", _number),
    "rounding": ("a number above 0, such as 10", _number),
    "sheet": ("the name of a sheet between double quotes", _text),
    "header_rows": ("the rows with the names of the columns, from above, as in [4, 5]", _rows),
    "header_names": ("a name for each header row, as in [\"year\", \"sex\"]", _texts),
    "first_row": ("the number of the first row with figures", _row),
    "last_row": ("the number of the last row with figures", _row),
    "keys": ("names of columns, as in [\"area\"]", _texts),
    "carry": ("names of columns in which an empty cell means as above, as in [\"area\"]", _texts),
    "expect": (
        "cells with what they must say, as in [layout.expect] with B3 = \"x 1 000\"",
        _table(lambda name: bool(re.fullmatch(r"[A-Z]{1,3}[1-9][0-9]{0,6}", name)), lambda text: isinstance(text, str)),
    ),
    "units": ("measures with the unit of the table, as in [layout.units] with M000352 = \"aantal\"", _table(_any, _text)),
    "factors": ("units of the table with what to multiply by, as in \"x 1 000\" = 1000", _table(_any, _number)),
}  # fmt: skip
GRID = ("sheet", "header_rows", "header_names", "first_row", "last_row", "keys", "carry", "expect", *KEYS)
ALLOWED = {
    "csv": ("encoding", "delimiter", *KEYS),
    "xlsx": GRID,
    "ods": GRID,
    "cbs-v4": ("units", "factors", "symbols"),
    "cbs-v3": ("units", "factors", "symbols"),
}
NEEDED = {"xlsx": ("sheet", "header_rows"), "ods": ("sheet", "header_rows")}
CBS = ("cbs-v4", "cbs-v3")


def layout_problems(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with kind, division, [layout] and [select]."""
    kind, division = raw["kind"], raw["division"]
    if kind not in KINDS:
        yield "", "kind", f"expected {listed(KINDS)}, got {quoted(kind)}{did_you_mean(kind, KINDS)}"
        return
    if division not in ("", "period") and not re.fullmatch(r"[12][0-9]{3}", division):
        yield (
            "",
            "division",
            f'expected "period" (the areas of each figure\'s own time) or a year, got {quoted(division)}',
        )
    layout = raw["layout"]
    for key in sorted(layout.keys() - set(ALLOWED[kind])):
        yield "layout", key, f"a source of kind {kind} has no such key{did_you_mean(key, ALLOWED[kind], 'remove it')}"
    right = {}
    for key in (key for key in ALLOWED[kind] if key in layout):
        expected, test = TESTS[key]
        right[key] = test(layout[key])
        if not right[key]:
            yield "layout", key, f"expected {expected}, got {quoted(str(layout[key]))}"
    for key in NEEDED.get(kind, ()):
        if key not in layout:
            yield "layout", key, f"this key is missing: add {TESTS[key][0]}"
    if all(right.values()):
        yield from _together(layout)
    if kind in CBS:
        yield from _cbs(raw)
    for column, given in raw["select"].items():
        if message := _condition(given):
            yield "select", column, message


def _together(layout: Mapping[str, Any]) -> Iterator[Problem]:
    """Keys that contradict each other."""
    rows = layout.get("header_rows", [0])
    first = layout.get("first_row", rows[-1] + 1)
    if first <= rows[-1]:
        yield "layout", "first_row", f"expected a row below the header rows, got {first}"
    if layout.get("last_row", first) < first:
        yield "layout", "last_row", f"expected a row at or below the first row {first}, got {layout['last_row']}"
    if "header_names" in layout and len(layout["header_names"]) != len(rows):
        yield (
            "layout",
            "header_names",
            f"expected a name for each of the {len(rows)} header rows, got {len(layout['header_names'])}",
        )
    if "header_names" in layout and "keys" not in layout:
        yield "layout", "header_names", "these stand beside figures of several columns: name the key columns in keys"
    if layout.get("decimal", ".") == layout.get("thousands", ""):
        yield "layout", "thousands", "this is the decimal sign too: correct one of them"
    for address in layout.get("expect", {}):
        if int(re.sub(r"[A-Z]", "", address)) >= first:
            yield "layout.expect", address, "expected a cell above the first row with figures: leave this one out"


def _cbs(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """What a CBS source must say besides: its table, where value and unit come from, and the unit of each measure."""
    if not raw["table"].strip():
        yield "", "table", 'this key is empty: fill in the id of the table, as in table = "03759ned"'
    if raw["columns"].get("value") != VALUE:
        yield "columns", "value", f'expected value = "{VALUE}": a CBS table has its figures there'
    if raw["columns"].get("unit") == UNIT:
        return
    measures = raw["map"].get("indicator", {}) if raw["columns"].get("indicator") == MEASURE else {}
    units = raw["layout"].get("units", {})
    missing = [code for code in measures if isinstance(units, Mapping) and code not in units]
    if missing or (not measures and not units):
        told = shown(missing[0] if missing else "the measure")
        message = (
            f"nothing says in which unit {told} is counted, so a changed unit would not be seen: add "
            f'{told} = "…" to [layout.units], or read the unit from "{UNIT}"'
        )
        yield "layout.units", told if missing else "", message


def _condition(given: Any) -> str:
    """The sentence about a condition of the wrong form, or nothing."""
    if isinstance(given, str) or _texts(given):
        return ""
    if not isinstance(given, Mapping) or not given:
        return 'expected a code, a list of codes, or a condition as in { startswith = "GM" }'
    for form, value in given.items():
        if form not in FORMS:
            return f"unknown condition {quoted(form)}{did_you_mean(form, FORMS, 'the conditions are ' + listed(FORMS, 'and'))}"
        if not isinstance(value, str) and not (form not in ("from", "to") and _texts(value)):
            return f"expected text between double quotes after {form}, got {quoted(str(value))}"
        if not value:
            return f"{form} is empty: fill it in, or remove it"
    return ""


def in_division(period: str, division: str) -> Period | None:
    """The time at which an area must exist for a figure of this period; None when nothing says."""
    if division == "period":
        return Period.parse(period) if period else None
    return Period.parse(f"{division}-01-01") if division else None

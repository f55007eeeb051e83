"""How a source says that its deliveries are written: each wrong key with its line and its sentence."""

import pytest
from tests.workspace import made

FILE = f"sources/{made.NAME}.toml"
CSV = {
    "columns": {"area": "gebied", "period": "jaar", "indicator": "onderwerp", "value": "getal"},
    "constants": {**made.CONSTANTS, "unit": "tn-personen", "state": "known"},
}
DELIVERY = b"gebied,jaar,onderwerp,getal\nTG01,2024,TI01,1\n"
GRID = {"sheet": "Tabel 1", "header_rows": [4, 5], "keys": ["Gebied"]}


def said(kind, **sections):
    return made.problems(made.toml(kind, **{**CSV, **sections}), DELIVERY)


def test_a_source_without_kind_is_csv():
    assert said("csv") == []
    text = made.toml("csv", **CSV).replace(b'kind = "csv"\n', b"")
    assert made.problems(text, DELIVERY) == []


def test_kind_and_division():
    assert said("xslx") == [
        f'{FILE}:10 kind: expected csv, xlsx, ods, cbs-v4 or cbs-v3, got "xslx" (did you mean xlsx?)'
    ]
    assert said("csv", division="20244") == [
        f'{FILE}:11 division: expected "period" (the areas of each figure\'s own time) or a year, got "20244"'
    ]
    assert made.problems(made.toml("csv", **CSV).replace(b'kind = "csv"', b"kind = 7"), b"") == [
        f'{FILE}:10 kind: expected text between double quotes, as in key = "text"'
    ]


@pytest.mark.parametrize(
    ("kind", "layout", "told"),
    [
        ("csv", {"delimeter": ";"}, "layout.delimeter: a source of kind csv has no such key (did you mean delimiter?)"),
        ("csv", {"sheet": "x"}, "layout.sheet: a source of kind csv has no such key (remove it)"),
        ("csv", {"delimiter": ":"}, 'layout.delimiter: expected ",", ";", "\\t" or "|", got ":"'),
        (
            "csv",
            {"encoding": "latin"},
            'layout.encoding: expected "utf-8", "utf-8-sig", "cp1252", "iso-8859-1" or "iso-8859-15", got "latin"',
        ),
        ("csv", {"factor": 0}, 'layout.factor: expected a number above 0, such as 1000, got "0"'),
        ("csv", {"factor": True}, 'layout.factor: expected a number above 0, such as 1000, got "True"'),
        ("csv", {"state": "unknown"}, 'layout.state: expected "known", "provisional" or "forecast", got "unknown"'),
        ("csv", {"symbols": {".": "onbekend"}}, "layout.symbols: expected signs with what each means"),
        (
            "csv",
            {"decimal": ",", "thousands": ","},
            "layout.thousands: this is the decimal sign too: correct one of them",
        ),
        (
            "ods",
            {"sheet": "x"},
            "header_rows: this key is missing: add the rows with the names of the columns, from above, as in [4, 5]",
        ),
        (
            "xlsx",
            {**GRID, "header_rows": [5, 4]},
            "layout.header_rows: expected the rows with the names of the columns, from above",
        ),
        ("xlsx", {**GRID, "first_row": 5}, "layout.first_row: expected a row below the header rows, got 5"),
        ("xlsx", {**GRID, "last_row": 5}, "layout.last_row: expected a row at or below the first row 6, got 5"),
        (
            "xlsx",
            {**GRID, "header_names": ["jaar"]},
            "layout.header_names: expected a name for each of the 2 header rows, got 1",
        ),
        ("xlsx", {"sheet": "x", "header_rows": [1], "header_names": ["jaar"]}, "name the key columns in keys"),
        ("xlsx", {**GRID, "keys": "Gebied"}, 'layout.keys: expected names of columns, as in ["area"], got "Gebied"'),
        ("xlsx", {**GRID, "expect": {"3B": "x"}}, "layout.expect: expected cells with what they must say"),
        ("xlsx", {**GRID, "expect": {"B6": "x"}}, "layout.expect.B6: expected a cell above the first row with figures"),
        ("cbs-v4", {"units": {"M1": 7}}, "layout.units: expected measures with the unit of the table"),
        (
            "cbs-v4",
            {"factors": {"x 1 000": "duizend"}},
            "layout.factors: expected units of the table with what to multiply by",
        ),
    ],
)
def test_layout(kind, layout, told):
    lines = said(kind, layout=layout)
    assert any(told in line for line in lines), lines
    assert all(line.startswith(FILE) for line in lines)


def test_a_cbs_source_says_its_table_and_the_unit_of_each_measure():
    assert made.problems(made.v4(table=""), b"") == [
        f'{FILE}:8 table: this key is empty: fill in the id of the table, as in table = "03759ned"'
    ]
    columns = {"area": "RegioS", "period": "Perioden", "indicator": "@measure", "value": "Value", "unit": "@measure"}
    (told,) = made.problems(made.v4(columns={**columns, "state": "@state"}), b"")
    assert told.endswith('columns.value: expected value = "@value": a CBS table has its figures there')
    (told,) = made.problems(made.v4(layout={"units": {"M000001": "aantal"}, "factors": {"x 1 000": 1000}}), b"")
    assert told.endswith(
        "layout.units.M000002: nothing says in which unit M000002 is counted, so a changed unit would not be seen: add "
        'M000002 = "…" to [layout.units], or read the unit from "@unit"'
    )


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (7, 'expected a code, a list of codes, or a condition as in { startswith = "GM" }'),
        ({"starts": "GM"}, 'unknown condition "starts" (did you mean startswith?)'),
        ({"startswith": 7}, 'expected text between double quotes after startswith, got "7"'),
        ({"from": ["a"]}, "expected text between double quotes after from"),
        ({"startswith": ""}, "startswith is empty: fill it in, or remove it"),
    ],
)
def test_select(condition, told):
    lines = said("csv", select={"gebied": condition})
    assert any(f"select.gebied: {told}" in line for line in lines), lines


def test_sections_are_tables():
    text = made.toml("csv", **CSV)
    for section in ("layout", "select"):
        assert made.problems(f'{section} = "x"\n'.encode() + text, b"") == [
            f"{FILE}:1 {section}: expected a section [{section}]"
        ]

"""Figures that people typed: CSV in several dialects, and workbooks by a mapping of their edition."""

import pytest
from tests.workspace import made

NAME = made.NAME
COLUMNS = {"area": "gebied", "period": "jaar", "indicator": "onderwerp", "value": "getal", "state": "@state"}
CONSTANTS = {**made.CONSTANTS, "unit": "tn-personen"}
TEXT = """gebied;jaar;onderwerp;getal
TG01;2024;TI01;1.234,5
TG02;2024;TI01;x
TG03;2024;TI01;.
TP01;2024;TI01;12*
TL01;2024;TI01;-
"""
SYMBOLS = {".": "unknown", "x": "suppressed", "-": "0", "*": "provisional", "": "none"}
LAYOUT = {"delimiter": ";", "decimal": ",", "thousands": ".", "symbols": SYMBOLS}


def csv(**sections):
    return made.toml("csv", **{"columns": COLUMNS, "constants": CONSTANTS, "layout": LAYOUT, **sections})


def test_semicolons_commas_and_signs():
    assert made.read(csv(), TEXT.encode(), "area", "value", "state") == [
        ("TG01", 1234.5, "known"),
        ("TG02", None, "suppressed"),
        ("TG03", None, "unknown"),
        ("TP01", 12, "provisional"),
        ("TL01", 0, "known"),
    ]


@pytest.mark.parametrize(
    ("sign", "rows"),
    [
        ("0", [(0, "provisional")]),
        ("unknown", [(None, "unknown")]),
        ("suppressed", [(None, "suppressed")]),
    ],
)
def test_what_a_dash_means_is_declared(sign, rows):
    layout = {"state": "provisional", "symbols": {"-": sign}}
    delivery = b"gebied,jaar,onderwerp,getal\nTG01,2024,TI01,-\n"
    assert made.read(csv(layout=layout), delivery, "value", "state") == rows


def test_a_dash_may_mean_that_there_is_no_figure():
    delivery = b"gebied,jaar,onderwerp,getal\nTG01,2024,TI01,-\nTG02,2024,TI01,1\n"
    assert made.read(csv(layout={"symbols": {"-": "none"}}), delivery, "area") == [("TG02",)]


def test_a_factor_and_a_rounding_base():
    delivery = "gebied,jaar,onderwerp,getal\nTG01,2024,TI01,1 230\nTG02,2024,TI01,0.5\n"
    assert made.read(csv(layout={"factor": 1000}), delivery.encode(), "value") == [(1230000,), (500,)]
    assert made.problems(csv(layout={"rounding": 5}), delivery.encode()) == [
        f'{NAME}:3 getal "0.5": expected a figure rounded to 5, as [layout] rounding says, got "0.5": deliver the rounded '
        "table, or correct the rounding"
    ]


def test_an_old_encoding_that_is_declared():
    delivery = "gebied;jaar;onderwerp;getal;plaats\nTG01;2024;TI01;1;België\n"
    layout = {**LAYOUT, "encoding": "cp1252"}
    source = csv(layout=layout, columns={**COLUMNS, "wording": "plaats"})
    assert made.read(source, delivery.encode("cp1252"), "wording") == [("België",)]
    assert made.problems(source, delivery.encode()) == [
        f'{NAME}: [layout] encoding says "cp1252", but the file is UTF-8: its letters with accents would come out wrong; correct '
        "the encoding in the source"
    ]
    assert made.problems(csv(), delivery.encode("cp1252")) == [
        f"{NAME}:2: expected UTF-8, got byte 0xEB at position 57 (counted from 0): save the file as UTF-8"
    ]
    with_mark = csv(layout={**LAYOUT, "encoding": "utf-8-sig"}, columns={**COLUMNS, "wording": "plaats"})
    assert made.read(with_mark, delivery.encode("utf-8-sig"), "wording") == [("België",)]


def test_the_place_of_a_wrong_byte_is_right_behind_a_window(monkeypatch):
    monkeypatch.setattr("samenhang.workspace.check.text.PIECE", 16)
    good = ("gebied,jaar,onderwerp,getal\n" + "TG01,2024,TI01,1é\n" * 9).encode()
    for wrong in (b"\xff", b"\xc3\x28", b"\xe2\x82"):
        data = good + wrong + b"\n"
        (told,) = made.problems(csv(layout={}), data)
        assert told == (
            f"{NAME}:11: expected UTF-8, got byte 0x{wrong[0]:02X} at position {len(good)} (counted from 0): save the file as UTF-8"
        )
    assert made.problems(csv(layout={}), good + b"\0") == [
        f"{NAME}:11: expected text, got a NUL byte at position {len(good)} (counted from 0): the file is damaged or not UTF-8, "
        "save it again as UTF-8"
    ]


def test_another_delimiter_than_was_declared():
    assert made.problems(csv(layout={}), TEXT.encode()) == [
        f"{NAME}:1: the columns are separated by ; : save the file with commas"
    ]
    assert made.problems(csv(), TEXT.replace(";", "\t").encode()) == [
        f"{NAME}:1: the columns are separated by tab : the source says ; in [layout] delimiter"
    ]


def test_select_leaves_rows_out_and_never_all_of_them():
    source = csv(select={"gebied": {"startswith": "TG"}})
    assert made.read(source, TEXT.encode(), "area") == [("TG01",), ("TG02",), ("TG03",)]
    assert made.problems(csv(select={"gebied": "TG09"}), TEXT.encode()) == [
        f"{NAME}: there is no figure in this delivery, or [select] in sources/{NAME}.toml leaves none: deliver the whole file"
    ]
    assert made.problems(csv(select={"gebeid": "TG01"}), TEXT.encode()) == [
        f'sources/{NAME}.toml:39 select.gebeid: {NAME} has no column "gebeid" (did you mean gebied?)'
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("TG01;2024", "GM9999;2024", f'{NAME}:2 gebied "GM9999": unknown area "GM9999"'),
        ("1.234,5", "veel", f'{NAME}:2 getal "veel": value must be a number such as 12.5'),
        ("gebied;", "regio;", f'{NAME} has no column "gebied"'),
        ("TG02;2024;TI01;x", "TG01;2024;TI01;5", "stands on line 2: remove one"),
        ("TP01;2024", "TG03;2022", "TG03 (Cedermeer) exists from 2023-01-01, this figure is about 2022"),
    ],
)
def test_a_corrupted_csv_is_refused(old, new, told):
    assert TEXT.count(old) == 1
    lines = made.problems(csv(division="period"), TEXT.replace(old, new).encode())
    assert any(told in line for line in lines), lines


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<!doctype html><p>Inloggen", "got a web page (HTML)"),
        (b"%PDF-1.7", "got a PDF: deliver the table itself"),
        (b"\xd0\xcf\x11\xe0", "got an old or protected Office file"),
        (b"PK\x03\x04", "got an archive or workbook: save it as CSV, or declare its kind"),
    ],
)
def test_something_else_than_csv(data, told):
    (line,) = made.problems(csv(), data)
    assert line.startswith(f"{NAME}: expected comma separated values, ")
    assert told in line


# workbooks, in both forms

SHEET = [
    ["Tabel 1  Werkenden per gemeente"],
    [None, None, "x 1 000"],
    [],
    [None, "2023", None, "2024", None, "Toelichting"],
    ["Gebied", "mannen", "vrouwen", "mannen", "vrouwen"],
    ["TG01", 1.5, 2, ".", 1, "a"],
    ["TG02", "x", 0, 3, "-", None],
    [],
    ["TG03", 1, 1, 1, "2*", None],
    ["Bron: Bureau Zomerkade Telt"],
]
GRID = {"sheet": "Tabel 1", "header_rows": [4, 5], "last_row": 9, "keys": ["Gebied"], "factor": 1000, "symbols": SYMBOLS,
        "expect": {"C2": "x 1 000"}}  # fmt: skip
MELTED = {"area": "Gebied", "indicator": "@measure", "period": "@measure", "value": "@value", "state": "@state"}
MEASURES = ["2023 / mannen", "2024 / mannen", "2024 / vrouwen"]
DEFINED = {name: "TD02" if "vrouwen" in name else "TD01" for name in MEASURES}  # who is counted makes another figure
MAP = {
    "indicator": dict.fromkeys(MEASURES, "TI01"),
    "definition": DEFINED,
    "period": {name: name[:4] for name in MEASURES},
}
MAKE = {"xlsx": made.xlsx, "ods": made.ods}


@pytest.fixture(params=["xlsx", "ods"])
def kind(request):
    return request.param


def grid(kind, **sections):
    columns = {**MELTED, "wording": "@measure", "definition": "@measure"}
    constants = {name: word for name, word in CONSTANTS.items() if name != "definition"}
    about = {"columns": columns, "constants": constants, "map": MAP, "layout": GRID}
    return made.toml(kind, **{**about, **sections})


def sheet(**cells):
    """The rows of SHEET with other cells: B6=…"""
    rows = [list(row) for row in SHEET]
    for address, value in cells.items():
        row, column = rows[int(address[1:]) - 1], ord(address[0]) - 65
        row += [None] * (column + 1 - len(row))
        row[column] = value
    return rows


def test_figures_under_a_path_of_headers(kind):
    assert made.read(grid(kind), MAKE[kind](SHEET), "area", "period", "value", "state", "wording") == [
        ("TG01", "2023", 1500, "known", "2023 / mannen"),
        ("TG01", "2024", None, "unknown", "2024 / mannen"),
        ("TG01", "2024", 1000, "known", "2024 / vrouwen"),
        ("TG02", "2023", None, "suppressed", "2023 / mannen"),
        ("TG02", "2024", 3000, "known", "2024 / mannen"),
        ("TG02", "2024", 0, "known", "2024 / vrouwen"),
        ("TG03", "2023", 1000, "known", "2023 / mannen"),
        ("TG03", "2024", 1000, "known", "2024 / mannen"),
        ("TG03", "2024", 2000, "provisional", "2024 / vrouwen"),
    ]


def test_header_rows_with_a_name_are_columns(kind):
    layout = {**GRID, "header_names": ["jaar", "geslacht"], "header_rows": [4, 5]}
    rows = sheet(F4=None, F6=None)
    source = grid(
        kind, layout=layout, map={"definition": {"mannen": "TD01", "vrouwen": "TD02"}},
        constants={name: word for name, word in {**CONSTANTS, "indicator": "TI01"}.items() if name != "definition"},
        columns={"area": "Gebied", "period": "jaar", "wording": "geslacht", "definition": "geslacht", "value": "@value",
                 "state": "@state"},
    )  # fmt: skip
    assert made.read(source, MAKE[kind](rows), "area", "period", "wording", "value")[:4] == [
        ("TG01", "2023", "mannen", 1500), ("TG01", "2023", "vrouwen", 2000),
        ("TG01", "2024", "mannen", None), ("TG01", "2024", "vrouwen", 1000),
    ]  # fmt: skip


def test_a_long_table_and_cells_that_mean_as_above(kind):
    rows = [["Gebied", "Jaar", "Aantal"], ["TG01", 2023, 1], [None, 2024, 2], ["TG02", 2024, 3.25]]
    layout = {"sheet": "Tabel 1", "header_rows": [1], "carry": ["Gebied"]}
    source = grid(
        kind, layout=layout, map={}, constants={**CONSTANTS, "indicator": "TI01", "state": "known"},
        columns={"area": "Gebied", "period": "Jaar", "value": "Aantal"},
    )  # fmt: skip
    assert made.read(source, MAKE[kind](rows), "area", "period", "value") == [
        ("TG01", "2023", 1), ("TG01", "2024", 2), ("TG02", "2024", 3.25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"B6": "=1+1"}, "Tabel 1!B6: the cell holds a formula (="),
        ({"B7": "veel"}, 'Tabel 1!B7 "veel": value must be a number such as 12.5'),
        ({"A7": "TG99"}, 'Tabel 1!A7 "TG99": unknown area "TG99"'),
        ({"A7": "TG01"}, "stands in Tabel 1!B6: remove one, give each its own definition, or make them low and high"),
        ({"A9": "TG11"}, 'Tabel 1!A9 "TG11": TG11 (Meerdorp) exists until 2023-01-01, this figure is about 2023'),
        (
            {"C2": "x 1 000 000"},
            'Tabel 1!C2 says "x 1 000 000", expected "x 1 000": this is another edition or another unit',
        ),
        ({"D4": "2025"}, '"Tabel 1" has no column "2024 / mannen" (did you mean 2025 / mannen?)'),
        ({"A5": "Regio"}, '"Tabel 1" has no column "Gebied" (the columns are '),
        ({"A4": "=A1"}, "a header holds the formula"),
        ({"F4": "2023", "F5": "mannen"}, 'column "2023 / mannen": this column is there more than once: keep one'),
    ],
)
def test_a_corrupted_sheet_is_refused(kind, cells, told):
    lines = made.problems(grid(kind, division="period"), MAKE[kind](sheet(**cells)))
    assert any(told in line for line in lines), lines


def test_a_foot_that_is_read_is_refused_and_last_row_leaves_it_out(kind):
    layout = {key: value for key, value in GRID.items() if key != "last_row"}
    (first, *_) = made.problems(grid(kind, layout={**layout, "symbols": {**SYMBOLS, "": "unknown"}}), MAKE[kind](SHEET))
    assert first.startswith(f'{NAME}:10 Tabel 1!A10 "Bron: Bureau Zomerkade Telt": area must be at most 64 letters')


def test_another_sheet(kind):
    assert made.problems(grid(kind), MAKE[kind](SHEET, sheet="Tabel 2")) == [
        f'{NAME}: the workbook has no sheet "Tabel 1" (did you mean Tabel 2?): correct sheet in [layout]'
    ]


def test_something_else_than_a_workbook(kind):
    for data, told in (
        (b"gebied,jaar\n", "damaged or cut off"),
        (b"<html>", "a web page"),
        (b"\xd0\xcf\x11\xe0", "an old or protected"),
    ):
        (line,) = made.problems(grid(kind), data)
        assert line.startswith(f"{NAME}: expected a workbook (.{kind}), got ")
        assert told in line
    whole = MAKE[kind](SHEET)
    assert "damaged or cut off" in made.problems(grid(kind), whole[: len(whole) // 2])[0]


def test_excel_writes_years_as_numbers_and_days_as_days():
    import datetime

    rows = [
        ["Gebied", "Dag", "Aantal"],
        ["TG01", datetime.datetime(2024, 1, 1), 1e-5],
        ["TG02", datetime.date(2024, 1, 2), 2.0],
    ]
    source = grid(
        "xlsx", layout={"sheet": "Tabel 1", "header_rows": [1]}, map={},
        constants={**CONSTANTS, "indicator": "TI01", "state": "known"},
        columns={"area": "Gebied", "period": "Dag", "value": "Aantal"},
    )  # fmt: skip
    assert made.read(source, made.xlsx(rows), "period", "value") == [("2024-01-01", 0.00001), ("2024-01-02", 2)]


def test_ods_repeats_rows_and_cells():
    row = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    two = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>'
    layout = {"sheet": "Tabel 1", "header_rows": [1]}
    source = grid(
        "ods", layout=layout, map={}, constants={**CONSTANTS, "indicator": "TI01", "state": "known", "area": "TG01"},
        columns={"wording": "Een", "value": "Twee"},
    )  # fmt: skip
    tail = row.format(3, two) + row.format(1048000, empty)
    assert made.problems(source, made.ods([["Een", "Twee"]], after=tail))[0].endswith(
        "stands on row 2: remove one, give each its own definition, or make them low and high"
    )
    assert made.read(
        source, made.ods([["Een", "Twee"]], after=row.format(1, two) + row.format(1048000, empty)), "value"
    ) == [(7,)]
    for many in (row.format(99999999, two), row.format(1, two.replace('"2"', '"9999"'))):
        (told,) = made.problems(source, made.ods([["Een", "Twee"]], after=many))
        assert "expected at most 1,048,576" in told or "goes on beyond column" in told

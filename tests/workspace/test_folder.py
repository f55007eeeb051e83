"""What a right workspace gives: rows with values, sources, figures in our words, and the bytes as they came."""

import csv
import datetime
import io
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.workspace import folder
from samenhang.workspace.check.text import sheet_of
from samenhang.workspace.check.whole import check
from samenhang.workspace.kinds import Period, WorkspaceError, figures, schema
from samenhang.workspace.mapping import map_delivery, map_row

TINY = Path(__file__).parents[2] / "workspace" / "tiny"
FILES = folder.read(TINY).files


def test_tiny_is_read():
    workspace = folder.read(TINY)
    assert (workspace.name, workspace.province, workspace.fictional) == ("tiny", "TP01", True)
    assert workspace.title_nl == "Zomerkade (verzonnen provincie)"
    assert list(workspace.tables) == list(schema())
    assert set(workspace.files) == {
        "workspace.toml", *(kind.file for kind in schema().values()),
        "sources/tn-telling.toml", "deliveries/telling-2024.csv",
    } | ({"example.toml"} & set(workspace.files))  # fmt: skip
    assert all(workspace.files[name] == (TINY / name).read_bytes() for name in workspace.files)


def test_rows_hold_values():
    tables = folder.read(TINY).tables
    area = next(row for row in tables["areas"] if row.code == "TG03")
    assert (area.line, area.parent, area.valid_from, area.valid_to) == (10, "TP01", datetime.date(2023, 1, 1), None)
    assert (area.longitude, area.area_km2, area.tile_col) == (5.06, 110, 1)
    assert isinstance(area.area_km2, int)
    place = tables["memberships"][7]
    assert (place.code, place.note_nl, place.valid_to) == ("TG02/bestuurskringen/TB02", "", None)
    assert tables["bottlenecks"][1].stages == ("tn-inschrijven", "tn-werven")
    assert tables["tables"][1].themes == ()
    assert [row.published for row in tables["publications"][2:4]] == [Period.parse("2024-Q4"), None]
    assert [row.cross_cutting for row in tables["themes"]] == [False, False, True]
    assert tables["roles"][2].permissions == ("FOLLOW",)


def test_two_readings_of_two_files_are_equal():
    assert folder.read(TINY) == folder.read(TINY)


def test_figures_come_in_our_words():
    rows = folder.deliveries(folder.read(TINY), "tn-telling")
    assert len(rows) == 13
    assert rows[10] == {
        "area": "TP01", "period": "2024-Q4", "indicator": "TI03", "value": "61.5", "unit": "tn-procent",
        "state": "known", "certainty": "not stated", "definition": "TD04", "basis": "opinion",
        "publication": "TX03", "wording": "de buurt leeft goed samen",
        "note_nl": "Verzonnen cijfer: bedacht voor dit voorbeeld.",
        "note_en": "Fictional figure: made up for this example.", "mark": "", "line": "12",
    }  # fmt: skip


def test_tiny_shows_every_state_certainty_basis_and_mark():
    rows = folder.deliveries(folder.read(TINY), "tn-telling")
    for name in ("state", "certainty"):
        assert {row[name] for row in rows} == set(figures().column(name).allowed)
    assert {row["mark"] for row in rows} == {"", *figures().column("mark").allowed}
    assert {row["basis"] for row in rows} == set(figures().column("basis").allowed) - {"not applicable"}
    contested = [
        row["value"] for row in rows if (row["area"], row["indicator"], row["period"]) == ("TP01", "TI01", "2024")
    ]
    assert contested == ["4200", "5500"]


def test_map_row_needs_only_dicts():
    source = {
        "columns": {"area": "Regio", "period": "Perioden"},
        "constants": {"unit": "x"},
        "map": {"area": {"": "TP01"}},
    }
    row = map_row(source, {"Regio": "  ", "Perioden": "2024KW01", "more": "1"})
    assert {name: text for name, text in row.items() if text} == {"area": "TP01", "period": "2024-Q1", "unit": "x"}
    assert list(row) == [column.name for column in figures().columns]
    assert map_row({}, {"period": "nonsense"}) == dict.fromkeys(row, "")
    assert map_row(source, {"Perioden": "2025JJ13"})["period"] == "2025JJ13"


def test_map_delivery_needs_only_bytes():
    toml, delivery = FILES["sources/tn-telling.toml"], FILES["deliveries/telling-2024.csv"]
    assert map_delivery(toml, delivery) == folder.deliveries(folder.read(TINY), "tn-telling")
    with pytest.raises(WorkspaceError) as caught:
        map_delivery(toml, delivery + b'"', "telling.csv")
    assert [problem.line for problem in caught.value.problems] == [15]


def test_the_reader_needs_neither_django_nor_numpy():
    code = "import sys, samenhang.workspace.folder; print(sorted({'django', 'numpy', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def written(text_rows: list[list[str]]) -> bytes:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(text_rows)
    return made.getvalue().encode()


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.sampled_from(['"', ",", "\n", ";"]), max_size=20)


@given(TEXTS, TEXTS, st.integers(-(10**15) + 1, 10**15 - 1), st.dates(), st.floats(-180, 180))
def test_what_is_written_is_read(name, note, order, day, longitude):
    files = dict(FILES)
    levels = [["code", "order", "label_nl", "label_en"], ["tn-land", str(order), "x" + name, "y" + note]]
    levels += [["tn-provincie", "1", "x", "x"], ["tn-gemeente", "1", "x", "x"]]
    files["levels.csv"] = written(levels)
    header, *areas = csv.reader(io.StringIO(FILES["areas.csv"].decode()))
    areas[0][header.index("valid_from")] = day.isoformat()
    areas[0][header.index("longitude")] = f"{longitude:.20f}"
    files["areas.csv"] = written([header, *areas])
    workspace, problems = check(files)
    assert problems == []
    first = workspace.tables["levels"][0]
    assert (first.order, first.label_nl, first.label_en) == (order, "x" + name, "y" + note)
    assert workspace.tables["areas"][0].valid_from == day
    assert abs(workspace.tables["areas"][0].longitude - longitude) < 1e-19 + abs(longitude) * 1e-15
    assert check(files) == (workspace, [])


def test_a_workspace_written_again_from_its_cells_is_the_same():
    again = dict(FILES)
    for name in FILES:
        if name.endswith(".csv"):
            sheet = sheet_of(name, FILES[name])
            again[name] = written([list(sheet.header), *(list(cells.values()) for _, cells in sheet.rows)])
    assert again == FILES


@st.composite
def damaged(draw):
    """The files of tiny with bytes changed, cut, doubled or put in the wrong place."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(files)))
        data = files[name]
        start = draw(st.integers(0, len(data)))
        stop = draw(st.integers(start, min(len(data), start + 40)))
        piece = draw(
            st.binary(max_size=8)
            | st.sampled_from([b"", b",", b'"', b"\n", b"\r", b";", b"[", b"]", b"=", b"9" * 5000, data[:start]])
        )
        files[name] = data[:start] + piece + data[stop:]
    return files


@given(damaged())
@settings(max_examples=300, deadline=None)
def test_damage_gives_problems_and_nothing_else(files):
    workspace, problems = check(files)
    assert (workspace is None) == bool(problems)
    assert all("\n" not in str(problem) and str(problem).isprintable() for problem in problems)
    assert check(files) == (workspace, problems)


@given(st.dictionaries(st.sampled_from(sorted(FILES)), st.binary(max_size=200), max_size=30))
def test_rubbish_gives_problems_and_nothing_else(files):
    workspace, problems = check(files)
    assert workspace is None
    assert problems


NAMES = st.sampled_from(["columns", "map", "state", "code"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner),
    max_leaves=8,
)


@given(ANYTHING)
def test_any_shape_of_toml_gives_problems_and_nothing_else(value):
    """A source whose keys hold any kind of thing."""
    text = FILES["sources/tn-telling.toml"].decode()
    for key in ("code", "constants", "map", "columns"):
        made = f"{key} = {toml(value)}\n"
        kept = {name: part for name, part in tomllib.loads(text).items() if name != key}
        files = dict(FILES)
        files["sources/tn-telling.toml"] = (made + "".join(f"{k} = {toml(v)}\n" for k, v in kept.items())).encode()
        files["workspace.toml"] = made.encode()
        workspace, problems = check(files)
        assert workspace is None
        assert all(str(problem).isprintable() for problem in problems)


def toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(str(key))} = {toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    if isinstance(value, int):
        return str(value)
    escaped = "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08x}" for c in str(value))
    return f'"{escaped}"'


@pytest.mark.parametrize("path", sorted(TINY.parent.iterdir()), ids=lambda path: path.name)
def test_the_workspaces_of_this_repository_are_right(path):
    workspace = folder.read(path)
    assert workspace.sources
    for source in workspace.sources:
        assert folder.deliveries(workspace, source)


def test_path_may_be_text(tmp_path: Path):
    assert folder.read(str(TINY)) == folder.read(TINY)

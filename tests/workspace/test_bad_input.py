"""Every way to get a workspace wrong that we know of, with the whole list of sentences that it must give."""

import os
import tomllib
from pathlib import Path

import pytest

from samenhang.workspace import folder

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((Path(__file__).parent / "bad").glob("*.toml"))
    for case in tomllib.loads(file.read_text("utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES)
def test_bad_input(tiny, case):
    for change in case["changes"]:
        tiny.change(*change)
    assert tiny.problems() == case["problems"]


def test_all_problems_of_all_files_at_once(tiny):
    tiny.change("areas.csv", "TG02,Brugveld,municipality,TP01", "TG02,Brugveld,municipality,TPO1")
    tiny.change("levels.csv", "tn-land,1,Land", "tn-land,een,Land")
    tiny.change("levels.csv", "tn-provincie,2", "tn-provincie,twee")
    (tiny.path / "units.csv").unlink()
    (tiny.path / "unit.csv").write_text("code\n")
    tiny.change("workspace.toml", '"TP01"', '"TP02"')
    tiny.change("deliveries/telling-2024.csv", "2024KW04", "2025JJ13")
    assert tiny.problems() == [
        'areas.csv:9 code "TG02": unknown parent "TPO1" (did you mean TP01?)',
        'deliveries/telling-2024.csv:12 periode "2025JJ13": period "2025JJ13" is not a period: expected JJ00 after '
        "the year: JJ is a whole year, a quarter is KW01-KW04, a month MM01-MM12",
        'levels.csv:2 code "tn-land": order must be a whole number such as 12, of at most 15 digits, not "een"',
        'levels.csv:3 code "tn-provincie": order must be a whole number such as 12, of at most 15 digits, not "twee"',
        "unit.csv: a workspace has no such file (did you mean units.csv?)",
        "units.csv: this file is missing: add it, with at least the line of column names",
        'workspace.toml:5 province: unknown area "TP02" (did you mean TP01?)',
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            b"Land,Country",
            "Ländle,Country".encode("cp1252"),
            "levels.csv:2: expected UTF-8, got byte 0xE4 at position 40 (counted from 0): save the file as UTF-8",
        ),
        (
            b"Land,Country",
            b"La\0nd,Country",
            "levels.csv:2: expected text, got a NUL byte at position 41 (counted from 0): "
            "the file is damaged or not UTF-8, save it again as UTF-8",
        ),
        (
            b"code,order",
            b"\xef\xbb\xbfcode,order",
            "levels.csv:1: the file starts with a byte order mark (BOM): save it as UTF-8 without BOM",
        ),
        (
            b"code,order,label_nl,label_en",
            b"",
            "levels.csv:1: the first line is empty: it must hold the names of the columns",
        ),
    ],
    ids=["not UTF-8", "NUL", "BOM", "no header"],
)
def test_bytes_that_are_no_text(tiny, old, new, problem):
    file = tiny.path / "levels.csv"
    assert file.read_bytes().count(old) == 1
    file.write_bytes(file.read_bytes().replace(old, new))
    # Nobody is blamed for naming a level while we cannot read which levels there are.
    assert tiny.problems() == [problem]


def test_empty_file(tiny):
    (tiny.path / "levels.csv").write_bytes(b"")
    assert tiny.problems() == ["levels.csv:1: the first line is empty: it must hold the names of the columns"]


def test_table_without_rows(tiny):
    file = tiny.path / "reference_firms.csv"
    file.write_bytes(file.read_bytes().partition(b"\n")[0] + b"\n")
    assert tiny.problems() == []
    assert folder.read(tiny.path).tables["reference_firms"] == ()


def test_windows_line_ends_and_another_order_of_columns_are_right(tiny):
    before = folder.read(tiny.path)
    file = tiny.path / "levels.csv"
    swapped = [line.split(",") for line in file.read_text().splitlines()]
    file.write_text("".join(f"{d},{c},{b},{a}\r\n" for a, b, c, d in swapped), newline="")
    assert folder.read(tiny.path).tables == before.tables


def test_missing_files(tiny):
    for name in ("levels.csv", "workspace.toml"):
        (tiny.path / name).unlink()
    assert tiny.problems() == [
        "levels.csv: this file is missing: add it, with at least the line of column names",
        "workspace.toml: this file is missing: add it",
    ]


def test_unexpected_files_and_folders(tiny):
    (tiny.path / "levels (copy).csv").write_bytes(b"\xff")
    (tiny.path / "sources" / "notes.txt").write_text("x")
    (tiny.path / "deliveries" / "other.csv").write_text("a\n1\n")
    (tiny.path / "archive").mkdir()
    (tiny.path / "archive" / "levels.csv").write_text("x")
    (tiny.path / "areas.csv").unlink()
    (tiny.path / "areas.csv").mkdir()
    (tiny.path / ".git").mkdir()
    assert tiny.problems() == [
        "archive: a workspace has no such folder: remove it, or move its files to where they belong",
        "areas.csv: a workspace has no such folder: remove it, or move its files to where they belong",
        "deliveries/other.csv: no source names this delivery: add a file in sources/, or remove it",
        "levels (copy).csv: a workspace has no such file (remove it, or move it out of the workspace)",
        "sources/notes.txt: a workspace has no such file (remove it, or move it out of the workspace)",
    ]


def test_oversized_file(tiny):
    with open(tiny.path / "levels.csv", "ab") as opened:
        opened.truncate(folder.LARGEST_FILE + 1)
    message = "expected at most 20,971,520 bytes, got 20,971,521: split it or leave rows out"
    assert tiny.problems() == [f"levels.csv: {message}"]


def test_links(tiny, tmp_path):
    (tmp_path / "levels.csv").write_bytes((tiny.path / "levels.csv").read_bytes())
    (tiny.path / "levels.csv").unlink()
    (tiny.path / "levels.csv").symlink_to(tmp_path / "levels.csv")
    (tiny.path / "purposes.csv").rename(tiny.path / ".purposes")
    (tiny.path / "purposes.csv").symlink_to(".purposes")  # inside the workspace: as good as the file itself
    (tiny.path / "units.csv").unlink()
    (tiny.path / "units.csv").symlink_to("nowhere.csv")
    (tiny.path / "roles.csv").unlink()
    (tiny.path / "roles.csv").symlink_to("roles.csv")
    (tiny.path / "sources").rename(tmp_path / "sources")
    (tiny.path / "sources").symlink_to(tmp_path / "sources")
    assert tiny.problems() == [
        "levels.csv: this is a link to a place outside the workspace: put the file itself here",
        "roles.csv: expected a file that can be read: the link points at itself",
        "sources: this is a link to a place outside the workspace: put the file itself here",
        "units.csv: expected a file that can be read: no such file or directory",
    ]


def test_no_ordinary_file(tiny):
    (tiny.path / "levels.csv").unlink()
    os.mkfifo(tiny.path / "levels.csv")
    assert tiny.problems() == ["levels.csv: expected an ordinary file: remove this"]


def test_no_workspace(tiny, tmp_path):
    tiny.path = tmp_path / "nothing here"
    assert tiny.problems() == [f"{tiny.path}: expected a folder that can be read: no such file or directory"]
    tiny.path.mkdir()
    assert tiny.problems() == [f"{tiny.path}: expected a workspace: a folder with workspace.toml and its tables as CSV"]
    tiny.path = tmp_path / "a file"
    tiny.path.write_text("x")
    assert tiny.problems() == [f"{tiny.path}: expected a folder that can be read: not a directory"]


def test_example_is_toml(tiny):
    (tiny.path / "example.toml").write_text("a = [1, 2]\n")
    assert folder.read(tiny.path).example == {"a": [1, 2]}
    (tiny.path / "example.toml").write_text("a = [1, 2\n")
    assert tiny.problems() == ["example.toml: expected TOML, got an error: Unclosed array (at end of document)"]
    (tiny.path / "example.toml").write_text("a = " + "[" * 9999)
    assert tiny.problems() == ["example.toml: expected TOML, got lists inside lists without end: write it flatter"]
    (tiny.path / "example.toml").write_text("a = " + "9" * 9999)
    assert len(tiny.problems()) == 1

"""Every field of a definition has an answer: "niet vermeld" is one, an empty cell is none."""

import csv
from pathlib import Path

import pytest

from samenhang.workspace import folder
from samenhang.workspace.kinds import schema

WORKSPACES = Path(__file__).parents[2] / "workspace"
ABOUT = ("code", "label_nl", "label_en", "text_nl", "text_en")
FIELDS = [column for column in schema()["definitions"].columns if column.name not in ABOUT]


@pytest.mark.parametrize("column", FIELDS, ids=lambda column: column.name)
def test_an_empty_answer_is_refused(tiny, column):
    file = tiny.path / "definitions.csv"
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    rows[1][column.name] = ""
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[1]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    assert tiny.problems() == [
        f'definitions.csv:3 code "TD02": {column.name} is empty: fill it in ({column.meaning})',
    ]


@pytest.mark.parametrize("name", ["brabant", "tiny"])
def test_every_definition_answers_every_field(name):
    rows = folder.read(WORKSPACES / name).tables["definitions"]
    assert [(row.code, column.name) for row in rows for column in FIELDS if not getattr(row, column.name)] == []


def test_a_source_that_does_not_say_is_an_answer_wherever_it_may_be_silent():
    closed = [column.name for column in FIELDS if column.allowed and "niet vermeld" not in column.allowed]
    assert closed == ["counts"]  # what is counted is always said: it decides the unit

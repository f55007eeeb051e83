"""Periods, rows made from the schema, and the schema itself."""

import dataclasses
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenhang.workspace.check.cells import READERS
from samenhang.workspace.kinds import Period, Problem, WorkspaceError, figures, schema


@pytest.mark.parametrize(
    ("text", "normal", "start", "end"),
    [
        ("2018", "2018", "2018-01-01", "2018-12-31"),
        ("2018JJ00", "2018", "2018-01-01", "2018-12-31"),
        ("2018-Q4", "2018-Q4", "2018-10-01", "2018-12-31"),
        ("2018KW04", "2018-Q4", "2018-10-01", "2018-12-31"),
        ("2025-06", "2025-06", "2025-06-01", "2025-06-30"),
        ("2024MM02", "2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02", "1900-02-01", "1900-02-28"),
        ("2000-02", "2000-02", "2000-02-01", "2000-02-29"),
        ("2018-12-31", "2018-12-31", "2018-12-31", "2018-12-31"),
    ],
)
def test_period(text, normal, start, end):
    period = Period.parse(text)
    assert (str(period), period.start.isoformat(), period.end.isoformat()) == (normal, start, end)


FORMS = f"expected a period such as {Period.FORMS}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2025JJ13", "expected JJ00 after the year: JJ is a whole year, a quarter is KW01-KW04, a month MM01-MM12"),
        ("2025KW05", "expected a quarter from 1 to 4"),
        ("2025-Q0", "expected a quarter from 1 to 4"),
        ("2025MM13", "expected a month from 01 to 12"),
        ("2025-00", "expected a month from 01 to 12"),
        ("2025-02-29", "expected a day that is in the calendar"),
        ("", FORMS),
        ("0202", FORMS),
        ("25", FORMS),
        ("2025 ", FORMS),
        ("2025-1", FORMS),
        ("2025-q1", FORMS),
        ("\uff12\uff10\uff12\uff15", FORMS),
        ("2020-12/2021-04", FORMS),
    ],
)
def test_no_period(text, sentence):
    with pytest.raises(ValueError) as caught:
        Period.parse(text)
    assert str(caught.value) == sentence


def test_periods_sort_by_first_and_then_last_day():
    texts = ["2019", "2018-Q1", "2018", "2018-01-01", "2018-12", "2018-01"]
    assert [str(period) for period in sorted(map(Period.parse, texts))] == [
        "2018-01-01", "2018-01", "2018-Q1", "2018", "2018-12", "2019",
    ]  # fmt: skip


@given(st.dates(datetime.date(1500, 1, 1), datetime.date(2999, 12, 31)))
def test_a_day_lies_in_its_month_quarter_and_year(day):
    quarter = (day.month + 2) // 3
    spellings = [
        (f"{day.year:04}", f"{day.year:04}JJ00"),
        (f"{day.year:04}-Q{quarter}", f"{day.year:04}KW0{quarter}"),
        (f"{day.year:04}-{day.month:02}", f"{day.year:04}MM{day.month:02}"),
    ]
    for ours, theirs in spellings:
        period = Period.parse(ours)
        assert period == Period.parse(theirs) == Period.parse(str(period))
        assert period.start <= day <= period.end
        after = period.end + datetime.timedelta(days=1)
        assert (period.start.day, after.day) == (1, 1)


def test_rows_are_frozen_and_made_from_the_schema():
    kind = schema()["levels"]
    names = [field.name for field in dataclasses.fields(kind.row)]
    assert names == ["code", "line", "order", "label_nl", "label_en"]
    row = kind.row(code="x", line=2, order=1, label_nl="a", label_en="b")
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.code = "y"


def test_the_schemas_are_sound():
    tables = schema()
    for kind in (*tables.values(), figures()):
        names = [column.name for column in kind.columns]
        assert len(set(names)) == len(names), kind.name
        assert "line" not in names, kind.name
        for column in kind.columns:
            assert column.type in READERS, (kind.name, column)
            assert (column.type in ("code", "codes")) or not column.references, (kind.name, column)
            assert not column.references or column.references in tables, (kind.name, column)
            assert bool(column.allowed) == (column.type == "enum") or column.range, (kind.name, column)
            assert column.meaning, (kind.name, column)
            assert column.required or not column.key, (kind.name, column)
    for kind in tables.values():
        assert kind.keys, kind.name
        assert kind.keys == ("code",) or "code" not in [column.name for column in kind.columns], kind.name
        # Dutch and English of one text come as a pair.
        names = [column.name for column in kind.columns]
        endings = {ending: {name[:-3] for name in names if name.endswith(ending)} for ending in ("_nl", "_en")}
        assert endings["_nl"] == endings["_en"], kind.name


def test_problems_are_told_sorted_one_per_line():
    error = WorkspaceError((
        Problem("b.csv", 2, "x", "wrong"),
        Problem("a.csv", 14, "parent", 'unknown parent "PV3O" (did you mean PV30?)', 'code "GM77"'),
        Problem("a.csv", 9, "x", "wrong"),
        Problem("a.csv", 0, "", "missing"),
    ))  # fmt: skip
    assert str(error) == (
        'a.csv: missing\na.csv:9: wrong\na.csv:14 code "GM77": unknown parent "PV3O" (did you mean PV30?)\n'
        "b.csv:2: wrong"
    )

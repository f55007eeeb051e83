"""The text of a sheet: what is written fast is what the csv module writes, and what is read is what was written."""

import csv
import io

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from samenhang.ground.ledger import store
from samenhang.ground.ledger.store import parts, text

COLUMNS = (("row", "code"), ("kind", "code"), ("words", "text"), ("value", "number"))
WORDS = st.text(st.sampled_from('ab é",\n ;'), max_size=6)
NUMBER = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**18),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda one: one + 0.0),
)
ROWS = st.lists(st.tuples(st.sampled_from(["one", "two", 'th"ree', "fo,ur"]), WORDS, NUMBER), max_size=12).map(
    lambda rows: [(f"r{place}", *row) for place, row in enumerate(rows)]
)
FAST = settings(max_examples=150, deadline=None)


def by_the_module(rows):
    """The slow and obvious way."""
    out = io.StringIO(newline="")
    write = csv.writer(out, lineterminator="\n")
    for *texts, value in rows:
        write.writerow([*texts, "" if value is None else repr(value)])
    return out.getvalue()


@FAST
@given(ROWS)
def test_written_as_the_csv_module_writes_it(rows):
    data = store.Table("toy", COLUMNS, rows).to_bytes()
    assert data.decode().split("\n", 2)[2] == by_the_module(rows)


@FAST
@given(ROWS)
def test_read_as_it_was_written(rows):
    read = store.Table.from_bytes(store.Table("toy", COLUMNS, rows).to_bytes())
    assert list(read.rows) == rows
    assert [type(row[3]) for row in read.rows] == [type(row[3]) for row in rows]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, piece=st.integers(1, 40))
def test_what_is_picked_is_what_a_filter_keeps(rows, piece):
    """Also where a sheet is read in pieces that end anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PIECE", piece)
        patch.setattr(parts, "WINDOW", piece)
        patch.setattr(text, "CHUNK", 3)
        whole = store.Table("toy", COLUMNS, rows)
        address, _size = store.write(whole.chunks())
        assert store.values(address, "kind") == sorted({row[1] for row in rows})
        for kind in {"one", *(row[1] for row in rows)}:
            kept = store.Table("toy", COLUMNS, [row for row in rows if row[1] == kind])
            assert store.picked(address, "kind", kind).to_bytes() == kept.to_bytes()
            assert list(store.picked(address, "kind", kind).rows) == kept.rows
        for code in {"one", *(row[0] for row in rows)} - {""}:
            kept = store.Table("toy", COLUMNS, [row for row in rows if row[0] == code])
            assert store.row_of(address, code).to_bytes() == kept.to_bytes()
        assert store.again(lambda: store.opened(address)).to_bytes() == whole.to_bytes()
        parts._places.cache_clear()


def test_columns_are_the_rows_that_they_hold():
    columns = [[("a", "b"), ("x", "y"), ("", "w"), (1, None)], [("c",), ("x",), ("v",), (2.5,)]]
    rows = [("a", "x", "", 1), ("b", "y", "w", None), ("c", "x", "v", 2.5)]
    assert list(store.Columns(columns)) == rows
    assert (
        store.Table("toy", COLUMNS, store.Columns(columns)).to_bytes() == store.Table("toy", COLUMNS, rows).to_bytes()
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("a", "x", 3, 1), "takes text without NUL; it got 3"),
        (("a", "x", "w\x00", 1), "takes text without NUL"),
        (("a", "x", "w", "1"), "takes finite numbers or nothing; it got '1'"),
        (("a", "x", "w", float("nan")), "takes finite numbers or nothing; it got nan"),
        (("a", "x", "w", True), "takes finite numbers or nothing; it got True"),
        (("a", "x", "w"), "A row should have 4 values"),
    ],
)
def test_a_cell_that_cannot_be_written_is_refused(row, sentence):
    with pytest.raises(ValueError, match=sentence):
        store.Table("toy", COLUMNS, (("first", "x", "w", 1), row)).to_bytes()


@pytest.mark.parametrize("line", ["b,x,w\n", "b,x,w,1,2\n", "b,x,w,many\n", "\n"])
def test_a_row_that_was_damaged_is_refused(line):
    whole = store.Table("toy", COLUMNS, (("a", "x", "w", 1), ("c", "y", "w", 2))).to_bytes().decode()
    damaged = whole.replace("c,y,w,2\n", line + "c,y,w,2\n")
    with pytest.raises(store.StoreError, match="the sheet was damaged"):
        store.Table.from_bytes(damaged.encode())

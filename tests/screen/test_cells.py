"""Cells: what they print in both languages, and that a number without an origin does not get through."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samenhang.screen.cells import (
    STATES,
    Cell,
    Code,
    Date,
    NakedNumber,
    cell,
    check_context,
    check_markup,
    counted,
    localised,
    ref_url,
    sentence,
    shown,
)

REF = "sheet:556c38f5a1b2c3d4#X0001/2024/need"
URL = "/herkomst/sheet:556c38f5a1b2c3d4/?cel=X0001/2024/need"


@pytest.fixture(autouse=True)
def dutch():
    with translation.override("nl"):
        yield


def test_a_cell_is_a_link_to_its_origin_around_the_number():
    expected = f'<a class="cell" href="{URL}"><data value="92000">92.000</data> <span class="unit">personen</span></a>'
    assert cell(Cell(92000, "personen", REF)) == expected


def test_numbers_follow_the_language_of_the_reader():
    one = Cell(92000.5, "x", REF, decimals=1)
    assert one.number == "92.000,5"
    with translation.override("en"):
        assert one.number == "92,000.5"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (-3, 0, "−3"),
        (999.5, 0, "1.000"),
        (Decimal("0.125"), 2, "0,12"),
        (1e15, 0, "1.000.000.000.000.000"),
    ],
)
def test_localised(value, decimals, expected):
    assert localised(value, decimals) == expected


@given(st.integers(-(10**15), 10**15))
def test_what_is_printed_reads_back_as_the_number(value):
    with translation.override("nl"):
        assert int(localised(value, 0).replace(".", "").replace("−", "-")) == value


def test_range_certainty_and_state_are_printed_in_words():
    with translation.override("en"):
        one = Cell(100, "people", REF, state="provisional", low=80, high=120, certainty="circa")
        assert str(one) == "about 100 people (80–120), provisional"
        assert str(Cell(None, "people", REF, low=80)) == "from 80 people"
        assert str(Cell(None, "people", REF, high=80)) == "to 80 people"
        assert str(Cell(None, state="unknown")) == "not known"
        assert cell(one) == (
            f'<a class="cell" href="{URL}"><span class="certainty">about</span>\u00a0<data value="100">100</data> '
            '<span class="unit">people</span> <span class="range number">(<data value="80">80</data>–'
            '<data value="120">120</data>)</span><span class="state state--provisional"> provisional</span></a>'
        )


def test_a_unit_that_is_a_sign_stays_on_the_line_of_its_number():
    assert '<data value="5">5</data>\u00a0<span class="unit">%</span>' in cell(Cell(5, "%", REF))
    ranged = cell(Cell(None, "%", REF, low=1, high=2))
    assert '<data value="2">2</data></span>\u00a0<span class="unit">%</span>' in ranged


def test_bare_leaves_out_the_unit():
    assert cell(Cell(5, "personen", REF), "bare") == f'<a class="cell" href="{URL}"><data value="5">5</data></a>'


def test_the_unknown_is_an_answer_that_is_shown():
    with translation.override("en"):
        assert cell(Cell(None, state="unknown")) == (
            '<span class="cell"><span class="state state--unknown">not known</span></span>'
        )


def test_text_of_others_is_escaped():
    assert "<b>" not in cell(Cell(1, "<b>", 'sheet:a#"><b>'))


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 1, "ref": ""},
        {"value": None, "low": 1, "state": "unknown"},
        {"value": 1, "ref": REF, "state": "final"},
        {"value": 1, "ref": REF, "certainty": "roughly"},
        {"value": None, "ref": REF},
    ],
)
def test_a_cell_that_hides_something_is_refused(wrong):
    with pytest.raises(ValueError):
        Cell(**wrong)


@pytest.mark.parametrize(
    ("ref", "url"),
    [
        (REF, URL),
        ("act:12", "/herkomst/act:12/"),
        ("sheet:ab#a b/é?&", "/herkomst/sheet:ab/?cel=a%20b/%C3%A9%3F%26"),
        ("row/x y", "/herkomst/row/x%20y/"),
    ],
)
def test_ref_url(ref, url):
    assert ref_url(ref) == url


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2018", "2018"),
        ("2018-12", "December 2018"),
        ("2018-12-31", "31 December 2018"),
        ("2018-Q4", "quarter 4 of 2018"),
        ("2020-12/2021-04", "2020-12–2021-04"),
        ("2018-13", "2018-13"),
        (datetime.date(2018, 12, 31), "31 December 2018"),
    ],
)
def test_dates_and_periods_in_words(at, expected):
    with translation.override("en"):
        assert str(Date(at)) == expected


def test_shown_knows_every_kind_of_value():
    values = [
        Cell(5, "", REF),
        Date("2018"),
        Date("2018-Q1"),
        Code("A-12"),
        2024,
        20240,
        "a<b",
        None,
        datetime.date(2018, 1, 2),
    ]
    with translation.override("en"):
        assert [shown(value) for value in values] == [
            f'<a class="cell" href="{URL}"><data value="5">5</data></a>',
            '<time datetime="2018">2018</time>',
            "<time>quarter 1 of 2018</time>",
            "<code>A-12</code>",
            '<span class="number">2024</span>',
            '<span class="number">20,240</span>',
            "a&lt;b",
            '<span class="none" role="img" aria-label="not stated">–</span>',
            '<time datetime="2018-01-02">2 January 2018</time>',
        ]


def test_counted_is_the_number_alone():
    assert counted(Cell(1200, "x", REF)) == '<data value="1200">1.200</data>'
    assert counted(3) == '<span class="number">3</span>'


def test_a_sentence_is_words_with_cells_in_their_place():
    one = Cell(5, "personen", REF)
    runs = sentence("In {place} wonen {count} sinds {since}.", place="Dorp", count=one, since=Date("2018"))
    assert runs == ("In ", "Dorp", " wonen ", one, " sinds ", Date("2018"), ".")
    assert check_markup(f"<p>{shown(runs)}</p>") is None


@pytest.mark.parametrize(
    ("template", "parts"),
    [("There are 5.", {}), ("There are {n}.", {"n": 5}), ("There are {n}.", {"n": "5"}), ("{n}", {"n": 2.5})],
)
def test_a_sentence_takes_no_bare_number(template, parts):
    with pytest.raises(NakedNumber):
        sentence(template, **parts)


def test_a_sentence_names_the_part_that_is_missing():
    with pytest.raises(KeyError, match="count"):
        sentence("There are {count}.")


@dataclass
class Row:
    cell: Cell
    place: int = field(default=3, metadata={"layout": True})


@dataclass
class Bare:
    total: float


@pytest.mark.parametrize(
    "context",
    [
        {"title": "a 5 in a text is for check_markup", "when": datetime.date(2018, 1, 1), "yes": True, "none": None},
        {"rows": [Row(Cell(5, "", REF))], "runs": ("a", Cell(5, "", REF)), "code": Code("A1"), "date": Date("2018")},
    ],
)
def test_a_context_of_cells_passes(context):
    assert check_context(context) is None


@pytest.mark.parametrize(
    ("context", "path"),
    [
        ({"n": 5}, "context.n"),
        ({"rows": [{"n": [Decimal("0.1")]}]}, r"context.rows\[0\].n\[0\]"),
        ({"one": Bare(2.5)}, "context.one.total"),
        ({"z": 1j}, "context.z"),
        ({"many": {1}}, r"context.many\[0\]"),
        ({"thing": object()}, "context.thing is a object"),
    ],
)
def test_a_bare_number_in_a_context_is_found_and_named(context, path):
    with pytest.raises(NakedNumber, match=path):
        check_context(context)


@given(
    st.recursive(st.none() | st.text(), lambda deep: st.lists(deep) | st.dictionaries(st.text(), deep)), st.integers()
)
def test_a_number_is_found_however_deep(context, number):
    assert check_context(context) is None
    with pytest.raises(NakedNumber):
        check_context({"a": [context, (context, {"b": number})]})


@pytest.mark.parametrize(
    "html",
    [
        "<p>no digits</p>",
        '<p><data value="3">3</data> and <time>2018</time> and <code>A1</code><sup>1</sup></p>',
        '<a class="cell x">12</a><span class="number">3</span>',
        '<figure class="chart"><svg><text>12</text></svg></figure>',
        '<p title="12">words<br>and<img alt="3"></p>',
        "<style>p{margin:2px}</style><script>1</script>",
    ],
)
def test_markup_of_cells_passes(html):
    assert check_markup(html) is None


@pytest.mark.parametrize(
    "html",
    [
        "<p>12</p>",
        "<p><data>3</data> of 4</p>",
        '<a class="cell">1</a><p>left 2<br></p>',
        "plain 3",
        "<p>&#49;</p>",
        "<code>a</p></code> 7",
        "<p>٣</p>",
    ],
)
def test_digits_elsewhere_are_found(html):
    with pytest.raises(NakedNumber):
        check_markup(html)


def test_each_state_has_its_word():
    with translation.override("en"):
        words = {state: str(word) for state, word in STATES.items()}
    assert words == {
        "known": "known",
        "provisional": "provisional",
        "forecast": "forecast",
        "suppressed": "withheld",
        "unknown": "not known",
    }

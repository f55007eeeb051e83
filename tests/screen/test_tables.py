"""Lists: the address holds the whole state, what it asks wrongly is said and left out, and queries do not grow with rows."""

import csv
import io

import pytest
from django.db import connection
from django.db.models import Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screen.rows import Kind, Place, make

from samenhang.screen import tables
from samenhang.screen.cells import Cell, Code, Date
from samenhang.screen.download import csv_text, safe
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

pytestmark = pytest.mark.usefixtures("in_english")

SPEC = TableSpec(
    columns=(
        Column("name", "Name", sort="name"),
        Column("kind.label", "Kind", sort="kind__label"),
        Column("size", "Size", sort="size", numeric=True, value=lambda row: _size(row)),
    ),
    filters=(
        Filter("kind", "Kind", "kind", lambda: list(Kind.objects.values_list("code", "label"))),
        Filter("tag", "Tag", "tags", (("x", "Ex"), ("y", "Why"))),
        Filter("big", "Large", lambda values: Q(size__gte=100), (("yes", "Yes"),), multiple=False),
    ),
    search=("name", "tags__code"),
    order=("name",),
    name="places",
    other=("view",),
)
PLACES = [
    ("Aa", "town", 10, "x y"),
    ("Bee", "town", 200, "x"),
    ("Cee", "village", None, ""),
    ("Dee", None, 300, "y"),
]


def _size(row: Place) -> Cell:
    if row.size is None:
        return Cell(None, state="unknown")
    return Cell(row.size, "", f"row:{row.pk}")


@pytest.fixture
def places(db):
    make(PLACES)


def ask(address=""):
    return page(SPEC, Place.objects.select_related("kind"), QueryDict(address))


def names(address):
    return [record.name for record in ask(address).records]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ["Aa", "Bee", "Cee", "Dee"]),
        ("kind=town", ["Aa", "Bee"]),
        ("kind=town&kind=village", ["Aa", "Bee", "Cee"]),
        ("kind=!town", ["Cee", "Dee"]),
        ("tag=x&tag=y", ["Aa", "Bee", "Dee"]),
        ("tag=!x", ["Cee", "Dee"]),
        ("tag=y&tag=!x", ["Dee"]),
        ("tag=x&tag=!x", ["Aa", "Bee"]),
        ("big=yes", ["Bee", "Dee"]),
        ("big=yes&big=!yes", ["Bee", "Dee"]),
        ("q=ee", ["Bee", "Cee", "Dee"]),
        ("q=E+X", ["Bee"]),
        ("q=%25", []),
        ("sort=size", ["Aa", "Bee", "Dee", "Cee"]),
        ("sort=-size", ["Dee", "Bee", "Aa", "Cee"]),
        ("sort=kind.label&kind=town", ["Aa", "Bee"]),
    ],
)
def test_the_address_chooses_and_orders(places, address, expected):
    assert names(address) == expected


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("foo=1", "This list does not know “foo”; that part of the address was left out."),
        ("kind=city", "“city” does not exist under Kind and was left out."),
        ("page=9", "Page “9” does not exist; this is page 1 of 1."),
        ("page=-1", "Page “-1” does not exist; this is page 1 of 1."),
        ("page=" + "9" * 5000, f"Page “{'9' * 40}” does not exist; this is page 1 of 1."),
        ("page=٣", "Page “٣” does not exist; this is page 1 of 1."),
        ("per=7", "A page shows 25, 50, 100 rows; “7” was left out."),
        ("sort=kind__code", "This list cannot be sorted on “kind__code”."),
    ],
)
def test_what_does_not_exist_is_said_and_left_out(places, address, problem):
    table = ask(address)
    assert (table.problems, [record.name for record in table.records]) == ((problem,), ["Aa", "Bee", "Cee", "Dee"])


def test_a_long_search_is_cut_with_a_sentence(places):
    table = ask("q=" + "a" * 300)
    assert table.problems == ("The search text was longer than 200 letters and was cut off.",)
    assert table.q == "a" * 200


def test_the_views_own_parameters_stay(places):
    table = ask("view=map&kind=town")
    assert (table.problems, table.kept) == ((), (("view", "map"),))
    assert table.clear_url == "?view=map"


def test_chips_take_a_filter_off_or_turn_it_round(places):
    chips = ask("kind=town&kind=!village&page=1&foo=2").chips
    assert [(chip.value, chip.negated, chip.remove_url, chip.not_url) for chip in chips] == [
        ("TOWN", False, "?kind=!village", "?kind=!town&kind=!village"),
        ("VILLAGE", True, "?kind=town", "?kind=town&kind=village"),
    ]


def test_headings_say_how_the_list_is_sorted(places):
    assert [(heading.url, heading.direction) for heading in ask("sort=-name").headings] == [
        ("?sort=name", "descending"),
        ("?sort=kind.label", ""),
        ("?sort=size", ""),
    ]
    assert ask("sort=name").headings[0].url == "?sort=-name"


def test_pages(db):
    make([(f"P{number:03}", None, number, "") for number in range(180)])
    table = ask("page=4&sort=name&per=25")
    assert [record.size for record in table.records] == list(range(75, 100))
    assert (table.first, table.last, table.count) == (76, 100, 180)
    assert [(link.label, link.url, link.current) for link in table.pages] == [
        ("Previous", "?sort=name&per=25&page=3", False),
        ("1", "?sort=name&per=25&page=1", False),
        ("…", "", False),
        ("3", "?sort=name&per=25&page=3", False),
        ("4", "?sort=name&per=25&page=4", True),
        ("5", "?sort=name&per=25&page=5", False),
        ("…", "", False),
        ("8", "?sort=name&per=25&page=8", False),
        ("Next", "?sort=name&per=25&page=5", False),
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow(db, count):
    make([(f"P{number}", "town", number, "x") for number in range(count)])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        table = ask("kind=town&tag=x&q=p")
        drawn = [[item.value for item in row] for row in table.rows]
    assert (len(queries), len(drawn)) == (3, min(count, 25))


@pytest.mark.parametrize("most", [0, 1, 2, 3, 10_000])
def test_a_search_finds_the_same_however_many_are_found(places, monkeypatch, most):
    monkeypatch.setattr(tables, "MANY", most)
    monkeypatch.setattr(tables, "SIZES", (2, 50))
    for number, here in (("1", ["Bee", "Cee"]), ("2", ["Dee"])):
        table = ask(f"q=ee&page={number}")
        assert ([row.name for row in table.records], table.count) == (here, 3)
    table = ask("q=zzz")
    assert (table.records, table.count) == ([], 0)


def test_a_path_through_nothing_is_nothing(places):
    assert [Column("kind.label", "Kind").of(record) for record in Place.objects.order_by("pk")] == [
        "TOWN",
        "TOWN",
        "VILLAGE",
        None,
    ]


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(["q", "page", "per", "sort", "kind", "tag", "big", "other"]), st.text(max_size=12))
)
def test_no_address_breaks_a_list(asked):
    query = QueryDict(mutable=True)
    query.update(asked)
    table = page(SPEC_WITHOUT_ROWS, Place.objects.none(), query)
    assert (table.records, table.count) == ([], 0)


SPEC_WITHOUT_ROWS = TableSpec(
    columns=SPEC.columns,
    search=("name",),
    filters=(Filter("kind", "Kind", "kind", (("town", "Town"),)), *SPEC.filters[1:]),
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+31", "'+31"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        (-5, "-5"),
        (None, ""),
        (True, "True"),
        (Date("2018-12"), "2018-12"),
        (Code("-A1"), "'-A1"),
        (("a ", Cell(5, "b", "act:1")), "a 5 b"),
    ],
)
def test_a_csv_value_cannot_run(value, expected):
    assert safe(value) == expected


def test_in_csv_a_cell_keeps_its_state_and_its_source():
    rows = [("a", Cell(1.5, "m", "act:1", low=1, state="provisional")), ("b", "c")]
    assert csv_text(["Name", "Size"], rows) == (
        "Name,Size,Size: low,Size: high,Size: unit,Size: state,Size: certainty,Size: source\n"
        "a,1.5,1,,m,provisional,,act:1\n"
        "b,c,,,,,,\n"
    )


def test_the_file_holds_every_row_that_the_filters_leave(places):
    table = ask("kind=town&sort=-name&format=csv")
    response = csv_response(table)
    assert table.wants_csv
    assert response.headers["Content-Disposition"] == 'attachment; filename="places.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[:3] for row in rows] == [["Name", "Kind", "Size"], ["Bee", "TOWN", "200"], ["Aa", "TOWN", "10"]]


def render(address):
    request = RequestFactory().get("/places/", QueryDict(address))
    return render_to_string("screen/table.html", {"table": ask(address)}, request=request)


def test_the_list_works_as_a_form_and_as_links(places):
    html = render("kind=town&kind=!village&sort=-name&q=ee")
    assert '<form class="filters" id="table-form" method="get"' in html
    assert 'aria-sort="descending"' in html
    assert '<input type="hidden" form="table-form" name="kind" value="!village">' in html
    assert '<input type="hidden" form="table-form" name="sort" value="-name">' in html
    assert "style=" not in html


def test_what_was_typed_is_shown_as_text(places):
    html = render("q=%3Cimg%3E%22")
    assert 'value="&lt;img&gt;&quot;"' in html
    assert "<img" not in html


def test_a_filter_without_anything_to_choose_is_not_offered(places):
    Place.objects.update(kind=None)
    Kind.objects.all().delete()
    assert [choice.key for choice in ask().choices] == ["tag", "big"]  # there is no kind
    Kind.objects.create(code="town", label="Town")
    assert [choice.key for choice in ask().choices] == ["kind", "tag", "big"]


def test_an_empty_list_says_so(places):
    assert "Nothing answers to all these filters together." in render("q=zzz")

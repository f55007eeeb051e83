"""The fan: the middle of many futures with where half and nine in ten of them lie, drawn and as a table."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samenhang.screen.cells import Cell, Date, check_context
from samenhang.screen.charts import Fan, FanLine, FanYear

pytestmark = pytest.mark.usefixtures("in_english")

SVG = "{http://www.w3.org/2000/svg}"


def cell(value, low, high):
    return Cell(value, "beds", "sheet:ab", "forecast", low=low, high=high)


def line(label, first, *middles):
    years = (
        FanYear(
            Date(str(first + place)), cell(value, value * 0.5, value * 1.5), cell(value, value * 0.75, value * 1.25)
        )
        for place, value in enumerate(middles)
    )
    return FanLine(label, tuple(years))


LIMIT = Cell(1500, "beds", "sheet:ab")
ONE = Fan(
    title="Beds <short>", name="fan", lines=(line("A", 2026, 1000, 1200, 2000),), limit=LIMIT, limit_label="limit"
)
TWO = Fan(title="Two", name="two", lines=(line("A", 2026, 1000, 1200), line("B", 2027, 400, 800)))


def shapes(chart, name):
    return [one.attrib for one in ElementTree.fromstring(chart.svg).iter() if one.tag.removeprefix(SVG) == name]


def test_the_drawing_is_well_formed_has_a_title_and_words_and_no_style():
    for chart in (ONE, TWO):
        for drawing in (chart.svg, chart.paper):
            root = ElementTree.fromstring(drawing)
            first, second = list(root)[:2]
            assert (first.text, second.text) == (chart.title, chart.alt)
            assert not re.search(r"\bstyle=|NaN|inf", drawing)


def test_the_words_say_where_it_begins_and_where_it_ends_with_the_range():
    assert ONE.alt == ("A: in 2026 1,000 beds (500–1,500), forecast, in 2028 2,000 beds (1,000–3,000), forecast.")


def test_bands_lie_around_the_middle_on_the_scale_of_the_ticks():
    assert ONE.ticks == [0, 1000, 2000, 3000]
    most, half = (
        [tuple(map(float, pair.split(","))) for pair in one["points"].split()] for one in shapes(ONE, "polygon")
    )
    (middle,) = shapes(ONE, "polyline")
    places = [tuple(map(float, pair.split(","))) for pair in middle["points"].split()]
    assert [x for x, _ in places] == [0, 50, 100]
    height = lambda value: pytest.approx(18 + 242 * (1 - value / 3000), abs=0.06)  # noqa: E731
    assert [y for _, y in places] == [height(1000), height(1200), height(2000)]
    assert [y for _, y in most] == [height(v) for v in (1500, 1800, 3000, 1000, 600, 500)]
    assert [y for _, y in half] == [height(v) for v in (1250, 1500, 2500, 1500, 900, 750)]


def test_the_table_has_every_year_with_its_ranges_and_two_bundles_stand_beside_each_other():
    assert ONE.headers == ("Year", "Nine in ten futures", "Half of the futures")
    assert ONE.rows[0] == (Date("2026"), cell(1000, 500, 1500), cell(1000, 750, 1250))
    assert TWO.headers[1:] == (
        "A: Nine in ten futures", "A: Half of the futures", "B: Nine in ten futures", "B: Half of the futures",
    )  # fmt: skip
    assert [row[0].iso for row in TWO.rows] == ["2026", "2027", "2028"]
    assert TWO.rows[0][3:] == (None, None)
    assert TWO.rows[2][1:3] == (None, None)


def test_two_bundles_differ_in_pattern_and_dash_and_not_in_colour_alone():
    polygons, lines = shapes(TWO, "polygon"), shapes(TWO, "polyline")
    assert [one["fill"] for one in polygons] == ["url(#two-second)", "#c3e0e6", "#86bfca"]
    assert ["stroke-dasharray" in one for one in lines] == [True, False]
    assert [str(key.text) for key in TWO.legend] == [
        "A: middle", "B: middle", "A: Nine in ten futures", "B: Nine in ten futures",
    ]  # fmt: skip


def test_the_file_has_the_bounds_and_the_source_of_each_number():
    rows = list(csv.DictReader(io.StringIO(ONE.csv())))
    assert (rows[2]["Nine in ten futures"], rows[2]["Nine in ten futures: low"], rows[2]["Half of the futures: high"]) == (
        "2000", "1000.0", "2500.0",
    )  # fmt: skip
    assert {row["Nine in ten futures: source"] for row in rows} == {"sheet:ab"}


def test_it_stands_on_a_page_with_its_table_and_in_a_report():
    html = render_to_string("screen/chart.html", {"chart": ONE})
    assert "Beds &lt;short&gt;" in html
    assert html.count("<tr>") == 4
    check_context(ONE)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30))
def test_whatever_comes_the_drawing_stays_within_its_frame(values):
    with translation.override("en"):
        years = (
            FanYear(Date(str(2026 + at)), cell(value, value - 1, value + 1), cell(value, value - 0.5, value + 0.5))
            for at, value in enumerate(values)
        )
        chart = Fan(title="Any", name="any", lines=(FanLine("A", tuple(years)),))
    found = [
        tuple(map(float, pair.split(",")))
        for one in shapes(chart, "polygon") + shapes(chart, "polyline")
        for pair in one["points"].split()
    ]
    assert all(-0.01 <= x <= 100.01 and 17 <= y <= 261 for x, y in found)

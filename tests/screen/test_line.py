"""The line chart: a mark for each point, a gap where lines may not be joined, a band for bounds, and the unknown hatched."""

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samenhang.screen.cells import Cell, Date, check_context, check_markup
from samenhang.screen.charts import Break, Line, LineChart, LinePoint
from samenhang.screen.charts.line import LOOKS, MARKS, SHAPES

UNKNOWN = Cell(None, state="unknown")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def cell(value, **more):
    return Cell(value, "people", f"sheet:ab#{value}", **more)


def bounds(low, high):
    return Cell(None, "people", "sheet:ab#low", low=low, high=high)


def point(year, value=None, **more):
    one = value if isinstance(value, Cell) else UNKNOWN if value is None else cell(value)
    mark = "not known" if one.value is None else "as published"
    return LinePoint(Date(str(year)), 365.0 * year, one, **{"mark": mark, **more})


ONE = LineChart(
    title="Through <the> years",
    name="series",
    csv_url="?format=csv",
    value_label="people",
    lines=(
        Line("Ash", (
            point(2019, note="No figure of Birch.", aside=cell(300)),
            point(2020, bounds(300, 420), aside=cell(300)),
            point(2021, bounds(310, 430), note="The share is not known."),
            point(2022, 400, mark="estimated"),
            point(2023, cell(410, state="provisional"), mark="merged"),
            point(2024, cell(430, state="forecast")),
            point(2025, 440, joined=False),
        )),
    ),
    breaks=(Break(365.0 * 2022, "1 January 2022: Birch was divided."), Break(365.0 * 2025, "From 2025 on it counts otherwise.")),
)  # fmt: skip
FIVE = LineChart(
    title="Five",
    name="five",
    lines=tuple(
        Line(f"Municipality number {place}", (point(2020, 100 + place), point(2021, 105 + place), point(2022)))
        for place in range(5)
    ),
)
CHARTS = [ONE, FIVE]


def drawn(chart):
    return ElementTree.fromstring(chart.svg)


def segments(chart, colour=LOOKS[0][0]):
    return [
        line.attrib
        for line in drawn(chart).iter("line")
        if line.attrib["stroke"] == colour and "stroke-opacity" not in line.attrib
    ]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_the_drawing_is_well_formed_and_has_a_title_and_words(chart):
    for drawing in (chart.svg, chart.paper):
        root = ElementTree.fromstring(drawing)
        first, second = list(root)[:2]
        assert (first.text, second.text) == (chart.title, chart.alt)
        assert root.attrib["aria-labelledby"] == f"{first.attrib['id']} {second.attrib['id']}"
        assert root.attrib["role"] == "img"
        assert not re.search(r"\bstyle=|NaN|\binf\b", drawing)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_paper_carries_the_legend(chart):
    texts = {"".join(one.itertext()) for one in ElementTree.fromstring(chart.paper).iter() if one.tag.endswith("text")}
    assert {str(key.text) for key in chart.legend} <= texts


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_the_chart_may_stand_in_a_report(chart):
    html = render_to_string("screen/chart.html", {"chart": chart})
    assert check_markup(html) is None
    assert check_context({"chart": chart}) is None
    assert "style=" not in html


def test_the_table_holds_each_point_with_its_mark_and_its_reason():
    assert list(map(str, ONE.headers)) == ["Period", "Area", "people", "Mark", "As published then", "Remarks"]
    assert [(str(period), str(mark), aside, note) for period, _, _, mark, aside, note in ONE.rows] == [
        ("2019", "not known", cell(300), "No figure of Birch."),
        ("2020", "not known", cell(300), ""),
        ("2021", "not known", None, "The share is not known."),
        ("2022", "estimated", None, ""),
        ("2023", "merged", None, ""),
        ("2024", "as published", None, ""),
        ("2025", "as published", None, ""),
    ]
    assert [value for _, _, value, *_ in ONE.rows] == [one.cell for one in ONE.lines[0].points]
    assert (
        ONE.csv().splitlines()[0].startswith("Period,Area,people,people: low,people: high,people: unit,people: state")
    )
    assert "As published then" not in map(str, FIVE.headers)


def test_lines_run_only_where_points_may_be_joined():
    """From the estimate to the forecast; not from the bounds, and not over the break before the last point."""
    found = [(one["x1"], one["x2"], one.get("stroke-dasharray")) for one in segments(ONE)]
    spots = [f"{100 * ONE.x(365.0 * year):.2f}%" for year in range(2019, 2026)]
    assert found == [(spots[3], spots[4], "1 5"), (spots[4], spots[5], None)]


def test_what_was_published_about_other_borders_is_dotted_and_apart():
    dotted = [one for one in segments(ONE, "#566970") if one.get("stroke-dasharray") == "1 4"]
    assert len(dotted) == 1
    assert drawn(ONE).findall(f".//path[@d='{SHAPES['aside']}']")[0].attrib["fill"] == "#ffffff"
    lone = replace(
        ONE, lines=(Line("Ash", (ONE.lines[0].points[0], replace(ONE.lines[0].points[1], aside_joined=False))),)
    )
    assert [one for one in segments(lone, "#566970") if one.get("stroke-dasharray") == "1 4"] == []


def test_bounds_are_a_band_and_the_unknown_is_hatched():
    root = drawn(ONE)
    assert len(list(root.iter("polygon"))) == 1
    assert sum("stroke-opacity" in one.attrib for one in root.iter("line")) == 2
    assert [one.find("title").text for one in root.iter("rect") if one.attrib["fill"] == "url(#series-hatch)"] == [
        "Ash, 2019: not known (No figure of Birch.)"
    ]


def test_each_mark_and_each_state_has_a_shape_or_a_fill_of_its_own():
    assert len(set(SHAPES.values())) == len(SHAPES) == 4
    paths = [
        one
        for one in drawn(ONE).iter("path")
        if one.attrib.get("d") in SHAPES.values() and one.attrib["stroke"] == LOOKS[0][0]
    ]
    looks = [(one.attrib["d"], one.attrib["fill"], one.attrib.get("stroke-dasharray")) for one in paths]
    assert looks == [
        (SHAPES["estimated"], "#0e5a70", None),
        (SHAPES["merged"], "#c3e0e6", None),
        (SHAPES["as published"], "#ffffff", "3 2"),
        (SHAPES["as published"], "#0e5a70", None),
    ]
    assert [str(key.text) for key in ONE.legend] == [
        "as published", "merged", "estimated", "provisional", "forecast", "as published then", "range", "not known",
        "the scale does not start at nought", "1 January 2022: Birch was divided.", "From 2025 on it counts otherwise.",
    ]  # fmt: skip
    assert list(MARKS) == ["as published", "merged", "estimated", "not known"]


def test_breaks_have_a_letter_in_drawing_and_legend():
    texts = [one.text for one in drawn(ONE).iter("text")]
    assert [text for text in texts if text in "ab"] == ["a", "b"]
    assert [one.attrib["x1"] for one in drawn(ONE).iter("line") if one.attrib.get("stroke-dasharray") == "2 3"] == [
        f"{100 * ONE.x(365.0 * year):.2f}%" for year in (2022, 2025)
    ]


def test_a_change_after_the_last_point_stands_behind_it():
    late = replace(ONE, breaks=(Break(365.0 * 2030, "Later."),))
    (line,) = [one for one in drawn(late).iter("line") if one.attrib.get("stroke-dasharray") == "2 3"]
    assert float(line.attrib["x1"].rstrip("%")) > 100 * late.x(365.0 * 2025)


def test_five_lines_differ_in_colour_and_dash_and_are_named_apart():
    assert len({colour for colour, _dash in LOOKS}) == len({dash for _colour, dash in LOOKS}) == 5
    names = [one for one in drawn(FIVE).iter("text") if one.attrib.get("class") == "halo t-strong"]
    tops = sorted(float(one.attrib["y"]) for one in names)
    assert len(names) == 10
    assert min(b - a for a, b in pairwise(tops)) >= 16
    assert sum(one.attrib["fill"] == "url(#five-hatch)" for one in drawn(FIVE).iter("rect")) == 5


def test_a_scale_that_does_not_start_at_nought_says_so():
    high = replace(ONE, lines=(Line("A", (point(2020, 30_000), point(2021, 34_000))),), breaks=())
    low = replace(ONE, lines=(Line("A", (point(2020, 3_000), point(2021, 34_000))),), breaks=())
    assert (high.cut, low.cut) == (True, False)
    assert [str(key.text) for key in high.legend] == ["the scale does not start at nought"]


def test_the_words_say_the_ends_and_what_is_not_known():
    assert ONE.alt == (
        "1 line through the years. Ash: 300–420 people (2020) – 440 people (2025); not known: 2019. "
        "1 January 2022: Birch was divided. From 2025 on it counts otherwise."
    )


def test_the_axis_has_room_for_its_years():
    long = replace(ONE, lines=(Line("A", tuple(point(year, year) for year in range(1990, 2026))),), breaks=())
    years = [one.text for one in drawn(long).iter("text") if one.text and re.fullmatch(r"\d{4}", one.text)]
    assert (len(years) <= 6, years[0]) == (True, "2025")


@pytest.mark.parametrize("lines", [(), (Line("A", ()),), (Line("A", (point(2020),)),), (Line("A", (point(2020, 0),)),),
                                   (Line("A", (point(2020, -5), point(2021, 5))),)])  # fmt: skip
def test_little_or_nothing_is_drawn_too(lines):
    chart = LineChart(title="x", name="x", lines=lines)
    assert ElementTree.fromstring(chart.svg).attrib["role"] == "img"
    assert not re.search(r"nan|inf", chart.svg.replace("font-family", ""), re.IGNORECASE)


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(-(10**6), 10**9)), min_size=1, max_size=8), min_size=1, max_size=5
    )
)
def test_every_number_lies_within_the_drawing(values):
    chart = LineChart(
        title="x",
        name="x",
        lines=tuple(
            Line(f"line {place}", tuple(point(2000 + year, value) for year, value in enumerate(some)))
            for place, some in enumerate(values)
        ),
    )
    inner, height = chart.drawing()
    root = ElementTree.fromstring(f"<svg>{inner}</svg>")
    spots = [one for one in root.iter("svg") if one.attrib.get("overflow") == "visible"]
    assert all(
        0 <= float(one.attrib["x"].rstrip("%")) <= 100 and 0 <= float(one.attrib["y"]) <= height for one in spots
    )
    assert len(spots) == sum(len(some) for some in values)

"""The waterfall: each bar begins where the one above it ends, ranges are drawn, and what nobody explains is hatched."""

import csv
import io
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from samenhang.screen.cells import Cell, check_context, check_markup
from samenhang.screen.charts import Waterfall, WaterfallBar

pytestmark = pytest.mark.usefixtures("in_english")

SVG = "{http://www.w3.org/2000/svg}"


def number(value, **more):
    return Cell(value, "people", f"sheet:ab#{value}", **more)


BRIDGE = Waterfall(
    title="From <A> to B",
    name="bridge",
    note="In people.",
    bars=(
        WaterfallBar("2018 · A & Co", number(4000, certainty="circa"), "figure", 0, 4000, url="/a/", extra=("",)),
        WaterfallBar("Registration", number(900, low=500, high=1200), "sourced", 4000, 4900, 4500, 5200, "/s/", ("X",)),
        WaterfallBar("Basis", number(-400), "estimate", 4900, 4500, 4100, 4800, extra=("estimate",)),
        WaterfallBar("unexplained", number(1000), "unexplained", 4500, 5500, extra=("",)),
        WaterfallBar("2023 · B", number(5500, low=5000, high=6000), "figure", 0, 5500, 5000, 6000, "/b/", ("",)),
    ),
    extra_headers=("Source",),
)


def shapes(svg, name):
    return [element.attrib for element in ElementTree.fromstring(svg).iter() if element.tag.removeprefix(SVG) == name]


def texts(svg):
    return [
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")
    ]


def bars(chart):
    return [(one["x"], one["width"], one["fill"]) for one in shapes(chart.svg, "rect") if "%" in one["width"]]


def test_the_drawing_is_well_formed_and_has_a_title_and_words():
    for drawing in (BRIDGE.svg, BRIDGE.paper):
        root = ElementTree.fromstring(drawing)
        first, second = list(root)[:2]
        assert (first.text, second.text) == (BRIDGE.title, BRIDGE.alt)
        assert root.attrib["aria-labelledby"] == f"{first.attrib['id']} {second.attrib['id']}"
        assert not re.search(r"\bstyle=|NaN|inf", drawing)


def test_each_bar_begins_where_the_one_above_it_ends():
    assert bars(BRIDGE) == [
        ("0.00%", "66.67%", "#0e5a70"),
        ("66.67%", "15.00%", "#86bfca"),
        ("75.00%", "6.67%", "url(#bridge-estimate)"),
        ("75.00%", "16.67%", "url(#bridge-unexplained)"),
        ("0.00%", "91.67%", "#0e5a70"),
    ]


def test_a_step_is_said_with_its_sign_and_a_figure_with_how_firm_it_is():
    assert texts(BRIDGE.svg) == [
        "2018 · A & Co", "about 4,000", "Registration", "+900", "Basis", "−400", "unexplained", "+1,000", "2023 · B", "5,500",
        "0", "2,000", "4,000", "6,000",
    ]  # fmt: skip


def test_whoever_cannot_see_it_is_told_the_same():
    assert BRIDGE.alt == (
        "Waterfall in 5 bars, from one figure to the other. 2018 · A & Co: about 4,000 people; "
        "Registration: +900 people (500–1,200), known step, with a source; Basis: −400 people, estimate or assumption; "
        "unexplained: +1,000 people; 2023 · B: 5,500 people (5,000–6,000)."
    )


def test_a_range_is_drawn_where_there_is_one():
    across = [
        (one["x1"], one["x2"])
        for one in shapes(BRIDGE.svg, "line")
        if one["x1"] != one["x2"] and one["stroke"] == "#121f24"
    ]
    assert across == [("75.00%", "86.67%"), ("68.33%", "80.00%"), ("83.33%", "100.00%")]


def test_the_legend_names_what_is_there_and_nothing_else():
    assert [str(key.text) for key in BRIDGE.legend] == [
        "a figure of a source",
        "known step, with a source",
        "estimate or assumption",
        "unexplained",
        "range of where the bar ends",
    ]
    plain = Waterfall(title="x", name="x", bars=(BRIDGE.bars[0], BRIDGE.bars[3]))
    assert [str(key.text) for key in plain.legend] == ["a figure of a source", "unexplained"]
    assert len({key.fill for key in BRIDGE.legend}) == len(BRIDGE.legend)
    assert set(map(str, (key.text for key in BRIDGE.legend))) <= set(texts(BRIDGE.paper))


def test_the_table_holds_the_same_cells():
    held = [value for _, _, values in BRIDGE.table for value in values if isinstance(value, Cell)]
    assert held == [bar.cell for bar in BRIDGE.bars]
    rows = list(csv.DictReader(io.StringIO(BRIDGE.csv())))
    assert [(row["Step"], row["Value"], row["Source"]) for row in rows] == [
        ("2018 · A & Co", "4000", ""),
        ("Registration", "900", "X"),
        ("Basis", "-400", "estimate"),
        ("unexplained", "1000", ""),
        ("2023 · B", "5500", ""),
    ]


def test_it_may_stand_in_a_report():
    html = render_to_string("screen/chart.html", {"chart": BRIDGE})
    assert check_markup(html) is None
    assert check_context({"chart": BRIDGE}) is None
    assert "style=" not in html


def test_a_bar_of_no_known_kind_is_refused():
    with pytest.raises(ValueError, match="one of figure, sourced, estimate, unexplained, not 'guess'"):
        WaterfallBar("x", number(1), "guess", 0, 1)


heights = st.integers(-(10**9), 10**9)


@given(st.lists(heights, min_size=1, max_size=8), st.text(min_size=1, max_size=60))
def test_any_walk_stays_within_the_drawing(walk, label):
    label = re.sub(r"[^\w ]", "x", label)
    made = [
        WaterfallBar(
            label, Cell(after - before, "", "x:y"), "sourced", before, after, min(before, after), max(before, after)
        )
        for before, after in pairwise([0, *walk])
    ]
    chart = Waterfall(title="x", name="x", bars=tuple(made))
    root = ElementTree.fromstring(chart.svg)
    places = [float(value[:-1]) for element in root.iter() for key, value in element.attrib.items()
              if key in ("x", "x1", "x2", "width") and value.endswith("%")]  # fmt: skip
    assert all(-0.01 <= place <= 100.01 for place in places)
    assert all(
        abs(float(one["x"][:-1]) + float(one["width"][:-1])) <= 100.02
        for one in shapes(chart.svg, "rect")
        if "%" in one["width"]
    )


def test_nothing_that_differs_is_drawn_too():
    flat = Waterfall(title="x", name="x", bars=(WaterfallBar("a", number(0), "figure", 0, 0),))
    assert ElementTree.fromstring(flat.svg).attrib["role"] == "img"

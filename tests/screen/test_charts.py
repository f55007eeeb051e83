"""Charts: well-formed drawings with words, a table that holds the same cells, and nothing told by colour alone."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from samenhang.screen.cells import Cell, check_context, check_markup
from samenhang.screen.charts import DotRange, DotRow, Matrix, MatrixCell, RankBars, RankRow, Tile, TileMap
from samenhang.screen.charts.spec import nice_ticks, words
from samenhang.screen.charts.tilemap import abbreviations

pytestmark = pytest.mark.usefixtures("in_english")

SVG = "{http://www.w3.org/2000/svg}"
UNKNOWN = Cell(None, state="unknown")


def number(value, **more):
    return Cell(value, "people", f"sheet:ab#{value}", **more)


DOTS = DotRange(
    title="Figures & <more>",
    name="dots",
    dots=(
        DotRow(
            "A first, with a label that is far too long for one line", number(92, certainty="circa"), "/a/", strong=True
        ),
        DotRow("B", number(100, low=80, high=120, state="provisional"), "/b/"),
        DotRow("C", number(80, certainty="at least")),
        DotRow("D", number(110, state="forecast", certainty="at most")),
        DotRow("E", Cell(None, "people", "sheet:ab#e", low=20)),
        DotRow("F", UNKNOWN),
    ),
)
TILES = TileMap(
    title="Map",
    name="map",
    tiles=(
        Tile("Aa", 3, 2, number(5), "/aa/"),
        Tile("Bee", 4, 2, number(1500, decimals=0), "/bee/"),
        Tile("Cee", 5, 4, UNKNOWN, "/cee/"),
    ),
)
RANKS = RankBars(
    title="Ranks",
    name="ranks",
    ranks=("first", "second"),
    options=(
        RankRow("One", (number(70, low=60, high=80), number(30))),
        RankRow("Two", (number(30, low=20, high=40), number(70))),
    ),
)
MATRIX = Matrix(
    title="Both",
    name="both",
    corner="Row",
    row_labels=("r", "s"),
    column_labels=("c", "d"),
    cells=(
        (MatrixCell(2, "/rc/", (("x", 2),)), MatrixCell(0, "/rd/")),
        (MatrixCell(12, "/sc/"), MatrixCell(number(3), "/sd/")),
    ),
)
DRAWN = [DOTS, TILES, RANKS]


def texts(svg):
    return [
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")
    ]


@pytest.mark.parametrize("chart", DRAWN, ids=lambda chart: chart.name)
def test_the_drawing_is_well_formed_and_has_a_title_and_words(chart):
    for drawing in (chart.svg, chart.paper):
        root = ElementTree.fromstring(drawing)
        first, second = list(root)[:2]
        assert (first.text, second.text) == (chart.title, chart.alt)
        assert root.attrib["aria-labelledby"] == f"{first.attrib['id']} {second.attrib['id']}"
        assert root.attrib["role"] == ("group" if any(chart.links) else "img")
        assert not re.search(r"\bstyle=|NaN|inf", drawing)


def test_the_classes_of_a_map_do_not_overlap():
    tiles = tuple(Tile(f"Place {at}", at, 0, number(at)) for at in range(1, 4))
    assert [str(key.text) for key in TileMap(title="x", name="x", tiles=tiles).legend] == [
        "less than 2", "2", "3 or more",
    ]  # fmt: skip
    wide = TileMap(title="x", name="x", tiles=tiles, breaks=(10, 50))
    assert [str(key.text) for key in wide.legend] == ["less than 10", "10–49", "50 or more"]
    parts = tuple(Tile(f"Place {at}", at, 0, number(at, decimals=1)) for at in range(1, 4))
    halves = TileMap(title="x", name="x", tiles=parts, breaks=(1.5, 2.5))
    assert [str(key.text) for key in halves.legend] == ["less than 1.5", "1.5–2.4", "2.5 or more"]


@pytest.mark.parametrize("chart", DRAWN, ids=lambda chart: chart.name)
def test_paper_is_a_file_of_its_own_with_the_legend(chart):
    root = ElementTree.fromstring(chart.paper)
    assert root.tag == f"{SVG}svg"
    assert set(map(str, (key.text for key in chart.legend))) <= set(texts(chart.paper))


@pytest.mark.parametrize("chart", [*DRAWN, MATRIX], ids=lambda chart: chart.name)
def test_the_table_holds_the_same_cells(chart):
    held = [value for _, _, values in chart.table for value in values if isinstance(value, Cell)]
    given_cells = {
        "dots": [dot.cell for dot in DOTS.dots],
        "map": [tile.cell for tile in TILES.tiles],
        "ranks": [cell for row in RANKS.options for cell in row.shares],
        "both": [number(3)],
    }
    assert held == given_cells[chart.name]
    assert chart.csv().splitlines()[0].startswith(str(chart.headers[0]))


@pytest.mark.parametrize("chart", [*DRAWN, MATRIX], ids=lambda chart: chart.name)
def test_the_page_may_stand_in_a_report(chart):
    html = render_to_string("screen/chart.html", {"chart": chart})
    assert check_markup(html) is None
    assert "style=" not in html


@pytest.mark.parametrize("chart", DRAWN, ids=lambda chart: chart.name)
def test_places_on_the_page_are_no_bare_numbers(chart):
    assert check_context({"chart": chart}) is None


def test_every_figure_is_said():
    assert texts(DOTS.svg) == [
        "A first, with a label that is",
        "far too long for one line",
        "about 92",
        "B",
        "100",
        "C",
        "at least 80",
        "D",
        "at most 110",
        "E",
        "from 20",
        "F",
        "not known",
        "0",
        "50",
        "100",
        "150",
    ]


def test_each_state_has_a_mark_of_its_own():
    circles = [element.attrib for element in ElementTree.fromstring(DOTS.svg).iter("circle")]
    looks = [(circle["fill"], circle.get("stroke-dasharray")) for circle in circles]
    assert looks == [("#0e5a70", None), ("#c3e0e6", None), ("#0e5a70", None), ("#ffffff", "3 2")]


def test_the_unknown_is_hatched():
    fills = [
        element.attrib["fill"] for element in ElementTree.fromstring(TILES.svg).iter("rect") if "rx" in element.attrib
    ]
    assert fills == ["#e1f0f3", "#0e5a70", "url(#map-hatch)"]


def test_a_map_says_its_ends_and_what_is_missing():
    assert TILES.alt == (
        "Map with one tile for each of 3 areas. Lowest: Aa (5 people). Highest: Bee (1,500 people). Not known: 1."
    )


def test_a_map_of_which_nothing_is_known_is_drawn():
    empty = TileMap(title="x", name="x", tiles=(Tile("Aa", 0, 0, UNKNOWN),))
    assert empty.alt == "Map with one tile for each of 1 areas; the value of none is known."
    assert ElementTree.fromstring(empty.svg).attrib["viewBox"] == "0 0 52 52"


@pytest.mark.parametrize("dots", [(), (DotRow("a", UNKNOWN),), (DotRow("a", number(0)),), (DotRow("a", number(-5)),)])
def test_a_scale_without_spread_is_drawn(dots):
    assert ElementTree.fromstring(DotRange(title="x", name="x", dots=dots).svg).attrib["role"] == "img"


def test_ranks_fill_the_bar_and_draw_the_range():
    root = ElementTree.fromstring(RANKS.svg)
    bars = [
        (bar.attrib["x"], bar.attrib["width"], bar.attrib["fill"])
        for bar in root.iter("rect")
        if bar.find("title") is not None
    ]
    assert bars == [
        ("0.00%", "70.00%", "#0e5a70"),
        ("70.00%", "30.00%", "url(#ranks-rank0)"),
        ("0.00%", "30.00%", "#0e5a70"),
        ("30.00%", "70.00%", "url(#ranks-rank0)"),
    ]
    ranges = [
        (line.attrib["x1"], line.attrib["x2"]) for line in root.iter("line") if line.attrib["x1"] != line.attrib["x2"]
    ]
    assert ranges == [("60.00%", "80.00%"), ("20.00%", "40.00%")]


def test_empty_crossings_are_lit_and_lead_somewhere():
    html = render_to_string("screen/chart.html", {"chart": MATRIX})
    assert MATRIX.alt == "1 of 4 crossings are empty."
    assert html.count('class="matrix__empty"><a href="/rd/"') == 1
    assert html.count("matrix__empty") == 1


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**9), st.integers(3, 8))
def test_ticks_are_few_even_and_enclose(low, spread, most):
    ticks = nice_ticks(low, low + spread, most)
    steps = {round((b - a) / (ticks[1] - ticks[0]), 3) for a, b in pairwise(ticks)}
    slack = 1e-6 * max(1, abs(low) + spread)
    assert (len(ticks) <= most + 1, steps) == (True, {1.0})
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + spread - slack


@given(st.text("abc de", max_size=80), st.integers(5, 20), st.integers(1, 3))
def test_words_keep_within_their_lines(text, most, lines):
    out = words(text, most, lines)
    assert 1 <= len(out) <= lines
    assert all(len(line) <= most + 4 for line in out)


def test_abbreviations_are_short_and_all_different():
    names = ["Berg", "Bergen", "Bergen op Zoom", "Bernheze", "Bergeijk", "'s-Hertogen", "A"]
    made = abbreviations(names)
    assert made == {
        "'s-Hertogen": "sHe",
        "A": "A",
        "Berg": "Ber",
        "Bergeijk": "Beg",
        "Bergen": "Bee",
        "Bergen op Zoom": "BoZ",
        "Bernheze": "Ben",
    }

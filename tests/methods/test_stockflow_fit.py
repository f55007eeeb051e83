"""The futures held against what was counted and published: the anchors of the case `m4-anchors`, and the workspace's drivers."""

import csv
import doctest
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.methods.test_stockflow import SECTORS, place, ranges

from samenhang.methods import stockflow
from samenhang.methods.stockflow import GENERAL, LEVERS, band, check_ranges, draw, inputs, names, simulate
from samenhang.methods.stockflow_fit import Anchor, fit

ROOT = Path(__file__).parents[2]
WORKSPACES = ("brabant", "tiny")
# m4-anchors: SEO 2022, employees without Dutch nationality at work within two months of arrival
START, TREND, LEAST, MOST = 735_000, 1_200_000, 0.17, 0.70
LATER = 11  # years from 2019 to 2030


def table(workspace: str, name: str) -> list[dict[str, str]]:
    with (ROOT / "workspace" / workspace / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def declared(workspace: str) -> tuple[tuple[str, ...], Any]:
    sectors = tuple(row["code"] for row in table(workspace, "sectors"))
    rows = table(workspace, "drivers")
    assert tuple(row["code"] for row in rows) == names(sectors), "one row for each driver, in the order of the model"
    return sectors, np.array([[float(row[end]) for end in ("low", "mode", "high")] for row in rows])


def country(sectors: tuple[str, ...]) -> Any:
    """The Netherlands as one area, in 2019: 735,000 migrants, and places for all but some 150,000 of them with family."""
    rows = table("brabant", "sectors")
    return inputs(
        sectors=sectors,
        start=[[START * float(row["share"]) / 100 for row in rows]],
        population=[17_300_000],
        supply=[[142_000, 40_000, 570_000]],
        neighbours=[[0]],
        commute=[[1.0]],
        value=[float(row["value_added"]) for row in rows],
        share=0.1,
    )


def growth(drivers: Any, sectors: tuple[str, ...]) -> Any:
    futures = simulate(draw(drivers, 1000, sectors, seed=1), country(sectors), LATER, outcomes=["migrants"])
    return band(futures, "migrants")[-1] / START - 1


@pytest.mark.parametrize("workspace", WORKSPACES)
def test_every_driver_and_lever_of_the_model_is_a_row_with_its_source_or_the_word_assumption(workspace):
    sectors, drivers = declared(workspace)
    check_ranges(drivers, sectors)
    publications = {row["code"] for row in table(workspace, "publications")}
    for row in table(workspace, "drivers"):
        assert row["parameter"] + (f".{row['sector']}" if row["sector"] else "") == row["code"]
        assert (row["basis"] == "sourced") == (row["publication"] in publications), row["code"]
        assert ("anname" in row["note_nl"]) or row["basis"] == "sourced", row["code"]
    assert [row["code"] for row in table(workspace, "levers")] == list(LEVERS)
    for row in table(workspace, "levers"):
        _, least, most = LEVERS[row["code"]]
        assert least <= float(row["min"]) <= float(row["default"]) <= float(row["max"]) <= most
        assert float(row["default"]) == 0
    assert sum(float(row["share"]) for row in table(workspace, "sectors")) == pytest.approx(100)
    for row in table(workspace, "presets"):
        assert row["driver"] in GENERAL
        assert float(row["low"]) <= float(row["mode"]) <= float(row["high"])


def test_m4_anchors_the_futures_of_the_workspace_lie_in_the_published_band():
    """`m4-anchors`: 735,000 in 2019, four scenarios of +17 to +70 percent in 2030, a trend of almost 1.2 million."""
    sectors, drivers = declared("brabant")
    low, middle, high = growth(drivers, sectors)
    assert LEAST < middle < MOST
    assert -0.1 < low < LEAST
    assert LEAST < high < TREND / START - 1


def test_m4_anchors_the_corners_reach_from_the_lowest_scenario_to_the_highest():
    sectors, drivers = declared("brabant")
    rows = table("brabant", "presets")
    corners: dict[str, float] = {}
    for corner in dict.fromkeys(row["preset"] for row in rows):
        changed = drivers.copy()
        for row in rows:
            if row["preset"] == corner:
                changed[names(sectors).index(row["driver"])] = [float(row[end]) for end in ("low", "mode", "high")]
        check_ranges(changed, sectors)
        corners[corner] = float(growth(changed, sectors)[1])
    assert len(corners) == 4
    found = sorted(corners.values())
    assert found[0] == pytest.approx(LEAST, abs=0.04)
    assert found[-1] == pytest.approx(MOST, abs=0.04)
    assert all(LEAST - 0.04 < middle < MOST + 0.04 for middle in found)


def anchors() -> list[Anchor]:
    return [
        Anchor("two years later", "migrants", 2, 800_000, 780_000, 820_000, definition="seo"),
        Anchor("band", "migrants", LATER, 1.40, 1 + LEAST, 1 + MOST, since_start=True),
        Anchor("wage records", "migrants", 3, 984_169, definition="kba", bridge=(0.93, START / 767_571, 0.98)),
        Anchor("survey", "migrants", 5, 960_000, definition="who says so"),
    ]


def test_fit_shows_what_fits_what_does_not_and_what_cannot_be_compared():
    sectors, drivers = declared("brabant")
    params = draw(drivers, 1000, sectors, seed=1)
    found = fit(params, country(sectors), LATER, anchors(), definition="seo")
    used = {row.anchor.code: row for row in found.rows}
    assert [row.used for row in found.rows] == [True, True, True, False]
    assert used["survey"].model is used["survey"].misfit is used["survey"].inside is None
    assert used["band"].low == pytest.approx(START * 1.17)
    assert used["wage records"].value == pytest.approx(984_169 * START / 767_571)
    assert abs(used["two years later"].misfit) < 0.05
    assert used["band"].inside > 0.5
    assert used["wage records"].misfit < -0.1, "the wage records grew faster than any of our futures: that is shown"
    assert len(found.best) == 100
    assert (np.diff(found.distance[found.best]) >= 0).all()
    assert found.distance[found.best].max() <= np.delete(found.distance, found.best).min()
    before, after = (sum(abs(row.misfit) for row in rows if row.used) for rows in (found.rows, found.rows_best))
    assert after < before
    assert (found.ranges[:, 0] >= drivers[:, 0] - 1e-12).all()
    assert (found.ranges[:, 2] <= drivers[:, 2] + 1e-12).all()


def test_fit_without_anchors_keeps_the_first_and_says_nothing():
    found = fit(draw(ranges(), 20, SECTORS), place(), 3, [], definition="any", keep=0.5)
    assert (found.rows, found.best.tolist()) == ((), list(range(10)))


@pytest.mark.parametrize(
    ("anchor", "sentence"),
    [
        (Anchor("a", "beds", 1, 5.0), "Expected anchor a to be about one of migrants"),
        (Anchor("a", "migrants", 9, 5.0), "Expected anchor a in year 1 to 3, got 9."),
        (Anchor("a", "migrants", 1, 5.0, low=6.0), "Expected 0 < low <= value <= high for anchor a, got 6, 5, 5."),
        (Anchor("a", "migrants", 1, float("nan")), "Expected 0 < low <= value <= high for anchor a, got nan"),
        (Anchor("a", "migrants", 1, 5.0, bridge=(2.0, 1.0, 3.0)), "Expected factors low <= middle <= high above 0"),
    ],
)
def test_an_anchor_that_is_wrong_is_refused_in_a_sentence(anchor, sentence):
    with pytest.raises(ValueError) as refusal:
        fit(draw(ranges(), 5, SECTORS), place(), 3, [anchor], definition="any")
    assert str(refusal.value).startswith(sentence)


def test_a_share_to_keep_is_a_share():
    with pytest.raises(ValueError, match="Expected a share to keep above 0 and up to 1"):
        fit(draw(ranges(), 5, SECTORS), place(), 3, [], definition="any", keep=0)


def published() -> Iterator[Anchor]:
    """The anchors of the workspace about the country, years counted from 2019."""
    for row in table("brabant", "anchors"):
        if row["area"] == "NL01":
            value, *ends = (float(row[name]) if row[name] else None for name in ("value", "low", "high"))
            factors = tuple(float(row[name]) for name in ("bridge_low", "bridge", "bridge_high") if row[name])
            yield Anchor(
                row["code"], row["outcome"], int(row["year"]) - 2019, value or 0.0, *ends, row["definition"],
                row["since_start"] == "yes", (factors[0], factors[1], factors[2]) if factors else None,
            )  # fmt: skip


def test_the_page_shows_the_fit_and_the_misfit_as_they_are():
    sectors, drivers = declared("brabant")
    found = fit(draw(drivers, 1000, sectors, seed=1), country(sectors), LATER, list(published()), definition="seo-2022")
    page = (ROOT / "docs/methods/stockflow.md").read_text(encoding="utf-8")
    lines = {re.findall("`(.*?)`", line)[0]: line for line in page.splitlines() if re.match(r"\| `(seo|kba)-\d", line)}
    for row in found.rows:
        if row.used:
            numbers = [f"{number:,.0f}".replace(",", ".") for number in row.model]
            misfit, inside = f"{100 * row.misfit:.0f}".replace("-", "−"), f"{100 * row.inside:.0f}"
            assert lines[row.anchor.code].endswith(f"| {', '.join(numbers)} | {misfit} % | {inside} % |")
        else:
            assert row.anchor.code in lines["seo-2024"]
            assert "niet gebruikt" in lines["seo-2024"]


def test_the_docstrings_speak_the_truth():
    assert doctest.testmod(stockflow).failed == 0

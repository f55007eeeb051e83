"""Floors and rights: no total makes good what is breached."""

import doctest
from math import erf, nan, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import floors as module
from samenhang.methods.floors import floors, standing

slowly = settings(deadline=None, max_examples=80)
cells = st.integers(0, 10).map(float)
tables = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=5))


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


@slowly
@given(x=tables, data=st.data())
def test_a_breach_is_what_its_words_say(x: list[list[float]], data: st.DataObject) -> None:
    count = len(x[0])
    floor = data.draw(st.lists(st.none() | cells, min_size=count, max_size=count))
    way = data.draw(st.lists(st.sampled_from(["max", "min"]), min_size=count, max_size=count))
    right = [data.draw(st.booleans()) if its is not None else False for its in floor]
    found = floors(x, [nan if its is None else its for its in floor], way, right)
    for i, row in enumerate(x):
        broken = [
            its is not None and (score < its if side == "max" else score > its)
            for score, its, side in zip(row, floor, way, strict=True)
        ]
        assert found.breach[i].tolist() == broken
        assert found.red[i] == any(b and r for b, r in zip(broken, right, strict=True))
        assert found.amber[i] == any(b and not r for b, r in zip(broken, right, strict=True))
        assert found.count[i].sum() == sum(broken)
        short = [
            abs(score - its) if b else 0 if its is not None else nan
            for score, its, b in zip(row, floor, broken, strict=True)
        ]
        np.testing.assert_array_equal(found.short[i], short)


@slowly
@given(totals=st.lists(st.integers(0, 5).map(float), min_size=1, max_size=6), data=st.data())
def test_red_never_has_a_place_whatever_its_total(totals: list[float], data: st.DataObject) -> None:
    red = data.draw(st.lists(st.booleans(), min_size=len(totals), max_size=len(totals)))
    place = standing(totals, red).tolist()
    left = sorted((total for total, out in zip(totals, red, strict=True) if not out), reverse=True)
    assert place == [0 if out else left.index(total) + 1 for total, out in zip(totals, red, strict=True)]
    raised = [total + 1000 if out else total for total, out in zip(totals, red, strict=True)]
    assert standing(raised, red).tolist() == place


def test_touching_the_floor_is_meeting_it() -> None:
    assert floors([[7.0, 40.0]], [7.0, 40.0], ["max", "min"], [True, True]).red.tolist() == [False]


def test_the_chance_of_a_breach_is_a_normal_one() -> None:
    found = floors([[8.0, 1.0]], [7.0, nan], ["max", "max"], [True, False], sd=[[0.5, 3.0]])
    assert found.chance[0].tolist() == pytest.approx([(1 - erf(2 / sqrt(2))) / 2, 0])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"floor": [1.0]}, "Expected 2 numbers in floor, got shape (1,). Give one for each."),
        (
            {"floor": [1.0, np.inf]},
            "Expected a finite floor, got infinity, which nothing can meet. Leave out what has no floor.",
        ),
        ({"right": [True]}, "Expected for each of 2 criteria whether it is a right, got 1. Say yes or no."),
        (
            {"floor": [nan, 1.0]},
            "Expected a floor for each right, got a right without one. Say from where it is breached.",
        ),
        ({"direction": ["max"]}, "Expected max or min for each of 2 criteria, got ['max']. Say which way is better."),
        ({"sd": [[1.0, -1.0]]}, "Expected sd of 0 or more in the shape of the scores, (1, 2). Give 0 where certain."),
        (
            {"x": [[nan, 1.0]]},
            "Expected values on every criterion, criterion 1 in scores has none. Fill it or drop it.",
        ),
    ],
)
def test_floors_refuse_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {
        "x": [[1.0, 1.0]],
        "floor": [1.0, 1.0],
        "direction": ["max", "max"],
        "right": [True, False],
    }
    with pytest.raises(ValueError) as caught:
        floors(**(arguments | change))
    assert str(caught.value) == sentence


def test_standing_refuses_a_red_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"^Expected red for each of 2 options, got 1\. Say yes or no for each\.$"):
        standing([1.0, 2.0], [True])

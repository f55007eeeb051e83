"""Value functions: published cases, a twin, and the door."""

from math import nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods.smaa import value

Row = list[float]


@pytest.mark.parametrize(
    ("points", "scores", "clip", "x", "expected"),
    [
        ([-0.15, 0.35], [0, 1], True, [0.35, -0.15, 0.1], [1, 0, 0.5]),
        ([50, 100], [1, 0], True, [50, 100, 75], [1, 0, 0.5]),
        ([-0.15, 0, 0.25, 0.35], [0, 0.1, 0.9, 1], True, [0.35, -0.15, 0, 0.25, 0.1], [1, 0, 0.1, 0.9, 0.42]),
        ([50, 75, 90, 100], [1, 0.8, 0.5, 0], True, [50, 60, 75, 90, 100], [1, 0.92, 0.8, 0.5, 0]),
        ([50, 75, 90, 100], [1, 0.8, 0.5, 0], True, [10, 40, 101, 120], [1, 1, 0, 0]),
        ([50, 75, 90, 100], [1, 0.8, 0.5, 0], False, [10, 40, 101, 120], [1.32, 1.08, -0.05, -1]),
    ],
)
def test_van_valkenhoef_smaa_package_value_functions(
    points: Row, scores: Row, clip: bool, x: Row, expected: Row
) -> None:
    np.testing.assert_allclose(value(x, points, scores, clip), expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(value(x, points[::-1], scores[::-1], clip), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("points", "x", "expected"),
    [
        ([2, 6, 10, 14], [0, 2, 4, 8, 14, 20], [0, 0, 1 / 6, 1 / 2, 1, 1]),
        ([20, 12, 8, 4], [25, 20, 10, 4, 0], [0, 0, 1 / 2, 1, 1]),
    ],
)
def test_telos_like_norms_in_thirds(points: Row, x: Row, expected: Row) -> None:
    np.testing.assert_allclose(value(x, points, [0, 1 / 3, 2 / 3, 1]), expected, rtol=0, atol=1e-12)


def test_value_keeps_the_shape() -> None:
    assert value(3, [2, 4], [0, 1]).tolist() == 0.5
    assert value([[3], [5]], [2, 4], [0, 1], clip=False).tolist() == [[0.5], [1.5]]


@settings(deadline=None)
@given(
    points=st.lists(st.integers(-99, 99), min_size=2, max_size=6, unique=True).map(sorted),
    x=st.integers(-120, 120),
    data=st.data(),
)
def test_value_agrees_with_its_twin(points: list[int], x: int, data: st.DataObject) -> None:
    scores = data.draw(st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=len(points), max_size=len(points)))
    for clip in (True, False):
        k = max([0] + [k for k in range(len(points) - 1) if points[k] <= x])
        share = (x - points[k]) / (points[k + 1] - points[k])
        share = min(max(share, 0), 1) if clip else share
        expected = scores[k] + share * (scores[k + 1] - scores[k])
        assert float(value(x, points, scores, clip)) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([1], [2], [0]), "Expected two or more norm points and as many scores, got 1 and 1. Pair them."),
        (([1], [2, 3], [0]), "Expected two or more norm points and as many scores, got 2 and 1. Pair them."),
        (
            ([1], [2, 4, 3], [0, 1, 2]),
            "Expected norm points that all rise or all fall, got [2.0, 4.0, 3.0]. Sort and drop repeats.",
        ),
        (
            ([1], [2, 2], [0, 1]),
            "Expected norm points that all rise or all fall, got [2.0, 2.0]. Sort and drop repeats.",
        ),
        (
            ([nan], [2, 3], [0, 1]),
            "Expected finite numbers in x, got NaN or infinity. Decide what a missing one is worth.",
        ),
        (
            ([1], [2, 3], [0, nan]),
            "Expected finite numbers in scores, got NaN or infinity. Decide what a missing one is worth.",
        ),
    ],
)
def test_value_refuses_in_a_sentence(arguments: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        value(*arguments)
    assert str(caught.value) == sentence

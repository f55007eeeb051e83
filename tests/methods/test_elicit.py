"""Weights by asking: published cases, a brute twin, what is contradictory, and the door."""

import doctest
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import elicit as module
from samenhang.methods.elicit import best_worst, pairwise, swing

CAR = {
    "criteria": [[1, 2, 1 / 3], [1 / 2, 1, 1 / 4], [3, 4, 1]],
    "style": [[1, 1 / 4, 4, 1 / 6], [4, 1, 4, 1 / 4], [1 / 4, 1 / 4, 1, 1 / 5], [6, 4, 5, 1]],
    "reliability": [[1, 2, 5, 1], [1 / 2, 1, 3, 2], [1 / 5, 1 / 3, 1, 1 / 4], [1, 1 / 2, 4, 1]],
    "fuel": [[1, 2, 4, 1], [1 / 2, 1, 3, 2], [1 / 4, 1 / 3, 1, 1 / 5], [1, 1 / 2, 5, 1]],
}


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


def test_saaty_leader_example() -> None:
    found = pairwise([[1, 4, 3, 7], [1 / 4, 1, 1 / 3, 3], [1 / 3, 3, 1, 5], [1 / 7, 1 / 3, 1 / 5, 1]])
    expected = [0.5475692389618297, 0.12655528437341862, 0.26994992245220256, 0.05592555421254902]
    assert found.weights.tolist() == pytest.approx(expected, abs=1e-9)
    assert (found.lambda_max, found.cr) == pytest.approx((4.118418024313366, 0.04385852752346877), abs=1e-9)
    assert (found.consistent, found.revise) == (True, None)


def test_ahp_car_of_the_r_package_mcda() -> None:
    branches = np.stack([pairwise(CAR[name]).weights for name in ("style", "reliability", "fuel")], axis=1)
    found = branches @ pairwise(CAR["criteria"]).weights
    assert found.tolist() == pytest.approx([0.30361711, 0.28206444, 0.07126969, 0.34304876], abs=1e-6)


def test_rezaei_2015_transport_by_ratios() -> None:
    found = best_worst(2, 0, [8, 2, 1], [1, 5, 8], model="ratio")
    assert found.xi == pytest.approx(0.25834261322605867, abs=1e-8)
    assert found.weights.tolist() == pytest.approx([0.0714, 0.3387, 0.5899], abs=5e-4)


def test_rezaei_2016_transport_linear() -> None:
    found = best_worst(2, 0, [8, 2, 1], [1, 5, 8])
    assert found.weights.tolist() == pytest.approx([0.0714, 0.3214, 0.6071], abs=1e-3)
    assert found.xi == pytest.approx(0.0357, abs=1e-4)


@pytest.mark.parametrize("model", ["linear", "ratio"])
def test_rezaei_2015_car_that_contradicts_nothing(model: str) -> None:
    found = best_worst(1, 4, [2, 1, 4, 2, 8], [4, 8, 2, 4, 1], model=model)
    assert found.weights.tolist() == pytest.approx(np.array([4, 8, 2, 4, 1]) / 19, abs=1e-9)
    assert (found.xi, found.ratio, found.consistent, found.revise) == (pytest.approx(0, abs=1e-9), 0, True, None)


def test_swing_divides_points() -> None:
    assert swing([30, 10, 0]).tolist() == [0.75, 0.25, 0]


slowly = settings(deadline=None, max_examples=25)


@slowly
@given(first=st.integers(1, 9), second=st.integers(1, 9), most=st.integers(2, 9))
def test_the_linear_model_is_as_good_as_any_weights_on_a_grid(first: int, second: int, most: int) -> None:
    first, second = min(first, most), min(second, most)
    to_others, to_worst = [1, first, most], [most, second, 1]
    found = best_worst(0, 2, to_others, to_worst)

    def misfit(w: Any) -> float:
        gaps = [abs(w[0] - to_others[j] * w[j]) for j in (1, 2)] + [abs(w[j] - to_worst[j] * w[2]) for j in (0, 1)]
        return float(max(gaps))

    assert misfit(found.weights) == pytest.approx(found.xi, abs=1e-9)
    steps = range(41)
    grid = [(a / 40, b / 40, (40 - a - b) / 40) for a, b in product(steps, steps) if a + b <= 40]
    assert found.xi <= min(map(misfit, grid)) + 1e-9


@slowly
@given(weights=st.lists(st.integers(1, 9), min_size=2, max_size=6), order=st.randoms())
def test_answers_from_weights_give_those_weights_back(weights: list[int], order: Any) -> None:
    given_weights = np.array(weights) / sum(weights)
    matrix = given_weights[:, None] / given_weights[None, :]
    found = pairwise(matrix)
    np.testing.assert_allclose(found.weights, given_weights, atol=1e-9)
    assert found.cr == pytest.approx(0, abs=1e-9)
    shuffled = list(range(len(weights)))
    order.shuffle(shuffled)
    again = pairwise(matrix[np.ix_(shuffled, shuffled)])
    np.testing.assert_allclose(again.weights, given_weights[shuffled], atol=1e-9)


@slowly
@given(weights=st.lists(st.integers(1, 4), min_size=4, max_size=6), data=st.data())
def test_one_wrong_answer_is_the_one_to_revise(weights: list[int], data: st.DataObject) -> None:
    w = np.array(weights, dtype=float)
    matrix = w[:, None] / w[None, :]
    i, j = sorted(data.draw(st.permutations(range(len(w))))[:2])
    wrong = 9.0 if matrix[i, j] <= 1 else 1 / 9
    matrix[i, j], matrix[j, i] = wrong, 1 / wrong
    found = pairwise(matrix)
    if not found.consistent:
        assert found.revise is not None
        assert (found.revise.row, found.revise.column) == (i, j)
        assert found.revise.given == wrong
        assert found.revise.fitting == pytest.approx(w[i] / w[j])
        assert found.revise.after == pytest.approx(0, abs=1e-9)


def test_a_circle_of_judgements_is_told_and_what_would_mend_it() -> None:
    found = pairwise([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]])
    assert not found.consistent
    assert found.cr > 1
    assert found.revise is not None
    assert found.revise.after < found.cr


def test_best_and_worst_that_contradict_name_the_answer_to_revise() -> None:
    found = best_worst(0, 3, [1, 2, 8, 8], [8, 4, 4, 1])
    assert (found.consistent, found.bound) == (False, 0.2521)
    assert found.ratio == pytest.approx((32 - 8) / 56)
    assert found.revise is not None
    assert (found.revise.row, found.revise.column, found.revise.given) == (2, 3, 4)
    assert (found.revise.fitting, found.revise.after) == (1, 0)
    mended = best_worst(0, 3, [1, 2, 8, 8], [8, 4, 1, 1])
    assert (mended.ratio, mended.consistent, mended.revise) == (0, True, None)


def test_a_mirror_is_filled_from_the_other_half() -> None:
    nothing = float("nan")
    half = [[1, 4, 3], [nothing, 1, 1 / 2], [nothing, nothing, 1]]
    full = [[1, 4, 3], [1 / 4, 1, 1 / 2], [1 / 3, 2, 1]]
    assert pairwise(half).weights.tolist() == pairwise(full).weights.tolist()


@pytest.mark.parametrize(
    ("matrix", "sentence"),
    [
        ([[1, 2]], "Expected a square of 1 to 15 criteria, got (1, 2). Compare the criteria of one branch."),
        (
            [[1, float("nan")], [float("nan"), 1]],
            "Expected a judgement on every pair, criteria 1 and 2 have none. Compare them.",
        ),
        ([[1, 12], [1 / 12, 1]], "Expected judgements from 1/9 to 9, got 0.0833333 to 12."),
        (
            [[1, 3], [3, 1]],
            "Expected the judgement on 1 against 2 to mirror its reverse, got 3 and 3. Give one of the two.",
        ),
        ([[1, 0], [3, 1]], "Expected judgements from 1/9 to 9, got 0 to 3."),
    ],
)
def test_pairwise_refuses_in_a_sentence(matrix: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        pairwise(matrix)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"best": 5}, "Expected two different criteria 0..2 as best and worst, got 5 and 2."),
        ({"worst": 0}, "Expected two different criteria 0..2 as best and worst, got 0 and 0."),
        (
            {"best_to_others": [1, 2, 0]},
            "Expected answers from 1 to 9 in best_to_others, got [1.0, 2.0, 0.0]. 1 is as important.",
        ),
        (
            {"best_to_others": [2, 2, 4]},
            "Expected a criterion to be as important as itself: 1 for the best to itself, 1 for the worst.",
        ),
        ({"best_to_others": [1, 2, 5]}, "Expected one answer to best against worst, got 5 and 4. Ask it once."),
        (
            {"others_to_worst": [4, 1]},
            "Expected 2 to 15 criteria in both rows of answers, got 3 and 2. Compare within a branch.",
        ),
        (
            {"best_to_others": [1, 9, 4]},
            "Expected nothing farther apart than best and worst, 4, got 9 in best_to_others. "
            "Lower it, or choose another best or worst.",
        ),
        ({"model": "cubic"}, "Expected the linear or the ratio model, got 'cubic'. Choose one of the two."),
    ],
)
def test_best_worst_refuses_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {"best": 0, "worst": 2, "best_to_others": [1, 2, 4], "others_to_worst": [4, 2, 1]}
    with pytest.raises(ValueError) as caught:
        best_worst(**(arguments | change))
    assert str(caught.value) == sentence


@pytest.mark.parametrize("points", [[0, 0], [1, -1], [float("nan"), 1], []])
def test_swing_refuses_what_divides_nothing(points: list[float]) -> None:
    with pytest.raises(ValueError, match=r"^Expected (weights|finite weights|points)\b.*\. [A-Z].*\.$"):
        swing(points)

"""Trees of criteria and value functions: published cases, what a tree promises, and its door."""

import doctest
from math import nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import criteria as module
from samenhang.methods.criteria import Criteria, Norms, check_tree, leaves
from samenhang.methods.smaa import smaa

TREE = {"living": "", "work": "", "homes": "living", "nuisance": "living", "jobs": "work"}
WEIGHTS = {"living": 60.0, "work": 40.0, "homes": 3.0, "nuisance": 1.0, "jobs": 1.0}
Row = list[float]

slowly = settings(deadline=None, max_examples=60)
tenths = st.integers(0, 10).map(lambda n: n / 10)


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("points", "scores", "x", "expected"),
    [
        ([-0.15, 0, 0.25, 0.35], [0, 0.1, 0.9, 1], [0.35, -0.15, 0, 0.25, 0.1], [1, 0, 0.1, 0.9, 0.42]),
        ([50, 75, 90, 100], [1, 0.8, 0.5, 0], [50, 60, 75, 90, 100], [1, 0.92, 0.8, 0.5, 0]),
        ([50, 75, 90, 100], [1, 0.8, 0.5, 0], [10, 40, 101, 120], [1, 1, 0, 0]),
    ],
)
def test_van_valkenhoef_smaa_package_value_functions(points: Row, scores: Row, x: Row, expected: Row) -> None:
    np.testing.assert_allclose(Norms(points, scores).value(x), expected, rtol=0, atol=1e-12)


@slowly
@given(
    points=st.lists(st.integers(-50, 50), min_size=2, max_size=5, unique=True).map(sorted),
    data=st.data(),
    falls=st.booleans(),
)
def test_a_score_found_back_is_worth_what_was_asked(points: list[int], data: st.DataObject, falls: bool) -> None:
    scores = data.draw(st.lists(tenths, min_size=len(points), max_size=len(points)))
    norms = Norms(points[::-1] if falls else points, scores)
    target = data.draw(tenths)
    found = norms.unvalue(target, near=data.draw(st.integers(-60, 60)))
    if found is None:
        assert not min(scores) <= target <= max(scores)
    else:
        assert float(norms.value(found)) == pytest.approx(target, abs=1e-9)


def test_of_two_scores_with_one_value_the_nearest_is_found() -> None:
    hill = Norms([0, 10, 20], [0, 1, 0])
    assert (hill.unvalue(0.5, near=2), hill.unvalue(0.5, near=19)) == (5.0, 15.0)
    assert hill.unvalue(0.0, near=25) == 25.0  # where nothing has to change, nothing does


@slowly
@given(weights=st.lists(st.integers(1, 9), min_size=5, max_size=5), cells=st.lists(tenths, min_size=3, max_size=3))
def test_a_branch_is_the_weighed_mean_of_what_hangs_under_it(weights: list[int], cells: Row) -> None:
    criteria = Criteria(TREE, {}, {}, dict(zip(TREE, map(float, weights), strict=True)))
    found = criteria.rollup([cells, cells[::-1]])
    living, work, homes, nuisance, _jobs = weights
    mean = (homes * cells[0] + nuisance * cells[1]) / (homes + nuisance)
    assert found["living"][0] == pytest.approx(mean)
    assert found[""][0] == pytest.approx((living * mean + work * cells[2]) / (living + work))
    np.testing.assert_allclose(found[""], criteria.total([cells, cells[::-1]]))
    assert criteria.weights_of_leaves.sum() == pytest.approx(1)


@slowly
@given(factor=st.sampled_from([1e-300, 0.1, 7.0, 1e300]), branch=st.sampled_from(["top", "living"]))
def test_scaling_the_weights_of_one_branch_changes_nothing(factor: float, branch: str) -> None:
    scaled = ("living", "work") if branch == "top" else ("homes", "nuisance")
    other = {code: weight * factor if code in scaled else weight for code, weight in WEIGHTS.items()}
    before, after = (Criteria(TREE, {}, {}, weights).weights_of_leaves for weights in (WEIGHTS, other))
    np.testing.assert_allclose(after, before, rtol=1e-12)


def test_weights_of_leaves_and_of_branches_are_two_ways_to_say_it() -> None:
    flat = Criteria(TREE, {}, {}, {"homes": 45.0, "nuisance": 15.0, "jobs": 40.0}, level="leaf")
    deep = Criteria(TREE, {}, {}, WEIGHTS)
    np.testing.assert_allclose(flat.weights_of_leaves, deep.weights_of_leaves)
    cells = [[0.8, 0.25, 0.2], [0.2, 0.75, 0.9]]
    for node, value in flat.rollup(cells).items():
        np.testing.assert_allclose(value, deep.rollup(cells)[node], err_msg=node)


def test_a_branch_that_does_not_count_still_has_a_value() -> None:
    criteria = Criteria(TREE, {}, {}, WEIGHTS | {"work": 0.0})
    found = criteria.rollup([[0.8, 0.2, 0.5]])
    assert found["work"].tolist() == [0.5]
    assert found[""].tolist() == found["living"].tolist()


def test_values_without_norms_are_values_already_and_min_turns_them_round() -> None:
    criteria = Criteria({"a": "", "b": ""}, {"b": "min"}, {}, {"a": 1.0, "b": 1.0})
    assert criteria.values([[0.2, 0.2]]).tolist() == [[0.2, 0.8]]


def test_leaves_keep_the_order_of_the_tree() -> None:
    assert leaves({"b": "t", "t": "", "a": "t"}) == ("b", "a")


def test_a_tree_goes_into_smaa() -> None:
    criteria = Criteria(TREE, {}, {}, WEIGHTS)
    values = criteria.values([[0.8, 0.3, 0.1], [0.2, 0.7, 0.9]])
    result = smaa(values, np.zeros_like(values), weights=criteria.weights_of_leaves, draws=100)
    assert result.value_mid.tolist() == pytest.approx(criteria.total(values).tolist())


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        ({}, "Expected one criterion or more, got none. Say first what options are judged on."),
        ({"": ""}, "Expected a code for each criterion, got an empty one. The empty code is the top itself."),
        ({"a": "x"}, "Expected the parent of a in the tree, x is not. Add it, or correct the code."),
        ({"a": "a"}, "Expected a tree of criteria, got a circle: a, a. Let one of them hang under the top."),
        (
            {"leaf": "a", "a": "b", "b": "c", "c": "a", "d": ""},
            "Expected a tree of criteria, got a circle: a, b, c, a. Let one of them hang under the top.",
        ),
    ],
)
def test_what_is_no_tree_is_refused_in_a_sentence(tree: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        check_tree(tree)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"level": "root"}, "Expected weights at branch or leaf level, got 'root'. Choose one of the two."),
        (
            {"weights": {"a": 1.0}},
            "Expected a weight for each criterion, b has none. Give 0 to what does not count.",
        ),
        (
            {"weights": {"a": 0.0, "b": 0.0}},
            "Expected weights with a sum above 0, got only zeros. Give at least one criterion a weight.",
        ),
        (
            {"weights": {"a": 1.0, "b": -1.0}},
            "Expected weights of 0 or more, got -1. Turn the criterion's value function around instead.",
        ),
        (
            {"weights": {"a": 1.0, "b": nan}},
            "Expected finite weights, got one that is not. Give 0 to a criterion that does not count.",
        ),
        ({"direction": {"c": "max"}}, "Expected direction of a, b only, got c. Check the code, or add it to the tree."),
        (
            {"direction": {"a": "up"}},
            "Expected max or min for each of 2 criteria, got ['up', 'max']. Say which way is better.",
        ),
        (
            {"direction": {"a": "min"}, "value_fn": {"a": Norms([0, 10])}},
            "Expected norms of a in the direction min, its norms say that more is better. Turn one round.",
        ),
    ],
)
def test_criteria_refuse_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {
        "tree": {"a": "", "b": ""},
        "direction": {},
        "value_fn": {},
        "weights": {"a": 1.0, "b": 1.0},
    }
    with pytest.raises(ValueError) as caught:
        Criteria(**(arguments | change))
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ([[0.5]], "Expected scores on 2 criteria, got 1. Give one column per leaf."),
        ([[0.5, 7]], "Expected values of 0..1 on b, which has no norms, got 7. Give it norm points."),
        (
            [[0.5, nan], [0.5, nan]],
            "Expected values on every criterion, criterion 2 in scores has none. Fill it or drop it.",
        ),
        (
            [[nan, nan], [0.5, 0.5]],
            "Expected a score for every option, nobody scored option 1 in scores. Score it or drop it.",
        ),
        (
            [[nan, 0.1], [0.5, 0.5]],
            "Expected finite numbers in scores, got NaN or infinity. Decide first what a missing one is worth.",
        ),
        (
            np.zeros((10_000, 2)),
            "Expected 1 to 500 options, got 10,000. Every pair is compared: choose the serious ones.",
        ),
    ],
)
def test_scores_are_refused_in_a_sentence(scores: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        Criteria({"a": "", "b": ""}, {}, {}, {"a": 1.0, "b": 1.0}).values(scores)
    assert str(caught.value) == sentence

"""What would flip it: the smallest change flips, a hair less does not, and nothing smaller does."""

import doctest
from math import nan
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samenhang.methods import flip as module
from samenhang.methods.criteria import Norms
from samenhang.methods.flip import at, flip
from samenhang.methods.floors import floors, standing

HAIR = 1e-6
F64 = npt.NDArray[np.float64]
slowly = settings(deadline=None, max_examples=60)


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


def alone(values: F64, weights: F64) -> set[int]:
    """Who stands first, in billionths."""
    totals = np.round(values @ weights, 10)
    return {int(i) for i in np.flatnonzero(totals == totals.max())}


@st.composite
def problems(draw: st.DrawFn) -> tuple[F64, F64]:
    options, criteria = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    cell = st.integers(0, 20).map(lambda n: n / 20)
    values = np.array([[draw(cell) for _ in range(criteria)] for _ in range(options)])
    weights = np.array([draw(st.integers(0, 9)) for _ in range(criteria)], dtype=float)
    assume(weights.any())
    return values, weights / weights.sum()


@slowly
@given(problem=problems())
def test_the_smallest_flip_of_a_weight_flips_and_a_hair_less_does_not(problem: tuple[F64, F64]) -> None:
    values, weights = problem
    found = flip(values, weights)
    assume(found.gap > 1e-4)
    for change in found.weights:
        there = at(weights, change)
        assert {found.first, change.challenger} <= alone(values, there)
        short = at(
            weights,
            module.WeightFlip(change.criterion, change.before, change.after - np.sign(change.change) * HAIR, 0, 0),
        )
        assert found.first in alone(values, short)
        if abs(values[change.challenger] - values[found.first]).max() > 0.04:  # so steep that a hair can be seen
            lead = (values[found.first] - values[change.challenger]) @ short
            assert lead > 0


@slowly
@given(problem=problems(), data=st.data())
def test_no_smaller_change_of_that_weight_flips(problem: tuple[F64, F64], data: st.DataObject) -> None:
    values, weights = problem
    found = flip(values, weights)
    assume(found.gap > 1e-4)
    reach = {change.criterion: abs(change.change) for change in found.weights}
    criterion = data.draw(st.integers(0, len(weights) - 1))
    share = data.draw(st.floats(-0.999, 0.999))
    step = share * min(reach.get(criterion, 1.0), weights[criterion] if share < 0 else 1 - weights[criterion])
    other = at(weights, module.WeightFlip(criterion, weights[criterion], weights[criterion] + step, step, 0))
    assert found.first in alone(values, other)


@slowly
@given(problem=problems())
def test_the_smallest_flip_of_a_score_flips_and_a_hair_less_does_not(problem: tuple[F64, F64]) -> None:
    values, weights = problem
    found = flip(values, weights)
    assume(found.gap > 1e-4)
    for change in found.scores:
        there, short = values.copy(), values.copy()
        there[change.option, change.criterion] = change.after
        short[change.option, change.criterion] -= -change.change * (1 - HAIR)
        assert {found.first, change.challenger} <= alone(there, weights)
        totals = short @ weights
        assert totals[found.first] > np.delete(totals, found.first).max()


@slowly
@given(problem=problems(), data=st.data())
def test_no_smaller_change_of_a_score_flips(problem: tuple[F64, F64], data: st.DataObject) -> None:
    values, weights = problem
    found = flip(values, weights)
    assume(found.gap > 1e-4)
    smallest = min((abs(change.change) for change in found.scores), default=1.0)
    option, criterion = data.draw(st.integers(0, len(values) - 1)), data.draw(st.integers(0, len(weights) - 1))
    other = values.copy()
    other[option, criterion] = np.clip(other[option, criterion] + data.draw(st.floats(-0.999, 0.999)) * smallest, 0, 1)
    assert found.first in alone(other, weights)


@slowly
@given(problem=problems())
def test_the_least_shift_of_importance_is_that_of_a_linear_programme(problem: tuple[F64, F64]) -> None:
    from scipy.optimize import linprog

    values, weights = problem
    found = flip(values, weights)
    assume(found.gap > 1e-4)
    least = np.inf
    n = len(weights)
    for k in range(len(values)):
        if k != found.first:  # w = weights + up - down
            gain = values[k] - values[found.first]
            done = linprog(
                np.ones(2 * n) / 2,
                A_ub=[np.concatenate([-gain, gain])],
                b_ub=[gain @ weights],
                A_eq=[np.concatenate([np.ones(n), -np.ones(n)])],
                b_eq=[0],
                bounds=[(0, None)] * n + [(0, w) for w in weights],
            )
            least = min(least, done.fun if done.status == 0 else np.inf)
    if found.moved is None:
        assert least == np.inf
    else:
        assert found.moved.moved == pytest.approx(least, abs=1e-7)
        assert found.moved.weights.sum() == pytest.approx(1)
        assert (found.moved.weights >= -1e-12).all()
        assert np.abs(found.moved.weights - weights).sum() / 2 == pytest.approx(least, abs=1e-7)
        assert found.moved.challenger in alone(values, found.moved.weights)
        if found.weights:
            assert found.moved.moved <= abs(found.weights[0].change) + 1e-9


@slowly
@given(problem=problems(), data=st.data())
def test_permuting_options_permutes_what_flips(problem: tuple[F64, F64], data: st.DataObject) -> None:
    values, weights = problem
    assume(len(set(np.round(values @ weights, 9))) == len(values))
    order = data.draw(st.permutations(range(len(values))))
    before, after = flip(values, weights), flip(values[order], weights)
    assert order[after.first] == before.first
    assert [(c.criterion, c.after) for c in after.weights] == [(c.criterion, c.after) for c in before.weights]
    assert sorted((order[c.option], c.criterion, round(c.after, 9)) for c in after.scores) == sorted(
        (c.option, c.criterion, round(c.after, 9)) for c in before.scores
    )


@slowly
@given(problem=problems(), factor=st.sampled_from([0.1, 3.0, 1e300]))
def test_scaling_weights_changes_nothing(problem: tuple[F64, F64], factor: float) -> None:
    values, weights = problem
    before, after = flip(values, weights), flip(values, weights * factor)
    assert [c.criterion for c in before.weights] == [c.criterion for c in after.weights]
    np.testing.assert_allclose([c.after for c in before.weights], [c.after for c in after.weights], atol=1e-9)


def test_a_dominating_option_cannot_be_flipped_by_any_weight() -> None:
    found = flip([[0.9, 0.8], [0.5, 0.7]], [1, 1])
    assert (found.weights, found.moved) == ((), None)
    assert [(c.option, c.criterion) for c in found.scores] == [(0, 0), (0, 1), (1, 0)]


def test_a_tie_has_flipped_already() -> None:
    found = flip([[0.5, 0.5], [0.5, 0.5]], [1, 1])
    assert (found.gap, found.weights[0].change, found.ranks.tolist()) == (0, 0, [1, 1])


def test_a_score_that_flips_is_said_in_its_own_unit() -> None:
    found = flip([[0.9, 0.2], [0.5, 0.7]], [60, 40], x=[[900, 0.2], [500, 0.7]], norms=[Norms([0, 1000]), None])
    first = found.scores[0]
    assert (first.x_before, first.x_after) == (pytest.approx(900.0), pytest.approx(833.33333))


@slowly
@given(problem=problems(), data=st.data())
def test_a_floor_that_flips_flips_just_past_it(problem: tuple[F64, F64], data: st.DataObject) -> None:
    values, weights = problem
    criteria = len(weights)
    floor = np.array([data.draw(st.sampled_from([nan, 0.25, 0.5])) for _ in range(criteria)])
    way = [data.draw(st.sampled_from(["max", "min"])) for _ in range(criteria)]
    right = ~np.isnan(floor)
    found = flip(values, weights, floor=floor, direction=way, right=list(right))

    def first(least: F64) -> set[int]:
        order = standing(values @ weights, floors(values, least, way, list(~np.isnan(least))).red)
        return set(np.flatnonzero(order == 1).tolist())

    now = first(floor)
    assert (found.first in now) if now else found.first == -1
    for change in found.floors:
        sign = 1 if way[change.criterion] == "max" else -1
        past = floor.copy()
        past[change.criterion] = change.after + (sign * 1e-9 if change.kind == "tighten" else 0)
        after = first(past)
        assert after != now
        assert (change.challenger in after) if after else change.challenger == -1
        if change.kind == "tighten":
            assert found.first not in after
            past[change.criterion] = change.after  # a hair less: the leader just meets it
            assert found.first in first(past)
        else:
            past[change.criterion] = change.after + sign * 1e-9  # a hair less loose
            assert change.option not in first(past)


def test_when_all_are_red_a_loosened_floor_says_who_comes_back() -> None:
    found = flip([[0.2, 0.9], [0.4, 0.1]], [1, 1], floor=[0.5, nan], direction=["max", "max"])
    assert (found.first, found.runner_up, found.ranks.tolist()) == (-1, None, [0, 0])
    assert [(c.kind, c.option, c.before, c.after, c.challenger) for c in found.floors] == [
        ("loosen", 1, 0.5, 0.4, 1),
        ("loosen", 0, 0.5, 0.2, 0),
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"values": [[2.0, 1], [0, 0]]},
            "Expected values on a value scale of 0..1, got 2. Turn scores into values first.",
        ),
        ({"values": [[0.5, 1]]}, "Expected 2 to 500 options, got 1. Every pair is compared: choose the serious ones."),
        (
            {"weights": [0, 0]},
            "Expected weights with a sum above 0, got only zeros. Give at least one criterion a weight.",
        ),
        ({"x": [[1.0, 1]]}, "Expected x in the shape of values, (2, 2), got (1, 2). Give both for each option."),
        ({"norms": [None]}, "Expected norms or nothing for each of 2 criteria, got 1. Pair them."),
    ],
)
def test_flip_refuses_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {"values": [[0.5, 1], [0, 0]], "weights": [1, 1]}
    with pytest.raises(ValueError) as caught:
        flip(**(arguments | change))
    assert str(caught.value) == sentence

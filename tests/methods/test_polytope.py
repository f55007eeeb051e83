"""Weights of which something is known: inside, everywhere as likely, and its door."""

import doctest
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import polytope as module
from samenhang.methods.polytope import Polytope
from samenhang.methods.smaa import smaa

slowly = settings(deadline=None, max_examples=40)


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


@st.composite
def regions(draw: st.DrawFn) -> Polytope:
    """A region around a point, so that something fits; now and then a side on which the point lies."""
    count = draw(st.integers(2, 5))
    point = np.array(draw(st.lists(st.integers(1, 9), min_size=count, max_size=count)), dtype=float)
    point /= point.sum()
    slack = st.sampled_from([0.0, 0.05, 0.3])
    low = [max(w - draw(slack), 0) for w in point]
    high = [min(w + draw(slack), 1) for w in point]
    order = [int(c) for c in np.argsort(-point)] if draw(st.booleans()) else None
    i, j = draw(st.permutations(range(count)))[:2]
    ratios = [(i, j, 0.9 * point[i] / point[j])] if draw(st.booleans()) else []
    return Polytope(count, low, high, order, ratios=ratios)


@slowly
@given(region=regions(), seed=st.integers(0, 99))
def test_every_draw_agrees_with_all_that_is_known(region: Polytope, seed: int) -> None:
    drawn = region.sample(200, seed)
    assert drawn.shape == (200, region.criteria)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    tiny = 1e-8
    assert (drawn >= np.array(region.low) - tiny).all()
    assert (drawn <= np.array(region.high) + tiny).all()
    if region.order is not None:
        assert (np.diff(drawn[:, list(region.order)], axis=1) <= tiny).all()
    for i, j, ratio in region.ratios:
        assert (drawn[:, i] >= ratio * drawn[:, j] - tiny).all()
    least, most = region.extremes().T
    assert (drawn >= least - tiny).all()
    assert (drawn <= most + tiny).all()
    assert (region.centre >= least - tiny).all()
    assert (region.centre <= most + tiny).all()


def test_a_walk_goes_everywhere_as_often() -> None:
    known = Polytope(4, low=[0.1, 0.2, 0, 0], high=[0.3, 0.4, 1, 1], ratios=[(2, 3, 2)])
    plain = np.random.default_rng(1).dirichlet(np.ones(4), 600_000)
    fits = (plain[:, 0] >= 0.1) & (plain[:, 0] <= 0.3) & (plain[:, 1] >= 0.2) & (plain[:, 1] <= 0.4)
    plain = plain[
        fits & (plain[:, 2] >= 2 * plain[:, 3])
    ]  # the obvious way: draw from everything, drop what does not fit
    walked = known.sample(30_000, seed=1)
    np.testing.assert_allclose(walked.mean(axis=0), plain.mean(axis=0), atol=0.003)
    np.testing.assert_allclose(np.cov(walked.T), np.cov(plain.T), atol=3e-4)


@pytest.mark.parametrize("criteria", [3, 10])
def test_barron_and_barrett_1996_centroid_of_a_walked_order(criteria: int) -> None:
    known = Polytope(criteria, more=[(c, c + 1) for c in range(criteria - 1)])
    centroid = [sum(1 / k for k in range(rank, criteria + 1)) / criteria for rank in range(1, criteria + 1)]
    np.testing.assert_allclose(known.sample(20_000, seed=3).mean(axis=0), centroid, atol=0.01)
    exact = Polytope(criteria, order=range(criteria)).sample(20_000, seed=3)
    np.testing.assert_allclose(exact.mean(axis=0), centroid, atol=0.005)


def test_what_leaves_no_room_is_one_answer() -> None:
    fixed = Polytope(3, low=[0.5, 0.2, 0.3])
    np.testing.assert_allclose(fixed.sample(3, seed=0), [[0.5, 0.2, 0.3]] * 3, atol=1e-9)
    line = Polytope(3, low=[0.3, 0.2, 0.1], high=[0.3, 1, 1]).sample(500, seed=0)
    np.testing.assert_allclose(line[:, 0], 0.3, atol=1e-9)
    assert np.ptp(line[:, 1]) > 0.3


def test_it_draws_weights_for_smaa() -> None:
    mean, sd = [[1.0, 0.0, 0.3], [0.0, 1.0, 0.3]], np.zeros((2, 3))
    assert smaa(mean, sd, weights=Polytope(3, more=[(0, 1)]), draws=1_000).ra[0, 0] == 1
    free, none = smaa(mean, sd, weights=Polytope(3), draws=20_000, seed=1), smaa(mean, sd, draws=20_000, seed=1)
    assert free.ra[0, 0] == pytest.approx(none.ra[0, 0], abs=0.01)
    one, more = (
        smaa(mean, sd, weights=Polytope(3, low=[0.2, 0, 0]), draws=9_000, seed=1, threads=threads) for threads in (1, 3)
    )
    assert one.ra.tobytes() == more.ra.tobytes()
    with pytest.raises(
        ValueError, match=r"^Expected weights for 3 criteria, got bounds on 2\. Say what is known of each"
    ):
        smaa(mean, sd, weights=Polytope(2))


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        ({"criteria": 0}, "Expected 1 to 60 criteria, got 0. Weigh within a branch of the tree first."),
        (
            {"low": [0.5, 0.0], "high": [0.4, 1.0]},
            "Expected 0 <= low <= high <= 1 for each weight, got 0.5 and 0.4 for criterion 1. Order them.",
        ),
        ({"low": [0.5]}, "Expected 2 numbers in low, got shape (1,). Give one for each."),
        (
            {"low": [0.6, 0.6]},
            "Expected weights that agree with all that is said of them, there are none. Loosen a bound or drop a comparison.",
        ),
        (
            {"ratios": [(0, 1, 2.0), (1, 0, 2.0)], "low": [0.1, 0.1]},
            "Expected weights that agree with all that is said of them, there are none. Loosen a bound or drop a comparison.",
        ),
        ({"order": [0, 0]}, "Expected criteria 0..1, each once in an order, got [0, 0]. Check the numbers."),
        ({"more": [(0, 5)]}, "Expected criteria 0..1, each once in an order, got [(0, 5, 1.0)]. Check the numbers."),
        (
            {"ratios": [(0, 1, 0.0)]},
            "Expected two different criteria and a ratio above 0. Say how many times as important it is.",
        ),
    ],
)
def test_it_refuses_in_a_sentence(known: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        Polytope(**({"criteria": 2} | known))
    assert str(caught.value) == sentence

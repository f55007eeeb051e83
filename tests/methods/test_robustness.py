"""Robustness and Sobol indices beside published and exact answers; each refusal a sentence."""

import doctest
from math import inf, nan, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.published import case

from samenhang.methods import robustness as module
from samenhang.methods.robustness import robustness, sobol

# The example of the regret case: three options in three futures; exact arithmetic.
PAYOFF = [[120, 60, -40], [80, 70, 10], [30, 30, 30]]


def test_regret_minimax_maximin_laplace_and_satisficing_of_the_exact_case():
    found = robustness(PAYOFF, threshold=25)
    assert found.regret.tolist() == [[0, 10, 70], [40, 0, 20], [90, 40, 0]]
    assert found.max_regret.tolist() == [70, 40, 90]
    assert (found.minimax_regret, found.maximin) == (1, 2)
    assert found.average.tolist() == pytest.approx([140 / 3, 160 / 3, 30])
    assert found.satisficing.tolist() == pytest.approx([2 / 3, 2 / 3, 1])
    assert found.hurwicz.tolist() == [40, 45, 30]


def test_starr_is_the_share_of_the_triangle_of_probabilities():
    """Three futures: divisions of probability are points of a triangle; a fine grid over it is the slow twin."""
    side = 400
    grid = [(a / side, b / side) for a in range(side + 1) for b in range(side + 1 - a)]
    weights = np.array([(a, b, 1 - a - b) for a, b in grid])
    first = (weights @ np.array(PAYOFF, dtype=float).T).argmax(axis=1)
    shares = np.bincount(first, minlength=3) / len(first)
    found = robustness(PAYOFF, draws=40_000)
    np.testing.assert_allclose(found.starr, shares, atol=0.012)
    assert robustness(PAYOFF, draws=0).starr.tolist() == pytest.approx([nan] * 3, nan_ok=True)


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami_and_homma_1990():
    """Analytic: S1 .3139 .4424 0, ST .5576 .4424 .2437, variance 13.845; within .01 at 2^13 draws."""
    found = sobol(ishigami, [-pi] * 3, [pi] * 3, draws=2**13)
    np.testing.assert_allclose(found.first, [0.31390519114781146, 0.4424111447900409, 0], atol=0.01)
    np.testing.assert_allclose(found.total, [0.5575888552099592, 0.4424111447900409, 0.2436836640621477], atol=0.01)
    assert found.variance == pytest.approx(13.844587940719254, rel=0.01)
    assert found.evaluations == 5 * 2**13


def test_the_published_cases_as_files():
    """The files of the published cases, read as they are."""
    expected, regret = case("m4/sobol_ishigami.json")["expected"], case("m4/regret.json")
    found = sobol(ishigami, [-pi] * 3, [pi] * 3)
    np.testing.assert_allclose(found.first, expected["S1"], atol=0.01)
    np.testing.assert_allclose(found.total, expected["ST"], atol=0.01)
    assert regret["payoff"] == PAYOFF
    rules = robustness(regret["payoff"], threshold=25)
    assert rules.regret.tolist() == regret["expected"]["regret"]
    assert rules.average.tolist() == pytest.approx(regret["expected"]["laplace"])
    assert rules.satisficing.tolist() == pytest.approx(regret["expected"]["satisficing_share_ge_25"])
    assert (rules.minimax_regret, rules.maximin) == (
        regret["expected"]["minimax_regret_choice"],
        regret["expected"]["maximin_choice"],
    )


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(-1000, 1000), min_size=n, max_size=n).map(list), min_size=1, max_size=5)
    )
)
def test_robustness_like_its_definition(rows):
    found = robustness(rows, threshold=0, draws=0)
    futures = range(len(rows[0]))
    regret = [[max(other[s] for other in rows) - row[s] for s in futures] for row in rows]
    assert found.regret.tolist() == regret
    assert found.max_regret.tolist() == [max(row) for row in regret]
    assert found.worst.tolist() == [min(row) for row in rows]
    assert found.best.tolist() == [max(row) for row in rows]
    assert found.satisficing.tolist() == [sum(v >= 0 for v in row) / len(row) for row in rows]
    mirror = robustness([[-v for v in row] for row in rows], better="lower", threshold=0, draws=0)
    assert mirror.regret.tolist() == regret
    assert mirror.satisficing.tolist() == found.satisficing.tolist()
    assert (mirror.minimax_regret, mirror.maximin) == (found.minimax_regret, found.maximin)


def test_options_that_are_equal_share_what_starr_gives():
    assert robustness([[1, 2], [1, 2]], draws=100).starr.tolist() == [0.5, 0.5]


def test_the_same_seed_gives_the_same_bits():
    one, other = (sobol(ishigami, [-pi] * 3, [pi] * 3, draws=64, seed=5) for _ in range(2))
    assert (one.first.tolist(), one.total.tolist()) == (other.first.tolist(), other.total.tolist())
    assert robustness(PAYOFF, seed=3).starr.tolist() == robustness(PAYOFF, seed=3).starr.tolist()


def test_an_outcome_that_nothing_moves_has_no_shares():
    found = sobol(lambda x: np.full(len(x), 7.0), [0, 0], [1, 1], draws=8)
    assert (found.first.tolist(), found.total.tolist(), found.variance) == ([0, 0], [0, 0], 0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: robustness([1, 2]),
            "Expected values with a row per option and a column per future, at most 1000000, got shape (2,). Change it.",
        ),
        (
            lambda: robustness([[1, nan]]),
            "Expected a finite number for each option in each future, got nan for option 0 in future 1."
            " Leave out the future, or decide what it is worth.",
        ),
        (lambda: robustness(PAYOFF, better="more"), "Expected better as 'higher' or 'lower', got 'more'. Choose one."),
        (
            lambda: robustness(PAYOFF, threshold=inf),
            "Expected a finite threshold, got inf. Say from where on it is good enough, or nothing.",
        ),
        (
            lambda: robustness(PAYOFF, optimism=2),
            "Expected optimism in 0..1 and draws of 0 or more, got 2 and 20000. Change them.",
        ),
        (
            lambda: sobol(ishigami, [0, 0], [1]),
            "Expected as many highs as lows, got shapes (2,) and (1,). Give one per driver.",
        ),
        (
            lambda: sobol(ishigami, [0, 2], [1, 1]),
            "Expected low <= high and both finite, got 2.0 and 1.0 at 1. Swap or fill them.",
        ),
        (
            lambda: sobol(ishigami, [0, nan], [1, 1]),
            "Expected low <= high and both finite, got nan and 1.0 at 1. Swap or fill them.",
        ),
        (
            lambda: sobol(ishigami, [0] * 3, [1] * 3, draws=1000),
            "Expected draws as a power of two, such as 8192, got 1000. Round it, or take fewer.",
        ),
        (
            lambda: sobol(lambda x: x, [0], [1], draws=8),
            "Expected one finite number per row of x, 8, got shape (8, 1) with 0 not finite. Repair the function.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == sentence


def test_the_doctests_hold():
    assert doctest.testmod(module) == (0, 7)

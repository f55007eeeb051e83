"""Winners and losers, futures and balance: small methods, each with its twin or its published case."""

import doctest
from math import nan
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import robust as robust_module
from samenhang.methods import telos as telos_module
from samenhang.methods import winners as winners_module
from samenhang.methods.robust import robust
from samenhang.methods.telos import goal_score, telos
from samenhang.methods.winners import winners

slowly = settings(deadline=None, max_examples=50)


@pytest.mark.parametrize("module", [winners_module, robust_module, telos_module], ids=lambda m: m.__name__)
def test_the_docstrings_speak_the_truth(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


# --- who gains and who loses


@st.composite
def effects(draw: st.DrawFn) -> tuple[Any, Any, float]:
    options, areas, groups = (draw(st.integers(1, 3)) for _ in range(3))
    cell = st.integers(-4, 4).map(float)
    effect = np.array([[[draw(cell) for _ in range(groups)] for _ in range(areas)] for _ in range(options)])
    people = np.array([[draw(st.integers(0, 9)) for _ in range(groups)] for _ in range(areas)], dtype=float)
    people[0, 0] = max(people[0, 0], 1)
    return effect, people, draw(st.sampled_from([0.0, 1.0]))


@slowly
@given(problem=effects())
def test_winners_are_counted_one_by_one(problem: tuple[Any, Any, float]) -> None:
    effect, people, same = problem
    found = winners(effect, people, same)
    for i, option in enumerate(effect):
        gain = lose = 0.0
        worst = None
        for r, area in enumerate(option):
            for g, change in enumerate(area):
                if people[r, g] > 0:
                    gain += people[r, g] * (change > same)
                    lose += people[r, g] * (change < -same)
                    if change < -same and (worst is None or change < option[worst]):
                        worst = (r, g)
            here = people[r].sum()
            mean = (area * people[r]).sum() / here if here else nan
            assert found.by_area[i, r] == pytest.approx(mean, nan_ok=True)
            loses = any(change < -same and n for change, n in zip(area, people[r], strict=True))
            assert found.masked[i, r] == (mean > same and loses)
        assert (found.win[i], found.lose[i]) == pytest.approx((gain / people.sum(), lose / people.sum()))
        assert found.hardest[i] == worst


def test_where_nobody_is_nothing_is_counted() -> None:
    found = winners([[[1.0, nan], [-1.0, nan]]], people=[[10, 0], [30, 0]])
    assert (found.win.tolist(), found.lose.tolist(), found.hardest) == ([0.25], [0.75], ((1, 0),))
    assert np.isnan(found.by_group[0, 1])
    assert found.sign.tolist() == [[[1, 0], [-1, 0]]]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([[1.0]],), "Expected effect with 3 axes, got shape (1, 1). Add or drop an axis."),
        (([[[1.0]]], [[-1.0]]), "Expected 0 or more people for each area and group, (1, 1), got (1, 1)."),
        (
            ([[[nan]]],),
            "Expected an effect on somebody for every option, got an option without any. Score it or drop it.",
        ),
        (([[[1.0]]], [[1.0]], -1), "Expected a smallest difference of 0 or more, got -1. 0 counts every difference."),
    ],
)
def test_winners_refuse_in_a_sentence(arguments: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        winners(*arguments)
    assert str(caught.value) == sentence


# --- futures


def test_regret_satisficing_and_laplace_of_the_worked_example() -> None:
    found = robust([[120, 60, -40], [80, 70, 10], [30, 30, 30]], enough=25)
    assert found.regret.tolist() == [[0, 10, 70], [40, 0, 20], [90, 40, 0]]
    assert (found.most_regret.tolist(), found.minimax, found.maximin) == ([70, 40, 90], 1, 2)
    assert found.mean.tolist() == pytest.approx([140 / 3, 160 / 3, 30])
    assert found.enough.tolist() == pytest.approx([2 / 3, 2 / 3, 1])
    assert found.overtaken == ((1, 2), (0, 2), (0, 1))
    assert found.first.tolist() == pytest.approx([1 / 3] * 3)


@slowly
@given(
    payoff=st.lists(st.lists(st.integers(-9, 9).map(float), min_size=3, max_size=3), min_size=2, max_size=4),
    likely=st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(any),
    order=st.randoms(),
)
def test_robust_permutes_and_a_dominated_option_is_never_chosen(payoff: Any, likely: Any, order: Any) -> None:
    found = robust(payoff, likely)
    assert found.first.sum() == pytest.approx(1)
    assert (found.regret >= 0).all()
    assert np.isnan(found.enough).all()
    shuffled = list(range(len(payoff)))
    order.shuffle(shuffled)
    again = robust([payoff[i] for i in shuffled], likely)
    assert again.most_regret.tolist() == found.most_regret[shuffled].tolist()
    worse = robust([*payoff, [v - 1 for v in payoff[0]]], likely)
    assert len(payoff) not in (worse.minimax, worse.maximin, worse.best_mean)
    assert worse.first[-1] == 0


def test_a_future_that_does_not_count_gives_no_regret() -> None:
    assert robust([[9, 0], [0, 1]], likely=[0, 1]).most_regret.tolist() == [1, 0]


def test_robust_refuses_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^Expected finite numbers in payoff, got NaN or infinity\. Decide first"):
        robust([[nan, 1]])
    with pytest.raises(ValueError, match=r"^Expected one option and one future or more, got shape \(1, 0\)\. Run"):
        robust([[]])


# --- balance


@pytest.mark.parametrize(
    ("norms", "x", "expected"),
    [
        ([2, 6, 10, 14], [0, 2, 4, 8, 14, 20], [0, 0, 50 / 3, 50, 100, 100]),
        ([20, 12, 8, 4], [25, 20, 10, 4, 0], [0, 0, 50, 100, 100]),
    ],
)
def test_telos_like_scores_in_thirds(norms: list[float], x: list[float], expected: list[float]) -> None:
    np.testing.assert_allclose(goal_score(x, norms), expected, atol=1e-9)


def test_telos_like_capitals_least_and_gap() -> None:
    capital = {"care": "soc", "nature": "eco", "jobs": "econ"}
    found = telos([60, 40, 30, 80, 40], [0.5, 0.5, 1, 0.25, 0.75], ["care", "care", "nature", "jobs", "jobs"], capital)
    assert {code: float(score) for code, score in found.capital.items()} == {"soc": 50, "eco": 30, "econ": 50}
    assert float(found.total) == pytest.approx(130 / 3)
    assert (float(found.least), str(found.least_capital), float(found.gap)) == (30, "eco", 20)


def test_stocks_count_alike_in_a_capital_and_places_go_in_rows() -> None:
    found = telos([[10, 20, 90], [90, 90, 30]], [3, 1, 5], ["a", "a", "b"], {"a": "one", "b": "one"})
    assert found.stock["a"].tolist() == [12.5, 90]
    assert found.total.tolist() == [51.25, 60]
    assert found.gap.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ([50, 50], [1, 1], ["a"], {"a": "x"}),
            "Expected a score for each of 1 indicators, got shape (2,). Pair them.",
        ),
        (([150], [1], ["a"], {"a": "x"}), "Expected scores of 0..100, got 150 to 150. Score by norms first."),
        (([50], [1], ["a"], {}), "Expected a capital for each stock, a has none. Say to which it belongs."),
        (
            ([50], [0], ["a"], {"a": "x"}),
            "Expected weights with a sum above 0, got only zeros. Give at least one criterion a weight.",
        ),
        (([50], [1, 1], ["a"], {"a": "x"}), "Expected a weight for each of 1 indicators, got 2. Pair them."),
    ],
)
def test_telos_refuses_in_a_sentence(arguments: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        telos(*arguments)
    assert str(caught.value) == sentence

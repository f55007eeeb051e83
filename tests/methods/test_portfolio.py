"""The portfolio on published cases, beside slow and obvious twins, and where nothing fits."""

import doctest
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import portfolio as module
from samenhang.methods import portfolio_moves
from samenhang.methods.portfolio import Infeasible, Programme, Relaxation, evaluate, pareto, rearrange, rpm, solve


def test_the_doctest() -> None:
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(portfolio_moves).failed == 0


# --- published cases


@pytest.mark.parametrize("place", range(7), ids=[f"mknap1-{place}" for place in range(1, 8)])
def test_petersen_1967_research_projects_to_the_published_optimum(samples: Path, place: int) -> None:
    case = json.loads((samples / "cases/m5/mknap1.json").read_text())["cases"][place]
    use, capacity = np.array(case["usage"]).T, np.array(case["capacity"])[:, None]
    plan = solve(Programme(case["profits"], np.ones(len(use)), use, capacity), gap=0, seconds=60)
    assert case["id"] == f"mknap1-{place + 1}"
    assert (plan.objective, plan.gap) == (pytest.approx(case["expected_optimum"], abs=1e-6), 0.0)
    assert (plan.slack >= 0).all()


def test_two_aims_knapsack_whole_front_with_unsupported_points(samples: Path) -> None:
    case = json.loads((samples / "cases/m5/pareto_biobjective.json").read_text())
    worth = np.array(case["profits"], dtype=np.float64)
    one = Programme(worth[:, 0], np.ones(len(worth)), np.array(case["cost"])[:, None], [[case["budget"]]])
    front = pareto((one, replace(one, value=worth[:, 1])))
    assert [list(plan.aims) for plan in front] == case["expected_front"]


# --- twins


def every_plan(p: Programme) -> Iterator[tuple[int, ...]]:
    """All starts there are: slow, and obviously all."""
    yield from product(*[range(-1, p.quarters - int(d) + 1) for d in p.duration])


def twin(p: Programme, starts: tuple[int, ...]) -> float | None:
    """What these starts are worth, reckoned quarter by quarter; None when something does not fit."""
    done = [one for one in range(p.size) if starts[one] >= 0]
    spent = dict.fromkeys(range(len(p.budget)), 0.0)
    for quarter in range(p.quarters):
        running = [one for one in done if starts[one] <= quarter < starts[one] + p.duration[one]]
        for team in range(len(p.capacity)):
            if sum(p.use[one, team] for one in running) > p.capacity[team, quarter] + 1e-9:
                return None
        for one in running:
            if p.budget.size:
                spent[int(p.year[quarter])] += p.cost[one] / p.duration[one]
    if any(spent[year] > p.budget[year] + 1e-9 for year in spent):
        return None
    if any(b in done and (a not in done or starts[a] + p.duration[a] > starts[b]) for a, b in p.precedence):
        return None
    if any(len({*some} & {*done}) < least for some, least in p.coverage):
        return None
    if any(starts[one] < p.earliest[one] for one in done):
        return None
    if not p.inside <= {*done} or p.outside & {*done} or any(starts[one] != quarter for one, quarter in p.starts):
        return None
    gains = sum(gain for a, b, gain in p.synergies if a in done and b in done)
    return float(sum(p.value[one] * p.discount ** starts[one] for one in done)) + gains


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    count, quarters, teams = draw(st.integers(2, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    small = st.integers(0, 9)

    def numbers(size: int, of: Any = small) -> list[int]:
        return draw(st.lists(of, min_size=size, max_size=size))

    ones = st.integers(0, count - 1)
    pairs = st.tuples(ones, ones).filter(lambda pair: pair[0] < pair[1])
    fixed = draw(st.sets(ones, max_size=2))
    inside = frozenset(one for one in fixed if one % 2 == 0)
    return Programme(
        value=numbers(count, st.integers(-3, 20)),
        duration=numbers(count, st.integers(1, quarters + 1)),
        use=np.array(numbers(count * teams)).reshape(count, teams),
        capacity=np.array(numbers(teams * quarters, st.integers(0, 15))).reshape(teams, quarters),
        cost=numbers(count),
        budget=[draw(st.integers(0, 20))],
        precedence=draw(st.lists(pairs, max_size=2, unique=True)),
        synergies=[(a, b, draw(st.integers(-6, 6))) for a, b in draw(st.lists(pairs, max_size=2, unique=True))],
        coverage=[(draw(st.lists(ones, min_size=1, max_size=3)), 1)] if draw(st.booleans()) else [],
        inside=inside,
        outside=frozenset(fixed) - inside,
        discount=draw(st.sampled_from([1.0, 0.9])),
        earliest=numbers(count, st.integers(0, 1)),
    )


@settings(max_examples=40, deadline=None)
@given(programmes())
def test_the_best_plan_is_the_best_of_all_plans(p: Programme) -> None:
    worth = [found for starts in every_plan(p) if (found := twin(p, starts)) is not None]
    if not worth:
        with pytest.raises(Infeasible) as refused:
            solve(p, gap=0)
        assert relaxed(p, refused.value.needed)
        return
    plan = solve(p, gap=0)
    starts = tuple(int(start) for start in plan.start)
    assert plan.objective == pytest.approx(max(worth), abs=1e-6)
    assert twin(p, starts) == pytest.approx(plan.objective, abs=1e-6)
    assert plan.gap == 0.0
    assert evaluate(p, plan.start).fits


def relaxed(p: Programme, needed: tuple[Relaxation, ...]) -> bool:
    """Whether some plan fits after these concessions, and none after giving a little less on the first."""

    def after(share: float) -> bool:
        capacity, budget, coverage, inside = p.capacity.copy(), p.budget.copy(), [*p.coverage], set(p.inside)
        for one in needed:
            if one.kind == "capacity":
                capacity[one.which, one.quarter] += share * one.amount
            elif one.kind == "budget":
                budget[one.which] += share * one.amount
            elif one.kind == "coverage":
                coverage[one.which] = (coverage[one.which][0], coverage[one.which][1] - int(share * one.amount))
            elif share == 1:
                inside -= {one.which}
        eased = replace(p, capacity=capacity, budget=budget, coverage=coverage, inside=frozenset(inside))
        return any(twin(eased, starts) is not None for starts in every_plan(eased))

    return after(1) and not after(0.9)


@settings(max_examples=60, deadline=None)
@given(programmes(), st.data())
def test_who_is_held_stays_and_the_others_give_way_until_it_fits(p: Programme, data: st.DataObject) -> None:
    starts = [data.draw(st.integers(-1, p.quarters - int(d))) if d <= p.quarters else -1 for d in p.duration]
    held = frozenset(data.draw(st.sets(st.integers(0, p.size - 1), max_size=1)))
    before, made = evaluate(p, starts), rearrange(p, starts, held)
    assert all(made[one] == starts[one] for one in held)
    after = evaluate(p, made)
    if not held:
        assert (after.slack >= 0).all()
        assert (after.left >= 0).all()
        assert not after.early
    if before.fits:
        assert all(made[one] == starts[one] for one in range(p.size) if starts[one] >= 0)


@settings(max_examples=20, deadline=None)
@given(programmes())
def test_without_the_clock_the_same_programme_gives_the_same_plan(p: Programme) -> None:
    try:
        one, other = solve(p, nodes=100, gap=0), solve(p, nodes=100, gap=0)
    except Infeasible:
        return
    assert one.start.tolist() == other.start.tolist()
    assert (one.objective, one.bound, one.gap) == (other.objective, other.bound, other.gap)
    assert one.gap == 0.0


@settings(max_examples=60, deadline=None)
@given(programmes(), st.data())
def test_what_people_moved_is_reckoned_as_the_twin_does(p: Programme, data: st.DataObject) -> None:
    starts = tuple(data.draw(st.integers(-1, p.quarters - int(d))) if d <= p.quarters else -1 for d in p.duration)
    outcome, worth = evaluate(p, starts), twin(p, starts)
    assert outcome.fits == (worth is not None)
    if worth is not None:
        assert outcome.objective == pytest.approx(worth, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 6), st.integers(1, 3), st.integers(1, 2), st.integers(0, 10_000))
def test_robust_portfolios_are_those_of_plain_enumeration(m: int, n: int, r: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 6, (m, n)).astype(np.float64)
    high, cost = low + rng.integers(0, 3, (m, n)), rng.integers(0, 5, (m, r)).astype(np.float64)
    budget, weights = cost.sum(axis=0) * 0.5, np.vstack([np.eye(n), rng.dirichlet(np.ones(n), 2)])
    robust = rpm(low, high, cost, budget, weights)

    fits = [p for p in product([0, 1], repeat=m) if (np.array(p) @ cost <= budget + 1e-9).all()]

    def dominates(p: tuple[int, ...], q: tuple[int, ...]) -> bool:
        """Worth at least as much at the scores that are worst for it, for all weights; and more at the best, for some."""
        worst = [sum((low[i] if p[i] else -high[i]) @ w for i in range(m) if p[i] != q[i]) for w in weights]
        best = [sum((high[i] if p[i] else -low[i]) @ w for i in range(m) if p[i] != q[i]) for w in weights]
        return min(worst) >= -1e-9 and max(best) > 1e-9

    kept = [p for p in fits if not any(dominates(q, p) for q in fits)]
    assert robust.portfolios.astype(int).tolist() == [list(p) for p in sorted(kept)]
    assert robust.core.tolist() == pytest.approx(np.mean(kept, axis=0).tolist())


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 6), st.integers(0, 10_000))
def test_the_front_is_that_of_plain_enumeration(m: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    worth, cost = rng.integers(0, 20, (m, 2)), rng.integers(1, 9, m)
    budget = int(cost.sum() * 0.6)
    points = {tuple(np.array(p) @ worth) for p in product([0, 1], repeat=m) if np.array(p) @ cost <= budget}
    best = [p for p in points if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in points)]
    one = Programme(worth[:, 0], np.ones(m), cost[:, None], [[budget]])
    front = pareto((one, replace(one, value=worth[:, 1].astype(np.float64))))
    assert [plan.aims for plan in front] == sorted(best, reverse=True)
    some = pareto((one, replace(one, value=worth[:, 1].astype(np.float64))), steps=2)
    assert {plan.aims for plan in some} <= set(best)
    assert (some[0].aims, some[-1].aims[1]) == (front[0].aims, front[-1].aims[1])


# --- where nothing fits, and what is refused

SMALL = Programme(
    value=[60, 50, 40], duration=[2, 1, 1], use=[[30], [20], [20]], capacity=[[40, 40]], cost=[20, 10, 20], budget=[50]
)


@pytest.mark.parametrize(
    ("change", "needed"),
    [
        ({"inside": frozenset({0, 1, 2}), "capacity": [[50, 50]], "budget": [40.0]}, {("budget", 0, -1, 10.0)}),
        ({"capacity": np.zeros((1, 2)), "inside": frozenset({1}), "starts": [(1, 1)]}, {("capacity", 0, 1, 20.0)}),
        ({"coverage": [([2], 2)]}, {("coverage", 0, -1, 1.0)}),
        ({"inside": frozenset({1}), "outside": frozenset({2}), "precedence": [(2, 1)]}, {("inside", 1, -1, 1.0)}),
    ],
    ids=["budget", "no capacity", "coverage", "waits for what was decided against"],
)
def test_nothing_fits_and_the_least_that_has_to_give_way_is_said(change: Any, needed: Any) -> None:
    with pytest.raises(Infeasible) as refused:
        solve(replace(SMALL, **change))
    assert {tuple(one) for one in refused.value.needed} == needed
    assert str(refused.value).startswith(
        "Expected a programme with a plan that fits; none does. The least that would help:"
    )


def test_without_any_capacity_nothing_is_done() -> None:
    plan = solve(replace(SMALL, capacity=np.zeros((1, 2))))
    assert (plan.start.tolist(), plan.objective, plan.gap) == ([-1, -1, -1], 0.0, 0.0)


def test_a_measure_longer_than_the_horizon_is_not_done() -> None:
    assert solve(replace(SMALL, duration=[3, 3, 3])).start.tolist() == [-1, -1, -1]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"precedence": [(0, 1), (1, 2), (2, 0)]},
            "Expected an order without a circle, got 0 before 1 before 2 before 0. Take one of these links out.",
        ),
        (
            {"inside": frozenset({1}), "outside": frozenset({1})},
            "Expected each measure inside or outside, got 1 in both. Choose one.",
        ),
        ({"inside": frozenset({7})}, "Expected measures numbered 0..2, got 7. Correct the number."),
        ({"cost": [1.0]}, "Expected cost in the shape (3,), got (1,). Give one for each."),
        ({"duration": [0, 1, 1]}, "Expected a duration of 1 quarter or more, got 0. Correct it."),
        ({"discount": 0.0}, "Expected a discount above 0 and at most 1, got 0.0. Say 1 for none."),
        ({"use": [[-1.0], [1.0], [1.0]]}, "Expected use as finite numbers of 0 or more. Correct it."),
    ],
)
def test_a_programme_is_refused_in_a_sentence(change: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as refused:
        replace(SMALL, **change)
    assert str(refused.value) == sentence


def test_a_robust_portfolio_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError) as refused:
        rpm(np.ones((25, 1)), np.ones((25, 1)), np.ones((25, 1)), [1], [[1]])
    assert str(refused.value) == "Expected 1 to 24 measures, got 25. Leave out what is decided already."

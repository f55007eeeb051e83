"""PRIM and CART beside slow, obvious twins; claims beside the box they came from and beside fresh draws; each refusal."""

import doctest
import math
from itertools import pairwise
from math import inf, nan
from statistics import mean
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import discovery as module
from samenhang.methods.discovery import Box, best, cart, claim, measure, prim, quasi_p

Point = list[float]


# --- the twin of PRIM: lists, one candidate after another


def halfway(values: list[float], share: float) -> float:
    values = sorted(values)
    at = (len(values) - 1) * share
    low, high = math.floor(at), math.ceil(at)
    if share > 0.5:
        while values[low] == values[high] and low > 0:
            low -= 1
    else:
        while values[low] == values[high] and high < len(values) - 1:
            high += 1
    return (values[low] + values[high]) / 2


def within(point: Point, low: Point, high: Point) -> bool:
    return all(a <= v <= b for a, v, b in zip(low, point, high, strict=True))


def twin(x: list[Point], y: list[bool], mass_min: float, alpha: float = 0.05) -> list[tuple[Point, Point]]:
    """Peels, then pastes, by their definitions; the limits after each step."""
    width = len(x[0])
    low, high = [-inf] * width, [inf] * width
    path = [(low, high)]
    for paste in (False, True):
        while True:
            now = [hit for point, hit in zip(x, y, strict=True) if within(point, low, high)]
            tries = []
            for j in range(width):
                for side in (1, 0):
                    if paste:
                        edge = (high if side else low)[j]
                        if not math.isfinite(edge):
                            continue
                        free = (
                            (low, [*high[:j], inf, *high[j + 1 :]]) if side else ([*low[:j], -inf, *low[j + 1 :]], high)
                        )
                        beside = [p[j] for p in x if within(p, *free) and (p[j] >= edge if side else p[j] <= edge)]
                        share = alpha if side else 1 - alpha
                    else:
                        beside = [p[j] for p in x if within(p, low, high)]
                        share = 1 - alpha if side else alpha
                    if not beside:
                        continue
                    limit = halfway(beside, share)
                    ends = (
                        (low, [*high[:j], limit, *high[j + 1 :]]) if side else ([*low[:j], limit, *low[j + 1 :]], high)
                    )
                    after = [hit for p, hit in zip(x, y, strict=True) if within(p, *ends)]
                    if after and len(after) != len(now):
                        score = (mean(after) - mean(now)) / abs(len(now) - len(after))
                        tries.append((score, math.isfinite(low[j]) or math.isfinite(high[j]), after, ends))
            tries = [one for one in tries if one[0] > 1e-15]
            if not tries:
                break
            chosen = max(tries, key=lambda one: (one[0], one[1]))  # the first of equals, as written
            if not paste and len(chosen[2]) < mass_min * len(x):
                break
            low, high = chosen[3]
            path.append((low, high))
    return path


@st.composite
def futures(draw: Any) -> tuple[np.ndarray, np.ndarray]:
    """Coarse values on purpose, so that equal values are common."""
    points, width = draw(st.integers(5, 60)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    x = rng.integers(0, draw(st.sampled_from([3, 10, 1000])), (points, width)).astype(float)
    y = (x[:, 0] > np.median(x[:, 0])) & (rng.random(points) < 0.8)
    return x, y


@settings(max_examples=40, deadline=None)
@given(futures(), st.sampled_from([0.05, 0.2]))
def test_prim_walks_like_its_slow_twin(data, mass_min):
    x, y = data
    found = prim(x, y, mass_min=mass_min, density=0.0)
    theirs = twin(x.tolist(), y.tolist(), mass_min)
    if not y.any():
        assert found == ()
        return
    assert [(box.lower.tolist(), box.upper.tolist()) for box in found[0]] == theirs


@settings(max_examples=40, deadline=None)
@given(futures())
def test_every_box_says_what_lies_in_it(data):
    x, y = data
    boxes = [box for path in prim(x, y, boxes=3, density=0.0) for box in path[:1]] + list(cart(x, y, density=0.0))
    boxes += list(prim(x, y, density=0.0)[0]) if y.any() else []
    for box in boxes:
        inside = [within(point, box.lower.tolist(), box.upper.tolist()) for point in x.tolist()]
        hits = sum(hit for hit, here in zip(y, inside, strict=True) if here)
        if box in boxes[:1] or box.points == sum(inside):
            assert (box.points, box.hits, box.mass) == (sum(inside), hits, sum(inside) / len(x))
            assert box.coverage == (hits / y.sum() if y.any() else 0.0)
            assert box.density == (hits / sum(inside) if sum(inside) else 0.0)


@settings(max_examples=30, deadline=None)
@given(futures())
def test_a_peel_never_lowers_the_density_and_the_order_of_rows_does_not_matter(data):
    x, y = data
    if not y.any():
        return
    (path,) = prim(x, y, density=0.0)
    assert all(one.density < other.density for one, other in pairwise(path))
    order = np.random.default_rng(0).permutation(len(y))
    (again,) = prim(x[order], y[order], density=0.0)
    assert [(b.lower.tolist(), b.upper.tolist(), b.hits) for b in again] == [
        (b.lower.tolist(), b.upper.tolist(), b.hits) for b in path
    ]


# --- CART


def gini_cut(x: list[Point], y: list[bool], least: int) -> float:
    """The highest gain of one cut, by trying them all."""

    def worth(part: list[bool]) -> float:
        return (sum(part) ** 2 + (len(part) - sum(part)) ** 2) / len(part)

    top = 0.0
    for j in range(len(x[0])):
        for limit in {point[j] for point in x}:
            one = [hit for point, hit in zip(x, y, strict=True) if point[j] <= limit]
            two = [hit for point, hit in zip(x, y, strict=True) if point[j] > limit]
            if len(one) >= least and len(two) >= least:
                top = max(top, worth(one) + worth(two) - worth(y))
    return top


@settings(max_examples=30, deadline=None)
@given(futures())
def test_the_first_cut_of_cart_gains_most(data):
    x, y = data
    leaves = cart(x, y, depth=1, density=0.0, mass_min=0.1)
    gain = gini_cut(x.tolist(), y.tolist(), math.ceil(0.1 * len(x)))
    if gain <= 1e-9 * len(x) or not y.any():
        assert len(leaves) <= 1
        return
    total = int(y.sum())
    hit = [(leaf.points, leaf.hits) for leaf in leaves]
    if len(hit) == 1:  # the other leaf has nothing of interest and is not told
        hit.append((len(x) - hit[0][0], total - hit[0][1]))
    assert sum(points for points, _ in hit) == len(x)
    after = sum((k * k + (n - k) ** 2) / n for n, k in hit)
    assert after - (total**2 + (len(x) - total) ** 2) / len(x) == pytest.approx(gain)


def test_leaves_of_cart_cover_everything_once():
    rng = np.random.default_rng(3)
    x = rng.random((500, 3))
    y = (x[:, 0] > 0.5) != (x[:, 1] > 0.3)
    leaves = cart(x, y, density=0.0)
    assert sum(leaf.hits for leaf in leaves) == y.sum()
    assert sum(leaf.coverage for leaf in leaves) == pytest.approx(1.0)
    assert all(leaf.points == leaf.holds(x).sum() >= 25 for leaf in leaves)


# --- what a sentence may say


def stay_and_building(draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A world that is known: a shortage when people stay longer than 7 years and fewer than 300 dwellings are built."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([rng.uniform(1, 12, draws), rng.uniform(0, 1000, draws), rng.uniform(0, 1, draws)])
    certain = (x[:, 0] > 7) & (x[:, 1] < 300)
    return x, certain ^ (rng.random(draws) < 0.03)


NAMES = ["stay", "built", "wage"]


def test_a_sentence_says_the_limits_of_its_box_and_holds_on_fresh_draws():
    x, y = stay_and_building(4000, 1)
    said = claim(x, y, best(prim(x, y)[0]), names=NAMES)
    assert [(limit.name, limit.low is None, limit.high is None) for limit in said.limits] == [
        ("stay", False, True),
        ("built", True, False),
    ]
    assert said.limits[0].low == pytest.approx(7, abs=0.5)
    assert said.limits[1].high == pytest.approx(300, abs=30)
    box = said.box(NAMES)
    again = measure(x, y, box)
    assert (again.coverage, again.density, again.mass) == (said.coverage, said.density, said.mass)
    assert (box.points, box.hits) == (again.points, again.hits)
    assert (box.lower[0], box.upper[1], box.lower[2]) == (said.limits[0].low, said.limits[1].high, -inf)
    fresh = measure(*stay_and_building(20_000, 2), box)
    assert (fresh.coverage, fresh.density) == (
        pytest.approx(said.coverage, abs=0.05),
        pytest.approx(said.density, abs=0.05),
    )
    assert fresh.density > 0.85


@settings(max_examples=30, deadline=None)
@given(futures(), st.integers(1, 3))
def test_a_claim_is_measured_as_it_is_said(data, most):
    x, y = data
    if not y.any():
        return
    names = [f"d{j}" for j in range(x.shape[1])]
    said = claim(x, y, best(prim(x, y, density=0.0)[0]), names=names, most=most)
    again = measure(x, y, said.box(names))
    assert (said.coverage, said.density, said.mass) == (again.coverage, again.density, again.mass)
    assert sum((limit.low is not None) + (limit.high is not None) for limit in said.limits) <= most


def test_a_limit_in_a_sentence_is_short():
    x, y = stay_and_building(3000, 4)
    said = claim(x, y, best(prim(x, y)[0]), names=NAMES)
    ends = [end for limit in said.limits for end in (limit.low, limit.high) if end is not None]
    assert all(len(f"{end:g}".replace(".", "").strip("0")) <= 2 for end in ends)


def test_a_limit_that_matters_has_a_small_quasi_p():
    x, y = stay_and_building(2000, 5)
    box = Box(np.array([7, -inf, 0.5]), np.array([inf, 300, inf]), 0, 0, 0, 0, 0)
    found = quasi_p(x, y, box)
    assert found[0, 0] < 1e-20
    assert found[1, 1] < 1e-20
    assert 0.01 < found[2, 0] <= 1
    assert np.isnan(found).tolist() == [[False, True], [True, False], [False, True]]


def test_quasi_p_is_the_binomial_tail():
    x = np.arange(10.0)[:, None]
    y = np.array([0, 0, 1, 0, 0, 1, 1, 1, 0, 1], dtype=bool)
    found = quasi_p(x, y, Box(np.array([4.5]), np.array([inf]), 0, 0, 0, 0, 0))
    tail = sum(math.comb(5, k) * 0.5**5 for k in (4, 5))  # 4 of 5 inside; half of everything
    assert found[0, 0] == pytest.approx(tail)


def test_nothing_of_interest_and_everything_of_interest():
    x = np.random.default_rng(0).random((50, 2))
    assert prim(x, np.zeros(50, bool)) == ()
    assert cart(x, np.zeros(50, bool)) == ()
    (path,) = prim(x, np.ones(50, bool))
    assert (len(path), path[0].density, path[0].sides) == (1, 1.0, [])
    said = claim(x, np.ones(50, bool), path[0], names=["a", "b"])
    assert (said.limits, said.coverage) == ((), 1.0)


def test_a_driver_that_never_moves_gets_no_limit():
    x, y = stay_and_building(1000, 6)
    x[:, 2] = 5.0
    (path,) = prim(x, y)
    assert all(j != 2 for box in path for j, _ in box.sides)


def test_a_second_box_is_sought_outside_the_first():
    rng = np.random.default_rng(7)
    x = rng.random((3000, 3))
    y = (x[:, 0] > 0.6) & ((x[:, 1] > 0.6) | (x[:, 2] < 0.3))
    one, two = prim(x, y, mass_min=0.02, boxes=2)
    again = two[-1].holds(x) & ~one[-1].holds(x)
    assert (two[-1].points, two[-1].hits) == (again.sum(), (again & y).sum())
    assert one[-1].coverage + two[-1].coverage > 0.8


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: prim([1, 2], [0, 1]),
            "Expected x with a row per future and a column per driver, got shape (2,). Change it.",
        ),
        (lambda: prim([[1], [2]], [1]), "Expected y with one answer per future, 2, got shape (1,). Change it."),
        (lambda: prim([[1], [nan]], [0, 1]), "Expected finite numbers in x, got nan in row 1. Leave that future out."),
        (lambda: prim([[1], [inf]], [0, 1]), "Expected finite numbers in x, got inf in row 1. Leave that future out."),
        (
            lambda: prim([[1], [2]], [0.5, 1]),
            "Expected y as yes or no (1 or 0), got float64 with other values. Compare with a limit first.",
        ),
        (
            lambda: prim([[1], [2]], [0, 1], alpha=0.5),
            "Expected alpha above 0 and below 0.5, got 0.5. Choose a share, such as 0.05.",
        ),
        (
            lambda: prim([[1], [2]], [0, 1], mass_min=0),
            "Expected mass_min above 0 and below 1, got 0. Choose a share, such as 0.05.",
        ),
        (
            lambda: prim([[1], [2]], [0, 1], boxes=0),
            "Expected density in 0..1 and boxes of 1 or more, got 0.5 and 0. Change them.",
        ),
        (
            lambda: cart([[1], [2]], [0, 1], depth=0),
            "Expected mass_min in 0..1, depth in 1..12 and density in 0..1, got 0.05, 0 and 0.5. Change them.",
        ),
        (
            lambda: claim([[1, 1], [2, 2]], [0, 1], prim([[1, 1], [2, 2]], [0, 1], density=0)[0][0], names=["a", "a"]),
            "Expected 2 different names, most and digits of 1 or more, got 2 names, 3 and 2. Change them.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == sentence


def test_the_doctests_hold():
    assert doctest.testmod(module) == (0, 13)

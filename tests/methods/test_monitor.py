"""Bursts, trends, breaks and rates beside slow, obvious twins and scipy, and at the door."""

import doctest
import math
from itertools import permutations, product
from typing import Any

import numpy as np
import pytest
import scipy.stats as stats  # noqa: TID253 - the peer of this method
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import monitor as module
from samenhang.methods.monitor import Break, Place, break_point, bursts, rate, trend

NUMBERS = st.lists(st.integers(-20, 20), min_size=4, max_size=14)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=6), st.sampled_from([1.5, 2.0, 3.0]), st.floats(0.2, 2))
def test_bursts_are_those_of_the_cheapest_of_all_sequences(gaps: list[int], s: float, gamma: float) -> None:
    times = np.cumsum([0, *gaps])
    found = bursts(times, s=s, gamma=gamma)
    if not any(gaps):
        assert found == ()
        return
    n, total = len(gaps), sum(gaps)

    def cost(states: tuple[int, ...]) -> float:
        ups = sum(max(b - a, 0) for a, b in zip((0, *states), states, strict=False))
        paces = [n / total * s**state for state in states]
        return gamma * math.log(n) * ups + sum(p * x - math.log(p) for p, x in zip(paces, gaps, strict=True))

    ours = tuple(max([b.level for b in found if b.first <= gap < b.last], default=0) for gap in range(n))
    levels = min(module._levels(np.array(gaps), s), 4)
    cheapest = min(cost(states) for states in product(range(levels), repeat=n))
    assert cost(ours) <= cheapest + 1e-6
    assert max(ours) < module._levels(np.array(gaps), s)


@given(st.lists(st.floats(0, 1e3), min_size=1, max_size=30), st.floats(0.001, 1000))
def test_bursts_do_not_depend_on_the_unit_of_time(gaps: list[float], unit: float) -> None:
    times = np.cumsum([0, *np.round(gaps, 1)])
    spans = [(b.level, b.first, b.last) for b in bursts(times)]
    rescaled = [(b.level, b.first, b.last) for b in bursts(times * 2.0 ** round(math.log2(unit)))]
    assert rescaled == spans
    for level, first, last in spans:
        assert level == 1 or any(o == level - 1 and f <= first and last <= t for o, f, t in spans)


@settings(max_examples=80, deadline=None)
@given(NUMBERS)
def test_trend_is_what_scipy_says_of_its_parts(values: list[int]) -> None:
    found = trend(values)
    steps = range(len(values))
    assert found.s == sum(np.sign(values[j] - values[i]) for j in steps for i in range(j))
    slopes = stats.theilslopes(values, steps, method="joint")
    assert found.slope == pytest.approx(slopes.slope)
    assert found.low <= found.slope <= found.high
    assert found.p == pytest.approx(trend(values[::-1]).p)
    assert trend(values[::-1]).s == -found.s


@pytest.mark.parametrize("n", [4, 5, 6])
def test_the_chance_of_a_short_trend_is_counted_out(n: int) -> None:
    def s(values: tuple[int, ...]) -> int:
        return sum((b > a) - (b < a) for i, a in enumerate(values) for b in values[i + 1 :])

    every = [abs(s(order)) for order in permutations(range(n))]
    for order in list(permutations(range(n)))[:: 7 if n == 6 else 1]:
        found = trend(order)
        assert found.p == pytest.approx(np.mean([other >= abs(found.s) for other in every]))
        assert found.p == pytest.approx(stats.kendalltau(range(n), order, method="exact").pvalue)


def test_the_chance_of_a_long_trend_is_corrected_for_ties() -> None:
    values = [1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 6, 7]
    n, ties = 12, [2, 3, 1, 2, 2, 1, 1]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    assert trend(values).p == pytest.approx(2 * stats.norm.sf((trend(values).s - 1) / math.sqrt(variance)))


def test_a_hole_in_a_trend_is_a_step_without_a_value() -> None:
    found = trend([0, 2, math.nan, 6, 8])
    assert (found.s, found.slope, found.low, found.high) == (6, 2.0, 2.0, 2.0)


@settings(max_examples=80, deadline=None)
@given(NUMBERS)
def test_break_is_what_its_twin_says(values: list[int]) -> None:
    n, u = len(values), []
    for t in range(1, n):
        u.append(sum((a > b) - (a < b) for a in values[:t] for b in values[t:]))
    k = max(abs(value) for value in u)
    after = [abs(value) for value in u].index(k)
    p = min(1.0, 2 * math.exp(-6 * k**2 / (n**3 + n**2)))
    before, since = (float(np.median(part)) for part in (values[: after + 1], values[after + 1 :]))
    assert break_point(values) == Break(after, k, p, before, since)


@given(st.integers(10, 10**6), st.integers(1, 10**8))
def test_a_rate_and_its_limits_are_those_of_a_count(count: int, workers: int) -> None:
    found = rate([Place("here", count, workers)])
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert stats.poisson.sf(count - 1, found.low * workers / 1000) == pytest.approx(0.025, rel=1e-3)
    assert stats.poisson.cdf(count, found.high * workers / 1000) == pytest.approx(0.025, rel=1e-3)


def test_the_wider_area_is_taken_whole_and_named() -> None:
    places = [Place("village", 12, None), Place("region", 40, None), Place("province", 300, 120000)]
    found = rate(places)
    assert (found.value, found.place, found.wider, found.reason) == (2.5, places[2], True, "")
    assert rate([Place("village", 12, 4000), *places[1:]]).wider is False


def test_no_pattern_below_the_small_cell_rule() -> None:
    for count in range(10):
        found = rate([Place("village", count, 4000.0)])
        assert (found.value, found.low, found.high, found.reason) == (None, None, None, "small")
    assert rate([Place("village", 12, 4000.0)], threshold=13).reason == "small"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: bursts([2, 1]), "Expected moments in rising order, got an earlier one after a later one."),
        (lambda: bursts([1, 2], s=1), "Expected s above 1 and gamma above 0, got 1 and 1.0."),
        (
            lambda: bursts([1, math.nan]),
            "Expected a number for each of the moments, got one that is missing or endless.",
        ),
        (lambda: bursts(["x"]), "Expected numbers as moments, got something else."),
        (lambda: trend([1, 2, math.nan, 3]), "Expected at least 4 values for a trend, got 3."),
        (lambda: trend([[1, 2]]), "Expected values as one row, got 2 dimensions."),
        (lambda: break_point([1, 2, 3]), "Expected at least 4 values for a break, got 3."),
        (lambda: rate([]), "Expected the area that is asked for, got none."),
        (
            lambda: rate([Place("here", -1, 5)]),
            "Expected 0 or more signals and more than 0 workers in here, got -1 and 5.",
        ),
        (
            lambda: rate([Place("here", 1, 0)]),
            "Expected 0 or more signals and more than 0 workers in here, got 1 and 0.",
        ),
        (
            lambda: rate([Place("here", 9, None), Place("there", 8, 5)]),
            "Expected there to hold the signals of here, got 8 and 9. Give areas from near to far.",
        ),
    ],
)
def test_a_bad_argument_gets_a_sentence(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as told:
        call()
    assert sentence in str(told.value)


def test_the_examples_are_so() -> None:
    assert doctest.testmod(module).failed == 0

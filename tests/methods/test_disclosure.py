"""The small-cell rule beside a slow, obvious twin, and at its door."""

import doctest
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenhang.methods import disclosure as module
from samenhang.methods.disclosure import BASE, THRESHOLD, disclosed, small

COUNTS = st.integers(0, 10**9) | st.floats(0, 1e9)
BASES = st.integers(1, 50)


def twin(value: float, threshold: int, base: int) -> float | None:
    """Walk over the multiples of the base and take the nearest, the higher one when two are as near."""
    exact = Fraction(value)
    if exact < threshold:
        return None
    below = exact // base * base
    return float(min((below + base, below), key=lambda multiple: abs(exact - multiple)))


@given(COUNTS)
def test_it_is_what_its_twin_says(value: float) -> None:
    assert disclosed(value) == twin(value, THRESHOLD, BASE)


@given(st.integers(0, 10**6), BASES, st.integers(1, 20))
def test_it_is_what_its_twin_says_for_other_bounds(value: int, base: int, times: int) -> None:
    assert disclosed(value, threshold=base * times, base=base) == twin(value, base * times, base)


@given(COUNTS)
def test_what_is_shown_is_near_the_count_and_never_small(value: float) -> None:
    shown = disclosed(value)
    assert (shown is None) is small(value)
    if shown is not None:
        assert shown % BASE == 0
        assert shown >= THRESHOLD
        assert abs(shown - value) <= BASE / 2
        assert disclosed(shown) == shown  # shown twice is shown once


def test_nobody_learns_that_there_is_nobody() -> None:
    assert [small(count) for count in range(12)] == [True] * 10 + [False] * 2


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_only_counts_pass(value: float) -> None:
    with pytest.raises(ValueError, match=r"Expected a number of people of 0 or more, got .*: only counts pass"):
        disclosed(value)


def test_bounds_that_would_leak_are_refused() -> None:
    with pytest.raises(ValueError, match="multiple of the base, got 12 and 5"):
        disclosed(100, threshold=12)
    with pytest.raises(ValueError, match="multiple of the base, got 10 and 0"):
        disclosed(100, base=0)
    with pytest.raises(ValueError, match="threshold of at least 1, got 0"):
        small(100, threshold=0)


def test_the_examples_are_so() -> None:
    assert doctest.testmod(module).failed == 0

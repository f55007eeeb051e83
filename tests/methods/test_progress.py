"""Where a result stands, beside a slow, obvious twin, and what its paper says."""

import doctest
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenhang.methods import progress as module
from samenhang.methods.progress import REASONS, Progress, progress

PAPER = Path(__file__).parents[2] / "docs" / "methods" / "progress.md"
EVEN = {"start": 0.0, "target": 1000.0, "least": True, "elapsed": 0.5, "on": 0.05, "risk": 0.2}
WHOLE = st.integers(-50, 50)
PART = st.integers(0, 12).map(lambda number: Fraction(number, 8))


def twin(start, target, least, low, high, elapsed, on, risk):
    """In exact fractions, the rules one by one as the paper has them."""
    if low is None:
        return "unknown"
    verdicts = set()
    for value in (Fraction(low), Fraction(high)):
        there = value >= target if least else value <= target
        if there:
            verdicts.add("on")
        elif elapsed >= 1:
            verdicts.add("off")
        elif start is None:
            verdicts.add("unknown")
        elif (start >= target) if least else (start <= target):
            verdicts.add("off")
        else:
            should = Fraction(start) + elapsed * (target - Fraction(start))
            behind = abs(target - Fraction(start))
            gap = (should - value if least else value - should) / behind
            verdicts.add("on" if gap <= on else "risk" if gap <= risk else "off")
    return verdicts.pop() if len(verdicts) == 1 else "unknown"


@given(
    st.none() | WHOLE, WHOLE, st.booleans(), st.none() | st.tuples(WHOLE, WHOLE), PART, st.sampled_from([0, 1, 2]),
    st.sampled_from([2, 3]),
)  # fmt: skip
def test_it_agrees_with_the_twin(start, target, least, ends, elapsed, on, risk):
    low, high = (None, None) if ends is None else sorted(ends)
    on, risk = Fraction(on, 8), Fraction(risk, 8)
    given_ = {"start": start, "target": target, "least": least, "low": low, "high": high}
    # behind is compared in fractions too: floats would move a number that lies on the border
    fractions = {
        name: Fraction(value) if isinstance(value, int) and name != "least" else value for name, value in given_.items()
    }
    found = progress(**fractions, elapsed=elapsed, on=on, risk=risk)
    assert found.verdict == twin(start, target, least, low, high, elapsed, on, risk)
    assert found.reason in REASONS


@pytest.mark.parametrize(
    ("more", "verdict", "reason"),
    [
        ({"low": None, "high": None}, "unknown", "no number"),
        ({"low": 1000.0, "high": 1200.0}, "on", "reached"),
        ({"low": 460.0, "high": 460.0}, "on", "on its way"),
        ({"low": 480.0, "high": 1100.0}, "on", "on its way"),
        ({"low": 400.0, "high": 400.0}, "risk", "behind"),
        ({"low": 100.0, "high": 100.0}, "off", "far behind"),
        ({"low": 900.0, "high": 900.0, "elapsed": 1.0}, "off", "missed"),
        ({"low": 900.0, "high": 1100.0, "elapsed": 1.0}, "unknown", "wide"),
        ({"low": 400.0, "high": 400.0, "start": None}, "unknown", "no start"),
        ({"low": 900.0, "high": 900.0, "start": 1200.0}, "off", "slipped"),
    ],
)
def test_each_rule_gives_its_reason(more, verdict, reason):
    found = progress(**(EVEN | more))
    assert (found.verdict, found.reason) == (verdict, reason)


def test_a_most_is_a_least_in_the_mirror():
    up = progress(**(EVEN | {"low": 400.0, "high": 480.0}))
    down = progress(**(EVEN | {"low": 520.0, "high": 600.0, "start": 1000.0, "target": 0.0, "least": False}))
    assert up == down == Progress("unknown", "wide", 0.4, 0.48)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"on": 0.3}, "Expected 0 <= on <= risk, got on=0.3 and risk=0.2. Set the tolerances in that order."),
        ({"elapsed": -0.1}, "Expected the part of the time that has passed, 0 and up, got -0.1. Has it begun?"),
        ({"low": 3.0, "high": 2.0}, "Expected both ends of a range in order, or neither, got 3.0 and 2.0. Give both."),
        (
            {"low": 3.0, "high": None},
            "Expected both ends of a range in order, or neither, got 3.0 and None. Give both.",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(more, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        progress(**(EVEN | {"low": 1.0, "high": 1.0} | more))


def test_the_doctest_holds_and_has_the_numbers_of_the_paper():
    assert doctest.testmod(module).failed == 0
    paper = PAPER.read_text(encoding="utf-8")
    for row in (
        "| 500 | op koers |",
        "| 400 | risico |",
        "| 100 | uit koers |",
        "| 1.000 | op koers |",
        "| 250 tot 500 | onbekend |",
    ):
        assert row in paper

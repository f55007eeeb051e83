"""A session: what did not change is not computed, and nobody can tell from the numbers."""

import doctest
from typing import Any

import numpy as np
import pytest

from samenhang.methods import live as module
from samenhang.methods.live import Live, live
from samenhang.methods.polytope import Polytope
from samenhang.methods.smaa import smaa

MEAN = [[0.80, 0.70, 0.20], [0.55, 0.50, 0.65], [0.30, 0.40, 0.85]]
SD = np.full((3, 3), 0.1)
PARTIES: dict[str, Any] = {"a": [3, 1, 1], "b": [1, 1, 3], "c": None, "d": Polytope(3, order=[2, 1])}


def bits(state: Live) -> list[bytes]:
    return [
        state.ra.tobytes(),
        state.pwi.tobytes(),
        *(its.ra.tobytes() + its.cf.tobytes() for its in state.parties.values()),
    ]


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("said", [[1, 3, 1], None, Polytope(3, order=[0, 1])])
def test_only_the_changed_party_is_computed_and_the_bits_are_those_of_a_fresh_start(said: Any) -> None:
    before = live(MEAN, SD, PARTIES, draws=1_000, seed=4)
    changed = PARTIES | {"b": said}
    after, fresh = (
        live(MEAN, SD, changed, draws=1_000, seed=4, before=before),
        live(MEAN, SD, changed, draws=1_000, seed=4),
    )
    assert before.recomputed == ("a", "b", "c", "d")
    assert after.recomputed == ("b",)
    assert bits(after) == bits(fresh)
    assert after.parties["a"] is before.parties["a"]
    assert live(MEAN, SD, changed, draws=1_000, seed=4, before=after).recomputed == ()


def test_a_party_is_a_weighing_of_its_own_and_all_together_are_the_mean() -> None:
    state = live(MEAN, SD, PARTIES, draws=1_000, seed=4)
    assert state.parties["a"].ra.tobytes() == smaa(MEAN, SD, weights=[3, 1, 1], draws=1_000, seed=4).ra.tobytes()
    np.testing.assert_allclose(state.ra, np.mean([its.ra for its in state.parties.values()], axis=0))
    np.testing.assert_allclose(state.ra.sum(axis=0), 1)
    np.testing.assert_allclose(state.ra.sum(axis=1), 1)


def test_a_party_that_left_no_longer_counts() -> None:
    before = live(MEAN, SD, PARTIES, draws=1_000)
    left = {name: said for name, said in PARTIES.items() if name != "b"}
    after = live(MEAN, SD, left, draws=1_000, before=before)
    assert (after.recomputed, tuple(after.parties)) == ((), ("a", "c", "d"))
    assert bits(after) == bits(live(MEAN, SD, left, draws=1_000))


@pytest.mark.parametrize("change", [{"mean": np.array(MEAN) / 2}, {"sd": SD / 2}, {"draws": 1_001}, {"seed": 1}])
def test_other_facts_are_computed_for_everybody(change: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"mean": MEAN, "sd": SD, "weights": PARTIES, "draws": 1_000}
    before = live(**arguments)
    assert live(**(arguments | change), before=before).recomputed == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"weights": {}}, "Expected 1 to 100 parties, got 0. Wait until somebody has given weights."),
        ({"draws": 20_000}, "Expected 100 to 10,000 draws, got 20000. More is for a weighing that is recorded."),
        (
            {"weights": {"panel": [0, 0, 0]}},
            "panel: Expected weights with a sum above 0, got a row of zeros. Give at least one criterion a weight.",
        ),
        (
            {"mean": [[0.1, np.nan, 0.2]] * 3},
            "a: Expected finite numbers in mean, got nan. Decide first what a missing value is worth.",
        ),
    ],
)
def test_it_refuses_in_a_sentence(change: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {"mean": MEAN, "sd": SD, "weights": {"a": [1, 1, 1]}, "draws": 1_000}
    with pytest.raises(ValueError) as caught:
        live(**(arguments | change))
    assert str(caught.value) == sentence

"""Why we differ: the split adds up to the bit, prefers no order, and is beside a slow twin."""

import doctest
from itertools import permutations
from math import nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import differ as module
from samenhang.methods.differ import Party, Split, differ, kendall_w

slowly = settings(deadline=None, max_examples=50)
cell = st.integers(0, 20).map(lambda n: n / 20) | st.floats(0, 1)


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


@st.composite
def tables(draw: st.DrawFn, parties: int = 2) -> list[Party]:
    options, criteria = draw(st.integers(2, 5)), draw(st.integers(1, 4))

    def party(name: str) -> Party:
        return Party(
            name,
            [[draw(cell) for _ in range(criteria)] for _ in range(options)],
            draw(st.lists(st.integers(0, 9), min_size=criteria, max_size=criteria).filter(any)),
            draw(st.none() | st.lists(st.sampled_from([nan, 0.1, 0.4]), min_size=criteria, max_size=criteria)),
            draw(st.none() | st.lists(st.sampled_from([False, False, True]), min_size=options, max_size=options)),
        )

    return [party(f"party {k}") for k in range(parties)]


# --- the twin: one swap at a time, plain numbers


def worth(facts: Party, weights: Party, veto: Party) -> list[tuple[float, bool]]:
    """Per option its total and whether it is vetoed."""
    values, total = np.array(facts.values), sum(np.array(weights.weights, dtype=float))
    shares = [w / total for w in np.array(weights.weights, dtype=float)]
    floors = [nan] * len(shares) if veto.floors is None else list(np.array(veto.floors))
    no = [False] * len(values) if veto.veto is None else list(np.array(veto.veto))
    return [
        (
            float(sum(v * s for v, s in zip(row, shares, strict=True))),
            bool(against or any(v < f for v, f in zip(row, floors, strict=True))),
        )
        for row, against in zip(values, no, strict=True)
    ]


def turned(one: list[tuple[float, bool]], other: list[tuple[float, bool]]) -> int:
    levels = [[-1 if out else round(total * 2**30) for total, out in side] for side in (one, other)]
    pairs = [(i, j) for i in range(len(one)) for j in range(i)]
    return sum((levels[0][i] - levels[0][j]) * (levels[1][i] - levels[1][j]) < 0 for i, j in pairs)


def swaps(one: Party, other: Party, measure: Any) -> list[float]:
    """Per factor the mean over all orders of what its swap adds to `measure`."""
    parts = [0.0, 0.0, 0.0]
    for order in permutations(range(3)):
        state = [one, one, one]
        for factor in order:
            before = measure(worth(*state))
            state[factor] = other
            parts[factor] += (measure(worth(*state)) - before) / 6
    return parts


@slowly
@given(parties=tables())
def test_the_split_agrees_with_its_twin(parties: list[Party]) -> None:
    one, other = parties
    found = differ(parties).pairs[0]

    def gap(state: list[tuple[float, bool]]) -> float:
        standing = [total - out for total, out in state]
        return -(standing[found.option] - standing[found.rival])

    assert [found.facts, found.weights, found.veto] == pytest.approx(swaps(one, other, gap), abs=1e-9)
    mine, theirs = worth(one, one, one), worth(other, other, other)
    there = swaps(one, other, lambda state: turned(mine, state))
    back = swaps(one, other, lambda state: turned(theirs, state))
    assert list(found.reversal_parts) == pytest.approx(
        [6 * (a - b) for a, b in zip(there, back, strict=True)], abs=1e-6
    )
    assert found.reversals == turned(mine, theirs)


def parts(split: Split) -> tuple[float, float, float]:
    return split.facts, split.weights, split.veto


@slowly
@given(parties=tables())
def test_the_split_adds_up_to_the_bit_in_any_order(parties: list[Party]) -> None:
    for found in differ(parties).pairs:
        for a, b, c in permutations(parts(found)):
            assert a + b + c == found.gap_one - found.gap_other
        assert sum(found.reversal_parts) == 12 * found.reversals


@slowly
@given(parties=tables())
def test_who_is_asked_first_makes_no_difference(parties: list[Party]) -> None:
    there, back = differ(parties), differ(parties[::-1])
    one, other = there.pairs[0], back.pairs[0]
    assert one.reversal_parts == other.reversal_parts
    if not one.same_first and (one.option, one.rival) == (other.rival, other.option):
        assert parts(one) == parts(other)


@slowly
@given(parties=tables())
def test_what_is_the_same_for_both_explains_nothing(parties: list[Party]) -> None:
    one, other = parties
    same = Party("twin", one.values, other.weights, one.floors, one.veto)
    found = differ([one, same]).pairs[0]
    assert (found.facts, found.veto) == (0, 0)
    assert found.reversal_parts[0] == found.reversal_parts[2] == 0
    assert found.weights == found.gap_one - found.gap_other
    nobody = differ([one, Party("twin", one.values, one.weights, one.floors, one.veto)])
    assert parts(nobody.pairs[0]) == (0, 0, 0)
    assert (nobody.pairs[0].decisive, nobody.pairs[0].reversals) == ("", 0)


@slowly
@given(parties=tables())
def test_the_parts_per_criterion_add_up_where_nothing_is_vetoed(parties: list[Party]) -> None:
    free = [Party(party.name, party.values, party.weights) for party in parties]
    found = differ(free).pairs[0]
    assert found.facts_by.sum() == pytest.approx(found.facts, abs=1e-9)
    assert found.weights_by.sum() == pytest.approx(found.weights, abs=1e-9)
    assert found.veto == 0


@slowly
@given(parties=tables(), data=st.data())
def test_permuting_options_permutes_the_differences(parties: list[Party], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(np.array(parties[0].values)))))
    moved = [
        Party(
            p.name, np.array(p.values)[order], p.weights, p.floors, None if p.veto is None else np.array(p.veto)[order]
        )
        for p in parties
    ]
    before, after = differ(parties), differ(moved)
    assert after.totals.tolist() == before.totals[:, order].tolist()
    assert after.ranks.tolist() == before.ranks[:, order].tolist()
    assert after.reversals.tolist() == before.reversals.tolist()
    assert after.pairs[0].reversal_parts == before.pairs[0].reversal_parts


@slowly
@given(parties=tables(), factor=st.sampled_from([2.0, 0.25, 1024.0]))
def test_scaling_weights_changes_nothing(parties: list[Party], factor: float) -> None:
    scaled = [Party(p.name, p.values, np.array(p.weights) * factor, p.floors, p.veto) for p in parties]
    assert parts(differ(scaled).pairs[0]) == parts(differ(parties).pairs[0])


def test_a_veto_explains_what_weights_and_facts_do_not() -> None:
    facts = [[0.9, 0.2], [0.5, 0.5]]
    found = differ([Party("a", facts, [1, 1]), Party("b", facts, [1, 1], floors=[nan, 0.3])])
    split = found.pairs[0]
    assert (split.option, split.rival, split.decisive, split.alone) == (0, 1, "veto", ("veto",))
    assert parts(split) == (0, 0, pytest.approx(1))
    assert found.ranks.tolist() == [[1, 2], [0, 1]]
    assert found.first == (0, 1)


def test_a_veto_on_everything_leaves_nobody_first() -> None:
    found = differ([Party("a", [[0.5], [0.4]], [1]), Party("b", [[0.5], [0.4]], [1], veto=[True, True])])
    assert found.first == (0, -1)
    assert found.ranks[1].tolist() == [0, 0]
    assert found.pairs[0].alone == ()


def test_three_parties_make_three_pairs_and_one_that_left_makes_one() -> None:
    parties = [Party(name, [[0.1], [0.2]], [1]) for name in "abc"]
    assert [(s.one, s.other) for s in differ(parties).pairs] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [(s.one, s.other) for s in differ(parties[::2]).pairs] == [("a", "c")]
    assert differ(parties[:1]).pairs == ()


def test_kendall_and_babington_smith_1939() -> None:
    # Six objects ranked by four judges, Kendall & Gibbons (1990), Rank Correlation Methods, ch. 6: S = 64, W = 0.229.
    judges = [[5, 4, 1, 6, 3, 2], [2, 3, 1, 5, 6, 4], [4, 1, 6, 3, 2, 5], [4, 3, 2, 5, 1, 6]]
    assert kendall_w(judges) == pytest.approx(64 / 280)


def test_kendall_w_corrects_for_ties_and_says_when_nobody_tells_apart() -> None:
    assert kendall_w([[1, 1, 3], [1, 1, 3]]) == pytest.approx(1)
    assert np.isnan(kendall_w([[1, 1], [1, 1]]))
    assert kendall_w([[0, 1, 2], [3, 1, 2]]) == pytest.approx(1)  # out of the order is last


@pytest.mark.parametrize(
    ("parties", "sentence"),
    [
        ([], "Expected 1 to 100 parties, got 0. Every pair is compared."),
        (
            [Party("a", [[0.1], [0.2]], [1]), Party("a", [[0.1], [0.2]], [1])],
            "Expected each party once, got 'a' twice. Give each a name of its own.",
        ),
        (
            [Party("a", [[0.1], [0.2]], [1]), Party("b", [[0.1], [0.2], [0.3]], [1])],
            "Expected every party on the same options and criteria, (2, 1); b has (3, 1).",
        ),
        (
            [Party("a", [[0.1], [0.2]], [0])],
            "Expected weights with a sum above 0, got only zeros. Give at least one criterion a weight.",
        ),
        (
            [Party("a", [[0.1, 0.1], [nan, nan]], [1, 1])],
            "Expected a score for every option, nobody scored option 2 in the values of a. Score it or drop it.",
        ),
        ([Party("a", [[0.1], [0.2]], [1], veto=[True])], "Expected a veto or none on each of 2 options, a has 1."),
    ],
)
def test_differ_refuses_in_a_sentence(parties: list[Party], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        differ(parties)
    assert str(caught.value) == sentence

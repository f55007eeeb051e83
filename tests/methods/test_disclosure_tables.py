"""A table with totals against an attacker who is given all that is published, and at the door."""

import doctest
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import disclosure_tables as module
from samenhang.methods.disclosure import attack, dominated, guessable, suppress, with_totals

F64 = npt.NDArray[np.float64]
TABLES, TOLERANCE = 200, 1e-6


def drawn(seed: int) -> tuple[npt.NDArray[np.int64], list[list[list[int]]]]:
    """A table of counts, many of them small, with a hierarchy on some of its axes."""
    rng = np.random.default_rng(seed)
    shape = tuple(rng.integers(2, 5, 2))
    table = rng.poisson(rng.choice([4, 12, 30]), shape) * (rng.random(shape) < 0.85)
    table[tuple(rng.integers(0, shape))] = rng.integers(0, 10)
    return table, [[rng.integers(0, 2, size).tolist()] if rng.random() < 0.4 else [] for size in shape]


def attacked(
    table: Any, groups: list[list[list[int]]], shown: dict[tuple[Any, Any], float]
) -> dict[Any, tuple[float, float]]:
    """Lowest and highest value of each cell, from nothing but the sums over rows and columns that were published."""
    from scipy.optimize import linprog

    shape = np.shape(table)
    nodes = [
        [
            *([row] for row in range(size)),
            *(_rows(level, group) for level in own for group in dict.fromkeys(level)),
            range(size),
        ]
        for size, own in zip(shape, groups, strict=True)
    ]
    equations, answers = [], []
    for (i, rows), (j, columns) in product(enumerate(nodes[0]), enumerate(nodes[1])):
        if (i, j) in shown:
            line = np.zeros(shape)
            line[np.ix_(list(rows), list(columns))] = 1
            equations.append(line.ravel())
            answers.append(shown[i, j])
    found = {}
    for (i, rows), (j, columns) in product(enumerate(nodes[0]), enumerate(nodes[1])):
        if (i, j) in shown:
            continue
        aim = np.zeros(shape)
        aim[np.ix_(list(rows), list(columns))] = 1
        known: dict[str, Any] = {"A_eq": np.array(equations), "b_eq": answers} if equations else {}
        ends = [linprog(sign * aim.ravel(), bounds=(0, None), **known) for sign in (1, -1)]
        assert {end.status for end in ends} <= {0, 3}
        found[i, j] = tuple(
            sign * end.fun if end.status == 0 else np.inf for sign, end in zip((1, -1), ends, strict=True)
        )
    return found


def _rows(level: list[int], group: int) -> list[int]:
    return [row for row, own in enumerate(level) if own == group]


def visible(values: F64, mask: Any) -> dict[tuple[int, int], float]:
    return {at: float(values[at]) for at in np.ndindex(values.shape) if not mask[at]}


@pytest.mark.parametrize("part", range(8))
def test_an_attacker_with_all_margins_recovers_no_protected_cell_of_200_tables(part: int) -> None:
    for seed in range(part, TABLES, 8):
        table, hierarchy = drawn(seed)
        found = suppress(table, hierarchy, 10)
        values = found.published.values
        assert (found.mask >= found.primary).all()
        assert (found.primary == (values < 10)).all()
        known = attacked(table, hierarchy, visible(values, found.mask))
        assert set(known) == {tuple(at) for at in np.argwhere(found.mask)}
        for at, (low, high) in known.items():
            assert [low, high] == pytest.approx(found.bounds[at].tolist(), abs=TOLERANCE)
            assert low - TOLERANCE <= values[at] <= high + TOLERANCE
            if found.primary[at]:
                assert high - low >= 10 - TOLERANCE, (seed, at)


def lightest(table: Any, threshold: float) -> float:
    """Try every choice of cells, and weigh the lightest one that withstands the attack."""
    published = with_totals(table, [[], []])
    values = published.values
    primary, weight, best = values < threshold, 1 + np.log1p(values), np.inf
    free = np.argwhere(~primary)
    for choice in product([False, True], repeat=len(free)):
        mask = primary.copy()
        mask[tuple(free[list(choice)].T)] = True
        if weight[mask].sum() < best:
            bounds = attack(published, mask)
            if (bounds[primary][:, 1] - bounds[primary][:, 0] >= threshold - TOLERANCE).all():
                best = float(weight[mask].sum())
    return best


@pytest.mark.parametrize("table", [[[3, 20], [30, 40]], [[5, 9], [30, 12]], [[0, 50], [60, 70]]])
def test_no_lighter_choice_withstands_the_attack(table: list[list[int]]) -> None:
    found = suppress(table, [[], []], 10)
    weight = (1 + np.log1p(found.published.values))[found.mask].sum()
    assert weight == pytest.approx(lightest(table, 10))


def test_a_table_can_leak_although_every_line_has_two() -> None:
    table = [[1, 1, 0, 90], [1, 90, 80, 70], [90, 1, 70, 60]]  # two zeros below hide nothing of the sum of the ones
    mask = np.zeros((4, 5), dtype=bool)
    mask[0, :2] = True
    mask[1, 0] = mask[1, 1] = True
    leaking = attack(with_totals(table, [[], []]), mask)
    assert leaking[0, 0].tolist() == [0.0, 2.0]  # two in each line, and known to within two people
    found = suppress(table, [[], []], 10)
    widths = found.bounds[..., 1] - found.bounds[..., 0]
    assert widths[found.primary].min() >= 10 - TOLERANCE


def test_differencing_two_exports_recovers_nothing() -> None:
    for seed in range(12):
        table, hierarchy = drawn(seed)
        first = suppress(table, hierarchy, 10)
        second = suppress(table, hierarchy, 5, hidden=first.mask)  # a milder rule later, by mistake or not
        values = first.published.values
        seen = visible(values, first.mask) | visible(values, second.mask)
        for at, (low, high) in attacked(table, hierarchy, seen).items():
            if first.primary[at]:
                assert high - low >= 10 - TOLERANCE


def test_without_what_was_withheld_before_differencing_would_work() -> None:
    table = [[3, 20, 50], [30, 40, 60], [70, 80, 15]]
    first, second = suppress(table, [[], []], 10), suppress(table, [[], []], 2)
    assert first.mask.any()
    assert not second.mask.any()
    assert suppress(table, [[], []], 2, hidden=first.mask).mask.tolist() == first.mask.tolist()


def test_the_same_table_gets_the_same_choice() -> None:
    table, hierarchy = drawn(3)
    once, again = (suppress(table, hierarchy, 10) for _ in range(2))
    assert once.mask.tolist() == again.mask.tolist()
    mask, bounds = once
    assert (mask is once.mask, bounds is once.bounds) == (True, True)


def test_nothing_small_is_nothing_withheld() -> None:
    found = suppress([[10, 20], [30, 40]], [[], []], 10)
    assert not found.mask.any()
    assert found.bounds[..., 0].tolist() == found.bounds[..., 1].tolist() == found.published.values.tolist()


def test_when_all_is_small_all_is_open() -> None:
    found = suppress([[1, 0], [2, 1]], [[], []], 10)
    assert found.mask.all()
    assert found.bounds[..., 0].max() == 0
    assert np.isinf(found.bounds[..., 1]).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_totals_are_those_of_a_hand_count(table: list[list[int]]) -> None:
    rows = ["a", "b", "a", "a"][: len(table)]
    found = with_totals(table, [[rows], []])
    for (name, line), column in product(zip(found.names[0], found.values, strict=True), range(3)):
        group = name[1] if isinstance(name, tuple) else None
        chosen = [row for row in range(len(table)) if name in ("total", row) or rows[row] == group]
        assert line[column] == sum(table[row][column] for row in chosen)
    flat = found.values.ravel()
    assert all(flat[parent] == sum(flat[list(children)]) for parent, children in found.relations)


@given(st.lists(st.floats(0, 1e6), max_size=8))
def test_dominance_and_guessing_are_what_their_twins_say(parts: list[float]) -> None:
    ordered, total = [*sorted(parts, reverse=True), 0.0, 0.0], sum(parts)
    margin = abs(ordered[0] + ordered[1] - 0.75 * total)
    if margin > 1e-6 * total or not total:
        assert dominated(parts) == (ordered[0] + ordered[1] >= 0.75 * total)
    rest = sum(ordered[2:])
    if abs(rest - 0.1 * ordered[0]) > 1e-6 * total or not total:
        assert guessable(parts) == (rest < 0.1 * ordered[0] or not total)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: suppress([[1, -2]], [[], []]), "Expected a table of numbers of 0 or more, got something else."),
        (lambda: suppress([[1, 2]], [[]]), "Expected the levels of each of the 2 axes, got 1. An axis without has []."),
        (lambda: suppress([1, 2], [[["a"]]]), "Expected the group of each of the 2 rows of axis 0, got 1."),
        (
            lambda: suppress([1, 2, 3], [[["a", "a", "b"], ["x", "y", "y"]]]),
            "Expected each group within one group of the next level, got 'x' across. Nest them.",
        ),
        (lambda: suppress([1, 2], [[]], 0), "Expected a threshold of at least 1, got 0"),
        (lambda: suppress([1, 2], [[]], width=0), "Expected a range wider than 0, got 0."),
        (lambda: suppress([1, 2], [[]], hidden=[True, False]), "in the shape (3,), totals included, got (2,)."),
        (lambda: dominated([-1]), "Expected contributions of 0 or more, got -1"),
        (lambda: dominated([1], share=75), "Expected 1 or more contributors and a share above 0 to 1, got 2 and 75."),
        (lambda: guessable([1], within=0), "Expected a part above 0, got 0."),
    ],
)
def test_a_bad_argument_gets_a_sentence(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError) as told:
        call()
    assert sentence in str(told.value)


def test_the_examples_are_so() -> None:
    assert doctest.testmod(module).failed == 0

"""Second opinions beside each other: published cases of each, twins, properties, and how they disagree."""

import doctest
from math import inf, nan
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import electre as electre_module
from samenhang.methods import leximin as leximin_module
from samenhang.methods import promethee as promethee_module
from samenhang.methods import second as second_module
from samenhang.methods import topsis as topsis_module
from samenhang.methods.electre import electre
from samenhang.methods.leximin import lexicographic, leximin, weakest
from samenhang.methods.promethee import Preference, promethee
from samenhang.methods.second import compare, second_opinions
from samenhang.methods.topsis import topsis

Rows = list[list[float]]
slowly = settings(deadline=None, max_examples=50)
twentieths = st.integers(0, 20).map(lambda n: n / 20)


@st.composite
def problems(draw: st.DrawFn) -> tuple[Rows, list[float]]:
    options, criteria = draw(st.integers(2, 5)), draw(st.integers(1, 4))
    values = [[draw(twentieths) for _ in range(criteria)] for _ in range(options)]
    return values, [
        float(w) for w in draw(st.lists(st.integers(0, 9), min_size=criteria, max_size=criteria).filter(any))
    ]


@pytest.mark.parametrize(
    "module", [promethee_module, topsis_module, electre_module, leximin_module, second_module], ids=lambda m: m.__name__
)
def test_the_docstrings_speak_the_truth(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


# --- PROMETHEE


def test_promethee_transport_of_the_r_package_mcda() -> None:
    functions = [Preference("VI", s=4), Preference("IV", q=11, p=15), Preference("V", q=1, p=3)]
    x = [[1, 10, 1], [4, 20, 2], [2, 20, 0], [6, 40, 0], [30, 30, 3]]
    found = promethee(x, [0.2, 0.3, 0.5], ["min", "min", "max"], functions)
    # the package divides a flow by the number of options, Brans, Vincke and Mareschal by the number of rivals
    assert (found.plus * 4 / 5).tolist() == pytest.approx([0.1927238, 0.2047001, 0.1204389, 0.04, 0.25], abs=1e-6)
    assert (found.minus * 4 / 5).tolist() == pytest.approx([0.05, 0.01450654, 0.15123067, 0.37212556, 0.22], abs=1e-6)
    expected = [
        [0, 0.049032079602, 0.0061533531047, 0.40843332765, 0.5],
        [0, 0, 0.25, 0.57350061948, 0.19999999987],
        [0, 0.023500619483, 0, 0.37869386806, 0.2],
        [0, 0, 0, 0, 0.19999999695],
        [0.25, 0, 0.5, 0.5, 0],
    ]
    np.testing.assert_allclose(found.pi, expected, atol=1e-6)
    assert found.rank.tolist() == [2, 1, 4, 5, 3]


def test_brans_vincke_mareschal_1986_functions_at_their_bends() -> None:
    d = np.array([-1.0, 0, 1, 2, 3, 4])
    expected = {
        Preference("I"): [0, 0, 1, 1, 1, 1],
        Preference("II", q=2): [0, 0, 0, 0, 1, 1],
        Preference("III", p=4): [0, 0, 0.25, 0.5, 0.75, 1],
        Preference("IV", q=1, p=3): [0, 0, 0, 0.5, 0.5, 1],
        Preference("V", q=1, p=3): [0, 0, 0, 0.5, 1, 1],
        Preference("VI", s=2): [0, *(1 - np.exp(-(np.arange(5.0) ** 2) / 8))],
    }
    for function, counts in expected.items():
        assert function(d).tolist() == pytest.approx(counts), function.kind


@slowly
@given(problem=problems())
def test_net_flows_cancel_out(problem: tuple[Rows, list[float]]) -> None:
    values, weights = problem
    found = promethee(values, weights, ["max"] * len(weights), [Preference("V", q=0.05, p=0.2)] * len(weights))
    assert found.net.sum() == pytest.approx(0, abs=1e-12)
    assert (found.plus >= 0).all()
    assert (found.plus <= 1 + 1e-12).all()


# --- TOPSIS


def test_topsis_of_the_r_package_mcda() -> None:
    x = [[5490, 51.4, 8.5, 285], [6500, 70.6, 7, 288], [6489, 54.3, 7.5, 290]]
    found = topsis(x, [0.35, 0.25, 0.25, 0.15], ["min", "max", "max", "max"])
    assert found.closeness.tolist() == pytest.approx([0.4816853, 0.5182077, 0.1779554], abs=1e-4)


def test_tzeng_and_huang_2011_topsis() -> None:
    found = topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [0.3, 0.4, 0.3], ["max"] * 3)
    assert found.closeness.tolist() == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=1e-4)
    assert found.rank.tolist() == [3, 2, 1, 4]


@pytest.mark.parametrize("norm", ["vector", "max", "range", "none"])
def test_topsis_gives_the_best_of_all_one_and_the_worst_of_all_zero(norm: str) -> None:
    found = topsis([[3, 1], [2, 2], [1, 3]], [1, 1], ["max", "min"], norm)
    assert found.closeness.tolist() == pytest.approx([1, 0.5, 0])
    assert topsis([[3, 1], [3, 1]], [1, 1], ["max", "min"], norm).closeness.tolist() == [0.5, 0.5]


# --- ELECTRE III

PROJECTS = [
    [-14, 90, 0, 40, 100],
    [129, 100, 0, 0, 0],
    [-10, 50, 0, 10, 100],
    [44, 90, 0, 5, 20],
    [-14, 100, 0, 20, 40],
]
THRESHOLDS = {"q": [25, 16, 0, 12, 10], "p": [50, 24, 1, 24, 20], "v": [100, 60, 2, 48, 90]}


def electre_twin(
    x: Rows, weights: list[float], q: list[float], p: list[float], v: list[float]
) -> tuple[Rows, list[int], list[int]]:
    """Credibility and the two distillations, as Roy (1991) writes them, one pair and one step at a time."""
    options, total = range(len(x)), sum(weights)
    sigma = [[1.0] * len(x) for _ in options]
    for a in options:
        for b in options:
            partly, objects = [], []
            for j in range(len(weights)):
                lag = round(x[b][j] - x[a][j], 9)
                partly.append(1.0 if lag <= q[j] else 0.0 if lag >= p[j] else (p[j] - lag) / (p[j] - q[j]))
                objects.append(
                    0.0 if lag <= p[j] or v[j] == inf else 1.0 if lag >= v[j] else (lag - p[j]) / (v[j] - p[j])
                )
            agree = round(sum(w * c for w, c in zip(weights, partly, strict=True)) / total, 12)
            sigma[a][b] = agree
            for against in objects:
                if against > agree:
                    sigma[a][b] *= (1 - against) / (1 - agree)

    def slack(credible: float) -> float:
        return 0.3 - 0.15 * credible

    def distil(best: bool) -> list[int]:
        classes, left = [], set(options)
        while left:
            group = set(left)
            top = None
            while True:
                pairs = [sigma[a][b] for a in group for b in group if a != b]
                if not pairs:
                    break
                top = max(pairs) if top is None else top
                lower = [s for s in pairs if s < top - slack(top)]
                cut = max(lower, default=0.0)
                score = {
                    a: sum(
                        (sigma[a][b] > cut and sigma[a][b] > sigma[b][a] + slack(sigma[a][b]))
                        - (sigma[b][a] > cut and sigma[b][a] > sigma[a][b] + slack(sigma[b][a]))
                        for b in group
                        if b != a
                    )
                    for a in group
                }
                wanted = max(score.values()) if best else min(score.values())
                group = {a for a in group if score[a] == wanted}
                if cut == 0 or len(group) == 1:
                    break
                top = cut
            classes.append(group)
            left -= group
        ordered = classes if best else classes[::-1]
        place, taken = [0] * len(x), 0
        for group in ordered:
            for a in group:
                place[a] = taken + 1
            taken += len(group)
        return place

    return sigma, distil(True), distil(False)


def test_buchanan_five_projects_agree_with_the_twin() -> None:
    sigma, down, up = electre_twin(PROJECTS, [1.0] * 5, **THRESHOLDS)
    found = electre(PROJECTS, [1] * 5, ["max"] * 5, **THRESHOLDS)
    np.testing.assert_allclose(found.credibility, sigma, atol=1e-12)
    assert (found.descending.tolist(), found.ascending.tolist()) == (down, up)
    # by hand: project 1 lags 143 behind project 2 on the first criterion, beyond its veto of 100
    assert found.credibility[0, 1] == 0
    assert found.concordance[0, 1] == pytest.approx(0.8)
    # project 5 lags 58 behind project 4: concordance 4/5, discordance 8/50 below it, so no objection counts
    assert found.credibility[4, 3] == pytest.approx(0.8)


@slowly
@given(problem=problems(), veto=st.sampled_from([0.3, 0.6, inf]))
def test_electre_agrees_with_its_twin(problem: tuple[Rows, list[float]], veto: float) -> None:
    values, weights = problem
    n = len(weights)
    limits = {"q": [0.05] * n, "p": [0.2] * n, "v": [veto] * n}
    sigma, down, up = electre_twin(values, weights, **limits)
    found = electre(values, weights, ["max"] * n, **limits)
    np.testing.assert_allclose(found.credibility, sigma, atol=1e-12)
    if np.unique(np.round(found.credibility, 9)).size == np.unique(found.credibility).size:  # rounding decides no cut
        assert (found.descending.tolist(), found.ascending.tolist()) == (down, up)


# --- without a sum


@slowly
@given(problem=problems(), data=st.data())
def test_leximin_is_the_order_of_sorted_rows(problem: tuple[Rows, list[float]], data: st.DataObject) -> None:
    values, _ = problem
    count = [data.draw(st.lists(st.integers(0, 1), min_size=2, max_size=2)) for _ in values]
    keys = [
        (-rights, -others, *sorted(round(v * 100) for v in row))
        for (rights, others), row in zip(count, values, strict=True)
    ]
    expected = [1 + sum(other > mine for other in keys) for mine in keys]
    assert leximin(values, count).tolist() == expected


@slowly
@given(problem=problems())
def test_the_weakest_point_is_the_least(problem: tuple[Rows, list[float]]) -> None:
    values, _ = problem
    where, least = weakest(values)
    assert [row[c] for row, c in zip(values, where, strict=True)] == least.tolist() == [min(row) for row in values]


def test_lexicographic_asks_the_next_criterion_only_when_level() -> None:
    values = [[0.5, 0.1, 0.9], [0.5, 0.2, 0.1], [0.4, 1.0, 1.0]]
    assert lexicographic(values, [0, 1, 2]).tolist() == [2, 1, 3]
    assert lexicographic(values, [0, 2]).tolist() == [1, 2, 3]
    assert lexicographic(values, [0]).tolist() == [1, 1, 3]
    assert lexicographic(values, [0], count=[[1, 0], [0, 0], [0, 0]]).tolist() == [3, 1, 2]


# --- all of them


@slowly
@given(problem=problems(), data=st.data())
def test_permuting_options_permutes_every_order(problem: tuple[Rows, list[float]], data: st.DataObject) -> None:
    values, weights = problem
    order = data.draw(st.permutations(range(len(values))))
    before, after = second_opinions(values, weights), second_opinions([values[i] for i in order], weights)
    for name, place in before.ranks.items():
        assert after.ranks[name].tolist() == place[order].tolist(), name
    np.testing.assert_allclose(after.tau, before.tau)


@slowly
@given(problem=problems(), factor=st.sampled_from([2.0, 0.5]))
def test_scaling_weights_changes_no_order(problem: tuple[Rows, list[float]], factor: float) -> None:
    values, weights = problem
    before, after = second_opinions(values, weights), second_opinions(values, [w * factor for w in weights])
    assert {name: place.tolist() for name, place in after.ranks.items()} == {
        name: place.tolist() for name, place in before.ranks.items()
    }


@slowly
@given(problem=problems())
def test_a_dominated_option_never_stands_above(problem: tuple[Rows, list[float]]) -> None:
    values, weights = problem
    table = np.array(values) * 0.6 + 0.3
    table[1] = table[0] - 0.25
    for name, place in second_opinions(table, np.array(weights) + 1).ranks.items():
        assert place[0] < place[1], name


def test_who_breaches_a_right_is_out_of_every_order() -> None:
    values = [[1.0, 1.0], [0.5, 0.4], [0.4, 0.6]]
    found = second_opinions(values, [1, 1], count=[[1, 0], [0, 0], [0, 0]])
    assert [place[0] for place in found.ranks.values()] == [0] * 5
    assert all(0 not in first for first in found.first.values())
    with pytest.raises(ValueError, match=r"^Expected two options or more that breach no right, got 1\. There is"):
        second_opinions(values, [1, 1], count=[[1, 0], [1, 0], [0, 0]])


def test_the_reason_of_a_dissent_is_compensation_or_thresholds() -> None:
    assert compare({"sum": [1, 2], "leximin": [2, 1], "electre": [2, 1]}).why == "compensation"
    found = compare({"sum": [1, 2, 3], "promethee": [2, 1, 3], "topsis": [1, 2, 3]})
    assert (found.why, found.dissent, found.pair, found.agree) == ("thresholds", ("promethee",), (0, 1), False)
    assert (found.moved, found.moved_low, found.moved_high) == (0, 1, 2)
    same = compare({"sum": [1, 2], "topsis": [1, 2]})
    assert (same.why, same.dissent, same.pair, same.agree) == ("", (), None, True)
    shared = compare({"sum": [1, 2], "electre": [1, 1]})  # a shared first place is no dissent, nor full agreement
    assert (shared.dissent, shared.agree, shared.first["electre"]) == ((), False, (0, 1))


# --- the door


def refuses(sentence: str, call: Any) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == sentence


def test_they_refuse_in_sentences() -> None:
    two = [[0.1, 0.2], [0.3, 0.4]]
    refuses(
        "Expected a preference function I to VI, got 'VII'. Choose one of I, II, III, IV, V, VI.",
        lambda: Preference("VII"),
    )
    refuses("Expected q below p, got q 3 and p 1. Full preference comes after none.", lambda: Preference("V", q=3, p=1))
    refuses("Expected thresholds of 0 or more, got q -1, p 0, s 0.", lambda: Preference("II", q=-1))
    refuses(
        "Expected a turning point s above 0, got 0. Give the difference that counts for 0.4.", lambda: Preference("VI")
    )
    refuses(
        "Expected a preference function for each of 2 criteria, got 1. Pair them.",
        lambda: promethee(two, [1, 1], ["max", "max"], [Preference("I")]),
    )
    refuses(
        "Expected a norm of vector, max, range, none, got 'sum'. Choose one of them.",
        lambda: topsis(two, [1, 1], ["max", "max"], "sum"),
    )
    refuses(
        "Expected 0 <= q <= p < v on every criterion, got 2, 1 and 3 on criterion 1. Order them.",
        lambda: electre(two, [1, 1], ["max", "max"], [2, 0], [1, 1], [3, 3]),
    )
    refuses(
        "Expected a step above 0 and at most 1, got 0. 0.01 is a hundredth of the scale.", lambda: leximin(two, step=0)
    )
    refuses(
        "Expected criteria 0..1 at most once, got [0, 0]. Most important first.", lambda: lexicographic(two, [0, 0])
    )
    refuses("Expected one order or more, got none. Rank the options first.", lambda: compare({}))
    refuses(
        "Expected ranks of the same options in each order, got [2, 1] of them.",
        lambda: compare({"a": [1, 2], "b": [1]}),
    )
    refuses(
        "Expected 2 to 500 options, got 10,000. Every pair is compared: choose the serious ones.",
        lambda: second_opinions(np.zeros((10_000, 2)), [1, 1]),
    )
    refuses(
        "Expected a score for every option, nobody scored option 1 in values. Score it or drop it.",
        lambda: second_opinions([[nan, nan], [0.5, 0.5]], [1, 1]),
    )

"""SMAA-2 beside a slow, obvious twin, beside known answers, and on paper."""

import doctest
import re
from collections.abc import Callable
from dataclasses import fields
from math import erf, log2, nan, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import smaa as module
from samenhang.methods import smaa_kernels as kernels
from samenhang.methods.smaa import Smaa, smaa, smaa_joint

ROOT = Path(__file__).parents[2]
Row = list[float]
Rows = list[Row]

# The worked example of docs/methods/smaa.md and of the doctest.
MEAN = [[0.80, 0.70, 0.20, 0.30], [0.55, 0.50, 0.65, 0.60], [0.30, 0.40, 0.85, 0.70]]
SD = [[0.10, 0.10, 0.05, 0.10], [0.05, 0.05, 0.10, 0.10], [0.10, 0.10, 0.05, 0.15]]


def same(ours: Smaa, theirs: dict[str, Any]) -> None:
    for field in fields(Smaa):
        np.testing.assert_allclose(getattr(ours, field.name), theirs[field.name], rtol=0, atol=1e-9, err_msg=field.name)


def as_dict(result: Smaa) -> dict[str, Any]:
    return {field.name: getattr(result, field.name) for field in fields(Smaa)}


# --- the twin: one draw at a time, lists only


def places(values: Row) -> list[tuple[int, int]]:
    """Per option how many stand above it and how many on its value, itself included, in billionths."""
    level = [round(v * 2**30) for v in values]
    return [(sum(other > mine for other in level), level.count(mine)) for mine in level]


def twin(options: int, weights: Rows, worth: Callable[[int, Row], Row]) -> dict[str, Any]:
    """SMAA-2 by its definition; `worth(draw, weights)` is the value of each option."""
    draws, criteria = len(weights), len(weights[0])
    ra = [[0.0] * options for _ in range(options)]
    pwi = [[0.0] * options for _ in range(options)]
    centre = [[0.0] * criteria for _ in range(options)]
    seen: Rows = []
    for d in range(draws):
        values = worth(d, weights[d])
        seen.append(values)
        place = places(values)
        for i, (above, beside) in enumerate(place):
            for rank in range(above, above + beside):
                ra[i][rank] += 1 / beside / draws
            if above == 0:
                for c in range(criteria):
                    centre[i][c] += weights[d][c] / beside / draws
            for j, (other, _) in enumerate(place):
                pwi[i][j] += (1.0 if above < other else 0.5 if above == other else 0.0) / draws
    cw = [[centre[i][c] / ra[i][0] if ra[i][0] else nan for c in range(criteria)] for i in range(options)]
    cf = []
    for i in range(options):
        won = [places(worth(d, cw[i]))[i] for d in range(draws)] if ra[i][0] else []
        cf.append(sum(1 / beside for above, beside in won if above == 0) / draws if won else nan)
    found: dict[str, Any] = {"ra": ra, "pwi": pwi, "cw": cw, "cf": cf}
    for name, share in (("low", 0.05), ("mid", 0.50), ("high", 0.95)):
        found[f"value_{name}"] = [quantile(sorted(v[i] for v in seen), share) for i in range(options)]
    for name, share in (("low", 0.05), ("high", 0.95)):
        ranks = [[r for r in range(options) if sum(row[: r + 1]) >= share - 1e-9] for row in ra]
        found[f"rank_{name}"] = [reached[0] + 1 for reached in ranks]
    return found


def quantile(ordered: Row, share: float) -> float:
    """Between the two nearest of the ordered values, in proportion."""
    at = share * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])


def dot(a: Row, b: Row) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


# --- what Hypothesis draws: round numbers, so that ties are common

twentieths = st.integers(0, 20).map(lambda n: n / 20)


def tables(cell: st.SearchStrategy[float], rows: tuple[int, int] = (2, 5)) -> st.SearchStrategy[Rows]:
    def of(columns: int) -> st.SearchStrategy[Rows]:
        row = st.lists(cell, min_size=columns, max_size=columns)
        return st.lists(row, min_size=rows[0], max_size=rows[1])

    return st.integers(1, 4).flatmap(of)


@st.composite
def problems(draw: st.DrawFn, certain: bool = False) -> tuple[Rows, Rows]:
    mean = draw(tables(twentieths))
    cell = st.just(0.0) if certain else st.sampled_from([0.0, 0.05, 0.1, 0.3])
    return mean, [[draw(cell) for _ in row] for row in mean]


@st.composite
def importances(draw: st.DrawFn, criteria: int, most: int = 6) -> Rows:
    row = st.lists(st.integers(0, 9).map(float), min_size=criteria, max_size=criteria).filter(any)
    return draw(st.lists(row, min_size=1, max_size=most))


slowly = settings(deadline=None, max_examples=60)


@slowly
@given(data=st.data(), seed=st.integers(0, 2**63 - 1), draws=st.integers(100, 130))
def test_joint_agrees_with_the_twin(data: st.DataObject, seed: int, draws: int) -> None:
    cells = data.draw(tables(twentieths))
    rng = np.random.default_rng(seed)
    samples = rng.permuted(np.broadcast_to(np.array(cells), (draws, len(cells), len(cells[0]))), axis=1)
    given_rows = data.draw(importances(len(cells[0])))
    weights = [[w / sum(row) for w in row] for row in (given_rows[d % len(given_rows)] for d in range(draws))]

    def worth(d: int, w: Row) -> Row:
        return [dot(w, cell) for cell in samples[d].tolist()]

    same(smaa_joint(samples, weights=given_rows), twin(len(cells), weights, worth))


@slowly
@given(problem=problems(), seed=st.integers(0, 2**63 - 1), draws=st.integers(100, 130), data=st.data())
def test_gaussian_agrees_with_the_twin_on_the_same_draws(
    problem: tuple[Rows, Rows], seed: int, draws: int, data: st.DataObject
) -> None:
    mean, sd = problem
    options, criteria = len(mean), len(mean[0])
    order = data.draw(st.none() | st.permutations(range(criteria)))

    def stream(purpose: int) -> np.random.Generator:  # as the module's docstring promises, for ever
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(0, purpose))))

    exponentials = stream(0).standard_exponential((criteria, draws)).T.tolist()
    weights = [[e / sum(row) for e in row] for row in exponentials]
    if order is not None:
        weights = [[sorted(row, reverse=True)[order.index(c)] for c in range(criteria)] for row in weights]
    noise = stream(1).standard_normal((options, draws))
    backwards = [tuple(reversed(m + s)) for m, s in zip(mean, sd, strict=True)]
    place = {i: rank for rank, i in enumerate(sorted(range(options), key=lambda i: backwards[i]))}

    def worth(d: int, w: Row) -> Row:
        spread = [sqrt(sum((w[c] * sd[i][c]) ** 2 for c in range(criteria))) for i in range(options)]
        return [dot(w, mean[i]) + spread[i] * noise[place[i], d] for i in range(options)]

    same(smaa(mean, sd, seed=seed, draws=draws, order=order), twin(options, weights, worth))


# --- properties


@slowly
@given(problem=problems(), data=st.data(), seed=st.integers(0, 99))
def test_permuting_options_permutes_results(problem: tuple[Rows, Rows], data: st.DataObject, seed: int) -> None:
    unique = {(*m, *s): (m, s) for m, s in zip(*problem, strict=True)}  # equal options are told apart by noise alone
    if len(unique) < 2:
        return
    mean, sd = (np.array(part) for part in zip(*unique.values(), strict=True))
    order = data.draw(st.permutations(range(len(mean))))
    before, after = smaa(mean, sd, draws=100, seed=seed), smaa(mean[order], sd[order], draws=100, seed=seed)
    moved = {name: array[order] for name, array in as_dict(before).items()} | {"pwi": before.pwi[np.ix_(order, order)]}
    for name, array in as_dict(after).items():
        np.testing.assert_array_equal(array, moved[name], err_msg=name)


@slowly
@given(problem=problems(), data=st.data(), factor=st.sampled_from([2.0, 3.0, 0.1, 1e-300, 1e300]))
def test_scaling_weights_changes_nothing(problem: tuple[Rows, Rows], data: st.DataObject, factor: float) -> None:
    weights = data.draw(importances(len(problem[0][0])))
    scaled = [[w * factor for w in row] for row in weights]
    same(smaa(*problem, weights=scaled, draws=120), as_dict(smaa(*problem, weights=weights, draws=120)))


@slowly
@given(problem=problems(certain=True), seed=st.integers(0, 99))
def test_a_dominated_option_is_never_first(problem: tuple[Rows, Rows], seed: int) -> None:
    mean, sd = (np.array(part) for part in problem)
    mean[1] = mean[0] - 0.05
    result = smaa(mean, sd, draws=500, seed=seed)
    assert result.ra[1, 0] == 0
    assert result.pwi[1, 0] == 0
    assert np.isnan(result.cw[1]).all()
    assert np.isnan(result.cf[1])


@slowly
@given(problem=problems(), seed=st.integers(0, 99))
def test_shares_add_up(problem: tuple[Rows, Rows], seed: int) -> None:
    result = smaa(*problem, draws=300, seed=seed)
    np.testing.assert_allclose(result.ra.sum(axis=0), 1, atol=1e-12)
    np.testing.assert_allclose(result.ra.sum(axis=1), 1, atol=1e-12)
    np.testing.assert_allclose(result.pwi + result.pwi.T, 1, atol=1e-12)
    np.testing.assert_allclose(np.nansum(result.cw, axis=1), ~np.isnan(result.cf), atol=1e-12)
    assert (result.value_low <= result.value_mid).all()
    assert (result.value_mid <= result.value_high).all()
    assert (result.rank_low >= 1).all()
    assert (result.rank_low <= result.rank_high).all()
    assert (result.rank_high <= len(result.ra)).all()


@slowly
@given(problem=problems(), data=st.data())
def test_with_fixed_weights_confidence_is_acceptability(problem: tuple[Rows, Rows], data: st.DataObject) -> None:
    weights = data.draw(importances(len(problem[0][0]), most=1))[0]
    result = smaa(*problem, weights=weights, draws=200)
    known = ~np.isnan(result.cf)
    np.testing.assert_array_equal(known, result.ra[:, 0] > 0)
    np.testing.assert_allclose(result.cf[known], result.ra[known, 0], atol=1e-12)


@pytest.mark.parametrize("draws", [100, 4_321, 50_000])
def test_any_number_of_threads_gives_the_same_bits(draws: int) -> None:
    samples = np.random.default_rng(3).normal(MEAN, SD, (draws, 3, 4))

    def bits(threads: int | None) -> list[bytes]:
        results = [
            smaa(MEAN, SD, draws=draws, seed=7, threads=threads),
            smaa(MEAN, SD, draws=draws, seed=7, threads=threads, order=[3, 1, 0, 2]),
            smaa_joint(samples, seed=7, threads=threads),
        ]
        return [array.tobytes() for result in results for array in as_dict(result).values()]

    first = bits(1)
    for threads in (1, 2, 3, 8, None):
        assert bits(threads) == first


def test_another_seed_gives_other_draws() -> None:
    assert smaa(MEAN, SD, seed=1).ra.tolist() != smaa(MEAN, SD, seed=2).ra.tolist()


def test_the_result_cannot_be_written() -> None:
    result = smaa(MEAN, SD)
    for array in as_dict(result).values():
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@slowly
@given(
    values=st.lists(twentieths | st.floats(-10, 10) | st.sampled_from([1e-250, 5e-324, -9.5]), min_size=1, max_size=60),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=4),
)
def test_quantiles_are_those_of_numpy(values: Row, shares: Row) -> None:
    ours = kernels.quantiles(np.array(values), np.array(shares))
    np.testing.assert_allclose(ours, np.quantile(values, shares), rtol=1e-12, atol=1e-14)


def test_quantiles_of_many_values_and_far_outliers_are_those_of_numpy() -> None:
    values = np.append(np.random.default_rng(4).lognormal(0, 3, 30_000), np.full(9_000, 0.5))
    ours = kernels.quantiles(values, np.array([0, 0.05, 0.5, 0.95, 1]))
    np.testing.assert_allclose(ours, np.quantile(values, [0, 0.05, 0.5, 0.95, 1]), rtol=1e-14)


# --- ties


def test_a_tie_is_shared() -> None:
    result = smaa([[0.3, 0.6], [0.6, 0.3], [0.1, 0.1]], np.zeros((3, 2)), weights=[1, 1], draws=100)
    assert result.ra.tolist() == [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]
    assert result.pwi.tolist() == [[0.5, 0.5, 1], [0.5, 0.5, 1], [0, 0, 0.5]]
    assert result.cf[:2].tolist() == [0.5, 0.5]
    assert result.rank_low.tolist() == [1, 1, 3]
    assert result.rank_high.tolist() == [2, 2, 3]


def test_sums_that_differ_by_rounding_alone_are_a_tie() -> None:
    assert 0.1 + 0.2 != 0.3
    result = smaa([[0.1, 0.2, 0.0], [0.3, 0.0, 0.0]], np.zeros((2, 3)), weights=[1, 1, 1], draws=100)
    assert result.ra.tolist() == [[0.5, 0.5], [0.5, 0.5]]


@slowly
@given(problem=problems(), seed=st.integers(0, 99))
def test_entropy_is_nothing_when_a_rank_is_certain_and_one_when_every_rank_is_as_likely(
    problem: tuple[Rows, Rows], seed: int
) -> None:
    result = smaa(*problem, draws=100, seed=seed)
    for shares, found in [*zip(result.ra, result.entropy, strict=True), (result.ra[:, 0], result.doubt)]:
        bits = -sum(share * log2(share) for share in shares if share > 0)
        assert found == pytest.approx(bits / log2(len(shares)), abs=1e-12)
    same = smaa([[0.5], [0.5], [0.5]], np.zeros((3, 1)), draws=100)
    assert (same.entropy.tolist(), same.doubt) == (pytest.approx([1, 1, 1]), pytest.approx(1))
    sure = smaa([[0.5], [0.4]], np.zeros((2, 1)), draws=100)
    assert (sure.entropy.tolist(), sure.doubt) == ([0, 0], 0)


# --- known answers


def phi(z: float) -> float:
    return (1 + erf(z / sqrt(2))) / 2


@pytest.mark.parametrize(
    ("mean", "sd"), [((0.6, 0.5), (0.10, 0.15)), ((0.4, 0.4), (0.2, 0.1)), ((0.2, 0.5), (0.0, 0.2))]
)
def test_two_options_on_one_criterion_are_a_normal_probability(
    mean: tuple[float, float], sd: tuple[float, float]
) -> None:
    expected = phi((mean[0] - mean[1]) / sqrt(sd[0] ** 2 + sd[1] ** 2))
    result = smaa([[m] for m in mean], [[s] for s in sd], draws=400_000, seed=11)
    for found in (result.ra[0, 0], result.ra[1, 1], result.pwi[0, 1], result.cf[0]):
        assert found == pytest.approx(expected, abs=0.004)
    for i in range(2):
        spread = 1.6448536 * sd[i]
        assert [result.value_low[i], result.value_mid[i], result.value_high[i]] == pytest.approx(
            [mean[i] - spread, mean[i], mean[i] + spread], abs=0.004
        )


@pytest.mark.parametrize("other", [0.25, 0.5, 1.0])
def test_two_certain_options_on_two_criteria_divide_the_line_of_weights(other: float) -> None:
    # The first (1, 0) wins where w > other (1 - w), so from w = other / (1 + other) up to 1, uniformly.
    turn = other / (1 + other)
    result = smaa([[1.0, 0.0], [0.0, other]], np.zeros((2, 2)), draws=400_000, seed=5)
    assert result.ra[0, 0] == pytest.approx(1 - turn, abs=0.004)
    assert result.cw[0] == pytest.approx([(1 + turn) / 2, (1 - turn) / 2], abs=0.004)
    assert result.cw[1] == pytest.approx([turn / 2, 1 - turn / 2], abs=0.004)
    assert result.cf.tolist() == [1, 1]


def test_barron_and_barrett_1996_rank_order_centroid() -> None:
    # The mean of all weights in a given order has a closed form; an option that always wins has it as central weights.
    result = smaa([[1, 1, 1], [0, 0, 0]], np.zeros((2, 3)), order=[2, 0, 1], draws=400_000, seed=2)
    assert result.ra.tolist() == [[1, 0], [0, 1]]
    assert result.cw[0] == pytest.approx([5 / 18, 2 / 18, 11 / 18], abs=0.002)


def test_both_doors_agree_where_both_apply() -> None:
    samples = np.random.default_rng(8).normal(MEAN, SD, (300_000, 3, 4))
    closed, joint = smaa(MEAN, SD, draws=300_000, seed=1), smaa_joint(samples, seed=2)
    for name, array in as_dict(closed).items():
        np.testing.assert_allclose(getattr(joint, name), array, rtol=0, atol=0.01, err_msg=name)


def test_parties_take_turns() -> None:
    # Two parties that each see one criterion: half of the draws each.
    result = smaa([[1, 0], [0, 1]], np.zeros((2, 2)), weights=[[1, 0], [0, 5]], draws=1_000)
    assert result.ra.tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert result.cw.tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize("apart", [1e-12, 1e-8, 1e-6, 1e-3])
def test_close_calls_are_counted_in_full(apart: float) -> None:
    # short numbers settle most draws; options that are this near each other are beyond them
    rng = np.random.default_rng(6)
    samples = np.repeat(rng.uniform(-9, 9, (300, 1, 7)), 5, axis=1) + apart * rng.integers(-2, 3, (300, 5, 7))
    central = rng.dirichlet(np.ones(7), 5)
    won = [0.0] * 5
    for draw in samples:
        for i, weights in enumerate(central):
            above, beside = places([dot(weights.tolist(), row) for row in draw.tolist()])[i]
            won[i] += 0 if above else 1 / beside
    assert kernels.joint_firsts(samples, central).tolist() == pytest.approx(won, abs=1e-9)


# --- the papers beside the code


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


def test_the_page_has_the_numbers_of_the_doctest() -> None:
    page = (ROOT / "docs/methods/smaa.md").read_text(encoding="utf-8")
    result = smaa(MEAN, SD, draws=100_000, seed=1)
    shares = re.findall(r"^\| [a-z ]+ \| (\d+) % \| (\d+) % \| (\d+) % \| (\d+) % \|$", page, re.M)
    assert shares == [tuple(f"{100 * p:.0f}" for p in (*ra, cf)) for ra, cf in zip(result.ra, result.cf, strict=True)]
    weights = re.findall(r"^\| [a-z ]+ \| (0,\d\d) \| (0,\d\d) \| (0,\d\d) \| (0,\d\d) \|$", page, re.M)
    assert weights == [tuple(f"{w:.2f}".replace(".", ",") for w in row) for row in result.cw]
    cells = re.findall(r"(0,\d\d) \((0,\d\d)\)", page)
    assert [(float(m.replace(",", ".")), float(s.replace(",", "."))) for m, s in cells] == [
        pair for row, spread in zip(MEAN, SD, strict=True) for pair in zip(row, spread, strict=True)
    ]

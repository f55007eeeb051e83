"""Opinion groups beside what Polis really answered, beside a slow, obvious twin, and at the door."""

import doctest
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.published import case as outside

from samenhang.methods import opinions as module
from samenhang.methods.opinions import Groups, opinions, priority, proportion, two_proportions

F64 = npt.NDArray[np.float64]
SMALL, LARGE = "polis_below-100-ptpts", "polis_150ptpt-3gp-no-strict-no-meta"


def published(name: str) -> dict[str, Any]:
    return outside(f"m7/{name}.json")


def as_polis(case: dict[str, Any], **more: Any) -> tuple[Groups, F64]:
    """Ours on Polis' votes, and the sign of Polis' axes: there -1 is agree, and every sign is arbitrary."""
    votes = np.array(case["votes"])
    found = opinions(*votes.T, case["mod_out"], keep=case["keep_participants"], **{"guard": 1, **more})
    return found, np.sign(np.sum(found.axes * np.array(case["expected"]["pca"]["comps"]), axis=1))


@pytest.mark.parametrize("name", [SMALL, LARGE])
def test_polis_pca_projection_and_extremity(name: str) -> None:
    case = published(name)
    found, sign = as_polis(case)
    pca = case["expected"]["pca"]
    assert found.centre == pytest.approx(pca["center"], abs=1e-8)
    assert found.axes * sign[:, None] == pytest.approx(np.array(pca["comps"]), abs=1e-8)
    assert found.points * -sign[:, None] == pytest.approx(np.array(pca["comment_projection"]), abs=1e-8)
    assert found.extremity == pytest.approx(pca["comment_extremity"], abs=1e-8)
    base = case["expected"]["base_clusters"]
    middles = [found.proj[np.isin(found.people, members)].mean(axis=0) for members in base["members"]]
    assert np.array(middles) * -sign == pytest.approx(np.array([base["x"], base["y"]]).T, abs=1e-8)


def test_polis_groups_and_consensus_below_100_from_its_centres() -> None:
    case = published(SMALL)
    expected = case["expected"]
    _, sign = as_polis(case)
    centres = np.array([group["center"] for group in expected["group_clusters"]]) * -sign
    found, _ = as_polis(case, centres=centres, guard=3)
    assert sorted(found.people[found.label >= 0].tolist()) == sorted(expected["in_conv"])
    base = dict(zip(expected["base_clusters"]["id"], expected["base_clusters"]["members"], strict=True))
    for group in expected["group_clusters"]:
        people = sorted(person for number in group["members"] for person in base[number])
        assert found.people[found.label == group["id"]].tolist() == people
    by_statement = [str(number) for number in found.statements]
    assert found.gac == pytest.approx([expected["group_aware_consensus"][t] for t in by_statement], abs=1e-9)
    assert found.priority == pytest.approx([expected["comment_priorities"][t] for t in by_statement], abs=1e-6)
    for side in ("agree", "disagree"):
        theirs = [
            (row["tid"], row["n-success"], row["n-trials"], row["p-success"], row["p-test"])
            for row in expected["consensus"][side]
        ]
        ours = [(t.statement, t.votes, t.seen, t.chance, t.test) for t in getattr(found.consensus, side)]
        assert [row[:3] for row in ours] == [row[:3] for row in theirs]
        assert np.array(ours) == pytest.approx(np.array(theirs), abs=1e-6)
    for group, rows in expected["repness"].items():
        ours_of_group = found.repness[int(group)]
        assert [(t.statement, t.side, t.best) for t in ours_of_group] == [
            (row["tid"], row["repful-for"], row.get("best-agree", False)) for row in rows
        ]
        assert [(t.votes, t.seen) for t in ours_of_group] == [(row["n-success"], row["n-trials"]) for row in rows]
        assert [t.ratio for t in ours_of_group] == pytest.approx([row["repness"] for row in rows], abs=1e-6)
        assert [t.ratio_test for t in ours_of_group] == pytest.approx([row["repness-test"] for row in rows], abs=1e-6)


def test_polis_guard_shows_no_group_of_three() -> None:
    case = published(SMALL)
    found, _ = as_polis(case, guard=10)
    assert (found.reason, found.sizes, found.repness) == ("small group", (), ())
    assert set(found.label.tolist()) == {-1}


def test_polis_stats() -> None:
    case = published("polis_stats")
    two, one, level, first = case["cases"]
    assert float(two_proportions(*two["args"])) == pytest.approx(two["expected"], abs=two["tol"])
    assert float(proportion(*one["args"])) == pytest.approx(one["expected"], rel=1e-12)
    assert level["value"] == module.SURE
    for row in first["cases"]:
        assert float(priority(row["A"], row["P"], row["S"], row["E"])) == pytest.approx(row["value"], rel=1e-12)


VOTES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(-3, 11), st.sampled_from([-1, 0, 1])), min_size=1, max_size=250
)


def twin(rows: list[tuple[int, int, int]], out: list[int]) -> dict[str, Any]:
    """The whole matrix with its holes, a full decomposition, and counting by hand."""
    last = {(person, statement): vote for person, statement, vote in rows}
    people, statements = sorted({p for p, _ in last}), sorted({t for _, t in last})
    matrix = np.array([[last.get((p, t), math.nan) for t in statements] for p in people])
    for column, statement in enumerate(statements):
        if statement in out:
            matrix[:, column] = 0
    mean = np.nanmean(matrix, axis=0)
    centred = np.where(np.isnan(matrix), 0, matrix - mean)
    _, singular, axes = np.linalg.svd(centred, full_matrices=True)
    scale = np.sqrt(len(statements) / np.maximum((~np.isnan(matrix)).sum(axis=1), 1))
    return {
        "people": people,
        "statements": statements,
        "mean": mean,
        "axes": axes,
        "singular": np.concatenate([singular, [0.0, 0.0, 0.0]]),
        "proj": [centred @ axis * scale for axis in axes[:2]],
        "last": last,
    }


@settings(max_examples=60, deadline=None)
@given(VOTES, st.lists(st.integers(0, 4), max_size=2))
def test_it_is_what_its_twin_says(rows: list[tuple[int, int, int]], out: list[int]) -> None:
    found, slow = opinions(*np.array(rows).T, out, guard=2), twin(rows, out)
    assert found.people.tolist() == slow["people"]
    assert found.statements.tolist() == slow["statements"]
    assert found.centre == pytest.approx(slow["mean"], abs=1e-12)
    for axis in range(min(2, len(slow["statements"]))):
        here, beside = slow["singular"][axis], [slow["singular"][axis + 1], slow["singular"][axis - 1] if axis else 1e9]
        if here > 1e-6 and min(abs(here - other) for other in beside) > 1e-3:  # else the axis is anybody's choice
            sign = np.sign(found.axes[axis] @ slow["axes"][axis])
            assert found.proj[:, axis] * sign == pytest.approx(slow["proj"][axis], abs=1e-8)
        if here <= 1e-12:
            assert not found.axes[axis].any()
    for column, statement in enumerate(slow["statements"]):
        product = 1.0
        for group in range(max(len(found.sizes), 1)):
            votes = [
                vote
                for (person, asked), vote in slow["last"].items()
                if asked == statement
                and (found.label[slow["people"].index(person)] == group if found.sizes else counts(person, slow))
            ]
            product *= (votes.count(1) + 1) / (len(votes) + 2)
        assert found.gac[column] == pytest.approx(product, rel=1e-12)


def counts(person: int, slow: dict[str, Any]) -> bool:
    cast = {p: sum(1 for q, _ in slow["last"] if q == p) for p in slow["people"]}
    enough = {p for p in cast if cast[p] >= min(7, len(slow["statements"]))}
    if len(enough) < 15:
        enough |= set(sorted(cast, key=lambda p: -cast[p])[:15])
    return person in enough


def crowd(seed: int, people: int = 150, statements: int = 20, groups: int = 3) -> tuple[npt.NDArray[np.int64], F64]:
    """People in groups that mostly vote as their group does, and the group of each."""
    rng = np.random.default_rng(seed)
    member, mind = rng.integers(0, groups, people), rng.choice([-1, 1], size=(groups, statements))
    rows = [
        (p, t, mind[member[p], t] if rng.random() < 0.95 else 0)
        for p in range(people)
        for t in range(statements)
        if rng.random() < 0.8
    ]
    return np.array(rows), member


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("people", [60, 150])
def test_groups_that_are_there_are_found(seed: int, people: int) -> None:
    rows, member = crowd(seed, people)
    found = opinions(*rows.T, guard=5)
    assert found.reason == ""
    assert len({(int(a), int(b)) for a, b in zip(found.label, member, strict=True)}) == 3
    assert list(found.sizes) == sorted(found.sizes, reverse=True)
    assert max(found.silhouette, key=lambda count: found.silhouette[count]) == 3


def test_the_order_of_votes_and_the_draws_do_not_matter() -> None:
    rows, _ = crowd(1)
    found = opinions(*rows.T)
    again = opinions(*np.random.default_rng(3).permutation(rows).T, seed=9)
    assert found.label.tolist() == again.label.tolist()
    assert found.proj == pytest.approx(again.proj, abs=1e-9)
    assert found.repness == again.repness


def test_who_turns_every_vote_round_turns_agree_and_disagree() -> None:
    rows, _ = crowd(2)
    found, turned = opinions(*rows.T), opinions(rows[:, 0], rows[:, 1], -rows[:, 2])
    sides = [[(t.statement, t.votes) for t in half] for half in (found.consensus.agree, found.consensus.disagree)]
    assert sides == [
        [(t.statement, t.votes) for t in half] for half in (turned.consensus.disagree, turned.consensus.agree)
    ]
    assert found.label.tolist() == turned.label.tolist()


def test_the_last_vote_counts() -> None:
    rows, _ = crowd(1)
    twice = np.vstack([rows * [1, 1, -1], rows])
    assert np.array_equal(opinions(*twice.T).votes, opinions(*rows.T).votes)


def test_numbers_far_apart_are_numbers_as_well() -> None:
    rows, _ = crowd(1)
    far = opinions(rows[:, 0] * 10**12, rows[:, 1], rows[:, 2])
    near = opinions(*rows.T)
    assert far.people.tolist() == (near.people * 10**12).tolist()
    assert np.array_equal(far.label, near.label)


def test_of_many_statements_the_axes_are_those_of_a_full_decomposition() -> None:
    rng = np.random.default_rng(5)
    rows, _ = crowd(5, people=200, statements=module.EXACT + 40, groups=3)
    rows = rows[rng.random(len(rows)) < 0.5]
    found, slow = opinions(*rows.T), twin([tuple(row) for row in rows.tolist()], [])
    assert np.abs(np.sum(found.axes * slow["axes"][:2], axis=1)) == pytest.approx([1, 1], abs=1e-9)


@pytest.mark.parametrize("guard", [2, 5, 20, 40])
def test_no_group_is_smaller_than_the_guard(guard: int) -> None:
    rows, _ = crowd(3, people=100)
    found = opinions(*rows.T, guard=guard)
    assert (found.reason == "") == bool(found.sizes)
    assert all(size >= guard for size in found.sizes)


@pytest.mark.parametrize(
    ("people", "guard", "reason"), [(19, 10, "few people"), (20, 10, "no difference"), (20, 11, "few people")]
)
def test_no_groups_with_the_reason(people: int, guard: int, reason: str) -> None:
    rows = np.array([(p, t, 1) for p in range(people) for t in range(8)])
    found = opinions(*rows.T, guard=guard)
    assert (found.reason, found.sizes, set(found.label.tolist())) == (reason, (), {-1})
    assert not found.proj.any()


@pytest.mark.parametrize(
    ("arguments", "more", "sentence"),
    [
        (([], [], []), {}, "Expected at least one vote, got none. Wait until somebody has voted."),
        (([1, 2], [1], [1]), {}, "on each row, got 2 people, 1 statements, 1 votes. Make them equally long."),
        (([1], [1], [2]), {}, "Expected votes of 1 (agree), -1 (disagree) or 0 (pass), got 2."),
        (([1.5], [1], [1]), {}, "Expected whole numbers for people, got float64. Number them first."),
        (([[1]], [1], [1]), {}, "Expected people as one column, got 2 dimensions. Give a row per vote."),
        (([1], [1], [1]), {"guard": 0}, "Expected a guard of at least 1 person, got 0."),
        (([1], [1], [1]), {"mod_out": ["a"]}, "Expected the numbers of statements to leave out, got ['a']."),
        (([1], [1], [1]), {"centres": [[0, 0]]}, "Expected two or more centres of two numbers, got shape (1, 2)."),
    ],
)
def test_a_bad_argument_gets_a_sentence(arguments: Any, more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as told:
        opinions(*arguments, **more)
    assert sentence in str(told.value)


def test_the_examples_are_so() -> None:
    assert doctest.testmod(module).failed == 0

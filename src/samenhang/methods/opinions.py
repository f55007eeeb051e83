"""Opinion groups: who votes alike, what is typical of each group, and what do all groups agree on?

Why it looks the way it does:

- A vote that was not cast is not a pass. What somebody did not see gets the mean of those who did, so it says nothing; in
  the centred matrix that is nought, and so the whole matrix never has to exist: one pass over the votes multiplies by it.
- The two directions come from power iteration in which no step is thrown away: the best two directions within all steps
  so far (Lanczos) are as exact as a full decomposition, after some thirty passes instead of hundreds.
- Above a hundred people, the number of groups is chosen on a hundred small clusters, weighted by their people; then
  everybody goes to the nearest centre. Below that, people are those clusters.
- A group that is smaller than the guard is not shown: who knows two of the three members knows the third one's opinion.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from samenhang.methods import opinions_kernels as kernels
from samenhang.methods.opinions_kinds import (
    F64,
    I32,
    I64,
    Consensus,
    Groups,
    Reason,
    Side,
    Typical,
    checked,
)

__all__ = ["Consensus", "Groups", "Reason", "Typical", "opinions", "priority", "proportion", "two_proportions"]

VERSION = 1  # raise it when the same input gives other numbers: acts record it

SURE = 1.2816  # the 90th percentile of the normal distribution
ENOUGH, LEAST, MOST_GROUPS, BASE, TOP = 7, 15, 5, 100, 5
EXACT = 128  # up to this many statements all directions are taken


def opinions(
    pid: npt.ArrayLike,
    tid: npt.ArrayLike,
    vote: npt.ArrayLike,
    mod_out: Sequence[int] = (),
    *,
    keep: Sequence[int] = (),
    centres: npt.ArrayLike | None = None,
    guard: int = 10,
    seed: int = 0,
) -> Groups:
    """Group people by how they voted.

    pid, tid, vote : V rows: number of the person, number of the statement, 1 agree, -1 disagree, 0 pass
    mod_out : statements that do not count
    keep : people who count however little they voted
    centres : f8[G, 2], where the search for groups starts; without it the number of groups is chosen by silhouette
    guard : the smallest group that is shown
    seed : of the draws with which k-means starts

    Returns `Groups`. People count who voted on 7 statements (or on all), and the 15 most active. No groups, with the reason,
    when fewer than twice the guard count, when all vote the same, or when every division has a group below the guard.
    The sign of both directions is arbitrary: the largest loading of each is made positive.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Small, Bjorkegren, Erkkilä, Shaw & Megill (2021), Polis: Scaling Deliberation by Mapping High Dimensional
    Opinion Spaces, Recerca 26(2), https://doi.org/10.6035/recerca.5516

    >>> import numpy as np
    >>> person, statement = np.repeat(np.arange(24), 8), np.tile(np.arange(8), 24)
    >>> vote = np.where(statement < 2, 1, np.where((person < 12) == (statement < 5), 1, -1))
    >>> found = opinions(person, statement, vote)
    >>> found.sizes, sorted({tuple(found.label[:12]), tuple(found.label[12:])})[0][:3], round(found.silhouette[2], 1)
    ((12, 12), (np.int32(0), np.int32(0), np.int32(0)), 1.0)
    >>> [round(float(value), 2) for value in found.gac]
    [0.86, 0.86, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07]
    >>> [(shared.statement, round(shared.chance, 2), round(shared.test, 2)) for shared in found.consensus.agree]
    [(0, 0.96, 5.0), (1, 0.96, 5.0)]
    >>> opinions(person, statement, vote, guard=13).reason
    'few people'
    """
    people, statements, votes = checked(pid, tid, vote, mod_out, guard)
    numbers, row = dense(people)
    asked, column = dense(statements)
    starts, columns, cast = kernels.in_rows(row, column, votes, len(numbers), len(asked))
    out = np.isin(asked, np.asarray(mod_out, dtype=np.int64))
    whole = np.zeros(len(numbers), dtype=np.int32)
    counts = kernels.tally(starts, columns, cast, whole, 1, len(asked))[0]
    centre = np.where(out, 0.0, (counts[:, 0] - counts[:, 1]) / np.maximum(counts[:, 2], 1))
    centred = np.where(out[columns], 0.0, cast - centre[columns])
    axes = directions(starts, columns, centred, len(asked))
    cast_by = np.diff(starts)
    hidden = np.concatenate([[0], np.cumsum(out[columns])])
    seen = cast_by - (hidden[starts[1:]] - hidden[starts[:-1]]) + out.sum()  # what is left out counts as seen: a pass
    proj = kernels.placed(starts, columns, centred, axes, np.sqrt(len(asked) / np.maximum(seen, 1)))
    counting = who_count(numbers, cast_by, len(asked), keep)
    label, fits, reason = grouped(proj[counting], centres, guard, seed)
    everyone = np.full(len(numbers), -1, dtype=np.int32)
    everyone[counting] = label
    groups = int(label.max()) + 1
    of_whom = everyone if groups else np.where(counting, 0, -1).astype(np.int32)
    tally = kernels.tally(starts, columns, cast, of_whom, max(groups, 1), len(asked))
    points = (1.0 - centre) * axes * np.sqrt(len(asked))
    extremity = np.hypot(*points)
    total = tally.sum(axis=0)
    return Groups(
        people=numbers,
        statements=asked,
        proj=proj,
        label=everyone,
        repness=tuple(typical(tally, group, asked, out) for group in range(groups)),
        consensus=shared(counts, asked, out),
        gac=np.prod((tally[:, :, 0] + 1) / (tally[:, :, 2] + 2), axis=0),
        reason=reason,
        sizes=tuple(np.bincount(label[label >= 0], minlength=groups).tolist()),
        silhouette=fits,
        votes=tally,
        centre=centre,
        axes=axes,
        points=points,
        extremity=extremity,
        priority=priority(total[:, 0], total[:, 2] - total[:, 0] - total[:, 1], total[:, 2], extremity),
    )


def dense(numbers: npt.NDArray[np.integer]) -> tuple[I64, I32]:
    """The different numbers in rising order, and which of them stands on each row."""
    low, high = int(numbers.min()), int(numbers.max())
    if high - low > 4 * len(numbers) + 1_000_000:
        different, at = np.unique(numbers, return_inverse=True)
        return different.astype(np.int64), at.astype(np.int32)
    present = np.zeros(high - low + 1, dtype=bool)
    shifted = numbers - low
    present[shifted] = True
    rank = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(present) + low, rank[shifted].astype(np.int32)


def directions(starts: I64, columns: I32, centred: F64, statements: int) -> F64:
    """The two axes f8[2, T] along which the votes differ most, each of length 1; nought where there is no difference."""
    axes = np.zeros((2, statements))
    rng = np.random.default_rng(7)  # any start will do: the answer does not depend on it
    basis, images = np.empty((0, statements)), np.empty((0, statements))
    fresh = rng.standard_normal(statements)
    while len(basis) < statements:
        for _ in range(2):  # once more, for what rounding left behind
            fresh = fresh - basis.T @ (basis @ fresh)
        fresh /= np.linalg.norm(fresh)
        basis = np.vstack([basis, fresh])
        images = np.vstack([images, kernels.gram(starts, columns, centred, fresh)])
        inner = basis @ images.T
        values, turns = np.linalg.eigh((inner + inner.T) / 2)
        best = turns[:, ::-1][:, :2].T
        largest = values[::-1][:2]
        axes[: len(best)] = best @ basis
        left = np.linalg.norm(best @ images - largest[:, None] * (best @ basis), axis=1)
        if statements > EXACT and len(best) == 2 and left.max() <= 1e-12 * largest[0]:
            break
        fresh = images[-1] - basis.T @ (basis @ images[-1])
        if np.linalg.norm(fresh) <= 1e-10 * max(largest[0], 1e-300):
            fresh = rng.standard_normal(statements)  # all that this start can reach was seen
    flat = np.concatenate([largest, [0.0, 0.0]])[:2] <= 1e-12 * max(float(largest[0]), float(len(centred)) * 1e-12)
    axes[flat] = 0.0
    heads = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return np.asarray(axes * np.where(heads < 0, -1.0, 1.0), dtype=np.float64)


def who_count(numbers: I64, cast: I64, statements: int, keep: Sequence[int]) -> npt.NDArray[np.bool_]:
    """People with enough votes, and at least the most active."""
    counting = (cast >= min(ENOUGH, statements)) | np.isin(numbers, np.asarray(keep, dtype=np.int64))
    if counting.sum() < LEAST:
        counting[np.argsort(-cast, kind="stable")[:LEAST]] = True
    return np.asarray(counting, dtype=bool)


def grouped(proj: F64, centres: npt.ArrayLike | None, guard: int, seed: int) -> tuple[I32, dict[int, float], Reason]:
    """Label of each person, the fit per number of groups, and why there are no groups."""
    nobody = np.full(len(proj), -1, dtype=np.int32)
    ones = np.ones(len(proj))
    if centres is not None:
        given = np.asarray(centres, dtype=np.float64)
        if given.ndim != 2 or given.shape[1] != 2 or len(given) < 2 or not np.isfinite(given).all():
            raise ValueError(
                f"Expected two or more centres of two numbers, got shape {given.shape}. Give one per group."
            )
        label, _, _ = kernels.lloyd(proj, ones, given, 100)
        told = {len(given): fit(proj, ones, label)} if len(proj) <= BASE else {}
        few = np.bincount(label, minlength=len(given)).min() < guard
        return (nobody, told, "small group") if few else (label, told, "")
    if len(proj) < 2 * guard:
        return nobody, {}, "few people"
    if np.ptp(proj, axis=0).max() < 1e-9:
        return nobody, {}, "no difference"
    rng = np.random.default_rng(seed)
    points, weights = proj, ones
    if len(proj) > BASE:
        label, middles, _ = kernels.lloyd(proj, ones, kernels.spread_starts(proj, ones, rng.random(BASE)), 5)
        mass = np.bincount(label, minlength=BASE).astype(np.float64)
        points, weights = middles[mass > 0], mass[mass > 0]
    fits: dict[int, float] = {}
    starts: dict[int, F64] = {}
    for count in range(2, min(MOST_GROUPS, 2 + len(points) // 12, len(np.unique(points, axis=0))) + 1):
        tries = (
            kernels.lloyd(points, weights, kernels.spread_starts(points, weights, rng.random(count)), 100)
            for _ in range(10)
        )
        label, starts[count], _ = min(tries, key=lambda one: one[2])
        fits[count] = fit(points, weights, label)
    for count in sorted(fits, key=lambda count: -fits[count]):
        label = kernels.lloyd(proj, ones, starts[count], 100)[0]
        if np.bincount(label, minlength=count).min() >= guard:
            return in_order(label), fits, ""
    return nobody, fits, "small group"


def in_order(label: I32) -> I32:
    """Groups by size, the largest first, so that the names of groups do not depend on the draws."""
    sizes = np.bincount(label)
    first = np.array([np.argmax(label == group) for group in range(len(sizes))])
    rank = np.empty(len(sizes), dtype=np.int32)
    rank[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return rank[label]


def fit(points: F64, weights: F64, label: I32) -> float:
    """Silhouette of a division: a point of weight w stands for w people on one spot."""
    away = np.linalg.norm(points[:, None] - points[None], axis=2)
    members = np.equal.outer(label, np.arange(label.max() + 1)) * weights[:, None]
    sums, mass = away @ members, members.sum(axis=0)
    own = np.arange(len(points)), label
    inside = sums[own] / np.maximum(mass[label] - 1, 1)
    sums[own] = np.inf
    with np.errstate(divide="ignore", invalid="ignore"):
        outside = np.where(mass > 0, sums / mass, np.inf).min(axis=1)
        value = (outside - inside) / np.maximum(outside, inside)
    value = np.where((mass[label] <= 1) | ~np.isfinite(value), 0.0, value)
    return float(np.average(value, weights=weights))


def proportion(votes: npt.ArrayLike, seen: npt.ArrayLike) -> F64:
    """How sure it is that more than half would choose this, in standard deviations.

    >>> round(float(proportion(30, 50)), 4)
    1.5403
    """
    k, n = np.asarray(votes, dtype=np.float64), np.asarray(seen, dtype=np.float64) + 1
    return np.asarray(2 * np.sqrt(n) * ((k + 1) / n - 0.5), dtype=np.float64)


def two_proportions(
    votes_in: npt.ArrayLike, votes_out: npt.ArrayLike, seen_in: npt.ArrayLike, seen_out: npt.ArrayLike
) -> F64:
    """How sure it is that the first share is larger than the second, in standard deviations; each count plus one.

    >>> round(float(two_proportions(15, 56, 24, 71)), 3)
    -1.514
    """
    k, other = np.asarray(votes_in, dtype=np.float64) + 1, np.asarray(votes_out, dtype=np.float64) + 1
    n, rest = np.asarray(seen_in, dtype=np.float64) + 1, np.asarray(seen_out, dtype=np.float64) + 1
    pooled = (k + other) / (n + rest)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (k / n - other / rest) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest))
    return np.asarray(np.where(pooled == 1, 0.0, found), dtype=np.float64)


def priority(agreed: npt.ArrayLike, passed: npt.ArrayLike, seen: npt.ArrayLike, extremity: npt.ArrayLike) -> F64:
    """How useful it is to show a statement to the next voter: agreed with, divisive, rarely passed, or still new.

    >>> round(float(priority(20, 3, 20, 0)), 4)
    1.3724
    """
    n, e = np.asarray(seen, dtype=np.float64), np.asarray(extremity, dtype=np.float64)
    skip, agree = (np.asarray(passed) + 1) / (n + 2), (np.asarray(agreed) + 1) / (n + 2)
    return np.asarray(((1 - skip) * (e + 1) * agree * (1 + 8 * 2 ** (-n / 5))) ** 2, dtype=np.float64)


def typical(tally: I64, group: int, statements: I64, out: npt.NDArray[np.bool_]) -> tuple[Typical, ...]:
    """Up to five statements on which a group differs: what it agrees with most, then the other agrees, then disagrees."""
    own, rest = tally[group], tally.sum(axis=0) - tally[group]
    sides: list[dict[str, F64]] = []
    for side in (0, 1):
        chance, others = (own[:, side] + 1) / (own[:, 2] + 2), (rest[:, side] + 1) / (rest[:, 2] + 2)
        sure, differs = (
            proportion(own[:, side], own[:, 2]),
            two_proportions(own[:, side], rest[:, side], own[:, 2], rest[:, 2]),
        )
        ratio = chance / others
        sides.append({"chance": chance, "test": sure, "ratio": ratio, "ratio_test": differs})
    agree, disagree = sides
    rank = [side["ratio"] * side["ratio_test"] * side["chance"] * side["test"] for side in sides]
    plus = agree["ratio_test"] > disagree["ratio_test"]
    chosen = np.where(plus, 0, 1)
    sure = np.where(plus, agree["test"], disagree["test"])
    differs = np.where(plus, agree["ratio_test"], disagree["ratio_test"])
    weight = np.where(plus, rank[0], rank[1])
    able = ~out & (own[:, :2].sum(axis=1) > 0)
    known = np.flatnonzero(able & (sure > SURE) & (differs > SURE))
    known = known[np.argsort(-weight[known], kind="stable")]
    best = most_agreed(agree, rank[0], able)

    def made(at: int, is_best: bool) -> Typical:
        side = 0 if is_best else int(chosen[at])
        name: Side = "disagree" if side else "agree"
        row = {field: float(values[at]) for field, values in sides[side].items()}
        return Typical(int(statements[at]), name, int(own[at, side]), int(own[at, 2]), **row, best=is_best)

    rows = [] if best is None else [made(best, True)]
    rows = (rows + [made(int(at), False) for at in known if at != best])[:TOP]
    return tuple(sorted(rows, key=lambda one: one.side))


def most_agreed(agree: dict[str, F64], rank: F64, able: npt.NDArray[np.bool_]) -> int | None:
    """The statement that a group agrees with most: more than the others do, and otherwise simply most."""
    more = able & (agree["ratio"] > 1) & ((agree["test"] > SURE) | (agree["chance"] > 0.5))
    often = able & (agree["test"] > SURE)
    for allowed, weight in ((more, rank), (often, agree["chance"] * agree["test"])):
        if allowed.any():
            return int(np.argmax(np.where(allowed, weight, -np.inf)))
    return None


def shared(total: I64, statements: I64, out: npt.NDArray[np.bool_]) -> Consensus:
    """Up to five statements with which more than half of all voters agree, and five with which they disagree."""
    sides: list[tuple[Typical, ...]] = []
    for side, name in enumerate[Side](("agree", "disagree")):
        chance, sure = (total[:, side] + 1) / (total[:, 2] + 2), proportion(total[:, side], total[:, 2])
        passed = np.flatnonzero(~out & (chance > 0.5) & (sure > SURE))
        best = passed[np.argsort(-(chance * sure)[passed], kind="stable")][:TOP]
        sides.append(
            tuple(
                Typical(
                    int(statements[at]),
                    name,
                    int(total[at, side]),
                    int(total[at, 2]),
                    float(chance[at]),
                    float(sure[at]),
                )
                for at in best
            )
        )
    return Consensus(*sides)

"""What do the criteria weigh for this party? Three ways to ask, and which answer does not fit the others.

`swing` divides points; `best_worst` compares everything with the most and the least important criterion only;
`pairwise` compares every pair. The last two answers can contradict each other, so both say how far they do, and which
judgement to look at again first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, cells, frozen, shares

VERSION = 1
MOST_CRITERIA = 15  # of one branch: 105 pairs, more than anybody answers
LARGEST = 9  # "nine times as important" is as far as the scale goes
ACCEPTED = 0.10  # Saaty's bound on the consistency ratio

# Saaty's mean consistency index of random matrices, n = 1..15
RANDOM = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)

# Liang, Brunelli & Rezaei (2020), table 4: bound on the input-based ratio; rows a_BW = 3..9, columns 3..9 criteria
BOUNDS = (
    (0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667),
    (0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683),
    (0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960),
    (0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262),
    (0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403),
    (0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657),
    (0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662),
)


@dataclass(frozen=True)
class Revise:
    """The judgement that fits the others least: how many times `row` is as important as `column`.

    given : as it was answered; fitting : the answer that fits the others; after : the ratio once it is changed to that
    """

    row: int
    column: int
    given: float
    fitting: float
    after: float


@dataclass(frozen=True, eq=False)
class BestWorst:
    """weights f64[C]; xi the largest misfit; ratio 0.. how far answers contradict each other, at most `bound` to be usable."""

    weights: F64
    xi: float
    ratio: float
    bound: float
    consistent: bool
    revise: Revise | None


@dataclass(frozen=True, eq=False)
class Pairwise:
    """weights f64[C]; lambda_max, ci and cr as Saaty has them; consistent is cr <= 0.10."""

    weights: F64
    lambda_max: float
    ci: float
    cr: float
    consistent: bool
    revise: Revise | None


def swing(points: npt.ArrayLike) -> F64:
    """Weights by swing: how much is it worth to bring each criterion from its worst to its best?

    points : f64[C] >= 0, as a rule 100 for the swing that matters most

    Returns f64[C], parts of one whole.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Von Winterfeldt & Edwards (1986), Decision Analysis and Behavioral Research, ch. 8.

    >>> swing([100, 50, 50, 0]).tolist()
    [0.5, 0.25, 0.25, 0.0]
    """
    given = cells("points", points, 1)
    if len(given) == 0:
        raise ValueError("Expected points for one criterion or more, got none. Say first what options are judged on.")
    return shares(given, len(given))


def best_worst(
    best: int,
    worst: int,
    best_to_others: Sequence[float],
    others_to_worst: Sequence[float],
    model: str = "linear",
) -> BestWorst:
    """Weights from comparisons with the most and the least important criterion.

    best, worst : which criterion is the most and which the least important, 0..C-1
    best_to_others : f64[C] in 1..9, how many times the best is as important as each; 1 for itself
    others_to_worst : f64[C] in 1..9, how many times each is as important as the worst; 1 for itself
    model : "linear", a small linear programme with one answer; "ratio", the first model, on ratios

    Returns `BestWorst`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Rezaei (2015), Omega 53; Rezaei (2016), Omega 64; bound: Liang, Brunelli & Rezaei (2020), Omega 96.

    >>> found = best_worst(2, 0, [8, 2, 1], [1, 5, 8])
    >>> found.weights.round(3).tolist(), round(found.xi, 4), round(found.ratio, 3), found.bound
    ([0.071, 0.321, 0.607], 0.0357, 0.036, 0.1309)
    """
    to_others, to_worst = _answers("best_to_others", best_to_others), _answers("others_to_worst", others_to_worst)
    count = len(to_others)
    if not 2 <= count <= MOST_CRITERIA or len(to_worst) != count:
        raise ValueError(
            f"Expected 2 to {MOST_CRITERIA} criteria in both rows of answers, got {count} and {len(to_worst)}. Compare within a branch."
        )
    if not (0 <= best < count and 0 <= worst < count) or best == worst:
        raise ValueError(f"Expected two different criteria 0..{count - 1} as best and worst, got {best} and {worst}.")
    if to_others[best] != 1 or to_worst[worst] != 1:
        raise ValueError(
            "Expected a criterion to be as important as itself: 1 for the best to itself, 1 for the worst."
        )
    if to_others[worst] != to_worst[best]:
        raise ValueError(
            f"Expected one answer to best against worst, got {to_others[worst]:g} and {to_worst[best]:g}. Ask it once."
        )
    for name, answers in (("best_to_others", to_others), ("others_to_worst", to_worst)):
        if answers.max() > to_others[worst]:
            raise ValueError(
                f"Expected nothing farther apart than best and worst, {to_others[worst]:g}, got {answers.max():g} in {name}. "
                "Lower it, or choose another best or worst."
            )
    if model not in ("linear", "ratio"):
        raise ValueError(f"Expected the linear or the ratio model, got {model!r}. Choose one of the two.")
    solve = _linear if model == "linear" else _ratio
    weights, xi = solve(best, worst, to_others, to_worst)
    most = float(to_others[worst])
    off = _misfit(to_others, to_worst, most)
    ratio = float(off.max())
    bound = _bound(most, count)
    consistent = ratio <= bound + 1e-12
    revise = None if consistent else _weakest(best, worst, to_others, to_worst, off, most)
    frozen(weights)
    return BestWorst(weights, xi, ratio, bound, consistent, revise)


def pairwise(matrix: npt.ArrayLike) -> Pairwise:
    """Weights from a comparison of every pair: the principal eigenvector.

    matrix : f64[C, C], cell i, j says how many times i is as important as j, 1/9..9; NaN is filled from its mirror

    Returns `Pairwise`; a ratio above 0.10 comes with the judgement whose change helps most.
    Errors: ValueError with a sentence when an argument is not as above, or a pair and its mirror contradict each other.
    Reference: Saaty (1980), The Analytic Hierarchy Process; Saaty (2003), EJOR 145(1) for the judgement to revise.

    >>> found = pairwise([[1, 4, 3, 7], [1/4, 1, 1/3, 3], [1/3, 3, 1, 5], [1/7, 1/3, 1/5, 1]])
    >>> found.weights.round(3).tolist(), round(found.cr, 3), found.consistent
    ([0.548, 0.127, 0.27, 0.056], 0.044, True)
    >>> found = pairwise([[1, 2, 1/4], [1/2, 1, 3], [4, 1/3, 1]])
    >>> round(found.cr, 2), found.revise.row, found.revise.column, round(found.revise.fitting, 2)
    (1.06, 0, 2, 6.0)
    """
    given = _reciprocal(cells("matrix", matrix, 2))
    count = len(given)
    weights, largest = _principal(given)
    ci, cr = _consistency(largest, count)
    consistent = cr <= ACCEPTED
    revise = None if consistent else _revise(given)
    frozen(weights)
    return Pairwise(weights, largest, ci, cr, consistent, revise)


# --- best and worst


def _answers(name: str, given: Sequence[float]) -> F64:
    answers = cells(name, given, 1)
    if not ((answers >= 1) & (answers <= LARGEST)).all():
        raise ValueError(f"Expected answers from 1 to {LARGEST} in {name}, got {answers.tolist()}. 1 is as important.")
    return answers


def _linear(best: int, worst: int, to_others: F64, to_worst: F64) -> tuple[F64, float]:
    """min xi with |w_B - a_Bj w_j| <= xi and |w_j - a_jW w_W| <= xi."""
    count = len(to_others)
    rows = []
    for j in range(count):
        for high, low, times in ((best, j, to_others[j]), (j, worst, to_worst[j])):
            if high != low:
                row = np.zeros(count + 1)
                row[high] += 1
                row[low] -= times
                rows += [row, -row]
    above = np.array(rows)
    above[:, -1] = -1
    found = _programme(np.append(np.zeros(count), 1.0), above, np.zeros(len(above)))
    return _whole(found[:-1]), max(float(found[-1]), 0.0)


def _ratio(best: int, worst: int, to_others: F64, to_worst: F64) -> tuple[F64, float]:
    """min xi with |w_B / w_j - a_Bj| <= xi and |w_j / w_W - a_jW| <= xi: for one xi a linear question, halved until exact."""
    count = len(to_others)

    def within(xi: float) -> F64 | None:
        rows = []
        for j in range(count):
            for high, low, times in ((best, j, to_others[j]), (j, worst, to_worst[j])):
                if high != low:
                    row = np.zeros(count + 1)
                    row[high], row[low] = 1, -(times + xi)
                    back = np.zeros(count + 1)
                    back[high], back[low] = -1, max(times - xi, 0)
                    rows += [row, back]
        above = np.array(rows)
        above[:, -1] = -1
        found = _programme(np.append(np.zeros(count), 1.0), above, np.zeros(len(above)), least=-1.0)
        return found[:-1] if found[-1] <= 1e-11 else None

    low, high = 0.0, float(LARGEST)
    if (found := within(0.0)) is not None:
        return _whole(found), 0.0
    for _ in range(45):
        middle = (low + high) / 2
        low, high = (low, middle) if within(middle) is not None else (middle, high)
    return _whole(cast(F64, within(high))), high


def _programme(cost: F64, above: F64, most: F64, least: float = 0.0) -> F64:
    """The x with the lowest cost, above @ x <= most, all but the last adding up to 1."""
    from scipy.optimize import linprog  # type: ignore[import-untyped, unused-ignore]

    count = len(cost) - 1
    whole = np.append(np.ones(count), 0.0)[None, :]
    bounds = [(0, None)] * count + [(least, None)]
    done = linprog(cost, A_ub=above, b_ub=most, A_eq=whole, b_eq=[1.0], bounds=bounds, method="highs")
    return np.asarray(done.x, dtype=np.float64)


def _whole(weights: F64) -> F64:
    return cast(F64, np.maximum(weights, 0) / np.maximum(weights, 0).sum())


def _misfit(to_others: F64, to_worst: F64, most: float) -> F64:
    """Per criterion how far best -> it -> worst is from best -> worst, as a share of the farthest possible."""
    farthest = most * most - most
    return np.abs(to_others * to_worst - most) / farthest if farthest else np.abs(to_others * to_worst - most)


def _bound(most: float, count: int) -> float:
    if most < 3 or count < 3:
        return 0.0
    return BOUNDS[min(int(most), LARGEST) - 3][min(count, 9) - 3]


def _weakest(best: int, worst: int, to_others: F64, to_worst: F64, off: F64, most: float) -> Revise:
    """Of the criterion that fits least, the answer that needs the smaller step."""
    j = int(np.argmax(off))
    left, right = float(most / to_worst[j]), float(most / to_others[j])
    after = float(np.delete(off, j).max())
    if abs(left - to_others[j]) <= abs(right - to_worst[j]):
        return Revise(best, j, float(to_others[j]), left, after)
    return Revise(j, worst, float(to_worst[j]), right, after)


# --- every pair


def _reciprocal(given: F64) -> F64:
    count = len(given)
    if given.shape != (count, count) or not 1 <= count <= MOST_CRITERIA:
        raise ValueError(
            f"Expected a square of 1 to {MOST_CRITERIA} criteria, got {given.shape}. Compare the criteria of one branch."
        )
    np.fill_diagonal(given, np.where(np.isnan(given.diagonal()), 1.0, given.diagonal()))
    mirror = np.divide(1, given.T, out=np.zeros_like(given), where=given.T != 0)
    whole = np.where(np.isnan(given), mirror, given)
    if np.isnan(whole).any():
        i, j = np.argwhere(np.isnan(whole))[0] + 1
        raise ValueError(f"Expected a judgement on every pair, criteria {i} and {j} have none. Compare them.")
    if (whole < 1 / LARGEST - 1e-9).any() or (whole > LARGEST + 1e-9).any():
        raise ValueError(f"Expected judgements from 1/{LARGEST} to {LARGEST}, got {whole.min():g} to {whole.max():g}.")
    if (odd := np.argwhere(np.abs(whole * whole.T - 1) > 1e-2)).size:
        i, j = odd[0]
        raise ValueError(
            f"Expected the judgement on {i + 1} against {j + 1} to mirror its reverse, "
            f"got {whole[i, j]:g} and {whole[j, i]:g}. Give one of the two."
        )
    return whole


def _principal(matrix: F64) -> tuple[F64, float]:
    numbers, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(numbers.real))
    weights = np.abs(vectors[:, at].real)
    return weights / weights.sum(), float(numbers[at].real)


def _consistency(largest: float, count: int) -> tuple[float, float]:
    if count < 3:
        return 0.0, 0.0
    ci = max((largest - count) / (count - 1), 0.0)
    return ci, ci / RANDOM[count - 1]


def _revise(matrix: F64) -> Revise:
    """The pair whose answer, changed to what the other answers say about it, lowers the ratio most."""
    count, best = len(matrix), None
    for i in range(count):
        for j in range(i + 1, count):
            without = matrix.copy()  # left out of the matrix: the diagonal counts once more for both
            without[i, j] = without[j, i] = 0
            without[i, i] = without[j, j] = 2
            weights, _ = _principal(without)
            fitting = float(np.clip(weights[i] / weights[j], 1 / LARGEST, LARGEST))
            changed = matrix.copy()
            changed[i, j], changed[j, i] = fitting, 1 / fitting
            after = _consistency(_principal(changed)[1], count)[1]
            if best is None or after < best.after - 1e-12:
                best = Revise(i, j, float(matrix[i, j]), fitting, after)
    return cast(Revise, best)

"""A tree of criteria: how scores in units of their own become one value, and how much each criterion counts.

A branch (a theme, say) has criteria below it. Weights are given among siblings and multiplied down the path, or given
to the leaves at once. A value function is a row of norm points, so that a unit is turned into 0 (worst) .. 1 (best).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, cells, finite, shares, signs, table
from samenhang.methods.smaa import value

VERSION = 1
TOP = ""


@dataclass(frozen=True)
class Norms:
    """A value function: straight lines through norm points, from the worst to the best or the other way round.

    points : f64[P] in the unit of the criterion, all rising or all falling
    scores : f64[P] the value at each point; None, 0..1 in equal steps, so the first point is the worst
    clip : True, beyond the outer points their value holds; False, the outer lines go on

    >>> Norms([20, 12, 8, 4]).value([25, 10, 5]).round(2).tolist()
    [0.0, 0.5, 0.92]
    >>> Norms([20, 12, 8, 4]).unvalue(0.5, near=12)
    10.0
    """

    points: Sequence[float]
    scores: Sequence[float] | None = None
    clip: bool = True

    def value(self, x: npt.ArrayLike) -> F64:
        """The value of a score, in the shape of x."""
        return value(x, self.points, self._scores, self.clip)

    def unvalue(self, target: float, near: float) -> float | None:
        """The score nearest to `near` that is worth `target`; None when no score between the norm points is."""
        at, worth = np.asarray(self.points, dtype=np.float64), np.asarray(self._scores, dtype=np.float64)
        found = [float(near)] if abs(float(self.value(near)) - target) <= 1e-12 else []
        for a, b, u, v in zip(at, at[1:], worth, worth[1:], strict=False):
            if min(u, v) - 1e-12 <= target <= max(u, v) + 1e-12 and u != v:
                part = min(max((target - u) / (v - u), 0.0), 1.0)
                found.append(float(a + part * (b - a)))
        return min(found, key=lambda x: abs(x - near), default=None)

    @property
    def rises(self) -> bool:
        """Whether more of the unit is worth more, from the one end to the other."""
        upwards = self.points[-1] > self.points[0]
        return bool((self._scores[-1] > self._scores[0]) == upwards)

    @property
    def _scores(self) -> Sequence[float]:
        return np.linspace(0, 1, len(self.points)).tolist() if self.scores is None else self.scores


@dataclass(frozen=True)
class Criteria:
    """A tree of criteria with its value functions and weights.

    tree : code -> code of its parent, "" at the top; what is nobody's parent is a leaf, and leaves are what is scored
    direction : leaf -> "max" or "min"; max where it is left out
    value_fn : leaf -> Norms; where it is left out a score is a value 0..1 already, turned round for "min"
    weights : code -> number >= 0; only proportions matter
    level : "branch", each code's weight counts among its siblings; "leaf", weights of the leaves only

    Errors: ValueError with a sentence when the tree has a cycle, a parent is missing, weights sum to zero, norms go
    against the direction, or scores are not a finite number for each option and leaf.
    Reference: Keeney & Raiffa (1976), Decisions with Multiple Objectives, ch. 2 and 3.

    >>> tree = {"living": "", "work": "", "homes": "living", "nuisance": "living", "jobs": "work"}
    >>> criteria = Criteria(
    ...     tree,
    ...     direction={"nuisance": "min"},
    ...     value_fn={"homes": Norms([0, 1000]), "nuisance": Norms([40, 0]), "jobs": Norms([0, 500])},
    ...     weights={"living": 60, "work": 40, "homes": 3, "nuisance": 1, "jobs": 1},
    ... )
    >>> criteria.leaves, criteria.weights_of_leaves.round(2).tolist()
    (('homes', 'nuisance', 'jobs'), [0.45, 0.15, 0.4])
    >>> values = criteria.values([[800, 30, 100], [200, 10, 450]])
    >>> values.tolist(), criteria.total(values).round(4).tolist()
    ([[0.8, 0.25, 0.2], [0.2, 0.75, 0.9]], [0.4775, 0.5625])
    >>> criteria.rollup(values)["living"].round(4).tolist()
    [0.6625, 0.3375]
    """

    tree: Mapping[str, str]
    direction: Mapping[str, str]
    value_fn: Mapping[str, Norms]
    weights: Mapping[str, float]
    level: str = "branch"

    def __post_init__(self) -> None:
        check_tree(self.tree)
        if self.level not in ("branch", "leaf"):
            raise ValueError(f"Expected weights at branch or leaf level, got {self.level!r}. Choose one of the two.")
        self._known("direction", self.direction, self.leaves)
        self._known("value_fn", self.value_fn, self.leaves)
        self._known("weights", self.weights, self.leaves if self.level == "leaf" else tuple(self.tree))
        signs([self.direction.get(leaf, "max") for leaf in self.leaves], len(self.leaves))
        for leaf, norms in self.value_fn.items():
            way = self.direction.get(leaf)
            if way is not None and norms.rises != (way == "max"):
                better = "more" if norms.rises else "less"
                raise ValueError(
                    f"Expected norms of {leaf} in the direction {way}, its norms say that {better} is better. Turn one round."
                )
        self.weights_of_leaves  # noqa: B018 - a tree whose weights say nothing is refused at once

    @property
    def leaves(self) -> tuple[str, ...]:
        return leaves(self.tree)

    @property
    def weights_of_leaves(self) -> F64:
        """f64[C], parts of one whole, in the order of the leaves."""
        if self.level == "leaf":
            return self._shares(self.leaves)
        part = {TOP: 1.0}
        for parent, below in _children(self.tree).items():
            for code, share in zip(below, self._shares(below) if part[parent] else [0.0] * len(below), strict=True):
                part[code] = part[parent] * share
        return np.array([part[leaf] for leaf in self.leaves])

    def values(self, x: npt.ArrayLike) -> F64:
        """f64[A, C] in units of their own -> f64[A, C] values."""
        scores = table("scores", x, fewest=1)
        if scores.shape[1] != len(self.leaves):
            raise ValueError(
                f"Expected scores on {len(self.leaves)} criteria, got {scores.shape[1]}. Give one column per leaf."
            )
        return np.stack([self._worth(leaf, scores[:, c]) for c, leaf in enumerate(self.leaves)], axis=1)

    def total(self, values: npt.ArrayLike) -> F64:
        """f64[A] the weighted sum of values f64[A, C]."""
        return finite("values", cells("values", values, 2)) @ self.weights_of_leaves

    def rollup(self, values: npt.ArrayLike) -> dict[str, F64]:
        """The value of each node of the tree for each option; "" is the total. A branch without weight has none (NaN)."""
        found = finite("values", cells("values", values, 2))
        flat = dict(zip(self.leaves, self.weights_of_leaves, strict=True)) if self.level == "leaf" else None
        column = {leaf: found[:, c] for c, leaf in enumerate(self.leaves)}
        result: dict[str, F64] = {}
        for node in (TOP, *self.tree):
            below = [leaf for leaf in self.leaves if node in (leaf, *_path(self.tree, leaf))]
            counts = [flat[leaf] if flat else self._inside(leaf, node) for leaf in below]
            whole = sum(counts)
            parts = sum((count * column[leaf] for count, leaf in zip(counts, below, strict=True)), np.zeros(len(found)))
            result[node] = parts / whole if whole else np.full(len(found), np.nan)
        return result

    def _inside(self, leaf: str, top: str = TOP) -> float:
        """The share of a leaf in the branch `top`: the product of shares among siblings on the way up to it."""
        share, node = 1.0, leaf
        while node != top:
            siblings = _children(self.tree)[self.tree[node]]
            given = [float(self.weights.get(code, 0)) for code in siblings]
            share *= float(self.weights.get(node, 0)) / sum(given) if any(given) else 0.0
            node = self.tree[node]
        return share

    def _worth(self, leaf: str, scores: F64) -> F64:
        if leaf in self.value_fn:
            return self.value_fn[leaf].value(scores)
        if scores.min() < 0 or scores.max() > 1:
            odd = scores.min() if scores.min() < 0 else scores.max()
            raise ValueError(
                f"Expected values of 0..1 on {leaf}, which has no norms, got {odd:g}. Give it norm points."
            )
        return 1 - scores if self.direction.get(leaf) == "min" else scores

    def _shares(self, codes: Sequence[str]) -> F64:
        missing = [code for code in codes if code not in self.weights]
        if missing:
            raise ValueError(
                f"Expected a weight for each criterion, {', '.join(missing)} has none. Give 0 to what does not count."
            )
        return shares([self.weights[code] for code in codes], len(codes))

    @staticmethod
    def _known(name: str, given: Mapping[str, object], known: Sequence[str]) -> None:
        odd = sorted(set(given) - set(known))
        if odd:
            raise ValueError(
                f"Expected {name} of {', '.join(known)} only, got {', '.join(odd)}. Check the code, or add it to the tree."
            )


def leaves(tree: Mapping[str, str]) -> tuple[str, ...]:
    """The codes that are nobody's parent, in the order of the tree."""
    parents = set(tree.values())
    return tuple(code for code in tree if code not in parents)


def check_tree(tree: Mapping[str, str]) -> None:
    """Refuse a tree that is none, in a sentence.

    >>> check_tree({"a": "b", "b": "a"})
    Traceback (most recent call last):
    ValueError: Expected a tree of criteria, got a circle: a, b, a. Let one of them hang under the top.
    """
    if not tree:
        raise ValueError("Expected one criterion or more, got none. Say first what options are judged on.")
    if TOP in tree:
        raise ValueError("Expected a code for each criterion, got an empty one. The empty code is the top itself.")
    for code, parent in tree.items():
        if parent != TOP and parent not in tree:
            raise ValueError(
                f"Expected the parent of {code} in the tree, {parent} is not. Add it, or correct the code."
            )
        seen, node = [code], parent
        while node != TOP and node != code and len(seen) <= len(tree):
            seen.append(node)
            node = tree.get(node, TOP)
        if node == code:
            raise ValueError(
                f"Expected a tree of criteria, got a circle: {', '.join([*seen, code])}. Let one of them hang under the top."
            )


def _path(tree: Mapping[str, str], code: str) -> list[str]:
    """The parents of a code, up to and with the top."""
    found, node = [], code
    while node != TOP:
        node = tree[node]
        found.append(node)
    return found


def _children(tree: Mapping[str, str]) -> dict[str, list[str]]:
    """Parent -> children; a parent stands before its children."""
    below: dict[str, list[str]] = {}
    for code, parent in tree.items():
        below.setdefault(parent, []).append(code)
    ordered, queue = {}, [TOP]
    while queue:
        node = queue.pop(0)
        if node in below:
            ordered[node] = below[node]
            queue += below[node]
    return ordered

"""Disclosure control of a table with totals: which cells must be withheld, so that nobody reckons them back?

Why it looks the way it does:

- A withheld part follows from its total and the other parts. So more cells are withheld, and a count of them proves nothing:
  a table can leak although every line has two. What decides is the attacker's own sum: a linear programme over all that is
  published gives the narrowest range of each withheld cell.
- The fewest and smallest cells are chosen by an integer programme. An attack that succeeds becomes one more rule for it, in
  the form of its dual, until no attack succeeds (Fischetti and Salazar).
- The attacker knows every relation of the hierarchy and that counts are not negative, and nothing else.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Levels = Sequence[Sequence[object]]  # from fine to coarse: the group of each row; the total is always there
ROUNDS = 200


@dataclass(frozen=True)
class Published:
    """A table with its totals: along each axis the rows, then the groups of each level, then the total."""

    values: F64
    names: tuple[tuple[object, ...], ...]  # per axis: number of the row, (level, group), or "total"
    relations: tuple[tuple[int, tuple[int, ...]], ...]  # a cell and the cells that add up to it, as flat numbers


@dataclass(frozen=True)
class Suppressed:
    """What is withheld of a `Published`, and what an attacker can still say of each cell."""

    published: Published
    mask: Flags  # True: withheld
    primary: Flags  # True: withheld for its own sake
    bounds: F64  # [..., 2] lowest and highest value; a shown cell has its value twice, an open end is inf

    def __iter__(self) -> Iterator[npt.NDArray[Any]]:
        """`mask, bounds = suppress(...)`"""
        return iter((self.mask, self.bounds))


def with_totals(table: npt.ArrayLike, hierarchy: Sequence[Levels]) -> Published:
    """A table of counts with the totals of its hierarchy, and the sums that hold in it.

    >>> found = with_totals([[3, 20], [30, 40], [5, 6]], [[["west", "west", "east"]], []])
    >>> found.values.astype(int).tolist()
    [[3, 20, 23], [30, 40, 70], [5, 6, 11], [33, 60, 93], [5, 6, 11], [38, 66, 104]]
    """
    values = np.asarray(table, dtype=np.float64)
    if values.ndim < 1 or not values.size or not np.isfinite(values).all() or values.min() < 0:
        raise ValueError(
            "Expected a table of numbers of 0 or more, got something else. Fill in or leave out its cells."
        )
    if len(hierarchy) != values.ndim:
        raise ValueError(
            f"Expected the levels of each of the {values.ndim} axes, got {len(hierarchy)}. An axis without has []."
        )
    names, lines = [], []
    for axis, levels in enumerate(hierarchy):
        own, sums, spread = _nodes(values.shape[axis], levels, axis)
        names.append(own)
        lines.append(sums)
        values = np.moveaxis(np.tensordot(spread, values, axes=([1], [axis])), 0, axis)
    numbers = np.arange(values.size).reshape(values.shape)
    relations = []
    for axis, sums in enumerate(lines):
        along = np.moveaxis(numbers, axis, 0)
        for parent, children in sums:
            for rest in np.ndindex(*along.shape[1:]):
                relations.append((int(along[(parent, *rest)]), tuple(int(along[(child, *rest)]) for child in children)))
    return Published(values, tuple(names), tuple(relations))


def suppress(
    table: npt.ArrayLike,
    hierarchy: Sequence[Levels],
    threshold: float = 10,
    *,
    hidden: npt.ArrayLike | None = None,
    width: float | None = None,
) -> Suppressed:
    """Withhold all counts below a threshold, and as few others as keep them from being reckoned back.

    table : counts f8[n, m, ...] of 0 or more, without totals
    hierarchy : per axis its levels from fine to coarse, each the group of every row; [] when there is only a total
    threshold : the smallest count that may be shown, at least 1
    hidden : cells of the table with totals that are withheld as well, for dominance or because an earlier export did
    width : how wide the range of a withheld count must stay; the threshold by default

    Returns `Suppressed`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Fischetti & Salazar (2001), Solving the cell suppression problem on tabular data with linear constraints,
    https://doi.org/10.1287/mnsc.47.7.1008.9805; Hundepool et al. (2012), Statistical Disclosure Control, Wiley

    >>> found = suppress([[3, 20, 50], [30, 40, 60], [70, 80, 15]], [[], []])
    >>> mask, bounds = found
    >>> mask.astype(int).tolist()
    [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    >>> bounds[0, 0].tolist(), bounds[0, 2].tolist()
    ([0.0, 23.0], [50.0, 50.0])
    """
    if not (threshold >= 1 and math.isfinite(threshold)):
        raise ValueError(f"Expected a threshold of at least 1, got {threshold!r}: choose the smallest number to show.")
    wide = float(threshold if width is None else width)
    if not (wide > 0 and math.isfinite(wide)):
        raise ValueError(f"Expected a range wider than 0, got {width!r}. The threshold is the usual one.")
    published = with_totals(table, hierarchy)
    also = np.zeros(published.values.shape, dtype=bool) if hidden is None else np.asarray(hidden, dtype=bool)
    if also.shape != published.values.shape:
        raise ValueError(
            f"Expected what is withheld as well in the shape {published.values.shape}, totals included, got "
            f"{also.shape}. Take it from the table with its totals."
        )
    primary = (published.values < threshold) | also
    mask = _chosen(published, primary.ravel(), wide).reshape(primary.shape)
    return Suppressed(published, mask, primary, attack(published, mask))


def attack(published: Published, mask: npt.ArrayLike) -> F64:
    """What follows for each cell f8[..., 2] from all that is shown: its lowest and highest value.

    >>> leaking = attack(with_totals([[3, 20], [30, 40]], [[], []]), [[1, 0, 0], [0, 0, 0], [0, 0, 0]])
    >>> leaking[0, 0].tolist()
    [3.0, 3.0]
    """
    closed = np.asarray(mask, dtype=bool).ravel()
    values = published.values.ravel()
    bounds = np.stack([values, values], axis=1)
    system = _System(published, closed)
    for cell in map(int, np.flatnonzero(closed)):
        bounds[cell] = values[cell] - system.furthest(cell, -1)[0], values[cell] + system.furthest(cell, 1)[0]
    return np.asarray(bounds.reshape((*published.values.shape, 2)), dtype=np.float64)


class _System:
    """The attacker's equations in deviations from the true values, for one choice of withheld cells."""

    def __init__(self, published: Published, closed: Flags, reach: float = math.inf) -> None:
        values = published.values.ravel()
        self.size, self.places = len(values), np.flatnonzero(closed)
        self.all = np.zeros((len(published.relations), self.size))
        for number, (parent, children) in enumerate(published.relations):
            self.all[number, parent] = 1.0
            self.all[number, list(children)] -= 1.0
        self.used = self.all[:, self.places].any(axis=1)
        self.equations = self.all[np.ix_(self.used, self.places)]
        self.ends = np.stack([-values[self.places], np.full(len(self.places), reach)], axis=1)

    def furthest(self, cell: int, sign: int) -> tuple[float, F64, F64]:
        """How far a cell can be up (1) or down (-1), the deviations that show it, and the reduced cost of each cell."""
        from scipy.optimize import linprog

        aim = np.zeros(self.size)
        aim[cell] = -sign
        found: Any = linprog(
            aim[self.places],
            A_eq=self.equations,
            b_eq=np.zeros(len(self.equations)),
            bounds=self.ends,
            method="highs-ds",
        )
        moved = np.zeros(self.size)
        if found.status == 3:
            return math.inf, moved, moved
        if found.status != 0:
            raise RuntimeError(f"Expected an answer of the attacker, got: {found.message}")
        moved[self.places] = found.x
        return -float(found.fun), moved, aim - found.eqlin.marginals @ self.all[self.used]


def _nodes(count: int, levels: Levels, axis: int) -> tuple[tuple[object, ...], list[tuple[int, tuple[int, ...]]], F64]:
    """Names along an axis, which of them add up to which, and the rows of the table in each."""
    names: list[object] = list(range(count))
    members = [frozenset([row]) for row in range(count)]
    sums: list[tuple[int, tuple[int, ...]]] = []
    finer = list(range(count))
    whole: Sequence[object] = ["total"] * count
    for number, level in enumerate([*levels, whole]):
        if len(level) != count:
            raise ValueError(
                f"Expected the group of each of the {count} rows of axis {axis}, got {len(level)}. Name one per row."
            )
        groups = {
            group: frozenset(row for row in range(count) if level[row] == group) for group in dict.fromkeys(level)
        }
        here = []
        for group, rows in groups.items():
            children = tuple(node for node in finer if members[node] <= rows)
            if sum(len(members[node]) for node in children) != len(rows):
                raise ValueError(
                    f"Expected each group within one group of the next level, got {group!r} across. Nest them."
                )
            here.append(len(names))
            sums.append((len(names), children))
            names.append("total" if number == len(levels) else (number, group))
            members.append(rows)
        finer = here
    spread = np.array([[row in rows for row in range(count)] for rows in members], dtype=np.float64)
    return tuple(names), sums, spread


def _chosen(published: Published, primary: Flags, wide: float) -> Flags:
    """The lightest choice of cells that holds the primary ones and withstands every attack on them."""
    if not primary.any():
        return primary
    from scipy.optimize import LinearConstraint, milp

    values = published.values.ravel()
    weight = 1 + np.log1p(values)
    reach = 2 * (float(values.max()) + wide) * (1 + len(published.relations))
    rules: list[F64] = []
    for parent, children in published.relations:  # a line with one withheld cell gives it away
        line = (parent, *children)
        for cell in line:
            if primary[cell]:
                rule = np.zeros(len(values))
                rule[[other for other in line if other != cell]] = 1
                rules.append(rule)
    closed = primary
    for _ in range(ROUNDS):
        if rules:
            answer: Any = milp(
                weight,
                constraints=LinearConstraint(np.array(rules), lb=1.0),
                integrality=np.ones(len(values)),
                bounds=(primary.astype(float), np.ones(len(values))),
            )
            if answer.x is None:
                raise RuntimeError(f"Expected a choice of cells to withhold, got: {answer.message}")
            closed = answer.x > 0.5
        found = _leaks(published, primary, closed, wide, reach)
        if not found:
            return np.asarray(closed, dtype=bool)
        rules += found
    raise RuntimeError(f"Expected a choice within {ROUNDS} rounds, got none. Give a smaller table.")


def _leaks(published: Published, primary: Flags, closed: Flags, wide: float, reach: float) -> list[F64]:
    """For each primary cell whose range is too narrow, what the next choice must satisfy."""
    system = _System(published, closed, reach)
    values, rules = published.values.ravel(), []
    up, down = np.zeros(len(values)), np.zeros(len(values))  # shown to be possible by some attack so far
    for cell in np.flatnonzero(primary):
        price = np.zeros(len(values))
        for sign in (1, -1):
            if up[cell] + down[cell] >= wide:
                break
            _, moved, cost = system.furthest(int(cell), sign)
            up, down = np.maximum(up, moved), np.maximum(down, -moved)
            price += np.maximum(-cost, 0) * reach + np.maximum(cost, 0) * values
        if up[cell] + down[cell] < wide * (1 - 1e-9):
            rules.append(np.minimum(price / wide, 1.0))  # no cell can count for more than the whole
    return rules

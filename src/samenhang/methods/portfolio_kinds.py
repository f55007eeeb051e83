"""What a programme is and what comes back: measures, quarters, teams, budgets and what ties measures together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
OUT = -1  # the start of a measure that is not done
TOLERANCE = 1e-6  # an overshoot smaller than this, as a part of what there is, is rounding


@dataclass(frozen=True, eq=False)
class Programme:
    """N measures over Q quarters, for K teams and Y years of budget. Arrays may be given as lists.

    value : f64[N], what each measure adds to the goals
    duration : i64[N] in 1.. quarters; a measure that is done ends within the horizon
    use : f64[N, K] >= 0, hours (or days) of each team in each quarter that the measure runs
    capacity : f64[K, Q] >= 0, what each team has in each quarter
    cost : f64[N] >= 0 for the whole measure, spread evenly over its quarters; budget : f64[Y] >= 0 per year
    year : i64[Q] in 0..Y-1, the year of each quarter; by default four quarters a year
    precedence : (a, b): b starts only after a has ended
    synergies : (a, b, gain): what doing both adds (or, below 0, takes away)
    coverage : (measures, least): at least so many of these, say one for each theme and stage of the chain
    inside, outside : measures that have been decided on; starts : (measure, quarter) that have been decided on
    discount : 0..1, what a value is worth when the measure starts one quarter later
    earliest : i64[N] >= 0, the first quarter in which each measure can start; by default the first there is
    """

    value: F64
    duration: I64
    use: F64
    capacity: F64
    cost: F64 = field(default_factory=lambda: np.zeros(0))
    budget: F64 = field(default_factory=lambda: np.zeros(0))
    year: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    precedence: Sequence[tuple[int, int]] = ()
    synergies: Sequence[tuple[int, int, float]] = ()
    coverage: Sequence[tuple[Sequence[int], int]] = ()
    inside: frozenset[int] = frozenset()
    outside: frozenset[int] = frozenset()
    starts: Sequence[tuple[int, int]] = ()
    discount: float = 1.0
    earliest: I64 = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        for name in ("value", "use", "capacity", "cost", "budget"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))
        for name in ("duration", "year", "earliest"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.int64))
        if not self.cost.size:
            object.__setattr__(self, "cost", np.zeros(len(self.value)))
        if not self.earliest.size:
            object.__setattr__(self, "earliest", np.zeros(len(self.value), np.int64))
        if not self.year.size and self.budget.size and self.capacity.ndim == 2:
            object.__setattr__(self, "year", np.arange(self.capacity.shape[1]) // 4)
        _check(self)

    @property
    def size(self) -> int:
        return len(self.value)

    @property
    def quarters(self) -> int:
        return int(self.capacity.shape[1])

    @property
    def worth(self) -> F64:
        """f64[N, Q], the value of each measure by the quarter in which it starts."""
        return np.asarray(self.value[:, None] * self.discount ** np.arange(self.quarters), dtype=np.float64)

    @property
    def windows(self) -> tuple[I64, I64]:
        """First and last quarter in which each measure can start; the first after the last when it cannot."""
        first, last = self.earliest.copy(), self.quarters - self.duration
        for one, quarter in self.starts:
            first[one], last[one] = max(quarter, first[one]), min(quarter, last[one])
        last[list(self.outside)] = OUT
        return first, last

    @property
    def wanted(self) -> frozenset[int]:
        """Measures that must be done, wherever they start."""
        return frozenset(self.inside) | {one for one, _quarter in self.starts}


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a plan gives and what it breaks; the arrays are what is left over (below 0: too little)."""

    objective: float
    slack: F64  # f64[K, Q]
    left: F64  # f64[Y]
    early: tuple[tuple[int, int], ...]  # (a, b): b starts before a has ended, or without it
    uncovered: tuple[int, ...]  # places in the coverage
    missing: tuple[int, ...]  # decided on, and not done as decided
    unwanted: tuple[int, ...]  # decided against, and done; or it begins before it can, or runs past the horizon

    @property
    def fits(self) -> bool:
        over = bool((self.slack < 0).any() or (self.left < 0).any())
        return not (over or self.early or self.uncovered or self.missing or self.unwanted)


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan that fits, how good it is, and how much better any plan could be.

    start : i64[N], the quarter in which each measure starts; -1 when it is not done
    objective, bound : what the plan is worth, and what no plan can exceed
    gap : (bound - objective) / |objective|; 0 when the plan was proven best
    slack : f64[K, Q] capacity left; left : f64[Y] budget left
    duals : f64[K, Q], what one unit more of capacity would add; budget_duals : f64[Y]. Both from the relaxation in which
        measures may be done in part, so they point and do not promise
    aims : the objective of each aim, when there are more
    """

    start: I64
    objective: float
    bound: float
    gap: float
    slack: F64
    left: F64
    duals: F64
    budget_duals: F64
    aims: tuple[float, ...]


class Relaxation(NamedTuple):
    """One constraint that has to give way, and by how much at the least."""

    kind: str  # capacity | budget | coverage | inside
    which: int  # team, year, place in the coverage, measure
    quarter: int  # only for capacity, else -1
    amount: float  # hours, money, measures; 1 for a measure that cannot be done as decided


class Infeasible(ValueError):
    """No plan satisfies everything at once; `needed` is the smallest set of concessions that would make one."""

    def __init__(self, needed: tuple[Relaxation, ...]) -> None:
        self.needed = needed
        words = {
            "capacity": "{amount:g} more capacity of team {which} in quarter {quarter}",
            "budget": "{amount:g} more budget in year {which}",
            "coverage": "{amount:g} fewer in coverage {which}",
            "inside": "measure {which} out",
        }
        said = "; ".join(words[one.kind].format(**one._asdict()) for one in needed)
        super().__init__(f"Expected a programme with a plan that fits; none does. The least that would help: {said}.")


class Robust(NamedTuple):
    """The portfolios that no other dominates, and how often each measure is in them.

    portfolios : bool[P, m]; core : f64[m] in 0..1: 1 is core, 0 is out, between is borderline
    """

    portfolios: Flags
    core: F64


def _check(p: Programme) -> None:
    count = len(p.value)
    shapes = {
        "duration": (p.duration.shape, (count,)),
        "use": (p.use.shape, (count, p.capacity.shape[0] if p.capacity.ndim else 0)),
        "cost": (p.cost.shape, (count,)),
        "earliest": (p.earliest.shape, (count,)),
        "year": (p.year.shape, (p.capacity.shape[1],) if p.capacity.ndim == 2 and p.budget.size else p.year.shape),
    }
    if p.value.ndim != 1 or p.capacity.ndim != 2 or not p.capacity.shape[1]:
        raise ValueError(
            f"Expected value as f64[N] and capacity as f64[K, Q] with at least one quarter, got {p.value.shape} and "
            f"{p.capacity.shape}. Give one number per measure, and one per team and quarter."
        )
    for name, (came, wanted) in shapes.items():
        if came != wanted:
            raise ValueError(f"Expected {name} in the shape {wanted}, got {came}. Give one for each.")
    for name in ("value", "use", "capacity", "cost", "budget"):
        numbers = getattr(p, name)
        if not np.isfinite(numbers).all() or (name != "value" and (numbers < 0).any()):
            raise ValueError(
                f"Expected {name} as finite numbers{'' if name == 'value' else ' of 0 or more'}. Correct it."
            )
    if (p.duration < 1).any():
        raise ValueError(f"Expected a duration of 1 quarter or more, got {p.duration.min()}. Correct it.")
    if (p.earliest < 0).any():
        raise ValueError(f"Expected an earliest quarter of 0 or more, got {p.earliest.min()}. Correct it.")
    if p.year.size and (p.year.min() < 0 or p.year.max() >= max(1, p.budget.size)):
        raise ValueError(f"Expected years of quarters in 0..{p.budget.size - 1}. Give a budget for each year.")
    if not 0 < p.discount <= 1:
        raise ValueError(f"Expected a discount above 0 and at most 1, got {p.discount}. Say 1 for none.")
    named = [*p.inside, *p.outside, *(one for one, _q in p.starts), *(one for pair in p.precedence for one in pair)]
    named += [one for a, b, _gain in p.synergies for one in (a, b)] + [
        one for some, _least in p.coverage for one in some
    ]
    strange = [one for one in named if not 0 <= one < count]
    if strange:
        raise ValueError(f"Expected measures numbered 0..{count - 1}, got {strange[0]}. Correct the number.")
    if both := p.wanted & p.outside:
        raise ValueError(f"Expected each measure inside or outside, got {min(both)} in both. Choose one.")
    if circle := _circle(p):
        said = " before ".join(map(str, circle))
        raise ValueError(f"Expected an order without a circle, got {said}. Take one of these links out.")


def _circle(p: Programme) -> list[int]:
    """Measures that wait for each other in a circle, the first one twice; empty when there are none."""
    after: dict[int, list[int]] = {}
    for a, b in p.precedence:
        after.setdefault(a, []).append(b)
    state: dict[int, int] = {}
    for root in after:
        path: list[int] = []
        todo = [(root, False)]
        while todo:
            one, done = todo.pop()
            if done:
                state[one] = 2
                path.pop()
                continue
            if state.get(one) == 2:
                continue
            if state.get(one) == 1:
                return [*path[path.index(one) :], one]
            state[one] = 1
            path.append(one)
            todo.append((one, True))
            todo += [(other, False) for other in after.get(one, ())]
    return []

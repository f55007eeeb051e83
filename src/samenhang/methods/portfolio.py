"""The programme that fits: which measures can be done, and when, with the people and the money there are?

Why it looks the way it does:

- Two searches at once. A compiled one goes through orders of measures and starts each as early as it fits: it finds good
  plans in a second. HiGHS, beside it, proves how much better any plan could be. Neither does the other's work well.
- The gap is always there. A plan without a bound is an opinion.
- When nothing fits, the answer is the smallest set of concessions, not the word "infeasible".
- Robust portfolios ask no weights. They say which measures are right whatever one finds important, within what is agreed.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from samenhang.methods import portfolio_kernels as kernels
from samenhang.methods import portfolio_solver as solver
from samenhang.methods.portfolio_kinds import (
    F64,
    I64,
    OUT,
    TOLERANCE,
    Infeasible,
    Outcome,
    Plan,
    Programme,
    Relaxation,
    Robust,
)
from samenhang.methods.portfolio_moves import evaluate, rearrange
from samenhang.methods.portfolio_rows import Rows, Terms, gathered, lines

__all__ = [
    "Infeasible", "Outcome", "Plan", "Programme", "Relaxation", "Robust", "evaluate", "pareto", "rearrange", "rpm", "solve",
]  # fmt: skip

VERSION = 1  # raise it when the same input gives other numbers: acts record it
MOST_ENUMERATED = 24  # measures in a robust portfolio
MOST_KEPT = 20_000  # portfolios that may be in the running at once
MOVES = 30_000  # of the search over orders, per round
WARM_UP = 4  # rounds before the solver begins
STEADY = 16  # rounds more when the clock may not decide


def solve(
    programme: Programme, *, seconds: float = 10.0, gap: float = 0.005, seed: int = 0, nodes: int | None = None
) -> Plan:
    """Choose and schedule measures so that they are worth most and fit.

    programme : `Programme`
    seconds : > 0, after which the best plan so far is given, with its gap
    gap : 0..1, stop when no plan can be more than this part better
    seed : whole number >= 0 for the search over orders
    nodes : None, or a whole number >= 1: look at so many branches at most and do not look at the clock. The same input
        then gives the same plan and the same gap, every time

    Returns `Plan`. Within `seconds` a plan is not always proven: its `gap` says how far from the bound it may be. The same
    seed may then give another plan on another machine; a plan with gap 0 is always worth the same.
    Errors: ValueError with a sentence when the programme is not as `Programme` says, `Infeasible` when no plan fits.
    Reference: Petersen (1967), Management Science 13(9) for the test cases; Huangfu & Hall (2018), Mathematical Programming
    Computation 10 for the solver; Kolisch & Hartmann (1999) for schedules built from orders.

    >>> from dataclasses import replace
    >>> programme = Programme(
    ...     value=[60, 50, 40, 30], duration=[2, 1, 1, 2], use=[[30], [20], [20], [10]], capacity=[[40, 40, 40, 40]],
    ...     cost=[20, 10, 20, 10], budget=[50], precedence=[(1, 0)], discount=0.95,
    ... )
    >>> plan = solve(programme, gap=0)
    >>> plan.start.tolist(), round(plan.objective, 2), plan.gap
    ([1, 0, 0, -1], 147.0, 0.0)
    >>> plan.slack.tolist(), plan.left.tolist(), plan.budget_duals.round(2).tolist()
    ([[0.0, 10.0, 10.0, 40.0]], [0.0], [1.85])
    >>> round(evaluate(programme, [1, 0, 2, -1]).objective, 2)
    143.1
    >>> try:
    ...     solve(replace(programme, inside=frozenset({0, 1, 2, 3})))
    ... except Infeasible as refused:
    ...     print(str(refused).partition("; none does. ")[2])
    The least that would help: 10 more budget in year 0.
    """
    if not seconds > 0 or not 0 <= gap <= 1:
        raise ValueError(f"Expected seconds above 0 and a gap of 0..1, got {seconds} and {gap}. Correct them.")
    search = _Search(programme, seed)
    search.run(rounds=0)  # compiling, the first time on a machine, is no part of the time that was asked
    began = perf_counter()
    rows = Rows(programme)
    aim = rows.aim(programme)
    bound, prices = solver.relaxed(rows, aim)
    prices_of = dict(zip(rows.about, prices, strict=True))
    if not rows.width:  # nothing can be done, so nothing has to be looked for
        nothing = np.full(programme.size, OUT)
        if not evaluate(programme, nothing).fits:
            raise Infeasible(solver.concessions(rows))
        return _plan(programme, nothing, 0.0, prices_of)
    best = search.run(rounds=WARM_UP)
    if _gap(programme, best, bound) > gap:
        if nodes is not None:
            found = solver.best(rows, aim, seconds=None, gap=gap, nodes=nodes)
            later = None if found.status == 0 else search.run(rounds=STEADY)
        else:
            found, later = _side_by_side(search, rows, aim, seconds - (perf_counter() - began), gap)
        if later is not None:
            best = _better(programme, best, later)
        if found.x is not None:
            best = _better(programme, best, rows.start(found.x))
        if found.status == 2:
            raise Infeasible(solver.concessions(rows))
        if found.mip_dual_bound is not None:
            bound = min(bound, -found.mip_dual_bound)
    if best is None:
        needed = solver.concessions(rows)
        if needed:
            raise Infeasible(needed)
        raise ValueError(f"Expected a plan within {seconds:g} seconds, found none. Give it more time.")
    return _plan(programme, best, bound, prices_of)


def pareto(
    objs: Sequence[Programme], steps: int | None = None, *, seconds: float = 60.0, gap: float = 0.0, nodes: int | None = None,
    tick: Callable[[], None] = lambda: None,
) -> list[Plan]:  # fmt: skip
    """The plans between two aims: none of them can be better for one aim without being worse for the other.

    objs : two programmes that differ in what measures are worth (value, gains of synergies), and in nothing else
    steps : None for every such plan; a whole number >= 1 for that many even steps of the second aim, and the two ends
    seconds : for each plan; gap, nodes : as for `solve`, also for each plan. With a gap above 0 a plan may be that part short
    tick : called after each plan, for who shows how far it is; what it raises ends the search

    Returns the plans from best for the first aim to best for the second, with both aims in `aims`. Also plans that no
    weighing of the two aims would find (unsupported ones). Plans that differ less than a ten-thousandth of the largest
    value count as one.
    Errors: as `solve`, and ValueError when the two differ in more than worth or when time ran out.
    Reference: Haimes, Lasdon & Wismer (1971), IEEE Transactions SMC 1(3): one aim with a floor under the other.

    >>> from dataclasses import replace
    >>> one = Programme(value=[4, 3, 2], duration=[1, 1, 1], use=[[2], [2], [2]], capacity=[[4]])
    >>> [plan.aims for plan in pareto((one, replace(one, value=[0, 1, 3])))]
    [(7.0, 1.0), (6.0, 3.0), (5.0, 4.0)]
    """
    if len(objs) != 2 or (steps is not None and steps < 1):
        raise ValueError(f"Expected two aims, and steps of 1 or more, got {len(objs)} and {steps}. Correct them.")
    one, other = objs
    if not _alike(one, other):
        raise ValueError(
            "Expected two programmes that differ only in what measures are worth. Copy one, change the values."
        )
    rows = Rows(one)
    aims = rows.aim(one), rows.aim(other)
    lowest = 1e-4 * max(1e-9, float(np.abs(aims[1]).max(initial=0.0)))
    clock = None if nodes is not None else seconds

    def best(first: int, floor: float | None) -> tuple[I64, tuple[float, float], float] | None:
        """Best for one aim with a floor under the other, then best for the other without giving up the first."""
        second = 1 - first
        floors = [] if floor is None else [(_terms(aims[second]), floor)]
        tick()
        found = solver.best(rows, aims[first], seconds=clock, gap=gap, nodes=nodes, floors=floors)
        if found.x is None:
            if found.status != 2:
                raise ValueError(f"Expected a plan within {seconds:g} seconds, found none. Give it more time.")
            return None
        slip = 1e-6 * max(1.0, abs(found.fun))
        again = solver.best(
            rows, aims[second], seconds=clock, gap=gap, nodes=nodes, floors=[(_terms(aims[first]), -found.fun - slip)]
        )
        start = rows.start((again if again.x is not None else found).x)
        reached = evaluate(one, start).objective, evaluate(other, start).objective
        return start, reached, -found.mip_dual_bound if first == 0 else reached[0]

    end, begin = best(1, None), best(0, None)
    if begin is None or end is None:
        raise Infeasible(solver.concessions(rows))
    prices = dict(zip(rows.about, solver.relaxed(rows, aims[0])[1], strict=True))
    found, top, floors = [begin], end[1][1], []
    if steps is not None:
        low = begin[1][1]
        floors = [low + (top - low) * step / steps for step in range(1, steps + 1)]
    while found[-1][1][1] < top - lowest:
        here = found[-1][1][1] + lowest
        if steps is not None:
            ahead = [floor for floor in floors if floor >= here]
            here = min(ahead[0] if ahead else top, top)
        nearer = best(0, here - (0 if steps is None else 1e-9 * abs(here)))
        if nearer is None:
            break
        found.append(nearer)
    plans = [_plan(one, start, bound, prices, reached) for start, reached, bound in found]
    return plans if gap == 0 else [plan for plan in plans if not any(_beats(other.aims, plan.aims) for other in plans)]


def rpm(
    low: npt.ArrayLike, high: npt.ArrayLike, cost: npt.ArrayLike, budget: npt.ArrayLike, weights: npt.ArrayLike
) -> Robust:
    """Which measures belong in the programme whatever weights one takes, within what is agreed about them?

    low, high : f64[m, n], each measure's score on each criterion lies between these; m is 1..24
    cost : f64[m, r] >= 0 of each kind of means; budget : f64[r]
    weights : f64[E, n], the extreme points of the weights that are acceptable (the rows of an identity matrix: all are)

    Returns `Robust(portfolios, core)`: the portfolios within budget that no other dominates, and the share of them that
    each measure is in: 1 is core, 0 is out, and more knowledge can only decide about what is between. One portfolio
    dominates another when it is worth at least as much for all scores and weights, and more for some.
    Errors: ValueError with a sentence when an argument is not as above, or when too many portfolios stay in the running.
    Reference: Liesiö, Mild & Salo (2007), EJOR 181(3), Preference programming for robust portfolio modeling.

    >>> low, high = [[5, 1], [1, 5], [3, 3], [1, 1]], [[6, 2], [2, 6], [4, 4], [2, 1]]
    >>> robust = rpm(low, high, cost=[[1], [1], [1], [1]], budget=[2], weights=[[1, 0], [0, 1]])
    >>> robust.portfolios.astype(int).tolist()
    [[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0]]
    >>> robust.core.round(2).tolist()
    [0.67, 0.67, 0.67, 0.0]
    """
    lows, highs, costs = (np.atleast_2d(np.asarray(given, dtype=np.float64)) for given in (low, high, cost))
    means, extremes = (
        np.atleast_1d(np.asarray(budget, dtype=np.float64)),
        np.atleast_2d(np.asarray(weights, np.float64)),
    )
    count = len(lows)
    if not 1 <= count <= MOST_ENUMERATED:
        raise ValueError(f"Expected 1 to {MOST_ENUMERATED} measures, got {count}. Leave out what is decided already.")
    if highs.shape != lows.shape or (highs < lows).any() or extremes.shape[1] != lows.shape[1] or (extremes < 0).any():
        raise ValueError("Expected low <= high for each measure and criterion, and weights of 0 or more. Correct them.")
    if costs.shape != (count, len(means)) or (costs < 0).any() or (means < 0).any():
        raise ValueError(f"Expected cost of 0 or more as f64[{count}, {len(means)}], got {costs.shape}. Correct it.")
    if not all(np.isfinite(given).all() for given in (lows, highs, costs, means, extremes)):
        raise ValueError("Expected finite numbers only. Give a range where a score is not known.")
    worth = np.ascontiguousarray(extremes @ lows.T), np.ascontiguousarray(extremes @ highs.T)
    sets = _efficient(*worth, costs, means)
    chosen = (np.sort(sets)[:, None] >> np.arange(count)) & 1 == 1
    return Robust(chosen[np.lexsort(chosen.T[::-1])], chosen.mean(axis=0))


def _efficient(low: F64, high: F64, cost: F64, budget: F64) -> I64:
    """The sets of measures within budget that no other dominates, as bits.

    Measures come in one by one. A set that is dominated by one that costs no more stays so whatever is added to both, so
    it goes at once; only at the end does cost no longer count.
    """
    sets, spent, middle = np.zeros(1, np.int64), np.zeros((1, len(budget))), np.zeros(1)
    for stage in range(len(cost) + 1):
        if stage < len(cost):
            more = spent + cost[stage]
            fits = (more <= budget + kernels.EPS).all(axis=1)
            sets = np.concatenate((sets, sets[fits] | 1 << stage))
            spent = np.concatenate((spent, more[fits]))
            middle = np.concatenate((middle, middle[fits] + low[0, stage] + high[0, stage]))
        best_first = np.argsort(-middle, kind="stable")  # most of what goes is beaten by one of the first
        sets, spent, middle = sets[best_first], spent[best_first], middle[best_first]
        stays = kernels.undominated(sets, spent, low, high, stage < len(cost)) == 1
        sets, spent, middle = sets[stays], spent[stays], middle[stays]
        if len(sets) > MOST_KEPT:
            raise ValueError(
                f"More than {MOST_KEPT:,} portfolios stay in the running. Agree on narrower scores or weights."
            )
    return sets


def _side_by_side(search: "_Search", rows: Rows, aim: F64, seconds: float, gap: float) -> tuple[Any, I64 | None]:
    """The solver and the search over orders at the same time; when the solver is done, the search ends."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        longer = pool.submit(search.run, rounds=search.rounds_in(0.9 * seconds))
        try:
            found = solver.best(rows, aim, seconds=seconds, gap=gap)
        finally:
            search.halt[0] = 1
        return found, longer.result()


class _Search:
    """The compiled search over orders; it goes on from the best order of the run before."""

    def __init__(self, p: Programme, seed: int) -> None:
        self.programme, self.seed, self.turn, self.pace = p, seed, 0, 0.0
        self.halt = np.zeros(1, np.int64)
        first, last = p.windows
        must = np.zeros(p.size, np.int64)
        must[list(p.wanted)] = 1
        pairs = [(one, (other, gain)) for a, b, gain in p.synergies for one, other in ((a, b), (b, a))]
        pair_at, pair_with = gathered(p.size, [(one, other) for one, (other, _gain) in pairs])
        _same, gains = gathered(p.size, [(one, gain) for one, (_other, gain) in pairs], np.float64)
        before = gathered(p.size, [(b, a) for a, b in p.precedence])
        cells = gathered(p.size, [(one, at) for at, (some, _least) in enumerate(p.coverage) for one in set(some)])
        least = np.array([least for _some, least in p.coverage], np.int64)
        line_at, line_of, amount, room = lines(p)
        most = float(np.abs(p.value).max(initial=0.0) + sum(abs(gain) for _a, _b, gain in p.synergies)) or 1.0
        self.given: tuple[Any, ...] = (
            p.worth, first, last, p.duration, must, line_at, line_of, amount, room, *before,
            pair_at, pair_with, gains, *cells, least, most,
        )  # fmt: skip
        typical = float(np.abs(p.value).mean()) or 1.0
        self.heat = 0.2 * typical, 0.008 * typical
        dear = (p.use / np.maximum(p.capacity.mean(axis=1), 1e-9)).sum(axis=1) * p.duration
        dear += p.cost / max(float(p.budget.mean()) if p.budget.size else 1.0, 1e-9)
        ranked = np.argsort(-p.value / np.maximum(dear, 1e-9), kind="stable")
        front = [one for one in ranked if must[one]] + [one for one in ranked if not must[one]]
        self.order = np.array([*front, OUT], np.int64)

    def run(self, rounds: int) -> I64 | None:
        """The best plan that fits, after so many rounds more; None when each plan so far breaks something."""
        began = perf_counter()
        self.turn += 1
        given: tuple[Any, ...] = (self.order, *self.given, *self.heat, MOVES, rounds, self.seed + self.turn, self.halt)
        start, _worth = kernels.search(*given)
        self.pace = max(1e-6, (perf_counter() - began) / max(1, rounds))
        return start if evaluate(self.programme, start).fits else None

    def rounds_in(self, seconds: float) -> int:
        return max(1, int(seconds / self.pace))


def _plan(
    p: Programme, start: I64, bound: float, prices: dict[tuple[str, int, int], float], aims: tuple[float, ...] = ()
) -> Plan:
    outcome = evaluate(p, start)
    teams, quarters = p.capacity.shape
    bound = max(bound, outcome.objective) + 0.0
    gap = (bound - outcome.objective) / max(abs(outcome.objective), 1e-9)
    return Plan(
        start=start,
        objective=outcome.objective,
        bound=bound,
        gap=0.0 if gap < TOLERANCE else gap,
        slack=outcome.slack,
        left=outcome.left,
        duals=np.array([[prices["capacity", team, quarter] for quarter in range(quarters)] for team in range(teams)]),
        budget_duals=np.array([prices["budget", year, OUT] for year in range(len(p.budget))]),
        aims=aims or (outcome.objective,),
    )


def _beats(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(mine >= theirs for mine, theirs in zip(one, other, strict=True)) and one != other


def _better(p: Programme, one: I64 | None, other: I64) -> I64 | None:
    outcome = evaluate(p, other)
    if not outcome.fits:
        return one
    return other if one is None or outcome.objective > evaluate(p, one).objective else one


def _gap(p: Programme, start: I64 | None, bound: float) -> float:
    if start is None:
        return float("inf")
    worth = evaluate(p, start).objective
    return (bound - worth) / max(abs(worth), 1e-9)


def _terms(aim: F64) -> Terms:
    return [(int(at), float(aim[at])) for at in np.flatnonzero(aim)]


def _alike(one: Programme, other: Programme) -> bool:
    pairs = [[(a, b) for a, b, _gain in p.synergies] for p in (one, other)]
    names = ("duration", "use", "capacity", "cost", "budget", "year", "earliest")
    fixed = ("precedence", "coverage", "inside", "outside", "starts", "discount")
    return (
        all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
        and all(getattr(one, name) == getattr(other, name) for name in fixed)
        and pairs[0] == pairs[1]
    )

"""A plan that people move by hand: what it gives, what it breaks, and who gives way. Plain numpy: it answers at once."""

import numpy as np
import numpy.typing as npt

from samenhang.methods.portfolio_kinds import F64, I64, OUT, TOLERANCE, Outcome, Programme


def evaluate(programme: Programme, start: npt.ArrayLike) -> Outcome:
    """What a plan that people made gives, and what it breaks: for who moves a measure by hand.

    start : i64[N], the quarter in which each measure starts; -1 when it is not done

    Returns `Outcome`; overshoot shows as capacity or budget left below 0, nothing is corrected.
    Errors: ValueError with a sentence when `start` has another length.

    >>> programme = Programme(value=[3, 2], duration=[1, 1], use=[[2], [2]], capacity=[[3, 3]], precedence=[(0, 1)])
    >>> outcome = evaluate(programme, [0, 0])
    >>> outcome.objective, outcome.slack.tolist(), outcome.early, outcome.fits
    (5.0, [[-1.0, 3.0]], ((0, 1),), False)
    """
    starts = np.asarray(start, dtype=np.int64)
    if starts.shape != (programme.size,):
        raise ValueError(
            f"Expected a start for each of {programme.size} measures, got {starts.shape}. Say -1 for none."
        )
    ends = starts + programme.duration
    done = starts != OUT
    quarter = np.arange(programme.quarters)
    runs = done[:, None] & (starts[:, None] <= quarter) & (quarter < ends[:, None])
    slack = programme.capacity - programme.use.T @ runs
    left = programme.budget.copy()
    if left.size:
        np.subtract.at(left, programme.year, (programme.cost / programme.duration) @ runs)
    slack[np.abs(slack) <= TOLERANCE * np.maximum(1, programme.capacity)] = 0.0
    left[np.abs(left) <= TOLERANCE * np.maximum(1, programme.budget)] = 0.0
    within = np.clip(starts, 0, programme.quarters - 1)
    total = float(programme.worth[done, within[done]].sum())
    total += sum(gain for a, b, gain in programme.synergies if done[a] and done[b])
    fixed = dict(programme.starts)
    return Outcome(
        objective=total,
        slack=slack,
        left=left,
        early=tuple((a, b) for a, b in programme.precedence if done[b] and not (done[a] and ends[a] <= starts[b])),
        uncovered=tuple(at for at, (some, least) in enumerate(programme.coverage) if done[list(set(some))].sum() < least),
        missing=tuple(one for one in sorted(programme.wanted) if starts[one] != fixed.get(one, starts[one]) or not done[one]),
        unwanted=tuple(
            int(one) for one in np.flatnonzero(done)
            if one in programme.outside or starts[one] < programme.earliest[one] or ends[one] > programme.quarters
        ),
    )  # fmt: skip


def rearrange(programme: Programme, start: npt.ArrayLike, held: frozenset[int]) -> I64:
    """Make a plan fit again after people moved the measures in `held`: these stay as they are, others give way or come in.

    start : i64[N], the plan as people moved it; -1 when a measure is not done
    held : the measures that stay where they are put, also when that breaks something

    Returns i64[N]: where it does not fit, what is worth least for what it frees gives way; that, and what was not done, then
    comes in where it fits, the most worth for what it asks first. Whatever can stay, stays. Nothing is proven best.
    Errors: ValueError with a sentence when `start` has another length.

    >>> programme = Programme(value=[3, 2, 1], duration=[1, 1, 1], use=[[2], [2], [1]], capacity=[[3, 2]])
    >>> rearrange(programme, [0, 0, -1], frozenset({1})).tolist()
    [1, 0, 0]
    """
    made = np.array(start, dtype=np.int64)
    evaluate(programme, made)  # refuses another length
    while (goes := _gives_way(programme, made, held)) != OUT:
        made[goes] = OUT
    outcome = evaluate(programme, made)
    free, left = outcome.slack.copy(), outcome.left.copy()
    dear = (programme.use / np.maximum(programme.capacity.mean(axis=1), 1e-9)).sum(axis=1) * programme.duration + 1e-9
    ranked = [int(one) for one in np.argsort(-programme.value / dear, kind="stable")]
    ranked.sort(key=lambda one: one not in programme.wanted)
    # a measure that waits for another may fit only in the next round, when that other has its place
    for _round in range(programme.size):
        placed = False
        for one in ranked:
            if (
                one in held
                or made[one] != OUT
                or one in programme.outside
                or not (programme.value[one] > 0 or one in programme.wanted)
            ):
                continue
            quarter = _first(programme, one, made, free, left)
            if quarter != OUT:
                _take(programme, one, quarter, free, left)
                made[one] = quarter
                placed = True
        if not placed:
            break
    return made


def _gives_way(p: Programme, made: I64, held: frozenset[int]) -> int:
    """The measure that gives way next: one that began too early, else the one worth least for what it frees; -1 for none."""
    outcome = evaluate(p, made)
    for one in (*(b for _a, b in outcome.early), *outcome.unwanted):
        if one not in held and made[one] != OUT:
            return int(one)
    over, short = np.maximum(0.0, -outcome.slack), np.maximum(0.0, -outcome.left)
    if not over.any() and not short.any():
        return OUT
    quarter = np.arange(p.quarters)
    runs = (made[:, None] != OUT) & (made[:, None] <= quarter) & (quarter < (made + p.duration)[:, None])
    parts = np.minimum(p.use[:, :, None], over[None]) / np.maximum(p.capacity, 1.0)
    frees = (parts * runs[:, None, :]).sum(axis=(1, 2))
    for one in np.flatnonzero(made != OUT) if short.any() else ():
        paid = _paid(p, int(one), slice(int(made[one]), int(made[one] + p.duration[one])))
        frees[one] += (np.minimum(paid, short) / np.maximum(p.budget, 1.0)).sum()
    able = [int(one) for one in np.flatnonzero(frees > 0) if one not in held]
    # what was decided on gives way last
    return min(able, key=lambda one: (one in p.wanted, float(p.value[one] / frees[one])), default=OUT)


def _first(p: Programme, one: int, made: I64, free: F64, left: F64) -> int:
    """The first quarter in which it fits; -1 when it fits in none."""
    begin, end = (int(bound[one]) for bound in p.windows)
    for a, b in p.precedence:
        if b == one:
            begin = end + 1 if made[a] == OUT else max(begin, int(made[a] + p.duration[a]))
        if a == one and made[b] != OUT:
            end = min(end, int(made[b] - p.duration[one]))
    if begin > end:
        return OUT
    asks = p.use[one][:, None]
    fits = ((asks <= free + TOLERANCE * np.maximum(1, p.capacity)) | (asks <= 0)).all(axis=0)
    # a quarter can be a beginning when the measure fits in it and in each of those that follow
    long = np.convolve(fits, np.ones(int(p.duration[one]), np.int64), "valid") == p.duration[one]
    rest = left + TOLERANCE * np.maximum(1, p.budget)
    for quarter in np.flatnonzero(long[begin : end + 1]) + begin:
        if not left.size or (_paid(p, one, slice(quarter, quarter + int(p.duration[one]))) <= rest).all():
            return int(quarter)
    return OUT


def _paid(p: Programme, one: int, span: slice) -> F64:
    """What it costs in each year of the budget."""
    paid = np.zeros(len(p.budget))
    np.add.at(paid, p.year[span], p.cost[one] / p.duration[one])
    return paid


def _take(p: Programme, one: int, quarter: int, free: F64, left: F64) -> None:
    span = slice(quarter, quarter + int(p.duration[one]))
    free[:, span] -= p.use[one][:, None]
    if left.size:
        left -= _paid(p, one, span)

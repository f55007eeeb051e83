"""The compiled loops of the portfolio: a search over orders of measures, and portfolios that no other dominates."""

import numpy as np

from samenhang.methods.compiled import kernel
from samenhang.methods.portfolio_kinds import F64, I64

OUT = -1
EPS = 1e-9


@kernel
def place(
    order: I64, worth: F64, first: I64, last: I64, duration: I64, must: I64, line_at: I64, line_of: I64, amount: F64,
    free: F64, before_at: I64, before: I64, pair_at: I64, pair_with: I64, pair_gain: F64, cell_at: I64, cell_of: I64,
    least: I64, have: I64, fine: float, now: I64,
) -> float:  # fmt: skip
    """Go through the measures in this order and start each as early as it fits; fill `now`, give the value less fines.

    What stands behind the last place of the order that is -1 is left out. Each requirement that falls short (a measure
    that must be in, one too few in a cell) costs `fine`.
    """
    quarters = worth.shape[1]
    now[:] = OUT
    have[:] = 0
    score = 0.0
    for one in order:
        if one == OUT:
            break
        begin = first[one]
        for at in range(before_at[one], before_at[one + 1]):
            lead = before[at]
            begin = last[one] + 1 if now[lead] == OUT else max(begin, now[lead] + duration[lead])
        for quarter in range(begin, last[one] + 1):
            start = one * quarters + quarter
            fits = True
            for at in range(line_at[start], line_at[start + 1]):
                if amount[at] > free[line_of[at]] + EPS:
                    fits = False
                    break
            if fits:
                now[one] = quarter
                score += worth[one, quarter]
                for at in range(line_at[start], line_at[start + 1]):
                    free[line_of[at]] -= amount[at]
                for at in range(pair_at[one], pair_at[one + 1]):
                    if now[pair_with[at]] != OUT:
                        score += pair_gain[at]
                for at in range(cell_at[one], cell_at[one + 1]):
                    have[cell_of[at]] += 1
                break
    for one in range(len(must)):
        if must[one] and now[one] == OUT:
            score -= fine
    for cell in range(len(least)):
        score -= fine * max(0, least[cell] - have[cell])
    return score


@kernel
def search(
    order: I64, worth: F64, first: I64, last: I64, duration: I64, must: I64, line_at: I64, line_of: I64, amount: F64,
    room: F64, before_at: I64, before: I64, pair_at: I64, pair_with: I64, pair_gain: F64, cell_at: I64, cell_of: I64,
    least: I64, fine: float, hot: float, cold: float, moves: int, rounds: int, seed: int, halt: I64,
) -> tuple[I64, float]:  # fmt: skip
    """Anneal the order: swap two measures or move one, keep what is better and, while it is hot, some of what is not.

    `rounds` times, each from the best order so far; `halt[0]` other than 0 ends it. Returns (starts, value less fines).
    """
    np.random.seed(seed)
    count = len(order)
    now, best = np.empty(len(worth), np.int64), np.empty(len(worth), np.int64)
    have, free = np.zeros(len(least), np.int64), room.copy()
    rest = (worth, first, last, duration, must, line_at, line_of, amount, free, before_at, before)
    ties = (pair_at, pair_with, pair_gain, cell_at, cell_of, least, have, fine, now)
    top = place(order, *rest, *ties)
    best[:] = now
    kept = order.copy()
    cooling = (cold / hot) ** (1.0 / max(1, moves))
    for turn in range(rounds):
        if halt[0] != 0:
            break
        # every second round starts afresh from the best: the others wander on from where they are
        if turn % 2 == 0:
            order[:] = kept
        free[:] = room
        here = place(order, *rest, *ties)
        heat = hot
        for move in range(moves):
            if move % 256 == 0 and halt[0] != 0:
                break
            heat *= cooling
            i, j = np.random.randint(count), np.random.randint(count)
            if i == j or order[i] == order[j]:
                continue
            swap = np.random.random() < 0.5
            _turn(order, i, j, swap)
            free[:] = room
            new = place(order, *rest, *ties)
            if new >= here or np.random.random() < np.exp((new - here) / heat):
                here = new
                if new > top + EPS:
                    top = new
                    best[:] = now
                    kept[:] = order
            elif swap:
                _turn(order, i, j, True)
            else:
                _turn(order, j, i, False)
    order[:] = kept  # where the next run goes on
    return best, top


@kernel
def _turn(order: I64, i: int, j: int, swap: bool) -> None:
    held = order[i]
    if swap:
        order[i] = order[j]
    elif i < j:
        for at in range(i, j):
            order[at] = order[at + 1]
    else:
        for at in range(i, j, -1):
            order[at] = order[at - 1]
    order[j] = held


@kernel
def dominates(one: int, other: int, low: F64, high: F64) -> bool:
    """Whether the set of bits `one` is at least as good as `other` for all scores and weights, and better for some."""
    mine, theirs = one & ~other, other & ~one
    better = False
    for extreme in range(low.shape[0]):
        worst, best = 0.0, 0.0
        for at in range(low.shape[1]):
            if (mine >> at) & 1:
                worst += low[extreme, at]
                best += high[extreme, at]
            elif (theirs >> at) & 1:
                worst -= high[extreme, at]
                best -= low[extreme, at]
        if worst < -EPS:
            return False
        better = better or best > EPS
    return better


@kernel
def undominated(sets: I64, spent: F64, low: F64, high: F64, thrift: bool) -> I64:
    """A 1 for each set of bits that no other dominates; with `thrift` only one that costs no more can dominate it."""
    stays = np.ones(len(sets), np.int64)
    for at in range(len(sets)):
        for by in range(len(sets)):
            if by == at or stays[by] == 0:
                continue
            cheap = True
            if thrift:
                for row in range(spent.shape[1]):
                    cheap = cheap and spent[by, row] <= spent[at, row] + EPS
            if cheap and dominates(sets[by], sets[at], low, high):
                stays[at] = 0
                break
    return stays

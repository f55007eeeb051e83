"""Why we differ: the disagreement of two parties, divided over facts, weights and veto so that it adds up.

A party has its own facts (what each option is worth on each criterion), weights, and floors or vetoes. Between two
parties we swap one of the three at a time, in every possible order, and average what each swap changes (Shapley). The
parts add up to the whole and no order is preferred.

What is divided is the difference in *gap*: how far the favourite of the one stands above the favourite of the other. A
vetoed option stands a whole scale lower, so below every option that is allowed. Beside it stands how many pairs of
options the two order the other way round, divided in the same manner.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, I64, Flags, cells, frozen, level, ranks, shares, unique, vector, worth

VERSION = 1
MOST_PARTIES = 100
FACTORS = ("facts", "weights", "veto")
ORDERS = tuple(permutations(range(3)))
# Standings are whole numbers of these: a sixth of one is still a short binary fraction, so the parts add up to the bit.
GRAIN = 6 * 2.0**-40


@dataclass(frozen=True, eq=False)
class Party:
    """One party: values f64[A, C] 0..1, weights f64[C] >= 0, floors f64[C] on the value scale (NaN none), veto bool[A]."""

    name: str
    values: npt.ArrayLike
    weights: npt.ArrayLike
    floors: npt.ArrayLike | None = None
    veto: npt.ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class Split:
    """Why two parties differ about `option` (the favourite of `one`) against `rival` (the favourite of `other`).

    same_first : they want the same; then the pair is the one whose gap differs most between them
    gap_one, gap_other : how far option stands above rival for each, on the value scale; a veto counts for 1
    facts, weights, veto : parts that add up, bit for bit, to gap_one - gap_other
    facts_by, weights_by : f64[C] where those parts sit, per criterion, vetoes left aside
    decisive : the largest part; "" when there is nothing to explain
    alone : the factors that, taken over from `other` alone, would bring `one` to `rival` as its favourite
    reversals : pairs of options that they order the other way round; reversal_parts : facts, weights, veto in twelfths
    """

    one: str
    other: str
    option: int
    rival: int
    same_first: bool
    gap_one: float
    gap_other: float
    facts: float
    weights: float
    veto: float
    facts_by: F64
    weights_by: F64
    decisive: str
    alone: tuple[str, ...]
    reversals: int
    reversal_parts: tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Differences:
    """Each pair of P parties, and how far all of them agree.

    totals : f64[P, A]; ranks : i64[P, A], 0 where vetoed; first : option per party, -1 when it vetoes all
    reversals : i64[P, P]; kendall_w : 0 no agreement .. 1 the same order for all, NaN when nobody tells options apart
    """

    parties: tuple[str, ...]
    pairs: tuple[Split, ...]
    totals: F64
    ranks: I64
    first: tuple[int, ...]
    reversals: I64
    kendall_w: float


@dataclass(frozen=True, eq=False)
class _Seat:
    name: str
    values: F64
    weights: F64
    floors: F64
    veto: Flags


def differ(parties: Sequence[Party]) -> Differences:
    """Split the disagreement of every two parties into facts, weights and veto.

    parties : 1..100 parties with a name each, all on the same options and criteria

    Returns `Differences`. Errors: ValueError with a sentence when an argument is not as `Party` has it.
    Reference: Shapley (1953), A value for n-person games; Kendall & Babington Smith (1939), Ann. Math. Stat. 10(3).

    >>> facts = [[0.9, 0.2], [0.5, 0.7]]
    >>> found = differ([Party("province", facts, [70, 30]), Party("panel", [[0.9, 0.1], [0.5, 0.8]], [40, 60])])
    >>> pair = found.pairs[0]
    >>> pair.option, pair.rival, round(pair.gap_one, 4), round(pair.gap_other, 4)
    (0, 1, 0.13, -0.26)
    >>> round(pair.facts, 4), round(pair.weights, 4), round(pair.veto, 4), pair.decisive
    (0.09, 0.3, 0.0, 'weights')
    >>> pair.alone, pair.reversals, pair.reversal_parts, found.kendall_w
    (('weights',), 1, (0, 12, 0), 0.0)
    """
    seats = _seated(parties)
    totals = np.array([seat.values @ seat.weights for seat in seats])
    states = [_state(seat, seat, seat) for seat in seats]
    order = np.array([ranks(total, _out(seat, seat)) for total, seat in zip(totals, seats, strict=True)])
    first = tuple(state.first for state in states)
    turned = np.array([[_reversed(a, b) for b in states] for a in states], dtype=np.int64)
    pairs = tuple(_split(one, other) for one, other in combinations(seats, 2))
    frozen(totals, order, turned)
    return Differences(tuple(seat.name for seat in seats), pairs, totals, order, first, turned, kendall_w(order))


def kendall_w(order: npt.ArrayLike) -> float:
    """How far P rankings of A options agree: 0 not at all, 1 completely; corrected for ties.

    order : [P, A] ranks, 1 the best; equals share a rank; 0 is out of the order and stands last

    >>> round(kendall_w([[1, 2, 3], [1, 2, 3], [1, 3, 2]]), 2), kendall_w([[1, 2], [2, 1]])
    (0.78, 0.0)
    """
    given = cells("ranks", order, 2)
    parties, options = given.shape
    if not given.size:
        raise ValueError("Expected the ranks of one party or more, got none. Let somebody weigh first.")
    given = np.where(given <= 0, options + 1, given)
    above = (given[:, None, :] < given[:, :, None]).sum(axis=2)
    level_with = (given[:, None, :] == given[:, :, None]).sum(axis=2)
    middle = above + (level_with + 1) / 2
    sums = middle.sum(axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    ties = float((level_with**2 - 1).sum())  # of a group of t: t (t² - 1), which is t³ - t
    most = parties**2 * (options**3 - options) - parties * ties
    return 12 * spread / most if most > 0 else float("nan")


def _seated(parties: Sequence[Party]) -> list[_Seat]:
    if not 1 <= len(parties) <= MOST_PARTIES:
        raise ValueError(f"Expected 1 to {MOST_PARTIES} parties, got {len(parties)}. Every pair is compared.")
    unique((party.name for party in parties), "party")
    seats: list[_Seat] = []
    for party in parties:
        values = worth(f"the values of {party.name}", party.values)
        options, criteria = values.shape
        if seats and values.shape != seats[0].values.shape:
            raise ValueError(
                f"Expected every party on the same options and criteria, {seats[0].values.shape}; {party.name} has {values.shape}."
            )
        floors = np.full(criteria, np.nan) if party.floors is None else vector("floors", party.floors, criteria)
        veto = np.zeros(options, dtype=np.bool_) if party.veto is None else np.asarray(party.veto, dtype=np.bool_)
        if veto.shape != (options,):
            raise ValueError(f"Expected a veto or none on each of {options} options, {party.name} has {len(veto)}.")
        seats.append(_Seat(party.name, values, shares(party.weights, criteria), floors, veto))
    return seats


def _out(facts: _Seat, veto: _Seat) -> Flags:
    """Which options the one vetoes, by the facts of the other."""
    return np.asarray((facts.values < veto.floors).any(axis=1) | veto.veto)


@dataclass(frozen=True, eq=False)
class _State:
    """What a party would say with these facts, weights and veto."""

    standing: F64  # totals, a whole scale lower when vetoed, in whole grains
    order: F64  # levels to compare; what is vetoed stands together below the rest

    @property
    def first(self) -> int:
        return int(np.argmax(self.order)) if self.order.max() >= 0 else -1


def _state(facts: _Seat, weights: _Seat, veto: _Seat) -> _State:
    totals, out = facts.values @ weights.weights, _out(facts, veto)
    return _State(np.asarray(np.rint((totals - out) / GRAIN) * GRAIN), np.where(out, -1.0, level(totals)))


def _reversed(one: _State, other: _State) -> int:
    """How many pairs of options the two order the other way round."""
    a, b = one.order, other.order
    turned = np.sign(a[:, None] - a[None, :]) * np.sign(b[:, None] - b[None, :]) < 0
    return int(turned.sum()) // 2


def _split(one: _Seat, other: _Seat) -> Split:
    sides = (one, other)
    states = {whose: _state(*(sides[side] for side in whose)) for whose in np.ndindex(2, 2, 2)}  # per factor
    ours, theirs = states[0, 0, 0], states[1, 1, 1]
    first, second = ours.first, theirs.first
    same = first == second or first < 0 or second < 0
    option, rival = _widest(ours.standing - theirs.standing) if same else (first, second)
    gap = {whose: float(state.standing[option] - state.standing[rival]) for whose, state in states.items()}
    parts = _shapley({swapped: gap[0, 0, 0] - value for swapped, value in gap.items()})
    turned = [_shapley({swapped: _reversed(start, at) for swapped, at in states.items()}) for start in (ours, theirs)]
    reversals = [round(6 * (a - b)) for a, b in zip(*turned, strict=True)]
    lead_one, lead_other = one.values[option] - one.values[rival], other.values[option] - other.values[rival]
    facts_by = (lead_one - lead_other) * (one.weights + other.weights) / 2
    weights_by = (one.weights - other.weights) * (lead_one + lead_other) / 2
    frozen(facts_by, weights_by)
    largest = int(np.argmax(parts))
    decisive = FACTORS[largest] if parts[largest] > 0 else ""
    swaps = zip(FACTORS, ((1, 0, 0), (0, 1, 0), (0, 0, 1)), strict=True)
    alone = tuple(factor for factor, swap in swaps if not same and states[swap].first == second)
    return Split(
        one.name,
        other.name,
        option,
        rival,
        first == second,
        gap[0, 0, 0],
        gap[1, 1, 1],
        parts[0],
        parts[1],
        parts[2],
        facts_by,
        weights_by,
        decisive,
        alone,
        _reversed(ours, theirs),
        (reversals[0], reversals[1], reversals[2]),
    )


def _widest(change: F64) -> tuple[int, int]:
    """The two options whose gap differs most between the parties, so that the difference is not negative."""
    return int(np.argmax(change)), int(np.argmin(change))


def _shapley(worth: dict[tuple[int, ...], float]) -> tuple[float, float, float]:
    """Per factor the average, over all orders, of what swapping it adds."""
    parts = [0.0, 0.0, 0.0]
    for order in ORDERS:
        state = [0, 0, 0]
        for factor in order:
            before = worth[tuple(state)]
            state[factor] = 1
            parts[factor] += worth[tuple(state)] - before
    return parts[0] / 6, parts[1] / 6, parts[2] / 6

"""A programme as the rows of an integer programme, with variables that say: has started by this quarter.

Started-by instead of starts-in makes the order of two measures one short row per quarter, which the solver's cuts like.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from samenhang.methods.portfolio_kinds import F64, I64, OUT, Programme

Terms = list[tuple[int, float]]


@dataclass
class Rows:
    """Columns are z[i, q] within each measure's window, then y per synergy. Rows read low <= terms <= high."""

    programme: Programme
    column: dict[tuple[int, int], int] = field(default_factory=dict)
    terms: list[Terms] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    about: list[tuple[str, int, int]] = field(default_factory=list)  # (kind, index, quarter) of each row

    def __post_init__(self) -> None:
        p = self.programme
        self.first, self.last = p.windows
        for one in range(p.size):
            for quarter in range(self.first[one], self.last[one] + 1):
                self.column[one, quarter] = len(self.column)
        self.starts = len(self.column)
        for one in range(p.size):
            for quarter in range(self.first[one], self.last[one]):
                self._row(
                    [*self.by(one, quarter), *self.by(one, quarter + 1, -1.0)], -np.inf, 0, ("order", one, quarter)
                )
        self._capacity()
        for a, b in p.precedence:
            for quarter in range(self.first[b], self.last[b] + 1):
                ended = self.by(a, quarter - int(p.duration[a]), -1.0)
                self._row([*self.by(b, quarter), *ended], -np.inf, 0, ("precedence", a, b))
        for place, (some, least) in enumerate(p.coverage):
            self._row([term for one in set(some) for term in self.done(one)], least, np.inf, ("coverage", place, OUT))
        for one in sorted(p.wanted):
            self._row(self.done(one), 1, np.inf, ("inside", one, OUT))
        for place, (a, b, gain) in enumerate(p.synergies):
            pair = (self.starts + place, 1.0)
            if gain >= 0:
                for one in (a, b):
                    self._row([pair, *self.done(one, -1.0)], -np.inf, 0, ("synergy", place, OUT))
            else:
                self._row([pair, *self.done(a, -1.0), *self.done(b, -1.0)], -1, np.inf, ("synergy", place, OUT))

    def _capacity(self) -> None:
        p = self.programme
        years: list[Terms] = [[] for _year in p.budget]
        for quarter in range(p.quarters):
            running = [
                (one, [*self.by(one, quarter), *self.by(one, quarter - int(p.duration[one]), -1.0)])
                for one in range(p.size)
            ]
            for team in range(len(p.capacity)):
                used = [
                    (at, way * float(p.use[one, team])) for one, some in running if p.use[one, team] for at, way in some
                ]
                self._row(used, -np.inf, float(p.capacity[team, quarter]), ("capacity", team, quarter))
            if p.budget.size:
                spent = p.cost / p.duration
                years[p.year[quarter]] += [(at, way * float(spent[one])) for one, some in running for at, way in some]
        for year, spending in enumerate(years):
            self._row(spending, -np.inf, float(p.budget[year]), ("budget", year, OUT))

    def by(self, one: int, quarter: int, way: float = 1.0) -> Terms:
        """The measure has started by this quarter."""
        if quarter < self.first[one] or self.last[one] < self.first[one]:
            return []
        return [(self.column[one, min(quarter, int(self.last[one]))], way)]

    def done(self, one: int, way: float = 1.0) -> Terms:
        return self.by(one, self.programme.quarters, way)

    def _row(self, terms: Terms, low: float, high: float, about: tuple[str, int, int]) -> None:
        self.terms.append(terms)
        self.low.append(low)
        self.high.append(high)
        self.about.append(about)

    @property
    def width(self) -> int:
        return self.starts + len(self.programme.synergies)

    def aim(self, p: Programme) -> F64:
        """What each column adds to the aim of `p`, which has the same measures and synergies."""
        made, worth = np.zeros(self.width), p.worth
        for (one, quarter), at in self.column.items():
            later = worth[one, quarter + 1] if quarter < self.last[one] else 0.0
            made[at] = worth[one, quarter] - later
        made[self.starts :] = [gain for _a, _b, gain in p.synergies]
        return made

    def matrix(self, extra: list[Terms] | None = None) -> Any:
        from scipy.sparse import csr_array

        rows = [*self.terms, *(extra or [])]
        at = np.repeat(np.arange(len(rows)), [len(terms) for terms in rows])
        columns = np.array([column for terms in rows for column, _amount in terms], dtype=np.int64)
        amounts = np.array([amount for terms in rows for _column, amount in terms], dtype=np.float64)
        return csr_array((amounts, (at, columns)), shape=(len(rows), self.width))

    def start(self, x: F64) -> I64:
        """The quarter in which each measure starts, read from the columns."""
        found = np.full(self.programme.size, OUT)
        for (one, quarter), at in self.column.items():
            if x[at] > 0.5 and found[one] == OUT:
                found[one] = quarter
        return found


def lines(p: Programme) -> tuple[I64, I64, F64, F64]:
    """What each start takes: (line_at i64[N*Q+1], line_of, amount, room); teams by quarter first, then years."""
    teams, quarters = p.capacity.shape
    room = np.concatenate([p.capacity.ravel(), p.budget])
    at = np.zeros(p.size * quarters + 1, np.int64)
    of: list[int] = []
    amount: list[float] = []
    for one in range(p.size):
        for start in range(quarters):
            took: dict[int, float] = {}
            for quarter in range(start, min(quarters, start + int(p.duration[one]))):
                for team in np.flatnonzero(p.use[one]):
                    took[int(team) * quarters + quarter] = float(p.use[one, team])
                if p.budget.size and p.cost[one]:
                    year = teams * quarters + int(p.year[quarter])
                    took[year] = took.get(year, 0.0) + float(p.cost[one] / p.duration[one])
            of += took.keys()
            amount += took.values()
            at[one * quarters + start + 1] = len(of)
    return at, np.array(of, np.int64), np.array(amount, np.float64), room


def gathered(size: int, links: list[tuple[int, Any]], kind: Any = np.int64) -> tuple[I64, Any]:
    """Lists per measure behind each other: (at i64[size + 1], values)."""
    at = np.zeros(size + 1, np.int64)
    for one, _value in links:
        at[one + 1] += 1
    return at.cumsum(), np.array([value for _one, value in sorted(links, key=lambda link: link[0])], dtype=kind)

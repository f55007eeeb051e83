"""What is known about weights without knowing them: bounds, an order, "at least as important as". And draws from it.

The weights that fit form a region with flat sides. Every point of it is taken to be as likely, and points are drawn by
walking: in a random direction, to a random place on the stretch that stays inside (hit and run).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, frozen, vector
from samenhang.methods.polytope_kernels import walk

VERSION = 1
MOST_CRITERIA = 60
THIN = 1  # steps between two draws, per criterion
PART = 250_000  # multiplications at a time: so few that the library of matrices does them on this thread alone
WARM = 8  # steps before the first, per criterion squared


@dataclass(frozen=True)
class Polytope:
    """All divisions of importance over `criteria` that agree with what is known.

    low, high : f64[C] 0..1, least and most share of each criterion; nothing known when left out
    order : criteria from most to least important; what is left out of it is free
    more : pairs (i, j), i is at least as important as j
    ratios : triples (i, j, r), i is at least r times as important as j

    Errors: ValueError with a sentence when an argument is not as above, or no weights agree with all of it.
    Reference: Smith (1984), Operations Research 32(6); Tervonen et al. (2013), EJOR 224(3).

    >>> known = Polytope(3, low=[0.2, 0.0, 0.0], order=[0, 1])
    >>> known.extremes().round(2).tolist()
    [[0.2, 1.0], [0.0, 0.5], [0.0, 0.8]]
    >>> drawn = known.sample(10_000, seed=1)
    >>> bool((drawn[:, 0] >= drawn[:, 1]).all()), float(drawn.min(axis=0)[0].round(1))
    (True, 0.2)
    """

    criteria: int
    low: npt.ArrayLike | None = None
    high: npt.ArrayLike | None = None
    order: Sequence[int] | None = None
    more: Sequence[tuple[int, int]] = ()
    ratios: Sequence[tuple[int, int, float]] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.criteria <= MOST_CRITERIA:
            raise ValueError(
                f"Expected 1 to {MOST_CRITERIA} criteria, got {self.criteria}. Weigh within a branch of the tree first."
            )
        self._sides  # noqa: B018 - a region in which nothing fits is refused at once
        self._inside  # noqa: B018

    @property
    def centre(self) -> F64:
        """f64[C]: the weights farthest from every side."""
        return self._inside[0]

    @property
    def mark(self) -> bytes:
        """Bytes that differ when something else is known."""
        sides, most = self._sides
        return repr(sides.shape).encode() + sides.tobytes() + most.tobytes()

    def extremes(self) -> F64:
        """f64[C, 2]: the least and the most that each criterion can weigh."""
        sides, most = self._sides
        found = np.array([[self._solve(sign * np.eye(self.criteria)[c], sides, most)[c] for sign in (1, -1)]
                          for c in range(self.criteria)])  # fmt: skip
        frozen(found)
        return found

    def sample(self, n: int, seed: int) -> F64:
        """f64[n, C] draws; the same seed gives the same draws."""
        return self.draw(n, np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed))))

    def draw(self, n: int, rng: np.random.Generator) -> F64:
        """f64[n, C] draws from a stream of random numbers that the caller keeps."""
        if self._plain:  # the whole simplex, or that in one order: drawn at once, each draw on its own
            drawn = rng.standard_exponential((n, self.criteria))
            drawn /= drawn.sum(axis=1, keepdims=True)
            if self.order is not None:
                drawn[:, list(self.order)] = -np.sort(-drawn, axis=1)
            return drawn
        return self._walk(n, rng, *self._shape)

    def _walk(self, n: int, rng: np.random.Generator, start: F64, ways: F64) -> F64:
        """Hit and run: directions come from `ways`, so that a long and narrow region is walked along its length."""
        if not ways.any():  # one division of importance fits, no more
            return np.tile(start, (n, 1))
        sides, most = self._sides
        free = ~np.all(np.abs(sides @ ways.T) < 1e-12, axis=1)
        sides, most = sides[free], most[free]
        thin, warm = THIN * self.criteria, WARM * self.criteria**2
        weights, slack = start.copy(), np.maximum(most - sides @ start, 0)
        result = np.empty((n, self.criteria))
        part = max(64, PART // (self.criteria * len(sides)))
        for first in range(-warm, n * thin, part):
            steps = min(part, n * thin - first)
            way = rng.standard_normal((steps, self.criteria)) @ ways
            walk(weights, slack, way, way @ sides.T, rng.random(steps), first, thin, result)
        result = np.maximum(result, 0)
        return np.asarray(result / result.sum(axis=1, keepdims=True))

    @cached_property
    def _plain(self) -> bool:
        whole = self.order is None or sorted(self.order) == list(range(self.criteria))
        return whole and self.low is None and self.high is None and not self.more and not self.ratios

    @cached_property
    def _shape(self) -> tuple[F64, F64]:
        """A point amid the region and the directions in which it stretches, learned from walks that are thrown away."""
        start, ways = self._inside
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(0)))
        for tries in (200, 500, 1000):
            seen = self._walk(tries, rng, start, ways)
            size, axes = np.linalg.eigh(np.cov(seen.T).reshape(self.criteria, -1))
            start = seen.mean(axis=0)
            ways = np.where(size > 1e-18, np.sqrt(np.maximum(size, 0)), 0)[:, None] * axes.T
            ways = (ways / np.sqrt(size.max())) @ self._inside[1] if size.max() > 1e-18 else np.zeros_like(ways)
        return start, ways

    def of(self, criteria: int) -> "Polytope":
        """Itself, when it is about so many criteria."""
        if criteria != self.criteria:
            raise ValueError(
                f"Expected weights for {criteria} criteria, got bounds on {self.criteria}. Say what is known of each."
            )
        return self

    @cached_property
    def _sides(self) -> tuple[F64, F64]:
        """sides @ weights <= most."""
        count, one = self.criteria, np.eye(self.criteria)
        low = np.zeros(count) if self.low is None else vector("low", self.low, count)
        high = np.ones(count) if self.high is None else vector("high", self.high, count)
        if not ((low >= 0) & (low <= high) & (high <= 1)).all():
            c = int(np.argmin((low >= 0) & (low <= high) & (high <= 1)))
            raise ValueError(
                f"Expected 0 <= low <= high <= 1 for each weight, got {low[c]:g} and {high[c]:g} for criterion {c + 1}. Order them."
            )
        chain = [] if self.order is None else list(self.order)
        pairs = [(i, j, 1.0) for i, j in pairwise(chain)]
        pairs += [(i, j, 1.0) for i, j in self.more] + [(i, j, float(r)) for i, j, r in self.ratios]
        if len(set(chain)) < len(chain) or not {c for i, j, _ in pairs for c in (i, j)} <= set(range(count)):
            raise ValueError(
                f"Expected criteria 0..{count - 1}, each once in an order, got {chain or pairs}. Check the numbers."
            )
        if any(not 0 < r < np.inf or i == j for i, j, r in pairs):
            raise ValueError(
                "Expected two different criteria and a ratio above 0. Say how many times as important it is."
            )
        sides = np.vstack([-one, one, *(r * one[j] - one[i] for i, j, r in pairs)])
        return sides, np.concatenate([-low, high, np.zeros(len(pairs))])

    @cached_property
    def _inside(self) -> tuple[F64, F64]:
        """A point as far inside as can be, and the projection on the directions in which the region has any width."""
        sides, most = self._sides
        flat = np.ones((1, self.criteria))
        tight = np.zeros(len(sides), dtype=np.bool_)
        while True:  # a side that no fitting weights can leave is not a side but a law: it joins the sum
            plane = _plane(flat)
            size = np.sqrt(((sides @ plane) ** 2).sum(axis=1))
            size[tight] = 0.0
            depth, point = self._deepest(sides, most, size)
            if depth > 1e-9 or not (size > 1e-12).any():
                break
            laws = [
                k
                for k in np.flatnonzero(size > 1e-12)
                if most[k] - sides[k] @ self._solve(sides[k], sides, most) < 1e-9
            ]
            if not laws:
                break
            tight[laws] = True
            flat = np.vstack([flat, sides[laws]])
        frozen(point, plane)
        return point, plane

    def _deepest(self, sides: F64, most: F64, size: F64) -> tuple[float, F64]:
        above = np.hstack([sides, size[:, None]])
        found = _programme(np.append(np.zeros(self.criteria), -1.0), above, most, self.criteria, (None, 1.0))
        if found is None or found[-1] < -1e-9:
            raise ValueError(
                "Expected weights that agree with all that is said of them, there are none. Loosen a bound or drop a comparison."
            )
        return float(found[-1]), found[:-1]

    def _solve(self, cost: F64, sides: F64, most: F64) -> F64:
        above = np.hstack([sides, np.zeros((len(sides), 1))])
        found = _programme(np.append(cost, 0.0), above, most, self.criteria, (0.0, 0.0))
        return self.centre if found is None else found[:-1]


def _plane(laws: F64) -> F64:
    """The projection on what leaves every law as it is."""
    _, size, ways = np.linalg.svd(laws)
    kept = ways[int((size > 1e-9).sum()) :]
    return np.asarray(kept.T @ kept)


def _programme(cost: F64, above: F64, most: F64, count: int, last: tuple[float | None, float]) -> F64 | None:
    """The point of least cost; None when there is none."""
    from scipy.optimize import linprog  # type: ignore[import-untyped, unused-ignore]

    whole = np.append(np.ones(count), 0.0)[None, :]
    done = linprog(
        cost, A_ub=above, b_ub=most, A_eq=whole, b_eq=[1.0], bounds=[(0, 1)] * count + [last], method="highs"
    )
    return np.asarray(done.x, dtype=np.float64) if done.status == 0 else None

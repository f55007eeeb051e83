"""Where a future fails: the few limits between which it goes wrong, in how many futures, and what the measures change about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samenhang.weighing.futures.queries import model
from samenhang.weighing.futures.queries.model import Computed
from samenhang.weighing.futures.queries.words import OUTCOMES

if TYPE_CHECKING:
    from samenhang.methods.discovery import Box, Claim

MOST_LIMITS = 3
CORNERS = 2  # of the second way of looking: more would be no sentence
EFFECTS = 5
SOBOL = 128  # base draws of the sensitivity; each asks the model once per driver and twice more
ENOUGH = 20  # futures that must fail, and hold, before a corner can be told from chance


@dataclass(frozen=True)
class Limit:
    """Between which values a driver must lie; None where it has no limit."""

    driver: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Corner:
    """A corner that the second way of looking found, measured as the first: on the futures it came from and on fresh ones."""

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    fresh_coverage: float
    fresh_density: float


@dataclass(frozen=True)
class Effect:
    """Which share of the spread of the outcome is of one driver, with everything it does together with others."""

    driver: str
    share: float


@dataclass(frozen=True)
class Limits:
    """What was found of a question: does `outcome` stay at or below `limit` (above, where more is better) in the last year?

    holds: share of the futures in which it does; untouched: the same without the measures
    regret: how much is lost at most in one future by not having chosen the better of the two
    coverage, density: of the futures that fail, how many lie within the limits; of those within, how many fail
    fresh_*: the same on futures that were not used to find the limits
    corners: where a tree of cuts says that it fails; alike: of the fresh futures that one of the two points at, how many both do
    """

    outcome: str
    limit: float
    chosen: bool  # whether somebody chose the limit; else it is the middle of the futures
    year: int
    futures: int
    holds: float
    untouched: float
    regret: float
    untouched_regret: float
    limits: tuple[Limit, ...]
    coverage: float
    density: float
    fresh_holds: float
    fresh_coverage: float
    fresh_density: float
    effects: tuple[Effect, ...]
    corners: tuple[Corner, ...] = ()
    alike: float = 0.0


def found(computed: Computed, tell: Callable[[], None] = lambda: None, *, effects: bool = True) -> Limits:
    """Ask the question of a computed future. Runs the model again: without measures, on fresh draws, and for the effects.

    `tell` is called between two of these; what it raises ends the search.
    """
    import numpy as np

    from samenhang.methods.discovery import best, cart, claim, measure, prim
    from samenhang.methods.robustness import robustness

    setting, start = computed.setting, computed.start
    outcome = OUTCOMES[setting.outcome]
    limit = setting.limit if setting.limit is not None else middle(computed)
    fails = _fails(computed.last, limit, outcome.more_is_worse)
    tell()
    acted = any(setting.levers.values())
    plain = model.compute(setting.untouched, start, light=True) if acted else computed
    tell()
    fresh = model.compute(setting, start, first=setting.draws, light=True)
    tell()
    both = robustness(
        np.stack([computed.last, plain.last]), better="lower" if outcome.more_is_worse else "higher", draws=0
    )
    limits: tuple[Limit, ...] = ()
    corners: tuple[Corner, ...] = ()
    alike = coverage = density = fresh_coverage = fresh_density = 0.0
    again = _fails(fresh.last, limit, outcome.more_is_worse)
    if min(fails.sum(), (~fails).sum()) >= ENOUGH:
        paths = prim(computed.params, fails)
        if paths:
            said = claim(computed.params, fails, best(paths[0]), names=computed.names, most=MOST_LIMITS)
            limits = tuple(Limit(each.name, each.low, each.high) for each in said.limits)
            coverage, density = said.coverage, said.density
            tested = measure(fresh.params, again, said.box(computed.names))
            fresh_coverage, fresh_density = tested.coverage, tested.density
            leaves = [
                claim(computed.params, fails, leaf, names=computed.names, most=MOST_LIMITS)
                for leaf in cart(computed.params, fails)[:CORNERS]
            ]
            corners = tuple(_corner(leaf, measure(fresh.params, again, leaf.box(computed.names))) for leaf in leaves)
            alike = _alike(fresh.params, said.box(computed.names), [leaf.box(computed.names) for leaf in leaves])
    return Limits(
        outcome.code, float(limit), setting.limit is not None, computed.years[-1], len(computed.last),
        float(1 - fails.mean()), float(1 - _fails(plain.last, limit, outcome.more_is_worse).mean()),
        float(both.max_regret[0]), float(both.max_regret[1]), limits, coverage, density,
        float(1 - again.mean()), fresh_coverage, fresh_density, _effects(computed, tell) if effects else (),
        corners, alike,
    )  # fmt: skip


def _corner(said: "Claim", fresh: "Box") -> Corner:
    limits = tuple(Limit(each.name, each.low, each.high) for each in said.limits)
    return Corner(limits, said.coverage, said.density, fresh.coverage, fresh.density)


def _alike(params: Any, one: "Box", others: "list[Box]") -> float:
    """Of the futures inside one of the two, the share that lies inside both."""
    import numpy as np

    first, second = one.holds(params), np.zeros(len(params), dtype=bool)
    for box in others:
        second |= box.holds(params)
    either = int((first | second).sum())
    return float((first & second).sum() / either) if either else 0.0


def middle(computed: Computed) -> float:
    """The middle of the futures in the last year, in two digits: where nobody chose a limit."""
    import numpy as np

    return float(f"{float(np.median(computed.last)):.2g}")


def _fails(values: Any, limit: float, more_is_worse: bool) -> Any:
    return values > limit if more_is_worse else values < limit


def _effects(computed: Computed, tell: Callable[[], None]) -> tuple[Effect, ...]:
    """The drivers that make most of the spread of the outcome in the last year."""
    import numpy as np

    from samenhang.methods import stockflow
    from samenhang.methods.robustness import sobol

    setting, outcome = computed.setting, OUTCOMES[computed.setting.outcome]
    inputs = computed.start.inputs(setting.shares, setting.values)
    ranges = np.array([setting.ranges[name] for name in stockflow.names(setting.sectors)])
    varied = np.flatnonzero(ranges[:, 2] > ranges[:, 0])
    if not len(varied):
        return ()

    def last(points: Any) -> Any:
        tell()
        uniform = np.full((len(points), len(ranges)), 0.5)
        uniform[:, varied] = points
        params = stockflow.triangular(uniform, ranges)
        ran = stockflow.simulate(
            params,
            inputs,
            setting.years,
            dict(setting.levers),
            seed=setting.seed,
            outcomes=(outcome.code,),
            followed=1,
        )
        return ran.of(outcome.code)[:, -1].astype(np.float64) / outcome.scale

    answer = sobol(last, [0.0] * len(varied), [1.0] * len(varied), draws=SOBOL, seed=setting.seed)
    names = [computed.names[place] for place in varied]
    order = np.argsort(-answer.total, kind="stable")[:EFFECTS]
    return tuple(Effect(names[place], float(np.clip(answer.total[place], 0, 1))) for place in order)


NUMBERS = ("limit", "holds", "untouched", "regret", "untouched_regret", "coverage", "density", "fresh_holds",
           "fresh_coverage", "fresh_density", "alike")  # fmt: skip


MEASURED = ("coverage", "density", "fresh_coverage", "fresh_density")


def rows_of(limits: Limits) -> list[tuple[Any, ...]]:
    """The rows of a result that say where it fails."""
    year = limits.year
    rows: list[tuple[Any, ...]] = [
        (f"question/{name}", "question", "", limits.outcome, year, None, None, float(getattr(limits, name)), None, None)
        for name in NUMBERS
    ]
    rows += [
        (f"limit/{each.driver}", "limit", "", each.driver, year, each.low, None, None, None, each.high)
        for each in limits.limits
    ]
    rows += [
        (f"effect/{each.driver}", "effect", "", each.driver, year, None, None, each.share, None, None)
        for each in limits.effects
    ]
    for place, corner in enumerate(limits.corners, start=1):
        rows += [
            (
                f"corner/{place}/{name}",
                "corner",
                "",
                str(place),
                year,
                None,
                None,
                float(getattr(corner, name)),
                None,
                None,
            )
            for name in MEASURED
        ]
        rows += [
            (
                f"corner/{place}/limit/{each.driver}",
                f"corner-{place}",
                "",
                each.driver,
                year,
                each.low,
                None,
                None,
                None,
                each.high,
            )
            for each in corner.limits
        ]
    return rows


def of_rows(rows: list[dict[str, Any]], *, chosen: bool, futures: int) -> Limits | None:
    """What a result says of where it fails."""
    numbers = {row["cell"].partition("/")[2]: float(row["likely"]) for row in rows if row["part"] == "question"}
    asked = next((row for row in rows if row["part"] == "question"), None)
    if asked is None:
        return None
    return Limits(
        outcome=asked["name"], chosen=chosen, year=int(asked["year"]), futures=futures,
        limits=tuple(Limit(row["name"], row["low"], row["high"]) for row in rows if row["part"] == "limit"),
        effects=tuple(Effect(row["name"], float(row["likely"])) for row in rows if row["part"] == "effect"),
        corners=tuple(_corners(rows)),
        **numbers,
    )  # fmt: skip


def _corners(rows: list[dict[str, Any]]) -> Iterator[Corner]:
    measured = {row["cell"]: float(row["likely"]) for row in rows if row["part"] == "corner"}
    for place in sorted({row["name"] for row in rows if row["part"] == "corner"}):
        limits = tuple(Limit(row["name"], row["low"], row["high"]) for row in rows if row["part"] == f"corner-{place}")
        yield Corner(limits, *(measured[f"corner/{place}/{name}"] for name in MEASURED))

"""What a programme is chosen from, as one table: everything that the computation sees, with where each number comes from.

The table is frozen as a sheet before anything is computed. A number without a row here plays no part.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref
from samenhang.ground.people.queries import Viewer
from samenhang.steering.programme.models import Demand, Effort, Measure, Precedence, SetAside, Synergy
from samenhang.steering.programme.queries.means import Means, means
from samenhang.steering.programme.queries.measures import SEEN, measures
from samenhang.steering.programme.queries.worth import Both, aims, worth_of

if TYPE_CHECKING:
    from samenhang.methods.portfolio_kinds import Programme

SETTING = "programme-setting"
COLUMNS = (("row", "code"), ("about", "code"), ("one", "code"), ("other", "code"), ("low", "number"), ("value", "number"),
           ("high", "number"), ("cite", "text"))  # fmt: skip
DISCOUNT, GAP, NODES, SEED = 0.98, 0.01, 400, 1
CANDIDATES = ("proposed", "adopted", "running")
FIELD, EFFECT = "field", "effect"  # whose scores count
KINDS = ("hours", "money")
HUNDRED = 100.0
LEAST_AIMS = 2


class CannotFit(Exception):
    """A programme that cannot be set out or computed; the text is a sentence for people."""


@dataclass(frozen=True)
class Ask:
    """What somebody wants computed: between which weights, whose scores count, and what is decided already."""

    weights: Mapping[str, tuple[float, float]]
    basis: str = EFFECT
    cover_themes: bool = False
    cover_stages: bool = False
    front: tuple[str, str] = ("", "")
    held: Mapping[int, str] = field(default_factory=dict)  # measure -> quarter, or "out"
    quarters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Left:
    """A measure that plays no part, and why."""

    measure: Measure
    why: str


@dataclass(frozen=True)
class Setting:
    """The table read back: codes of measures, means and quarters in the order of the arrays of `programme`."""

    measures: tuple[int, ...]
    means: tuple[tuple[str, str], ...]  # team, hours or money
    quarters: tuple[str, ...]
    aims: tuple[str, ...]
    weights: tuple[tuple[float, float], ...]
    scores: Any  # f64[N, aims, 3]
    serves: Mapping[int, tuple[str, ...]]
    cells: tuple[str, ...]  # what each place of the coverage stands for
    front: tuple[str, str]
    rules: Mapping[str, float]
    programme: "Programme"


def candidates(viewer: Viewer) -> list[Measure]:
    demands = Demand.objects.prefetch_related(Prefetch("efforts", Effort.objects.select_related("team")))
    rows = measures(viewer).filter(state__in=CANDIDATES)
    return list(rows.prefetch_related(Prefetch("demand", demands), "bottlenecks", SEEN, "themes", "stages"))


def sort_out(viewer: Viewer) -> tuple[list[Measure], dict[int, tuple[Both, ...]], list[Left]]:
    """The measures that can play a part, what they are worth, and those that cannot, each with why."""
    every = candidates(viewer)
    worth = worth_of(every)
    part, left = [], []
    for one in every:
        missing = [both.aim.label for both in worth[one.pk] if not (both.field or both.effect)]
        if not hasattr(one, "demand"):
            left.append(Left(one, _("what it asks of teams was not written down")))
        elif missing:
            left.append(Left(one, _("no score on: %(aims)s") % {"aims": ", ".join(missing)}))
        else:
            part.append(one)
    return part, worth, left


def set_out(viewer: Viewer, ask: Ask, seed: int = SEED) -> store.Table:
    """Everything that the computation will see, as a table; CannotFit with a sentence when there is nothing to compute."""
    part, worth, _left = sort_out(viewer)
    found = [one for one in means() if not ask.quarters or one.quarter in ask.quarters]
    quarters = sorted({one.quarter for one in found})
    _refuse(ask, part, found)
    aside = set(SetAside.objects.filter(until=None).values_list("measure", flat=True))
    rows: list[tuple[Any, ...]] = []

    def add(row: str, about: str, one: str = "", other: str = "", low: Any = None, value: Any = None, high: Any = None,
            cite: str = "") -> None:  # fmt: skip
        rows.append((row, about, one, other, low, value, high, cite))

    rules = {
        "discount": DISCOUNT, "gap": GAP, "nodes": NODES, "seed": seed, "cover_themes": ask.cover_themes,
        "cover_stages": ask.cover_stages,
    }  # fmt: skip
    for name, number in rules.items():
        add(f"rule/{name}", "rule", name, value=float(number))
    for place, code in enumerate(ask.front):
        if code:
            add(f"front/{place}", "front", code)
    for code, (low, high) in ask.weights.items():
        add(f"aim/{code}", "aim", code, low=low, high=high)
    for place, quarter in enumerate(quarters):
        add(f"quarter/{quarter}", "quarter", quarter, value=float(place))
    for each in found:
        for kind, number in zip(KINDS, (each.hours, each.money), strict=True):
            add(f"means/{each.team.pk}/{each.quarter}/{kind}", "means", each.team.pk, kind, value=number, cite=each.ref)
    for one in part:
        _measure_rows(add, one, worth[one.pk], ask, quarters, one.pk in aside)
    known = {one.pk for one in part}
    for link in Precedence.objects.filter(first__in=known, then__in=known):
        add(f"before/{link.first_id}/{link.then_id}", "before", str(link.first_id), str(link.then_id))
    for pair in Synergy.objects.filter(one__in=known, other__in=known):
        add(
            f"pair/{pair.one_id}/{pair.other_id}",
            "pair",
            str(pair.one_id),
            str(pair.other_id),
            value=pair.gain,
            cite=pair.ref,
        )
    ours = "yes" if part and all(one.example for one in part) else "no"
    return store.Table(SETTING, COLUMNS, tuple(rows), {"basis": ask.basis, "example": ours})


def _measure_rows(add: Any, one: Measure, worth: tuple[Both, ...], ask: Ask, quarters: list[str], aside: bool) -> None:
    demand, code = one.demand, str(one.pk)
    first = sum(quarter < demand.earliest for quarter in quarters)
    held = ask.held.get(one.pk, "")
    state = "out" if held == "out" or (aside and not held) else "in" if demand.obliged or held else "free"
    add(f"measure/{code}", "measure", code, state, low=float(first), value=float(demand.duration), cite=demand.ref)
    if held and held != "out":
        add(f"start/{code}", "start", code, held)
    for effort in demand.efforts.all():
        for kind, number in zip(KINDS, (effort.hours, effort.money), strict=True):
            if number:
                add(f"effort/{code}/{effort.team_id}/{kind}", "effort", code, f"{effort.team_id}/{kind}", value=number)
    for both in worth:
        use = (both.effect or both.field) if ask.basis == EFFECT else (both.field or both.effect)
        assert use is not None
        add(f"score/{code}/{both.aim.pk}", "score", code, both.aim.pk, use.low, use.likely, use.high, use.ref)
    for served in serves(one):
        add(f"serves/{code}/{served}", "serves", code, served)


def serves(one: Measure) -> list[str]:
    """What loses something when this measure is not done, as refs: its goal, bottlenecks, themes and stages of the chain."""
    refs = [f"goals:{one.goal_id}"] if one.goal_id else []
    refs += [row.ref for row in one.bottlenecks.all()] + [row.ref for row in one.observed.all() if not row.withdrawn]
    for rows in (one.themes, one.stages):
        refs += [row.ref for row in rows.all()]
    return refs


def _refuse(ask: Ask, part: list[Measure], found: list[Means]) -> None:
    if len(ask.weights) < LEAST_AIMS:
        raise CannotFit(_("Capacity is divided over at least two aims. The workspace declares them."))
    low, high = (sum(pair[side] for pair in ask.weights.values()) for side in (0, 1))
    if any(one > other for one, other in ask.weights.values()):
        raise CannotFit(_("The least weight of an aim may not be more than its most. Correct the weights."))
    if low > HUNDRED or high < HUNDRED:
        raise CannotFit(
            _("Between these bounds no weights add up to 100: together they are %(low)s to %(high)s. Widen them.")
            % {"low": f"{low:g}", "high": f"{high:g}"}
        )
    if not found or not any(one.hours for one in found):
        raise CannotFit(
            _("No team has any hours in these quarters, so nothing fits. Write down the capacity of the teams first.")
        )
    if not part:
        raise CannotFit(
            _("There is no measure of which is known what it asks and what it is worth. Write that down first.")
        )


def corners(weights: Iterable[tuple[float, float]]) -> list[tuple[float, ...]]:
    """The extreme points of the weights that are acceptable: each within its bounds, together one."""
    bounds = [(low / HUNDRED, high / HUNDRED) for low, high in weights]
    found: dict[tuple[float, ...], tuple[float, ...]] = {}
    for loose in range(len(bounds)):
        others = [pair for place, pair in enumerate(bounds) if place != loose]
        for ends in product(*others):
            rest = 1.0 - sum(ends)
            if bounds[loose][0] - 1e-9 <= rest <= bounds[loose][1] + 1e-9:
                point = (*ends[:loose], max(0.0, rest), *ends[loose:])
                found.setdefault(tuple(round(part, 9) for part in point), point)
    return list(found.values())


def of_table(table: store.Table) -> Setting:
    """The table as arrays."""
    import numpy as np

    from samenhang.methods.portfolio_kinds import Programme

    if table.kind != SETTING:
        raise CannotFit(_("This sheet is not what a programme is chosen from. Ask for a new proposal."))
    by: dict[str, list[dict[str, Any]]] = {}
    for row in table.records():
        by.setdefault(row["about"], []).append(row)
    rules = {row["one"]: row["value"] for row in by["rule"]}
    quarters = tuple(row["one"] for row in by["quarter"])
    aim_codes = tuple(row["one"] for row in by["aim"])
    bounds = tuple((row["low"], row["high"]) for row in by["aim"])
    held = [(row["one"], row["other"]) for row in by["means"]]
    rows = tuple(dict.fromkeys(held))
    capacity = np.zeros((len(rows), len(quarters)))
    for row in by["means"]:
        capacity[rows.index((row["one"], row["other"])), quarters.index(row["row"].split("/")[2])] = row["value"]
    codes = tuple(int(row["one"]) for row in by["measure"])
    at = {str(code): place for place, code in enumerate(codes)}
    use = np.zeros((len(codes), len(rows)))
    for row in by.get("effort", ()):
        team, _slash, kind = row["other"].rpartition("/")
        if (team, kind) not in rows:
            raise CannotFit(
                _("A measure asks hours of a team of which no capacity is known in these quarters. Add that first.")
            )
        use[at[row["one"]], rows.index((team, kind))] = row["value"]
    scores = np.zeros((len(codes), len(aim_codes), 3))
    for row in by["score"]:
        scores[at[row["one"]], aim_codes.index(row["other"])] = row["low"], row["value"], row["high"]
    served: dict[int, tuple[str, ...]] = {}
    for row in by.get("serves", ()):
        served[int(row["one"])] = (*served.get(int(row["one"]), ()), row["other"])
    cells = covered(served, codes, rules)
    middle = np.mean(corners(bounds), axis=0)
    programme = Programme(
        value=scores[:, :, 1] @ middle,
        duration=np.array([row["value"] for row in by["measure"]], np.int64),
        earliest=np.array([row["low"] for row in by["measure"]], np.int64),
        use=use,
        capacity=capacity,
        precedence=tuple((at[row["one"]], at[row["other"]]) for row in by.get("before", ())),
        synergies=tuple((at[row["one"]], at[row["other"]], row["value"]) for row in by.get("pair", ())),
        coverage=tuple(
            ([place for place, code in enumerate(codes) if cell in served.get(code, ())], 1) for cell in cells
        ),
        inside=frozenset(at[row["one"]] for row in by["measure"] if row["other"] == "in"),
        outside=frozenset(at[row["one"]] for row in by["measure"] if row["other"] == "out"),
        starts=tuple((at[row["one"]], quarters.index(row["other"])) for row in by.get("start", ())),
        discount=rules["discount"],
    )
    front = tuple(row["one"] for row in by.get("front", ()))
    return Setting(
        codes, rows, quarters, aim_codes, bounds, scores, served, cells, (*front, "", "")[:2], rules, programme
    )  # fmt: skip


def uses(table: store.Table) -> list[Ref]:
    """The rows and cells that the numbers of a setting come from."""
    return [Ref(ref) for ref in dict.fromkeys(row["cite"] for row in table.records()) if ref]


def covered(served: Mapping[int, tuple[str, ...]], codes: Iterable[int], rules: Mapping[str, float]) -> tuple[str, ...]:
    """The themes and stages that must keep a measure, when that was asked."""
    kinds = [kind for kind, rule in (("themes:", "cover_themes"), ("chain_stages:", "cover_stages")) if rules.get(rule)]
    refs = {ref for code in codes for ref in served.get(code, ())}
    return tuple(sorted(ref for ref in refs if any(ref.startswith(kind) for kind in kinds)))


def weights_of_aims() -> dict[str, tuple[float, float]]:
    return {aim.pk: (aim.weight_low, aim.weight_high) for aim in aims()}

"""What plans ask of workers, beds and facilities: computed from sheets alone, so that anyone can run it again.

`enter` freezes what stands in the register; `compute` reads that, the reference numbers as the workspace was loaded, the
places, and the figures that are cited. Nothing else goes in.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Permission, Ref, act
from samenhang.ground.ledger.models import Sheet
from samenhang.weighing.impact.actions.plans import PLANS, CannotTest
from samenhang.weighing.impact.models import Plan

if TYPE_CHECKING:
    from samenhang.methods.impact import Effect, Firm, Living, Range

INPUT, RESULT = "impact-plans", "impact-result"
TOTAL = "total"
COLUMNS = (
    *(("cell", "code"), ("about", "code"), ("quantity", "code"), ("value", "number"), ("low", "number")),
    *(
        ("high", "number"),
        ("unit", "code"),
        ("state", "code"),
        ("certainty", "code"),
        ("ref", "text"),
        ("km", "number"),
    ),
)
PER_AREA = ("residents", "beds", "units", "dwellings")
Row = tuple[Any, ...]


@act("impact.entered", needs=Permission.TEST_PLANS)
def enter(*, plans: list[Plan], by: Actor, at: datetime) -> store.Table:
    """Freeze what these plans say, for a test of all of them together."""
    rows = tuple(
        (plan.ref, plan.firm_type_id, f"areas:{plan.area_id}", plan.floor, plan.jobs, plan.agency, plan.own_beds,
         plan.start, plan.state)
        for plan in sorted(plans, key=lambda plan: plan.pk)
    )  # fmt: skip
    head = {"example": "yes"} if all(plan.example for plan in plans) else {}
    return store.Table(INPUT, PLANS, rows, head)


@act("impact.tested", needs=Permission.TEST_PLANS)
def compute(
    *,
    plans: Sheet,
    numbers: Sheet,
    outcomes: Sheet,
    places: Sheet,
    beyond: Sheet,
    inhabitants: list[Ref],
    beside: list[Ref],
    on: date,
    draws: int,
    seed: int,
    by: Actor,
    at: datetime,
) -> store.Table:
    """What the plans ask, together and each alone, where those people will live, and what is known there.

    Ranges hold nine of ten draws; firms of one type share their draws, so the range of a sum is that of the sum.
    """
    from samenhang.methods.impact import VERSION, Effect, effect

    given, ranges = ledger.table(plans), reference_numbers(numbers)
    units = {row["quantity"]: row["unit"] for row in _rows(outcomes)}
    people = {str(row["area"]): row["value"] for row in _cited(inhabitants).values() if row and row["value"]}
    towns = [row for row in _rows(places) if _stands(row, on)]
    whole: Effect | None = None
    per_plan: list[tuple[str, Effect]] = []
    per_area: dict[str, list[Any]] = defaultdict(list)
    km: dict[str, float] = {}
    for row in given.records():
        kind = row["firm_type"]
        own = {**ranges[""], **ranges[kind]}
        try:
            found = effect(firm_of(row), own, kind=kind, draws=draws, seed=seed)
        except ValueError as problem:
            raise CannotTest(str(problem)) from None
        per_plan.append((row["plan"], found))
        whole = found if whole is None else whole + found
        here = row["area"].partition(":")[2]
        for ref, share, far in _shares(here, towns, people, _rows(beyond), own):
            per_area[ref].append((found, share, ref == row["area"]))
            km[ref] = min(far, km.get(ref, far))
    assert whole is not None
    rows = list(_effects(TOTAL, whole, units))
    for ref, found in per_plan if len(per_plan) > 1 else ():
        rows += _effects(ref, found, units)
    for ref, parts in per_area.items():
        rows += _living(ref, parts, units, km[ref])
    rows += _copies(beside)
    head = {
        **{name: value for name, value in given.head.items() if name == "example"},
        "plans": plans.ref, "method": "impact", "version": str(VERSION), "draws": str(draws), "seed": str(seed),
        "on": on.isoformat(),
    }  # fmt: skip
    return store.Table(RESULT, COLUMNS, tuple(rows), head)


def firm_of(row: Mapping[str, Any]) -> "Firm":
    """The firm of a plan as it was entered."""
    from samenhang.methods.impact import Firm

    return Firm(row["floor"], row["jobs"], row["agency"], row["own_beds"])


def _shares(
    here: str,
    towns: list[dict[str, str]],
    people: Mapping[str, float],
    points: list[dict[str, str]],
    own: Mapping[str, "Range"],
) -> Iterable[tuple[str, float, float]]:
    """Where those who work here live, as (ref, share 0..1, km); what lies beyond the border has no km."""
    from samenhang.methods.impact import living

    codes = [row["code"] for row in towns]
    if here not in codes:
        raise CannotTest(
            _(
                "The place of a plan is no municipality today, or the workspace does not say where it lies. Enter the plan in the"
                " municipality that took its place, or add its coordinates."
            )
        )
    surface = [float(row["area_km2"]) for row in towns]
    known = [(people[code], km2) for code, km2 in zip(codes, surface, strict=True) if code in people]
    density = sum(n for n, _km2 in known) / sum(km2 for _n, km2 in known) if known else 1.0
    found: Living = living(
        codes.index(here),
        [float(row["longitude"]) for row in towns],
        [float(row["latitude"]) for row in towns],
        surface,
        [people.get(code, density * km2) for code, km2 in zip(codes, surface, strict=True)],
        beyond=[(row["label_nl"], float(row["longitude"]), float(row["latitude"]), float(row["radius_km"])) for row in points],
        commuting=own["commuting"].mode, decay=own["decay"].mode, outside_density=own["outside_density"].mode,
    )  # fmt: skip
    for place, share, far in zip(found.places, found.shares, found.km, strict=True):
        yield f"areas:{codes[place]}", float(share), float(far)
    first = {row["label_nl"]: row["code"] for row in reversed(points)}
    for name, share in found.outside.items():
        yield f"impact_beyond:{first[name]}", share, own["commuting"].mode


def _effects(about: str, found: "Effect", units: Mapping[str, str]) -> Iterable[Row]:
    for name in found.of:
        low, middle, high = map(rough, found.quantiles(name))
        yield _row(about, name, (low, middle, high), units[name])


def _living(ref: str, parts: list[Any], units: Mapping[str, str], far: float) -> Iterable[Row]:
    """What arrives in one area: a share of each plan, and those on the site itself where that lies here."""
    import numpy as np

    from samenhang.methods.impact import SHARES

    for name in PER_AREA:
        total: Any = 0
        for found, share, own in parts:
            site = found.of["on_site"] if name == "residents" else 0
            total = total + (found.of[name] - site) * share + (site if own else 0)
        low, middle, high = (rough(float(value)) for value in np.quantile(total, SHARES))
        yield _row(ref, name, (low, middle, high), units[name], km=round(far, 1))


def _row(about: str, name: str, bounds: tuple[float, float, float], unit: str, km: float | None = None) -> Row:
    low, middle, high = bounds
    return (f"{about}/{name}", about, name, middle, low, high, unit, "known", "circa", "", km)


def _copies(refs: list[Ref]) -> Iterable[Row]:
    """The figures that are set beside it, as they stand in their own sheets."""
    for place, (ref, row) in enumerate(sorted(_cited(refs).items()), start=1):
        if row is not None:
            yield (f"beside-{place}", f"areas:{row['area']}", str(row["indicator"]), row["value"], row["low"], row["high"],
                   str(row["unit"]), str(row["state"]), str(row["certainty"]), ref, None)  # fmt: skip


def rough(value: float) -> float:
    """Whole people below a hundred, two digits above: more would say more than anybody knows."""
    if value < 100:
        return float(round(value))
    step = 10 ** (len(str(int(value))) - 2)
    return float(round(value / step) * step)


def _cited(refs: list[Ref]) -> dict[str, dict[str, Any] | None]:
    return {str(ref): row for ref, row in ledger.cells([str(ref) for ref in refs]).items()}


def reference_numbers(sheet: Sheet) -> dict[str, dict[str, "Range"]]:
    """The reference numbers per type of firm; under "" those that hold for all."""
    from samenhang.methods.impact import Range

    found: dict[str, dict[str, Range]] = defaultdict(dict)
    for row in _rows(sheet):
        found[row["firm_type"]][row["parameter"]] = Range(float(row["low"]), float(row["mode"]), float(row["high"]))
    return found


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    """The rows of a file of the workspace, as it was loaded."""
    return list(csv.DictReader(io.StringIO(store.read(sheet.digest).decode("utf-8"), newline="")))


def _stands(row: Mapping[str, str], on: date) -> bool:
    """Whether a row of the table of areas is a municipality of ours on this day, of which we know where it lies."""
    day = on.isoformat()
    known = row["kind"] == "municipality" and row["longitude"] and row["latitude"] and row["area_km2"]
    return bool(known) and row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])

"""Questions to the register of plans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from samenhang.ground.ledger.models import Act, Prose
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.ground.places.queries import inside, wholes
from samenhang.screen.cells import Cell, Date
from samenhang.weighing.impact.models import Plan, PlanState


@dataclass(frozen=True)
class History:
    """One change of state: who, when, to what and why."""

    state: str
    words: str
    by: str
    at: date


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    title: str
    park: str
    history: tuple[History, ...]

    @property
    def floor(self) -> Cell | None:
        return typed(self.plan, self.plan.floor, "m²")

    @property
    def jobs(self) -> Cell | None:
        return typed(self.plan, self.plan.jobs)

    @property
    def agency(self) -> Cell | None:
        return typed(self.plan, None if self.plan.agency is None else self.plan.agency * 100, "%")

    @property
    def own_beds(self) -> Cell | None:
        return typed(self.plan, self.plan.own_beds)

    @property
    def start(self) -> Date:
        return Date(str(self.plan.start))


def typed(plan: Plan, value: float | None, unit: str = "") -> Cell | None:
    return None if value is None else Cell(round(value, 1), unit, plan.ref, decimals=int(value != int(value)))


def plans(viewer: Viewer) -> QuerySet[Plan]:
    """The whole register; it is public."""
    return Plan.objects.select_related("title", "park", "firm_type", "area")


def title_of(plan: Plan) -> str:
    return plan.title.body if plan.title else "–"


def names(refs: Iterable[str]) -> dict[str, Plan]:
    """The plans behind `plan:…` refs."""
    ids = [int(ref.removeprefix("plan:")) for ref in refs if ref.startswith("plan:")]
    found = Plan.objects.filter(pk__in=ids).select_related("title", "park", "firm_type", "area")
    return {plan.ref: plan for plan in found}


def plan_page(viewer: Viewer, pk: int) -> PlanPage | None:
    plan = plans(viewer).filter(pk=pk).first()
    if plan is None:
        return None
    return PlanPage(plan, title_of(plan), plan.park.body if plan.park else "", _history(plan))


def _history(plan: Plan) -> tuple[History, ...]:
    import json

    acts = Act.objects.filter(verb="impact.moved", mentions__ref=plan.ref).prefetch_related("mentions").order_by("pk")
    seats = names_of(act.by for act in acts)
    made = {act.pk: mention.ref for act in acts for mention in act.mentions.all() if mention.role == "made"}
    words = {
        row.ref: row.body for row in Prose.objects.filter(pk__in=[ref.removeprefix("text:") for ref in made.values()])
    }
    labels = dict(PlanState.choices)
    return tuple(
        History(
            str(labels.get(json.loads(act.facts).get("state"), "")), words.get(made.get(act.pk, ""), ""),
            seats.get(act.by, ""), act.at.date(),
        )
        for act in acts
    )  # fmt: skip


def regions(on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every region with two or more parts, by division: what plans can be added up over."""
    return [
        (str(division.label), [(f"{division.pk}/{area.pk}", str(area)) for area in found])
        for division, found in wholes(on)
        if found
    ]


def in_region(place: str, on: date) -> QuerySet[Plan]:
    """The plans in `<division>/<area>`; a region that does not exist has none."""
    from samenhang.ground.places.models import Area
    from samenhang.ground.places.queries import part_of

    division, _slash, area = place.partition("/")
    members = Area.objects.filter(inside()).filter(part_of(division, on, [area]))
    return Plan.objects.filter(area__in=members).select_related("title", "park", "firm_type", "area")

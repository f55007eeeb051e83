"""The register of plans: what is entered never changes; its state does, with a reason."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.people.queries import acts_for
from samenhang.ground.places.models import Area
from samenhang.ground.places.queries import inside, memberships, standing
from samenhang.weighing.impact.models import FirmType, Plan, PlanState

MOST = 200  # plans at once
PLANS = (
    *(("plan", "code"), ("firm_type", "code"), ("area", "code"), ("floor", "number"), ("jobs", "number")),
    *(("agency", "number"), ("own_beds", "number"), ("start", "number"), ("state", "code")),
)


class CannotTest(Exception):
    """What was entered cannot be kept or computed with; the text is a sentence for people."""


@act("impact.registered", needs=Permission.TEST_PLANS)
def register(
    *, plans: store.Table, titles: list[Words], parks: list[Words], example: bool, by: Actor, at: datetime
) -> list[Plan]:
    """Put these plans in the register. `plans` has the columns PLANS; titles and parks go with its rows, in their order."""
    rows = list(plans.records())
    if plans.columns != PLANS or not len(rows) == len(titles) == len(parks):
        raise ValueError(f"Plans have the columns {PLANS}, a title and a park each; it got {plans.columns}.")
    if not 1 <= len(rows) <= MOST:
        raise CannotTest(
            _("A test is about 1 to %(most)s plans; it got %(count)s. Split the list.")
            % {"most": MOST, "count": len(rows)}
        )
    types = {row.pk for row in FirmType.objects.filter(withdrawn_on=None)}
    places = set(Area.objects.filter(standing(at.date()), inside()).values_list("pk", flat=True))
    own = _places_of(by, at)
    made = []
    for row, title, park in zip(rows, titles, parks, strict=True):
        if row["firm_type"] not in types:
            raise CannotTest(
                _("There is no type of firm “%(type)s”. Choose one from the list.") % {"type": row["firm_type"]}
            )
        if row["area"] not in places:
            raise CannotTest(
                _("“%(area)s” is no municipality of this province today. Choose the one in which the site lies.")
                % {"area": row["area"]}
            )
        if own is not None and row["area"] not in own:
            raise CannotTest(_("Your seat is for another area. Ask the core team to enter a plan elsewhere."))
        if row["state"] not in PlanState.values:
            raise CannotTest(_("A plan is an idea, pending, permitted or withdrawn. Choose one of these."))
        if not title.strip():
            raise CannotTest(_("Give the plan a name, such as that of the site. Leave out names of persons."))
        made.append(
            Plan.objects.create(
                title=Prose.objects.create(body=title.strip()),
                park=Prose.objects.create(body=park.strip()) if park.strip() else None,
                firm_type_id=row["firm_type"], area_id=row["area"], floor=row["floor"], jobs=row["jobs"],
                agency=row["agency"], own_beds=row["own_beds"] or 0, start=int(row["start"]), state=row["state"],
                example=example, by=by.ref, at=at,
            )
        )  # fmt: skip
    return made


@act("impact.moved", needs=Permission.TEST_PLANS)
def move(*, plan: Plan, state: Code, reason: Words, by: Actor, at: datetime) -> Prose:
    """Give a plan another state, with the reason; both stay on record."""
    if state not in PlanState.values:
        raise CannotTest(_("A plan is an idea, pending, permitted or withdrawn. Choose one of these."))
    if not reason.strip():
        raise CannotTest(_("Write in one sentence why the plan gets this state."))
    own = _places_of(by, at)
    if own is not None and plan.area_id not in own:
        raise CannotTest(_("Your seat is for another area. Ask the core team to change a plan elsewhere."))
    plan.state = str(state)
    plan.save(update_fields=["state"])
    return Prose.objects.create(body=reason.strip())


def _places_of(by: Actor, at: datetime) -> set[str] | None:
    """The municipalities that a seat of one area may enter plans for; None when it may for all."""
    area = acts_for(by)
    if area is None:
        return None
    return {area, *memberships(at.date()).filter(whole=area).values_list("area_id", flat=True)}

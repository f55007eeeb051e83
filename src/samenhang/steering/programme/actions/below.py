"""Putting a measure below the line by a decision, and taking it up again."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose, Sheet
from samenhang.ground.places.models import Area
from samenhang.steering.governance.actions import decide
from samenhang.steering.governance.models import Decision
from samenhang.steering.programme.actions.refusals import CannotProgramme
from samenhang.steering.programme.models import Demand, Measure, SetAside
from samenhang.steering.programme.queries.measures import title_of

TOLERANCE = 0.25  # when what a measure would add moves further than this part, the decision asks for review


def put_below(
    *, measure: Measure, area: Area, plan: Sheet, reason: Words, review_on: date, by: Actor, at: datetime
) -> SetAside:
    """Decide, for a reason and until a day, that a measure is not done now; the decision rests on what it would add in this plan."""
    _free(measure)
    decision = decide(
        title=Words(_("Deliberately not now: %(title)s") % {"title": title_of(measure)}), text=reason, area=area,
        appraisal=None, about=Ref(measure.ref), result=plan, rests_on=[Ref(f"{plan.ref}#measure/{measure.pk}/value")],
        tolerance=TOLERANCE, review_on=review_on, example=measure.example, by=by, at=at,
    )  # fmt: skip
    made: SetAside = set_aside(measure=measure, decision=decision, by=by, at=at)
    return made


@act("programme.set_aside", needs=Permission.DECIDE)
def set_aside(*, measure: Measure, decision: Decision, by: Actor, at: datetime) -> SetAside:
    """Put a measure below the line. The decision says why and when it is looked at again."""
    Measure.objects.select_for_update().get(pk=measure.pk)
    if SetAside.objects.filter(measure=measure, until=None).exists():
        raise CannotProgramme(_("This measure stands below the line already, by an earlier decision."))
    if hasattr(measure, "demand") and measure.demand.obliged:
        raise CannotProgramme(
            _("This measure is an obligation. Change what it asks first, with the reason why it is none.")
        )
    return SetAside.objects.create(measure=measure, decision=decision, by=by.ref, at=at)


@act("programme.taken_up", needs=Permission.DECIDE)
def take_up(*, aside: SetAside, reason: Words, by: Actor, at: datetime) -> SetAside:
    """Take a measure up again: the next proposal may put it above the line."""
    aside = SetAside.objects.select_for_update().get(pk=aside.pk)
    if aside.until is not None:
        raise CannotProgramme(_("This measure was taken up again already."))
    if not reason.strip():
        raise CannotProgramme(_("Write down what changed since it was put below the line."))
    aside.taken_up, aside.until = Prose.objects.create(body=str(reason)), at
    aside.save()
    return aside


def _free(measure: Measure) -> None:
    if SetAside.objects.filter(measure=measure, until=None).exists():
        raise CannotProgramme(_("This measure stands below the line already, by an earlier decision."))
    if Demand.objects.filter(measure=measure, obliged=True).exists():
        raise CannotProgramme(
            _("This measure is an obligation. Change what it asks first, with the reason why it is none.")
        )

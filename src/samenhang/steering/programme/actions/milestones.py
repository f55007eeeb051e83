"""Planning a milestone under a measure, and writing down what became of it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.steering.programme.actions.refusals import CannotProgramme
from samenhang.steering.programme.models import MILESTONE_STEPS, Measure, Milestone


@act("programme.planned", needs=Permission.DECIDE)
def plan(*, measure: Measure, words: Words, due: date, by: Actor, at: datetime) -> Milestone:
    """Plan a milestone: something that will be there or not, by a day that is still to come."""
    if not words.strip():
        raise CannotProgramme(_("Write down what will be there. A milestone is there or it is not."))
    if due <= at.date():
        raise CannotProgramme(_("This day has passed. Choose one on which the milestone can still be reached."))
    return Milestone.objects.create(
        measure=measure, words=Prose.objects.create(body=str(words)), due=due, by=by.ref, at=at
    )


@act("programme.settled", needs=Permission.DECIDE)
def settle(*, milestone: Milestone, state: Code, proof: Words, by: Actor, at: datetime) -> Milestone:
    """Say what became of a milestone, with what showed it; a dropped one can be planned again."""
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if state not in MILESTONE_STEPS[milestone.state]:
        raise CannotProgramme(_("From here a milestone cannot go there. Look at the steps that are offered."))
    if not proof.strip():
        raise CannotProgramme(_("Write down what shows it, or why it was dropped."))
    milestone.state, milestone.proof = str(state), Prose.objects.create(body=str(proof))
    milestone.settled_on = None if state == "planned" else at.date()
    milestone.save()
    return milestone

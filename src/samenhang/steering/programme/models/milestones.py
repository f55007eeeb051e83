"""Milestones under a measure: what should be there by when, and what became of it."""

from django.db import models
from django.db.models import Q

from samenhang.ground.ledger.models import Prose, Said
from samenhang.steering.programme.models.measures import Measure

# a state machine as a table: from each state, the states that may follow; what is not here is forbidden
MILESTONE_STEPS: dict[str, tuple[str, ...]] = {
    "planned": ("reached", "dropped"),
    "reached": (),
    "dropped": ("planned",),
}


class Milestone(Said):
    """Something of a measure that is there or not, by a day. `proof` is what showed that it was reached, or why it was dropped."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="milestones")
    due = models.DateField()
    state = models.CharField(max_length=10, default="planned")
    proof = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    settled_on = models.DateField(null=True)

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(MILESTONE_STEPS)), name="milestone_state_in_list"),
            models.CheckConstraint(
                condition=Q(state="planned", settled_on=None) | (~Q(state="planned") & Q(settled_on__isnull=False)),
                name="milestone_settled_on_a_day",
            ),
        ]

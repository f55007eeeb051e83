"""Pledges as the workspace declares them, and what became of each."""

from django.db import models
from django.db.models import Q

from samenhang.ground.ledger.models import Kept, Prose
from samenhang.ground.lexicon.models import Declared, declares
from samenhang.insight.network.models import Party

# a state machine as a table: from each state, the states that may follow; what is not here is forbidden
PLEDGE_STEPS: dict[str, tuple[str, ...]] = {
    "promised": ("reported", "withdrawn"),
    "reported": ("disputed", "proven"),
    "disputed": ("reported", "proven", "refuted"),
    "proven": ("disputed",),
    "refuted": ("reported",),
    "withdrawn": (),
}


@declares("pledges")
class Pledge(Declared):
    """What somebody promised: how many, where, by when, and what is known of it."""

    class Meta:
        ordering = ["order"]


class PledgeStep(Kept):
    """What became of a pledge, step by step: reported, disputed by whom, proven with what. The newest is how it stands."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10)
    amount = models.FloatField(null=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(PLEDGE_STEPS)), name="pledge_step_state_in_list"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="pledge_step_amount_not_negative"),
        ]

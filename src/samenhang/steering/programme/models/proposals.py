"""Asking what fits, and what was deliberately put below the line."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from samenhang.ground.ledger.models import Computation, Kept, Numbered, Prose
from samenhang.steering.governance.models import Decision
from samenhang.steering.programme.models.measures import Measure


class Proposal(Computation, Numbered):
    """One computation of what fits and when. It has a result only when it is done: one that stopped leaves nothing behind."""

    progress, silent = ("step", "steps"), timedelta(minutes=5)  # than any step, and than the search takes to compile

    setting = models.CharField(max_length=120)
    steps = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(default=0)
    # what has to give way when nothing fits: kind, code, quarter, amount
    needed = models.JSONField(default=list)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "cancelled", "failed"]),
                name="proposal_state_in_list",
            ),
            models.CheckConstraint(condition=Q(step__lte=F("steps")), name="proposal_no_more_steps_than_there_are"),
            models.CheckConstraint(
                condition=Q(state="done", result__startswith="sheet:") | (~Q(state="done") & Q(result="")),
                name="proposal_has_a_result_when_done",
            ),
        ]


class SetAside(Kept):
    """A measure that was put below the line by a decision; its reason and its day of review are the decision's."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="set_aside")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)  # when it was taken up again
    taken_up = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")  # why

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure"], condition=Q(until=None), name="set_aside_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("at")), name="set_aside_ends_after_it_began"
            ),
        ]

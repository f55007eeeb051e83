"""Asking what fits, and what was deliberately put below the line."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.models import Kept, Numbered, Prose
from samenhang.steering.governance.models import Decision
from samenhang.steering.programme.models.measures import Measure


class Proposal(Numbered):
    """One computation of what fits and when. It has a result only when it is done: one that stopped leaves nothing behind."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("computing")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    setting = models.CharField(max_length=120)
    steps = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(default=0)
    result = models.CharField(max_length=120, blank=True, default="")
    problem = models.TextField(blank=True, default="")
    # what has to give way when nothing fits: kind, code, quarter, amount
    needed = models.JSONField(default=list)
    by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    # the last sign of life of the worker; one that computes and has been silent for long has lost its worker
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
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

    @property
    def live(self) -> bool:
        """Whether it waits or computes; whether its worker still lives is for the queries to say."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)


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

"""Assignments, goals and pledges as the workspace declares them; measures with their roles, and what became of a pledge."""

from django.db import models
from django.db.models import Q

from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import ChainStage, Declared, PolicyField, Theme, declares
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Bottleneck, Indicator
from samenhang.insight.network.models import Party

CARRIERS = ("team", "regular")
ROLES = ("responsible", "consulted", "informed")

# state machines as tables: from each state, the states that may follow; what is not here is forbidden
MEASURE_STEPS: dict[str, tuple[str, ...]] = {
    "proposed": ("adopted", "stopped"),
    "adopted": ("running", "stopped"),
    "running": ("done", "stopped"),
    "done": (),
    "stopped": ("proposed",),
}
PLEDGE_STEPS: dict[str, tuple[str, ...]] = {
    "promised": ("reported", "withdrawn"),
    "reported": ("disputed", "proven"),
    "disputed": ("reported", "proven", "refuted"),
    "proven": ("disputed",),
    "refuted": ("reported",),
    "withdrawn": (),
}


@declares("assignments")
class Assignment(Declared):
    """An assignment of the administration: who gave it, for which period, by which decision."""

    class Meta:
        ordering = ["order"]


@declares("goals")
class Goal(Declared):
    """A goal of an assignment, or a result under a goal, in the words of its source."""

    class Meta:
        ordering = ["order"]


@declares("pledges")
class Pledge(Declared):
    """What somebody promised: how many, where, by when, and what is known of it."""

    class Meta:
        ordering = ["order"]


class Measure(models.Model):
    """What is done for a goal. Exactly one party is accountable: that is a column, and it may not be empty."""

    title = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    body = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="measures")
    accountable = models.ForeignKey(Party, models.PROTECT, related_name="+")
    carrier = models.CharField(max_length=10)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    bottlenecks = models.ManyToManyField(Bottleneck, related_name="measures")
    themes = models.ManyToManyField(Theme, related_name="measures")
    fields = models.ManyToManyField(PolicyField, related_name="measures")
    stages = models.ManyToManyField(ChainStage, related_name="measures")
    areas = models.ManyToManyField(Area, related_name="measures")
    state = models.CharField(max_length=10, default="proposed")
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")  # of the last step
    version = models.PositiveIntegerField(default=1)
    example = models.BooleanField(default=False)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(carrier__in=CARRIERS), name="measure_carrier_in_list"),
            models.CheckConstraint(condition=Q(state__in=list(MEASURE_STEPS)), name="measure_state_in_list"),
            models.CheckConstraint(condition=Q(version__gte=1), name="measure_version_from_one"),
        ]

    @property
    def ref(self) -> str:
        return f"measure:{self.pk}"


class Duty(models.Model):
    """A party that is responsible for a measure, consulted about it or informed of it."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="duties")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "party", "kind"], name="duty_once"),
            models.CheckConstraint(condition=Q(kind__in=ROLES), name="duty_kind_in_list"),
        ]


class PledgeStep(models.Model):
    """What became of a pledge, step by step: reported, disputed by whom, proven with what. The newest is how it stands."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10)
    amount = models.FloatField(null=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(PLEDGE_STEPS)), name="pledge_step_state_in_list"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="pledge_step_amount_not_negative"),
        ]

    @property
    def ref(self) -> str:
        return f"pledge_step:{self.pk}"

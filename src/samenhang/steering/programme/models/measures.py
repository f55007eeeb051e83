"""Measures with who answers for them, and the steps that they may take."""

from django.db import models
from django.db.models import Q

from samenhang.ground.ledger.models import Kept, Prose
from samenhang.ground.lexicon.models import ChainStage, PolicyField, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Bottleneck, Indicator, Observed
from samenhang.insight.network.models import Party
from samenhang.steering.programme.models.goals import Goal

CARRIERS = ("team", "regular")
ROLES = ("responsible", "consulted", "informed")

# a state machine as a table: from each state, the states that may follow; what is not here is forbidden
MEASURE_STEPS: dict[str, tuple[str, ...]] = {
    "proposed": ("adopted", "stopped"),
    "adopted": ("running", "stopped"),
    "running": ("done", "stopped"),
    "done": (),
    "stopped": ("proposed",),
}


class Measure(Kept):
    """What is done for a goal. Exactly one party is accountable: that is a column, and it may not be empty."""

    title = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    body = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="measures")
    accountable = models.ForeignKey(Party, models.PROTECT, related_name="+")
    carrier = models.CharField(max_length=10)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="+")
    bottlenecks = models.ManyToManyField(Bottleneck, related_name="measures")
    observed = models.ManyToManyField(Observed, related_name="measures")  # bottlenecks that signals showed
    themes = models.ManyToManyField(Theme, related_name="measures")
    fields = models.ManyToManyField(PolicyField, related_name="measures")
    stages = models.ManyToManyField(ChainStage, related_name="measures")
    areas = models.ManyToManyField(Area, related_name="measures")
    state = models.CharField(max_length=10, default="proposed")
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")  # of the last step
    version = models.PositiveIntegerField(default=1)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(carrier__in=CARRIERS), name="measure_carrier_in_list"),
            models.CheckConstraint(condition=Q(state__in=list(MEASURE_STEPS)), name="measure_state_in_list"),
            models.CheckConstraint(condition=Q(version__gte=1), name="measure_version_from_one"),
        ]


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

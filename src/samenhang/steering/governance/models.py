"""Where is talked, what was advised, what happened, and what was decided on which evidence."""

from django.db import models
from django.db.models import Q

from samenhang.ground.ledger.models import Kept, Prose, Said
from samenhang.ground.lexicon.models import Declared, Theme, declares
from samenhang.ground.places.models import Area
from samenhang.insight.network.models import Party

# state machines as tables: from each state, the states that may follow; what is not here is forbidden
HANDLING_STEPS: dict[str, tuple[str, ...]] = {
    "unknown": ("open", "taken", "partly", "done", "declined"),
    "open": ("taken", "partly", "done", "declined"),
    "taken": ("partly", "done", "declined"),
    "partly": ("taken", "done", "declined"),
    "done": ("partly",),
    "declined": ("taken",),
}
KINDRED_STEPS: dict[str, tuple[str, ...]] = {
    "seen": ("talking", "dropped"),
    "talking": ("agreed", "dropped"),
    "agreed": ("learned", "dropped"),
    "learned": ("talking",),
    "dropped": ("talking",),
}


@declares("events")
class Event(Declared):
    """A step in the chronology: motion, decision, study, law …"""

    class Meta:
        ordering = ["date", "code"]


@declares("recommendations")
class Recommendation(Declared):
    """What a report advised, to whom, and what was done with it as far as our source says."""

    class Meta:
        ordering = ["code"]


class Handling(Said):
    """What was done with a recommendation, with its evidence and by whom. The workspace says how it stood before."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="handlings")
    state = models.CharField(max_length=10)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    evidence = models.URLField(max_length=500, blank=True)

    class Meta(Said.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(HANDLING_STEPS)), name="handling_state_in_list")
        ]


class Kindred(Kept):
    """Another integral programme: with whom of it is talked, which result is shared, and what it can teach."""

    name = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    counterpart = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    shared = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    teaches = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    themes = models.ManyToManyField(Theme, related_name="+")
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]


class KindredStep(Said):
    """How it stands with another programme, and what was done with what it taught."""

    kindred = models.ForeignKey(Kindred, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10)

    class Meta(Said.Meta):
        constraints = [models.CheckConstraint(condition=Q(state__in=list(KINDRED_STEPS)), name="kindred_step_in_list")]


@declares("tables")
class MeetingTable(Declared):
    """A table at which parties meet, with the themes known to be on its agenda."""

    class Meta:
        ordering = ["level__order", "line"]


@declares("lines")
class Line(Declared):
    """A standing line between two levels of government."""

    class Meta:
        ordering = ["code"]


class Decision(Kept):
    """A decision as it was taken. It never changes; its page shows how its evidence stands today."""

    title = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    body = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="decisions")
    appraisal = models.CharField(max_length=120, blank=True, default="")  # empty when it is about something else
    review_on = models.DateField()
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at"]


class Ground(models.Model):
    """One cell that a decision rests on, as it stood, and how far it may move before the decision asks for review."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="grounds")
    cell = models.CharField(max_length=330)
    value = models.FloatField(null=True)
    state = models.CharField(max_length=20)
    tolerance = models.FloatField(default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "cell"], name="ground_once"),
            models.CheckConstraint(condition=Q(tolerance__gte=0), name="ground_tolerance_not_negative"),
        ]

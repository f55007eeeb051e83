"""Where is talked, what was advised, what happened, and what was decided on which evidence."""

from django.db import models
from django.db.models import Q

from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import Declared, declares
from samenhang.ground.places.models import Area


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


class Decision(models.Model):
    """A decision as it was taken. It never changes; its page shows how its evidence stands today."""

    title = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    body = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="decisions")
    appraisal = models.CharField(max_length=120, blank=True, default="")  # empty when it is about something else
    review_on = models.DateField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at"]

    @property
    def ref(self) -> str:
        return f"decision:{self.pk}"


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

"""Statements in versions with what they rest on, ambitions, co-signatures, and where parties stand."""

from django.db import models
from django.db.models import Q

from samenhang.ground.ledger.models import Kept, Numbered, Prose, Said
from samenhang.ground.lexicon.models import Declared, ProcessRole, Theme, declares
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.network.models import Party

STANCES = ("within", "beyond", "against", "silent")
ANSWERS = ("agrees", "differs", "silent")
JOINS = ("joins", "partly", "declines", "silent")
SENSES = ("least", "most")


@declares("portfolios")
class Portfolio(Declared):
    """A portfolio of the executive; those marked `needed` must co-sign a vision before it is established."""

    class Meta:
        ordering = ["order"]


class Vision(Numbered):
    """One thing that the province wants; its words stand in its versions."""

    example = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class Statement(Kept):
    """One version of a vision. It never changes; who wants other words writes the next version."""

    vision = models.ForeignKey(Vision, models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    title = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    body = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(Portfolio, models.PROTECT, related_name="+")
    horizon = models.PositiveIntegerField()
    review_on = models.DateField()
    stance = models.CharField(max_length=10)
    roles = models.ManyToManyField(ProcessRole, related_name="+")
    role_words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    established_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["vision", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["vision", "number"], name="statement_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="statement_numbered_from_one"),
            models.CheckConstraint(condition=Q(stance__in=STANCES), name="statement_stance_in_list"),
        ]


class Support(models.Model):
    """An appraisal or a decision that a version rests on."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="supports")
    on = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "on"], name="support_once")]


class Ambition(Kept):
    """A target for a theme: an indicator, how much, in which sense, and by which day. A newer one for the same takes over."""

    vision = models.ForeignKey(Vision, models.CASCADE, related_name="ambitions")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    sense = models.CharField(max_length=10)
    target = models.FloatField()
    reached_by = models.DateField()
    overtaken_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["theme__order", "indicator__order", "-at"]
        constraints = [
            models.CheckConstraint(condition=Q(sense__in=SENSES), name="ambition_sense_in_list"),
            models.UniqueConstraint(
                fields=["vision", "indicator", "area"], condition=Q(overtaken_by=None), name="ambition_one_in_force"
            ),
        ]


class Cosignature(Kept):
    """A portfolio that stands behind this version."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="cosignatures")
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["portfolio__order"]
        constraints = [models.UniqueConstraint(fields=["statement", "portfolio"], name="cosignature_once")]


class PartyAnswer(Said):
    """What a party answers, in one word of a list and in its own words. Nothing is replaced: the newest counts."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10)
    example = models.BooleanField(default=False)

    class Meta(Said.Meta):
        abstract = True


class Position(PartyAnswer):
    """Where a party stands on a version: agrees, differs, or was asked and is silent."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="positions")

    class Meta(PartyAnswer.Meta):
        constraints = [models.CheckConstraint(condition=Q(answer__in=ANSWERS), name="position_answer_in_list")]


class Joining(PartyAnswer):
    """Whether a party joins the directional plan."""

    class Meta(PartyAnswer.Meta):
        constraints = [models.CheckConstraint(condition=Q(answer__in=JOINS), name="joining_answer_in_list")]


class SessionQuestion(Said):
    """A question for the administrative session of province and regions, and afterwards what came of it."""

    vision = models.ForeignKey(Vision, models.SET_NULL, null=True, related_name="questions")
    held_on = models.DateField()
    outcome = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["held_on", "pk"]


class SessionStand(Said):
    """Where a party stands on a question, known before the session."""

    question = models.ForeignKey(SessionQuestion, models.CASCADE, related_name="stands")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["party__name"]
        constraints = [models.UniqueConstraint(fields=["question", "party"], name="session_stand_once")]

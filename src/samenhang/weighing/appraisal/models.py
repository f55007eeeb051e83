"""An appraisal, its options, its arguments and what parties bring into a session. Scores, weights and results are sheets."""

from string import ascii_uppercase

from django.db import models
from django.db.models.functions import Length

from samenhang.ground.ledger.models import Kept, Numbered, Prose
from samenhang.ground.lexicon.models import Declared, declares
from samenhang.ground.places.models import Area

# the codes of options in their order: A to Z, then AA to AX
LETTERS = (*ascii_uppercase, *(f"A{letter}" for letter in ascii_uppercase[:24]))


@declares("groups")
class Group(Declared):
    """A group of people or firms that an option may help or harm."""

    class Meta:
        ordering = ["order"]


@declares("criteria")
class Criterion(Declared):
    """What options are looked at for: where its values come from, how they become a score, and its floor."""

    class Meta:
        ordering = ["order"]


@declares("frames")
class Frame(Declared):
    """A set of criteria with norms and floors that can be used for one question after another."""

    class Meta:
        ordering = ["order"]


class Session(models.TextChoices):
    """Whether parties answer for themselves. Until release, what one gave is between that party and the session."""

    NONE = ""
    OPEN = "open"
    RELEASED = "released"


class Appraisal(Kept):
    """One question with options, weighed in the version of a frame that was frozen when it was opened."""

    question = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="appraisals")
    frame = models.CharField(max_length=40)
    session = models.CharField(max_length=10, choices=Session.choices, blank=True, default=Session.NONE)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(session__in=Session.values), name="appraisal_session_in_list"),
        ]


class Option(models.Model):
    """One of the options; its letter is its code in every sheet."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="options")
    letter = models.CharField(max_length=2)
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = [Length("letter"), "letter"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "letter"], name="option_letter_once"),
            models.CheckConstraint(condition=models.Q(letter__in=list(LETTERS)), name="option_letter_in_list"),
        ]

    @property
    def ref(self) -> str:
        return f"appraisal:{self.appraisal_id}"


class Entry(Numbered):
    """What one party brings into a session: a draft that it can change until the session releases what was given.

    `points` per criterion, `least` acceptable score per criterion, `facts` where it judges a cell otherwise.
    """

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="entries")
    party = models.CharField(max_length=120)
    seat = models.CharField(max_length=80, blank=True, default="")  # who gave it last
    way = models.CharField(max_length=10, blank=True, default="")
    points = models.JSONField(default=dict)
    least = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    position = models.CharField(max_length=2, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["appraisal", "party"], name="entry_once_per_party")]

    @property
    def given(self) -> bool:
        return bool(self.points)


class Argument(Kept):
    """What somebody brings up for or against an option, on behalf of whom, and the evidence that it points at."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="arguments")
    option = models.ForeignKey(Option, models.CASCADE, related_name="arguments")
    criterion = models.CharField(max_length=130, blank=True, default="")
    speaks_for = models.BooleanField()
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    evidence = models.CharField(max_length=400, blank=True, default="")
    party = models.CharField(max_length=120)

    class Meta:
        ordering = ["pk"]

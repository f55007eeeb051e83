"""What is kept of people who write without an account: texts for them, and a count that forgets who they are every day."""

from django.db import models

from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import Declared, declares


@declares("sender_languages")
class SenderLanguage(Declared):
    """A language in which somebody can report something."""

    class Meta:
        ordering = ["order"]


@declares("sender_texts")
class SenderText(Declared):
    """One text of the intake form in one language, and who wrote it: its author, a machine, or somebody who checked it."""


class Translation(models.Model):
    """That a seat checked one text in one language, and beside which original; or that it asks for another look.

    `of` is the text: `sender_texts:title/xx`, or `round:3/p12/xx`. The words of a room's own text stay in that room.
    """

    of = models.CharField(max_length=130, unique=True)
    language = models.ForeignKey(SenderLanguage, models.PROTECT, related_name="+")
    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=64)  # SHA-256 of the original that stood beside it
    state = models.CharField(max_length=10, choices=[("checked", "checked"), ("again", "again")])
    by = models.CharField(max_length=80)  # ref of a seat
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=["checked", "again"]), name="translation_state_known"),
        ]

    @property
    def ref(self) -> str:
        """What it is a text of: the row of the workspace, or the round."""
        return self.of if self.of.startswith("sender_texts:") else self.of.partition("/")[0]


class DayKey(models.Model):
    """The key under which a day's knocks are counted; when the day is over it is destroyed, and nobody can be found."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)


class Knock(models.Model):
    """How often an unknown somebody did one thing today: a keyed hash, never an address."""

    day = models.DateField()
    digest = models.CharField(max_length=64)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="knock_once")]


class UsedForm(models.Model):
    """A form that was sent: the same one does not count twice."""

    digest = models.CharField(max_length=64, primary_key=True)
    day = models.DateField()

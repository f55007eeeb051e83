"""What is kept of people who write without an account: texts for them, and a count that forgets who they are every day."""

from django.db import models

from samenhang.ground.lexicon.models import Declared, declares


@declares("sender_languages")
class SenderLanguage(Declared):
    """A language in which somebody can report something."""

    class Meta:
        ordering = ["order"]


@declares("sender_texts")
class SenderText(Declared):
    """One text of the intake form in one language, and who wrote it: its author, a machine, or somebody who checked it."""


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

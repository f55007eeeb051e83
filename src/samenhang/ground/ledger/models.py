"""The tables of the ledger. An act and its mentions are never changed; what may be destroyed leaves a tombstone."""

from datetime import datetime, timedelta
from functools import cache

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _


@cache
def _kind(name: str) -> str:
    """`SessionQuestion` is called `session_question` in a ref."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")


class Numbered(models.Model):
    """Something with a ref: the name of its class, and its number."""

    class Meta:
        abstract = True

    @property
    def ref(self) -> str:
        return f"{_kind(type(self).__name__)}:{self.pk}"


class Act(Numbered):
    """One thing that a seat vouches for. `id` counts without gaps; `seal` hashes this act together with the previous seal."""

    id = models.BigIntegerField(primary_key=True)
    verb = models.CharField(max_length=60, db_index=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True)
    # the canonical text that was sealed: a JSON column would give 1e16 back as an integer and -0.0 as 0.0
    facts = models.TextField()
    seal = models.CharField(max_length=64)


class Mention(models.Model):
    """What an act used (role = the name of the parameter) or made (role = `made`); `cell` points into a sheet."""

    act = models.ForeignKey(Act, models.PROTECT, related_name="mentions")
    place = models.PositiveIntegerField()
    role = models.CharField(max_length=60)
    ref = models.CharField(max_length=120)
    cell = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["act", "place"], name="mention_place_once")]
        indexes = [models.Index(fields=["ref", "role"]), models.Index(fields=["act", "role"])]

    @property
    def target(self) -> str:
        return f"{self.ref}#{self.cell}" if self.cell else self.ref


class Sheet(models.Model):
    """An immutable file in content-addressed storage; its address is the SHA-256 of its bytes."""

    digest = models.CharField(max_length=64, primary_key=True)
    short = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=60, db_index=True)
    size = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(short=Left(F("digest"), 16)), name="sheet_short_is_start_of_digest"),
            models.CheckConstraint(condition=Q(size__gte=0), name="sheet_size_not_negative"),
        ]

    @property
    def ref(self) -> str:
        return f"sheet:{self.short}"

    def __str__(self) -> str:
        return self.ref


class Head(models.Model):
    """The one row that every act locks last, so that the chain cannot fork."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    count = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="head_is_one_row")]


class Prose(models.Model):
    """Free text of people (a reason, a remark): cited by ref, never sealed, so that it can be erased on request."""

    body = models.TextField(blank=True)
    # what somebody reported in confidence: its ref is in nobody's reach, its words only in that of the desk
    private = models.BooleanField(default=False)

    @property
    def ref(self) -> str:
        return f"text:{self.pk}"


class Kept(Numbered):
    """Something that a seat kept, with when."""

    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Said(Kept):
    """Something that was kept in words, which can be erased. Newest first, for the newest is how it stands."""

    words = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


class Computation(models.Model):
    """Work of the worker that makes one sheet. It has a result only when it is done: what stopped leaves nothing behind."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("computing")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    progress: tuple[str, str]  # the columns that say how far it is, and how far it goes
    silent: timedelta  # longer than any step takes: whose worker says nothing for so long, has lost it

    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)  # the last sign of life of the worker
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=120, blank=True, default="")
    problem = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    @property
    def live(self) -> bool:
        """Whether it waits or computes; `lost` says whether its worker still lives."""
        return self.state in LIVE

    def lost(self, at: datetime) -> bool:
        """Whether its worker has been silent for so long that it must be gone."""
        return self.state == self.State.RUNNING and self.beat_at is not None and at - self.beat_at > self.silent


LIVE = (Computation.State.QUEUED, Computation.State.RUNNING)


class Tombstone(models.Model):
    """What was destroyed on request, and why; the ref keeps its place in the record."""

    ref = models.CharField(max_length=120, unique=True)
    reason = models.TextField()
    at = models.DateTimeField()

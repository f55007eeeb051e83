"""Scenarios as others published them; futures of our own that were saved, and the runs that compute them."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from samenhang.ground.ledger.models import Computation, Kept, Prose
from samenhang.ground.lexicon.models import Declared, declares
from samenhang.ground.places.models import Area  # noqa: F401 - a start divides the total of an area
from samenhang.insight.evidence.models import Definition, Indicator, Publication  # noqa: F401 - what scenarios and starts cite


@declares("scenarios")
class Scenario(Declared):
    """One number of a published scenario."""

    class Meta:
        ordering = ["line"]


@declares("starts")
class StartQuantity(Declared):
    """What the model of the future starts from in every area: which figure, and how it is divided where areas have none."""

    class Meta:
        ordering = ["line"]


@declares("sectors")
class Sector(Declared):
    """A sector in which labour migrants work, with its part of them at the start."""

    class Meta:
        ordering = ["order"]


@declares("drivers")
class Driver(Declared):
    """Something that drives the future and that nobody decides: between which values it may lie, and who says so."""

    class Meta:
        ordering = ["order"]


@declares("levers")
class Lever(Declared):
    """Something that somebody can do, and who."""

    class Meta:
        ordering = ["order"]


@declares("presets")
class Preset(Declared):
    """One driver in one corner of the published scenarios: our translation of what drives that corner."""

    class Meta:
        ordering = ["order"]


@declares("anchors")
class Anchor(Declared):
    """A published figure that the futures are held against, with the bridge to what they count where one is known."""

    class Meta:
        ordering = ["order"]


class Future(Kept):
    """A future that somebody saved: its name, and the sheet with every lever, range, draw and seed that makes it."""

    name = models.ForeignKey(Prose, models.SET_NULL, null=True)
    preset = models.CharField(max_length=64, blank=True, default="")
    setting = models.CharField(max_length=120)

    class Meta:
        ordering = ["-at", "-pk"]

    @property
    def title(self) -> str:
        return self.name.body if self.name else ""


class Run(Computation):
    """One computation of a saved future. It has a result only when it is done: a run that stopped leaves nothing behind."""

    progress, silent = ("drawn", "draws"), timedelta(seconds=60)  # than any chunk, and than the kernel takes to compile

    future = models.ForeignKey(Future, models.PROTECT, related_name="runs")
    # the figures that it is computed on: what stood in the sources when it was asked for
    start = models.CharField(max_length=120)
    draws = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(drawn__lte=F("draws")), name="run_draws_no_more_than_asked"),
            models.CheckConstraint(
                condition=Q(state="done", result__startswith="sheet:") | (~Q(state="done") & Q(result="")),
                name="run_has_a_result_when_done",
            ),
            models.UniqueConstraint(
                fields=["future"], condition=Q(state__in=("queued", "running")), name="run_one_at_a_time"
            ),
        ]

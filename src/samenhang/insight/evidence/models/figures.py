"""What is counted, by whom and how; figures as a queryable copy of sheets; the reading that was chosen, and why."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.models import Kept, Prose
from samenhang.ground.lexicon.models import Declared, PolicyField, Purpose, Theme, Unit, declares  # noqa: F401
from samenhang.ground.places.models import Area

if TYPE_CHECKING:
    from samenhang.insight.evidence.models.said import Aside


class State(models.TextChoices):
    """The five states of a figure; each has its own mark in table, chart and file."""

    KNOWN = "known", _("known")
    PROVISIONAL = "provisional", _("provisional")
    FORECAST = "forecast", _("forecast")
    SUPPRESSED = "suppressed", _("suppressed")
    UNKNOWN = "unknown", _("unknown")


class Certainty(models.TextChoices):
    """How firm the source itself is about the number."""

    EXACT = "exact", _("exact")
    CIRCA = "circa", _("about")
    AT_LEAST = "at least", _("at least")
    AT_MOST = "at most", _("at most")
    LOW = "low", _("low end")
    HIGH = "high", _("high end")
    NOT_STATED = "not stated", _("not stated")


class Basis(models.TextChoices):
    """Where a person is counted: where they work, where they live, or neither."""

    WORK = "work", _("where they work")
    LIVE = "live", _("where they live")
    PLACE = "place", _("where the place is")
    OPINION = "opinion", _("opinion")
    NOT_APPLICABLE = "not applicable", _("not applicable")
    NOT_STATED = "niet vermeld", _("not stated")


@declares("publications")
class Publication(Declared):
    """Where a figure was published: the end of every trace."""


@declares("definitions")
class Definition(Declared):
    """Who or what is counted, as fields, so that differences can be computed."""


@declares("indicators")
class Indicator(Declared):
    """A quantity that the province follows, whatever the number of sources and definitions it has."""

    class Meta:
        ordering = ["order"]


@declares("aspects")
class Aspect(Declared):
    """What a talking sheet asks of every area: size, nature, places to live; with who could know it and the next step."""

    class Meta:
        ordering = ["order"]


@declares("bridge_steps")
class BridgeStep(Declared):
    """What is known, or assumed, of how much it makes that two counts answer one field differently."""

    @property
    def title(self) -> str:
        """What a trace calls it: the words that it rests on."""
        return str(self.note or self.code)

    @property
    def url(self) -> str:
        """Where the step was published; an assumption was published nowhere."""
        return str(self.publication.url) if self.basis == "sourced" and self.publication else ""

    @property
    def publisher(self) -> str:
        return str(self.publication.publisher) if self.url else ""


@declares("bridges")
class WorkedBridge(Declared):
    """Two figures that are often quoted against each other, with what is known of why they differ."""

    class Meta:
        ordering = ["order"]


@declares("bridge_parts")
class BridgePart(Declared):
    """A group in both figures of a worked bridge: where the difference is, which is not yet why."""

    class Meta:
        ordering = ["line"]


@declares("reading_rules")
class ReadingRule(Declared):
    """Which figure is read for a purpose where nobody has chosen one. It chooses only when exactly one figure is left."""

    class Meta:
        ordering = ["code"]


@declares("bottlenecks")
class Bottleneck(Declared):
    """What someone in the chain runs into."""

    class Meta:
        ordering = ["code"]


class Source(Declared):
    """A delivery of figures, declared by a TOML file: table, licence, columns and cadence."""

    table = "sources"
    title_nl = models.TextField()
    title_en = models.TextField()
    publisher = models.TextField()
    licence = models.TextField()
    url = models.TextField(blank=True)
    cadence = models.TextField()
    cbs_table = models.CharField(max_length=40, blank=True)
    # whose areas it counts: "period" (those of each figure's own time), a year, or nothing (not said)
    division = models.CharField(max_length=10, blank=True)
    file = models.TextField(blank=True)

    @property
    def place(self) -> str:
        return f"sources/{self.pk}.toml"


class Edition(models.Model):
    """One indicator sheet of one source. Its figures show only when all of them are in (`filled_at`)."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="editions")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="editions")
    sheet = models.CharField(max_length=120, unique=True)
    filled_at = models.DateTimeField(null=True)
    number = models.IntegerField(default=0)  # of figures
    current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "indicator"], condition=Q(current=True), name="edition_one_current"
            ),
            models.CheckConstraint(
                condition=Q(current=False) | Q(filled_at__isnull=False), name="edition_current_only_when_filled"
            ),
        ]


class Figure(models.Model):
    """A queryable copy of one row of an indicator sheet. It can be rebuilt, so nothing points at it but a ref.

    Its indexes are those of `Meta`: one more for each key would double the time of an import.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, db_constraint=False, db_index=False, related_name="figures")
    row = models.CharField(max_length=200)
    area = models.ForeignKey(Area, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="figures")
    indicator = models.ForeignKey(
        Indicator, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="figures"
    )
    source = models.ForeignKey(Source, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="figures")
    publication = models.ForeignKey(
        Publication, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="figures"
    )
    definition = models.ForeignKey(
        Definition, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="figures"
    )
    unit = models.ForeignKey(Unit, models.DO_NOTHING, db_constraint=False, db_index=False)
    period = models.CharField(max_length=20, blank=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    state = models.CharField(max_length=20, choices=State.choices)
    certainty = models.CharField(max_length=20, choices=Certainty.choices)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    mark = models.CharField(max_length=40, blank=True)
    wording = models.TextField(blank=True)
    note_nl = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    sheet = models.CharField(max_length=120)

    # no columns: what a query says beside the figures that it found
    aside: "Aside | None" = None
    talks: tuple[Any, ...] = ()
    age = ""

    class Meta:
        indexes = [
            models.Index(fields=["area", "indicator"], name="figure_by_area"),
            models.Index(fields=["indicator", "area"], name="figure_by_indicator"),
            models.Index(fields=["edition", "row"], name="figure_by_row"),
        ]

    @property
    def ref(self) -> str:
        return f"{self.sheet}#{self.row}/value"


class FigureCount(models.Model):
    """How many figures a shown edition holds of one area, by publication and definition, and of which times.

    Both times are empty when none is stated. Kept from when an edition shows until it no longer does, so that no list has
    to count millions of figures.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, db_constraint=False, db_index=False, related_name="tallies")
    indicator = models.ForeignKey(
        Indicator, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="tallies"
    )
    area = models.ForeignKey(Area, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="tallies")
    publication = models.ForeignKey(
        Publication, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="tallies"
    )
    definition = models.ForeignKey(
        Definition, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="tallies"
    )
    number = models.IntegerField()
    known = models.IntegerField()  # of them, how many have a value
    earliest = models.CharField(max_length=20, blank=True)
    latest = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "area", "publication", "definition"], name="tally_once"),
        ]
        indexes = [  # each holds all that one list asks
            models.Index(fields=["indicator", "area", "publication", "number", "latest"], name="tally_by_indicator"),
            models.Index(fields=["area", "indicator", "number"], name="tally_by_area"),
            models.Index(fields=["publication", "indicator", "number"], name="tally_by_publication"),
            models.Index(fields=["definition", "number"], name="tally_by_definition"),
        ]


class Reading(Kept):
    """The figure that is preferred for one purpose: chosen by someone, on a day, for a reason. The others stay in view."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="readings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="readings")
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="readings")
    choice = models.CharField(max_length=330)
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True)
    example = models.BooleanField(default=False)
    # the rule that chose it; none when someone chose it
    rule = models.ForeignKey(ReadingRule, models.PROTECT, null=True, related_name="readings")
    # the newer reading that took its place
    overtaken_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="overtakes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "area", "purpose"],
                condition=Q(overtaken_by__isnull=True),
                name="reading_one_in_force",
            )
        ]

"""What teams have per quarter, what a measure asks of them, what binds measures together, and what they are worth."""

from django.db import models
from django.db.models import F, Q

from samenhang.ground.ledger.models import Kept, Prose
from samenhang.ground.lexicon.models import Declared, declares
from samenhang.steering.programme.models.measures import Measure

TOP = 100  # scores run from 0 to this


@declares("aims")
class Aim(Declared):
    """What measures are done for, with the weights that are acceptable. Aims are scored apart and never mixed by hand."""

    class Meta:
        ordering = ["order"]


@declares("teams")
class Team(Declared):
    """A team that carries out measures."""

    class Meta:
        ordering = ["order"]


@declares("team_quarters")
class TeamQuarter(Declared):
    """The hours and euros that a team has in a quarter, as the workspace says."""

    class Meta:
        ordering = ["quarter", "line"]


class CapacityChange(Kept):
    """What a team has in a quarter from now on, and why. The newest counts; before the first, the workspace does."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="changes")
    quarter = models.CharField(max_length=7)
    hours = models.FloatField()
    money = models.FloatField()
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=0), name="capacity_change_hours_not_negative"),
            models.CheckConstraint(condition=Q(money__gte=0), name="capacity_change_money_not_negative"),
        ]


class Demand(Kept):
    """What a measure asks: for how many quarters, from when, and whether it is an obligation. Efforts say of whom."""

    measure = models.OneToOneField(Measure, models.CASCADE, related_name="demand")
    duration = models.PositiveSmallIntegerField()
    earliest = models.CharField(max_length=7, blank=True, default="")
    obliged = models.BooleanField(default=False)
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")  # why it is an obligation
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(duration__gte=1, duration__lte=40), name="demand_duration_one_to_forty"),
            models.CheckConstraint(condition=Q(version__gte=1), name="demand_version_from_one"),
        ]


class Effort(models.Model):
    """Hours and euros that a measure asks of one team in each quarter that it runs."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="efforts")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    hours = models.FloatField(default=0)
    money = models.FloatField(default=0)

    class Meta:
        ordering = ["team__order"]
        constraints = [
            models.UniqueConstraint(fields=["demand", "team"], name="effort_once_per_team"),
            models.CheckConstraint(condition=Q(hours__gte=0, money__gte=0), name="effort_not_negative"),
        ]


class Precedence(models.Model):
    """One measure begins only after another has ended."""

    first = models.ForeignKey(Measure, models.CASCADE, related_name="followers")
    then = models.ForeignKey(Measure, models.CASCADE, related_name="leaders")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "then"], name="precedence_once"),
            models.CheckConstraint(condition=~Q(first=F("then")), name="precedence_not_on_itself"),
        ]


class Synergy(Kept):
    """What two measures add together beyond what each adds alone; below nought they stand in each other's way."""

    one = models.ForeignKey(Measure, models.CASCADE, related_name="+")
    other = models.ForeignKey(Measure, models.CASCADE, related_name="+")
    gain = models.FloatField()
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="synergy_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="synergy_in_order"),
            models.CheckConstraint(condition=Q(gain__gte=-TOP, gain__lte=TOP), name="synergy_within_hundred"),
        ]


class FieldScore(Kept):
    """What the core team thinks a measure adds to an aim, from what it knows of the field. The newest counts."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="scores")
    aim = models.ForeignKey(Aim, models.PROTECT, related_name="+")
    low = models.FloatField()
    likely = models.FloatField()
    high = models.FloatField()
    reason = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=0, low__lte=F("likely"), high__gte=F("likely"), high__lte=TOP),
                name="field_score_in_order",
            ),
        ]


class EffectLink(Kept):
    """The option of an appraisal that a measure carries out: its scores there stand beside those of the core team."""

    measure = models.OneToOneField(Measure, models.CASCADE, related_name="effect")
    appraisal = models.CharField(max_length=40)
    letter = models.CharField(max_length=2)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(appraisal__startswith="appraisal:") & ~Q(letter=""), name="effect_link_to_an_option"
            ),
        ]

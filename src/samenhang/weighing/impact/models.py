"""What a test of new business rests on, as the workspace declares it, and the plans that people put in the register."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.models import Kept, Prose
from samenhang.ground.lexicon.models import Declared, Unit, declares  # noqa: F401 - reference numbers have units
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator, Publication  # noqa: F401 - declared rows cite them


@declares("reference_firms")
class ReferenceFirm(Declared):
    """One published number about a type of firm."""

    class Meta:
        ordering = ["line"]


@declares("firm_types")
class FirmType(Declared):
    """A type of firm for which there are reference numbers."""

    class Meta:
        ordering = ["order"]


@declares("impact_numbers")
class ReferenceNumber(Declared):
    """A range that the test computes with, for one type of firm or for all, with its source or the word assumption."""

    class Meta:
        ordering = ["order"]


@declares("impact_outcomes")
class Outcome(Declared):
    """What the test computes, as people call it, with its unit."""

    class Meta:
        ordering = ["order"]


@declares("impact_evidence")
class BesideIt(Declared):
    """An indicator whose figures the test sets beside what is asked: inhabitants, supply, pledges, shortage."""

    class Meta:
        ordering = ["order"]


@declares("impact_beyond")
class Beyond(Declared):
    """A point on the other side of the border, to estimate which part of the workers lives there."""

    class Meta:
        ordering = ["code"]


@declares("impact_questions")
class EntrepreneurQuestion(Declared):
    """A question for the entrepreneur, and when it is asked."""

    class Meta:
        ordering = ["order"]


class PlanState(models.TextChoices):
    """How far a plan is; what is pending is added up."""

    IDEA = "idea", _("idea")
    PENDING = "pending", _("pending")
    PERMITTED = "permitted", _("permitted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Plan(Kept):
    """One new business in the register: what was entered, which never changes, and its state, which does."""

    title = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    park = models.ForeignKey(Prose, models.SET_NULL, null=True, blank=True, related_name="+")
    firm_type = models.ForeignKey(FirmType, models.PROTECT, related_name="plans")
    area = models.ForeignKey(Area, models.PROTECT, related_name="plans")
    floor = models.FloatField(null=True)
    jobs = models.FloatField(null=True)
    agency = models.FloatField(null=True)  # share 0..1
    own_beds = models.FloatField(default=0)
    start = models.PositiveSmallIntegerField()  # the year
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.IDEA)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(floor__isnull=False, floor__gt=0) | Q(jobs__isnull=False, jobs__gt=0), name="plan_has_floor_or_jobs",
            ),
            models.CheckConstraint(
                condition=Q(agency=None) | Q(agency__gte=0, agency__lte=1), name="plan_agency_is_a_share",
            ),
            models.CheckConstraint(condition=Q(own_beds__gte=0), name="plan_own_beds_not_negative"),
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_in_list"),
        ]  # fmt: skip

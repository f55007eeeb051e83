"""Agreed results with their target, what was reported of them per period, and the decision that closes a period."""

from django.db import models
from django.db.models import F, Q

from samenhang.ground.ledger.models import Kept, Prose, Said
from samenhang.ground.lexicon.models import Declared, declares
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.steering.programme.models.goals import Goal
from samenhang.steering.programme.models.measures import Measure
from samenhang.steering.vision.models import SENSES, Vision

RESULTS = ("output", "outcome")
VERDICTS = ("on", "risk", "off", "unknown")
COURSES = ("continue", "adjust", "stop")

# a state machine as a table: from each state, the states that may follow; what is not here is forbidden
REPORT_STEPS: dict[str, tuple[str, ...]] = {
    "draft": ("draft", "approved"),
    "approved": ("draft", "locked"),
    "locked": (),
}


@declares("track_rules")
class TrackRule(Declared):
    """By which rule a result is on track, at risk, off track or unknown."""

    class Meta:
        ordering = ["order"]


class VisionGoal(Kept):
    """A goal in which a vision is worked out."""

    vision = models.ForeignKey(Vision, models.CASCADE, related_name="goals")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="visions")

    class Meta:
        ordering = ["goal__order"]
        constraints = [models.UniqueConstraint(fields=["vision", "goal"], name="vision_goal_once")]


class Result(Kept):
    """An agreed result: an indicator that tells what was done (output) or what changed (outcome), how much, and by which day."""

    kind = models.CharField(max_length=10)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="results")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="results")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    sense = models.CharField(max_length=10)
    begin = models.FloatField(null=True)  # what was counted when it was agreed; nobody may have counted
    begins_on = models.DateField()
    target = models.FloatField()
    reached_by = models.DateField()
    newest = models.ForeignKey("ResultReport", models.SET_NULL, null=True, related_name="+")
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["indicator__order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RESULTS), name="result_kind_in_list"),
            models.CheckConstraint(condition=Q(sense__in=SENSES), name="result_sense_in_list"),
            models.CheckConstraint(
                condition=Q(goal__isnull=False) | Q(measure__isnull=False), name="result_of_a_goal_or_measure"
            ),
            models.CheckConstraint(condition=Q(reached_by__gt=F("begins_on")), name="result_ends_after_it_begins"),
        ]


class ReportPeriod(Said):
    """A period that is reported on. It closes with a decision, and then nothing in it changes; `words` say why."""

    starts = models.DateField()
    ends = models.DateField()
    course = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-ends", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="report_period_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(course="", closed_at=None) | Q(course__in=COURSES, closed_at__isnull=False),
                name="report_period_closes_with_a_course",
            ),
            models.UniqueConstraint(fields=["starts", "example"], name="report_period_once"),
        ]


class ResultReport(Said):
    """What was reported of a result in a period; `words` tell the story, which is obligatory where nobody knows the number."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="reports")
    period = models.ForeignKey(ReportPeriod, models.CASCADE, related_name="reports")
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    told = models.BooleanField(default=False)  # the story may be erased on request; that it was told may not
    cell = models.CharField(max_length=330, blank=True)  # the figure that the number was copied from
    proof = models.ForeignKey(Prose, models.SET_NULL, null=True, related_name="+")
    proven = models.BooleanField(default=False)  # the same of the proof
    verdict = models.CharField(max_length=10)
    reason = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default="draft")
    version = models.PositiveIntegerField(default=1)
    approved_by = models.CharField(max_length=80, blank=True)

    class Meta(Said.Meta):
        constraints = [
            models.UniqueConstraint(fields=["result", "period"], name="result_report_once"),
            models.CheckConstraint(condition=Q(state__in=list(REPORT_STEPS)), name="result_report_state_in_list"),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="result_report_verdict_in_list"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(told=True, verdict="unknown"), name="result_report_number_or_story"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | ~Q(cell="") | Q(proven=True), name="result_report_number_with_evidence"
            ),
            models.CheckConstraint(
                condition=Q(low=None, high=None) | Q(low__lte=F("value"), high__gte=F("value")),
                name="result_report_range_holds_value",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="result_report_version_from_one"),
        ]

"""Agreeing on results, reporting them per period with evidence, approving, and closing a period with a decision."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.evidence.queries import cell_of, figures_at
from samenhang.steering.programme.actions.refusals import CannotProgramme, Changed
from samenhang.steering.programme.models import (
    COURSES,
    REPORT_STEPS,
    RESULTS,
    Goal,
    Measure,
    ReportPeriod,
    Result,
    ResultReport,
    TrackRule,
    VisionGoal,
)
from samenhang.steering.vision.models import SENSES, Vision

if TYPE_CHECKING:
    from samenhang.methods.progress import Progress


@dataclass(frozen=True)
class Number:
    """What is known: a number, or a range around it."""

    value: float
    low: float | None = None
    high: float | None = None


@act("programme.tied", needs=Permission.DECIDE)
def tie(*, vision: Vision, goals: list[Goal], by: Actor, at: datetime) -> Vision:
    """Say in which goals a vision is worked out; those that are not named any more are let go."""
    VisionGoal.objects.filter(vision=vision).exclude(goal__in=goals).delete()
    there = set(VisionGoal.objects.filter(vision=vision).values_list("goal", flat=True))
    new = [goal for goal in dict.fromkeys(goals) if goal.pk not in there]
    VisionGoal.objects.bulk_create(VisionGoal(vision=vision, goal=goal, by=by.ref, at=at) for goal in new)
    return vision


@act("programme.agreed", needs=Permission.DECIDE)
def agree(
    *,
    kind: Code,
    goal: Goal | None,
    measure: Measure | None,
    indicator: Indicator,
    area: Area,
    sense: Code,
    begin: float | None,
    begins_on: date,
    target: float,
    reached_by: date,
    example: bool,
    by: Actor,
    at: datetime,
) -> Result:
    """Agree on a result: an indicator with a target and a day, of a goal or of a measure."""
    if kind not in RESULTS or sense not in SENSES:
        raise CannotProgramme(
            _("Choose from the list whether it is done or changed, and whether the target is a least or a most.")
        )
    if goal is None and measure is None:
        raise CannotProgramme(_("Say of which goal or measure this is a result. Otherwise nobody answers for it."))
    if reached_by <= at.date():
        raise CannotProgramme(_("This target lies in the past. Choose a day on which it can still be reached."))
    if begins_on >= reached_by:
        raise CannotProgramme(_("The day on which it begins should come before the day on which it is reached."))
    if begin == target:
        raise CannotProgramme(
            _("Start and target are the same number. Then there is nothing to reach; choose another target.")
        )
    return Result.objects.create(
        kind=str(kind), goal=goal, measure=measure, indicator=indicator, area=area, sense=str(sense), begin=begin,
        begins_on=begins_on, target=target, reached_by=reached_by, example=example, by=by.ref, at=at,
    )  # fmt: skip


@act("programme.opened", needs=Permission.DECIDE)
def open_period(*, starts: date, ends: date, example: bool, by: Actor, at: datetime) -> ReportPeriod:
    """Open a period to report on; periods follow each other and never overlap."""
    if ends <= starts:
        raise CannotProgramme(_("The last day of a period comes after its first. Look at both."))
    there = ReportPeriod.objects.filter(example=example, starts__lte=ends, ends__gte=starts).first()
    if there:
        raise CannotProgramme(
            _("There is a period from %(starts)s to %(ends)s already. Choose days outside it.")
            % {"starts": date_format(there.starts), "ends": date_format(there.ends)}
        )
    return ReportPeriod.objects.create(starts=starts, ends=ends, example=example, by=by.ref, at=at)


@act("programme.reported", needs=Permission.DECIDE)
def report(
    *,
    result: Result,
    period: ReportPeriod,
    base: int,
    value: float | None,
    low: float | None,
    high: float | None,
    rests_on: list[Ref],
    proof: Words,
    story: Words,
    by: Actor,
    at: datetime,
) -> ResultReport:
    """Report how a result stands. `base` is the version that the writer had before them, 0 when there was none.

    A number comes from a figure (`rests_on`, at most one) or is typed with its proof; where there is none the story tells why.
    """
    period = ReportPeriod.objects.select_for_update().get(pk=period.pk)
    before = ResultReport.objects.filter(result=result, period=period).first()
    _still_open(period)
    if before and before.version != base:
        raise Changed(before)
    if before and "draft" not in REPORT_STEPS[before.state]:
        raise CannotProgramme(_("This report is locked and can no longer change."))
    if result.example != period.example:
        raise CannotProgramme(_("An example is reported in the example period, and nothing else is."))
    if len(rests_on) > 1:
        raise CannotProgramme(_("Choose one figure that it rests on. Another one can be named in the story."))
    number = _copied(result, rests_on[0]) if rests_on else _typed(value, low, high)
    if number is None and not story.strip():
        raise CannotProgramme(_("Nobody knows the number yet. Tell why, and what is done to get to know it."))
    if number is not None and not rests_on and not proof.strip():
        raise CannotProgramme(
            _("A number needs evidence. Choose the figure it rests on, or write down who counted it and where.")
        )
    judged = judge(result, period, number)
    row = before or ResultReport(result=result, period=period, version=0)
    row.value, row.low, row.high = (number.value, number.low, number.high) if number else (None, None, None)
    row.cell = str(rests_on[0]) if rests_on else ""
    row.words, row.told = _prose(story), bool(story.strip())
    row.proof, row.proven = _prose(proof), bool(proof.strip())
    row.verdict, row.reason = judged.verdict, judged.reason
    row.state, row.version, row.approved_by, row.by, row.at = "draft", row.version + 1, "", by.ref, at
    row.save()
    _point(result)
    return row


@act("programme.approved", needs=Permission.DECIDE)
def approve(*, report: ResultReport, base: int, by: Actor, at: datetime) -> ResultReport:
    """Approve what was reported, in the version that was read."""
    report = ResultReport.objects.select_for_update().select_related("period").get(pk=report.pk)
    _still_open(report.period)
    if report.version != base:
        raise Changed(report)
    if "approved" not in REPORT_STEPS[report.state]:
        raise CannotProgramme(_("This report was approved already. Nothing has to be done."))
    report.state, report.approved_by = "approved", by.ref
    report.save()
    return report


@act("programme.closed", needs=Permission.DECIDE)
def close(*, period: ReportPeriod, course: Code, words: Words, by: Actor, at: datetime) -> ReportPeriod:
    """Close a period with a decision: continue, adjust or stop. Every agreed result must have been reported and approved."""
    period = ReportPeriod.objects.select_for_update().get(pk=period.pk)
    _still_open(period)
    if course not in COURSES:
        raise CannotProgramme(_("Choose what is decided: continue, adjust or stop."))
    if not words.strip():
        raise CannotProgramme(_("Write down what is decided and why. That is what Provinciale Staten will read."))
    if period.ends > at.date():
        raise CannotProgramme(_("This period has not ended yet. It can be closed from the day after its last."))
    lacking = list(unsettled(period))
    if not Result.objects.filter(example=period.example).exists():
        raise CannotProgramme(_("No result was agreed yet, so there is nothing to decide on. Agree on one first."))
    if lacking:
        raise CannotProgramme(
            _("Every agreed result is reported and approved before a period closes, also when nobody knows the number. Not yet: %(names)s.")
            % {"names": "; ".join(f"{one.indicator.label}, {one.area}" for one in lacking)}
        )  # fmt: skip
    ResultReport.objects.filter(period=period, state="approved").update(state="locked")
    period.course, period.words, period.closed_at, period.closed_by = str(course), _prose(words), at, by.ref
    period.save()
    return period


def unsettled(period: ReportPeriod) -> list[Result]:
    """The results that lack an approved report in this period."""
    settled = ResultReport.objects.filter(period=period, state__in=("approved", "locked")).values("result")
    due = Result.objects.filter(example=period.example, begins_on__lte=period.ends)
    return list(due.exclude(pk__in=settled).select_related("indicator", "area"))


def judge(result: Result, period: ReportPeriod, number: Number | None) -> "Progress":
    """How it stands by the rules of the workspace, on the last day of the period."""
    from samenhang.methods.progress import progress

    behind = {one.pk: float(one.behind or 0) for one in TrackRule.objects.filter(withdrawn_on=None)}
    whole, passed = (result.reached_by - result.begins_on).days, (period.ends - result.begins_on).days
    low, high = (None, None) if number is None else (number.low, number.high)
    if number is not None and low is None:
        low = high = number.value
    return progress(
        start=result.begin, target=result.target, least=result.sense == "least", low=low, high=high,
        elapsed=max(0.0, passed / whole), on=behind.get("on", 0.0), risk=behind.get("risk", 0.0),
    )  # fmt: skip


def _still_open(period: ReportPeriod) -> None:
    if period.closed_at:
        raise CannotProgramme(
            _("This period was closed on %(day)s with a decision, and is not reopened. Report a correction in the period that is open.")
            % {"day": date_format(period.closed_at)}
        )  # fmt: skip


def _copied(result: Result, ref: Ref) -> Number | None:
    figure = figures_at([str(ref)]).get(str(ref))
    if figure is None or (figure.indicator_id, figure.area_id) != (result.indicator_id, result.area_id):
        raise CannotProgramme(_("This figure is not of this indicator and area. Choose one from the list."))
    cell = cell_of(figure)
    if cell.value is None and cell.low is None:
        return None
    if cell.value is None:
        low, high = float(cell.low or 0), float(cell.high or cell.low or 0)
        return Number((low + high) / 2, low, high)
    ends = (None, None) if cell.low is None or cell.high is None else (float(cell.low), float(cell.high))
    return Number(float(cell.value), *ends)


def _typed(value: float | None, low: float | None, high: float | None) -> Number | None:
    if (low is None) != (high is None):
        raise CannotProgramme(_("A range has two ends. Give both the lowest and the highest, or neither."))
    if value is None:
        if low is not None:
            raise CannotProgramme(_("Give the number in the middle of the range too: what is thought likeliest."))
        return None
    if low is not None and high is not None and not low <= value <= high:
        raise CannotProgramme(_("The number lies between the ends of its range. Look at all three."))
    return Number(value, low, high)


def _point(result: Result) -> None:
    """Remember which report of a result is newest, so that a list of thousands needs no search for it."""
    newest = ResultReport.objects.filter(result=result).order_by("-period__ends").first()
    Result.objects.filter(pk=result.pk).update(newest=newest)


def _prose(words: Words) -> Prose | None:
    return Prose.objects.create(body=str(words)) if words.strip() else None

"""Agreed results: in a list, one with its reports, and a period with every result that is due in it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from samenhang.ground.ledger.queries import written
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.evidence.queries import cell_of, current
from samenhang.insight.evidence.queries.figures import described, in_order
from samenhang.screen.cells import Cell, Date, Text, ref_url
from samenhang.steering.programme.models import (
    REPORT_STEPS,
    Measure,
    ReportPeriod,
    Result,
    ResultReport,
    TrackRule,
)
from samenhang.steering.programme.queries.measures import title_of
from samenhang.steering.programme.queries.result_words import (
    COURSE_TONES,
    COURSES,
    KINDS,
    REASONS,
    REPORT_TONES,
    REPORTS,
    VERDICT_TONES,
)
from samenhang.steering.vision.queries.words import SENSES

WITH = ("indicator__unit", "area", "goal", "measure__title", "measure__accountable")


@dataclass(frozen=True)
class Track:
    """A verdict as a page shows it: the word, its tone, why, and the rule in one sentence."""

    code: str
    word: str
    tone: str
    why: Text
    rule: str


@dataclass(frozen=True)
class Reported:
    """What was reported of a result in a period; `row` is None where nothing was."""

    period: ReportPeriod
    row: ResultReport | None
    number: Cell
    track: Track
    state: Text
    tone: str
    story: str
    proof: str
    by: str
    url: str

    @property
    def waits(self) -> bool:
        """It was reported and nobody approved it."""
        return self.row is not None and self.row.state == "draft"

    @property
    def may_change(self) -> bool:
        return self.row is None or "draft" in REPORT_STEPS[self.row.state]


@dataclass(frozen=True)
class Line:
    """A result with what it is, what it aims at and what was reported last (or in one period)."""

    result: Result
    label: str
    kind: Text
    of: str
    of_url: str
    sense: Text
    begin: Cell
    target: Cell
    report: Reported


@dataclass(frozen=True)
class Page:
    """One result with its reports, newest period first, and the periods in which it can be reported now."""

    line: Line
    reports: tuple[Reported, ...]
    open: tuple[ReportPeriod, ...]
    rules: tuple[TrackRule, ...]
    by: str
    url: str


@dataclass(frozen=True)
class Closing:
    """A period with how many results stand where; the results themselves are a list of their own."""

    period: ReportPeriod
    title: str
    course: Text
    tone: str
    words: str
    due: int
    settled: int
    counts: tuple[tuple[str, int, str], ...]
    rules: tuple[TrackRule, ...]
    by: str

    @property
    def lacking(self) -> int:
        """How many results still have to be reported or approved before the period can close."""
        return self.due - self.settled


def results(viewer: Viewer) -> QuerySet[Result]:
    """Every agreed result with its newest report; they are public."""
    found: QuerySet[Result] = Result.objects.select_related(*WITH, "newest__period", "newest__words", "newest__proof")
    return found.order_by("pk")


def rules(viewer: Viewer | None = None) -> tuple[TrackRule, ...]:
    """The rules by which a result is judged, as the workspace states them."""
    return tuple(TrackRule.objects.filter(withdrawn_on=None))


def period_name(period: ReportPeriod) -> str:
    return f"{Date(period.starts)} – {Date(period.ends)}"


def periods(viewer: Viewer) -> QuerySet[ReportPeriod]:
    """Every period with how many results stand where; they are public."""
    found: QuerySet[ReportPeriod] = ReportPeriod.objects.select_related("words")
    counts = {
        f"many_{verdict}": Count("reports", filter=Q(reports__verdict=verdict), distinct=True)
        for verdict in VERDICT_TONES
    }
    return found.annotate(reported=Count("reports", distinct=True), **counts).order_by("-ends")


def lines(found: Iterable[Result], known: tuple[TrackRule, ...]) -> list[Line]:
    """These results with what was reported last; no query of its own."""
    every = list(found)
    return [
        _line(one, _reported(one, one.newest, one.newest.period if one.newest else None, known, {})) for one in every
    ]


def _line(one: Result, told: Reported) -> Line:
    unit = one.indicator.unit
    of_url = reverse("programme:measure", args=[one.measure_id]) if one.measure_id else f"{reverse('programme:goals')}"
    return Line(
        result=one,
        label=f"{one.indicator.label}, {one.area}",
        kind=KINDS[one.kind],
        of=title_of(one.measure) if one.measure else str(one.goal.label if one.goal else ""),
        of_url=of_url,
        sense=SENSES[one.sense],
        begin=_cell(one.begin, one, ref=one.ref),
        target=Cell(_plain(one.target), str(unit.label), one.ref, decimals=unit.decimals),
        report=told,
    )


def _reported(
    one: Result,
    row: ResultReport | None,
    period: ReportPeriod | None,
    known: tuple[TrackRule, ...],
    seats: dict[str, str],
) -> Reported:
    verdict = row.verdict if row else "unknown"
    rule = next((each for each in known if each.pk == verdict), None)
    track = Track(
        verdict,
        str(rule.label) if rule else verdict,
        VERDICT_TONES[verdict],
        REASONS[row.reason if row else ""],
        str(rule.rule) if rule else "",
    )
    state = row.state if row else "none"
    number = (
        _cell(row.value, one, ref=row.cell or row.ref, low=row.low, high=row.high) if row else _cell(None, one, ref="")
    )
    return Reported(
        period=period,  # type: ignore[arg-type]
        row=row,
        number=number,
        track=track,
        state=REPORTS[state],
        tone=REPORT_TONES[state],
        story=_told(row, "words", "told"),
        proof=_told(row, "proof", "proven"),
        by=seats.get(row.by, "") if row else "",
        url=ref_url(row.ref) if row else "",
    )


def _told(row: ResultReport | None, words: str, flag: str) -> str:
    if row is None or not getattr(row, flag):
        return ""
    return written(getattr(row, words))


def _cell(value: float | None, one: Result, *, ref: str, low: float | None = None, high: float | None = None) -> Cell:
    unit = one.indicator.unit
    state = "unknown" if value is None else "known"
    return Cell(
        _plain(value), str(unit.label), ref if value is not None else "", state, low=_plain(low), high=_plain(high),
        decimals=unit.decimals,
    )  # fmt: skip


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and float(number).is_integer() else number


def result_page(viewer: Viewer, pk: int) -> Page | None:
    """One result; None when there is none."""
    found = results(viewer).filter(pk=pk).first()
    if found is None:
        return None
    rows = list(found.reports.select_related("period", "words", "proof").order_by("-period__ends"))
    seats, known = names_of([found.by, *(row.by for row in rows)]), rules()
    told = tuple(_reported(found, row, row.period, known, seats) for row in rows)
    return Page(
        line=_line(found, _reported(found, rows[0] if rows else None, rows[0].period if rows else None, known, seats)),
        reports=told,
        open=tuple(ReportPeriod.objects.filter(example=found.example, closed_at=None, ends__gte=found.begins_on)),
        rules=known,
        by=seats.get(found.by, ""),
        url=ref_url(found.ref),
    )


def period_page(viewer: Viewer, pk: int) -> Closing | None:
    """A period with how many of the results that are due in it stand where; None when there is none."""
    period = ReportPeriod.objects.select_related("words").filter(pk=pk).first()
    if period is None:
        return None
    known, due = rules(), _due(period).count()
    reported = Counter(period.reports.filter(result__in=_due(period)).values_list("verdict", "state"))
    count = {rule.pk: sum(many for (each, _state), many in reported.items() if each == rule.pk) for rule in known}
    count["unknown"] = count.get("unknown", 0) + due - sum(reported.values())
    return Closing(
        period=period,
        title=period_name(period),
        course=COURSES.get(period.course, _("not decided yet")),
        tone=COURSE_TONES.get(period.course, "neutral"),
        words=period.words.body if period.words else _("erased on request") if period.closed_at else "",
        due=due,
        settled=sum(many for (_verdict, state), many in reported.items() if state != "draft"),
        counts=tuple((str(rule.label), count[rule.pk], VERDICT_TONES[rule.pk]) for rule in known),
        rules=known,
        by=names_of([period.closed_by]).get(period.closed_by, ""),
    )


def _due(period: ReportPeriod) -> QuerySet[Result]:
    """The results that are reported in a period: agreed, and begun before it ends."""
    return Result.objects.filter(example=period.example, begins_on__lte=period.ends)


def due_in(viewer: Viewer, period: ReportPeriod) -> QuerySet[Result]:
    """The results of a period, each with its `verdict` and `reported` (the state of its report) in that period."""
    mine = ResultReport.objects.filter(period=period, result=OuterRef("pk"))
    found = _due(period).select_related(*WITH).order_by("pk")
    return found.annotate(
        verdict=Coalesce(Subquery(mine.values("verdict")), Value("unknown")),
        reported=Coalesce(Subquery(mine.values("state")), Value("none")),
    )


def lines_in(period: ReportPeriod, found: Iterable[Result], known: tuple[TrackRule, ...]) -> list[Line]:
    """These results with what was reported of them in this period; two queries."""
    every = list(found)
    reports = ResultReport.objects.filter(period=period, result__in=every).select_related("words", "proof")
    rows = {row.result_id: row for row in reports}
    seats = names_of([row.by for row in rows.values()])
    return [_line(one, _reported(one, rows.get(one.pk), period, known, seats)) for one in every]


def figure_choices(result: Result) -> list[tuple[str, str]]:
    """The figures of this indicator and area that a report can rest on, newest first."""
    found = current().filter(indicator=result.indicator_id, area=result.area_id)
    return [(one.ref, described(one, cell)) for one in in_order(found) if (cell := cell_of(one)).state != "unknown"]


def of_measure(measure: Measure) -> list[Line]:
    """The results that were agreed for a measure."""
    found = measure.results.select_related(*WITH, "newest__period", "newest__words", "newest__proof")
    return lines(found, rules()) if found else []


def overdue(today: date) -> QuerySet[ReportPeriod]:
    """The periods that have ended and are not closed."""
    return ReportPeriod.objects.filter(closed_at=None, ends__lt=today, example=False)

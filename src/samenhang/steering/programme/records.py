"""What the records of this room are called and say."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.queries import written
from samenhang.screen.cells import Date
from samenhang.screen.records import Kind, Records, SheetKind, Told
from samenhang.steering.programme.models import (
    Aim,
    Assignment,
    CapacityChange,
    Demand,
    EffectLink,
    FieldScore,
    Goal,
    Measure,
    Milestone,
    Pledge,
    PledgeStep,
    ReportPeriod,
    Result,
    ResultReport,
    SetAside,
    Synergy,
    Team,
    TeamQuarter,
    TrackRule,
)
from samenhang.steering.programme.queries import OUTCOMES
from samenhang.steering.programme.queries.results import period_name


def _at(measure: int, part: str = "") -> str:
    return reverse("programme:measure", args=[measure]) + part


def _measure(row: Measure) -> Told:
    return Told(written(row.title), row.body.body if row.body else "", example=row.example)


def _milestone(row: Milestone) -> Told:
    return Told(written(row.words), page=_at(row.measure_id))


def _result(row: Result) -> Told:
    return Told(f"{row.indicator.label} · {row.area}", example=row.example)


def _result_report(row: ResultReport) -> Told:
    title = f"{row.result.indicator.label} · {row.result.area} · {period_name(row.period)}"
    page = reverse("programme:result", args=[row.result_id])
    return Told(title, row.words.body if row.words else "", page, row.result.example)


def _report_period(row: ReportPeriod) -> Told:
    return Told(period_name(row), row.words.body if row.words else "", example=row.example)


def _capacity_change(row: CapacityChange) -> Told:
    title = f"{row.team.label} · {Date(row.quarter)}"
    return Told(title, written(row.reason), reverse("programme:teams"), end="judgement")


def _demand(row: Demand) -> Told:
    of = row.measure
    return Told(written(of.title), page=_at(of.pk, "#asks"), example=of.example, end="judgement")


def _synergy(row: Synergy) -> Told:
    title = f"{written(row.one.title)} + {written(row.other.title)}"
    return Told(title, written(row.reason), _at(row.one_id, "#asks"), row.one.example, "judgement")


def _field_score(row: FieldScore) -> Told:
    title = f"{written(row.measure.title)} · {row.aim.label}"
    return Told(title, written(row.reason), _at(row.measure_id, "#worth"), row.measure.example, "judgement")


def _effect_link(row: EffectLink) -> Told:
    title = f"{written(row.measure.title)} · {row.letter}"
    return Told(title, page=_at(row.measure_id, "#worth"), example=row.measure.example)


def _set_aside(row: SetAside) -> Told:
    page = reverse("programme:not_now")
    return Told(written(row.measure.title), written(row.decision.body), page, row.measure.example)


def _pledge_step(row: PledgeStep) -> Told:
    page = reverse("programme:pledge", args=[row.pledge_id])
    return Told(f"{row.pledge.text} · {OUTCOMES[row.state]}", written(row.words), page)


RECORDS = Records(
    kinds=(
        Kind(
            "measure", Measure, _("Measure"), _("Measures"), page="programme:measure", own=True, told=_measure,
            needs=("title", "body"),
        ),
        Kind(
            "capacity_change", CapacityChange, _("Changed capacity of a team"), _("Changed capacities"),
            told=_capacity_change, needs=("team", "reason"),
        ),
        Kind(
            "demand", Demand, _("What a measure asks"), _("What measures ask"), told=_demand,
            needs=("measure__title",),
        ),
        Kind(
            "synergy", Synergy, _("What two measures do together"), _("What measures do together"), told=_synergy,
            needs=("one__title", "other__title", "reason"),
        ),
        Kind(
            "field_score", FieldScore, _("Score from field knowledge"), _("Scores from field knowledge"),
            told=_field_score, needs=("measure__title", "aim", "reason"),
        ),
        Kind(
            "effect_link", EffectLink, _("Link of a measure to an appraisal"), _("Links of measures to appraisals"),
            told=_effect_link, needs=("measure__title",),
        ),
        Kind(
            "set_aside", SetAside, _("Measure that is deliberately not done now"),
            _("Measures that are deliberately not done now"), told=_set_aside,
            needs=("measure__title", "decision__body"),
        ),
        Kind("aims", Aim, _("Aim"), _("Aims"), page="programme:capacity"),
        Kind("teams", Team, _("Team"), _("Teams"), page="programme:teams"),
        Kind("team_quarters", TeamQuarter, _("Capacity of a team"), _("Capacities of teams"), page="programme:teams"),
        Kind("assignments", Assignment, _("Assignment"), page="programme:goals"),
        Kind("goals", Goal, _("Goal"), _("Goals"), page="programme:goals"),
        Kind("pledges", Pledge, _("Pledge"), _("Pledges"), page="programme:pledge", own=True),
        Kind(
            "pledge_step", PledgeStep, _("What became of a pledge"), _("What became of pledges"), told=_pledge_step,
            needs=("pledge", "words"),
        ),
        Kind("milestone", Milestone, _("Milestone"), _("Milestones"), told=_milestone, needs=("words",)),
        Kind(
            "result", Result, _("Agreed result"), _("Agreed results"), page="programme:result", own=True, told=_result,
            needs=("indicator", "area"),
        ),
        Kind(
            "result_report", ResultReport, _("Report of a result"), _("Reports of results"), told=_result_report,
            needs=("result__indicator", "result__area", "period", "words"),
        ),
        Kind(
            "report_period", ReportPeriod, _("Reporting period"), _("Reporting periods"), page="programme:period",
            own=True, told=_report_period, needs=("words",),
        ),
        Kind("track_rules", TrackRule, _("Rule for a result"), page="programme:results"),
    ),
    sheets=(
        SheetKind(
            "programme-setting", _("What a programme is chosen from"), _("Number that a programme is chosen from"),
        ),
        SheetKind("programme-plan", _("Programme that fits"), _("Number of a programme that fits")),
    ),
    roles={
        "decision": _("decision"),
        "period": _("period"),
        "measure": _("measure"),
        "uses": _("what it is chosen from"),
        "team": _("team"),
        "teams": _("teams"),
        "aims": _("aims"),
        "after": _("what comes first"),
        "one": _("the one measure"),
        "other": _("the other measure"),
        "goal": _("goal"),
        "accountable": _("who is accountable"),
        "responsible": _("who does the work"),
        "consulted": _("who is consulted"),
        "informed": _("who is informed"),
        "bottlenecks": _("bottlenecks"),
        "fields": _("policy fields"),
        "stages": _("stages of the chain"),
        "pledge": _("pledge"),
        "milestone": _("milestone"),
        "goals": _("goals"),
        "report": _("report"),
    },
    columns={
        "one": _("the one"),
        "cite": _("comes from"),
        "verdict": _("where it stands"),
        "words": _("in words"),
    },
)  # fmt: skip

"""What was written about visions and the programme, as stops on the line: versions, signatures, positions, measures, pledges."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from samenhang.screen.cells import Date
from samenhang.steering.governance.models import Handling, Kindred, KindredStep
from samenhang.steering.governance.queries.tracker import LINKS
from samenhang.steering.governance.queries.tracker import STATES as HANDLED
from samenhang.steering.programme.models import (
    CapacityChange,
    Demand,
    EffectLink,
    FieldScore,
    Measure,
    Milestone,
    PledgeStep,
    ReportPeriod,
    Result,
    ResultReport,
    SetAside,
    Synergy,
)
from samenhang.steering.programme.queries import OUTCOMES as PLEDGED
from samenhang.steering.programme.queries.results import period_name
from samenhang.steering.vision.models import (
    Ambition,
    Cosignature,
    Joining,
    Position,
    SessionQuestion,
    SessionStand,
    Statement,
    Vision,
)
from samenhang.steering.vision.queries import title_of
from samenhang.steering.vision.queries.words import ANSWERS, JOINS

ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "vision": lambda: Vision.objects.all(),
    "statement": lambda: Statement.objects.select_related("title", "body", "vision"),
    "ambition": lambda: Ambition.objects.select_related("indicator", "area", "vision"),
    "cosignature": lambda: Cosignature.objects.select_related("portfolio", "statement__title", "statement__vision"),
    "position": lambda: Position.objects.select_related("party", "words", "statement__vision"),
    "joining": lambda: Joining.objects.select_related("party", "words"),
    "session_question": lambda: SessionQuestion.objects.select_related("words", "outcome"),
    "session_stand": lambda: SessionStand.objects.select_related("party", "words", "question"),
    "measure": lambda: Measure.objects.select_related("title", "body"),
    "milestone": lambda: Milestone.objects.select_related("words"),
    "result": lambda: Result.objects.select_related("indicator", "area"),
    "result_report": lambda: ResultReport.objects.select_related(
        "result__indicator", "result__area", "period", "words"
    ),
    "report_period": lambda: ReportPeriod.objects.select_related("words"),
    "handling": lambda: Handling.objects.select_related("recommendation", "words"),
    "kindred": lambda: Kindred.objects.select_related("name", "shared"),
    "kindred_step": lambda: KindredStep.objects.select_related("kindred__name", "words"),
    "capacity_change": lambda: CapacityChange.objects.select_related("team", "reason"),
    "demand": lambda: Demand.objects.select_related("measure__title"),
    "synergy": lambda: Synergy.objects.select_related("one__title", "other__title", "reason"),
    "field_score": lambda: FieldScore.objects.select_related("measure__title", "aim", "reason"),
    "effect_link": lambda: EffectLink.objects.select_related("measure__title"),
    "set_aside": lambda: SetAside.objects.select_related("measure__title", "decision__body"),
    "pledge_step": lambda: PledgeStep.objects.select_related("pledge", "words"),
}


def told(kind: str, base: str, row: Any) -> dict[str, Any]:
    """Title, words and page of a row of one of these kinds."""
    if row is None:
        return {"title": base}
    said: dict[str, Any] = _TOLD[kind](row)
    return said


def _words(prose: Any) -> str:
    return prose.body if prose else _("erased on request")


def _measure(pk: int, part: str = "") -> str:
    return reverse("programme:measure", args=[pk]) + part


def _page(vision: int) -> str:
    return reverse("vision:page", args=[vision])


def _vision(row: Vision) -> dict[str, Any]:
    newest = row.statements.select_related("title").order_by("-number").first()
    return {
        "title": title_of(newest) if newest else row.ref,
        "page": _page(row.pk),
        "example": row.example,
        "end": "judgement",
    }


_TOLD: dict[str, Callable[[Any], dict[str, Any]]] = {
    "vision": _vision,
    "statement": lambda row: {
        "title": title_of(row), "note": _words(row.body), "example": row.vision.example,
        "page": reverse("vision:version", args=[row.vision_id, row.number]),
    },
    "ambition": lambda row: {
        "title": f"{row.indicator.label} · {row.area}", "page": _page(row.vision_id), "example": row.vision.example
    },
    "cosignature": lambda row: {
        "title": f"{row.portfolio.label} · {title_of(row.statement)}", "page": _page(row.statement.vision_id),
        "example": row.statement.vision.example,
    },
    "position": lambda row: {
        "title": f"{row.party} · {ANSWERS[row.answer]}", "note": row.words.body if row.words else "",
        "page": _page(row.statement.vision_id), "example": row.example,
    },
    "joining": lambda row: {
        "title": f"{row.party} · {JOINS[row.answer]}", "note": row.words.body if row.words else "",
        "page": reverse("programme:plan"), "example": row.example,
    },
    "session_question": lambda row: {
        "title": _words(row.words), "note": row.outcome.body if row.outcome else "", "example": row.example,
        "page": reverse("vision:question", args=[row.pk]),
    },
    "session_stand": lambda row: {
        "title": str(row.party), "note": _words(row.words), "page": reverse("vision:question", args=[row.question_id])
    },
    "measure": lambda row: {
        "title": _words(row.title), "note": row.body.body if row.body else "", "example": row.example,
        "page": reverse("programme:measure", args=[row.pk]),
    },
    "milestone": lambda row: {
        "title": _words(row.words), "page": reverse("programme:measure", args=[row.measure_id])
    },
    "result": lambda row: {
        "title": f"{row.indicator.label} · {row.area}", "example": row.example,
        "page": reverse("programme:result", args=[row.pk]),
    },
    "result_report": lambda row: {
        "title": f"{row.result.indicator.label} · {row.result.area} · {period_name(row.period)}",
        "note": row.words.body if row.words else "", "example": row.result.example,
        "page": reverse("programme:result", args=[row.result_id]),
    },
    "report_period": lambda row: {
        "title": period_name(row), "note": row.words.body if row.words else "", "example": row.example,
        "page": reverse("programme:period", args=[row.pk]),
    },
    "handling": lambda row: {
        "title": f"{row.recommendation.text} · {HANDLED[row.state]}", "note": _words(row.words),
        "page": reverse("governance:recommendation", args=[row.recommendation_id]),
    },
    "kindred": lambda row: {
        "title": _words(row.name), "note": _words(row.shared), "example": row.example,
        "page": reverse("governance:kindred_one", args=[row.pk]),
    },
    "kindred_step": lambda row: {
        "title": f"{_words(row.kindred.name)} · {LINKS[row.state]}", "note": _words(row.words),
        "page": reverse("governance:kindred_one", args=[row.kindred_id]),
    },
    "capacity_change": lambda row: {
        "title": f"{row.team.label} · {Date(row.quarter)}", "note": _words(row.reason), "page": reverse("programme:teams"),
        "end": "judgement",
    },
    "demand": lambda row: {
        "title": _words(row.measure.title), "page": _measure(row.measure_id, "#asks"), "example": row.measure.example,
        "end": "judgement",
    },
    "synergy": lambda row: {
        "title": f"{_words(row.one.title)} + {_words(row.other.title)}", "note": _words(row.reason),
        "page": _measure(row.one_id, "#asks"), "example": row.one.example, "end": "judgement",
    },
    "field_score": lambda row: {
        "title": f"{_words(row.measure.title)} · {row.aim.label}", "note": _words(row.reason), "end": "judgement",
        "page": _measure(row.measure_id, "#worth"), "example": row.measure.example,
    },
    "effect_link": lambda row: {
        "title": f"{_words(row.measure.title)} · {row.letter}", "page": _measure(row.measure_id, "#worth"),
        "example": row.measure.example,
    },
    "set_aside": lambda row: {
        "title": _words(row.measure.title), "note": _words(row.decision.body), "page": reverse("programme:not_now"),
        "example": row.measure.example,
    },
    "pledge_step": lambda row: {
        "title": f"{row.pledge.text} · {PLEDGED[row.state]}", "note": _words(row.words),
        "page": reverse("programme:pledge", args=[row.pledge_id]),
    },
}  # fmt: skip

"""What the records of this room are called and say."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.queries import written
from samenhang.screen.records import Kind, Records, Told
from samenhang.steering.governance.models import (
    Decision,
    Event,
    Handling,
    Kindred,
    KindredStep,
    Line,
    MeetingTable,
    Recommendation,
)
from samenhang.steering.governance.queries.tracker import LINKS, STATES


def _decision(row: Decision) -> Told:
    return Told(written(row.title), example=row.example)


def _handling(row: Handling) -> Told:
    page = reverse("governance:recommendation", args=[row.recommendation_id])
    return Told(f"{row.recommendation.text} · {STATES[row.state]}", written(row.words), page)


def _kindred(row: Kindred) -> Told:
    return Told(written(row.name), written(row.shared), example=row.example)


def _kindred_step(row: KindredStep) -> Told:
    page = reverse("governance:kindred_one", args=[row.kindred_id])
    return Told(f"{written(row.kindred.name)} · {LINKS[row.state]}", written(row.words), page)


RECORDS = Records(
    kinds=(
        Kind(
            "decision", Decision, _("Decision"), _("Decisions"), page="governance:decision", own=True, told=_decision,
            needs=("title", "body", "area"),
        ),
        Kind("events", Event, _("Event"), _("Events"), page="governance:timeline"),
        Kind(
            "recommendations", Recommendation, _("Recommendation"), _("Recommendations"),
            page="governance:recommendation", own=True,
        ),
        Kind("tables", MeetingTable, _("Meeting table"), _("Meeting tables"), page="governance:tables"),
        Kind("lines", Line, _("Standing line"), _("Standing lines"), page="governance:tables"),
        Kind(
            "handling", Handling, _("What was done with a recommendation"), _("What was done with recommendations"),
            told=_handling, needs=("recommendation", "words"),
        ),
        Kind(
            "kindred", Kindred, _("Another integral programme"), _("Other integral programmes"),
            page="governance:kindred_one", own=True, told=_kindred, needs=("name", "shared"),
        ),
        Kind(
            "kindred_step", KindredStep, _("How it stands with another programme"),
            _("How it stands with other programmes"), told=_kindred_step, needs=("kindred__name", "words"),
        ),
    ),
    roles={
        "rests_on": _("rests on"),
        "about": _("what it is about"),
        "recommendation": _("recommendation"),
        "kindred": _("another programme"),
    },
)  # fmt: skip

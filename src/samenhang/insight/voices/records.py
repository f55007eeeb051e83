"""What the records of this room are called and say."""

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samenhang.insight.voices.models import (
    Proposition,
    Questionnaire,
    QuestionnaireItem,
    QuestionnaireText,
    Round,
    Sifted,
)
from samenhang.insight.voices.queries.words import said, titles, words
from samenhang.screen.cells import Text
from samenhang.screen.records import Kind, Records, SheetKind, Told

LONGEST = 160


def _language() -> str:
    return (get_language() or "nl")[:2]


def _round(row: Round) -> Told:
    return Told(titles([row], _language()).get(row.pk, row.ref), example=row.example)


def _proposition(row: Proposition) -> Told:
    page = f"{reverse('voices:page', args=[row.round_id])}?zin={row.number}#{row.key}"
    return Told(Truncator(str(_statement(row))).chars(LONGEST), page=page, example=row.round.example)


def _statement(row: Proposition) -> Text:
    if row.state == Sifted.WITHDRAWN:
        return _("A statement that was erased on request")
    if row.added and row.state != Sifted.SHOWN:
        return _("A statement that somebody added")
    return said(row, words(row.round, _language()))[0] or _("A statement that was erased on request")


RECORDS = Records(
    kinds=(
        Kind("questionnaires", Questionnaire, _("Questionnaire"), page="voices:list"),
        Kind("questionnaire_items", QuestionnaireItem, _("Part of a questionnaire")),
        Kind("questionnaire_texts", QuestionnaireText, _("Text of a questionnaire")),
        Kind("round", Round, _("Round"), _("Rounds"), page="voices:page", own=True, told=_round),
        Kind(
            "proposition", Proposition, _("Statement in a round"), _("Statements in rounds"), told=_proposition,
            needs=("round", "original"),
        ),
    ),
    sheets=(SheetKind("round-counts", _("Counts of a round"), _("Count of a round")),),
    roles={
        "proposition": _("statement of a round"),
        "held": _("round that is held"),
        "questionnaire": _("list of questions"),
        "areas": _("areas"),
    },
)  # fmt: skip

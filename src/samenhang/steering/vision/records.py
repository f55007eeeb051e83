"""What the records of this room are called and say."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samenhang.ground.ledger.queries import written
from samenhang.screen.records import Kind, Records, Told
from samenhang.steering.vision.models import (
    Ambition,
    Cosignature,
    Joining,
    Portfolio,
    Position,
    SessionQuestion,
    SessionStand,
    Statement,
    Vision,
)
from samenhang.steering.vision.queries import title_of
from samenhang.steering.vision.queries.words import ANSWERS, JOINS


def _at(vision: int) -> str:
    return reverse("vision:page", args=[vision])


def _vision(row: Vision) -> Told:
    newest = row.statements.select_related("title").order_by("-number").first()
    return Told(title_of(newest) if newest else row.ref, example=row.example, end="judgement")


def _statement(row: Statement) -> Told:
    page = reverse("vision:version", args=[row.vision_id, row.number])
    return Told(title_of(row), written(row.body), page, row.vision.example)


def _ambition(row: Ambition) -> Told:
    title = f"{row.indicator.label} · {row.area}"
    return Told(title, page=_at(row.vision_id), example=row.vision.example)


def _cosignature(row: Cosignature) -> Told:
    on = row.statement
    return Told(f"{row.portfolio.label} · {title_of(on)}", page=_at(on.vision_id), example=on.vision.example)


def _position(row: Position) -> Told:
    note = row.words.body if row.words else ""
    return Told(f"{row.party} · {ANSWERS[row.answer]}", note, _at(row.statement.vision_id), row.example)


def _joining(row: Joining) -> Told:
    note = row.words.body if row.words else ""
    return Told(f"{row.party} · {JOINS[row.answer]}", note, reverse("programme:plan"), row.example)


def _session_question(row: SessionQuestion) -> Told:
    return Told(written(row.words), row.outcome.body if row.outcome else "", example=row.example)


def _session_stand(row: SessionStand) -> Told:
    return Told(str(row.party), written(row.words), reverse("vision:question", args=[row.question_id]))


RECORDS = Records(
    kinds=(
        Kind("vision", Vision, _("Vision"), _("Visions"), page="vision:page", own=True, told=_vision),
        Kind(
            "statement", Statement, _("Version of a vision"), _("Versions of visions"), told=_statement,
            needs=("title", "body", "vision"),
        ),
        Kind(
            "ambition", Ambition, _("Ambition"), _("Ambitions"), told=_ambition, needs=("indicator", "area", "vision"),
        ),
        Kind(
            "cosignature", Cosignature, _("Co-signature of a portfolio"), _("Co-signatures of portfolios"),
            told=_cosignature, needs=("portfolio", "statement__title", "statement__vision"),
        ),
        Kind(
            "position", Position, _("Position of a party"), _("Positions of parties"), told=_position,
            needs=("party", "words", "statement__vision"),
        ),
        Kind(
            "joining", Joining, _("Answer of a party to the plan"), _("Answers of parties to the plan"), told=_joining,
            needs=("party", "words"),
        ),
        Kind(
            "session_question", SessionQuestion, _("Question for the administrative session"),
            _("Questions for the administrative session"), page="vision:question", own=True, told=_session_question,
            needs=("words", "outcome"),
        ),
        Kind(
            "session_stand", SessionStand, _("Position known beforehand"), _("Positions known beforehand"),
            told=_session_stand, needs=("party", "words", "question"),
        ),
        Kind("portfolios", Portfolio, _("Portfolio"), page="vision:list"),
    ),
    roles={
        "vision": _("vision"),
        "statement": _("version"),
        "portfolio": _("portfolio"),
        "roles": _("roles in the process"),
    },
)  # fmt: skip

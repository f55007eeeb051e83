"""Rounds, their statements and who took part, as stops on the line. Of who took part there is nothing to tell but that."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.insight.voices.models import Proposition, Round, Sifted, Voice
from samenhang.insight.voices.queries.words import said, titles, words

LONGEST = 160
ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "round": lambda: Round.objects.all(),
    "proposition": lambda: Proposition.objects.select_related("round", "original"),
    "voice": lambda: Voice.objects.select_related("round"),
}


def told(kind: str, base: str, row: Any) -> dict[str, Any]:
    """Title and page of a row of one of these kinds."""
    if row is None:
        return {"title": _("Answers that were erased on request") if kind == "voice" else base}
    of = row if kind == "round" else row.round
    language = (get_language() or "nl")[:2]
    page = reverse("voices:page", args=[of.pk])
    if kind == "round":
        return {"title": titles([of], language).get(of.pk, base), "page": page, "example": of.example}
    if kind == "voice":
        return {"title": _("Somebody who took part, without a name"), "page": page, "example": of.example}
    return {
        "title": Truncator(_statement(row, language)).chars(LONGEST), "page": f"{page}?zin={row.number}#{row.key}", "example": of.example,
    }  # fmt: skip


def _statement(row: Proposition, language: str) -> str:
    if row.state == Sifted.WITHDRAWN:
        return _("A statement that was erased on request")
    if row.added and row.state != Sifted.SHOWN:
        return _("A statement that somebody added")
    return said(row, words(row.round, language))[0] or _("A statement that was erased on request")

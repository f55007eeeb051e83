"""A round on paper: the poster on screen and as PDF, and the form as PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samenhang.insight.languages.queries import paper
from samenhang.insight.languages.queries.paper import Leaf
from samenhang.insight.senders.models import SenderLanguage
from samenhang.insight.senders.queries import languages
from samenhang.insight.voices.models import Round
from samenhang.insight.voices.queries.words import titles
from samenhang.screen.paper import CannotPrint
from samenhang.screen.square import drawing


def _round(request: HttpRequest, pk: int) -> Round:
    found = paper.printed_round(request.viewer, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no round with this number."))
    return found


def _leaves(request: HttpRequest, found: Round) -> list[Leaf]:
    """The round in the languages that the address asks for; in the language of the page when it asks for none."""
    asked = request.GET.getlist("taal") or [(get_language() or "nl")[:2]]
    leaves = [paper.leaf(found, one) for one in languages() if one.pk in asked]
    shown = [one for one in leaves if one is not None]
    if not shown:
        raise Http404(_("There is no form in this language."))
    return shown


def _address(request: HttpRequest, found: Round, leaves: list[Leaf]) -> str:
    """Where the square code leads: to the language itself, or to the choice of languages."""
    if len(leaves) == 1:
        return request.build_absolute_uri(reverse("voices:start", args=[found.pk, leaves[0].language.pk]))
    return request.build_absolute_uri(reverse("voices:languages", args=[found.pk]))


def _crumbs(found: Round) -> list[tuple[str, str]]:
    title = titles([found], (get_language() or "nl")[:2]).get(found.pk, "")
    return [(_("Voices"), reverse("voices:list")), (title, reverse("voices:page", args=[found.pk]))]


@never_cache
@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the languages, look at the poster, print it or take the PDF; and the form per language."""
    return _poster(request, _round(request, pk))


def _poster(request: HttpRequest, found: Round, status: int = 200, **context: Any) -> HttpResponse:
    leaves = _leaves(request, found)
    address = _address(request, found, leaves)
    given = {
        "round": found, "leaves": leaves, "address": address, "shown": paper.shown(address),
        "square": drawing(address, address), "tongues": languages(), "chosen": [one.language.pk for one in leaves],
        "crumbs": _crumbs(found), **context,
    }  # fmt: skip
    return TemplateResponse(request, "insight/languages/poster.html", given, status=status)


@never_cache
@require_safe
def poster_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The poster as PDF."""
    found = _round(request, pk)
    leaves = _leaves(request, found)
    try:
        made = paper.poster(leaves, _address(request, found, leaves))
    except CannotPrint as refused:
        return _poster(request, found, 422, refused=str(refused))
    return _pdf(made, f"poster-{pk}-{'-'.join(one.language.pk for one in leaves)}")


@never_cache
@require_safe
def form(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The paper form in one language."""
    found = _round(request, pk)
    tongue = SenderLanguage.objects.filter(pk=language, withdrawn_on=None).first()
    one = paper.leaf(found, tongue) if tongue else None
    if one is None:
        raise Http404(_("There is no form in this language."))
    try:
        made = paper.form(one, _address(request, found, [one]))
    except CannotPrint as refused:
        return _poster(request, found, 422, refused=str(refused))
    return _pdf(made, f"form-{one.code}")


def _pdf(made: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )

"""The texts of one round: how far each language is, and the next text that nobody vouches for yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samenhang.ground.ledger.acts import Permission
from samenhang.insight.languages.queries import strings
from samenhang.insight.languages.queries.meter import meter_of
from samenhang.insight.senders.models import SenderLanguage
from samenhang.insight.voices.models import Round
from samenhang.insight.voices.queries.rounds import one
from samenhang.insight.voices.queries.words import titles
from samenhang.screen.posted import there


def _round(request: HttpRequest, pk: int) -> Round:
    return there(one(request.viewer, pk), _("There is no round with this number."))  # type: ignore[attr-defined]


@never_cache
@require_safe
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a round is in each language, with the way to what is still to be checked."""
    viewer, found = request.viewer, _round(request, pk)  # type: ignore[attr-defined]
    title = titles([found], (get_language() or "nl")[:2]).get(pk, found.ref)
    context = {
        "round": found, "rows": meter_of(viewer, pk), "open": strings.OPEN, "checks": viewer.may(Permission.TRANSLATE),
        "crumbs": [(_("Voices"), reverse("voices:list")), (title, reverse("voices:page", args=[pk]))],
    }  # fmt: skip
    return TemplateResponse(request, "insight/languages/round.html", context)


@never_cache
@require_safe
def following(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The first text of a round in a language that nobody vouches for yet."""
    viewer, found = request.viewer, _round(request, pk)  # type: ignore[attr-defined]
    spoken = SenderLanguage.objects.filter(pk=language, withdrawn_on=None).first()
    tongue = there(spoken, _("There is no form in this language."))
    names = strings.waiting(viewer, tongue.pk, found.pk)
    if names:
        return redirect("languages:string", of=names[0])
    messages.info(request, _("Every text of this round is checked in this language: %(name)s.") % {"name": tongue.name})
    return redirect("languages:round", pk=pk)

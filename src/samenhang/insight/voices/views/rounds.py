"""The pages of the province: the list of rounds and one round."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samenhang.insight.voices.models import Phase, Round
from samenhang.insight.voices.queries import rounds as queries
from samenhang.insight.voices.queries.words import titles, words
from samenhang.screen.cells import Date
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response
from samenhang.screen.tables import page as table_page


def _spec(names: dict[int, str]) -> TableSpec:
    return TableSpec(
        columns=(
            Column("title", gettext_lazy("Round"), template="insight/voices/name.html", sort="pk",
                   value=lambda one: names.get(one.pk, one.ref)),
            Column("phase", gettext_lazy("How it stands"), sort="phase", value=lambda one: one.get_phase_display()),
            Column("areas", gettext_lazy("Area"), value=lambda one: ", ".join(str(area) for area in one.areas.all())),
            Column("opens_on", gettext_lazy("From"), sort="opens_on", value=lambda one: Date(one.opens_on)),
            Column("closes_on", gettext_lazy("Until"), sort="closes_on", value=lambda one: Date(one.closes_on)),
        ),
        filters=(Filter("stand", gettext_lazy("How it stands"), "phase", Phase.choices),),
        search=("words__text",),
        order=("-pk",),
        name="rounds",
        caption=gettext_lazy("Rounds"),
    )  # fmt: skip


def language() -> str:
    return (get_language() or "nl")[:2]


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All rounds."""
    viewer = request.viewer  # type: ignore[attr-defined]
    names: dict[int, str] = {}
    table = table_page(_spec(names), queries.rounds(viewer).distinct(), request.GET)
    names |= titles(table.records if not table.wants_csv else queries.rounds(viewer), language())
    if table.wants_csv:
        return csv_response(table)
    return TemplateResponse(request, "insight/voices/list.html", {"table": table})


def found_round(request: HttpRequest, pk: int) -> Round:
    found = queries.one(request.viewer, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no round with this number."))
    return found


def crumbs() -> list[tuple[str, str]]:
    return [(_("Voices"), reverse("voices:list"))]


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round."""
    found = found_round(request, pk)
    context = {"round": found, "words": words(found, language()), "crumbs": crumbs()}
    return TemplateResponse(request, "insight/voices/page.html", context)

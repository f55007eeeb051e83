"""The pages of the province: the list of rounds and one round."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samenhang.ground.ledger.acts import Code, Permission, Words
from samenhang.insight.voices import actions, forms
from samenhang.insight.voices.models import Phase, Round, Sifted
from samenhang.insight.voices.queries import rounds as queries
from samenhang.insight.voices.queries import sheet
from samenhang.insight.voices.queries.missing import missing
from samenhang.insight.voices.queries.results import results
from samenhang.insight.voices.queries.words import titles, words
from samenhang.screen.cells import Date
from samenhang.screen.download import csv_text
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response
from samenhang.screen.tables import page as table_page

WEEKS = 6
DEEDS = {
    "open": gettext_lazy("The round is open from its first day on."),
    "close": gettext_lazy("The round is closed, and its counts are frozen."),
    "finish": gettext_lazy("Every statement is answered."),
    "propose": gettext_lazy("The statement was added."),
    "drop": gettext_lazy("The statement was left out."),
}


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
    context = {"table": table, "hears": viewer.may(Permission.HEAR)}
    return TemplateResponse(request, "insight/voices/list.html", context)


def found_round(request: HttpRequest, pk: int) -> Round:
    found = queries.one(request.viewer, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no round with this number."))
    return found


def hearing(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.may(Permission.HEAR):
        raise PermissionDenied(_("Your seat does not hold rounds. Ask the core team for a seat that does."))
    return viewer


def crumbs() -> list[tuple[str, str]]:
    return [(_("Voices"), reverse("voices:list"))]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a round."""
    viewer, today = hearing(request), timezone.localdate()
    start = {"opens_on": today, "closes_on": today + timedelta(weeks=WEEKS)}
    form = forms.RoundForm(request.POST or None, today=today, initial=start)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.prepare(
                questionnaire=given["questionnaire"], title=Words(given["title"]), purpose=Words(given["purpose"]),
                language=Code(language()), opens_on=given["opens_on"], closes_on=given["closes_on"],
                areas=list(given["areas"]), example=False, by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotHear as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The round is prepared. Look at its statements, and open it."))
            return redirect("voices:page", pk=made.pk)
    context = {"form": form, "crumbs": crumbs()}
    return TemplateResponse(request, "insight/voices/new.html", context, status=422 if form.is_bound else 200)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: what was counted, who is missing, and what can be done."""
    return _page(request, found_round(request, pk))


def _page(request: HttpRequest, found: Round, **context: Any) -> HttpResponse:
    text = words(found, language())
    counted = results(found, text, request.GET.get("zin", ""))
    viewer = request.viewer  # type: ignore[attr-defined]
    hears = viewer.may(Permission.HEAR)
    given = {
        "round": found, "words": text, "counted": counted, "crumbs": crumbs(),
        "missing": missing(found, counted, text) if counted else [],
        "hears": hears, "enters": found.phase == Phase.OPEN and viewer.may(Permission.ENTER),
        "left": actions.unanswered(found) if found.phase == Phase.CLOSED else 0,
        "waiting": found.propositions.filter(state=Sifted.WAITING).count() if hears else 0,
        "drafts": queries.drafts(found, text) if found.phase == Phase.DRAFT else [],
        "propose": forms.WordsForm(label=_("A statement of the province")), "panel": queries.panel(found), **context,
    }  # fmt: skip
    return TemplateResponse(request, "insight/voices/page.html", given, status=422 if "problem" in context else 200)


@never_cache
@require_POST
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Open, close or finish a round, or change the statements of one that is not open yet."""
    viewer, found, now = hearing(request), found_round(request, pk), timezone.now()
    if deed not in DEEDS:
        raise Http404(_("There is no such step."))
    form = forms.WordsForm(request.POST, label=_("A statement of the province"))
    if deed == "propose" and not form.is_valid():
        return _page(request, found, propose=form, problem="")
    try:
        if deed == "open":
            actions.open_round(held=found, by=viewer, at=now)
        elif deed == "close":
            actions.close(found, by=viewer, at=now)
        elif deed == "finish":
            actions.finish(held=found, by=viewer, at=now)
        elif deed == "propose":
            spoken = Words(form.cleaned_data["words"])
            actions.propose(held=found, words=spoken, language=Code(language()), by=viewer, at=now)
        else:
            number = request.POST.get("statement", "")
            row = found.propositions.filter(pk=int(number)).first() if number.isdecimal() else None
            if row is None:
                raise Http404(_("There is no such statement."))
            actions.drop(proposition=row, by=viewer, at=now)
    except actions.CannotHear as refusal:
        return _page(request, found_round(request, pk), propose=form, problem=str(refusal))
    messages.success(request, DEEDS[deed])
    return redirect("voices:page", pk=pk)


@require_safe
def counts(request: HttpRequest, pk: int) -> HttpResponse:
    """The counts of a round as a file: the same numbers as on its page and in its sheet."""
    found = found_round(request, pk)
    last = found.tallies.order_by("-pk").first()
    if last is None:
        raise Http404(_("Nothing of this round was counted yet."))
    names = [name for name, _kind in sheet.columns()]
    response = HttpResponse(
        "\ufeff" + csv_text(names, list(sheet.rows(last.body))), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="round-{found.pk}.csv"'
    return response

"""The list of appraisals, the page of one, and a form for each step. A form that is refused comes back with what was typed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Permission, Ref, Words
from samenhang.ground.places.models import Area
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.weighing.appraisal import actions, forms, queries
from samenhang.weighing.appraisal.queries import Page

DRAWS = 10_000
SEED = 1  # one seed for all: the same scores and weights always give the same sheet, whoever weighs


def appraisals(request: HttpRequest) -> HttpResponse:
    """All appraisals, to filter on how far they are."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(LIST, queries.appraisals(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {"table": table, "may_open": viewer.may(Permission.WEIGH)}
    return TemplateResponse(request, "weighing/appraisal/list.html", context)


def _areas() -> list[tuple[str, Any]]:
    return [(area.pk, area.name) for area in Area.objects.filter(appraisals__isnull=False).distinct()]


LIST = TableSpec(
    columns=(
        Column("question", gettext_lazy("Question"), value=queries.question_of, template="weighing/appraisal/line.html"),
        Column("area.name", gettext_lazy("Area"), sort="area__name"),
        Column("options", gettext_lazy("Options"), sort="option_count", numeric=True, value=lambda row: row.option_count),
        Column("parties", gettext_lazy("Parties"), sort="party_count", numeric=True, value=lambda row: row.party_count),
        Column("step", gettext_lazy("Step"), value=lambda row: queries.STEPS[row.step]),
        Column("at", gettext_lazy("Opened on"), sort="at", value=lambda row: timezone.localdate(row.at)),
    ),
    filters=(
        Filter("stap", gettext_lazy("Step"), "step", tuple(queries.STEPS.items())),
        Filter("gebied", gettext_lazy("Area"), "area", _areas),
        Filter(
            "voorbeeld", gettext_lazy("Worked example"), "example",
            (("True", gettext_lazy("worked example")), ("False", gettext_lazy("no example"))), multiple=False,
        ),
    ),
    search=("question__body", "options__words__body"),
    order=("-at",),
    name="appraisals",
    caption=gettext_lazy("Appraisals with how far they are"),
)  # fmt: skip


def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appraisal: options, judgements beside their evidence, weights per party, and what follows from them."""
    found = _found(request, pk)
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {
        "page": found,
        "may_weigh": viewer.may(Permission.WEIGH),
        "may_decide": viewer.may(Permission.DECIDE),
        "opened_on": timezone.localdate(found.appraisal.at),
    }
    return TemplateResponse(request, "weighing/appraisal/page.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Open an appraisal."""
    _needs_weigh(request)
    form = forms.OpenForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.open_appraisal(
                question=Words(form.cleaned_data["question"]), options=form.options, area=form.cleaned_data["area"],
                example=False, by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
        except actions.CannotAppraise as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The appraisal is open. Now score each option on each theme."))
            return redirect("appraisal:scores", made.pk)
    return TemplateResponse(request, "weighing/appraisal/new.html", {"form": form}, status=_status(form))


def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Score each option on each theme."""
    _needs_weigh(request)
    found = _found(request, pk)
    form = forms.ScoresForm(request.POST or None, page=found)
    if form.is_valid():
        table, remarks, cites = form.submission()
        try:
            actions.score(
                appraisal=found.appraisal, scores=table, remarks=remarks, cites=cites,
                reason=Words(form.cleaned_data["reason"]), by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
        except actions.CannotAppraise as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The scores are kept. Now let each party give its weights, or weigh without."))
            return redirect("appraisal:page", pk)
    return TemplateResponse(
        request, "weighing/appraisal/scores.html", {"page": found, "form": form}, status=_status(form)
    )


def weights(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the weights of one party."""
    _needs_weigh(request)
    found = _found(request, pk)
    viewer = request.viewer  # type: ignore[attr-defined]
    start = forms.weights_now(found, request.GET.get("partij", ""))
    form = forms.WeightsForm(request.POST or None, page=found, viewer=viewer, initial=start)
    if form.is_valid():
        try:
            actions.give_weights(
                appraisal=found.appraisal, party=Ref(form.cleaned_data["party"]), weights=form.submission(),
                reason=Words(form.cleaned_data["reason"]), by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotAppraise as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The weights are kept. Weigh the options to see what they change."))
            return redirect("appraisal:page", pk)
    return TemplateResponse(
        request, "weighing/appraisal/weights.html", {"page": found, "form": form}, status=_status(form)
    )


@require_POST
def weigh(request: HttpRequest, pk: int) -> HttpResponse:
    """Rank the options with the scores and weights that count today."""
    found = _found(request, pk)
    now = found.standing
    if now.scores is None:
        messages.error(request, _("There are no scores yet. Score the options first; then they can be weighed."))
        return redirect("appraisal:scores", pk)
    actions.weigh(
        appraisal=Ref(found.appraisal.ref), scores=now.scores, weights=list(now.weights.values()), draws=DRAWS, seed=SEED,
        by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, _("The options were weighed. The result stands below."))
    return redirect("appraisal:page", pk)


def _found(request: HttpRequest, pk: int) -> Page:
    found = queries.appraisal_page(request.viewer, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no appraisal with this number."))
    return found


def _needs_weigh(request: HttpRequest) -> None:
    """Refuse before someone fills in a form that they could not submit; the action itself checks again."""
    if not request.viewer.may(Permission.WEIGH):  # type: ignore[attr-defined]
        raise PermissionDenied(_("Your role does not allow this. Ask the core team for a seat that does."))


def _status(form: Any) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200

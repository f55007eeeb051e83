"""Figures that were contested or approved: the list, one of them with its answer, and the forms with which a seat says so."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Code, Permission, Ref, Words, require
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.forms import AnswerForm, ApproveForm, ContestForm
from samenhang.insight.evidence.models import Figure
from samenhang.insight.evidence.queries import contests as queries
from samenhang.insight.evidence.queries.figures import Stated, cell_of, figure_at
from samenhang.insight.evidence.queries.words import OUTCOMES
from samenhang.screen.cells import Date, ref_url
from samenhang.screen.posted import refusals_in, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

STANDS = (
    ("open", gettext_lazy("waits for an answer")),
    ("answered", pgettext_lazy("a contest", "answered")),
    ("approved", gettext_lazy("approved")),
)


def contests(request: HttpRequest) -> HttpResponse:
    """Everything that was contested or approved, the last first."""
    told: dict[int, queries.Talk] = {}
    table = page(_spec(told), queries.contests(), request.GET)
    told |= {talk.contest.pk: talk for talk in queries.talks(table.every() if table.wants_csv else table.records)}
    if table.wants_csv:
        return csv_response(table)
    return TemplateResponse(request, "insight/evidence/contests.html", {"table": table})


def _spec(told: dict[int, queries.Talk]) -> TableSpec:
    return TableSpec(
        columns=(
            Column("figure", gettext_lazy("Figure"), sort="indicator__order", template="insight/evidence/contest_of.html",
                   value=lambda one: f"{one.indicator.label}, {one.area.name}"),
            Column("says", gettext_lazy("What the source says"), value=lambda one: told[one.pk].cell),
            Column("counter", gettext_lazy("Counter-figure"), value=lambda one: told[one.pk].counter),
            Column("by", gettext_lazy("Who says it"), sort="area__name", value=lambda one: told[one.pk].by),
            Column("at", gettext_lazy("Since"), sort="at", value=lambda one: Date(one.at.date())),
            Column("stands", gettext_lazy("How it stands"), template="insight/evidence/contest_stands.html",
                   value=lambda one: told[one.pk].status),
            Column("reason", gettext_lazy("Why"), value=lambda one: told[one.pk].reason),
        ),
        filters=(
            Filter("stand", gettext_lazy("How it stands"), _stands, STANDS),
            Filter("gebied", gettext_lazy("Area"), "area", queries.areas),
            Filter("cijfer", gettext_lazy("Indicator"), "indicator", queries.indicators),
            Filter("antwoord", gettext_lazy("Answer"), "answer__outcome", tuple(OUTCOMES.items())),
        ),
        search=("reason__body", "answer__words__body", "area__name", "indicator__label_nl", "indicator__label_en"),
        order=("-at",),
        name="contested-figures",
        caption=pgettext_lazy("caption of a list", "Contested and approved figures"),
    )  # fmt: skip


def _stands(values: list[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= queries.STANDS[value]
    return found


def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """One contest: the figure, the counter-figure, why, and the answer. Who may answer does so here."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(queries.contests().filter(pk=pk).first(), _("There is no contest with this number."))
    may = viewer.may(Permission.ANSWER) and found.open
    form = AnswerForm(request.POST or None, contest=found) if may or request.method == "POST" else None
    if form is not None and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotContest):
            actions.answer(
                contest=found, outcome=Code(given["outcome"]), words=Words(given["words"]), by=viewer, at=timezone.now()
            )
            messages.success(request, _("The answer was recorded. Figure, counter-figure and answer stay in view."))
            return redirect("evidence:talk", pk)
    elif request.method == "POST":
        require(viewer, Permission.ANSWER)
    said = (found.reason, found.proof, found.answer.words if found.answered else None)
    context = {
        "talk": queries.talks([found])[0],
        "form": form,
        "may_erase": viewer.may(Permission.ERASE),
        "texts": [words.ref for words in said if words is not None],
        "trace": ref_url(found.ref),
        "crumbs": [(_("Contested figures"), reverse("evidence:contests"))],
    }
    status = 422 if form is not None and form.is_bound else 200
    return TemplateResponse(request, "insight/evidence/talk.html", context, status=status)


def contest(request: HttpRequest, code: str) -> HttpResponse:
    """Contest one figure of one's own area."""
    figure = _figure(code, request.POST if request.method == "POST" else request.GET)
    form = ContestForm(request.POST or None, figure=figure)
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            with refusals_in(
                form,
                actions.CannotContest,
                twice=_("You contest this figure already, and the answer is still to come."),
            ):
                made = actions.contest(
                    figure=Ref(figure.ref), area=figure.area, indicator=figure.indicator, instead=form.instead,
                    reason=Words(given["reason"]), proof=Words(given["proof"]), by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
                )  # fmt: skip
                messages.success(
                    request, _("The figure is contested from now on. The core team is asked for an answer.")
                )
                return redirect("evidence:talk", made.pk)
        else:
            require(request.viewer, Permission.CONTEST)  # type: ignore[attr-defined]
    return _answer(request, figure, form, ApproveForm())


@require_POST
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """Say of a figure of one's own area that it is right."""
    figure, form = _figure(code, request.POST), ApproveForm(request.POST)
    if form.is_valid():
        with refusals_in(form, actions.CannotContest, twice=_("You approved this figure before; that still stands.")):
            actions.approve(
                figure=Ref(figure.ref), area=figure.area, indicator=figure.indicator,
                reason=Words(form.cleaned_data["remark"]), by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
            messages.success(request, _("The figure is approved. That stands beside it from now on."))
            address = reverse("evidence:indicator", args=[figure.indicator_id])
            return redirect(f"{address}?{urlencode({'gebied': figure.area_id})}#side")
    return _answer(request, figure, ContestForm(figure=figure), form)


def _figure(code: str, asked: Any) -> Figure:
    """The figure that the address or the form names, among those that are shown now."""
    found = figure_at(asked.get("cel", "").replace("\x00", ""))
    if found is None or (found.indicator_id, found.area_id) != (code, asked.get("gebied", "")):
        raise Http404(_("This figure is not among those that are shown now. Its source may have a newer edition."))
    return found


def _answer(request: HttpRequest, figure: Figure, form: ContestForm, approval: ApproveForm) -> HttpResponse:
    queries.mark([figure], figure.area, figure.indicator)
    home = reverse("evidence:indicator", args=[figure.indicator_id])
    context = {
        "figure": figure,
        "line": Stated(figure),
        "cell": cell_of(figure),
        "form": form,
        "approval": approval,
        "may": queries.may_contest(request.viewer, figure.area),  # type: ignore[attr-defined]
        "crumbs": [
            (_("Figures"), reverse("evidence:indicators")),
            (figure.indicator.label, f"{home}?{urlencode({'gebied': figure.area_id})}"),
        ],
    }
    status = 422 if form.is_bound or approval.is_bound else 200
    return TemplateResponse(request, "insight/evidence/contest.html", context, status=status)

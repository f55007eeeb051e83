"""The list of decisions, the page of one with its evidence then and now, and the form that records one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Permission, Ref, Words, require
from samenhang.ground.places.models import Area
from samenhang.screen.posted import refusals_in, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.steering.governance import actions
from samenhang.steering.governance.forms import DecisionForm
from samenhang.steering.governance.models import Decision
from samenhang.steering.governance.queries import decisions as queries
from samenhang.weighing.appraisal import queries as weighing


def decisions(request: HttpRequest) -> HttpResponse:
    """All decisions, with which of them ask for review."""
    table = page(LIST, queries.decided(request.viewer), request.GET)  # type: ignore[attr-defined]
    today = timezone.localdate()
    if table.wants_csv:
        return csv_response(replace(table, every=lambda: _with_standing(table.every(), today)))
    return TemplateResponse(
        request,
        "steering/governance/decisions.html",
        {"table": replace(table, records=list(_with_standing(table.records, today)))},
    )


def _with_standing(found: Iterable[Decision], today: date) -> Iterator[Decision]:
    """The decisions, each told in words how it stands; the evidence of all of them is read at once."""
    found = list(found)
    evidence = queries.evidence_of(found)
    for decision in found:
        asks = any(one.moved for one in evidence[decision.pk])
        due = decision.review_on <= today
        decision.stands = _("asks for review") if asks else _("review is due") if due else _("stands")  # type: ignore[attr-defined]
        yield decision


def _areas() -> list[tuple[str, Any]]:
    return [(area.pk, area.name) for area in Area.objects.filter(decisions__isnull=False).distinct()]


LIST = TableSpec(
    columns=(
        Column("title", gettext_lazy("Decision"), value=queries.title_of, template="steering/governance/decision_title.html"),
        Column("area.name", gettext_lazy("Area"), sort="area__name"),
        Column("at", gettext_lazy("Decided on"), sort="at", value=lambda row: timezone.localdate(row.at)),
        Column("review_on", gettext_lazy("Look at it again on"), sort="review_on"),
        Column("stands", gettext_lazy("How it stands")),
    ),
    filters=(
        Filter("gebied", gettext_lazy("Area"), "area", _areas),
        Filter(
            "voorbeeld", gettext_lazy("Worked example"), "example",
            (("True", gettext_lazy("worked example")), ("False", gettext_lazy("no example"))), multiple=False,
        ),
    ),
    search=("title__body", "body__body"),
    order=("-at",),
    name="decisions",
    caption=gettext_lazy("Decisions and how they stand"),
)  # fmt: skip


def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision as it was taken, with its evidence as it stood beside the evidence as it stands."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(queries.decision_page(viewer, pk, timezone.localdate()), _("There is no decision with this number."))
    context = {
        "page": found,
        "may_publish": viewer.may(Permission.PUBLISH),
        "decided_on": timezone.localdate(found.decision.at),
    }
    return TemplateResponse(request, "steering/governance/decision.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Record a decision on an appraisal that was weighed."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    asked = request.GET.get("afweging", "")
    found = (
        weighing.appraisal_page(viewer, int(asked))
        if asked.isascii() and asked.isdecimal() and len(asked) < 10
        else None
    )
    if found is None:
        raise Http404(_("There is no appraisal with this number."))
    if found.result is None:
        messages.error(
            request,
            _("This appraisal was not weighed yet. Weigh the options first; then a decision can rest on the result."),
        )
        return redirect("appraisal:page", found.appraisal.pk)
    form = DecisionForm(request.POST or None, offered=queries.choices(found.appraisal), today=timezone.localdate())
    if form.is_valid():
        with refusals_in(form, actions.CannotDecide):
            made = actions.decide(
                title=Words(form.cleaned_data["title"]), text=Words(form.cleaned_data["text"]), area=found.appraisal.area,
                appraisal=Ref(found.appraisal.ref), result=found.result.sheet, rests_on=form.cites, tolerance=form.part,
                review_on=form.cleaned_data["review_on"], example=found.appraisal.example, by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(
                request, _("The decision is recorded. From now on its page shows when its evidence moves.")
            )
            return redirect("governance:decision", made.pk)
    status = 422 if form.is_bound and not form.is_valid() else 200
    context = {"page": found, "form": form}
    return TemplateResponse(request, "steering/governance/decision_new.html", context, status=status)

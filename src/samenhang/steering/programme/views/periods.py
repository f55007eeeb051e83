"""Periods: opening one, the page on which everything that is due in it stands, and the decision that closes it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.steering.programme import actions
from samenhang.steering.programme.forms.results import CloseForm, PeriodForm
from samenhang.steering.programme.models import Result
from samenhang.steering.programme.queries import results as queries
from samenhang.steering.programme.queries.result_words import COURSES, KINDS, REPORTS
from samenhang.steering.programme.views.results import COLUMNS

PERIODS = TableSpec(
    columns=(
        Column("name", gettext_lazy("Period"), sort="ends", value=queries.period_name,
               template="steering/programme/period_title.html"),
        Column("reported", gettext_lazy("Results reported"), numeric=True, sort="reported"),
        Column("many_unknown", gettext_lazy("of which unknown"), numeric=True, sort="many_unknown"),
        Column("course", gettext_lazy("Decision"), sort="course", template="steering/programme/period_course.html",
               value=lambda one: COURSES.get(one.course, _("not decided yet"))),
    ),
    filters=(Filter("besluit", gettext_lazy("Decision"), "course", tuple(COURSES.items())),),
    search=("words__body",),
    order=("-ends",),
    name="periods",
    caption=gettext_lazy("Periods with the decision that closed them"),
)  # fmt: skip
DUE = TableSpec(
    columns=(*COLUMNS, Column("report.state", gettext_lazy("Report"), template="steering/programme/report_state.html")),
    filters=(
        Filter("oordeel", gettext_lazy("How it stands"), "verdict", lambda: [(one.pk, one.label) for one in queries.rules()]),
        Filter("melding", gettext_lazy("Report"), "reported", tuple(REPORTS.items())),
        Filter("soort", gettext_lazy("What it tells"), "kind", tuple(KINDS.items())),
    ),
    search=("indicator__label_nl", "indicator__label_en", "area__name", "measure__title__body"),
    order=("pk",),
    name="results-of-a-period",
    caption=gettext_lazy("Every agreed result in this period, also those of which nobody knows the number"),
)  # fmt: skip


def periods(request: HttpRequest) -> HttpResponse:
    """The periods, with the form that opens the next."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST":
        require(viewer, Permission.DECIDE)
    form = PeriodForm(request.POST or None) if viewer.may(Permission.DECIDE) else None
    if form is not None and form.is_valid():
        with refusals_in(form, actions.CannotProgramme):
            made = actions.open_period(**form.cleaned_data, example=False, by=viewer, at=timezone.now())
            messages.success(request, _("The period is open. Report below how each result stands."))
            return redirect("programme:period", made.pk)
    table = page(PERIODS, queries.periods(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {"table": table, "form": form, "crumbs": _crumbs()}
    return TemplateResponse(request, "steering/programme/periods.html", context, status=status_of(form))


def period(request: HttpRequest, pk: int) -> HttpResponse:
    """One period: every result that is due in it, and the decision that closes it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(queries.period_page(viewer, pk), _("There is no period with this number."))
    if request.method == "POST":
        require(viewer, Permission.DECIDE)
    may_decide = viewer.may(Permission.DECIDE)
    form = CloseForm(request.POST or None) if may_decide and not found.period.closed_at else None
    if request.method == "POST" and form is None:
        messages.error(request, _("This period was closed already, and is not reopened."))
        return redirect("programme:period", pk)
    if form is not None and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotProgramme):
            actions.close(
                period=found.period, course=Code(given["course"]), words=Words(given["words"]), by=viewer,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The period is closed with this decision. Its reports are locked."))
            return redirect("programme:period", pk)
    table = page(DUE, queries.due_in(viewer, found.period), request.GET)

    def shown(some: Iterable[Result]) -> list[queries.Line]:
        return queries.lines_in(found.period, some, found.rules)

    if table.wants_csv:
        return csv_response(replace(table, every=lambda: iter(shown(table.every()))))
    context = {
        "closing": found, "table": replace(table, records=shown(table.records)), "form": form,
        "may_decide": may_decide, "crumbs": [*_crumbs(), (_("Progress"), reverse("programme:periods"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/period.html", context, status=status_of(form))


def _crumbs() -> list[tuple[str, Any]]:
    return [(_("Programme"), reverse("programme:goals")), (_("Results"), reverse("programme:results"))]

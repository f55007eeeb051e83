"""Results: the list, agreeing on one, its page, and what is reported of it in a period."""

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
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.steering.programme import actions
from samenhang.steering.programme.forms.results import ReportForm, ResultForm
from samenhang.steering.programme.models import Result, ResultReport
from samenhang.steering.programme.queries import results as queries
from samenhang.steering.programme.queries.result_words import KINDS
from samenhang.steering.programme.views.door import edited


def _verdicts() -> list[tuple[str, Any]]:
    return [(rule.pk, rule.label) for rule in queries.rules()]


# a list of results shows lines; the same columns serve the list of all and that of a period
COLUMNS = (
    Column("label", gettext_lazy("Result"), sort="indicator__order", template="steering/programme/result_title.html"),
    Column("kind", gettext_lazy("What it tells"), sort="kind"),
    Column("target", gettext_lazy("Target"), template="steering/programme/result_target.html"),
    Column("report.number", gettext_lazy("Known"), numeric=True, template="steering/programme/result_number.html"),
    Column("report.track.word", gettext_lazy("How it stands"), template="steering/programme/result_track.html"),
)
LIST = TableSpec(
    columns=(
        *COLUMNS,
        Column("report.period", gettext_lazy("Reported over"), sort="newest__period__ends",
               value=lambda line: queries.period_name(line.report.period) if line.report.period else None),
    ),
    filters=(
        Filter("oordeel", gettext_lazy("How it stands"), "newest__verdict", _verdicts),
        Filter("soort", gettext_lazy("What it tells"), "kind", tuple(KINDS.items())),
    ),
    search=("indicator__label_nl", "indicator__label_en", "area__name", "measure__title__body"),
    order=("pk",),
    name="results",
    caption=gettext_lazy("Agreed results with what is known of them"),
)  # fmt: skip


def results(request: HttpRequest) -> HttpResponse:
    """Every agreed result, unknown included."""
    viewer, known = request.viewer, queries.rules()  # type: ignore[attr-defined]
    table = page(LIST, queries.results(viewer), request.GET)

    def shown(found: Iterable[Result]) -> list[queries.Line]:
        return queries.lines(found, known)

    if table.wants_csv:
        return csv_response(replace(table, every=lambda: iter(shown(table.every()))))
    context = {
        "table": replace(table, records=shown(table.records)), "rules": known,
        "may_decide": viewer.may(Permission.DECIDE),
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/results.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Agree on a result."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    start = {
        "goal": request.GET.get("doel"), "measure": request.GET.get("maatregel"), "kind": "output",
        "begins_on": timezone.localdate(),
    }  # fmt: skip
    form = ResultForm(request.POST or None, initial=start)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotProgramme):
            made = actions.agree(
                **{**given, "kind": Code(given["kind"]), "sense": Code(given["sense"])}, example=False, by=viewer,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The result is agreed. Each period asks how it stands."))
            return redirect("programme:result", made.pk)
    context = {"form": form, "crumbs": _crumbs()}
    return TemplateResponse(request, "steering/programme/result_new.html", context, status=status_of(form))


def result(request: HttpRequest, pk: int) -> HttpResponse:
    """One result: what was agreed, by which rule it is judged, and what was reported per period."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"page": _page(request, pk), "may_decide": viewer.may(Permission.DECIDE), "crumbs": _crumbs()}
    return TemplateResponse(request, "steering/programme/result.html", context)


def report(request: HttpRequest, pk: int, period: int) -> HttpResponse:
    """Report how a result stands in a period, with its evidence or with the story why nobody knows."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found = _page(request, pk)
    closing = there(queries.period_page(viewer, period), _("There is no period with this number."))
    offered = queries.figure_choices(found.line.result)

    def make(*posted: Any, **given: Any) -> ReportForm:
        return ReportForm(*posted, offered=offered, **given)

    def keep(form: ReportForm) -> ResultReport:
        given = form.cleaned_data
        made: ResultReport = actions.report(
            result=found.line.result, period=closing.period, base=given["base"], value=given["value"],
            low=given["low"], high=given["high"], rests_on=form.rests, proof=Words(given["proof"]),
            story=Words(given["story"]), by=viewer, at=timezone.now(),
        )  # fmt: skip
        return made

    form, changed, made = edited(request, make, lambda: _start(_page(request, pk), period), keep)
    if made is not None:
        messages.success(request, _("The report is kept as a draft. It counts when it is approved."))
        return redirect("programme:result", pk)
    context = {
        "page": found, "closing": closing, "form": form, "changed": changed,
        "crumbs": [*_crumbs(), (found.line.label, reverse("programme:result", args=[pk]))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/result_report.html", context, status=status_of(form))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what was reported, in the version that was read."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    row = there(ResultReport.objects.filter(pk=pk).first(), _("There is no report with this number."))
    base = request.POST.get("version", "")
    try:
        actions.approve(report=row, base=int(base) if base.isdecimal() else 0, by=viewer, at=timezone.now())
    except actions.CannotProgramme as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The report is approved. It locks when the period closes."))
    if request.POST.get("from") == "period":
        return redirect("programme:period", row.period_id)
    return redirect("programme:result", row.result_id)


def _start(page: queries.Page, period: int) -> dict[str, Any]:
    """What the form starts from: the report that stands in this period, or nothing yet."""
    before = next((one for one in page.reports if one.period.pk == period), None)
    if before is None or before.row is None:
        return {"base": 0}
    row = before.row
    typed = {} if row.cell else {"value": row.value, "low": row.low, "high": row.high}
    return {"base": row.version, "cell": row.cell, "proof": before.proof, "story": before.story, **typed}


def _page(request: HttpRequest, pk: int) -> queries.Page:
    return there(queries.result_page(request.viewer, pk), _("There is no result with this number."))  # type: ignore[attr-defined]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Programme"), reverse("programme:goals")), (_("Results"), reverse("programme:results"))]

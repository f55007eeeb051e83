"""The list of reports, one report on a page and as PDF, and publishing."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.people.queries import names_of
from samenhang.insight.evidence.queries import moved
from samenhang.reporting.reports import actions, queries
from samenhang.reporting.reports.forms import PublishForm
from samenhang.screen.cells import check_markup
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

ARTICLE = re.compile(r"<article\b.*?</article>", re.DOTALL)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every report that was published, newest first."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = queries.reports(viewer)
    table = page(_spec(found), found, request.GET)
    if table.wants_csv:
        return csv_response(table)
    for act in table.records:
        act.holds_example = queries.is_example(act.digest)
    context = {"table": table, "form": PublishForm() if viewer.may(Permission.PUBLISH) else None}
    return TemplateResponse(request, "reporting/reports/list.html", context)


def _spec(found: Any) -> TableSpec:
    areas = queries.areas_with_reports()
    seats = names_of(found.order_by().values_list("by", flat=True).distinct())

    def about(act: Any) -> str:
        return areas.get(str(act.area), str(act.area))

    def decided(act: Any) -> str:
        return _("with a decision") if act.decided else _("figures only")

    return TableSpec(
        columns=(
            Column("area", gettext_lazy("Report"), value=about, template="reporting/reports/line.html"),
            Column("decided", gettext_lazy("What it holds"), value=decided, sort="decided"),
            Column("at", gettext_lazy("Published on"), value=lambda act: timezone.localdate(act.at), sort="at"),
            Column("by", gettext_lazy("By"), value=lambda act: seats.get(act.by, "")),
            Column("short", gettext_lazy("On paper"), template="reporting/reports/paper.html"),
        ),
        filters=(
            Filter("gebied", gettext_lazy("Area"), "area", tuple(areas.items())),
            Filter(
                "besluit", gettext_lazy("What it holds"), "decided",
                (("True", gettext_lazy("with a decision")), ("False", gettext_lazy("figures only"))), multiple=False,
            ),
        ),
        order=("-at",),
        name="reports",
        caption=gettext_lazy("Published reports"),
    )  # fmt: skip


def _found(short: str) -> tuple[Sheet, Act]:
    try:
        return queries.published(short)
    except queries.NoSuchReport as refused:
        raise Http404(str(refused)) from None


@require_safe
def report(request: HttpRequest, short: str) -> HttpResponse:
    """One report. It never changes; above it stands what has moved since."""
    sheet, act = _found(short)
    viewer = request.viewer  # type: ignore[attr-defined]
    try:
        said = queries.document(sheet)
    except store.StoreError:  # destroyed on request
        return redirect("trace:page", sheet.ref)
    context = {
        "document": said,
        "sheet": sheet,
        "published_on": timezone.localdate(act.at),
        "moved": tuple(moved([cell for cell in said.cites if "#" in cell]).values()),
        "may_publish": viewer.may(Permission.PUBLISH),
    }
    response = TemplateResponse(request, "reporting/reports/page.html", context)
    response.add_post_render_callback(guard)
    return response


def guard(response: HttpResponseBase) -> None:
    """No report leaves the house with a number that has no origin."""
    for article in ARTICLE.findall(response.content.decode()):  # type: ignore[attr-defined]
        check_markup(article)


@require_safe
def pdf(request: HttpRequest, short: str) -> HttpResponse:
    """The same report as an accessible PDF."""
    sheet, _act = _found(short)
    try:
        data = queries.pdf_of(sheet, base=request.build_absolute_uri("/"))
    except queries.CannotPrint as refused:
        messages.error(request, str(refused))
        return redirect("reports:page", short)
    headers = {"Content-Disposition": f'inline; filename="{short}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the report of an area, or of a decision."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("reports:list")
    given: dict[str, Any] = {"by": request.viewer, "at": timezone.now()}  # type: ignore[attr-defined]
    decision = form.cleaned_data["decision"]
    if decision is not None:
        sheet = actions.publish_decision(decision, **given)
    else:
        sheet = actions.publish_area(form.cleaned_data["area"].pk, **given)
    if queries.published(sheet.short)[1].at < given["at"]:
        messages.info(request, _("Nothing has changed since this report was published: this is the newest one."))
    else:
        messages.success(request, _("The report was published. It will not change any more."))
    return redirect("reports:page", sheet.short)

"""A test of new business on one sheet: as a page and as an accessible PDF."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samenhang.reporting.reports.queries.impact_paper import impact_document, impact_paper
from samenhang.screen.paper import CannotPrint
from samenhang.screen.posted import there
from samenhang.weighing.impact import queries as impact


@require_safe
def impact_sheet(request: HttpRequest, short: str) -> HttpResponse:
    """The sheet as a page."""
    found = _found(short)
    context = {"document": impact_document(found), "sheet": found.sheet, "result": found}
    return TemplateResponse(request, "reporting/reports/impact.html", context)


@require_safe
def impact_pdf(request: HttpRequest, short: str) -> HttpResponse:
    """The same sheet on paper."""
    try:
        data = impact_paper(_found(short), base=request.build_absolute_uri("/"))
    except CannotPrint as refused:
        messages.error(request, str(refused))
        return redirect("impact:result", short)
    headers = {"Content-Disposition": f'inline; filename="{short}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _found(short: str) -> impact.Result:
    return there(impact.result_at(short), _("There is no test at this address. The register has all plans."))

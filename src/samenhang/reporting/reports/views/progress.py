"""The progress over a period, for Provinciale Staten: as a page and as an accessible PDF."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samenhang.reporting.reports.queries.pieces import Document
from samenhang.reporting.reports.queries.progress_paper import progress_document, progress_pdf
from samenhang.screen.paper import CannotPrint
from samenhang.screen.posted import there


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Every agreed result with what is known of it, and the decision."""
    crumbs = [(_("Results"), reverse("programme:results")), (_("Progress"), reverse("programme:period", args=[pk]))]
    context = {"document": _found(request, pk), "pdf": reverse("reports:progress_pdf", args=[pk]), "crumbs": crumbs}
    return TemplateResponse(request, "reporting/reports/progress.html", context)


@require_safe
def progress_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper."""
    try:
        data = progress_pdf(_found(request, pk), at=timezone.now(), base=request.build_absolute_uri("/"))
    except CannotPrint as refused:
        messages.error(request, str(refused))
        return redirect("programme:period", pk)
    headers = {"Content-Disposition": f'inline; filename="progress-{pk}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _found(request: HttpRequest, pk: int) -> Document:
    return there(progress_document(request.viewer, pk, timezone.now()), _("There is no period with this number."))  # type: ignore[attr-defined]

"""The page of reference firms, and what the test itself will be."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from samenhang.screen.download import csv_text
from samenhang.weighing.impact import queries


def firms(request: HttpRequest) -> HttpResponse:
    """The published numbers on which a test of a new business could rest."""
    found = queries.references(request.viewer)  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        return _file(found)
    return TemplateResponse(request, "weighing/impact/firms.html", {"references": found})


def _file(found: tuple[queries.Reference, ...]) -> HttpResponse:
    heads = [_("Type of firm"), _("What is counted"), _("Value"), _("Definition"), _("Year"), _("Source")]
    rows = [
        (
            each.firm.firm_type,
            each.firm.measure,
            each.cell,
            each.firm.definition,
            each.period,
            each.firm.publication.url,
        )
        for each in found
    ]
    headers = {"Content-Disposition": 'attachment; filename="reference-firms.csv"'}
    return HttpResponse("\ufeff" + csv_text(heads, rows), content_type="text/csv; charset=utf-8", headers=headers)

"""The numbers that a test rests on, each with its source or the word assumption."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from samenhang.screen.download import csv_text
from samenhang.weighing.impact import queries


def firms(request: HttpRequest) -> HttpResponse:
    """What was published about firms, and every range that the test computes with."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found, numbers = queries.references(viewer), queries.numbers()
    if request.GET.get("format") == "csv":
        return _file(found)
    if request.GET.get("format") == "ranges":
        return _ranges(numbers)
    sourced = sum(number.sourced for number in numbers)
    context = {"references": found, "numbers": numbers, "sourced": sourced}
    return TemplateResponse(request, "weighing/impact/firms.html", context)


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
    return _csv("reference-firms", csv_text(heads, rows))


def _ranges(numbers: tuple[queries.Number, ...]) -> HttpResponse:
    heads = [_("What it says"), _("Range"), _("Basis"), _("What it rests on"), _("Source")]
    rows = [
        (
            number.row.label, number.cell, _("sourced") if number.sourced else _("assumption"), number.row.note,
            number.row.publication.url if number.row.publication else "",
        )
        for number in numbers
    ]  # fmt: skip
    return _csv("reference-numbers", csv_text(heads, rows))


def _csv(name: str, text: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)

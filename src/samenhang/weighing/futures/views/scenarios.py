"""The page of published scenarios."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from samenhang.screen.cells import Date
from samenhang.screen.charts import DotRange, DotRow
from samenhang.screen.download import csv_text
from samenhang.weighing.futures import queries
from samenhang.weighing.futures.models import Scenario


def scenarios(request: HttpRequest) -> HttpResponse:
    """What others published about the future: the numbers on one scale, then each scenario with its drivers."""
    found = queries.published(request.viewer)  # type: ignore[attr-defined]
    if request.GET.get("format") == "csv":
        return _file(found)
    context = {"published": found, "chart": _chart(found.charted) if found.charted else None}
    return TemplateResponse(request, "weighing/futures/scenarios.html", context)


def _chart(numbers: tuple[queries.Number, ...]) -> DotRange:
    dots = tuple(
        DotRow(
            _label(row),
            number.cell,
            extra=(Date(str(row.year)), row.measure, _status(row.value_status)),
        )
        for number in numbers
        for row in (number.scenario,)
    )
    return DotRange(
        title=numbers[0].scenario.measure,
        note=_("The starting point and what others expect."),
        name="scenarios",
        dots=dots,
        heading=_("Scenario"),
        value_label=numbers[0].scenario.unit.label,
        extra_headers=(_("Year"), _("What is counted"), _("On whose word")),
    )


def _label(row: Scenario) -> str:
    words = {"scenario": row.scenario, "year": row.year}
    return (
        f"{row.scenario}, {row.year}"
        if row.value_status == "stated"
        else _("%(scenario)s, %(year)s (calculated)") % words
    )


def _status(status: str) -> str:
    return _("stated by the source") if status == "stated" else _("calculated by us")


def _file(found: queries.Published) -> HttpResponse:
    heads = [_("Scenario"), _("Year"), _("What is counted"), _("Value"), _("On whose word"), _("Drivers"), _("Source")]
    rows = [
        (row.scenario, row.year, row.measure, number.cell, _status(row.value_status), row.drivers, row.publication.url)
        for named in found.scenarios
        for number in named.numbers
        for row in (number.scenario,)
    ]
    headers = {"Content-Disposition": 'attachment; filename="scenarios.csv"'}
    return HttpResponse("\ufeff" + csv_text(heads, rows), content_type="text/csv; charset=utf-8", headers=headers)

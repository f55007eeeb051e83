"""The page of a series: one indicator through the years, for one area or a few side by side."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samenhang.insight.evidence.queries.indicators import area_of, indicator_of
from samenhang.insight.evidence.queries.series import MOST, SeriesPage, areas_of, series_page
from samenhang.screen.charts import Break, Line, LineChart, LinePoint
from samenhang.screen.charts.line import MARKS
from samenhang.screen.download import csv_text
from samenhang.screen.posted import there

AREA, SERIES = "gebied", "reeks"


def series(request: HttpRequest, code: str) -> HttpResponse:
    """A series over the years on the borders of today, with a mark and a reason for each point."""
    indicator = there(indicator_of(code), _("There is no indicator with this code."))
    asked = list(dict.fromkeys(filter(None, request.GET.getlist(AREA))))
    home = area_of("") if not asked else None
    areas = [home] if home else areas_of(asked[:MOST])
    if not areas:
        raise Http404(_("There is no area with this code."))
    found = series_page(indicator, areas, request.GET.get(SERIES, ""))
    if request.GET.get("format") == "csv":
        return _file(found)
    stray = request.GET.get(SERIES, "")
    context = {
        "page": found,
        "chart": _chart(found, _address(found, format="csv")) if found.chosen else None,
        "chips": [(area, _address(found, without=area.pk)) for area in found.areas],
        "full": len(found.areas) >= MOST,
        "dropped": len(asked) - len(areas) if asked else 0,
        "most": MOST,
        "stray": stray and (found.chosen is None or found.chosen.text != stray),
        "crumbs": [
            (_("Figures"), reverse("evidence:indicators")),
            (indicator.label, reverse("evidence:indicator", args=[indicator.pk])),
        ],
    }
    return TemplateResponse(request, "insight/evidence/series.html", context)


def _address(found: SeriesPage, without: str = "", **more: str) -> str:
    """The address of this page with one area less, or with something more."""
    query = QueryDict(mutable=True)
    query.setlist(AREA, [area.pk for area in found.areas if area.pk != without])
    if found.chosen:
        query[SERIES] = found.chosen.text
    query.update(more)
    return f"?{query.urlencode()}"


def _chart(found: SeriesPage, csv_url: str) -> LineChart:
    names = ", ".join(area.name for area in found.areas)
    chosen = found.chosen
    note = f"{chosen.definition}, {chosen.basis} ({chosen.publisher})" if chosen else ""
    return LineChart(
        title=_("%(indicator)s through the years: %(areas)s") % {"indicator": found.indicator.label, "areas": names},
        name="series",
        note=note,
        csv_url=csv_url,
        lines=tuple(
            Line(
                one.area.name,
                tuple(
                    LinePoint(
                        point.date, point.start.toordinal(), point.cell, point.mark, point.note, point.joined, point.aside,
                        point.aside_joined,
                    )
                    for point in one.points
                ),
            )
            for one in found.series
        ),
        breaks=tuple(Break(change.on.toordinal(), change.text) for change in found.changes),
        value_label=found.indicator.unit.label,
    )  # fmt: skip


def _file(found: SeriesPage) -> HttpResponse:
    """The points as a file: every one with its mark, its reason, its definition and what was published then."""
    labels = (
        _("Indicator"), _("Area"), _("Period"), pgettext("column", "Figure"), _("Mark"), _("As published then"),
        _("What it counts"), _("Counted"), _("Who says it"), _("Remarks"),
    )  # fmt: skip
    rows = [
        (
            found.indicator.label, one.area.name, point.date, point.cell, MARKS[point.mark], point.aside,
            point.offer.definition, point.offer.basis, point.offer.publisher, point.note,
        )
        for one in found.series
        for point in one.points
    ]  # fmt: skip
    name = "-".join([found.indicator.pk, *(area.pk for area in found.areas)])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return HttpResponse("\ufeff" + csv_text(labels, rows), content_type="text/csv; charset=utf-8", headers=headers)

"""What newer deliveries changed: each figure before and after, why, and what rests on the old one."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.insight.evidence.queries import revisions as queries
from samenhang.screen.cells import Date
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page


def revisions(request: HttpRequest) -> HttpResponse:
    """Every figure that was revised, the last revision first."""
    told: dict[int, queries.Revised] = {}
    table = page(_spec(told), queries.changes(), request.GET)
    told |= {one.change.pk: one for one in queries.revised(table.every() if table.wants_csv else table.records)}
    if table.wants_csv:
        return csv_response(table)
    return TemplateResponse(request, "insight/evidence/revisions.html", {"table": table})


def _spec(told: dict[int, queries.Revised]) -> TableSpec:
    return TableSpec(
        columns=(
            Column("figure", gettext_lazy("Figure"), sort="indicator__order", template="insight/evidence/revision_of.html",
                   value=lambda one: f"{one.indicator.label}, {one.area.name}"),
            Column("before", gettext_lazy("Before"), value=lambda one: told[one.pk].before),
            Column("after", gettext_lazy("After"), template="insight/evidence/revision_after.html",
                   value=lambda one: _("no longer in its source") if told[one.pk].gone else told[one.pk].after),
            Column("at", gettext_lazy("Since"), sort="revision__at", value=lambda one: Date(one.revision.at.date())),
            Column("reason", gettext_lazy("Why it changed"), template="insight/evidence/revision_why.html",
                   value=lambda one: told[one.pk]),
            Column("rests", gettext_lazy("Rests on the old figure"), template="insight/evidence/revision_rests.html",
                   value=lambda one: told[one.pk].rests),
        ),
        filters=(
            Filter("bron", gettext_lazy("Source"), "revision__source", queries.sources),
            Filter("cijfer", gettext_lazy("Indicator"), "indicator", queries.indicators),
            Filter("gebied", gettext_lazy("Area"), "area", queries.areas),
        ),
        search=("revision__reason__body", "area__name", "indicator__label_nl", "indicator__label_en"),
        order=("-revision__at", "indicator__order", "area__name"),
        name="revisions",
        caption=pgettext_lazy("caption of a list", "Figures that were revised"),
    )  # fmt: skip

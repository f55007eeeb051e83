"""The map and the list of areas, and the page of one of them."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.places import queries as places
from samenhang.ground.places.models import Area, Division
from samenhang.insight.evidence.queries import areas as queries
from samenhang.insight.evidence.queries.words import TOPICS
from samenhang.screen.cells import Cell, Date
from samenhang.screen.charts import Tile, TileMap
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

Wholes = tuple[tuple[Division, tuple[Area, ...]], ...]


def areas(request: HttpRequest) -> HttpResponse:
    """The municipalities on a map and in a list, the larger areas, and the municipalities that were."""
    today = timezone.localdate()
    wholes = places.wholes(today)
    members = _members(today)
    table = page(_table(wholes, members, today), queries.municipalities(today), request.GET)
    if table.wants_csv:
        return csv_response(table)
    everyone = list(queries.municipalities(today))
    offered = queries.mapped()
    asked = request.GET.get("cijfer", "")
    chosen = next((one for one in offered if one.pk == asked), None)
    found = queries.series_of(chosen, today) if chosen else ()
    series = next((one for one in found if one.key == request.GET.get("reeks")), found[0] if found else None)
    context = {
        "table": table,
        "map": _map(everyone, series),
        "offered": [(label, [one for one in offered if one.topic == code]) for code, label in TOPICS.items()],
        "chosen": chosen,
        "series": series,
        "all_series": found,
        "stray": asked if asked and chosen is None else "",
        "divisions": wholes,
        "larger": queries.larger(today),
        "dissolved": queries.dissolved(today),
    }
    return TemplateResponse(request, "insight/evidence/areas.html", context)


def _members(today: date) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for member in places.memberships(today).order_by("division__order"):
        if member.whole.kind == "region":
            found.setdefault(member.area_id, []).append(member.whole.name)
    return found


def _table(wholes: Wholes, members: dict[str, list[str]], today: date) -> TableSpec:
    filters = tuple(
        Filter(f"in-{division.pk}", division.label, _part_of(division.pk, today), [(one.pk, one.name) for one in parts])
        for division, parts in wholes
        if any(one.kind == "region" for one in parts)
    )
    return TableSpec(
        columns=(
            Column("name", gettext_lazy("Municipality"), sort="name", template="insight/evidence/area_name.html"),
            Column("regions", gettext_lazy("Part of"), value=lambda one: " · ".join(members.get(one.pk, []))),
            Column("topics", gettext_lazy("Indicators with a figure"), sort="topics", numeric=True,
                   template="insight/evidence/area_known.html"),
            Column("number", gettext_lazy("Figures"), sort="number", numeric=True),
        ),
        filters=filters,
        search=("name",),
        order=("name",),
        name="areas",
        caption=pgettext_lazy("caption of a list", "Municipalities"),
        other=("cijfer", "reeks"),
    )  # fmt: skip


def _part_of(division: str, today: date) -> Callable[[list[str]], Q]:
    return lambda codes: places.part_of(division, today, codes)


def _map(areas: list[Area], series: queries.Series | None) -> TileMap:
    """One tile for each municipality: the chosen figure, or how many indicators have one."""
    unknown = Cell(None, state="unknown")
    tiles = tuple(
        Tile(
            area.name, area.tile_col, area.tile_row,
            series.cells.get(area.pk, unknown) if series else queries.count_cell(area),
            reverse("evidence:area", args=[area.pk]),
        )
        for area in areas
        if area.tile_col is not None
    )  # fmt: skip
    if series is None:
        return TileMap(
            title=_("How much is known per municipality"),
            note=_("The number of indicators with at least one figure. Inhabitants, house prices and other context do not count."),
            name="map", tiles=tiles, value_label=_("Indicators with a figure"),
        )  # fmt: skip
    period = str(Date(series.period)) if series.period else _("period not stated")
    return TileMap(
        title=f"{series.indicator.label}, {period}",
        note=series.label,
        name="map",
        tiles=tiles,
        value_label=series.indicator.label,
    )


def area(request: HttpRequest, code: str) -> HttpResponse:
    """What is known about one area, what is not, and how it came to be."""
    found = queries.area_page(request.viewer, code, timezone.localdate())  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no area with this code."))
    context = {
        "page": found,
        "may_aside": request.viewer.may(Permission.ASK),  # type: ignore[attr-defined]
        "crumbs": [(_("Areas"), reverse("evidence:areas"))],
    }
    return TemplateResponse(request, "insight/evidence/area.html", context)

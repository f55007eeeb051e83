"""The map and the list of areas, and the page of one of them."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.places import queries as places
from samenhang.ground.places.models import Area, Division
from samenhang.insight.evidence.queries import areas as queries
from samenhang.insight.evidence.queries.outlines import Outlines, outlines
from samenhang.insight.evidence.queries.words import TOPICS
from samenhang.screen.cells import Cell, Date
from samenhang.screen.charts import Bordered, BorderMap, Tile, TileMap
from samenhang.screen.posted import there
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
    lies = outlines()
    context = {
        "table": table,
        "map": _map(everyone, series, queries.cells_of(series, everyone, today) if series else {}, lies),
        "lies": lies,
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


def _map(areas: list[Area], series: queries.Series | None, cells: dict[str, Cell], lies: Outlines | None) -> TileMap:
    """Each municipality with the chosen figure, or how many indicators have one: as it lies, else as a tile."""
    unknown = Cell(None, state="unknown")
    shown = [
        (
            area,
            cells.get(area.pk, unknown) if series else queries.count_cell(area),
            reverse("evidence:area", args=[area.pk]),
        )
        for area in areas
    ]
    title = _("How much is known per municipality")
    note = _(
        "The number of indicators with at least one figure. Inhabitants, house prices and other context do not count."
    )
    label = _("Indicators with a figure")
    if series is not None:
        period = str(Date(series.period)) if series.period else _("period not stated")
        title, note, label = f"{series.indicator.label}, {period}", series.label, str(series.indicator.label)
    if lies is None:
        tiles = tuple(
            Tile(area.name, area.tile_col, area.tile_row, cell, url)
            for area, cell, url in shown
            if area.tile_col is not None
        )
        return TileMap(title=title, note=note, name="map", tiles=tiles, value_label=label)
    bordered = tuple(
        Bordered(area.name, 0, 0, cell, url, rings=lies.rings.get(area.pk, ())) for area, cell, url in shown
    )
    return BorderMap(
        title=title, note=f"{note} {_drawn_from(lies, bordered)}", name="map", tiles=bordered, value_label=label
    )


def _drawn_from(lies: Outlines, areas: tuple[Bordered, ...]) -> str:
    """Whose boundaries these are, and of which areas there are none."""
    told = _("Boundaries of %(year)s: %(publisher)s, licence %(licence)s, received on %(day)s, simplified.") % {
        "year": lies.year, "publisher": lies.publisher, "licence": lies.licence, "day": Date(lies.received),
    }  # fmt: skip
    missing = ", ".join(area.label for area in areas if not area.rings)
    if not missing:
        return told
    absent = _("In the table only, for want of a boundary: %(areas)s.") % {"areas": missing}
    return f"{told} {absent}"


def area(request: HttpRequest, code: str) -> HttpResponse:
    """What is known about one area, what is not, and how it came to be."""
    found = there(queries.area_page(request.viewer, code, timezone.localdate()), _("There is no area with this code."))  # type: ignore[attr-defined]
    context = {
        "page": found,
        "may_aside": request.viewer.may(Permission.ASK),  # type: ignore[attr-defined]
        "crumbs": [(_("Areas"), reverse("evidence:areas"))],
    }
    return TemplateResponse(request, "insight/evidence/area.html", context)

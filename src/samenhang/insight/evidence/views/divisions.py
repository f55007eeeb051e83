"""Municipalities against divisions, on any day."""

from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from samenhang.ground.places.models import Area
from samenhang.ground.places.queries import part_of
from samenhang.insight.evidence.queries import divisions as queries
from samenhang.insight.evidence.queries.divisions import Held, Matrix, Sides
from samenhang.insight.evidence.queries.words import MEMBERSHIP_CERTAINTIES
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

ON = "op"


def divisions(request: HttpRequest) -> HttpResponse:
    """Which region holds which municipality in each division, and where the divisions disagree."""
    today, asked = timezone.localdate(), request.GET.get(ON, "").strip()
    on = _day(asked)
    found = queries.matrix(on or today)
    wanted = request.GET.get("format") == "csv"
    table = page(_file(found) if wanted else _table(found), queries.listed(found.on), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {
        "matrix": found,
        "table": table,
        "today": today,
        "stray": asked if asked and on is None else "",
        "crumbs": [(_("Areas"), reverse("evidence:areas"))],
    }
    return TemplateResponse(request, "insight/evidence/divisions.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _held(found: Matrix, area: Area, division: str) -> Held | None:
    return found.held.get(area.pk, {}).get(division)


def _sides(found: Matrix, area: Area) -> Sides | None:
    return found.apart.get(area.pk)


def _table(found: Matrix) -> TableSpec:
    columns = [Column("name", gettext_lazy("Municipality"), sort="name", template="insight/evidence/area_name.html")]
    columns += [
        Column(
            f"in-{division.pk}", division.label, template="insight/evidence/division_cell.html",
            value=lambda area, code=division.pk: _held(found, area, code),  # type: ignore[misc]
        )
        for division, _wholes, _size in found.divisions
    ]  # fmt: skip
    columns.append(
        Column(
            "apart",
            gettext_lazy("Falls apart"),
            template="insight/evidence/division_sides.html",
            value=lambda area: _sides(found, area),
        )
    )
    return TableSpec(
        columns=tuple(columns), filters=_filters(found), search=("name",), order=("name",), name="divisions",
        caption=pgettext_lazy("caption of a list", "Municipalities against divisions"), other=(ON,),
    )  # fmt: skip


def _filters(found: Matrix) -> tuple[Filter, ...]:
    pk_in = {"uiteen": list(found.apart), "buiten": list(found.outside)}
    special = [("uiteen", gettext_lazy("Falls apart")), ("buiten", gettext_lazy("Lies outside the province"))]
    return (
        Filter(
            "bijzonder",
            pgettext_lazy("filter", "Out of the ordinary"),
            lambda words: Q(pk__in=[code for word in words for code in pk_in[word]]),
            special,
        ),
        *(
            Filter(
                f"in-{division.pk}", division.label,
                lambda codes, code=division.pk: part_of(code, found.on, codes),  # type: ignore[misc]
                [(whole.pk, whole.name) for whole in wholes],
            )
            for division, wholes, _size in found.divisions
            if len(wholes) > 1
        ),
        Filter("zekerheid", gettext_lazy("How sure"), found.in_certainty, tuple(MEMBERSHIP_CERTAINTIES.items())),
    )  # fmt: skip


def _file(found: Matrix) -> TableSpec:
    """The same as a file: with codes, days, how sure and remarks."""
    code, sure, since, remarks = _("Code"), _("How sure"), pgettext("date", "from"), _("Remarks")
    columns = [Column("pk", code), Column("name", _("Municipality"))]
    for division, _wholes, _size in found.divisions:
        parts = (
            (division.label, str),
            (f"{division.label}: {code}", lambda held: held.membership.whole_id),
            (f"{division.label}: {sure}", lambda held: held.certainty),
            (f"{division.label}: {since}", lambda held: held.membership.valid_from),
            (f"{division.label}: {remarks}", lambda held: held.note),
        )
        columns += [
            Column(
                f"{division.pk}-{place}", label,
                value=lambda area, within=division.pk, part=part: (  # type: ignore[misc]
                    part(held) if (held := _held(found, area, within)) else None
                ),
            )
            for place, (label, part) in enumerate(parts)
        ]  # fmt: skip
    columns.append(Column("apart", _("Falls apart"), value=lambda area: _sides(found, area)))
    return TableSpec(
        columns=tuple(columns), filters=_filters(found), search=("name",), order=("name",),
        name=f"divisions-{found.on.isoformat()}", other=(ON,),
    )  # fmt: skip

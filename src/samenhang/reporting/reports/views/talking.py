"""Talking sheets: the list, the live sheet of an area on a page and on paper, and those that were published."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.places.models import Area
from samenhang.ground.places.queries import part_of
from samenhang.insight.evidence.queries import moved
from samenhang.insight.evidence.queries.words import KINDS
from samenhang.reporting.reports import actions
from samenhang.reporting.reports.queries import CannotPrint, NoSuchReport
from samenhang.reporting.reports.queries import talking as queries
from samenhang.reporting.reports.queries import talking_listed as listed
from samenhang.reporting.reports.queries.talking_facts import Facts, facts, sheet_areas
from samenhang.reporting.reports.queries.talking_paper import paper_of, words_of
from samenhang.reporting.reports.views.reports import guard
from samenhang.screen.posted import there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

KINDS_OF_SHEETS = ("province", "region", "municipality")


@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """Every area with its talking sheet."""
    today = timezone.localdate()
    table = page(_spec(today), listed.talked(today), request.GET)
    if table.wants_csv:
        return csv_response(table)
    return TemplateResponse(request, "reporting/reports/talks.html", {"table": table})


def _spec(today: date) -> TableSpec:
    region, published, divided = listed.region_of(today), listed.newest(), listed.regions(today)
    filters = [
        Filter("soort", gettext_lazy("Kind of area"), "kind", [(kind, KINDS[kind]) for kind in KINDS_OF_SHEETS]),
        *(
            Filter(
                f"in-{division.pk}", division.label, _part_of(division.pk, today),
                [(one.pk, str(one.name)) for one in parts],
            )
            for division, parts in divided
        ),
    ]  # fmt: skip
    return TableSpec(
        columns=(
            Column("name", gettext_lazy("Talking sheet"), sort="name", template="reporting/reports/talk_name.html"),
            Column("kind", gettext_lazy("Kind of area"), sort="kind", value=lambda one: str(KINDS[one.kind])),
            Column("region", pgettext_lazy("column", "Region"), value=lambda one: region.get(one.pk, "")),
            Column("number", gettext_lazy("Numbers of people that are known"), sort="number", numeric=True),
            Column("paper", gettext_lazy("On paper"), template="reporting/reports/talk_paper.html", value=lambda one: one.pk),
            Column("published", gettext_lazy("Last published"), template="reporting/reports/talk_published.html",
                   value=lambda one: published.get(one.pk)),
        ),
        filters=tuple(filters),
        search=("name",),
        order=("name",),
        name="praatstukken",
        caption=gettext_lazy("Areas with a talking sheet"),
    )  # fmt: skip


def _part_of(division: str, today: date) -> Callable[[list[str]], Q]:
    return lambda codes: part_of(division, today, codes)


def _area(code: str) -> tuple[Area, Facts]:
    today = timezone.localdate()
    area = there(
        next((one for one in sheet_areas(today) if one.pk == code), None),
        _("There is no talking sheet of this area. The list has all areas that have one."),
    )
    return area, facts([area], today)


@require_safe
def talk(request: HttpRequest, code: str) -> HttpResponse:
    """The talking sheet of an area as it stands today."""
    area, known = _area(code)
    said = queries.live(area, known, queries.reasons(known))
    viewer = request.viewer  # type: ignore[attr-defined]
    return _answer(
        request,
        said,
        {
            "may_publish": viewer.may(Permission.PUBLISH),
            "may_ask": viewer.may(Permission.ASK),
            "may_choose": viewer.may(Permission.CHOOSE),
            "last": listed.newest().get(code),
        },
    )


@require_safe
def talk_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same sheet on one A4."""
    area, known = _area(code)
    said = queries.live(area, known, queries.reasons(known))
    last = known.last.at if known.last is not None else timezone.now()
    return _paper(request, said, last, code, reverse("reports:talk", args=[code]))


@require_POST
def publish_talk(request: HttpRequest, code: str) -> HttpResponse:
    """Freeze the sheet as it stands."""
    area, _known = _area(code)
    now = timezone.now()
    sheet = actions.publish_talk(area, by=request.viewer, at=now)  # type: ignore[attr-defined]
    if queries.published(sheet.short)[1].at < now:
        messages.info(request, _("Nothing has changed since this talking sheet was published: this is the newest one."))
    else:
        messages.success(request, _("The talking sheet was published. It will not change any more."))
    return redirect("reports:published_talk", sheet.short)


@require_safe
def published_talk(request: HttpRequest, short: str) -> HttpResponse:
    """A published sheet. It never changes; above it stands what has moved since."""
    sheet, _act = _found(short)
    try:
        said = queries.document(sheet)
    except store.StoreError:  # destroyed on request
        return redirect("trace:page", sheet.ref)
    changed = tuple(moved([cell for cell in said.cites if "#" in cell]).values())
    return _answer(request, said, {"sheet": sheet, "moved": changed})


@require_safe
def published_talk_pdf(request: HttpRequest, short: str) -> HttpResponse:
    """The published sheet on one A4: the same bytes every time."""
    sheet, act = _found(short)
    try:
        said = queries.document(sheet)
    except store.StoreError:
        return redirect("trace:page", sheet.ref)
    return _paper(request, said, act.at, short, reverse("reports:published_talk", args=[short]))


def _found(short: str) -> tuple[Sheet, Act]:
    try:
        return queries.published(short)
    except NoSuchReport as refused:
        raise Http404(str(refused)) from None


def _answer(request: HttpRequest, said: Any, more: dict[str, Any]) -> HttpResponse:
    context = {"talk": said, "words": words_of(said), **more}
    response = TemplateResponse(request, "reporting/reports/talk.html", context)
    response.add_post_render_callback(guard)
    return response


def _paper(request: HttpRequest, said: Any, at: Any, name: str, back: str) -> HttpResponse:
    try:
        data = paper_of(said, at=at, base=request.build_absolute_uri("/"))
    except CannotPrint as refused:
        messages.error(request, str(refused))
        return redirect(back)
    headers = {"Content-Disposition": f'inline; filename="praatstuk-{name}.pdf"'}
    return HttpResponse(data, content_type="application/pdf", headers=headers)

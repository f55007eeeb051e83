"""The page of any ref, the bytes of a sheet, and the logbook."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Act
from samenhang.reporting.trace import queries
from samenhang.screen.cells import Code
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

LONGEST_LINE_NUMBER = 9


@require_safe
def trace(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the thing behind a ref comes from, and what rests on it."""
    cell, line = request.GET.get("cel", ""), request.GET.get("regel", "")
    whole = f"{ref}#{cell}" if cell and "#" not in ref else ref
    at_line = int(line) if line.isascii() and line.isdecimal() and len(line) <= LONGEST_LINE_NUMBER else 0
    try:
        found = queries.page(request.viewer, whole, at_line=at_line)  # type: ignore[attr-defined]
    except queries.NoSuchRef as refused:
        return _nothing(request, str(refused))
    return TemplateResponse(request, "reporting/trace/page.html", {"page": found})


@require_safe
def file(request: HttpRequest, ref: str) -> HttpResponse:
    """The bytes of a sheet as they are kept: a file to save, never a page to open."""
    try:
        sheet, name = queries.file_of(request.viewer, ref)  # type: ignore[attr-defined]
        data = store.read(sheet.digest)
    except (queries.NoSuchRef, store.StoreError) as refused:
        return _nothing(request, str(refused))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type="text/plain; charset=utf-8", headers=headers)


def _nothing(request: HttpRequest, sentence: str) -> HttpResponse:
    context = {"sentence": sentence, "asked": request.path[:120]}
    return TemplateResponse(request, "reporting/trace/nothing.html", context, status=404)


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Every act as a sentence, to narrow by deed, role, day and ref."""
    if request.GET.get("ga"):
        return redirect(queries.address_of(request.GET["ga"]))
    said = queries.Log()
    first, last = (queries.day_of(request.GET.get(name, "")) for name in ("vanaf", "tot"))
    params = request.GET.copy()
    if wanted := request.GET.get("q"):
        params["q"] = queries.searched(wanted)
    table = page(_spec(said), queries.acts(request.viewer, first, last), params)  # type: ignore[attr-defined]
    if table.wants_csv:
        return csv_response(table)
    head = queries.head()
    context = {
        "table": table,
        "head": head,
        "first": first.isoformat() if first else "",
        "last": last.isoformat() if last else "",
        "others": [
            (key, value) for key in params for value in params.getlist(key) if key not in ("vanaf", "tot", "page")
        ],
    }
    return TemplateResponse(request, "reporting/trace/log.html", context)


def _spec(said: queries.Log) -> TableSpec:
    def at(act: Act) -> Any:
        return timezone.localtime(act.at)

    return TableSpec(
        columns=(
            Column("ref", gettext_lazy("Act"), template="reporting/trace/act.html", sort="pk"),
            Column("sentence", gettext_lazy("What was done"), value=said.sentence),
            Column("at", gettext_lazy("When"), value=at, sort="at", template="reporting/trace/when.html"),
            Column("seal", gettext_lazy("Seal"), value=lambda act: Code(act.seal[:16])),
        ),
        filters=(
            Filter("daad", gettext_lazy("What was done"), "verb", said.deeds),
            Filter("rol", gettext_lazy("By whom"), said.of_roles, said.roles),
        ),
        search=("mentions__ref", "mentions__cell"),
        order=("-pk",),
        name="logbook",
        caption=gettext_lazy("Everything that was done, newest first"),
        other=("vanaf", "tot"),
    )

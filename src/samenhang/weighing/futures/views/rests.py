"""What the model rests on: every driver with its range and source, and where each area starts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Permission
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.weighing.futures import actions
from samenhang.weighing.futures.queries import fitted, rests
from samenhang.weighing.futures.queries import model as kernel

BASES: list[tuple[str, Any]] = [("sourced", _("has a source")), ("assumption", _("assumption"))]
LIST = TableSpec(
    columns=(
        Column("label", _("Driver"), value=lambda row: row.label),
        Column("range", _("Most likely, with its range"), numeric=True, value=rests.range_of),
        Column("basis", _("Rests on"), value=lambda row: dict(BASES)[row.basis]),
        Column("source", _("Source and explanation"), template="weighing/futures/driver.html", value=rests.explained),
    ),
    filters=(Filter("rust", _("Rests on"), "basis", BASES),),
    search=("label_nl", "label_en", "note_nl", "note_en"),
    order=("order",),
    name="drivers",
    caption=_("Drivers of the model with their range and what it rests on"),
)


def model(request: HttpRequest) -> HttpResponse:
    """The drivers as a list, where the areas start, and how well the model fits what was published."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(LIST, rests.drivers(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    ground = rests.ground(viewer)
    held = fitted.fitted(ground.start) if ground is not None and kernel.ready() else None
    context = {"table": table, "ground": ground, "fitted": held, "may_begin": viewer.may(Permission.RECEIVE)}
    return TemplateResponse(request, "weighing/futures/model.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make the start again from the figures as they stand today."""
    try:
        actions.begin_today(by=request.viewer, at=timezone.now())  # type: ignore[attr-defined]
    except actions.CannotStart as problem:
        messages.error(request, str(problem))
    return redirect("futures:model")

"""Saving a future, the list of what was saved, one of them with its runs, and two beside each other."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Permission, Words, require
from samenhang.screen.download import csv_text
from samenhang.screen.posted import refusals_in
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.weighing.futures import actions, forms, tasks
from samenhang.weighing.futures import queries as asked
from samenhang.weighing.futures.models import Run
from samenhang.weighing.futures.queries import lab as labs
from samenhang.weighing.futures.queries import model, shown
from samenhang.weighing.futures.queries import start as starts


def saved(request: HttpRequest) -> HttpResponse:
    """Every future that was saved."""
    table = page(LIST, asked.futures(request.viewer), request.GET)  # type: ignore[attr-defined]
    if table.wants_csv:
        return csv_response(table)
    return TemplateResponse(request, "weighing/futures/list.html", {"table": table})


def _corners() -> list[tuple[str, Any]]:
    return [(corner.code, corner.label) for corner in labs.corners()]


STATES: list[tuple[str, Any]] = [*Run.State.choices, ("none", gettext_lazy("not computed"))]
LIST = TableSpec(
    columns=(
        Column(
            "name",
            gettext_lazy("Name"),
            sort="name__body",
            template="weighing/futures/line.html",
            value=lambda row: row.title,
        ),
        Column("preset", gettext_lazy("Corner"), value=lambda row: row.corner),
        Column("state", gettext_lazy("Run"), value=lambda row: dict(STATES)[row.last_state]),
        Column("at", gettext_lazy("Saved on"), sort="at", value=lambda row: timezone.localdate(row.at)),
    ),
    filters=(
        Filter("stand", gettext_lazy("Run"), "last_state", STATES),
        Filter("hoek", gettext_lazy("Corner"), "preset", _corners),
    ),
    search=("name__body",),
    order=("-at",),
    name="futures",
    caption=gettext_lazy("Saved futures with the state of their last run"),
)


def save(request: HttpRequest) -> HttpResponse:
    """Give the setting in the address a name; it is kept, and computed by the worker."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    found = labs.lab(viewer)
    if found is None:
        return redirect("futures:lab")
    read = forms.read(request.GET, found.standing, found.levers, found.drivers)
    if read.problems:
        return redirect(f"{reverse('futures:lab')}?{request.GET.urlencode()}")
    form = forms.SaveForm(request.POST or None, draws=read.setting.draws)
    if form.is_valid():
        chosen = shown.with_draws(read.setting, form.cleaned_data["draws"])
        with refusals_in(form, actions.CannotSimulate, actions.CannotRun):
            made = actions.save(name=Words(form.cleaned_data["name"]), chosen=chosen, by=viewer, at=timezone.now())
            run = actions.ask(future=made, start=found.sheet, draws=chosen.draws, by=viewer, at=timezone.now())
            tasks.compute.enqueue(run.pk)
            messages.success(
                request, _("The future is saved. The worker computes it now; this page shows how far it is.")
            )
            return redirect("futures:future", made.pk)
    context = {"form": form, "lab": found, "read": read, "chosen": shown.differences(found, read.setting)}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "weighing/futures/save.html", context, status=status)


def future(request: HttpRequest, pk: int) -> HttpResponse:
    """One saved future: what was set, how far its run is, what it gave, and what it gives on the figures of today."""
    viewer, now = request.viewer, timezone.now()  # type: ignore[attr-defined]
    found = asked.saved(viewer, pk, now)
    if found is None:
        raise Http404
    if request.GET.get("format") == "csv":
        return _file(found)
    light = request.headers.get("HX-Target") == "runs"
    context = {
        "page": shown.page(found, light=light, ready=found.stale and not light and model.ready()),
        "may_weigh": viewer.may(Permission.WEIGH),
        "others": []
        if light
        else [each for each in asked.futures(viewer) if each.pk != pk and each.last_state == "done"],
    }
    response = TemplateResponse(request, "weighing/futures/future.html", context)
    if light and (found.running is None or found.lost):
        response.headers["HX-Refresh"] = "true"  # the run ended: whoever waits for it sees what it gave
    return response


def _file(found: asked.Saved) -> HttpResponse:
    if found.kept is None:
        raise Http404
    heads, rows = shown.years_of(found.kept)
    headers = {"Content-Disposition": f'attachment; filename="future-{found.future.pk}.csv"'}
    return HttpResponse("\ufeff" + csv_text(heads, rows), content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute a saved future, again or on the figures of today."""
    found = asked.saved(request.viewer, pk, timezone.now())  # type: ignore[attr-defined]
    start = starts.latest()
    if found is None or start is None:
        raise Http404
    try:
        made = actions.ask(
            future=found.future, start=start, draws=found.setting.draws, by=request.viewer, at=timezone.now()  # type: ignore[attr-defined]
        )  # fmt: skip
    except actions.CannotRun as problem:
        messages.error(request, str(problem))
    else:
        tasks.compute.enqueue(made.pk)
    return redirect("futures:future", pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the run that waits or computes."""
    found = asked.saved(request.viewer, pk, timezone.now())  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    if found.running is not None and actions.cancel(run=found.running, by=request.viewer, at=timezone.now()):  # type: ignore[attr-defined]
        messages.success(request, _("The run was cancelled. Nothing of it was kept; it can be started again."))
    return redirect("futures:future", pk)


def compare(request: HttpRequest) -> HttpResponse:
    """Two saved futures beside each other: what was set differently, and what that gives."""
    viewer, now = request.viewer, timezone.now()  # type: ignore[attr-defined]
    keys = [request.GET.get(name, "") for name in ("a", "b")]
    pair = [
        asked.saved(viewer, int(key), now) if key.isascii() and key.isdecimal() and len(key) < 10 else None
        for key in keys
    ]
    everything = [each for each in asked.futures(viewer) if each.last_state == "done"]
    both = [each for each in pair if each is not None and each.kept is not None]
    problem = ""
    if any(keys) and len(both) < 2:
        problem = _("Choose two futures that were computed; one of these was not, or does not exist.")
    elif len(both) == 2 and both[0].future.pk == both[1].future.pk:
        both, problem = [], _("These are one and the same future. Choose another beside it.")
    context = {
        "comparison": shown.comparison(*both) if len(both) == 2 else None,
        "futures": everything, "a": keys[0], "b": keys[1], "problem": problem,
    }  # fmt: skip
    return TemplateResponse(request, "weighing/futures/compare.html", context)

"""The register of plans, and one plan with the newest test of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.ground.places.models import Area
from samenhang.screen.cells import Date
from samenhang.screen.posted import refusals_in, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.weighing.impact import actions, forms, queries
from samenhang.weighing.impact.models import FirmType, PlanState
from samenhang.weighing.impact.queries.plans import typed
from samenhang.weighing.impact.views.enter import tested
from samenhang.weighing.impact.views.result import shown

NEWEST = 20  # tests of a plan that its page looks through


def plans(request: HttpRequest) -> HttpResponse:
    """The register of plans, to filter on state, type and place."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(LIST, queries.plans(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {"table": table, "may_test": viewer.may(Permission.TEST_PLANS)}
    return TemplateResponse(request, "weighing/impact/plans.html", context)


def _areas() -> list[tuple[str, Any]]:
    return [(area.pk, area.name) for area in Area.objects.filter(plans__isnull=False).distinct()]


def _types() -> list[tuple[str, Any]]:
    return [(row.pk, row.label) for row in FirmType.objects.filter(withdrawn_on=None)]


LIST = TableSpec(
    columns=(
        Column("title", gettext_lazy("Plan"), value=queries.title_of, template="weighing/impact/line.html"),
        Column("firm_type.label", gettext_lazy("Type of firm"), sort="firm_type__order"),
        Column("area.name", gettext_lazy("Municipality"), sort="area__name"),
        Column("floor", gettext_lazy("Floor area"), sort="floor", numeric=True, value=lambda row: typed(row, row.floor, "m²")),
        Column("jobs", gettext_lazy("Jobs"), sort="jobs", numeric=True, value=lambda row: typed(row, row.jobs)),
        Column("start", gettext_lazy("Start"), sort="start", value=lambda row: Date(str(row.start))),
        Column("state", gettext_lazy("State"), sort="state", value=lambda row: row.get_state_display()),
        Column("park", gettext_lazy("Business park"), value=lambda row: row.park.body if row.park else ""),
    ),
    filters=(
        Filter("stand", gettext_lazy("State"), "state", PlanState.choices),
        Filter("soort", gettext_lazy("Type of firm"), "firm_type", _types),
        Filter("gebied", gettext_lazy("Municipality"), "area", _areas),
        Filter(
            "voorbeeld", gettext_lazy("Worked example"), "example",
            (("True", gettext_lazy("worked example")), ("False", gettext_lazy("no example"))), multiple=False,
        ),
    ),
    search=("title__body", "park__body"),
    order=("-at", "-pk"),
    name="plans",
    caption=gettext_lazy("Plans for new business, with how far they are"),
)  # fmt: skip


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: what was entered, what it asks, and what became of it."""
    found = _found(request, pk)
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {
        "page": found,
        "may_test": viewer.may(Permission.TEST_PLANS),
        "move": forms.MoveForm(initial={"state": found.plan.state}),
        **_newest(found),
    }
    return TemplateResponse(request, "weighing/impact/plan.html", context)


def _newest(found: queries.PlanPage) -> dict[str, Any]:
    """The newest test of this plan alone, and the newest with others."""
    alone, others = None, []
    for act in queries.results(found.plan)[:NEWEST]:
        short = next(m.ref for m in act.mentions.all() if m.role == "made").removeprefix("sheet:")
        entered = next(m.ref for m in act.mentions.all() if m.role == "plans")
        if queries.only(entered, found.plan.ref):
            alone = alone or queries.result_at(short)
        else:
            others.append((short, timezone.localdate(act.at)))
    return {"others": others[:5], **(shown(alone) if alone else {"result": None})}


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan another state."""
    require(request.viewer, Permission.TEST_PLANS)  # type: ignore[attr-defined]
    found = _found(request, pk)
    form = forms.MoveForm(request.POST)
    if form.is_valid():
        with refusals_in(form, actions.CannotTest):
            actions.move(
                plan=found.plan, state=Code(form.cleaned_data["state"]), reason=Words(form.cleaned_data["reason"]),
                by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
            messages.success(request, _("The plan has another state; the reason is kept with it."))
            return redirect("impact:plan", pk)
    context = {"page": found, "may_test": True, "move": form, **_newest(found)}
    return TemplateResponse(request, "weighing/impact/plan.html", context, status=422)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Test a plan again, with the reference numbers and figures of today."""
    require(request.viewer, Permission.TEST_PLANS)  # type: ignore[attr-defined]
    found = _found(request, pk)
    try:
        tested([found.plan], request.viewer, timezone.now())  # type: ignore[attr-defined]
    except actions.CannotTest as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The plan was tested with the numbers of today."))
    return redirect("impact:plan", pk)


def _found(request: HttpRequest, pk: int) -> queries.PlanPage:
    return there(queries.plan_page(request.viewer, pk), _("There is no plan with this number."))  # type: ignore[attr-defined]

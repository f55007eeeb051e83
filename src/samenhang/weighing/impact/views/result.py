"""The outcome of a test, of one plan or of several together, and adding up the plans of a region."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenhang.ground.ledger.acts import Permission, require
from samenhang.screen.charts import DotRange, DotRow, Fan, FanLine
from samenhang.screen.posted import there
from samenhang.weighing.impact import actions, forms, queries
from samenhang.weighing.impact.actions.plans import MOST
from samenhang.weighing.impact.queries.plans import in_region
from samenhang.weighing.impact.views.enter import tested


def result(request: HttpRequest, short: str) -> HttpResponse:
    """One test as it was computed. It never changes."""
    found = there(queries.result_at(short), _("There is no test at this address. The register has all plans."))
    return TemplateResponse(request, "weighing/impact/result.html", shown(found))


def together(request: HttpRequest) -> HttpResponse:
    """The plans of a region: each alone looks small. Choose, see which they are, and add them up."""
    viewer = request.viewer  # type: ignore[attr-defined]
    now = timezone.now()
    on = timezone.localdate(now)
    data = request.POST or request.GET or None
    form = forms.TogetherForm(data, on=on, initial={"stand": ["pending"]})
    chosen: list[Any] = []
    if form.is_valid():
        chosen = list(in_region(form.cleaned_data["gebied"], on).filter(state__in=form.cleaned_data["stand"]))
    if request.method == "POST" and chosen:
        require(request.viewer, Permission.TEST_PLANS)  # type: ignore[attr-defined]
        try:
            if len(chosen) > MOST:
                raise actions.CannotTest(
                    _("A test is about 1 to %(most)s plans; it got %(count)s. Split the list.")
                    % {"most": MOST, "count": len(chosen)}
                )
            sheet = tested(chosen, viewer, now)
        except actions.CannotTest as problem:
            messages.error(request, str(problem))
        else:
            return redirect("impact:result", sheet.short)
    context = {"form": form, "chosen": chosen, "asked": form.is_bound and form.is_valid(),
               "may_test": viewer.may(Permission.TEST_PLANS)}  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else 200
    return TemplateResponse(request, "weighing/impact/together.html", context, status=status)


def shown(found: queries.Result) -> dict[str, Any]:
    """What the page of a test shows, with its drawings."""
    numbers = queries.numbers(found.types)
    return {
        "result": found,
        "need": _chart("need", _("What is asked"), _("What"), [(line.label, line.cell) for line in found.headline]),
        "where": _chart(
            "where", _("Where they come to live"), _("Municipality"),
            [(place.name, place.residents) for place in found.places],
        ),
        "alone": _chart(
            "alone", _("Each plan alone, and all together"), _("Plan"),
            [*((one.title, one.lines["residents"].cell) for one in found.plans), (_("All together"), found.lines["residents"].cell)],
        ) if len(found.plans) > 1 else None,
        "ahead": _ahead(found),
        "numbers": numbers,
        "sourced": sum(number.sourced for number in numbers),
    }  # fmt: skip


def _ahead(found: queries.Result) -> Fan | None:
    if found.ahead is None:
        return None
    label = ngettext("because of this plan", "because of these plans", len(found.plans))
    return Fan(
        title=_("How many places more are short"),
        note=_("Places in the municipalities around, each future with itself without the plan."), name="impact-ahead",
        lines=(FanLine(label, found.ahead.more),),
    )  # fmt: skip


def _chart(name: str, title: str, heading: str, rows: list[tuple[str, Any]]) -> DotRange:
    return DotRange(
        title=title, note=_("The dot is the middle; nine of ten draws lie in the range."), name=f"impact-{name}",
        dots=tuple(DotRow(label, cell) for label, cell in rows), heading=heading, value_label=_("How many"),
    )  # fmt: skip

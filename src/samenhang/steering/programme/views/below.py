"""What is deliberately not done: the decision that puts a measure below the line, the list, and taking one up again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Permission, Words, require
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.steering.governance import actions as governance
from samenhang.steering.programme import actions
from samenhang.steering.programme.forms.capacity import BelowForm, UpForm
from samenhang.steering.programme.queries import below as queries
from samenhang.steering.programme.queries import capacity, proposals, sizing, title_of


def below(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a measure below the line by a decision, with what that costs the goals in view."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found, newest = sizing.sized(viewer, pk), proposals.newest(viewer)
    frozen = capacity.frozen(newest) if newest else None
    if found is None or frozen is None or f"measure/{pk}" not in frozen.rows:
        raise Http404(_("There is no such measure in the newest proposal. Ask for a proposal first."))
    form = BelowForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        with refusals_in(form, governance.CannotDecide, actions.CannotProgramme):
            actions.put_below(
                measure=found, area=queries.whole_area(), plan=frozen.sheet, reason=Words(form.cleaned_data["reason"]),
                review_on=form.cleaned_data["review_on"], by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(
                request,
                _("The measure stands below the line, by decision. It is looked at again on the day you chose."),
            )
            return redirect("programme:not_now")
    context = {
        "form": form, "measure": found, "title": title_of(found), "costs": queries.costs(found, frozen),
        "worth": frozen.cell(f"measure/{pk}", unit=_("points"), decimals=1),
        "crumbs": [(_("Programme"), reverse("programme:goals")), (_("Capacity"), reverse("programme:capacity"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/below.html", context, status=status_of(form))


LIST = TableSpec(
    columns=(
        Column(
            "title", gettext_lazy("Measure"), value=lambda row: title_of(row.measure),
            template="steering/programme/not_now_title.html",
        ),
        Column("measure.goal.label", gettext_lazy("Goal"), sort="measure__goal__order"),
        Column("reason", gettext_lazy("Why not now"), value=queries.reason_of),
        Column(
            "decision.review_on", gettext_lazy("Look at it again on"), sort="decision__review_on",
            template="steering/programme/not_now_review.html",
        ),
        Column("stands", gettext_lazy("How it stands"), sort="until", value=queries.standing_of),
    ),
    filters=(
        Filter(
            "opgepakt", gettext_lazy("How it stands"), "until__isnull",
            (("True", gettext_lazy("below the line")), ("False", gettext_lazy("taken up again"))), multiple=False,
        ),
    ),
    search=("measure__title__body", "decision__body__body"),
    order=("decision__review_on", "pk"),
    name="not-now",
    caption=gettext_lazy("Deliberately not now"),
)  # fmt: skip


def not_now(request: HttpRequest) -> HttpResponse:
    """Everything that is deliberately not done now, with the day on which it is looked at again."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(LIST, queries.set_aside(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    today = timezone.localdate()
    context = {
        "table": table, "due": queries.due(viewer, today), "today": today, "may_decide": viewer.may(Permission.DECIDE),
        "crumbs": [(_("Programme"), reverse("programme:goals")), (_("Capacity"), reverse("programme:capacity"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/not_now.html", context)


def up(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a measure up again."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found = there(
        queries.set_aside(viewer).filter(measure=pk, until=None).first(),
        _("This measure does not stand below the line by decision."),
    )
    form = UpForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form, actions.CannotProgramme):
            actions.take_up(aside=found, reason=Words(form.cleaned_data["reason"]), by=viewer, at=timezone.now())
            messages.success(request, _("The measure is taken up again. A new proposal may put it above the line."))
            return redirect("programme:not_now")
    context = {
        "form": form, "title": title_of(found.measure), "aside": found,
        "crumbs": [(_("Programme"), reverse("programme:goals")), (_("Deliberately not now"), reverse("programme:not_now"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/up.html", context, status=status_of(form))

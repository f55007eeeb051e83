"""Milestones are planned and settled on the page of their measure."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.posted import refusals_in, there
from samenhang.steering.programme import actions
from samenhang.steering.programme.forms.results import MilestoneForm, SettleForm
from samenhang.steering.programme.models import MILESTONE_STEPS, Measure, Milestone
from samenhang.steering.programme.queries.result_words import MILESTONES
from samenhang.steering.programme.views import measures


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a milestone under a measure."""
    require(request.viewer, Permission.DECIDE)  # type: ignore[attr-defined]
    measure = there(Measure.objects.filter(pk=pk).first(), _("There is no measure with this number."))
    form = MilestoneForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotProgramme):
            actions.plan(
                measure=measure, words=Words(given["words"]), due=given["due"],
                by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
            messages.success(request, _("The milestone is planned."))
            return redirect("programme:measure", pk)
    return measures.shown(request, pk, milestone=form)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what became of a milestone."""
    require(request.viewer, Permission.DECIDE)  # type: ignore[attr-defined]
    found = there(Milestone.objects.filter(pk=pk).first(), _("There is no milestone with this number."))
    steps = tuple((name, MILESTONES[name]) for name in MILESTONE_STEPS[found.state])
    form = SettleForm(request.POST, steps=steps, prefix=f"m{pk}")
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotProgramme):
            actions.settle(
                milestone=found, state=Code(given["state"]), proof=Words(given["proof"]),
                by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
            messages.success(request, _("What became of the milestone is kept."))
            return redirect("programme:measure", found.measure_id)
    return measures.shown(request, found.measure_id, settling=(pk, form))

"""Milestones are planned and settled on the page of their measure."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Code, Words
from samenhang.steering.programme import actions
from samenhang.steering.programme.forms.results import MilestoneForm, SettleForm
from samenhang.steering.programme.models import MILESTONE_STEPS, Measure, Milestone
from samenhang.steering.programme.queries.result_words import MILESTONES
from samenhang.steering.programme.views import measures
from samenhang.steering.programme.views.door import needs_decide


@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a milestone under a measure."""
    needs_decide(request.viewer)  # type: ignore[attr-defined]
    measure = Measure.objects.filter(pk=pk).first()
    if measure is None:
        raise Http404(_("There is no measure with this number."))
    form = MilestoneForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.plan(
                measure=measure, words=Words(given["words"]), due=given["due"],
                by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
        except actions.CannotProgramme as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The milestone is planned."))
            return redirect("programme:measure", pk)
    return measures.shown(request, pk, milestone=form)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what became of a milestone."""
    needs_decide(request.viewer)  # type: ignore[attr-defined]
    found = Milestone.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no milestone with this number."))
    steps = tuple((name, MILESTONES[name]) for name in MILESTONE_STEPS[found.state])
    form = SettleForm(request.POST, steps=steps, prefix=f"m{pk}")
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.settle(
                milestone=found, state=Code(given["state"]), proof=Words(given["proof"]),
                by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
        except actions.CannotProgramme as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("What became of the milestone is kept."))
            return redirect("programme:measure", found.measure_id)
    return measures.shown(request, found.measure_id, settling=(pk, form))

"""One directional plan for the coalition of the willing, and the answer of each party to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.posted import refusals_in, status_of
from samenhang.steering.programme.queries import direction as queries
from samenhang.steering.vision.actions import CannotSteer, join
from samenhang.steering.vision.forms import StandForm
from samenhang.steering.vision.queries.words import JOINS


def plan(request: HttpRequest) -> HttpResponse:
    """What the plan wants and what is done for it, and who joins, joins in part, declines or is silent."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST":
        require(viewer, Permission.DECIDE)
    form = StandForm(request.POST or None, answers=JOINS) if viewer.may(Permission.DECIDE) else None
    if form is not None and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, CannotSteer):
            join(
                party=given["party"], answer=Code(given["answer"]), words=Words(given["words"]), example=False,
                by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The answer of this party is kept."))
            return redirect(f"{reverse('programme:plan')}#parties")
    found = queries.plan(viewer, timezone.localdate())
    context = {"plan": found, "sides": found.sides, "form": form}
    return TemplateResponse(request, "steering/programme/plan.html", context, status=status_of(form))

"""The pledges, and what became of each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.overtaken import Difference
from samenhang.screen.posted import status_of, there
from samenhang.steering.programme import actions, queries
from samenhang.steering.programme.forms import PledgeForm
from samenhang.steering.programme.forms.pledges import start_of
from samenhang.steering.programme.models import PledgeStep
from samenhang.steering.programme.views.door import edited


def pledges(request: HttpRequest) -> HttpResponse:
    """What others promised, and what is known to have come of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"pledges": queries.told(queries.pledges(viewer), timezone.localdate())}
    return TemplateResponse(request, "steering/programme/pledges.html", context)


def pledge(request: HttpRequest, code: str) -> HttpResponse:
    """One pledge, with everything that was said of it, and the form to say what became of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(queries.pledges(viewer).filter(pk=code).first(), _("There is no pledge with this code."))
    told = queries.told([found], timezone.localdate())[0]
    if request.method == "POST":
        require(viewer, Permission.DECIDE)
    form: Any = None
    changed: list[Difference] = []
    made: PledgeStep | None = None
    if viewer.may(Permission.DECIDE) and told.next:
        # whoever comes second may have chosen a step that is no longer offered: they hear what changed, not that it is wrong
        steps = queries.OUTCOMES.items() if request.method == "POST" else told.next

        def make(data: Any, **more: Any) -> PledgeForm:
            return PledgeForm(data, steps=tuple(steps), **more)

        def keep(form: PledgeForm) -> Any:
            given = form.cleaned_data
            return actions.follow_up(
                pledge=found, base=given["base"], state=Code(given["state"]), amount=given["amount"], party=given["party"],
                words=Words(given["words"]), by=viewer, at=timezone.now(),
            )  # fmt: skip

        form, changed, made = edited(request, make, lambda: start_of(found), keep, empty=True)
        form.fields["state"].choices = told.next
    if made is not None:
        messages.success(request, _("What became of the pledge is kept."))
        return redirect("programme:pledge", code)
    crumbs = [(_("Programme"), reverse("programme:goals")), (_("Pledges"), reverse("programme:pledges"))]
    context = {"told": told, "form": form, "changed": changed, "crumbs": crumbs}
    return TemplateResponse(request, "steering/programme/pledge.html", context, status=status_of(form))

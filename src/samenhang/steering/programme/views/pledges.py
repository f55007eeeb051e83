"""The pledges, and what became of each."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Code, Permission, Words
from samenhang.steering.programme import actions, queries
from samenhang.steering.programme.forms import PledgeForm
from samenhang.steering.programme.views.door import needs_decide, status_of


def pledges(request: HttpRequest) -> HttpResponse:
    """What others promised, and what is known to have come of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"pledges": queries.told(queries.pledges(viewer), timezone.localdate())}
    return TemplateResponse(request, "steering/programme/pledges.html", context)


def pledge(request: HttpRequest, code: str) -> HttpResponse:
    """One pledge, with everything that was said of it, and the form to say what became of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = queries.pledges(viewer).filter(pk=code).first()
    if found is None:
        raise Http404(_("There is no pledge with this code."))
    told = queries.told([found], timezone.localdate())[0]
    form = None
    if request.method == "POST":
        needs_decide(viewer)
    if viewer.may(Permission.DECIDE) and told.next:
        form = PledgeForm(request.POST or None, steps=told.next)
    if form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            actions.follow_up(
                pledge=found, state=Code(given["state"]), amount=given["amount"], party=given["party"],
                words=Words(given["words"]), by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotProgramme as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("What became of the pledge is kept."))
            return redirect("programme:pledge", code)
    crumbs = [(_("Programme"), reverse("programme:goals")), (_("Pledges"), reverse("programme:pledges"))]
    context = {"told": told, "form": form, "crumbs": crumbs}
    return TemplateResponse(request, "steering/programme/pledge.html", context, status=status_of(form))

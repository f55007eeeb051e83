"""Where parties stand on a vision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.steering.vision import actions
from samenhang.steering.vision.forms import StandForm
from samenhang.steering.vision.queries import versions
from samenhang.steering.vision.queries.words import ANSWERS


def position(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down where a party stands on the newest version of a vision."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found = there(versions.statement(viewer, pk), _("There is no vision with this number."))
    form = StandForm(request.POST or None, answers=ANSWERS, initial={"party": request.GET.get("partij", "")})
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotSteer):
            actions.stand(
                statement=found, party=given["party"], answer=Code(given["answer"]), words=Words(given["words"]),
                example=found.vision.example, by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The position is kept, beside those of the others."))
            return redirect(f"{reverse('vision:page', args=[pk])}#positions")
    crumbs = [
        (_("Vision"), reverse("vision:list")),
        (versions.title_of(found), reverse("vision:page", args=[pk])),
    ]
    context = {"form": form, "title": versions.title_of(found), "crumbs": crumbs}
    return TemplateResponse(request, "steering/vision/stand.html", context, status=status_of(form))

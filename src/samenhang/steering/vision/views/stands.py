"""Where parties stand on a vision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Code, Permission, Words
from samenhang.steering.vision import actions
from samenhang.steering.vision.forms import StandForm
from samenhang.steering.vision.queries import versions
from samenhang.steering.vision.queries.words import ANSWERS


def position(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down where a party stands on the newest version of a vision."""
    viewer = request.viewer  # type: ignore[attr-defined]
    _needs_decide(viewer)
    found = versions.statement(viewer, pk)
    if found is None:
        raise Http404(_("There is no vision with this number."))
    form = StandForm(request.POST or None, answers=ANSWERS, initial={"party": request.GET.get("partij", "")})
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.stand(
                statement=found, party=given["party"], answer=Code(given["answer"]), words=Words(given["words"]),
                example=found.vision.example, by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotSteer as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The position is kept, beside those of the others."))
            return redirect(f"{reverse('vision:page', args=[pk])}#positions")
    crumbs = [
        (_("Vision"), reverse("vision:list")),
        (versions.title_of(found), reverse("vision:page", args=[pk])),
    ]
    context = {"form": form, "title": versions.title_of(found), "crumbs": crumbs}
    return TemplateResponse(request, "steering/vision/stand.html", context, status=_status(form))


def _needs_decide(viewer: Any) -> None:
    if not viewer.may(Permission.DECIDE):
        raise PermissionDenied(_("Your role does not allow this. Ask the core team for a seat that does."))


def _status(form: Any) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200

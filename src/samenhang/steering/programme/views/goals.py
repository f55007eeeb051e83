"""The goal tree, and which vision is worked out in which goals."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission, require
from samenhang.screen.posted import status_of
from samenhang.steering.programme import actions, queries
from samenhang.steering.programme.forms.results import TieForm
from samenhang.steering.programme.queries.goals import Tree
from samenhang.steering.vision.models import Vision


def goals(request: HttpRequest) -> HttpResponse:
    """The assignments with their goals from vision to milestone, and what hangs loose; who may decide ties visions to goals."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST":
        require(viewer, Permission.DECIDE)
    tree = queries.tree(viewer)
    form = _form(request, tree) if viewer.may(Permission.DECIDE) and tree.visions else None
    if form is not None and form.is_valid():
        given = form.cleaned_data
        actions.tie(
            vision=Vision.objects.get(pk=given["vision"]), goals=list(given["goals"]), by=viewer, at=timezone.now()
        )
        messages.success(request, _("The goals of this vision are kept."))
        return redirect("programme:goals")
    context = {"tree": tree, "may_decide": viewer.may(Permission.DECIDE), "form": form}
    return TemplateResponse(request, "steering/programme/goals.html", context, status=status_of(form))


def _form(request: HttpRequest, tree: Tree) -> TieForm:
    return TieForm(request.POST or None, visions=[(str(one.pk), one.title) for one in tree.visions])

"""Pages of what was advised and learned: one recommendation, the province's own part, and other integral programmes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.steering.governance import actions
from samenhang.steering.governance.forms import HandlingForm, KindredForm, KindredStepForm
from samenhang.steering.governance.queries import tracker as queries


def recommendation(request: HttpRequest, code: str) -> HttpResponse:
    """One recommendation: to whom, what was done with which evidence, and the form to say so."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(queries.recommendation(viewer, code), _("There is no recommendation with this code."))
    form = _form(request, HandlingForm, steps=found.next)
    if form is not None and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotTrack):
            actions.handle(
                recommendation=found.recommendation, state=Code(given["state"]), party=given["party"],
                words=Words(given["words"]), evidence=Words(given["evidence"]), by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("What was done is kept, with who says so."))
            return redirect("governance:recommendation", code)
    context = {
        "tracked": found, "form": form, "crumbs": [(_("Recommendations"), reverse("governance:recommendations"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/governance/recommendation.html", context, status=status_of(form))


def own_part(request: HttpRequest) -> HttpResponse:
    """Everything that was asked of the province on one page."""
    context = {
        "own": queries.own_part(request.viewer),  # type: ignore[attr-defined]
        "crumbs": [(_("Recommendations"), reverse("governance:recommendations"))],
    }
    return TemplateResponse(request, "steering/governance/own_part.html", context)


def kindred(request: HttpRequest) -> HttpResponse:
    """Other integral programmes: what is shared, what they can teach, and what was done with that."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = _form(request, KindredForm)
    if form is not None and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotTrack):
            made = actions.link(
                **{name: Words(given[name]) for name in ("name", "counterpart", "shared", "teaches")},
                themes=list(given["themes"]), example=False, by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The programme is kept. Write down below how it stands."))
            return redirect("governance:kindred_one", made.pk)
    context = {
        "found": queries.kindred(viewer), "form": form,
        "crumbs": [(_("Recommendations"), reverse("governance:recommendations"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/governance/kindred.html", context, status=status_of(form))


def kindred_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One other programme, with what was done with its lesson."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(queries.one_kindred(viewer, pk), _("There is no programme with this number."))
    form = _form(request, KindredStepForm, steps=found.next)
    if form is not None and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotTrack):
            actions.learn(
                kindred=found.kindred, state=Code(given["state"]), words=Words(given["words"]), by=viewer,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("What was done with it is kept."))
            return redirect("governance:kindred_one", pk)
    crumbs = [
        (_("Recommendations"), reverse("governance:recommendations")),
        (_("Other integral programmes"), reverse("governance:kindred")),
    ]
    context = {"linked": found, "form": form, "crumbs": crumbs}
    return TemplateResponse(request, "steering/governance/kindred_one.html", context, status=status_of(form))


def _form(request: HttpRequest, kind: Any, **given: Any) -> Any:
    """The form of who may decide. Others get none, and are refused when they post all the same."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST":
        require(viewer, Permission.DECIDE)
    return kind(request.POST or None, **given) if viewer.may(Permission.DECIDE) else None

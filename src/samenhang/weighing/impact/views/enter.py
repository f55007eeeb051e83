"""Entering plans: one in a form, several in a table. What is entered is kept in the register and computed at once."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission, Words, require
from samenhang.ground.ledger.models import Sheet
from samenhang.screen.posted import refusals_in
from samenhang.weighing.futures.queries import model as kernel
from samenhang.weighing.impact import actions, forms, queries
from samenhang.weighing.impact.models import Plan

PATIENCE = 10.0  # seconds that whoever tests waits for a model that was asked for the first time
FUTURES = 2000
DRAWS, SEED = 4000, 1  # one seed for all: the same plan and numbers always give the same sheet, whoever tests


def new(request: HttpRequest) -> HttpResponse:
    """Enter one plan and test it."""
    require(request.viewer, Permission.TEST_PLANS)  # type: ignore[attr-defined]
    now = timezone.now()
    form = forms.PlanForm(request.POST or None, on=timezone.localdate(now), initial={"state": "idea", "own_beds": "0"})
    if form.is_valid() and form.entry is not None:
        with refusals_in(form, actions.CannotTest):
            _sheet, made = keep([form.entry], form.cleaned_data["park"], request.viewer, now)  # type: ignore[attr-defined]
            messages.success(request, _("The plan stands in the register, and this is what it asks."))
            return redirect("impact:plan", made[0].pk)
    return TemplateResponse(request, "weighing/impact/new.html", {"form": form}, status=status(form))


def batch(request: HttpRequest) -> HttpResponse:
    """Check a table of plans; when every line is right and it is asked for, keep and test them together."""
    require(request.viewer, Permission.TEST_PLANS)  # type: ignore[attr-defined]
    now = timezone.now()
    form = forms.BatchForm(request.POST or None, request.FILES or None, on=timezone.localdate(now))
    valid = form.is_bound and form.is_valid()
    if valid and form.whole and "keep" in request.POST:
        with refusals_in(form, actions.CannotTest):
            sheet, _made = keep(form.entries, form.cleaned_data["park"], request.viewer, now)  # type: ignore[attr-defined]
            messages.success(request, _("The plans stand in the register, and this is what they ask together."))
            return redirect("impact:result", sheet.short)
    wrong = form.is_bound and (not form.is_valid() or not form.whole)
    context = {"form": form, "heads": forms.batch.heads(), "types": form.known.types.values()}
    return TemplateResponse(request, "weighing/impact/batch.html", context, status=422 if wrong else 200)


def keep(entries: list[forms.Entry], park: str, by: Any, at: datetime) -> tuple[Sheet, list[Plan]]:
    """Put the plans in the register, freeze what was entered, and compute what they ask together."""
    made = actions.register(
        plans=forms.table_of(entries), titles=[Words(one.title) for one in entries],
        parks=[Words(park)] * len(entries), example=False, by=by, at=at,
    )  # fmt: skip
    return tested(made, by, at), made


def tested(plans: list[Plan], by: Any, at: datetime) -> Sheet:
    """The test of these plans with the reference numbers and figures of today."""
    on = timezone.localdate(at)
    given = queries.inputs_of(plans, on)
    if given is None:
        raise actions.CannotTest(
            _("The workspace has no reference numbers to test with. Load a workspace that has them; then try again.")
        )
    frozen = actions.enter(plans=plans, by=by, at=at)
    sheet: Sheet = actions.compute(
        plans=frozen, **given.files, inhabitants=given.inhabitants, beside=given.beside, on=on, draws=DRAWS, seed=SEED,
        by=by, at=at,
    )  # fmt: skip
    model = queries.model_of()
    if model is not None and kernel.ready(PATIENCE):
        # a plan that the futures cannot take is tested all the same: the page says that it is not known there
        with suppress(actions.CannotTest):
            actions.foresee(
                plans=frozen, numbers=given.files["numbers"], **model, draws=FUTURES, seed=SEED, by=by, at=at
            )
    return sheet


def status(form: Any) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200

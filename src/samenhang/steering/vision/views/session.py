"""The administrative session: its questions, positions known beforehand, and outcomes afterwards."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.ledger.acts import Permission, Words, require
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.steering.vision import actions
from samenhang.steering.vision.forms import OutcomeForm, QuestionForm, StandForm
from samenhang.steering.vision.queries import session as queries


def questions(request: HttpRequest) -> HttpResponse:
    """The questions for the session, with the form to put one on the list."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = QuestionForm(request.POST or None, viewer=viewer) if viewer.may(Permission.DECIDE) else None
    if request.method == "POST":
        require(viewer, Permission.DECIDE)
    if form is not None and form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotSteer):
            made = actions.ask(
                words=Words(given["words"]), vision=form.about, held_on=given["held_on"], example=False, by=viewer,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(
                request, _("The question stands on the list. Write down beforehand where each party stands.")
            )
            return redirect("vision:question", made.pk)
    table = page(LIST, queries.questions(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {"table": table, "form": form}
    return TemplateResponse(request, "steering/vision/questions.html", context, status=status_of(form))


def _stands(one: Any) -> str:
    return _("has an outcome") if one.concluded_at else _("still to be talked about")


LIST = TableSpec(
    columns=(
        Column("words", gettext_lazy("Question"), value=queries.words_of, template="steering/vision/question_words.html"),
        Column("held_on", gettext_lazy("Day of the session"), sort="held_on"),
        Column("known", gettext_lazy("Positions known"), sort="known", numeric=True, value=lambda one: one.known),
        Column("stands", gettext_lazy("How it stands"), value=_stands),
    ),
    filters=(
        Filter(
            "uitkomst", gettext_lazy("Outcome"), "concluded_at__isnull",
            (("False", pgettext_lazy("answer", "yes")), ("True", pgettext_lazy("answer", "no"))), multiple=False,
        ),
    ),
    search=("words__body", "outcome__body"),
    order=("held_on",),
    name="session",
    caption=gettext_lazy("Questions for the administrative session"),
)  # fmt: skip


def question(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: where parties stood beforehand, and what came of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(queries.asked(viewer, pk, timezone.localdate()), _("There is no question with this number."))
    stand_form = outcome_form = None
    status = 200
    if request.method == "POST":
        require(viewer, Permission.DECIDE)
        ends = "outcome" in request.POST
        form: Any = OutcomeForm(request.POST) if ends else StandForm(request.POST)
        if form.is_valid():
            with refusals_in(form, actions.CannotSteer):
                if ends:
                    actions.conclude(
                        question=found.question,
                        outcome=Words(form.cleaned_data["outcome"]),
                        by=viewer,
                        at=timezone.now(),
                    )
                else:
                    actions.prepare(
                        question=found.question, party=form.cleaned_data["party"], words=Words(form.cleaned_data["words"]),
                        by=viewer, at=timezone.now(),
                    )  # fmt: skip
                messages.success(request, _("The outcome is kept.") if ends else _("The position is kept."))
                return redirect("vision:question", pk)
        stand_form, outcome_form, status = (None, form, 422) if ends else (form, None, 422)
    if viewer.may(Permission.DECIDE) and not found.question.concluded_at:
        stand_form, outcome_form = stand_form or StandForm(), outcome_form or OutcomeForm()
    context = {
        "asked": found, "stand_form": stand_form, "outcome_form": outcome_form,
        "crumbs": [(_("Administrative session"), reverse("vision:session"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/vision/question.html", context, status=status)

"""Research questions: the list, asking one, and closing one."""

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.ledger.acts import Code, Permission, Ref, Words, require
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.forms import CloseForm, QuestionForm
from samenhang.insight.evidence.queries import questions as queries
from samenhang.insight.evidence.queries.words import CLOSED
from samenhang.screen.cells import Date
from samenhang.screen.posted import refusals_in, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page

STANDS = (
    ("open", pgettext_lazy("a question", "open")),
    ("late", gettext_lazy("past its day")),
    *CLOSED.items(),
)


def questions(request: HttpRequest) -> HttpResponse:
    """The list of research questions, with the form to ask one."""
    viewer, today = request.viewer, timezone.localdate()  # type: ignore[attr-defined]
    if request.method == "POST":
        return _ask(request, today)
    form = None
    if viewer.may(Permission.ASK):
        start = {"indicator": request.GET.get("over"), "area": request.GET.get("in")}
        form = QuestionForm(today=today, initial=start)
    return _answer(request, form, today)


def _ask(request: HttpRequest, today: date) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.ASK)
    form = QuestionForm(request.POST, today=today)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotAsk):
            made = actions.ask(
                indicator=given["indicator"], area=given["area"], words=Words(given["words"]), owner=Ref(given["owner"]),
                due_on=given["due_on"], by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The question was asked. It stands in this list until it is closed."))
            return redirect(f"{reverse('evidence:questions')}#question-{made.pk}")
    return _answer(request, form, today, status=422)


def _answer(request: HttpRequest, form: QuestionForm | None, today: date, status: int = 200) -> HttpResponse:
    told: dict[int, queries.Asked] = {}
    table = page(_spec(told, today), queries.questions(), request.GET)
    told |= {
        asked.question.pk: asked for asked in queries.told(table.every() if table.wants_csv else table.records, today)
    }
    if table.wants_csv:
        return csv_response(table)
    opened = form is not None and (form.is_bound or "over" in request.GET)
    context = {"table": table, "form": form, "form_open": opened, "may_ask": form is not None}
    return TemplateResponse(request, "insight/evidence/questions.html", context, status=status)


def _spec(told: dict[int, queries.Asked], today: date) -> TableSpec:
    return TableSpec(
        columns=(
            Column("words", gettext_lazy("Question"), template="insight/evidence/question.html",
                   value=lambda one: told[one.pk].words),
            Column("indicator", gettext_lazy("About"), sort="indicator__order", template="insight/evidence/contest_of.html",
                   value=lambda one: f"{one.indicator.label}, {one.area.name}"),
            Column("owner", gettext_lazy("Owner"), sort="owner", value=lambda one: told[one.pk].owner),
            Column("due_on", gettext_lazy("Due on"), sort="due_on", value=lambda one: Date(one.due_on)),
            Column("stands", gettext_lazy("How it stands"), template="insight/evidence/question_stands.html",
                   value=lambda one: told[one.pk]),
        ),
        filters=(
            Filter("stand", gettext_lazy("How it stands"), lambda values: _stands(values, today), STANDS),
            Filter("gebied", gettext_lazy("Area"), "area", queries.areas),
            Filter("cijfer", gettext_lazy("Indicator"), "indicator", queries.indicators),
            Filter("eigenaar", gettext_lazy("Owner"), "owner", queries.owners_of_questions),
        ),
        search=("words__body", "closing__body", "area__name", "indicator__label_nl", "indicator__label_en"),
        order=("closed_at", "due_on"),
        name="research-questions",
        caption=pgettext_lazy("caption of a list", "Research questions"),
        other=("over", "in"),
    )  # fmt: skip


def _stands(values: list[str], today: date) -> Q:
    found = Q(outcome__in=values)
    if "open" in values:
        found |= Q(outcome="")
    if "late" in values:
        found |= Q(outcome="", due_on__lt=today)
    return found


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a research question with what came of it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.ASK)
    found = there(queries.questions().filter(pk=pk).first(), _("There is no research question with this number."))
    form = CloseForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotAsk):
            actions.close(
                question=found,
                outcome=Code(given["outcome"]),
                words=Words(given["words"]),
                by=viewer,
                at=timezone.now(),
            )
            messages.success(request, _("The question was closed. It stays in the list, with what came of it."))
            return redirect(f"{reverse('evidence:questions')}#question-{pk}")
    context = {
        "asked": queries.told([found], timezone.localdate())[0],
        "form": form,
        "crumbs": [(_("Research questions"), reverse("evidence:questions"))],
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "insight/evidence/question_close.html", context, status=status)

"""The measures: list, page, the form that proposes and changes, and the steps."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Code, Permission, Words
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.steering.programme import actions, queries
from samenhang.steering.programme.forms import MeasureForm, StepForm, fields_of
from samenhang.steering.programme.models import Goal, Measure
from samenhang.steering.programme.views.door import needs_decide, status_of


def _goals() -> list[tuple[str, Any]]:
    return [(one.pk, one.label) for one in Goal.objects.filter(withdrawn_on=None)]


LIST = TableSpec(
    columns=(
        Column(
            "title", gettext_lazy("Measure"), value=queries.title_of, template="steering/programme/measure_title.html"
        ),
        Column("state", gettext_lazy("State"), sort="state", value=lambda one: queries.STATES[one.state]),
        Column("goal.label", gettext_lazy("Goal"), sort="goal__order"),
        Column("accountable.name", gettext_lazy("Accountable"), sort="accountable__name"),
        Column("carrier", gettext_lazy("Carried by"), sort="carrier", value=lambda one: queries.CARRIERS[one.carrier]),
        Column("indicator.label", gettext_lazy("Indicator")),
    ),
    filters=(
        Filter("stand", gettext_lazy("State"), "state", tuple(queries.STATES.items())),
        Filter("doel", gettext_lazy("Goal"), "goal", _goals),
        Filter("drager", gettext_lazy("Carried by"), "carrier", tuple(queries.CARRIERS.items())),
    ),
    search=("title__body", "body__body", "accountable__name"),
    order=("pk",),
    name="measures",
    caption=gettext_lazy("Measures"),
)


def measures(request: HttpRequest) -> HttpResponse:
    """Every measure with its state, goal and who is accountable."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(LIST, queries.measures(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {"table": table, "may_decide": viewer.may(Permission.DECIDE)}
    return TemplateResponse(request, "steering/programme/measures.html", context)


def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure with its roles, what it serves, and the steps it can take."""
    return _measure(request, pk, None)


def _measure(request: HttpRequest, pk: int, form: StepForm | None) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    found = queries.measure_page(viewer, pk)
    if found is None:
        raise Http404(_("There is no measure with this number."))
    may_decide = viewer.may(Permission.DECIDE)
    if form is None and may_decide and found.steps:
        form = StepForm(steps=found.steps)
    context = {
        "page": found, "form": form, "may_decide": may_decide,
        "crumbs": [(_("Programme"), reverse("programme:goals")), (_("Measures"), reverse("programme:measures"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/measure.html", context, status=status_of(form))


def new(request: HttpRequest) -> HttpResponse:
    """Propose a measure."""
    return _write(request, None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a measure."""
    return _write(request, _found(request, pk))


def _write(request: HttpRequest, before: Measure | None) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    needs_decide(viewer)
    start = fields_of(before) if before else {"base": 0, "goal": request.GET.get("doel"), "carrier": "team"}
    form = MeasureForm(request.POST or None, initial=start)
    changed: list[tuple[Any, str, str]] = []
    if form.is_valid():
        given = form.submission
        try:
            made = actions.propose(
                measure=before, title=Words(given.pop("title")), text=Words(given.pop("text")),
                carrier=Code(given.pop("carrier")), **given, by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.Changed as problem:
            changed = _differences(form, problem.now)
            form = _again(request.POST, problem)
        except actions.CannotProgramme as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The measure is kept."))
            return redirect("programme:measure", made.pk)
    context = {
        "form": form, "before": before, "changed": changed,
        "crumbs": [(_("Programme"), reverse("programme:goals")), (_("Measures"), reverse("programme:measures"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/write.html", context, status=status_of(form))


def _again(typed: QueryDict, problem: actions.Changed) -> MeasureForm:
    """The form as it was typed, now on the measure as it stands, with what happened said above it."""
    data = typed.copy()
    data["base"] = str(problem.now.version)
    made = MeasureForm(data)
    made.add_error(None, str(problem))
    return made


def _differences(form: MeasureForm, now: Measure) -> list[tuple[Any, str, str]]:
    """Field, what stands now, what was typed; only where they differ."""
    theirs = MeasureForm(fields_of(now))
    theirs.is_valid()
    told = []
    for name, field in form.fields.items():
        one, other = (_shown(field, cleaned.get(name)) for cleaned in (theirs.cleaned_data, form.cleaned_data))
        if name != "base" and one != other:
            told.append((field.label, one, other))
    return told


def _shown(field: Any, value: Any) -> str:
    many = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    labels = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
    return ", ".join(
        field.label_from_instance(one) if hasattr(one, "pk") else str(labels.get(one, one)) for one in many if one
    )


def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a measure a step."""
    viewer = request.viewer  # type: ignore[attr-defined]
    needs_decide(viewer)
    found = _found(request, pk)
    if request.method != "POST":
        return redirect("programme:measure", pk)
    form = StepForm(request.POST, steps=tuple(queries.STATES.items()))
    if form.is_valid():
        try:
            actions.move(
                measure=found, state=Code(form.cleaned_data["state"]), reason=Words(form.cleaned_data["reason"]),
                by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotProgramme as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The step is kept."))
            return redirect("programme:measure", pk)
    return _measure(request, pk, form)


def _found(request: HttpRequest, pk: int) -> Measure:
    found = queries.measures(request.viewer).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no measure with this number."))
    return found

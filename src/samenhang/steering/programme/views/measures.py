"""The measures: list, page, the form that proposes and changes, and the steps."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.ground.lexicon.models import PolicyField, Theme
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.steering.programme import actions, queries
from samenhang.steering.programme.forms import MeasureForm, StepForm, fields_of
from samenhang.steering.programme.forms.results import MilestoneForm, SettleForm
from samenhang.steering.programme.models import Goal, Measure
from samenhang.steering.programme.queries import sizing
from samenhang.steering.programme.queries.goals import lacking
from samenhang.steering.programme.queries.milestones import Mark, milestones_of
from samenhang.steering.programme.queries.results import of_measure
from samenhang.steering.programme.views.door import edited


def _goals() -> list[tuple[str, Any]]:
    return [(one.pk, one.label) for one in Goal.objects.filter(withdrawn_on=None)]


def _named(kind: type[Theme | PolicyField]) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [(one.pk, one.label) for one in kind._default_manager.filter(withdrawn_on=None)]


LACKS = {
    "goal": gettext_lazy("a goal"),
    "indicator": gettext_lazy("an indicator"),
    "milestone": gettext_lazy("a milestone"),
}


def _lacking(names: list[str]) -> Q:
    found = Q()
    for name in names:
        found |= Q(pk__in=Measure.objects.filter(**lacking(name)).values("pk"))
    return found


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
        Filter("thema", gettext_lazy("Theme"), "themes", _named(Theme)),
        Filter("veld", gettext_lazy("Policy field"), "fields", _named(PolicyField)),
        Filter("zonder", gettext_lazy("Lacks"), _lacking, tuple(LACKS.items()), multiple=False),
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
    return shown(request, pk)


def shown(
    request: HttpRequest,
    pk: int,
    *,
    step: StepForm | None = None,
    milestone: MilestoneForm | None = None,
    settling: tuple[int, SettleForm] | None = None,
) -> HttpResponse:
    """The page of a measure, with whichever of its forms came back."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(queries.measure_page(viewer, pk), _("There is no measure with this number."))
    bound = [form for form in (step, milestone, settling[1] if settling else None) if form is not None]
    may_decide = viewer.may(Permission.DECIDE)
    marks = milestones_of(found.measure, timezone.localdate())
    context = {
        "page": found, "may_decide": may_decide,
        "form": step or (StepForm(steps=found.steps) if may_decide and found.steps else None),
        "milestones": _settled(marks, settling) if may_decide else [(one, None) for one in marks],
        "milestone_form": milestone or (MilestoneForm() if may_decide else None),
        "results": of_measure(found.measure),
        "asked": sizing.asked(viewer, pk),
        "crumbs": [(_("Programme"), reverse("programme:goals")), (_("Measures"), reverse("programme:measures"))],
    }  # fmt: skip
    return TemplateResponse(
        request, "steering/programme/measure.html", context, status=status_of(bound[0]) if bound else 200
    )


def _settled(marks: Iterable[Mark], settling: tuple[int, SettleForm] | None) -> list[tuple[Mark, SettleForm | None]]:
    """Each milestone with the form that says what became of it, where there is a next step."""
    made: list[tuple[Mark, SettleForm | None]] = []
    for one in marks:
        pk = one.milestone.pk
        form = settling[1] if settling and settling[0] == pk else SettleForm(steps=one.next, prefix=f"m{pk}")
        made.append((one, form if one.next else None))
    return made


def new(request: HttpRequest) -> HttpResponse:
    """Propose a measure."""
    return _write(request, None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a measure."""
    return _write(request, _found(request, pk))


def _write(request: HttpRequest, before: Measure | None) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)

    def start() -> dict[str, Any]:
        if before is None:
            return {"base": 0, "goal": request.GET.get("doel"), "carrier": "team"}
        return fields_of(_found(request, before.pk))

    def keep(form: MeasureForm) -> Any:
        given = form.submission
        kept: Any = actions.propose(
            measure=before, title=Words(given.pop("title")), text=Words(given.pop("text")),
            carrier=Code(given.pop("carrier")), **given, by=viewer, at=timezone.now(),
        )  # fmt: skip
        return kept

    form, changed, made = edited(request, MeasureForm, start, keep)
    if made is not None:
        messages.success(request, _("The measure is kept."))
        return redirect("programme:measure", made.pk)
    context = {
        "form": form, "before": before, "changed": changed,
        "crumbs": [(_("Programme"), reverse("programme:goals")), (_("Measures"), reverse("programme:measures"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/write.html", context, status=status_of(form))


def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a measure a step."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found = _found(request, pk)
    if request.method != "POST":
        return redirect("programme:measure", pk)
    form = StepForm(request.POST, steps=tuple(queries.STATES.items()))
    if form.is_valid():
        with refusals_in(form, actions.CannotProgramme):
            actions.move(
                measure=found, state=Code(form.cleaned_data["state"]), reason=Words(form.cleaned_data["reason"]),
                by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The step is kept."))
            return redirect("programme:measure", pk)
    return shown(request, pk, step=form)


def _found(request: HttpRequest, pk: int) -> Measure:
    return there(queries.measures(request.viewer).filter(pk=pk).first(), _("There is no measure with this number."))  # type: ignore[attr-defined]

"""Pages of the programme: the goal tree, the measures, and the pledges."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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
from samenhang.steering.programme.forms import MeasureForm, PledgeForm, StepForm, fields_of
from samenhang.steering.programme.models import Goal, Measure


def goals(request: HttpRequest) -> HttpResponse:
    """The assignments with their goals, the measures that serve them, and what hangs loose."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"tree": queries.tree(viewer), "may_decide": viewer.may(Permission.DECIDE)}
    return TemplateResponse(request, "steering/programme/goals.html", context)


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
    return TemplateResponse(request, "steering/programme/measure.html", context, status=_status(form))


def new(request: HttpRequest) -> HttpResponse:
    """Propose a measure."""
    return _write(request, None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a measure."""
    return _write(request, _found(request, pk))


def _write(request: HttpRequest, before: Measure | None) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    _needs_decide(viewer)
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
    return TemplateResponse(request, "steering/programme/write.html", context, status=_status(form))


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
    _needs_decide(viewer)
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
        _needs_decide(viewer)
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
    return TemplateResponse(request, "steering/programme/pledge.html", context, status=_status(form))


def _found(request: HttpRequest, pk: int) -> Measure:
    found = queries.measures(request.viewer).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no measure with this number."))
    return found


def _needs_decide(viewer: Any) -> None:
    """Refuse before someone fills in a form that they could not submit; the action itself checks again."""
    if not viewer.may(Permission.DECIDE):
        raise PermissionDenied(_("Your role does not allow this. Ask the core team for a seat that does."))


def _status(form: Any) -> int:
    return 422 if form is not None and form.is_bound and not form.is_valid() else 200

"""The list of appraisals, the page of one, and a form for each step. A form that is refused comes back with what was typed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Code, Permission, Ref, Words, require
from samenhang.ground.places.models import Area
from samenhang.screen.cells import ref_url
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.weighing.appraisal import actions, forms, queries
from samenhang.weighing.appraisal.queries import Page

DRAWS = 10_000
SEED = 1  # one seed for all: the same scores and weights always give the same sheet, whoever weighs


def appraisals(request: HttpRequest) -> HttpResponse:
    """All appraisals, to filter on how far they are."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(LIST, queries.appraisals(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    context = {"table": table, "may_open": viewer.may(Permission.WEIGH)}
    return TemplateResponse(request, "weighing/appraisal/list.html", context)


def _areas() -> list[tuple[str, Any]]:
    return [(area.pk, area.name) for area in Area.objects.filter(appraisals__isnull=False).distinct()]


LIST = TableSpec(
    columns=(
        Column("question", gettext_lazy("Question"), value=queries.question_of, template="weighing/appraisal/line.html"),
        Column("area.name", gettext_lazy("Area"), sort="area__name"),
        Column("options", gettext_lazy("Options"), sort="option_count", numeric=True, value=lambda row: row.option_count),
        Column("parties", gettext_lazy("Parties"), sort="party_count", numeric=True, value=lambda row: row.party_count),
        Column("step", gettext_lazy("Step"), value=lambda row: queries.STEPS[row.step]),
        Column("at", gettext_lazy("Opened on"), sort="at", value=lambda row: timezone.localdate(row.at)),
    ),
    filters=(
        Filter("stap", gettext_lazy("Step"), "step", tuple(queries.STEPS.items())),
        Filter("gebied", gettext_lazy("Area"), "area", _areas),
        Filter(
            "voorbeeld", gettext_lazy("Worked example"), "example",
            (("True", gettext_lazy("worked example")), ("False", gettext_lazy("no example"))), multiple=False,
        ),
    ),
    search=("question__body", "options__words__body"),
    order=("-at",),
    name="appraisals",
    caption=gettext_lazy("Appraisals with how far they are"),
)  # fmt: skip


def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """One appraisal: options, judgements beside their evidence, weights per party, and what follows from them."""
    found = found_or_404(request, pk)
    viewer = request.viewer  # type: ignore[attr-defined]
    insight = queries.insight_of(found)
    context = {
        "page": found,
        "insight": insight,
        "holds": queries.holds_of(found, insight),
        "spread": queries.spread_of(found),
        "arguments": queries.arguments(found),
        "frame_url": f"{reverse('appraisal:frame', args=[found.frame.name.partition(':')[2]])}?versie={found.frame.ref}",
        "whole_url": ref_url(found.standing.whole.ref) if found.standing.whole else "",
        "own_entry": queries.own_entry(viewer, found.appraisal),
        "may_weigh": viewer.may(Permission.WEIGH),
        "may_argue": viewer.may(Permission.JOIN),
        "may_decide": viewer.may(Permission.DECIDE),
        "opened_on": timezone.localdate(found.appraisal.at),
    }
    return TemplateResponse(request, "weighing/appraisal/page.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Open an appraisal."""
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    form = forms.OpenForm(request.POST or None, initial={"frame": request.GET.get("kader", "")})
    if form.is_valid():
        by, now = request.viewer, timezone.now()  # type: ignore[attr-defined]
        with refusals_in(form, actions.CannotAppraise):
            made = actions.open_appraisal(
                question=Words(form.cleaned_data["question"]), options=form.options, area=form.cleaned_data["area"],
                frame=form.sheet(by=by, at=now), example=False, by=by, at=now,
            )  # fmt: skip
            messages.success(request, _("The appraisal is open. Now score each option on each criterion."))
            return redirect("appraisal:scores", made.pk)
    return TemplateResponse(request, "weighing/appraisal/new.html", {"form": form}, status=status_of(form))


def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Score each option on each criterion."""
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    found = found_or_404(request, pk)
    form = forms.ScoresForm(request.POST or None, page=found, viewer=request.viewer)  # type: ignore[attr-defined]
    if form.is_valid():
        table, remarks, cites = form.submission()
        with refusals_in(form, actions.CannotAppraise):
            actions.score(
                appraisal=found.appraisal, scores=table, remarks=remarks, cites=cites,
                reason=Words(form.cleaned_data["reason"]), by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
            messages.success(request, _("The scores are kept. Now let each party give its weights, or weigh without."))
            return redirect("appraisal:page", pk)
    return TemplateResponse(
        request, "weighing/appraisal/scores.html", {"page": found, "form": form}, status=status_of(form)
    )


def weights(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the weights of one party."""
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    found = found_or_404(request, pk)
    viewer = request.viewer  # type: ignore[attr-defined]
    start = forms.weights_now(found, request.GET.get("partij", ""))
    way = request.POST.get("way") or request.GET.get("manier", "points")
    form = forms.WeightsForm(request.POST or None, page=found, viewer=viewer, way=way, initial=start)
    if form.is_valid():
        with refusals_in(form, actions.CannotAppraise):
            actions.give_weights(
                appraisal=found.appraisal, party=Ref(form.cleaned_data["party"]), weights=form.submission(),
                way=Code(form.way), reason=Words(form.cleaned_data["reason"]), given_by=None, by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The weights are kept. Weigh the options to see what they change."))
            return redirect("appraisal:page", pk)
    return TemplateResponse(
        request,
        "weighing/appraisal/weights.html",
        {"page": found, "form": form, "partij": request.GET.get("partij", "")},
        status=status_of(form),
    )


@require_POST
def weigh(request: HttpRequest, pk: int) -> HttpResponse:
    """Rank the options with the scores and weights that count today."""
    found = found_or_404(request, pk)
    now = found.standing
    if now.scores is None:
        messages.error(request, _("There are no scores yet. Score the options first; then they can be weighed."))
        return redirect("appraisal:scores", pk)
    frame = ledger.sheet(found.appraisal.frame)
    assert frame is not None
    actions.weigh(
        appraisal=Ref(found.appraisal.ref), frame=frame, scores=now.scores, weights=list(now.weights.values()),
        facts=list(now.facts.values()), draws=DRAWS, seed=SEED, by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, _("The options were weighed. The result stands below."))
    return redirect("appraisal:page", pk)


@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the appraisal into one sheet that cites all that it rests on."""
    found = found_or_404(request, pk)
    now, frame = found.standing, ledger.sheet(found.appraisal.frame)
    if now.scores is None or now.result is None or frame is None or found.outdated:
        messages.error(request, _("Weigh the options first; then there is something to freeze."))
        return redirect("appraisal:page", pk)
    said = queries.arguments(found)
    cites = dict.fromkeys(
        ref for one in queries.table_of(now.scores).records() for ref in (one["evidence"], one["reading"]) if ref
    ) | dict.fromkeys(one.argument.evidence for one in said if one.argument.evidence)
    actions.freeze(
        appraisal=Ref(found.appraisal.ref), frame=frame, scores=now.scores, weights=list(now.weights.values()),
        facts=list(now.facts.values()), effects=[now.effects] if now.effects else [], result=now.result,
        arguments=[Ref(one.argument.ref) for one in said], cites=[Ref(ref) for ref in cites],
        by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, _("The appraisal is frozen: one sheet cites everything that it rests on."))
    return redirect("appraisal:page", pk)


def differ(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the parties differ, as one picture; and what happens when somebody tries out other weights."""
    found = found_or_404(request, pk)
    insight = queries.insight_of(found)
    trial = forms.TrialForm(request.GET or None, page=found)
    tried = queries.tried(found, trial.points) if insight and trial.is_bound and trial.is_valid() else None
    context = {"page": found, "insight": insight, "trial": trial, "tried": tried}
    return TemplateResponse(request, "weighing/appraisal/differ.html", context)


def effects(request: HttpRequest, pk: int) -> HttpResponse:
    """Who gains and who loses by each option."""
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    found = found_or_404(request, pk)
    form = forms.EffectsForm(request.POST or None, page=found)
    if form.is_valid():
        table, whom, remarks = form.submission()
        with refusals_in(form, actions.CannotAppraise):
            actions.spread(
                appraisal=found.appraisal, effects=table, whom=whom, remarks=remarks,
                reason=Words(form.cleaned_data["reason"]), by=request.viewer, at=timezone.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
            messages.success(request, _("Who gains and who loses is kept."))
            return redirect("appraisal:page", pk)
    context = {"page": found, "form": form}
    return TemplateResponse(request, "weighing/appraisal/effects.html", context, status=status_of(form))


def argue(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring up an argument."""
    found = found_or_404(request, pk)
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.JOIN)
    form = forms.ArgumentForm(request.POST or None, page=found, viewer=viewer)
    if form.is_valid():
        data = form.cleaned_data
        with refusals_in(form, actions.CannotAppraise):
            actions.argue(
                appraisal=found.appraisal, option=Code(data["option"]), speaks_for=data["speaks_for"] == "yes",
                criterion=Code(data["criterion"]) if data["criterion"] else None, words=Words(data["words"]),
                evidence=Ref(data["evidence"]) if data["evidence"] else None, party=Ref(data["party"]),
                by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The argument is kept, with your party as its owner."))
            return redirect("appraisal:page", pk)
    context = {"page": found, "form": form}
    return TemplateResponse(request, "weighing/appraisal/argue.html", context, status=status_of(form))


def found_or_404(request: HttpRequest, pk: int, *, brief: bool = False) -> Page:
    return there(queries.appraisal_page(request.viewer, pk, brief=brief), _("There is no appraisal with this number."))  # type: ignore[attr-defined]

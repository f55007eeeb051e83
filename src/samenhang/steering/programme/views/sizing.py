"""What one measure asks, and what it is worth."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Code, Permission, Ref, Words, require
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.steering.programme import actions, queries
from samenhang.steering.programme.forms.capacity import (
    LinkForm,
    PairForm,
    ScoreForm,
    SizeForm,
    start_of_scores,
    start_of_size,
)
from samenhang.steering.programme.models import EffectLink, Measure
from samenhang.steering.programme.queries import means, sizing, worth
from samenhang.steering.programme.views.door import edited


def effort(request: HttpRequest, pk: int) -> HttpResponse:
    """What a measure asks of teams, for how long, and what it waits for."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found = _found(request, pk)
    teams, others = means.teams(), sizing.others(viewer, found)

    def make(data: Any, **more: Any) -> SizeForm:
        return SizeForm(data, teams=teams, quarters=means.quarters(), others=others, **more)

    def start() -> dict[str, Any]:
        return start_of_size(_found(request, pk), teams)

    def keep(form: SizeForm) -> Any:
        given = form.cleaned_data
        kept: Any = actions.size(
            measure=found, base=given["base"], duration=given["duration"],
            earliest=Code(given["earliest"]) if given["earliest"] else None, obliged=given["obliged"],
            reason=Words(given["reason"]), teams=teams, hours=form.given("hours"), money=form.given("money"),
            after=list(given["after"]), by=viewer, at=timezone.now(),
        )  # fmt: skip
        return kept

    form, changed, made = edited(request, make, start, keep)
    if made is not None:
        messages.success(request, _("What this measure asks is kept. A new proposal takes it into account."))
        return redirect(f"{reverse('programme:measure', args=[pk])}#asks")
    context = {
        "form": form, "changed": changed, "title": queries.title_of(found), "crumbs": _crumbs(found),
        "pair": PairForm(others=others), "pairs": sizing.pairs(found), "measure": found,
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/effort.html", context, status=status_of(form))


@require_POST
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """What this measure does together with another."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = _found(request, pk)
    form = PairForm(request.POST, others=sizing.others(viewer, found))
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotProgramme):
            actions.pair(
                one=found,
                other=given["other"],
                gain=given["gain"],
                reason=Words(given["reason"]),
                by=viewer,
                at=timezone.now(),
            )
            messages.success(request, _("What the two do together is kept."))
            return redirect(f"{reverse('programme:measure', args=[pk])}#asks")
    teams = means.teams()
    context = {
        "form": SizeForm(initial=start_of_size(found, teams), teams=teams, quarters=means.quarters(), others=sizing.others(viewer, found)),
        "title": queries.title_of(found), "crumbs": _crumbs(found), "pair": form, "pairs": sizing.pairs(found), "measure": found,
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/effort.html", context, status=422)


def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """What the core team thinks a measure adds, beside what an appraisal found."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found = _found(request, pk)
    both = worth.worth_of([found])[pk]

    def make(data: Any, **more: Any) -> ScoreForm:
        return ScoreForm(data, both=both, **more)

    def start() -> dict[str, Any]:
        return start_of_scores(worth.worth_of([found])[pk], worth.version_of_scores(found))

    def keep(form: ScoreForm) -> Any:
        kept: Any = actions.score(
            measure=found, base=form.cleaned_data["base"], aims=[one.aim for one in both], low=form.given("low"),
            likely=form.given("likely"), high=form.given("high"), reason=Words(form.cleaned_data["reason"]), by=viewer,
            at=timezone.now(),
        )  # fmt: skip
        return kept

    form, changed, made = edited(request, make, start, keep)
    if made is not None:
        messages.success(request, _("The scores are kept. A new proposal takes them into account."))
        return redirect(f"{reverse('programme:measure', args=[pk])}#worth")
    linked = EffectLink.objects.filter(measure=found).first()
    option = {"option": f"{linked.appraisal}/{linked.letter}" if linked else ""}
    context = {
        "form": form, "changed": changed, "title": queries.title_of(found), "crumbs": _crumbs(found), "measure": found,
        "link": LinkForm(offered=worth.effect_choices(viewer), initial=option), "both": both,
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/scores.html", context, status=status_of(form))


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie this measure to an option of an appraisal, or take that back."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = _found(request, pk)
    form = LinkForm(request.POST, offered=worth.effect_choices(viewer))
    if not form.is_valid():
        messages.error(request, _("Choose an option of an appraisal from the list."))
        return redirect("programme:scores", pk)
    appraisal, _slash, letter = form.cleaned_data["option"].rpartition("/")
    try:
        actions.link_effect(
            measure=found, appraisal=Ref(appraisal) if appraisal else None, letter=Code(letter) if letter else None, by=viewer,
            at=timezone.now(),
        )  # fmt: skip
    except actions.CannotProgramme as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The link is kept."))
    return redirect("programme:scores", pk)


def _found(request: HttpRequest, pk: int) -> Measure:
    return there(sizing.sized(request.viewer, pk), _("There is no measure with this number."))  # type: ignore[attr-defined]


def _crumbs(found: Measure) -> list[tuple[str, str]]:
    return [
        (_("Programme"), reverse("programme:goals")),
        (_("Measures"), reverse("programme:measures")),
        (queries.title_of(found), reverse("programme:measure", args=[found.pk])),
    ]

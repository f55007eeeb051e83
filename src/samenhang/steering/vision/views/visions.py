"""The list of visions, the page of one version, and the forms that write, aim, co-sign and establish."""

from collections.abc import Iterable
from dataclasses import replace
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

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.cells import Date
from samenhang.screen.overtaken import overtaken
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response, page
from samenhang.steering.vision import actions
from samenhang.steering.vision.forms import AmbitionForm, StatementForm, fields_of, starting_day
from samenhang.steering.vision.models import Portfolio, Statement
from samenhang.steering.vision.queries import stands as standing
from samenhang.steering.vision.queries import versions as queries
from samenhang.steering.vision.queries.words import STANCES


def listed(request: HttpRequest) -> HttpResponse:
    """Every vision in its newest version: who owns it, who co-signed, and how its evidence is."""
    viewer = request.viewer  # type: ignore[attr-defined]
    table = page(LIST, queries.visions(viewer).prefetch_related("supports"), request.GET)
    if table.wants_csv:
        return csv_response(replace(table, every=lambda: iter(_with_health(table.every()))))
    context = {
        "table": replace(table, records=_with_health(table.records)),
        "needed": [one for one in queries.portfolios() if one.needed],
        "may_decide": viewer.may(Permission.DECIDE),
    }
    return TemplateResponse(request, "steering/vision/list.html", context)


def _with_health(found: Iterable[Statement]) -> list[Statement]:
    """The versions, each with the health of its evidence and how many of those needed co-signed."""
    found, needed = list(found), queries.needed_portfolios()
    legs = queries.legs_of(found, timezone.localdate())
    for one in found:
        one.health = queries.health_of(legs[one.pk])  # type: ignore[attr-defined]
        one.signed = _("%(signed)s of %(needed)s") % {"signed": one.cosigned, "needed": needed}  # type: ignore[attr-defined]
        one.stands = _("established") if one.established_at else _("not established")  # type: ignore[attr-defined]
    return found


def _owners() -> list[tuple[str, Any]]:
    return [(one.pk, one.label) for one in queries.portfolios()]


LIST = TableSpec(
    columns=(
        Column("title", gettext_lazy("Vision"), value=queries.title_of, template="steering/vision/list_title.html"),
        Column("owner.label", gettext_lazy("Owner"), sort="owner__order"),
        Column("horizon", gettext_lazy("Horizon"), sort="horizon", value=lambda one: Date(str(one.horizon))),
        Column("stance", gettext_lazy("The coalition agreement"), value=lambda one: STANCES[one.stance]),
        Column("signed", gettext_lazy("Co-signed")),
        Column("stands", gettext_lazy("How it stands")),
        Column("health", gettext_lazy("Evidence"), value=lambda one: one.health.word,
               template="steering/vision/list_health.html"),
        Column("review_on", gettext_lazy("Look at it again on"), sort="review_on"),
    ),
    filters=(
        Filter("eigenaar", gettext_lazy("Owner"), "owner", _owners),
        Filter("akkoord", gettext_lazy("The coalition agreement"), "stance", tuple(STANCES.items())),
        Filter(
            "voorbeeld", gettext_lazy("Worked example"), "vision__example",
            (("True", gettext_lazy("worked example")), ("False", gettext_lazy("no example"))), multiple=False,
        ),
    ),
    search=("title__body", "body__body"),
    order=("vision",),
    name="visions",
    caption=gettext_lazy("Visions in their newest version"),
)  # fmt: skip


def vision(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """One version of a vision: words, role, signatures, evidence, ambitions, and where parties stand."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = there(
        queries.vision_page(viewer, pk, timezone.localdate(), number), _("There is no vision with this number.")
    )
    context = {
        "page": found,
        "sides": standing.sides(found.statement),
        "may_decide": viewer.may(Permission.DECIDE) and found.newest,
        "written_on": timezone.localdate(found.statement.at),
    }
    return TemplateResponse(request, "steering/vision/page.html", context)


def new(request: HttpRequest) -> HttpResponse:
    """Write the first version of a vision."""
    return _write(request, None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the next version of a vision."""
    found = there(queries.statement(request.viewer, pk), _("There is no vision with this number."))  # type: ignore[attr-defined]
    return _write(request, found)


def _write(request: HttpRequest, before: Statement | None) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    today = timezone.localdate()
    start = fields_of(before) if before else {"base": 0, "review_on": starting_day(today)}
    form: Any = StatementForm(request.POST or None, offered=queries.rest_choices(viewer), initial=start)
    changed = None
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.write(
                vision=before.vision if before else None, base=given["base"], title=Words(given["title"]),
                text=Words(given["text"]), owner=given["owner"], horizon=given["horizon"], review_on=given["review_on"],
                stance=Code(given["stance"]), roles=list(given["roles"]), role_words=Words(given["role_words"]),
                rests_on=form.rests, example=bool(before and before.vision.example), by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.Overtaken as problem:
            offered = queries.rest_choices(viewer)
            form, changed = overtaken(
                lambda data: StatementForm(data, offered=offered), form, fields_of(problem.newest), str(problem)
            )
        except actions.CannotSteer as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The version is kept. Each portfolio co-signs it on its page."))
            return redirect("vision:page", made.vision_id)
    context = {
        "form": form, "before": before, "overtaken": changed,
        "crumbs": [(_("Vision"), reverse("vision:list"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/vision/write.html", context, status=status_of(form))


def aim(request: HttpRequest, pk: int) -> HttpResponse:
    """Set an ambition: an indicator, how much and by when."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found = _newest(request, pk)
    form = AmbitionForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_in(form, actions.CannotSteer):
            actions.aim(
                vision=found.vision, theme=given["theme"], indicator=given["indicator"], area=given["area"],
                sense=Code(given["sense"]), target=given["target"], reached_by=given["reached_by"], by=viewer,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The ambition is kept. Its page shows what is known of it today."))
            return redirect(f"{reverse('vision:page', args=[pk])}#ambitions")
    context = {"form": form, "statement": found, "title": queries.title_of(found), "crumbs": _crumbs(found)}
    return TemplateResponse(request, "steering/vision/aim.html", context, status=status_of(form))


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Co-sign the newest version on behalf of a portfolio."""
    found = _newest(request, pk)
    portfolio = Portfolio.objects.filter(pk=request.POST.get("portfolio", ""), withdrawn_on=None).first()
    seen = request.POST.get("number", "")
    if portfolio is None:
        messages.error(request, _("Choose the portfolio that co-signs from the list."))
    elif seen != str(found.number):
        messages.error(request, _("A newer version was written in the meantime. Read it first; then co-sign that one."))
    else:
        try:
            actions.cosign(statement=found, portfolio=portfolio, by=request.viewer, at=timezone.now())  # type: ignore[attr-defined]
        except actions.CannotSteer as problem:
            messages.error(request, str(problem))
        else:
            said = _("%(portfolio)s co-signed this version.") % {"portfolio": portfolio.label}
            messages.success(request, said)
    return redirect(f"{reverse('vision:page', args=[pk])}#signatures")


@require_POST
def establish(request: HttpRequest, pk: int) -> HttpResponse:
    """Establish the newest version, when all that are needed have co-signed."""
    found = _newest(request, pk)
    try:
        actions.establish(statement=found, by=request.viewer, at=timezone.now())  # type: ignore[attr-defined]
    except actions.CannotSteer as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The vision is established in this version."))
    return redirect(f"{reverse('vision:page', args=[pk])}#signatures")


def _newest(request: HttpRequest, pk: int) -> Statement:
    return there(queries.statement(request.viewer, pk), _("There is no vision with this number."))  # type: ignore[attr-defined]


def _crumbs(found: Statement) -> list[tuple[str, str]]:
    return [
        (_("Vision"), reverse("vision:list")),
        (queries.title_of(found), reverse("vision:page", args=[found.vision_id])),
    ]

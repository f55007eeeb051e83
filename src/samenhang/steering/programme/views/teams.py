"""The teams with what they have per quarter, and the form that changes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Code, Permission, Words, require
from samenhang.screen.posted import status_of, there
from samenhang.steering.programme import actions
from samenhang.steering.programme.forms.capacity import TeamForm, start_of_team
from samenhang.steering.programme.queries import means as queries
from samenhang.steering.programme.views.door import edited


def teams(request: HttpRequest) -> HttpResponse:
    """Every team with its hours and euros per quarter."""
    viewer = request.viewer  # type: ignore[attr-defined]
    of = queries.by_team(queries.means())
    context = {
        "teams": [(team, of.get(team.pk, [])) for team in queries.teams()],
        "may_decide": viewer.may(Permission.DECIDE),
        "crumbs": _crumbs(),
    }
    return TemplateResponse(request, "steering/programme/teams.html", context)


def team(request: HttpRequest, code: str) -> HttpResponse:
    """Change what a team has."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    found = there(next((one for one in queries.teams() if one.pk == code), None), _("There is no team with this code."))
    has = [one for one in queries.means() if one.team.pk == code]

    def make(data: Any, **more: Any) -> TeamForm:
        return TeamForm(data, found=has, **more)

    def start() -> dict[str, Any]:
        now = [one for one in queries.means() if one.team.pk == code]
        return start_of_team(now, queries.version_of(found))

    def keep(form: TeamForm) -> Any:
        kept: Any = actions.change_capacity(
            team=found, base=form.cleaned_data["base"], quarters=[Code(one.quarter) for one in has], hours=form.given("hours"),
            money=form.given("money"), reason=Words(form.cleaned_data["reason"]), by=viewer, at=timezone.now(),
        )  # fmt: skip
        return kept

    form, changed, made = edited(request, make, start, keep)
    if made is not None:
        messages.success(request, _("The capacity is kept. A new proposal takes it into account."))
        return redirect("programme:teams")
    context = {
        "form": form, "team": found, "has": has, "changed": changed,
        "crumbs": [*_crumbs(), (_("Teams"), reverse("programme:teams"))],
    }  # fmt: skip
    return TemplateResponse(request, "steering/programme/team.html", context, status=status_of(form))


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Programme"), reverse("programme:goals")), (_("Capacity"), reverse("programme:capacity"))]

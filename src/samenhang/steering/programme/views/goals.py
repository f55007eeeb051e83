"""The goal tree."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from samenhang.ground.ledger.acts import Permission
from samenhang.steering.programme import queries


def goals(request: HttpRequest) -> HttpResponse:
    """The assignments with their goals, the measures that serve them, and what hangs loose."""
    viewer = request.viewer  # type: ignore[attr-defined]
    context = {"tree": queries.tree(viewer), "may_decide": viewer.may(Permission.DECIDE)}
    return TemplateResponse(request, "steering/programme/goals.html", context)

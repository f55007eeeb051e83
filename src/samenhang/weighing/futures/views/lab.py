"""The page of the futures: sliders and the result in one view, computed again as a slider moves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from samenhang.ground.ledger.acts import Permission
from samenhang.screen.download import csv_text
from samenhang.weighing.futures import forms
from samenhang.weighing.futures.queries import lab as queries
from samenhang.weighing.futures.queries import model
from samenhang.weighing.futures.queries.answer import area_rows
from samenhang.weighing.futures.queries.words import OUTCOMES

PAGE = "weighing/futures/lab.html"


def lab(request: HttpRequest) -> HttpResponse:
    """The futures under these sliders. A script asks for the answer alone, and after that for where it fails."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = queries.lab(viewer)
    if found is None:
        return TemplateResponse(request, PAGE, {"lab": None})
    read = forms.read(request.GET, found.standing, found.levers, found.drivers)
    target = request.headers.get("HX-Target", "")
    context: dict[str, Any] = {
        "lab": found, "read": read, "outcomes": OUTCOMES.values(), "may_save": viewer.may(Permission.WEIGH), "swap": bool(target),
    }  # fmt: skip
    if not read.problems:
        if not model.ready():
            return TemplateResponse(request, PAGE, {**context, "warming": True})
        ran = queries.computed(found, read.setting)
        if request.GET.get("format") == "csv":
            return _file(*area_rows(ran))
        context["answer"] = queries.answer(ran)
        # while a slider moves, the answer goes first; where it fails is asked for when the slider rests
        if target != "answer":
            context["fails"] = queries.fails(found, ran)
    response = TemplateResponse(request, PAGE, context, status=422 if read.problems and not target else 200)
    if request.headers.get("HX-Request") == "true" and target != "limits" and not read.problems:
        # the address says what was changed and nothing else, so that it can be sent to somebody
        response.headers["HX-Replace-Url"] = f"{request.path}?{read.query}"
    return response


def _file(heads: Any, rows: Any) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="futures-per-area.csv"'}
    return HttpResponse("\ufeff" + csv_text(heads, rows), content_type="text/csv; charset=utf-8", headers=headers)

"""What is weighed before a decision, as stops on the line: arguments, plans for new business and futures."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samenhang.reporting.trace.queries.refs import page_of
from samenhang.weighing.appraisal.models import Argument
from samenhang.weighing.futures.models import Future
from samenhang.weighing.impact.models import Plan

ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "argument": lambda: Argument.objects.select_related("words", "appraisal"),
    "plan": lambda: Plan.objects.select_related("title", "area"),
    "future": lambda: Future.objects.select_related("name"),
}


def told(kind: str, base: str, row: Any) -> dict[str, Any]:
    """Title, words and page of a row of one of these kinds."""
    if row is None:
        return {"title": base}
    said: dict[str, Any] = _TOLD[kind](row)
    return said


def _argument(row: Argument) -> dict[str, Any]:
    title = row.words.body if row.words else _("erased on request")
    page = page_of(row.appraisal.ref) or ""
    return {"title": title, "example": row.appraisal.example, "page": page, "end": "judgement"}


def _plan(row: Plan) -> dict[str, Any]:
    title = row.title.body if row.title else _("erased on request")
    return {"title": f"{title} · {row.area}", "example": row.example, "page": page_of(row.ref) or ""}


def _future(row: Future) -> dict[str, Any]:
    return {"title": row.title or _("erased on request"), "page": page_of(row.ref) or ""}


_TOLD: dict[str, Callable[[Any], dict[str, Any]]] = {"argument": _argument, "plan": _plan, "future": _future}

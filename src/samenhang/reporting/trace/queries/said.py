"""What people say of figures, as stops on the line: contests, answers, settings aside, research questions and revisions."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from samenhang.insight.evidence.models import Answer, Aside, Contest, Observed, Question, Revision
from samenhang.insight.evidence.queries.words import ASIDE, CLOSED, OUTCOMES, SAID
from samenhang.reporting.trace.queries import heard, visions, weighed

ROWS: dict[str, Callable[[], QuerySet[Any]]] = {
    "contest": lambda: Contest.objects.select_related("indicator", "area", "reason"),
    "answer": lambda: Answer.objects.select_related("contest__indicator", "contest__area", "words"),
    "aside": lambda: Aside.objects.select_related("indicator", "area", "words"),
    "question": lambda: Question.objects.select_related("indicator", "area", "words"),
    "revision": lambda: Revision.objects.select_related("source", "reason"),
    "observed": lambda: Observed.objects.select_related("theme", "area", "words", "reason"),
    **weighed.ROWS,
    **visions.ROWS,
    **heard.ROWS,
}


def told(kind: str, base: str, row: Any) -> dict[str, Any]:
    """Title, words and page of a row of one of these kinds."""
    if kind in weighed.ROWS:
        return weighed.told(kind, base, row)
    if kind in visions.ROWS:
        return visions.told(kind, base, row)
    if kind in heard.ROWS:
        return heard.told(kind, base, row)
    if row is None:
        return {"title": base}
    words = row.reason if kind in ("contest", "revision") else row.words
    asked = kind != "contest" or row.reason_length
    note = words.body if words else _("erased on request") if asked else ""
    if kind == "observed" and row.withdrawn and row.reason:
        note = f"{note} {_('Withdrawn:')} {row.reason.body}"
    return {"title": " · ".join(filter(None, _title(kind, row))), "note": note, "page": _page(kind, row)}


def _title(kind: str, row: Any) -> list[str]:
    if kind == "revision":
        return [str(row.source.title)]
    if kind == "observed":
        standing = [_("withdrawn")] if row.withdrawn else []
        return [_("Seen in signals"), str(row.theme.label), str(row.area), *standing]
    about = row.contest if kind == "answer" else row
    more: Callable[[], object] = {
        "contest": lambda: SAID[row.kind],
        "answer": lambda: OUTCOMES[row.outcome],
        "aside": lambda: ASIDE[row.kind],
        "question": lambda: CLOSED.get(row.outcome, ""),
    }[kind]
    return [str(about.indicator.label), str(about.area), str(more())]


def _page(kind: str, row: Any) -> str:
    if kind in ("contest", "answer"):
        return reverse("evidence:talk", args=[row.pk if kind == "contest" else row.contest_id])
    if kind == "aside":
        return f"{reverse('evidence:indicator', args=[row.indicator_id])}?gebied={row.area_id}#aside"
    if kind == "observed":
        page = "evidence:bottlenecks" if row.kind == row.BOTTLENECK else "evidence:indicators"
        return f"{reverse(page)}#observed-{row.pk}"
    if kind == "question":
        return f"{reverse('evidence:questions')}#question-{row.pk}"
    return reverse("evidence:revisions")

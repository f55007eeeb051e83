"""What came in elsewhere: one signal by hand, or a mail or a table as a file; first checked, then looked at, then kept."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from samenhang.ground.ledger.acts import Code, Permission, Words
from samenhang.insight.evidence.actions.offer import forget, offered
from samenhang.insight.evidence.actions.offer import offer as hold
from samenhang.insight.senders.queries import languages
from samenhang.insight.signals import actions, forms
from samenhang.insight.signals.models import Passing
from samenhang.insight.signals.queries import batch

HELD = "signals"  # in the session: tokens of files that were checked, so that only who offered one can keep it
HELD_NAME = "signals.csv"


def reporting(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.may(Permission.REPORT):
        raise PermissionDenied(
            _("Signals are entered by the desk and its partners. Without a seat you can report something yourself.")
        )
    return viewer


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Signals"), reverse("signals:list"))]


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a signal that came in otherwise; then its code, once."""
    viewer, today = reporting(request), timezone.localdate()
    form = forms.EnterForm(request.POST or None, today=today)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.enter(
                words=Words(given["words"]), channel=Code(given["channel"]), language=Code(given["language"] or batch.UNKNOWN),
                passing=Code(given["passing"]), theme=given["theme"], stage=given["stage"], area=given["area"],
                happened_on=given["happened_on"], by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotHandle as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {
                "signal": made,
                "reads": viewer.may(Permission.HANDLE),
                "look": _look_address(made.language),
                "crumbs": _crumbs(),
            }
            return TemplateResponse(request, "insight/signals/entered.html", context)
    context = {"form": form, "crumbs": _crumbs()}
    return TemplateResponse(request, "insight/signals/enter.html", context, status=422 if form.is_bound else 200)


def _look_address(language: str) -> str:
    """Where whoever told it can follow it, in the own language where there is a form in it."""
    known = [row.pk for row in languages()]
    return reverse("signals:look", args=[language if language in known else known[0]]) if known else ""


@never_cache
def offer(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is checked at once, and of a mail nothing but its text and day is held."""
    reporting(request)
    words = batch.Words(timezone.localdate())
    if request.GET.get("format") == "csv":
        headers = {"Content-Disposition": 'attachment; filename="signals.csv"'}
        return HttpResponse(batch.TEMPLATE, content_type="text/csv; charset=utf-8", headers=headers)
    form = forms.FileForm()
    context: dict[str, Any] = {"columns": words.wanted(), "crumbs": _crumbs()}
    if request.method == "POST":
        form = forms.FileForm(request.POST, request.FILES)
        if form.is_valid():
            given = form.cleaned_data
            # one byte more than may be: a larger file is refused without being read
            data = given["file"].read(batch.LARGEST + 1)
            found = batch.read(given["file"].name, data, asked=given, words=words)
            if not found.faults:
                token = secrets.token_hex(8)
                hold(token, HELD_NAME, [batch.written(found.rows)], at=timezone.now())
                request.session[HELD] = {**request.session.get(HELD, {}), token: list(found.dropped)}
                return redirect("signals:offered", token)
            context |= {"faults": found.faults, "name": given["file"].name}
    context["form"] = form
    return TemplateResponse(request, "insight/signals/offer.html", context, status=422 if form.is_bound else 200)


@never_cache
def look(request: HttpRequest, token: str) -> HttpResponse:
    """What a file would bring in, and bringing it in."""
    viewer = reporting(request)
    file = offered(token) if token in request.session.get(HELD, {}) else None
    if file is None:
        messages.error(
            request, _("This file is no longer held: it was brought in or is more than a day old. Choose it again.")
        )
        return redirect("signals:offer")
    words = batch.Words(timezone.localdate())
    asked = {"passing": Passing.NOT.value}
    found = batch.read(file.name, file.read_bytes(), asked=asked, words=words)
    if request.method == "POST":
        kept = [] if "drop" in request.POST or found.faults else list(found.rows)
        if kept:
            actions.bring(file=actions.table_of(kept), by=viewer, at=timezone.now())
        forget(token)
        request.session[HELD] = {other: dropped for other, dropped in request.session[HELD].items() if other != token}
        messages.success(request, _kept(len(kept)))
        return redirect("signals:list" if viewer.may(Permission.HANDLE) else "signals:offer")
    context = {
        "found": found,
        "left_out": [str(batch.DROPPED[one]) for one in request.session[HELD][token]],
        "rows": [(row, *words.shown(row)) for row in found.shown],
        "crumbs": [*_crumbs(), (_("Bring in a file"), reverse("signals:offer"))],
    }
    return TemplateResponse(request, "insight/signals/offered.html", context)


def _kept(number: int) -> str:
    if not number:
        return _("The file was let go. Nothing was kept.")
    said = ngettext(
        "%(n)s signal was brought in. The file itself is gone.",
        "%(n)s signals were brought in. The file itself is gone.",
        number,
    )
    return said % {"n": number}

"""The pages of the desk: the list, one signal with the steps that may follow, and entering what came in otherwise."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samenhang.ground.ledger.acts import Permission, Words
from samenhang.insight.senders.forms import Plain
from samenhang.insight.signals import actions, forms
from samenhang.insight.signals.models import STEPS, Channel, Signal, Standing
from samenhang.insight.signals.queries import desk as queries
from samenhang.screen.cells import Date
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response
from samenhang.screen.tables import page as table_page

PLAIN = Plain
FORMS: dict[str, type[django_forms.Form]] = {
    "ask": forms.WordsForm,
    "answer": forms.WordsForm,
    "close": forms.WordsForm,
    "pass_on": forms.RouteForm,
    "guard": forms.GuardForm,
    "merge": forms.MergeForm,
    "split": forms.SplitForm,
    "translate": forms.TranslateForm,
}
ACTIONS: dict[str, Callable[..., Any]] = {
    "take": actions.take,
    "ask": actions.ask,
    "answer": actions.answer,
    "close": actions.close_signal,
    "resume": actions.resume,
    "reopen": actions.reopen,
    "release": actions.release,
    "pass_on": actions.pass_on,
    "guard": actions.guard,
    "merge": actions.merge,
    "unmerge": actions.unmerge,
    "split": actions.split,
    "translate": actions.translate,
    "sort": actions.sort,
}


def _spec(holders: dict[str, str], today: date) -> TableSpec:
    return TableSpec(
        columns=(
            Column("signal", gettext_lazy("Signal"), template="insight/signals/signal.html", sort="pk",
                   value=lambda one: _("Signal %(number)s") % {"number": one.pk}),
            Column("state", gettext_lazy("How it stands"), value=lambda one: one.get_state_display(), sort="state"),
            Column("theme", gettext_lazy("Theme"), value=lambda one: one.theme.label if one.theme else None),
            Column("area", gettext_lazy("Area"), sort="area__name", value=lambda one: one.area.name if one.area else None),
            Column("holder", gettext_lazy("Handled by"), value=lambda one: holders.get(one.holder)),
            Column("received_on", gettext_lazy("Received"), sort="received_on", value=lambda one: Date(one.received_on)),
            Column("reply_by", gettext_lazy("Reply by"), sort="reply_by", template="insight/signals/reply_by.html",
                   value=lambda one: Date(one.reply_by)),
        ),
        filters=(
            Filter("stand", gettext_lazy("How it stands"), "state",
                   [(value, label) for value, label in Standing.choices if value != Standing.GUARDED]),
            Filter("laat", gettext_lazy("Reply"), lambda _values: queries.late(today),
                   (("late", gettext_lazy("past its day")),)),
            Filter("thema", gettext_lazy("Theme"), "theme", queries.themes),
            Filter("gebied", gettext_lazy("Area"), "area", queries.places),
            Filter("door", gettext_lazy("Handled by"), "holder", queries.holders),
            Filter("via", gettext_lazy("Came in through"), "channel", Channel.choices),
        ),
        search=queries.saying,
        order=("-pk",),
        name="signals",
        caption=gettext_lazy("Signals"),
    )  # fmt: skip


@never_cache
@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """The list for the desk; for anybody else where to report something."""
    return _list(request, guarded=False)


@never_cache
@require_safe
def guarded(request: HttpRequest) -> HttpResponse:
    """The signals on the guarded route."""
    handling(request)
    return _list(request, guarded=True)


def _list(request: HttpRequest, *, guarded: bool) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate()  # type: ignore[attr-defined]
    if not viewer.may(Permission.HANDLE):
        return TemplateResponse(request, "insight/signals/closed.html", {"reports": viewer.may(Permission.REPORT)})
    holders: dict[str, str] = {}
    table = table_page(_spec(holders, today), queries.signals(viewer, guarded=guarded), request.GET)
    holders |= dict(queries.holders()) if table.wants_csv else queries.names(table.records)
    if table.wants_csv:
        return csv_response(table)
    context = {
        "table": table, "guarded": guarded, "today": today, "done": queries.DONE,
        "away": 0 if guarded else queries.signals(viewer, guarded=True).count(),
    }  # fmt: skip
    if guarded:
        context["crumbs"] = [(_("Signals"), reverse("signals:list"))]
    return TemplateResponse(request, "insight/signals/list.html", context)


def handling(request: HttpRequest) -> Any:
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.may(Permission.HANDLE):
        raise PermissionDenied(_("Only the desk reads signals. Ask the core team for a seat that does."))
    return viewer


@never_cache
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One signal, what was proposed, and the steps that may follow."""
    handling(request)
    return _page(request, _found(request, pk), {})


@never_cache
@require_POST
def deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Do one thing with a signal. What is refused comes back with what was typed."""
    viewer, signal = handling(request), _found(request, pk)
    if deed not in ACTIONS:
        raise Http404(_("There is no such step."))
    form = _form(deed, signal, request)
    if not form.is_valid():
        return _page(request, signal, {deed: form})
    try:
        made = ACTIONS[deed](signal=signal, **_given(form.cleaned_data), by=viewer, at=timezone.now())
    except actions.CannotHandle as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _found(request, pk), {deed: form})
    messages.success(request, _("Done. It stands in the record, without the words."))
    return redirect("signals:page", pk=made.pk if isinstance(made, Signal) else pk)


def _found(request: HttpRequest, pk: int) -> Signal:
    found = queries.one(request.viewer, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404(_("There is no signal with this number."))
    return found


def _form(deed: str, signal: Signal, request: HttpRequest | None = None) -> django_forms.Form:
    data = request.POST if request is not None else None
    if deed == "sort":
        start = {"theme": signal.theme_id, "stage": signal.stage_id, "area": signal.area_id}
        return forms.SortForm(data, today=timezone.localdate(), initial=start, prefix="sort")
    return FORMS.get(deed, PLAIN)(data, prefix=deed)


def _given(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What a form gives, as an act takes it."""
    given = {name: Words(value) if name == "words" else value for name, value in cleaned.items()}
    return {"into" if name == "number" else name: value for name, value in given.items()}


def _page(request: HttpRequest, signal: Signal, bound: dict[str, django_forms.Form]) -> HttpResponse:
    found = queries.opened(signal, timezone.localdate())
    start = _form("sort", signal)
    if found.proposal is not None and found.proposal.theme is not None:
        start.initial["theme"] = found.proposal.theme.pk
    labels = {step.deed: step for step in STEPS}
    told = next((form for deed, form in bound.items() if deed not in {step.deed for step in found.steps}), None)
    context = {
        "found": found,
        "signal": signal,
        "steps": [(step, bound.get(step.deed) or _form(step.deed, signal), step.deed in bound) for step in found.steps],
        "joins": any(step.deed == "merge" for step in found.steps),
        "sort": bound.get("sort", start),
        "translate": bound.get("translate") or _form("translate", signal),
        "refused": told.non_field_errors() if told is not None and next(iter(bound)) in labels else (),
        "crumbs": [(_("Signals"), reverse("signals:list"))],
    }
    return TemplateResponse(request, "insight/signals/page.html", context, status=422 if bound else 200)

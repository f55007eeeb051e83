"""The pages of the central desk: what other programmes ask, and the answer on every weighed theme."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samenhang.ground.ledger.acts import Words
from samenhang.ground.lexicon.queries import weighed_themes
from samenhang.insight.signals import actions, forms
from samenhang.insight.signals.queries import requests as queries
from samenhang.insight.signals.views.desk import handling
from samenhang.screen.cells import Date
from samenhang.screen.tables import Column, Filter, TableSpec, csv_response
from samenhang.screen.tables import page as table_page

SPEC = TableSpec(
    columns=(
        Column("request", gettext_lazy("Request"), template="insight/signals/request_name.html", sort="pk",
               value=lambda one: _("Request %(number)s") % {"number": one.pk}),
        Column("reply_by", gettext_lazy("Reply by"), sort="reply_by", value=lambda one: Date(one.reply_by)),
        Column("answered_on", gettext_lazy("Answered on"), sort="answered_on",
               value=lambda one: Date(one.answered_on) if one.answered_on else None),
    ),
    filters=(
        Filter("stand", gettext_lazy("How it stands"), lambda values: Q(answered_on__isnull="open" in values),
               (("open", gettext_lazy("not answered yet")), ("done", gettext_lazy("answered"))), multiple=False),
    ),
    search=("asker__body", "question__body"),
    order=("-pk",),
    name="requests",
    caption=gettext_lazy("Requests to the central desk"),
)  # fmt: skip


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Signals"), reverse("signals:list")), (_("Central desk"), reverse("signals:requests"))]


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What was asked, by when, and what was answered."""
    viewer = handling(request)
    table = table_page(SPEC, queries.requests(viewer), request.GET)
    if table.wants_csv:
        return csv_response(table)
    return TemplateResponse(request, "insight/signals/requests.html", {"table": table, "crumbs": _crumbs()[:1]})


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Write down a request."""
    viewer = handling(request)
    form = forms.RequestForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.request(
                asker=Words(given["asker"]), question=Words(given["question"]), reply_by=given["reply_by"],
                by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotHandle as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The request was written down."))
            return redirect("signals:request", pk=made.pk)
    context = {"form": form, "crumbs": _crumbs()}
    return TemplateResponse(request, "insight/signals/request_new.html", context, status=422 if form.is_bound else 200)


@never_cache
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: its answer on every theme, or the form for it."""
    viewer = handling(request)
    found = queries.requests(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no request with this number."))
    form: Any = forms.ReplyForm(request.POST or None, themes=weighed_themes()) if found.answered_on is None else None
    if form is not None and form.is_valid():
        try:
            actions.reply(
                asked=found, themes=form.themes, words=[Words(text) for text in form.told],
                hours=form.cleaned_data["hours"], by=viewer, at=timezone.now(),
            )  # fmt: skip
        except actions.CannotHandle as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The request was answered."))
            return redirect("signals:request", pk=pk)
    context = {"asked": found, "replies": queries.replies(found), "form": form, "crumbs": _crumbs()}
    status = 422 if form is not None and form.is_bound else 200
    return TemplateResponse(request, "insight/signals/request.html", context, status=status)

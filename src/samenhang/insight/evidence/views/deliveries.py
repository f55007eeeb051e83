"""Bringing in a file: what the source expects, the check, the dry run that shows each cell, and the writing."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenhang.ground.ledger.acts import Permission, require
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.actions.offer import forget, offer, offered
from samenhang.insight.evidence.forms import DeliveryForm, WriteForm
from samenhang.insight.evidence.models import Source
from samenhang.insight.evidence.queries import deliveries as queries
from samenhang.insight.evidence.queries.asread import as_read
from samenhang.insight.evidence.queries.preview import preview
from samenhang.insight.evidence.queries.problems import told
from samenhang.screen.cells import localised
from samenhang.screen.download import csv_text
from samenhang.screen.posted import there
from samenhang.workspace.kinds import WorkspaceError

HELD = "offered"  # in the session: token -> source, so that only who offered a file can write it


def delivery(request: HttpRequest, code: str) -> HttpResponse:
    """What a source expects of a file, and the check of one."""
    source = _source(request, code)
    wanted = there(
        queries.wanted(source), _("Load the workspace first: it declares the source and the words of its figures.")
    )
    if request.GET.get("format") == "csv" and wanted.template:
        answer = HttpResponse(wanted.template, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{source.pk}.csv"'
        return answer
    if (codes := queries.codes(request.GET.get("codes", ""))) is not None:
        answer = HttpResponse(
            "\ufeff" + csv_text([_("Code"), _("Name")], codes), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{request.GET["codes"]}.csv"'
        return answer
    form = DeliveryForm(request.POST or None, request.FILES or None, source=source.pk, accepts=wanted.accepts)
    if request.method == "POST":
        form = DeliveryForm(request.POST, request.FILES, source=source.pk, accepts=wanted.accepts)
    context = {"wanted": wanted, "form": form, "crumbs": _crumbs()}
    if form.is_valid():
        given, token = form.cleaned_data["file"], secrets.token_hex(8)
        file = offer(token, given.name, given.chunks(), at=timezone.now())
        seen = preview(source, file)
        if not seen.problems:
            request.session[HELD] = {**request.session.get(HELD, {}), token: source.pk}
            return redirect("evidence:dry_run", source.pk, token)
        forget(token)
        context |= {"name": file.name, "problems": told(seen.problems)}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "insight/evidence/delivery.html", context, status=status)


def dry_run(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """What a file that was checked would change, cell by cell; and writing it."""
    source = _source(request, code)
    file = offered(token) if request.session.get(HELD, {}).get(token) == source.pk else None
    if file is None:
        messages.error(
            request, _("This file is no longer held: it was written or is more than a day old. Choose it again.")
        )
        return redirect("evidence:delivery", source.pk)
    if request.method == "POST" and "drop" in request.POST:
        _let_go(request, token)
        messages.info(request, _("The file was let go. Nothing was written."))
        return redirect("evidence:delivery", source.pk)
    seen = preview(source, file)
    page = queries.dry_run(source, seen, () if seen.problems else as_read(source, file))
    form = WriteForm(request.POST or None, initial={"standing": page.standing}, asked=page.asks)
    if form.is_valid():
        if form.cleaned_data["standing"] != page.standing:
            form = WriteForm({"reason": form.cleaned_data["reason"], "standing": page.standing}, asked=page.asks)
            form.add_error(
                None,
                _("Another delivery of this source came in meanwhile. Look again at what would change, then write."),
            )
        else:
            try:
                count = actions.deliver(
                    source=source, data=file, by=request.viewer, at=timezone.now(), reason=form.cleaned_data["reason"],  # type: ignore[attr-defined]
                )  # fmt: skip
                actions.apply_rules(by=request.viewer, at=timezone.now())  # type: ignore[attr-defined]
            except actions.NeedsReason:
                form.add_error("reason", _("Write in one sentence why these figures change."))
            except actions.CannotReceive as refusal:
                form.add_error(None, str(refusal))
            except WorkspaceError as refusal:
                for one in told(refusal.problems):
                    form.add_error(None, " ".join(filter(None, (one.place, one.message))))
            else:
                _let_go(request, token)
                messages.success(request, _written(source, count))
                return redirect("evidence:publications")
    context = {
        "source": source,
        "name": file.name,
        "page": page,
        "problems": seen.problems,
        "form": form,
        "crumbs": [*_crumbs(), (source.title, reverse("evidence:delivery", args=[source.pk]))],
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "insight/evidence/dry_run.html", context, status=status)


def _source(request: HttpRequest, code: str) -> Source:
    require(request.viewer, Permission.RECEIVE)  # type: ignore[attr-defined]
    source = there(
        Source.objects.filter(pk=code.replace("\x00", ""), withdrawn_on=None).first(),
        _("The workspace declares no such source."),
    )
    return source


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Sources"), reverse("evidence:publications"))]


def _let_go(request: HttpRequest, token: str) -> None:
    forget(token)
    request.session[HELD] = {other: source for other, source in request.session.get(HELD, {}).items() if other != token}


def _written(source: Source, count: int) -> str:
    return ngettext(
        "The file was written: %(count)s figure of %(source)s is shown now.",
        "The file was written: %(count)s figures of %(source)s are shown now.",
        count,
    ) % {"count": localised(count, 0), "source": source.title}

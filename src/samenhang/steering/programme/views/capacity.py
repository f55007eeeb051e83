"""The page of what fits: the newest proposal, asking for another, moving measures, and keeping what people arranged."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Code, Permission, require
from samenhang.screen.download import csv_text
from samenhang.screen.posted import refusals_in, status_of, there
from samenhang.steering.programme import actions, tasks
from samenhang.steering.programme.forms.capacity import AskForm
from samenhang.steering.programme.models import Proposal
from samenhang.steering.programme.queries import capacity as queries
from samenhang.steering.programme.queries import means, moves, proposals, setting, worth
from samenhang.steering.programme.queries.setting import Ask


def capacity(request: HttpRequest) -> HttpResponse:
    """The newest proposal, with the moves that stand in the address."""
    return _page(request, proposals.newest(request.viewer), None)  # type: ignore[attr-defined]


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal, also when there are newer ones."""
    found = there(
        proposals.proposals(request.viewer).filter(pk=pk, state=Proposal.State.DONE).first(),  # type: ignore[attr-defined]
        _("There is no proposal with this number that was computed."),
    )
    return _page(request, found, None)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Freeze what a programme is chosen from, and let the worker compute it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.DECIDE)
    form = _form(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        held = _held(request, proposals.newest(viewer)) if request.POST.get("held") else {}
        chosen = Ask(
            weights=form.weights, basis=given["basis"], cover_themes=given["cover_themes"], cover_stages=given["cover_stages"],
            front=(given["one"], given["other"]), held=held,
            quarters=tuple(one for one in form.quarters if one >= given["first"]),
        )  # fmt: skip
        with refusals_in(form, setting.CannotFit, actions.CannotProgramme):
            made = actions.ask_for(chosen, by=viewer, at=timezone.now())
            tasks.compute.enqueue(made.pk)
            return redirect(f"{reverse('programme:capacity')}#computing")
    return _page(request, proposals.newest(viewer), form)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the proposal that waits or computes."""
    found = there(
        proposals.proposals(request.viewer).filter(pk=pk).first(),  # type: ignore[attr-defined]
        _("There is no proposal with this number."),
    )
    if actions.cancel(proposal=found, by=request.viewer, at=timezone.now()):  # type: ignore[attr-defined]
        messages.success(request, _("The computation was cancelled. Nothing of it was kept; it can be started again."))
    return redirect("programme:capacity")


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the programme as people arranged it, as the newest proposal."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = proposals.proposals(viewer).filter(pk=pk, state=Proposal.State.DONE).first()
    frozen = queries.frozen(found) if found else None
    if found is None or frozen is None:
        raise Http404(_("There is no proposal with this number that was computed."))
    held = moves.read(request.POST.getlist("held"), frozen.setting)
    try:
        made = actions.arrange(
            setting=frozen.setting_sheet, plan=frozen.sheet, moves=[Code(one) for one in moves.written(held)], by=viewer,
            at=timezone.now(),
        )  # fmt: skip
        kept = actions.kept(
            setting=frozen.setting_sheet, result=made, by=viewer, at=timezone.now(), example=found.example
        )
    except setting.CannotFit as problem:
        messages.error(request, str(problem))
        return redirect("programme:proposal", pk)
    messages.success(request, _("The programme is kept as you arranged it."))
    return redirect("programme:proposal", kept.pk)


def _page(request: HttpRequest, found: Proposal | None, form: AskForm | None) -> HttpResponse:
    viewer, now = request.viewer, timezone.now()  # type: ignore[attr-defined]
    frozen = queries.frozen(found) if found else None
    held = _held(request, found) if frozen else {}
    board = queries.board(viewer, frozen, held) if frozen else None
    if board and request.GET.get("format") == "csv":
        return _file(board)
    last = proposals.proposals(viewer).first()
    may_decide = viewer.may(Permission.DECIDE)
    light = request.headers.get("HX-Target") == "plan"
    context: dict[str, Any] = {"board": board, "held": moves.written(held), "may_decide": may_decide, "found": found}
    if not light:
        _part, _worth, left = setting.sort_out(viewer)
        context |= {
            "form": form or (_form(None) if may_decide else None),
            "left": left,
            "last": last,
            "lost": bool(last and last.lost(now)),
            "needed": queries.told_needed(last) if last and last.needed else (),
            "crumbs": [(_("Programme"), reverse("programme:goals"))],
        }
    return TemplateResponse(request, "steering/programme/capacity.html", context, status=status_of(form))


def _held(request: HttpRequest, found: Proposal | None) -> dict[int, str]:
    """The moves: `held=12:2031-Q2` again and again, and the fields `m12` of the list, of which an empty one says nothing."""
    frozen = queries.frozen(found) if found else None
    if frozen is None:
        return {}
    typed = request.POST if request.method == "POST" else request.GET
    asked = [one for one in typed.getlist("held") if f"m{one.partition(':')[0]}" not in typed]
    asked += [
        f"{name[1:]}:{value}" for name, value in typed.items() if name[:1] == "m" and name[1:].isdecimal() and value
    ]
    return moves.read(asked, frozen.setting)


def _form(data: Any) -> AskForm:
    return AskForm(data, aims=worth.aims(), quarters=means.quarters(), today=means.quarter_of(timezone.localdate()))


def _file(board: queries.Board) -> HttpResponse:
    heads = (
        _("Measure"),
        _("State"),
        _("Begins in"),
        _("Points"),
        _("In the packages that no other beats"),
        _("Accountable"),
        _("Origin"),
    )
    rows = [
        (
            line.title, _("above the line") if line.quarter else _("below the line"), line.quarter, line.worth.value,
            str(line.word), str(line.measure.accountable), line.worth.ref,
        )
        for line in (*board.above, *board.below)
    ]  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="programme-{board.frozen.proposal.pk}.csv"'}
    return HttpResponse("\ufeff" + csv_text(heads, rows), content_type="text/csv; charset=utf-8", headers=headers)

"""A session: the screen in the room, the page on a party's phone, and what whoever leads it does."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts import Permission, Ref, require
from samenhang.ground.people.actions import make_link
from samenhang.screen.posted import refusals_in, status_of
from samenhang.weighing.appraisal import actions, forms, queries
from samenhang.weighing.appraisal.views.pages import found_or_404


@never_cache
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen of a session: who gave something, who puts what first, why they differ. It asks again every few seconds."""
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    found = found_or_404(request, pk, brief=True)
    room = queries.room_of(request.viewer, found)  # type: ignore[attr-defined]
    form = forms.InviteForm(viewer=request.viewer)  # type: ignore[attr-defined]
    context = {"page": found, "room": room, "insight": room and room.insight, "form": form}
    return TemplateResponse(request, "weighing/appraisal/session.html", context)


@require_POST
def open_session(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on parties answer for themselves."""
    found = found_or_404(request, pk)
    actions.open_session(appraisal=found.appraisal, by=request.viewer, at=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, _("The session is open. Invite the parties; what each gives, only the session sees."))
    return redirect("appraisal:session", pk)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A place for a party, and a link that signs its seat in once."""
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    found, viewer, now = found_or_404(request, pk), request.viewer, timezone.now()  # type: ignore[attr-defined]
    form = forms.InviteForm(request.POST, viewer=viewer)
    link = ""
    if form.is_valid():
        party = Ref(form.cleaned_data["party"])
        with refusals_in(form, actions.CannotAppraise):
            actions.invite(appraisal=found.appraisal, party=party, by=viewer, at=now)
            seat = actions.seat_for(party, form.cleaned_data["role"], None, by=viewer, at=now)
            path = reverse("people:link", args=[make_link(seat, at=now)])
            link = request.build_absolute_uri(f"{path}?verder={reverse('appraisal:enter', args=[pk])}")
    room = queries.room_of(viewer, found)
    invited = dict(form.fields["party"].choices).get(form.cleaned_data.get("party", ""), "")  # type: ignore[attr-defined]
    context = {
        "page": found,
        "room": room,
        "insight": room and room.insight,
        "form": form,
        "link": link,
        "invited": invited,
    }
    return TemplateResponse(request, "weighing/appraisal/session.html", context, status=status_of(form))


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze what the parties gave, and make it public."""
    require(request.viewer, Permission.WEIGH)  # type: ignore[attr-defined]
    found = found_or_404(request, pk)
    try:
        actions.release(found.appraisal, by=request.viewer, at=timezone.now())  # type: ignore[attr-defined]
    except actions.CannotAppraise as problem:
        messages.error(request, str(problem))
        return redirect("appraisal:session", pk)
    messages.success(request, _("What the parties gave is frozen and public. Weigh the options to record the outcome."))
    return redirect("appraisal:page", pk)


@never_cache
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """What one's own party holds: on a phone, in one page."""
    found, viewer = found_or_404(request, pk), request.viewer  # type: ignore[attr-defined]
    require(viewer, Permission.JOIN)
    entry = queries.own_entry(viewer, found.appraisal)
    if entry is None:
        raise Http404(
            _("Your party has no place in an open session of this appraisal. Ask whoever leads it to invite you.")
        )
    way = request.POST.get("way") or request.GET.get("manier") or entry.way or "points"
    form = forms.EntryForm(
        request.POST or None, page=found, viewer=viewer, way=way, initial=forms.entry_start(found, entry)
    )
    if form.is_valid():
        with refusals_in(form, actions.CannotAppraise):
            actions.enter(
                entry, way=form.way, points=form.points, least=form.least, facts=form.facts,
                position=form.cleaned_data["position"], reason=form.cleaned_data["reason"], by=viewer, at=timezone.now(),
            )  # fmt: skip
            messages.success(
                request, _("Kept. The screen shows it within a few seconds; you can change it until the release.")
            )
            return redirect("appraisal:enter", pk)
    name = queries.party_names([entry.party]).get(entry.party, entry.party)
    context = {"page": found, "form": form, "entry": entry, "party": name}
    return TemplateResponse(request, "weighing/appraisal/enter.html", context, status=status_of(form))

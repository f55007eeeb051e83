"""Signing in with a link that works once, signing out, following; and the middleware that knows who is looking."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenhang.ground.ledger.acts.kinds import REF
from samenhang.ground.people.actions import toggle_follow, use_link
from samenhang.ground.people.queries import viewer_of


class ViewerMiddleware:
    """`request.viewer` is the seat that looks, or a visitor; looked up only when asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


@never_cache
def sign_in(request: HttpRequest, secret: str = "") -> HttpResponse:
    """How one signs in here; and, with the secret of a link, a button that uses it (a mail scanner only reads the page)."""
    if request.method == "POST" and secret:
        seat = use_link(secret, at=timezone.now())
        if seat is not None and seat.account is not None:
            login(request, seat.account, backend="django.contrib.auth.backends.ModelBackend")
            return HttpResponseRedirect(_further(request))
        messages.error(request, _("This link was used before or is older than eight hours. Ask for a new one."))
        return redirect("people:sign_in")
    return TemplateResponse(request, "ground/people/sign_in.html", {"secret": secret})


def _further(request: HttpRequest) -> str:
    """Where a link leads once it signed somebody in: a page of this site that it names, else the first page."""
    asked = request.GET.get("verder", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("home:page")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("home:page")


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Follow the page of `ref`, or stop; then back to where the viewer was."""
    ref, back = request.POST.get("ref", ""), request.POST.get("back", "/")
    if not request.viewer:  # type: ignore[attr-defined]
        return redirect("people:sign_in")
    if REF.fullmatch(ref):
        followed = toggle_follow(request.viewer, ref[:120], at=timezone.now())  # type: ignore[attr-defined]
        messages.success(request, _("You follow this page now.") if followed else _("You no longer follow this page."))
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if safe else "/")

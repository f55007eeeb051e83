"""The pages of somebody who takes part. The code of the receipt travels in the body of each form, never in an address."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samenhang.insight.senders import views as senders
from samenhang.insight.senders.actions import NotNow, knock, spend
from samenhang.insight.senders.queries import Texts
from samenhang.insight.voices import actions
from samenhang.insight.voices.forms import AboutForm, AddForm
from samenhang.insight.voices.models import Phase, Round, Sifted, Voice
from samenhang.insight.voices.queries import public as queries
from samenhang.insight.voices.queries.results import results
from samenhang.insight.voices.queries.words import languages_of, words
from samenhang.insight.voices.tasks import later

quiet = senders.quiet("insight/voices/public_problem.html")


def _page(
    request: HttpRequest, name: str, text: Texts, found: Round, status: int = 200, **context: Any
) -> TemplateResponse:
    today = timezone.localdate()
    given = {
        "round": found, "words": words(found, text.language), "takes": queries.takes(found, today),
        "early": found.opens_on > today, "until": senders.day(found.closes_on, text.language), **context,
    }  # fmt: skip
    return senders.page(request, f"insight/voices/public_{name}.html", text, status, **given)


def _round(pk: int) -> Round:
    found = queries.public(pk)
    if found is None:
        raise Http404(_("There is no round with this number."))
    return found


@quiet
@require_safe
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """In which language? The address on posters and paper forms."""
    rows = languages_of(_round(pk))
    choices = [(language, title, reverse("voices:start", args=[pk, language.pk])) for language, title in rows]
    return TemplateResponse(request, "insight/senders/languages.html", {"choices": choices})


@quiet
@require_safe
def start(request: HttpRequest, text: Texts, pk: int) -> HttpResponse:
    """What it is for, what is kept of whoever takes part, and the button to begin."""
    return _page(request, "start", text, _round(pk))


def _who(request: HttpRequest, found: Round, text: Texts) -> Voice | HttpResponse:
    """Who takes part, by the code in the form; or the page that says why nobody does."""
    problem = "" if queries.takes(found, timezone.localdate()) else text["round_closed"]
    one = queries.voice(found, request.POST.get("code", "")[:80])
    if one is None and not problem:
        problem = text["code_wrong"]
    return _page(request, "start", text, found, 422, problem=problem) if problem or one is None else one


@quiet
@require_POST
def step(request: HttpRequest, text: Texts, pk: int) -> HttpResponse:
    """Begin, or answer one statement; then the next one."""
    found = _round(pk)
    if "code" not in request.POST:
        return _begun(request, text, found)
    one = _who(request, found, text)
    if isinstance(one, HttpResponse):
        return one
    value, number = request.POST.get("value", ""), request.POST.get("statement", "")
    if value in ("1", "0", "-1") and number.isdecimal():
        asked = found.propositions.filter(pk=int(number[:15]), state=Sifted.SHOWN).first()
        if asked is not None:
            actions.vote(one, asked, int(value))
    return _next(request, text, found, one, request.POST["code"])


def _begun(request: HttpRequest, text: Texts, found: Round) -> HttpResponse:
    now = timezone.now()
    if not queries.takes(found, timezone.localdate()):
        return _page(request, "start", text, found, 422, problem=text["round_closed"])
    try:
        spend(request.POST.get("token", ""), now)
        knock("begin", senders.address(request), now)
    except NotNow as refusal:
        told = {"form_old": "round_old", "too_many": "round_many"}[str(refusal)]
        return _page(request, "start", text, found, 422, problem=text[told])
    one, code = actions.begin(found, language=text.language, at=now)
    return _next(request, text, found, one, code)


def _next(request: HttpRequest, text: Texts, found: Round, one: Voice, code: str) -> HttpResponse:
    ask = queries.following(found, one, words(found, text.language))
    if ask is None:
        return _about(request, text, found, one, code)
    return _page(request, "statement", text, found, ask=ask, code=code)


def _about(request: HttpRequest, text: Texts, found: Round, one: Voice, code: str, **context: Any) -> HttpResponse:
    asked = queries.enquiries(found, one, words(found, text.language))
    about = AboutForm(enquiries=asked, nothing=text["round_no_say"])
    given = {"form": about, "add": AddForm(text=text, prefix="add"), "code": code, **context}
    return _page(request, "about", text, found, 422 if context.get("add") or context.get("problem") else 200, **given)


@quiet
@require_POST
def add(request: HttpRequest, text: Texts, pk: int) -> HttpResponse:
    """A statement of one's own."""
    found, now = _round(pk), timezone.now()
    one = _who(request, found, text)
    if isinstance(one, HttpResponse):
        return one
    code = request.POST["code"]
    form = AddForm(request.POST, text=text, prefix="add")
    if not form.is_valid():
        return _about(request, text, found, one, code, add=form)
    if form.cleaned_data["website"]:  # a robot: it is thanked, and nothing is kept
        return _about(request, text, found, one, code, added=True)
    try:
        spend(request.POST.get("token", ""), now)
        knock("add", senders.address(request), now)
        actions.add(one, words=form.cleaned_data["words"])
    except NotNow as refusal:
        told = {"form_old": "round_old", "too_many": "round_many"}.get(str(refusal), str(refusal))
        return _about(request, text, found, one, code, add=form, problem=text[told])
    return _about(request, text, found, one, code, added=True)


@quiet
@require_POST
def about(request: HttpRequest, text: Texts, pk: int) -> HttpResponse:
    """What somebody tells about themselves, and then the receipt."""
    found = _round(pk)
    one = _who(request, found, text)
    if isinstance(one, HttpResponse):
        return one
    asked = queries.enquiries(found, one, words(found, text.language))
    form = AboutForm(request.POST, enquiries=asked, nothing=text["round_no_say"])
    actions.tell(one, form.chosen, asked=[row.question.pk for row in asked])
    later(found)
    return _page(request, "receipt", text, found, code=request.POST["code"])


@quiet
@require_POST
def receipt(request: HttpRequest, text: Texts, pk: int) -> HttpResponse:
    """The receipt, for who stops halfway."""
    found = _round(pk)
    one = _who(request, found, text)
    if isinstance(one, HttpResponse):
        return one
    later(found)
    return _page(request, "receipt", text, found, code=request.POST["code"])


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, text: Texts, pk: int) -> HttpResponse:
    """With the code: what one said, go on, or erase it all."""
    found = _round(pk)
    if request.method != "POST":
        return _page(request, "look", text, found)
    now, code = timezone.now(), request.POST.get("code", "")[:80]
    try:
        knock("read", senders.address(request), now)
    except NotNow:
        return _page(request, "look", text, found, 429, code=code, problem=text["round_many"])
    one = queries.voice(found, code)
    if one is None:
        return _page(request, "look", text, found, 422, code=code, problem=text["code_wrong"])
    if "withdraw" in request.POST:
        actions.withdraw(one, at=now)
        return _page(request, "withdrawn", text, found)
    said = queries.read_back(one, words(found, text.language))
    return _page(request, "yours", text, found, said=said, code=code)


@quiet
@require_safe
def result(request: HttpRequest, text: Texts, pk: int) -> HttpResponse:
    """What people said of each statement, and what is done with it."""
    found = _round(pk)
    done = found.phase in (Phase.CLOSED, Phase.ANSWERED)
    counted = results(found, words(found, text.language), request.GET.get("zin", "")) if done else None
    return _page(request, "result", text, found, counted=counted)

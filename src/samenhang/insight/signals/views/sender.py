"""The pages of a sender: no account, no cookie, no address kept, nothing stored by a browser on the way."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from samenhang.ground.places.models import Area
from samenhang.insight.signals import actions
from samenhang.insight.signals.forms import BackForm, SenderForm
from samenhang.insight.signals.models import Channel
from samenhang.insight.signals.queries import sender as queries
from samenhang.insight.signals.queries.sender import Texts

LARGEST = 100_000  # bytes: four thousand letters of any script, and room to spare
View = Callable[..., HttpResponse]


def quiet(view: View) -> View:
    """A page for senders: its texts in the language of the address, in no cache, and nothing large is even read."""

    @wraps(view)
    def shown(request: HttpRequest, language: str = "") -> HttpResponse:
        text = queries.texts(language) if language else None
        if language and text is None:
            raise Http404(_("There is no form in this language."))
        size = request.META.get("CONTENT_LENGTH") or "0"
        if text is not None and size.isdecimal() and int(size) > LARGEST:
            response: HttpResponse = _page(request, "problem", text, 413, problem=text["too_large"])
        elif text is not None and request.FILES:  # a photo tells where and when it was made: none is taken in
            response = _page(request, "problem", text, 415, problem=text["no_files"])
        else:
            response = view(request, text) if text is not None else view(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Content-Language"] = language or "mul"
        return response

    # a form carries its own token, signed and good for one time: a cookie is not needed to trust it
    return csrf_exempt(shown)


def _page(request: HttpRequest, name: str, text: Texts, status: int = 200, **context: Any) -> TemplateResponse:
    given = {"text": text, "languages": queries.languages(), "token": actions.opened(), **context}
    return TemplateResponse(request, f"insight/signals/sender_{name}.html", given, status=status)


def _address(request: HttpRequest) -> str:
    """Whose knock it is: read here, hashed under the key of the day, and forgotten."""
    if settings.PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _day(day: Any, language: str) -> str:
    with translation.override(language):
        return formats.date_format(day, "DATE_FORMAT")


@quiet
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """In which language?"""
    titles = [(row, queries.texts(row.pk)) for row in queries.languages()]
    context = {"titles": [(row, text["title"]) for row, text in titles if text]}
    return TemplateResponse(request, "insight/signals/sender_languages.html", context)


@quiet
@require_safe
def start(request: HttpRequest, text: Texts) -> HttpResponse:
    """What this is not, who to call, and what happens with a report."""
    return _page(request, "start", text, lines=queries.lines(text))


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, text: Texts) -> HttpResponse:
    """The form, and after it the receipt."""
    now = timezone.now()
    today = timezone.localdate()
    places = queries.municipalities(today)
    if request.method != "POST":
        return _page(request, "form", text, form=SenderForm(text=text, places=places, today=today))
    form = SenderForm(request.POST, text=text, places=places, today=today)
    if not form.is_valid():
        return _page(request, "form", text, 422, form=form)
    given = form.cleaned_data
    try:
        actions.spend(request.POST.get("token", ""), now)
        actions.knock("send", _address(request), now)
    except actions.NotNow as refusal:
        return _page(request, "form", text, 422, form=form, problem=text[str(refusal)])
    if given["website"]:  # a robot: it gets the same page and a code of nothing
        return _page(request, "receipt", text, code=actions.new_code(), by=_day(actions.due(today), text.language))
    sent = actions.send(
        words=given["words"], language=text.language, area=Area.objects.filter(pk=given["area"]).first(),
        happened_on=given["happened_on"], passing=given["passing"], channel=Channel.SELF, at=now,
    )  # fmt: skip
    return _page(request, "receipt", text, code=sent.code, by=_day(sent.signal.reply_by, text.language))


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, text: Texts) -> HttpResponse:
    """With the code: how it stands, what was written, and a place to write back."""
    if request.method != "POST":
        return _page(request, "look", text)
    now, code = timezone.now(), request.POST.get("code", "")[:80]
    try:
        actions.knock("look", _address(request), now)
    except actions.NotNow as refusal:
        return _page(request, "look", text, 429, code=code, problem=text[str(refusal)])
    found = queries.followed(code, text)
    if found is None:
        return _page(request, "look", text, 422, code=code, problem=text["code_wrong"])
    form, problem = BackForm(text=text), ""
    if "words" in request.POST:
        form = BackForm(request.POST, text=text)
        if form.is_valid():
            try:
                actions.spend(request.POST.get("token", ""), now)
                actions.knock("write", _address(request), now)
            except actions.NotNow as refusal:
                problem = text[str(refusal)]
            else:
                actions.write_back(found, words=form.cleaned_data["words"], at=now)
                found, form = queries.followed(code, text) or found, BackForm(text=text)
    messages = [
        (_day(one.on, text.language), one.from_sender, one.words.body if one.words else "") for one in found.messages
    ]
    context = {
        "code": code, "found": found, "form": form, "problem": problem, "messages": messages,
        "received": _day(found.signal.received_on, text.language), "by": _day(found.main.reply_by, text.language),
    }  # fmt: skip
    return _page(request, "follow", text, 422 if problem or form.errors else 200, **context)

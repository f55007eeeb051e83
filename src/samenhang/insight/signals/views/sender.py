"""The pages of a sender: no account, no cookie, no address kept, nothing stored by a browser on the way."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from samenhang.ground.places.models import Area
from samenhang.insight.senders import views as senders
from samenhang.insight.senders.queries import Texts, languages, texts
from samenhang.insight.signals import actions
from samenhang.insight.signals.forms import BackForm, SenderForm
from samenhang.insight.signals.models import Channel
from samenhang.insight.signals.queries import sender as queries

quiet = senders.quiet("insight/signals/sender_problem.html")


def _page(request: HttpRequest, name: str, text: Texts, status: int = 200, **context: Any) -> TemplateResponse:
    return senders.page(request, f"insight/signals/sender_{name}.html", text, status, **context)


@quiet
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """In which language?"""
    found = [(row, texts(row.pk)) for row in languages()]
    choices = [(row, text["title"], reverse("signals:start", args=[row.pk])) for row, text in found if text]
    return TemplateResponse(request, "insight/senders/languages.html", {"choices": choices})


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
        actions.knock("send", senders.address(request), now)
    except actions.NotNow as refusal:
        return _page(request, "form", text, 422, form=form, problem=text[str(refusal)])
    if given["website"]:  # a robot: it gets the same page and a code of nothing
        return _page(
            request, "receipt", text, code=actions.new_code(), by=senders.day(actions.due(today), text.language)
        )
    sent = actions.send(
        words=given["words"], language=text.language, area=Area.objects.filter(pk=given["area"]).first(),
        happened_on=given["happened_on"], passing=given["passing"], channel=Channel.SELF, at=now,
    )  # fmt: skip
    return _page(request, "receipt", text, code=sent.code, by=senders.day(sent.signal.reply_by, text.language))


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, text: Texts) -> HttpResponse:
    """With the code: how it stands, what was written, and a place to write back."""
    if request.method != "POST":
        return _page(request, "look", text)
    now, code = timezone.now(), request.POST.get("code", "")[:80]
    try:
        actions.knock("look", senders.address(request), now)
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
                actions.knock("write", senders.address(request), now)
            except actions.NotNow as refusal:
                problem = text[str(refusal)]
            else:
                actions.write_back(found, words=form.cleaned_data["words"], at=now)
                found, form = queries.followed(code, text) or found, BackForm(text=text)
    messages = [
        (senders.day(one.on, text.language), one.from_sender, one.words.body if one.words else "")
        for one in found.messages
    ]
    context = {
        "code": code, "found": found, "form": form, "problem": problem, "messages": messages,
        "received": senders.day(found.signal.received_on, text.language), "by": senders.day(found.main.reply_by, text.language),
    }  # fmt: skip
    return _page(request, "follow", text, 422 if problem or form.errors else 200, **context)

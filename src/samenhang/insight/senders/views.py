"""The pages of people without an account: no cookie, no address kept, nothing stored by a browser on the way."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from samenhang.insight.senders.actions import opened
from samenhang.insight.senders.queries import Texts, languages, texts

LARGEST = 100_000  # bytes: four thousand letters of any script, and room to spare
View = Callable[..., HttpResponse]


def quiet(problem: str) -> Callable[[View], View]:
    """A page for senders: its texts in the language of the address, in no cache, and nothing large is even read.

    `problem` is the template that says what is not taken in. The view gets the texts instead of the language, and the rest of the address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, language: str = "", **where: Any) -> HttpResponse:
            text = texts(language) if language else None
            if language and text is None:
                raise Http404(_("There is no form in this language."))
            size = request.META.get("CONTENT_LENGTH") or "0"
            if text is not None and size.isdecimal() and int(size) > LARGEST:
                response: HttpResponse = page(request, problem, text, 413, problem=text["too_large"], where=where)
            elif text is not None and request.FILES:  # a photo tells where and when it was made: none is taken in
                response = page(request, problem, text, 415, problem=text["no_files"], where=where)
            else:
                response = view(request, text, **where) if text is not None else view(request, **where)
            response.headers["Cache-Control"] = "no-store"
            response.headers["Referrer-Policy"] = "no-referrer"
            response.headers["Content-Language"] = language or "mul"
            return response

        # a form carries its own token, signed and good for one time: a cookie is not needed to trust it
        return csrf_exempt(shown)

    return decorate


def page(request: HttpRequest, template: str, text: Texts, status: int = 200, **context: Any) -> TemplateResponse:
    given = {"text": text, "languages": languages(), "token": opened(), **context}
    return TemplateResponse(request, template, given, status=status)


def address(request: HttpRequest) -> str:
    """Whose knock it is: read here, hashed under the key of the day, and forgotten."""
    if settings.PROXY:
        return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def day(at: Any, language: str) -> str:
    """A day as it is written in a language: of ours only English has a capital for a month, and none has a nought."""
    with translation.override(language):
        written = formats.date_format(at, "DATE_FORMAT").removeprefix("0")
    return written if language == "en" else written.lower()

"""Pairs of figures of the fictional province, and the bridge between them."""

import html
import re

from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from samenhang.insight.evidence.models import Figure
from samenhang.insight.evidence.queries.bridge import BridgePage, bridge_page
from samenhang.insight.evidence.queries.worked import bridge_url

BRIDGE = "/cijfers/TI01/brug/"
COUNT, LETTER = "TP01/2024/TX01/TI01/TD01", "TP01/2024/TX02/TI01/TD02"


def row(code: str) -> Figure:
    return Figure.objects.get(row=code, indicator="TI01", edition__current=True)


def pair(one: str | Figure, other: str | Figure) -> tuple[Figure, Figure]:
    first, second = (row(each) if isinstance(each, str) else each for each in (one, other))
    return first, second


def between(one: str | Figure = COUNT, other: str | Figure = LETTER) -> BridgePage:
    start, end = pair(one, other)
    with translation.override("en"):
        return bridge_page(start.indicator, start, end)


def address(one: str | Figure = COUNT, other: str | Figure = LETTER) -> str:
    start, end = pair(one, other)
    return bridge_url(start.indicator, start.ref, end.ref)


def text_of(response: HttpResponse) -> str:
    """What a reader sees of the page, without the markup."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
    return re.sub(r" (?=[,.:;)])|(?<=\() ", "", text)


def english(client: Client, url: str) -> str:
    return text_of(client.get(url, headers={"accept-language": "en"}))

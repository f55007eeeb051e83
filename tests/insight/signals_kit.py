"""What the tests of signals share: a sender who fills in forms as a browser does, and a signal at the desk."""

import re
from typing import Any

from django.test import Client
from django.utils import timezone

from samenhang.insight.signals import actions
from samenhang.insight.signals.models import Signal

WORDS = "There are twelve people in one room and the pay is late."


def token(html: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def code(html: str) -> str:
    found = re.search(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){4}", html)
    assert found is not None
    return found[0]


class Sender:
    """Somebody with a phone. The client checks no CSRF token: there is none to check."""

    def __init__(self, language: str = "en") -> None:
        self.client, self.base = Client(enforce_csrf_checks=True), f"/melden/{language}/"

    def form(self, **typed: str) -> Any:
        page = self.client.get(f"{self.base}nieuw/").content.decode()
        return self.client.post(
            f"{self.base}nieuw/", {"words": WORDS, "passing": "whole", "token": token(page), **typed}
        )

    def send(self, **typed: str) -> str:
        return code(self.form(**typed).content.decode())

    def look(self, receipt: str, **typed: str) -> Any:
        return self.client.post(f"{self.base}antwoord/", {"code": receipt, **typed})

    def write_back(self, receipt: str, words: str) -> Any:
        page = self.look(receipt).content.decode()
        return self.look(receipt, words=words, token=token(page))


def reported(words: str = WORDS, **more: Any) -> Signal:
    """A signal as it comes in."""
    given = {"language": "en", "area": None, "happened_on": None, "passing": "whole", "channel": "self"} | more
    return actions.send(words=words, at=timezone.now(), **given).signal

"""What the tests of voices share: a person with a phone, a round of one's own, and votes by the crowd."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from samenhang.ground.ledger.acts import Code, Words
from samenhang.ground.places.models import Area
from samenhang.insight.voices import actions
from samenhang.insight.voices.models import Proposition, Questionnaire, Round, Sifted, Voice, Vote, Way


class Person:
    """Somebody with a phone. The client checks no CSRF token: there is none to check."""

    def __init__(self, held: Round, language: str = "pl") -> None:
        self.client, self.round = Client(enforce_csrf_checks=True), held
        self.base, self.html = f"/stemmen/{held.pk}/{language}/", ""

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found is not None, name
        return found[1]

    def post(self, path: str, **typed: str) -> Any:
        answer = self.client.post(self.base + path, typed)
        self.html = answer.content.decode()
        return answer

    def begin(self) -> Any:
        self.html = self.client.get(self.base).content.decode()
        return self.post("zin/", token=self.hidden("token"))

    def vote(self, value: int) -> Any:
        return self.post("zin/", code=self.hidden("code"), statement=self.hidden("statement"), value=str(value))

    def finish(self, value: int = 1) -> str:
        """Vote on everything; gives the code."""
        self.begin()
        code = self.hidden("code")
        while 'name="statement"' in self.html:
            self.vote(value)
        return code

    def add(self, code: str, words: str) -> Any:
        self.post("zin/", code=code)
        return self.post("toevoegen/", code=code, token=self.hidden("token"), **{"add-words": words})


def held(by: Any, *, phase: str = "open", statements: int = 7, **more: Any) -> Round:
    """A round of the fictional province with the statements of its questionnaire."""
    now = timezone.now()
    today = timezone.localdate(now)
    made: Round = actions.prepare(
        questionnaire=Questionnaire.objects.get(), title=Words(more.pop("title", "")), purpose=Words(""),
        language=Code("en"), opens_on=today - timedelta(days=1), closes_on=today + timedelta(days=30),
        areas=[Area.objects.get(kind="province")], example=False, by=by, at=now,
    )  # fmt: skip
    Proposition.objects.filter(round=made, number__gt=statements).delete()
    if phase != "draft":
        actions.open_round(held=made, by=by, at=now)
    return made


def crowd(held: Round, *votes: tuple[int, ...]) -> list[Voice]:
    """One voice per row of votes, on the statements in their order; 9 is not seen."""
    asked = list(held.propositions.filter(state=Sifted.SHOWN).order_by("number"))
    today = timezone.localdate()
    voices = Voice.objects.bulk_create(Voice(round=held, language="pl", way=Way.SELF, on=today) for _row in votes)
    Vote.objects.bulk_create(
        Vote(voice=voice, proposition=row, value=value)
        for voice, values in zip(voices, votes, strict=True)
        for row, value in zip(asked, values, strict=False)
        if value != 9
    )
    return voices

"""A round: taken part in without an account, by a phone that knows nothing but forms."""

import re
from typing import Any

import pytest
from django.test import Client

from samenhang.insight.senders.queries import digest
from samenhang.insight.voices.models import Pick, Round, Voice

pytestmark = pytest.mark.django_db


class Person:
    """Somebody with a phone. The client checks no CSRF token: there is none to check."""

    def __init__(self, language: str = "pl") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.round = Round.objects.get(example=True)
        self.base, self.html = f"/stemmen/{self.round.pk}/{language}/", ""

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


def test_a_round_in_polish_from_begin_to_receipt_and_read_back() -> None:
    person = Person()
    assert person.begin().status_code == 200
    code = person.hidden("code")
    assert "Zgadzam się" in person.html
    said = 0
    while 'name="statement"' in person.html:
        person.vote((1, -1, 0)[said % 3])
        said += 1
    assert said == person.round.propositions.count()
    one = Voice.objects.get(code=digest(code))
    question = person.round.questions.first()
    choice = question.choices.all()[0]
    assert person.post("over-u/", code=code, **{question.key: str(choice.pk)}).status_code == 200
    assert code in person.html
    assert list(Pick.objects.filter(voice=one).values_list("choice_id", flat=True)) == [choice.pk]
    assert person.post("antwoord/", code=code.lower().replace("-", " ")).status_code == 200
    assert "Nie zgadzam się" in person.html

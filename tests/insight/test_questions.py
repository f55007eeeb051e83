"""What nobody knows becomes a question with an owner and a day, and is closed with what came of it."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.said_rows import english, seat_for

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.models import Act
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.models import Indicator, Question
from samenhang.insight.evidence.queries import questions

pytestmark = pytest.mark.django_db
LETTER, COUNT = "TP01/2024/TX02/TI01/TD02", "TP01/2024/TX01/TI01/TD01"
ASIDE, QUESTIONS = "/cijfers/TI01/opzij/", "/onderzoeksvragen/"
TODAY = timezone.localdate()


def refused(deed, *args, error=actions.CannotAsk, **given):
    acts = Act.objects.count()
    with translation.override("en"), pytest.raises(error) as refusal:
        deed(*args, **given)
    assert Act.objects.count() == acts
    return str(refusal.value)


def ask(by, *, owner="parties:TO02", due=None, words="Hoeveel bedden zijn er echt?", area="TG03", indicator="TI02"):
    return actions.ask(
        indicator=Indicator.objects.get(pk=indicator), area=Area.objects.get(pk=area), words=Words(words), owner=Ref(owner),
        due_on=due or TODAY + timedelta(days=30), by=by, at=timezone.now(),
    )  # fmt: skip


def close(found, by, *, outcome="answered", words="Er zijn er 250."):
    return actions.close(question=found, outcome=Code(outcome), words=Words(words), by=by, at=timezone.now())


def test_a_gap_becomes_a_question_with_an_owner_and_a_day(core_team):
    made = ask(core_team)
    act = Act.objects.latest("pk")
    assert (act.verb, json.loads(act.facts)) == (
        "evidence.asked", {"due_on": (TODAY + timedelta(days=30)).isoformat(), "words_length": 28},
    )  # fmt: skip
    assert [(one.role, one.target) for one in act.mentions.order_by("place")] == [
        ("indicator", "indicators:TI02"), ("area", "areas:TG03"), ("owner", "parties:TO02"), ("made", made.ref),
    ]  # fmt: skip
    with translation.override("nl"):
        (asked,) = questions.told([made], TODAY)
        assert (asked.words, asked.owner, asked.by, asked.overdue) == (
            "Hoeveel bedden zijn er echt?", "Gemeente Appelwoude", "Kerngroep", False,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"words": ""}, "Write down the question, in one sentence that ends in a question mark."),
        ({"owner": "parties:XX"}, "Choose the party that owns the question from the list."),
        ({"owner": "areas:TG01"}, "Choose the party that owns the question from the list."),
        ({"due": TODAY - timedelta(days=2)}, "The answer should be due today or later; this day has passed."),
    ],
)
def test_a_question_that_is_none(core_team, given, sentence):
    assert refused(ask, core_team, error=actions.CannotAsk, **given) == sentence


def test_a_question_is_closed_once_with_what_came_of_it(core_team):
    made = ask(core_team)
    assert refused(close, made, core_team, error=actions.CannotAsk, outcome="lost") == (
        "Choose how the question ends from the list."
    )
    assert refused(close, made, core_team, error=actions.CannotAsk, words="") == (
        "Write in one sentence what came of the question."
    )
    close(made, core_team)
    made.refresh_from_db()
    assert (made.outcome, made.closing.body, made.closed_by, made.closed_at is not None) == (
        "answered", "Er zijn er 250.", core_team.ref, True,
    )  # fmt: skip
    assert refused(close, made, core_team, error=actions.CannotAsk) == "This question was closed before."
    for seat in (Visitor(), seat_for()):
        with pytest.raises(PermissionDenied):
            ask(seat)
        with pytest.raises(PermissionDenied):
            close(made, seat)


def gap(**changes):
    given = {"indicator_id": "TI02", "area_id": "TG03", "owner": "parties:TO02", "due_on": TODAY, "by": "seat:1",
             "at": timezone.now(), **changes}  # fmt: skip
    return Question.objects.create(**given)


def test_a_question_has_an_owner():
    gap()
    with pytest.raises(IntegrityError), transaction.atomic():
        gap(owner="")


@pytest.mark.parametrize(
    "half",
    [
        {"outcome": "answered"}, {"closed_by": "seat:1"}, {"closed_at": timezone.now()},
        {"outcome": "lost", "closed_by": "seat:1", "closed_at": timezone.now()},
    ],
)  # fmt: skip
def test_a_question_is_closed_wholly_or_not(half):
    gap(outcome="dropped", closed_by="seat:1", closed_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        gap(**half)


def test_from_what_is_not_known_to_a_question_in_one_step(client, core_team):
    link = f'href="{QUESTIONS}?over=TI03&amp;in=TG01#ask"'
    assert link not in client.get("/gebieden/TG01/").content.decode()
    client.force_login(core_team.account)
    assert link in client.get("/gebieden/TG01/").content.decode()
    form = client.get(f"{QUESTIONS}?over=TI03&in=TG01").context["form"]
    assert (form["indicator"].value(), form["area"].value()) == ("TI03", "TG01")
    given = {
        "indicator": "TI03",
        "area": "TG01",
        "words": "Do they?",
        "owner": "parties:TO04",
        "due_on": TODAY.isoformat(),
    }
    for missing in given:
        answered = client.post(QUESTIONS, {**given, missing: ""})
        assert (answered.status_code, list(answered.context["form"].errors)) == (422, [missing])
    assert client.post(QUESTIONS, given).status_code == 302
    page = english(client, "/gebieden/TG01/")
    assert "Research question: Do they? (Buurtraad Brugveld, due on" in page


def test_the_list_tells_them_all_and_a_question_is_closed_there(client, core_team):
    first, late = ask(core_team), gap(due_on=TODAY - timedelta(days=3), indicator_id="TI01", owner="parties:TO04")
    rows = lambda **asked: [one.pk for one in client.get(QUESTIONS, asked).context["table"].records]  # noqa: E731
    client.force_login(core_team.account)
    assert client.post(f"{QUESTIONS}{first.pk}/sluiten/", {"outcome": "", "words": ""}).status_code == 422
    assert (
        client.post(f"{QUESTIONS}{first.pk}/sluiten/", {"outcome": "dropped", "words": "Nobody counts."}).status_code
        == 302
    )
    assert (rows(stand="open"), rows(stand="late"), rows(stand="dropped"), rows(stand="answered")) == (
        [late.pk], [late.pk], [first.pk], [],
    )  # fmt: skip
    assert (rows(cijfer="TI01"), rows(eigenaar="parties:TO02"), rows(q="echt")) == ([late.pk], [first.pk], [first.pk])
    page = english(client, QUESTIONS)
    assert "past its day" in page
    assert "dropped Nobody counts." in page
    assert "The answer of Buurtraad Brugveld was due on" in english(client, "/")
    text = client.get(f"{QUESTIONS}?format=csv&stand=dropped", headers={"accept-language": "en"}).content.decode(
        "utf-8-sig"
    )
    (told,) = csv.DictReader(io.StringIO(text))
    assert (told["Question"], told["Owner"], told["How it stands"]) == (
        "Hoeveel bedden zijn er echt?", "Gemeente Appelwoude", "dropped: Nobody counts.",
    )  # fmt: skip


def test_a_question_has_its_origin_and_a_number_that_is_none_is_not_found(client, core_team):
    assert client.get(f"/herkomst/{ask(core_team).ref}/").status_code == 200
    assert client.get(f"{QUESTIONS}99999/sluiten/").status_code == 403
    client.force_login(core_team.account)
    assert client.get(f"{QUESTIONS}99999/sluiten/").status_code == 404


@pytest.mark.parametrize("url", [QUESTIONS, "/gebieden/TG03/"])
def test_a_page_asks_as_many_questions_for_one_as_for_thirty(client, url):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    gap(indicator_id="TI03")
    before = asked()
    for place in range(29):
        gap(indicator_id="TI03", due_on=TODAY + timedelta(days=place))
    assert asked() == before

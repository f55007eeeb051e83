"""The texts of one round: how far each language is, the next text to check, and words that nobody checked yet."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.voices_kit import held as made

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.models import Act, Prose
from samenhang.insight.languages import actions as checking
from samenhang.insight.languages.models import Proofreading
from samenhang.insight.languages.queries import strings
from samenhang.insight.languages.queries.meter import meter_of
from samenhang.insight.senders.models import Translation
from samenhang.insight.senders.queries import languages, texts
from samenhang.insight.voices import actions
from samenhang.insight.voices.actions import CannotHear
from samenhang.insight.voices.models import Proposition, Round, RoundWords, Sifted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language in which they were written."""
    with translation.override("en"):
        yield


@pytest.fixture
def held() -> Round:
    return Round.objects.get(example=True)


def one(seat: Any, of: str) -> strings.String:
    found = strings.one(seat, of)
    assert found is not None
    return found


def share(seat: Any, held: Round, language: str) -> Any:
    return next(share for tongue, share in meter_of(seat, held.pk) if tongue.pk == language)


def add(held: Round, said: str = "Autobus jest za drogi") -> Proposition:
    return Proposition.objects.create(
        round=held, number=99, added=True, language="pl", state=Sifted.SHOWN, original=Prose.objects.create(body=said)
    )


def give(client: Client, found: strings.String, words: str, deed: str = "nagekeken", **more: str) -> Any:
    given = {"words": words, "source": found.source, **more}
    return client.post(f"/talen/tekst/{found.of}/{deed}/", given, headers={"accept-language": "en"})


def test_from_the_round_to_its_language_to_the_next_text_until_nothing_is_left(
    signed_in: Client, core_team: Any, held: Round
) -> None:
    page = signed_in.get(f"/rondes/{held.pk}/").content.decode()
    assert f'href="/rondes/{held.pk}/teksten/"' in page
    page = signed_in.get(f"/rondes/{held.pk}/teksten/").content.decode()
    assert f'href="/rondes/{held.pk}/teksten/pl/volgende/"' in page
    assert f'href="/talen/pl/rondes/?ronde={held.pk}&amp;stand=machine&amp;stand=again&amp;stand=missing"' in page
    names = strings.waiting(core_team, "pl", held.pk)
    assert len(names) == share(core_team, held, "pl").left > 3
    at = signed_in.get(f"/rondes/{held.pk}/teksten/pl/volgende/").headers["Location"]
    walked = []
    while at.startswith("/talen/tekst/") and len(walked) < 200:
        of = at.removeprefix("/talen/tekst/").rstrip("/")
        walked.append(of)
        assert (
            "Checked, and to the next one" in signed_in.get(at, headers={"accept-language": "en"}).content.decode()
            or of == names[-1]
        )
        at = give(signed_in, one(core_team, of), f"Sprawdzone {of}", next="yes").headers["Location"]
        if of == names[-1]:
            break
    assert walked == names  # each once, in the order in which people meet them
    assert at == f"/talen/tekst/{names[-1]}/"  # the last one stays on the screen
    assert share(core_team, held, "pl").left == 0
    answer = signed_in.get(f"/rondes/{held.pk}/teksten/pl/volgende/", follow=True, headers={"accept-language": "en"})
    assert "Every text of this round is checked in this language: polski." in answer.content.decode()


def test_the_texts_come_in_the_order_in_which_people_meet_them(core_team: Any, held: Round) -> None:
    row = add(held)
    names = [of.split("/")[1] for of in strings.waiting(core_team, "nl", held.pk)]
    assert names == [row.key]  # the rest was written in Dutch
    names = [of.split("/")[1] for of in strings.waiting(core_team, "pl", held.pk)]
    assert names[:2] == ["title", "purpose"]
    kinds = ["pqca".index(name[0]) for name in names[2:]]
    assert kinds == sorted(kinds)
    assert row.key not in names  # it was written in Polish


def test_after_the_last_text_comes_the_first_and_each_list_keeps_to_itself(core_team: Any, held: Round) -> None:
    names = strings.waiting(core_team, "pl", held.pk)
    assert [strings.following(core_team, one(core_team, of)).of for of in names] == [*names[1:], names[0]]
    pages = strings.waiting(core_team, "pl", None)
    found = strings.following(core_team, one(core_team, pages[0]))
    assert (found.of, found.left) == (pages[1], len(pages) - 1)
    assert {of.partition(":")[0] for of in pages} == {"sender_texts"}


def test_the_next_of_a_checked_text_is_the_one_behind_it(core_team: Any, held: Round) -> None:
    names = strings.waiting(core_team, "pl", held.pk)
    for of in (names[1], strings.waiting(core_team, "pl", None)[1]):
        before = strings.following(core_team, one(core_team, of))
        found = one(core_team, of)
        checking.check(
            text=Ref(found.ref),
            of=Code(of),
            words=Words("Inaczej"),
            source=Code(found.source),
            by=core_team,
            at=timezone.now(),
        )
        assert strings.following(core_team, one(core_team, of)) == before


def test_a_round_is_counted_by_itself(core_team: Any, held: Round) -> None:
    before = share(core_team, held, "pl").counts
    other = made(core_team)
    assert share(core_team, held, "pl").counts == before
    assert share(core_team, other, "nl").counts[Proofreading.ORIGINAL] > 0
    RoundWords.objects.filter(round=held, key="purpose", language="pl").delete()
    assert share(core_team, held, "pl").counts[Proofreading.MISSING] == 1


def test_a_round_in_preparation_and_a_language_that_is_not_there_are_not_found(
    signed_in: Client, core_team: Any, held: Round
) -> None:
    draft = made(core_team, phase="draft")
    assert Client().get(f"/rondes/{draft.pk}/teksten/").status_code == 404
    assert signed_in.get(f"/rondes/{draft.pk}/teksten/").status_code == 200
    for path in (
        "/rondes/9999999/teksten/",
        f"/rondes/{held.pk}/teksten/xx/volgende/",
        f"/rondes/{held.pk}/teksten/pl/",
    ):
        assert signed_in.get(path).status_code == 404, path


def test_who_checks_nothing_is_offered_nothing_to_check(client: Client, held: Round) -> None:
    page = client.get(f"/rondes/{held.pk}/teksten/")
    assert (page.status_code, "/volgende/" in page.content.decode()) == (200, False)


def test_the_page_asks_as_much_with_one_checked_text_as_with_many(
    signed_in: Client, core_team: Any, held: Round
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert signed_in.get(f"/rondes/{held.pk}/teksten/").status_code == 200
        return len(seen)

    names = strings.waiting(core_team, "pl", held.pk)
    give(signed_in, one(core_team, names[0]), "Raz")
    before = queries()
    for of in names[1:8]:
        give(signed_in, one(core_team, of), f"Raz {of}")
    assert Translation.objects.count() == 8
    assert queries() == before


# ---- words that nobody checked


def word(seat: Any, held: Round, key: str, language: str = "pl", said: str = "Inne słowa") -> None:
    actions.word(held=held, key=Code(key), language=Code(language), words=Words(said), by=seat, at=timezone.now())


def test_a_translation_can_be_kept_unchecked_and_says_so(signed_in: Client, core_team: Any, held: Round) -> None:
    row = add(held)
    found = one(core_team, f"round:{held.pk}/{row.key}/en")
    assert found.state == Proofreading.MISSING
    answer = give(signed_in, found, "The bus is too expensive", "vertaald")
    assert answer.headers["Location"] == f"/talen/tekst/{found.of}/"
    kept = one(core_team, found.of)
    assert (kept.state, kept.said) == ("machine", "The bus is too expensive")
    assert [act.verb for act in Act.objects.order_by("-pk")[:1]] == ["voices.worded"]
    assert give(signed_in, kept, " ", "vertaald").status_code == 422


@pytest.mark.parametrize("key, language", [("title", "nl"), ("added", "pl")])
def test_the_original_is_never_written_over_by_a_translation(
    key: str, language: str, core_team: Any, held: Round
) -> None:
    row = add(held)
    key = row.key if key == "added" else key
    before = list(RoundWords.objects.order_by("pk").values_list("pk", "text", "state"))
    with pytest.raises(CannotHear, match="This is the original"):
        word(core_team, held, key, language)
    assert list(RoundWords.objects.order_by("pk").values_list("pk", "text", "state")) == before
    assert Prose.objects.get(pk=row.original_id).body == "Autobus jest za drogi"


@pytest.mark.parametrize("key", ["p999999", "a1", "p", "px", "x1", "title/pl"])
def test_a_text_that_the_round_has_not_gets_no_translation(key: str, core_team: Any, held: Round) -> None:
    with pytest.raises(CannotHear, match="no such text"):
        word(core_team, held, key)


def test_a_checked_translation_is_not_written_over_by_an_unchecked_one(
    signed_in: Client, core_team: Any, held: Round
) -> None:
    found = one(core_team, f"round:{held.pk}/title/pl")
    give(signed_in, found, "Mieszkać i pracować")
    with pytest.raises(CannotHear, match="Ask for another look"):
        word(core_team, held, "title")
    answer = give(signed_in, found, "Moje słowa", "vertaald")
    assert (answer.status_code, "Ask for another look" in answer.content.decode()) == (422, True)
    assert "Moje słowa" in answer.content.decode()  # what was typed stays
    assert one(core_team, found.of).said == "Mieszkać i pracować"


def test_only_who_holds_rounds_keeps_words(client: Client, seat_of: Any, held: Round) -> None:
    with pytest.raises(PermissionDenied):
        word(seat_of("tn-lezer"), held, "title")
    assert client.post(f"/talen/tekst/round:{held.pk}/title/pl/vertaald/", {"words": "x"}).status_code == 403


def test_texts_of_the_pages_come_with_the_workspace(signed_in: Client, core_team: Any) -> None:
    found = one(core_team, "sender_texts:title/pl")
    assert give(signed_in, found, "Inaczej", "vertaald").status_code == 404
    page = signed_in.get(f"/talen/tekst/{found.of}/", headers={"accept-language": "en"}).content.decode()
    assert "Keep it unchecked" not in page


def test_a_text_says_what_it_is_of_which_round_in_the_words_of_who_reads(
    signed_in: Client, core_team: Any, held: Round
) -> None:
    row = held.propositions.order_by("number")[0]
    page = signed_in.get(
        f"/talen/tekst/round:{held.pk}/{row.key}/pl/", headers={"accept-language": "en"}
    ).content.decode()
    title = RoundWords.objects.get(round=held, key="title", language="en").text
    assert f"{title}</a>: statement" in page
    left = len(strings.waiting(core_team, "pl", held.pk)) - 1
    assert f"After this one {left} texts are left to check here." in page
    assert strings.part_of("sender_texts:title/pl") == ""


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("17 stycznia 2027", "<b>17 stycznia 2027</b>."),
        ("17 січня 2027 р.", "<b>17 січня 2027 р.</b></p>"),
        ("2027. január 17.", "<b>2027. január 17.</b></p>"),
    ],
)
def test_a_day_that_ends_with_a_point_gets_no_second_one(by: str, told: str) -> None:
    page = render_to_string(
        "insight/signals/sender_receipt.html", {"text": texts("pl"), "by": by, "code": "x", "languages": languages()}
    )
    assert told in page

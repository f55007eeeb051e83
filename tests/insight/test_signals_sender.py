"""A sender: what is asked, what is kept, what is not; and what somebody with bad intentions gets."""

import hashlib
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from tests.insight.signals_kit import WORDS, Sender, code, reported, token

from samenhang.ground.ledger.models import Act, Prose
from samenhang.ground.places.models import Area
from samenhang.insight.senders.actions import MOST, SALT, knock
from samenhang.insight.senders.models import DayKey, Knock, SenderText, UsedForm
from samenhang.insight.senders.queries import ALPHABET, LETTERS, texts, tidy
from samenhang.insight.signals import actions
from samenhang.insight.signals.models import Helpline, Signal, SignalRoute

pytestmark = pytest.mark.django_db


def test_a_report_in_polish_is_sent_answered_and_read_back_with_the_code(signed_in: Client) -> None:
    pole = Sender("pl")
    receipt = pole.send(words="Nie ma ogrzewania w pokoju", passing="without")
    signal = Signal.objects.get()
    assert (signal.words.body, signal.language, signal.passing) == ("Nie ma ogrzewania w pokoju", "pl", "without")
    desk = f"/signalen/{signal.pk}/"
    signed_in.post(f"{desk}take/")
    signed_in.post(f"{desk}ask/", {"ask-words": "Od kiedy?"})
    page = pole.look(receipt).content.decode()
    assert "Mamy do Pana/Pani pytanie" in page
    assert "Od kiedy?" in page
    pole.write_back(receipt, "Od października")
    signal.refresh_from_db()
    assert signal.state == "open"  # a question that is answered is the desk's again
    assert "Od października" in signed_in.get(desk).content.decode()
    signed_in.post(f"{desk}close/", {"close-words": "Naprawione."})
    page = pole.look(receipt).content.decode()
    assert "Zakończone" in page
    assert "Naprawione." in page


def test_no_cookie_no_cache_no_address_and_no_act() -> None:
    acts = Act.objects.count()
    sender = Sender()
    receipt = sender.send()
    pages = [
        sender.client.get(path) for path in ("/melden/", "/melden/en/", "/melden/en/nieuw/", "/melden/en/antwoord/")
    ]
    pages += [sender.form(), sender.look(receipt), sender.write_back(receipt, "More"), sender.look("wrong")]
    for page in pages:
        assert not page.cookies
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert b"<form" not in page.content or b"csrfmiddlewaretoken" not in page.content
    assert Act.objects.count() == acts
    kept = [*Knock.objects.values_list("digest", flat=True), *UsedForm.objects.values_list("digest", flat=True)]
    assert all(len(digest) == 64 for digest in kept)
    assert "127.0.0.1" not in str(list(Signal.objects.values())) + str(list(Knock.objects.values()))


def test_the_first_screen_says_what_this_is_not_and_who_to_call() -> None:
    for language, said in (
        ("nl", "Dit is geen noodnummer."),
        ("en", "not for emergencies"),
        ("pl", "nie jest numer alarmowy"),
    ):
        page = Client().get(f"/melden/{language}/").content.decode()
        assert said in page
        assert 'href="tel:112"' in page
        assert f'lang="{language}"' in page
    assert Client().get("/melden/xx/").status_code == 404


def test_who_has_no_confirmed_number_is_named_with_its_site() -> None:
    Helpline.objects.filter(name="Werklijn Zomerkade").update(phone="")
    page = Client().get("/melden/en/").content.decode()
    assert '<a class="nl-link" href="https://example.org/zomerkade/werklijn"' in page
    assert "Werklijn Zomerkade</a>" in page
    assert 'href="tel:"' not in page


def test_a_machine_translation_says_so_until_a_person_checked_it() -> None:
    page = Client().get("/melden/pl/").content.decode()
    assert "przetłumaczyła maszyna" in page
    SenderText.objects.filter(language="pl").update(state="checked", checked_by="tester")
    assert "przetłumaczyła maszyna" not in Client().get("/melden/pl/").content.decode()


def test_a_text_that_a_language_lacks_is_shown_in_another() -> None:
    SenderText.objects.filter(key="start", language="pl").update(withdrawn_on=timezone.localdate())
    found = texts("pl")
    assert found is not None
    assert found["start"] == "Begin"
    assert found.get("no such text") == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": ""}, "Write what is happening."),
        ({"words": "x" * 4001}, "This text is too long"),
        ({"passing": ""}, "Choose whether we may pass this on."),
        ({"passing": "all of it"}, "Choose whether we may pass this on."),
        ({"happened_on": "2999-01-01"}, "Choose a day that is not in the future."),
        ({"happened_on": "soon"}, "Choose a day that is not in the future."),
        ({"token": "made up"}, "already used or stood open for too long"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(typed: dict[str, str], said: str) -> None:
    answer = Sender().form(**{"words": "My own words", **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert typed.get("words", "My own words") in page
    assert "In which municipality?" in page
    assert not Signal.objects.exists()


def test_the_place_and_the_day_are_kept_when_they_are_given() -> None:
    page = Client().get("/melden/en/nieuw/").content.decode()
    place = page.split('<option value="')[2].split('"')[0]
    Sender().send(area=place, happened_on="2026-01-02")
    signal = Signal.objects.get()
    assert (signal.area_id, str(signal.happened_on)) == (place, "2026-01-02")


# receipts ------------------------------------------------------------------------------------------------------------


def test_a_code_has_a_hundred_bits_and_is_kept_as_a_hash() -> None:
    assert len(set(ALPHABET)) == 32
    assert LETTERS * 5 >= 80
    receipt = Sender().send()
    signal = Signal.objects.get()
    assert signal.code == hashlib.sha256(receipt.replace("-", "").encode()).hexdigest()
    assert receipt not in str(list(Signal.objects.values()))
    assert len({actions.new_code() for _ in range(500)}) == 500


def test_a_code_is_read_as_people_type_it() -> None:
    sender = Sender()
    receipt = sender.send()
    for typed in (receipt.lower(), receipt.replace("-", " "), f" {receipt.replace('-', '')}. "):
        assert sender.look(typed).status_code == 200
    assert tidy("ab-cd") == "ABCD"


@pytest.mark.parametrize("guess", ["", "A", "A" * 20, "A" * 5000, "' OR 1=1 --", "\x00", "２" * 20])
def test_guessing_a_code_finds_nothing(guess: str) -> None:
    reported()
    answer = Sender().look(guess)
    assert answer.status_code == 422
    assert "We do not know this code." in answer.content.decode()
    assert WORDS not in answer.content.decode()


def test_who_keeps_guessing_is_sent_away_even_with_the_right_code() -> None:
    sender = Sender()
    receipt = sender.send()
    for _ in range(MOST["look"]):
        sender.look("A" * 20)
    answer = sender.look(receipt)
    assert answer.status_code == 429
    assert "Too many" in answer.content.decode() or "too many" in answer.content.decode()
    assert WORDS not in answer.content.decode()


def test_a_code_stands_in_no_address() -> None:
    sender = Sender()
    receipt = sender.send()
    answer = sender.client.get("/melden/en/antwoord/", {"code": receipt})
    assert WORDS not in answer.content.decode()
    assert receipt not in answer.content.decode()
    assert f"?{receipt}" not in sender.look(receipt).content.decode()


# forms ---------------------------------------------------------------------------------------------------------------


def test_one_form_counts_once() -> None:
    sender = Sender()
    page = sender.client.get("/melden/en/nieuw/").content.decode()
    typed = {"words": WORDS, "passing": "whole", "token": token(page)}
    first, second = (sender.client.post("/melden/en/nieuw/", typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 422)
    assert Signal.objects.count() == 1
    assert token(second.content.decode()) != typed["token"]  # and a new one, so that a person can go on


def test_a_form_of_yesterday_does_not_count() -> None:
    with patch("django.core.signing.time.time", return_value=1.0):
        old = signing.dumps("nonce", salt=SALT)
    assert Sender().form(token=old).status_code == 422
    assert not Signal.objects.exists()


def test_flooding_the_form_stops_at_a_number_and_says_so() -> None:
    sender = Sender()
    for _ in range(MOST["send"]):
        assert sender.form().status_code == 200
    answer = sender.form(words="One more")
    assert answer.status_code == 422
    assert "too many attempts today" in answer.content.decode()
    assert "One more" in answer.content.decode()
    assert Signal.objects.count() == MOST["send"]


def test_knocks_and_their_key_are_forgotten_with_the_day() -> None:
    now = timezone.now()
    knock("look", "192.0.2.1", now)
    before = Knock.objects.get().digest, bytes(DayKey.objects.get().key)
    knock("look", "192.0.2.1", now + timedelta(days=1))
    after = Knock.objects.get(), bytes(DayKey.objects.get().key)
    assert before[0] != after[0].digest
    assert before[1] != after[1]
    assert after[0].times == 1


def test_each_address_has_its_own_count(settings: object) -> None:
    now = timezone.now()
    for _ in range(MOST["write"]):
        knock("write", "192.0.2.1", now)
    with pytest.raises(actions.NotNow):
        knock("write", "192.0.2.1", now)
    knock("write", "192.0.2.2", now)
    knock("look", "192.0.2.1", now)


def test_behind_a_proxy_the_last_address_counts(settings: object) -> None:
    settings.PROXY = True  # type: ignore[attr-defined]
    client = Client()
    for n in range(MOST["look"] + 1):
        # what a visitor adds in front is not believed
        answer = client.post(
            "/melden/en/antwoord/", {"code": "A"}, headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.9"}
        )
    assert answer.status_code == 429


def test_a_robot_gets_a_receipt_of_nothing() -> None:
    answer = Sender().form(website="https://example.org")
    assert answer.status_code == 200
    assert Sender().look(code(answer.content.decode())).status_code == 422
    assert not Signal.objects.exists()


def test_a_large_upload_is_refused_before_it_is_read() -> None:
    class Unread(BytesIO):
        def read(self, *_size: int) -> bytes:
            raise AssertionError("nothing of it should be read")

    client = Client()
    answer = client.post(
        "/melden/en/nieuw/", data=b"", content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": "52428800", "wsgi.input": Unread()},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "This is too large. Send text only." in answer.content.decode()


def test_a_small_polyglot_file_is_refused_with_the_whole_form() -> None:
    page = Client().get("/melden/en/nieuw/").content.decode()
    file = BytesIO(b"GIF89a/*<?php*/<script>alert(1)</script>%PDF-1.7 PK\x03\x04")
    file.name = "photo.gif"
    typed = {"words": WORDS, "passing": "not", "token": token(page), "photo": file}
    assert Client().post("/melden/en/nieuw/", typed).status_code == 415
    assert not Prose.objects.filter(private=True).exists()


def test_html_stays_text_everywhere(signed_in: Client) -> None:
    bad = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7|add:7 }}\x00'
    sender = Sender()
    receipt = sender.send(words=bad)
    sender.write_back(receipt, bad)
    signal = Signal.objects.get()
    pages = [sender.look(receipt), signed_in.get("/signalen/"), signed_in.get(f"/signalen/{signal.pk}/")]
    pages.append(sender.form(words=bad, passing=""))
    for page in pages:
        html = page.content.decode()
        assert "&lt;script&gt;" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_words_of_a_sender_are_read_by_the_desk_alone(client: Client, signed_in: Client) -> None:
    signal = reported("Nobody else may read this")
    visitor = Client()
    ref = signal.words.ref
    for path in (f"/signalen/{signal.pk}/", "/signalen/bewaakt/", "/signalen/nieuw/"):
        assert visitor.get(path).status_code == 403
    for path in ("/signalen/", f"/herkomst/{ref}/", f"/herkomst/{signal.ref}/", "/signalen/?format=csv"):
        answer = visitor.get(path)
        assert "Nobody else" not in answer.content.decode()
    assert "Nobody else" in signed_in.get(f"/signalen/{signal.pk}/").content.decode()
    assert "Nobody else" not in signed_in.get("/signalen/?format=csv").content.decode()


def test_what_was_done_with_a_signal_is_in_the_record_and_read_by_the_desk_alone(
    signed_in: Client, core_team: Any
) -> None:
    """That a signal of some area is guarded tells whom it is about, without a word of it."""
    signal = reported()
    area = Area.objects.filter(kind="municipality").first()
    now = timezone.now()
    actions.guard(signal=signal, route=SignalRoute.objects.get(guarded=True), by=core_team, at=now)
    actions.sort(signal=signal, theme=None, stage=None, area=area, by=core_team, at=now)
    last = Act.objects.get(verb="signals.guarded")
    visitor = Client()
    closed = [f"/herkomst/{signal.ref}/", f"/herkomst/{last.ref}/"]
    assert [visitor.get(path).status_code for path in closed] == [404, 404]
    assert [signed_in.get(path).status_code for path in closed] == [200, 200]
    open_pages = ["/", "/herkomst/", "/herkomst/?format=csv", f"/herkomst/{area.ref}/", f"/herkomst/{core_team.ref}/"]
    for path in [*open_pages, f"/herkomst/signal_routes:{signal.pk}/"]:
        page = visitor.get(path).content.decode()
        assert signal.ref not in page, path
        assert f"/herkomst/{last.ref}/" not in page, path
        assert re.search(rf"#{last.pk}\b", page) is None, path  # a colour may begin like a number


def test_erased_words_leave_a_sentence(signed_in: Client) -> None:
    sender = Sender()
    receipt = sender.send()
    Prose.objects.filter(private=True).delete()
    signal = Signal.objects.get()
    assert "erased on request" in sender.look(receipt).content.decode()
    for path in ("/signalen/", f"/signalen/{signal.pk}/"):
        assert signed_in.get(path).status_code == 200

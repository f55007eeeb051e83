"""Attacks on the desk: each is refused or does no harm, and whoever is refused reads why."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from tests.insight.signals_kit import Sender, reported, token
from tests.insight.site import serving
from tests.workspace.test_mail_and_feed import ATOM_LAUGHS, HEAD, LAUGHS

from samenhang.ground.ledger.acts import Words
from samenhang.ground.ledger.models import Prose
from samenhang.insight.evidence.actions.client import CannotFetch
from samenhang.insight.evidence.actions.client import Client as Fetching
from samenhang.insight.senders.models import Knock
from samenhang.insight.senders.queries import ALPHABET, LETTERS
from samenhang.insight.signals import actions
from samenhang.insight.signals.models import DeskRequest, Signal, Watch, WatchItem, WatchLook
from samenhang.web import doors

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'></textarea>{{ 7|add:7 }}"
HARM = ("<script>alert(1)", "<img src=x", "</textarea>{{")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


# --- receipts


def test_a_receipt_cannot_be_guessed() -> None:
    """A hundred bits: whoever tries a million a second needs longer than the world exists."""
    assert len(ALPHABET) ** LETTERS == 2**100
    codes = {actions.new_code() for _each in range(500)}
    assert len(codes) == 500


def test_who_guesses_receipts_is_stopped_and_reads_why(db: None) -> None:
    sender, right = Sender(), Sender().send()
    wrong = [sender.look(actions.new_code()) for _each in range(30)]
    assert {one.status_code for one in wrong} == {422}
    assert len({len(one.content) for one in wrong}) <= 2  # one answer for whatever is wrong
    stopped = sender.look(right)
    assert stopped.status_code == 429
    assert "tomorrow" in stopped.content.decode().lower()


def test_a_code_is_no_longer_read_when_it_stands_in_the_address(db: None) -> None:
    receipt = Sender().send()
    page = Client().get(f"/melden/en/antwoord/?code={receipt}").content.decode()
    assert "twelve people" not in page
    assert receipt not in page


# --- floods


def test_a_flood_of_forms_is_stopped_without_keeping_an_address(db: None) -> None:
    """Also when each knock claims to come from elsewhere: without a trusted proxy nobody believes that."""
    sender = Sender()
    for number in range(20):
        assert sender.form(words=f"Report {number}").status_code == 200
    page = sender.client.get("/melden/en/nieuw/").content.decode()
    typed = {"words": "One too many", "passing": "whole", "token": token(page)}
    stopped = sender.client.post("/melden/en/nieuw/", typed, headers={"x-forwarded-for": "192.0.2.99"})
    assert (stopped.status_code, Signal.objects.count()) == (422, 20)
    assert "One too many" in stopped.content.decode()  # what was typed is not lost
    assert not any("127.0.0.1" in knock.digest for knock in Knock.objects.all())


def test_one_form_counts_once_however_often_it_is_sent(db: None) -> None:
    sender = Sender()
    typed = {
        "words": "Again",
        "passing": "whole",
        "token": token(sender.client.get("/melden/en/nieuw/").content.decode()),
    }
    answers = [sender.client.post("/melden/en/nieuw/", typed).status_code for _each in range(5)]
    assert (answers, Signal.objects.count()) == ([200, 422, 422, 422, 422], 1)


# --- uploads


def test_a_form_of_fifty_megabytes_is_refused_before_it_is_read(db: None) -> None:
    answer = Client().generic(
        "POST", "/melden/en/nieuw/", b"words=x", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=str(50 * 1024**2),
    )  # fmt: skip
    assert (answer.status_code, Signal.objects.count()) == (413, 0)
    assert "too large" in answer.content.decode()


def test_a_photo_with_a_report_is_refused_and_the_form_says_so_before(db: None) -> None:
    sender = Sender()
    page = sender.client.get("/melden/en/nieuw/").content.decode()
    assert "We do not take photos or other files." in page
    photo = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff\xe1 Exif GPS 51.44", content_type="image/jpeg")
    answer = sender.client.post(
        "/melden/en/nieuw/", {"words": "See photo", "passing": "whole", "token": token(page), "photo": photo}
    )
    assert (answer.status_code, Signal.objects.count()) == (415, 0)
    assert "We do not take photos or other files." in answer.content.decode()


def upload(client: Client, name: str, data: bytes) -> Any:
    given = {"file": SimpleUploadedFile(name, data), "passing": "whole", "language": "und"}
    return client.post("/signalen/inbrengen/", given, headers={"accept-language": "en"})


def test_a_mail_of_fifty_megabytes_is_refused(signed_in: Client) -> None:
    answer = upload(signed_in, "a.eml", HEAD + b"\r\n" + b"A" * (50 * 1024**2))
    assert answer.status_code == 422
    assert "This file is larger than 2 MB." in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.eml", b"GIF89a/*<script>alert(1)</script>*/From: x\r\n\r\nhello"),
        ("a.eml", b"PK\x03\x04From: x\r\n\r\nhello"),
        ("a.eml", b"%PDF-1.7\nFrom: x\r\n\r\nhello"),
        ("a.csv", b"\x89PNG\r\n\x1a\nwords,channel,passing\nx,partner,whole\n"),
        ("a.csv", b"MZ\x00words,channel,passing\nx,partner,whole\n"),
        ("a.html.eml", b"<html><script>alert(1)</script></html>"),
        ("a.svg", b"<svg onload=alert(1)/>"),
        ("../../a.sh", b"#!/bin/sh"),
        ("a.eml\x00.csv", b"x"),
    ],
)
def test_a_file_that_is_two_things_at_once_is_refused(signed_in: Client, name: str, data: bytes) -> None:
    answer = upload(signed_in, name, data)
    assert (answer.status_code, Signal.objects.count()) == (422, 0)
    assert "<script>alert(1)" not in answer.content.decode()


def test_a_mail_with_scripts_becomes_its_text_and_says_what_was_dropped(signed_in: Client) -> None:
    page = (
        b"Content-Type: text/html\r\n\r\n<body onload=alert(1)><script>steal(document.cookie)</script><p>No pay</p>"
        b"<form action=https://evil.example/><input name=q></form><iframe src=//evil.example>x</iframe></body>"
    )
    held = upload(signed_in, "a.eml", HEAD + page)["Location"]
    shown = signed_in.get(held, headers={"accept-language": "en"}).content.decode()
    signed_in.post(held)
    assert Signal.objects.get().words.body == "No pay"
    assert "scripts and forms" in shown
    for harm in ("steal(", "evil.example", "onload"):
        assert harm not in shown


# --- words that would be markup


def harmless(page: Any) -> str:
    text = page.content.decode()
    assert page.status_code in (200, 422), page.status_code
    for harm in HARM:
        assert harm not in text
    return str(text)


def test_markup_in_every_free_text_stays_text(signed_in: Client, core_team: Any) -> None:
    """From the sender, back to the sender, at the desk, in a request, in a file and in the news."""
    now, sender = timezone.now(), Sender()
    receipt = sender.send(words=EVIL)
    signal = Signal.objects.get()
    actions.take(signal=signal, by=core_team, at=now)
    for deed in (actions.translate, actions.answer, actions.split):
        deed(signal=signal, words=Words(EVIL), by=core_team, at=now)
    sender.write_back(receipt, EVIL)
    assert "&lt;script&gt;alert(1)" in harmless(sender.look(receipt))
    asked = actions.request(asker=Words(EVIL), question=Words(EVIL), reply_by=now.date(), by=core_team, at=now)
    held = upload(
        signed_in, "a.csv", f'words,channel,passing\n"{EVIL.replace(chr(34), chr(34) * 2)}",partner,whole\n'.encode()
    )
    item = {"digest": "x", "title": EVIL, "url": "", "found_on": now.date(), "day": now.date()}
    WatchItem.objects.create(watch_id="tn-krant", **item)
    pages = (
        "/signalen/", f"/signalen/{signal.pk}/", f"/signalen/{signal.pk + 1}/", "/loket/", f"/loket/{asked.pk}/", held["Location"],
        "/signalen/nieuws/", "/signalen/halfjaar/", f"/herkomst/{signal.ref}/",
    )  # fmt: skip
    for path in pages:
        harmless(signed_in.get(path))
    for path, name in (("/signalen/nieuw/", "words"), ("/loket/nieuw/", "asker"), (f"/loket/{asked.pk}/", "hours")):
        harmless(signed_in.post(path, {name: EVIL}))
    harmless(signed_in.post(f"/signalen/{signal.pk}/merge/", {"merge-number": EVIL}))
    assert DeskRequest.objects.count() == 1
    assert Prose.objects.filter(body__contains="<script>").exists()  # what was said is kept as it was said


# --- feeds


@pytest.fixture
def site() -> Iterator[Any]:
    with serving() as made:
        Watch.objects.filter(pk="tn-krant").update(url=f"{made.base}/krant.rss")
        yield made


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://localhost/", "file:///etc/passwd", "ftp://example.org/"],
)  # fmt: skip
def test_a_feed_that_leads_into_a_private_network_is_not_followed(site: Any, target: str) -> None:
    site.answers["/krant.rss"] = (302, {"Location": target}, b"")
    assert doors.watch(watches=["tn-krant"]) == 1
    assert WatchItem.objects.count() == 0
    assert WatchLook.objects.get().problem != ""
    assert site.asked == ["/krant.rss"]


@pytest.mark.parametrize(
    "answer",
    [LAUGHS, ATOM_LAUGHS, b"<rss>" + b" " * (5 * 1024**2), b"\x00" * 100, b"<html>login</html>", b"<rss><channel>" + b"<a>" * 100_000],
)  # fmt: skip
def test_a_feed_that_does_harm_is_not_read_and_that_is_said(site: Any, answer: bytes) -> None:
    site.answers["/krant.rss"] = answer
    assert doors.watch(watches=["tn-krant"]) == 1
    assert WatchItem.objects.count() == 0
    page = Client().get("/signalen/nieuws/", headers={"accept-language": "en"}).content.decode()
    assert "could not be read" in page


def test_a_feed_that_drips_is_left(site: Any) -> None:
    site.answers["/krant.rss"] = b"<rss>" + b" " * 1024**2
    dripping = Fetching(site.base, longest=0.0)
    with pytest.raises(CannotFetch, match="takes longer than"):
        dripping.get(f"{site.base}/krant.rss")


def test_a_link_of_the_news_that_runs_something_is_no_link(site: Any) -> None:
    site.answers["/krant.rss"] = (
        b"<rss><channel><item><title>&lt;script&gt;alert(1)&lt;/script&gt;Click</title><link>javascript:alert(1)</link></item></channel></rss>"
    )
    assert doors.watch(watches=["tn-krant"]) == 0
    assert WatchItem.objects.values_list("title", "url").get() == ("Click", "")


# --- the ones who may not


def test_a_guarded_signal_is_in_no_list_no_pattern_and_no_answer_to_a_partner(signed_in: Client) -> None:
    signal = reported("Held in a shed")
    Signal.objects.filter(pk=signal.pk).update(
        state="guarded", theme="tn-thuis", route="tn-eigen-weg", received_on=timezone.localdate() - timedelta(days=1)
    )
    for path in ("/signalen/", "/signalen/?q=shed", "/signalen/patronen/", "/signalen/?format=csv"):
        assert f"/signalen/{signal.pk}/" not in signed_in.get(path).content.decode()
        assert "Held in a shed" not in signed_in.get(path).content.decode()
    for path in ("/signalen/bewaakt/", "/signalen/patronen/", "/loket/"):
        assert Client().get(path).status_code == 403

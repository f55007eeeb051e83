"""What comes in elsewhere: a mail, a table, a folder of them; partner seats; and the news of feeds."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.signals_kit import Sender, code, reported
from tests.insight.site import serving

from samenhang.ground.ledger.models import Act
from samenhang.insight.signals import actions
from samenhang.insight.signals.models import Signal, Watch, WatchItem, WatchLook
from samenhang.insight.signals.queries.batch import TEMPLATE, Words, read
from samenhang.insight.signals.queries.news import Half
from samenhang.web import doors
from samenhang.web.cli import Refused

pytestmark = pytest.mark.django_db
MAIL = (
    b"From: Ion <ion@example.org>\r\nSubject: secret subject\r\nReceived: from 192.0.2.7\r\nDate: Tue, 10 Jun 2025 04:00:00 +0200\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>No pay since <i>May</i>.</p><script>steal()</script>"
)
TABLE = (
    "words;channel;passing;happened_on;theme;area\r\n"
    '"Twelve people; one room";inspection;whole;2025-05-01;tn-thuis;Appelwoude\r\n'
    "No pay;partner;not;;Werk;\r\n"
)
RSS = b"<rss><channel><item><guid>1</guid><title>New rules</title><link>/1</link></item></channel></rss>"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def bring(client: Client, name: str, data: bytes, **typed: str) -> Any:
    given = {"file": SimpleUploadedFile(name, data), "passing": "not", "language": "und"} | typed
    return client.post("/signalen/inbrengen/", given, headers={"accept-language": "en"})


def in_english(client: Client, url: str) -> str:
    return client.get(url, headers={"accept-language": "en"}).content.decode()


def test_a_mail_is_checked_shown_and_kept_without_who_sent_it(signed_in: Client) -> None:
    answer = bring(signed_in, "a.eml", MAIL, language="pl", passing="without")
    assert answer.status_code == 302
    shown = in_english(signed_in, answer["Location"])
    assert Signal.objects.count() == 0
    assert "No pay since May." in shown
    assert "who sent it, to whom, its subject and the way it came" in shown
    assert "scripts and forms" in shown
    assert "secret subject" not in shown
    assert "ion@" not in shown
    signed_in.post(answer["Location"])
    kept = Signal.objects.get()
    assert (kept.words.body, kept.channel, kept.passing, kept.language, kept.happened_on) == (
        "No pay since May.", "mail", "without", "pl", date(2025, 6, 10),
    )  # fmt: skip
    assert "No pay" not in Act.objects.get(verb="signals.brought").facts
    assert signed_in.get(answer["Location"]).status_code == 302  # the file is gone


def test_nothing_of_a_mail_but_its_text_is_held_while_somebody_looks(signed_in: Client, settings: Any) -> None:
    token = bring(signed_in, "a.eml", MAIL)["Location"].split("/")[-2]
    (held,) = (Path(settings.VAR) / "offered" / token).glob("*")
    assert held.read_text() == (
        "words,channel,passing,happened_on,language,theme,stage,area\nNo pay since May.,mail,not,2025-06-10,,,,\n"
    )


def test_a_table_is_brought_in_with_words_in_either_language(signed_in: Client) -> None:
    answer = bring(signed_in, "signals.csv", TABLE.encode())
    signed_in.post(answer["Location"])
    kept = Signal.objects.order_by("pk").values_list(
        "words__body", "channel", "passing", "happened_on", "theme", "area"
    )
    assert list(kept) == [
        ("Twelve people; one room", "inspection", "whole", date(2025, 5, 1), "tn-thuis", "TG01"),
        ("No pay", "partner", "not", None, "tn-werk", None),
    ]


def test_a_table_that_is_let_go_leaves_nothing(signed_in: Client) -> None:
    answer = bring(signed_in, "signals.csv", TABLE.encode())
    signed_in.post(answer["Location"], {"drop": "yes"})
    assert (Signal.objects.count(), signed_in.get(answer["Location"]).status_code) == (0, 302)


def test_every_fault_of_a_table_is_told_at_once_with_its_place(db: None) -> None:
    wrong = (
        "words,channel,passing,happened_on,theme,area\n,partner,whole,,,\nA,self,whole,,,\nB,partner,,soon,x,Nowhere\n"
        "C,partner,whole,2999-01-01,,\nD,partner\n"
    )
    found = read("a.csv", wrong.encode(), asked={}, words=Words(date(2026, 6, 1)))
    assert [(one.line, one.column) for one in found.faults] == [
        (2, "words"), (3, "channel"), (4, "passing"), (4, "theme"), (4, "area"), (4, "happened_on"), (5, "happened_on"), (6, ""),
    ]  # fmt: skip


def test_a_word_that_a_column_does_not_know_is_answered_with_those_that_it_knows(db: None) -> None:
    wrong = b"words,channel,passing,area\nA,fax,whole,Nowhere\n"
    channel, area = read("a.csv", wrong, asked={}, words=Words(date(2026, 6, 1))).faults
    assert channel.message == (
        "“fax” is not one of the words of this column. Choose one of these: desk, partner, inspection, municipality, mail."
    )
    assert area.message.startswith("“Nowhere” is not one of the words of this column.")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"\xff\xfe\x00", "not written as UTF-8"),
        ("a.csv", b"words,channel,passing\n", "no signal in this table"),
        ("a.csv", b"text\nx\n", "This column is missing"),
        ("a.csv", b"words,words,channel,passing\na,b,partner,whole\n", "Two columns have the same name"),
        ("a.csv", b"words,channel,passing\n" + b"x,partner,whole\n" * 2001, "at most 2000 signals"),
        ("a.jpg", b"\xff\xd8\xff", "Photos and other files are not taken in"),
        ("a.eml", b"\xff\xd8\xff", "This mail cannot be taken in"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(signed_in: Client, name: str, data: bytes, sentence: str) -> None:
    answer = bring(signed_in, name, data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_empty_template_has_the_columns_that_are_read(signed_in: Client) -> None:
    assert signed_in.get("/signalen/inbrengen/?format=csv").content.decode() == TEMPLATE


def test_a_partner_enters_a_signal_and_reads_none(client: Client, seat_of: Callable[[str], Any]) -> None:
    """Who told it gets a code; the partner sees the receipt, and neither the list nor the signal."""
    client.force_login(seat_of("tn-plaats").account)
    typed = {
        "words": "Told at the counter",
        "channel": "municipality",
        "passing": "without",
        "language": "pl",
        "theme": "tn-werk",
    }
    answer = client.post("/signalen/nieuw/", typed)
    kept = Signal.objects.get()
    assert (kept.channel, kept.passing, kept.theme_id, kept.language) == ("municipality", "without", "tn-werk", "pl")
    page = answer.content.decode()
    assert "Told at the counter" in Sender("pl").look(code(page)).content.decode()
    assert f"/signalen/{kept.pk}/" not in page
    assert client.get(f"/signalen/{kept.pk}/").status_code == 403
    assert "Told at the counter" not in client.get("/signalen/").content.decode()


def test_who_has_no_seat_for_it_brings_nothing_in(client: Client, seat_of: Callable[[str], Any]) -> None:
    client.force_login(seat_of("tn-lezer").account)
    for path in ("/signalen/nieuw/", "/signalen/inbrengen/", "/signalen/inbrengen/0123456789abcdef/"):
        assert client.get(path).status_code == 403
        assert client.post(path, {"words": "x", "channel": "partner", "passing": "whole"}).status_code == 403
    assert Signal.objects.count() == 0


def test_nobody_opens_a_file_that_somebody_else_offered(
    signed_in: Client, client: Client, seat_of: Callable[[str], Any]
) -> None:
    held = bring(signed_in, "a.csv", TABLE.encode())["Location"]
    other = Client()
    other.force_login(seat_of("tn-plaats").account)
    assert other.get(held)["Location"] == "/signalen/inbrengen/"
    assert other.post(held)["Location"] == "/signalen/inbrengen/"
    assert Signal.objects.count() == 0


def test_a_folder_is_brought_in_and_emptied_but_for_what_was_refused(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.csv").write_text(TABLE)
    (tmp_path / "c.eml").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "notes.txt").write_text("not ours")
    assert doors.receive(source="signals", file=tmp_path, dry_run=True) == 1
    assert (Signal.objects.count(), len(list(tmp_path.iterdir()))) == (0, 4)
    assert doors.receive(source="signals", file=tmp_path) == 1
    assert Signal.objects.count() == 3
    assert sorted(one.name for one in tmp_path.iterdir()) == ["c.eml", "notes.txt"]
    said = capsys.readouterr().out
    assert "signals: 3 signals in 2 files, 1 files refused. Brought in from a folder, the files are gone." in said
    assert doors.receive(source="signals", file=tmp_path / "notes.txt") == 1
    with pytest.raises(Refused, match="cannot be read"):
        doors.receive(source="signals", file=tmp_path / "nothing.eml")


# --- watches


@pytest.fixture
def paper() -> Iterator[tuple[Any, Watch]]:
    with serving() as site:
        Watch.objects.filter(pk="tn-krant").update(url=f"{site.base}/krant.rss")
        site.answers["/krant.rss"] = RSS
        yield site, Watch.objects.get(pk="tn-krant")


def test_a_watch_keeps_what_is_new_once(paper: Any, capsys: Any) -> None:
    site, watch = paper
    assert doors.watch(watches=["tn-krant"]) == 0
    assert doors.watch(watches=["tn-krant"]) == 0
    assert [(one.title, one.url, one.day) for one in WatchItem.objects.all()] == [
        ("New rules", f"{site.base}/1", timezone.localdate())
    ]
    assert Act.objects.filter(verb="signals.watched").count() == 1  # what did not change makes no act
    look = WatchLook.objects.get(watch=watch)
    assert (look.on, look.items, look.problem) == (timezone.localdate(), 1, "")
    assert "tn-krant: 1 items, 0 of them new" in capsys.readouterr().out


def test_a_feed_that_fails_says_so_and_keeps_none_of_the_others_waiting(paper: Any, capsys: Any) -> None:
    site, _watch = paper
    Watch.objects.filter(pk="tn-overheid").update(url=f"{site.base}/nowhere.atom")
    assert doors.watch(watches=[]) == 1
    assert WatchItem.objects.count() == 1
    assert "nowhere.atom" in WatchLook.objects.get(watch="tn-overheid").problem
    assert "watch: 1 feeds read, 1 not." in capsys.readouterr().out
    with pytest.raises(Refused, match="There is no watch 'tn-kran'"):
        doors.watch(watches=["tn-kran"])


def item(watch: str, days: int, title: str) -> WatchItem:
    day = timezone.localdate() - timedelta(days=days)
    return WatchItem.objects.create(watch_id=watch, digest=title, title=title, url="", found_on=day, day=day)


def test_what_is_old_drops_out_and_the_age_of_the_rest_is_seen(client: Client) -> None:
    item("tn-krant", 3, "Fresh of the paper")
    item("tn-krant", 31, "Old of the paper")
    item("tn-overheid", 31, "Fresh of government")
    page = in_english(client, "/signalen/nieuws/")
    assert "Fresh of the paper" in page
    assert "3 days old, counts 27 more days" in page
    assert "Fresh of government" in page
    assert "Old of the paper" not in page
    assert "1 item that dropped out" in page
    old = in_english(client, "/signalen/nieuws/?oud=1")
    assert "31 days old: no longer counted as news" in old
    assert "Fresh of the paper" not in old
    assert "Fresh of the paper" not in in_english(client, "/signalen/nieuws/?soort=government")
    assert "Fresh of the paper" in in_english(client, "/signalen/nieuws/?partij=TO03")


def test_the_list_of_news_asks_as_many_questions_for_thirty_items_as_for_one(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/signalen/nieuws/").status_code == 200
            assert client.get("/signalen/halfjaar/").status_code == 200
        return len(queries)

    item("tn-krant", 0, "first")
    one = asked()
    for number in range(29):
        item("tn-krant" if number % 2 else "tn-overheid", number % 9, f"item {number}")
    assert asked() == one


def test_the_half_year_puts_the_province_beside_the_country_per_definition_and_lists_what_moved(client: Client) -> None:
    item("tn-krant", 0, "Moved just now")
    item("tn-krant", 400, "Moved long ago")
    page = in_english(client, "/signalen/halfjaar/")
    assert "Zomerkade beside Nergensland" in page
    assert "Moved just now" in page
    assert "Moved long ago" not in page
    long_ago = Half.of(timezone.localdate() - timedelta(days=400))
    assert "Moved long ago" in in_english(client, f"/signalen/halfjaar/?half={long_ago.code}")
    for wrong in ("2999-1", "2026-3", "x", "26-1"):
        assert client.get(f"/signalen/halfjaar/?half={wrong}").status_code == 404


def test_looking_needs_no_seat_and_signals_stay_closed(client: Client) -> None:
    reported("A secret of somebody")
    for path in ("/signalen/nieuws/", "/signalen/halfjaar/", "/signalen/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "secret of somebody" not in page.content.decode()


def test_an_act_takes_no_empty_file(core_team: Any) -> None:
    with pytest.raises(actions.CannotHandle):
        actions.bring(file=actions.table_of([]), by=core_team, at=timezone.now())

"""The languages: every text in all ten, who vouches for which, how far each one is, and the same round on paper."""

import csv
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.models import Act, Prose
from samenhang.ground.people.queries import Visitor
from samenhang.insight.languages import actions
from samenhang.insight.languages.actions import CannotCheck
from samenhang.insight.languages.models import TURNS, Proofreading
from samenhang.insight.languages.queries import strings
from samenhang.insight.languages.queries.meter import meter
from samenhang.insight.languages.queries.strings import PLACES, String
from samenhang.insight.senders.models import SenderLanguage, SenderText, Translation
from samenhang.insight.senders.queries import texts
from samenhang.insight.senders.views import day
from samenhang.insight.voices.models import Proposition, Round, RoundWords, Sifted
from samenhang.insight.voices.queries.words import words

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
TEN = ["nl", "en", "pl", "ro", "bg", "hu", "es", "pt", "lt", "uk"]
TITLE = "sender_texts:title/pl"
CYRILLIC = re.compile(r"[А-яЁёІіЇїЄєҐґ]")


def rows(table: str, workspace: str = "brabant") -> list[dict[str, str]]:
    with (ROOT / "workspace" / workspace / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def by_text(table: str, key: str, workspace: str = "brabant") -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows(table, workspace):
        found.setdefault(row[key], {})[row["language"]] = row
    return found


SHIPPED = [("sender_texts", "key"), ("questionnaire_texts", "item")]


# ---- the shipped texts


@pytest.mark.parametrize("table, key", SHIPPED)
def test_each_shipped_text_stands_in_all_ten_languages(table: str, key: str) -> None:
    assert [row["code"] for row in rows("sender_languages")] == TEN
    assert {text: sorted(each) for text, each in by_text(table, key).items() if sorted(each) != sorted(TEN)} == {}


@pytest.mark.parametrize("workspace", ["brabant", "tiny"])
@pytest.mark.parametrize("table, key", SHIPPED)
def test_each_text_has_one_original_and_the_rest_says_that_a_machine_wrote_it(
    table: str, key: str, workspace: str
) -> None:
    for text, each in by_text(table, key, workspace).items():
        states = [row["state"] for row in each.values()]
        assert states.count("original") == 1, text
        assert set(states) <= {"original", "machine"}, text  # nobody checked what is shipped
        assert {row["checked_by"] for row in each.values()} == {""}, text


@pytest.mark.parametrize("table, key", SHIPPED)
def test_what_the_program_fills_in_stands_in_every_language(table: str, key: str) -> None:
    for text, each in by_text(table, key).items():
        assert len({tuple(sorted(PLACES.findall(row["text"]))) for row in each.values()}) == 1, text
        numbers = {tuple(sorted(re.findall(r"\d+", row["text"]))) for row in each.values()}
        assert len(numbers) == 1, (text, numbers)  # 112, 4000 and 200 are the same everywhere


@pytest.mark.parametrize("table", ["sender_texts", "questionnaire_texts"])
def test_each_language_is_written_in_its_own_script(table: str) -> None:
    for row in rows(table):
        letters = CYRILLIC.search(row["text"]) is not None
        own = row["text"] in {"OK"} or row["text"].startswith(("West-", "Midden-", "Noordoost-", "Zuidoost-"))
        assert letters == (row["language"] in ("bg", "uk")) or own, row
        assert row["text"] == row["text"].strip(), row


def test_names_of_dutch_institutions_stay_in_every_language() -> None:
    found = by_text("questionnaire_texts", "item")
    for item, each in found.items():
        for name in ("GGD", "BRP"):
            if name in each["nl"]["text"]:
                assert all(name in row["text"] for row in each.values()), (item, name)
        if "gemeente" in each["nl"]["text"] or "huisarts" in each["nl"]["text"]:
            name = "gemeente" if "gemeente" in each["nl"]["text"] else "huisarts"
            assert all(name in row["text"] for row in each.values()), (item, name)


def test_the_worked_round_has_twelve_to_twenty_statements() -> None:
    kinds = [row["kind"] for row in rows("questionnaire_items")]
    assert 12 <= kinds.count("statement") <= 20
    assert {row["example"] for row in rows("questionnaires")} == {"yes"}


# ---- one text: what may follow


def one(seat: Any, of: str = TITLE) -> String:
    found = strings.one(seat, of)
    assert found is not None
    return found


def check(seat: Any, of: str = TITLE, said: str = "Zgłoś problem", source: str = "") -> Translation:
    found = one(seat, of)
    return actions.check(
        text=Ref(found.ref), of=Code(of), words=Words(said), source=Code(source or found.source), by=seat,
        at=timezone.now(),
    )  # fmt: skip


def doubt(seat: Any, of: str = TITLE) -> Translation:
    return actions.doubt(text=Ref(one(seat, of).ref), of=Code(of), by=seat, at=timezone.now())


def test_a_checked_text_is_what_people_read_and_no_longer_a_machine_s(core_team: Any) -> None:
    shipped = SenderText.objects.get(pk="title/pl").text
    assert one(core_team).state == Proofreading.MACHINE
    made = check(core_team)
    found = one(core_team)
    assert (found.state, found.said, found.by, found.on) == ("checked", "Zgłoś problem", str(core_team), made.on)
    assert texts("pl")["title"] == "Zgłoś problem"
    assert texts("pl").own["title"].state == "checked"
    assert "Zgłoś problem" in Client().get("/melden/pl/").content.decode()
    assert SenderText.objects.get(pk="title/pl").text == shipped  # the workspace is never written
    act = Act.objects.get(verb="languages.checked")
    assert "Zgłoś" not in act.facts
    assert set(act.mentions.values_list("ref", flat=True)) == {"sender_texts:title/pl"}


def test_who_checked_what_stands_in_the_record(signed_in: Client, core_team: Any) -> None:
    check(core_team)
    act = Act.objects.get(verb="languages.checked")
    for path in (f"/herkomst/{act.ref}/", "/herkomst/sender_texts:title/pl/"):
        page = signed_in.get(path)
        assert (page.status_code, "keek een vertaling na" in page.content.decode()) == (200, True), path


@pytest.mark.parametrize(
    "language, written",
    [
        ("nl", "5 december 2026"), ("en", "5 December 2026"), ("pl", "5 grudnia 2026"), ("ro", "5 decembrie 2026"),
        ("bg", "5 декември 2026"), ("hu", "2026. december 5."), ("es", "5 de diciembre de 2026"),
        ("pt", "5 de dezembro de 2026"), ("lt", "2026 m. gruodžio 5 d."), ("uk", "5 грудня 2026 р."),
    ],
)  # fmt: skip
def test_a_day_is_written_as_the_language_writes_it(language: str, written: str) -> None:
    assert day(date(2026, 12, 5), language) == written


def test_when_the_original_changes_it_is_to_be_checked_again_and_the_machine_s_words_return(core_team: Any) -> None:
    shipped = SenderText.objects.get(pk="title/pl").text
    check(core_team)
    SenderText.objects.filter(pk="title/nl").update(text="Vertel het ons")
    found = one(core_team)
    assert (found.state, found.said, found.earlier) == ("again", shipped, "Zgłoś problem")
    assert texts("pl")["title"] == shipped
    assert texts("pl").by_machine
    check(core_team, said="Proszę nam powiedzieć")
    assert one(core_team).state == Proofreading.CHECKED
    assert texts("pl")["title"] == "Proszę nam powiedzieć"


def test_a_doubted_text_is_a_machine_s_again_until_somebody_looks(core_team: Any) -> None:
    shipped = SenderText.objects.get(pk="title/pl").text
    check(core_team)
    doubt(core_team)
    found = one(core_team)
    assert (found.state, found.said, found.earlier) == ("again", shipped, "Zgłoś problem")
    check(core_team, said=shipped)
    assert one(core_team).state == Proofreading.CHECKED


def bring(seat: Any, state: str) -> None:
    """Bring the title in Polish to a state."""
    if state in ("checked", "again"):
        check(seat)
    if state == "again":
        doubt(seat)
    if state == "missing":
        SenderText.objects.filter(pk="title/pl").update(withdrawn_on=timezone.localdate())
    if state == "original":
        SenderText.objects.filter(pk="title/nl").update(state="machine")
        SenderText.objects.filter(pk="title/pl").update(state="original")


@pytest.mark.parametrize("state", Proofreading.values)
@pytest.mark.parametrize("deed", ["check", "doubt"])
def test_only_what_the_table_allows_can_happen(deed: str, state: str, core_team: Any) -> None:
    bring(core_team, state)
    assert one(core_team).state == state
    turn = next(turn for turn in TURNS if turn.deed == deed)
    acts = Act.objects.count()

    def act() -> None:
        if deed == "check":
            check(core_team, said="Inne słowa")
        else:
            doubt(core_team)

    if state in turn.origins:
        act()
        assert one(core_team).state == turn.target
    else:
        with pytest.raises(CannotCheck):
            act()
        assert (one(core_team).state, Act.objects.count()) == (state, acts)


@pytest.mark.parametrize(
    "said, source, told",
    [
        ("  ", "", "no words yet"),
        ("x" * 2001, "", "at most 2000"),
        ("Zgłoś {number}", "", "fills in"),
        ("Zgłoś", "0" * 64, "original changed"),
    ],
)
def test_what_cannot_be_vouched_for_is_refused_with_a_sentence(
    said: str, source: str, told: str, core_team: Any
) -> None:
    with translation.override("en"), pytest.raises(CannotCheck, match=told):
        check(core_team, said=said, source=source)
    assert not Translation.objects.exists()


def test_checked_again_in_the_same_words_is_no_check(core_team: Any) -> None:
    check(core_team)
    with pytest.raises(CannotCheck):
        check(core_team)


def test_only_a_seat_with_the_permission_vouches(seat_of: Any, core_team: Any) -> None:
    reader = seat_of("tn-lezer")
    with pytest.raises(PermissionDenied):
        check(reader)
    with pytest.raises(PermissionDenied):
        doubt(reader)
    page = Client().get(f"/talen/tekst/{TITLE}/")
    assert (page.status_code, b"<textarea" in page.content) == (200, False)
    assert Client().post(f"/talen/tekst/{TITLE}/nagekeken/", {"words": "x"}).status_code == 403
    assert not Translation.objects.exists()


def test_what_was_typed_is_never_lost(signed_in: Client, core_team: Any) -> None:
    source = one(core_team).source
    SenderText.objects.filter(pk="title/nl").update(text="Vertel het ons")
    page = signed_in.post(f"/talen/tekst/{TITLE}/nagekeken/", {"words": "Moje <słowa>", "source": source})
    html = page.content.decode()
    assert (page.status_code, "Moje &lt;słowa&gt;" in html) == (422, True)
    assert one(core_team).source in html  # a second press is beside the original that now stands there
    for source in ("", "zz", "'; --"):
        page = signed_in.post(f"/talen/tekst/{TITLE}/nagekeken/", {"words": "Moje słowa", "source": source})
        assert (page.status_code, "Moje słowa" in page.content.decode()) == (422, True)
    given = {"words": "Moje słowa", "source": one(core_team).source}
    assert signed_in.post(f"/talen/tekst/{TITLE}/nagekeken/", given).status_code == 302
    assert texts("pl")["title"] == "Moje słowa"


def test_a_text_that_is_erased_falls_back_to_the_shipped_one(core_team: Any) -> None:
    shipped = SenderText.objects.get(pk="title/pl").text
    check(core_team)
    Prose.objects.filter(body="Zgłoś problem").delete()
    assert texts("pl")["title"] == shipped
    assert one(core_team).state == Proofreading.MACHINE


def test_a_text_of_a_round_is_checked_where_the_round_keeps_it(core_team: Any) -> None:
    held = Round.objects.get(example=True)
    of = f"round:{held.pk}/title/pl"
    assert one(core_team, of).state == Proofreading.MACHINE
    check(core_team, of, said="Mieszkać i pracować")
    row = RoundWords.objects.get(round=held, key="title", language="pl")
    assert (row.text, row.state, row.checked_by) == ("Mieszkać i pracować", "checked", core_team.ref)
    assert words(held, "pl")["title"] == "Mieszkać i pracować"
    assert "Mieszkać i pracować" in Client().get(f"/stemmen/{held.pk}/pl/").content.decode()
    RoundWords.objects.filter(round=held, key="title", language="nl").update(text="Anders")
    assert one(core_team, of).state == Proofreading.AGAIN


def added(held: Round, said: str = "Autobus jest za drogi") -> Proposition:
    return Proposition.objects.create(
        round=held, number=99, added=True, language="pl", state=Sifted.SHOWN, original=Prose.objects.create(body=said)
    )


def test_what_somebody_added_can_be_translated_and_checked_once_it_is_shown(core_team: Any) -> None:
    held = Round.objects.get(example=True)
    row = added(held)
    of = f"round:{held.pk}/{row.key}/nl"
    found = one(core_team, of)
    assert (found.state, found.original, found.original_language.pk) == ("missing", "Autobus jest za drogi", "pl")
    check(core_team, of, said="De bus is te duur")
    assert (one(core_team, of).state, one(core_team, of).said) == ("checked", "De bus is te duur")
    Proposition.objects.filter(pk=row.pk).update(state=Sifted.WAITING)
    assert strings.one(core_team, of) is None  # nobody reads it before it is shown


# ---- the meter and its lists


def counts(language: str, kind: str) -> dict[str, int]:
    row = next(row for row in meter(Visitor()) if row.language.pk == language)
    return {state: n for state, n in getattr(row, kind).counts.items() if n}


def test_the_meter_counts_what_the_lists_show(core_team: Any) -> None:
    held = Round.objects.get(example=True)
    check(core_team)
    check(core_team, "sender_texts:lead/pl", said="Inaczej")
    doubt(core_team, "sender_texts:lead/pl")
    SenderText.objects.filter(pk="code/pl").update(withdrawn_on=timezone.localdate())
    SenderText.objects.filter(pk="send/pl").update(withdrawn_on=timezone.localdate())
    check(core_team, "sender_texts:send/pl", said="Wyślij to")  # missing, and written by a seat
    check(core_team, f"round:{held.pk}/title/pl", said="Tytuł")
    RoundWords.objects.filter(round=held, key="purpose", language="pl").delete()
    added(held)
    whole = SenderText.objects.filter(state="original").count()
    assert counts("pl", "interface") == {"checked": 2, "again": 1, "missing": 1, "machine": whole - 4}
    said = RoundWords.objects.filter(round=held, state="original").count()
    assert counts("pl", "content") == {"checked": 1, "missing": 1, "original": 1, "machine": said - 2}
    for row in meter(core_team):
        listed: dict[str, int] = {}
        changed = strings.stale(row.language.pk)
        for rows_ in (
            strings.interface(row.language.pk, changed),
            strings.content(core_team, row.language.pk, changed),
            strings.added(row.language.pk, changed),
        ):
            for each in rows_:
                listed[each.state_now] = listed.get(each.state_now, 0) + 1
        assert {state: n for state, n in row.both.counts.items() if n} == listed


def test_the_figures_of_the_meter_are_rounded_down() -> None:
    row = next(row for row in meter(Visitor()) if row.language.pk == "pl")
    assert (row.interface.percent, row.content.percent, row.both.checked_percent) == (100, 100, 0)
    SenderText.objects.filter(pk="code/pl").update(withdrawn_on=timezone.localdate())
    row = next(row for row in meter(Visitor()) if row.language.pk == "pl")
    assert (row.interface.percent, row.interface.missing) == (99 - (100 // row.interface.all > 1), 1)
    home = next(row for row in meter(Visitor()) if row.language.pk == "nl")
    assert (home.both.checked_percent, home.both.foreign) == (None, 0)


def test_the_pages_of_the_meter_with_their_filter_and_file(signed_in: Client, core_team: Any) -> None:
    check(core_team)
    page = signed_in.get("/talen/").content.decode()
    assert page.count('<tr role="row">') == 1 + SenderLanguage.objects.count()
    filed = list(csv.reader(io.StringIO(signed_in.get("/talen/?format=csv").content.decode("utf-8-sig"))))
    assert [line[0] for line in filed[1:]] == ["nl", "en", "pl"]
    assert filed[3][6] == "1"
    listed = signed_in.get("/talen/pl/?stand=checked&format=csv").content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(listed))][1:] == ["Zgłoś problem"]
    for path in ("/talen/pl/?stand=missing", "/talen/pl/rondes/", "/talen/pl/ingebracht/", "/talen/pl/?q=kod"):
        assert signed_in.get(path).status_code == 200
    for path in ("/talen/xx/", "/talen/tekst/sender_texts:none/pl/", "/talen/tekst/round:9999999/title/pl/",
                 "/talen/tekst/round:x/title/pl/", "/talen/tekst/pl/", "/talen/tekst/sender_texts:title/xx/"):  # fmt: skip
        assert signed_in.get(path).status_code == 404, path


def test_many_checks_take_no_more_queries(signed_in: Client, core_team: Any) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert signed_in.get(path).status_code == 200
        return len(seen)

    check(core_team, "sender_texts:after/pl")  # on the first page of the list
    check(core_team, f"round:{Round.objects.get(example=True).pk}/title/pl", said="Tytuł")
    paths = ("/talen/", "/talen/pl/", "/talen/pl/rondes/", "/melden/pl/")
    before = [queries(path) for path in paths]
    for key in ("lead", "call", "title", "start", "words", "when", "passing", "send", "code", "show"):
        check(core_team, f"sender_texts:{key}/pl", said=f"Inaczej {key}")
    assert [queries(path) for path in paths] == before


# ---- on the screen


@pytest.fixture
def held() -> Round:
    return Round.objects.get(example=True)


def test_a_machine_s_sentence_says_so_and_shows_its_original(core_team: Any, held: Round) -> None:
    def sentence(language: str) -> str:
        client = Client()
        start = client.get(f"/stemmen/{held.pk}/{language}/").content.decode()
        token = re.search(r'name="token" value="([^"]+)"', start)
        assert token is not None
        return client.post(f"/stemmen/{held.pk}/{language}/zin/", {"token": token[1]}).content.decode()

    first = held.propositions.order_by("number").first()
    page = sentence("pl")
    assert texts("pl")["translated_by_machine"] in page
    assert f'<p lang="nl" dir="auto">{words(held, "nl")[first.key]}</p>' in page
    assert 'data-speak="statement"' in page
    assert texts("nl")["translated_by_machine"] not in sentence("nl")
    check(core_team, f"round:{held.pk}/{first.key}/pl", said="Mam spokój")
    page = sentence("pl")
    assert "Mam spokój" in page
    assert texts("pl")["translated_by_machine"] not in page

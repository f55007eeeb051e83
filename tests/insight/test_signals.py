"""The desk: the table of states, every deed, joining and parting, the list, and who may see what."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.signals_kit import WORDS, Sender, code, reported

from samenhang.ground.ledger.acts import Code, Words
from samenhang.ground.ledger.models import Act, Mention, Prose
from samenhang.ground.places.models import Area
from samenhang.insight.senders.queries import digest
from samenhang.insight.signals import actions
from samenhang.insight.signals.actions.refused import first_working_day, move
from samenhang.insight.signals.models import STEPS, Signal, SignalRoute, Standing
from samenhang.insight.signals.queries import desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language in which they were written."""
    with translation.override("en"):
        yield


MOVES = [step for step in STEPS if step.target]


def stand(signal: Signal, state: str) -> Signal:
    """Put a signal in a state, whatever the way there."""
    other = reported("Another thing altogether") if state == Standing.MERGED else None
    route = SignalRoute.objects.filter(guarded=state == Standing.GUARDED).first()
    Signal.objects.filter(pk=signal.pk).update(
        state=state, into=other, route=route if state in (Standing.PASSED, Standing.GUARDED) else None
    )
    signal.refresh_from_db()
    return signal


@pytest.mark.parametrize(("deed", "state"), list(product([step.deed for step in MOVES], Standing.values)))
def test_only_a_step_of_the_table_is_possible(deed: str, state: str) -> None:
    signal = stand(reported(), state)
    step = next(step for step in MOVES if step.deed == deed)
    more: dict[str, Any] = {"into": reported() if step.target == Standing.MERGED else None}
    more |= {"route": SignalRoute.objects.first()} if step.target == Standing.PASSED else {}
    if state in step.origins:
        move(signal, deed, **more)
        assert signal.state == step.target
        return
    with pytest.raises(actions.CannotHandle, match=r"is not possible: this signal is .*\. Load the page again"):
        move(signal, deed, **more)
    assert signal.state == state


@pytest.mark.parametrize("state", Standing.values)
def test_a_page_offers_the_steps_that_may_follow_and_no_other(signed_in: Client, state: str) -> None:
    signal = stand(reported(), state)
    page = signed_in.get(f"/signalen/{signal.pk}/").content.decode()
    offered = {step.deed for step in STEPS if f'action="/signalen/{signal.pk}/{step.deed}/' in page}
    assert offered == {step.deed for step in STEPS if state in step.origins} - {"heard"}


def test_every_state_can_be_reached_and_left() -> None:
    reached, todo = {Standing.NEW.value}, [Standing.NEW.value]
    while todo:
        here = todo.pop()
        fresh = {step.target for step in MOVES if here in step.origins} - reached
        reached |= fresh
        todo += fresh
    assert reached == set(Standing.values)
    assert all(any(state in step.origins for step in MOVES) for state in Standing.values)


def test_words_never_stand_in_the_record(core_team: Any) -> None:
    now = timezone.now()
    signal = actions.enter(
        words=Words("A secret of somebody"), channel=Code("partner"), language=Code("nl"), passing=Code("whole"), theme=None,
        stage=None, area=None, happened_on=None, by=core_team, at=now,
    )  # fmt: skip
    actions.take(signal=signal, by=core_team, at=now)
    actions.ask(signal=signal, words=Words("Another secret"), by=core_team, at=now)
    found = Act.objects.filter(verb__startswith="signals.")
    assert [act.verb for act in found.order_by("pk")] == ["signals.entered", "signals.taken", "signals.asked"]
    assert "secret" not in " ".join(act.facts for act in found)
    assert Mention.objects.filter(ref=signal.ref).count() == 3
    assert signal.messages.get().words.private


def test_one_seat_handles_a_signal(core_team: Any) -> None:
    signal = reported()
    actions.take(signal=signal, by=core_team, at=timezone.now())
    assert signal.holder == core_team.ref
    with pytest.raises(actions.CannotHandle):
        actions.take(signal=Signal.objects.get(pk=signal.pk), by=core_team, at=timezone.now())


def test_without_the_permission_nothing_happens(seat_of: Callable[[str], Any]) -> None:
    signal, reader = reported(), seat_of("tn-lezer")
    with pytest.raises(PermissionDenied):
        actions.take(signal=signal, by=reader, at=timezone.now())
    assert not desk.signals(reader).exists()
    assert desk.one(reader, signal.pk) is None
    client = Client()
    client.force_login(reader.account)
    assert client.get(f"/signalen/{signal.pk}/").status_code == 403
    assert client.post(f"/signalen/{signal.pk}/take/").status_code == 403


# passing on ----------------------------------------------------------------------------------------------------------


def test_passing_on_tells_the_sender_to_whom(signed_in: Client) -> None:
    pole = Sender("pl")
    receipt = pole.send()
    signal, route = Signal.objects.get(), SignalRoute.objects.get(guarded=False)
    signed_in.post(f"/signalen/{signal.pk}/take/")
    answer = signed_in.post(f"/signalen/{signal.pk}/pass_on/", {"pass_on-route": route.pk})
    assert answer.status_code == 302
    page = pole.look(receipt).content.decode()
    assert "Przekazaliśmy zgłoszenie do:" in page
    assert route.party.name in page


def test_what_the_sender_did_not_allow_is_not_passed_on(core_team: Any, signed_in: Client) -> None:
    signal = reported(passing="not")
    actions.take(signal=signal, by=core_team, at=timezone.now())
    route = SignalRoute.objects.get(guarded=False)
    answer = signed_in.post(f"/signalen/{signal.pk}/pass_on/", {"pass_on-route": route.pk, "pass_on-words": "Typed"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Typed" in page
    signal.refresh_from_db()
    assert (signal.state, signal.messages.count()) == ("open", 0)


def test_suspected_trafficking_leaves_the_list_and_shows_the_text_of_the_province(signed_in: Client) -> None:
    receipt = Sender().send()
    signal, route = Signal.objects.get(), SignalRoute.objects.get(guarded=True)
    signed_in.post(f"/signalen/{signal.pk}/guard/", {"guard-route": route.pk})
    assert route.about in signed_in.get(f"/signalen/{signal.pk}/").content.decode()
    assert f"/signalen/{signal.pk}/" not in signed_in.get("/signalen/").content.decode()
    assert f"/signalen/{signal.pk}/" in signed_in.get("/signalen/bewaakt/").content.decode()
    page = Sender().look(receipt).content.decode()
    assert "Somebody is working on it" in page  # nobody reads over a shoulder what was suspected
    assert route.label not in page
    ordinary = SignalRoute.objects.get(guarded=False)
    assert signed_in.post(f"/signalen/{signal.pk}/guard/", {"guard-route": ordinary.pk}).status_code == 422


# joining and parting -------------------------------------------------------------------------------------------------


def test_joined_signals_keep_their_number_their_code_and_hear_the_same(core_team: Any) -> None:
    one, two, three = Sender("en"), Sender("pl"), Sender("nl")
    codes = [sender.send(words=f"Words of {n}") for n, sender in enumerate((one, two, three))]
    first, second, third = Signal.objects.order_by("pk")
    now = timezone.now()
    actions.merge(signal=third, into=second, by=core_team, at=now)
    actions.merge(signal=second, into=first, by=core_team, at=now)
    third.refresh_from_db()
    assert third.into_id == first.pk  # no chain of joins
    actions.take(signal=first, by=core_team, at=now)
    actions.close_signal(signal=first, words=Words("It was mended."), by=core_team, at=now)
    for sender, receipt, n in zip((one, two, three), codes, range(3), strict=True):
        page = sender.look(receipt).content.decode()
        assert "It was mended." in page
        assert f"Words of {n}" in page
        assert f"Words of {(n + 1) % 3}" not in page
    actions.unmerge(signal=second, by=core_team, at=now)
    assert (second.state, second.into_id) == ("open", None)


@pytest.mark.parametrize("other", ["itself", "merged", "guarded"])
def test_what_cannot_be_joined_is_said(core_team: Any, other: str) -> None:
    signal = reported()
    into = signal if other == "itself" else stand(reported(), other)
    with pytest.raises(actions.CannotHandle, match=r"cannot be joined to itself|is itself joined to another one"):
        actions.merge(signal=signal, into=into, by=core_team, at=timezone.now())


def test_a_part_that_is_split_off_and_its_whole_know_each_other(core_team: Any, signed_in: Client) -> None:
    signal = reported()
    actions.take(signal=signal, by=core_team, at=timezone.now())
    part = actions.split(signal=signal, words=Words("The pay is late."), by=core_team, at=timezone.now())
    assert (part.part_of, part.state, part.code, part.holder) == (signal, "open", None, core_team.ref)
    signal.refresh_from_db()
    assert signal.words.body == WORDS
    assert f"/signalen/{part.pk}/" in signed_in.get(f"/signalen/{signal.pk}/").content.decode()
    assert f"/signalen/{signal.pk}/" in signed_in.get(f"/signalen/{part.pk}/").content.decode()


def test_what_says_nearly_the_same_is_proposed(signed_in: Client) -> None:
    first = reported("Te veel bewoners in een huis aan de dijk")
    reported("Iets heel anders over loon")
    second = reported("te veel bewoners in één huis aan de dijk!")
    found = desk.opened(second, timezone.localdate()).alike
    assert [(one.signal.pk, one.percent) for one in found] == [(first.pk, 97)]
    assert f"/signalen/{first.pk}/" in signed_in.get(f"/signalen/{second.pk}/").content.decode()


def test_a_theme_is_proposed_with_its_words_and_known_when_confirmed(signed_in: Client) -> None:
    signal = reported("Geen bed en geen woningen")
    found = desk.opened(signal, timezone.localdate()).proposal
    assert found is not None
    assert (found.theme.pk if found.theme else "", found.words) == ("tn-thuis", ("bed", "woningen"))
    assert signal.theme is None
    signed_in.post(f"/signalen/{signal.pk}/sort/", {"sort-theme": "tn-thuis"})
    signal.refresh_from_db()
    assert signal.theme_id == "tn-thuis"


# days ----------------------------------------------------------------------------------------------------------------


def test_working_days_skip_weekends_and_free_days() -> None:
    free = {"2026-12-25"}
    assert first_working_day(date(2026, 12, 21), 3, free) == date(2026, 12, 24)
    assert first_working_day(date(2026, 12, 21), 4, free) == date(2026, 12, 28)
    assert first_working_day(date(2026, 12, 26), 1, free) == date(2026, 12, 28)
    assert first_working_day(date(2026, 12, 21), 0, free) == date(2026, 12, 21)
    assert actions.due(date(2026, 12, 21)) == date(2027, 1, 5)


# the list ------------------------------------------------------------------------------------------------------------


def test_the_list_asks_as_much_for_one_row_as_for_thirty(signed_in: Client, core_team: Any) -> None:
    actions.take(signal=reported(), by=core_team, at=timezone.now())
    signed_in.get("/signalen/")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert signed_in.get("/signalen/").status_code == 200
        return len(found)

    one = asked()
    for _ in range(29):
        actions.take(signal=reported(), by=core_team, at=timezone.now())
    assert asked() == one


def test_what_is_late_can_be_asked_for(signed_in: Client) -> None:
    late, fine = reported("Late"), reported("Fine")
    Signal.objects.filter(pk=late.pk).update(reply_by=timezone.localdate() - timedelta(days=1))
    page = signed_in.get("/signalen/?laat=late").content.decode()
    assert f"/signalen/{late.pk}/" in page
    assert f"/signalen/{fine.pk}/" not in page


def test_the_desk_enters_what_came_in_otherwise(signed_in: Client) -> None:
    typed = {"words": "By telephone", "channel": "partner", "passing": "whole", "happened_on": ""}
    answer = signed_in.post("/signalen/nieuw/", typed)
    signal, receipt = Signal.objects.get(), code(answer.content.decode())
    assert (signal.words.body, signal.channel, signal.code) == ("By telephone", "partner", digest(receipt))
    assert f"/signalen/{signal.pk}/" in answer.content.decode()
    assert "By telephone" in Sender("nl").look(receipt).content.decode()
    wrong = signed_in.post("/signalen/nieuw/", {**typed, "words": "", "happened_on": "2999-01-01", "channel": "self"})
    assert wrong.status_code == 422
    assert Signal.objects.count() == 1


def test_strange_addresses_have_a_page(signed_in: Client) -> None:
    signal = reported()
    assert signed_in.get("/signalen/999999/").status_code == 404
    assert signed_in.post("/signalen/999999/take/").status_code == 404
    assert signed_in.post(f"/signalen/{signal.pk}/dance/").status_code == 404
    assert signed_in.get(f"/signalen/{signal.pk}/take/").status_code == 405
    assert signed_in.post(f"/signalen/{signal.pk}/merge/", {"merge-number": "999"}).status_code == 422


def test_a_visitor_is_shown_where_to_report(client: Client) -> None:
    reported()
    page = client.get("/signalen/").content.decode()
    assert 'href="/melden/"' in page
    assert WORDS not in page


def test_english_pages_work(signed_in: Client, core_team: Any) -> None:
    signal = reported()
    headers = {"Accept-Language": "en"}
    assert "What can be done now" in signed_in.get(f"/signalen/{signal.pk}/", headers=headers).content.decode()
    assert "Enter a signal" in signed_in.get("/signalen/", headers=headers).content.decode()


# what the database itself refuses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"state": "gone"}, {"state": "merged", "into": None}, {"state": "passed", "route": None}]
)
def test_the_database_refuses_what_must_never_be(changes: dict[str, Any]) -> None:
    signal = reported()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(**changes)


def test_the_database_refuses_a_signal_joined_to_itself_or_joined_and_open() -> None:
    signal, other = reported(), reported()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(state="merged", into=signal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=signal.pk).update(state="open", into=other)


# --- looking for words


def test_words_are_found_in_what_was_said_in_the_words_of_the_desk_and_in_the_name_of_the_area(
    signed_in: Client, core_team: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However common the longest word is: the answer is the same."""
    said = {
        "one": reported("Wypadek w fabryce"), "two": reported("The bed is wet"), "three": reported("100% wet and cold"),
        "four": reported("Nothing of the kind"),
    }  # fmt: skip
    actions.translate(signal=said["one"], words=Words("Accident at work"), by=core_team, at=timezone.now())
    area = Area.objects.get(pk="TG01")
    Signal.objects.filter(pk=said["four"].pk).update(area=area)
    Prose.objects.create(body="wet, but of another room")

    def found(asked: str) -> list[str]:
        rows = csv.DictReader(
            io.StringIO(signed_in.get("/signalen/", {"q": asked, "format": "csv"}).content.decode("utf-8-sig"))
        )
        numbers = {f"{one.pk}": name for name, one in said.items()}
        return sorted(numbers[next(iter(row.values())).split()[-1]] for row in rows)

    wanted = {
        "fabryce": ["one"], "ACCIDENT": ["one"], "wet": ["three", "two"], "wet bed": ["two"], "bed cold": [], "100%": ["three"],
        "%": ["three"], "_": [], "zzzz": [], f"nothing {area.name}": ["four"], area.name[:4]: ["four"], "wypadek accident": ["one"],
    }  # fmt: skip
    for few in (1000, 0):  # the words are looked for in the texts first, or in the signals
        monkeypatch.setattr(desk, "FEW", few)
        assert {asked: found(asked) for asked in wanted} == wanted
    page = signed_in.get("/signalen/?q=wet&per=25", headers={"accept-language": "en"}).content.decode()
    assert 'name="q"' in page  # and there is a field to type them in
    assert page.index(f"/signalen/{said['three'].pk}/") < page.index(f"/signalen/{said['two'].pk}/")  # the newest first


def test_a_guarded_signal_is_found_by_no_word_of_the_ordinary_list(signed_in: Client) -> None:
    hidden = reported("Held in a shed")
    Signal.objects.filter(pk=hidden.pk).update(state="guarded", route="tn-eigen-weg")
    assert f"/signalen/{hidden.pk}/" not in signed_in.get("/signalen/?q=shed").content.decode()
    assert f"/signalen/{hidden.pk}/" in signed_in.get("/signalen/bewaakt/?q=shed").content.decode()


def test_looking_for_words_asks_as_many_questions_for_thirty_signals_as_for_one(signed_in: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert signed_in.get("/signalen/?q=wet").status_code == 200
        return len(seen)

    reported("wet")
    before = asked()
    for number in range(29):
        reported(f"wet {number}")
    assert asked() == before

"""A round: prepared, opened, taken part in without an account, sifted, closed into a sheet, answered, and withdrawn from."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.voices_kit import Person, crowd, held

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Code, Words
from samenhang.ground.ledger.models import Act, Prose, Tombstone
from samenhang.insight.senders.queries import digest, source_of
from samenhang.insight.voices import actions, tasks
from samenhang.insight.voices.actions.refused import turn
from samenhang.insight.voices.models import (
    TURNS,
    Phase,
    Pick,
    Proposition,
    Round,
    RoundWords,
    Sifted,
    Tally,
    Voice,
    Vote,
)
from samenhang.insight.voices.queries.count import due
from samenhang.insight.voices.queries.results import results
from samenhang.insight.voices.queries.words import words

pytestmark = pytest.mark.django_db
BOTH = tuple((1, 1, 1, -1, 1, -1, 0) if n % 2 else (1, 1, -1, 1, -1, 1, 0) for n in range(40))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language in which they were written."""
    with translation.override("en"):
        yield


# taking part ---------------------------------------------------------------------------------------------------------


def test_a_round_in_polish_from_begin_to_receipt_and_read_back(core_team: Any) -> None:
    person = Person(held(core_team))
    assert person.begin().status_code == 200
    code = person.hidden("code")
    assert "Zgadzam się" in person.html
    said = 0
    while 'name="statement"' in person.html:
        person.vote((1, -1, 0)[said % 3])
        said += 1
    one = Voice.objects.get(code=digest(code))
    assert [vote.value for vote in one.votes.order_by("proposition__number")] == [1, -1, 0, 1, -1, 0, 1]
    question = person.round.questions.first()
    assert question is not None
    choice = question.choices.all()[0]
    assert person.post("over-u/", code=code, **{question.key: str(choice.pk)}).status_code == 200
    assert code in person.html
    assert list(Pick.objects.filter(voice=one).values_list("choice_id", flat=True)) == [choice.pk]
    assert person.post("antwoord/", code=code.lower().replace("-", " ")).status_code == 200
    assert "Nie zgadzam się" in person.html


def test_who_stops_halfway_gets_a_code_and_goes_on_with_it(core_team: Any) -> None:
    person = Person(held(core_team))
    person.begin()
    person.vote(1)
    code = person.hidden("code")
    person.post("bewijs/", code=code)
    assert code in person.html
    person.post("zin/", code=code)
    assert "Zdanie 2 / 7" in person.html


def test_the_last_vote_counts_and_a_page_sent_twice_counts_once(core_team: Any) -> None:
    person = Person(held(core_team))
    person.begin()
    first = {"code": person.hidden("code"), "statement": person.hidden("statement")}
    for value in ("1", "1", "-1"):
        person.post("zin/", value=value, **first)
    assert list(Vote.objects.filter(voice__code=digest(first["code"])).values_list("value", flat=True)) == [-1]


def test_no_cookie_no_cache_no_address_and_no_act(core_team: Any) -> None:
    person = Person(held(core_team))
    acts = Act.objects.count()
    code = person.finish()
    answers = [person.client.get(person.base + path) for path in ("", "antwoord/", "uitkomst/")]
    answers += [person.begin(), person.post("antwoord/", code=code), person.post("over-u/", code=code)]
    answers += [person.add(code, "A statement"), person.client.get(f"/stemmen/{person.round.pk}/")]
    for answer in answers:
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert len(answer.content) < 14_000  # a page for a slow connection
    assert Act.objects.count() == acts
    assert code not in str(list(Voice.objects.values()))


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.CLOSED, Phase.ANSWERED])
def test_a_round_that_is_not_open_takes_no_answer(core_team: Any, phase: str) -> None:
    person = Person(held(core_team))
    code = person.finish()
    Round.objects.filter(pk=person.round.pk).update(phase=phase)
    before = Vote.objects.count()
    assert person.post("zin/", code=code, statement="1", value="1").status_code in (404, 422)
    assert person.post("zin/", token="x").status_code in (404, 422)
    assert Vote.objects.count() == before
    assert person.client.get(person.base).status_code == (404 if phase == Phase.DRAFT else 200)


def test_before_its_first_day_and_after_its_last_a_round_takes_no_answer(core_team: Any) -> None:
    made = held(core_team)
    Round.objects.filter(pk=made.pk).update(opens_on="2099-01-01", closes_on="2099-02-01")
    page = Client().get(f"/stemmen/{made.pk}/en/").content.decode()
    assert "This round is not open yet." in page
    Round.objects.filter(pk=made.pk).update(opens_on="2001-01-01", closes_on="2001-02-01")
    page = Client().get(f"/stemmen/{made.pk}/en/").content.decode()
    assert "You can no longer take part." in page


def test_three_statements_of_ones_own_and_no_more(core_team: Any) -> None:
    person = Person(held(core_team))
    code = person.finish()
    for n in range(3):
        assert "Dziękujemy" in person.add(code, f"Statement {n}").content.decode()
    answer = person.add(code, "One more")
    assert answer.status_code == 422
    assert "One more" in answer.content.decode()
    assert Proposition.objects.filter(round=person.round, added=True).count() == 3
    assert person.post("toevoegen/", code=code, token="x", **{"add-words": "x" * 201}).status_code == 422


# withdrawing ---------------------------------------------------------------------------------------------------------


def test_withdrawing_erases_votes_answers_and_words_and_the_trace_says_so(core_team: Any, signed_in: Client) -> None:
    person = Person(held(core_team))
    code = person.finish()
    person.add(code, "My neighbour is Jan")
    added = Proposition.objects.get(round=person.round, added=True)
    actions.show(proposition=added, by=core_team, at=timezone.now())
    actions.word(
        held=person.round,
        key=Code(added.key),
        language=Code("en"),
        words=Words("Jan!"),
        by=core_team,
        at=timezone.now(),
    )
    text = added.original
    assert text is not None
    answer = person.post("antwoord/", code=code, withdraw="yes")
    assert "usunięte" in answer.content.decode()
    assert not Voice.objects.filter(code=digest(code)).exists()
    assert not Vote.objects.filter(voice__round=person.round).exists()
    assert not Prose.objects.filter(body__contains="Jan").exists()
    assert not RoundWords.objects.filter(text__contains="Jan").exists()
    added.refresh_from_db()
    assert (added.state, added.original) == (Sifted.WITHDRAWN, None)
    assert Tombstone.objects.get(ref=text.ref).reason
    page = signed_in.get(f"/herkomst/{added.ref}/").content.decode()
    assert "erased on request" in page or "op verzoek" in page
    assert signed_in.get(f"/herkomst/{text.ref}/").status_code == 200
    assert person.post("antwoord/", code=code).status_code == 422


def test_what_was_counted_stays_when_somebody_withdraws_after_the_end(core_team: Any) -> None:
    person = Person(held(core_team))
    crowd(person.round, *BOTH)
    code = person.finish()
    sheet = actions.close(person.round, by=core_team, at=timezone.now())
    before = ledger.table(sheet).to_bytes()
    assert person.post("antwoord/", code=code, withdraw="yes").status_code == 200
    assert ledger.table(sheet).to_bytes() == before
    assert not Voice.objects.filter(code=digest(code)).exists()


# the province --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("deed", "phase"), list(product([row[0] for row in TURNS], Phase.values)))
def test_a_round_turns_only_as_the_table_says(core_team: Any, deed: str, phase: str) -> None:
    made = held(core_team, phase="draft")
    Round.objects.filter(pk=made.pk).update(phase=phase)
    row = next(row for row in TURNS if row[0] == deed)
    if row[1] == phase:
        turn(made, deed)
        assert made.phase == row[2]
        return
    with pytest.raises(actions.CannotHear, match="Load the page again"):
        turn(made, deed)
    made.refresh_from_db()
    assert made.phase == phase


def test_a_round_of_ones_own_from_the_form_to_answers(signed_in: Client, core_team: Any) -> None:
    page = signed_in.get("/rondes/nieuw/")
    assert page.status_code == 200
    today = timezone.localdate()
    typed = {
        "questionnaire": "tn-leven",
        "areas": ["TP01"],
        "opens_on": today.isoformat(),
        "closes_on": "2000-01-01",
        "title": "My title",
    }
    answer = signed_in.post("/rondes/nieuw/", typed)
    assert answer.status_code == 422
    assert "My title" in answer.content.decode()
    assert signed_in.post("/rondes/nieuw/", {**typed, "closes_on": "2099-01-01"}).status_code == 302
    made = Round.objects.latest("pk")
    base = f"/rondes/{made.pk}/"
    assert "My title" in signed_in.get(base).content.decode()
    first = made.propositions.first()
    assert first is not None
    signed_in.post(f"{base}doe/drop/", {"statement": first.pk})
    assert signed_in.post(f"{base}doe/propose/", {"words": ""}).status_code == 422
    signed_in.post(f"{base}doe/propose/", {"words": "A new statement"})
    signed_in.post(f"{base}doe/open/")
    assert made.propositions.filter(state=Sifted.SHOWN).count() == 7
    crowd(made, *BOTH)
    assert signed_in.post(f"{base}doe/finish/").status_code == 422
    signed_in.post(f"{base}doe/close/")
    made.refresh_from_db()
    assert made.phase == Phase.CLOSED
    assert signed_in.post(f"{base}doe/finish/").status_code == 422
    for row in made.propositions.filter(state=Sifted.SHOWN):
        given = {"statement": row.pk, f"{row.answer_key}-words": f"We do this: {row.pk}"}
        assert signed_in.post(f"{base}antwoorden/", given).status_code == 302
    assert signed_in.post(f"{base}doe/finish/").status_code == 302
    public = Client().get(f"/stemmen/{made.pk}/pl/uitkomst/").content.decode()
    assert "We do this" in public
    for path in (
        base,
        f"{base}ingebracht/",
        f"{base}antwoorden/",
        f"{base}teksten/",
        f"{base}invoeren/",
        f"{base}aantallen.csv",
    ):
        assert signed_in.get(path).status_code == 200


def test_an_answer_is_read_in_the_language_of_who_took_part_and_says_who_translated_it(
    core_team: Any, signed_in: Client
) -> None:
    made, now = held(core_team), timezone.now()
    crowd(made, *BOTH)
    actions.close(made, by=core_team, at=now)
    row = made.propositions.first()
    assert row is not None
    actions.answer(proposition=row, words=Words("We build rooms."), language=Code("en"), by=core_team, at=now)
    base, source = f"/talen/tekst/{made.ref}/{row.answer_key}/pl/", source_of("We build rooms.")
    assert base in signed_in.get(f"/rondes/{made.pk}/antwoorden/").content.decode()
    typed = {"words": "Budujemy pokoje.", "source": source}
    assert signed_in.post(f"{base}vertaald/", typed).status_code == 302
    assert "Budujemy pokoje." in Client().get(f"/stemmen/{made.pk}/pl/uitkomst/").content.decode()
    assert RoundWords.objects.get(round=made, key=row.answer_key, language="pl").state == "machine"
    signed_in.post(f"{base}nagekeken/", typed)
    kept = RoundWords.objects.get(round=made, key=row.answer_key, language="pl")
    assert (kept.state, kept.checked_by) == ("checked", core_team.ref)
    assert signed_in.post(f"{base}nagekeken/", typed).status_code == 422
    actions.answer(proposition=row, words=Words("We build houses."), language=Code("en"), by=core_team, at=now)
    assert words(made, "pl")[row.answer_key] == "We build houses."


def test_who_may_not_hold_rounds_reads_no_added_statement_and_no_draft(core_team: Any, seat_of: Any) -> None:
    made = held(core_team, phase="draft")
    visitor = Client()
    assert visitor.get(f"/rondes/{made.pk}/").status_code == 404
    assert visitor.get(f"/rondes/{made.pk}/ingebracht/").status_code == 403
    assert visitor.get("/rondes/nieuw/").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.open_round(held=made, by=seat_of("tn-lezer"), at=timezone.now())
    opened = held(core_team)
    person = Person(opened)
    person.add(person.finish(), "Nobody else may read this yet")
    for path in (
        "/stemmen/",
        f"/rondes/{opened.pk}/",
        f"/stemmen/{opened.pk}/pl/",
        f"/stemmen/{opened.pk}/pl/uitkomst/",
    ):
        assert "Nobody else" not in visitor.get(path).content.decode()


# what people add -----------------------------------------------------------------------------------------------------


def test_an_added_statement_is_shown_after_it_was_read_in_its_own_language(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    person = Person(made)
    person.add(person.finish(), "Chcę lekarza po polsku")
    other = Person(made, "en")
    other.finish()
    assert "Chcę lekarza" not in other.html
    row = Proposition.objects.get(round=made, added=True)
    queue = signed_in.get(f"/rondes/{made.pk}/ingebracht/").content.decode()
    assert "Chcę lekarza po polsku" in queue
    signed_in.post(f"/rondes/{made.pk}/ingebracht/", {"statement": row.pk, "deed": "show"})
    third = Person(made, "en")
    third.begin()
    while 'name="statement"' in third.html and f'value="{row.pk}"' not in third.html:
        third.vote(1)
    assert 'lang="pl" dir="auto">Chcę lekarza po polsku' in third.html


def test_a_refused_statement_tells_its_author_why_and_nobody_else(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    person = Person(made)
    code = person.finish()
    person.add(code, "A bad word")
    row = Proposition.objects.get(round=made, added=True)
    sift = f"/rondes/{made.pk}/ingebracht/"
    assert signed_in.post(sift, {"statement": row.pk, "deed": "refuse", "words": ""}).status_code == 422
    signed_in.post(sift, {"statement": row.pk, "deed": "refuse", "words": "It names somebody."})
    assert "It names somebody." in person.post("antwoord/", code=code).content.decode()
    assert "A bad word" not in Client().get(f"/rondes/{made.pk}/").content.decode()
    assert signed_in.post(sift, {"statement": row.pk, "deed": "merge", "into": "0"}).status_code == 422


def test_joined_statements_share_their_votes_once_per_person(core_team: Any) -> None:
    made, now = held(core_team), timezone.now()
    person = Person(made)
    person.add(person.finish(), "The same again")
    row, into = Proposition.objects.get(round=made, added=True), made.propositions.order_by("number")[0]
    actions.show(proposition=row, by=core_team, at=now)
    fresh = crowd(made, (9, 9))[0]
    actions.vote(fresh, row, -1)
    actions.merge(proposition=row, into=into, by=core_team, at=now)
    assert not Vote.objects.filter(proposition=row).exists()
    assert sorted(Vote.objects.filter(proposition=into).values_list("value", flat=True)) == [-1, 1]
    with translation.override("en"), pytest.raises(actions.CannotHear, match="decided before"):
        actions.show(proposition=row, by=core_team, at=now)


def test_the_queue_proposes_what_says_nearly_the_same(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    own = words(made, "pl")[made.propositions.order_by("number")[0].key]
    person = Person(made)
    person.add(person.finish(), own + "!")
    page = signed_in.get(f"/rondes/{made.pk}/ingebracht/").content.decode()
    near = page.split("<blockquote")[1].split("<form")[0]
    assert near.count(own) == 2  # what was added, and what it nearly is


# paper ---------------------------------------------------------------------------------------------------------------


def test_a_paper_form_is_entered_with_the_keyboard_and_a_wrong_key_is_said(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    rows = list(made.propositions.order_by("number"))
    question = made.questions.first()
    assert question is not None
    typed = {"way": "paper", "language": "pl", rows[0].key: "1", rows[1].key: "2", rows[2].key: "3", rows[3].key: "",
             question.key: str(question.choices.all()[1].pk), "added": "Too far\n\nToo late"}  # fmt: skip
    wrong = signed_in.post(f"/rondes/{made.pk}/invoeren/", {**typed, rows[3].key: "7"})
    assert wrong.status_code == 422
    assert not Voice.objects.filter(round=made).exists()
    page = signed_in.post(f"/rondes/{made.pk}/invoeren/", typed)
    assert page.status_code == 200
    one = Voice.objects.get(round=made)
    assert (one.way, one.language, one.entered_by) == ("paper", "pl", core_team.ref)
    votes = dict(Vote.objects.filter(voice=one).values_list("proposition_id", "value"))
    assert [votes.get(row.pk) for row in rows[:4]] == [1, -1, 0, None]
    assert Proposition.objects.filter(round=made, added=True, state=Sifted.WAITING).count() == 2
    assert one.picks.get().choice == question.choices.all()[1]
    act = Act.objects.latest("pk")
    assert (act.verb, '"answers":6' in act.facts.replace(" ", "")) == ("voices.entered", True)
    assert signed_in.post(f"/rondes/{made.pk}/invoeren/", {"way": "paper", "language": "pl"}).status_code == 422


# counting ------------------------------------------------------------------------------------------------------------


def test_a_round_is_counted_with_every_ten_people(core_team: Any) -> None:
    made = held(core_team)
    crowd(made, *BOTH[:9])
    assert not due(made)
    assert tasks.count.call(made.pk) == "not due"
    crowd(made, BOTH[0])
    assert tasks.count.call(made.pk) == "counted"
    assert tasks.count.call(made.pk) == "not due"
    assert Tally.objects.filter(round=made).count() == 1


def test_what_forty_people_say_is_counted_as_by_hand(core_team: Any) -> None:
    made = held(core_team)
    crowd(made, *BOTH)
    body = actions.tally(made, at=timezone.now()).body
    rows = [str(row.pk) for row in made.propositions.order_by("number")]
    assert body["voices"] == 40
    # everybody agrees with the first: the noughts beside it are withheld, so the forty is what the total leaves open
    assert body["propositions"][rows[2]]["total"] == 40
    assert body["propositions"][rows[2]]["shown"]["agree"] in (20, None)
    assert body["reason"] == ""
    assert [group["size"] for group in body["groups"]] == [20, 20]
    first = {row["proposition"]: row["percent"] for row in body["shared"]}
    assert first[int(rows[0])] == round(100 * (21 / 22) ** 2)
    assert first[int(rows[2])] == round(100 * (21 / 22) * (1 / 22))


def test_under_the_guard_there_are_no_groups_and_the_page_says_why(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    crowd(made, *BOTH[:12])
    assert actions.tally(made, at=timezone.now()).body["reason"] == "few people"
    page = Client().get(f"/rondes/{made.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "minder dan twintig mensen" in page or "fewer than twenty people" in page


def test_a_closed_round_is_a_sheet_of_counts_without_a_word_of_anybody(core_team: Any) -> None:
    made = held(core_team)
    crowd(made, *BOTH)
    person = Person(made)
    person.add(person.finish(), "Very private words")
    sheet = actions.close(made, by=core_team, at=timezone.now())
    data = ledger.table(sheet).to_bytes().decode()
    assert sheet.kind == "round-counts"
    assert "private" not in data
    assert "voices,round,voices,41.0,known" in data or "voices,round,voices,41,known" in data
    records = {row["row"]: row for row in ledger.table(sheet).records()}
    low = [row for row in records.values() if row["state"] == "suppressed"]
    assert low
    assert all(row["value"] is None for row in low)
    assert all(row["value"] is None or row["value"] >= 10 or "shared" in row["row"] for row in records.values())


# the pages -----------------------------------------------------------------------------------------------------------


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_list_and_a_page_ask_as_much_with_one_round_as_with_thirty(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    crowd(made, *BOTH)
    actions.tally(made, at=timezone.now())
    page, one = f"/rondes/{made.pk}/", _queries(signed_in, "/stemmen/")
    before = _queries(signed_in, page)
    for _n in range(28):
        held(core_team)
    for n in range(20):
        actions.propose(held=made, words=Words(f"Statement {n}"), language=Code("en"), by=core_team, at=timezone.now())
    actions.tally(made, at=timezone.now())
    assert _queries(signed_in, "/stemmen/") == one
    assert _queries(signed_in, page) == before


def test_many_statements_come_in_parts_and_each_has_an_address(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    for n in range(50):
        actions.propose(held=made, words=Words(f"Statement {n}"), language=Code("en"), by=core_team, at=timezone.now())
    rows = list(made.propositions.order_by("number"))
    actions.tally(made, at=timezone.now())

    def numbers(asked: str) -> list[int]:
        counted = signed_in.get(f"/rondes/{made.pk}/{asked}").context["counted"]
        return [one.proposition.number for one in counted.statements]

    every = [row.number for row in rows]
    assert (numbers(""), numbers(f"?zin={every[30]}"), numbers(f"?zin={every[-1]}")) == (
        every[:25],
        every[25:50],
        every[50:],
    )
    assert numbers("?zin=<b>") == every[:25]
    signed_in.cookies["django_language"] = "en"
    html = signed_in.get(f"/rondes/{made.pk}/?zin={every[30]}").content.decode()
    assert "Statements 26 to 50 of 57" in html
    assert f'href="?zin={every[0]}#statements"' in html
    assert f'href="?zin={every[50]}#statements"' in html


def test_taking_part_through_the_weeks_is_a_line_with_the_same_weeks_as_a_table(
    core_team: Any, signed_in: Client
) -> None:
    made = held(core_team)
    voices = crowd(made, *BOTH)
    days = [date.fromisocalendar(2025, 51, 1)] * 12 + [date.fromisocalendar(2025, 52, 3)] * 3
    days += [date.fromisocalendar(2026, 1, 2)] * 11 + [date.fromisocalendar(2026, 3, 4)] * 14
    for voice, day in zip(voices, days, strict=True):
        Voice.objects.filter(pk=voice.pk).update(on=day)
    actions.close(made, by=core_team, at=timezone.now())
    found = results(made, words(made, "en"))
    assert found is not None
    assert found.weeks is not None
    table = [(str(week), cell.value, cell.state) for week, cell in found.weeks.rows]
    # three people are withheld, and with them one more week from which they would follow; nobody took part in week 2
    assert table == [
        ("week 51 of 2025", 12, "known"), ("week 52 of 2025", None, "suppressed"),
        ("week 1 of 2026", None, "suppressed"), ("week 2 of 2026", 0, "known"), ("week 3 of 2026", 14, "known"),
    ]  # fmt: skip
    page = signed_in.get(f"/rondes/{made.pk}/", headers={"accept-language": "en"}).content.decode()
    chart = page.split('<figure class="chart" id="weeks">')[1].split("</figure>")[0]
    assert chart.count('<th scope="row">week') == len(table)
    assert chart.count("#weeks-hatch") == 3  # the two weeks, and the key
    assert (">3<" in chart, ">11<" in chart) == (False, False)
    assert "Blank: withheld, because fewer than ten people took part" in chart


def test_a_queue_without_statements_says_so(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    page = signed_in.get(f"/rondes/{made.pk}/ingebracht/", headers={"accept-language": "en"}).content.decode()
    assert "No statement waits to be read." in page


def test_the_csv_of_a_round_says_what_its_page_says(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    crowd(made, *BOTH)
    tally = actions.tally(made, at=timezone.now())
    data = signed_in.get(f"/rondes/{made.pk}/aantallen.csv").content.decode("utf-8-sig").splitlines()
    rows = {line.split(",")[0]: line.split(",")[3] for line in data[1:]}
    for pk, line in tally.body["propositions"].items():
        for side, value in line["shown"].items():
            assert rows[f"p{pk}-{side}"] == ("" if value is None else str(value))


def test_the_example_round_of_the_workspace_says_that_nobody_gave_its_answers(client: Client) -> None:
    made = Round.objects.get(example=True)
    page = client.get(f"/rondes/{made.pk}/").content.decode()
    assert "uitgewerkt voorbeeld" in page or "worked example" in page
    assert "przykład" in Client().get(f"/stemmen/{made.pk}/pl/").content.decode()


def test_what_the_database_refuses(core_team: Any) -> None:
    made = held(core_team)
    voice, row = crowd(made, (1,))[0], made.propositions.order_by("number")[0]
    for wrong in (
        lambda: Vote.objects.create(voice=voice, proposition=row, value=0),
        lambda: Vote.objects.filter(voice=voice).update(value=2),
        lambda: Round.objects.filter(pk=made.pk).update(phase="gone"),
        lambda: Round.objects.filter(pk=made.pk).update(closes_on="2000-01-01"),
        lambda: Proposition.objects.filter(pk=row.pk).update(state=Sifted.MERGED),
        lambda: Proposition.objects.filter(pk=row.pk).update(state=Sifted.MERGED, into=row.pk),
        lambda: RoundWords.objects.filter(round=made).update(state="checked", checked_by=""),
        lambda: RoundWords.objects.filter(round=made).update(state="original", checked_by="seat:1"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()

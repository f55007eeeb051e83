"""Attacks on a round: guessing receipts, flooding, texts that want to be more than text, and reckoning back what is withheld."""

import random
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone, translation
from tests.insight.signals_kit import code as code_in
from tests.insight.voices_kit import Person, crowd, held

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act
from samenhang.insight.senders.actions import MOST
from samenhang.insight.senders.models import Knock, UsedForm
from samenhang.insight.senders.queries import ALPHABET, LETTERS
from samenhang.insight.voices import actions
from samenhang.insight.voices.models import Pick, Proposition, Voice, Vote
from samenhang.insight.voices.queries.rule import THRESHOLD, line

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7|add:7 }}{% now "Y" %}\x00'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


# receipts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guess", ["", "A", "A" * 20, "A" * 5000, "' OR 1=1 --", "\x00", "２" * 20])
def test_guessing_a_receipt_finds_nothing_and_says_so(core_team: Any, guess: str) -> None:
    person = Person(held(core_team), "en")
    person.finish()
    for path in ("antwoord/", "zin/", "over-u/", "bewijs/", "toevoegen/"):
        answer = person.post(path, code=guess, value="1", statement="1")
        assert answer.status_code == 422, path
        assert "We do not know this code." in answer.content.decode()
    assert len(set(ALPHABET)) ** LETTERS >= 2**80


def test_who_keeps_guessing_is_sent_away_even_with_the_right_code(core_team: Any) -> None:
    person = Person(held(core_team), "en")
    code = person.finish()
    for _ in range(MOST["read"]):
        person.post("antwoord/", code="A" * 20)
    answer = person.post("antwoord/", code=code)
    assert answer.status_code == 429
    assert "too many attempts" in answer.content.decode()
    assert "Your answers" not in answer.content.decode()


def test_a_code_of_one_round_opens_no_other_and_stands_in_no_address(core_team: Any) -> None:
    first, second = Person(held(core_team), "en"), Person(held(core_team), "en")
    code = first.finish()
    assert second.post("antwoord/", code=code).status_code == 422
    assert second.post("zin/", code=code).status_code == 422
    answer = first.client.get(first.base + "antwoord/", {"code": code})
    assert code not in answer.content.decode()
    assert code not in str(list(Voice.objects.values()))


def test_a_vote_for_a_statement_of_another_round_or_for_one_that_is_not_shown_is_no_vote(core_team: Any) -> None:
    person, other = Person(held(core_team), "en"), held(core_team)
    person.begin()
    code, foreign = person.hidden("code"), other.propositions.first()
    assert foreign is not None
    waiting = Proposition.objects.create(round=person.round, number=99, language="en", state="waiting")
    for statement in (str(foreign.pk), str(waiting.pk), "9" * 40, "-1", "x", "²", ""):
        assert person.post("zin/", code=code, statement=statement, value="1").status_code == 200
    for value in ("2", "-2", "x", "", "1.0", "１"):
        assert person.post("zin/", code=code, statement=person.hidden("statement"), value=value).status_code == 200
    assert not Vote.objects.filter(voice__round=person.round).exists()
    question, choice = other.questions.first(), Proposition.objects.none()
    assert question is not None
    person.post("over-u/", code=code, **{question.key: str(question.choices.all()[0].pk)})
    own = person.round.questions.first()
    assert own is not None
    person.post("over-u/", code=code, **{own.key: str(question.choices.all()[0].pk)})
    assert not Pick.objects.exclude(voice__round__example=True).exists()
    assert not choice


# flooding ------------------------------------------------------------------------------------------------------------


def test_flooding_stops_at_a_number_and_says_so(core_team: Any) -> None:
    person = Person(held(core_team), "en")
    for _ in range(MOST["begin"]):
        assert person.begin().status_code == 200
    answer = person.begin()
    assert answer.status_code == 422
    assert "too many attempts" in answer.content.decode()
    assert Voice.objects.filter(round=person.round).count() == MOST["begin"]
    kept = [*Knock.objects.values_list("digest", flat=True), *UsedForm.objects.values_list("digest", flat=True)]
    assert all(len(digest) == 64 for digest in kept)


def test_one_button_begins_once(core_team: Any) -> None:
    person = Person(held(core_team), "en")
    person.html = person.client.get(person.base).content.decode()
    token = person.hidden("token")
    assert [person.post("zin/", token=token).status_code for _ in range(3)] == [200, 422, 422]
    assert person.post("zin/", token="made up").status_code == 422
    assert Voice.objects.filter(round=person.round).count() == 1


def test_a_robot_is_thanked_and_nothing_is_kept(core_team: Any) -> None:
    person = Person(held(core_team), "en")
    code = person.finish()
    answer = person.post(
        "toevoegen/",
        code=code,
        token=person.hidden("token"),
        **{"add-words": "Buy", "add-website": "https://example.org"},
    )
    assert answer.status_code == 200
    assert not Proposition.objects.filter(round=person.round, added=True).exists()


def test_a_large_form_is_refused_before_it_is_read(core_team: Any) -> None:
    class Unread(BytesIO):
        def read(self, *_size: int) -> bytes:
            raise AssertionError("nothing of it should be read")

    base = f"/stemmen/{held(core_team).pk}/en/"
    for path in ("zin/", "toevoegen/", "over-u/", "bewijs/", "antwoord/"):
        answer = Client().post(
            base + path, data=b"", content_type="multipart/form-data; boundary=x",
            **{"CONTENT_LENGTH": "52428800", "wsgi.input": Unread()},
        )  # fmt: skip
        assert answer.status_code == 413
        assert "This is too large. Send text only." in answer.content.decode()


# texts ---------------------------------------------------------------------------------------------------------------


def test_html_stays_text_in_every_free_text(core_team: Any, signed_in: Client) -> None:
    made = held(core_team, title=HOSTILE.replace("\x00", ""))
    person = Person(made, "en")
    code = person.finish()
    person.add(code, HOSTILE)
    base, now = f"/rondes/{made.pk}/", timezone.now()
    pages = [person.post("antwoord/", code=code), signed_in.get(f"{base}ingebracht/"), signed_in.get("/stemmen/")]
    row = Proposition.objects.get(round=made, added=True)
    signed_in.post(f"{base}ingebracht/", {"statement": row.pk, "deed": "refuse", "words": HOSTILE})
    pages.append(person.post("antwoord/", code=code))
    actions.show(proposition=row, by=core_team, at=now)
    signed_in.post(f"{base}doe/propose/", {"words": HOSTILE})
    crowd(made, *[(1, 1, -1, 1, -1, 1, 0, 1, 1)] * 12, *[(-1, 1, 1, -1, 1, -1, 0, 1, 1)] * 12)
    signed_in.post(f"{base}doe/close/")
    signed_in.post(f"{base}antwoorden/", {"statement": row.pk, f"{row.answer_key}-words": HOSTILE})
    translated = f"/talen/tekst/{made.ref}/{row.key}/pl/"
    signed_in.post(f"{translated}vertaald/", {"words": HOSTILE, "source": "0" * 64})
    assert made.words.get(key=row.key, language="pl").text
    pages += [signed_in.get(base), signed_in.get(f"{base}antwoorden/"), signed_in.get(translated)]
    pages += [signed_in.get(f"{base}teksten/"), signed_in.get(f"/talen/pl/ingebracht/?ronde={made.pk}")]
    pages += [Client().get(f"/stemmen/{made.pk}/{tongue}/uitkomst/") for tongue in ("en", "pl")]
    pages += [Client().get(f"/stemmen/{made.pk}/"), signed_in.get(f"/herkomst/{row.ref}/")]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "14{%" not in html
    assert sum("&lt;script&gt;" in page.content.decode() for page in pages) >= 10
    sheet = ledger.latest_sheet("voices.counted", held=made.ref)
    assert sheet is not None
    assert b"script" not in ledger.table(sheet).to_bytes()
    assert "script" not in "".join(Act.objects.values_list("facts", flat=True))


def test_a_statement_that_a_spreadsheet_would_run_is_in_no_file(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    person = Person(made, "en")
    person.add(person.finish(), '=HYPERLINK("https://example.org")')
    crowd(made, *[(1, 1)] * 12)
    actions.show(proposition=Proposition.objects.get(round=made, added=True), by=core_team, at=timezone.now())
    actions.tally(made, at=timezone.now())
    for path in (f"/rondes/{made.pk}/aantallen.csv", "/stemmen/?format=csv"):
        assert "=HYPERLINK" not in signed_in.get(path).content.decode()


# reckoning back ------------------------------------------------------------------------------------------------------

Seen = list[tuple[dict[str, int | None], int | None]]


def narrowest(names: list[str], seen: Seen) -> float:
    """The narrowest range that an attacker finds for any withheld count, from all tallies together.

    What the attacker knows: every shown count and total of every tally, that counts are not negative, and that nobody's
    vote goes away (votes only come in).
    """
    from scipy.optimize import linprog

    size, times = len(names), len(seen)
    lows, highs, sums, totals = [], [], [], []
    for shown, total in seen:
        for name in names:
            value = shown.get(name)
            lows.append(0.0 if value is None else float(value))
            highs.append(None if value is None else float(value))
        if total is not None:
            at = len(lows) - size
            row = np.zeros(size * times)
            row[at : at + size] = 1
            sums.append(row)
            totals.append(float(total))
    grows, still = [], []
    for time in range(times - 1):
        for place in range(size):
            row = np.zeros(size * times)
            row[time * size + place], row[(time + 1) * size + place] = 1, -1
            grows.append(row)
            still.append(0.0)
    found = float("inf")
    for cell in range(size * times):
        if highs[cell] is not None:
            continue
        aim = np.zeros(size * times)
        aim[cell] = 1
        ends = []
        for sign in (1, -1):
            answer = linprog(
                sign * aim, A_ub=np.array(grows) if grows else None, b_ub=still or None,
                A_eq=np.array(sums) if sums else None, b_eq=totals or None, bounds=list(zip(lows, highs, strict=True)),
            )  # fmt: skip
            ends.append(sign * answer.fun if answer.status == 0 else sign * float("inf"))
        found = min(found, abs(ends[1] - ends[0]))
    return found


def growing(draw: random.Random, sides: int) -> list[dict[str, int]]:
    """Counts as they come in: ten or more people between two tallies, spread unevenly."""
    names = [chr(97 + n) for n in range(sides)]
    counts, rows = dict.fromkeys(names, 0), []
    weights = [draw.random() ** 3 + 0.01 for _ in names]
    for _time in range(draw.randint(2, 4)):
        for name in draw.choices(names, weights, k=draw.randint(10, 25)):
            counts[name] += 1
        rows.append(dict(counts))
    return rows


@pytest.mark.parametrize("part", range(4))
def test_no_difference_of_two_exports_recovers_a_withheld_count(part: int) -> None:
    withheld = 0
    for seed in range(50 * part, 50 * part + 50):
        draw = random.Random(seed)
        rows = growing(draw, draw.randint(2, 5))
        before: dict[str, Any] = {}
        seen: Seen = []
        for counts in rows:
            made = line(counts, before)
            before = made.before
            seen.append((made.shown, made.total))
        withheld += sum(value is None for shown, _total in seen for value in shown.values())
        assert narrowest(list(rows[0]), seen) >= THRESHOLD - 1e-6, seed
    assert withheld > 50


def test_without_the_memory_of_an_earlier_tally_the_difference_would_recover_one() -> None:
    first, second = {"a": 9, "b": 12, "c": 40}, {"a": 10, "b": 12, "c": 60}
    careless: Seen = [(made.shown, made.total) for made in (line(first), line(second))]
    careful_first = line(first)
    careful_second = line(second, careful_first.before)
    assert narrowest(list("abc"), careless) < THRESHOLD
    seen: Seen = [(careful_first.shown, careful_first.total), (careful_second.shown, careful_second.total)]
    assert narrowest(list("abc"), seen) >= THRESHOLD


def test_what_was_withheld_is_shown_again_when_enough_people_came_in() -> None:
    first = line({"a": 9, "b": 12, "c": 40})
    assert first.shown == {"a": None, "b": None, "c": 40}
    assert line({"a": 12, "b": 13, "c": 50}, first.before).shown["a"] is None  # four came in: nine follows nearly
    assert line({"a": 15, "b": 22, "c": 60}, first.before).shown == {"a": 15, "b": 22, "c": 60}


def test_page_chart_file_sheet_and_public_page_withhold_the_same(core_team: Any, signed_in: Client) -> None:
    made = held(core_team)
    crowd(made, *[(1, 1, -1, 1, -1, 1, 0)] * 31, *[(-1, 1, 1, 1, -1, -1, 0)] * 7)
    before = actions.tally(made, at=timezone.now()).body
    first = str(made.propositions.order_by("number")[0].pk)
    assert before["propositions"][first]["shown"]["disagree"] is None
    sheet = actions.close(made, by=core_team, at=timezone.now())
    records = {row["row"]: row["value"] for row in ledger.table(sheet).records()}
    rows = signed_in.get(f"/rondes/{made.pk}/aantallen.csv").content.decode("utf-8-sig").splitlines()[1:]
    for row in rows:
        code, _of, _count, value, state = row.split(",")
        assert (value == "") == (state == "suppressed")
        assert (records[code] is None) == (value == "")
    page = signed_in.get(f"/rondes/{made.pk}/").content.decode()
    public = Client().get(f"/stemmen/{made.pk}/en/uitkomst/").content.decode()
    assert f"p{first}-disagree/value" not in page
    assert f"p{first}-agree/value" in page or records[f"p{first}-agree"] is None
    card = public.split(f'id="p{first}"')[1].split("</section>")[0]
    assert "Too few people to show" in card
    assert ">7<" not in page
    assert ">7<" not in public


def test_a_receipt_has_the_form_of_every_receipt(core_team: Any) -> None:
    person = Person(held(core_team), "en")
    code = person.finish()
    person.post("over-u/", code=code)
    assert code_in(person.html) == code

"""A figure carries what its own area says of it: contest, counter-figure, approval and answer, all in view and none in the register."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation
from tests.insight.evidence_rows import deliver
from tests.insight.said_rows import ROW, answer, approve, contest, instead, seat_for, stated

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.actions import erase
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.queries import Visitor
from samenhang.insight.evidence import actions, queries
from samenhang.insight.evidence.models import Answer, Contest, Counter, Figure, Unit
from samenhang.insight.evidence.queries import contests
from samenhang.screen.cells import Cell

pytestmark = pytest.mark.django_db
LIST, FORM = "/tegenspraak/", "/cijfers/TI01/tegenspraak/"


@pytest.fixture
def seat(db):
    return seat_for()


def refused(deed, *args, kind=actions.CannotContest, **changes):
    acts, said = Act.objects.count(), Contest.objects.count()
    with translation.override("en"), pytest.raises(kind) as refusal:
        deed(*args, **changes)
    assert (Act.objects.count(), Contest.objects.count()) == (acts, said)
    return str(refusal.value)


# the deed


def test_a_contest_freezes_its_counter_figure_and_changes_no_figure(seat):
    figures = list(Figure.objects.order_by("pk").values())
    made = contest(seat)
    assert (made.kind, made.area_id, made.indicator_id, made.source_id, made.figure, made.by, made.answered) == (
        "contest", "TG01", "TI01", "tn-telling", stated().ref, seat.ref, False,
    )  # fmt: skip
    assert (made.reason.body, made.reason_length, made.proof.body) == (
        "Wij tellen de loonlijsten.", 26, "https://example.org/telling",
    )  # fmt: skip
    sheet = Sheet.objects.get(kind="counter")
    table = ledger.table(sheet)
    assert dict(table.head) == {"area": "TG01", "indicator": "TI01", "beside": stated().ref}
    assert list(table.records()) == [
        {
            "row": "TG01/2024/TI01", "indicator": "TI01", "area": "TG01", "period": "2024", "unit": "tn-personen",
            "state": "known", "definition": "TD01", "basis": "work", "value": 3100.0, "low": None, "high": None,
        }
    ]  # fmt: skip
    assert made.counter.ref == f"{sheet.ref}#TG01/2024/TI01/value"
    assert list(Figure.objects.order_by("pk").values()) == figures


def test_the_record_knows_the_figure_and_the_counter_figure_and_of_words_only_their_length(seat):
    made = contest(seat)
    acts = list(Act.objects.order_by("-pk")[:2])
    assert [(act.verb, act.by) for act in acts] == [
        ("evidence.contested", seat.ref), ("evidence.countered", seat.ref),
    ]  # fmt: skip
    assert json.loads(acts[0].facts) == {"reason_length": 26, "proof_length": 27}
    assert [(one.role, one.target) for one in acts[0].mentions.order_by("place")] == [
        ("figure", stated().ref), ("area", "areas:TG01"), ("indicator", "indicators:TI01"),
        ("instead", made.counter.ref), ("made", made.ref),
    ]  # fmt: skip
    assert verify(replay=True).problems == []
    assert list(contests.verify_counters()) == []


def test_a_copy_of_a_counter_figure_that_was_changed_is_named(seat):
    made = contest(seat)
    Counter.objects.update(value=1.0)
    assert list(contests.verify_counters()) == [
        f"The counter-figure {made.counter.ref} was changed: it is not what its sheet says."
    ]
    assert queries.verify_figures()[1] == list(contests.verify_counters())


def test_a_range_in_a_way_of_counting_that_nobody_defined(seat):
    made = contest(
        seat, number=instead(value=None, low=2900.0, high=3300.0, definition=None, period="", basis="niet vermeld")
    )
    with translation.override("en"):
        (talk,) = contests.talks(contests.contests())
        assert (talk.counter, talk.period, talk.definition, talk.basis) == (
            Cell(None, "people", made.counter.ref, low=2900, high=3300), None, "counted in another way, see the reason",
            "not stated by the source",
        )  # fmt: skip


def test_a_reason_alone_is_enough_and_makes_no_sheet(seat):
    made = contest(seat, number=None)
    assert (made.counter, Sheet.objects.filter(kind="counter").count()) == (None, 0)


def test_neither_a_counter_figure_nor_a_reason_is_refused(seat):
    assert refused(contest, seat, number=None, reason="  ") == (
        "Give a counter-figure, or write in one sentence why this figure is not right."
    )


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"value": None}, "A counter-figure needs at least one number."),
        ({"low": 3200.0}, "The numbers should go up: the low end, the number itself, the high end."),
        ({"high": 3000.0}, "The numbers should go up: the low end, the number itself, the high end."),
    ],
)
def test_numbers_that_are_no_figure_are_refused(seat, numbers, sentence):
    assert refused(contest, seat, number=instead(**numbers)) == sentence


def test_a_seat_speaks_for_its_own_area_only(core_team):
    other, whole = seat_for("TG02"), seat_for("")
    assert refused(contest, other, kind=PermissionDenied) == (
        "Your seat is for another area than Appelwoude. A seat contests or approves figures of its own area only."
    )
    assert refused(approve, whole, kind=PermissionDenied) == (
        "Your seat is for no area. Contest or approve with the seat of the area that the figure is about."
    )
    for seat in (core_team, seat_for(role="tn-lezer"), Visitor()):
        assert refused(contest, seat, kind=PermissionDenied).startswith("Your role does not allow this.")


def test_a_figure_of_another_indicator_or_of_an_earlier_edition_is_refused(seat, core_team):
    sentence = "Choose one of the figures of this indicator and this area that are shown now."
    assert refused(contest, seat, figure=Ref(stated("TG01/2024-12-31/TX01/TI02/TD03").ref)) == sentence
    assert refused(contest, seat, figure=Ref("sheet:0000000000000000#x/value")) == sentence
    old = Ref(stated().ref)
    deliver({"TG01,2024JJ00,TI01,2600": "TG01,2024JJ00,TI01,2650"}, core_team)
    assert refused(contest, seat, figure=old) == sentence


def test_one_open_contest_for_a_seat_and_a_figure(seat, core_team):
    first = contest(seat)
    sentence = "You contest this figure already, and the answer is still to come."
    assert refused(contest, seat) == sentence
    assert refused(approve, seat) == sentence
    contest(seat, row="TG01/2024-12-31/TX01/TI02/TD03", number=None)
    answer(first, core_team)
    second = contest(seat)
    assert [one.pk for one in Contest.objects.filter(row=ROW)] == [second.pk, first.pk]


def test_an_open_contest_stays_open_when_the_source_is_revised(seat, core_team):
    made = contest(seat)
    deliver({"TG01,2024JJ00,TI01,2600": "TG01,2024JJ00,TI01,2650"}, core_team)
    assert refused(contest, seat) == "You contest this figure already, and the answer is still to come."
    (talk,) = contests.talks([made])
    assert (talk.cell.value, talk.moved.now.value) == (2600, 2650)
    figure = stated()
    contests.mark([figure], figure.area)
    assert [one.contest.pk for one in figure.talks] == [made.pk]


def test_an_approval_stands_once_and_asks_for_no_answer(seat, core_team):
    made = approve(seat, reason="Klopt met onze telling.")
    assert (made.kind, made.counter, made.reason.body, made.open) == (
        "approval", None, "Klopt met onze telling.", False,
    )  # fmt: skip
    assert refused(approve, seat) == "You approved this figure before; that still stands."
    with translation.override("en"), pytest.raises(actions.CannotContest, match="asks for no answer"):
        answer(made, core_team)
    assert contest(seat).open


# the answer


def test_an_answer_is_given_once_and_stays(seat, core_team):
    made = contest(seat)
    said = answer(made, core_team, outcome="adopted", words="De loonlijsten zijn beter.")
    made.refresh_from_db()
    assert (said.outcome, said.words.body, said.by, made.answered) == (
        "adopted", "De loonlijsten zijn beter.", core_team.ref, True,
    )  # fmt: skip
    act = Act.objects.latest("pk")
    assert (act.verb, json.loads(act.facts)) == ("evidence.answered", {"outcome": "adopted", "words_length": 26})
    with translation.override("en"), pytest.raises(actions.CannotContest) as refusal:
        answer(made, core_team)
    assert str(refusal.value) == "This was answered before. An answer stays as it is; who disagrees contests again."
    assert list(Answer.objects.all()) == [said]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"outcome": "maybe"}, "Choose one of the answers in the list."),
        ({"outcome": "adopted"}, "There is no counter-figure to accept. Choose another answer."),
        ({"words": "  "}, "Write in one sentence why this is the answer."),
    ],
)
def test_an_answer_that_is_none(seat, core_team, given, sentence):
    made = contest(seat, number=None)
    with translation.override("en"), pytest.raises(actions.CannotContest) as refusal:
        answer(made, core_team, **given)
    assert (str(refusal.value), Contest.objects.get().answered) == (sentence, False)


def test_who_may_not_answer_and_who_contests_do_not_answer(seat, core_team):
    made = contest(seat)
    for other in (seat, Visitor()):
        with pytest.raises(PermissionDenied):
            answer(made, other)
    Contest.objects.update(by=core_team.ref)
    with translation.override("en"), pytest.raises(actions.CannotContest, match="nobody answers what they contest"):
        answer(made, core_team)
    assert not Answer.objects.exists()


def test_words_and_address_can_be_erased_and_the_rest_stays(seat, core_team, seat_of):
    made = contest(seat, number=None)
    answer(made, core_team)
    for words in (made.reason, made.proof, made.answer.words):
        erase(target=Ref(words.ref), reason=Words("Op verzoek."), by=seat_of("tn-sleutel"), at=timezone.now())
    made = contests.contests().get()
    (talk,) = contests.talks([made])
    assert (made.reason, made.reason_length, talk.reason, talk.proof, talk.answer.words) == (None, 26, "", "", "")
    assert verify().problems == []


# what must never be false


def kept(**changes):
    figure = stated()
    given = {"kind": "contest", "area": figure.area, "indicator": figure.indicator, "source": figure.source,
             "sheet": figure.sheet, "row": figure.row, "reason_length": 5, "by": "seat:1", "at": timezone.now(),
             **changes}  # fmt: skip
    return Contest.objects.create(**given)


def numbers(**changes):
    unit = Unit.objects.get(pk="tn-personen")
    return Counter.objects.create(**{"sheet": "sheet:x", "row": "r", "unit": unit, "basis": "work", **changes})


def against(name):
    return pytest.raises(IntegrityError, match=name if connection.vendor == "postgresql" else None)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("contest_kind_known", {"kind": "approval"}, {"kind": "shrug"}),
        ("contest_has_counter_or_reason", {"reason_length": 1}, {"reason_length": 0}),
        ("contest_approval_is_plain", {"kind": "approval"}, {"kind": "approval", "answered": True}),
    ],
)
def test_a_contest_that_cannot_be(name, right, wrong):
    kept(**right)
    with against(name), transaction.atomic():
        kept(by="seat:2", **wrong)


def test_a_contest_without_words_has_a_counter_figure():
    kept(reason_length=0, counter=numbers(value=1.0))
    with against("contest_approval_is_plain"), transaction.atomic():
        kept(kind="approval", by="seat:2", counter=numbers(value=1.0))


@pytest.mark.parametrize("name", ["contest_one_open", "contest_one_approval"])
def test_one_of_each(name):
    kind = "contest" if name == "contest_one_open" else "approval"
    first = kept(kind=kind)
    kept(kind=kind, by="seat:2")
    with against(name), transaction.atomic():
        kept(kind=kind)
    if kind == "contest":
        Contest.objects.filter(pk=first.pk).update(answered=True)
        kept(kind=kind)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("counter_has_a_number", {"low": 1.0}, {}),
        ("counter_low_under_value", {"low": 1.0, "value": 1.0}, {"low": 2.0, "value": 1.0}),
        ("counter_high_above_value", {"value": 1.0, "high": 1.0}, {"value": 2.0, "high": 1.0}),
        ("counter_low_under_high", {"low": 1.0, "high": 1.0}, {"low": 2.0, "high": 1.0}),
    ],
)
def test_a_counter_figure_that_cannot_be(name, right, wrong):
    numbers(**right)
    with against(name), transaction.atomic():
        numbers(**wrong)


def test_an_answer_has_an_outcome_of_the_list_and_a_contest_one_answer():
    made, given = kept(), {"by": "seat:3", "at": timezone.now()}
    with against("answer_outcome_known"), transaction.atomic():
        Answer.objects.create(contest=made, outcome="perhaps", **given)
    Answer.objects.create(contest=made, outcome="open", **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(contest=made, outcome="kept", **given)

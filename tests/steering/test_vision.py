"""Visions in versions: co-signed, established or refused, tied to evidence, with the positions of others beside them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.models import Act, Prose
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.lexicon.models import ProcessRole, Theme
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.network.models import Party
from samenhang.reporting.trace.queries.refs import page_of
from samenhang.steering.governance.models import Decision
from samenhang.steering.vision import actions
from samenhang.steering.vision.models import (
    Ambition,
    Cosignature,
    Portfolio,
    Position,
    SessionQuestion,
    Statement,
    Vision,
)
from samenhang.steering.vision.queries import waiting
from samenhang.steering.vision.queries.stands import directional_plan, sides
from samenhang.steering.vision.queries.versions import vision_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NEXT_YEAR = timezone.localdate() + timedelta(days=365)
NEEDED = ("tn-erf", "tn-oogst", "tn-rust")


def written(by, vision=None, base=0, rests_on=(), **more):
    given = {
        "title": Words("Wie plukt, slaapt goed"), "text": Words("Een bed voor wie hier werkt."), "horizon": 2040,
        "review_on": NEXT_YEAR, "stance": Code("silent"), "role_words": Words(""), "example": False,
        "owner": Portfolio.objects.get(pk="tn-erf"), "roles": list(ProcessRole.objects.all()[:1]),
    } | more  # fmt: skip
    return actions.write(vision=vision, base=base, rests_on=list(rests_on), by=by, at=timezone.now(), **given)


def signed(statement, by, *codes):
    for code in codes:
        actions.cosign(statement=statement, portfolio=Portfolio.objects.get(pk=code), by=by, at=timezone.now())


def aimed(vision, by, **more):
    given = {
        "theme": Theme.objects.get(pk="tn-thuis"), "indicator": Indicator.objects.get(pk="TI02"),
        "area": Area.objects.get(pk="TP01"), "sense": Code("least"), "target": 900.0, "reached_by": NEXT_YEAR,
    } | more  # fmt: skip
    return actions.aim(vision=vision, by=by, at=timezone.now(), **given)


def refused(deed, *given, **more):
    with pytest.raises(actions.CannotSteer) as problem:
        deed(*given, **more)
    return str(problem.value)


def typed(statement=None, **more):
    """What a browser posts for a version."""
    return {
        "base": statement.number if statement else 0, "title": "Een titel", "text": "Een tekst", "owner": "tn-erf",
        "horizon": 2040, "stance": "within", "roles": ["tn-sturen"], "role_words": "", "review_on": NEXT_YEAR.isoformat(),
    } | more  # fmt: skip


# --- co-signed and established


def test_with_two_of_three_signatures_a_vision_is_refused_as_established_and_with_three_it_is(core_team):
    made = written(core_team)
    signed(made, core_team, "tn-erf", "tn-oogst", "tn-water")
    said = refused(actions.establish, statement=made, by=core_team, at=timezone.now())
    assert said == "A vision is established when every portfolio that is needed has co-signed it. Not yet: Quiet."
    assert [one.pk for one in vision_page(Visitor(), made.vision_id, timezone.localdate()).lacking] == ["tn-rust"]
    signed(made, core_team, "tn-rust")
    actions.establish(statement=made, by=core_team, at=timezone.now())
    assert Statement.objects.get(pk=made.pk).established_at is not None
    assert verify().problems == []


def test_a_next_version_is_signed_again_and_the_earlier_one_can_no_longer_be(core_team):
    first = written(core_team)
    signed(first, core_team, *NEEDED)
    second = written(core_team, first.vision, base=1, title=Words("Beter gezegd"))
    page = vision_page(Visitor(), first.vision_id, timezone.localdate())
    assert (page.title, page.statement.number, len(page.lacking)) == ("Beter gezegd", 2, 3)
    assert [one.number for one in page.earlier] == [1]
    late = refused(actions.establish, statement=first, by=core_team, at=timezone.now())
    assert late == "There is a newer version of this vision. Look at that one first."
    assert second.established_at is None


def test_a_portfolio_signs_a_version_once(core_team):
    made = written(core_team)
    signed(made, core_team, "tn-erf")
    again = refused(signed, made, core_team, "tn-erf")
    assert again == "This portfolio has co-signed this version already. Nothing has to be done."
    with pytest.raises(IntegrityError), transaction.atomic():
        Cosignature.objects.create(statement=made, portfolio_id="tn-erf", by="seat:1", at=timezone.now())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": Words("  ")}, "Give the vision a title, and write down what the province wants."),
        ({"review_on": date(2020, 1, 1)}, "The day on which it is looked at again has passed. Choose a later day."),
        ({"stance": Code("maybe")}, "Choose one of within, beyond, against, silent; it got maybe."),
        ({"rests_on": [Ref("decision:99999")]}, "decision:99999 is no appraisal or decision. Choose from the list."),
    ],
)
def test_a_version_is_refused_in_a_sentence(core_team, change, sentence):
    assert refused(written, core_team, **change) == sentence


def test_the_database_keeps_one_version_per_number_and_known_stances(core_team):
    made = written(core_team)
    row = {
        "vision": made.vision, "owner": made.owner, "horizon": 2040, "review_on": NEXT_YEAR, "by": "seat:1",
        "at": timezone.now(),
    }  # fmt: skip
    for bad in ({"number": 1, "stance": "within"}, {"number": 2, "stance": "maybe"}, {"number": 0, "stance": "within"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Statement.objects.create(**row, **bad)
    assert Statement.objects.create(**row, number=2, stance="within").pk


# --- evidence and ambitions


def test_the_evidence_of_a_vision_is_as_sound_as_what_it_rests_on(core_team):
    decision = Decision.objects.get(example=True)
    nothing = vision_page(Visitor(), written(core_team).vision_id, timezone.localdate())
    made = written(core_team, rests_on=[Ref(decision.ref)])
    sound = vision_page(Visitor(), made.vision_id, timezone.localdate())
    due = vision_page(Visitor(), made.vision_id, decision.review_on)
    assert [str(page.health.word) for page in (nothing, sound, due)] == [
        "rests on no appraisal or decision", "stands", "asks for a second look",
    ]  # fmt: skip
    assert [(leg.kind, str(leg.says), leg.sound) for leg in due.legs] == [("Decision", "its review is due", False)]


def test_an_ambition_shows_what_is_known_of_it_and_a_newer_one_takes_over(core_team):
    made = written(core_team)
    people = Indicator.objects.get(pk="TI01")
    first = aimed(made.vision, core_team, indicator=people)
    second = aimed(made.vision, core_team, indicator=people, target=1200.0)
    [aim] = vision_page(Visitor(), made.vision_id, timezone.localdate()).aims
    assert (aim.ambition.pk, aim.target.value, str(aim.sense)) == (second.pk, 1200, "at least")
    assert aim.now
    assert all(cell.ref.startswith("sheet:") for cell, _publisher in aim.now)
    assert Ambition.objects.get(pk=first.pk).overtaken_by == second
    assert vision_page(Visitor(), made.vision_id, NEXT_YEAR + timedelta(days=1)).aims[0].past


def test_a_target_in_the_past_is_refused_and_two_in_force_are_impossible(core_team):
    made = written(core_team)
    past = refused(aimed, made.vision, core_team, reached_by=timezone.localdate())
    assert past == "This target lies in the past. Choose a day on which it can still be reached."
    aimed(made.vision, core_team)
    row = {"vision": made.vision, "theme_id": "tn-thuis", "indicator_id": "TI02", "area_id": "TP01", "target": 1.0,
           "reached_by": NEXT_YEAR, "by": "seat:1", "at": timezone.now()}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Ambition.objects.create(**row, sense="least")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ambition.objects.create(**row | {"indicator_id": "TI01"}, sense="about")


# --- where others stand


def test_five_parties_side_by_side_and_the_newest_answer_counts(core_team):
    made = written(core_team)
    answers = {"TO02": "differs", "TO03": "agrees", "TO04": "silent", "TO05": "differs", "TO01": "agrees"}
    for code, answer in [("TO02", "agrees"), *answers.items()]:
        words = Words("" if answer == "silent" else f"Wij zijn {answer}.")
        actions.stand(
            statement=made, party=Party.objects.get(pk=code), answer=Code(answer), words=words, example=False,
            by=core_team, at=timezone.now(),
        )  # fmt: skip
    found = sides(made)
    told = {stand.party.pk: (stand.answer, stand.words) for group in found.groups for stand in group.stands}
    assert told == {
        code: (answer, "" if answer == "silent" else f"Wij zijn {answer}.") for code, answer in answers.items()
    }
    parties = Party.objects.filter(withdrawn_on=None).count()
    assert [many for _word, many, _tone in found.counts] == [2, 2, parties - 4]
    assert Position.objects.filter(statement=made, party="TO02").count() == 2


def test_only_silence_needs_no_words(core_team):
    made, party = written(core_team), Party.objects.get(pk="TO02")
    given = {"party": party, "words": Words(" "), "example": False, "by": core_team, "at": timezone.now()}
    said = refused(actions.stand, statement=made, answer=Code("agrees"), **given)
    assert said == "Write down what the party said, and where. Only silence needs no words."
    partly = refused(actions.join, answer=Code("partly"), **given)
    assert partly == "Write down what the party does not join, or why: that is what the talk will be about."
    assert actions.join(answer=Code("joins"), **given).answer == "joins"


def test_the_directional_plan_names_every_party(core_team):
    actions.join(
        party=Party.objects.get(pk="TO03"), answer=Code("declines"), words=Words("Eerst de oogst."), example=False,
        by=core_team, at=timezone.now(),
    )  # fmt: skip
    directions, found = directional_plan(Visitor(), timezone.localdate())
    assert [one.title for one in directions] == ["Wie komt plukken, slaapt goed"]
    named = {stand.party.pk for group in found.groups for stand in group.stands} | {party.pk for party in found.silent}
    assert named == set(Party.objects.filter(withdrawn_on=None).values_list("pk", flat=True))
    assert [stand.answer for group in found.groups for stand in group.stands] == ["declines"]


# --- the session


def test_positions_come_before_the_session_and_the_outcome_after_it(core_team):
    question = actions.ask(
        words=Words("Hoeveel?"), vision=None, held_on=NEXT_YEAR, example=False, by=core_team, at=timezone.now()
    )
    given = {"question": question, "party": Party.objects.get(pk="TO02"), "by": core_team, "at": timezone.now()}
    actions.prepare(words=Words("Wij kunnen er honderd aan."), **given)
    actions.conclude(question=question, outcome=Words("Niet eens geworden."), by=core_team, at=timezone.now())
    late = refused(actions.prepare, words=Words("Toch tweehonderd."), **given)
    assert late == "The session was held and its outcome stands. What was known before can no longer change."
    twice = refused(actions.conclude, question=question, outcome=Words("Wel."), by=core_team, at=timezone.now())
    assert twice == "This question has an outcome already. Ask a new one for a next session."
    assert [one.words.body for one in question.stands.all()] == ["Wij kunnen er honderd aan."]


# --- pages


def test_the_next_version_is_written_through_the_form_and_two_writers_lose_nothing(signed_in, core_team):
    made = written(core_team)
    url = reverse("vision:change", args=[made.vision_id])
    assert signed_in.get(url).context["form"].initial["title"] == "Wie plukt, slaapt goed"
    assert signed_in.post(url, typed(made, title="De eerste", horizon=2050)).status_code == 302
    second = signed_in.post(url, typed(made, title="De tweede", horizon=2050))
    assert second.status_code == 422
    assert [(str(label), theirs, yours) for label, theirs, yours in second.context["overtaken"]] == [
        ("Titel", "De eerste", "De tweede")
    ]
    form = second.context["form"]
    assert (form["title"].value(), form["base"].value()) == ("De tweede", "2")
    assert signed_in.post(url, typed(None, base=2, title="De tweede", horizon=2050)).status_code == 302
    assert [one.title.body for one in made.vision.statements.order_by("number")] == [
        "Wie plukt, slaapt goed", "De eerste", "De tweede",
    ]  # fmt: skip


def test_a_portfolio_signs_through_the_page_and_only_what_it_read(signed_in, core_team):
    made = written(core_team)
    url = reverse("vision:sign", args=[made.vision_id])
    signed_in.post(url, {"portfolio": "tn-erf", "number": "0"})
    assert made.cosignatures.count() == 0
    signed_in.post(url, {"portfolio": "tn-erf", "number": "1"})
    signed_in.post(reverse("vision:establish", args=[made.vision_id]))
    assert [one.portfolio_id for one in made.cosignatures.all()] == ["tn-erf"]
    assert Statement.objects.get(pk=made.pk).established_at is None


def test_a_visitor_reads_and_does_nothing(client, core_team):
    made = written(core_team)
    for name in ("list", "session"):
        assert client.get(reverse(f"vision:{name}")).status_code == 200
    page = client.get(reverse("vision:page", args=[made.vision_id]))
    assert (page.status_code, page.context["may_decide"]) == (200, False)
    for name in ("change", "aim", "stand"):
        assert client.get(reverse(f"vision:{name}", args=[made.vision_id])).status_code == 403
    for name in ("sign", "establish"):
        answer = client.post(reverse(f"vision:{name}", args=[made.vision_id]), {"portfolio": "tn-erf", "number": "1"})
        assert answer.status_code == 403
    assert client.get(reverse("programme:plan")).status_code == 200
    assert client.post(reverse("programme:plan"), {}).status_code == 403
    with pytest.raises(PermissionDenied):
        written(Visitor())


@pytest.mark.parametrize("name", ["page", "change", "aim", "stand", "question"])
def test_what_is_not_there_says_so(signed_in, name):
    assert signed_in.get(reverse(f"vision:{name}", args=[99999])).status_code == 404


def test_every_form_comes_back_with_what_was_typed(signed_in, core_team):
    made = written(core_team)
    stand = signed_in.post(
        reverse("vision:stand", args=[made.vision_id]), {"party": "TO02", "answer": "agrees", "words": ""}
    )
    assert (stand.status_code, stand.context["form"]["party"].value()) == (422, "TO02")
    aim = {
        "theme": "tn-thuis",
        "indicator": "",
        "area": "TP01",
        "sense": "least",
        "target": "veel",
        "reached_by": "2020-01-01",
    }
    back = signed_in.post(reverse("vision:aim", args=[made.vision_id]), aim)
    assert (back.status_code, sorted(back.context["form"].errors)) == (422, ["indicator", "target"])
    assert back.context["form"]["target"].value() == "veel"
    session = signed_in.post(reverse("vision:session"), {"words": "Hoeveel?", "vision": "", "held_on": "2020-01-01"})
    assert session.status_code == 422
    assert session.context["form"]["words"].value() == "Hoeveel?"
    assert len(session.context["form"].non_field_errors()) == 1


def test_lists_ask_as_many_questions_for_thirty_rows_as_for_one(client, core_team):
    def asked(name):
        client.get(reverse(name))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse(name)).status_code == 200
        return len(captured)

    few = {name: asked(name) for name in ("vision:list", "vision:session")}
    now = timezone.now()
    for place in range(30):
        vision = Vision.objects.create(at=now)
        words = Prose.objects.create(body=f"Visie {place}")
        Statement.objects.create(
            vision=vision, number=1, title=words, body=words, owner_id="tn-erf", horizon=2040, review_on=NEXT_YEAR,
            stance="within", by=core_team.ref, at=now,
        )  # fmt: skip
        SessionQuestion.objects.create(words=words, held_on=NEXT_YEAR, by=core_team.ref, at=now)
    assert {name: asked(name) for name in few} == few


def test_what_waits_is_a_signature_or_a_review(core_team):
    assert [one.label for one in waiting(core_team, timezone.localdate())] == []
    written(core_team)
    [one] = waiting(core_team, timezone.localdate())
    assert "".join(map(str, one.why)) == "Not every portfolio that is needed has co-signed it."
    assert waiting(Visitor(), timezone.localdate()) == []


def test_each_deed_has_an_origin_that_leads_to_its_page(client, core_team):
    made = written(core_team)
    aimed(made.vision, core_team)
    signed(made, core_team, "tn-erf")
    for ref in (made.ref, made.vision.ref, Ambition.objects.latest("pk").ref, Cosignature.objects.latest("pk").ref):
        assert client.get(f"/herkomst/{ref}/").status_code == 200
    assert page_of(made.vision.ref) == reverse("vision:page", args=[made.vision_id])
    assert client.get(reverse("trace:log")).status_code == 200


def test_the_example_is_played_once(core_team):
    made = Vision.objects.get(example=True)
    assert [one.portfolio_id for one in made.statements.get().cosignatures.all()] == ["tn-erf", "tn-oogst"]
    before = Act.objects.count()
    assert actions.play_vision({"vision": {"owner": "tn-erf"}}, core_team, timezone.now()) is False
    assert Act.objects.count() == before

"""Decisions: recorded through the form, frozen, woken by figures that move; and the worked example that is played once."""

import secrets
import tomllib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from tests.weighing.line import PROVINCE, any_scores, draw, opened, scored, weighed, weighted, words_in

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.lexicon.models import Purpose
from samenhang.ground.people.models import Follow
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.models import Figure, Indicator, Reading, Source
from samenhang.insight.evidence.queries import current
from samenhang.steering.governance import actions, queries
from samenhang.steering.governance.models import Decision, Ground
from samenhang.weighing.appraisal import actions as weighing
from samenhang.weighing.appraisal.models import Appraisal
from samenhang.weighing.appraisal.queries import page_of, standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]
__all__ = ["draw", "opened"]


def others(waiting):
    """What waits, without the worked session: nothing was decided on it."""
    session = Appraisal.objects.filter(example=True).earliest("pk")
    return [one for one in waiting if one.url != reverse("appraisal:page", args=[session.pk])]


@pytest.fixture
def ready(opened, core_team, draw):
    """An appraisal that was scored, with a figure under it, and weighed."""
    cell = current().get(row="TP01/2024/TX01/TI01/TD01").ref
    scored(opened, core_team, any_scores(draw), cell)
    weighted(opened, core_team, PROVINCE, 30, 70)
    weighed(opened, core_team)
    return opened


def decided(appraisal, core_team, rests_on=None, tolerance=0.05, days=300):
    result = standing([appraisal.ref])[appraisal.ref].result
    cells = rests_on or [f"{result.ref}#A/first", current().get(row="TP01/2024/TX01/TI01/TD01").ref]
    return actions.decide(
        title=Words("Wij doen dit"), text=Words("Omdat het moet."), area=appraisal.area, appraisal=Ref(appraisal.ref),
        result=result, rests_on=[Ref(cell) for cell in cells], tolerance=tolerance,
        review_on=timezone.localdate() + timedelta(days=days), example=False, by=core_team, at=timezone.now(),
    )  # fmt: skip


def delivered(core_team, settings, old, new):
    """The same delivery once more, with one word of it changed."""
    source = Source.objects.get(pk="tn-telling")
    text = (settings.WORKSPACE / source.file).read_text()
    assert old in text
    data = text.replace(old, new).encode()
    evidence.deliver(source=source, data=data, by=core_team, at=timezone.now(), reason="Counted once more.")


def stands(decision):
    """Label, then, now and why of each piece of evidence, in words."""
    return [
        ("".join(map(str, one.label)), str(one.then), str(one.now) if one.now else None, "".join(map(str, one.why)))
        for one in queries.evidence_of([decision])[decision.pk]
    ]


def test_a_decision_is_recorded_through_the_form_and_freezes_its_evidence(signed_in, ready):
    title, text = f"Besluit {secrets.token_hex(4)}", f"Wij kiezen {secrets.token_hex(4)}."
    url = f"{reverse('governance:new')}?afweging={ready.pk}"
    form = signed_in.get(url).context["form"]
    offered = [value for _name, group in form.fields["rests_on"].choices for value, _label in group]
    result = page_of(ready).result
    figure = current().get(row="TP01/2024/TX01/TI01/TD01")
    assert offered == [*(ranked.first.ref for ranked in result.options), figure.ref]
    given = {
        "title": title, "text": text, "rests_on": offered, "tolerance": "7.5",
        "review_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    response = signed_in.post(url, given)
    made = Decision.objects.latest("pk")
    assert response.url == reverse("governance:decision", args=[made.pk])
    assert (made.title.body, made.body.body, made.appraisal, made.example) == (title, text, ready.ref, False)
    frozen = {ground.cell: (ground.value, ground.state, ground.tolerance) for ground in made.grounds.all()}
    table = ledger.table(result.sheet)
    assert frozen == {
        **{f"{result.sheet.ref}#{row['option']}/first": (row["first"], "known", 0.075) for row in table.records()},
        figure.ref: (4200, "known", 0.075),
    }
    page = words_in(signed_in.get(response.url))
    assert title in page
    assert text in page
    assert "This decision asks for review." not in page
    act = Act.objects.get(mentions__role="made", mentions__ref=made.ref)
    assert {mention.target for mention in act.mentions.filter(role="rests_on")} == set(offered)
    assert made.ref in {step.made[0].ref for step in ledger.trace(figure.ref, forward=True)}
    verbs = {step.act.verb for step in ledger.trace(made.ref)}
    assert verbs >= {"appraisal.weighed", "appraisal.scored", "evidence.computed", "evidence.received"}
    assert verify(replay=True).problems == []


def test_a_figure_that_moves_beyond_its_tolerance_wakes_the_decision(signed_in, ready, core_team, settings):
    made = decided(ready, core_team)
    label = "Labour migrants (2024, Bureau Zomerkade Telt)"
    assert stands(made)[1] == (label, "4,200 people", "4,200 people", "")
    delivered(core_team, settings, ",4200,", ",4410,")  # five per cent: on the edge, so it stands
    assert stands(made)[1] == (label, "4,200 people", "4,410 people", "")
    delivered(core_team, settings, ",4200,", ",4411,")
    assert stands(made)[1] == (label, "4,200 people", "4,411 people", "it was 4,200 people and is now 4,411 people.")
    page = words_in(signed_in.get(reverse("governance:decision", args=[made.pk])))
    assert "This decision asks for review. Labour migrants ( 2024 , Bureau Zomerkade Telt): it was 4,200 people" in page
    row = signed_in.get("/besluiten/").context["table"].records[0]
    assert (row.pk, row.stands) == (made.pk, "asks for review")
    waiting = others(queries.waiting(core_team, timezone.localdate()))
    assert [(one.label, one.url, one.example) for one in waiting] == [
        ("Wij doen dit", reverse("governance:decision", args=[made.pk]), False),
        (
            "Zomerkade begint met bedden",
            reverse("governance:decision", args=[Decision.objects.get(example=True).pk]),
            True,
        ),
    ]
    assert "Wij doen dit" in words_in(signed_in.get("/"))
    assert (
        list(made.grounds.order_by("pk").values_list("value", flat=True))[1] == 4200
    )  # the decision itself never changes


@pytest.mark.parametrize(
    ("old", "new", "then_now_why"),
    [
        (",4200,tn-personen,definitief", ",4200,tn-personen,voorlopig",
         ("4,200 people", "4,200 people, provisional", "it was 4,200 people and is now 4,200 people, provisional.")),
        (",4200,tn-personen,definitief,precies", ",,tn-personen,onbekend,niet gezegd",
         ("4,200 people", "not known", "it was 4,200 people and is now not known.")),
        ("TP01,2024JJ00,TI01,4200", "TP01,2023JJ00,TI01,4200",
         ("4,200 people", None, "it is no longer in its source.")),
    ],
)  # fmt: skip
def test_a_state_that_changes_or_a_figure_that_goes_wakes_it_too(ready, core_team, settings, old, new, then_now_why):
    made = decided(ready, core_team, tolerance=1.0)
    delivered(core_team, settings, old, new)
    assert stands(made)[1][1:] == then_now_why


def test_a_decision_on_a_reading_wakes_when_another_figure_is_chosen(ready, core_team):
    reading = Reading.objects.get(purpose="tn-gesprek")
    made = decided(ready, core_team, rests_on=[reading.ref])
    assert stands(made) == [
        ("Conversation: Labour migrants (2024, Bureau Zomerkade Telt)", "4,200 people", "4,200 people", "")
    ]
    evidence.read(
        indicator=Indicator.objects.get(pk="TI01"), area=Area.objects.get(pk="TP01"), purpose=Purpose.objects.get(pk="tn-gesprek"),
        choice=Ref(current().get(row="TP01/2024/TX02/TI01/TD02").ref), reason=Words("Toch maar zo."), example=False, by=core_team,
        at=timezone.now(),
    )  # fmt: skip
    why = "another figure was chosen for this purpose: it was 4,200 people and is now about 5,500 people."
    assert stands(made)[0][1:] == ("4,200 people", "about 5,500 people", why)


def test_a_new_result_wakes_the_decision_on_the_old_one(opened, core_team):
    same = {("A", "tn-werk"): (90,) * 3, ("A", "tn-thuis"): (10,) * 3, ("B", "tn-werk"): (10,) * 3, ("B", "tn-thuis"): (90,) * 3,
            ("C", "tn-werk"): (0,) * 3, ("C", "tn-thuis"): (0,) * 3}  # fmt: skip
    scored(opened, core_team, same)
    weighted(opened, core_team, PROVINCE, 100, 0)
    result = weighed(opened, core_team)
    made = decided(opened, core_team, rests_on=[f"{result.ref}#A/first", f"{result.ref}#A/rank_high"])
    assert [one[3] for one in stands(made)] == ["", ""]
    weighted(opened, core_team, PROVINCE, 0, 100)
    assert [one[3] for one in stands(made)] == ["", ""]  # weights alone are no result yet
    weighed(opened, core_team)
    assert stands(made) == [
        ("Option A: how often it comes first", "100 %", "0 %", "it was 100 % and is now 0 %."),
        ("Option A: worst place, nine times out of ten", "1", "2", "it was 1 and is now 2."),
    ]


def test_a_decision_whose_day_has_come_asks_for_review(signed_in, ready, core_team):
    made = decided(ready, core_team, days=10)
    today = timezone.localdate()
    assert others(queries.waiting(core_team, today + timedelta(days=9))) == []
    waiting = others(queries.waiting(core_team, today + timedelta(days=10)))
    assert [(one.label, one.example) for one in waiting] == [("Wij doen dit", False)]
    assert queries.decision_page(core_team, made.pk, today + timedelta(days=10)).due
    assert not queries.decision_page(core_team, made.pk, today).due


def test_an_appraisal_without_a_decision_waits_for_who_may_decide(ready, core_team, seat_of):
    today = timezone.localdate()
    assert [one.label for one in others(queries.waiting(core_team, today))] == ["Wat eerst?"]
    assert queries.waiting(seat_of("tn-lezer"), today) == []
    assert queries.waiting(Visitor(), today) == []
    decided(ready, core_team)
    assert others(queries.waiting(core_team, today)) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"text": " "}, "This field is required."),
        ({"rests_on": []}, "Tick at least one piece of evidence that the decision rests on."),
        ({"rests_on": ["sheet:0#x/y"]}, "Tick evidence from the list."),
        ({"tolerance": "101"}, "This should be a number from 0 to 100."),
        ({"tolerance": "NaN"}, "This should be a number from 0 to 100."),
        ({"review_on": "31-02-2031"}, "This should be a date, such as 2030-12-31."),
        ({"review_on": "2020-01-01"}, "This day has passed."),
    ],
)
def test_a_decision_that_cannot_be_comes_back_with_a_sentence(signed_in, ready, change, sentence):
    url = f"{reverse('governance:new')}?afweging={ready.pk}"
    choice = page_of(ready).result.leader.first.ref
    given = {
        "title": "Kop",
        "text": "Blijft staan.",
        "rests_on": [choice],
        "tolerance": "5",
        "review_on": "2990-01-01",
    } | change
    before = Decision.objects.count()
    response = signed_in.post(url, given)
    assert response.status_code == 422
    assert sentence in words_in(response)
    assert ("Blijft staan." in words_in(response)) or "text" in change
    assert Decision.objects.count() == before


def test_the_action_refuses_what_no_form_can_send(ready, core_team):
    with pytest.raises(actions.CannotDecide, match="points at nothing"):
        decided(ready, core_team, rests_on=[f"{page_of(ready).result.sheet.ref}#Z/first"])
    with pytest.raises(actions.CannotDecide, match="points at nothing"):
        decided(ready, core_team, rests_on=["reading:999999"])
    with pytest.raises(actions.CannotDecide, match="is no number"):
        decided(ready, core_team, rests_on=[f"{current().first().sheet}#{current().first().row}/state"])
    with pytest.raises(actions.CannotDecide, match="a part from 0"):
        decided(ready, core_team, tolerance=7.0)
    assert Decision.objects.filter(example=False).count() == 0


def test_a_decision_needs_an_appraisal_that_was_weighed(signed_in, opened):
    for asked in ("", "x", "²", "99999999999999999999", "999999"):
        assert signed_in.get(f"{reverse('governance:new')}?afweging={asked}").status_code == 404
    response = signed_in.get(f"{reverse('governance:new')}?afweging={opened.pk}", follow=True)
    assert response.redirect_chain == [(reverse("appraisal:page", args=[opened.pk]), 302)]
    assert "This appraisal was not weighed yet." in words_in(response)


def test_who_may_not_decide_is_refused(client, seat_of, ready):
    url = f"{reverse('governance:new')}?afweging={ready.pk}"
    assert client.get(url).status_code == 403
    reader = seat_of("tn-lezer")
    client.force_login(reader.account)
    assert (client.get(url).status_code, client.post(url, {}).status_code) == (403, 403)
    with pytest.raises(PermissionDenied):
        decided(ready, reader)


def test_a_decision_that_is_not_there(client):
    assert client.get("/besluiten/999999/").status_code == 404


def test_a_decision_can_be_followed(signed_in, core_team):
    made = Decision.objects.get(example=True)
    url = reverse("governance:decision", args=[made.pk])
    assert "Follow this page" in words_in(signed_in.get(url))
    assert signed_in.post(reverse("people:follow"), {"ref": made.ref, "back": url}).url == url
    assert Follow.objects.filter(seat=core_team, ref=made.ref).exists()
    assert "Stop following" in words_in(signed_in.get(url))


def test_a_ground_stands_once_and_has_no_negative_tolerance(ready, core_team):
    made = decided(ready, core_team)
    ground = made.grounds.first()
    for wrong in ({"cell": ground.cell, "tolerance": 0.0}, {"cell": "reading:1", "tolerance": -0.1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ground.objects.create(decision=made, value=1, state="known", **wrong)


def test_lists_of_thirty_ask_no_more_than_lists_of_one(signed_in, ready, core_team):
    def asked(url):
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(url).status_code == 200
        return len(captured)

    decided(ready, core_team)
    urls = ["/besluiten/?per=50", "/besluiten/?format=csv", "/"]
    before = [asked(url) for url in urls]
    for _ in range(30):
        decided(ready, core_team)
    assert [asked(url) for url in urls] == before


# --- the worked example


@pytest.fixture
def example(settings):
    return tomllib.loads((settings.WORKSPACE / "example.toml").read_text())


def played(example, core_team):
    before = Act.objects.count()
    actions.play_example(example, by=core_team, at=timezone.now())
    return [act.verb for act in Act.objects.filter(pk__gt=before).order_by("pk")]


def test_the_example_is_in_place_and_marked_wherever_it_shows(client):
    decision, appraisal = Decision.objects.get(example=True), Appraisal.objects.filter(example=True).latest("pk")
    assert decision.appraisal == appraisal.ref
    assert set(Reading.objects.values_list("example", flat=True)) == {True}
    for url in ("/afwegingen/", f"/afwegingen/{appraisal.pk}/", "/besluiten/", f"/besluiten/{decision.pk}/"):
        assert "worked example" in words_in(client.get(url))
    assert [one[3] for one in stands(decision)] == [""] * 5
    assert page_of(appraisal).result.parties == 4


def test_playing_the_same_example_again_does_nothing(example, core_team):
    assert played(example, core_team) == []


def test_it_does_nothing_either_after_people_went_on_with_it(example, core_team, settings):
    appraisal = Appraisal.objects.filter(example=True).latest("pk")
    weighted(appraisal, core_team, PROVINCE, 100, 0)
    weighed(appraisal, core_team)
    delivered(core_team, settings, ",4200,", ",4300,")
    assert played(example, core_team) == []


def test_a_changed_example_makes_a_new_appraisal_beside_the_old_one(example, core_team):
    old = Decision.objects.get(example=True)
    example["appraisal"]["scores"][0]["likely"] = 60
    assert played(example, core_team) == [
        "appraisal.opened", "appraisal.scored", *["appraisal.weighted"] * 4, "appraisal.weighed", "governance.decided",
    ]  # fmt: skip
    assert Decision.objects.filter(example=True).count() == 2
    assert Decision.objects.filter(pk=old.pk, appraisal=old.appraisal).exists()
    assert played(example, core_team) == []


def test_an_example_never_takes_the_place_of_what_people_chose(example, core_team):
    reading = Reading.objects.get(purpose="tn-gesprek")
    own = evidence.read(
        indicator=reading.indicator, area=reading.area, purpose=reading.purpose, choice=Ref(reading.choice),
        reason=Words("Onze eigen keuze."), example=False, by=core_team, at=timezone.now(),
    )  # fmt: skip
    example["readings"][0]["reason_nl"] = example["readings"][0]["reason_en"] = "Een andere reden."
    assert "evidence.read" not in played(example, core_team)
    assert Reading.objects.get(pk=own.pk).overtaken_by is None


def test_an_example_that_stopped_halfway_goes_on_where_it_was(example, core_team, monkeypatch):
    example["appraisal"]["question_nl"] = example["appraisal"]["question_en"] = "En nu?"

    def stop(**_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(weighing, "give_weights", stop)
    with pytest.raises(KeyboardInterrupt):
        played(example, core_team)
    monkeypatch.undo()
    assert played(example, core_team) == [*["appraisal.weighted"] * 4, "appraisal.weighed", "governance.decided"]


def test_every_name_that_the_workspace_does_not_have_is_reported_at_once(example, core_team):
    example["readings"][0]["figure"] = "TP01/1999/TX01/TI01/TD01"
    example["appraisal"]["scores"][0]["theme"] = "tn-niets"
    example["appraisal"]["weights"][0]["party"] = "parties:TO99"
    example["decision"]["readings"] = ["bestaat-niet"]
    before = Act.objects.count()
    with pytest.raises(actions.ExampleError) as refused:
        actions.play_example(example, by=core_team, at=timezone.now())
    lines = str(refused.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "example.toml reading werk", "example.toml decision", "example.toml appraisal", "example.toml weights"
    ]  # fmt: skip
    del example["decision"]
    with pytest.raises(actions.ExampleError, match="should say 'decision'"):
        actions.play_example(example, by=core_team, at=timezone.now())
    assert Act.objects.count() == before


def test_the_example_speaks_the_language_of_who_loads_it(example, core_team):
    example["appraisal"]["question_en"] = "Where to begin?"
    with translation.override("en"):
        played(example, core_team)
    assert Appraisal.objects.filter(example=True).first().question.body == "Where to begin?"


def test_figures_stay_as_they_were(example, core_team):
    before = list(Figure.objects.order_by("pk").values_list("pk", "value"))
    played(example, core_team)
    assert list(Figure.objects.order_by("pk").values_list("pk", "value")) == before

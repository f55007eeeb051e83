"""The programme: goals and what hangs loose, measures with one who answers for them, pledges with proof."""

from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samenhang.ground.ledger.acts import Code, Words
from samenhang.ground.ledger.models import Prose
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.queries import Visitor
from samenhang.insight.evidence.models import Bottleneck, Indicator
from samenhang.insight.network.models import Party
from samenhang.steering.programme import actions
from samenhang.steering.programme.models import MEASURE_STEPS, PLEDGE_STEPS, Duty, Goal, Measure, Pledge, PledgeStep
from samenhang.steering.programme.queries import pledges, told, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def proposed(by, measure=None, base=0, **more):
    given = {
        "title": Words("Bedden zoeken"), "text": Words(""), "goal": Goal.objects.get(pk="TG02"),
        "accountable": Party.objects.get(pk="TO01"), "responsible": [Party.objects.get(pk="TO02")], "consulted": [],
        "informed": [Party.objects.get(pk="TO04")], "carrier": Code("team"), "indicator": Indicator.objects.get(pk="TI02"),
        "bottlenecks": [Bottleneck.objects.get(pk="TK01")], "themes": [], "fields": [], "stages": [], "areas": [],
    } | more  # fmt: skip
    return actions.propose(measure=measure, base=base, by=by, at=timezone.now(), **given)


def followed(by, state, amount=None, party=None, words="Geteld op de dag zelf.", code="TP-1"):
    return actions.follow_up(
        pledge=Pledge.objects.get(pk=code), state=Code(state), amount=amount, words=Words(words),
        party=Party.objects.get(pk=party) if party else None, by=by, at=timezone.now(),
    )  # fmt: skip


def refused(deed, *given, **more):
    with pytest.raises(actions.CannotProgramme) as problem:
        deed(*given, **more)
    return str(problem.value)


def typed(measure=None, **more):
    """What a browser posts for a measure."""
    return {
        "base": measure.version if measure else 0, "title": "Bedden tellen", "text": "", "goal": "TG02", "indicator": "TI02",
        "accountable": "TO01", "responsible": ["TO02"], "carrier": "team",
    } | more  # fmt: skip


# --- the goal tree


def test_what_hangs_loose_is_flagged_in_both_directions(core_team):
    before = tree(Visitor())
    assert [one.pk for one in before.bare] == ["TG01", "TG03"]
    assert {one.pk for one in before.unserved} == set(Bottleneck.objects.values_list("pk", flat=True))
    serving = proposed(core_team)
    lone = proposed(core_team, goal=None, indicator=None, bottlenecks=[], title=Words("Los"))
    after = tree(Visitor())
    assert [one.pk for one in after.bare] == ["TG03"]
    assert [one.pk for one in after.loose] == [lone.pk]
    assert [one.pk for one in after.uncounted] == [lone.pk]
    assert "TK01" not in {one.pk for one in after.unserved}
    [(_assignment, branches)] = after.assignments
    assert [(one.goal.pk, [under.goal.pk for under in one.under]) for one in branches] == [
        ("TG01", ["TG02"]),
        ("TG03", []),
    ]
    assert [measure.pk for measure in branches[0].under[0].measures] == [serving.pk]


def test_a_measure_that_stopped_serves_nothing(core_team):
    made = proposed(core_team)
    actions.move(measure=made, state=Code("stopped"), reason=Words("Geen geld."), by=core_team, at=timezone.now())
    assert [one.pk for one in tree(Visitor()).bare] == ["TG01", "TG03"]
    assert Measure.objects.get(pk=made.pk).reason.body == "Geen geld."


# --- one who answers for it


def test_exactly_one_party_is_accountable_and_the_database_says_so(core_team):
    made = proposed(core_team)
    assert made.accountable_id == "TO01"
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=made.pk).update(accountable=None)
    assert {(one.kind, one.party_id) for one in made.duties.all()} == {("responsible", "TO02"), ("informed", "TO04")}


def test_a_party_has_a_duty_once_and_only_known_ones(core_team):
    made = proposed(core_team)
    for kind in ("responsible", "boss"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Duty.objects.create(measure=made, party_id="TO02", kind=kind)
    assert Duty.objects.create(measure=made, party_id="TO02", kind="consulted").pk


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": Words(" ")}, "Give the measure a title: what is done, in one line."),
        ({"carrier": Code("nobody")}, "Choose who carries it: the core team or the regular programme."),
        ({"responsible": []}, "Name at least one party that does the work. Who is accountable may do it too."),
    ],
)
def test_a_measure_is_refused_in_a_sentence(core_team, change, sentence):
    assert refused(proposed, core_team, **change) == sentence


# --- steps, as tables


@pytest.mark.parametrize(("state", "to"), product(MEASURE_STEPS, MEASURE_STEPS))
def test_a_measure_takes_only_the_steps_of_the_table(core_team, state, to):
    made = proposed(core_team)
    Measure.objects.filter(pk=made.pk).update(state=state)
    move = {"measure": made, "state": Code(to), "reason": Words("Daarom."), "by": core_team, "at": timezone.now()}
    if to in MEASURE_STEPS[state]:
        assert actions.move(**move).state == to
    else:
        said = refused(actions.move, **move)
        assert said == "From here a measure cannot go there. Look at the steps that are offered."


def test_stopping_needs_a_reason_and_no_state_is_unknown(core_team):
    made = proposed(core_team)
    said = refused(actions.move, measure=made, state=Code("stopped"), reason=Words(""), by=core_team, at=timezone.now())
    assert said == "Stopping is a decision. Write down the reason."
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=made.pk).update(state="forgotten")


@pytest.mark.parametrize(("state", "to"), product(PLEDGE_STEPS, PLEDGE_STEPS))
def test_a_pledge_takes_only_the_steps_of_the_table(core_team, state, to):
    PledgeStep.objects.create(pledge_id="TP-1", state=state, by=core_team.ref, at=timezone.now())
    if to in PLEDGE_STEPS[state]:
        assert followed(core_team, to, amount=10.0, party="TO02").state == to
    else:
        said = refused(followed, core_team, to, amount=10.0, party="TO02")
        assert said == "From here a pledge cannot go there. Look at the steps that are offered."


# --- pledges


def test_a_pledge_without_a_word_on_it_is_unknown_and_one_is_disputed_and_proven(core_team):
    def first():
        return told(pledges(Visitor()).filter(pk="TP-1"), date(2026, 11, 22))[0]

    before = first()
    assert (before.state, before.realised.value, before.late, str(before.outcome)) == (
        "promised", None, True, "outcome not known",
    )  # fmt: skip
    assert (before.promised.low, before.promised.high, before.promised.certainty) == (100, 150, "circa")
    followed(core_team, "reported", amount=120.0, party="TO03")
    followed(core_team, "disputed", party="TO04", words="Wij telden er tachtig.")
    followed(core_team, "proven", amount=80.0, party="TO02")
    after = first()
    assert (after.state, after.realised.value, after.late) == ("proven", 80, False)
    assert [(one.state, one.party_id) for one, *_rest in after.steps] == [
        ("proven", "TO02"), ("disputed", "TO04"), ("reported", "TO03"),
    ]  # fmt: skip
    assert verify().problems == []


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"words": " "}, "Write down what was said or seen, with its source: a pledge without proof stays a pledge."),
        ({}, "Say how many were realised, and 0 when it was none."),
        ({"amount": -1.0}, "The number that was realised is 0 or more."),
    ],
)
def test_a_report_on_a_pledge_is_refused_in_a_sentence(core_team, given, sentence):
    assert refused(followed, core_team, "reported", **given) == sentence


def test_a_dispute_has_a_name_and_an_amount_is_never_negative(core_team):
    followed(core_team, "reported", amount=10.0)
    said = refused(followed, core_team, "disputed")
    assert said == "Say which party disputes it. A dispute without a name cannot be answered."
    row = {"pledge_id": "TP-1", "by": "seat:1", "at": timezone.now()}
    for bad in ({"state": "proven", "amount": -1}, {"state": "maybe"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PledgeStep.objects.create(**row, **bad)
    assert PledgeStep.objects.create(**row, state="proven", amount=0).pk


# --- pages


def test_two_people_change_a_measure_and_the_second_loses_nothing(signed_in, core_team):
    made = proposed(core_team)
    url = reverse("programme:change", args=[made.pk])
    assert signed_in.post(url, typed(made, title="De eerste")).status_code == 302
    second = signed_in.post(url, typed(made, title="De tweede", carrier="regular"))
    assert second.status_code == 422
    changed = {str(label): (theirs, yours) for label, theirs, yours in second.context["changed"]}
    assert changed == {
        "Titel": ("De eerste", "De tweede"),
        "Gedragen door": ("het kernteam", "het reguliere programma"),
    }
    form = second.context["form"]
    assert (form["title"].value(), form["carrier"].value(), form["base"].value()) == ("De tweede", "regular", "2")
    assert signed_in.post(url, typed(base=2, title="De tweede", carrier="regular")).status_code == 302
    assert Measure.objects.get(pk=made.pk).title.body == "De tweede"


def test_a_measure_and_a_pledge_go_through_their_pages(signed_in):
    answer = signed_in.post(reverse("programme:new"), typed())
    made = Measure.objects.latest("pk")
    assert answer.url == reverse("programme:measure", args=[made.pk])
    assert [value for value, _label in signed_in.get(answer.url).context["form"].fields["state"].choices] == [
        "adopted", "stopped",
    ]  # fmt: skip
    step = reverse("programme:step", args=[made.pk])
    assert signed_in.post(step, {"state": "stopped", "reason": ""}).status_code == 422
    assert signed_in.post(step, {"state": "adopted", "reason": ""}).status_code == 302
    pledge = reverse("programme:pledge", args=["TP-1"])
    back = signed_in.post(pledge, {"state": "reported", "amount": "veel", "party": "", "words": "Gezien."})
    assert (back.status_code, back.context["form"]["words"].value()) == (422, "Gezien.")
    assert (
        signed_in.post(pledge, {"state": "reported", "amount": "90", "party": "", "words": "Gezien."}).status_code
        == 302
    )
    assert (Measure.objects.get(pk=made.pk).state, PledgeStep.objects.get().amount) == ("adopted", 90)


def test_a_visitor_reads_and_does_nothing(client, core_team):
    made = proposed(core_team)
    for name, args in (("goals", []), ("measures", []), ("pledges", []), ("measure", [made.pk]), ("pledge", ["TP-1"])):
        assert client.get(reverse(f"programme:{name}", args=args)).status_code == 200
    for name, args in (("new", []), ("change", [made.pk])):
        assert client.get(reverse(f"programme:{name}", args=args)).status_code == 403
    for name, args in (("step", [made.pk]), ("pledge", ["TP-1"])):
        assert client.post(reverse(f"programme:{name}", args=args), {}).status_code == 403
    for name, args in (("measure", [99999]), ("pledge", ["TP-9"])):
        assert client.get(reverse(f"programme:{name}", args=args)).status_code == 404
    assert client.get(f"/herkomst/{made.ref}/").status_code == 200


def test_lists_ask_as_many_questions_for_thirty_measures_as_for_one(client, core_team):
    def asked(name):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name)).status_code == 200
        return len(captured)

    proposed(core_team)
    few = {name: asked(name) for name in ("programme:measures", "programme:goals")}
    for place in range(30):
        made = Measure.objects.create(
            title=Prose.objects.create(body=f"Maatregel {place}"), goal_id="TG03", accountable_id="TO01", carrier="team",
            by=core_team.ref, at=timezone.now(),
        )  # fmt: skip
        made.bottlenecks.set(["TK01"])
    assert {name: asked(name) for name in few} == few

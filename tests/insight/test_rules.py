"""A reading by rule: declared, dated, reasoned and marked; it chooses only when one figure is left, and never over someone."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from tests.insight.evidence_rows import deliver, figure
from tests.insight.said_rows import english, seat_for, set_aside, stated

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.models import Act
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.actions.rules import read_by_rule
from samenhang.insight.evidence.models import Reading, ReadingRule
from samenhang.insight.evidence.queries.indicators import indicator_page

pytestmark = pytest.mark.django_db
WEST, EAST = "TG01/2024-12-31/TX01/TI02/TD03", "TG02/2024-12-31/TX02/TI02/TD03"
# a count of beds, in the municipality of which a rule chose one
BEDS = {
    "indicator_id": "TI02", "area_id": "TG01", "definition_id": "TD03", "unit_id": "tn-plekken", "basis": "place",
}  # fmt: skip


@pytest.fixture
def keeper(seat_of):
    return seat_of("tn-sleutel")


@pytest.fixture
def rule(db):
    return ReadingRule.objects.get()


def in_force():
    return {
        one.area_id: (one.choice.partition("#")[2].removesuffix("/value"), one.rule_id)
        for one in Reading.objects.filter(indicator="TI02", overtaken_by=None)
    }


def apply(keeper):
    return actions.apply_rules(by=keeper, at=timezone.now())


def choose(seat, row=WEST):
    one = stated(row)
    purpose = ReadingRule.objects.get().purpose
    return actions.read(
        indicator=one.indicator, area=one.area, purpose=purpose, choice=Ref(one.ref), reason=Words("Zelf gekozen."),
        example=False, by=seat, at=timezone.now(),
    )  # fmt: skip


def test_a_load_applies_the_rules_of_the_workspace(rule, keeper):
    assert in_force() == {"TG01": (WEST, rule.pk), "TG02": (EAST, rule.pk)}
    made = Reading.objects.get(area="TG01", indicator="TI02")
    assert (made.reason.body, made.by, made.example, made.purpose_id) == (rule.note_nl, keeper.ref, True, "tn-bedden")
    act = Act.objects.filter(verb="evidence.ruled").order_by("pk")[0]
    assert (act.by, json.loads(act.facts)) == (keeper.ref, {"code": rule.pk})
    assert [(one.role, one.target) for one in act.mentions.order_by("place")] == [
        ("rule", rule.ref), ("area", "areas:TG01"), ("choice", made.choice), ("made", made.ref),
    ]  # fmt: skip


def test_applied_once_more_it_does_nothing(keeper):
    acts = Act.objects.count()
    assert apply(keeper) == 0
    assert Act.objects.count() == acts


def test_a_reading_by_rule_says_so(client, rule):
    page = english(client, "/cijfers/TI02/?gebied=TG01")
    assert "chosen by a rule" in page
    assert rule.note_en in page
    assert f"rule {rule.pk}" in page


def test_a_newer_period_takes_over_and_the_older_reading_says_that_it_was_overtaken(client, keeper, rule):
    figure("newer", period="2025-12-31", value=950.0, **BEDS)
    before = Reading.objects.get(area="TG01", indicator="TI02")
    assert apply(keeper) == 1
    before.refresh_from_db()
    assert in_force()["TG01"] == ("newer", rule.pk)
    assert before.overtaken_by == Reading.objects.latest("pk")
    assert "Overtaken by another reading," in english(client, "/cijfers/TI02/?gebied=TG01")


def test_of_two_that_are_left_none_is_chosen(keeper, rule):
    Reading.objects.filter(indicator="TI02").delete()
    figure("same day", period="2024", publication_id="TX02", **BEDS)
    assert apply(keeper) == 1
    assert in_force() == {"TG02": (EAST, rule.pk)}


def test_without_newest_only_the_single_figure_is_chosen(keeper, rule):
    Reading.objects.filter(indicator="TI02").delete()
    ReadingRule.objects.update(newest=False)
    figure("older", period="2020", **BEDS)
    assert apply(keeper) == 1
    assert in_force() == {"TG02": (EAST, rule.pk)}


def test_a_period_that_is_not_stated_is_never_beaten(keeper):
    Reading.objects.filter(indicator="TI02").delete()
    figure("undated", period="", **BEDS)
    apply(keeper)
    assert "TG01" not in in_force()


@pytest.mark.parametrize("change", [{"prefers_definition_id": "TD01"}, {"prefers_basis": "live"}])
def test_what_counts_otherwise_is_not_chosen(keeper, change):
    Reading.objects.filter(indicator="TI02").delete()
    ReadingRule.objects.update(**change)
    assert (apply(keeper), in_force()) == (0, {})


@pytest.mark.parametrize("state", ["forecast", "suppressed", "unknown"])
def test_a_forecast_is_no_reading(keeper, state):
    Reading.objects.filter(indicator="TI02").delete()
    figure(
        "coming", period="2030", state=state, value=None if state != "forecast" else 1.0, **{**BEDS, "area_id": "TG03"}
    )
    apply(keeper)
    assert "TG03" not in in_force()


def test_what_was_set_aside_is_not_chosen(keeper, core_team):
    Reading.objects.filter(indicator="TI02").delete()
    set_aside(core_team, row=WEST)
    apply(keeper)
    assert set(in_force()) == {"TG02"}


def test_what_someone_chose_is_left_alone(keeper, core_team, rule):
    choose(core_team)
    figure("newer", period="2025-12-31", **BEDS)
    assert apply(keeper) == 0
    assert in_force() == {"TG01": (WEST, None), "TG02": (EAST, rule.pk)}


def test_someone_can_overtake_a_rule_and_the_chain_of_readings_stays(core_team):
    first = Reading.objects.get(area="TG01", indicator="TI02")
    second, third = choose(core_team), choose(core_team)
    for one in (first, second, third):
        one.refresh_from_db()
    assert (first.overtaken_by, second.overtaken_by, third.overtaken_by) == (second, third, None)


def test_a_revised_figure_is_chosen_again_by_the_rule_and_an_unchanged_one_is_not(keeper, core_team):
    acts = Act.objects.filter(verb="evidence.ruled").count()
    deliver({"TG01,2024-12-31,TI02,900": "TG01,2024-12-31,TI02,910"}, core_team)
    assert apply(keeper) == 1
    assert Act.objects.filter(verb="evidence.ruled").count() == acts + 1
    assert Reading.objects.get(area="TG01", indicator="TI02", overtaken_by=None).choice == stated(WEST).ref


def test_a_rule_that_the_workspace_withdrew_chooses_no_more(keeper):
    Reading.objects.filter(indicator="TI02").delete()
    ReadingRule.objects.update(withdrawn_on=timezone.localdate())
    assert apply(keeper) == 0


def test_who_may_not_choose_may_not_apply_a_rule(rule):
    one, seat = stated(WEST), seat_for()
    acts = Act.objects.count()
    with pytest.raises(PermissionDenied):
        read_by_rule(rule=rule, code=Code(rule.pk), area=one.area, choice=Ref(one.ref), by=seat, at=timezone.now())
    assert Act.objects.count() == acts


def test_the_page_keeps_the_note_as_it_stood(rule, keeper):
    ReadingRule.objects.update(note_nl="Voortaan anders.", note_en="Otherwise from now on.")
    one = stated(WEST)
    with translation.override("en"):
        page = indicator_page(keeper, one.indicator, one.area, timezone.localdate())
    assert [item.chosen.reason for item in page.chosen] == [rule.note_nl]

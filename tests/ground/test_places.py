"""Places through time: who exists on a day, what is part of what, what became of what, and where divisions disagree."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.insight.borders_rows import ROOT

from samenhang.ground.lexicon.actions import put
from samenhang.ground.places import queries
from samenhang.ground.places.models import Area, AreaEvent, Division, Membership
from samenhang.workspace.folder import read

pytestmark = pytest.mark.django_db
MERGED = date(2023, 1, 1)
BEFORE = MERGED - timedelta(days=1)
NOW = date(2026, 6, 1)


def area(code: str) -> Area:
    return Area.objects.get(pk=code)


def division(code: str) -> Division:
    return Division.objects.get(pk=code)


def event(code: str, day: date, old: str, new: str, kind: str = "merger") -> AreaEvent:
    return AreaEvent.objects.create(code=code, date=day, kind=kind, old_id=old, new_id=new, certainty="sourced")


@pytest.fixture
def brabant() -> None:
    """The areas, memberships and events of the real province, in the place of the fictional ones."""
    tables = read(str(ROOT / "workspace" / "brabant")).tables
    for name, model in {
        "divisions": Division,
        "areas": Area,
        "memberships": Membership,
        "area_events": AreaEvent,
    }.items():
        put(model, tables[name], NOW)


def test_an_area_exists_from_its_first_day_until_its_end():
    on = {day: set(queries.areas(day, "municipality").values_list("pk", flat=True)) for day in (BEFORE, MERGED)}
    assert on == {BEFORE: {"TG01", "TG02", "TG11", "TG12"}, MERGED: {"TG01", "TG02", "TG03"}}
    assert queries.areas(NOW).filter(kind="province").count() == 1


def test_a_withdrawn_area_exists_on_no_day():
    Area.objects.filter(pk="TG02").update(withdrawn_on=NOW)
    assert "TG02" not in set(queries.areas(BEFORE).values_list("pk", flat=True))


def test_members_are_those_of_the_day():
    south, east = area("TW02"), area("TB02")
    found = {
        day: [one.name for one in queries.members(south, division("werkstreken"), day)] for day in (BEFORE, MERGED)
    }
    assert found == {BEFORE: ["Cederhorst", "Meerdorp"], MERGED: ["Cedermeer"]}
    members = queries.members(east, division("bestuurskringen"), date(2019, 12, 31))
    assert [one.pk for one in members] == ["TG12", "TG11"]
    assert [one.pk for one in queries.members(east, division("bestuurskringen"), NOW)] == ["TG02", "TG03"]
    assert queries.members(east, division("werkstreken"), NOW) == ()


def test_a_membership_that_nobody_ended_ends_with_its_area():
    Membership.objects.filter(area="TG11").update(valid_to=None)
    assert [one.pk for one in queries.members(area("TW02"), division("werkstreken"), NOW)] == ["TG03"]


def test_an_area_is_in_one_whole_of_each_division_on_a_day():
    told = {
        day: list(
            queries.memberships(day)
            .filter(area="TG02")
            .order_by("division__order")
            .values_list("division_id", "whole_id")
        )
        for day in (date(2019, 12, 31), date(2020, 1, 1))
    }
    assert told == {
        date(2019, 12, 31): [("werkstreken", "TW01"), ("bestuurskringen", "TB01")],
        date(2020, 1, 1): [("werkstreken", "TW01"), ("bestuurskringen", "TB02")],
    }


def test_a_chain_goes_on_until_nothing_led_to_it():
    for code in ("TG21", "TG22"):
        Area.objects.create(code=code, name=code, kind="municipality", parent_id="TP01")
    event("far", date(2010, 1, 1), "TG21", "TG11")
    event("aside", date(2011, 1, 1), "TG22", "TG01")
    event("later", date(2025, 1, 1), "TG03", "TG02")
    event("too-late", date(2024, 1, 1), "TG22", "TG11")  # what joined an area after it was gone is none of its past
    every = queries.events()
    found = queries.chain(["TG03"], every)
    assert [one.pk for one in found.before] == ["far", "TE02", "TE01"]
    assert [one.pk for one in found.after] == ["later"]
    assert found.areas == {"TG21", "TG11", "TG12", "TG03", "TG02"}
    assert [one.pk for one in queries.chain(["TG21"], every).after] == ["far", "TE01", "later"]
    assert queries.chain(["TG01"], every).areas == {"TG22", "TG01"}
    assert queries.chain([], every) == queries.Chain((), ())


def test_an_area_falls_apart_when_its_neighbours_in_one_region_are_elsewhere_in_the_other():
    found = queries.apart(queries.memberships(NOW), "TP01")
    groups = {code: [[one.whole_id for one in group] for group in some] for code, some in found.items()}
    assert groups == {"TG02": [["TW01"], ["TB02"]]}


def test_a_region_inside_another_does_not_disagree_with_it():
    Membership.objects.filter(division="bestuurskringen").delete()
    for code, whole in (("TG01", "TB01"), ("TG02", "TB01"), ("TG03", "TB02")):
        Membership.objects.create(
            code=f"{code}/x", area_id=code, division_id="bestuurskringen", whole_id=whole, certainty="sourced"
        )
    assert queries.apart(queries.memberships(NOW), "TP01") == {}


def test_a_region_outside_the_province_disagrees_with_those_inside():
    Area.objects.filter(pk="TB01").update(parent="TL01")
    groups = queries.apart(queries.memberships(NOW), "TP01")["TG01"]
    assert [[one.whole_id for one in group] for group in groups] == [["TW01"], ["TB01"]]


def test_questions_about_one_area_cost_as_much_as_about_all():
    for ask in (
        lambda: queries.chain(["TG01", "TG03"], queries.events()),
        lambda: queries.apart(queries.memberships(NOW), "TP01"),
    ):
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                ask()
            counts.append(len(captured))
            Area.objects.get_or_create(code="TG30", defaults={"name": "x", "kind": "municipality", "parent_id": "TP01"})
        assert counts[0] == counts[1] <= 2


def test_the_real_province_had_62_then_61_then_56_municipalities(brabant):
    whole, within = area("PV30"), division("provincie")
    days = (date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1), NOW)
    assert [len(queries.members(whole, within, day)) for day in days] == [62, 62, 61, 61, 56, 56]
    every = queries.events()
    received = {event.new.name for event in queries.chain(["GM0788"], every).after if event.old_id == "GM0788"}
    assert received == {"Boxtel", "Oisterwijk", "Tilburg", "Vught"}


def test_the_awkward_ones_of_the_real_province_fall_apart(brabant):
    found = queries.apart(queries.memberships(NOW), "PV30")
    told = {area(code).name: [[one.division_id for one in group] for group in groups] for code, groups in found.items()}
    assert told == {
        "Alphen-Chaam": [["corop", "arbeidsmarktregio"], ["bestuurlijk"]],
        "Altena": [["corop"], ["arbeidsmarktregio", "bestuurlijk"]],
        "Baarle-Nassau": [["corop", "arbeidsmarktregio"], ["bestuurlijk"]],
        "Cranendonck": [["corop", "bestuurlijk"], ["arbeidsmarktregio"]],
        "Heusden": [["corop"], ["arbeidsmarktregio", "bestuurlijk"]],
    }

"""Sums over regions and the province: only over a complete division, only of what counts alike, and else the reason why not."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.insight.borders_rows import DELIVERY, changed, counted, folder, loaded, row
from tests.insight.test_evidence_pages import english

from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Edition, Indicator
from samenhang.insight.evidence.queries.across import SUMMED, records
from samenhang.insight.evidence.queries.alike import joint, weakest
from samenhang.insight.evidence.queries.sums import sums_of
from samenhang.screen.cells import Cell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
__all__ = ["folder"]
EAST = "TB02"  # Brugveld and Cedermeer


EARLIER = counted("TG03", "2022", 27_500, publicatie="TX04", zekerheid="ongeveer", toestand="voorlopig")


def sums(area=EAST, indicator="TI04"):
    return sums_of(Indicator.objects.get(pk=indicator), Area.objects.get(pk=area))


def told(area=EAST, indicator="TI04"):
    """Per period: the sum, or the reason and whom it is about."""
    found = sums(area, indicator)
    known = {one.period.iso: one.cell.value for one in found.known}
    return known | {period.iso: (one.reason, one.named) for periods, one in found.refused for period in periods}


def rows():
    """Every row of the sheets of sums that are shown today, by its own code, and the sheet that it stands in."""
    shown = Edition.objects.filter(current=True).values_list("sheet", flat=True)
    every = Area.objects.values_list("pk", flat=True)
    return {record["row"]: (ref, record) for ref, _figures, record in records(SUMMED, shown, every)}


def test_a_complete_division_is_added_up_and_kept_beside_what_is_stated(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG02", "2025", 12_000), counted("TG03", "2025", 28_000), counted("TB02", "2025", 40_100),
    ])  # fmt: skip
    loaded(folder, core_team)
    (one,) = sums().known
    name = "TB02/bestuurskringen/2025/TX06/TD05/live/tn-personen"
    sheet, record = rows()[name]
    assert one.cell == Cell(40_000, "people", f"{sheet}#{name}/value", certainty="exact")
    assert (one.counted, one.stated.value, one.residual.value, one.unsure) == (2, 40_100, 100, ())
    assert one.stated.ref.endswith("#TB02/2025/TX06/TI04/TD05/value")
    assert (one.publication.pk, one.definition.pk) == ("TX06", "TD05")
    assert record["members"] == "TG02;TG03"


def test_one_member_without_a_figure_and_there_is_no_sum(folder, core_team):
    changed(folder, DELIVERY, extra=[counted("TG02", "2025", 12_000)])
    loaded(folder, core_team)
    assert told() == {"2025": ("1 of the 2 members has no figure", ("Cedermeer",))}
    assert sums().known == ()


def test_when_most_miss_it_says_who_does_have_one(folder, core_team):
    changed(folder, DELIVERY, extra=[counted("TG02", "2024", 12_000)])
    loaded(folder, core_team)
    assert told("TP01")["2024"] == ("only 1 of the 3 members has a figure", ("Brugveld",))


def test_a_withheld_figure_is_not_counted_as_nought(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG02", "2025", 12_000), counted("TG03", "2025", "", toestand="geheim", zekerheid="niet gezegd"),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told() == {"2025": ("the figure of 1 member is withheld", ("Cedermeer",))}


def test_definitions_publications_and_grounds_are_never_mixed(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG02", "2025", 12_000), counted("TG03", "2025", 28_000, definitie="TD01"),
        counted("TG02", "2023", 12_000), counted("TG03", "2023", 28_000, publicatie="TX04"),
        counted("TG02", "2024", 12_000), counted("TG03", "2024", 28_000, grondslag="werkt hier"),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert sums().known == ()
    assert sum(record["area"] == EAST and record["indicator"] == "TI04" for _ref, record in rows().values()) == 6


def test_members_are_those_of_the_time_of_the_figures(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG02", "2022", 11_000), counted("TG11", "2022", 10_000), counted("TG12", "2022", 17_500),
        counted("TG02", "2023", 11_100), counted("TG03", "2023", 27_900),
    ])  # fmt: skip
    loaded(folder, core_team)
    found = {one.period.iso: (one.cell.value, one.counted, one.unsure) for one in sums().known}
    assert found == {"2022": (38_500, 3, ("Cederhorst",)), "2023": (39_000, 2, ())}
    # and the region to which Brugveld belonged before
    changed(folder, DELIVERY, extra=[counted("TG01", "2019", 40_000), counted("TG02", "2019", 10_500)])
    loaded(folder, core_team)
    assert told("TB01")["2019"] == 50_500


def test_a_figure_on_other_borders_is_left_out_of_every_sum(folder, core_team):
    """A figure of Cedermeer for a year in which it did not exist stands for two that are missing."""
    changed(folder, DELIVERY, extra=[EARLIER, counted("TG02", "2022", 11_000, publicatie="TX04")])
    loaded(folder, core_team)
    assert told() == {"2022": ("the figure is about other borders than those of the period", ("Cedermeer",))}


def test_when_the_source_says_whose_borders_it_uses_these_are_the_members(folder, core_team):
    changed(folder, "sources/tn-telling.toml", {'cadence = "yearly"': 'cadence = "yearly"\ndivision = "2024"'})
    changed(folder, DELIVERY, extra=[EARLIER, counted("TG02", "2022", 11_000, publicatie="TX04")])
    loaded(folder, core_team)
    (one,) = sums().known
    assert (one.cell.value, one.cell.state, one.cell.certainty) == (38_500, "provisional", "circa")


def test_who_became_a_member_through_a_merger_leaves_the_years_before_open(folder, core_team):
    """The predecessors stand in no region: nobody knows where they belonged, so their region cannot be added up."""
    changed(folder, "memberships.csv", {"TG11,bestuurskringen": None, "TG12,bestuurskringen": None})
    changed(folder, DELIVERY, extra=[counted("TG02", "2021", 11_000), counted("TG11", "2021", 10_000)])
    loaded(folder, core_team)
    assert told() == {"2021": ("it is not known to which region they belonged then", ("Cederhorst", "Meerdorp"))}


def test_a_change_inside_the_period_leaves_it_open(folder, core_team):
    for name in ("area_events.csv", "areas.csv", "memberships.csv"):
        changed(folder, name, {"2023-01-01": "2023-07-01"})
    changed(folder, DELIVERY, extra=[
        counted("TG02", "2023", 11_000), counted("TG03", "2023", 27_900), counted("TG02", "2023-07-01", 11_050),
        counted("TG03", "2023-07-01", 27_950),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told() == {
        "2023": ("their borders changed inside the period", ("Cederhorst", "Cedermeer", "Meerdorp")),
        "2023-07-01": 39_000,
    }


def test_a_region_outside_the_province_is_not_added_up(folder, core_team):
    changed(folder, "areas.csv", {"TB02,Kring Oost,region,TP01": "TB02,Kring Oost,region,TL01"})
    changed(folder, DELIVERY, extra=[counted("TG02", "2025", 12_000), counted("TG03", "2025", 28_000)])
    loaded(folder, core_team)
    assert told() == {"2025": ("this region lies outside the province, and its other members are not in our lists", ())}


def test_two_figures_for_one_member_are_a_choice_that_is_not_made_here(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG02", "2025", 12_000), counted("TG02", "2025", 12_500, zekerheid="laag"), counted("TG03", "2025", 28_000),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told() == {
        "2025": ("the source states more than one figure, and none of them is chosen here", ("Brugveld",))
    }


def test_ranges_are_added_up_by_their_ends(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG02", "2025", 12_000, zekerheid="laag"), counted("TG02", "2025", 13_000, zekerheid="hoog"),
        counted("TG03", "2025", 28_000, zekerheid="ongeveer"),
    ])  # fmt: skip
    loaded(folder, core_team)
    (one,) = sums().known
    assert (one.cell.value, one.cell.low, one.cell.high, one.cell.certainty) == (None, 40_000, 41_000, "circa")
    assert one.cell.ref.endswith("/low")


def test_one_end_of_a_range_is_no_number_to_add(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG02", "2025", 12_000, zekerheid="laag"), counted("TG03", "2025", 28_000),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told()["2025"][1] == ("Brugveld",)


def test_a_sum_is_as_firm_as_its_weakest_part():
    assert weakest(["known", "forecast", "provisional"]) == "forecast"
    assert [joint(each) for each in (["exact"], ["exact", "circa"], ["at least", "circa"], ["at least", "at most"],
                                     ["exact", "not stated"], ["", "exact"])] == [
        "exact", "circa", "at least", "circa", "not stated", "exact",
    ]  # fmt: skip


def test_the_province_is_added_up_over_the_tree_when_no_division_holds_it(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG01", "2025", 41_000), counted("TG02", "2025", 12_000), counted("TG03", "2025", 28_000),
    ])  # fmt: skip
    loaded(folder, core_team)
    (one,) = sums("TP01").known
    assert (one.cell.value, one.division, one.counted) == (81_000, "", 3)


def test_shares_and_parts_of_a_group_are_not_added_up(client, folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted(code, "2025", 50, "TI03", eenheid="tn-procent", definitie="TD04") for code in ("TG02", "TG03")
    ])  # fmt: skip
    loaded(folder, core_team)
    assert not any(record["indicator"] == "TI03" for _ref, record in rows().values())
    assert "Not additive: this is a share, an average, a norm" in english(client, f"/cijfers/TI03/?gebied={EAST}")
    Indicator.objects.filter(pk="TI04").update(topic="nature")
    assert sums() == type(sums())(True, True, True, ())
    assert "a sum could tell a number that is withheld" in english(client, f"/cijfers/TI04/?gebied={EAST}")


def test_sums_replay_and_unchanged_files_make_no_act(folder, core_team):
    changed(folder, DELIVERY, extra=[counted("TG02", "2025", 12_000.5), counted("TG03", "2025", 0.1)])
    loaded(folder, core_team)
    acts = Act.objects.filter(verb="evidence.summed").count()
    assert acts > 0
    verdict = verify(replay=True)
    assert (verdict.problems, verdict.remarks) == ([], [])
    loaded(folder, core_team)
    assert Act.objects.filter(verb="evidence.summed").count() == acts
    changed(folder, "memberships.csv", {"TG03,bestuurskringen,TB02": None})
    loaded(folder, core_team)
    assert told() == {"2025": 12_000.5}


def test_a_sum_leads_to_its_members_and_these_to_the_source(client, folder, core_team):
    changed(folder, DELIVERY, extra=[counted("TG02", "2025", 12_000), counted("TG03", "2025", 28_000)])
    loaded(folder, core_team)
    (one,) = sums().known
    page = english(client, f"/cijfers/TI04/?gebied={EAST}")
    assert "40,000 people sum of the 2 municipalities" in page
    answer = client.get(one.cell.url, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "Sum of the members of an area" in re.sub(r"<[^>]+>", " ", answer.content.decode())
    assert "added up the members of a division" in answer.content.decode()


def test_the_page_asks_as_many_questions_for_one_sum_as_for_thirty(client, folder, core_team):
    changed(folder, DELIVERY, extra=[counted("TG02", "2025", 12_000), counted("TG03", "2025", 28_000)])
    loaded(folder, core_team)
    counts = []
    for more in (
        [],
        [counted(code, str(year), 9_000) for year in range(1990, 2020) for code in ("TG02", "TG11", "TG12")],
    ):
        changed(folder, DELIVERY, extra=more)
        loaded(folder, core_team)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/cijfers/TI04/?gebied={EAST}").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_municipality_has_no_members(client):
    assert sums("TG01").whole is False
    assert "Sum of the members" not in english(client, "/cijfers/TI04/?gebied=TG01")


def test_the_declared_rows_of_a_test_are_right(folder):
    """The maker of lines puts a value under each name."""
    assert row(folder / "memberships.csv", area="TG01", whole="TB01") == "TG01,,TB01,,,,,\n"

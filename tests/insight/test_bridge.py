"""The bridge between two figures: any pair, both ways, exact to the last one, and nothing invented where nothing is known."""

from fractions import Fraction
from itertools import combinations

import pytest
from django.utils import translation
from tests.insight.bridge_rows import BRIDGE, COUNT, LETTER, address, between, english, row, text_of
from tests.insight.evidence_rows import definition, figure

from samenhang.insight.evidence.models import BridgeStep, Figure
from samenhang.insight.evidence.queries.bridge import CannotBridge
from samenhang.methods.bridge_kinds import ORDER

pytestmark = pytest.mark.django_db


def amounts(page):
    return [(bar.label, bar.cell.value, bar.cell.low, bar.cell.high) for bar in page.bars]


# --- known steps


def test_the_steps_that_are_declared_are_taken_and_the_rest_is_unexplained():
    page = between()
    assert amounts(page) == [
        ("Time between arrival and work", 800, 500, 1100),
        ("Counted", 300, 188, 424),  # six percent of 5,000, which is itself 4,700 to 5,300
        ("unexplained", 200, -224, 612),
    ]
    assert [(bar.one, bar.other, bar.estimate, bar.elsewhere) for bar in page.steps] == [
        ("3 months", "not stated by the source", False, False),
        ("where they work", "not stated by the source", True, False),
    ]
    assert [bar.level.value for bar in page.bars] == [5000, 5300, 5500]
    assert (page.difference.value, page.known.value, page.rest.value) == (1300, 1100, 200)


def test_each_number_leads_somewhere():
    page = between()
    assert page.start.cell.ref == row(COUNT).ref
    assert [bar.cell.ref for bar in page.steps] == ["bridge_steps:TS01", "bridge_steps:TS02"]
    assert page.rest.ref == f"{row(COUNT).ref} {row(LETTER).ref}"
    assert page.rest.url == "#steps"


def test_what_is_not_known_is_told_field_by_field():
    page = between()
    assert [one.label for one in page.differing] == ["Method", "Who counted"]
    assert [one.label for one in page.half] == [
        "Whose", "Origin decided by", "Registration", "Moment", "Family members", "Highly skilled migrants", "Agency work", "Ages",
    ]  # fmt: skip
    assert [one.label for one in page.silent] == ["Length of stay"]
    assert [(one.label, one.status) for one in page.fields if one.status in ("same", "known")] == [
        ("What is counted", "same"), ("Area", "same"), ("Time between arrival and work", "known"), ("Counted", "known"),
        ("Period", "same"),
    ]  # fmt: skip
    assert len(page.fields) == len(ORDER) == 16


def test_a_pair_without_steps_is_wholly_unexplained():
    page = between(COUNT, figure("other", definition_id=definition("XD01", registration="rni").pk, value=3000.0))
    assert amounts(page) == [("unexplained", -1200, None, None)]
    assert [one.label for one in page.differing] == ["Registration"]


def test_a_step_that_is_withdrawn_or_of_another_area_is_not_taken():
    BridgeStep.objects.filter(pk="TS02").update(withdrawn_on="2026-01-01")
    BridgeStep.objects.filter(pk="TS01").update(area="TG01")
    assert [bar.label for bar in between().bars] == ["unexplained"]


def test_a_step_of_the_area_itself_goes_before_one_for_everywhere():
    own = BridgeStep.objects.get(pk="TS02")
    own.pk, own.area_id, own.value, own.low, own.high = "XS01", "TP01", 2.0, None, None
    own.save(force_insert=True)
    assert [bar.step.pk for bar in between().steps] == ["TS01", "XS01"]


def test_a_step_that_was_measured_elsewhere_is_an_estimate():
    BridgeStep.objects.filter(pk="TS01").update(period="2019")
    page = between()
    assert [(bar.elsewhere, bar.estimate) for bar in page.steps] == [(True, True), (False, True)]
    BridgeStep.objects.filter(pk="TS01").update(period="2024", definition="TD03")
    assert [bar.elsewhere for bar in between().steps] == [True, False]


# --- any pair, both ways, exactly


def test_every_pair_has_a_bridge_that_adds_up_and_its_mirror(client):
    figure("ranged", low=900.0, high=1300.0, publication_id="TX06")
    figure("undated", period="", definition_id="TD02", basis="live", value=0.1)
    figure("precise", period="2021", definition_id="TD02", basis="niet vermeld", value=3.3)
    known = list(Figure.objects.filter(indicator="TI01", area="TP01", edition__current=True).exclude(value=None))
    assert len(known) == 7
    for one, other in combinations(known, 2):
        there, back = between(one, other), between(other, one)
        assert sum(Fraction(str(bar.cell.value)) for bar in there.bars) == Fraction(str(there.difference.value))
        assert there.difference.value == -back.difference.value
        assert [(bar.label, -bar.cell.value, bar.one, bar.other) for bar in there.bars] == [
            (bar.label, bar.cell.value, bar.other, bar.one) for bar in reversed(back.bars)
        ]
        assert [(bar.cell.low, bar.cell.high) for bar in there.bars] == [
            (bar.cell.high and -bar.cell.high, bar.cell.low and -bar.cell.low) for bar in reversed(back.bars)
        ]
        assert there.bars[-1].level.value == other.value
        assert client.get(address(one, other)).status_code == 200


def test_the_way_back_begins_with_what_nobody_explains(client):
    back = between(LETTER, COUNT)
    assert [bar.label for bar in back.bars] == ["unexplained", "Counted", "Time between arrival and work"]
    said = english(client, address(LETTER, COUNT))
    assert "From about 5,500 to 4,200 is a difference of about 1,300. Known steps add up to 1,100;" in said


def test_a_range_of_a_source_stays_beside_its_end():
    page = between(COUNT, "TP01/2030/TX05/TI01/TD02/from")
    assert (page.end.cell.certainty, page.end.bounds) == ("low", (4000, 6000))
    assert (page.rest.value, page.rest.low, page.rest.high, page.bound, page.forecast) == (
        -1300,
        -1724,
        1112,
        True,
        True,
    )
    both = between("TP01/2030/TX05/TI01/TD02/from", "TP01/2030/TX05/TI01/TD02/to")
    assert (both.one_range, both.rest.value, both.rest.low) == (True, 2000, None)


def test_the_same_count_in_another_year_says_so(client):
    later = figure("later", period="2025", value=4500.0)
    assert between(COUNT, later).only_time
    assert "so this is what changed in between" in english(client, address(COUNT, later))
    assert not between().only_time


def test_steps_that_go_too_far_are_pointed_out(client):
    BridgeStep.objects.filter(pk="TS01").update(value=2500, low=None, high=None)
    assert between().too_far
    assert "The steps together go beyond the difference." in english(client, address())


def test_one_step_cannot_count_the_same_people_twice():
    BridgeStep.objects.filter(pk="TS01").update(value=2500, low=None, high=None)
    BridgeStep.objects.filter(pk="TS02").delete()
    assert not between().too_far


def test_figures_of_one_source_and_period_are_told_apart():
    assert [end.title for end in (between().start, between().end)] == [
        "2024 · Bureau Zomerkade Telt",
        "2024 · Provincie Zomerkade",
    ]
    page = between(COUNT, "TG01/2024/TX01/TI01/TD01")
    assert [end.apart for end in (page.start, page.end)] == ["Zomerkade", "Appelwoude"]
    page = between("TP01/2030/TX05/TI01/TD02/from", "TP01/2030/TX05/TI01/TD02/to")
    assert [end.apart for end in (page.start, page.end)] == ["low end of a range", "high end of a range"]
    with translation.override("en"):
        page = between(COUNT, figure("own", definition_id=definition("XD03").pk))
    assert [end.apart for end in (page.start, page.end)] == ["Works for a firm in the area", "Definition XD03"]


def test_steps_that_explain_it_all():
    BridgeStep.objects.filter(pk="TS01").update(value=1300, low=None, high=None)
    BridgeStep.objects.filter(pk="TS02").delete()
    page = between()
    assert (page.rest.value, page.within_range, page.too_far) == (0, False, False)


# --- what cannot be compared


def test_another_area_is_refused_unless_a_step_leads_there(client):
    page = between(COUNT, "TG01/2024/TX01/TI01/TD01")
    assert amounts(page) == [("Area", -1680, -1764, -1596), ("unexplained", 80, -4, 164)]
    with pytest.raises(CannotBridge, match="about Zomerkade and the other about Brugveld, and no step is known"):
        between(COUNT, "TG02/2024/TX01/TI01/TD01")
    answer = client.get(address(COUNT, "TG02/2024/TX01/TI01/TD01"), headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "Choose two figures of the same area." in text_of(answer)


def test_another_way_of_counting_is_refused():
    jobs = figure("jobs", definition_id=definition("XD02", counts="jobs").pk)
    with pytest.raises(CannotBridge, match="One figure counts people and the other jobs"):
        between(COUNT, jobs)


def test_no_number_no_bridge():
    with pytest.raises(CannotBridge, match="Bureau Zomerkade Telt gives no number here: withheld"):
        between("TG03/2024/TX01/TI01/TD01", "TG01/2024/TX01/TI01/TD01")


@pytest.mark.parametrize(
    "url",
    [
        "/cijfers/TI99/brug/",
        f"{BRIDGE}?van=sheet:0000000000000000%23x/value&naar=",
        f"{BRIDGE}?van=nonsense",
        f"{BRIDGE}?van=%00&naar=%00",
        f"{BRIDGE}?cijfer=nonsense",
        f"{BRIDGE}?gebied=TG99",
    ],
)
def test_what_does_not_exist_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_a_figure_of_another_indicator_is_not_found(client):
    other = Figure.objects.get(indicator="TI03")
    assert client.get(BRIDGE, {"van": row(COUNT).ref, "naar": other.ref}).status_code == 404

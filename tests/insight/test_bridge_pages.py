"""The page of a bridge: one sentence, a drawing, every step with its source, and a link that keeps saying the same."""

import csv
import io
import re
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.insight.bridge_rows import BRIDGE, COUNT, LETTER, address, between, english, row, text_of
from tests.insight.evidence_rows import definition, deliver, figure, publication

from samenhang.ground.ledger.models import Act
from samenhang.insight.evidence.models import BridgePart, BridgeStep, Figure, Indicator
from samenhang.insight.evidence.queries.bridge import CannotBridge
from samenhang.insight.evidence.queries.worked import told, worked_bridges

pytestmark = pytest.mark.django_db


def test_one_sentence_says_it(client):
    BridgeStep.objects.all().delete()
    assert "From 4,200 to about 5,500 is a difference of about 1,300; why is not known." in english(client, address())


def test_the_page_has_one_title_headings_in_order_and_no_id_twice(client):
    for url in (BRIDGE, address(), address(LETTER, COUNT), address(COUNT, "TG02/2024/TX01/TI01/TD01")):
        body = client.get(url).content.decode()
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", body)]
        assert (levels[0], levels.count(1)) == (1, 1)
        assert all(after <= before + 1 for before, after in pairwise(levels))
        ids = re.findall(r'\sid="([^"]+)"', body)
        assert sorted(ids) == sorted(set(ids))


def test_a_step_shows_its_source_and_an_assumption_its_words(client):
    page = english(client, address())
    assert "Brief van de provincie over huisvesting (verzonnen)" in page
    assert "assumption Assumption: for every hundred people who work here, six live here and work elsewhere" in page
    assert "Nobody says why. This is what is left of the difference." in page
    assert "Nought lies within the range of the unexplained part" in page


def test_the_drawing_says_the_same(client):
    chart = client.get(address(), headers={"accept-language": "en"}).context["chart"]
    assert [(bar.kind, bar.before, bar.after, bar.low, bar.high) for bar in chart.bars] == [
        ("figure", 0, 4200, None, None),
        ("sourced", 4200, 5000, 4700, 5300),
        ("estimate", 5000, 5300, 4888, 5724),
        ("unexplained", 5300, 5500, None, None),
        ("figure", 0, 5500, None, None),
    ]


def test_it_can_be_turned_round_and_shared(client):
    found = client.get(address()).context
    assert (found["turned"], found["here"]) == (address(LETTER, COUNT), address())
    assert client.get(found["turned"]).context["turned"] == address()


def test_a_link_that_was_shared_shows_what_it_showed_and_what_is_said_now(client, core_team):
    url, was = address(), row(COUNT).ref
    deliver({"TP01,2024JJ00,TI01,4200": "TP01,2024JJ00,TI01,4250"}, core_team)
    answer = client.get(url, headers={"accept-language": "en"})
    assert answer.context["page"].start.figure.ref == was
    assert "This bridge rests on an earlier delivery. The source now says: 4,250 people." in text_of(answer)
    ((_moved, fresh),) = answer.context["now"]
    assert client.get(fresh).context["page"].start.cell.value == 4250


def test_two_ticks_make_a_bridge_from_low_to_high(client):
    answer = client.get(BRIDGE, {"cijfer": [row(LETTER).ref, row(COUNT).ref], "gebied": "TP01"})
    assert (answer.status_code, answer.url) == (302, address())


@pytest.mark.parametrize("ticks", [[COUNT], [COUNT, LETTER, "TP01/2030/TX05/TI01/TD02/from"], [COUNT, COUNT]])
def test_one_tick_or_three_are_asked_again(client, ticks):
    answer = client.get(BRIDGE, {"cijfer": [row(code).ref for code in ticks]}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "A bridge lies between two figures. Choose two different ones." in text_of(answer)


def test_a_figure_and_itself_are_asked_again(client):
    assert client.get(address(COUNT, COUNT)).status_code == 422
    assert client.get(BRIDGE, {"van": row(COUNT).ref}).context["start"] == row(COUNT).ref


def test_the_choice_offers_this_area_first_and_where_a_step_leads(client):
    found = client.get(BRIDGE).context["choices"]
    assert [(choice.area.pk, len(choice.options)) for choice in found] == [("TP01", 4), ("TG01", 1)]
    found = client.get(f"{BRIDGE}?gebied=TG02").context["choices"]
    assert [(choice.area.pk, len(choice.options)) for choice in found] == [("TG02", 1)]
    assert client.get(f"{BRIDGE}?gebied=TG03").context["choices"] == ()


def test_the_table_of_an_indicator_has_a_tick_for_each_number(client):
    body = client.get("/cijfers/TI01/").content.decode()
    assert 'id="bridge-form"' in body
    assert body.count('name="cijfer"') == 3
    assert 'name="cijfer"' not in client.get("/cijfers/TI01/?gebied=TG02").content.decode()


def test_as_many_questions_for_many_figures_as_for_few(client):
    def asked(url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    before = asked(address())
    for number in range(30):
        figure(
            f"more{number}",
            value=1000.0 + number,
            period=str(1990 + number),
            publication_id=publication(f"XX{number}").pk,
        )
    assert asked(address()) == before


def test_the_file_has_every_step_and_every_field_without_an_amount(client):
    answer = client.get(f"{address()}&format=csv", headers={"accept-language": "en"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    told_so = [
        (one["Kind"], one["Field"], one["Figure"], one["Figure: low"], one["Figure: source"][:6]) for one in rows
    ]
    assert told_so[:5] == [
        ("begins at", "", "4200", "", "sheet:"),
        ("known step", "Time between arrival and work", "800", "500", "bridge"),
        ("estimate or assumption", "Counted", "300", "188", "bridge"),
        ("unexplained", "", "200", "-224", "sheet:"),
        ("ends at", "", "5500", "", "sheet:"),
    ]
    assert {one["Kind"] for one in rows[5:]} == {
        "differs, amount not known",
        "one of the two does not say",
        "neither says anything",
    }
    assert len(rows) == 5 + 2 + 8 + 1


def test_a_small_number_of_people_does_not_leak_through_a_difference(client):
    """The small-cell rule holds for the bridge: it reckons with what may be shown."""
    small = pytest.importorskip("samenhang.insight.evidence.queries.small")
    Indicator.objects.filter(pk="TI01").update(topic=small.SUB_GROUPS)
    few = figure("few", area_id="TG01", value=4.0, period="2023")
    some = figure("some", area_id="TG01", value=23.0, period="2022")
    with pytest.raises(CannotBridge, match="gives no number here: withheld"):
        between(few, some)
    assert [
        ref
        for choice in client.get(f"{BRIDGE}?gebied=TG01").context["choices"]
        for ref, _ in choice.options
        if ref == few.ref
    ] == []
    assert between(some, "TG01/2024/TX01/TI01/TD01").start.cell.value == 25


# --- worked bridges


def test_a_worked_bridge_is_listed_and_tells_its_clues(client):
    (one,) = worked_bridges(Indicator.objects.get(pk="TI01"))
    assert (one.bridge.pk, one.url) == ("TW01", address())
    assert "Zomerkade: from the count to the letter" in english(client, "/cijfers/TI01/")
    for url in (address(), address(LETTER, COUNT)):
        said = english(client, url)
        assert "Two steps are known; the rest is unexplained (fictional)." in said
        assert "Clues that are no step" not in said  # no beds are counted for the whole province
    figure("beds", indicator_id="TI02", unit_id="tn-plekken", definition_id="TD03", value=1500.0)
    assert "Beds for short stay: 1,500 places (2024), Bureau Zomerkade Telt." in english(client, address())


def test_a_worked_bridge_without_its_figures_says_so(client):
    Figure.objects.filter(row=COUNT).delete()
    assert "one of its figures is not in the current deliveries" in english(client, "/cijfers/TI01/")


def test_of_several_statements_none_is_chosen_in_silence():
    figure("twice", publication_id="TX01")
    (one,) = worked_bridges(Indicator.objects.get(pk="TI01"))
    assert one.url == ""


def test_groups_are_shown_when_they_add_up_and_left_out_when_they_do_not():
    groups = {"a": (3000.0, 3500.0), "b": (1200.0, 2000.0)}
    for name, values in groups.items():
        codes = [definition(f"X{name}{place}").pk for place in (1, 2)]
        for place, (code, value) in enumerate(zip(codes, values, strict=True)):
            figure(f"{name}{place}", definition_id=code, value=value, publication_id="TX06")
        BridgePart.objects.create(
            code=f"TW01/{name}", bridge_id="TW01", part=name, label_nl=name, label_en=name, line=ord(name),
            from_publication_id="TX06", from_definition_id=codes[0], to_publication_id="TX06", to_definition_id=codes[1],
        )  # fmt: skip
    there, back = told(between()), told(between(LETTER, COUNT))
    assert [(group.label, group.start.value, group.end.value, group.difference.value) for group in there.groups] == [
        ("a", 3000, 3500, 500),
        ("b", 1200, 2000, 800),
    ]
    assert [group.difference.value for group in back.groups] == [-500, -800]
    Figure.objects.filter(row="b1").update(value=1999.0)
    assert told(between()).groups == ()


def test_a_trace_of_a_step_ends_at_its_source_or_says_that_it_is_assumed(client):
    sourced = text_of(client.get("/herkomst/bridge_steps:TS01/"))
    assert "Volgens de brief telt de provincie ook mensen mee" in sourced
    assert "Provincie Zomerkade" in sourced
    assert client.get("/herkomst/bridge_steps:TS02/").status_code == 200
    assert [one.end for one in client.get("/herkomst/bridge_steps:TS01/").context["page"].ends] == ["source"]
    assert [one.end for one in client.get("/herkomst/bridge_steps:TS02/").context["page"].ends] == ["assumption"]


# --- definitions


def test_every_field_of_a_definition_is_shown_also_what_the_source_does_not_say(client):
    body = text_of(client.get("/definities/", headers={"accept-language": "en"}))
    shown = body.partition("An estimate. The province does not tell whom it counts.")[2]
    assert shown.startswith(
        " What is counted people Whose not stated by the source Origin decided by not stated by the source "
        "Registration not stated by the source Moment not stated by the source Time between arrival and work not stated by "
        "the source Length of stay not stated by the source Family members not stated by the source Highly skilled migrants "
        "not stated by the source Agency work not stated by the source Ages not stated by the source Method estimate "
        "Who counted Provincie Zomerkade"
    )


def test_nothing_is_recorded_by_looking(client):
    before = Act.objects.count()
    client.get(address())
    assert Act.objects.count() == before

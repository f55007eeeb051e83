"""Published scenarios: what was stated stands apart from what was calculated."""

import pytest
from django.utils import translation
from tests.asked import queries_of, rows_of

from samenhang.ground.people.queries import Visitor
from samenhang.screen.cells import Cell
from samenhang.weighing.futures import queries as futures
from samenhang.weighing.futures.models import Scenario

pytestmark = pytest.mark.django_db


def test_a_scenario_keeps_what_was_stated_apart_from_what_was_calculated():
    with translation.override("en"):
        found = futures.published(Visitor())
        told = [
            (named.label, named.drivers, [n.cell for n in named.stated], [(n.cell, n.how) for n in named.computed])
            for named in found.scenarios
        ]
    quiet = Cell(3500.0, "people", "scenarios:TS01", "forecast", certainty="low")
    busy = Cell(7200.5, "people", "scenarios:TS02", "forecast", certainty="high", decimals=1)
    assert told == [
        ("Quiet", "Fewer greenhouses", [quiet], []),
        ("Busy", "More greenhouses", [], [(busy, "Computed by us")]),
    ]
    assert [publication.pk for publication in found.publications] == ["TX05", "TX04"]


def test_a_year_before_the_publication_is_no_forecast():
    Scenario.objects.filter(pk="TS01").update(year=2019)
    found = futures.published(Visitor())
    assert [number.cell.state for number in found.charted] == ["known", "forecast"]


def test_only_numbers_of_one_unit_stand_on_one_scale():
    Scenario.objects.filter(pk="TS02").update(unit="tn-procent")
    found = futures.published(Visitor())
    assert [number.scenario.pk for number in found.charted] == ["TS01"]
    assert len(found.scenarios) == 2


def test_the_page_draws_the_scenarios_and_has_them_as_a_table(client):
    client.cookies["django_language"] = "en"
    response = client.get("/toekomsten/scenarios/")
    chart = response.context["chart"]
    assert [(dot.label, dot.extra[1:]) for dot in chart.dots] == [
        ("Quiet, 2040", ("Labour migrants in Zomerkade", "stated by the source")),
        ("Busy, 2040 (calculated)", ("Labour migrants in Zomerkade", "calculated by us")),
    ]
    text = response.content.decode()
    assert "/herkomst/scenarios:TS01/" in text
    assert "https://example.org/zomerkade/verkenning-2040" in text


def test_the_scenarios_as_a_file(client):
    client.cookies["django_language"] = "en"
    rows = rows_of(client.get("/toekomsten/scenarios/?format=csv"))
    assert [row[:4] + row[-3:] for row in rows[1:]] == [
        ["Quiet", "2040", "Labour migrants in Zomerkade", "3500.0", "stated by the source", "Fewer greenhouses",
         "https://example.org/zomerkade/verkenning-2040"],
        ["Busy", "2040", "Labour migrants in Zomerkade", "7200.5", "calculated by us", "More greenhouses", ""],
    ]  # fmt: skip


def test_without_scenarios_the_page_says_so(client):
    Scenario.objects.update(withdrawn_on="2026-01-01")
    client.cookies["django_language"] = "en"
    response = client.get("/toekomsten/scenarios/")
    assert response.context["chart"] is None
    assert "No published scenarios were loaded." in response.content.decode()


@pytest.mark.parametrize("url, model", [("/toekomsten/scenarios/", Scenario)])
def test_thirty_rows_cost_no_more_queries_than_one(client, url, model):
    before = queries_of(client, url)
    first = model.objects.order_by("pk").first()
    fields = {
        field.attname: getattr(first, field.attname) for field in model._meta.concrete_fields if field.name != "code"
    }
    model.objects.bulk_create(model(code=f"X{place}", **fields) for place in range(30))
    assert queries_of(client, url) == before

"""The timeline, the recommendations, and the tables and lines against the themes."""

from datetime import date

import pytest
from django.utils import translation
from tests.asked import queries_of, rows_of

from samenhang.ground.people.queries import Visitor
from samenhang.steering.governance.models import Event, Line, MeetingTable, Recommendation
from samenhang.steering.governance.queries import lists

pytestmark = pytest.mark.django_db


def test_the_timeline_runs_year_by_year_and_marks_what_is_still_to_come():
    with translation.override("en"):
        years = lists.by_year(lists.events(Visitor()), date(2024, 4, 18))
        told = [
            (year.year, [(moment.event.pk, moment.when, moment.future) for moment in year.moments]) for year in years
        ]
    assert told == [
        (2022, [("TV01", "2022", False)]),
        (2024, [("TV02", "18 April 2024", False), ("TV03", "September 2024 – November 2024", True)]),
    ]


@pytest.mark.parametrize(
    "said, precision, words",
    [
        ("2018", "year", "2018"),
        ("2018-07", "month", "juli 2018"),
        ("2018-04-20", "day", "20 april 2018"),
        ("2020-12/2021-04", "period", "december 2020 – april 2021"),
    ],
)
def test_a_date_is_no_more_precise_than_its_source(said, precision, words):
    with translation.override("nl"):
        assert lists.when(Event(date=said, precision=precision)) == words


def test_a_year_that_was_inferred_says_so():
    with translation.override("en"):
        assert lists.when(Event(date="2019", precision="year inferred")) == "2019 (year inferred)"


def test_an_event_of_a_year_is_future_only_when_the_whole_year_is():
    events = [
        Event(code="A", date="2026", precision="year", kind="law"),
        Event(code="B", date="2027", precision="year", kind="law"),
    ]
    moments = [lists.moment(event, date(2026, 11, 22)).future for event in events]
    assert moments == [False, True]


@pytest.mark.parametrize(
    "query, codes",
    [
        ("", ["TV01", "TV02", "TV03"]),
        ("niveau=tn-provincie", ["TV02"]),
        ("soort=law&soort=study", ["TV01", "TV03"]),
        ("thema=tn-thuis", ["TV01", "TV02"]),
        ("thema=!tn-thuis", ["TV03"]),
        ("q=brugveld", ["TV03"]),
    ],
)
def test_the_filters_of_the_timeline(client, query, codes):
    response = client.get(f"/tijdlijn/?{query}")
    found = [moment.event.pk for year in response.context["years"] for moment in year.moments]
    assert (found, response.context["table"].problems) == (codes, ())


def test_the_timeline_as_a_file(client):
    client.cookies["django_language"] = "en"
    assert rows_of(client.get("/tijdlijn/?niveau=tn-provincie&format=csv")) == [
        ["Date", "Level of government", "Kind", "What happened", "Who", "Themes", "Remark", "Source"],
        ["2024-04-18", "Province", "motion", "Motion: map the bottlenecks (fictional).",
         "Provincial council of Zomerkade", "Work, Home", "", "https://example.org/zomerkade/motie"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query, codes",
    [
        ("", ["TR01", "TR02"]),
        ("aan-provincie=ja", ["TR02"]),
        ("aan-provincie=nee", ["TR01"]),
        ("thema=tn-weten", ["TR02"]),
        ("onderwerp=Huur los van werk", ["TR01"]),
        ("q=kaart", []),
        ("q=plekken", ["TR02"]),
    ],
)
def test_the_filters_of_the_recommendations(client, query, codes):
    table = client.get(f"/aanbevelingen/?{query}").context["table"]
    assert ([row.pk for row in table.records], table.problems) == (codes, ())


def test_a_recommendation_shows_its_status_with_date_and_source(client):
    client.cookies["django_language"] = "en"
    text = client.get("/aanbevelingen/").content.decode()
    for words in ("Taken up in the act.", "July 2023", "https://example.org/zomerkade/wet", "no source of the status",
                  "Read at the source; fictional.", "also the province", "https://example.org/zomerkade/advies"):  # fmt: skip
        assert words in text


def test_tables_against_themes():
    agenda = lists.agenda(lists.tables(Visitor()))
    assert [theme.pk for theme in agenda.themes] == ["tn-werk", "tn-thuis", "tn-weten"]
    with translation.override("en"):
        told = [(row.of.pk, str(row.status), [here for _theme, here in row.on], row.known) for row in agenda.rows]
    assert told == [
        ("TT01", "exists", [True, True, False], 2),
        ("TT02", "not known if it exists", [False, False, False], 0),
    ]
    assert [(theme.pk, number) for theme, number in agenda.foot] == [("tn-werk", 1), ("tn-thuis", 1), ("tn-weten", 0)]
    assert agenda.silent == 1


@pytest.mark.parametrize(
    "levels, codes",
    [
        ([], ["TN01", "TN02"]),
        (["tn-land"], ["TN01"]),
        (["tn-provincie"], ["TN01", "TN02"]),
        (["tn-gemeente"], ["TN02"]),
    ],
)
def test_a_line_belongs_to_both_its_levels(levels, codes):
    assert [row.of.pk for row in lists.agenda(lists.lines(Visitor(), levels)).rows] == codes


def test_the_filter_on_level_counts_for_tables_and_lines(client):
    response = client.get("/overlegtafels/?niveau=tn-gemeente")
    found = [[row.of.pk for row in response.context[name].rows] for name in ("agenda", "lines")]
    assert found == [["TT02"], ["TN02"]]


def test_where_nothing_is_on_the_agenda_the_page_says_so_with_the_source(client):
    client.cookies["django_language"] = "en"
    text = client.get("/overlegtafels/").content.decode()
    for words in ("no theme known to be on the agenda", "not on the agenda, as far as we know", "Genoemd in een verzonnen verslag.",
                  "https://example.org/zomerkade/lijn", "advised only", "Provincial table Sleeping and Working"):  # fmt: skip
        assert words in text


def test_the_tables_as_a_file(client):
    client.cookies["django_language"] = "en"
    heads = [
        "Table",
        "Level of government",
        "Area",
        "Status",
        "Themes on the agenda",
        "Who sits there",
        "Remark",
        "Source",
    ]
    assert rows_of(client.get("/overlegtafels/?status=unknown&format=csv")) == [
        heads,
        [
            "Circle East",
            "Municipality",
            "Kring Oost",
            "not known if it exists",
            "",
            "",
            "",
            "Genoemd in een verzonnen verslag.",
        ],
    ]


def test_a_filter_that_does_not_exist_is_said_and_left_out(client):
    response = client.get("/tijdlijn/?soort=party&niveau=nowhere&x=1")
    assert response.status_code == 200
    assert len(response.context["table"].problems) == 3
    assert response.context["table"].count == 3


def copies(model, number):
    """More rows like one that is there, with the same themes."""
    first = model.objects.order_by("pk").first()
    fields = {
        field.attname: getattr(first, field.attname) for field in model._meta.concrete_fields if field.name != "code"
    }
    made = model.objects.bulk_create(model(code=f"X{place}", **fields) for place in range(number))
    if hasattr(first, "themes"):
        for row in made:
            row.themes.set(first.themes.all())


@pytest.mark.parametrize(
    "url, models",
    [
        ("/tijdlijn/", [Event]),
        ("/tijdlijn/?format=csv", [Event]),
        ("/aanbevelingen/", [Recommendation]),
        ("/overlegtafels/", [MeetingTable, Line]),
        ("/overlegtafels/?format=csv", [MeetingTable]),
    ],
)
def test_thirty_rows_cost_no_more_queries_than_one(client, url, models):
    before = queries_of(client, url)
    for model in models:
        copies(model, 30)
    assert queries_of(client, url) == before


def test_an_empty_list_says_so(client):
    Event.objects.update(withdrawn_on="2026-01-01")
    Recommendation.objects.update(withdrawn_on="2026-01-01")
    MeetingTable.objects.update(withdrawn_on="2026-01-01")
    client.cookies["django_language"] = "en"
    said = {
        "/tijdlijn/": "No events were loaded yet.",
        "/aanbevelingen/": "No recommendations were loaded yet.",
        "/overlegtafels/": "No tables were loaded yet.",
    }
    assert {url: words in client.get(url).content.decode() for url, words in said.items()} == dict.fromkeys(said, True)

"""The page of divisions: who is part of what on any day, who falls apart, and the same as a file."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.insight.test_evidence_pages import english

from samenhang.ground.places.models import Area, Membership
from samenhang.insight.evidence.queries.divisions import notes_of

pytestmark = pytest.mark.django_db
PAGE = "/gebieden/indelingen/"


@pytest.fixture
def stranger() -> Area:
    """A municipality from outside the province that takes part in one of its regions."""
    made = Area.objects.create(code="XG1", name="Verweg", kind="municipality", parent_id="TL01")
    Membership.objects.create(
        code="x", area=made, division_id="bestuurskringen", whole_id="TB02", certainty="conflicting",
        note_nl="Doet mee.", note_en="Takes part.",
    )  # fmt: skip
    return made


def rows(client, query=""):
    return [one.pk for one in client.get(f"{PAGE}{query}").context["table"].records]


def file(client, query=""):
    answer = client.get(f"{PAGE}?format=csv{query}", headers={"accept-language": "en"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_municipality_stands_against_each_division(client):
    said = english(client, PAGE)
    assert "Appelwoude Werkstreek Noord Kring West" in said
    assert "Brugveld Werkstreek Noord (A) Kring Oost (B) A: Labour districts B: Administrative circles" in said
    assert "Falls apart: Werkstreek Noord (Labour districts) against Kring Oost (Administrative circles)." in said


def test_the_page_shows_any_day(client):
    assert rows(client) == ["TG01", "TG02", "TG03"]
    assert rows(client, "?op=2022-12-31") == ["TG01", "TG02", "TG12", "TG11"]
    assert "1 January 2023 (3 from then)" in english(client, PAGE)
    assert "The day in the address cannot be read" in english(client, f"{PAGE}?op=gisteren")
    assert rows(client, "?op=%00") == ["TG01", "TG02", "TG03"]


def test_the_filters_find_who_falls_apart_who_is_outside_and_who_is_unsure(client, stranger):
    assert rows(client) == ["TG01", "TG02", "TG03", "XG1"]
    assert rows(client, "?bijzonder=uiteen") == ["TG02"]
    assert rows(client, "?bijzonder=buiten") == ["XG1"]
    assert rows(client, "?bijzonder=uiteen&bijzonder=buiten") == ["TG02", "XG1"]
    assert rows(client, "?bijzonder=!uiteen") == ["TG01", "TG03", "XG1"]
    assert rows(client, "?in-werkstreken=TW01&in-bestuurskringen=TB02") == ["TG02"]
    assert rows(client, "?zekerheid=conflicting") == ["XG1"]
    assert rows(client, "?q=brug") == ["TG02"]


def test_who_lies_outside_the_province_says_so(client, stranger):
    said = english(client, PAGE)
    assert (
        "Verweg Lies outside the province and takes part in one of its regions. Administrative circles: Takes part."
        in said
    )


def test_the_file_has_codes_days_certainties_and_remarks(client, stranger):
    found = {one["Code"]: one for one in file(client, "&op=2019-06-01")}
    assert list(found) == ["TG01", "TG02", "TG12", "TG11", "XG1"]
    one = found["TG02"]
    assert (one["Administrative circles"], one["Administrative circles: Code"]) == ("Kring West", "TB01")
    assert (one["Administrative circles: How sure"], one["Falls apart"]) == ("from an old list", "")
    assert "Until 2020 Brugveld was part of Kring West." in one["Administrative circles: Remarks"]
    assert (found["XG1"]["Labour districts"], found["XG1"]["Administrative circles"]) == ("", "Kring Oost")
    now = {one["Code"]: one for one in file(client)}["TG02"]
    assert now["Falls apart"] == "Werkstreek Noord (Labour districts) | Kring Oost (Administrative circles)"
    assert now["Administrative circles: from"] == "2020-01-01"


def test_the_page_of_an_area_says_that_it_falls_apart(client):
    assert "Falls apart: Werkstreek Noord" in english(client, "/gebieden/TG02/")
    assert "Falls apart" not in english(client, "/gebieden/TG01/")
    assert f'href="{PAGE}"' in client.get("/gebieden/TG02/").content.decode()
    assert f'href="{PAGE}"' in client.get("/gebieden/").content.decode()


def test_a_remark_is_said_once():
    long = "A list of long ago. It contradicts the other."
    some = [
        Membership(code=str(place), note_en=note)
        for place, note in enumerate([long, "It contradicts the other.", "", "Else."])
    ]
    assert [(note, [one.pk for one in about]) for note, about in notes_of(some)] == [
        (long, ["0", "1"]),
        ("Else.", ["3"]),
    ]


def test_as_many_questions_for_one_row_as_for_thirty(client):
    counts = []
    Area.objects.filter(pk__in=["TG01", "TG03"]).update(valid_to="2000-01-01")
    for number in (0, 30):
        for place in range(number):
            made = Area.objects.create(code=f"YG{place}", name=f"Dorp {place}", kind="municipality", parent_id="TP01")
            Membership.objects.create(
                code=f"y{place}", area=made, division_id="werkstreken", whole_id="TW01", certainty="sourced"
            )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{PAGE}?per=50").context["table"].count == 1 + number
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("url", [PAGE, f"{PAGE}?bijzonder=uiteen", f"{PAGE}?op=2022-01-01"])
def test_the_page_has_one_title_and_speaks_both_languages(client, url):
    for language in ("nl", "en"):
        body = client.get(url, headers={"accept-language": language}).content.decode()
        assert f'<html lang="{language}"' in body
        assert body.count("<h1") == 1

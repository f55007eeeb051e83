"""The pages of evidence: everything in view, nothing added up, nothing chosen in silence, and nothing lost on an error."""

import csv
import html
import io
import re
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.asked import queries_of
from tests.insight.evidence_rows import definition, deliver, figure, publication

from samenhang.ground.ledger.models import Act
from samenhang.ground.people.models import Follow
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area, Membership
from samenhang.insight.evidence.models import Bottleneck, Definition, Edition, Figure, Indicator, Publication, Reading
from samenhang.insight.evidence.queries import areas

pytestmark = pytest.mark.django_db
MIGRANTS = "/cijfers/TI01/"
READ = "/cijfers/TI01/lezing/"
PAGES = (
    "/cijfers/", MIGRANTS, f"{MIGRANTS}?gebied=TG02", "/gebieden/", "/gebieden/?cijfer=TI01", "/gebieden/TP01/",
    "/gebieden/TG03/", "/gebieden/TG11/", "/knelpunten/", "/bronnen/", "/definities/", "/definities/?naast=TD01&naast=TD02",
)  # fmt: skip


def text_of(response):
    """What a reader sees of the page, without the markup."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
    return re.sub(r" (?=[,.:;)])|(?<=\() ", "", text)


def english(client, url):
    return text_of(client.get(url, headers={"accept-language": "en"}))


def rows_of(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def choice(row="TP01/2024/TX01/TI01/TD01"):
    return f"{Edition.objects.get(indicator='TI01', current=True).sheet}#{row}/value"


def given(**changes):
    return {
        "gebied": "TP01",
        "purpose": "tn-gesprek",
        "choice": choice(),
        "reason": "It says whom it counts.",
        **changes,
    }


@pytest.mark.parametrize("url", PAGES)
def test_a_page_has_one_title_and_headings_in_order(client, url):
    body = client.get(url).content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", body)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("url", PAGES)
def test_a_page_speaks_english_too(client, url):
    body = client.get(url, headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en"' in body


@pytest.mark.parametrize(
    "url", ["/cijfers/TI99/", f"{MIGRANTS}?gebied=TG99", "/gebieden/TG99/", f"{MIGRANTS}?gebied=%00", "/gebieden/%00/"]
)
def test_what_does_not_exist_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_a_reading_of_what_does_not_exist_is_not_found(signed_in):
    assert signed_in.post("/cijfers/TI99/lezing/", given()).status_code == 404
    assert signed_in.post(READ, given(gebied="TG99")).status_code == 404
    assert signed_in.get(READ).status_code == 405


def test_the_page_of_an_indicator_shows_every_source_and_never_a_sum(client):
    page = english(client, MIGRANTS)
    assert "There are 3 sources. They count in 2 different ways" in page
    assert "The lowest is 4,200 people (2024, Bureau Zomerkade Telt). The highest is about 5,500 people" in page
    assert "Forecasts are shown, but do not count as lowest or highest." in page
    assert "low estimate 4,000 forecast – high estimate 6,000 people forecast" in page
    assert "9,700" not in page


def test_every_number_on_the_page_leads_to_its_cell(client):
    body = client.get(MIGRANTS).content.decode()
    sheet = Edition.objects.get(indicator="TI01", current=True).sheet
    for row in Figure.objects.filter(area="TP01", indicator="TI01", sheet=sheet).values_list("row", flat=True):
        assert f'href="/herkomst/{sheet}/?cel={row}/value"' in body


def test_the_area_is_the_province_unless_one_is_asked(client):
    assert client.get(MIGRANTS).context["page"].area.pk == "TP01"
    assert client.get(f"{MIGRANTS}?gebied=TG01").context["page"].area.pk == "TG01"


def test_an_area_without_figures_says_not_known_and_where_there_are(client):
    page = english(client, f"{MIGRANTS}?gebied=TB01")
    assert "Not known to the province" in page
    assert "There are figures for: Appelwoude, Brugveld, Cedermeer, Zomerkade." in page


def test_a_suppressed_figure_stays_in_view(client):
    assert "withheld" in english(client, f"{MIGRANTS}?gebied=TG03")


def test_the_filters_stand_in_the_address(client):
    figure("extra", publication_id="TX06", basis="live", period="2023")
    rows = lambda url: [one.row for one in client.get(url).context["table"].records]  # noqa: E731
    assert rows(f"{MIGRANTS}?grondslag=live") == ["extra"]
    assert rows(f"{MIGRANTS}?periode=2023") == ["extra"]
    assert rows(f"{MIGRANTS}?definitie=TD02&periode=2024") == ["TP01/2024/TX02/TI01/TD02"]
    assert rows(f"{MIGRANTS}?periode=!2030&sort=value") == [
        "extra",
        "TP01/2024/TX01/TI01/TD01",
        "TP01/2024/TX02/TI01/TD02",
    ]


def test_a_period_that_is_not_stated_can_be_filtered(client):
    figure("undated", period="")
    assert [one.row for one in client.get(f"{MIGRANTS}?periode=-").context["table"].records] == ["undated"]


def test_the_file_has_every_figure_with_its_state_and_source(client):
    figure("noted", note_nl="Let op.", note_en="Take care.", period="2020", mark="unverified")
    rows = rows_of(client.get(f"{MIGRANTS}?format=csv", headers={"accept-language": "en"}))
    assert len(rows) == 5
    assert {row["Figure: source"] for row in rows} == {
        one.ref for one in Figure.objects.filter(area="TP01", indicator="TI01")
    }
    told = [(row["Figure"], row["Figure: state"], row["Figure: certainty"], row["Period"], row["Mark"]) for row in rows]
    assert told == [
        ("4000", "forecast", "low", "2030", ""),
        ("6000", "forecast", "high", "2030", ""),
        ("4200", "known", "exact", "2024", ""),
        ("5500", "known", "circa", "2024", "secondary source"),
        ("1000", "known", "exact", "2020", "unverified"),
    ]
    assert rows[-1]["Remarks"] == "Take care."
    assert rows[2]["Address"] == "https://example.org/zomerkade/werktelling-2024"


def test_a_newer_edition_takes_the_place_of_the_older(client, core_team):
    deliver({"TP01,2024JJ00,TI01,4200": "TP01,2024JJ00,TI01,4250"}, core_team)
    page = english(client, MIGRANTS)
    assert "The lowest is 4,250 people" in page
    assert "The source now says: 4,250 people. Look whether this reading still fits." in page


def test_nothing_is_chosen_in_silence(client):
    Reading.objects.all().delete()
    page = english(client, MIGRANTS)
    assert "No figure was chosen for any purpose. The newest is not taken by itself." in page
    assert page.count("Nobody has chosen a figure for this purpose.") == 2


def test_a_visitor_sees_no_form_and_may_not_choose(client):
    assert client.get(MIGRANTS).context["form"] is None
    acts = Act.objects.count()
    assert client.post(READ, given()).status_code == 403
    assert client.post(READ, given(reason="")).status_code == 403
    assert Act.objects.count() == acts


def test_a_seat_without_the_permission_may_not_choose(client, seat_of):
    client.force_login(seat_of("tn-lezer").account)
    assert client.get(MIGRANTS).context["form"] is None
    assert client.post(READ, given()).status_code == 403


def test_a_reading_is_chosen_with_a_reason_and_the_earlier_one_stays(signed_in):
    before = Reading.objects.get(purpose="tn-gesprek", overtaken_by=None)
    answer = signed_in.post(READ, given(choice=choice("TP01/2024/TX02/TI01/TD02"), reason="The letter leads the talk."))
    assert (answer.status_code, answer.url) == (302, f"{MIGRANTS}?gebied=TP01#readings")
    made = Reading.objects.get(purpose="tn-gesprek", overtaken_by=None)
    before.refresh_from_db()
    assert (before.overtaken_by, made.reason.body, made.example) == (made, "The letter leads the talk.", False)
    page = english(signed_in, MIGRANTS)
    assert "The letter leads the talk." in page
    assert "1 earlier reading" in page


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"reason": "  "}, "Write in one sentence why this figure fits the purpose."),
        ({"choice": ""}, "Choose one of the figures."),
        ({"choice": "sheet:0000000000000000#x/value"}, "Choose one of the figures in the list"),
        ({"purpose": ""}, "Choose the purpose for which this figure is read."),
        ({"purpose": "none"}, "Choose one of the purposes in the list."),
        ({"reason": "x" * 2001}, "Keep the reason under 2000 characters"),
    ],
)
def test_what_was_typed_is_kept_when_something_is_missing(signed_in, missing, sentence):
    acts = Act.objects.count()
    with translation.override("en"):
        answer = signed_in.post(READ, given(reason="Not lost.") | missing, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    body = answer.content.decode()
    assert 'id="choose" open' in body
    assert ("Not lost." in body) is ("reason" not in missing)
    assert (f'value="{choice()}"' in body and "checked" in body) is ("choice" not in missing)
    assert Act.objects.count() == acts


def test_the_form_opens_for_the_purpose_that_was_asked(signed_in):
    body = signed_in.get(f"{MIGRANTS}?doel=tn-bedden").content.decode()
    assert 'id="choose" open' in body
    assert '<option value="tn-bedden" selected>' in body
    assert 'id="choose" open' not in signed_in.get(MIGRANTS).content.decode()


def test_a_worked_example_is_marked_wherever_it_appears(client):
    for url in (MIGRANTS, "/gebieden/TP01/"):
        assert english(client, url).count("worked example") >= 2


def test_a_range_is_a_choice_at_both_ends(signed_in):
    offered = [ref for ref, _label in signed_in.get(MIGRANTS).context["form"].fields["choice"].choices]
    assert offered == [
        choice(row)
        for row in (
            "TP01/2030/TX05/TI01/TD02/from",
            "TP01/2030/TX05/TI01/TD02/to",
            "TP01/2024/TX01/TI01/TD01",
            "TP01/2024/TX02/TI01/TD02",
        )
    ]


def test_a_seat_follows_and_a_visitor_is_not_asked(client, signed_in, core_team):
    for url, ref in ((MIGRANTS, "indicators:TI01"), ("/gebieden/TG01/", "areas:TG01")):
        assert f'name="ref" value="{ref}"' in signed_in.get(url).content.decode()
        Follow.objects.create(seat=core_team, ref=ref, since="2026-01-01T00:00:00Z")
        assert 'aria-pressed="true"' in signed_in.get(url).content.decode()


def test_a_visitor_is_not_asked_to_follow(client):
    assert reverse("people:follow") not in client.get(MIGRANTS).content.decode()


def test_the_map_shows_how_much_is_known_until_a_figure_is_asked(client):
    tiles = {tile.label: tile.cell for tile in client.get("/gebieden/").context["map"].tiles}
    assert {name: cell.value for name, cell in tiles.items()} == {"Appelwoude": 2, "Brugveld": 2, "Cedermeer": 2}
    found = client.get("/gebieden/?cijfer=TI04").context
    assert (found["series"].period, len(found["all_series"])) == ("2025-01", 2)
    assert {tile.label: tile.cell.state for tile in found["map"].tiles} == {
        "Appelwoude": "known",
        "Brugveld": "unknown",
        "Cedermeer": "unknown",
    }
    other = found["all_series"][1].key
    found = client.get("/gebieden/", {"cijfer": "TI04", "reeks": other}).context
    assert {tile.label: tile.cell.value for tile in found["map"].tiles} == {
        "Appelwoude": None,
        "Brugveld": None,
        "Cedermeer": 27500,
    }


def test_a_map_of_what_is_not_there_says_so(client):
    assert "There are no figures per municipality for what the address asks" in english(
        client, "/gebieden/?cijfer=TI03"
    )


def test_the_list_of_areas_has_a_filter_for_each_division(client):
    found = client.get("/gebieden/?in-bestuurskringen=TB01").context["table"]
    assert [one.pk for one in found.records] == ["TG01"]
    assert [one.key for one in found.choices] == ["in-werkstreken", "in-bestuurskringen"]
    page = english(client, "/gebieden/")
    assert "2 municipalities that no longer exist" in page
    assert "Meerdorp 1 January 2023: Whole went to Cedermeer" in page


def test_what_is_not_known_of_an_area_is_said_with_the_nearest_larger_area(client):
    page = english(client, "/gebieden/TG01/")
    assert "Of 3 indicators, 2 have a figure for this area." in page
    assert "Living together well not known to the province Zomerkade: 61.5 percent" in page
    assert page.index("Inhabitants") > page.index("not known to the province")


def test_what_was_chosen_comes_first(client):
    page = client.get("/gebieden/TP01/").context["page"]
    (migrants,) = [one for topic in page.topics for one in topic.known if one.indicator.pk == "TI01"]
    assert [bool(choices) for _line, choices in migrants.lines] == [True, True, False]


def test_our_idea_about_a_bottleneck_is_marked_as_ours(client):
    page = english(client, "/knelpunten/")
    assert page.count("This is an idea of ours, not of the source.") == 2
    assert [one.pk for one in client.get("/knelpunten/?schakel=tn-werven").context["table"].records] == ["TK02"]
    assert [one.pk for one in client.get("/knelpunten/?thema=tn-thuis&veld=tn-ruimte").context["table"].records] == [
        "TK01"
    ]
    assert rows_of(client.get("/knelpunten/?format=csv", headers={"accept-language": "en"}))[0]["Our idea"]


def test_publications_and_what_came_in(client):
    page = english(client, "/bronnen/")
    assert "De Zomerkader Courant (newspaper)" in page
    assert "every year" in page
    rows = rows_of(client.get("/bronnen/?format=csv", headers={"accept-language": "en"}))
    assert [(row["Publication"].partition(" (")[0], row["Figures"]) for row in rows] == [
        ("Bewonerspeiling 2024", "1"),
        ("Werktelling Zomerkade 2024", "5"),
        ("Verkenning 2040", "2"),
        ("Brief van de provincie over huisvesting", "3"),
        ("Eigen berekening bij het voorbeeld", "1"),
        ("Bevolking van Nergensland", "1"),
    ]


def test_definitions_stand_side_by_side(client):
    assert client.get("/definities/?naast=TD01").context["fields"] == ()
    found = client.get("/definities/?naast=TD01&naast=TD02&naast=TD99").context
    assert [one.pk for one in found["beside"]] == ["TD01", "TD02"]
    assert "Registration" in english(client, "/definities/?naast=TD01&naast=TD02")
    rows = rows_of(client.get("/definities/?format=csv", headers={"accept-language": "en"}))
    assert (len(rows), rows[0]["In full"] != "") == (5, True)


def test_so_many_definitions_beside_each_other_are_cut_off(client):
    codes = [definition(f"XD{n:02}").pk for n in range(14)]
    found = client.get("/definities/", {"naast": codes})
    assert len(found.context["beside"]) == 12
    assert "At most 12 definitions" in english(client, f"/definities/?{'&'.join(f'naast={code}' for code in codes)}")


@pytest.mark.parametrize("url", ["/cijfers/", MIGRANTS, "/gebieden/", "/knelpunten/", "/bronnen/", "/definities/"])
def test_a_script_gets_the_list_alone(client, url):
    answer = client.get(url, headers={"HX-Request": "true", "HX-Target": "table"})
    assert 'id="table"' in answer.content.decode()
    assert "<h1" not in answer.content.decode()


def test_one_definition_is_nothing_to_compare(client):
    assert "Tick at least two definitions" in english(client, "/definities/?naast=TD01")


def more_indicators():
    for n in range(30):
        Indicator.objects.create(code=f"XI{n}", label_nl=f"X {n}", unit_id="tn-personen", topic="size", order=100 + n)
        Indicator.objects.get(pk=f"XI{n}").themes.set(["tn-werk"])


def more_figures():
    for n in range(30):
        publication(f"XX{n}")
        definition(f"XD{n}")
        figure(f"x{n}", publication_id=f"XX{n}", definition_id=f"XD{n}", period=str(1990 + n))


def more_areas():
    for n in range(30):
        Area.objects.create(code=f"XG{n}", name=f"X {n}", kind="municipality", parent_id="TP01", tile_col=n, tile_row=9)
        Membership.objects.create(
            code=f"XM{n}", area_id=f"XG{n}", division_id="werkstreken", whole_id="TW01", certainty="sourced"
        )
        figure(f"XG{n}", area_id=f"XG{n}", value=float(n))


def more_bottlenecks():
    for n in range(30):
        one = Bottleneck.objects.create(
            code=f"XB{n}", theme_id="tn-werk", policy_field_id="tn-ruimte", text_nl=f"X {n}"
        )
        one.stages.set(["tn-werven"])


@pytest.mark.parametrize(
    ("url", "more", "fewer"),
    [
        ("/cijfers/", more_indicators, lambda: Indicator.objects.exclude(pk="TI01").update(withdrawn_on="2026-01-01")),
        (MIGRANTS, more_figures, lambda: Figure.objects.exclude(row="TP01/2024/TX01/TI01/TD01").delete()),
        (
            "/gebieden/",
            more_areas,
            lambda: Area.objects.filter(pk__in=["TG02", "TG03"]).update(withdrawn_on="2026-01-01"),
        ),
        (
            "/gebieden/?cijfer=TI01",
            more_areas,
            lambda: Area.objects.filter(pk="TG03").update(withdrawn_on="2026-01-01"),
        ),
        ("/gebieden/TP01/", more_figures, lambda: Figure.objects.filter(row="TP01/2024/TX01/TI01/TD01").delete()),
        (
            "/gebieden/TG01/",
            more_indicators,
            lambda: Indicator.objects.filter(pk="TI03").update(withdrawn_on="2026-01-01"),
        ),
        ("/knelpunten/", more_bottlenecks, lambda: Bottleneck.objects.filter(pk="TK01").delete()),
        ("/bronnen/", more_figures, lambda: Publication.objects.exclude(pk="TX01").update(withdrawn_on="2026-01-01")),
        ("/definities/", more_figures, lambda: Definition.objects.exclude(pk="TD01").update(withdrawn_on="2026-01-01")),
    ],
)
def test_a_page_asks_as_many_questions_for_one_row_as_for_thirty(client, url, more, fewer):
    fewer()
    before = queries_of(client, url)
    more()
    assert queries_of(client, url) == before


def test_an_area_with_very_many_figures_lists_the_newest_of_some_indicators(client, monkeypatch):
    monkeypatch.setattr(areas, "MOST_FIGURES", 3)
    every = areas.area_page(Visitor(), "TP01", timezone.localdate())
    assert [(one.indicator.pk, one.more) for topic in every.topics for one in topic.known] == [("TI01", 2), ("TI03", 0)]
    assert [line.figure.period for line, _choices in every.topics[0].known[0].lines] == ["2030"]
    page = english(client, "/gebieden/TP01/")
    assert "and 2 figures more" in page
    before = every.known, every.asked
    monkeypatch.setattr(areas, "MOST_INDICATORS", 0)
    found = areas.area_page(Visitor(), "TP01", timezone.localdate())
    assert (found.known, found.asked) == before
    assert [[one.pk for one in topic.further] for topic in found.topics if topic.further] == [["TI01"], ["TI03"]]
    assert "1 more indicator has a figure here" in english(client, "/gebieden/TP01/")


def test_of_very_many_unknown_indicators_the_last_are_only_named(client, monkeypatch):
    before = areas.area_page(Visitor(), "TG03", timezone.localdate())
    several = [topic for topic in before.topics if topic.unknown]
    assert several
    assert not any(topic.silent for topic in before.topics)
    monkeypatch.setattr(areas, "MOST_UNKNOWN", 0)
    found = areas.area_page(Visitor(), "TG03", timezone.localdate())
    assert [topic.silent for topic in found.topics if topic.silent] == [
        tuple(one.indicator for one in topic.unknown) for topic in several
    ]
    assert (found.known, found.asked) == (before.known, before.asked)
    assert "Not known either" in english(client, "/gebieden/TG03/")


def test_an_area_with_very_many_figures_asks_a_fixed_number_of_questions(client, monkeypatch):
    monkeypatch.setattr(areas, "MOST_FIGURES", 0)
    before = queries_of(client, "/gebieden/TP01/")
    more_figures()
    assert queries_of(client, "/gebieden/TP01/") == before

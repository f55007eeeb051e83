"""Series through mergers and splits: what is published, added up, estimated or not known, and never a line through two definitions."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.insight.borders_rows import DELIVERY, ROOT, changed, counted, folder, loaded, province, row
from tests.insight.evidence_rows import figure
from tests.insight.test_evidence_pages import english

from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.places.models import Area, AreaEvent
from samenhang.insight.evidence.models import Figure, Indicator
from samenhang.insight.evidence.queries.series import areas_of, series_page
from samenhang.insight.evidence.queries.sums import sums_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
__all__ = ["folder"]
PAGE = "/cijfers/TI04/reeks/"
SPLIT = {"TE01,2023-01-01,merger,TG11,TG03,Geheel,Whole,1,": "TE01,2023-01-01,split,TG11,TG03,Geheel,Whole,{},"}


def split(folder, share):
    """Meerdorp is divided over Cedermeer and Brugveld, in place of going to Cedermeer as a whole."""
    changed(folder, "area_events.csv", {before: after.format(share) for before, after in SPLIT.items()}, [row(
        folder / "area_events.csv", code="TE03", date="2023-01-01", kind="split", old="TG11", new="TG02",
        part_nl="de kade", part_en="the quay", certainty="day unverified", source_url="https://example.org/x",
    )])  # fmt: skip


def page(*areas, indicator="TI04", key=""):
    return series_page(Indicator.objects.get(pk=indicator), areas_of(areas), key)


def points(area, **more):
    (series,) = page(area, **more).series
    return {point.period: point for point in series.points}


def told(area, **more):
    """Per period: the number or the bounds, and the mark."""
    return {
        period: (point.cell.value if point.cell.low is None else (point.cell.low, point.cell.high), point.mark)
        for period, point in points(area, **more).items()
    }


def test_a_merger_is_added_up_and_marked(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG11", "2021", 10_000), counted("TG12", "2021", 17_000, zekerheid="ongeveer", toestand="voorlopig"),
        counted("TG03", "2023", 27_900),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told("TG03") == {
        "2021": (27_000, "merged"),
        "2023": (27_900, "as published"),
        "2025-01": (None, "not known"),
    }
    before, after = points("TG03")["2021"], points("TG03")["2023"]
    assert (
        before.note
        == "1 January 2023: Cederhorst and Meerdorp became Cedermeer. The day is not verified. Added up, without loss."
    )
    assert (before.cell.state, before.cell.certainty) == ("provisional", "circa")
    assert before.cell.ref.partition("#")[2] == "TG03/2021/TX06/TD05/live/tn-personen/value"
    assert (after.joined, after.note, points("TG03")["2025-01"].note) == (True, "", "No figure for this period.")


def test_a_predecessor_without_a_figure_leaves_the_year_open_and_is_named(folder, core_team):
    changed(folder, DELIVERY, extra=[counted("TG11", "2021", 10_000), counted("TG03", "2023", 27_900)])
    loaded(folder, core_team)
    assert told("TG03")["2021"] == (None, "not known")
    assert points("TG03")["2021"].note.endswith("There is no figure of Cederhorst.")


def test_a_split_with_a_share_is_estimated(folder, core_team):
    split(folder, "0.6")
    changed(folder, DELIVERY, extra=[
        counted("TG11", "2021", 10_000), counted("TG12", "2021", 17_000), counted("TG02", "2021", 11_000),
        counted("TG02", "2023", 15_100), counted("TG03", "2023", 23_100),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told("TG03")["2021"] == (23_000, "estimated")
    assert told("TG02")["2021"] == (15_000, "estimated")
    one = points("TG02")["2021"]
    assert (one.aside.value, one.note) == (
        11_000,
        "1 January 2023: Meerdorp was divided (the quay to Brugveld). The day is not verified. "
        "Estimated with the share of the inhabitants that went over.",
    )


def test_a_split_without_a_share_has_bounds_and_the_figure_of_then_beside_it(folder, core_team):
    split(folder, "")
    changed(folder, DELIVERY, extra=[
        counted("TG11", "2021", 10_000), counted("TG12", "2021", 17_000), counted("TG02", "2021", 11_000),
        counted("TG02", "2023", 15_100),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told("TG02") == {
        "2021": ((11_000, 21_000), "not known"), "2023": (15_100, "as published"), "2025-01": (None, "not known"),
    }  # fmt: skip
    assert told("TG03")["2021"] == ((17_000, 27_000), "not known")
    one = points("TG02")["2021"]
    assert (one.cell.value, one.cell.ref.endswith("/low"), one.aside.value) == (None, True, 11_000)
    assert "the bounds run from none to all of it" in one.note
    assert points("TG02")["2023"].aside is None


def test_a_range_keeps_both_ends_through_a_merger(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG11", "2021", 9_000, zekerheid="laag"), counted("TG11", "2021", 11_000, zekerheid="hoog"),
        counted("TG12", "2021", 17_000),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told("TG03")["2021"] == ((26_000, 28_000), "merged")


def test_an_area_that_ended_has_its_own_series_until_then(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG11", "2021", 10_000), counted("TG11", "2022", 10_100), counted("TG12", "2021", 17_000),
        counted("TG03", "2023", 27_900),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert told("TG11") == {"2021": (10_000, "as published"), "2022": (10_100, "as published")}
    assert [change.on for change in page("TG11").changes] == [date(2023, 1, 1)]


def test_what_the_source_put_on_later_borders_itself_stands_as_published(core_team):
    assert told("TG03", key="TD05|live|tn-personen|Samenhang") == {"2022": (27_500, "as published")}
    assert points("TG03")["2022"].note == "The source itself put it on later borders."


def test_a_source_that_counts_on_the_borders_of_one_year_is_not_recoded(folder, core_team):
    changed(folder, "sources/tn-telling.toml", {'cadence = "yearly"': 'cadence = "yearly"\ndivision = "2024"'})
    changed(folder, DELIVERY, extra=[counted("TG03", "2021", 27_000), counted("TG03", "2023", 27_900)])
    loaded(folder, core_team)
    assert told("TG03")["2021"] == (27_000, "as published")


def test_a_change_inside_the_period_leaves_it_open(folder, core_team):
    for name in ("area_events.csv", "areas.csv", "memberships.csv"):
        changed(folder, name, {"2023-01-01": "2023-07-01"})
    figures = [counted("TG11", "2022", 10_000), counted("TG12", "2022", 17_000), counted("TG03", "2023", 27_900)]
    changed(folder, DELIVERY, extra=figures)
    loaded(folder, core_team)
    found = points("TG03")
    assert (found["2022"].mark, found["2023"].mark, found["2023"].aside.value) == ("merged", "not known", 27_900)
    assert "falls inside this period" in found["2023"].note


def test_events_that_contradict_the_areas_leave_the_years_open_and_nothing_else(folder, core_team):
    changed(
        folder,
        "areas.csv",
        {"TG11,Meerdorp,municipality,TP01,,2023-01-01": "TG11,Meerdorp,municipality,TP01,,2022-06-01"},
    )
    changed(folder, DELIVERY, extra=[
        counted("TG11", "2021", 10_000), counted("TG12", "2021", 17_000), counted("TG01", "2021", 40_000),
    ])  # fmt: skip
    loaded(folder, core_team)
    assert points("TG03")["2021"].note.endswith("The change cannot be applied to these figures.")
    assert told("TG01")["2021"] == (40_000, "as published")


def test_what_does_not_add_up_stays_on_the_borders_of_then(folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted(code, period, 60, "TI03", eenheid="tn-procent", definitie="TD04", grondslag="mening")
        for code, period in (("TG11", "2021"), ("TG03", "2021"), ("TG03", "2023"))
    ])  # fmt: skip
    loaded(folder, core_team)
    found = points("TG03", indicator="TI03")
    assert (found["2021"].mark, found["2021"].aside.value, found["2023"].mark) == ("not known", 60, "as published")
    assert "not added up over areas" in found["2021"].note


def test_a_line_never_runs_through_two_definitions():
    figure("a", area_id="TG01", period="2020", value=10.0)
    figure("b", area_id="TG01", period="2021", value=20.0, definition_id="TD02")
    figure("c", area_id="TG01", period="2022", value=30.0)
    found = page("TG01", indicator="TI01", key="TD01|work|tn-personen|Bureau Zomerkade Telt")
    (series,) = found.series
    assert [(point.period, point.cell.value, point.joined) for point in series.points] == [
        ("2020", 10, False), ("2021", 20, False), ("2022", 30, False), ("2024", 2600, True),
    ]  # fmt: skip
    assert [(change.on.year, "counts otherwise" in change.text) for change in found.changes] == [
        (2021, True),
        (2022, True),
    ]


def test_another_publisher_is_another_series():
    figure("a", area_id="TG01", period="2020", value=10.0, publication_id="TX02")
    keys = [offer.text for offer in page("TG01", indicator="TI01").offers]
    assert sorted(keys) == [
        f"TD01|work|tn-personen|{publisher}" for publisher in ("Bureau Zomerkade Telt", "Provincie Zomerkade")
    ]
    assert [len(page("TG01", indicator="TI01", key=key).series[0].points) for key in keys] == [1, 1]


def test_two_statements_for_a_year_are_a_range_and_no_choice():
    figure("a", area_id="TG01", period="2020", value=10.0)
    figure("b", area_id="TG01", period="2020", value=14.0)
    one = points("TG01", indicator="TI01")["2020"]
    assert (one.cell.value, one.cell.low, one.cell.high, one.note) == (
        None, 10, 14, "Stated more than once, and not the same.",
    )  # fmt: skip


def test_asides_on_other_borders_are_not_joined():
    for period in ("2020", "2021", "2022"):
        figure(period, area_id="TG02", indicator_id="TI03", definition_id="TD04", unit_id="tn-procent", period=period)
    for code, day in (("x", date(2021, 1, 1)), ("y", date(2023, 1, 1))):
        AreaEvent.objects.create(code=code, date=day, kind="split", old_id="TG11", new_id="TG02", certainty="sourced")
    found = points("TG02", indicator="TI03")
    assert [(found[year].aside.value, found[year].aside_joined) for year in ("2021", "2022")] == [
        (1000, False),
        (1000, True),
    ]


def test_sheets_replay_and_unchanged_files_make_no_act(folder, core_team):
    before = Act.objects.filter(verb="evidence.recoded").count()
    split(folder, "0.37")
    changed(
        folder,
        DELIVERY,
        extra=[counted("TG11", "2021", 10_000), counted("TG12", "2021", 17_000), counted("TG02", "2021", 1)],
    )
    loaded(folder, core_team)
    acts = Act.objects.filter(verb="evidence.recoded").count()
    assert acts == before + 1
    verdict = verify(replay=True)
    assert (verdict.problems, verdict.remarks) == ([], [])
    loaded(folder, core_team)
    assert Act.objects.filter(verb="evidence.recoded").count() == acts


# --- the page


def test_the_page_names_marks_reasons_and_events(client, folder, core_team):
    changed(folder, DELIVERY, extra=[
        counted("TG11", "2021", 10_000), counted("TG12", "2021", 17_000), counted("TG03", "2023", 27_900),
    ])  # fmt: skip
    loaded(folder, core_team)
    said = english(client, f"{PAGE}?gebied=TG03")
    assert "27,000 people merged 1 January 2023: Cederhorst and Meerdorp became Cedermeer." in said
    assert "27,900 people as published" in said
    dutch = client.get(f"{PAGE}?gebied=TG03").content.decode()
    assert "samengevoegd" in dutch
    assert "niet bekend" in dutch


def test_an_estimate_says_geschat(client, folder, core_team):
    split(folder, "0.6")
    changed(
        folder,
        DELIVERY,
        extra=[counted("TG11", "2021", 10_000), counted("TG12", "2021", 17_000), counted("TG03", "2023", 1)],
    )
    loaded(folder, core_team)
    assert "geschat" in client.get(f"{PAGE}?gebied=TG03").content.decode()


def test_the_file_has_every_point_with_its_mark(client, folder, core_team):
    split(folder, "")
    changed(folder, DELIVERY, extra=[
        counted("TG11", "2021", 10_000), counted("TG02", "2021", 11_000), counted("TG02", "2023", 15_100),
    ])  # fmt: skip
    loaded(folder, core_team)
    answer = client.get(f"{PAGE}?gebied=TG02&gebied=TG01&format=csv", headers={"accept-language": "en"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [
        (
            one["Area"],
            one["Period"],
            one["Figure"],
            one["Figure: low"],
            one["Figure: high"],
            one["Mark"],
            one["As published then"],
        )
        for one in found
    ] == [
        ("Brugveld", "2021", "", "11000", "21000", "not known", "11000"),
        ("Brugveld", "2023", "15100", "", "", "as published", ""),
        ("Brugveld", "2025-01", "", "", "", "not known", ""),
        ("Appelwoude", "2021", "", "", "", "not known", ""),
        ("Appelwoude", "2023", "", "", "", "not known", ""),
        ("Appelwoude", "2025-01", "41000", "", "", "as published", ""),
    ]
    assert {one["Who says it"] for one in found} == {"Telkantoor Nergensland"}


@pytest.mark.parametrize(
    "url", ["/cijfers/TI99/reeks/", f"{PAGE}?gebied=TG99", f"{PAGE}?gebied=TG01&gebied=TG99", f"{PAGE}?gebied=%00"]
)
def test_what_does_not_exist_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_without_an_area_it_is_the_province(client):
    assert [one.pk for one in client.get(PAGE).context["page"].areas] == ["TP01"]
    assert "Not known to the province" in english(client, PAGE)


def test_at_most_five_areas_and_an_old_key_are_said(client):
    asked = "&".join(f"gebied={code}" for code in ("TG01", "TG02", "TG03", "TG11", "TG12", "TP01"))
    said = english(client, f"{PAGE}?{asked}&reeks=none")
    assert "At most 5 areas fit beside each other" in said
    assert "The series in the address is not there for this area" in said


def test_as_many_questions_for_one_area_as_for_five_and_for_more_years(client):
    counts = []
    for url in (
        f"{PAGE}?gebied=TG01",
        f"{PAGE}?" + "&".join(f"gebied=TG{code}" for code in ("01", "02", "03", "11", "12")),
    ):
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
        for year in range(1990, 2020):
            like = {"definition_id": "TD05", "publication_id": "TX06", "basis": "live"}
            figure(f"{year}", indicator_id="TI04", area_id="TG01", period=str(year), **like)
    assert counts[0] == counts[1]


def test_the_indicator_leads_to_its_series(client):
    assert f'href="{PAGE}?gebied=TG01"' in client.get("/cijfers/TI04/?gebied=TG01").content.decode()


# --- the real province


def test_gemeente_herindeling_m2_61_to_56_and_haaren_over_four(tmp_path, core_team):
    """62 municipalities in 2020, 61 in 2021, 56 in 2022, as in VNG's case: recoded, and added up to the province.

    The figures are invented (a number per municipality and year); areas, events and memberships are the real ones.
    """
    folder = province(tmp_path, ROOT / "workspace" / "brabant")
    for file in [*(folder / "sources").glob("*.toml"), *(folder / "deliveries").iterdir()]:
        if file.stem != "cbs-03759ned":
            file.unlink()
    (folder / "example.toml").unlink(missing_ok=True)
    with (folder / "areas.csv").open(encoding="utf-8", newline="") as read:
        areas = [one for one in csv.DictReader(read) if (one["kind"], one["parent"]) == ("municipality", "PV30")]
    names = {one["name"]: one["code"] for one in areas}
    counts = {
        year: {
            one["code"]: 1000 + 7 * place + year - 2020
            for place, one in enumerate(sorted(areas, key=lambda one: one["code"]))
            if (one["valid_from"] or "0") <= f"{year}-01-01" < (one["valid_to"] or "9")
        }
        for year in (2020, 2021, 2022)
    }
    assert [len(count) for count in counts.values()] == [62, 61, 56]
    delivery = folder / "deliveries" / "cbs-03759ned.csv"
    with delivery.open(encoding="utf-8", newline="") as read:
        reader = csv.DictReader(read)
        columns, like = reader.fieldnames, next(reader)
    with delivery.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        for year, count in counts.items():
            for code, value in count.items():
                writer.writerow({**like, "area_code": code, "year": year, "value": value})
    loaded(folder, core_team)

    def shown(name):
        (series,) = series_page(Indicator.objects.get(pk="inwoners"), [Area.objects.get(pk=names[name])], "").series
        return {
            int(point.period): (point.cell.value or (point.cell.low, point.cell.high), point.mark)
            for point in series.points
        }

    haaren = counts[2020][names["Haaren"]]
    for name in ("Boxtel", "Oisterwijk", "Tilburg", "Vught"):  # no share is known: from none to all of it
        own = {year: count[names[name]] for year, count in counts.items()}
        assert shown(name) == {
            2020: ((own[2020], own[2020] + haaren), "not known"),
            2021: (own[2021], "as published"),
            2022: (own[2022], "as published"),
        }
    made = {
        "Maashorst": ("Landerd", "Uden"),
        "Land van Cuijk": ("Boxmeer", "Cuijk", "Grave", "Mill en Sint Hubert", "Sint Anthonis"),
    }
    for name, olds in made.items():  # a pure merger is lossless
        added = {year: sum(counts[year][names[old]] for old in olds) for year in (2020, 2021)}
        assert shown(name) == {
            2020: (added[2020], "merged"), 2021: (added[2021], "merged"), 2022: (counts[2022][names[name]], "as published"),
        }  # fmt: skip
    assert shown("Breda") == {year: (count[names["Breda"]], "as published") for year, count in counts.items()}
    assert shown("Haaren") == {2020: (haaren, "as published")}
    found = sums_of(Indicator.objects.get(pk="inwoners"), Area.objects.get(pk="PV30")).known
    assert {int(one.period.iso): (one.cell.value, one.counted) for one in found} == {
        year: (sum(count.values()), len(count)) for year, count in counts.items()
    }
    assert Figure.objects.filter(edition__current=True, indicator="inwoners").count() == 62 + 61 + 56

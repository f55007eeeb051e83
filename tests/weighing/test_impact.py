"""The test of new business: entered, kept, computed from sheets alone, traceable number by number, refused with sentences."""

import io
import json
import re
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.asked import rows_of

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Code, Words
from samenhang.ground.ledger.models import Act, Mention, Sheet
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.queries import Visitor
from samenhang.screen.cells import Cell, Date
from samenhang.weighing.impact import actions, forms, queries
from samenhang.weighing.impact.models import Plan, ReferenceFirm, ReferenceNumber
from samenhang.weighing.impact.views import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]
NEW = {
    "title": "Hal aan de dijk",
    "firm_type": "tn-hal",
    "area": "TG01",
    "floor": "10.000",
    "start": "2028",
    "state": "pending",
}
HEADS = "name;type;municipality;floor_m2;jobs;agency_percent;beds_on_site;start;state"


def entry(**change):
    typed = {**NEW, **{name: str(value) for name, value in change.items()}}
    found, errors = forms.Known(date(2026, 11, 22)).check(typed)
    assert errors == {}
    return found


def kept(core_team, *entries):
    return enter.keep(list(entries) or [entry()], "", core_team, timezone.now())


def words_in(response):
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


# --- the numbers that it rests on


def test_a_reference_firm_with_its_number_year_and_source():
    told = [(each.firm.pk, each.cell, each.period, each.firm.publication_id) for each in queries.references(Visitor())]
    assert told == [
        ("TF01", Cell(20000.0, "m² of floor", "reference_firms:TF01"), Date("2023"), "TX05"),
        ("TF02", Cell(60.0, "people", "reference_firms:TF02"), None, "TX05"),
    ]


def test_every_range_says_its_source_or_the_word_assumption(client):
    text = words_in(client.get("/vestigingstoets/uitgangspunten/"))
    assert "1 of the 27 have a source; the others are assumptions" in text
    assert text.count("assumption Fictional.") == 26
    assert "This is thin: 2 published numbers were found." in text


def test_the_firms_and_the_ranges_as_files(client):
    rows = rows_of(client.get("/vestigingstoets/uitgangspunten/?format=csv"))
    assert [(row[0], row[1], row[2], row[-2]) for row in rows[1:]] == [
        ("Apple greenhouse", "Floor per establishment", "20000.0", "2023"),
        ("Apple greenhouse", "Workers per establishment", "60.0", ""),
    ]
    ranges = rows_of(client.get("/vestigingstoets/uitgangspunten/?format=ranges"))
    assert (len(ranges), {row[-3] for row in ranges[1:]}) == (28, {"sourced", "assumption"})


@pytest.mark.parametrize("model", [ReferenceFirm, ReferenceNumber])
def test_thirty_rows_cost_no_more_queries_than_one(client, model):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/vestigingstoets/uitgangspunten/").status_code == 200
        return len(captured)

    before = asked()
    first = model.objects.order_by("pk").first()
    fields = {f.attname: getattr(first, f.attname) for f in model._meta.concrete_fields if f.name != "code"}
    model.objects.bulk_create(model(code=f"X{place}", **fields) for place in range(30))
    assert asked() == before


# --- entered, computed, traced


def test_a_plan_is_entered_tested_and_shown_in_one_step(client, signed_in):
    answer = signed_in.post("/vestigingstoets/nieuw/", NEW)
    plan = Plan.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/vestigingstoets/plannen/{plan.pk}/")
    assert (plan.floor, plan.jobs, plan.agency, plan.own_beds, plan.start, plan.state) == (
        10_000, None, None, 0, 2028, "pending",
    )  # fmt: skip
    text = words_in(signed_in.get(answer.url))
    assert "Hal aan de dijk" in text
    assert "Year of the start 2028" in text  # a year, not the number 2.028
    assert "Where do they live?" in text
    assert "An estimate: 0 of the 22 reference numbers have a source, the others are assumptions." in text


def test_every_number_of_a_test_stands_in_a_sheet_that_rests_on_what_was_entered(core_team):
    sheet, (plan,) = kept(core_team)
    found = queries.result_at(sheet.short)
    table = ledger.table(sheet)
    cells = [line.cell for line in found.lines.values()]
    cells += [cell for place in found.places for cell in (place.residents, place.beds, place.units, place.dwellings)]
    for cell in cells:
        ref, _mark, address = cell.ref.partition("#")
        assert (ref, table.cell(address)) == (sheet.ref, cell.value)
    steps = ledger.trace(sheet.ref)
    assert {step.act.verb for step in steps} >= {
        "impact.tested",
        "impact.entered",
        "impact.registered",
        "workspace.received",
    }
    assert {mention.role for step in steps if step.act.verb == "impact.tested" for mention in step.used} == {
        "plans", "numbers", "outcomes", "places", "beyond", "inhabitants", "beside",
    }  # fmt: skip
    assert plan.ref in {mention.ref for step in steps for mention in step.made}


def test_a_test_can_be_run_again_and_gives_the_same(core_team):
    sheet, (plan,) = kept(core_team)
    assert enter.tested([plan], core_team, timezone.now()).ref == sheet.ref
    assert verify(replay=True).problems == []


def test_the_outcome_is_that_of_the_kernel_on_the_numbers_of_the_workspace(core_team):
    from samenhang.methods.impact import Firm, Range, effect

    sheet, _made = kept(core_team, entry(floor="12.345", agency="40", own_beds="5"))
    rows = ReferenceNumber.objects.filter(firm_type__in=["tn-hal"]) | ReferenceNumber.objects.filter(firm_type=None)
    ranges = {row.parameter: Range(row.low, row.mode, row.high) for row in rows}
    theirs = effect(Firm(12_345, None, 0.4, 5), ranges, kind="tn-hal", draws=4000, seed=1)
    found = queries.result_at(sheet.short)
    for name, line in found.lines.items():
        low, middle, high = theirs.quantiles(name)
        assert line.cell.value == pytest.approx(middle, rel=0.06, abs=0.5)
        assert (line.cell.low, line.cell.high) == (
            pytest.approx(low, rel=0.06, abs=0.5),
            pytest.approx(high, rel=0.06, abs=0.5),
        )


def test_what_is_known_of_a_place_stands_beside_it_and_what_is_not_says_so(core_team):
    sheet, _made = kept(core_team)
    places = {place.name: place for place in queries.result_at(sheet.short).places}
    assert set(places) == {"Appelwoude", "Brugveld", "Cedermeer", "The other side"}
    assert [(known.indicator, known.cell.value) for known in places["Appelwoude"].known] == [
        ("Short-stay beds (fictional)", 900)
    ] or [known.cell.value for known in places["Appelwoude"].known] == [900]
    assert (places["Cedermeer"].known, places["Cedermeer"].outside) == ((), False)
    assert (places["The other side"].outside, places["The other side"].km) == (True, None)


def test_those_who_do_not_live_on_the_site_live_somewhere(core_team):
    sheet, _made = kept(core_team, entry(floor="2.000.000"))
    found = queries.result_at(sheet.short)
    total = sum(place.residents.value for place in found.places)
    assert total == pytest.approx(found.lines["residents"].cell.value, rel=0.1)


def test_a_firm_that_houses_its_own_workers_asks_fewer_beds(core_team):
    without, _one = kept(core_team)
    within, _other = kept(core_team, entry(title="Met bedden", own_beds="500"))
    one, other = queries.result_at(without.short), queries.result_at(within.short)
    assert one.lines["beds"].cell.value > other.lines["beds"].cell.value == 0
    assert other.lines["on_site"].cell.value > 0
    assert "Who keeps the beds?" in other.questions
    assert "Who keeps the beds?" not in one.questions


def test_plans_together_are_more_than_the_largest_alone(core_team, client):
    sheet, _made = kept(core_team, *(entry(title=f"Hal {letter}", floor="8000") for letter in "abcde"))
    found = queries.result_at(sheet.short)
    alone = [one.lines["residents"].cell.value for one in found.plans]
    assert len(alone) == 5
    assert found.lines["residents"].cell.value == pytest.approx(sum(alone), rel=0.08)
    text = words_in(client.get(f"/vestigingstoets/toets/{sheet.short}/"))
    assert "Each alone looks small" in text
    assert "all plans together" in text


# --- refused with a sentence, and what was typed stays


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"title": ""}, "title", "Give the plan a name, such as that of the site. Leave out names of persons."),
        ({"title": "x" * 121}, "title", "Keep the name under 120 letters; it has 121."),
        ({"firm_type": ""}, "firm_type", "Choose the type of firm."),
        (
            {"firm_type": "vliegveld"}, "firm_type",
            "There are no reference numbers for the type of firm “vliegveld”. Use one of: Apple greenhouse, Hall.",
        ),
        ({"area": ""}, "area", "Choose the municipality in which the site lies."),
        (
            {"area": "Verweg"}, "area",
            "“Verweg” is no municipality of this province. A plan elsewhere is tested by the province in which it lies.",
        ),
        (
            {"area": "Brugvelt"}, "area",
            "“Brugvelt” is no municipality of this province. A plan elsewhere is tested by the province in which it lies."
            " Did you mean Brugveld?",
        ),
        (
            {"area": "Meerdorp"}, "area",
            "Meerdorp no longer exists since 2023. Choose the municipality that took its place: Cedermeer.",
        ),
        (
            {"area": "TW01"}, "area",
            "“TW01” is no municipality of this province. A plan elsewhere is tested by the province in which it lies.",
        ),
        ({"floor": "0"}, "floor", "This should be above 0. Leave it empty when it is not known."),
        ({"floor": "-40000"}, "floor", "This should be a number from 0 to 2000000; it got “-40000”."),
        ({"floor": "NaN"}, "floor", "This should be a number, such as 40.000; it got “NaN”."),
        ({"floor": "oneindig"}, "floor", "This should be a number, such as 40.000; it got “oneindig”."),
        ({"floor": "9999999999"}, "floor", "This should be a number from 0 to 2000000; it got “9999999999”."),
        (
            {"floor": ""}, "floor",
            "Fill in the floor area or the number of jobs; at least one of the two is needed.",
        ),
        ({"jobs": "veel"}, "jobs", "This should be a number, such as 40.000; it got “veel”."),
        (
            {"jobs": "9000"}, "jobs",
            "These jobs do not fit this floor area: for this type of firm 2 to 4 jobs per 1,000 m² is usual, and this is far"
            " outside that. Correct one of the two, or leave out the floor area.",
        ),
        ({"agency": "130"}, "agency", "This should be a number from 0 to 100; it got “130”."),
        ({"own_beds": "-1"}, "own_beds", "This should be a number from 0 to 10000; it got “-1”."),
        ({"start": ""}, "start", None),
        ({"start": "gauw"}, "start", None),
        ({"start": "1066"}, "start", None),
        ({"state": "zeker"}, "state", "The state “zeker” is not known. Use one of: idea, pending, permitted, withdrawn."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence_and_stays_typed(signed_in, change, field, sentence):
    before = Act.objects.count()
    answer = signed_in.post("/vestigingstoets/nieuw/", {**NEW, **change})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [field]
    if sentence is not None:
        assert form.errors[field] == [sentence]
    else:
        assert re.search(r"year", form.errors[field][0])
    assert {name: form[name].value() for name in (*NEW, *change)} == {**NEW, **change}
    assert (Plan.objects.count(), Act.objects.count()) == (0, before)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40.000", 40_000),
        ("40,000 m2", 40_000),
        ("40 000 m²", 40_000),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("1.234,5", 1234.5),
        ("50 %", 50),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    from samenhang.weighing.impact.forms.entry import number

    assert number(text, 0, 1e6) == value


def test_jobs_a_little_outside_what_is_usual_are_taken_and_questioned(core_team, client):
    sheet, (plan,) = kept(core_team, entry(jobs="60"))
    found = queries.result_at(sheet.short)
    assert found.lines["jobs"].cell.value == 60
    assert found.one.doubt.startswith(
        "The jobs that were entered lie outside what is usual on this floor area (2 to 4 per"
    )
    assert found.one.doubt in words_in(client.get(f"/vestigingstoets/plannen/{plan.pk}/"))


def test_a_plan_in_a_municipality_that_ended_since_is_not_computed(core_team):
    from samenhang.ground.places.models import Area

    _sheet, (plan,) = kept(core_team)
    plan.area = Area.objects.get(pk="TG11")
    plan.save()
    with pytest.raises(actions.CannotTest, match="The place of a plan is no municipality today"):
        enter.tested([plan], core_team, timezone.now())


# --- several at once


def test_a_table_is_checked_line_by_line_before_anything_is_kept(signed_in):
    lines = "\n".join([HEADS, "Hal een;Hall;Appelwoude;8.000;;40;;2028;pending", "Hal twee;Hal;Meerdorp;;0;;;2028;"])
    answer = signed_in.post("/vestigingstoets/meer/", {"rows": lines, "keep": "yes"})
    assert answer.status_code == 422
    one, two = answer.context["form"].checked
    assert (one.line, one.errors) == (2, ())
    assert [column for column, _sentence in two.errors] == ["municipality", "jobs"]
    assert lines in unescape(answer.content.decode())
    assert Plan.objects.count() == 0


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_table_that_is_right_is_kept_and_tested_together(signed_in, mark):
    rows = [HEADS, *(f"Hal {letter};Hall;TG0{place};9000;;;;2029;pending" for place, letter in enumerate("ab", 1))]
    data = {"rows": "\n".join(rows).replace(";", mark), "park": "Dijkzicht", "keep": "yes"}
    answer = signed_in.post("/vestigingstoets/meer/", data, follow=True)
    assert answer.redirect_chain[0][0].startswith("/vestigingstoets/toets/")
    assert [(plan.title.body, plan.area_id, plan.park.body) for plan in Plan.objects.order_by("pk")] == [
        ("Hal a", "TG01", "Dijkzicht"), ("Hal b", "TG02", "Dijkzicht"),
    ]  # fmt: skip
    assert "2 new businesses together" in words_in(answer)


def test_a_file_of_a_spreadsheet_is_taken_in_either_encoding(signed_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = f"{HEADS}\nCafé hal;Hall;TG01;9000;;;;2029;\n"
    for encoding in ("utf-8-sig", "cp1252"):
        answer = signed_in.post(
            "/vestigingstoets/meer/", {"rows": "", "file": SimpleUploadedFile("a.csv", text.encode(encoding))}
        )
        assert answer.status_code == 200
        assert answer.context["form"].checked[0].typed["title"] == "Café hal"
        assert "Café hal;Hall" in unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("", "Paste a table, or choose a file. The first line has the names of the columns."),
        (HEADS, "There is a line with the names of columns, and no plan below it. Add a line per plan."),
        (f"{HEADS}\n" + "a;Hall;TG01;1;;;;2028;\n" * 201, "A list has at most 200 plans; this one has 201. Split it."),
        (
            "name;kleur\nx;y",
            "The first line should name the columns: name, type, municipality, floor_m2, jobs, agency_percent, beds_on_site,"
            " start, state. Not known: kleur. Missing: type, municipality, start.",
        ),
    ],
)
def test_a_table_that_cannot_be_read_says_why(signed_in, rows, sentence):
    answer = signed_in.post("/vestigingstoets/meer/", {"rows": rows})
    assert (answer.status_code, answer.context["form"].errors["rows"]) == (422, [sentence])


# --- the register


def test_a_plan_moves_on_with_a_reason_that_is_kept(signed_in, core_team):
    _sheet, (plan,) = kept(core_team)
    url = f"/vestigingstoets/plannen/{plan.pk}/"
    refused = signed_in.post(f"{url}stand/", {"state": "permitted", "reason": ""})
    assert (refused.status_code, refused.context["move"]["state"].value()) == (422, "permitted")
    signed_in.post(f"{url}stand/", {"state": "permitted", "reason": "De raad heeft besloten."})
    plan.refresh_from_db()
    assert plan.state == "permitted"
    text = words_in(signed_in.get(url))
    assert "permitted , " in text
    assert "De raad heeft besloten." in text
    act = Act.objects.filter(verb="impact.moved").get()
    assert json.loads(act.facts) == {"reason_length": 23, "state": "permitted"}


def test_the_register_filters_sorts_and_downloads(client, core_team):
    kept(core_team, entry(), entry(title="Kas", firm_type="tn-kas", area="TG02", state="idea"))
    assert "Hal aan de dijk" in words_in(client.get("/vestigingstoets/?stand=pending"))
    assert "Hal aan de dijk" not in words_in(client.get("/vestigingstoets/?stand=idea"))
    rows = rows_of(client.get("/vestigingstoets/?format=csv&sort=area.name"))
    assert [row[0] for row in rows[1:]] == ["Hal aan de dijk", "Kas"] or {row[0] for row in rows[1:]} == {
        "Hal aan de dijk",
        "Kas",
    }


def test_thirty_plans_cost_the_register_no_more_queries_than_one(client, core_team):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/vestigingstoets/").status_code == 200
        return len(captured)

    kept(core_team)
    before = asked()
    kept(core_team, *(entry(title=f"Hal {place}") for place in range(24)))
    assert asked() == before


def test_the_pending_plans_of_a_region_are_added_up(signed_in, core_team):
    kept(core_team, *(entry(title=f"Hal {n}", area=area) for n, area in enumerate(("TG01", "TG02", "TG03"))))
    kept(core_team, entry(title="Een idee", state="idea"))
    asked = {"gebied": "werkstreken/TW01", "stand": ["pending"]}
    page = signed_in.get("/vestigingstoets/samen/", asked)
    assert [plan.title.body for plan in page.context["chosen"]] in (["Hal 0", "Hal 1"], ["Hal 1", "Hal 0"])
    answer = signed_in.post("/vestigingstoets/samen/", asked, follow=True)
    assert {one.title for one in answer.context["result"].plans} == {"Hal 0", "Hal 1"}
    assert signed_in.get("/vestigingstoets/samen/", {"gebied": "x/y", "stand": ["pending"]}).status_code == 422
    empty = signed_in.get("/vestigingstoets/samen/", {"gebied": "werkstreken/TW02", "stand": ["withdrawn"]})
    assert "No plan in this region is in one of these states." in words_in(empty)


def test_a_seat_of_one_municipality_enters_plans_there_only(seat_of, core_team):
    from samenhang.ground.places.models import Area

    seat = seat_of("tn-plaats")
    seat.area = Area.objects.get(pk="TG01")
    seat.save()
    kept(seat)
    with pytest.raises(actions.CannotTest, match="Your seat is for another area"):
        kept(seat, entry(area="TG02"))
    _sheet, (plan,) = kept(core_team, entry(area="TG02"))
    with pytest.raises(actions.CannotTest, match="Your seat is for another area"):
        actions.move(plan=plan, state=Code("idea"), reason=Words("x"), by=seat, at=timezone.now())


def test_who_may_not_test_sees_no_form_and_is_refused(client, seat_of):
    for url in ("/vestigingstoets/nieuw/", "/vestigingstoets/meer/"):
        assert client.get(url).status_code == 403
    assert client.get("/vestigingstoets/").status_code == 200
    with pytest.raises(PermissionDenied):
        kept(seat_of("tn-lezer"))
    for url in (
        "/vestigingstoets/plannen/999/",
        "/vestigingstoets/toets/0000000000000000/",
        "/vestigingstoets/blad/x/",
    ):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("change", [{"floor": None, "jobs": None}, {"agency": 1.5}, {"own_beds": -1}, {"state": "x"}])
def test_the_database_refuses_a_plan_that_cannot_be(core_team, change):
    _sheet, (plan,) = kept(core_team)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(**change)


# --- on one sheet, and in the trace


def test_the_sheet_prints_the_same_cells_on_page_and_paper(client, core_team):
    import pypdf

    sheet, _made = kept(core_team)
    page = client.get(f"/vestigingstoets/blad/{sheet.short}/")
    assert page.status_code == 200
    assert "Questions for the entrepreneur" in words_in(page)
    paper = client.get(f"/vestigingstoets/blad/{sheet.short}.pdf")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    reader = pypdf.PdfReader(io.BytesIO(paper.content))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().replace("\u00a0", " ").split())
    found = queries.result_at(sheet.short)
    assert str(found.lines["workers"].cell) in text
    assert "Where do they live?" in text
    assert client.get(f"/vestigingstoets/blad/{sheet.short}.pdf").content == paper.content


def test_ten_plans_fit_on_one_page(client, core_team):
    import pypdf

    sheet, _made = kept(core_team, *(entry(title=f"Een plan met een lange naam {n}") for n in range(12)))
    paper = client.get(f"/vestigingstoets/blad/{sheet.short}.pdf")
    assert len(pypdf.PdfReader(io.BytesIO(paper.content)).pages) == 1


def test_a_number_leads_back_to_the_plan(client, core_team):
    sheet, (plan,) = kept(core_team)
    found = queries.result_at(sheet.short)
    text = words_in(client.get(found.lines["beds"].cell.url))
    assert "Plans for new business, as entered" in text
    assert "Hal aan de dijk" in words_in(client.get(f"/herkomst/{plan.ref}/"))


def test_an_older_test_says_that_the_numbers_have_changed(core_team, client):
    sheet, (plan,) = kept(core_team)
    assert queries.result_at(sheet.short).fresh
    Mention.objects.filter(role="numbers", ref__in=Sheet.objects.values("short")).delete()
    Mention.objects.filter(role="numbers", act__verb="impact.tested").update(ref="sheet:0000000000000000")
    assert not queries.result_at(sheet.short).fresh
    assert "The reference numbers have changed since this test." in words_in(
        client.get(f"/vestigingstoets/plannen/{plan.pk}/")
    )

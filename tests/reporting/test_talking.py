"""Talking sheets: one page per area, live or published, with its questions, its unknowns and the origin of each number."""

import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.reporting.pages import delivered, links, words

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.actions import erase
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.lexicon.models import Purpose
from samenhang.ground.people.models import Installer
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area, Division
from samenhang.insight.evidence.models import Aspect, Definition, Figure, Indicator, Reading
from samenhang.reporting.reports import actions
from samenhang.reporting.reports.queries.pieces import Piece
from samenhang.reporting.reports.queries.talking import document, live, reasons
from samenhang.reporting.reports.queries.talking_facts import facts, sheet_areas
from samenhang.reporting.reports.queries.talking_paper import paper_of, papers
from samenhang.reporting.reports.queries.talking_rows import compose
from samenhang.screen.cells import NakedNumber
from samenhang.screen.paper import CannotPrint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]
DIGITS = re.compile(r"\d[\d.,]*\d|\d")
ON = date(2026, 11, 22)


def sheet_of(code, on=ON):
    area = Area.objects.get(pk=code)
    known = facts([area], on)
    return live(area, known, reasons(known))


def said(pieces):
    """A sentence with its footnotes as [n]."""
    return "".join(f"[{piece.run}]" if piece.kind in ("mark", "cite") else str(piece.run) for piece in pieces)


def asked(talk):
    return [(said(one.asked), said(one.why)) for one in talk.questions]


def pages(data):
    return pypdf.PdfReader(io.BytesIO(data)).pages


def test_every_area_of_the_province_has_a_sheet():
    assert [(area.kind, area.pk) for area in sheet_areas(ON)] == [
        ("province", "TP01"), ("region", "TB02"), ("region", "TB01"), ("region", "TW01"), ("region", "TW02"),
        ("municipality", "TG01"), ("municipality", "TG02"), ("municipality", "TG03"),
    ]  # fmt: skip


def test_the_sheet_of_the_province_shows_the_conflict_and_what_was_chosen():
    talk = sheet_of("TP01")
    assert talk.title == "How many labour migrants work and live in Zomerkade, and what does nobody know?"
    assert (
        said(talk.size) == "The sources run from 4,200[1] to about 5,500 people[2]. They do not count the same people."
    )
    sizes = [(group.label, [tuple(map(said, (line.who, line.counts, line.number))) for line in group.lines])
             for group in talk.groups]  # fmt: skip
    assert sizes == [
        ("Counted where they work", [("Bureau Zomerkade Telt, 2024", "Works for a firm in the area", "4,200[1]")]),
        ("Counted where they live", []),
        ("Where was counted is not stated",
         [("Provincie Zomerkade, 2024", "Lives or works in the area, says the province", "about 5,500[2]")]),
        ("Expected, not counted",
         [("Planbureau Nergensland, 2030", "Lives or works in the area, says the province", "4,000–6,000, forecast[3][4]")]),
    ]  # fmt: skip
    assert [said(reading)[:60] for reading in talk.readings] == [
        "For “Conversation” the choice is 4,200[1] (Bureau Zomerkade ",
        "For “Beds” the choice is about 5,500[2] (Provincie Zomerkade",
        "For other purposes nobody has chosen.",
    ]
    assert [piece.run for piece in talk.readings[0] if piece.kind == "example"] == ["worked example"]
    assert talk.example
    assert asked(talk) == [
        ("Does the number that was chosen still fit, and for which purpose do we still have to choose?",
         "The sources run from 4,200[1] to about 5,500 people[2]. Chosen for: “Conversation”, “Beds”. For nothing else yet."),
        ("Where do the people live who work here?",
         "It was counted who works here, not who lives here. For beds and care the second is needed."),
        ("How many beds are there, how many are needed, and who keeps the list?",
         "For this area need and supply are both unknown."),
    ]  # fmt: skip


def test_a_municipality_says_what_is_known_what_is_near_and_who_could_know():
    talk = sheet_of("TG01")
    assert said(talk.where) == "Municipality in Kring West"
    assert said(talk.context) == "41,000[1] inhabitants (January 2025)"
    assert said(talk.size) == "One source gives a number: 2,600 people[2] (2024)."
    assert [said(reading) for reading in talk.readings] == ["Nobody has chosen yet which number is read for what."]
    assert talk.nature == ()
    assert [(said(row.name), *map(said, row.said)) for row in talk.homes] == [
        ("Beds available", "at least 900 places[3]", "Beds for short stay (Bureau Zomerkade Telt, 31 December 2024)")
    ]
    assert [(said(row.name), *map(said, row.said)) for row in talk.unknown] == [
        ("Who lives here", "Not known for a larger area either.",
         "Telkantoor Nergensland: ask the counting office for a count."),
        ("Kind of work", "Not known for a larger area either.", "Employers: prepare a question to the employers."),
        ("Living together",
         "Zomerkade, living together well: 61.5 percent[4] (residents who say the neighbourhood lives together well, "
         "quarter 4 of 2024).",
         "Bureau Zomerkade Telt: hold the survey per municipality too."),
        ("Beds needed", "Not known for a larger area either.",
         "Municipalities and employers: ask employers how many beds they look for."),
    ]  # fmt: skip
    assert (talk.near_title, list(map(said, talk.near))) == (
        "Beside the neighbours",
        ["There are no other municipalities to compare with."],
    )


def test_what_is_withheld_says_so_and_neighbours_are_named():
    talk = sheet_of("TG03")
    assert said(talk.size) == "Nobody has published a number for this area that the province knows."
    assert [(group.label, [said(line.number) for line in group.lines]) for group in talk.groups] == [
        ("Counted where they work", ["withheld[2]"]),
        ("Counted where they live", []),
    ]
    assert list(map(said, talk.near)) == [
        "Counted in another way, so not to be compared: Brugveld 1,250, provisional[3] (2024, works for a firm in the area)."
    ]
    assert asked(talk)[0] == (
        "How many labour migrants work and live here, and who will find out?",
        "Neighbours have a number (Brugveld). For this area the province knows none.",
    )


def test_neighbours_are_compared_per_thousand_only_when_they_count_alike(settings, core_team):
    """Two municipalities of the province count alike in one year; inhabitants of that year are known of both."""
    before = sheet_of("TP01")
    assert said(before.near[0]).startswith("Counted alike (works for a firm in the area, 2024): ")
    delivered(settings, core_team, lambda text: text.replace("TG01,2025-01,TI04", "TG01,2024-01,TI04")
              + "TG02,2024-01,TI04,25000,tn-personen,definitief,precies,TD05,woont hier,TX06,inwoners op 1 januari,\n")  # fmt: skip
    talk = sheet_of("TP01")
    assert re.sub(r"\[\d+\]", "", said(talk.near[0])) == (
        "Counted alike (works for a firm in the area, 2024), per thousand inhabitants: Appelwoude 63.4; Brugveld 50.0."
    )
    sheet = actions.publish_talk(Area.objects.get(pk="TP01"), by=core_team, at=timezone.now())
    rows = {row["slot"]: row for row in ledger.table(sheet).records()}
    assert (rows["alike-1"]["value"], rows["alike-1"]["unit"], rows["alike-2"]["value"]) == (63.4, "_per_thousand", 50)
    rate = ledger.cells([rows["alike-1"]["ref"]])[rows["alike-1"]["ref"]]
    assert (rate["area"], rate["value"]) == ("TG01", 63.4)
    stand = ledger.cells([rate["ref"], rate["via"]])
    assert [row["value"] for row in stand.values()] == [2600, 41000]
    assert verify(replay=True).problems == []


def test_a_workspace_may_name_no_neighbours():
    Division.objects.update(neighbours=False)
    talk = sheet_of("TG01")
    assert said(talk.where) == "Municipality"
    assert list(map(said, talk.near)) == ["The workspace does not say who the neighbours are."]


@pytest.mark.parametrize("code", ["TG01", "TG02"])
def test_a_number_older_than_five_years_is_asked_after(code):
    assert "Who counts again, and when?" not in [question for question, _why in asked(sheet_of(code))]
    later = sheet_of(code, date(2031, 1, 1))
    assert (
        "Who counts again, and when?",
        "The newest number is of 2024. What changed since then, nobody knows.",
    ) in asked(later)


def test_plans_limits_and_families_are_asked_after():
    aspect, definition = Aspect.objects.get(pk="tn-plekken-er"), Definition.objects.get(pk="TD03")
    aspect.part = "plan"
    aspect.save()
    questions = dict(asked(sheet_of("TG01")))
    assert questions["What was built of the places that were agreed or planned?"] == (
        "at least 900 places[3]: Beds for short stay (31 December 2024). How many places there are now, nobody has told."
    )
    aspect.part, definition.family = "norm", "only"
    aspect.save()
    definition.save()
    questions = dict(asked(sheet_of("TG01", date(2031, 1, 1))))
    assert questions["Do the rules fit those who work and live here?"].startswith(
        "The rules set a limit: at least 900 places"
    )
    aspect.part = "nature"
    aspect.save()
    questions = dict(asked(sheet_of("TG01")))
    assert questions["What do families that came along need in school, language and care?"] == (
        "Beds for short stay: at least 900 places[3] (31 December 2024)."
    )
    aspect.part = "registration"
    aspect.save()
    assert dict(asked(sheet_of("TG01")))["How do we reach those who are not registered?"] == (
        "Beds for short stay: at least 900 places[3]."
    )


@pytest.fixture
def nationalities(settings, core_team):
    """Numbers of people of a sub-group: the beds of the fictional province, counted as if they were a nationality."""
    Indicator.objects.filter(pk="TI02").update(topic="nature")
    Definition.objects.filter(pk="TD03").update(counts="persons")
    Aspect.objects.filter(pk="tn-plekken-er").update(part="nature")
    delivered(settings, core_team, lambda text: text.replace(",900,", ",847,").replace(",400,", ",7,"))


@pytest.mark.usefixtures("nationalities")
def test_small_numbers_of_people_are_withheld_in_sheet_table_chart_file_and_trace(client, core_team):
    shown, hidden = (said(sheet_of(code).nature[0].said[0]) for code in ("TG01", "TG02"))
    assert (shown, hidden) == ("at least 845 places[3]", "withheld[2]")
    for path in (
        "/praatstuk/TG02/",
        "/gebieden/TG02/",
        "/cijfers/TI02/?gebied=TG02",
        "/cijfers/TI02/?gebied=TG02&format=csv",
    ):
        text = client.get(path).content.decode()
        assert ("suppressed" if "csv" in path else "withheld") in text, path
        assert not re.search(r">7<|\b7 places\b|;7;|,7,", text), path
    assert "845" in client.get("/cijfers/TI02/?gebied=TG01&format=csv").content.decode()
    assert "847" not in client.get("/gebieden/TG01/").content.decode()
    ref = next(cell for cell in sheet_of("TG02").cites if "TI02" in cell and "TG02" in cell)
    trace = words(client.get(f"/herkomst/{ref.partition('#')[0]}/", {"cel": ref.partition("#")[2]}))
    assert "withheld" in trace
    preview = client.get(f"/herkomst/{ref.partition('#')[0]}/", {"cel": ref.partition("#")[2]}).content.decode()
    assert ">7.0<" not in preview
    assert ">847.0<" not in preview
    sheet = actions.publish_talk(Area.objects.get(pk="TG02"), by=core_team, at=timezone.now())
    values = {row["slot"]: (row["value"], row["state"]) for row in ledger.table(sheet).records()}
    assert values["aspect-6-here-1"] == (None, "suppressed")


@pytest.mark.usefixtures("nationalities")
def test_what_is_rounded_can_be_published(core_team):
    sheet = actions.publish_talk(Area.objects.get(pk="TG01"), by=core_team, at=timezone.now())
    values = {row["slot"]: row["value"] for row in ledger.table(sheet).records()}
    assert values["aspect-6-here-1"] == 845


def test_one_page_in_both_languages_for_every_area():
    areas = sheet_areas(ON)
    for language in ("nl", "en"):
        with translation.override(language):
            made = {area.pk: data for area, data in papers(areas, facts(areas, ON), at=timezone.now())}
        assert {code: len(pages(data)) for code, data in made.items()} == dict.fromkeys((area.pk for area in areas), 1)


def test_a_sheet_that_is_too_full_takes_smaller_letters_and_then_says_so():
    talk = sheet_of("TG01")
    fuller = replace(talk, near=talk.near * 14)
    assert len(pages(paper_of(fuller, at=timezone.now()))) == 1
    with pytest.raises(CannotPrint, match="does not fit on one page"):
        paper_of(replace(talk, near=talk.near * 900), at=timezone.now())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("code", ["TP01", "TG01", "TB02"])
def test_every_digit_on_paper_is_a_cell_a_date_a_code_or_a_footnote(code, language):
    with translation.override(language):
        talk = sheet_of(code)
        data, printed = paper_of(talk, at=timezone.now()), [(piece.kind, str(piece.run)) for piece in talk.pieces()]
    text = "\n".join(page.extract_text() for page in pages(data))
    assert [run for kind, run in printed if kind in ("text", "link", "example") and DIGITS.search(run)] == []
    allowed = Counter(group for _kind, run in printed for group in DIGITS.findall(run))
    assert Counter(DIGITS.findall(text)) == allowed


def test_the_pdf_is_accessible_and_the_same_every_time(client):
    first, again = (client.get("/praatstuk/TP01.pdf").content for _ in range(2))
    assert first == again
    reader = pypdf.PdfReader(io.BytesIO(first))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == sheet_of("TP01").title
    meta = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in meta
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in meta


def test_page_and_paper_print_the_same_words_and_every_number_leads_to_its_origin(client):
    page = client.get("/praatstuk/TP01/")
    html = re.sub(r"\W", "", words(page))
    paper = re.sub(r"\W", "", pages(client.get("/praatstuk/TP01.pdf").content)[0].extract_text())
    for piece in sheet_of("TP01", timezone.localdate()).pieces():
        if piece.kind in ("cell", "said", "date"):
            text = re.sub(r"\W", "", str(piece.run))
            assert text in paper
            assert text in html or piece.kind == "cell"
    notes = {href for href, _text in links(page, "article") if href.startswith("/herkomst/")}
    assert len(notes) >= 7
    assert {client.get(note).status_code for note in notes} == {200}


def test_a_bare_number_cannot_enter_a_sheet():
    with pytest.raises(NakedNumber, match="is the bare number 92000"):
        replace(sheet_of("TG01"), near=((Piece("text", 92000),),))


def test_one_area_asks_as_many_questions_of_the_database_as_all():
    areas = sheet_areas(ON)
    counts = []
    for some in (areas[:1], areas):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            known = facts(some, ON)
            told = reasons(known)
        counts.append(len(caught))
        with CaptureQueriesContext(connection) as silent:
            for area in some:
                live(area, known, told)
        assert len(silent) == 0
    assert counts[1] - counts[0] in (-1, 0, 1)
    assert max(counts) < 30


@pytest.mark.parametrize("path", ["/praatstuk/TG99/", "/praatstuk/TG11/", "/praatstuk/TL01/", "/praatstuk/%00/",
                                  "/praatstuk/TG99.pdf", "/praatstuk/vast/0000000000000000/",
                                  "/praatstuk/vast/0000000000000000.pdf"])  # fmt: skip
def test_an_address_without_a_sheet_is_a_404(client, path):
    assert client.get(path).status_code == 404


def test_the_list_has_every_area_with_search_filter_and_file(client):
    page = client.get("/praatstukken/")
    assert [text for href, text in links(page) if re.fullmatch(r"/praatstuk/T\w+/", href)] == [
        "Appelwoude", "Brugveld", "Cedermeer", "Kring Oost", "Kring West", "Werkstreek Noord", "Werkstreek Zuid", "Zomerkade",
    ]  # fmt: skip
    assert "1 result" in words(client.get("/praatstukken/", {"q": "appel"}))
    found = client.get("/praatstukken/", {"in-bestuurskringen": "TB02"})
    assert [text for href, text in links(found) if re.fullmatch(r"/praatstuk/T\w+/", href)] == ["Brugveld", "Cedermeer"]
    assert "Appelwoude;Municipality" in client.get("/praatstukken/", {"format": "csv"}).content.decode().replace(
        ",", ";"
    )
    with CaptureQueriesContext(connection) as few:
        client.get("/praatstukken/", {"q": "appel"})
    with CaptureQueriesContext(connection) as many:
        client.get("/praatstukken/")
    assert len(few) == len(many)


def test_the_area_leads_to_its_sheet(client):
    for code, there in (("TG01", True), ("TP01", True), ("TB02", True), ("TG11", False), ("TL01", False)):
        assert (f"/praatstuk/{code}/" in [href for href, _text in links(client.get(f"/gebieden/{code}/"))]) is there


def test_publishing_freezes_the_sheet_and_says_what_moved(signed_in, settings, core_team):
    published = signed_in.post("/praatstuk/TP01/publiceren/", follow=True)
    assert "The talking sheet was published." in words(published)
    address = published.redirect_chain[0][0]
    paper = signed_in.get(address.rstrip("/") + ".pdf").content
    assert "a figure has moved" not in words(published)
    again = signed_in.post("/praatstuk/TP01/publiceren/", follow=True)
    assert "Nothing has changed since this talking sheet was published" in words(again)
    assert Act.objects.filter(verb="reports.talking_published").count() == 1
    delivered(settings, core_team, lambda text: text.replace(",4200,", ",4321,"))
    page = signed_in.get(address)
    assert "Since this was published, a figure has moved." in words(page)
    assert "4,200 people → 4,321 people" in words(page)
    assert "4,321" not in words(page, "article")
    assert signed_in.get(address.rstrip("/") + ".pdf").content == paper
    assert "4,321" in words(signed_in.get("/praatstuk/TP01/"), "article")
    assert verify(replay=True).problems == []


def test_every_number_of_a_published_sheet_is_a_copy_of_the_cell_that_it_names(core_team):
    sheet = actions.publish_talk(Area.objects.get(pk="TP01"), by=core_team, at=timezone.now())
    rows = list(ledger.table(sheet).records())
    cells = ledger.cells(row["ref"] for row in rows)
    numbers = [(row, row[name]) for row in rows for name in ("value", "low", "high") if row[name] is not None]
    assert len(numbers) >= 8
    assert [row["slot"] for row, number in numbers if number not in cells[row["ref"]].values()] == []
    cited = {
        mention.target for mention in Act.objects.get(verb="reports.talking_published").mentions.filter(role="rests_on")
    }
    assert cited == {ref for row in rows for ref in (row["ref"], row["via"]) if ref}
    talk = document(sheet)
    assert {noted.path.partition("?")[0] for noted in talk.notes} == {f"/herkomst/{sheet.ref}/"}
    assert {noted.base.text for noted in talk.notes} == {""}  # the foot of the page names the sheet, once


def test_a_footnote_says_who_states_the_number_and_when(core_team):
    """On a live sheet and on a published one: a reader of paper cannot follow a link."""
    for code in ("TP01", "TG01"):
        now = sheet_of(code)
        told = {said(note.who) for note in now.notes}
        then = document(actions.publish_talk(Area.objects.get(pk=code), by=core_team, at=timezone.now()))
        assert {said(note.who) for note in then.notes} == told
        assert not [one for one in told if "/" in one]  # no address of a cell stands for a source
        text = " ".join("\n".join(page.extract_text() for page in pages(paper_of(now, at=timezone.now()))).split())
        for note in now.notes:
            assert f"[{note.mark}] {said(note.who)}" in text
    assert said(sheet_of("TP01").notes[0].who) == said(sheet_of("TP01").groups[0].lines[0].who).partition(" (")[0]


def test_a_number_that_does_not_stand_at_its_ref_is_refused(core_team):
    area = Area.objects.get(pk="TG01")
    made = compose(area, facts([area], ON))
    wrong = tuple((*row[:1], 2601, *row[2:]) if row[0] == "work-1" else row for row in made.cells.rows)
    with pytest.raises(ValueError, match=r"Slot work-1 says \[2601\], which does not stand at sheet:"):
        actions.talking_published(
            area=area, cells=replace(made.cells, rows=wrong), rests_on=made.rests_on, by=core_team, at=timezone.now()
        )


def test_who_may_not_publish_is_refused_and_sees_no_button(client, seat_of):
    area = Area.objects.get(pk="TG01")
    for seat in (Visitor(), seat_of("tn-lezer")):
        with pytest.raises(PermissionDenied):
            actions.publish_talk(area, by=seat, at=timezone.now())
    assert "Publish this talking sheet" not in words(client.get("/praatstuk/TG01/"))
    assert client.post("/praatstuk/TG01/publiceren/").status_code == 403
    assert client.get("/praatstuk/TG01/publiceren/").status_code == 405
    assert Act.objects.filter(verb="reports.talking_published").count() == 0


def test_an_erased_reason_is_a_hole_and_an_erased_sheet_leads_to_its_tombstone(client, core_team):
    sheet = actions.publish_talk(Area.objects.get(pk="TP01"), by=core_team, at=timezone.now())
    reason = Reading.objects.get(purpose="tn-gesprek").reason
    erase(target=Ref(reason.ref), reason=Words("De schrijver vroeg erom."), by=Installer(), at=timezone.now())
    for path in ("/praatstuk/TP01/", f"/praatstuk/vast/{sheet.short}/"):
        page = client.get(path)
        assert reason.body not in words(page)
        assert "(erased on request)" in words(page) or path == "/praatstuk/TP01/"
    erase(target=Ref(sheet.ref), reason=Words("Op verzoek."), by=Installer(), at=timezone.now())
    assert client.get(f"/praatstuk/vast/{sheet.short}/", follow=True).redirect_chain == [
        (f"/herkomst/{sheet.ref}/", 302)
    ]
    assert client.get(f"/praatstuk/vast/{sheet.short}.pdf").status_code == 302


def test_the_trace_knows_a_talking_sheet(client, core_team):
    sheet = actions.publish_talk(Area.objects.get(pk="TG01"), by=core_team, at=timezone.now())
    page = words(client.get(f"/herkomst/{sheet.ref}/", {"cel": "work-1/value"}))
    assert "Number in a talking sheet" in page
    assert "source 1 of who works here" in page.lower()
    assert f"/praatstuk/vast/{sheet.short}/" in [href for href, _text in links(client.get(f"/herkomst/{sheet.ref}/"))]


def test_what_nobody_knows_becomes_a_research_question_in_one_step(client, signed_in, core_team):
    """On the live sheet, for whoever may ask: the form is open, and knows the area and the indicator."""
    page = signed_in.get("/praatstuk/TG01/")
    asked = [href for href, _text in links(page, "article") if href.startswith("/onderzoeksvragen/")]
    assert len(asked) == len(sheet_of("TG01").unknown)
    form = next(signed_in.get(href) for href in asked if "over=TI" in href)
    assert form.context["form_open"]
    assert form.context["form"].initial["area"] == "TG01"
    assert form.context["form"].initial["indicator"] in asked[0] + asked[1] + asked[2]
    sheet = actions.publish_talk(Area.objects.get(pk="TG01"), by=core_team, at=timezone.now())
    for url, reader in (("/praatstuk/TG01/", Client()), (f"/praatstuk/vast/{sheet.short}/", signed_in)):
        assert "/onderzoeksvragen/?over" not in reader.get(url).content.decode()


def test_an_old_number_says_its_age_and_steps_aside_for_a_newer_one():
    """A stale number is shown for want of better; beside a newer count of the same place it stands with all figures."""
    plain = sheet_of("TP01", date(2028, 6, 1))
    assert said(plain.groups[0].lines[0].who) == "Bureau Zomerkade Telt, 2024"
    aged = sheet_of("TP01", date(2031, 6, 1))
    assert said(aged.groups[0].lines[0].who) == "Bureau Zomerkade Telt, 2024 (6 years old)"
    assert len(sheet_of("TP01", date(2040, 6, 1)).groups[0].lines) == 1  # stale, and all that there is
    told = "Other and older numbers stand with all figures of this area."
    assert told not in map(said, plain.readings)
    other = Figure.objects.filter(area="TP01", indicator="TI01", value=5500)
    assert other.update(basis="work", period="2010") == 1
    stale = sheet_of("TP01")
    assert [said(line.who) for line in stale.groups[0].lines] == ["Bureau Zomerkade Telt, 2024"]
    assert told in map(said, stale.readings)
    assert other.update(period="2018") == 1
    assert len(sheet_of("TP01").groups[0].lines) == 2


def test_from_the_sheet_to_the_choice_of_a_number(client, signed_in):
    way = "/cijfers/TI01/?gebied=TP01#readings"
    assert way in [href for href, _text in links(signed_in.get("/praatstuk/TP01/"), "article")]
    assert way not in [href for href, _text in links(Client().get("/praatstuk/TP01/"), "article")]
    assert 'id="readings"' in signed_in.get(way).content.decode()


def test_every_purpose_for_which_someone_chose_is_named():
    """Two with their reason, the others in short: that nobody chose for other purposes would not be true."""
    third = Purpose.objects.get(pk="tn-bedden")
    third.pk, third.label_en = "tn-derde", "Third"
    third.save(force_insert=True)
    made = Reading.objects.filter(area="TP01", overtaken_by=None).order_by("pk").first()
    made.pk, made.purpose = None, third
    made.save(force_insert=True)
    talk = sheet_of("TP01")
    assert [said(one)[:29] for one in talk.readings[:2]] == [
        "For “Conversation” the choice", "For “Beds” the choice is abou",
    ]  # fmt: skip
    assert said(talk.readings[2]) == "Also chosen, for “Third”: 4,200[1] (Bureau Zomerkade Telt, 2024).worked example"
    assert said(talk.readings[3]) == "For other purposes nobody has chosen."
    assert "Chosen for: “Conversation”, “Beds”, “Third”." in asked(talk)[0][1]

"""Reports: sheets made of cells, printed on a page and on paper with the same words, each number with its origin."""

import io
import re
from collections import Counter
from dataclasses import replace

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.reporting.pages import delivered, links, words

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.actions import erase
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.models import Installer
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Reading
from samenhang.reporting.reports import actions, queries, views
from samenhang.reporting.reports.queries.compose import compose
from samenhang.reporting.reports.queries.pieces import Notes, Paragraph, Piece
from samenhang.screen.cells import Cell, Code, NakedNumber
from samenhang.steering.governance.models import Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]
DIGITS = re.compile(r"\d[\d.,]*\d|\d")


@pytest.fixture
def report(core_team):
    """The report of the fictional province, with its worked example."""
    return actions.publish_area("TP01", by=core_team, at=timezone.now())


def pdf_text(data):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_the_report_of_an_area_holds_its_numbers_its_appraisal_and_its_decision(report):
    rows = {row["slot"]: row for row in ledger.table(report).records()}
    assert list(rows) == [
        "indicator", "figures", "publications", "lowest", "lowest-publication", "highest", "highest-publication",
        "reading-1", "reading-1-purpose", "reading-1-definition", "reading-1-publication", "reading-1-reason",
        "reading-2", "reading-2-purpose", "reading-2-definition", "reading-2-publication", "reading-2-reason",
        "appraisal", "question", "option-A", "option-A-first", "option-A-ranks", "option-B", "option-B-first",
        "option-B-ranks", "decision", "decision-title", "decision-body", "decision-review",
        "ground-1", "ground-1-indicator", "ground-1-publication", "ground-2", "ground-2-indicator",
        "ground-2-publication", "ground-3", "ground-3-indicator", "ground-3-publication", "unknown-1", "unknown-2",
    ]  # fmt: skip
    told = {slot: (rows[slot]["value"], rows[slot]["unit"], rows[slot]["certainty"]) for slot in
            ("figures", "publications", "lowest", "highest", "reading-1", "reading-2", "ground-3")}  # fmt: skip
    assert told == {
        "figures": (2, "", "exact"),
        "publications": (2, "", "exact"),
        "lowest": (4200, "tn-personen", "exact"),
        "highest": (5500, "tn-personen", "circa"),
        "reading-1": (4200, "tn-personen", "exact"),
        "reading-2": (5500, "tn-personen", "circa"),
        "ground-3": (61.5, "tn-procent", "not stated"),
    }
    decision = Decision.objects.get(example=True)
    head = ledger.table(report).head
    assert (head["area"], head["decision"], head["example"]) == ("areas:TP01", decision.ref, "yes")
    assert re.fullmatch("[0-9a-f]{16}", head["seal"])


def test_every_number_is_a_copy_of_the_cell_that_it_names(report):
    rows = list(ledger.table(report).records())
    cells = ledger.cells(row["ref"] for row in rows)
    numbers = [(row, row[name]) for row in rows for name in ("value", "low", "high") if row[name] is not None]
    assert len(numbers) == 15
    assert [row["slot"] for row, number in numbers if number not in cells[row["ref"]].values()] == []
    act = Act.objects.get(verb="reports.published", mentions__role="made", mentions__ref=report.ref)
    cited = {mention.target for mention in act.mentions.filter(role="rests_on")}
    assert cited == {ref for row in rows for ref in (row["ref"], row["via"]) if ref}


def test_the_same_report_is_the_same_sheet_and_no_new_act(report, core_team):
    acts = Act.objects.count()
    assert actions.publish_area("TP01", by=core_team, at=timezone.now()) == report
    assert actions.publish_decision(Decision.objects.get(example=True), by=core_team, at=timezone.now()) == report
    assert Act.objects.count() == acts
    assert verify(replay=True).problems == []


def test_a_number_that_does_not_stand_at_its_ref_is_refused(core_team):
    area = Area.objects.get(pk="TP01")
    made = compose(area, None, None)
    wrong = tuple((*row[:1], 4201, *row[2:]) if row[0] == "reading-1" else row for row in made.cells.rows)
    with pytest.raises(ValueError, match=r"Slot reading-1 says \[4201\], which does not stand at sheet:"):
        actions.publish(
            area=area, decision=None, cells=replace(made.cells, rows=wrong), rests_on=made.rests_on, by=core_team,
            at=timezone.now(),
        )  # fmt: skip
    with pytest.raises(ValueError, match="rests on the refs of its rows"):
        actions.publish(
            area=area, decision=None, cells=made.cells, rests_on=made.rests_on[1:], by=core_team, at=timezone.now()
        )


def test_an_area_without_a_decision_has_a_report_that_says_so(client, core_team):
    sheet = actions.publish_area("TG01", by=core_team, at=timezone.now())
    said = words(client.get(f"/verslagen/{sheet.short}/"))
    assert "Labour migrants: 1 2 count" not in said
    assert "there is 1" in said
    assert "No decision has been recorded." in said
    assert "Nobody has chosen yet which of these figures is read for which purpose." in said
    assert "worked example" not in said
    assert queries.pdf_of(sheet).startswith(b"%PDF-")


@pytest.mark.parametrize("code", ["TG03", "TG11"])
def test_what_is_not_known_is_said(client, core_team, code):
    """One area has figures that are withheld, the other none at all."""
    sheet = actions.publish_area(code, by=core_team, at=timezone.now())
    said = words(client.get(f"/verslagen/{sheet.short}/"))
    assert "Labour migrants: the province knows no number for this area." in said
    assert "There is no figure for: Labour migrants" in said
    assert queries.pdf_of(sheet).startswith(b"%PDF-")


def test_a_decision_that_a_person_records_without_an_example_carries_no_mark(core_team):
    Decision.objects.update(example=False)
    Reading.objects.update(example=False)
    Decision.objects.get().area.appraisals.update(example=False)
    sheet = actions.publish_area("TP01", by=core_team, at=timezone.now())
    assert queries.document(sheet).example is False
    assert "worked example" not in pdf_text(queries.pdf_of(sheet))


def test_an_area_that_does_not_exist_is_one_sentence(core_team):
    with pytest.raises(actions.CannotPublish, match="There is no area with the code “TP99”"):
        actions.publish_area("TP99", by=core_team, at=timezone.now())


@pytest.mark.parametrize("by", ["visitor", "reader"])
def test_who_may_not_publish_is_refused(client, seat_of, by):
    seat = Visitor() if by == "visitor" else seat_of("tn-lezer")
    before = Act.objects.filter(verb__startswith="reports.").count()
    with pytest.raises(PermissionDenied):
        actions.publish_area("TP01", by=seat, at=timezone.now())
    if by == "reader":
        client.force_login(seat.account)
    assert client.post("/verslagen/publiceren/", {"area": "TP01"}).status_code == 403
    assert Act.objects.filter(verb__startswith="reports.").count() == before


def test_publishing_through_the_page(signed_in):
    page = signed_in.get("/verslagen/")
    assert "Publish the report of an area" in words(page)
    by_area = signed_in.post("/verslagen/publiceren/", {"area": "TG02"}, follow=True)
    assert "The report was published." in words(by_area)
    decision = Decision.objects.get()
    reason = Reading.objects.get(purpose="tn-gesprek").reason
    erase(
        target=Ref(reason.ref), reason=Words("Op verzoek."), by=Installer(), at=timezone.now()
    )  # so there is something new
    by_decision = signed_in.post("/verslagen/publiceren/", {"decision": decision.pk}, follow=True)
    assert "The report was published." in words(by_decision)
    assert "Zomerkade begint met bedden" in words(by_decision)
    again = signed_in.post("/verslagen/publiceren/", {"decision": decision.pk}, follow=True)
    assert "Nothing has changed since this report was published" in words(again)
    assert again.redirect_chain == by_decision.redirect_chain
    count = Act.objects.filter(verb="reports.published").count()
    for bad in ({}, {"area": "TP99"}, {"decision": "0"}, {"decision": "x", "area": "TP01"}):
        refused = signed_in.post("/verslagen/publiceren/", bad, follow=True)
        assert (refused.status_code, refused.redirect_chain[0][0]) == (200, "/verslagen/")
    assert signed_in.get("/verslagen/publiceren/").status_code in (404, 405)
    assert Act.objects.filter(verb="reports.published").count() == count


def test_page_and_pdf_print_the_same_words(client, report):
    said = queries.document(report)
    page = client.get(f"/verslagen/{report.short}/")
    html, paper = (" ".join(text.split()) for text in (words(page), pdf_text(queries.pdf_of(report))))
    for piece in said.pieces():
        if piece.kind in ("cell", "said", "date"):
            text = str(piece.run)
            assert text in " ".join(paper.replace("\xa0", " ").split())
            assert re.sub(r"\W", "", text) in re.sub(r"\W", "", html)
    notes = [href for href, text in links(page) if text == href]
    assert notes == [note.path for note in said.notes]
    assert len(notes) == 20
    assert {client.get(note).status_code for note in notes} == {200}


def accounted(said, pages):
    """Every digit group that the document may print: of Cells, dates, codes and words of people; and the page numbers."""
    allowed = Counter(group for piece in said.pieces() for group in DIGITS.findall(str(piece.run)))
    free = [piece for piece in said.pieces() if piece.kind in ("text", "link", "example")]
    assert [str(piece.run) for piece in free if DIGITS.search(str(piece.run))] == []
    return allowed + Counter(str(number) for page in range(1, pages + 1) for number in (page, pages))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_digit_on_paper_is_a_cell_a_date_a_code_or_a_page_number(report, language):
    with translation.override(language):
        data, said = queries.pdf_of(report), queries.document(report)
        pages = len(pypdf.PdfReader(io.BytesIO(data)).pages)
        assert pages == 1
        assert Counter(DIGITS.findall(pdf_text(data))) == accounted(said, pages)


def test_the_pdf_is_accessible_and_the_same_every_time(report):
    data = queries.pdf_of(report, base="http://example.org/")
    assert data == queries.pdf_of(report, base="http://example.org")
    reader = pypdf.PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-GB"
    assert reader.metadata.title == "Labour migration in Zomerkade on one page"
    meta = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in meta
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in meta
    assert "<pdfuaid:part>1</pdfuaid:part>" in meta
    tree = str(root["/StructTreeRoot"].get_object())
    assert tree
    actions_ = [note.get_object()["/A"]["/URI"] for page in reader.pages for note in page["/Annots"]]
    said = queries.document(report)
    assert {f"http://example.org{note.path}" for note in said.notes} <= set(actions_)
    with translation.override("nl"):
        assert pypdf.PdfReader(io.BytesIO(queries.pdf_of(report))).trailer["/Root"]["/Lang"] == "nl-NL"


def test_letters_that_the_font_lacks_do_not_stop_the_pdf(core_team):
    reason = Reading.objects.get(purpose="tn-gesprek").reason
    reason.body = "Łódź 🙂 中文 ﷽ \x07 \u202e [#panic()] $x$ #set page(width: 1pt) — Пётр"
    reason.save()
    sheet = actions.publish_area("TP01", by=core_team, at=timezone.now())
    text = " ".join(pdf_text(queries.pdf_of(sheet)).split())
    assert "Łódź ? ?? ?" in text
    assert "[#panic()] $x$ #set page(width: 1pt) — Пётр" in text


def test_the_worked_example_says_so_on_the_page_and_on_paper(client, report):
    page = client.get(f"/verslagen/{report.short}/")
    assert page.content.decode().count('class="example"') == 6
    with translation.override("nl"):
        data = queries.pdf_of(report)
    assert len(re.findall(r"worked example|uitgewerkt voorbeeld", pdf_text(data))) == 6


@pytest.mark.parametrize(
    "bare",
    [
        "{{ document.notes|length }} notes",
        "<b>92</b> thousand",
        "{% for one in document.notes %}{{ forloop.counter }}{% endfor %}",
    ],
)
def test_a_template_that_prints_a_bare_number_is_refused(client, report, settings, tmp_path, bare):
    ours = settings.TEMPLATES[0]["DIRS"][0] / "reporting" / "reports" / "page.html"
    folder = tmp_path / "reporting" / "reports"
    folder.mkdir(parents=True)
    text = ours.read_text(encoding="utf-8").replace("</article>", f"<p>{bare}</p></article>")
    (folder / "page.html").write_text(text, encoding="utf-8")
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    assert client.get(f"/verslagen/{report.short}/").status_code == 200
    settings.TEMPLATES = templates
    with pytest.raises(NakedNumber, match="holds digits outside a Cell"):
        client.get(f"/verslagen/{report.short}/")


def test_a_bare_number_cannot_enter_a_document(report):
    said = queries.document(report)
    with pytest.raises(NakedNumber, match="is the bare number 92000"):
        replace(said, blocks=(*said.blocks, Paragraph((Piece("text", 92000),))))
    with pytest.raises(NakedNumber, match="holds digits"):
        Notes().pieces("There are 92 of them.")
    with pytest.raises(NakedNumber, match=r"^92 in"):
        Notes().pieces("There are {many}.", many=92)
    with pytest.raises(NakedNumber, match="has no ref"):
        Cell(92000, "people")
    with pytest.raises(NakedNumber):
        views.guard(HttpResponse("<article><p>About 92 people</p></article>"))


def test_a_sentence_marks_each_cell_once_and_quotes_words_whole():
    notes = Notes()
    cell = Cell(5, "beds", "sheet:0000000000000000#a/value")
    pieces = notes.pieces("{one} and {one} of {code}", one=cell, code=Code("TX-01"))
    assert [(piece.kind, str(piece.run)) for piece in pieces] == [
        ("cell", "5 beds"), ("mark", "1"), ("text", " and "), ("cell", "5 beds"), ("mark", "1"), ("text", " of "),
        ("code", "TX-01"),
    ]  # fmt: skip
    assert [(str(note.mark), note.path) for note in notes.footnotes()] == [
        ("1", "/herkomst/sheet:0000000000000000/?cel=a/value")
    ]


def test_a_report_stays_as_it_was_and_says_what_moved(client, report, core_team, settings):
    before = queries.pdf_of(report)
    url = f"/verslagen/{report.short}/"
    assert "a figure has moved" not in words(client.get(url))
    delivered(settings, core_team, lambda text: text.replace(",4200,", ",4321,"))
    page = client.get(url)
    assert "Since this was published, a figure has moved." in words(page)
    assert "4,200 people → 4,321 people" in words(page)
    assert "4,321" not in words(page, "article")
    assert queries.pdf_of(report) == before
    newer = actions.publish_area("TP01", by=core_team, at=timezone.now())
    assert newer != report
    assert "4,321 people" in words(client.get(f"/verslagen/{newer.short}/"), "article")


def test_a_text_that_was_erased_leaves_a_hole_that_says_so(client, report):
    reason = Reading.objects.get(purpose="tn-gesprek").reason
    erase(target=Ref(reason.ref), reason=Words("De schrijver vroeg erom."), by=Installer(), at=timezone.now())
    page = client.get(f"/verslagen/{report.short}/")
    assert "Because: (erased on request)" in words(page)
    assert reason.body not in words(page)
    text = " ".join(pdf_text(queries.pdf_of(report)).split())
    assert "(erased on request)" in text
    assert reason.body not in text
    assert verify().problems == []


def test_a_report_whose_sheet_was_erased_leads_to_its_tombstone(client, report):
    erase(target=Ref(report.ref), reason=Words("Op verzoek."), by=Installer(), at=timezone.now())
    page = client.get(f"/verslagen/{report.short}/", follow=True)
    assert page.redirect_chain == [(f"/herkomst/{report.ref}/", 302)]
    assert "Erased on request" in words(page)
    assert client.get("/verslagen/").status_code == 200


def test_the_pdf_has_its_address_and_its_links(client, report):
    response = client.get(f"/verslagen/{report.short}.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert b"http://testserver/herkomst/" in response.content


def test_the_list_of_reports_asks_as_much_for_thirty_as_for_one(client, report, core_team):
    def asked():
        with CaptureQueriesContext(connection) as found:
            response = client.get("/verslagen/?per=50")
        return len(found), response

    one, response = asked()
    assert [act.short for act in response.context["table"].records] == [report.short]
    area = Area.objects.get(pk="TP01")
    for number in range(29):
        made = compose(area, None, None)
        cells = store.Table(
            made.cells.kind, made.cells.columns, made.cells.rows, {**made.cells.head, "seal": f"{number:016d}"}
        )
        actions.publish(area=area, decision=None, cells=cells, rests_on=made.rests_on, by=core_team, at=timezone.now())
    thirty, response = asked()
    assert len(response.context["table"].records) == 30
    assert thirty == one
    only = client.get("/verslagen/?besluit=True").context["table"].records
    assert [act.short for act in only] == [report.short]
    assert client.get("/verslagen/?gebied=areas:TP01").context["table"].count == 30
    assert client.get("/verslagen/?format=csv")["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("short", ["0000000000000000", "x", "..", "1e5"])
def test_a_report_that_is_not_there_is_a_404(client, short):
    assert client.get(f"/verslagen/{short}/").status_code == 404
    assert client.get(f"/verslagen/{short}.pdf").status_code == 404


def test_a_sheet_that_is_no_report_is_no_report(client):
    other = Act.objects.filter(verb="evidence.computed").first().mentions.get(role="made").ref.removeprefix("sheet:")
    assert client.get(f"/verslagen/{other}/").status_code == 404


def test_pages_speak_dutch_by_default(client, report):
    del client.cookies["django_language"]
    with translation.override("nl"):
        page = client.get(f"/verslagen/{report.short}/")
    assert 'lang="nl"' in page.content.decode()
    assert "4.200 personen" in words(page)

"""The trace: from a report's number to its source and back by links alone; every ref has a page, no ref breaks it."""

import re
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.reporting.pages import delivered, link, links, words

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.actions import erase
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Act, Head, Mention, Prose, Sheet
from samenhang.ground.lexicon.models import TABLES
from samenhang.ground.people.models import Installer
from samenhang.ground.people.queries import Visitor
from samenhang.insight.evidence.models import Reading, Source
from samenhang.insight.evidence.queries import current
from samenhang.insight.network.models import Interest
from samenhang.reporting.reports.actions import publish_area
from samenhang.reporting.trace import queries
from samenhang.reporting.trace.queries import known
from samenhang.reporting.trace.queries.known import declared_kinds
from samenhang.screen.cells import ref_url
from samenhang.weighing.futures.queries.start import latest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]
ROW = "TP01/2024/TX01/TI01/TD01"


@pytest.fixture
def report(core_team):
    return publish_area("TP01", by=core_team, at=timezone.now())


def asked(client, url):
    with CaptureQueriesContext(connection) as found:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(found), response


def stops(ref, viewer=None):
    """The refs on the line back, level by level."""
    return [[stop.ref for stop in level.stops] for level in queries.page(viewer or Visitor(), ref).levels]


def test_from_the_reports_number_to_the_address_of_its_source_and_back_by_links_alone(client, report):
    page = client.get(link(client.get("/verslagen/"), rf"^/verslagen/{report.short}/$"))
    here = link(page, "cel=ground-1/value")
    way = [
        "/herkomst/decision:",  # what was decided …
        "cel=A/first",  # … on the result of the appraisal …
        r"cel=A/tn-werk/likely",  # … on this score …
        "/herkomst/reading:",  # … that leans on the reading …
        rf"{ROW}/value",  # … of this figure …
        rf"{ROW}/value",  # … as it was delivered …
        "/herkomst/publications:",  # … by who published it
    ]
    visited = [here]
    for pattern in way:
        page = client.get(visited[-1])
        assert page.status_code == 200
        found = [href for href, _text in links(page) if re.search(pattern, unquote(href)) and href not in visited]
        assert found, f"{visited[-1]} has no link to {pattern}"
        visited.append(found[0])
    source = client.get(visited[-1])
    assert "https://example.org/zomerkade/werktelling-2024" in [href for href, _text in links(source)]
    # and back: the source says who rests on it, and each of those says it again
    assert {href for href, _text in links(source)} >= {
        visited[0],
        visited[1],
        visited[2],
        visited[3],
        visited[4],
        visited[5],
    }
    for later, earlier in zip(visited[5:0:-1], visited[4::-1], strict=True):
        assert earlier in {href for href, _text in links(client.get(later))}, f"{later} does not lead back to {earlier}"


def test_the_line_of_a_number_is_told_step_by_step(report):
    sheet = current().get(row=ROW).sheet
    tidy = ledger.latest_sheet("evidence.tidied")
    raw = Act.objects.get(verb="evidence.received").mentions.get(role="made").ref
    reading = Reading.objects.get(purpose="tn-gesprek")
    assert stops(f"{report.ref}#reading-1/value") == [
        [reading.ref],
        [f"{sheet}#{ROW}/value"],
        [f"{tidy.ref}#{ROW}/value"],
        [raw, "publications:TX01"],
        ["sources:tn-telling"],
    ]
    page = queries.page(Visitor(), f"{report.ref}#reading-1/value")
    first, figure, _tidy, received, _source = (level.stops[0] for level in page.levels)
    assert (first.label, first.title, first.note) == (
        "Chosen reading",
        "Labour migrants · Zomerkade · Conversation",
        reading.reason.body,
    )
    assert (first.sentence, first.example, first.page) == (
        "Keeper chose a reading of a figure",
        True,
        "/cijfers/TI01/?gebied=TP01",
    )
    assert (figure.title, str(figure.value)) == ("Labour migrants · Zomerkade · 2024", "4,200 people")
    assert (received.place, received.line) == ("deliveries/telling-2024.csv:2", 2)
    assert [(stop.ref, stop.source) for stop in page.sources] == [
        ("publications:TX01", "https://example.org/zomerkade/werktelling-2024"),
        ("sources:tn-telling", "https://example.org/zomerkade/telling"),
    ]


def test_words_in_a_report_lead_to_whoever_vouches_for_them(report):
    page = queries.page(Visitor(), f"{report.ref}#question/ref")
    assert [stop.kind for level in page.levels for stop in level.stops][:2] == ["text", "appraisal"]
    assert [stop.title for stop in page.judgements] == ["Keeper"]


def test_every_trace_ends_in_a_source_a_judgement_or_an_assumption(report):
    """From every cell of the report and from everything that any act made."""
    cells = [
        f"{report.ref}#{row['slot']}/{'value' if row['state'] else 'ref'}" for row in ledger.table(report).records()
    ]
    made = Mention.objects.filter(role="made").values_list("ref", flat=True).distinct()
    assert len(made) > 40
    for ref in [*cells, *made]:
        page = queries.page(Visitor(), ref)
        assert page.ends, ref
        assert not page.cut
        loose = [
            stop.ref for level in page.levels for stop in level.stops
            if not stop.end and stop.kind != "text" and not queries.page(Visitor(), stop.ref).levels
        ]  # fmt: skip
        assert loose == [], ref


def test_a_source_says_who_rests_on_it(report):
    page = queries.page(Visitor(), "publications:TX01")
    told = {group.label: sorted(stop.ref for stop in group.stops) for group in page.groups}
    decision, readings = "decision:", Reading.objects.filter(choice__contains="/TX01/").order_by("pk")
    assert list(told)[:2] == ["Reports", "Decisions"]
    assert [ref.startswith(decision) for ref in told["Decisions"]] == [True]
    assert told["Chosen readings"] == [reading.ref for reading in readings]
    assert f"{report.ref}#reading-1/value" in told["Reports"]
    assert f"{report.ref}#lowest/value" in told["Reports"]
    # what another publication says, though the same decision rests on it
    assert not {f"{report.ref}#reading-2/value", f"{report.ref}#ground-2/value"} & set(told["Reports"])
    assert f"{report.ref}#option-A-ranks/low" in told["Reports"]
    of_decision = {stop.ref for group in queries.page(Visitor(), told["Decisions"][0]).groups for stop in group.stops}
    assert of_decision >= {
        f"{report.ref}#ground-1/value",
        f"{report.ref}#ground-2/value",
        f"{report.ref}#option-A-first/value",
    }
    figures = sorted(current().filter(publication="TX01"), key=lambda figure: figure.ref)
    assert told["Figures"] == [figure.ref for figure in figures]


def test_what_nobody_cites_says_so(client):
    """Every figure of the fictional province is cited by the start of the futures; on that start nothing rests before a run."""
    sheet = latest()
    assert queries.page(Visitor(), sheet.ref).groups == ()
    assert "Nothing rests on it yet." in words(client.get(ref_url(sheet.ref)))


def sheet_of_file(name):
    act = Act.objects.filter(verb="workspace.received", facts__contains=f'"{name}"').get()
    return ledger.sheet(act.mentions.get(role="made").ref)


def every_kind():
    yield from (f"{kind}:{row.pk}" for kind, model in declared_kinds().items() for row in model.objects.all()[:2])
    yield from (
        Sheet.objects.filter(kind=kind).first().ref for kind in Sheet.objects.values_list("kind", flat=True).distinct()
    )
    for sheet in Sheet.objects.exclude(kind="workspace-file"):
        table = ledger.table(sheet)
        yield from (f"{sheet.ref}#{row[0]}/{name}" for row in list(table.rows)[:1] for name, _kind in table.columns)
    yield from (f"act:{act.pk}" for act in Act.objects.all())
    yield from (text.ref for text in Prose.objects.all())
    yield from Mention.objects.filter(role="made").values_list("ref", flat=True)
    yield from ("seat:0", "seat:1")


def test_every_ref_of_every_kind_has_a_page(client, report):
    refs = list(dict.fromkeys(every_kind()))
    assert {ref.partition(":")[0] for ref in refs} >= {
        *TABLES,
        "sources",
        "sheet",
        "act",
        "text",
        "seat",
        "reading",
        "decision",
    } - {table for table in TABLES if not TABLES[table].objects.exists()}
    failed = [ref for ref in refs if client.get(ref_url(ref)).status_code != 200]
    assert failed == []
    assert client.get(f"/herkomst/{quote(f'{report.ref}#lowest/value', safe='')}/").status_code == 200


def test_everything_in_the_record_is_of_a_kind_that_a_room_brings():
    bases = Mention.objects.values_list("ref", flat=True).distinct()
    assert {ref.partition(":")[0] for ref in bases} - set(known.kinds()) == set()
    assert {known.role(role) for role in Mention.objects.values_list("role", flat=True)} - set(
        known._roles().values()
    ) == set()
    assert set(Sheet.objects.values_list("kind", flat=True)) - set(known.sheets()) == set()


@pytest.mark.parametrize(
    "ref",
    [
        "..", "../../etc/passwd", "..%2F..%2Fetc%2Fpasswd", "%2e%2e", "'", '"', "act:1' OR '1'='1", '"><script>alert(1)</script>',
        "sheet:zzzzzzzzzzzzzzzz", "sheet:556c", "sheet:0000000000000000", "sheet:0000000000000000%23a/b", "sheet:", "act:", "act:x",
        "act:0", "act:99999999", "act:1e5", "act:-1", "act:٣", "act:" + "9" * 40, "text:0", "text:99999", "seat:99999", "reading:99999",
        "decision:99999", "appraisal:99999", "option:1", "areas:XX", "areas:TP01%23a", "parties:", "voice:1", "nosuch:thing", "areas:..",
        "a" * 10_240, "sheet:" + "a" * 10_240, "act:1%00", "%00", "é:é", "areas:é", "%F0%9F%99%82", "%ff%fe", "act:1%0a", "act:1/bestand",
    ],
)  # fmt: skip
def test_a_ref_that_names_nothing_is_a_404_with_a_sentence(client, ref):
    response = client.get(f"/herkomst/{ref}/")
    assert response.status_code == 404
    assert "<script>alert" not in response.content.decode()
    assert re.search("Nothing was found here|This page does not exist", words(response))
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize(
    "cell",
    ["nosuch/value", f"{ROW}/nosuch", ROW, "/", "'", '"><b>', "é/é", "x" * 10_240, "a\x00b", "a\nb", "#", "../.."],
)
def test_a_cell_that_is_not_there_is_a_404_with_a_sentence(client, cell):
    sheet = current().get(row=ROW).sheet
    response = client.get(f"/herkomst/{sheet}/", {"cel": cell})
    assert response.status_code == 404
    assert "Nothing was found here" in words(response)
    assert '"><b>' not in response.content.decode()


def test_a_file_as_it_was_received_has_no_cells(client):
    raw = Act.objects.get(verb="evidence.received").mentions.get(role="made").ref
    response = client.get(f"/herkomst/{raw}/", {"cel": "a/b"})
    assert response.status_code == 404
    assert "it has no cells to point at" in words(response)
    page = client.get(f"/herkomst/{raw}/", {"regel": "3"})
    assert "3 (this one)" in words(page)
    for odd in ("0", "-1", "999999999999", "x", "٣"):
        assert client.get(f"/herkomst/{raw}/", {"regel": odd}).status_code == 200


def test_the_trace_asks_as_much_for_thirty_figures_as_for_one(client, report, core_team, settings):
    """The publication says more and more, the depth of its lines stays: the number of questions stays too."""
    before, page = asked(client, "/herkomst/publications:TX01/")
    line = "TG01,{year},TI01,{value},tn-personen,definitief,precies,TD01,werkt hier,TX01,werkzame arbeidsmigranten,\n"
    more = "".join(line.format(year=1990 + number, value=100 + number) for number in range(30))
    delivered(settings, core_team, lambda text: text + more)
    after, page = asked(client, "/herkomst/publications:TX01/")
    told = {group.label: group for group in page.context["page"].groups}
    assert told["Figures"].count == 35
    assert "Decisions" in told  # it rests on what the publication said before
    assert after == before
    one, _page = asked(client, ref_url(current().get(row=ROW).ref))
    other, _page = asked(client, ref_url(current().get(row="TG01/1999/TX01/TI01/TD01").ref))
    assert other <= one < 60


def test_the_logbook_asks_as_much_for_fifty_acts_as_for_some(client, report):
    few, page = asked(client, "/herkomst/?daad=workspace.loaded")
    assert len(page.context["table"].records) == 1
    many, page = asked(client, "/herkomst/?per=50")
    assert len(page.context["table"].records) == 50
    assert many == few


def test_the_logbook_tells_every_act_in_a_sentence_and_can_be_narrowed(client, report, core_team):
    publish_area("TG01", by=core_team, at=timezone.now())
    page = client.get("/herkomst/?per=100")
    head = Head.objects.get()
    assert (page.context["table"].count, page.context["head"].seal) == (head.count, head.seal)
    assert f"Number of acts {head.count}" in words(page)
    assert head.seal[:16] in words(page)
    told = [row[1].value for row in page.context["table"].rows]
    assert told[0] == "Core group published a report"
    assert [sentence for sentence in told if "{by}" in sentence or "." in sentence] == []
    roles = client.get("/herkomst/?rol=tn-kern").context["table"]
    assert {act.verb for act in roles.records} == {"reports.compared", "reports.published"}
    assert client.get("/herkomst/?rol=seat:0&per=100").context["table"].count > 20
    found = client.get("/herkomst/", {"q": f"{report.ref}#lowest/value"}).context["table"]
    assert [act.verb for act in found.records] == ["reports.published"]
    today = timezone.localdate()
    counts = {
        span: client.get("/herkomst/", dict(zip(("vanaf", "tot"), span, strict=True))).context["table"].count
        for span in (
            ("", ""), (today.isoformat(), today.isoformat()), ((today + timedelta(1)).isoformat(), ""),
            ("", (today - timedelta(1)).isoformat()), ("nonsense", "2026-13-45"), ("9999-12-31", "9999-12-31"),
        )
    }  # fmt: skip
    assert list(counts.values()) == [head.count, head.count, 0, 0, head.count, head.count]
    assert client.get("/herkomst/?format=csv").content.decode().count("\n") == head.count + 1


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("act:3", "/herkomst/act:3/"),
        ("  sheet:556c38f5a1b2c3d4#GM/2024/x ", "/herkomst/sheet:556c38f5a1b2c3d4/?cel=GM/2024/x"),
        ("https://evil.example/", "/herkomst/?q=https%3A%2F%2Fevil.example%2F"),
        ("//evil.example", "/herkomst/?q=%2F%2Fevil.example"),
    ],
)
def test_a_ref_that_is_typed_opens_its_page(client, typed, to):
    response = client.get("/herkomst/", {"ga": typed})
    assert (response.status_code, response.url) == (302, to)


def test_the_bytes_of_a_sheet_are_a_file_to_save(client, report):
    files = {name: sheet_of_file(name) for name in ("areas.csv", "workspace.toml")}
    for sheet, ending in ((report, "csv"), (files["areas.csv"], "csv"), (files["workspace.toml"], "toml")):
        response = client.get(f"/herkomst/{sheet.ref}/bestand/")
        assert response.status_code == 200
        assert response.content == store.read(sheet.digest)
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="{sheet.short}.{ending}"'
        assert response["X-Content-Type-Options"] == "nosniff"
    for bad in ("sheet:0000000000000000", "act:1", "nosuch:1", "..", f"{report.ref}%23lowest/value"):
        assert client.get(f"/herkomst/{bad}/bestand/").status_code in (404, 200 if "lowest" in bad else 404)


def test_what_a_party_has_not_confirmed_is_not_public(client, core_team):
    inferred = Interest.objects.get(basis="inferred")
    given = sheet_of_file("interests.csv").ref
    for page in (
        client.get(f"/herkomst/{inferred.ref}/"),
        client.get(f"/herkomst/{given}/"),
        client.get(f"/herkomst/parties:{inferred.party_id}/"),
    ):
        assert page.status_code == 200
        assert inferred.text_nl not in page.content.decode()
        assert inferred.text_en not in page.content.decode()
    assert client.get(f"/herkomst/{given}/bestand/").status_code == 404
    client.force_login(core_team.account)
    assert inferred.text_en in words(client.get(f"/herkomst/{inferred.ref}/"))
    assert client.get(f"/herkomst/{given}/bestand/").status_code == 200


def test_what_was_erased_keeps_its_place_and_says_why(client, report):
    reason = Reading.objects.get(purpose="tn-gesprek").reason
    body = reason.body
    erase(target=Ref(reason.ref), reason=Words("De schrijver vroeg erom."), by=Installer(), at=timezone.now())
    page = client.get(f"/herkomst/{reason.ref}/")
    assert page.status_code == 200
    assert "Erased on request" in words(page)
    assert "De schrijver vroeg erom." in words(page)
    for url in (
        ref_url(reason.ref),
        ref_url(f"{report.ref}#reading-1-reason/ref"),
        ref_url(f"{report.ref}#reading-1/value"),
    ):
        assert body not in client.get(url).content.decode()
    assert "\n".join(queries.lines(reason.ref)).startswith("Words of people: A text that was erased on request")
    tidy = ledger.latest_sheet("evidence.tidied")
    erase(target=Ref(tidy.ref), reason=Words("Verkeerd geleverd."), by=Installer(), at=timezone.now())
    for ref in (tidy.ref, f"{tidy.ref}#{ROW}/value", current().get(row=ROW).ref, f"{report.ref}#ground-1/value"):
        assert client.get(ref_url(ref)).status_code == 200
    assert client.get(f"/herkomst/{tidy.ref}/bestand/").status_code == 404


def test_the_shell_tells_the_same_in_plain_lines(report):
    told = list(queries.lines(f"{report.ref}#reading-1/value"))
    # the same report may have been published before, by the one who loaded the workspace: then it is that one's
    assert re.match(
        r"Number in a report: Chosen reading 1 · Zomerkade · 2024 = 4,200 people \(worked example\) "
        r"\((Keeper|Core group) published",
        told[0],
    )
    assert told[2] == "Comes from"
    assert told[3].startswith(
        "  Chosen reading: Labour migrants · Zomerkade · Conversation (worked example) (Keeper chose"
    )
    ends = [line for line in told if line.startswith("Ends in")]
    assert ends[0] == (
        "Ends in a source: Werktelling Zomerkade 2024 (verzonnen) (https://example.org/zomerkade/werktelling-2024) "
        "(publications.csv:2)"
    )
    forward = list(queries.lines(current().get(row=ROW).ref))
    assert forward[-1] == "  Nothing yet." or any(report.ref in line for line in forward)
    assert any(f"{report.ref}#ground-1/value" in line for line in forward)
    for bad in ("nonsense", "act:999999", "sheet:0000000000000000"):
        with pytest.raises(queries.NoSuchRef):
            list(queries.lines(bad))


@pytest.mark.parametrize(
    ("ref", "page"),
    [
        ("areas:TP01", "/gebieden/TP01/"),
        ("indicators:TI01", "/cijfers/TI01/"),
        ("parties:TO01", "/partijen/TO01/"),
        ("interests:TO01/tn-thuis", "/partijen/TO01/"),
        ("publications:TX01", "/bronnen/"),
        ("themes:tn-werk", "/samenhang/"),
        ("decision:7", "/besluiten/7/"),
        ("appraisal:7", "/afwegingen/7/"),
        ("reading:99999", None),
        ("sheet:0000000000000000", None),
        ("units:tn-m2", None),
        ("nonsense", None),
    ],
)
def test_everything_with_a_page_of_its_own_leads_there(ref, page):
    assert queries.page_of(ref) == page


def test_a_reading_leads_to_its_indicator_and_a_report_to_itself(report):
    reading = Reading.objects.get(purpose="tn-gesprek")
    assert queries.page(Visitor(), reading.ref).stop.page == "/cijfers/TI01/?gebied=TP01"
    assert queries.page_of(report.ref, sheet_kind="report") == f"/verslagen/{report.short}/"


def test_an_act_shows_what_it_used_and_made(client, report):
    act = Act.objects.filter(verb="appraisal.weighed").latest("pk")
    page = words(client.get(f"/herkomst/act:{act.pk}/"))
    assert "Keeper weighed the options together" in page
    assert "draws 10000" in page
    assert act.seal[:16] in page
    for mention in act.mentions.all():
        assert mention.target in page


def test_the_declared_rows_name_their_file(client):
    assert "publications.csv:2" in words(client.get("/herkomst/publications:TX01/"))
    assert "sources/tn-telling.toml" in words(client.get(f"/herkomst/sources:{Source.objects.get().pk}/"))
    own = queries.page(Visitor(), "publications:TX04")  # our own calculation has no address: it is an assumption
    assert [(stop.end, stop.place) for stop in own.ends] == [("assumption", "publications.csv:5")]


def test_of_a_large_sheet_only_the_row_is_read(client, report, monkeypatch):
    """With the limit at nothing every sheet is large: the line is the same, what was not read says so."""
    cell = f"{report.ref}#reading-1/value"
    whole = stops(cell)
    monkeypatch.setattr("samenhang.reporting.trace.queries.book.LARGE", 0)
    assert stops(cell) == whole
    figure = current().get(row=ROW)
    assert {group.label for group in queries.page(Visitor(), figure.ref).groups} >= {"Chosen readings", "Decisions"}
    assert "not all of its rows were counted" in words(client.get(ref_url(figure.ref)))
    assert client.get(f"/herkomst/{figure.sheet}/", {"cel": "nosuch/value"}).status_code == 404
    raw = Act.objects.get(verb="evidence.received").mentions.get(role="made").ref
    assert client.get(f"/herkomst/{raw}/", {"regel": "3"}).status_code == 200

"""Bringing in a file on a page: template, check, dry run per cell, and writing it with a reason."""

import csv
import io
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.insight.said_rows import english

from samenhang.ground.ledger.models import Act
from samenhang.insight.evidence.actions.offer import offered
from samenhang.insight.evidence.models import Figure, Revision, Source
from samenhang.insight.evidence.queries import current
from samenhang.insight.evidence.queries.deliveries import COLUMNS, HOLDS
from samenhang.insight.evidence.queries.preview import NAMES
from samenhang.insight.evidence.queries.problems import in_words
from samenhang.workspace.kinds import figures

pytestmark = pytest.mark.django_db
PAGE = "/bronnen/tn-telling/levering/"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """What is offered is held in a folder of the test's own."""
    monkeypatch.setattr(settings, "VAR", tmp_path)
    return tmp_path / "offered"


def text(**changes):
    """The delivery of the fictional province with some of its text replaced."""
    told = (Path(settings.WORKSPACE) / "deliveries" / "telling-2024.csv").read_text(encoding="utf-8")
    for old, new in changes.pop("replace", {}).items():
        assert old in told
        told = told.replace(old, new)
    return told


def send(client, told, name="telling.csv", **headers):
    file = SimpleUploadedFile(name, told if isinstance(told, bytes) else told.encode())
    return client.post(PAGE, {"file": file}, headers=headers)


def checked(client, told):
    """The address of the dry run of a delivery that is right."""
    answer = send(client, told)
    assert (answer.status_code, re.fullmatch(rf"{PAGE}[0-9a-f]{{16}}/", answer.url) is not None) == (302, True)
    return answer.url


def test_every_column_has_its_words():
    assert list(HOLDS) == [column.name for column in figures().columns]
    assert set(COLUMNS) == set(NAMES) - {"row"}


def test_who_may_not_receive_is_told_so(client, seat_of):
    assert client.get(PAGE).status_code == 403
    assert "Bring in a file" not in english(client, "/bronnen/")
    client.force_login(seat_of("tn-lezer").account)
    assert (client.get(PAGE).status_code, send(client, text()).status_code) == (403, 403)


def test_the_page_says_what_the_file_holds_and_gives_a_template(signed_in):
    assert "Bring in a file" in english(signed_in, "/bronnen/")
    page = english(signed_in, PAGE)
    assert "This source delivers a CSV file with a row for each figure. Now 13 figures of it are shown." in page
    assert (
        "toestand what kind of number it is definitief (known), voorlopig (provisional), prognose (forecast), "
        "geheim (withheld), onbekend (not known)" in page
    )
    answer = signed_in.get(f"{PAGE}?format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="tn-telling.csv"'
    assert next(csv.reader(io.StringIO(answer.content.decode()))) == next(csv.reader(io.StringIO(text())))
    assert signed_in.get("/bronnen/nergens/levering/").status_code == 404


def test_the_template_alone_is_no_delivery(signed_in):
    answer = send(signed_in, signed_in.get(f"{PAGE}?format=csv").content)
    assert answer.status_code == 422
    assert "In deze levering staat geen enkel cijfer: lever het hele bestand." in answer.content.decode()


def test_without_a_file(signed_in):
    answer = signed_in.post(PAGE, {}, headers={"accept-language": "en"})
    assert (answer.status_code, "Choose the file that should be checked." in answer.content.decode()) == (422, True)
    answer = send(signed_in, b"", **{"accept-language": "en"})
    assert (answer.status_code, "This file is empty." in answer.content.decode()) == (422, True)


def test_a_file_that_is_too_large_for_a_page(signed_in, folder):
    answer = send(signed_in, b"x" * (10 * 1024 * 1024 + 1), **{"accept-language": "en"})
    assert answer.status_code == 422
    assert "samenhang receive tn-telling FILE" in answer.content.decode()
    assert not folder.exists()


def test_each_problem_has_its_cell_and_remedy_and_nothing_is_kept(signed_in, folder):
    acts = Act.objects.count()
    told = text(replace={"TP01,2024JJ00,TI01,4200": "TP99,2024JJ00,TI01,veel"})
    answer = send(signed_in, told, "mijn <telling>.csv")
    assert answer.status_code == 422
    assert [(one.line, one.place, one.message, one.lang) for one in answer.context["problems"]] == [
        (2, 'gebied "TP99"', 'gebied "TP99" is niet bekend: areas.csv heeft deze code niet. Zet de code daarin of verbeter hem hier.', ""),
        (2, 'getal "veel"', 'getal hoort een getal te zijn zoals 12.5, met een punt en daarvoor hoogstens 15 cijfers, en niet "veel".',
         ""),
    ]  # fmt: skip
    assert "mijn _telling_.csv" in answer.content.decode()
    assert (list(folder.iterdir()), Act.objects.count()) == ([], acts)


def test_the_dry_run_shows_each_cell_and_writes_nothing(signed_in):
    acts = Act.objects.count()
    told = text(replace={
        "TP01,2024JJ00,TI01,4200,tn-personen,definitief": "TP01,2024JJ00,TI01,4321,tn-personen,voorlopig",
    })  # fmt: skip
    lines = told.splitlines(keepends=True)
    gone = next(line for line in lines if line.startswith("TP01,2024KW04,TI03"))
    told = "".join(line for line in lines if line != gone) + gone.replace("2024KW04", "2025KW01")
    url = checked(signed_in, told)
    page = english(signed_in, url)
    assert "Figures that change 1 Figures that go 1 New figures 1 Figures that stay the same 11" in page
    assert "Labour migrants, Zomerkade, 2024" in page
    assert "What kind of number known provisional" in page
    assert "Figure 4,200 people 4,321 people" in page
    shown = signed_in.get(url).context["page"]
    assert [one.before.ref for one in shown.cells if one.column == "Figure" or not isinstance(one.before, str)] == [
        current().get(area="TP01", indicator="TI01", value=4200).ref
    ]
    assert Act.objects.count() == acts


def test_the_dry_run_shows_what_was_read_beside_its_cell(signed_in):
    rows = list(csv.DictReader(io.StringIO(text())))
    page = signed_in.get(checked(signed_in, text()))
    read = page.context["page"].read
    assert (len(read), page.context["page"].all) == (min(20, len(rows)), len(rows))
    assert [one.line for one in read] == list(range(2, len(read) + 2))
    said = " ".join(page.content.decode().split())
    assert "Wat wij lazen" in said
    first = next(one for one in read if re.fullmatch(r"\d+", rows[one.line - 2]["getal"]))
    assert re.sub(r"\D", "", str(first.value)) == rows[first.line - 2]["getal"]
    assert f"regel {first.line}, <code>{first.place}</code>" in said


def test_words_of_a_column_say_what_they_mean_and_codes_have_a_list(signed_in):
    page = signed_in.get(PAGE)
    said = " ".join(page.content.decode().split())
    assert '<code>definitief</code> <span class="quiet">(bekend)</span>' in said
    held = {one.codes for one in page.context["wanted"].columns if one.codes}
    assert "area" in held
    for column in held:
        assert f'href="?codes={column}"' in said
        listed = list(csv.reader(io.StringIO(signed_in.get(f"{PAGE}?codes={column}").content.decode("utf-8-sig"))))
        assert listed[0] == ["Code", "Naam"]
        assert all(code and name for code, name in listed[1:])
    areas = dict(list(csv.reader(io.StringIO(signed_in.get(f"{PAGE}?codes=area").content.decode("utf-8-sig"))))[1:])
    assert areas["TG03"] == "Cedermeer"
    assert signed_in.get(f"{PAGE}?codes=nothing").headers["Content-Type"].startswith("text/html")


def test_a_change_is_written_with_its_reason(signed_in, folder):
    url = checked(signed_in, text(replace={"TP01,2024JJ00,TI01,4200": "TP01,2024JJ00,TI01,4321"}))
    standing = signed_in.get(url).context["form"].initial["standing"]
    acts = Act.objects.count()
    answer = signed_in.post(url, {"standing": standing, "reason": " "}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "Write in one sentence why these figures change." in answer.content.decode()
    assert Act.objects.count() == acts
    answer = signed_in.post(url, {"standing": standing, "reason": "Opnieuw geteld."}, follow=True)
    assert answer.redirect_chain == [("/bronnen/", 302)]
    assert Figure.objects.get(edition__current=True, area="TP01", indicator="TI01", value=4321).state == "known"
    made = Revision.objects.get()
    assert (made.reason.body, made.source_id) == ("Opnieuw geteld.", "tn-telling")
    assert json.loads(Act.objects.get(verb="evidence.revised").facts)["changed"] == 1
    assert list(folder.iterdir()) == []
    gone = signed_in.get(url, headers={"accept-language": "en"}, follow=True)
    assert gone.redirect_chain == [(PAGE, 302)]
    assert "This file is no longer held" in gone.content.decode()


def test_the_same_file_again_changes_nothing(signed_in):
    acts = Act.objects.count()
    url = checked(signed_in, text())
    assert "Writing it changes nothing." in english(signed_in, url)
    standing = signed_in.get(url).context["form"].initial["standing"]
    assert signed_in.post(url, {"standing": standing}).status_code == 302
    assert Act.objects.count() == acts


def test_another_delivery_in_between_is_told(signed_in):
    url = checked(signed_in, text(replace={"TI01,4200": "TI01,4321"}))
    other = checked(signed_in, text(replace={"TI01,4200": "TI01,4400"}))
    standing = signed_in.get(url).context["form"].initial["standing"]
    assert signed_in.post(other, {"standing": standing, "reason": "Eerst deze."}).status_code == 302
    answer = signed_in.post(url, {"standing": standing, "reason": "Dan deze."}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert ("Another delivery of this source came in meanwhile." in body, "Dan deze." in body) == (True, True)
    now = answer.context["form"].data["standing"]
    assert signed_in.post(url, {"standing": now, "reason": "Dan deze."}).status_code == 302
    assert current().filter(area="TP01", indicator="TI01", value=4321).exists()


def test_it_can_be_let_go(signed_in, folder):
    url = checked(signed_in, text())
    token = url.rstrip("/").rpartition("/")[2]
    assert offered(token).name == "telling.csv"
    assert signed_in.post(url, {"drop": "yes"}).url == PAGE
    assert (offered(token), offered("../x"), list(folder.iterdir())) == (None, None, [])


def test_only_who_offered_it_can_write_it(signed_in, client, core_team):
    url = checked(signed_in, text())
    other = type(client)()
    other.force_login(core_team.account)
    assert other.get(url).url == PAGE
    assert other.post(url, {"reason": "x"}).url == PAGE


def test_the_dry_run_asks_as_many_questions_for_one_as_for_thirty(signed_in):
    def asked(url):
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(url).status_code == 200
        return len(captured)

    one = checked(signed_in, text(replace={"TI01,4200": "TI01,4321"}))
    lines = text().splitlines(keepends=True)
    first = next(line for line in lines if line.startswith("TG01,2024JJ00,TI01"))
    more = [first.replace("2024JJ00", f"{1990 + n}JJ00") for n in range(30)]
    thirty = checked(signed_in, text(replace={"TI01,4200": "TI01,4321"}) + "".join(more))
    assert asked(one) == asked(thirty)
    assert Source.objects.count() == 1


def said_of_deliveries():
    """Every sentence about a delivery that the tests of the checks expect."""
    for file in (Path(__file__).parents[1] / "workspace" / "bad").glob("*.toml"):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            for problem in case["problems"]:
                if re.match(r"deliveries/telling-2024.csv(:\d+)?[: ]", problem) and "no source names" not in problem:
                    yield re.sub(r'^\S+?(:\d+)?( (\w+ )?"[^"]*")?: ', "", problem)


def test_what_is_wrong_is_told_in_the_language_of_the_page():
    sentences = sorted(set(said_of_deliveries()))
    assert len(sentences) > 15
    with translation.override("nl"):
        assert [sentence for sentence in sentences if in_words(sentence)[1]] == []
        assert in_words("a sentence that nobody knows") == ("a sentence that nobody knows", "en")
    with translation.override("en"):
        assert [in_words(sentence) for sentence in sentences] == [(sentence, "") for sentence in sentences]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (text().encode("utf-16"), "staat een NUL-byte"),
        (text().encode("utf-8-sig"), "begint met een byte order mark (BOM)"),
        (text(replace={"Zomerkade": "Zomerkad\u00eb"} if "Zomerkade" in text() else {"arbeidsmigranten": "\u00eb"}).encode("latin-1"),
         "hoort UTF-8 te zijn"),
        (b"<!doctype html><html></html>", "Dit is een webpagina (HTML)"),
        (text().replace(",", ";"), "gescheiden door ; "),
        (text() + text().splitlines()[-1] + "\n", "Hetzelfde cijfer"),
        (text().replace("gebied,", "plaats,", 1), "heeft geen kolom"),
        (b"PK\x03\x04" + b"x" * 100, "archief of werkmap"),
    ],
)  # fmt: skip
def test_a_corrupted_file_is_told_in_dutch_and_nothing_is_kept(signed_in, folder, told, said):
    acts = Act.objects.count()
    answer = send(signed_in, told)
    assert answer.status_code == 422
    assert any(said in one.message and not one.lang for one in answer.context["problems"]), answer.context["problems"]
    assert (list(folder.iterdir()), Act.objects.count()) == ([], acts)

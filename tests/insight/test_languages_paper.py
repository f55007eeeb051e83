"""A round on paper: the same words as on the screen, and a square code that leads there."""

import io
import re

import pytest
from django.test import Client
from pypdf import PdfReader
from tests.insight.square_reader import read

from samenhang.insight.senders.queries import texts
from samenhang.insight.voices.models import Round, Sifted
from samenhang.insight.voices.queries.words import words
from samenhang.screen.square import drawing, modules

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    """The words of a PDF in one line, as a person reads them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def held() -> Round:
    return Round.objects.get(example=True)


@pytest.mark.parametrize("language", ["nl", "en", "pl"])
def test_the_paper_form_has_the_sentences_and_choices_of_the_screen(language: str, held: Round) -> None:
    answer = Client().get(f"/rondes/{held.pk}/formulier/{language}.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    paper, said = text_of(answer.content), words(held, language)
    keys = ["title", "purpose", *(row.key for row in held.propositions.filter(state=Sifted.SHOWN))]
    for question in held.questions.prefetch_related("choices"):
        keys += [question.key, *(choice.key for choice in question.choices.all())]
    missing = [said[key] for key in keys if plain(said[key]).replace(" ", "") not in paper.replace(" ", "")]
    assert missing == []
    assert f"{held.pk}-{language}" in paper
    page = texts(language)
    for key in ("round_agree", "round_disagree", "round_pass", "paper_how", "paper_back"):
        assert page[key].replace(" ", "") in paper.replace(" ", ""), key


def test_the_form_is_accessible_and_the_same_bytes_every_time(held: Round) -> None:
    one_, two = (Client().get(f"/rondes/{held.pk}/formulier/pl.pdf").content for _ in range(2))
    assert one_ == two
    assert b"<pdfuaid:part>1</pdfuaid:part>" in one_
    reader = PdfReader(io.BytesIO(one_))
    assert reader.trailer["/Root"]["/Lang"] == "pl"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - an object of the PDF


@pytest.mark.parametrize("chosen", [["pl"], ["nl", "en", "pl"]])
def test_the_poster_has_the_titles_and_leads_where_people_take_part(chosen: list[str], held: Round) -> None:
    query = "&".join(f"taal={one_}" for one_ in chosen)
    page = Client().get(f"/rondes/{held.pk}/poster/?{query}").content.decode()
    answer = Client().get(f"/rondes/{held.pk}/poster.pdf?{query}")
    paper = text_of(answer.content)
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1
    for language in chosen:
        title = words(held, language)["title"]
        assert title.replace(" ", "") in paper.replace(" ", "")
        assert f'<section lang="{language}">' in page
        assert texts(language)["poster_scan"].replace(" ", "") in paper.replace(" ", "")
    end = f"stemmen/{held.pk}/{chosen[0]}/" if len(chosen) == 1 else f"stemmen/{held.pk}/"
    assert read(modules_of(page)) == f"http://testserver/{end}"


def modules_of(page: str) -> tuple[tuple[bool, ...], ...]:
    """The dark modules of the square code in a page, from its path."""
    svg = re.search(r'<svg[^>]*class="square"[^>]*viewBox="0 0 (\d+) (\d+)".*?</svg>', page, re.S)
    assert svg is not None
    size = int(svg[1])
    grid = [[False] * size for _ in range(size)]
    for across, down, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h", svg[0]):
        for place in range(int(wide)):
            grid[int(down)][int(across) + place] = True
    assert not any(any(row) for row in grid[:4])  # the quiet zone
    return tuple(tuple(row[4:-4]) for row in grid[4:-4])


@pytest.mark.parametrize(
    "address",
    [
        "http://a.nl/",
        "https://samenhang.example.org/stemmen/12/uk/",
        "https://x.nl/" + "a" * 60,
        "http://127.0.0.1:8000/ž",
    ],
)
def test_the_square_code_reads_back_as_the_address(address: str) -> None:
    assert modules_of(drawing(address, "code")) == modules(address)
    assert read(modules(address)) == address


def test_a_round_in_preparation_is_on_nobody_else_s_paper(signed_in: Client, held: Round) -> None:
    Round.objects.filter(pk=held.pk).update(phase="draft")
    for path in ("poster/", "poster.pdf", "formulier/nl.pdf"):
        assert Client().get(f"/rondes/{held.pk}/{path}").status_code == 404
        assert signed_in.get(f"/rondes/{held.pk}/{path}").status_code == 200
    assert Client().get("/talen/pl/rondes/?format=csv").content.decode("utf-8-sig").count("\n") == 1
    for path in ("formulier/xx.pdf", "poster/?taal=xx"):
        assert signed_in.get(f"/rondes/{held.pk}/{path}").status_code == 404
    assert signed_in.get("/rondes/999999/poster/").status_code == 404

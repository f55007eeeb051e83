"""From a vision that three portfolios co-sign to a measure that one party answers for and a pledge that is disputed and proven."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Server

pytestmark = pytest.mark.browser


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_vision_is_refused_with_two_signatures_and_established_with_three(core_team: Page, server: Server) -> None:
    page = core_team
    page.goto(f"{server.url}/visie/nieuw/")
    page.get_by_label("Titel").fill("Een visie van de browser")
    page.get_by_label("Wat de provincie wil", exact=True).fill("Wie hier werkt, woont hier goed.")
    page.get_by_label("Horizon").fill("2040")
    page.get_by_label("Verbinden").check()
    pressed(page, "Deze versie bewaren")
    expect(page.get_by_role("heading", level=1)).to_have_text("Een visie van de browser")
    choice = page.get_by_label("Namens de portefeuille")
    for _place in range(2):
        choice.select_option(index=0)
        pressed(page, "Deze versie meeondertekenen")
    left = choice.locator("option").all_inner_texts()
    assert len(left) == 1
    pressed(page, "De visie vaststellen")
    said = "Een visie is vastgesteld als elke portefeuille die nodig is, heeft meegetekend. Nog niet: "
    expect(page.locator("main")).to_contain_text(f"{said}{left[0]}.")
    pressed(page, "Deze versie meeondertekenen")
    pressed(page, "De visie vaststellen")
    expect(page.locator("main")).to_contain_text("De visie is in deze versie vastgesteld.")
    expect(page.get_by_role("button", name="De visie vaststellen")).to_have_count(0)

    answers = ["eens", "oneens", "stil", "eens", "oneens"]
    address = page.url.partition("#")[0]
    for place, answer in enumerate(answers, start=1):
        page.goto(f"{address}standpunt/")
        page.get_by_label("Partij").select_option(index=place * 5)
        page.get_by_label(answer, exact=True).check()
        page.get_by_label("In eigen woorden").fill("" if answer == "stil" else f"Gezegd op de dag van toets {place}.")
        pressed(page, "Dit standpunt bewaren")
    table = page.get_by_role("table", name="Standpunten van partijen over deze visie, naast elkaar")
    shown = table.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert sorted(text.strip().split("\n")[-1] for text in shown) == sorted(answers)


def test_a_measure_has_one_who_answers_for_it_and_a_pledge_is_disputed_and_proven(
    core_team: Page, server: Server
) -> None:
    page = core_team
    page.goto(f"{server.url}/programma/")
    page.get_by_role("link", name=re.compile("een maatregel voorstellen")).first.click()
    page.get_by_label("Titel").fill("Een maatregel van de browser")
    page.get_by_label("Eindverantwoordelijk").select_option(label="Provincie Noord-Brabant")
    page.get_by_label("Voert uit").select_option(index=3)
    pressed(page, "Deze maatregel bewaren")
    expect(page.get_by_role("heading", level=1)).to_have_text("Een maatregel van de browser")
    expect(page.locator("main")).to_contain_text("Deze maatregel heeft geen indicator")
    page.get_by_text("Een stap verder zetten").click()
    page.get_by_label("Volgende stap").select_option(label="gestopt")
    pressed(page, "Deze stap bewaren")
    expect(page.locator("main")).to_contain_text("Stoppen is een besluit. Schrijf de reden op.")

    page.goto(f"{server.url}/programma/toezeggingen/")
    expect(page.locator("main")).to_contain_text("uitkomst niet bekend")
    page.get_by_role("link", name="Plaatsen nieuw bouwen of vervangen").click()
    for state, amount, party in (
        ("gemeld als gerealiseerd", "3000", 1), ("betwist", "", 2), ("bewezen", "2500", 3),
    ):  # fmt: skip
        page.get_by_text("Zeggen wat ervan kwam").click()
        page.get_by_label(state, exact=True).check()
        page.get_by_label("Hoeveel er zijn gerealiseerd").fill(amount)
        page.get_by_label("Wie dat zegt").select_option(index=party)
        page.get_by_label("Wat is gezegd of gezien, en de bron").fill(f"Toets van de browser: {state}.")
        pressed(page, "Bewaar dit")
        expect(page.locator(".heading")).to_contain_text(state)
    expect(page.locator("main")).to_contain_text("2.500 plaatsen")

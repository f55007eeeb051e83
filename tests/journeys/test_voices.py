"""A round on a phone, with and without JavaScript: from the address on the poster to the receipt to the answer; and on paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys.conftest import NARROW, WIDE, Server, watch

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){4}")


def sound(page: Page, axe: bool = True) -> None:
    """Nothing sticks out, and nobody is kept out."""
    page.wait_for_load_state()
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], f"{page.url}: {wide[0]} px on a screen of {wide[1]}"
    if axe:
        found = Axe().run(page, options=RULES).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found] == [], page.url


@pytest.fixture
def desk(context: BrowserContext, server: Server) -> Page:
    """The core team on a page that is not watched: axe adds styles that the policy blocks, and asks for files by wrong names."""
    page = context.new_page()
    page.goto(server.link())
    page.get_by_role("button", name=re.compile("aanmelden", re.IGNORECASE)).first.click()
    return page


def prepared(page: Page, server: Server, title: str) -> int:
    """The core team prepares a round and opens it; its number."""
    page.goto(f"{server.url}/stemmen/")
    sound(page)
    page.get_by_role("link", name="Bereid een ronde voor").click()
    sound(page)
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Gebieden").select_option("PV30")
    page.get_by_role("button", name="Bereid deze ronde voor").click()
    sound(page)
    page.get_by_role("button", name="Open de ronde").click()
    sound(page)
    return int(page.url.rstrip("/").rpartition("/")[2])


@pytest.mark.parametrize("context", [NARROW], indirect=True, ids=["390"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_round_in_polish_from_the_address_on_the_poster_to_receipt_to_answer(
    desk: Page, browser: Browser, server: Server, scripts: bool
) -> None:
    number = prepared(desk, server, "")
    phone = browser.new_context(
        viewport={"width": NARROW[0], "height": NARROW[1]}, locale="pl-PL", java_script_enabled=scripts
    )
    page, faults = phone.new_page(), list[str]()
    if not scripts:
        watch(page, server, faults)
    page.goto(f"{server.url}/stemmen/{number}/")
    sound(page, scripts)
    page.get_by_role("link", name="polski").click()
    sound(page, scripts)
    page.get_by_role("button", name="Zaczynam").click()
    sound(page, scripts)
    said = 0
    while page.get_by_role("button", name="Zgadzam się", exact=True).count():
        page.get_by_role("button", name=("Zgadzam się", "Nie zgadzam się", "Nie wiem")[said % 3], exact=True).click()
        said += 1
    assert said == 18
    sound(page, scripts)
    page.get_by_label("Czy chce Pan/Pani dodać własne zdanie?").fill("Chcę lekarza, który mówi po polsku.")
    page.get_by_role("button", name="Dodaj").click()
    expect(page.get_by_text("Dziękujemy. Przeczytamy to zdanie.")).to_be_visible()
    sound(page, scripts)
    page.get_by_role("radio", name="Polska").check()
    page.get_by_role("button", name="Gotowe").click()
    sound(page, scripts)
    code = page.locator(".sender__code").inner_text()
    assert CODE.fullmatch(code)
    assert scripts or not phone.cookies()  # with scripts axe fetches pages of its own
    assert CODE.search(page.url) is None

    desk.goto(f"{server.url}/rondes/{number}/ingebracht/")
    sound(desk)
    desk.get_by_role("button", name="Toon haar").click()
    desk.goto(f"{server.url}/rondes/{number}/")
    desk.get_by_text("Sluit de ronde", exact=True).first.click()
    desk.get_by_role("button", name="Sluit de ronde").click()
    sound(desk)
    desk.get_by_role("link", name="Beantwoord de stellingen").click()
    sound(desk)
    card = desk.locator("section.card", has_text="Chcę lekarza")
    card.get_by_label("Wat is ermee gedaan?").fill("Wij vragen de huisartsen om een Poolse assistent.")
    card.get_by_role("button", name="Dit antwoord bewaren").click()
    card.get_by_role("link", name="polski").click()
    sound(desk)
    desk.get_by_label("Wat mensen lezen").fill("Prosimy lekarzy o polskiego asystenta.")
    desk.get_by_role("button", name="Bewaar onnagekeken").click()
    expect(desk.locator("main")).to_contain_text("door een machine")
    desk.get_by_role("button", name="Dit klopt: nagekeken").click()

    page.goto(f"{server.url}/stemmen/{number}/pl/uitkomst/")
    expect(page.get_by_text("Prosimy lekarzy o polskiego asystenta.")).to_be_visible()
    sound(page, scripts)
    page.goto(f"{server.url}/stemmen/{number}/pl/antwoord/")
    sound(page, scripts)
    page.get_by_label("Kod").fill(code.lower())
    page.get_by_role("button", name="Pokaż").click()
    expect(page.get_by_text("Chcę lekarza, który mówi po polsku.").first).to_be_visible()
    sound(page, scripts)
    page.get_by_role("button", name="Usuń wszystkie moje odpowiedzi").click()
    expect(page.get_by_text("Odpowiedzi zostały usunięte.")).to_be_visible()
    sound(page, scripts)
    page.goto(f"{server.url}/stemmen/{number}/pl/uitkomst/")
    assert page.get_by_text("Chcę lekarza").count() == 0
    phone.close()
    assert faults == []


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_a_paper_form_is_entered_with_the_keyboard_alone(desk: Page, server: Server) -> None:
    number = prepared(desk, server, "Op papier")
    desk.get_by_role("link", name="Voer papieren formulieren in").click()
    sound(desk)
    desk.get_by_label("Taal van het formulier").select_option("pl")
    desk.get_by_label(re.compile(r"^1\. ")).focus()
    for key in "123112312":
        desk.keyboard.type(key)
        desk.keyboard.press("Tab")
    desk.keyboard.type("7")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Hier hoort 1 (eens), 2 (oneens), 3 (weet niet) of niets")).to_be_visible()
    sound(desk)
    desk.get_by_label(re.compile(r"^10\. ")).fill("2")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    code = desk.locator(".sender__code").inner_text()
    assert CODE.fullmatch(code)
    assert desk.get_by_label("Taal van het formulier").input_value() == "pl"
    assert desk.get_by_label(re.compile(r"^1\. ")).input_value() == ""
    sound(desk)
    desk.goto(f"{server.url}/stemmen/{number}/nl/antwoord/")
    desk.get_by_label("Uw code").fill(code)
    desk.get_by_role("button", name="Laat zien").click()
    assert desk.get_by_text("Niet mee eens").count() == 4
    sound(desk)


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_the_worked_round_and_every_language_of_it(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/stemmen/")
    sound(page)
    page.locator("main tbody tr", has_text="uitgewerkt voorbeeld").get_by_role("link").first.click()
    expect(page.get_by_text("Niemand gaf deze antwoorden")).to_be_visible()
    sound(page)
    number = page.url.rstrip("/").rpartition("/")[2]
    page.goto(f"{server.url}/stemmen/{number}/")
    addresses = page.locator(".sender__choose a").evaluate_all("nodes => nodes.map(node => node.href)")
    assert len(addresses) >= 3
    for address in addresses:
        page.goto(address)
        sound(page)
        page.locator("main form button").first.click()
        sound(page)
        page.goto(f"{address}antwoord/")
        sound(page)
        page.goto(f"{address}uitkomst/")
        sound(page)

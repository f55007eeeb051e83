"""A distribution centre in Moerdijk to its PDF, five plans of a region added up, with the keyboard alone, wide and narrow."""

import io

import pypdf
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import NARROW, WIDE, Server
from tests.journeys.test_bridge import faults
from tests.journeys.test_every_page import sign_in

pytestmark = pytest.mark.browser
PATIENCE = 30_000  # ms: the first test after a start reads the reference numbers and the figures around
ROOM = "/vestigingstoets/"
FIVE = """naam;soort;gemeente;vloer_m2;banen;uitzend_procent;bedden_op_terrein;start;stand
Hal Roosendaal;Logistiek en distributie;Roosendaal;25.000;;;;2028;in behandeling
Slachterij Zundert;Voedingsindustrie;Zundert;;220;60;40;2029;in behandeling
Kas Steenbergen;Glastuinbouw en teelt;Steenbergen;120.000;;;;2027;in behandeling
Hal Bergen op Zoom;Logistiek en distributie;Bergen op Zoom;18.000;;;;2028;in behandeling
Hal Halderberge;Logistiek en distributie;Halderberge;12.000;;70;;2028;in behandeling"""


def tab_to(page: Page, label: str) -> None:
    """Walk with the Tab key to the field or button of this name."""
    wanted = page.get_by_label(label, exact=False).or_(page.get_by_role("button", name=label, exact=True)).first
    for _step in range(60):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached with the Tab key")


def choose(page: Page, label: str, letters: str) -> None:
    """Choose from a list by typing, as one does without a mouse."""
    tab_to(page, label)
    page.keyboard.type(letters)


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_a_distribution_centre_in_moerdijk_to_its_pdf_with_the_keyboard(
    context: BrowserContext, server: Server
) -> None:
    page = context.new_page()
    sign_in(page, server)
    page.goto(server.url + ROOM + "nieuw/")
    assert faults(page) == []
    tab_to(page, "Naam van het plan")
    page.keyboard.type("Distributiecentrum Moerdijk")
    choose(page, "Soort bedrijf", "Logistiek")
    choose(page, "Gemeente", "Moerdijk")
    tab_to(page, "Vloeroppervlak in m²")
    page.keyboard.type("-40.000")
    tab_to(page, "Jaar van de start")
    page.keyboard.type("2028")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dit hoort een getal van 0 tot 2000000 te zijn")).to_be_visible()
    expect(page.get_by_label("Naam van het plan")).to_have_value("Distributiecentrum Moerdijk")
    assert faults(page) == []
    tab_to(page, "Vloeroppervlak in m²")
    page.keyboard.press("Control+A")
    page.keyboard.type("40.000 m2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Distributiecentrum Moerdijk", timeout=PATIENCE)
    main = page.locator("main")
    expect(main).to_contain_text("zoeken circa 130 personen")
    expect(main).to_contain_text("Zuid-Holland")
    expect(main).to_contain_text("Noord-Brabant: Tekort aan slaapplaatsen circa 20.000 plaatsen")
    # the same futures without the plan and with it, as ranges
    ahead = page.locator("section", has=page.get_by_role("heading", name="In de toekomsten", exact=True))
    expect(ahead).to_contain_text("In 2033 komen de gemeenten eromheen zonder dit plan")
    expect(ahead.locator(".chart__plot > svg")).to_be_visible()
    assert faults(page) == []
    beds = page.locator(".lead a.cell").first
    beds.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/herkomst/sheet:**")
    expect(main).to_contain_text("Distributiecentrum Moerdijk")
    page.go_back()
    page.get_by_role("link", name="Op één pagina", exact=True).press("Enter")
    page.wait_for_url("**/vestigingstoets/blad/**")
    expect(page.get_by_role("heading", name="Vragen aan de ondernemer")).to_be_visible()
    assert faults(page) == []
    href = page.get_by_role("link", name="Op één pagina als PDF").get_attribute("href")
    answer = page.request.get(server.url + str(href))
    reader = pypdf.PdfReader(io.BytesIO(answer.body()))
    text = reader.pages[0].extract_text().replace("\u00a0", " ")
    assert "In de toekomsten: in 2033 komen de gemeenten eromheen zonder dit plan" in " ".join(text.split())
    assert (answer.status, len(reader.pages), "40.000 m²" in text, "Vragen aan de ondernemer" in text) == (
        200,
        1,
        True,
        True,
    )
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_five_plans_of_a_region_are_added_up(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    sign_in(page, server)
    page.goto(server.url + ROOM + "meer/")
    page.get_by_role("textbox", name="Tabel").fill(FIVE.replace("Zundert;;220", "Rotterdam;;220"))
    page.get_by_role("button", name="Nakijken").press("Enter")
    expect(page.locator("main")).to_contain_text("“Rotterdam” is geen gemeente van deze provincie.")
    assert faults(page) == []
    page.get_by_role("textbox", name="Tabel").fill(FIVE)
    page.get_by_role("button", name="Nakijken").press("Enter")
    page.get_by_role("button", name="Bewaar en toets samen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("5 nieuwe bedrijven samen", timeout=PATIENCE)
    assert faults(page) == []
    page.goto(server.url + ROOM + "samen/")
    page.get_by_role("combobox", name="Regio").select_option("Regio West-Brabant")
    page.get_by_role("button", name="Toon de plannen").press("Enter")
    expect(page.locator("main")).to_contain_text("Slachterij Zundert")
    assert faults(page) == []
    page.get_by_role("button", name="Tel ze op").press("Enter")
    expect(page.get_by_role("heading", name="Elk apart lijkt klein")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("main")).to_contain_text("gewone plekken tekort, en met deze plannen")
    page.goto(server.url + ROOM)
    expect(page.locator("main")).to_contain_text("Hal Halderberge")
    assert faults(page) == []


def test_a_plan_is_tested_without_a_script(browser: object, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")  # type: ignore[attr-defined]
    page = context.new_page()
    sign_in(page, server)
    page.goto(server.url + ROOM + "nieuw/")
    page.get_by_label("Naam van het plan").fill("Zonder script")
    page.get_by_label("Soort bedrijf").select_option("Datacentrum")
    page.get_by_label("Gemeente").select_option("Breda")
    page.get_by_label("Vloeroppervlak in m²").fill("10000")
    page.get_by_label("Jaar van de start").fill("2030")
    page.get_by_role("button", name="Toets", exact=True).click()
    expect(page.locator(".chart__plot svg").first).to_be_visible(timeout=PATIENCE)
    context.close()

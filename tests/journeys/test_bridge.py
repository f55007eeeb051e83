"""From two ticks in a table to a bridge, turned round, read by whoever cannot see it, on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import NARROW, WIDE, Server
from tests.journeys.test_every_page import RULES

pytestmark = pytest.mark.browser
FIGURES = "/cijfers/arbeidsmigranten/"


def faults(page: Page) -> list[str]:
    """What axe finds with every fold open, and a page that is wider than its screen."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    found = [
        f"{one['id']} {[node['target'] for node in one['nodes'][:3]]}"
        for one in Axe().run(page, options=RULES).response["violations"]
    ]
    width, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return found + ([f"{width} px wide on a screen of {screen}"] if width > screen else [])


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_two_ticks_make_a_bridge(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(server.url + FIGURES)
    for said in ("Het PON & Telos, 2018", "Arbeidsmigratie in goede banen (ministerie van SZW), 2023"):
        page.get_by_role("checkbox", name=said).check()
    page.get_by_role("button", name="Maak de brug").click()
    lead = page.locator(".lead")
    expect(lead).to_have_text("Van circa 92.000 naar circa 120.000 is circa 28.000 verschil; waarom is niet bekend.")
    assert faults(page) == []
    page.get_by_role("link", name="Draai om").click()
    expect(lead).to_have_text("Van circa 120.000 naar circa 92.000 is circa 28.000 verschil; waarom is niet bekend.")


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_a_worked_bridge_is_one_click_away(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(server.url + FIGURES)
    page.get_by_role("link", name="Nederland: van 220.000 naar 735.000").click()
    expect(page.locator(".lead")).to_have_text("Van 220.000 naar 735.000 is 515.000 verschil; waarom is niet bekend.")
    assert faults(page) == []
    page.locator(".lead a", has_text="735.000").click()
    assert "/herkomst/sheet:" in page.url


def test_a_bridge_is_built_without_a_script(browser: object, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{server.url}{FIGURES}brug/")
    options = page.locator("#van option")
    page.select_option("#van", options.nth(1).get_attribute("value"))
    page.select_option("#naar", options.nth(2).get_attribute("value"))
    page.get_by_role("button", name="Maak de brug").click()
    expect(page.locator("#bridge .chart__plot svg")).to_be_visible()
    context.close()

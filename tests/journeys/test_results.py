"""From a result that is agreed to a period that is closed with a decision and lies before Provinciale Staten on paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import NARROW, WIDE, Server
from tests.journeys.test_every_page import RULES, sign_in

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])


def faults(page: Page) -> list[str]:
    """Rules of WCAG that this page breaks, and how far it is too wide."""
    found = [f"{page.url}: {one['id']}" for one in Axe().run(page, options=RULES).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found + ([f"{page.url}: {wide} pixels too wide"] if wide > 0 else [])


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def tab_to(page: Page, label: str) -> None:
    """Walk there with the Tab key alone."""
    named = page.get_by_label(label, exact=True).or_(page.get_by_role("button", name=label, exact=True))
    wanted = named.and_(page.locator("input, select, textarea, button")).first
    for _step in range(80):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{label} is not reached with the Tab key")


def test_a_result_is_reported_as_unknown_and_its_period_closes_with_a_decision(
    context: BrowserContext, server: Server
) -> None:
    page = context.new_page()
    sign_in(page, server)
    main = page.locator("main")
    page.goto(f"{server.url}/programma/resultaten/nieuw/")
    page.get_by_label("wat er veranderde (effect)").check()
    page.get_by_label("Van het doel").select_option(index=1)
    page.get_by_label("Indicator").select_option(label="Zonder fatsoenlijke huisvesting")
    page.get_by_label("Richting").select_option("most")
    page.get_by_label("Doel", exact=True).fill("1000")
    page.get_by_label("Bereikt op").fill("2020-01-01")
    page.get_by_label("Geteld vanaf").fill("2026-01-01")
    pressed(page, "Dit resultaat afspreken")
    expect(main).to_contain_text("Dit doel ligt in het verleden.")
    expect(page.get_by_label("Doel", exact=True)).to_have_value("1000")
    page.get_by_label("Bereikt op").fill("2035-12-31")
    assert faults(page) == []
    pressed(page, "Dit resultaat afspreken")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zonder fatsoenlijke huisvesting")
    result = page.url

    page.goto(f"{server.url}/programma/voortgang/")
    page.get_by_text("Een periode openen").click()
    page.get_by_label("Eerste dag").fill("2026-01-01")
    page.get_by_label("Laatste dag").fill("2026-03-31")
    pressed(page, "Deze periode openen")
    expect(main).to_contain_text("niet gemeld")
    period = page.url.partition("#")[0]

    page.goto(result)
    page.get_by_role("link", name=re.compile("Melden over")).click()
    pressed(page, "Deze melding bewaren")
    expect(main).to_contain_text("Niemand weet het getal nog. Vertel waarom")
    assert faults(page) == []
    page.get_by_label("Toelichting").fill("Niemand telde dit; de regio's tellen in het najaar.")
    pressed(page, "Deze melding bewaren")
    expect(main).to_contain_text("er is geen getal")
    expect(main).to_contain_text("onbekend")

    page.goto(period)
    page.get_by_label("bijsturen").check()
    page.get_by_label("Wat is besloten, en waarom").fill("Wij tellen in het najaar, en sturen dan bij.")
    pressed(page, "Deze periode sluiten")
    expect(main).to_contain_text("Elk afgesproken resultaat is gemeld en goedgekeurd voordat een periode sluit")
    page.goto(result)
    pressed(page, "Deze melding goedkeuren")
    page.goto(period)
    page.get_by_label("bijsturen").check()
    page.get_by_label("Wat is besloten, en waarom").fill("Wij tellen in het najaar, en sturen dan bij.")
    pressed(page, "Deze periode sluiten")
    expect(main).to_contain_text("De periode is met dit besluit gesloten.")
    expect(page.get_by_role("button", name="Deze periode sluiten")).to_have_count(0)
    assert faults(page) == []

    page.get_by_role("link", name="Als verslag voor Provinciale Staten").click()
    for words in (
        "bijsturen",
        "Niemand telde dit; de regio's tellen in het najaar.",
        "Wat elke partij doet",
        "niet bekend",
    ):
        expect(main).to_contain_text(words)
    assert faults(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Hetzelfde als pdf")).to_be_hidden()
    expect(main).to_contain_text("Wij tellen in het najaar, en sturen dan bij.")
    page.emulate_media(media="screen")
    paper = page.request.get(period.replace("/programma/", "/verslagen/").rstrip("/") + ".pdf")
    assert (paper.status, paper.body()[:5]) == (200, b"%PDF-")


def test_what_was_done_with_advice_is_written_down_with_the_keyboard_alone(
    context: BrowserContext, server: Server
) -> None:
    page = context.new_page()
    sign_in(page, server)
    main = page.locator("main")
    page.goto(f"{server.url}/aanbevelingen/eigen-deel/")
    page.get_by_role("link", name=re.compile("procesrollen")).press("Enter")
    page.get_by_text("Vastleggen wat er is gedaan").press("Enter")
    tab_to(page, "niet bekend")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Wie het deed, of dat zegt")
    page.keyboard.type("Provincie")
    tab_to(page, "Wat ermee is gedaan")
    page.keyboard.type("De rollen staan in de visie.")
    tab_to(page, "Bewaar dit")
    page.keyboard.press("Enter")
    expect(main).to_contain_text("De rollen staan in de visie.")
    expect(main).to_contain_text("opgepakt")
    assert faults(page) == []
    page.goto(f"{server.url}/aanbevelingen/eigen-deel/")
    expect(main).to_contain_text("De rollen staan in de visie.")


@BOTH
def test_the_pages_of_steering_break_no_rule_and_fit(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    sign_in(page, server)
    found: list[str] = []
    for path in (
        "programma/", "programma/resultaten/", "programma/resultaten/1/", "programma/resultaten/nieuw/",
        "programma/voortgang/", "programma/voortgang/1/", "verslagen/voortgang/1/", "visie/plan/", "visie/", "visie/1/",
        "visie/sessie/", "aanbevelingen/", "aanbevelingen/eigen-deel/", "aanbevelingen/R11/", "andere-opgaven/",
        "programma/toezeggingen/", "programma/toezeggingen/TZ1/", "programma/maatregelen/1/", "overlegtafels/",
    ):  # fmt: skip
        answer = page.goto(f"{server.url}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found += faults(page)
    assert found == []

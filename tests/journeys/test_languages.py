"""Ten languages on a phone: nothing overflows, axe finds nothing; the meter, a checked text, and the round on paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys.conftest import NARROW, WIDE, Server

pytestmark = pytest.mark.browser
TEN = ("nl", "en", "pl", "ro", "bg", "hu", "es", "pt", "lt", "uk")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def faults_of(page: Page, where: str) -> list[str]:
    """What axe finds, and what is wider than the screen."""
    found = [
        f"{where}: {one['id']} {[node['target'] for node in one['nodes'][:3]]}"
        for one in Axe().run(page, options=RULES).response["violations"]
    ]
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    found += [f"{where}: {wide} px wide on a screen of {screen}"] if wide > screen else []
    # a word that sticks out of the screen, also where the page does not scroll (a stacked table hides its head)
    out = page.evaluate(
        """[...document.querySelectorAll('main *, footer *')].filter(one => one.getClientRects().length
        && getComputedStyle(one).overflow === 'visible' && !one.closest('.visually-hidden, .sr-only, .sender__trap, svg, .scroll, thead')
        && one.getBoundingClientRect().right > window.innerWidth + 1).map(one => one.outerHTML.slice(0, 80))"""
    )
    return found + [f"{where}: sticks out {one}" for one in out[:3]]


@pytest.mark.parametrize("context", [NARROW], indirect=True, ids=["390"])
def test_each_language_fits_a_phone_from_begin_to_receipt(context: BrowserContext, server: Server) -> None:
    """The round and the form for signals, in every language, with every fold open; script is on, no voice speaks."""
    page = context.new_page()  # axe adds styles that the policy blocks, so this page is not watched
    faults: list[str] = []
    for language in TEN:
        for path in (f"/melden/{language}/", f"/melden/{language}/nieuw/", f"/melden/{language}/antwoord/",
                     f"/stemmen/1/{language}/", f"/stemmen/1/{language}/antwoord/", f"/stemmen/1/{language}/uitkomst/"):  # fmt: skip
            page.goto(server.url + path)
            assert page.locator("html").get_attribute("lang") == language
            faults += faults_of(page, path)
        page.goto(f"{server.url}/stemmen/1/{language}/")
        page.locator("main button").first.click()
        expect(page.locator("#statement")).to_be_visible()
        machine = page.locator("details.translated")
        assert machine.count() == (0 if language == "nl" else 1)
        if language != "nl":
            machine.locator("summary").click()
            expect(machine.locator("p[lang=nl]")).to_be_visible()
        expect(page.locator("button.speak")).to_be_hidden()  # this browser has no voice
        faults += faults_of(page, f"statement {language}")
        for _each in range(18):
            page.locator("button[name=value]").first.click()
        faults += faults_of(page, f"about {language}")
        page.locator("main form").last.locator("button").last.click()
        expect(page.locator(".sender__code")).to_be_visible()
        faults += faults_of(page, f"receipt {language}")
    assert "\n".join(faults) == ""


def test_a_sentence_is_read_aloud_where_there_is_a_voice(context: BrowserContext, server: Server) -> None:
    """With a voice for the language the button shows and speaks in that language; with another one it does not."""
    page = context.new_page()
    page.add_init_script(
        """window.spoken = [];
        Object.defineProperty(window, 'speechSynthesis', {value: {getVoices: () => [{lang: 'pl-PL', name: 'a voice'}],
          speak: said => window.spoken.push([said.lang, said.text]), cancel: () => {}, addEventListener: () => {}}});
        window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""
    )
    for language, speaks in (("pl", True), ("uk", False)):
        page.goto(f"{server.url}/stemmen/1/{language}/")
        page.locator("main button").first.click()
        button = page.locator("button.speak")
        expect(button).to_be_visible() if speaks else expect(button).to_be_hidden()
        if speaks:
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
            assert page.evaluate("window.spoken") == [["pl-PL", page.locator("#statement").inner_text()]]
            button.click()
            expect(button).to_have_attribute("aria-pressed", "false")


def test_without_script_there_is_no_button_and_the_round_goes_on(browser: Browser, server: Server) -> None:
    made = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = made.new_page()
    page.goto(f"{server.url}/stemmen/1/uk/")
    page.locator("main button").first.click()
    expect(page.locator("button.speak")).to_be_hidden()
    page.locator("details.translated summary").click()
    expect(page.locator("details.translated p[lang=nl]")).to_be_visible()
    page.locator("button[name=value]").first.click()
    expect(page.locator("#statement")).to_be_visible()
    made.close()


def test_a_text_is_checked_beside_its_original_and_people_read_it(core_team: Page, server: Server) -> None:
    page = core_team
    page.goto(f"{server.url}/talen/")
    row = page.get_by_role("row").filter(has_text="українська")
    expect(row).to_contain_text("100%")
    row.get_by_role("link", name="українська").click()
    page.get_by_label("Zoek").fill("112")
    page.get_by_role("button", name="Toon").click()
    page.get_by_role("link", name=re.compile("Dit is geen noodnummer")).click()
    expect(page.locator("blockquote")).to_contain_text("Bel 112.")
    words = page.get_by_label("Wat mensen lezen")
    assert words.get_attribute("lang") == "uk"
    words.fill("")
    page.get_by_role("button", name="Dit klopt: nagekeken").click()
    expect(page.locator("main")).to_contain_text("Schrijf eerst de vertaling op.")
    words.fill("Це не екстрена служба. Є небезпека? Телефонуйте 112.")
    page.get_by_role("button", name="Dit klopt: nagekeken").click()
    expect(page.locator("main")).to_contain_text("nagekeken: Kernteam")
    page.goto(f"{server.url}/melden/uk/")
    expect(page.locator("main")).to_contain_text("Є небезпека?")
    page.goto(f"{server.url}/talen/uk/?stand=checked")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_from_a_round_to_its_language_to_the_next_text(core_team: Page, server: Server) -> None:
    page = core_team
    page.goto(f"{server.url}/rondes/1/")
    page.get_by_role("link", name="Teksten in elke taal").click()
    row = page.get_by_role("row").filter(has_text="lietuvių")
    left = int(re.findall(r"(\d+) teksten", row.inner_text())[0])
    row.get_by_role("link", name="Kijk de eerste na").click()
    first = page.url
    page.get_by_role("button", name="Nagekeken, en naar de volgende").click()
    expect(page.locator("main")).to_contain_text("Nagekeken. Mensen lezen vanaf nu deze woorden.")
    assert page.url != first
    page.locator(".breadcrumb a, nav a").get_by_text("Teksten in elke taal").first.click()
    expect(page.get_by_role("row").filter(has_text="lietuvių")).to_contain_text(f"{left - 1} teksten")


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_the_meter_and_the_poster_are_accessible_and_fit(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(server.link())
    page.get_by_role("button", name=re.compile("aanmelden", re.IGNORECASE)).first.click()
    faults: list[str] = []
    every = "&".join(f"taal={one}" for one in TEN)
    paths = ["/talen/", "/rondes/1/teksten/", "/talen/hu/", "/talen/bg/rondes/?stand=machine", "/talen/pl/ingebracht/"]
    paths += ["/talen/tekst/sender_texts:keep_code/lt/", "/rondes/1/poster/", f"/rondes/1/poster/?{every}"]
    for path in paths:
        page.goto(server.url + path)
        faults += faults_of(page, path)
    assert "\n".join(faults) == ""


def test_the_poster_is_chosen_per_language_and_comes_as_pdf(core_team: Page, server: Server) -> None:
    page = core_team
    page.goto(f"{server.url}/stemmen/")
    page.get_by_role("link", name="Wonen, werken en samenleven").first.click()
    page.get_by_role("link", name="Poster en papieren formulier").click()
    page.get_by_label("polski").check()
    page.get_by_label("українська").check()
    page.get_by_role("button", name="Laat de poster zien").click()
    expect(page.locator(".poster section")).to_have_count(3)
    for link in [page.get_by_role("link", name="Deze poster als pdf (A4)"),
                 *page.locator("main section.noprint a").all()]:  # fmt: skip
        answer = page.request.get(server.url + str(link.get_attribute("href")))
        assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")

"""The desk on a phone: a signal in Romanian from the form to the answer, duplicates joined, a partner, a mail, a pattern."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from tests.journeys.conftest import NARROW, WIDE, Server, watch

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
LANGUAGES = ("nl", "en", "pl", "ro", "bg", "hu", "es", "pt", "lt", "uk")
SAID = "Suntem doisprezece oameni într-o cameră mică și șeful nu ne-a plătit luna trecută."
CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){4}")


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """The phone of a sender: no seat, and JavaScript off."""
    context = browser.new_context(
        viewport={"width": NARROW[0], "height": NARROW[1]}, locale="ro-RO", java_script_enabled=False
    )
    page = context.new_page()
    faults: list[str] = []
    watch(page, server, faults)
    yield page
    assert "\n".join(faults) == ""
    assert context.cookies() == []
    context.close()


@pytest.fixture
def desk(browser: Browser, server: Server) -> Iterator[Page]:
    """Somebody of the desk, on a phone as well."""
    context = browser.new_context(viewport={"width": NARROW[0], "height": NARROW[1]}, locale="nl-NL")
    page = signed_in(context, server.link())
    faults: list[str] = []
    watch(page, server, faults)
    yield page
    assert "\n".join(faults) == ""
    context.close()


def signed_in(context: BrowserContext, link: str) -> Page:
    page = context.new_page()
    page.goto(link)
    page.locator("main form button").first.click()
    return page


def report(phone: Page, server: Server, words: str) -> str:
    """Report something in Romanian, from the page where one chooses a language; returns the receipt code."""
    phone.goto(f"{server.url}/melden/")
    phone.get_by_role("link", name="română").click()
    phone.locator("main a[href$='/nieuw/']").click()
    phone.locator("textarea[name=words]").fill(words)
    phone.locator("input[name=passing][value=without]").check()
    phone.locator("main form button").click()
    found = CODE.search(phone.locator("main").inner_text())
    assert found is not None
    return found[0]


def look(phone: Page, server: Server, code: str) -> str:
    phone.goto(f"{server.url}/melden/ro/antwoord/")
    phone.locator("input[name=code]").fill(code.lower())
    phone.locator("main form button").click()
    return phone.locator("main").inner_text()


def open_first(desk: Page, server: Server) -> str:
    """The newest signal; returns its number."""
    desk.goto(f"{server.url}/signalen/")
    desk.locator("main table a[href^='/signalen/']").first.click()
    desk.wait_for_url(re.compile(r"/signalen/\d+/$"))
    return desk.url.rstrip("/").rpartition("/")[2]


def step(desk: Page, name: str, words: str = "") -> None:
    """Do one of the steps that are offered."""
    fold = desk.locator(f"details#{name}")
    fold.locator("summary").click()
    if words:
        fold.locator("textarea").fill(words)
    fold.locator("button[type=submit]").click()
    desk.wait_for_load_state()


def test_a_signal_in_romanian_is_handled_answered_and_read_back_with_the_code(
    phone: Page, desk: Page, server: Server
) -> None:
    code = report(phone, server, SAID)
    open_first(desk, server)
    assert SAID in desk.locator("blockquote").inner_text()
    step(desk, "take")
    step(desk, "ask", "De când nu ați fost plătiți?")
    assert "De când nu ați fost plătiți?" in look(phone, server, code)
    phone.locator("textarea[name=words]").fill("De o lună.")
    phone.locator("main form button").click()
    desk.reload()
    assert "De o lună." in desk.locator("main").inner_text()
    step(desk, "close", "Inspecția muncii a fost anunțată.")
    assert "Inspecția muncii a fost anunțată." in look(phone, server, code)


def test_duplicates_are_proposed_joined_and_both_senders_read_the_answer(
    phone: Page, desk: Page, server: Server
) -> None:
    words = f"{SAID} La doua adresă este la fel."
    first_code = report(phone, server, words)
    first = open_first(desk, server)
    step(desk, "take")
    second_code = report(phone, server, words.replace("doisprezece", "treisprezece"))
    second = open_first(desk, server)
    assert second != first
    desk.get_by_role("button", name=re.compile(f"signaal {first}$")).click()
    desk.wait_for_load_state()
    desk.goto(f"{server.url}/signalen/{first}/")
    assert desk.locator(f"dl.facts a[href='/signalen/{second}/']").count() == 1
    step(desk, "answer", "Am primit ambele mesaje.")
    for code in (first_code, second_code):
        assert "Am primit ambele mesaje." in look(phone, server, code)


def test_a_partner_enters_what_was_told_and_gives_the_code_along(browser: Browser, phone: Page, server: Server) -> None:
    context = browser.new_context(viewport={"width": NARROW[0], "height": NARROW[1]}, locale="nl-NL")
    page = signed_in(context, server.link("--role", "veldpartner"))
    page.goto(f"{server.url}/signalen/nieuw/")
    page.locator("textarea[name=words]").fill("Verteld aan de balie: geen loon.")
    page.locator("select[name=language]").select_option("ro")
    page.locator("select[name=channel]").select_option("partner")
    page.locator("input[name=passing][value=whole]").check()
    page.locator("main form button[type=submit]").click()
    found = CODE.search(page.locator("main").inner_text())
    assert found is not None
    assert "Verteld aan de balie: geen loon." in look(phone, server, found[0])
    page.goto(f"{server.url}/signalen/")
    assert "Verteld aan de balie" not in page.locator("main").inner_text()
    context.close()


def test_a_mail_is_checked_looked_at_and_brought_in(desk: Page, server: Server) -> None:
    mail = (
        b"From: Ion <ion@example.org>\r\nSubject: x\r\nDate: Tue, 10 Jun 2025 04:00:00 +0200\r\n"
        b"Content-Type: text/html\r\n\r\n<p>Geen warm water.</p><script>x()</script>"
    )
    desk.goto(f"{server.url}/signalen/inbrengen/")
    desk.locator("input[type=file]").set_input_files({"name": "a.eml", "mimeType": "message/rfc822", "buffer": mail})
    desk.locator("main form button[type=submit]").click()
    assert "Geen warm water." in desk.locator("table").inner_text()
    assert "example.org" not in desk.locator("main").inner_text()
    fits_and_breaks_no_rule(desk)
    desk.locator("main form button[type=submit]").first.click()
    desk.wait_for_url(f"{server.url}/signalen/")
    open_first(desk, server)
    assert desk.locator("blockquote").inner_text() == "Geen warm water."


def fits_and_breaks_no_rule(page: Page) -> None:
    """Axe writes styles of its own, which the content policy blocks: a fresh page is looked at, that nobody watches."""
    shown = page.context.new_page()
    shown.goto(page.url)
    assert met(shown, page.url) == []
    shown.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_sender_are_accessible_and_fit_in_each_language(
    browser: Browser, server: Server, language: str
) -> None:
    context = browser.new_context(viewport={"width": NARROW[0], "height": NARROW[1]})
    page = context.new_page()
    faults = []
    for path in (f"/melden/{language}/", f"/melden/{language}/nieuw/", f"/melden/{language}/antwoord/"):
        page.goto(server.url + path)
        faults += met(page, path)
    page.goto(f"{server.url}/melden/{language}/nieuw/")
    page.locator("main form button").click()  # nothing filled in: the sentences of the refusal
    faults += met(page, "refused")
    page.locator("textarea[name=words]").fill("x")
    page.locator("input[name=passing]").first.check()
    page.locator("main form button").click()
    faults += met(page, "receipt")
    assert faults == []
    context.close()


def met(page: Page, name: str) -> list[str]:
    """What is wrong with a page: rules that it breaks, words that flow out of it."""
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    faults = [
        f"{name}: {one['id']} {one['nodes'][0]['target']}"
        for one in Axe().run(page, options=RULES).response["violations"]
    ]
    size = page.viewport_size or {"width": 0}
    wide = page.evaluate("document.documentElement.scrollWidth")
    return faults + ([f"{name}: {wide} px wide"] if wide > size["width"] else [])


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pages_of_the_desk_are_accessible_and_fit(
    browser: Browser, server: Server, size: tuple[int, int], language: str
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="nl-NL")
    page = signed_in(context, server.link())
    if language == "en":
        page.locator("button[name=language][value=en]").click()
    page.goto(f"{server.url}/signalen/nieuw/")
    page.locator("textarea[name=words]").fill("Ten people in a house of two rooms.")
    page.locator("input[name=passing]").first.check()
    page.locator("select[name=theme]").select_option(index=3)
    page.locator("main form button[type=submit]").click()
    faults = met(page, "entered")
    theme = page.goto(f"{server.url}/signalen/patronen/") and page.locator("main table a").first.get_attribute("href")
    number = open_first(page, server)
    paths = [
        *("/signalen/", f"/signalen/{number}/", "/signalen/nieuw/", "/signalen/inbrengen/", "/signalen/bewaakt/"),
        *("/signalen/patronen/", str(theme), "/signalen/nieuws/", "/signalen/nieuws/?oud=1", "/signalen/halfjaar/"),
        *("/loket/", "/loket/nieuw/"),
    ]
    for path in paths:
        page.goto(server.url + path)
        faults += met(page, path)
    assert faults == []
    context.close()

"""A future by keyboard: move a slider, read where it fails, save, compare, and reopen after the figures were revised."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.journeys.conftest import NARROW, ROOT, WIDE, Server
from tests.journeys.test_every_page import RULES

pytestmark = pytest.mark.browser
BEDS = "#h-extra_beds"
SLOW = 90_000  # a cold kernel compiles, on a machine that does other things too


def ready(page: Page) -> None:
    expect(page.locator("#fan svg").first).to_be_visible(timeout=SLOW)
    expect(page.locator("#limits .fails")).to_be_visible(timeout=SLOW)


def broken(page: Page, url: str) -> list[str]:
    """What breaks a rule there, on a page of its own: the checker itself writes styles that the content policy blocks."""
    own = page.context.new_page()
    own.goto(url)
    own.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(own, options=RULES).response["violations"]
    faults = [f"{url} {rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
    if own.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{url} is wider than the screen")
    own.close()
    return faults


def tab_to(page: Page, selector: str) -> None:
    """Walk there by keyboard; the focus is seen where it lands."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"{page.url}: no {selector} within 200 tabs")


def save(page: Page, name: str) -> str:
    """Save what stands on the page, wait for the worker, and give the address."""
    page.get_by_role("link", name="Bewaar deze toekomst").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Naam").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/toekomsten/bewaard/\d+/$"))
    expect(page.locator("#runs")).to_contain_text("Laatste berekening: klaar", timeout=SLOW)
    page.goto(page.url)
    expect(page.locator("h1")).to_have_text(name)
    return page.url


def receive(server: Server, file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "samenhang", "receive", "tellingen", str(file), "--reason", "Een test herziet een telling."],
        env=server.environment, text=True, capture_output=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_slider_a_sentence_saved_compared_and_reopened_after_a_revision(
    core_team: Page, server: Server, tmp_path: Path
) -> None:
    page = core_team
    page.goto(f"{server.url}/toekomsten/")
    ready(page)
    said, fails = page.locator("#said").inner_text(), page.locator("#limits .fails").inner_text()
    assert re.search(r"Tekort aan gewone plekken in \d{4}: in negen van de tien toekomsten tussen", said)
    assert re.search(r"blijft op of onder [\d.]+ plaatsen, behalve als “.+” .*(of minder|of meer|ligt van)", fails)
    nothing = save(page, "Niets doen")

    page.goto(f"{server.url}/toekomsten/")
    ready(page)
    tab_to(page, BEDS)
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#w-h-extra_beds")).to_have_text("400 plaatsen per jaar", timeout=SLOW)
    expect(page.locator("#said")).not_to_have_text(said, timeout=SLOW)
    assert page.evaluate("document.activeElement.id") == BEDS[1:]
    assert page.url.endswith("/toekomsten/?h-extra_beds=400")
    expect(page.locator("#limits")).to_contain_text("Zonder deze maatregelen gaat het goed in", timeout=SLOW)
    # whoever opens that address sees the same
    moved = page.locator("#said").inner_text()
    page.reload()
    ready(page)
    assert page.locator("#said").inner_text() == moved
    beds = save(page, "Vierhonderd bedden per jaar")

    page.get_by_label("Vergelijk met").select_option(label="Niets doen")
    page.get_by_role("button", name="Vergelijk").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#difference")).to_be_visible()
    expect(page.get_by_role("table", name="Wat anders is ingesteld")).to_contain_text("400 plaatsen per jaar")
    assert page.locator("#fan .legend li").count() == 4

    before = (ROOT / "workspace" / "brabant" / "deliveries" / "tellingen.csv").read_text(encoding="utf-8")
    row = next(line for line in before.splitlines() if line.startswith("PV30,2025,arbeidsmigranten,120000,"))
    revised = tmp_path / "tellingen.csv"
    revised.write_text(before.replace(row, row.replace("120000", "130000")), encoding="utf-8")
    receive(server, revised)
    try:
        page.goto(beds)
        expect(page.locator("#today")).to_be_visible()
        text = page.locator("section[aria-labelledby=today]").inner_text()
        assert re.search(r"Op de cijfers van .+ 20\d\d gaf het .+; vandaag geeft het ", text)
        assert broken(page, beds) == []
    finally:
        revised.write_text(before, encoding="utf-8")
        receive(server, revised)
    page.goto(nothing)
    expect(page.locator("h1")).to_have_text("Niets doen")


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_the_pages_break_no_rule_and_fit(core_team: Page, server: Server) -> None:
    page = core_team
    page.goto(f"{server.url}/toekomsten/")
    ready(page)
    paths = ("/toekomsten/", "/toekomsten/?d-economy-laag=9", "/toekomsten/scenarios/", "/toekomsten/model/",
             "/toekomsten/bewaard/", "/toekomsten/bewaren/?h-extra_beds=100", "/toekomsten/vergelijken/")  # fmt: skip
    assert [fault for path in paths for fault in broken(page, server.url + path)] == []


def test_without_a_script_the_same_form_gives_the_same_answer(browser: object, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{server.url}/toekomsten/?h-extra_beds=400")
    page.locator("#grens").fill("12000")
    page.get_by_role("button", name="Reken door").click()
    assert "h-extra_beds=400" in page.url
    expect(page.locator("#limits")).to_contain_text("op of onder 12.000 plaatsen")
    context.close()

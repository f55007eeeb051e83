"""A talking sheet as an officer uses it: found, read, printed on one A4, published."""

import io
import re

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from tests.journeys.conftest import NARROW, WIDE, Server

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


def find(page: Page, server: Server, name: str) -> None:
    """From the menu to the sheet of an area, by searching for it."""
    page.goto(server.url)
    page.goto(f"{server.url}/praatstukken/")
    page.locator("input[name=q]").fill(name)
    page.locator("input[name=q]").press("Enter")
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_url(re.compile(r"/praatstuk/[^/]+/$"))


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["wide", "narrow"])
def test_a_sheet_is_found_read_and_accessible(context: BrowserContext, server: Server) -> None:
    page = context.new_page()  # axe writes styles of its own, which the page of other journeys reports as blocked
    find(page, server, "Zundert")
    assert page.locator("article.talk").is_visible()
    assert page.locator(".talk__asked li").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
    found = Axe().run(page, options=RULES)
    assert [violation["id"] for violation in found.response["violations"]] == []


def test_a_sheet_is_printed_on_one_page(page: Page, server: Server) -> None:
    find(page, server, "Eindhoven")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(printed.pages) == 1
    text = " ".join(printed.pages[0].extract_text().split())
    for words in page.locator("article.talk h2").all_inner_texts():
        assert words in text
    answer = page.request.get(page.url.rstrip("/") + ".pdf")
    paper = pypdf.PdfReader(io.BytesIO(answer.body()))
    assert (answer.headers["content-type"], len(paper.pages)) == ("application/pdf", 1)


def test_a_sheet_is_published_and_leads_to_its_origin(core_team: Page, server: Server, context: BrowserContext) -> None:
    find(core_team, server, "Roosendaal")
    core_team.locator("form[action$='/publiceren/'] button").click()
    core_team.wait_for_url(re.compile("/praatstuk/vast/"))
    core_team.locator("article.talk a.cell").first.click()
    core_team.wait_for_url(re.compile("/herkomst/sheet:"))
    assert core_team.locator("main").inner_text() != ""

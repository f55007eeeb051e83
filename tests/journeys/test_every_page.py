"""Every kind of page that can be reached by links: accessible, narrow enough, light, and served by its own host alone."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import NARROW, WIDE, Server

pytestmark = pytest.mark.browser
LIGHT = 150_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
FILES = re.compile(r"\.(csv|pdf|txt|json|ttf)($|\?)|format=csv|/bestand/")


def kind(path: str) -> str:
    """The kind of page behind a path: its first word, how deep it lies, and for a trace what is traced."""
    words = path.strip("/").split("/")
    traced = words[1].partition(":")[0] if words[0] == "herkomst" and len(words) > 1 else ""
    return f"{words[0]}/{len(words)}/{traced}"


@pytest.fixture(scope="module")
def paths(browser: object, server: Server) -> dict[str, list[str]]:
    """One path of each kind, as a visitor and as the core team sees them."""
    found: dict[str, list[str]] = {}
    for role in ("visitor", "core team"):
        context = browser.new_context(locale="nl-NL")  # type: ignore[attr-defined]
        page = context.new_page()
        if role == "core team":
            sign_in(page, server)
        kinds: dict[str, str] = {}
        todo = ["/"]
        while todo:
            path = todo.pop(0)
            if kind(path) in kinds or FILES.search(path):
                continue
            answer = page.goto(server.url + path)
            assert answer is not None
            assert answer.status == 200, f"{path} gives {answer.status}"
            kinds[kind(path)] = path
            links = page.eval_on_selector_all("a[href]", "nodes => nodes.map(node => node.href)")
            todo += [urlsplit(link).path for link in links if link.startswith(server.url)]
        found[role] = list(kinds.values())
        context.close()
    assert len(found["visitor"]) >= 25
    return found


def sign_in(page: Page, server: Server) -> None:
    page.goto(server.link())
    page.locator("main form button").first.click()


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
@pytest.mark.parametrize("role", ["visitor", "core team"])
def test_every_page_is_accessible_and_fits(
    context: BrowserContext, page: Page, server: Server, paths: dict[str, list[str]], role: str
) -> None:
    if role == "core team":
        sign_in(page, server)
    faults = []
    for path in paths[role]:
        page.goto(server.url + path)
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        for violation in Axe().run(page, options=RULES).response["violations"]:
            targets = [node["target"] for node in violation["nodes"][:3]]
            faults.append(f"{path}: {violation['id']} {targets}")
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if width[0] > width[1]:
            faults.append(f"{path}: {width[0]} px wide on a screen of {width[1]}")
        if page.locator("h1").count() != 1:
            faults.append(f"{path}: {page.locator('h1').count()} headings of the first level")
    assert faults == []


def test_every_page_is_light(page: Page, server: Server, paths: dict[str, list[str]]) -> None:
    """No page with all it needs is over 150 kB on the wire, with an empty cache."""
    heavy = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    for path in paths["visitor"]:
        sizes.clear()
        page.goto(server.url + path, wait_until="networkidle")
        if sum(sizes) > LIGHT:
            heavy.append(f"{path}: {sum(sizes) / 1000:.0f} kB")
    assert heavy == []


def test_the_english_page_has_no_dutch_interface(page: Page, server: Server, paths: dict[str, list[str]]) -> None:
    """Switching language changes the words around the data on every page."""
    page.goto(server.url + "/")
    page.locator("button[name=language][value=en]").click()
    for path in paths["visitor"]:
        page.goto(server.url + path)
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_role("navigation", name="Main navigation").count() == 1, path


def test_policy_of_content(page: Page, server: Server) -> None:
    answer = page.goto(server.url + "/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy

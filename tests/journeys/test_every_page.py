"""Every kind of page that can be reached by links: accessible, narrow enough, light, and served by its own host alone."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from tests.journeys.conftest import NARROW, WIDE, Server, watch

pytestmark = pytest.mark.browser
LIGHT = 150_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
LINKS = "nodes => nodes.map(node => new URL(node.getAttribute('href'), document.baseURI).href)"
FILES = re.compile(r"\.(csv|pdf|txt|json|ttf)($|\?)|format=csv|/bestand/")


def kind(path: str) -> str:
    """The kind of page behind a path: its first word and how deep it lies; for a trace, what is traced."""
    words = path.strip("/").split("/")
    if words[0] == "herkomst" and len(words) > 1:
        return f"herkomst/{words[1].partition(':')[0]}"
    return f"{words[0]}/{len(words)}"


@dataclass
class Walk:
    """What a walk over all links met: one path of each kind, what each weighed, and what went wrong."""

    paths: list[str] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walks(browser: Browser, server: Server) -> dict[str, Walk]:
    """A walk as a visitor and one as the core team, each page with an empty cache."""
    return {role: walk(browser, server, role) for role in ("visitor", "core team")}


def walk(browser: Browser, server: Server, role: str) -> Walk:
    met, kinds, todo = Walk(), set[str](), ["/"]
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    if role == "core team":
        sign_in(page, server)
    watch(page, server, met.faults)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    while todo:
        path = todo.pop(0)
        if kind(path) in kinds or FILES.search(path):
            continue
        kinds.add(kind(path))
        sizes.clear()
        answer = page.goto(server.url + path)
        if answer is None or answer.status != 200:
            met.faults.append(f"{path} gives {answer and answer.status}")
        met.paths.append(path)
        met.weights[path] = sum(sizes)
        todo += [
            urlsplit(link).path for link in page.eval_on_selector_all("a[href]", LINKS) if link.startswith(server.url)
        ]
    context.close()
    return met


def sign_in(page: Page, server: Server) -> None:
    page.goto(server.link())
    page.locator("main form button").first.click()


def test_every_page_answers_and_breaks_no_rule(walks: dict[str, Walk]) -> None:
    """No error, no script error, nothing from another host, nothing that the content policy had to block."""
    assert "\n".join(walks["visitor"].faults + walks["core team"].faults) == ""
    assert len(walks["visitor"].paths) >= 30


def test_every_page_is_light(walks: dict[str, Walk]) -> None:
    """No page with all it needs is over 150 kB on the wire."""
    weights = {**walks["visitor"].weights, **walks["core team"].weights}
    assert {path: weight for path, weight in weights.items() if weight > LIGHT} == {}
    assert max(weights.values()) > 50_000  # the measure itself works: styles, script and font are counted


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_every_page_is_accessible_and_fits(context: BrowserContext, server: Server, walks: dict[str, Walk]) -> None:
    """As the core team, who see most, with every fold open; and what only a visitor sees."""
    page = context.new_page()  # axe itself adds styles that the policy blocks, so this page is not watched
    faults = check(page, server, [path for path in walks["visitor"].paths if path not in walks["core team"].paths])
    sign_in(page, server)
    faults += check(page, server, walks["core team"].paths)
    assert "\n".join(faults) == ""


def check(page: Page, server: Server, paths: list[str]) -> list[str]:
    faults = []
    for path in paths:
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
    return faults


def test_the_english_page_has_no_dutch_interface(page: Page, server: Server, walks: dict[str, Walk]) -> None:
    """Switching language changes the words around the data on every page."""
    page.goto(server.url + "/")
    page.locator("button[name=language][value=en]").click()
    for path in walks["visitor"].paths:
        if path.startswith("/melden/") or re.match("/stemmen/[0-9]", path):  # its language stands in the address
            continue
        page.goto(server.url + path)
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.get_by_role("navigation", name="Main navigation").count() == 1, path


def test_policy_of_content(page: Page, server: Server) -> None:
    answer = page.goto(server.url + "/")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy

"""The straight line, walked by a person: from a number in a report to its source and back, and a decision of one's own."""

import random
import re
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from tests.journeys.conftest import NARROW, WIDE, Server

pytestmark = pytest.mark.browser
MOST_TABS = 400
LAND = "document.activeElement && document.activeElement.getAttribute('href') || ''"


def go_by_keyboard(page: Page, href: str) -> None:
    """Tab to the first link whose address matches, and press Enter; the focus must be seen on the way."""
    page.keyboard.press("Control+Home")
    page.evaluate("document.activeElement && document.activeElement.blur()")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = page.evaluate(LAND)
        if re.search(href, found):
            style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert style != "none", f"the focus on {found} cannot be seen"
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"{page.url}: no link to {href} within {MOST_TABS} tabs")


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_from_a_number_in_the_report_to_its_source_and_back(page: Page, server: Server) -> None:
    """Report → decision → appraisal → reading → figure → publication, and all the way back, with the keyboard alone."""
    page.goto(f"{server.url}/verslagen/")
    go_by_keyboard(page, r"^/verslagen/[0-9a-f]{16}/$")
    report = page.url
    for stop in (
        r"cel=option-[A-H]-first/value",  # the number in the report
        r"^/herkomst/decision:\d+/$",
        r"^/herkomst/appraisal:\d+/$|cel=[A-H]/first$",
        r"^/herkomst/reading:\d+/$",
        r"cel=[^&]+/value$",  # the figure in its sheet
        r"^/herkomst/publications:",
    ):
        go_by_keyboard(page, stop)
        assert page.locator("h1").inner_text().strip()
    source = page.locator("main a[rel~=external]").first
    assert (source.get_attribute("href") or "").startswith("http")
    for stop in (
        r"cel=[^&]+/value$",
        r"^/herkomst/reading:\d+/$",
        r"^/herkomst/decision:\d+/$",
        r"cel=[^&]+/value$",  # a number of the report that rests on it
    ):
        go_by_keyboard(page, stop)
    go_by_keyboard(page, r"^/verslagen/[0-9a-f]{16}/$")
    assert page.url == report


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_an_appraisal_and_a_decision_of_ones_own(core_team: Page, server: Server) -> None:
    """Open, score, weight, weigh, decide and publish through the forms, with values drawn now."""
    page, seed = core_team, random.randrange(10**6)
    draw = random.Random(seed)
    name = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=12))
    page.goto(f"{server.url}/afwegingen/nieuw/")
    submit(page)  # an empty form comes back with sentences, and with what was typed
    page.locator("[name=question]").fill(f"Wat doen we met {name}?")
    submit(page)
    assert page.locator("[name=question]").input_value() == f"Wat doen we met {name}?"
    for letter in "ABC":
        page.locator(f"[name=option_{letter}]").fill(f"{name} op manier {letter}")
    submit(page)
    opened = re.search(r".*/afwegingen/(\d+)/", page.url)
    assert opened, seed
    appraisal = opened[0]
    page.goto(f"{appraisal}scores/")
    for field in page.locator("[name$=_low]").all():
        row = (field.get_attribute("name") or "").removesuffix("_low")
        low, likely, high = sorted(draw.sample(range(101), 3))
        for part, value in (("low", low), ("likely", likely), ("high", high)):
            page.locator(f"[name={row}_{part}]").fill(str(value))
    page.locator("[name=reason]").fill("Getrokken getallen, om het formulier te beproeven.")
    submit(page)

    page.goto(f"{appraisal}gewichten/")
    for field in page.locator("[name^=points_]").all():
        field.fill(str(draw.randint(1, 100)))
    page.locator("[name=reason]").fill("Getrokken gewichten.")
    submit(page)

    page.goto(appraisal)
    page.locator("form[action$='/wegen/'] button").click()
    page.wait_for_load_state()
    said = page.locator("main").inner_text()
    assert "De opties zijn gewogen." in said, seed
    assert re.search(r"Berekend in \S+ trekkingen", said), seed

    page.goto(f"{server.url}/besluiten/nieuw/?afweging={opened[1]}")
    page.locator("[name=title]").fill(f"Besluit over {name}")
    page.locator("[name=text]").fill("Zo doen we het.")
    page.locator("[name=review_on]").fill("2031-05-06")
    submit(page)
    assert re.search(r"/besluiten/\d+/$", page.url), seed
    assert "uitgewerkt voorbeeld" not in page.locator("main .heading").inner_text()

    page.locator("form[action$='/verslagen/publiceren/'] button").click()
    assert re.search(r"/verslagen/[0-9a-f]{16}/$", page.url), seed
    assert f"Besluit over {name}" in page.locator("main").inner_text()
    check_paper(page)


def submit(page: Page) -> None:
    page.locator("main form.form button[type=submit], main form:has([type=submit]) button[type=submit]").last.click()


def check_paper(page: Page) -> None:
    """Every digit group on paper stands on the page in a Cell, a date, a code, words of people or a footnote, or numbers the page."""
    marked = page.eval_on_selector_all(
        "main :is(data, time, span.number, sup, q)", "nodes => nodes.map(node => node.textContent)"
    )
    notes = page.locator("main sup").count()
    assert notes > 5
    allowed = {group for text in marked for group in re.findall(r"\d+", text)}
    allowed |= {str(number) for number in range(1, notes + 1)} | {"1"}
    paper = page.request.get(page.url.rstrip("/") + ".pdf")
    assert paper.headers["content-type"] == "application/pdf"
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(paper.body())).pages)
    assert {group for group in re.findall(r"\d+", text) if group not in allowed} == set()

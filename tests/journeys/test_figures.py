"""What people do with a figure: choose it for a purpose with a reason, contest it for their own area, answer that."""

import csv
import io
import random
import re
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import NARROW, WIDE, Server
from tests.journeys.test_bridge import faults

pytestmark = pytest.mark.browser
FIGURES = "/cijfers/arbeidsmigranten/"


def signed_in(context: BrowserContext, server: Server, *seat: str) -> Page:
    page = context.new_page()
    page.goto(server.link(*seat))
    page.get_by_role("button", name=re.compile("aanmelden", re.IGNORECASE)).first.click()
    return page


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_another_figure_is_chosen_with_a_reason_and_the_one_before_stays(
    context: BrowserContext, server: Server
) -> None:
    page = signed_in(context, server)
    page.goto(f"{server.url}{FIGURES}?gebied=PV30&doel=voorzieningen#choose")
    mine = page.locator("#readings ~ dl > div", has_text="Zorg, taal en opvang")
    before = max(mine.locator("dd").inner_text().splitlines(), key=len)  # why the present one was chosen
    chosen = random.choice(page.locator("[name=choice]").all())
    chosen.check()
    button = page.locator("form:has([name=choice]) button[type=submit]")
    button.click()
    expect(chosen).to_be_checked()  # what was chosen is still chosen
    expect(page.locator("form:has([name=choice])")).to_contain_text(
        "Schrijf in één zin waarom dit cijfer bij het doel past."
    )
    assert faults(page) == []
    reason = "Gekozen om te beproeven: " + "".join(random.choices("abcdefghijkl", k=10))
    page.locator("[name=reason]").fill(reason)
    button.click()
    expect(mine).to_contain_text(reason)
    assert faults(page) == []
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    expect(mine).to_contain_text(before)


@pytest.mark.parametrize(
    "context, area", [(WIDE, "GM0879"), (NARROW, "GM1959")], indirect=["context"], ids=["1280", "390"]
)
def test_a_municipality_contests_its_figure_and_is_answered(
    context: BrowserContext, browser: object, server: Server, area: str
) -> None:
    here = f"{server.url}{FIGURES}?gebied={area}"
    page = signed_in(context, server, "--role", "gemeente", "--area", area)
    page.goto(f"{server.url}{FIGURES}?gebied=PV30")
    assert page.get_by_role("link", name="Betwisten of goedkeuren").count() == 0  # of its own area only
    page.goto(here)
    page.get_by_role("link", name="Betwisten of goedkeuren").first.click()
    number, words = random.randint(3100, 9900), "Geteld bij de adressen door de gemeente zelf."
    page.locator("[name=value]").fill(str(number))
    page.locator("[name=reason]").fill(words)
    page.get_by_role("button", name="Dit cijfer betwisten").click()
    expect(page.locator("main")).to_contain_text("Kies wat het getal telt")
    expect(page.locator("[name=reason]")).to_have_value(words)
    assert faults(page) == []
    page.select_option("[name=definition]", index=2)
    page.select_option("[name=basis]", index=2)
    page.locator("[name=period]").fill("2025")
    page.get_by_role("button", name="Dit cijfer betwisten").click()
    shown = f"{number:,}".replace(",", ".")
    expect(page.locator("main")).to_contain_text(shown)
    assert faults(page) == []
    talk = page.url

    desk = browser.new_context(viewport=context.pages[0].viewport_size, locale="nl-NL")  # type: ignore[attr-defined]
    core = signed_in(desk, server)
    core.goto(f"{server.url}/tegenspraak/")
    core.goto(talk)
    core.get_by_role("button", name="Antwoord vastleggen").click()
    expect(core.locator("main")).to_contain_text("Kies een van de antwoorden")
    core.locator("[name=outcome]").last.check()
    answer = "Wij laten beide staan; de telling van de gemeente is van later."
    core.locator("[name=words]").fill(answer)
    core.get_by_role("button", name="Antwoord vastleggen").click()
    expect(core.locator("main")).to_contain_text(answer)
    assert faults(core) == []
    desk.close()

    visitor = browser.new_context(locale="nl-NL").new_page()  # type: ignore[attr-defined]
    visitor.goto(talk)
    for text in (shown, words, answer):
        expect(visitor.locator("main")).to_contain_text(text)
    visitor.goto(here)
    expect(visitor.locator("main")).to_contain_text(shown)
    visitor.context.close()


def test_every_head_count_of_the_province_is_listed_and_none_is_added_up(
    page: Page, server: Server, samples: Path
) -> None:
    """The facts as they were gathered, against the page and its file: as many figures, the same numbers, no sum of them."""
    with (samples / "facts/labour_migrants.csv").open(encoding="utf-8", newline="") as read:
        facts = [
            row for row in csv.DictReader(read)
            if row["area_code"] == "PV30" and row["unit"] == "persons" and row["measure"].startswith("labour migrants")
        ]  # fmt: skip
    counted = sorted((row["year"], float(row["value"])) for row in facts)
    assert len(counted) >= 6
    here = f"{server.url}{FIGURES}?gebied=PV30"
    page.goto(here)
    figures = page.locator("#side ~ * tbody tr, section:has(> #side) tbody tr")
    assert figures.count() == len(counted)
    answer = page.request.get(f"{here}&format=csv").text().removeprefix("\ufeff")
    assert sorted((row["Periode"], float(row["Cijfer"])) for row in csv.DictReader(io.StringIO(answer))) == counted
    text = page.locator("main").inner_text()
    for bridge in page.locator("main a[href*='/brug/']").all_inner_texts():  # these are about other areas too
        text = text.replace(bridge, "")
    every = {value for _year, value in counted}
    sums = {sum(some) for size in range(2, len(counted) + 1) for some in combinations([v for _, v in counted], size)}
    shown = {float(found.replace(".", "")) for found in re.findall(r"\b\d{2,3}\.\d{3}\b", text)}
    assert every <= shown
    assert (shown - every) & sums == set()

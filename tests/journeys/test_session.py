"""A session: three parties weigh, two of them on phones; the screen says why they differ, and a breach is red before any total."""

import random
import re
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from tests.journeys.conftest import NARROW, ROOT, WIDE, Server, watch
from tests.journeys.test_every_page import RULES
from tests.journeys.test_line import go_by_keyboard, submit

pytestmark = pytest.mark.browser
FRAME = "frames:bijdrage-aan-brabant"
PARTIES = ("parties:regio-west-brabant", "parties:regio-hart-van-brabant", "parties:glastuinbouw-nederland")


def check(seen: Page, faults: list[str], size: tuple[int, int]) -> None:
    """Accessible, and no wider than the screen, with every fold open. Axe adds styles of its own, so it has a page of its own."""
    page = seen.context.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(seen.url)
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    for violation in Axe().run(page, options=RULES).response["violations"]:
        faults.append(f"{page.url}: {violation['id']} {[node['target'] for node in violation['nodes'][:3]]}")
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if width[0] > width[1]:
        faults.append(f"{page.url}: {width[0]} px wide on a screen of {width[1]}")
    page.close()


def opened(page: Page, server: Server, name: str) -> str:
    """An appraisal in the frame with floors, with three options scored; option A breaches the ceiling of a right."""
    page.goto(f"{server.url}/afwegingen/nieuw/")
    page.locator("[name=question]").fill(f"Welke kant gaan wij op met {name}?")
    page.locator("[name=frame]").select_option(FRAME)
    for letter in "ABC":
        page.locator(f"[name=option_{letter}]").fill(f"{name} op manier {letter}")
    submit(page)
    found = re.search(r".*/afwegingen/\d+/", page.url)
    assert found
    values = {
        "A": (85, 55, 75, 50, 28, 30, 30, 22),
        "B": (75, 60, 65, 50, 14, 45, 30, 20),
        "C": (40, 55, 45, 65, 10, 60, 80, 14),
    }
    for letter, row in values.items():
        for place, value in enumerate(row, start=1):
            for part, more in (("low", -3), ("likely", 0), ("high", 3)):
                page.locator(f"[name={letter}_{place}_{part}]").fill(str(value + more))
            page.locator(f"[name={letter}_{place}_remark]").fill("Getrokken.")
    for part in ("low", "likely", "high"):
        page.locator(f"[name=A_5_{part}]").fill("")  # this cell reads the register
    page.locator("[name=A_5_evidence]").select_option(index=1)
    page.locator("[name=reason]").fill("Om de sessie te beproeven.")
    submit(page)
    assert page.url == found[0], page.locator("main").inner_text()[:500]
    return found[0]


def invited(page: Page, appraisal: str, party: str) -> str:
    page.goto(f"{appraisal}sessie/")
    page.locator("[name=party]").select_option(party)
    page.get_by_role("button", name="Nodig uit").click()
    return page.locator("code.link").inner_text().strip()


def phone(browser: Browser, server: Server, link: str, faults: list[str]) -> Page:
    """A phone that follows the link of its party: it lands on the page where the party answers."""
    context = browser.new_context(viewport={"width": NARROW[0], "height": NARROW[1]}, locale="nl-NL")
    context.set_default_timeout(10_000)
    made = context.new_page()
    watch(made, server, faults)
    made.goto(link)
    made.locator("main form button").first.click()
    assert made.url.endswith("/inbreng/")
    return made


def answer(page: Page, points: tuple[int, ...], **least: int) -> None:
    for place, value in enumerate(points, start=1):
        page.locator(f"[name=points_{place}]").fill(str(value))
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    for name, value in least.items():
        page.locator(f"[name={name}]").fill(str(value))
    page.get_by_role("button", name="Stuur naar de sessie").click()
    expect(page.get_by_text("Bewaard.")).to_be_visible()


def order(page: Page, *texts: str) -> list[int]:
    said = page.locator("main").inner_text()
    return [said.index(text) for text in texts]


def test_three_parties_weigh_two_of_them_on_phones(core_team: Page, browser: Browser, server: Server) -> None:
    screen, faults = core_team, list[str]()
    draw = random.Random()
    appraisal = opened(screen, server, "".join(draw.choices("abcdefghijklmnop", k=10)))
    expect(screen.get_by_text("Optie A is rood.")).to_be_visible()
    screen.get_by_role("button", name="Open een sessie").click()
    links = {party: invited(screen, appraisal, party) for party in PARTIES}
    screen.goto(f"{appraisal}sessie/")
    expect(screen.get_by_text("Nog geen partij heeft iets gegeven.")).to_be_visible()

    phones = [phone(browser, server, links[party], faults) for party in PARTIES[:2]]
    answer(phones[0], (100, 80, 20, 10))
    expect(screen.get_by_text("gaf", exact=True)).to_be_visible(timeout=15_000)  # nobody reloaded the screen
    answer(phones[1], (10, 30, 40, 100))
    third = screen.context.browser.new_context(locale="nl-NL").new_page() if screen.context.browser else screen
    third.goto(links[PARTIES[2]])
    third.locator("main form button").first.click()
    answer(third, (100, 60, 10, 5), least_1=60)

    why = screen.locator("#why")
    expect(why).to_be_visible(timeout=15_000)
    expect(screen.locator(".seats .utrecht-status-badge--success")).to_have_count(3, timeout=15_000)
    said = screen.locator("main").inner_text()
    red, who, differ = order(screen, "Optie A is rood.", "Wie zet wat voorop", "Waarom wij verschillen")
    assert red < who < differ
    assert re.search(r"Gewichten geven de doorslag|Een veto geeft de doorslag", said)
    assert "Wat het zou omgooien" in said
    flips = screen.locator(".flips li")
    assert flips.count() > 0
    assert re.search(r"zou|stond optie [BC] voorop", flips.first.inner_text())
    assert screen.locator("#why table tbody tr").count() == 3

    # what a party gave, nobody outside the session sees
    outside = browser.new_context(locale="nl-NL").new_page()
    outside.goto(appraisal)
    assert "Nog geen partij gaf gewichten." in outside.locator("main").inner_text()
    assert (outside.request.get(f"{appraisal}sessie/")).status == 403
    assert (phones[0].request.get(f"{appraisal}sessie/")).status == 403

    for one, size in ((phones[0], NARROW), (screen, WIDE), (screen, NARROW)):
        check(one, faults, size)
    decided(screen, appraisal)
    for size in (WIDE, NARROW):
        check(screen, faults, size)
    revised(screen, appraisal, server)
    assert "\n".join(faults) == ""


def decided(page: Page, appraisal: str) -> None:
    """Release, weigh and freeze; the page then says what follows, red first, and cites a frozen sheet."""
    page.goto(f"{appraisal}sessie/")
    press(page, page.get_by_role("button", name="Geef vrij wat is gegeven"))
    page.goto(appraisal)
    press(page, page.get_by_role("button", name="De opties wegen"))
    press(page, page.get_by_role("button", name="Bevries de afweging"))
    expect(page.get_by_text("De afweging is bevroren")).to_be_visible()
    red, total = order(page, "Optie A is rood.", "Wat eruit volgt")
    assert red < total
    go_by_keyboard(page, r"^/herkomst/sheet:[0-9a-f]{16}/$")
    assert page.locator("h1").inner_text().strip()
    page.goto(appraisal)


def revised(page: Page, appraisal: str, server: Server) -> None:
    """A figure under it is revised: the page says so. Then the delivery is put back, for the journeys that come after."""
    delivery = ROOT / "workspace" / "brabant" / "deliveries" / "huisvesting.csv"
    text = delivery.read_text(encoding="utf-8")
    row = "REG-RWB,2013,onaanvaardbaar-gehuisvest,25,"
    assert row in text
    page.goto(appraisal)
    warning = "Rust op een cijfer dat is herzien."
    assert warning not in page.locator("main").inner_text()
    received(server, text.replace(row, row.replace(",25,", ",24,")))
    page.goto(appraisal)
    assert warning in page.locator("main").inner_text()
    received(server, text)


def received(server: Server, text: str) -> None:
    file = server.var / "revised.csv"
    file.write_text(text, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "samenhang", "receive", "huisvesting", str(file),
         "--reason", "Een herziene telling, om de sessie te beproeven."],
        env=server.environment, check=True, capture_output=True,
    )  # fmt: skip


def press(page: Page, button: Locator) -> None:
    """Press a button with the keyboard."""
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

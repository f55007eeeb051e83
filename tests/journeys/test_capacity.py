"""A programme cut by capacity: one measure forced in and the loss read, one put below the line, and two people at one form."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.journeys.conftest import NARROW, WIDE, Server

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
FORCED, AGAINST = "Van tijdelijk bed naar eigen woning", "Taal op de werkvloer"


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def colleague(browser: Browser, server: Server) -> Iterator[Page]:
    """A second browser, signed in as the same role."""
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="nl-NL")
    page = context.new_page()
    page.goto(server.link())
    page.locator("main form button").first.click()
    yield page
    context.close()


def test_a_measure_is_forced_in_and_the_loss_is_read_and_another_is_put_below_with_its_reason(
    core_team: Page, server: Server
) -> None:
    page = core_team
    page.goto(f"{server.url}/programma/capaciteit/")
    expect(page.locator("main")).to_contain_text("De streep: wat hieronder staat, past niet")
    expect(page.locator("#plan")).to_contain_text("Aangetoond")

    # one measure forced in: the keyboard is enough, and the loss stands there at once
    choice = page.get_by_label(f"{FORCED} verschuiven", exact=True)
    choice.focus()
    choice.select_option("2027-Q4")
    expect(page.locator("#plan [role=status]")).to_contain_text("Zo verschoven verliest het programma")
    expect(page.locator("#plan [role=status]")).to_contain_text("valt onder de streep")
    assert "2027-Q4" in page.url
    pressed(page, "Het programma zo bewaren")
    expect(page.locator("main")).to_contain_text("Het programma is bewaard zoals u het schoof.")
    above = page.locator("table.programme tbody").first
    expect(above).to_contain_text(FORCED)

    # one put below, with its reason, what it costs, and a day of review
    page.goto(f"{server.url}/programma/maatregelen/")
    page.get_by_role("link", name=AGAINST, exact=True).click()
    number = page.url.rstrip("/").rpartition("/")[2]
    page.goto(f"{server.url}/programma/maatregelen/{number}/onder-de-streep/")
    expect(page.locator("main")).to_contain_text("Wat dit kost")
    pressed(page, "Besluiten: nu niet")
    expect(page.locator("main")).to_contain_text("Schrijf de reden op.")
    page.get_by_label("Waarom dit bewust nu niet wordt gedaan").fill("Werkgevers doen dit zelf al.")
    page.get_by_label("Opnieuw bekijken op").fill((date.today() + timedelta(days=200)).isoformat())
    pressed(page, "Besluiten: nu niet")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bewust nu niet")
    expect(page.locator("main")).to_contain_text("Werkgevers doen dit zelf al.")

    # the next proposal leaves it out; the worker computes while the page tells how far it is
    page.goto(f"{server.url}/programma/capaciteit/")
    page.get_by_text("Een nieuw voorstel vragen").click()
    pressed(page, "Uitrekenen wat past")
    for _turn in range(90):
        page.goto(f"{server.url}/programma/capaciteit/")
        if not page.locator("#computing progress").count():
            break
        page.wait_for_timeout(500)
    line = page.get_by_role("row").filter(has_text=AGAINST)
    expect(line).to_contain_text("onder de streep")
    line.get_by_role("link", name="bewust nu niet").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Bewust nu niet: {AGAINST}")


def test_two_people_edit_one_measure_and_the_second_loses_nothing(
    core_team: Page, colleague: Page, server: Server
) -> None:
    address = f"{server.url}/programma/maatregelen/"
    core_team.goto(address)
    core_team.get_by_role("link", name="Monitor arbeidsmigratie", exact=False).first.click()
    edit = f"{core_team.url.rstrip('/')}/wijzigen/"
    for page in (core_team, colleague):
        page.goto(edit)
    core_team.get_by_label("Titel").fill("Monitor, elke maand bijgewerkt")
    pressed(core_team, "Deze maatregel bewaren")
    colleague.get_by_label("Titel").fill("Monitor, elk jaar bijgewerkt")
    colleague.get_by_label("Toelichting").fill("Getypt door de tweede.")
    pressed(colleague, "Deze maatregel bewaren")
    expect(colleague.get_by_role("heading", name="Wat er tijdens het schrijven veranderde")).to_be_visible()
    table = colleague.get_by_role("table", name="Zoals het nu staat naast wat u typte")
    expect(table).to_contain_text("Monitor, elke maand bijgewerkt")
    expect(colleague.get_by_label("Toelichting")).to_have_value("Getypt door de tweede.")
    pressed(colleague, "Deze maatregel bewaren")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Monitor, elk jaar bijgewerkt")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_every_page_of_capacity_is_accessible_narrow_enough_and_prints(
    browser: Browser, server: Server, size: tuple[int, int]
) -> None:
    # the checker brings a style of its own, which the policy of the pages would refuse
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, bypass_csp=True, locale="nl-NL")
    page = context.new_page()
    page.goto(server.link())
    page.locator("main form button").first.click()
    page.goto(f"{server.url}/programma/maatregelen/")
    measure = page.locator("tbody a[href*='/programma/maatregelen/']").first.get_attribute("href")
    paths = (
        "/programma/capaciteit/", "/programma/teams/", "/programma/teams/kernteam/", "/programma/capaciteit/later/",
        measure, f"{measure}inzet/", f"{measure}scores/", f"{measure}onder-de-streep/",
    )  # fmt: skip
    for path in paths:
        answer = page.goto(server.url + str(path))
        assert answer is not None
        assert answer.status == 200, path
        found = Axe().run(page, options=RULES)
        assert [(path, one["id"]) for one in found.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
    page.goto(f"{server.url}/programma/capaciteit/")
    page.emulate_media(media="print")
    expect(page.get_by_label(f"{FORCED} verschuiven", exact=True)).to_be_hidden()
    expect(page.locator("#load-hours")).to_be_visible()
    context.close()


def test_without_javascript_the_same_page_says_what_a_move_costs(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, locale="nl-NL")
    page = context.new_page()
    page.goto(server.link())
    page.locator("main form button").first.click()
    page.goto(f"{server.url}/programma/capaciteit/")
    page.locator("table.programme tbody select").first.select_option("out")
    pressed(page, "Laten zien wat dit kost")
    expect(page.locator("#plan [role=status]")).to_contain_text("Zo verschoven verliest het programma")
    context.close()

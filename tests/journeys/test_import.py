"""An import walked by a person: choose, be refused with a cell and a remedy, look at each cell, say why, write."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from tests.journeys.conftest import NARROW, ROOT, WIDE, Server
from tests.journeys.test_every_page import RULES, sign_in

pytestmark = pytest.mark.browser
SOURCE = "huisvesting"


def delivered() -> tuple[list[str], list[dict[str, str]]]:
    text = (ROOT / "workspace" / "brabant" / "deliveries" / f"{SOURCE}.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(text))
    return list(reader.fieldnames or ()), list(reader)


def write(file: Path, names: list[str], rows: list[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        made = csv.DictWriter(out, names, lineterminator="\n")
        made.writeheader()
        made.writerows(rows)
    return file


def faults(page: Page) -> list[str]:
    """What axe finds, and a page that is wider than its screen."""
    found = [one["id"] for one in Axe().run(page, options=RULES).response["violations"]]
    width, screen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return found + ([f"{width} px wide on a screen of {screen}"] if width > screen else [])


def press(page: Page, name: str) -> None:
    """Press a button with the keyboard."""
    page.get_by_role("button", name=name).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("context", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
def test_an_import_with_a_dry_run(context: BrowserContext, server: Server, tmp_path: Path) -> None:
    page = context.new_page()
    sign_in(page, server)
    names, rows = delivered()
    place = next(n for n, row in enumerate(rows) if re.fullmatch(r"\d+", row["value"]) and row["state"] == "known")
    value = str(int(rows[place]["value"]) + 1)

    page.goto(f"{server.url}/bronnen/")
    page.locator(f"a[href='/bronnen/{SOURCE}/levering/']").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert faults(page) == []
    press(page, "Kijk het bestand na")
    assert "Kies het bestand dat moet worden nagekeken." in page.locator("main").inner_text()

    wrong = [dict(row) for row in rows]
    wrong[place]["value"] = "veel"
    page.locator("input[type=file]").set_input_files(write(tmp_path / "fout.csv", names, wrong))
    press(page, "Kijk het bestand na")
    said = page.locator("main").inner_text()
    assert "fout.csv kan zo niet worden overgenomen" in said
    assert 'value "veel"' in said
    assert faults(page) == []

    right = [dict(row) for row in rows]
    right[place]["value"] = value
    page.locator("input[type=file]").set_input_files(write(tmp_path / "goed.csv", names, right))
    press(page, "Kijk het bestand na")
    assert re.search(rf"/bronnen/{SOURCE}/levering/[0-9a-f]{{16}}/$", page.url)
    digits = re.sub(r"\D", "", page.locator("section[aria-labelledby=cells] tbody b").first.inner_text())
    assert digits.startswith(value)
    assert faults(page) == []

    press(page, "Schrijf dit bestand weg")
    assert "Schrijf in één zin waarom deze cijfers veranderen." in page.locator("main").inner_text()
    reason = page.get_by_label("Waarom veranderen deze cijfers?")
    reason.focus()
    page.keyboard.type("Opnieuw nagekeken bij de bron.")
    press(page, "Schrijf dit bestand weg")
    assert "Het bestand is weggeschreven" in page.locator("main").inner_text()
    page.goto(f"{server.url}/herzieningen/")
    assert "Opnieuw nagekeken bij de bron." in page.locator("main").inner_text()

    back = [sys.executable, "-m", "samenhang", "receive", SOURCE, str(write(tmp_path / "oud.csv", names, rows))]
    subprocess.run([*back, "--reason", "De proef is voorbij."], env=server.environment, check=True, capture_output=True)

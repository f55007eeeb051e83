"""A real server with the real facts, and a real browser: what a journey needs."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
# a form that comes back with sentences, and what was asked for and is not there, are answers and no faults
ANSWERED = re.compile(r"status of (404|422) ")
WIDE, NARROW = (1280, 900), (390, 844)


@dataclass(frozen=True)
class Server:
    """A running Samenhang: its address, its data folder and its environment."""

    url: str
    var: Path
    environment: dict[str, str]

    def link(self, *seat: str) -> str:
        """A fresh sign-in link: for the core team, or for the seat that `--role`, `--area` and `--party` say."""
        said = subprocess.run(
            [sys.executable, "-m", "samenhang", "link", *seat],
            env=self.environment,
            text=True,
            capture_output=True,
            check=True,
        )
        return said.stdout.strip().replace("http://127.0.0.1:8000", self.url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`samenhang serve` on a free port with workspace/brabant, in a folder of its own."""
    var, port = tmp_path_factory.mktemp("var"), free_port()
    environment = {**os.environ, "VAR": str(var), "PORT": str(port), "WORKSPACE": str(ROOT / "workspace" / "brabant")}
    with (var / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "samenhang", "serve"], env=environment, stdout=log, stderr=log
        )
    for _ in range(1800):
        if process.poll() is not None or "Ctrl-C stops" in (var / "log").read_text():
            break
        time.sleep(0.1)
    assert process.poll() is None, (var / "log").read_text()
    yield Server(f"http://127.0.0.1:{port}", var, environment)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)


def browser_path() -> str | None:
    """Chromium where Debian puts it, or the one that Playwright brought; None when there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    own = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux/chrome"))
    return str(own[-1]) if own else None


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Headless Chromium, started once."""
    from playwright.sync_api import sync_playwright

    path = browser_path()
    if path is None:
        said = "Chromium was not found: apt install chromium (or: python -m playwright install chromium)"
        if os.environ.get("SAMENHANG_REQUIRE_BROWSER"):
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def context(browser: "Browser", request: pytest.FixtureRequest) -> Iterator["BrowserContext"]:
    """A browser of its own for each test: wide by default, `@pytest.mark.parametrize("size", …)` chooses another."""
    width, height = getattr(request, "param", WIDE)
    made = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
    made.set_default_timeout(10_000)
    yield made
    made.close()


def watch(page: "Page", server: Server, faults: list[str]) -> None:
    """Write down each script error, blocked resource, server error and request to another host."""
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on(
        "console",
        lambda line: faults.append(line.text) if line.type == "error" and not ANSWERED.search(line.text) else None,
    )
    page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 500 else None)
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((server.url, "data:")) else faults.append(f"other host: {asked.url}")
        ),
    )


@pytest.fixture
def page(context: "BrowserContext", server: Server) -> Iterator["Page"]:
    """A page that fails the test on a script error, a blocked resource, a 500, or a request to another host."""
    made = context.new_page()
    faults: list[str] = []
    watch(made, server, faults)
    yield made
    assert "\n".join(faults) == ""


@pytest.fixture
def core_team(page: "Page", server: Server) -> "Page":
    """The page, signed in as the core team through a link that works once."""
    page.goto(server.link())
    page.get_by_role("button", name=re.compile("aanmelden", re.IGNORECASE)).first.click()
    return page

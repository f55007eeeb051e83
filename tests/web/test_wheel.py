"""The built wheel has everything in it: templates, styles, fonts, words and workspaces; one page is served from it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_page_is_served_from_the_built_wheel(tmp_path: Path) -> None:
    def run(*command: str) -> None:
        said = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=120)
        assert said.returncode == 0, said.stdout + said.stderr

    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    (wheel,) = tmp_path.glob("*.whl")
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(tmp_path / "site"),
        str(wheel),
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {key: value for key, value in os.environ.items() if key not in ("WORKSPACE", "DATABASE_URL")}
    environment |= {"PYTHONPATH": str(tmp_path / "site"), "VAR": str(tmp_path / "var"), "PORT": port}
    log = tmp_path / "log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "samenhang", "serve"], cwd=tmp_path, env=environment, stdout=out, stderr=out
        )
    try:
        for _ in range(2400):  # the province is loaded first, which takes longer where more is running
            if server.poll() is not None or "Ctrl-C stops" in log.read_text():
                break
            time.sleep(0.1)
        assert server.poll() is None, log.read_text()
        assert "Ctrl-C stops" in log.read_text()
        page = fetch(f"http://127.0.0.1:{port}/")
        assert "Noord-Brabant" in page
        assert "Waar naartoe" in page  # the Dutch of the interface is in the wheel
        (style,) = re.findall(r'href="(/static/app\.[0-9a-f]+\.css)"', page)
        vendored = re.findall(r'url\("?([^")]*vendor/nlds[^")]*)', fetch(f"http://127.0.0.1:{port}{style}"))
        assert "--palet-petrol-500" in fetch(f"http://127.0.0.1:{port}/static/{vendored[0].removeprefix('/static/')}")
        assert str(tmp_path / "site") in subprocess.run(
            [sys.executable, "-c", "import samenhang; print(samenhang.__file__)"],
            cwd=tmp_path, env=environment, text=True, capture_output=True, check=True,
        ).stdout  # fmt: skip
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return str(answer.read().decode())

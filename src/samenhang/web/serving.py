"""What `samenhang serve` needs of the machine: a free port, the static files, two processes, and an end to both."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.urls import reverse

from samenhang.web.cli import Refused, say


def warm(base: str, environment: dict[str, str]) -> None:
    """Compile the model of the futures beside the web process, then let that read it: nobody who opens the page waits for it."""
    code = "import django; django.setup(); from samenhang.weighing.futures.queries.model import warm; warm()"
    subprocess.run([sys.executable, "-c", code], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with contextlib.suppress(OSError), urlopen(f"{base}{reverse('futures:lab')}", timeout=60):  # noqa: S310 - our own address
        pass


def collect_static() -> None:
    """Hash and compress the static files, when any of them changed since the last time."""
    found = [
        (name, storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list(ignore_patterns=["*.ttf", ".*"])
    ]
    told = "".join(
        f"{name} {Path(path).stat().st_mtime_ns} {Path(path).stat().st_size}\n" for name, path in sorted(found)
    )
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    if not found or (stamp.exists() and stamp.read_text(encoding="utf-8") == told):
        return
    say("  hashing and compressing styles, fonts and scripts")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=["*.ttf", ".*"])
    stamp.write_text(told, encoding="utf-8")


def free_port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Refused(f"PORT should be a number from 1 to 65535, but is {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError:
            raise Refused(
                f"Port {text} is taken by another program. Choose another with PORT=…, for example PORT=8001."
            ) from None
    return int(text)


def wait_for(port: int, web: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):  # a minute, on a machine that does much else
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if web.poll() is not None:
            raise Refused("The web server stopped while starting; its message stands above.")
        time.sleep(0.05)


def until_stopped(running: "list[subprocess.Popen[bytes]]") -> int:
    """Wait for Ctrl-C or for either process to end; then end both."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts us in the background has it ignored
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.2)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        for process in running:
            process.send_signal(signal.SIGINT)
        for process in running:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:  # a worker in the middle of a run: that starts again with the next one
                process.kill()
                process.wait()

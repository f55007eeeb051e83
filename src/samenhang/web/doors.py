"""What each verb of the console script does. Kept apart from `cli.py`, so that a mistyped verb never starts Django."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from samenhang.ground.ledger.actions import erase as erase_deed
from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.queries.verify import verify as verify_ledger
from samenhang.ground.lexicon.actions import load_folder
from samenhang.ground.lexicon.models import Declared
from samenhang.ground.people.actions import make_link, seat_of_role
from samenhang.ground.people.models import Installer, Role, Seat
from samenhang.ground.people.queries import first_role, keeper_role
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.models import Source
from samenhang.insight.evidence.queries import verify_figures
from samenhang.insight.network.models import Party
from samenhang.reporting.reports.actions import publish_area
from samenhang.reporting.reports.queries import pdf_of
from samenhang.reporting.trace.queries import lines
from samenhang.steering.governance.actions import play_example, play_session
from samenhang.web.cli import Refused, say
from samenhang.workspace.check.hints import did_you_mean

Row = TypeVar("Row", bound=Declared)


def migrate() -> int:
    """Create or update the database. The tables of the queue come along."""
    call_command("migrate", verbosity=0, interactive=False)
    return 0


def keeper() -> Seat:
    role = keeper_role()
    if role is None:
        raise Refused("The workspace is not loaded yet. Run `samenhang load` first.")
    return seat_of_role(role, by=Installer(), at=timezone.now())


def load(*, quiet: bool = False) -> int:
    """Load the workspace, its deliveries and its worked example; say what changed."""
    migrate()
    now = timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        loaded = load_folder(str(settings.WORKSPACE), by=Installer(), at=now, say=lambda line: say(f"  {line}"))
        if not loaded.changed:
            say(f"Workspace {loaded.workspace.name}: nothing changed.")
            return 0
        evidence.deliver_all(loaded, by=keeper(), at=now, say=lambda line: say(f"  {line}"))
        if loaded.workspace.example:
            if "session" in loaded.workspace.example:
                play_session(loaded.workspace.example["session"], by=keeper(), at=now)
            play_example(loaded.workspace.example, by=keeper(), at=now)
            say("  worked example in place")
            if loaded.workspace.example.get("publish"):
                publish_area(loaded.workspace.province, by=keeper(), at=now)
                say("  its report published")
    say(f"Workspace {loaded.workspace.name}: loaded.")
    return 0


def receive(*, source: str, file: Path) -> int:
    """Bring in one delivery from a file."""
    found = Source.objects.filter(pk=source, withdrawn_on=None).first()
    if found is None:
        known = ", ".join(Source.objects.filter(withdrawn_on=None).order_by("code").values_list("code", flat=True))
        raise Refused(f"There is no source {source!r}. The workspace declares: {known or 'none'}.")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Refused(f"The file {file} cannot be read ({error.strerror}). Check the path.") from None
    count = evidence.deliver(source=found, data=data, by=keeper(), at=timezone.now())
    say(f"{found.pk}: {count} figures in place.")
    return 0


def verify(*, replay: bool) -> int:
    """Check the whole record and print what was found; exit 1 when something is wrong."""
    started = time.monotonic()
    verdict = verify_ledger(replay=replay)
    figures, wrong = verify_figures()
    problems = verdict.problems + wrong
    for line in verdict.remarks + problems:
        say(line)
    again = f", {verdict.replayed} computations run again" if replay else ""
    took = time.monotonic() - started
    say(
        f"{verdict.acts} acts, {verdict.sheets} sheets and {figures} figures checked{again} in {took:.1f} s: {len(problems)} problems."
    )
    say(f"Head: {verdict.head or '(empty)'}")
    return 1 if problems else 0


def trace(*, ref: str) -> int:
    """Print the lineage of a ref, and what rests on it."""
    for line in lines(ref):
        say(line)
    return 0


def report(*, area: str, pdf: Path) -> int:
    """Publish the report of an area and write it as PDF."""
    with translation.override(settings.LANGUAGE_CODE):
        sheet = publish_area(area, by=keeper(), at=timezone.now())
        data = pdf_of(sheet)
    try:
        pdf.write_bytes(data)
    except OSError as error:
        raise Refused(f"The PDF cannot be written to {pdf} ({error.strerror}).") from None
    say(f"{pdf}: {len(data)} bytes, from {sheet.ref}")
    return 0


def link(*, role: str = "", area: str = "", party: str = "", base: str = "") -> int:
    """Print a sign-in link for the seat of a role, for an area and on behalf of a party; without any for the first role."""
    first, now = first_role(), timezone.now()
    if first is None:
        raise Refused("The workspace is not loaded yet. Run `samenhang load` first.")
    standing = Area.objects.filter(Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()))
    seat = seat_of_role(
        _declared("role", role, Role.objects.all()) if role else first,
        area=_declared("area", area, standing) if area else None,
        party=Code(_declared("party", party, Party.objects.all()).ref) if party else None,
        by=Installer(), at=now,
    )  # fmt: skip
    say(f"{base or 'http://127.0.0.1:8000'}/aanmelden/{make_link(seat, at=now)}/")
    return 0


def _declared(what: str, code: str, rows: "QuerySet[Row]") -> Row:
    """The row of the workspace with this code, or a refusal that names the codes there are."""
    known = {row.pk: row for row in rows.filter(withdrawn_on=None).order_by("code")}
    if code not in known:
        meant = did_you_mean(code, known)
        raise Refused(f"There is no {what} {code!r}{meant}. The workspace declares: {', '.join(known) or 'none'}.")
    return known[code]


def erase(*, ref: str, reason: str) -> int:
    """Destroy a text or sheet on request."""
    erase_deed(target=Ref(ref), reason=Words(reason), by=Installer(), at=timezone.now())
    say(f"{ref} was erased; its place in the record stays.")
    return 0


def serve() -> int:
    """Prepare, then run web and worker until Ctrl-C. A second start finds everything in place and is quick."""
    port = _free_port()
    migrate()
    _collect_static()
    load()
    base = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
           "--no-access-log", "--log-level", "warning", "samenhang.web.wsgi:application"]  # fmt: skip
    worker = [sys.executable, "-m", "django", "db_worker", "--verbosity", "0"]
    running = [subprocess.Popen(command, env=environment) for command in (web, worker)]
    _wait_for(port, running[0])
    say(f"\nSamenhang serves on {base}")
    say("Sign in once as the first role of the workspace with:")
    link(base=base)
    say("Ctrl-C stops web and worker.")
    return _until_stopped(running)


def _collect_static() -> None:
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


def _free_port() -> int:
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


def _wait_for(port: int, web: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if web.poll() is not None:
            raise Refused("The web server stopped while starting; its message stands above.")
        time.sleep(0.05)


def _until_stopped(running: "list[subprocess.Popen[bytes]]") -> int:
    """Wait for Ctrl-C or for either process to end; then end both."""
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
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()

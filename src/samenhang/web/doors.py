"""What each verb of the console script does. Kept apart from `cli.py`, so that a mistyped verb never starts Django."""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.management import call_command
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from samenhang.ground.ledger.actions import erase as erase_deed
from samenhang.ground.ledger.acts import Code, Received, Ref, Words
from samenhang.ground.ledger.queries.verify import verify as verify_ledger
from samenhang.ground.lexicon.actions import load_folder
from samenhang.ground.lexicon.models import Declared
from samenhang.ground.people.actions import make_link, seat_of_role
from samenhang.ground.people.models import Installer, Role, Seat
from samenhang.ground.people.queries import first_role, keeper_role
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.actions import boundaries as outside
from samenhang.insight.evidence.actions.fetch import Unchanged, fetch
from samenhang.insight.evidence.models import Source
from samenhang.insight.evidence.queries import verify_figures
from samenhang.insight.evidence.queries.asread import as_read
from samenhang.insight.evidence.queries.preview import Preview, preview
from samenhang.insight.network.models import Party
from samenhang.insight.voices.actions import play_rounds
from samenhang.reporting.reports.actions import publish_area
from samenhang.reporting.reports.queries import pdf_of
from samenhang.reporting.trace.queries import lines
from samenhang.steering.governance.actions import play_example, play_session
from samenhang.steering.programme.actions import play_programme, play_results
from samenhang.steering.vision.actions import play_vision
from samenhang.web import serving
from samenhang.web.cli import Refused, say
from samenhang.web.intake import look_at, receive_signals
from samenhang.weighing.futures.actions import CannotStart, begin_today
from samenhang.weighing.futures.tasks import compute_now
from samenhang.workspace.check.hints import did_you_mean
from samenhang.workspace.kinds import WorkspaceError

BOUNDARIES, SIGNALS = "boundaries", "signals"  # what is received under these names is no source of figures
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


def load(*, reason: str = "", quiet: bool = False) -> int:
    """Load the workspace, its deliveries, the readings of its rules and its worked example; say what changed."""
    migrate()
    now = timezone.now()
    with translation.override(settings.LANGUAGE_CODE):
        with _says_how("load"):
            loaded = load_folder(
                str(settings.WORKSPACE), by=Installer(), at=now, say=lambda line: say(f"  {line}"),
                allow=lambda workspace: evidence.refuse_changes(workspace, reason),
            )  # fmt: skip
        if not loaded.changed:
            say(f"Workspace {loaded.workspace.name}: nothing changed.")
            return 0
        evidence.deliver_all(loaded, by=keeper(), at=now, say=lambda line: say(f"  {line}"), reason=reason)
        if ruled := evidence.apply_rules(by=keeper(), at=now):
            say(f"  readings chosen by rule: {ruled}")
        begin_futures()
        if loaded.workspace.example:
            if "session" in loaded.workspace.example:
                play_session(loaded.workspace.example["session"], by=keeper(), at=now)
            play_example(loaded.workspace.example, by=keeper(), at=now)
            play_vision(loaded.workspace.example, by=keeper(), at=now)
            play_rounds(by=keeper(), at=now)
            play_results(loaded.workspace.example, by=keeper(), at=now)
            play_programme(loaded.workspace.example, by=keeper(), at=now)
            say("  worked example in place")
            if loaded.workspace.example.get("publish"):
                publish_area(loaded.workspace.province, by=keeper(), at=now)
                say("  its report published")
    say(f"Workspace {loaded.workspace.name}: loaded.")
    return 0


def begin_futures() -> None:
    """Where every area starts in the futures, from the figures as they stand now."""
    try:
        begin_today(by=keeper(), at=timezone.now())
    except CannotStart as problem:
        say(f"  the futures have no start: {problem}")


@contextlib.contextmanager
def _says_how(verb: str) -> Iterator[None]:
    """A refusal for want of a reason tells how to give one here."""
    try:
        yield
    except evidence.NeedsReason as refusal:
        raise Refused(f'{refusal} (samenhang {verb} … --reason "…")') from None


def receive(
    *,
    source: str,
    file: Path | None = None,
    live: bool = False,
    dry_run: bool = False,
    reason: str = "",
    publisher: str = "",
    licence: str = "",
) -> int:
    """Bring in one delivery, from a file or from the address that the source declares; or say what it would change."""
    found = Source.objects.filter(pk=source, withdrawn_on=None).first()
    if found is None and source == BOUNDARIES:
        return _receive_boundaries(file, live=live, dry_run=dry_run, publisher=publisher, licence=licence)
    if found is None and source == SIGNALS:
        return receive_signals(file, dry_run=dry_run, by=keeper(), at=timezone.now())
    if found is None:
        known = ", ".join(Source.objects.filter(withdrawn_on=None).order_by("code").values_list("code", flat=True))
        raise Refused(f"There is no source {source!r}. The workspace declares: {known or 'none'}.")
    with tempfile.TemporaryDirectory() as folder:
        given = _fetched(found, Path(folder)) if live else _readable(file)
        if given is None:
            return 0
        if dry_run:
            return _say_preview(found, preview(found, given), given)
        with _says_how("receive"):
            count = evidence.deliver(source=found, data=given, by=keeper(), at=timezone.now(), reason=reason)
            evidence.apply_rules(by=keeper(), at=timezone.now())
    begin_futures()
    say(f"{found.pk}: {count} figures in place.")
    return 0


def _receive_boundaries(file: Path | None, *, live: bool, dry_run: bool, publisher: str, licence: str) -> int:
    """Keep the boundaries of the municipalities: from the address of their publisher, or from a file that says whose it is."""
    if dry_run:
        raise Refused("Boundaries change no figures: receive them without --dry-run.")
    now = timezone.now()
    with tempfile.TemporaryDirectory() as folder:
        if live:
            given = outside.fetched(now.year, folder=Path(folder))
        else:
            given = outside.given(_readable(file), now.year, publisher=publisher, licence=licence)
        sheet = evidence.keep_outlines(
            file=Received("geojson", given.file), publisher=Words(given.publisher), licence=Words(given.licence),
            year=Code(given.year), origin=Words(given.origin), by=keeper(), at=now,
        )  # fmt: skip
    say(f"boundaries: those of {given.year} in place, {sheet.ref}. The map of the areas is drawn from them.")
    return 0


def _readable(file: Path | None) -> Path:
    """The file, or the folder with the documents of a table, when it can be read."""
    try:
        if file is not None and not file.is_dir():
            file.open("rb").close()
    except OSError as error:
        raise Refused(f"The file {file} cannot be read ({error.strerror}). Check the path.") from None
    return file or Path()


def _fetched(source: Source, folder: Path) -> Path | None:
    """The table of a source as it stands at its publisher; None when it did not change since the last delivery."""
    found = fetch(source, into=folder)
    for remark in found.remarks:
        say(remark)
    if isinstance(found, Unchanged):
        say(f"{source.pk}: not changed since {found.modified or 'the last delivery'}; nothing was fetched.")
        return None
    say(f"{source.pk}: {found.observations:,} observations fetched, changed at {found.modified or 'an unknown time'}.")
    return found.file


def _say_preview(source: Source, seen: Preview, given: Path) -> int:
    """What was read, and what it would change, a line for each cell as far as they are named; nothing was written."""
    if seen.problems:
        raise WorkspaceError(seen.problems)
    for place, number, line in as_read(source, given):
        where = place if "!" in place or not number else f"line {number}, {place}"
        say(f"  read     {where}: {line.row}  {_plain(line['value'])} {line['unit']}, {line['state']}")
    for change in seen.cells:
        say(f"  changed  {change.line.row}  {change.column}: {_plain(change.before)} -> {_plain(change.after)}")
    for sign, named in (("new", seen.new_lines), ("gone", seen.gone_lines)):
        for line in named:
            say(f"  {sign:8} {line.row}  {_plain(line['value'])}")
    cut = " (not all of them are named)" if seen.cut else ""
    say(
        f"{source.pk}: {seen.new} new, {seen.changed} changed, {seen.gone} gone and {seen.same} the same{cut}. "
        "Nothing was written."
    )
    return 0


def _plain(value: object) -> str:
    return "(empty)" if value is None or value == "" else f"{value}"


def watch(*, watches: list[str]) -> int:
    """Look whether there is news in the feeds that are watched."""
    return look_at(watches, by=keeper(), at=timezone.now())


def verify(*, replay: bool, mend: bool = False) -> int:
    """Check the whole record and print what was found; exit 1 when something is wrong.

    With `mend` the figures, which are copies, are first made again from the sheets that they were copied from.
    """
    started = time.monotonic()
    if mend:
        made = sum(evidence.refill(source, at=timezone.now()) for source in Source.objects.order_by("pk"))
        say(f"{made} figures were made again from their sheets.")
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


def futures(*, future: int, cluster: str = "") -> int:
    """Compute a saved future at once; the work is done here, or on a cluster."""
    run = compute_now(future=future, cluster=cluster, by=keeper(), at=timezone.now())
    if run.state != run.State.DONE:
        raise Refused(str(run.problem) or "The run was cancelled. Nothing of it was kept; it can be started again.")
    say(f"future {future}: {run.draws} futures computed{f' on {cluster}' if cluster else ''}, {run.result}")
    return 0


def talking(*, areas: list[str], all: bool, pdf: Path) -> int:  # noqa: A002 - the name that people type
    """Write the talking sheet of some areas, or of all, as PDF into a folder."""
    from samenhang.reporting.reports.queries.talking_facts import facts, sheet_areas
    from samenhang.reporting.reports.queries.talking_paper import papers

    started, now = time.monotonic(), timezone.now()
    known = {area.pk: area for area in sheet_areas(timezone.localdate())}
    if not known:
        raise Refused("The workspace is not loaded yet. Run `samenhang load` first.")
    if bool(areas) == all:
        raise Refused("Name the areas, or ask for --all: one of the two.")
    for code in areas:
        if code not in known:
            raise Refused(
                f"There is no talking sheet of {code!r}{did_you_mean(code, known)}. There is one of the province, of each region "
                "that holds municipalities, and of each municipality."
            )
    wanted = list(known.values()) if all else [known[code] for code in dict.fromkeys(areas)]
    try:
        pdf.mkdir(parents=True, exist_ok=True)
        with translation.override(settings.LANGUAGE_CODE):
            made = papers(wanted, facts(wanted, timezone.localdate()), at=now)
            for place, (area, data) in enumerate(made, 1):
                (pdf / f"praatstuk-{area.pk}.pdf").write_bytes(data)
                if place % 10 == 0 or place == len(wanted):
                    say(f"  {place} of {len(wanted)}: {area.name}")
    except OSError as error:
        raise Refused(
            f"The folder {pdf} cannot be written ({error.strerror}). Choose another, or change its rights."
        ) from None
    say(f"{pdf}: {len(wanted)} talking sheets in {time.monotonic() - started:.1f} s")
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
    port = serving.free_port()
    migrate()
    serving.collect_static()
    load()
    base = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
           "--no-access-log", "--log-level", "warning", "samenhang.web.wsgi:application"]  # fmt: skip
    worker = [sys.executable, "-m", "django", "db_worker", "--verbosity", "0"]
    running = [subprocess.Popen(command, env=environment) for command in (web, worker)]
    serving.wait_for(port, running[0])
    threading.Thread(target=serving.warm, args=(base, environment), daemon=True).start()
    say(f"\nSamenhang serves on {base}")
    say("Sign in once as the first role of the workspace with:")
    link(base=base)
    say("Ctrl-C stops web and worker.")
    return serving.until_stopped(running)

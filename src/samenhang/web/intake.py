"""What the shell brings in for the desk: signals from a folder where mails are dropped, and the news of watched feeds."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation

from samenhang.ground.people.models import Seat
from samenhang.insight.evidence.actions.client import CannotFetch
from samenhang.insight.signals import actions
from samenhang.insight.signals.models import Passing, Watch
from samenhang.insight.signals.queries import batch
from samenhang.web.cli import Refused, say
from samenhang.workspace.check.hints import did_you_mean

KINDS = (".eml", ".csv")


def receive_signals(path: Path | None, *, dry_run: bool, by: Seat, at: datetime) -> int:
    """Bring in one file, or all mails and tables of a folder; what was brought in from a folder is removed there.

    A mail that stayed in the folder would keep what is dropped of it: who sent it. A file that is refused stays, with the reason.
    """
    if path is None:
        raise Refused(
            "Signals come from a file or a folder: samenhang receive signals PATH. Feeds are `samenhang watch`."
        )
    drop = path.is_dir()
    files = sorted(one for one in path.iterdir() if one.suffix.lower() in KINDS) if drop else [path]
    refused = brought = 0
    with translation.override(settings.LANGUAGE_CODE):
        words = batch.Words(at.date())
        for file in files:
            found = batch.read(file.name, _bytes(file), asked={"passing": Passing.NOT.value}, words=words)
            for fault in found.faults[: batch.SHOWN]:
                place = ":".join(str(part) for part in (file.name, fault.line or "", fault.column) if part)
                say(f"  {place}: {fault.message}")
            if found.faults:
                refused += 1
                continue
            brought += len(found.rows)
            dropped = f"; dropped: {', '.join(found.left_out)}" if found.dropped else ""
            say(f"  {file.name}: {len(found.rows)}{dropped}")
            if not dry_run:
                actions.bring(file=actions.table_of(found.rows), by=by, at=at)
                if drop:
                    file.unlink()
    done = (
        "Nothing was kept: a dry run." if dry_run else "Brought in from a folder, the files are gone." if drop else ""
    )
    say(f"signals: {brought} signals in {len(files) - refused} files, {refused} files refused. {done}".rstrip())
    return 1 if refused else 0


def _bytes(file: Path) -> bytes:
    """The file, up to one byte more than may be: what is larger is refused without being read."""
    try:
        with file.open("rb") as opened:
            return opened.read(batch.LARGEST + 1)
    except OSError as error:
        raise Refused(f"The file {file} cannot be read ({error.strerror}). Check the path.") from None


def look_at(codes: list[str], *, by: Seat, at: datetime) -> int:
    """Look at the feeds that are watched. One that cannot be read says so and keeps none of the others waiting."""
    known = {one.pk: one for one in Watch.objects.filter(withdrawn_on=None).order_by("order")}
    for code in codes:
        if code not in known:
            raise Refused(
                f"There is no watch {code!r}{did_you_mean(code, known)}. The workspace declares: {', '.join(known) or 'none'}."
            )
    wanted = [known[code] for code in dict.fromkeys(codes)] if codes else list(known.values())
    failed = 0
    with translation.override(settings.LANGUAGE_CODE):
        for watch in wanted:
            try:
                items = actions.seen(watch)
            except CannotFetch as problem:
                actions.looked(watch, at, problem=str(problem))
                say(f"  {watch.pk}: {problem}")
                failed += 1
                continue
            new = actions.fresh(watch, items)
            if new:  # what did not change makes no act
                actions.watched(watch=watch, news=actions.news_of(new), by=by, at=at)
            actions.looked(watch, at, items=len(items))
            say(f"  {watch.pk}: {len(items)} items, {len(new)} of them new")
    say(f"watch: {len(wanted) - failed} feeds read, {failed} not.")
    return 1 if failed else 0

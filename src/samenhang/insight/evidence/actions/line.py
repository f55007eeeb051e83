"""The straight line of a figure: receive, tidy, compute, fill, read. Each step but the fill is an act; figures are a copy."""

import gc
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import connection, transaction
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Received, act
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.actions import Loaded, put
from samenhang.insight.evidence.actions.borders import across_borders
from samenhang.insight.evidence.actions.fill import fill, learn_sizes, step_down
from samenhang.insight.evidence.actions.revise import changes, record, refuse_unexplained
from samenhang.insight.evidence.models import Edition, Source
from samenhang.insight.evidence.queries.declared import WORDS, Declared, declared, tables_of
from samenhang.workspace import mapping
from samenhang.workspace.check.tables import table_of
from samenhang.workspace.formats import Delivery, as_one_file, named
from samenhang.workspace.kinds import Workspace, schema

LARGEST = 200 * 1024 * 1024
AT_ONCE = 12  # sheets in one transaction when figures are made again


class CannotReceive(Exception):
    """A delivery that is refused; the text is a sentence for people."""


@act("evidence.received", needs=Permission.RECEIVE)
def receive(*, source: Source, file: Received, by: Actor, at: datetime) -> Received:
    """Keep a delivery exactly as it came."""
    if not file.size:
        raise CannotReceive(_("The file is empty. Deliver the file as the source publishes it."))
    if file.size > LARGEST:
        raise CannotReceive(
            _(
                "The file is larger than 200 MB. A delivery is taken as a whole, so it cannot come in parts: "
                "leave out what the source does not use, or fetch less with [select] in the source."
            )
        )
    return file


@act("evidence.tidied", needs=Permission.RECEIVE)
def tidy(*, raw: Sheet, declaration: Sheet, words: list[Sheet], by: Actor, at: datetime) -> store.Table:
    """Map a delivery to our own words by its source's TOML; refuses the whole delivery with every problem it has.

    `words` are the workspace tables of WORDS, in that order. The figures are read while the sheet is written: a problem
    among them ends the writing, and then there is no sheet and no act.
    """
    ready = _ready.get()
    if ready is not None and ready.inputs == _inputs(raw.digest, declaration, words):
        return store.again(ready.opened)
    return _tidied(Delivery("", lambda: store.opened(raw.digest)), raw.digest, declaration, words)


def _tidied(delivery: Delivery, digest: str, declaration: Sheet, words: list[Sheet]) -> store.Table:
    toml, tables = store.read(declaration.digest), tables_of(words)
    source = mapping.declared(toml, tables)
    rows = store.Columns(mapping.columns(toml, delivery, tables))
    head = {"source": source.code, "edition": digest[:16], "licence": source.licence, "publisher": source.publisher}
    return store.Table("tidy", mapping.COLUMNS, rows, head)


@act("evidence.computed", needs=Permission.RECEIVE)
def compute(*, tidy: Sheet, indicator: Code, by: Actor, at: datetime) -> store.Table:
    """The figures of one indicator in a tidy delivery, unchanged; methods that combine sources come between here and there."""
    picked = store.picked(tidy.digest, "indicator", indicator)
    return store.Table("figures", picked.columns, picked.rows, {**picked.head, "indicator": indicator})


def deliver(*, source: Source, data: bytes | Path, by: Actor, at: datetime, reason: str = "") -> int:
    """The whole way of one delivery: receive → tidy → compute per indicator → fill. Returns the number of figures.

    `data` are the bytes, a file, or a folder with the documents of a CBS table. A delivery that changes figures that are
    shown says in a sentence why (`reason`), or nothing of it is kept.
    """
    said = declared(source)
    if said is None:
        raise CannotReceive(_("Load the workspace first: it declares the source and the words of its figures."))
    with as_one_file(data) as file, _checked(Received("delivery", file), said, by) as rows, collector_at_rest():
        changed = [] if rows is None else changes(source, rows)
        refuse_unexplained(source, changed, reason)
        raw = receive(source=source, file=Received("delivery", file), by=by, at=at)
        tidied = tidy(raw=raw, declaration=said.toml, words=said.words, by=by, at=at)
        sheets = {
            indicator: compute(tidy=tidied, indicator=Code(indicator), by=by, at=at)
            for indicator in store.values(tidied.digest, "indicator")
        }
        record(source, tidied, changed, sheets, reason, by=by, at=at)
        standing = {edition.sheet: edition.number for edition in Edition.objects.filter(source=source, current=True)}
        fresh = [sheet for sheet in sheets.values() if sheet.ref not in standing]
        count = fill(fresh, source, at=at) + sum(standing.get(sheet.ref, 0) for sheet in sheets.values())
        if fresh:
            learn_sizes()
        # a delivery takes the whole place of the one before it: what it no longer holds is no longer current
        step_down(Edition.objects.filter(source=source, current=True).exclude(indicator__in=sheets))
        across_borders(source, by=by, at=at)
    return count


@dataclass(frozen=True)
class _Ready:
    """The tidy table of a delivery that is being brought in, in a file that is gone when it is."""

    inputs: tuple[str, ...]
    file: Path

    def opened(self) -> BinaryIO:
        return self.file.open("rb")

    def lines(self) -> Iterator[str]:
        with self.file.open(encoding="utf-8", newline="") as text:
            yield from text


_ready: ContextVar[_Ready | None] = ContextVar("_ready", default=None)


def _inputs(digest: str, declaration: Sheet, words: list[Sheet]) -> tuple[str, ...]:
    return digest, declaration.digest, *(sheet.digest for sheet in words)


@contextmanager
def _checked(received: Received, said: Declared, by: Actor) -> Iterator[Iterable[mapping.Figure] | None]:
    """Map a delivery before anything of it is kept: one with a problem leaves nothing behind, not even that it came.

    Gives its figures, to be read once; None of a delivery that `receive` refuses. What was mapped is at hand for `tidy`, by
    the addresses of all that it is made of, so that nothing is mapped twice.
    """
    if not by.may(Permission.RECEIVE) or not 0 < received.size <= LARGEST:  # `receive` has the sentences
        yield None
        return
    digest, delivery = store.digest_of(received.chunks()), named(received.data)
    with tempfile.TemporaryDirectory() as folder, collector_at_rest():
        file = Path(folder) / "tidy"
        with file.open("wb") as out:
            for chunk in _tidied(delivery, digest, said.toml, said.words).chunks():
                out.write(chunk)
        ready = _Ready(_inputs(digest, said.toml, said.words), file)
        token = _ready.set(ready)
        try:
            yield store.Table.read(ready.lines()).rows
        finally:
            _ready.reset(token)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Millions of rows make no cycles, and looking for them takes a fifth of the time."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


def refill(source: Source, *, at: datetime) -> int:
    """Make the figures that a source shows again from their sheets. Returns how many there are.

    A dozen sheets stand in one transaction, for each waits for the disk; a reader sees the old figures until then.
    """
    count, shown = 0, Edition.objects.filter(source=source, current=True).order_by("pk")
    sheets = [sheet for ref in shown.values_list("sheet", flat=True) if (sheet := ledger.sheet(ref)) is not None]
    with collector_at_rest():
        for start in range(0, len(sheets), AT_ONCE):
            with transaction.atomic():
                count += fill(sheets[start : start + AT_ONCE], source, at=at)
    learn_sizes()
    return count


def refuse_changes(workspace: Workspace, reason: str) -> None:
    """Refuse a workspace whose deliveries change figures that are shown, unless somebody says why. Nothing is kept."""
    if reason.strip():
        return
    tables = {name: table_of(schema()[name], workspace.files[f"{name}.csv"]) for name in WORDS}
    for source in Source.objects.filter(pk__in=workspace.sources, editions__current=True).distinct():
        file = workspace.sources[source.pk].file
        if file:
            rows = mapping.figures(workspace.files[source.place], Delivery.of(file, workspace.files[file]), tables)
            refuse_unexplained(source, changes(source, rows), reason)


def deliver_all(loaded: Loaded, *, by: Actor, at: datetime, say: Callable[[str], None], reason: str = "") -> None:
    """Bring in the delivery of every source that the workspace declares."""
    declared = [_Declared(source) for source in loaded.workspace.sources.values()]
    put(Source, declared, at.date())
    for source in Source.objects.filter(withdrawn_on=None).order_by("code"):
        if source.file:
            data = loaded.workspace.files[source.file]
            count = deliver(source=source, data=data, by=by, at=at, reason=reason)
            say(f"{source.pk}: {count} figures")
        else:  # its figures stand, but the borders may be other ones
            across_borders(source, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Declared:
    """A source of the workspace in the shape of a table row."""

    def __init__(self, source: object) -> None:
        self.__dict__.update(vars(source), line=0, cbs_table=getattr(source, "table", ""))

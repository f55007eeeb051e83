"""The page of one ref: what it is, the line back to where it ends, and everything that rests on it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import ForeignObjectRel
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Act, Prose, Sheet
from samenhang.ground.lexicon.models import Declared
from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence.models import Figure
from samenhang.insight.evidence.queries import words as evidence
from samenhang.reporting.reports.queries import listed as reports
from samenhang.reporting.reports.queries import talking_listed as talking
from samenhang.reporting.trace.queries import confided, known, line, preview
from samenhang.reporting.trace.queries.book import Book
from samenhang.reporting.trace.queries.known import declared_kinds
from samenhang.reporting.trace.queries.names import INSTALLER, Names, Stop, declared_by
from samenhang.reporting.trace.queries.preview import Preview
from samenhang.reporting.trace.queries.refs import NoSuchRef, Pointer, pointer, readable
from samenhang.screen.cells import STATES, Cell, Date, ref_url

# columns whose codes have a name on the page
SAID: dict[str, Mapping[str, object]] = {
    "state": STATES,
    "certainty": evidence.CERTAINTIES,
    "basis": evidence.BASES,
    "mark": evidence.MARKS,
}
QUOTING = frozenset({reports.VERB, talking.VERB})  # verbs that copy numbers, and vouch for none
SHOWN = 8  # stops of one level or group that stand in view; the rest folds open
LISTED = 60  # of one group that is listed at all
ACTS = 60
FIGURES = 400
SCANNED = 300
# the groups of what rests on something, what people meet first in front
ORDER = (
    *("report", "talking", "decision", "appraisal", "appraisal-result", "appraisal-weights", "appraisal-scores"),
    *("reading", "range", "sums", "recoded", "figures", "tidy"),
)
# the column of Figure that holds the code of each kind
FIGURE_KEYS = {"publications": "publication", "definitions": "definition", "indicators": "indicator", "areas": "area",
               "sources": "source", "units": "unit"}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One value of a row or a fact of an act: its name, what it says, and where that is explained."""

    name: str
    value: object
    url: str = ""


@dataclass(frozen=True)
class Level:
    """Stops equally far from the ref that was asked; the first ones stand in view."""

    stops: tuple[Stop, ...]

    @property
    def first(self) -> tuple[Stop, ...]:
        return self.stops if len(self.stops) <= SHOWN + 1 else self.stops[:SHOWN]

    @property
    def rest(self) -> tuple[Stop, ...]:
        return self.stops[len(self.first) :]


@dataclass(frozen=True)
class Group(Level):
    """Things of one kind that rest on this; `count` may be more than what is shown."""

    label: str
    count: int

    @property
    def hidden(self) -> bool:
        """Whether there are more than are listed."""
        return self.count > len(self.stops)


@dataclass(frozen=True)
class ActLine:
    ref: str
    url: str
    sentence: str
    at: datetime
    depth: int


@dataclass(frozen=True)
class Page:
    """Everything that the page of a ref shows."""

    at: Pointer
    stop: Stop
    body: str
    fields: tuple[Field, ...]
    levels: tuple[Level, ...]
    ends: tuple[Stop, ...]
    groups: tuple[Group, ...]
    acts: tuple[ActLine, ...]
    preview: Preview | None
    cut: bool
    file: str
    private: bool

    @property
    def sources(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in self.ends if stop.end == "source")

    @property
    def judgements(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in self.ends if stop.end == "judgement")

    @property
    def assumptions(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in self.ends if stop.end == "assumption")


def page(viewer: Viewer, ref: str, *, at_line: int = 0) -> Page:
    """The page of `ref`. Raises NoSuchRef with a sentence when there is no such thing."""
    at, book = pointer(ref), Book()
    if confided.closed(viewer, at):
        raise NoSuchRef(_("This was reported in confidence: only the desk reads what was done with it."))
    names = Names(book, viewer)
    if at.kind == "act":
        book.act(int(at.key))
    book.makers([at.base])
    behind = line.back(at.ref, book)
    figures, earlier, count = _figures(at)
    ahead = line.forward([at.ref, *figures, *earlier], book)
    acts = {act: depth for act, depth in _acts(at, book).items() if names.desk or not confided.of(act)}
    relations = _relations(at, names)
    held = confided.left(viewer, _holders(at)) if at.kind == "text" else []
    if held:
        book.makers(pointer(each).base for each in held)
        behind = _by(at, held, book)
    resting = [each for each in confided.left(viewer, (*figures, *held, *ahead.refs)) if each != at.ref]
    book.makers(pointer(each).base for each in resting)
    seats = {f"seat:{act.by.removeprefix('seat:')}" for act in acts}
    names.gather([at.ref, *behind.refs, *resting, *seats, *(row.ref for row in relations)])
    _must_exist(at, book, names)
    stop = names.stop(at.ref)
    levels = _levels(behind, names, book)
    ends = _ends(stop, levels, behind)
    table, private = book.table(at.base, at.row), names.private(at.base)
    return Page(
        at=at, stop=stop, body=_body(at, names), fields=_fields(at, book, names), levels=levels, ends=ends,
        groups=_groups(resting, relations, names, count), cut=behind.cut or ahead.cut,
        acts=tuple(_act_line(act, names, depth) for act, depth in acts.items()),
        preview=None if private else _preview(at, table, book, at_line),
        file="" if private or at.base not in book.sheets or at.base in book.stones else at.base, private=private,
    )  # fmt: skip


def _must_exist(at: Pointer, book: Book, names: Names) -> None:
    there = (
        at.base in book.stones or at.base == INSTALLER or at.base in (book.sheets if at.kind == "sheet" else names.rows)
    )
    if not there:
        raise NoSuchRef(
            _("Nothing in the record is called %(ref)s. Check whether it was copied whole.") % {"ref": at.base}
        )
    if not at.cell or at.base in book.stones:
        return
    table = book.table(at.base, at.row)
    if table is None:
        raise NoSuchRef(_("This sheet is a file as it was received; it has no cells to point at."))
    record = table.record(at.row)
    if record is None or at.column not in record:
        raise NoSuchRef(
            _("This sheet has no cell %(cell)s. Its columns are: %(columns)s.")
            % {"cell": at.cell[:80], "columns": ", ".join(name for name, _kind in table.columns)}
        )


def _figures(at: Pointer) -> tuple[list[str], list[str], int]:
    """Of a declared row: the figures that carry its code today, those of earlier editions, and how many stand today.

    Who rested on an earlier edition rests on this row as well.
    """
    key = FIGURE_KEYS.get(at.kind)
    if key is None:
        return [], [], 0
    found = Figure.objects.filter(**{key: at.key}).exclude(edition__filled_at=None)
    rows = found.order_by("-edition__current", "indicator__order", "area", "period", "row", "pk")
    refs = {True: list[str](), False: list[str]()}
    for sheet, row, current in rows.values_list("sheet", "row", "edition__current")[:FIGURES]:
        refs[current].append(f"{sheet}#{row}/value")
    return refs[True], refs[False], found.filter(edition__current=True).count()


def _acts(at: Pointer, book: Book) -> dict[Act, int]:
    """Act by act behind a ref; of a seat, what it did last."""
    if at.kind == "seat":
        return dict.fromkeys(Act.objects.filter(by=at.base).order_by("-pk")[:ACTS], 0)
    if at.kind == "act":
        return {step.act: 0 for step in book.steps.values() if step.act.ref == at.base}
    return {step.act: step.depth for step in ledger.trace(at.base, limit=ACTS)}


def _act_line(act: Act, names: Names, depth: int) -> ActLine:
    return ActLine(act.ref, ref_url(act.ref), names.sentence(act), act.at, depth)


def _relations(at: Pointer, names: Names) -> list[Declared]:
    """The declared rows that name this one."""
    model = declared_kinds().get(at.kind)
    found: list[Declared] = []
    for relation in model._meta.related_objects if model is not None else ():
        other: Any = relation.related_model
        if issubclass(other, Declared):
            rows = other._default_manager.filter(**{relation.field.name: at.key}, withdrawn_on=None)
            found += [row for row in rows[: FIGURES // 4] if not names.hidden(row)]
    return found


def _holders(at: Pointer) -> list[str]:
    """Where a text stands: the rows that hold it, and the cells of sheets that name it."""
    found = list[str]()
    for relation in Prose._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            other: Any = relation.related_model
            found += [row.ref for row in other._default_manager.filter(**{relation.field.name: at.key})[:SHOWN]]
    for sheet in Sheet.objects.exclude(kind__in=("workspace-file", "delivery", "tidy", "figures")).order_by("pk")[
        :SCANNED
    ]:
        try:
            data = store.read(sheet.digest)
        except store.StoreError:
            continue
        if at.base.encode() in data and data.startswith(store.MARK):
            table = store.Table.from_bytes(data)
            rows = [row for row in table.rows if at.base in row]
            column = "ref" if "ref" in dict(table.columns) else line.column_of(table, "value")
            named = [f"{sheet.ref}#{row[0]}/{column}" for row in rows]
            found += named or ([sheet.ref] if at.base in table.head.values() else [])
    return list(dict.fromkeys(found))


def _by(at: Pointer, held: list[str], book: Book) -> line.Walk:
    """Behind a text stand the seats that vouch for what holds it."""
    steps = [book.maker(pointer(each).base) for each in held]
    # a report only quotes it
    seats = tuple(dict.fromkeys(step.act.by for step in steps if step is not None and step.act.verb not in QUOTING))
    return line.Walk((seats,), {at.ref: seats})


def _levels(walk: line.Walk, names: Names, book: Book) -> tuple[Level, ...]:
    before: dict[str, list[str]] = {}
    for one, refs in walk.edges.items():
        for ref in refs:
            before.setdefault(ref, []).append(one)
    made = []
    for level in walk.levels:
        stops = []
        for ref in level:
            stop, cited = names.stop(ref), before.get(ref, [])
            at_line = preview.raw_line(ref, cited[0], book) if len(cited) == 1 else 0
            if at_line:
                place = f"{stop.place}:{at_line}" if stop.place else ""
                stop = replace(stop, line=at_line, place=place, url=f"{stop.url}?regel={at_line}")
            stops.append(stop)
        made.append(Level(tuple(stops)))
    return tuple(made)


def _ends(stop: Stop, levels: tuple[Level, ...], walk: line.Walk) -> tuple[Stop, ...]:
    """Where the line ends: nothing lies behind these. Sources first, then judgements, then what the workspace declares."""
    last = [each for level in levels for each in level.stops if each.end and not walk.edges.get(each.ref)]
    if stop.end and not levels:
        last = [stop]
    return tuple(sorted(last, key=lambda each: ("source", "judgement", "assumption").index(each.end)))


def _groups(resting: Iterable[str], relations: list[Declared], names: Names, figures: int) -> tuple[Group, ...]:
    kinds: dict[str, list[Stop]] = {}
    for ref in dict.fromkeys([*resting, *(row.ref for row in relations)]):
        at = pointer(ref)
        sheet = names.book.sheets.get(at.base)
        kinds.setdefault(sheet.kind if sheet is not None else at.kind, []).append(names.stop(ref))
    rank = {kind: place for place, kind in enumerate(ORDER)}
    return tuple(
        Group(
            label=known.many(kind),
            count=max(len(stops), figures if kind == "figures" else 0),
            stops=tuple(stops[:LISTED]),
        )
        for kind, stops in sorted(kinds.items(), key=lambda item: rank.get(item[0], len(rank)))
    )


def _body(at: Pointer, names: Names) -> str:
    """The words themselves, for a text that is still there."""
    row = names.rows.get(at.base)
    shown = isinstance(row, Prose) and not names.hides(row) and at.base not in names.book.stones
    return str(row.body) if row is not None and shown else ""


def _fields(at: Pointer, book: Book, names: Names) -> tuple[Field, ...]:
    """The row that a cell stands in, the facts of an act, or the head of a sheet."""
    if at.base in book.stones:
        return ()
    if at.kind == "act":
        step = book.steps[int(at.key)]
        facts = [Field(known.role(name), _plain(value)) for name, value in json.loads(step.act.facts).items()]
        seal = Field(_("seal"), step.act.seal[:16])
        used = [
            Field(known.role(mention.role), mention.target, ref_url(mention.target))
            for mention in (*step.used, *step.made)
        ]
        return (*facts, seal, *used)
    table = book.table(at.base, at.row)
    if table is None:
        return ()
    record = table.record(at.row) if at.cell else None
    if record is None:
        return tuple(_field(name, value, names) for name, value in sorted(table.head.items()) if value)
    kept = {name: value for name, value in record.items() if value not in (None, "") or name == "value"}
    return tuple(_field(name, value, names, at) for name, value in kept.items())


def _field(name: str, value: object, names: Names, at: Pointer | None = None) -> Field:
    """One value; a code gets the name and the page of what it stands for, a number its own address."""
    label = known.column(name)
    if isinstance(value, int | float) and at is not None:
        own = Pointer("sheet", at.key, f"{at.row}/{name}")
        table = names.book.table(at.base, at.row)
        shown = names.cell(own, table.record(at.row) or {}) if table is not None else None
        return Field(label, shown if isinstance(shown, Cell) else str(value), "")
    text = str(value or "")
    if text and name == "period":
        return Field(label, Date(text))
    if text in SAID.get(name, {}):
        return Field(label, str(SAID[name][text]))
    kind = declared_by(name)
    if text and kind and ":" not in text:
        row = names.rows.get(f"{kind}:{text}")
        return Field(label, names.stop(row.ref).title if row is not None else text, ref_url(f"{kind}:{text}"))
    return Field(label, text, ref_url(text) if readable(text) else "")


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in sorted(value.items()))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _preview(at: Pointer, table: store.Table | None, book: Book, at_line: int) -> Preview | None:
    if at.kind != "sheet" or at.base in book.stones:
        return None
    if table is not None:
        return preview.of_table(at, preview.withheld(table), line.column_of(table, "value"), whole=book.whole(at.base))
    return preview.of_file(book.sheets[at.base], at_line, whole=book.whole(at.base))


def file_of(viewer: Viewer, ref: str) -> tuple[Sheet, str]:
    """The sheet whose bytes this viewer may have, and a name for the file. Raises NoSuchRef with a sentence."""
    at, book = pointer(ref), Book()
    book.makers([at.base])
    sheet = book.sheets.get(at.base)
    if sheet is None:
        raise NoSuchRef(
            _("Nothing in the record is called %(ref)s. Check whether it was copied whole.") % {"ref": at.base}
        )
    if at.base in book.stones:
        raise NoSuchRef(_("This sheet was erased on request."))
    names = Names(book, viewer)
    if names.private(at.base):
        raise NoSuchRef(_("This file holds what parties have not confirmed; it is not public."))
    ending = re.search(r"\.[a-z0-9]{1,5}$", names.file_name(at.base))
    return sheet, f"{sheet.short}{ending[0] if ending else '.csv'}"

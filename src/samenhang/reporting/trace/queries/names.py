"""What each ref on a page is called, says and belongs to: looked up by kind, so that a longer page asks no more questions."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.models import Act, Prose, Tombstone
from samenhang.ground.ledger.queries import Step
from samenhang.ground.lexicon.queries import sentences
from samenhang.ground.people.models import Seat
from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence.models import State
from samenhang.insight.evidence.queries.small import about_people, passed
from samenhang.reporting.reports.queries.said import slot
from samenhang.reporting.reports.queries.slots import SHARE
from samenhang.reporting.reports.queries.talking_rows import PER_THOUSAND
from samenhang.reporting.trace.queries import known
from samenhang.reporting.trace.queries.book import Book
from samenhang.reporting.trace.queries.known import declared_kinds
from samenhang.reporting.trace.queries.refs import Pointer, page_of, pointer, readable
from samenhang.screen.cells import CERTAINTIES, STATES, Cell, ref_url

INSTALLER = "seat:0"
SHARES = re.compile(r"first|confidence|r\d+|w_\d+")  # columns with a part of one, shown as a percentage
TITLED = ("label", "name", "title", "scenario", "firm_type", "subject", "text")
SAID_BY = ("slot", "indicator", "option", "theme", "criterion", "area", "whom", "party",
           "appraisal", "frame", "period")  # fmt: skip
PRIVATE_FILES = frozenset({"interests.csv"})
NAMING = frozenset(
    {"appraisal", "party", "area", "decision", "via", "whom", "frame", "owner", "other"}
)  # what a sheet or a row names by ref
LONGEST_TITLE = 160


@dataclass(frozen=True)
class Stop:
    """One thing on the line: what it is, what it says, who did it, and where to read more."""

    ref: str
    kind: str
    label: str
    title: str
    url: str
    value: Cell | None = None
    note: str = ""  # words of people: why
    sentence: str = ""
    at: datetime | None = None
    page: str = ""
    source: str = ""
    publisher: str = ""
    place: str = ""
    line: int = 0  # in the file as received
    example: bool = False
    erased: Tombstone | None = None
    end: str = ""  # source | judgement | assumption: a trace may end here


class Names:
    """Looks up, per kind and at once, everything that `gather` is given; then makes Stops without asking the database."""

    def __init__(self, book: Book, viewer: Viewer) -> None:
        self.book, self.viewer = book, viewer
        self.desk = viewer.may(Permission.HANDLE)
        self.rows: dict[str, Any] = {}
        self.verbs = sentences()
        self._asked: set[str] = set()

    def gather(self, refs: Iterable[str]) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        bases = set()
        for ref in refs:
            at = pointer(ref)
            bases.add(at.base)
            wanted[at.kind].add(at.key)
            step = self.book.maker(at.base)
            if step is not None:
                wanted["seat"].add(step.act.by.removeprefix("seat:"))
            for kind, key in self._named_in(at):
                wanted[kind].add(key)
        self.book.fetch(bases)
        for kind in known.numbered():
            self._look_up(kind, wanted.pop(kind, set()), wanted)
        for kind in declared_kinds():
            self._look_up(kind, wanted.get(kind, set()), wanted)

    def _look_up(self, kind: str, keys: set[str], wanted: dict[str, set[str]]) -> None:
        keys = {key for key in keys if f"{kind}:{key}" not in self.rows}
        for row in known.kinds()[kind].rows().filter(pk__in=keys) if keys else ():
            self.rows[row.ref] = row
            if kind == "seat" and row.party:
                wanted[row.party.partition(":")[0]].add(row.party.partition(":")[2])
            if kind == "act":
                self._also_seat(row.by)

    def _also_seat(self, ref: str) -> None:
        if ref not in self.rows and ref != INSTALLER:
            for seat in Seat.objects.select_related("role", "area").filter(pk=ref.removeprefix("seat:")):
                self.rows[seat.ref] = seat

    def _named_in(self, at: Pointer) -> Iterable[tuple[str, str]]:
        """The declared rows that a sheet, or one of its rows, names by code."""
        table = self.book.table(at.base, at.row) if at.kind == "sheet" else None
        if table is None:
            return
        record = (table.record(at.row) if at.cell else None) or {}
        for name, value in {**table.head, **record}.items():
            if not isinstance(value, str) or not value:
                continue
            if ":" in value:
                named = readable(value) if name in NAMING else None
                if named is not None:
                    yield named.kind, named.key
            elif name == "criterion":
                # a frame without criteria of its own weighs the themes themselves
                yield "criteria", value
                yield "themes", value
            elif kind := declared_by(name):
                yield kind, value

    # what it says ------------------------------------------------------------------------------------------------------

    def by(self, ref: str) -> str:
        """A seat in a sentence: its role, never a person."""
        if ref == INSTALLER:
            return _("The installation")
        seat = self.rows.get(ref)
        return str(seat) if seat is not None else _("A seat")

    def sentence(self, act: Act) -> str:
        verb = self.verbs.get(act.verb)
        said = (verb.nl if (get_language() or "nl").startswith("nl") else verb.en) if verb else "{by}: " + act.verb
        return str(said).replace("{by}", self.by(act.by))

    def stop(self, ref: str) -> Stop:
        """The stop of a ref that was gathered."""
        at = pointer(ref)
        row, step = self.rows.get(at.base), self.book.maker(at.base)
        given: dict[str, Any] = {"ref": ref, "kind": at.kind, "label": known.one(at.kind), "url": ref_url(ref)}
        given["erased"] = self.book.stones.get(at.base)
        if step is not None:
            given |= {"sentence": self.sentence(step.act), "at": step.act.at}
        if at.kind == "sheet":
            given |= self._sheet(at, step)
        elif at.kind in declared_kinds():
            given |= self._declared(at, row)
        elif at.kind == "act":
            given |= self._act(at, row)
        elif at.kind == "seat":
            given |= self._seat(at, row)
        else:
            given |= self._text(row) if at.kind == "text" else self._told(at, row)
        if given["erased"]:
            given["value"], given["note"] = None, ""
        return Stop(**given)

    def _title(self, ref: str) -> str:
        row = self.rows.get(ref)
        if row is None:
            return ref.partition(":")[2]
        for name in TITLED:
            if text := getattr(row, name, None):
                more = (
                    [str(getattr(row, name, "") or "") for name in ("measure", "year")]
                    if name in ("scenario", "firm_type")
                    else []
                )
                return Truncator(" · ".join(filter(None, [str(text), *more]))).chars(LONGEST_TITLE)
        return str(row.pk)

    def _declared(self, at: Pointer, row: Any) -> dict[str, Any]:
        if row is None:
            return {"title": at.key, "end": "assumption"}
        if self.hidden(row):
            return {
                "title": _("Not public: the party has not confirmed this"),
                "end": "assumption",
                "page": page_of(at.base) or "",
            }
        url = str(getattr(row, "url", "") or getattr(row, "source_url", "") or "")
        end = "source" if url and known.kinds()[at.kind].source else "assumption"
        return {
            "title": self._title(at.base),
            "place": row.place,
            "source": url,
            "publisher": str(getattr(row, "publisher", "") or ""),
            "page": page_of(at.base) or "",
            "end": end,
        }

    def hidden(self, row: Any) -> bool:
        """What a party has not confirmed is not public."""
        return (
            getattr(row, "table", "") == "interests"
            and not row.confirmed
            and not self.viewer.may(Permission.SEE_UNCONFIRMED)
        )

    def hides(self, prose: Prose) -> bool:
        """What somebody reported in confidence is read by the desk alone."""
        return prose.private and not self.desk

    def _seat(self, at: Pointer, seat: Seat | None) -> dict[str, Any]:
        if seat is None:
            return {"title": self.by(at.base), "end": "judgement"}
        behalf = [self._title(seat.party)] if seat.party else []
        return {"title": " · ".join([str(seat), *behalf]), "end": "judgement"}

    def _act(self, at: Pointer, act: Act | None) -> dict[str, Any]:
        said = self.sentence(act) if act else at.base
        return {"title": said, "sentence": "", "at": act.at if act else None}

    def _told(self, at: Pointer, row: Any) -> dict[str, Any]:
        """What its own room says of a row."""
        kind = known.kinds()[at.kind]
        if row is None or kind.told is None:
            return {"title": at.base}
        said = kind.told(row)
        page = said.page or page_of(at.base) or ""
        return {
            "title": str(said.title),
            "note": str(said.note),
            "page": page,
            "example": said.example,
            "end": said.end,
        }

    def _text(self, prose: Prose | None) -> dict[str, Any]:
        if prose is not None and self.hides(prose):
            return {"title": _("Not public: somebody reported this in confidence")}
        return {
            "title": Truncator(prose.body).chars(LONGEST_TITLE) if prose else _("A text that was erased on request")
        }

    def _sheet(self, at: Pointer, step: Step | None) -> dict[str, Any]:
        sheet = self.book.sheets.get(at.base)
        if sheet is None:
            return {"title": at.ref}
        table = self.book.table(at.base, at.row)
        record = table.record(at.row) if table is not None and at.cell else None
        said = {"page": page_of(at.base, sheet_kind=sheet.kind) or "", "example": self._example(table, record)}
        if table is None:
            name = self.file_name(at.base)
            kind = "delivery" if step is not None and step.used else "workspace-file"
            title = name or (self._title(step.used[0].ref) if step is not None and step.used else at.base)
            end = "assumption" if kind == "workspace-file" else ""
            return said | {"label": known.sheet(kind), "title": title, "place": name, "end": end}
        if record is None:
            label = known.sheet(sheet.kind)
            parts = [self._value_name(name, table.head.get(name, "")) for name in (*SAID_BY, "source")]
            return said | {"label": label, "title": " · ".join(filter(None, parts)) or label}
        value = self.cell(at, record)
        label = known.cell(sheet.kind)
        if "via" in record and value is None:
            label = _("Words in a report")
        # a report is about one area, which stands in its head
        about = {**({"area": table.head.get("area", "")} if "slot" in record else {}), **record}
        parts = [self._value_name(name, about.get(name) or "") for name in SAID_BY]
        if at.column not in ("value", "likely", "ref") and at.column in record:
            parts.append(known.column(at.column))
        title = " · ".join(filter(None, parts)) or at.row
        return said | {"label": label, "title": title[:1].upper() + title[1:], "value": value}

    def _example(self, table: store.Table | None, record: dict[str, Any] | None) -> bool:
        """Whether a sheet or a row belongs to an example of ours: what it is about, or what brought it here, says so."""
        if table is None:
            return False
        if record is not None and "via" in record:
            return self._is_example(str(record["via"]))
        return table.head.get("example") == "yes" or self._is_example(table.head.get("appraisal", ""))

    def _is_example(self, ref: str) -> bool:
        return bool(getattr(self.rows.get(ref), "example", False))

    def file_name(self, base: str) -> str:
        """The name of a file that the workspace holds, when these bytes came from there."""
        for step in self.book.made_by.get(base, []):
            name = json.loads(step.act.facts).get("name")
            if isinstance(name, str):
                return name
        return ""

    def private(self, base: str) -> bool:
        """Whether a file holds what is not public to this viewer."""
        return self.file_name(base) in PRIVATE_FILES and not self.viewer.may(Permission.SEE_UNCONFIRMED)

    def _value_name(self, name: str, value: Any) -> str:
        """One value of a row in words: the label behind a code."""
        if not isinstance(value, str) or not value:
            return ""
        if name == "appraisal":
            row = self.rows.get(value)
            return Truncator(self._told(pointer(value), row)["title"]).chars(LONGEST_TITLE // 2)
        if ":" in value and name in ("party", "area", "whom", "frame"):
            return "" if value.startswith("sheet:") else self._title(value)
        if name == "criterion":
            return self._title(f"criteria:{value}" if f"criteria:{value}" in self.rows else f"themes:{value}")
        kind = declared_by(name)
        if kind:
            return self._title(f"{kind}:{value}")
        if name == "slot":
            return slot(value)
        return _("option %(letter)s") % {"letter": value} if name == "option" else value

    def cell(self, at: Pointer, record: dict[str, Any]) -> Cell | None:
        """The number that a ref points at, as a Cell; None when the column holds no number."""
        value, table = record.get(at.column), self.book.table(at.base, at.row)
        kinds = dict(table.columns) if table is not None else {}
        state = str(record.get("state") or "")
        if at.column not in kinds or kinds[at.column] != "number":
            return None
        if value is None:
            return Cell(None, "", at.ref, State.SUPPRESSED if state == State.SUPPRESSED else State.UNKNOWN)
        own = at.column in ("value", "low", "high")
        if own and self._close_to_people(record):
            left = passed(*(record.get(name) for name in ("low", "value", "high", "state", "certainty")))  # type: ignore[arg-type]
            record = {**record, **vars(left)}
            value = record[at.column]
            if value is None:
                return Cell(None, "", at.ref, State.SUPPRESSED)
        code = str(record.get("unit") or "") if own else ""
        if SHARES.fullmatch(at.column) or code == SHARE:
            return Cell(value * 100, "%", at.ref, decimals=0 if value in (0, 1) else 1)
        if code == PER_THOUSAND:
            return Cell(value, _("per thousand inhabitants"), at.ref, decimals=1)
        unit = self.rows.get(f"units:{code}")
        decimals = unit.decimals if unit is not None else 0 if float(value).is_integer() else 3
        firm = str(record.get("certainty") or "") if own else ""
        spread = {name: record.get(name) for name in ("low", "high")} if at.column == "value" and own else {}
        return Cell(
            value, str(unit.label) if unit is not None else "", at.ref, state if own and state in STATES else "known",
            certainty=firm if firm in CERTAINTIES else "", decimals=decimals, **spread,
        )  # fmt: skip

    def _close_to_people(self, record: dict[str, Any]) -> bool:
        """Whether the row is a figure that passes the small-cell rule."""
        area, indicator, definition = (
            self.rows.get(f"{kind}s:{record.get(kind)}") for kind in ("area", "indicator", "definition")
        )
        if area is None or indicator is None or definition is None:
            return False
        return about_people(area.kind, indicator.topic, definition.counts)


def declared_by(name: str) -> str:
    """The declared table whose codes stand in a column of this name."""
    kind = {"party": "parties"}.get(name, f"{name}s")
    return kind if kind in declared_kinds() else ""

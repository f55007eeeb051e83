"""What a source expects of a delivery, and what a delivery would change, in words of the page."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.lexicon.models import Unit
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Definition, Edition, Indicator, Publication, Source
from samenhang.insight.evidence.queries.declared import declared, tables_of
from samenhang.insight.evidence.queries.preview import Change, Line, Preview
from samenhang.insight.evidence.queries.problems import place_in_words
from samenhang.insight.evidence.queries.words import BASES, CERTAINTIES, MARKS, Words
from samenhang.screen.cells import CERTAINTIES as FIRM
from samenhang.screen.cells import STATES, Cell, Date, localised, ref_url
from samenhang.workspace import mapping
from samenhang.workspace.kinds import SourceKind, figures

SHOWN = 100  # rows of each sort on the page; all are counted
WORDS_SHOWN = 12
SAID = ("value", "low", "high", "state")  # what a figure says: a change of these asks for a reason
# what each of our columns holds
HOLDS: Words = {
    "area": gettext_lazy("the area that the figure is about, by its code"),
    "period": gettext_lazy("the time that the figure is about: a year, quarter, month or day"),
    "indicator": gettext_lazy("what the figure measures"),
    "value": gettext_lazy("the number; empty only when it is not known or withheld"),
    "unit": gettext_lazy("the unit of the number"),
    "state": gettext_lazy("what kind of number it is"),
    "certainty": gettext_lazy("how firm the number is"),
    "definition": gettext_lazy("who or what is counted"),
    "basis": gettext_lazy("counted where people work or where they live"),
    "publication": gettext_lazy("where it is published"),
    "wording": gettext_lazy("what the source itself calls it"),
    "note_nl": gettext_lazy("a remark in Dutch"),
    "note_en": gettext_lazy("a remark in English"),
    "mark": gettext_lazy("what the reader must know of its trust"),
}
COLUMNS: Words = {
    "value": pgettext_lazy("column", "Figure"),
    "low": gettext_lazy("Low end"),
    "high": gettext_lazy("High end"),
    "state": gettext_lazy("What kind of number"),
    "certainty": gettext_lazy("How firm"),
    "unit": gettext_lazy("Unit"),
    "definition": gettext_lazy("What it counts"),
    "basis": gettext_lazy("Counted"),
    "publication": gettext_lazy("Publication"),
    "wording": gettext_lazy("Noted as"),
    "mark": gettext_lazy("Mark"),
    "note_nl": gettext_lazy("Remark in Dutch"),
    "note_en": gettext_lazy("Remark in English"),
    "area": gettext_lazy("Area"),
    "period": gettext_lazy("Period"),
    "indicator": gettext_lazy("Indicator"),
}
KINDS: Words = {
    "csv": gettext_lazy("a CSV file with a row for each figure"),
    "xlsx": gettext_lazy("an Excel workbook (.xlsx)"),
    "ods": gettext_lazy("a LibreOffice workbook (.ods)"),
    "cbs-v4": gettext_lazy("a zip file with the documents of a table of CBS, as the command below fetches it"),
    "cbs-v3": gettext_lazy("a zip file with the documents of a table of CBS, as the command below fetches it"),
}
ACCEPTS = {"csv": ".csv,.txt", "xlsx": ".xlsx", "ods": ".ods", "cbs-v4": ".zip", "cbs-v3": ".zip"}


@dataclass(frozen=True)
class Expected:
    """One column of a delivery: what it is called there, what it holds, and which words it knows."""

    name: str
    holds: str | Promise
    words: tuple[tuple[str, str | Promise], ...]  # each with what it means, when the word itself does not say so
    more: bool
    codes: str  # of which list its codes are, when it holds codes


@dataclass(frozen=True)
class Wanted:
    """What a source expects of a delivery. `template` is its first line, for sources whose file people fill in."""

    source: Source
    kind: str
    columns: tuple[Expected, ...]
    template: str
    last: str  # the ref of the file that came in last
    figures: int

    @property
    def form(self) -> str:
        return str(KINDS[self.kind])

    @property
    def accepts(self) -> str:
        return ACCEPTS[self.kind]

    @property
    def fetched(self) -> bool:
        """Whether the shell can fetch it."""
        return self.kind.startswith("cbs")

    @property
    def last_url(self) -> str:
        return ref_url(self.last) if self.last else ""


def wanted(source: Source) -> Wanted | None:
    """What this source expects; None before the workspace is loaded."""
    said = declared(source)
    if said is None:
        return None
    kind = mapping.declared(store.read(said.toml.digest), tables_of(said.words))
    last = ledger.latest_sheet("evidence.received", source=source.ref)
    count = sum(Edition.objects.filter(source=source, current=True).values_list("number", flat=True))
    columns = tuple(_expected(kind)) if kind.kind in ("csv", "xlsx", "ods") else ()
    return Wanted(source, kind.kind, columns, _template(kind), last.ref if last else "", count)


def _expected(kind: SourceKind) -> Iterable[Expected]:
    for column in figures().columns:
        name = kind.columns.get(column.name, "")
        if name and not name.startswith("@"):
            ours = kind.map.get(column.name) or {word: word for word in column.allowed}
            words, meant = tuple(ours), _WORDS.get(column.name, {})
            codes = column.name if column.name in _MODELS and column.name not in kind.map else ""
            told = tuple((word, meant.get(ours[word], "")) for word in words[:WORDS_SHOWN])
            yield Expected(name, HOLDS[column.name], told, len(words) > WORDS_SHOWN, codes)


def codes(column: str) -> list[tuple[str, str]] | None:
    """The codes that a column of a delivery can hold, each with its name; None when it holds no codes."""
    model = _MODELS.get(column)
    if model is None:
        return None
    rows = model._default_manager.filter(withdrawn_on=None).order_by("pk")
    return [(str(one.pk), _label(one)) for one in rows]


def _label(one: object) -> str:
    return str(getattr(one, "label", "") or getattr(one, "title", "") or getattr(one, "name", ""))


def _template(kind: SourceKind) -> str:
    """The first line of a CSV delivery, in the way that the source writes it."""
    if kind.kind != "csv":
        return ""
    out = io.StringIO()
    delimiter = str(kind.layout.get("delimiter", ","))
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(dict.fromkeys(kind.columns.values()))
    return out.getvalue()


@dataclass(frozen=True)
class About:
    """Which figure a row is about, in words."""

    indicator: str
    area: str
    period: Date | None
    definition: str


@dataclass(frozen=True)
class ShownCell:
    """One cell that would change: what it is, what stands there now, and what it becomes."""

    about: About
    column: str | Promise
    before: Cell | str
    after: str


@dataclass(frozen=True)
class ShownLine:
    """A figure that comes or goes."""

    about: About
    value: Cell | str


@dataclass(frozen=True)
class ShownRead:
    """A figure as it was read, and the cell that it was read from."""

    place: str
    line: int
    about: About
    value: Cell | str
    state: str
    wording: str


@dataclass(frozen=True)
class DryRun:
    """What a delivery would change, as the page shows it. `standing` names what it was compared with."""

    seen: Preview
    cells: tuple[ShownCell, ...]
    new: tuple[ShownLine, ...]
    gone: tuple[ShownLine, ...]
    read: tuple[ShownRead, ...]
    standing: str

    @property
    def all(self) -> int:
        """How many figures the delivery holds."""
        return self.seen.new + self.seen.changed + self.seen.same

    @property
    def changes(self) -> bool:
        """Whether figures that are shown would change or go."""
        return bool(self.seen.changed or self.seen.gone)

    @property
    def asks(self) -> bool:
        """Whether somebody must say why: a number or its kind would change, or a figure would go."""
        return bool(self.seen.gone or self.seen.cut or any(change.column in SAID for change in self.seen.cells))

    @property
    def more_cells(self) -> bool:
        return self.seen.cut or len(self.seen.cells) > len(self.cells)

    @property
    def more_new(self) -> int:
        return self.seen.new - len(self.new)

    @property
    def more_gone(self) -> int:
        return self.seen.gone - len(self.gone)


def dry_run(source: Source, seen: Preview, read: Iterable[tuple[str, int, Line]] = ()) -> DryRun:
    """The dry run of a delivery in words, and what was read of it. As many questions for one row as for hundreds."""
    read = tuple(read)
    cells, new, gone = seen.cells[:SHOWN], seen.new_lines[:SHOWN], seen.gone_lines[:SHOWN]
    names = _Names([*(change.line for change in cells), *new, *gone, *(line for _place, _number, line in read)], cells)
    return DryRun(
        seen,
        tuple(names.changed(change) for change in cells),
        tuple(ShownLine(names.about(line), names.cell(line)) for line in new),
        tuple(ShownLine(names.about(line), names.cell(line)) for line in gone),
        tuple(
            ShownRead(
                place_in_words(place),
                number,
                names.about(line),
                names.cell(line),
                names.words(line, "state", line["state"]),
                str(line["wording"] or ""),
            )
            for place, number, line in read
        ),
        standing(source),
    )


def standing(source: Source) -> str:
    """What is shown of a source now, as one word: another word means that another delivery came in between."""
    sheets = Edition.objects.filter(source=source, current=True).order_by("sheet").values_list("sheet", flat=True)
    return store.digest_of(sheet.encode() for sheet in sheets)[:16]


class _Names:
    """The names behind the codes of some figures, found at once."""

    def __init__(self, lines: list[Line], cells: Iterable[Change]) -> None:
        codes: dict[str, set[str]] = {name: {str(line[name]) for line in lines} for name in _MODELS}
        for change in cells:
            if change.column in codes:
                codes[change.column] |= {str(change.before), str(change.after)}
        self.found = {name: model.objects.in_bulk(codes[name]) for name, model in _MODELS.items()}

    def label(self, column: str, code: object) -> str:
        one = self.found[column].get(code)
        return _label(one) or str(code)

    def about(self, line: Line) -> About:
        period = Date(line["period"]) if line["period"] else None
        return About(
            self.label("indicator", line["indicator"]),
            self.label("area", line["area"]),
            period,
            self.label("definition", line["definition"]),
        )

    def cell(self, line: Line) -> Cell | str:
        """The number as it stands, with where it comes from; one that is not written yet is text."""
        if not line.ref:
            firm = str(FIRM[line["certainty"]]) if line["value"] is not None else ""
            return f"{firm} {self.words(line, 'value', line['value'])}".strip()
        value = line["value"]
        state = line["state"] if value is not None or line["state"] == "suppressed" else "unknown"
        unit = self.label("unit", line["unit"])
        return Cell(value, unit, line.ref, state, certainty=line["certainty"], decimals=self.decimals(line, value))

    def decimals(self, line: Line, *values: object) -> int:
        """As many as the unit has, or as many as the number itself when it says more."""
        unit = self.found["unit"].get(line["unit"])
        told = [-Decimal(str(value)).normalize().as_tuple().exponent for value in values if value is not None]  # type: ignore[operator]
        return max([getattr(unit, "decimals", 0), *told])

    def words(self, line: Line, column: str, value: object) -> str:
        """One cell in words."""
        if column == "value" and (value is None or value == ""):
            return str(STATES[line["state"] if line["state"] in ("suppressed", "unknown") else "unknown"])
        if value is None or value == "":
            return str(_("empty"))
        if isinstance(value, int | float):
            return f"{localised(value, self.decimals(line, value))} {self.label('unit', line['unit'])}"
        if column in self.found:
            return self.label(column, value)
        return str(_WORDS.get(column, {}).get(str(value), value))

    def changed(self, change: Change) -> ShownCell:
        before: Cell | str = self.words(change.line, change.column, change.before)
        if change.column == "value" and change.before is not None:
            before = self.cell(change.line)
        after = self.words(change.line, change.column, change.after)
        return ShownCell(self.about(change.line), COLUMNS.get(change.column, change.column), before, after)


_MODELS: dict[str, type[Area | Indicator | Unit | Definition | Publication]] = {
    "area": Area, "indicator": Indicator, "unit": Unit, "definition": Definition, "publication": Publication,
}  # fmt: skip
_WORDS: dict[str, Words] = {"state": dict(STATES), "certainty": CERTAINTIES, "basis": BASES, "mark": MARKS}

"""The straight line of a figure: receive, tidy, compute, fill, read. Each step but the fill is an act; figures are a copy."""

import tomllib
from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Received, act
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.actions import Loaded, put
from samenhang.ground.lexicon.queries import file_sheet
from samenhang.insight.evidence.actions.fill import fill
from samenhang.insight.evidence.models import Edition, Source
from samenhang.workspace.check.deliveries import delivery_problems, source_of
from samenhang.workspace.check.tables import table_of
from samenhang.workspace.kinds import WorkspaceError, schema
from samenhang.workspace.mapping import map_delivery

LARGEST = 200 * 1024 * 1024
WORDS = ("areas", "units", "publications", "definitions", "indicators")
CARRIED = ("area", "period", "unit", "state", "certainty", "definition", "basis", "publication", "mark", "wording")
COLUMNS = (
    ("row", "code"),
    ("indicator", "code"),
    *((name, "code" if name != "wording" else "text") for name in CARRIED),
    ("value", "number"),
    ("low", "number"),
    ("high", "number"),
    ("note_nl", "text"),
    ("note_en", "text"),
)


class CannotReceive(Exception):
    """A delivery that is refused; the text is a sentence for people."""


@act("evidence.received", needs=Permission.RECEIVE)
def receive(*, source: Source, file: Received, by: Actor, at: datetime) -> Received:
    """Keep a delivery exactly as it came."""
    if not file.data:
        raise CannotReceive(_("The file is empty. Deliver the file as the source publishes it."))
    if len(file.data) > LARGEST:
        raise CannotReceive(_("The file is larger than 200 MB. Deliver it in parts, one period each."))
    return file


@act("evidence.tidied", needs=Permission.RECEIVE)
def tidy(*, raw: Sheet, declaration: Sheet, words: list[Sheet], by: Actor, at: datetime) -> store.Table:
    """Map a delivery to our own words by its source's TOML; refuses the whole delivery with every problem it has.

    `words` are the workspace tables of WORDS, in that order.
    """
    toml, data = store.read(declaration.digest), store.read(raw.digest)
    tables = {
        name: table_of(schema()[name], store.read(sheet.digest)) for name, sheet in zip(WORDS, words, strict=True)
    }
    code = _source_code(toml)
    source, problems = source_of(f"sources/{code}.toml", toml, tables)
    problems += delivery_problems(source, data, tables, toml) if source else []
    if source is None or problems:
        raise WorkspaceError(tuple(problems))
    rows, seen = [], dict[str, int]()
    for figure in map_delivery(toml, data, source.file):
        name = "/".join([figure["area"], figure["period"] or "-", figure["publication"], figure["indicator"]])
        seen[name] = seen.get(name, 0) + 1
        row = name if seen[name] == 1 else f"{name}~{seen[name]}"
        value = number(figure["value"])
        carried = [figure[column] for column in CARRIED]
        rows.append((row, figure["indicator"], *carried, value, None, None, figure["note_nl"], figure["note_en"]))
    head = {"source": code, "edition": raw.short, "licence": source.licence, "publisher": source.publisher}
    return store.Table("tidy", COLUMNS, tuple(rows), head)


@act("evidence.computed", needs=Permission.RECEIVE)
def compute(*, tidy: Sheet, indicator: Code, by: Actor, at: datetime) -> store.Table:
    """The figures of one indicator in a tidy delivery, unchanged; methods that combine sources come between here and there."""
    table = ledger.stream(tidy)
    rows = (row for row in table.rows if row[1] == indicator)
    return store.Table("figures", COLUMNS, rows, {**table.head, "indicator": indicator})


def number(text: str) -> int | float | None:
    """A number as the delivery writes it: whole where it is whole, None where there is none."""
    if not text:
        return None
    value = float(text)
    return int(value) if value.is_integer() and "." not in text and "e" not in text.lower() else value


def _source_code(toml: bytes) -> str:
    return str(tomllib.loads(toml.decode("utf-8"))["code"])


def deliver(*, source: Source, data: bytes, by: Actor, at: datetime) -> int:
    """The whole way of one delivery: receive → tidy → compute per indicator → fill. Returns the number of figures."""
    declaration = file_sheet(source.place)
    words = [file_sheet(f"{name}.csv") for name in WORDS]
    if declaration is None or None in words:
        raise CannotReceive(_("Load the workspace first: it declares the source and the words of its figures."))
    raw = receive(source=source, file=Received("delivery", data), by=by, at=at)
    tidied = tidy(raw=raw, declaration=declaration, words=words, by=by, at=at)
    count = 0
    for indicator in sorted({row[1] for row in ledger.stream(tidied).rows}):
        sheet = compute(tidy=tidied, indicator=Code(indicator), by=by, at=at)
        edition = Edition.objects.filter(sheet=sheet.ref, current=True).first()
        count += edition.figures.count() if edition else fill(sheet, source, at=at)
    return count


def deliver_all(loaded: Loaded, *, by: Actor, at: datetime, say: Callable[[str], None]) -> None:
    """Bring in the delivery of every source that the workspace declares."""
    declared = [_Declared(source) for source in loaded.workspace.sources.values()]
    put(Source, declared, at.date())
    for source in Source.objects.filter(withdrawn_on=None).order_by("code"):
        if source.file:
            count = deliver(source=source, data=loaded.workspace.files[source.file], by=by, at=at)
            say(f"{source.pk}: {count} figures")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Declared:
    """A source of the workspace in the shape of a table row."""

    def __init__(self, source: object) -> None:
        self.__dict__.update(vars(source), line=0, cbs_table=getattr(source, "table", ""))

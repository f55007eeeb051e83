"""Fetching a table of CBS: its documents and the observations that the source selects, as one bundle to receive.

Nothing here enters the record: what was fetched is delivered as any other file. A table that did not change since the
last delivery is not fetched again; one that was renamed or discontinued is looked up in the catalogue.
"""

import difflib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.insight.evidence.actions.client import Answer, CannotFetch, Client, NotThere
from samenhang.insight.evidence.actions.line import CannotReceive
from samenhang.insight.evidence.models import Source
from samenhang.insight.evidence.queries.declared import declared, tables_of
from samenhang.workspace import mapping
from samenhang.workspace.formats.archive import opened
from samenhang.workspace.formats.cbs import EXPECTED
from samenhang.workspace.formats.cbs_v3 import DIMENSIONS
from samenhang.workspace.formats.delivery import MEASURE, Delivery, UnreadableError
from samenhang.workspace.formats.documents import REQUEST, Documents, objects_of, order, pack
from samenhang.workspace.formats.select import conditions
from samenhang.workspace.kinds import SourceKind

DISCONTINUED = "Gediscontinueerd"
REGULAR = "Regulier"
MOST_IN_FILTER = 60  # codes: a longer address is refused by some servers


@dataclass(frozen=True)
class Fetched:
    """A table as one file; `remarks` are sentences that whoever asked should read."""

    file: Path
    observations: int
    modified: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unchanged:
    """The table is as it was at the last delivery."""

    modified: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    """What the last delivery said of itself."""

    modified: str = ""
    etag: str = ""
    filter: str = ""


@dataclass(frozen=True)
class _Service:
    """The words of one generation of the service."""

    about: str
    observations: str
    exact: bool  # codes are not padded
    link: str
    catalogue: str


V4 = _Service(
    "Properties", "Observations", True, "@odata.nextLink", "Datasets?$select=Identifier,Title,Status,Modified"
)
V3 = _Service("TableInfos", "TypedDataSet", False, "odata.nextLink", "")
SERVICES = {"cbs-v4": V4, "cbs-v3": V3}


def fetch(source: Source, *, into: Path, client: Client | None = None) -> Fetched | Unchanged:
    """Fetch the table of a source into this folder; CannotFetch with a sentence when that cannot be."""
    said = declared(source)
    if said is None:
        raise CannotReceive(_("Load the workspace first: it declares the source and the words of its figures."))
    kind = mapping.declared(store.read(said.toml.digest), tables_of(said.words))
    if kind.kind not in SERVICES:
        raise CannotFetch(
            _("%(source)s is not fetched but delivered as a file: only tables of CBS are fetched.")
            % {"source": source.pk}
        )
    return fetch_table(kind, _known(source), into=into, client=client or Client(base_of(kind)))


def base_of(kind: SourceKind) -> str:
    """The address of the table: that of the source, behind which its id is put when it is not there."""
    base = kind.url.rstrip("/")
    return base if base.endswith(f"/{kind.table}") else f"{base}/{kind.table}"


def fetch_table(kind: SourceKind, known: _Known, *, into: Path, client: Client) -> Fetched | Unchanged:
    """The documents of a table and the observations that the source selects, as one bundle."""
    service = SERVICES[kind.kind]
    try:
        answer = client.get(f"{client.base}/{service.about}{_query(kind, '')}", known.etag)
    except NotThere as error:
        raise CannotFetch(f"{error} {_looked_up(kind, client)}") from None
    if not answer.changed:
        return Unchanged(known.modified)
    about = _one(answer.json())
    if about.get("Identifier") != kind.table:
        raise CannotFetch(
            _("%(url)s does not describe the table %(table)s.") % {"url": answer.url, "table": kind.table}
            + f" {_looked_up(kind, client)}"
        )
    modified = str(about.get("ObservationsModified") or about.get("Modified") or "")
    remarks = _remarks(kind, about, client)
    documents = {service.about: answer.data, **dict(_documents(kind, client))}
    asked = _filter(kind, documents, service)
    if modified and (modified, asked) == (known.modified, known.filter):
        return Unchanged(modified, remarks)
    count = _count(kind, client, asked)
    told = {"count": count, "etag": answer.etag, "filter": asked, "modified": modified}
    documents[REQUEST] = json.dumps(told, sort_keys=True).encode()
    file = into / f"{kind.table}.zip"
    partial = file.with_suffix(".part")
    try:
        with partial.open("wb") as out:
            pack(_all(kind, client, documents, asked, count), out)
        again = _one(client.get(f"{client.base}/{service.about}{_query(kind, '')}").json())
        if str(again.get("ObservationsModified") or again.get("Modified") or "") != modified:
            raise CannotFetch(
                _("The table %(table)s changed while it was fetched. Fetch it again.") % {"table": kind.table}
            )
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return Fetched(file, count, modified, remarks)


def _one(found: Any) -> dict[str, Any]:
    """The description of the table: v3 gives a list of one."""
    if isinstance(found, Mapping) and isinstance(found.get("value"), list) and found["value"]:
        found = found["value"][0]
    return dict(found) if isinstance(found, Mapping) else {}


def _documents(kind: SourceKind, client: Client) -> Iterator[tuple[str, bytes]]:
    """The documents that describe the table, beside the first."""

    def get(name: str) -> Answer:
        return client.get(f"{client.base}/{name}{_query(kind, '')}")

    if kind.kind == "cbs-v4":
        measures, dimensions = get("MeasureCodes"), get("Dimensions")
        yield from (("MeasureCodes", measures.data), ("Dimensions", dimensions.data))
        named = [f"{row['Identifier']}Codes" for row in _rows(dimensions)]
    else:
        properties = get("DataProperties")
        yield "DataProperties", properties.data
        named = [row["Key"] for row in _rows(properties) if row.get("Type") in DIMENSIONS]
    for name in named:
        answer = get(name)
        _rows(answer)
        yield name, answer.data


def _rows(answer: Answer) -> list[dict[str, Any]]:
    found = answer.json()
    rows = found.get("value") if isinstance(found, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise CannotFetch(
            _("%(url)s should give a list. The service may have changed: ask its publisher.") % {"url": answer.url}
        )
    return rows


def _filter(kind: SourceKind, documents: Mapping[str, bytes], service: _Service) -> str:
    """What is asked of the service; conditions with very many codes are left to the reader."""
    parts = []
    measures = list(kind.map.get("indicator", {})) if kind.columns.get("indicator") == MEASURE else []
    if service is V4 and 0 < len(measures) <= MOST_IN_FILTER:
        parts.append(f"({' or '.join(f'Measure eq {_quoted(code)}' for code in measures)})")
    for column, condition in conditions(kind.select).items():
        codes = _of_groups(documents.get(f"{column}Codes" if service is V4 else column, b""), condition.group)
        if len(condition.equals) + len(codes) <= MOST_IN_FILTER or not condition.group:
            parts.append(condition.odata(column, codes, exact=service.exact))
    return " and ".join(part for part in parts if part)


def _of_groups(document: bytes, groups: tuple[str, ...]) -> list[str]:
    if not groups or not document:
        return []
    rows = json.loads(document)["value"]
    named = [
        (row.get("Identifier") or row.get("Key") or "", row.get("DimensionGroupId") or row.get("CategoryGroupID"))
        for row in rows
    ]
    return [code.strip() for code, group in named if str(group) in groups]


def _quoted(code: str) -> str:
    return "'" + code.replace("'", "''") + "'"


def _query(kind: SourceKind, asked: str, *, counting: bool = False) -> str:
    parts = [f"$filter={quote(asked, safe='()$,')}"] if asked else []
    parts += ["$format=json"] if kind.kind == "cbs-v3" and not counting else []
    return f"?{'&'.join(parts)}" if parts else ""


def _count(kind: SourceKind, client: Client, asked: str) -> int:
    """How many observations there should be."""
    table = f"{client.base}/{SERVICES[kind.kind].observations}"
    answer = client.get(f"{table}/$count{_query(kind, asked, counting=True)}")
    text = answer.data.decode("utf-8-sig", "replace").strip()
    if not text.isdecimal():
        raise CannotFetch(
            _("%(url)s should give a number, and gave %(text)s. The service may have changed: ask its publisher.")
            % {"url": answer.url, "text": text[:60]}
        )
    return int(text)


def _all(
    kind: SourceKind, client: Client, documents: Mapping[str, bytes], asked: str, expected: int
) -> Iterator[tuple[str, bytes]]:
    """Every document in the order of a bundle; pages are looked at as they come, and the last one must make the number full."""
    yield from sorted(documents.items(), key=lambda pair: order(pair[0]))
    service, counted = SERVICES[kind.kind], list[int]()

    def look(answer: Answer) -> str | None:
        pages = objects_of(io.BytesIO(answer.data), answer.url)
        counted.append(0)
        try:
            while True:
                counted[-1] += len(next(pages))
        except StopIteration as end:
            link = end.value.get(service.link)
            return str(link) if link else None
        except UnreadableError as error:
            raise CannotFetch(f"{answer.url}: {error}") from None

    first = f"{client.base}/{service.observations}{_query(kind, asked)}"
    for number, answer in enumerate(client.pages(first, look), start=1):
        yield f"{service.observations}-{number:04}", answer.data
    came = sum(counted)
    if came != expected:
        raise CannotFetch(
            _("%(table)s should have %(expected)s observations, and %(came)s came. A page was cut off: fetch it again.")
            % {"table": kind.table, "expected": f"{expected:,}", "came": f"{came:,}"}
        )


def _remarks(kind: SourceKind, about: Mapping[str, Any], client: Client) -> tuple[str, ...]:
    """A discontinued table still gives its figures, with the table that took its place."""
    if about.get("Status") != DISCONTINUED and about.get("OutputStatus") != DISCONTINUED:
        return ()
    told = _("The table %(table)s was discontinued: it gets no new figures.") % {"table": kind.table}
    catalogue = _catalogue(kind, client)
    named = [
        found[1]
        for related in about.get("RelatedSources") or ()
        if (found := re.search(r"/dataset/(\w+)", str(related.get("Url", ""))))
    ]
    running = {code: row for code, row in catalogue.items() if row.get("Status") == REGULAR}
    titles = {str(row.get("Title")): code for code, row in running.items()}
    alike = difflib.get_close_matches(str(about.get("Title", "")), titles, n=1, cutoff=0.75)
    successors = [code for code in named if code in running and code != kind.table] or [
        titles[title] for title in alike
    ]
    if not successors:
        return (f"{told} " + _("The catalogue does not tell what took its place."),)
    named_so = ", ".join(f"{code} ({running[code].get('Title')})" for code in successors)
    return (f"{told} " + _("Look at %(tables)s.") % {"tables": named_so},)


def _catalogue(kind: SourceKind, client: Client) -> dict[str, dict[str, Any]]:
    """Every table of the service by its id; empty when there is no catalogue."""
    service = SERVICES[kind.kind]
    if not service.catalogue:
        return {}
    try:
        rows = _rows(client.get(f"{client.base.rpartition('/')[0]}/{service.catalogue}"))
    except CannotFetch:
        return {}
    return {str(row.get("Identifier")): row for row in rows}


def _looked_up(kind: SourceKind, client: Client) -> str:
    """What the catalogue says of a table that does not answer."""
    catalogue = _catalogue(kind, client)
    if not catalogue:
        return _("Look the id up in the catalogue of CBS and correct table in the source.")
    by_fold = {code.casefold(): code for code in catalogue}
    code = by_fold.get(kind.table.casefold())
    if code == kind.table:
        status = catalogue[code].get("Status")
        return _("The catalogue has it, with status %(status)s: try again later.") % {"status": status}
    near = [code] if code else [by_fold[one] for one in difflib.get_close_matches(kind.table.casefold(), by_fold, n=1)]
    if not near:
        return _("The catalogue has no such table: look it up and correct table in the source.")
    row = catalogue[near[0]]
    return _("The catalogue has %(table)s (%(title)s, %(status)s): correct table in the source.") % {
        "table": near[0], "title": row.get("Title"), "status": row.get("Status"),
    }  # fmt: skip


def _known(source: Source) -> _Known:
    """What the newest delivery of a source said of itself; nothing when it was no bundle of ours."""
    sheet = ledger.latest_sheet("evidence.received", source=source.ref)
    if sheet is None:
        return _Known()
    reader: Callable[[], Any] = lambda: store.opened(sheet.digest)  # noqa: E731
    try:
        with opened(Delivery(sheet.ref, reader), EXPECTED) as archive:
            told = Documents(archive).whole(REQUEST)
        return _Known(str(told.get("modified", "")), str(told.get("etag", "")), str(told.get("filter", "")))
    except (UnreadableError, store.StoreError):
        return _Known()

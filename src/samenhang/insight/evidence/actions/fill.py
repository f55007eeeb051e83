"""Figures are a queryable copy of indicator sheets: written in batches, shown all at once, and safe to write again."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby, islice
from typing import Any

from django.db import connection, models, transaction
from django.db.models import QuerySet

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Sheet
from samenhang.insight.evidence.models import Edition, Figure, FigureCount, Source

BATCHES = 40  # in one short transaction: 20,000 rows, a quarter of a second on SQLite
TOGETHER = 100  # rows in one statement
PARAMETERS = 999  # in one statement: the oldest limit of SQLite
# column of Figure -> column of the sheet
COPIED = {
    "row": "row", "indicator_id": "indicator", "area_id": "area", "period": "period", "unit_id": "unit", "state": "state",
    "certainty": "certainty", "definition_id": "definition", "basis": "basis", "publication_id": "publication",
    "mark": "mark", "wording": "wording", "value": "value", "low": "low", "high": "high", "note_nl": "note_nl",
    "note_en": "note_en",
}  # fmt: skip
NUMBERS = (models.FloatField, models.IntegerField)
TALLIED = ("area_id", "publication_id", "definition_id")
Columns = Mapping[str, Sequence[Any]]  # cells by the name of their column


@dataclass(frozen=True)
class _Opened:
    """An indicator sheet of which the first rows were read."""

    sheet: Sheet
    indicator: str
    first: list[Columns]
    rest: Iterator[Columns]

    @property
    def parts(self) -> Iterator[tuple[list[Columns], bool]]:
        """What stands together in one transaction, and whether nothing comes after it."""
        some = self.first
        while len(some) == BATCHES:
            yield some, False
            some = list(islice(self.rest, BATCHES))
        yield some, True


def fill(sheets: Sequence[Sheet], source: Source, *, at: datetime) -> int:
    """Copy indicator sheets to Figure rows; those of a sheet show all at once, in place of the source's earlier edition.

    A sheet is read while the one before is written: the database leaves the interpreter free. Returns how many rows.
    """
    with ThreadPoolExecutor(1) as reader:
        return sum(_fill(opened, source, at) for opened in _ahead(reader, map(_open, sheets)))


def _ahead(reader: ThreadPoolExecutor, items: Iterator[_Opened]) -> Iterator[_Opened]:
    coming = reader.submit(next, items, None)
    while (item := coming.result()) is not None:
        coming = reader.submit(next, items, None)
        yield item


def _open(sheet: Sheet) -> _Opened:
    table = ledger.stream(sheet)
    names = [name for name, _ in table.columns]
    places = {name: names.index(column) for name, column in COPIED.items()}
    batches = ({name: columns[place] for name, place in places.items()} for columns in table.batches())
    return _Opened(sheet, table.head["indicator"], list(islice(batches, BATCHES)), batches)


def _fill(opened: _Opened, source: Source, at: datetime) -> int:
    ref, tallies = opened.sheet.ref, _Tallies()
    edition, _new = Edition.objects.get_or_create(
        sheet=ref, defaults={"source": source, "indicator_id": opened.indicator}
    )
    own = {"edition_id": edition.pk, "source_id": source.pk, "sheet": ref}
    for some, last in opened.parts:
        with transaction.atomic():  # each waits for the disk, so a small sheet is one
            if not tallies.found:
                Figure.objects.filter(edition=edition).delete()
            _insert(Figure, own, some)
            for columns in some:
                tallies.add(columns)
            if last:
                _show(edition, tallies, at)
    return tallies.number


def step_down(editions: QuerySet[Edition]) -> None:
    """Let the figures of these editions no longer show."""
    FigureCount.objects.filter(edition__in=editions).delete()
    editions.update(current=False)


def learn_sizes() -> None:
    """Let the database see how many figures there are now: a plan made for few of them is slow with millions."""
    with connection.cursor() as cursor:
        for model in (Edition, Figure, FigureCount):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _show(edition: Edition, tallies: "_Tallies", at: datetime) -> None:
    """Let the figures of an edition show, in place of those of the earlier one."""
    step_down(Edition.objects.filter(source=edition.source_id, indicator=edition.indicator_id, current=True))
    _insert(FigureCount, {"edition_id": edition.pk, "indicator_id": edition.indicator_id}, tallies.columns())
    Edition.objects.filter(pk=edition.pk).update(filled_at=at, current=True, number=tallies.number)


class _Tallies:
    """How many figures there are of each area by publication and definition, with the earliest and the latest time that is stated."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, ...], tuple[Any, ...]] = {}

    def add(self, columns: Columns) -> None:
        keys, start = zip(*(columns[name] for name in TALLIED), strict=True), 0
        for key, alike in groupby(keys):  # the rows of one area mostly stand together
            end = start + sum(1 for _row in alike)
            periods, values = columns["period"][start:end], columns["value"][start:end]
            number, known, *ends = self.found.get(key, (0, 0))
            ends = list(filter(None, (*ends, *periods))) or [""]
            self.found[key] = (number + len(values), known + len(values) - values.count(None), min(ends), max(ends))
            start = end

    @property
    def number(self) -> int:
        return sum(said[0] for said in self.found.values())

    def columns(self) -> list[Columns]:
        if not self.found:
            return []
        cells = zip(*((*key, *said) for key, said in self.found.items()), strict=True)
        return [dict(zip((*TALLIED, "number", "known", "earliest", "latest"), cells, strict=True))]


def _insert(model: type[models.Model], own: Mapping[str, Any], batches: Sequence[Columns]) -> None:
    """Plain SQL in batches: many times as fast as making a model of each row."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and batches:
            _copy(cursor, model, own, batches)
            return
        statements: dict[str, list[list[Any]]] = defaultdict(list)
        for columns in batches:
            for statement, values in _statements(model._meta.db_table, own, columns):
                statements[statement] += values
        for statement, values in statements.items():
            cursor.executemany(statement, values)


def _copy(cursor: Any, model: type[models.Model], own: Mapping[str, Any], batches: Sequence[Columns]) -> None:
    """For PostgreSQL. What it reads fastest is what a sheet is made of: CSV, in which an empty number is none."""
    names = (*own, *batches[0])
    fields = [model._meta.get_field(name) for name in names]
    kinds = ["number" if isinstance(getattr(one, "target_field", one), NUMBERS) else "text" for one in fields]
    texts = ", ".join(name for name, kind in zip(names, kinds, strict=True) if kind == "text")
    sql = f"COPY {model._meta.db_table} ({', '.join(names)}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({texts}))"
    with cursor.copy(sql) as copy:
        for columns in batches:
            count = len(columns[names[-1]])
            copy.write(store.written([*([value] * count for value in own.values()), *columns.values()], kinds))


def _alike(cells: Sequence[Any]) -> bool:
    """Whether all are the same; the ends say no of most columns without a look at what is between."""
    return bool(cells[0] == cells[-1]) and cells.count(cells[0]) == len(cells)


def _statements(table: str, own: Mapping[str, Any], columns: Columns) -> Iterator[tuple[str, list[list[Any]]]]:
    """For SQLite. What all rows have in common is said once in a statement, so that only the rest is handed over row by row."""
    count = len(next(iter(columns.values())))
    alike = {**own, **{name: cells[0] for name, cells in columns.items() if count > 1 and _alike(cells)}}
    others = {name: cells for name, cells in columns.items() if name not in alike}
    together = min(TOGETHER, (PARAMETERS - len(alike)) // len(others))
    said = ", ".join(["%s"] * len(alike) + [f"column{place + 1}" for place in range(len(others))])
    into, hole = ", ".join((*alike, *others)), f"({', '.join(['%s'] * len(others))})"
    cells, whole = list(chain.from_iterable(zip(*others.values(), strict=True))), count - count % together
    for start, end, rows in ((0, whole, together), (whole, count, count - whole)):
        if start < end:
            holes, step = ", ".join([hole] * rows), rows * len(others)
            sql = f"INSERT INTO {table} ({into}) SELECT {said} FROM (VALUES {holes}) AS rows"  # noqa: S608 - names of our own
            places = range(start * len(others), end * len(others), step)
            yield sql, [[*alike.values(), *cells[place : place + step]] for place in places]

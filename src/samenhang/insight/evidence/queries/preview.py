"""What a delivery would change, cell by cell, before anything of it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.insight.evidence.models import Edition, Source
from samenhang.insight.evidence.queries.declared import declared, tables_of
from samenhang.workspace import mapping
from samenhang.workspace.formats import as_one_file
from samenhang.workspace.kinds import Problem, WorkspaceError

MOST = 500  # rows of each sort that are named; all are counted
NAMES = tuple(name for name, _kind in mapping.COLUMNS)
INDICATOR = NAMES.index("indicator")


@dataclass(frozen=True)
class Change:
    """One cell that would get another value."""

    row: str
    column: str
    before: str | float | None
    after: str | float | None


@dataclass(frozen=True)
class Preview:
    """How many figures of a delivery are new, changed, gone or the same as in the current edition, and which.

    With `problems` nothing else is told: a delivery is taken whole or not at all.
    """

    new: int = 0
    changed: int = 0
    gone: int = 0
    same: int = 0
    cells: tuple[Change, ...] = ()
    new_rows: tuple[str, ...] = ()
    gone_rows: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the delivery says what the current edition says."""
        return not (self.new or self.changed or self.gone or self.problems)


def preview(source: Source, delivery: bytes | Path) -> Preview:
    """Compare a delivery with the current edition of its source. Nothing is kept; an indicator that is not in it stays."""
    said = declared(source)
    if said is None:
        message = _("Load the workspace first: it declares the source and the words of its figures.")
        return Preview(problems=(Problem(source.place, 0, "", message),))
    standing = dict(Edition.objects.filter(source=source, current=True).values_list("indicator_id", "sheet"))
    # of a million rows only hashes fit in memory; what is shown of them is read again
    before = {hash(row[0]): hash(row) for row in _rows(standing.values())}
    try:
        with as_one_file(delivery) as file:
            figures = mapping.figures(store.read(said.toml.digest), file, tables_of(said.words))
            return _compared(figures, before, standing)
    except WorkspaceError as error:
        return Preview(problems=error.problems)


def _compared(figures: Iterator[mapping.Figure], before: dict[int, int], standing: dict[str, str]) -> Preview:
    indicators: set[str] = set()
    new_rows: list[str] = []
    after: dict[str, mapping.Figure] = {}
    new = changed = same = 0
    for figure in figures:
        indicators.add(figure[INDICATOR])
        was = before.pop(hash(figure[0]), None)
        if was is None:
            new += 1
            if new <= MOST:
                new_rows.append(figure[0])
        elif was == hash(figure):
            same += 1
        else:
            changed += 1
            if changed <= MOST:
                after[figure[0]] = figure
    gone, gone_rows, cells = 0, list[str](), list[Change]()
    for row in _rows(sheet for indicator, sheet in standing.items() if indicator in indicators):
        if row[0] in after:
            cells += _changes(row, after[row[0]])
        elif hash(row[0]) in before:
            gone += 1
            if gone <= MOST:
                gone_rows.append(row[0])
    return Preview(new, changed, gone, same, tuple(cells), tuple(new_rows), tuple(gone_rows))


def _rows(sheets: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of these sheets, one by one."""
    for ref in sheets:
        sheet = ledger.sheet(ref)
        if sheet is not None:
            yield from ledger.stream(sheet).rows


def _changes(before: tuple[Any, ...], after: tuple[Any, ...]) -> Iterator[Change]:
    for column, was, becomes in zip(NAMES, before, after, strict=True):
        if was != becomes:
            yield Change(before[0], column, was, becomes)

"""What a delivery would change, cell by cell, before anything of it is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.insight.evidence.models import Edition, Source
from samenhang.insight.evidence.queries.declared import declared, tables_of
from samenhang.workspace import mapping
from samenhang.workspace.formats import as_one_file, named
from samenhang.workspace.kinds import Problem, WorkspaceError

MOST = 500  # rows of each sort that are named; all are counted
NAMES = tuple(name for name, _kind in mapping.COLUMNS)


@dataclass(frozen=True)
class Line:
    """One figure as a delivery states it, in the words of the workspace; `sheet` is where it stands, when it does."""

    figure: mapping.Figure
    sheet: str = ""

    def __getitem__(self, column: str) -> Any:
        return self.figure[NAMES.index(column)]

    @property
    def row(self) -> str:
        return str(self["row"])

    @property
    def ref(self) -> str:
        return f"{self.sheet}#{self.row}/value" if self.sheet else ""


@dataclass(frozen=True)
class Change:
    """One cell of a figure that would get another value."""

    line: Line
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
    new_lines: tuple[Line, ...] = ()
    gone_lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether the delivery says what the current edition says."""
        return not (self.new or self.changed or self.gone or self.problems)

    @property
    def cut(self) -> bool:
        """Whether there are more rows than are named."""
        return max(self.new, self.changed, self.gone) > MOST


def preview(source: Source, delivery: bytes | Path) -> Preview:
    """Compare a delivery with the current edition of its source, whose whole place it would take. Nothing is kept."""
    said = declared(source)
    if said is None:
        message = _("Load the workspace first: it declares the source and the words of its figures.")
        return Preview(problems=(Problem(source.place, 0, "", message),))
    standing = list(Edition.objects.filter(source=source, current=True).order_by("pk").values_list("sheet", flat=True))
    # of a million rows only hashes fit in memory; what is shown of them is read again
    before = {hash(line.row): hash(line.figure) for line in _lines(standing)}
    try:
        with as_one_file(delivery) as file:
            figures = mapping.figures(store.read(said.toml.digest), named(file), tables_of(said.words))
            return _compared(figures, before, standing)
    except WorkspaceError as error:
        return Preview(problems=error.problems)


def _compared(figures: Iterator[mapping.Figure], before: dict[int, int], standing: list[str]) -> Preview:
    new_lines: list[Line] = []
    after: dict[str, mapping.Figure] = {}
    new = changed = same = 0
    for figure in figures:
        was = before.pop(hash(figure[0]), None)
        if was is None:
            new += 1
            if new <= MOST:
                new_lines.append(Line(figure))
        elif was == hash(figure):
            same += 1
        else:
            changed += 1
            if changed <= MOST:
                after[figure[0]] = figure
    gone, gone_lines, cells = 0, list[Line](), list[Change]()
    for line in _lines(standing) if after or before else ():
        if line.row in after:
            cells += _changes(line, after[line.row])
        elif hash(line.row) in before:
            gone += 1
            if gone <= MOST:
                gone_lines.append(line)
    return Preview(new, changed, gone, same, tuple(cells), tuple(new_lines), tuple(gone_lines))


def _lines(sheets: Iterable[str]) -> Iterator[Line]:
    """The figures of these sheets, one by one."""
    for ref in sheets:
        sheet = ledger.sheet(ref)
        if sheet is not None:
            yield from (Line(row, ref) for row in ledger.stream(sheet).rows)


def _changes(before: Line, after: mapping.Figure) -> Iterator[Change]:
    for column, was, becomes in zip(NAMES, before.figure, after, strict=True):
        if was != becomes:
            yield Change(before, column, was, becomes)

"""Robustness to futures: which option holds, whatever comes, where its values read a future that was calculated.

A cell that reads an outcome of a saved future reads what was done there, under the circumstances of that future. What was
done may have been calculated under other circumstances as well: then the same cell is known there too. Each of these
futures is taken three times, at its low end, in the middle and at its high end. What reads no future stays as it was scored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.screen.cells import Cell, Run, sentence
from samenhang.weighing.appraisal.models import Option
from samenhang.weighing.appraisal.queries import numbers
from samenhang.weighing.appraisal.queries.insight import Insight
from samenhang.weighing.appraisal.queries.page import Page
from samenhang.weighing.appraisal.queries.result import HUNDRED
from samenhang.weighing.appraisal.queries.sheets import table_of
from samenhang.weighing.futures.queries import World, calculated, outcome, worlds

if TYPE_CHECKING:
    import numpy as np

    from samenhang.methods.robust import Robust

EDGES = ("low", "likely", "high")


@dataclass(frozen=True)
class Read:
    """A value that reads a calculated future: where it stands on the board, and which cell of which future."""

    place: int
    at: int
    cell: str
    world: World


@dataclass(frozen=True)
class Case:
    """One future at one of its ends, with the board as it would be there."""

    title: str
    edge: str
    board: numbers.Board

    @property
    def said(self) -> str:
        edges = {"low": _("at its low end"), "likely": _("in the middle"), "high": _("at its high end")}
        return f"{self.title}, {edges[self.edge]}"


@dataclass(frozen=True)
class Fare:
    """How one option fares over all cases."""

    option: Option
    first: Cell
    regret: Cell
    where: str
    regrets: tuple[Cell, ...]


@dataclass(frozen=True)
class Holds:
    """Which option holds over the cases; `why_not` says in one word why there is no answer: none, unread, apart or few."""

    why_not: str
    words: tuple[Run, ...] = ()
    cases: tuple[str, ...] = ()
    fares: tuple[Fare, ...] = ()
    barred: tuple[tuple[Option, str], ...] = ()

    @property
    def lines(self) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
        """Per case how far each option stays behind the best one there."""
        return tuple((case, tuple(fare.regrets[at] for fare in self.fares)) for at, case in enumerate(self.cases))


def holds_of(page: Page, insight: Insight | None) -> Holds | None:
    """How the options fare in the futures that their values read; None before they were scored."""
    if insight is None or page.standing.scores is None:
        return None
    reads = list(_reads(page, insight.board))
    if not reads:
        return Holds("unread" if calculated() else "none")
    cases = list(cases_of(insight.board, reads))
    if not cases:
        return Holds("apart")
    red = {place: case.said for case in reversed(cases) for place, fine in enumerate(case.board.allowed) if not fine}
    barred = tuple((insight.order[place], said) for place, said in sorted(red.items()))
    left = [place for place in range(len(insight.order)) if place not in red]
    if len(left) < 2:
        return Holds("few", barred=barred)
    return _told(insight, cases, left, numbers.robustness([case.board for case in cases], insight.shares, left), barred)


def _reads(page: Page, board: numbers.Board) -> Iterator[Read]:
    """The values of the board that read an outcome of a calculated future."""
    assert page.standing.scores is not None
    rows = [
        row for row in table_of(page.standing.scores).records()
        if row["how"] == "read" and str(row["evidence"]).startswith("sheet:")
    ]  # fmt: skip
    if not rows:
        return
    known = {world.result: world for world in worlds()}
    for row in rows:
        base, _hash, cell = row["evidence"].partition("#")
        if base in known and outcome(row["evidence"]) is not None:
            yield Read(board.options.index(row["option"]), board.frame.codes.index(row["criterion"]), cell, known[base])


def cases_of(board: numbers.Board, reads: list[Read]) -> Iterator[Case]:
    """Each set of circumstances under which everything that is read was calculated, at its three ends."""
    every = worlds()
    sets = dict.fromkeys(read.world.apart for read in reads) | dict.fromkeys(world.apart for world in every)
    for apart in sets:
        there = [world for world in every if world.apart == apart]
        found = [_found(read, there) for read in reads]
        if None in found:
            continue
        refs = [f"{world.result}#{read.cell}" for read, world in zip(reads, found, strict=True) if world]
        rows = ledger.cells(refs)
        title = " · ".join(dict.fromkeys(world.title for world in found if world))
        told = [rows.get(ref) for ref in refs]
        if None in told:
            continue
        for edge in EDGES:
            likely = board.likely.copy()
            for read, row in zip(reads, told, strict=True):
                likely[read.place, read.at] = float(str(row[edge])) if row else 0.0
            yield Case(title, edge, replace(board, likely=likely))


def _found(read: Read, there: list[World]) -> World | None:
    """The same choice in these circumstances: the very run that is read where there is one, else the newest."""
    same = [world for world in there if world.same_choice(read.world)]
    return next((world for world in same if world.result == read.world.result), same[0] if same else None)


def _told(
    insight: Insight, cases: list[Case], left: list[int], found: "Robust", barred: tuple[tuple[Option, str], ...]
) -> Holds:
    count = len(cases)

    def points(value: float) -> Cell:
        return Cell(round(HUNDRED * float(value), 1), "", insight.ref, decimals=1)

    def times(at: int) -> Cell:
        return Cell(count - len(found.overtaken[at]), "", insight.ref)

    fares = []
    for at, place in enumerate(left):
        row: np.ndarray[Any, Any] = found.regret[at]
        where = cases[int(row.argmax())].said if row.max() > 0 else ""
        fares.append(Fare(
            insight.order[place], times(at), points(found.most_regret[at]), where, tuple(points(one) for one in row)
        ))  # fmt: skip
    most, safe = int(found.first.argmax()), found.minimax
    names = [fare.option.letter for fare in fares]
    total = Cell(count, "", insight.ref)
    if not found.overtaken[most]:
        words = sentence(_("Option {option} comes first in all {total} cases."), option=names[most], total=total)
    elif most == safe:
        words = sentence(
            _("Option {option} comes first in {times} of {total} cases, and its worst is the mildest: {regret} points behind."),
            option=names[most], times=times(most), total=total, regret=fares[safe].regret,
        )  # fmt: skip
    else:
        words = sentence(
            _(
                "Option {option} comes first most often, in {times} of {total} cases; "
                "the worst of option {safe} is milder, at most {regret} points behind."
            ),
            option=names[most], times=times(most), total=total, safe=names[safe], regret=fares[safe].regret,
        )  # fmt: skip
    return Holds("", words, tuple(case.said for case in cases), tuple(fares), barred)

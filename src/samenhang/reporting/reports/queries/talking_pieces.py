"""What a talking sheet is made of: one page with a question, the conflict in the numbers, three questions, and what nobody knows."""

from collections.abc import Iterator
from dataclasses import dataclass

from samenhang.reporting.reports.queries.pieces import Notes, Piece
from samenhang.screen.cells import Cell, Code, Run, check_context, ref_url

Pieces = tuple[Piece, ...]
BRIEF = 2  # lines of sources


@dataclass(frozen=True)
class Spread(Cell):
    """A number with two ends, each with an origin of its own."""

    also: str = ""


class Marks(Notes):
    """Footnotes in which both ends of a spread are named."""

    def _piece(self, run: Run) -> list[Piece]:
        made = super()._piece(run)
        return [*made, self.mark(run.also)] if isinstance(run, Spread) and run.also else made

    def noted(self) -> "tuple[Noted, ...]":
        """The footnotes by the sheet that they point into, in the order in which these are met."""
        some: dict[str, list[Place]] = {}
        for ref, number in self.order.items():
            base, _mark, cell = ref.partition("#")
            some.setdefault(base, []).append(Place(Code(str(number)), Code(cell.removesuffix("/value")), ref_url(ref)))
        return tuple(Noted(Code(base), tuple(places)) for base, places in some.items())


@dataclass(frozen=True)
class Place:
    """One footnote: its number, the cell that it names, and where that is traced."""

    mark: Code
    cell: Code
    path: str


@dataclass(frozen=True)
class Noted:
    """The footnotes that point into one sheet, or at one text."""

    base: Code
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Line:
    """One source: who says it and when, what it counts, the number, and where that lies on the scale of the sheet."""

    who: Pieces
    counts: Pieces
    number: Pieces
    drawing: str = ""


@dataclass(frozen=True)
class Group:
    """The sources that count in one place: where people work, where they live, or they do not say."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Question:
    """One question for the table, and why it is asked here."""

    number: Code
    asked: Pieces
    why: Pieces


@dataclass(frozen=True)
class Row:
    """One aspect: its name, and what is said of it."""

    name: Pieces
    said: tuple[Pieces, ...]


@dataclass(frozen=True)
class Talk:
    """A talking sheet as it is printed, on a page and on paper."""

    title: str
    place: str
    where: Pieces
    context: Pieces
    language: str
    size: Pieces
    groups: tuple[Group, ...]
    readings: tuple[Pieces, ...]
    questions: tuple[Question, ...]
    nature: tuple[Row, ...]
    homes: tuple[Row, ...]
    near_title: str
    near: tuple[Pieces, ...]
    unknown: tuple[Row, ...]
    notes: tuple[Noted, ...]
    stamp: Pieces
    example: bool
    cites: tuple[str, ...]
    area: str
    address: str = ""  # of its sheet; empty while it is live

    def __post_init__(self) -> None:
        check_context(self)

    @property
    def brief(self) -> bool:
        """Whether so few sources speak that the rest has room beside the questions."""
        return sum(len(group.lines) for group in self.groups) <= BRIEF and len(self.readings) <= 1

    def pieces(self) -> Iterator[Piece]:
        """Every piece of text that is printed, in the order of the page."""
        yield Piece("code", Code(self.title))
        yield from (*self.where, *self.context, *self.size)
        for group in self.groups:
            yield Piece("text", group.label)
            yield from (
                piece for line in group.lines for part in (line.who, line.counts, line.number) for piece in part
            )
        yield from (piece for reading in self.readings for piece in reading)
        for question in self.questions:
            yield from (Piece("code", question.number), *question.asked, *question.why)
        for row in (*self.nature, *self.homes, *self.unknown):
            yield from (*row.name, *(piece for part in row.said for piece in part))
        yield Piece("text", self.near_title)
        yield from (piece for part in self.near for piece in part)
        for noted in self.notes:
            yield Piece("code", noted.base)
            yield from (
                piece for each in noted.places for piece in (Piece("mark", each.mark), Piece("code", each.cell))
            )
        yield from self.stamp

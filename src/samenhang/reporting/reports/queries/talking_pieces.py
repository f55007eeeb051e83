"""What a talking sheet is made of: one page with a question, the conflict in the numbers, three questions, and what nobody knows."""

from collections.abc import Callable, Iterator
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

    def noted(self, told: "Callable[[str], Pieces]", sheet: str) -> "tuple[Noted, ...]":
        """The footnotes in their order. `told` says who states a cell; the own sheet of what is printed is not named again."""
        bases = ((ref, number, ref.partition("#")[0]) for ref, number in self.order.items())
        return tuple(
            Noted(Code(str(number)), told(ref), Code("" if base == sheet else base), ref_url(ref))
            for ref, number, base in bases
        )


@dataclass(frozen=True)
class Noted:
    """One footnote: its number, who states it and when, the sheet or text that holds it, and where that is traced."""

    mark: Code
    who: Pieces
    base: Code
    path: str


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
    about: str = ""  # the indicator that a question about it would be about


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
    about: str = ""  # the indicator that says how many people there are
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
            yield from (Piece("mark", noted.mark), *noted.who, Piece("code", noted.base))
        yield from self.stamp

"""What a report is made of: sentences in pieces, so that page and PDF print the same words and every number keeps its origin."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from samenhang.screen.cells import Cell, Code, Date, Run, check_context, ref_url, sentence

Text = str | Promise


@dataclass(frozen=True)
class Piece:
    """Part of a sentence: `text`, `name`, `cell`, `date`, `code`, `said` (words of people) or `link`;
    `mark` is the footnote of a Cell, which is a link itself, `cite` that of words, and the only link to where they stand.
    """

    kind: str
    run: Run
    url: str = ""


@dataclass(frozen=True)
class Heading:
    text: str
    example: bool = False
    kind: str = "heading"


@dataclass(frozen=True)
class Paragraph:
    pieces: tuple[Piece, ...]
    lead: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True)
class Head:
    """The head of a column."""

    text: str
    numeric: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: a caption, the heads of its columns, and rows of pieces."""

    caption: str
    columns: tuple[Head, ...]
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    kind: str = "grid"

    @property
    def lines(self) -> list[list[tuple[Head, tuple[Piece, ...]]]]:
        """The rows, each value beside the head of its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Items:
    """A list; each item is a sentence."""

    items: tuple[tuple[Piece, ...], ...]
    kind: str = "items"


Block = Heading | Paragraph | Grid | Items


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it."""

    heading: Heading
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Footnote:
    """Where one number or text comes from: the address of its cell in the report's sheet."""

    mark: Code
    path: str


@dataclass(frozen=True)
class Document:
    """A report as it is printed, on a page and on paper."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    notes: tuple[Footnote, ...]
    stamp: tuple[Piece, ...]
    example: bool
    cites: tuple[str, ...]  # the refs that the report was copied from
    area: str
    address: str  # of its sheet

    def __post_init__(self) -> None:
        check_context(self)

    @property
    def sections(self) -> tuple[Section, ...]:
        places = [place for place, block in enumerate(self.blocks) if isinstance(block, Heading)]
        return tuple(
            Section(heading, self.blocks[start + 1 : end])
            for start, end in zip(places, [*places[1:], len(self.blocks)], strict=True)
            if isinstance(heading := self.blocks[start], Heading)
        )

    def pieces(self) -> Iterable[Piece]:
        """Every piece of text that is printed, in the order of the page."""
        yield Piece("code", Code(self.title))
        for block in self.blocks:
            if isinstance(block, Heading):
                yield Piece("text", block.text)
            elif isinstance(block, Paragraph):
                yield from block.pieces
            elif isinstance(block, Grid):
                yield from (Piece("text", text) for text in (block.caption, *(head.text for head in block.columns)))
                yield from (piece for row in block.rows for cell in row for piece in cell)
            else:
                yield from (piece for item in block.items for piece in item)
        for note in self.notes:
            yield Piece("mark", note.mark)
            yield Piece("code", Code(note.path))
        yield from self.stamp


@dataclass(frozen=True)
class Said:
    """Words of people: a text that may hold digits, because it is quoted whole and cites where it stands."""

    words: str
    ref: str


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass
class Notes:
    """Numbers the footnotes: one for each cell of the report's sheet that a sentence prints."""

    order: dict[str, int] = field(default_factory=dict)

    def mark(self, ref: str, kind: str = "mark") -> Piece:
        number = self.order.setdefault(ref, len(self.order) + 1)
        return Piece(kind, Code(str(number)), ref_url(ref))

    def footnotes(self) -> tuple[Footnote, ...]:
        return tuple(Footnote(Code(str(number)), ref_url(ref)) for ref, number in self.order.items())

    def pieces(self, template: Text, **parts: Run | Said | Link | Promise) -> tuple[Piece, ...]:
        """The pieces of one sentence; a Cell and words of people get their footnote. Digits elsewhere are refused."""
        own = {name: part for name, part in parts.items() if isinstance(part, Said | Link)}
        held = {name: Code(f"{{{name}}}") if name in own else part for name, part in parts.items()}
        made: list[Piece] = []
        for run in sentence(template, **held):  # type: ignore[arg-type]
            mine = own.get(run.text.strip("{}")) if isinstance(run, Code) and run.text[:1] == "{" else None
            made += self._own(mine) if mine is not None else self._piece(run)
        return tuple(made)

    def _own(self, part: Said | Link) -> list[Piece]:
        if isinstance(part, Link):
            return [Piece("link", part.text, part.url)]
        return [Piece("said", Code(part.words), ref_url(part.ref)), self.mark(part.ref, "cite")]

    def _piece(self, run: Run) -> list[Piece]:
        if isinstance(run, Cell):
            return [Piece("cell", run, run.url), *([self.mark(run.ref)] if run.ref else [])]
        kind = "date" if isinstance(run, Date) else "code" if isinstance(run, Code) else "text"
        return [Piece(kind, run)]


def named(text: object) -> Run:
    """A name from the workspace: text, or a Code when digits belong to it."""
    said = str(text)
    return Code(said) if any(letter.isdecimal() for letter in said) else said

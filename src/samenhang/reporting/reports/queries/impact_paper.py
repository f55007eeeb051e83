"""A test of new business on one sheet: read from its own sheet alone, in pieces that page and paper print alike."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from samenhang.reporting.reports.queries.pdf import printed
from samenhang.reporting.reports.queries.pieces import (
    Block,
    Document,
    Grid,
    Head,
    Heading,
    Items,
    Notes,
    Paragraph,
    Piece,
    named,
)
from samenhang.screen.cells import STATES, Cell, Code, Date, Run
from samenhang.screen.paper import CannotPrint
from samenhang.weighing.impact import queries as impact
from samenhang.weighing.impact.queries.result import One, Place, Result

LETTERS = ("1", "0.94", "0.88", "0.82", "0.76", "0.7", "0.64")  # parts of the size that is meant
ONE_PAGE = b"<xmpTPg:NPages>1</xmpTPg:NPages>"
SHOWN = 8  # places on the sheet; the page of the test has all
MOST_PLANS = 12


def impact_document(found: Result) -> Document:
    """The sheet of a test, in the language of the reader."""
    notes = Notes()
    blocks: list[Block] = [
        *_plans(found, notes),
        *_asks(found, notes),
        *_living(found, notes),
        *_questions(found, notes),
        *_rests(found, notes),
    ]
    return Document(
        title=_title(found),
        language=(get_language() or "nl")[:2],
        blocks=tuple(blocks),
        notes=notes.footnotes(),
        stamp=_stamp(found),
        example=found.example,
        cites=(),
        area="",
        address=found.sheet.short,
    )


def impact_paper(found: Result, *, base: str = "") -> bytes:
    """The sheet as PDF/A-2a and PDF/UA-1, on one page, in the largest letters with which it fits."""
    said, at = impact_document(found), found.act.at
    for size in LETTERS:
        made = printed(said, at=at, base=base, letters=size)
        if ONE_PAGE in made:
            return made
    raise CannotPrint(
        _("So many plans were tested together that they do not fit on one page. Look at it on the screen.")
    )


def _title(found: Result) -> str:
    if found.one is not None:
        return _("Test of a new business: %(title)s") % {"title": found.one.title}
    return _("Test of new businesses together")


def _plans(found: Result, notes: Notes) -> list[Block]:
    heading = Heading(_("What is planned"))
    listed = [_planned(one, notes) for one in found.plans[:MOST_PLANS]]
    if found.one is not None:
        return [heading, Paragraph(listed[0], lead=True)]
    more = len(found.plans) - len(listed)
    items: list[Block] = [heading, Items(tuple(listed))]
    if more:
        items.append(Paragraph(notes.pieces(_("And more plans: the page of the test names them all."))))
    return items


def _planned(one: One, notes: Notes) -> tuple[Piece, ...]:
    parts: list[Piece] = [_word(one.title)]
    if one.plan is not None:
        parts += [_text(": "), _word(one.plan.firm_type.label), _text(", "), _word(one.plan.area.name)]
    for words, cell in (
        (_("floor area"), one.floor), (_("jobs"), one.jobs), (_("agency work"), one.agency), (_("beds on the site"), one.own_beds),
    ):  # fmt: skip
        if cell is not None and cell.value:
            parts += [_text(f", {words} "), _bare(cell)]
    if one.start is not None:
        parts += [_text(_(", start ")), Piece("date", one.start)]
    return (*parts, _text("."))


def _asks(found: Result, notes: Notes) -> list[Block]:
    lines = found.lines
    template = _(
        "{workers} will work here, of whom {migrants} are labour migrants. With their families {residents} look for a place"
        " to live: {beds}, {units} and {dwellings}."
    )
    names = ("workers", "migrants", "residents")
    parts: dict[str, Run] = {name: lines[name].cell for name in names}
    for name in ("beds", "units", "dwellings"):
        parts[name] = Cell(**{**vars(lines[name].cell), "unit": lines[name].label.lower()})
    blocks: list[Block] = [Heading(_("What it asks")), Paragraph(notes.pieces(template, **parts))]
    rows = tuple(
        (notes.pieces("{label}", label=named(line.label)), (_bare(line.cell),))
        for line in (*found.stay, *found.load) if line.cell.value
    )  # fmt: skip
    pairs = tuple((*rows[at], *(rows[at + 1] if at + 1 < len(rows) else ((), ()))) for at in range(0, len(rows), 2))
    heads = (Head(_("What")), Head(_("How many"), numeric=True)) * 2
    if pairs:
        blocks.append(Grid(_("Stay, family and facilities; the range holds nine of ten draws"), heads, pairs))
    return blocks


def _living(found: Result, notes: Notes) -> list[Block]:
    rows = tuple(
        (
            (_word(place.name), *([_text(f" ({_('outside the province')})")] if place.outside else [])),
            (_bare(place.residents),),
            (_bare(place.beds),),
            _known(place),
        )
        for place in _foremost(found)
    )
    columns = (Head(_("Municipality")), Head(_("People"), numeric=True), Head(_("Short-stay beds"), numeric=True),
               Head(_("What is known of supply and pledges")))  # fmt: skip
    blocks: list[Block] = [
        Heading(_("Where they come to live")),
        Grid(_("Within commuting distance, where most come"), columns, rows),
    ]
    if len(found.places) > len(rows):
        blocks.append(
            Paragraph(notes.pieces(_("The others come to live in more places: the page of the test names them all.")))
        )
    for name, known in found.wider:
        for one in known:
            template = _("For {name} as a whole: {indicator} {cell} ({publisher}, {period}).")
            blocks.append(
                Paragraph(
                    notes.pieces(
                        template, name=named(name), indicator=named(one.indicator), cell=one.cell,
                        publisher=named(one.publisher), period=one.period or _("period not stated"),
                    )
                )
            )  # fmt: skip
    return [*blocks, Paragraph(_ahead(found, notes))]


def _ahead(found: Result, notes: Notes) -> tuple[Piece, ...]:
    """What it does to the shortage in the futures, without and with."""
    if found.ahead is None:
        return notes.pieces(_("In the futures: not known. The futures were not computed with this in them."))
    last = found.ahead.last
    template = ngettext(
        "In the futures: in {year} the municipalities around lack {without} places without this plan and {together} with it;"
        " {more} more in the same future. Nobody does anything extra there.",
        "In the futures: in {year} the municipalities around lack {without} places without these plans and {together} with"
        " them; {more} more in the same future. Nobody does anything extra there.",
        len(found.plans),
    )
    return notes.pieces(template, year=found.ahead.year, without=last.without, together=last.together, more=last.more)


def _foremost(found: Result) -> list[Place]:
    ranked = sorted(found.places, key=lambda place: -(place.residents.value or 0))
    return ranked[:SHOWN]


def _known(place: Place) -> tuple[Piece, ...]:
    if not place.known:
        return (_text(str(STATES["unknown"])),)
    parts: list[Piece] = []
    for one in place.known:
        parts += [*([_text("; ")] if parts else []), _word(one.indicator), _text(" "), _bare(one.cell)]
    return tuple(parts)


def _questions(found: Result, notes: Notes) -> list[Block]:
    items = tuple(notes.pieces("{question}", question=named(question)) for question in found.questions)
    return [Heading(_("Questions for the entrepreneur")), Items(items)] if items else []


def _rests(found: Result, notes: Notes) -> list[Block]:
    """Every reference number with its source or the word assumption, run on to save paper."""
    parts: list[Piece] = []
    for number in impact.numbers(found.types):
        publication = number.row.publication
        who = publication.publisher if number.sourced and publication else _("assumption")
        parts += [*([_text("; ")] if parts else []), _word(number.row.label), _text(" "), _bare(number.cell),
                  _text(" ("), _word(who), _text(")")]  # fmt: skip
    return [Heading(_("What it rests on")), Paragraph((*parts, _text(".")))] if parts else []


def _stamp(found: Result) -> tuple[Piece, ...]:
    day: datetime = timezone.localtime(found.act.at)
    return Notes().pieces(
        _("Tested on {date} · seal {seal} · test {test}"),
        date=Date(day.date()), seal=Code(found.act.seal[:16]), test=Code(found.sheet.ref),
    )  # fmt: skip


def _bare(cell: Cell) -> Piece:
    """A number that links to its origin, without a footnote: a sheet of one page has no room for all of them."""
    return Piece("cell", cell, cell.url)


def _word(text: object) -> Piece:
    """A name from the workspace or the register; digits in it are no quantity."""
    run = named(text)
    return Piece("code" if isinstance(run, Code) else "text", run)


def _text(words: str) -> Piece:
    return Piece("text", words)

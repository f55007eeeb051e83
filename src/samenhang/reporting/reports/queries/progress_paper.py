"""Progress for Provinciale Staten: the decision of a period, every agreed result, unknown included, and what each party does."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, npgettext
from django.utils.translation import gettext as _

from samenhang.ground.people.queries import Viewer
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
    Said,
    named,
)
from samenhang.screen.cells import Cell, Code, Date
from samenhang.steering.programme.queries import pledges, told
from samenhang.steering.programme.queries import results as programme
from samenhang.steering.programme.queries.direction import Part, plan
from samenhang.steering.programme.queries.results import Closing, Line

Cells = tuple[Piece, ...]


def progress_document(viewer: Viewer, pk: int, now: datetime) -> Document | None:
    """The progress over a period, in the language of the reader; None when there is no such period."""
    found = programme.period_page(viewer, pk)
    if found is None:
        return None
    notes, today = Notes(), timezone.localtime(now).date()
    lines = programme.lines_in(found.period, programme.due_in(viewer, found.period), found.rules)
    whole = plan(viewer, today)
    blocks: list[Block] = [
        *_decision(found, notes),
        *_results(_("What changed (outcome)"), [one for one in lines if one.result.kind == "outcome"], notes),
        *_results(_("What was done (output)"), [one for one in lines if one.result.kind == "output"], notes),
        *_stories(lines, notes),
        *_parties(whole.parties, notes),
        *_pledges(viewer, today, notes),
        Heading(_("By which rule this is judged")),
        Items(tuple(_words(f"{rule.label}: {rule.rule}") for rule in found.rules)),
    ]
    return Document(
        title=_("Progress of the programme, {period}").format(period=found.title),
        language=(get_language() or "nl")[:2],
        blocks=tuple(blocks),
        notes=notes.footnotes(),
        stamp=_stamp(found, today, notes),
        example=found.period.example,
        cites=(),
        area="",
        address=f"report_period-{found.period.pk}",
    )


def progress_pdf(said: Document, *, at: datetime, base: str = "") -> bytes:
    """The same on paper, as PDF/A-2a and PDF/UA-1."""
    return printed(said, at=at, base=base)


def _decision(found: Closing, notes: Notes) -> list[Block]:
    period = found.period
    blocks: list[Block] = [Heading(_("Decision"), example=period.example)]
    if period.closed_at:
        day = Date(timezone.localtime(period.closed_at).date())
        blocks.append(
            Paragraph(notes.pieces(_("Decided on {day}: {course}."), day=day, course=found.course), lead=True)
        )
        if period.words:
            blocks.append(Paragraph(notes.pieces("{words}", words=Said(found.words, period.words.ref))))
    else:
        open_yet = _("This period is not closed yet, and nothing was decided. This is how it stands today.")
        blocks.append(Paragraph(notes.pieces(open_yet), lead=True))
    counts: list[Piece] = []
    for word, many, _tone in found.counts:
        unit = npgettext("how many", "result", "results", many)
        counts += [
            *([Piece("text", "; ")] if counts else []),
            Piece("text", f"{word}: "),
            _bare(Cell(many, unit, period.ref)),
        ]
    return [*blocks, Paragraph((*counts, Piece("text", ".")))]


def _results(title: str, lines: Iterable[Line], notes: Notes) -> list[Block]:
    rows = tuple(
        (
            (_word(one.label), Piece("text", " · "), _word(one.of)),
            (
                Piece("text", f"{one.sense} "),
                _bare(one.target),
                Piece("text", ", "),
                Piece("date", Date(one.result.reached_by)),
            ),
            (_bare(one.report.number),),
            (Piece("text", one.report.track.word), Piece("text", f" ({one.report.track.why})")),
        )
        for one in lines
    )
    if not rows:
        return [Heading(title), Paragraph(notes.pieces(_("No result of this kind was agreed.")))]
    columns = (Head(_("Result")), Head(_("Target")), Head(_("Known"), numeric=True), Head(_("How it stands")))
    return [Heading(title), Grid(title, columns, rows)]


def _stories(lines: Iterable[Line], notes: Notes) -> list[Block]:
    """What was told beside the numbers; obligatory where there is none."""
    items = []
    for one in lines:
        row = one.report.row
        if row is not None and one.report.story and row.words:
            items.append(
                notes.pieces("{label}: {story}", label=named(one.label), story=Said(one.report.story, row.words.ref))
            )
        elif row is None:
            items.append(notes.pieces(_("{label}: nothing was reported."), label=named(one.label)))
    return [Heading(_("What was told beside it")), Items(tuple(items))] if items else []


def _parties(parties: Iterable[Part], notes: Notes) -> list[Block]:
    """The activities of all cooperating parties, and not of the province alone."""
    rows = tuple(
        (
            (_word(one.party),),
            *((_bare(Cell(many, unit, one.party.ref)),) for many, unit in (
                (one.answers, npgettext("how many", "measure", "measures", one.answers)),
                (one.does, npgettext("how many", "measure", "measures", one.does)),
                (one.promised, npgettext("how many", "pledge", "pledges", one.promised)),
            )),
            (Piece("text", str(one.word or _("no answer known"))),),
        )
        for one in parties
    )  # fmt: skip
    heading = Heading(_("What each party does"))
    if not rows:
        return [heading, Paragraph(notes.pieces(_("No party has a part in the programme yet.")))]
    columns = (
        Head(_("Party")), Head(_("Answers for"), numeric=True), Head(_("Carries out"), numeric=True),
        Head(_("Promised"), numeric=True), Head(_("The plan")),
    )  # fmt: skip
    return [heading, Grid(_("Activities of all cooperating parties"), columns, rows)]


def _pledges(viewer: Viewer, today: date, notes: Notes) -> list[Block]:
    rows = tuple(
        (
            (_word(one.pledge.who), Piece("text", ": "), _word(one.pledge.text)),
            (_bare(one.promised),),
            (Piece("date", Date(one.pledge.due)) if one.pledge.due else Piece("text", "–"),),
            (_bare(one.realised),),
            (Piece("text", str(one.outcome)),),
        )
        for one in told(pledges(viewer), today)
    )
    if not rows:
        return []
    columns = (
        Head(_("Pledge")), Head(_("Promised"), numeric=True), Head(_("By when")), Head(_("Realised"), numeric=True),
        Head(_("How it stands")),
    )  # fmt: skip
    return [Heading(_("What was promised")), Grid(_("Pledges with what is known of them"), columns, rows)]


def _stamp(found: Closing, today: date, notes: Notes) -> Cells:
    where = Code(found.period.ref)
    if found.period.closed_at:
        template = _("Results as locked on {closed}; parties and pledges as they stood on {today} · {where}")
        closed = Date(timezone.localtime(found.period.closed_at).date())
        return Notes().pieces(template, closed=closed, today=Date(today), where=where)
    return Notes().pieces(_("As it stood on {today} · {where}"), today=Date(today), where=where)


def _words(text: str) -> Cells:
    return (_word(text),)


def _word(text: object) -> Piece:
    """A name from the workspace; digits in it are no quantity."""
    run = named(text)
    return Piece("code" if isinstance(run, Code) else "text", run)


def _bare(cell: Cell) -> Piece:
    """A number that links to its origin, without a footnote: a table of all results has no room for so many."""
    return Piece("cell", cell, cell.url)

"""A published report as it reads: made from its sheet alone, so that it says the same for ever."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.lexicon.models import TABLES
from samenhang.reporting.reports.queries.pieces import (
    Block,
    Document,
    Grid,
    Head,
    Heading,
    Items,
    Link,
    Notes,
    Paragraph,
    Piece,
    Said,
    named,
)
from samenhang.reporting.reports.queries.slots import SHARE
from samenhang.screen.cells import Cell, Code, Date, Run
from samenhang.weighing.appraisal.models import LETTERS


class NoSuchReport(Exception):
    """There is no report at this address; the text is a sentence for people."""


@dataclass
class Source:
    """The slots of a report, with the names behind their refs."""

    sheet: str
    head: dict[str, str]
    slots: dict[str, dict[str, Any]]
    names: dict[str, Any]
    words: dict[str, str]

    def __contains__(self, slot: str) -> bool:
        return slot in self.slots

    def cell(self, slot: str) -> Cell:
        """The number of a slot as a Cell that points at the report's own cell."""
        row = self.slots[slot]
        value, low, high = row["value"], row["low"], row["high"]
        column = "value" if value is not None or low is None else "low"
        unit, decimals = self.names.get(f"units:{row['unit']}"), int(row["decimals"] or 0)
        if row["unit"] == SHARE:
            value, unit_text = None if value is None else round(value * 100, 6), "%"
        else:
            unit_text = str(unit.label) if unit is not None else ""
        return Cell(
            value, unit_text, self.at(slot, column), row["state"] or "unknown", low=low, high=high,
            certainty=row["certainty"], decimals=decimals,
        )  # fmt: skip

    def at(self, slot: str, column: str = "ref") -> str:
        return f"{self.sheet}#{slot}/{column}"

    def name(self, slot: str) -> Run:
        """What the ref of a slot is called; of a publication who says it."""
        ref = self.slots[slot]["ref"] if slot in self.slots else ""
        row, words = self.names.get(ref), ("publisher", "label", "name")
        return named(next((text for word in words if (text := getattr(row, word, None))), ref.partition(":")[2]))

    def date(self, slot: str) -> Run:
        period = self.slots[slot]["period"]
        return Date(period) if period else _("period not stated")

    def said(self, slot: str) -> Said | str:
        """Words of people; a text that was erased is a hole that says so."""
        ref = self.slots[slot]["ref"] if slot in self.slots else ""
        words = " ".join(self.words.get(ref, "").split())
        body = "".join(letter for letter in words if letter.isprintable())
        return Said(body, self.at(slot)) if body else _("(erased on request)")

    def example(self, slot: str) -> bool:
        return slot in self.head.get("examples", "").split(";")

    def numbered(self, stem: str) -> list[str]:
        """The slots `stem-1`, `stem-2` … in their order."""
        found: list[str] = []
        while f"{stem}-{len(found) + 1}" in self.slots:
            found.append(f"{stem}-{len(found) + 1}")
        return found


def published(short: str) -> tuple[Sheet, Act]:
    """The sheet of a report and the act that published it. Raises NoSuchReport with a sentence."""
    sheet = Sheet.objects.filter(short=short, kind="report").first()
    act = (
        Act.objects.filter(mentions__role="made", mentions__ref=sheet.ref).order_by("pk").first()
        if sheet is not None
        else None
    )
    if sheet is None or act is None:
        raise NoSuchReport(_("There is no report at this address. The list of reports has all of them."))
    return sheet, act


def document(sheet: Sheet) -> Document:
    """The report in this sheet, in the language of the reader."""
    _sheet, act = published(sheet.short)
    table = ledger.table(sheet)
    slots = {str(row["slot"]): row for row in table.records()}
    source = Source(sheet.ref, dict(table.head), slots, *behind(slots, dict(table.head)))
    notes = Notes()
    area = named(getattr(source.names.get(source.head["area"]), "name", source.head["area"]))
    blocks: list[Block] = [
        *_question(source, notes),
        *_size(source, notes),
        *_weighed(source, notes),
        *_decided(source, notes),
        *_unknown(source, notes),
        *_next(source, notes),
    ]
    return Document(
        title=_("Labour migration in %(area)s on one page") % {"area": area},
        language=(get_language() or "nl")[:2],
        blocks=tuple(blocks),
        notes=notes.footnotes(),
        stamp=_stamp(source, act),
        example=source.head.get("example") == "yes",
        cites=tuple(dict.fromkeys(str(row["ref"]) for row in slots.values())),
        area=source.head["area"].partition(":")[2],
        address=sheet.short,
    )


def behind(slots: dict[str, dict[str, Any]], head: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The declared rows and the texts that the slots name, by kind and at once."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for row in slots.values():
        kind, _colon, key = str(row["ref"]).partition(":")
        wanted[kind].add(key)
        if row["unit"]:
            wanted["units"].add(str(row["unit"]))
    wanted["areas"].add(head["area"].partition(":")[2])
    names = {
        row.ref: row
        for kind, keys in wanted.items()
        if kind in TABLES
        for row in TABLES[kind]._default_manager.filter(pk__in=keys)
    }
    return names, ledger.prose(f"text:{key}" for key in wanted["text"])


def _question(source: Source, notes: Notes) -> list[Block]:
    if "question" in source:
        asked = notes.pieces("{question}", question=source.said("question"))
    elif "indicator" in source:
        indicator = source.names.get(source.slots["indicator"]["ref"])
        asked = notes.pieces("{question}", question=named(getattr(indicator, "question", "")))
    else:
        asked = notes.pieces(_("The workspace has no indicator that says how many people there are."))
    return [
        Heading(_("The question"), source.example("appraisal") and "question" in source),
        Paragraph(asked, lead=True),
    ]


def _size(source: Source, notes: Notes) -> list[Block]:
    blocks: list[Block] = [Heading(_("How many people this is about"))]
    if "figures" in source:
        blocks.append(Paragraph(_range(source, notes)))
    elif "indicator" in source:
        template = _("{indicator}: the province knows no number for this area.")
        blocks.append(Paragraph(notes.pieces(template, indicator=source.name("indicator"))))
    for slot in source.numbered("reading"):
        blocks.append(Paragraph(_reading(source, notes, slot)))
    if "figures" in source and not source.numbered("reading"):
        blocks.append(
            Paragraph(notes.pieces(_("Nobody has chosen yet which of these figures is read for which purpose.")))
        )
    return blocks


def _range(source: Source, notes: Notes) -> tuple[Piece, ...]:
    """The conflict in one sentence: how many counts, by how many publications, from which to which."""
    parts: dict[str, Run] = {name: source.cell(name) for name in ("figures", "publications", "lowest", "highest")}
    if source.slots["lowest"]["ref"] == source.slots["highest"]["ref"] or source.slots["figures"]["value"] == 1:
        template = _("{indicator}: there is {figures} count, of {low_publication} ({low_period}). It says {lowest}.")
    else:
        template = _(
            "{indicator}: {figures} counts from {publications} publications stand side by side. The lowest says {lowest} "
            "({low_publication}, {low_period}), the highest {highest} ({high_publication}, {high_period})."
        )
    return notes.pieces(
        template, indicator=source.name("indicator"), low_publication=source.name("lowest-publication"),
        high_publication=source.name("highest-publication"), low_period=source.date("lowest"),
        high_period=source.date("highest"), **parts,
    )  # fmt: skip


def _reading(source: Source, notes: Notes, slot: str) -> tuple[Piece, ...]:
    pieces = notes.pieces(
        _("For “{purpose}” the reading is {value} ({publication}, {period}): {definition}. Because: {reason}"),
        purpose=source.name(f"{slot}-purpose"), value=source.cell(slot), publication=source.name(f"{slot}-publication"),
        period=source.date(slot), definition=source.name(f"{slot}-definition"), reason=source.said(f"{slot}-reason"),
    )  # fmt: skip
    return (*pieces, *_badge(source, slot))


def _badge(source: Source, slot: str) -> tuple[Piece, ...]:
    return (Piece("example", _("worked example")),) if source.example(slot) else ()


def _weighed(source: Source, notes: Notes) -> list[Block]:
    blocks: list[Block] = [Heading(_("What was weighed"), source.example("appraisal"))]
    letters = [letter for letter in LETTERS if f"option-{letter}" in source]
    if not letters:
        return [*blocks, Paragraph(notes.pieces(_("No appraisal of options belongs to this report.")))]
    rows = []
    for letter in letters:
        slot = f"option-{letter}"
        first, ranks = f"{slot}-first", f"{slot}-ranks"
        rows.append(
            (
                notes.pieces("{letter}", letter=Code(letter)),
                notes.pieces("{words}", words=source.said(slot)),
                notes.pieces("{first}", first=source.cell(first)) if first in source else (),
                notes.pieces("{ranks}", ranks=source.cell(ranks)) if ranks in source else (),
            )
        )
    columns = (
        Head(_("Option")),
        Head(_("What it is")),
        Head(_("How often it comes first"), numeric=True),
        Head(_("Its ranks, from – to"), numeric=True),
    )
    blocks.append(Grid(_("The options, weighed on all themes together"), columns, tuple(rows)))
    return blocks


def _decided(source: Source, notes: Notes) -> list[Block]:
    blocks: list[Block] = [Heading(_("What was decided"), source.example("decision"))]
    if "decision" not in source:
        return [*blocks, Paragraph(notes.pieces(_("No decision has been recorded.")))]
    template = _("On {date} was decided: {title}")
    blocks.append(Paragraph(notes.pieces(template, date=source.date("decision"), title=source.said("decision-title"))))
    if "decision-body" in source:
        blocks.append(Paragraph(notes.pieces("{body}", body=source.said("decision-body"))))
    grounds = tuple(
        notes.pieces(
            _("{indicator}, {period}: {value} ({publication})"), indicator=source.name(f"{slot}-indicator"),
            period=source.date(slot), value=source.cell(slot), publication=source.name(f"{slot}-publication"),
        )
        for slot in source.numbered("ground")
    )  # fmt: skip
    if grounds:
        blocks += [Paragraph(notes.pieces(_("It rests on the appraisal above and on:"))), Items(grounds)]
    else:
        blocks.append(Paragraph(notes.pieces(_("It rests on the appraisal above."))))
    return blocks


def _unknown(source: Source, notes: Notes) -> list[Block]:
    heading = Heading(_("What the province does not know"))
    slots = source.numbered("unknown")
    if not slots:
        return [
            heading,
            Paragraph(notes.pieces(_("For every indicator that the province follows there is a figure here."))),
        ]
    pieces: list[Piece] = list(notes.pieces(_("There is no figure for: ")))
    for place, slot in enumerate(slots):
        pieces += [*([Piece("text", "; ")] if place else []), *notes.pieces("{name}", name=source.name(slot))]
    if "unknown-more" in source:
        url = _address("evidence:area", source.head["area"].partition(":")[2])
        pieces += notes.pieces(_(" and {more}."), more=Link(_("more: see the page of the area"), url))
    else:
        pieces += notes.pieces(".")
    return [heading, Paragraph(tuple(pieces))]


def _next(source: Source, notes: Notes) -> list[Block]:
    heading = Heading(_("Next step"))
    if "decision-review" in source:
        template = _(
            "On {date} at the latest the province looks whether this decision still fits; sooner when a figure moves."
        )
        return [heading, Paragraph(notes.pieces(template, date=source.date("decision-review")))]
    if not source.numbered("reading") and "figures" in source:
        url = _address("evidence:indicator", source.slots["indicator"]["ref"].partition(":")[2])
        link = Link(_("choose a reading for each purpose"), url)
    else:
        link = Link(_("open an appraisal"), _address("appraisal:new"))
    return [heading, Paragraph(notes.pieces(_("Put the figures on the table, and {link}."), link=link))]


def _stamp(source: Source, act: Act) -> tuple[Piece, ...]:
    """What this page was printed from: the day, the state of the record, and its seal to check that by."""
    return Notes().pieces(
        _("Published on {date} · state of the record {data} · seal {seal} · report {report}"),
        date=Date(timezone.localtime(act.at).date()), data=Code(source.head["data"]), seal=Code(source.head["seal"]),
        report=Code(source.sheet),
    )  # fmt: skip


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # a room that is not in this build
        return ""

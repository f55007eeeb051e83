"""A talking sheet as it reads: live, from the rows of today, or published, from its sheet alone."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.places.models import Area
from samenhang.reporting.reports.queries.document import NoSuchReport, behind
from samenhang.reporting.reports.queries.pieces import Piece
from samenhang.reporting.reports.queries.talking_facts import Facts
from samenhang.reporting.reports.queries.talking_pieces import Marks, Pieces, Talk
from samenhang.reporting.reports.queries.talking_rows import KIND, compose
from samenhang.reporting.reports.queries.talking_slots import Sheeted, bare
from samenhang.reporting.reports.queries.talking_words import footnote, known, near, questions, readings, size, unknown
from samenhang.screen.cells import Code, Date

NATURE, HOMES = ("nature", "registration"), ("need", "supply", "plan", "norm")


def live(area: Area, facts: Facts, words: dict[str, str]) -> Talk:
    """The talking sheet of an area as it stands today. `words` are the reasons it may quote, by ref."""
    return talk(compose(area, facts).cells, facts.names, words, on=facts.on)


def reasons(facts: Facts) -> dict[str, str]:
    """All reasons that the sheets of these facts may quote."""
    read = (one.reading.reason for some in facts.chosen.values() for one in some)
    return ledger.prose(reason.ref for reason in read if reason is not None)


def published(short: str) -> tuple[Sheet, Act]:
    """The sheet of a published talking sheet and its act. Raises NoSuchReport with a sentence."""
    sheet = Sheet.objects.filter(short=short, kind=KIND).first()
    made = (
        Act.objects.filter(mentions__role="made", mentions__ref=sheet.ref) if sheet is not None else Act.objects.none()
    )
    act = made.order_by("pk").first()
    if sheet is None or act is None:
        raise NoSuchReport(_("There is no published talking sheet at this address. The list has those that there are."))
    return sheet, act


def document(sheet: Sheet) -> Talk:
    """The talking sheet in this sheet, in the language of the reader."""
    _sheet, act = published(sheet.short)
    table = ledger.table(sheet)
    names, words = behind({str(row["slot"]): row for row in table.records()}, dict(table.head))
    said = talk(table, names, words, on=timezone.localtime(act.at).date(), sheet=sheet.ref)
    return replace(said, address=sheet.short)


def talk(table: store.Table, names: dict[str, Any], words: dict[str, str], *, on: date, sheet: str = "") -> Talk:
    """The rows as sentences. Footnotes are numbered in the order of the page."""
    slots = {str(row["slot"]): row for row in table.records()}
    source, notes = Sheeted(sheet, dict(table.head), slots, names, words), Marks()
    area = names.get(source.head["area"])
    place = str(getattr(area, "name", source.head["area"]))
    context = _context(source, notes)
    lead, groups = size(source, notes, on)
    read, asked = readings(source, notes), questions(source, notes)
    aspects = [slot for number in range(1, len(slots)) if (slot := f"aspect-{number}") in source]
    nature, homes = (known(source, notes, [s for s in aspects if source.part(s) in parts]) for parts in (NATURE, HOMES))
    near_title, beside = near(source, notes, getattr(area, "kind", ""))
    silent = unknown(source, notes, aspects)
    return Talk(
        title=_("How many labour migrants work and live in %(area)s, and what does nobody know?") % {"area": place},
        place=place, where=_where(source, area), context=context, language=(get_language() or "nl")[:2], size=lead,
        groups=groups, readings=read, questions=asked, nature=nature, homes=homes, near_title=near_title, near=beside,
        unknown=silent, notes=notes.noted(partial(footnote, source), sheet),
        stamp=_stamp(source, on), example=source.head.get("example") == "yes",
        cites=tuple(dict.fromkeys(str(row["ref"]) for row in slots.values())), area=source.head["area"].partition(":")[2],
        about=str(getattr(source.row("indicator"), "pk", "")),
    )  # fmt: skip


def _where(source: Sheeted, area: Any) -> Pieces:
    kinds = {"province": _("Province"), "region": _("Region"), "municipality": _("Municipality")}
    kind = kinds.get(getattr(area, "kind", ""), _("Area"))
    if "division" in source:
        return Marks().pieces("{kind}", kind=source.text("division"))
    if "region" not in source:
        return (Piece("text", kind),)
    return Marks().pieces(_("{kind} in {region}"), kind=kind, region=source.name("region"))


def _context(source: Sheeted, notes: Marks) -> Pieces:
    """The one line that inhabitants get."""
    if "inhabitants" not in source:
        return ()
    people, when = bare(source.cell("inhabitants")), source.date("inhabitants")
    return notes.pieces(_("{people} inhabitants ({date})"), people=people, date=when)


def _stamp(source: Sheeted, on: date) -> Pieces:
    """What this page was printed from: the day, the state of the record, and its seal to check that by."""
    data, seal = Code(source.head["data"]), Code(source.head["seal"])
    if source.sheet:
        words = _("Published on {date} · state of the record {data} · seal {seal} · sheet {sheet}")
        return Marks().pieces(words, date=Date(on), data=data, seal=seal, sheet=Code(source.sheet))
    words = _("As it stood on {date} · state of the record {data} · seal {seal}")
    return Marks().pieces(words, date=Date(on), data=data, seal=seal)

"""Talking sheets on paper: the same pieces on one A4, set by Typst, one after the other in one warm compiler."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.lexicon.queries import province
from samenhang.ground.places.models import Area
from samenhang.reporting.reports.queries.pdf import REGIONS, TEMPLATE
from samenhang.reporting.reports.queries.pieces import Piece
from samenhang.reporting.reports.queries.talking import live, reasons
from samenhang.reporting.reports.queries.talking_facts import Facts
from samenhang.reporting.reports.queries.talking_pieces import Group, Line, Noted, Question, Row, Talk
from samenhang.screen.paper import CannotPrint, on_one_page

SHEET = TEMPLATE.with_name("talking.typ")
LETTERS = ("1.08", "1.0", "0.94", "0.88", "0.82", "0.76", "0.7")  # parts of the size that is meant


def paper_of(said: Talk, *, at: datetime, base: str = "", workspace: str | None = None) -> bytes:
    """The sheet as PDF/A-2a and PDF/UA-1; the same bytes every time. `base` goes before the address of each footnote.

    It is one page: set in the largest letters with which it fits.
    """
    if workspace is None:
        loaded = province()
        workspace = loaded.title if loaded else "Samenhang"
    data = data_of(said, base.rstrip("/"), workspace)
    made = on_one_page(SHEET, data, LETTERS, at)
    if made is None:
        raise CannotPrint(
            _(
                "So much is known of this area that its talking sheet does not fit on one page. Look at it on the screen."
            )
        )
    return made


def papers(areas: Iterable[Area], facts: Facts, *, at: datetime) -> Iterator[tuple[Area, bytes]]:
    """The live sheet of each of these areas as PDF."""
    loaded, words = province(), reasons(facts)
    workspace = loaded.title if loaded else "Samenhang"
    for area in areas:
        yield area, paper_of(live(area, facts, words), at=at, workspace=workspace)


def data_of(said: Talk, base: str, workspace: str) -> dict[str, Any]:
    """What the template gets: text only. A number is the text of its Cell."""

    def set_(pieces: Iterable[Piece]) -> list[dict[str, str]]:
        return [_piece(piece, base) for piece in pieces]

    def line(one: Line) -> dict[str, Any]:
        return {"who": set_(one.who), "counts": set_(one.counts), "number": set_(one.number), "drawing": one.drawing}

    def group(one: Group) -> dict[str, Any]:
        return {"label": one.label, "lines": [line(each) for each in one.lines]}

    def question(one: Question) -> dict[str, Any]:
        return {"number": str(one.number), "asked": set_(one.asked), "why": set_(one.why)}

    def row(one: Row) -> dict[str, Any]:
        return {"name": set_(one.name), "said": [set_(part) for part in one.said]}

    def noted(one: Noted) -> dict[str, Any]:
        return {"mark": str(one.mark), "who": set_(one.who), "base": str(one.base), "url": base + one.path}

    return {
        "brief": "yes" if said.brief else "no",
        "place": said.place,
        "title": said.title, "author": "Samenhang", "workspace": workspace, "address": said.address or said.area,
        "language": said.language, "region": REGIONS.get(said.language, "nl"),
        "example": _("with worked example") if said.example else "", "where": set_(said.where),
        "context": set_(said.context), "size": set_(said.size), "groups": [group(one) for one in said.groups],
        "readings": [set_(one) for one in said.readings], "questions": [question(one) for one in said.questions],
        "nature": [row(one) for one in said.nature], "homes": [row(one) for one in said.homes],
        "near": [set_(one) for one in said.near], "unknown": [row(one) for one in said.unknown],
        "notes": [noted(one) for one in said.notes], "stamp": set_(said.stamp), "words": words_of(said),
    }  # fmt: skip


def words_of(said: Talk) -> dict[str, str]:
    """The headings and the other fixed words of a sheet; page and paper have the same."""
    return {
        "sheet": _("Talking sheet labour migration"),
        "size": _("Size: the sources side by side"),
        "source": _("Who says it"),
        "scale": _("Scale from nought"),
        "number": _("People"),
        "nobody": _("Nobody has counted this, as far as the province knows."),
        "questions": _("Three questions for the table"),
        "nature": _("Nature: who they are"),
        "homes": _("Places to live: needed and available"),
        "no_nature": _("Of sector, stay, nationality, housing and contract nothing is known here."),
        "no_homes": _("Of need, supply and plans nothing is known here."),
        "near": said.near_title,
        "unknown": _("What nobody knows"),
        "aspect": _("What"),
        "nearest": _("Nearest that is known, not %(area)s") % {"area": said.place},
        "holder": _("Who could know, and the next step"),
        "notes": _("Where each number comes from"),
    }


def _piece(piece: Piece, base: str) -> dict[str, str]:
    # a number and its unit stay on one line
    text = str(piece.run).replace(" ", "\u00a0") if piece.kind == "cell" else str(piece.run)
    return {"kind": piece.kind, "text": text, "url": base + piece.url if piece.url else ""}

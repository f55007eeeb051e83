"""The report on paper: the same pieces, set by Typst, which refuses a page that is not accessible. No text becomes source."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.queries import province
from samenhang.reporting.reports.queries.document import document, published
from samenhang.reporting.reports.queries.pieces import Block, Document, Grid, Heading, Items, Paragraph, Piece
from samenhang.screen.paper import set_on_paper

TEMPLATE = Path(__file__).resolve().parent.parent / "page.typ"
REGIONS = {"nl": "nl", "en": "gb"}


def pdf_of(sheet: Sheet, *, base: str = "") -> bytes:
    """The report as PDF/A-2a and PDF/UA-1; the same bytes every time. `base` goes before the address of each footnote."""
    _sheet, act = published(sheet.short)
    return printed(document(sheet), at=act.at, base=base)


def printed(said: Document, *, at: datetime, base: str = "", letters: str = "1") -> bytes:
    """A document on paper, in letters of this part of their usual size; the same bytes every time."""
    data = data_of(said, base.rstrip("/")) | {"letters": letters}
    return set_on_paper(TEMPLATE, data, at)


def data_of(said: Document, base: str = "") -> dict[str, Any]:
    """What the template gets: text only. A number is the text of its Cell."""
    loaded = province()
    worked = _("worked example")
    return {
        "title": said.title,
        "author": "Samenhang",
        "address": said.address,
        "workspace": loaded.title if loaded else "Samenhang",
        "language": said.language,
        "region": REGIONS.get(said.language, "nl"),
        "example": worked if said.example else "",
        "blocks": [_block(block, base, worked) for block in said.blocks],
        "notes": [{"mark": str(note.mark), "path": note.path, "url": base + note.path} for note in said.notes],
        "stamp": [_piece(piece, base) for piece in said.stamp],
        "words": {"notes": _("Where each number comes from")},
    }


def _block(block: Block, base: str, worked: str) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text, "example": worked if block.example else ""}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "lead": block.lead, "pieces": _pieces(block.pieces, base)}
    if isinstance(block, Items):
        return {"kind": "items", "items": [_pieces(item, base) for item in block.items]}
    assert isinstance(block, Grid)
    rows = [[{"pieces": _pieces(cell, base)} for cell in row] for row in block.rows]
    columns = [{"text": head.text, "numeric": head.numeric} for head in block.columns]
    return {"kind": "grid", "caption": block.caption, "columns": columns, "rows": rows}


def _pieces(pieces: tuple[Piece, ...], base: str) -> list[dict[str, str]]:
    return [_piece(piece, base) for piece in pieces]


def _piece(piece: Piece, base: str) -> dict[str, str]:
    # a number and its unit stay on one line
    text = str(piece.run).replace(" ", "\u00a0") if piece.kind == "cell" else str(piece.run)
    return {"kind": piece.kind, "text": text, "url": base + piece.url if piece.url else ""}

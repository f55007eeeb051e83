"""The report on paper: the same pieces, set by Typst, which refuses a page that is not accessible. No text becomes source."""

import json
import struct
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.queries import province
from samenhang.reporting.reports.queries.document import document, published
from samenhang.reporting.reports.queries.pieces import Block, Document, Grid, Heading, Items, Paragraph, Piece

TEMPLATE = Path(__file__).resolve().parent.parent / "page.typ"
FONTS = Path(__file__).resolve().parents[3] / "web" / "static" / "vendor" / "fonts"
STANDARDS = ["a-2a", "ua-1"]
REGIONS = {"nl": "nl", "en": "gb"}


class CannotPrint(Exception):
    """The PDF cannot be made; the text is a sentence for people."""


def pdf_of(sheet: Sheet, *, base: str = "") -> bytes:
    """The report as PDF/A-2a and PDF/UA-1; the same bytes every time. `base` goes before the address of each footnote."""
    _sheet, act = published(sheet.short)
    said, compiler = document(sheet), _compiler()
    return bytes(
        compiler.compile(
            format="pdf",
            pdf_standards=STANDARDS,
            sys_inputs={"data": printable(json.dumps(data_of(said, base.rstrip("/")), ensure_ascii=False))},
            timestamp=act.at.replace(microsecond=0),
        )
    )


@cache
def _letters() -> frozenset[int]:
    """The code points that our letters have: the character map of the font, in its usual form (format 4)."""
    regular = (FONTS / "noto-sans-regular.ttf").read_bytes()
    tables = (
        struct.unpack_from(">4sLLL", regular, 12 + 16 * place) for place in range(*struct.unpack(">H", regular[4:6]))
    )
    start = next(offset for tag, _sum, offset, _length in tables if tag == b"cmap")
    count = struct.unpack_from(">H", regular, start + 2)[0]
    maps = [start + struct.unpack_from(">HHL", regular, start + 4 + 8 * place)[2] for place in range(count)]
    at = next(offset for offset in maps if struct.unpack_from(">H", regular, offset)[0] == 4)
    segments = struct.unpack_from(">H", regular, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", regular, at + 14)
    begins = struct.unpack_from(f">{segments}H", regular, at + 16 + 2 * segments)
    return frozenset(point for begin, end in zip(begins, ends, strict=True) for point in range(begin, end + 1))


def printable(text: str) -> str:
    """A text in the letters that we have. A letter of another script is a question mark: Typst refuses what it cannot draw."""
    return "".join(letter if ord(letter) in _letters() or letter == " " else "?" for letter in text)


@cache
def _compiler() -> Any:
    import typst

    if not list(FONTS.glob("*.ttf")):
        raise CannotPrint(_("The letters for the PDF have not been built. Run “make assets” once; then try again."))
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=fonts)


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

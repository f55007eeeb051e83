"""What all our PDFs share: the letters, the standards, and one warm typesetter per sheet. No text becomes source.

Typst refuses a page that is not accessible, so each PDF is PDF/A-2a and PDF/UA-1, and the same bytes every time.
"""

import json
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

FONTS = Path(__file__).resolve().parents[1] / "web" / "static" / "vendor" / "fonts"
STANDARDS = ["a-2a", "ua-1"]
ONE_PAGE = b"<xmpTPg:NPages>1</xmpTPg:NPages>"  # what PDF/A says of itself, readable by anyone


class CannotPrint(Exception):
    """The PDF cannot be made; the text is a sentence for people."""


def set_on_paper(sheet: Path, data: Mapping[str, Any], at: datetime) -> bytes:
    """The Typst file `sheet` with `data`, as PDF."""
    text = printable(json.dumps(data, ensure_ascii=False))
    made = _compiler(sheet).compile(
        format="pdf", pdf_standards=STANDARDS, sys_inputs={"data": text}, timestamp=at.replace(microsecond=0)
    )
    return bytes(made)


def on_one_page(sheet: Path, data: Mapping[str, Any], sizes: Sequence[str], at: datetime) -> bytes | None:
    """The same, set in the first of these letter sizes (`letters` in the data) with which it is one page; None if none is."""
    for size in sizes:
        made = set_on_paper(sheet, {**data, "letters": size}, at)
        if ONE_PAGE in made:
            return made
    return None


def printable(text: str) -> str:
    """A text in the letters that we have. A letter of another script is a question mark: Typst refuses what it cannot draw."""
    return "".join(letter if ord(letter) in _letters() or letter == " " else "?" for letter in text)


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


@cache
def _compiler(sheet: Path) -> Any:
    import typst

    if not list(FONTS.glob("*.ttf")):
        raise CannotPrint(_("The letters for the PDF have not been built. Run “make assets” once; then try again."))
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(sheet), root=str(sheet.parent), font_paths=fonts)

"""The cell of a figure: decimal comma, signs such as `.` and `x`, marks behind a number, a factor, a rounding base."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from samenhang.workspace.check.hints import quoted
from samenhang.workspace.formats.delivery import UnreadableError

KEYS = ("decimal", "thousands", "symbols", "state", "factor", "rounding")
PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
SPACES = str.maketrans("", "", " \u00a0\u2009\u202f")
ZERO, LEFT_OUT = "0", "none"  # words of [layout.symbols] beside the five states

Cell = tuple[str, str] | None  # number and state; None: no figure at all


def plain(number: Decimal) -> str:
    """A number without exponent and without zeros that say nothing."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def scaled(text: str, factor: Decimal) -> str:
    """The number in single units; what is no number stays as it came, for the check to name."""
    try:
        return plain(Decimal(text) * factor)
    except InvalidOperation:
        return text


def spreadsheet_number(value: float) -> str:
    """A number of a cell or of JSON as text without an exponent."""
    return repr(value) if isinstance(value, int) else plain(Decimal(repr(value)))


def cell_reader(layout: Mapping[str, Any]) -> Callable[[str], Cell] | None:
    """Reads the cell of a figure as [layout] says; None when it says nothing about them."""
    if not layout.keys() & set(KEYS):
        return None
    symbols: Mapping[str, str] = layout.get("symbols", {})
    marks = sorted((sign for sign in symbols if sign), key=len, reverse=True)
    decimal, thousands = layout.get("decimal", "."), layout.get("thousands", "")
    state, factor = layout.get("state", "known"), Decimal(str(layout.get("factor", 1)))
    rounding = Decimal(str(layout["rounding"])) if "rounding" in layout else None

    def number(text: str) -> str:
        text = text.replace(thousands, "") if thousands else text.translate(SPACES)
        return text.replace(decimal, ".") if decimal != "." else text

    def read(came: str) -> Cell:
        text, word = came.strip(), state
        if text in symbols:
            word = symbols[text]
            return None if word == LEFT_OUT else (("0", state) if word == ZERO else ("", word))
        made = number(text)
        if not PLAIN.fullmatch(made):
            mark = next((mark for mark in marks if text.endswith(mark)), "")
            made, word = (number(text[: -len(mark)].strip()), symbols[mark]) if mark else (made, word)
            if not PLAIN.fullmatch(made):
                return came, word
        if rounding is not None and Decimal(made) % rounding:
            raise UnreadableError(
                f"expected a figure rounded to {plain(rounding)}, as [layout] rounding says, got {quoted(came)}: "
                "deliver the rounded table, or correct the rounding"
            )
        return (made if factor == 1 else scaled(made, factor)), word

    return read

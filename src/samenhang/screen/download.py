"""Rows as CSV that a spreadsheet can open without harm, in which each number keeps its state and its source."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext

from samenhang.screen.cells import Cell, Date

Text = str | Promise


def safe(value: object) -> str:
    """One value as CSV text: what a spreadsheet would run as a formula gets an apostrophe in front, numbers do not."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, tuple | list):
        value = "".join(map(str, value))
    text = "" if value is None else value.iso if isinstance(value, Date) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def spread(value: object, label: Text, *, cells: bool) -> dict[str, object]:
    """The columns of one value: a Cell takes several, so that bounds, state and source stay with the number."""
    if not cells:
        return {str(label): value}
    part = value if isinstance(value, Cell) else None
    return {
        str(label): part.value if part else value,
        f"{label}: {gettext('low')}": part.low if part else None,
        f"{label}: {gettext('high')}": part.high if part else None,
        f"{label}: {gettext('unit')}": part.unit if part else None,
        f"{label}: {gettext('state')}": part.state if part else None,
        f"{label}: {gettext('certainty')}": part.certainty if part else None,
        f"{label}: {gettext('source')}": part.ref if part else None,
    }


def csv_text(labels: Sequence[Text], rows: Sequence[Sequence[object]]) -> str:
    """The rows as CSV. A column in which a Cell occurs is written as seven columns, on every row."""
    celled = [any(isinstance(row[place], Cell) for row in rows) for place in range(len(labels))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = [head for label, cells in zip(labels, celled, strict=True) for head in spread(None, label, cells=cells)]
    writer.writerow(map(safe, heads))
    for row in rows:
        flat = [
            part
            for value, label, cells in zip(row, labels, celled, strict=True)
            for part in spread(value, label, cells=cells).values()
        ]
        writer.writerow(map(safe, flat))
    return out.getvalue()

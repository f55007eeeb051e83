"""Columns of cells as the text of a sheet, and back: UTF-8 CSV as the csv module writes it.

All that is done by the column, and by few rows at a time, is done several times as fast: it stays near the processor.
"""

import csv
import io
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

CHUNK = 500  # rows
QUOTED = ('"', "\r", "\x00")  # what the csv module looks at, beside commas and line ends


class StoreError(Exception):
    """A sheet is missing or is not what its address says; the text is a sentence for people."""


def columns_of(rows: Iterable[tuple[Any, ...]], names: Sequence[str]) -> Iterator[Sequence[Sequence[Any]]]:
    """Rows as columns, some hundreds at a time."""
    found = iter(rows)
    while batch := list(itertools.islice(found, CHUNK)):
        for row in batch if set(map(len, batch)) != {len(names)} else ():
            if len(row) != len(names):
                raise ValueError(
                    f"A row should have {len(names)} values ({', '.join(names)}); it has {len(row)}: {row}."
                )
        yield list(zip(*batch, strict=True))


def written(columns: Sequence[Sequence[Any]], kinds: Sequence[str]) -> str:
    """These rows as lines. Most hold nothing that needs a quote, and are put together without looking at each cell."""
    cells = [_numbers(values) if kind == "number" else values for values, kind in zip(columns, kinds, strict=True)]
    width, count = len(cells), len(cells[0])
    try:
        text = "\n".join(map(",".join, zip(*cells, strict=True))) + "\n"
    except TypeError:  # a cell that is no text: it is named below
        text = '"'
    signs = text.count(",") == count * (width - 1) and text.count("\n") == count
    if width > 1 and signs and not any(sign in text for sign in QUOTED):
        return text
    out = io.StringIO(newline="")
    texts = [
        values if kind == "number" else list(map(_text, values)) for values, kind in zip(cells, kinds, strict=True)
    ]
    csv.writer(out, lineterminator="\n").writerows(zip(*texts, strict=True))
    return out.getvalue()


def read(lines: Iterator[str], kinds: Sequence[str]) -> Iterator[list[Sequence[Any]]]:
    """The rows in these lines as columns, some hundreds at a time; StoreError when they are no rows of these kinds."""
    numbers = [place for place, kind in enumerate(kinds) if kind == "number"]
    try:
        while some := list(itertools.islice(lines, CHUNK)):
            columns = _cells(some, lines, len(kinds))
            for place in numbers:
                columns[place] = _parsed(columns[place])
            yield columns
    except (ValueError, csv.Error) as error:
        raise StoreError(f"A row of this sheet cannot be read ({error}); the sheet was damaged.") from None


def _cells(some: list[str], more: Iterator[str], width: int) -> list[Sequence[Any]]:
    """The cells in some lines, by column; a line end inside quotes takes `more` of them."""
    text = "".join(some)
    if width > 1 and not any(sign in text for sign in QUOTED) and {line.count(",") for line in some} == {width - 1}:
        cells = text.replace("\n", ",").split(",")
        return [cells[place : width * len(some) : width] for place in range(width)]
    reader, rows = csv.reader(itertools.chain(some, more)), list[list[str]]()
    while reader.line_num < len(some):
        rows.append(next(reader))
    if wrong := set(map(len, rows)) - {width}:
        raise ValueError(f"it has {wrong.pop()} cells, its header {width}")
    return list(zip(*rows, strict=True))


def _numbers(values: Sequence[Any]) -> Sequence[str]:
    """A column of numbers in the shortest text that reads back to the same value."""
    kinds = set(map(type, values))
    if kinds <= {int, float} and (float not in kinds or all(map(math.isfinite, values))):
        return list(map(repr, values))
    return [""] * len(values) if kinds == {type(None)} else list(map(_number, values))


def _number(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"A number column takes finite numbers or nothing; it got {value!r}.")
    return repr(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(f"A code or text column takes text without NUL; it got {value!r}.")
    return value


def _parsed(texts: Sequence[str]) -> list[int | float | None]:
    """A column of numbers as it was written."""
    if not any(texts):
        return [None] * len(texts)
    try:
        return list(map(int, texts))
    except ValueError:
        return [_parse(text) if text else None for text in texts]


def _parse(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)

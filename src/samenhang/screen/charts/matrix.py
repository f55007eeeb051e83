"""Two lists against each other, with what exists at each crossing. An empty crossing is lit: it is what one looks for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from samenhang.screen.cells import Cell, Text
from samenhang.screen.charts.spec import LAYOUT, Chart

NONE = gettext_lazy("none")


@dataclass(frozen=True)
class MatrixCell:
    """One crossing: how many, of what, and where they stand. In a report the count is a Cell."""

    count: int | Cell
    url: str = ""
    parts: tuple[tuple[Text, int | Cell], ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.count.value if isinstance(self.count, Cell) else self.count)


@dataclass(frozen=True, kw_only=True)
class Matrix(Chart):
    """A table of counts: `cells[row][column]`. It is its own table, so it has no drawing beside it."""

    row_labels: tuple[Text, ...]
    column_labels: tuple[Text, ...]
    cells: tuple[tuple[MatrixCell, ...], ...]
    corner: Text = ""
    empty_text: Text = NONE
    row_urls: tuple[str, ...] = ()
    column_urls: tuple[str, ...] = ()
    strong_from: int = field(default=10, metadata=LAYOUT)  # a fuller crossing is a shade darker

    @property
    def headers(self) -> tuple[Text, ...]:
        return self.corner, *self.column_labels

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [
            (label, *(cell.count for cell in line)) for label, line in zip(self.row_labels, self.cells, strict=True)
        ]

    @property
    def lines(self) -> list[tuple[Text, str, list[tuple[Text, MatrixCell, bool]]]]:
        """Per row: its label, its address, and per column the label, the crossing and whether it is full."""
        urls = self.row_urls or ("",) * len(self.row_labels)
        return [
            (label, url, [(head, cell, self._full(cell)) for head, cell in zip(self.column_labels, line, strict=True)])
            for label, url, line in zip(self.row_labels, urls, self.cells, strict=True)
        ]

    @property
    def heads(self) -> list[tuple[Text, str]]:
        return list(zip(self.column_labels, self.column_urls or ("",) * len(self.column_labels), strict=True))

    def _full(self, cell: MatrixCell) -> bool:
        count = cell.count.value if isinstance(cell.count, Cell) else cell.count
        return bool(count and count >= self.strong_from)

    @property
    def alt(self) -> str:
        empty = sum(cell.empty for line in self.cells for cell in line)
        total = sum(len(line) for line in self.cells)
        return gettext("%(empty)s of %(total)s crossings are empty.") % {"empty": empty, "total": total}

    @property
    def svg(self) -> SafeString:
        return SafeString("")

    @property
    def paper(self) -> SafeString:
        return SafeString("")

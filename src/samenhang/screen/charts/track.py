"""Dots and ranges in the rows of a table: each row has its own small drawing, all on one scale that starts at nought.

The number stands beside its drawing, so that the drawing says nothing of its own: it is decoration to who hears the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from samenhang.screen.cells import Cell
from samenhang.screen.charts.spec import BRAND, LINE, PAPER, STEPS, tag

WIDTH, HEIGHT = 150, 16
LEFT, RIGHT = 6, 18  # room for a dot at nought, and for an arrow beyond the highest
MIDDLE = HEIGHT / 2
ARROWS = {"at least": "M7 0H16M12 -4L16 0L12 4", "at most": "M-7 0H-16M-12 -4L-16 0L-12 4"}


@dataclass(frozen=True)
class Tracks:
    """The cells of one column of a table; `drawn` gives the drawing of each."""

    cells: tuple[Cell, ...]

    @property
    def top(self) -> float:
        """The end of the scale: the highest number of all rows."""
        return max((float(number) for cell in self.cells for number in cell.numbers), default=0.0) or 1.0

    def drawn(self, cell: Cell) -> SafeString:
        """One row as SVG, for the page and for paper; empty for a cell without a number."""
        if not cell.numbers:
            return SafeString("")
        line = tag("line", x1="0", x2=WIDTH, y1=f"{MIDDLE:g}", y2=f"{MIDDLE:g}", stroke=LINE, stroke_width="2")
        return tag(
            "svg", line, *self._marks(cell), viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, class_="track",
            aria_hidden="true", focusable="false", xmlns="http://www.w3.org/2000/svg",
        )  # fmt: skip

    def _marks(self, cell: Cell) -> Sequence[SafeString]:
        ends = [self._at(number) for number in (cell.low, cell.value, cell.high) if number is not None]
        y, marks = f"{MIDDLE:g}", []
        if min(ends) != max(ends):
            span = {"x1": f"{min(ends):.1f}", "x2": f"{max(ends):.1f}", "y1": y, "y2": y}
            marks.append(tag("line", **span, stroke=STEPS[2], stroke_width="7", stroke_linecap="round"))
        if cell.value is None:
            return marks
        here = f"{self._at(cell.value):.1f}"
        if cell.certainty in ARROWS:
            arrow = {"d": ARROWS[cell.certainty], "transform": f"translate({here} {y})"}
            marks.append(tag("path", **arrow, fill="none", stroke=BRAND, stroke_width="1.75"))
        look = {"fill": BRAND, "stroke": BRAND}
        if cell.state == "provisional":
            look = {"fill": STEPS[1], "stroke": BRAND}
        elif cell.state == "forecast":
            look = {"fill": PAPER, "stroke": BRAND, "stroke_dasharray": "2.5 2"}
        return [*marks, tag("circle", cx=here, cy=y, r="4.75", stroke_width="1.75", **look)]

    def _at(self, value: object) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * max(0.0, float(str(value))) / self.top

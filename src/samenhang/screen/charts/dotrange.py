"""Figures beneath each other on one scale: the point, the range around it, and how firm it is. Nothing is averaged away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from samenhang.screen.cells import CERTAINTIES, STATES, Cell, Text, localised
from samenhang.screen.charts.scale import LINE_HEIGHT, Scaled, head, stacked
from samenhang.screen.charts.spec import (
    BRAND,
    LAYOUT,
    LINE,
    PAPER,
    STEPS,
    Key,
    hatch,
    joined,
    linked,
    nice_ticks,
    tag,
    words,
)  # fmt: skip

LETTERS, LINES = 30, 5  # of a label: what stands beside a number on the narrowest phone, whole so that two rows differ
TOGETHER, FEWEST = 45, 14  # label and number on one line there; what a label keeps beside the longest number
ON_AXIS = 34  # letters of all numbers under the axis; when there are more, every other one is left out
TRACK, GAP = 26, 10
HEADING = gettext_lazy("Figure")
VALUE = gettext_lazy("Value")


@dataclass(frozen=True)
class DotRow:
    """One figure. `strong` lifts out the one that was chosen; `extra` are further columns of the table."""

    label: str
    cell: Cell
    url: str = ""
    strong: bool = False
    extra: tuple[object, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DotRange(Scaled):
    """Points with their ranges. The scale starts at nought unless `from_zero` says otherwise."""

    dots: tuple[DotRow, ...]
    heading: Text = HEADING
    value_label: Text = VALUE
    from_zero: bool = field(default=True, metadata=LAYOUT)

    @property
    def headers(self) -> tuple[Text, ...]:
        return self.heading, self.value_label, *self.extra_headers

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [(dot.label, dot.cell, *dot.extra) for dot in self.dots]

    @property
    def links(self) -> Sequence[str]:
        return [dot.url for dot in self.dots]

    @cached_property
    def ticks(self) -> list[float]:
        numbers = [float(number) for dot in self.dots for number in dot.cell.numbers]
        low, high = min(numbers, default=0.0), max(numbers, default=1.0)
        return nice_ticks(min(0.0, low) if self.from_zero else low, max(0.0, high) if self.from_zero else high)

    @property
    def alt(self) -> str:
        parts = [f"{dot.label}: {dot.cell}" for dot in self.dots]
        start = gettext("%(count)s figures on one scale.") % {"count": len(parts)}
        return f"{start} {'; '.join(parts)}."

    @property
    def legend(self) -> Sequence[Key]:
        keys = []
        states = {dot.cell.state for dot in self.dots}
        if any(dot.cell.low is not None or dot.cell.high is not None for dot in self.dots):
            keys.append(Key(STEPS[2], gettext("range"), "line"))
        if "known" in states and states != {"known"}:
            keys.append(Key(BRAND, STATES["known"], "dot"))
        if "provisional" in states:
            keys.append(Key(STEPS[1], STATES["provisional"], "dot"))
        if "forecast" in states:
            keys.append(Key(PAPER, STATES["forecast"], "dot", dashed=True))
        if {"unknown", "suppressed"} & states:
            keys.append(Key(f"url(#{self.name}-hatch)", gettext("no value")))
        return keys

    def drawing(self) -> tuple[SafeString, float]:
        shapes = [tag("defs", hatch(f"{self.name}-hatch", "lines", PAPER, "#b9c5c9"))]
        tops, y = stacked([_label(dot) for dot in self.dots], TRACK + GAP)
        shapes += self.grid(y)
        shapes += [self._row(dot, top) for dot, top in zip(self.dots, tops, strict=True)]
        wide = sum(len(localised(tick, 0)) for tick in self.ticks) > ON_AXIS
        shapes += self.axis(y, self.ticks[::2] if wide else None)
        return joined(shapes), y + 22

    def _row(self, dot: DotRow, top: float) -> SafeString:
        lines = _label(dot)
        cell = dot.cell
        middle = top + LINE_HEIGHT * len(lines) + TRACK / 2 + 1
        track = tag("line", x1="0", x2="100%", y1=f"{middle:g}", y2=f"{middle:g}", stroke=LINE, stroke_width="2")
        marks = [track, *self._marks(cell, middle)]
        return linked(
            dot.url, tag("title", f"{dot.label}: {cell}"), *marks, *head(lines, top, _said(cell), strong=dot.strong)
        )

    def _marks(self, cell: Cell, middle: float) -> list[SafeString]:
        y = f"{middle:g}"
        if not cell.numbers:
            fill = f"url(#{self.name}-hatch)"
            return [tag("rect", x="0", y=f"{middle - 7:g}", width="100%", height="14", fill=fill, stroke=LINE)]
        marks = []
        low = cell.low if cell.low is not None else cell.value
        high = cell.high if cell.high is not None else cell.value
        ends = (self.ticks[0] if low is None else float(low), self.ticks[-1] if high is None else float(high))
        if ends[0] != ends[1]:
            bar = {"y1": y, "y2": y, "stroke": STEPS[2], "stroke_width": "8", "stroke_linecap": "round"}
            marks.append(tag("line", x1=self.at(ends[0]), x2=self.at(ends[1]), **bar))
        if cell.value is None:
            return marks
        here = self.at(float(cell.value))
        marks += _arrow(cell.certainty, here, middle)
        look = {"fill": BRAND, "stroke": BRAND}
        if cell.state == "provisional":
            look = {"fill": STEPS[1], "stroke": BRAND}
        elif cell.state == "forecast":
            look = {"fill": PAPER, "stroke": BRAND, "stroke_dasharray": "3 2"}
        return [*marks, tag("circle", cx=here, cy=y, r="6", stroke_width="2", **look)]


def _said(cell: Cell) -> str:
    """The number beside the label, without its unit: the axis has that."""
    if not cell.numbers:
        return str(STATES[cell.state])
    return " ".join(filter(None, [str(CERTAINTIES[cell.certainty]), cell.number or cell.range]))


def _label(dot: DotRow) -> list[str]:
    """The lines of a label, shorter beside a longer number."""
    return words(dot.label, max(FEWEST, min(LETTERS, TOGETHER - len(_said(dot.cell)))), LINES)


def _arrow(certainty: str, here: str, middle: float) -> list[SafeString]:
    """At least points on to the right, at most to the left."""
    shapes = {"at least": "M8 0H24M19 -5L25 0L19 5", "at most": "M-8 0H-24M-19 -5L-25 0L-19 5"}
    if certainty not in shapes:
        return []
    path = tag("path", d=shapes[certainty], fill="none", stroke=BRAND, stroke_width="2")
    return [tag("svg", path, x=here, y=f"{middle:g}", width="1", height="1", overflow="visible")]

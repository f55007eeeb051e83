"""From one number to another in steps: what each step adds, how sure it is, and the part that nobody explains."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from samenhang.screen.cells import CERTAINTIES, STATES, Cell, Text
from samenhang.screen.charts.scale import LINE_HEIGHT, Scaled, head, stacked
from samenhang.screen.charts.spec import (
    BRAND,
    INK,
    LAYOUT,
    PAPER,
    QUIET,
    STEPS,
    Key,
    hatch,
    joined,
    linked,
    nice_ticks,
    tag,
    words,
)  # fmt: skip

LETTERS, LINES = 28, 3  # of a label: what stands beside a number on the narrowest phone
BAR, ROOM = 22, 14
HEADING = gettext_lazy("Step")
VALUE = gettext_lazy("Value")
KINDS: dict[str, Text] = {
    "figure": gettext_lazy("a figure of a source"),
    "sourced": gettext_lazy("known step, with a source"),
    "estimate": gettext_lazy("estimate or assumption"),
    "unexplained": pgettext_lazy("part of a difference", "unexplained"),
}
# kind -> pattern, ground, ink; a figure and a sourced step are solid
LOOKS = {"estimate": ("dots", PAPER, BRAND), "unexplained": ("lines", PAPER, QUIET)}


@dataclass(frozen=True)
class WaterfallBar:
    """A bar between two heights. `cell` is what it says: the figure itself, or what the step adds.

    kind: figure, sourced, estimate or unexplained
    before, after: where it begins and ends; a figure begins at nought
    low, high: how far its end may be off, when that is known
    """

    label: str
    cell: Cell
    kind: str
    before: float = field(metadata=LAYOUT)
    after: float = field(metadata=LAYOUT)
    low: float | None = field(default=None, metadata=LAYOUT)
    high: float | None = field(default=None, metadata=LAYOUT)
    url: str = ""
    extra: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"A bar of a waterfall is one of {', '.join(KINDS)}, not {self.kind!r}. Choose one.")

    @property
    def said(self) -> str:
        """The number as the drawing says it: a step with its sign, a figure with how firm it is."""
        value = self.cell.value
        if value is None:
            return self.cell.range or str(STATES[self.cell.state])
        if self.kind == "figure":
            return " ".join(filter(None, [str(CERTAINTIES[self.cell.certainty]), self.cell.number]))
        return f"+{self.cell.number}" if value > 0 else self.cell.number


@dataclass(frozen=True, kw_only=True)
class Waterfall(Scaled):
    """Bars beneath each other, each beginning where the one above it ends. The scale holds nought."""

    bars: tuple[WaterfallBar, ...]
    heading: Text = HEADING
    value_label: Text = VALUE

    @property
    def headers(self) -> tuple[Text, ...]:
        return self.heading, self.value_label, *self.extra_headers

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [(bar.label, bar.cell, *bar.extra) for bar in self.bars]

    @property
    def links(self) -> Sequence[str]:
        return [bar.url for bar in self.bars]

    @property
    def alt(self) -> str:
        parts = [f"{bar.label}: {self._spoken(bar)}" for bar in self.bars]
        start = gettext("Waterfall in %(count)s bars, from one figure to the other.") % {"count": len(parts)}
        return f"{start} {'; '.join(parts)}."

    @staticmethod
    def _spoken(bar: WaterfallBar) -> str:
        kind = "" if bar.kind in ("figure", "unexplained") else f", {KINDS[bar.kind]}"
        text = str(bar.cell)
        return f"+{text}{kind}" if bar.said.startswith("+") else f"{text}{kind}"

    @property
    def legend(self) -> Sequence[Key]:
        kinds = {bar.kind for bar in self.bars}
        keys = [Key(self._fill(kind), text) for kind, text in KINDS.items() if kind in kinds]
        if any(self._ranged(bar) for bar in self.bars):
            keys.append(Key(INK, gettext("range of where the bar ends"), "line"))
        return keys

    def _fill(self, kind: str) -> str:
        return {"figure": BRAND, "sourced": STEPS[2]}.get(kind, f"url(#{self.name}-{kind})")

    @staticmethod
    def _ranged(bar: WaterfallBar) -> bool:
        return bar.low is not None and bar.high is not None and bar.low != bar.high

    @cached_property
    def ticks(self) -> list[float]:
        ends = [place for bar in self.bars for place in (bar.before, bar.after, bar.low, bar.high) if place is not None]
        return nice_ticks(min([0.0, *ends]), max([0.0, *ends]))

    def drawing(self) -> tuple[SafeString, float]:
        shapes = [tag("defs", *(hatch(f"{self.name}-{kind}", *look) for kind, look in LOOKS.items()))]
        labels = [words(bar.label, LETTERS, LINES) for bar in self.bars]
        tops, y = stacked(labels, BAR + ROOM)
        shapes += self.grid(y)
        under = [top + LINE_HEIGHT * len(lines) + 6 for top, lines in zip(tops, labels, strict=True)]
        for bar, here, label, there in zip(self.bars, under, tops[1:], under[1:], strict=False):
            # from where a bar ends to where the next begins, and not through the words in between
            shapes += [
                tag("line", x1=self.at(bar.after), x2=self.at(bar.after), y1=f"{start:g}", y2=f"{end:g}", stroke=QUIET)
                for start, end in ((here + BAR, label), (there - 5, there))
            ]  # fmt: skip
        shapes += [self._bar(*each) for each in zip(self.bars, labels, tops, under, strict=True)]
        shapes += self.axis(y)
        return joined(shapes), y + 22

    def _bar(self, bar: WaterfallBar, lines: list[str], top: float, under: float) -> SafeString:
        left, right = sorted((bar.before, bar.after))
        width = self.wide(left, right)
        edge = {"stroke": QUIET, "stroke_width": "1"} if bar.kind in LOOKS else {}
        box = tag("rect", x=self.at(left), y=f"{under:g}", width=width, height=BAR, fill=self._fill(bar.kind), **edge)
        middle = f"{under + BAR / 2:g}"
        here = tag("line", x1=self.at(bar.after), x2=self.at(bar.after), y1=f"{under - 2:g}", y2=f"{under + BAR + 2:g}",
                   stroke=INK, stroke_width="2")  # fmt: skip
        marks = [box, here, *self._whisker(bar, middle, under)]
        return linked(
            bar.url,
            tag("title", f"{bar.label}: {self._spoken(bar)}"),
            *marks,
            *head(lines, top, bar.said, strong=bar.kind == "figure"),
        )

    def _whisker(self, bar: WaterfallBar, middle: str, under: float) -> list[SafeString]:
        if bar.low is None or bar.high is None or bar.low == bar.high:
            return []
        low, high = self.at(bar.low), self.at(bar.high)
        # a white line beneath, so that it is seen on a filled bar too
        look = {"x1": low, "x2": high, "y1": middle, "y2": middle}
        beneath = tag("line", stroke=PAPER, stroke_width="5", **look)
        ends = [
            tag("line", x1=x, x2=x, y1=f"{under + BAR / 2 - 5:g}", y2=f"{under + BAR / 2 + 5:g}", stroke=INK, stroke_width="2")
            for x in (low, high)
        ]  # fmt: skip
        return [beneath, tag("line", stroke=INK, stroke_width="2", **look), *ends]

"""What a difference is made of: per line some named parts that add up, one way to the right of nought, the other to the left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from samenhang.screen.cells import Cell, Text, localised
from samenhang.screen.charts.spec import (
    BRAND,
    INK,
    LAYOUT,
    LINE,
    PAPER,
    QUIET,
    STEPS,
    Chart,
    Key,
    hatch,
    joined,
    linked,
    nice_ticks,
    share,
    tag,
    words,
)  # fmt: skip

LETTERS, LINES = 34, 3
LINE_HEIGHT, BAR, ROOM = 19, 24, 16
HEADING = gettext_lazy("Between")
# the first part is solid, the others differ in pattern as well as in shade
LOOKS = (("", STEPS[2], ""), ("lines", PAPER, BRAND), ("cross", "#f6e3e1", "#a3261d"), ("dots", PAPER, QUIET))


@dataclass(frozen=True)
class PartsRow:
    """One difference: its parts in the order of `names`, and in a few words what decides."""

    label: str
    parts: tuple[Cell, ...]
    said: str = ""
    url: str = ""
    extra: tuple[object, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Parts(Chart):
    """Stacked parts around nought. `names` are what the parts are called, the same for every line."""

    lines: tuple[PartsRow, ...]
    names: tuple[Text, ...]
    heading: Text = HEADING
    extra_headers: tuple[Text, ...] = ()
    about: Text = field(default="", metadata=LAYOUT)

    @property
    def headers(self) -> tuple[Text, ...]:
        return self.heading, *self.names, *self.extra_headers

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [(line.label, *line.parts, *line.extra) for line in self.lines]

    @property
    def links(self) -> Sequence[str]:
        return [line.url for line in self.lines]

    @property
    def alt(self) -> str:
        said = [
            f"{line.label}: "
            + ", ".join(f"{name} {cell.number}" for name, cell in zip(self.names, line.parts, strict=True))
            for line in self.lines
        ]
        return gettext("%(count)s differences in parts. %(lines)s.") % {"count": len(said), "lines": "; ".join(said)}

    @property
    def legend(self) -> Sequence[Key]:
        return [Key(self._fill(at), name) for at, name in enumerate(self.names)]

    def _fill(self, at: int) -> str:
        kind, ground, _ink = LOOKS[at]
        return f"url(#{self.name}-part-{at})" if kind else ground

    @cached_property
    def ticks(self) -> list[float]:
        ends = [0.0]
        for line in self.lines:
            values = [float(cell.value or 0) for cell in line.parts]
            ends += [sum(value for value in values if value > 0), sum(value for value in values if value < 0)]
        return nice_ticks(min(ends), max(ends))

    def at(self, value: float) -> str:
        return share((value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]))

    def drawing(self) -> tuple[SafeString, float]:
        looks = [(at, look) for at, look in enumerate(LOOKS[: len(self.names)]) if look[0]]
        shapes = [tag("defs", *(hatch(f"{self.name}-part-{at}", *look) for at, look in looks))]
        labels = [words(line.label, LETTERS, LINES) for line in self.lines]
        tops, y = [], 0.0
        for lines in labels:
            tops.append(y)
            y += LINE_HEIGHT * len(lines) + BAR + ROOM
        shapes += [
            tag("line", x1=self.at(tick), x2=self.at(tick), y1="0", y2=f"{y:g}", stroke=INK if tick == 0 else LINE)
            for tick in self.ticks
        ]
        shapes += [self._line(*each) for each in zip(self.lines, labels, tops, strict=True)]
        shapes += [self._tick(tick, y) for tick in self.ticks]
        return joined(shapes), y + 22

    def _tick(self, tick: float, y: float) -> SafeString:
        anchor = "start" if tick == self.ticks[0] else "end" if tick == self.ticks[-1] else "middle"
        decimals = 0 if all(number == int(number) for number in self.ticks) else 1
        return tag(
            "text", localised(tick, decimals), x=self.at(tick), y=f"{y + 16:g}", text_anchor=anchor,
            font_size="13", fill=QUIET, class_="t-quiet",
        )  # fmt: skip

    def _line(self, line: PartsRow, lines: list[str], top: float) -> SafeString:
        text = [
            tag("text", piece, x="0", y=f"{top + 15 + LINE_HEIGHT * at:g}", font_size="15", fill=INK, class_="halo")
            for at, piece in enumerate(lines)
        ]
        said = tag("text", line.said, x="100%", y=f"{top + 15:g}", text_anchor="end", font_size="15", fill=INK,
                   font_weight="600", class_="halo t-strong")  # fmt: skip
        under, ends, boxes = top + LINE_HEIGHT * len(lines) + 5, [0.0, 0.0], []
        for at, cell in enumerate(line.parts):
            value = float(cell.value or 0)
            side = 0 if value > 0 else 1
            before, ends[side] = ends[side], ends[side] + value
            left, right = sorted((before, ends[side]))
            width = share((right - left) / (self.ticks[-1] - self.ticks[0]))
            boxes.append(
                tag("rect", tag("title", f"{self.names[at]}: {cell.number}"), x=self.at(left), y=f"{under:g}", width=width,
                    height=BAR, fill=self._fill(at), stroke=QUIET, stroke_width="1")
            )  # fmt: skip
        whole = sum(ends)
        mark = tag("line", x1=self.at(whole), x2=self.at(whole), y1=f"{under - 3:g}", y2=f"{under + BAR + 3:g}",
                   stroke=INK, stroke_width="3")  # fmt: skip
        return linked(line.url, *boxes, mark, *text, said)

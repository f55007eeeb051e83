"""What a difference is made of: per line some named parts that add up, one way to the right of nought, the other to the left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from samenhang.screen.cells import Cell, Text
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

LETTERS, LINES = 34, 3
BAR, ROOM = 24, 16
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
class Parts(Scaled):
    """Stacked parts around nought. `names` are what the parts are called, the same for every line."""

    lines: tuple[PartsRow, ...]
    names: tuple[Text, ...]
    heading: Text = HEADING
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

    def drawing(self) -> tuple[SafeString, float]:
        looks = [(at, look) for at, look in enumerate(LOOKS[: len(self.names)]) if look[0]]
        shapes = [tag("defs", *(hatch(f"{self.name}-part-{at}", *look) for at, look in looks))]
        labels = [words(line.label, LETTERS, LINES) for line in self.lines]
        tops, y = stacked(labels, BAR + ROOM)
        shapes += self.grid(y, nought=INK)
        shapes += [self._line(*each) for each in zip(self.lines, labels, tops, strict=True)]
        shapes += self.axis(y)
        return joined(shapes), y + 22

    def _line(self, line: PartsRow, lines: list[str], top: float) -> SafeString:
        under, ends, boxes = top + LINE_HEIGHT * len(lines) + 5, [0.0, 0.0], []
        for at, cell in enumerate(line.parts):
            value = float(cell.value or 0)
            side = 0 if value > 0 else 1
            before, ends[side] = ends[side], ends[side] + value
            left, right = sorted((before, ends[side]))
            boxes.append(
                tag("rect", tag("title", f"{self.names[at]}: {cell.number}"), x=self.at(left), y=f"{under:g}", width=self.wide(left, right),
                    height=BAR, fill=self._fill(at), stroke=QUIET, stroke_width="1")
            )  # fmt: skip
        whole = sum(ends)
        mark = tag("line", x1=self.at(whole), x2=self.at(whole), y1=f"{under - 3:g}", y2=f"{under + BAR + 3:g}",
                   stroke=INK, stroke_width="3")  # fmt: skip
        return linked(line.url, *boxes, mark, *head(lines, top, line.said, bold=True))

"""How often each option comes first, second, third …: rank acceptability, with the range of the first place drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from samenhang.screen.cells import Cell, Text
from samenhang.screen.charts.scale import LINE_HEIGHT, stacked
from samenhang.screen.charts.spec import (
    BRAND,
    INK,
    LAYOUT,
    LINE,
    PAPER,
    STEPS,
    Chart,
    Key,
    hatch,
    joined,
    linked,
    share,
    tag,
    words,
)  # fmt: skip

LETTERS, LINES = 40, 2
BAR, GAP = 30, 24
# the first rank is solid, the others differ in pattern as well as in shade
LOOKS = (
    ("lines", STEPS[1], "#6fb0bd"),
    ("dots", "#ffffff", "#8fa0a6"),
    ("rows", "#eef2f3", "#b9c5c9"),
    ("cross", "#ffffff", "#b9c5c9"),
)
ENOUGH = 0.13  # the least share that has room for its own number
HEADING = gettext_lazy("Option")


@dataclass(frozen=True)
class RankRow:
    """One option and, per rank, the share of all weighings in which it takes that rank."""

    label: str
    shares: tuple[Cell, ...]
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class RankBars(Chart):
    """Stacked shares per option. `whole` is what all shares of an option add up to: 100 for per cent."""

    options: tuple[RankRow, ...]
    ranks: tuple[Text, ...]
    heading: Text = HEADING
    whole: float = field(default=100, metadata=LAYOUT)

    @property
    def headers(self) -> tuple[Text, ...]:
        return self.heading, *self.ranks

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [(row.label, *row.shares) for row in self.options]

    @property
    def links(self) -> Sequence[str]:
        return [row.url for row in self.options]

    @property
    def alt(self) -> str:
        parts = [f"{row.label}: {self.ranks[0]} {row.shares[0]}" for row in self.options if row.shares]
        return gettext("Stacked bars: how often each option takes each place. %(parts)s.") % {"parts": "; ".join(parts)}

    @property
    def legend(self) -> Sequence[Key]:
        keys = [Key(self._fill(place), rank) for place, rank in enumerate(self.ranks)]
        if any(row.shares and row.shares[0].range for row in self.options):
            keys.append(Key(INK, gettext("range of: %(rank)s") % {"rank": self.ranks[0]}, "line"))
        return keys

    def _fill(self, place: int) -> str:
        return BRAND if place == 0 else f"url(#{self.name}-rank{(place - 1) % len(LOOKS)})"

    def drawing(self) -> tuple[SafeString, float]:
        patterns = [
            hatch(f"{self.name}-rank{place}", *look) for place, look in enumerate(LOOKS[: max(0, len(self.ranks) - 1)])
        ]
        labels = [words(row.label, LETTERS, LINES) for row in self.options]
        tops, y = stacked(labels, BAR + GAP)
        bars = [self._bar(*each) for each in zip(self.options, labels, tops, strict=True)]
        return joined([tag("defs", *patterns), *bars]), max(y - 8, 1)

    def _bar(self, row: RankRow, lines: list[str], top: float) -> SafeString:
        look = {"x": "0", "font_size": "15", "fill": INK, "class_": "t-strong"}
        label = [tag("text", line, y=f"{top + 15 + LINE_HEIGHT * place:g}", **look) for place, line in enumerate(lines)]
        y = top + LINE_HEIGHT * len(lines) + 3
        shapes = [tag("rect", x="0", y=f"{y:g}", width="100%", height=BAR, fill=PAPER, stroke=LINE)]
        start = 0.0
        for place, cell in enumerate(row.shares):
            part = float(cell.value or 0) / self.whole
            if part <= 0:
                continue
            shapes.append(tag(
                "rect", tag("title", f"{row.label}, {self.ranks[place]}: {cell}"),
                x=share(start), y=f"{y:g}", width=share(part), height=BAR, fill=self._fill(place), stroke=PAPER, stroke_width="1",
            ))  # fmt: skip
            if part >= ENOUGH:
                first = place == 0
                shapes.append(tag(
                    "text", cell.number, x=share(start + part / 2), y=f"{y + 20:g}", text_anchor="middle", font_size="15",
                    fill=PAPER if first else INK, class_="on-brand" if first else "halo",
                ))  # fmt: skip
            start += part
        shapes += self._whisker(row.shares[0], y + BAR + 6) if row.shares else []
        return linked(row.url, *label, *shapes)

    def _whisker(self, cell: Cell, y: float) -> list[SafeString]:
        if cell.low is None or cell.high is None:
            return []
        low, high = share(float(cell.low) / self.whole), share(float(cell.high) / self.whole)
        ends = [
            tag("line", x1=x, x2=x, y1=f"{y - 4:g}", y2=f"{y + 4:g}", stroke=INK, stroke_width="2") for x in (low, high)
        ]
        return [tag("line", x1=low, x2=high, y1=f"{y:g}", y2=f"{y:g}", stroke=INK, stroke_width="2"), *ends]

"""What bars and dots beneath each other share: a scale from left to right, and the head above each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from samenhang.screen.cells import Text, localised
from samenhang.screen.charts.spec import INK, LINE, QUIET, Chart, share, tag

LINE_HEIGHT = 19  # of the words above a row


@dataclass(frozen=True, kw_only=True)
class Scaled(Chart):
    """Rows on one scale. Each kind of chart says which `ticks` enclose its numbers."""

    heading: Text
    extra_headers: tuple[Text, ...] = ()

    @cached_property
    def ticks(self) -> list[float]:
        raise NotImplementedError

    @property
    def _span(self) -> float:
        return self.ticks[-1] - self.ticks[0]

    def at(self, value: float) -> str:
        """Where a number lies."""
        return share((float(value) - self.ticks[0]) / self._span)

    def wide(self, one: float, other: float) -> str:
        """How wide it is from one number to the other."""
        return share((other - one) / self._span)

    def grid(self, bottom: float, *, nought: str = LINE) -> list[SafeString]:
        """A line under every tick."""
        return [
            tag("line", x1=self.at(tick), x2=self.at(tick), y1="0", y2=f"{bottom:g}", stroke=nought if tick == 0 else LINE)
            for tick in self.ticks
        ]  # fmt: skip

    def axis(self, bottom: float, ticks: Sequence[float] | None = None) -> list[SafeString]:
        """The numbers under the rows: all, or some of them."""
        return [self._tick(tick, bottom) for tick in (self.ticks if ticks is None else ticks)]

    def _tick(self, tick: float, bottom: float) -> SafeString:
        anchor = "start" if tick == self.ticks[0] else "end" if tick == self.ticks[-1] else "middle"
        return tag(
            "text", said(tick, self.ticks), x=self.at(tick), y=f"{bottom + 16:g}", text_anchor=anchor, font_size="13",
            fill=QUIET, class_="t-quiet",
        )  # fmt: skip


def stacked(labels: Sequence[Sequence[str]], below: float) -> tuple[list[float], float]:
    """Where each row begins, when `below` stands under the lines of its head, and where the last one ends."""
    tops, bottom = [], 0.0
    for lines in labels:
        tops.append(bottom)
        bottom += LINE_HEIGHT * len(lines) + below
    return tops, bottom


def said(tick: float, ticks: Sequence[float]) -> str:
    """A tick as a number: with a decimal when one of them has any."""
    return localised(tick, 0 if all(number == int(number) for number in ticks) else 1)


def head(
    lines: Sequence[str], top: float, value: str = "", *, strong: bool = False, bold: bool = False
) -> list[SafeString]:
    """The words above a row, with its number at the right: `strong` lifts out both, `bold` the number."""
    plain, lifted = {"class_": "halo"}, {"font_weight": "600", "class_": "halo t-strong"}
    words = [
        tag("text", line, x="0", y=f"{top + 15 + LINE_HEIGHT * place:g}", font_size="15", fill=INK, **(lifted if strong else plain))
        for place, line in enumerate(lines)
    ]  # fmt: skip
    if value:
        look = lifted if strong or bold else plain
        words.append(
            tag("text", value, x="100%", y=f"{top + 15:g}", text_anchor="end", font_size="15", fill=INK, **look)
        )
    return words

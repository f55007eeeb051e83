"""Plans between two aims: further to the right is better for one, further up is better for the other, and no plan is both."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from samenhang.screen.cells import Cell, Text, localised
from samenhang.screen.charts.spec import (
    BRAND,
    INK,
    LINE,
    PAPER,
    QUIET,
    STEPS,
    Chart,
    Key,
    joined,
    nice_ticks,
    share,
    tag,
)

HEIGHT, TOP, FOOT, LEFT, RIGHT = 240, 30, 44, 0.09, 0.05
PLAN = gettext_lazy("Plan")


@dataclass(frozen=True)
class FrontPoint:
    """One plan: its worth for both aims. `here` is the plan that is shown on the page, which need not lie on the front."""

    label: str
    one: Cell
    other: Cell
    note: str = ""
    here: bool = False


@dataclass(frozen=True, kw_only=True)
class Front(Chart):
    points: tuple[FrontPoint, ...]
    one: str
    other: str

    @property
    def headers(self) -> tuple[Text, ...]:
        return PLAN, self.one, self.other, gettext("Remarks")

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [(point.label, point.one, point.other, point.note) for point in self.points]

    @property
    def alt(self) -> str:
        parts = [f"{point.label}: {self.one} {point.one}, {self.other} {point.other}" for point in self.points]
        return gettext("Plans between two aims.") + " " + "; ".join(parts) + "."

    @property
    def legend(self) -> Sequence[Key]:
        keys = [Key(STEPS[2], gettext("a plan that no other beats on both aims"), "dot")]
        if any(point.here for point in self.points):
            keys.append(Key(BRAND, gettext("the plan on this page"), "dot"))
        return keys

    @cached_property
    def _ticks(self) -> tuple[list[float], list[float]]:
        ends = []
        for name in ("one", "other"):
            numbers = [float(getattr(point, name).value or 0) for point in self.points]
            ends.append(nice_ticks(min(numbers, default=0.0), max(numbers, default=1.0)))
        return ends[0], ends[1]

    def _x(self, value: float) -> str:
        low, high = self._ticks[0][0], self._ticks[0][-1]
        return share(LEFT + (1 - LEFT - RIGHT) * (value - low) / (high - low))

    def _y(self, value: float) -> float:
        low, high = self._ticks[1][0], self._ticks[1][-1]
        return TOP + HEIGHT * (1 - (value - low) / (high - low))

    def drawing(self) -> tuple[SafeString, float]:
        floor, quiet = TOP + HEIGHT, {"font_size": "13", "fill": QUIET, "class_": "t-quiet"}
        shapes = [tag("text", f"↑ {self.other}", x="0", y="14", font_size="14", fill=INK, class_="halo")]
        for tick in self._ticks[1]:
            y = f"{self._y(tick):g}"
            shapes.append(tag("line", x1=share(LEFT), x2="100%", y1=y, y2=y, stroke=LINE))
            shapes.append(tag("text", localised(tick, 0), x="0", y=f"{self._y(tick) + 4:g}", **quiet))
        for tick in self._ticks[0]:
            shapes.append(
                tag("text", localised(tick, 0), x=self._x(tick), y=f"{floor + 18:g}", text_anchor="middle", **quiet)
            )
        shapes.append(
            tag(
                "text",
                f"{self.one} →",
                x="100%",
                y=f"{floor + 38:g}",
                text_anchor="end",
                font_size="14",
                fill=INK,
                class_="halo",
            )
        )
        front = [point for point in self.points if not point.here]
        for one, other in pairwise(front):
            ends = [(self._x(float(p.one.value or 0)), f"{self._y(float(p.other.value or 0)):g}") for p in (one, other)]
            (x1, y1), (x2, y2) = ends
            shapes.append(
                tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=STEPS[2], stroke_width="2", stroke_dasharray="4 4")
            )
        for point in sorted(self.points, key=lambda p: p.here):
            told = tag("title", f"{point.label}: {point.one} / {point.other}")
            look = {
                "fill": BRAND if point.here else STEPS[2],
                "stroke": PAPER if point.here else BRAND,
                "stroke_width": "2",
            }
            at = {"cx": self._x(float(point.one.value or 0)), "cy": f"{self._y(float(point.other.value or 0)):g}"}
            shapes.append(tag("circle", told, **at, r="8" if point.here else "6", **look))
        return joined(shapes), floor + FOOT

"""A quantity through the years in many futures: the middle, where half of them lie, and where nine out of ten lie."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from samenhang.screen.cells import Cell, Date, Text
from samenhang.screen.charts.scale import said
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
    nice_ticks,
    share,
    tag,
)

HEIGHT, ROOM, UNDER = 260, 18, 24  # of the plot, above its highest line, and for the years below
YEAR = gettext_lazy("Year")
MIDDLE = pgettext_lazy("of many futures", "Middle")
HALF = gettext_lazy("Half of the futures")
MOST = gettext_lazy("Nine in ten futures")


@dataclass(frozen=True)
class FanYear:
    """One year: the middle with the bounds of nine in ten (`most`), and the bounds of half (`half`)."""

    year: Date
    most: Cell
    half: Cell


@dataclass(frozen=True)
class FanLine:
    """One bundle of futures through the years."""

    label: Text
    years: tuple[FanYear, ...]


@dataclass(frozen=True, kw_only=True)
class Fan(Chart):
    """One bundle of futures, or two beside each other; `limit` is a height that matters. The scale holds nought."""

    lines: tuple[FanLine, ...]
    limit: Cell | None = None
    limit_label: Text = ""
    from_zero: bool = field(default=True, metadata=LAYOUT)

    @property
    def _several(self) -> bool:
        return len(self.lines) > 1

    @property
    def headers(self) -> tuple[Text, ...]:
        first: tuple[Text, ...] = (YEAR,)
        heads = [
            (f"{line.label}: {MOST}", f"{line.label}: {HALF}") if self._several else (MOST, HALF) for line in self.lines
        ]
        return first + tuple(head for pair in heads for head in pair)

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        """A year that one bundle has and another lacks stands in the table too, empty where there is nothing."""
        found = [{each.year.iso: each for each in line.years} for line in self.lines]
        years = sorted({year for one in found for year in one})
        return [(Date(year), *(cell for one in found for cell in _pair(one.get(year)))) for year in years]

    @cached_property
    def ticks(self) -> list[float]:
        cells = [cell for line in self.lines for each in line.years for cell in (each.most, each.half)]
        numbers = [float(number) for cell in [*cells, *([self.limit] if self.limit else [])] for number in cell.numbers]
        low, high = min(numbers, default=0.0), max(numbers, default=1.0)
        return nice_ticks(min(0.0, low) if self.from_zero else low, max(0.0, high) if self.from_zero else high)

    @cached_property
    def _span(self) -> tuple[int, int]:
        years = [int(each.year.iso[:4]) for line in self.lines for each in line.years]
        return (min(years), max(years)) if years else (0, 1)

    @property
    def alt(self) -> str:
        parts = []
        for line in self.lines:
            if line.years:
                first, last = line.years[0], line.years[-1]
                told = {"label": line.label, "from": first.year, "start": first.most, "to": last.year, "end": last.most}
                parts.append(gettext("%(label)s: in %(from)s %(start)s, in %(to)s %(end)s.") % told)
        return " ".join(parts)

    @property
    def legend(self) -> Sequence[Key]:
        if self._several:
            keys = [
                Key(
                    BRAND if place == 0 else QUIET,
                    gettext("%(label)s: middle") % {"label": line.label},
                    "line",
                    place > 0,
                )
                for place, line in enumerate(self.lines)
            ]
            fills = (STEPS[1], f"url(#{self.name}-second)")
            keys += [Key(fill, f"{line.label}: {MOST}") for line, fill in zip(self.lines, fills, strict=False)]
        else:
            keys = [Key(BRAND, MIDDLE, "line"), Key(STEPS[2], HALF), Key(STEPS[1], MOST)]
        if self.limit:
            keys.append(Key(INK, self.limit_label, "line", dashed=True))
        return keys

    def _x(self, year: Date) -> float:
        first, last = self._span
        return 100 * (int(year.iso[:4]) - first) / max(1, last - first)

    def _y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return ROOM + (HEIGHT - ROOM) * (1 - (value - low) / (high - low))

    def drawing(self) -> tuple[SafeString, float]:
        shapes: list[object] = [tag("defs", hatch(f"{self.name}-second", "lines", PAPER, QUIET))]
        for tick in self.ticks:
            y = f"{self._y(tick):.1f}"
            shapes.append(tag("line", x1="0", x2="100%", y1=y, y2=y, stroke=LINE))
        # shapes stretch with the page, letters do not: the bands have a measure of their own
        bands = [
            shape for place in range(len(self.lines) - 1, -1, -1) for shape in self._bundle(self.lines[place], place)
        ]
        shapes.append(
            tag("svg", *bands, x="0", y="0", width="100%", height=HEIGHT, viewBox=f"0 0 100 {HEIGHT}",
                preserveAspectRatio="none", overflow="visible")
        )  # fmt: skip
        if self.limit is not None and self.limit.value is not None:
            y = f"{self._y(float(self.limit.value)):.1f}"
            shapes.append(
                tag("line", x1="0", x2="100%", y1=y, y2=y, stroke=INK, stroke_width="2", stroke_dasharray="6 4")
            )
        shapes += [self._height(tick) for tick in self.ticks]
        return joined([*shapes, *self._years()]), HEIGHT + UNDER

    def _height(self, tick: float) -> SafeString:
        return tag(
            "text", said(tick, self.ticks), x="0", y=f"{self._y(tick) - 4:.1f}", font_size="13", fill=QUIET,
            class_="t-quiet halo",
        )  # fmt: skip

    def _years(self) -> list[SafeString]:
        first, last = self._span
        step = 5 if last - first > 8 else 1
        marked = sorted({first, last, *(year for year in range(first, last) if year % step == 0)})
        # a round year right beside the first or the last would stand on top of it
        kept = [
            year for year in marked if year in (first, last) or min(year - first, last - year) >= max(1, step // 2 + 1)
        ]
        return [
            tag("text", str(year), x=share((year - first) / max(1, last - first)), y=HEIGHT + 18, font_size="13",
                text_anchor="start" if year == first else "end" if year == last else "middle", fill=QUIET,
                class_="t-quiet")
            for year in kept
        ]  # fmt: skip

    def _bundle(self, line: FanLine, place: int) -> list[SafeString]:
        ribbons = [("most", STEPS[1]), ("half", STEPS[2])] if place == 0 else [("most", f"url(#{self.name}-second)")]
        shapes = []
        for which, fill in ribbons:
            cells = [(self._x(each.year), getattr(each, which)) for each in line.years]
            over = [(x, cell.high) for x, cell in cells if cell.high is not None]
            under = [(x, cell.low) for x, cell in cells if cell.low is not None]
            points = [(x, self._y(float(value))) for x, value in [*over, *reversed(under)]]
            look = {"fill": fill} if place == 0 else {"fill": fill, "fill_opacity": ".35", "stroke": QUIET,
                                                      "vector_effect": "non-scaling-stroke"}  # fmt: skip
            shapes.append(tag("polygon", points=_points(points), **look))
        middle = [
            (self._x(each.year), self._y(float(each.most.value))) for each in line.years if each.most.value is not None
        ]
        dash = {"stroke_dasharray": "7 4"} if place else {}
        shapes.append(
            tag("polyline", points=_points(middle), fill="none", stroke=BRAND if place == 0 else QUIET,
                stroke_width="2.5", vector_effect="non-scaling-stroke", **dash)
        )  # fmt: skip
        return shapes


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.1f}" for x, y in places)


def _pair(year: FanYear | None) -> tuple[Cell | None, Cell | None]:
    return (year.most, year.half) if year else (None, None)

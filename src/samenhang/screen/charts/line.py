"""Figures through the years: a line per area, a mark per point for what was done to it, and a gap where lines may not be joined."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from samenhang.screen.cells import STATES, Cell, Date, Text, localised
from samenhang.screen.charts.spec import (
    INK,
    LAYOUT,
    LINE,
    PAPER,
    QUIET,
    Chart,
    Key,
    hatch,
    joined,
    nice_ticks,
    share,
    tag,
    words,
)  # fmt: skip

# what was done to a point to put it beside the others
MARKS: dict[str, Text] = {
    "as published": pgettext_lazy("mark of a point", "as published"),
    "merged": pgettext_lazy("mark of a point", "merged"),
    "estimated": pgettext_lazy("mark of a point", "estimated"),
    "not known": pgettext_lazy("mark of a point", "not known"),
}
SHAPES = {
    "as published": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
    "merged": "M-5 -5H5V5H-5Z",
    "estimated": "M0 -7L7 0L0 7L-7 0Z",
    "aside": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
}
# lines differ in colour and in dash; five is as many as a reader keeps apart
LOOKS = (("#0e5a70", None), ("#a3431f", "9 4"), ("#5b3f8c", "3 3"), ("#3d6b1f", "12 3 3 3"), ("#7a5c00", "6 2"))
HEIGHT, TOP, STRIP, AXIS = 250, 26, 18, 24
LEFT, RIGHT, NAMES = 0.11, 0.05, 0.27  # room beside the points; NAMES where names of lines stand at their end
LETTERS, LINES, LINE_HEIGHT = 13, 2, 16
YEARS = 6  # labels under the axis that a phone has room for
ENOUGH = 0.6  # when the lowest is more than this part of the highest, a scale from nought would hide what changed
HEADING = gettext_lazy("Period")
NAME = gettext_lazy("Area")
VALUE = gettext_lazy("Value")


@dataclass(frozen=True)
class LinePoint:
    """One period of a line. `at` is its place in days; `joined` says whether a line may come from the point before it.

    `aside` is a number that was stated, but about something else: it is shown beside the line and never joined to it, only
    to the one before it when `aside_joined` says that they are about the same.
    """

    period: Date
    at: float = field(metadata=LAYOUT)
    cell: Cell
    mark: str = "as published"
    note: Text = ""
    joined: bool = True
    aside: Cell | None = None
    aside_joined: bool = True

    @property
    def bounds(self) -> tuple[float, float] | None:
        low, high = self.cell.low, self.cell.high
        return None if low is None or high is None else (float(low), float(high))


@dataclass(frozen=True)
class Line:
    """The points of one area, in the order of time."""

    label: str
    points: tuple[LinePoint, ...]


@dataclass(frozen=True)
class Break:
    """A day on which something changed that the reader must know of: other borders, another definition."""

    at: float = field(metadata=LAYOUT)
    text: str


@dataclass(frozen=True, kw_only=True)
class LineKey(Key):
    """A line of the legend that is drawn as it is in the chart."""

    path: str = ""
    dash: str | None = None
    look: tuple[tuple[str, str], ...] = ()

    def drawn(self) -> SafeString:
        if self.shape == "mark":
            shape = tag("path", d=self.path, **{"fill": INK, "stroke": INK, "stroke_width": "1.5", **dict(self.look)})
            return tag("svg", shape, x="10", y="8", width="1", height="1", overflow="visible")
        if self.shape == "letter":
            return tag("text", self.path, x="10", y="13", text_anchor="middle", font_size="13", fill=INK)
        look = {"stroke": self.fill, "stroke_width": "3", "stroke_dasharray": self.dash}
        return tag("line", x1="0", x2="20", y1="8", y2="8", **look)


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """Lines on one scale of time. What is estimated is dotted, what is only bounded is a band, what is not known is hatched."""

    lines: tuple[Line, ...]
    breaks: tuple[Break, ...] = ()
    heading: Text = HEADING
    name_label: Text = NAME
    value_label: Text = VALUE
    blank: Text = MARKS["not known"]  # what a period without a number is

    @property
    def headers(self) -> tuple[Text, ...]:
        aside = (gettext("As published then"),) if self._asides else ()
        return self.heading, self.name_label, self.value_label, gettext("Mark"), *aside, gettext("Remarks")

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        asides = (lambda point: (point.aside,)) if self._asides else (lambda point: ())
        return [
            (point.period, line.label, point.cell, MARKS[point.mark], *asides(point), point.note)
            for line in self.lines
            for point in line.points
        ]

    @cached_property
    def _points(self) -> list[LinePoint]:
        return [point for line in self.lines for point in line.points]

    @cached_property
    def _asides(self) -> bool:
        return any(point.aside for point in self._points)

    @property
    def alt(self) -> str:
        many = len(self.lines)
        said = [
            ngettext("%(count)s line through the years.", "%(count)s lines through the years.", many) % {"count": many}
        ]
        for line in self.lines:
            known = [point for point in line.points if point.cell.numbers]
            missing = ", ".join(str(point.period) for point in line.points if not point.cell.numbers)
            ends = [f"{point.cell} ({point.period})" for point in ([known[0], known[-1]] if known else [])]
            parts = [" – ".join(dict.fromkeys(ends))] if ends else []
            parts += [f"{self.blank}: {missing}"] if missing else []
            said.append(f"{line.label}: {'; '.join(parts)}.")
        return " ".join([*said, *(one.text for one in self.breaks)])

    # --- the scales

    @cached_property
    def ticks(self) -> list[float]:
        numbers = [
            float(number)
            for point in self._points
            for cell in (point.cell, point.aside)
            if cell is not None
            for number in cell.numbers
        ]
        low, high = min(numbers, default=0.0), max(numbers, default=1.0)
        return nice_ticks(low if low > ENOUGH * high > 0 else min(0.0, low), max(0.0, high))

    @property
    def cut(self) -> bool:
        """Whether the scale starts above nought."""
        return self.ticks[0] > 0

    @cached_property
    def _span(self) -> tuple[float, float]:
        every = [point.at for point in self._points] or [0.0]
        return min(every), max(every)

    def x(self, at: float) -> float:
        first, last = self._span
        room = 1 - LEFT - (NAMES if len(self.lines) > 1 else RIGHT)
        return LEFT + room * ((at - first) / (last - first) if last > first else 0.5)

    def y(self, value: float) -> float:
        return TOP + HEIGHT * (1 - (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]))

    # --- the drawing

    @property
    def legend(self) -> Sequence[Key]:
        keys: list[Key] = []
        if len(self.lines) > 1:
            for line, (colour, dash) in zip(self.lines, LOOKS, strict=False):
                keys.append(LineKey(colour, line.label, "dashes", dash=dash))
        marks = {point.mark for point in self._points if point.cell.value is not None}
        if marks - {"as published"}:
            keys += [LineKey(INK, MARKS[mark], "mark", path=SHAPES[mark]) for mark in MARKS if mark in marks]
        states = {point.cell.state for point in self._points if point.cell.numbers} - {"known"}
        keys += [
            LineKey(INK, STATES[state], "mark", path=SHAPES["as published"], look=tuple(_look(state, INK).items()))
            for state in ("provisional", "forecast")
            if state in states
        ]
        if self._asides:
            look = (("fill", PAPER), ("stroke", QUIET))
            keys.append(LineKey(QUIET, gettext("as published then"), "mark", path=SHAPES["aside"], look=look))
        if any(point.bounds for point in self._points):
            keys.append(Key("#c5d8dd", gettext("range")))
        if any(not point.cell.numbers for point in self._points):
            keys.append(Key(f"url(#{self.name}-hatch)", self.blank))
        if self.cut:
            keys.append(LineKey(INK, gettext("the scale does not start at nought"), "letter", path="≈"))
        keys += [LineKey(INK, one.text, "letter", path=letter) for letter, one in self._lettered()]
        return keys

    def _lettered(self) -> Iterator[tuple[str, Break]]:
        return ((chr(ord("a") + place), one) for place, one in enumerate(self.breaks[:26]))

    def drawing(self) -> tuple[SafeString, float]:
        shapes = [tag("defs", hatch(f"{self.name}-hatch", "lines", PAPER, "#8fa0a6")), *self._grid(), *self._breaks()]
        for line, (colour, dash) in zip(self.lines, LOOKS, strict=False):
            shapes += [*self._band(line, colour), *self._stroke(line, colour, dash), *self._dots(line, colour)]
        unknown = [line for line in self.lines if any(not point.cell.numbers for point in line.points)]
        base = TOP + HEIGHT + 6
        for place, line in enumerate(unknown):
            shapes += self._strip(line, LOOKS[self.lines.index(line)][0], base + STRIP * place)
        shapes += self._names() if len(self.lines) > 1 else []
        bottom = base + STRIP * len(unknown)
        return joined([*shapes, *self._years(bottom)]), bottom + AXIS

    def _grid(self) -> Iterator[SafeString]:
        whole = all(tick == int(tick) for tick in self.ticks)
        for tick in self.ticks:
            y = f"{self.y(tick):g}"
            yield tag("line", x1="0", x2="100%", y1=y, y2=y, stroke=LINE)
            yield tag(
                "text", localised(tick, 0 if whole else 1), x="0", y=f"{self.y(tick) - 4:g}", font_size="13", fill=QUIET,
                class_="t-quiet halo",
            )  # fmt: skip

    def _years(self, top: float) -> Iterator[SafeString]:
        named: dict[str, float] = {}
        for point in sorted(self._points, key=lambda point: point.at):
            named.setdefault(point.period.tick, point.at)
        every = -(-len(named) // YEARS) or 1
        for place, (year, at) in enumerate(reversed(named.items())):
            if place % every == 0:
                yield tag(
                    "text", year, x=share(self.x(at)), y=f"{top + 16:g}", text_anchor="middle", font_size="13", fill=QUIET,
                    class_="t-quiet",
                )  # fmt: skip

    def _breaks(self) -> Iterator[SafeString]:
        first, last = self._span
        for letter, one in self._lettered():
            beyond = 0.035 if one.at > last else 0.0  # after the last point, so not through it
            x = share(self.x(min(max(one.at, first), last)) + beyond)
            yield tag(
                "line", tag("title", one.text), x1=x, x2=x, y1=f"{TOP - 8:g}", y2=f"{TOP + HEIGHT:g}", stroke=QUIET,
                stroke_width="1.5", stroke_dasharray="2 3",
            )  # fmt: skip
            look = {"font_size": "13", "fill": INK, "class_": "t-quiet t-strong halo"}
            yield tag("text", letter, x=x, y="12", text_anchor="middle", **look)

    def _band(self, line: Line, colour: str) -> Iterator[SafeString]:
        """The range around the line; it stretches with the drawing, so only areas are drawn in it and no strokes."""
        quads = []
        for one, other in pairwise(line.points):
            if one.bounds and other.bounds and other.joined:
                x, end = 1000 * self.x(one.at), 1000 * self.x(other.at)
                corners = ((x, one.bounds[0]), (x, one.bounds[1]), (end, other.bounds[1]), (end, other.bounds[0]))
                quads.append(" ".join(f"{at:.2f},{self.y(value):.2f}" for at, value in corners))
        if quads:
            inner = [tag("polygon", points=quad, fill=colour, fill_opacity="0.2") for quad in quads]
            height = f"{TOP + HEIGHT:g}"
            box = {"width": "100%", "height": height, "viewBox": f"0 0 1000 {height}", "preserveAspectRatio": "none"}
            yield tag("svg", *inner, x="0", y="0", **box)
        for point in line.points:
            if point.bounds:
                low, high = (f"{self.y(bound):g}" for bound in point.bounds)
                look = {"stroke": colour, "stroke_width": "6", "stroke_opacity": "0.35", "stroke_linecap": "round"}
                yield tag("line", tag("title", _told(line, point)), x1=share(self.x(point.at)), x2=share(self.x(point.at)),
                          y1=low, y2=high, **look)  # fmt: skip

    def _stroke(self, line: Line, colour: str, dash: str | None) -> Iterator[SafeString]:
        for one, other in pairwise(line.points):
            if other.joined and one.cell.value is not None and other.cell.value is not None:
                sure = "estimated" not in (one.mark, other.mark)
                yield self._from_to(
                    (one.at, float(one.cell.value)), (other.at, float(other.cell.value)), colour,
                    dash if sure else "1 5", "2.5" if sure else "2",
                )  # fmt: skip
            asides = [point.aside.value if point.aside else None for point in (one, other)]
            if other.aside_joined and asides[0] is not None and asides[1] is not None:
                ends = (one.at, float(asides[0])), (other.at, float(asides[1]))
                yield self._from_to(*ends, QUIET, "1 4", "1.5")

    def _from_to(
        self, one: tuple[float, float], other: tuple[float, float], colour: str, dash: str | None, width: str
    ) -> SafeString:
        (x1, y1), (x2, y2) = ((share(self.x(at)), f"{self.y(value):g}") for at, value in (one, other))
        look = {"stroke": colour, "stroke_width": width, "stroke_dasharray": dash, "stroke_linecap": "round"}
        return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **look)

    def _dots(self, line: Line, colour: str) -> Iterator[SafeString]:
        then = gettext("as published then")
        for point in line.points:
            if point.aside and point.aside.value is not None:
                told = f"{line.label}, {point.period}: {point.aside} ({then})"
                yield self._shape("aside", told, point.at, float(point.aside.value), {"fill": PAPER, "stroke": QUIET})
            if point.cell.value is not None:
                look = _look(point.cell.state, colour)
                yield self._shape(point.mark, _told(line, point), point.at, float(point.cell.value), look)

    def _shape(self, mark: str, told: str, at: float, value: float, look: dict[str, str]) -> SafeString:
        shape = tag("path", tag("title", told), d=SHAPES[mark], stroke_width="2", **look)
        return self._spot(shape, at, self.y(value))

    def _spot(self, shape: SafeString, at: float, y: float) -> SafeString:
        return tag("svg", shape, x=share(self.x(at)), y=f"{y:g}", width="1", height="1", overflow="visible")

    def _strip(self, line: Line, colour: str, top: float) -> Iterator[SafeString]:
        """Beneath the lines: the periods of which nothing is known."""
        for point in line.points:
            if not point.cell.numbers:
                box = tag(
                    "rect", tag("title", _told(line, point)), x="-8", y="0", width="16", height="12",
                    fill=f"url(#{self.name}-hatch)", stroke=colour,
                )  # fmt: skip
                yield self._spot(box, point.at, top)
        if len(self.lines) > 1:
            name = words(line.label, LETTERS + 4, 1)[0]
            look = {"font_size": "13", "fill": colour, "class_": "t-quiet"}
            yield tag("text", name, x=share(1.02 - NAMES), y=f"{top + 11:g}", **look)

    def _names(self) -> Iterator[SafeString]:
        """The name of each line at its end, moved apart where they would lie over each other."""
        ends: list[tuple[float, list[str], str]] = []
        for line, (colour, _dash) in zip(self.lines, LOOKS, strict=False):
            known = [point.cell for point in line.points if point.cell.numbers]
            if known:
                told, last = words(line.label, LETTERS, LINES), known[-1].numbers[-1]
                middle = self.y(float(last if known[-1].value is None else known[-1].value))
                ends.append((middle - LINE_HEIGHT * len(told) / 2 + 12, told, colour))
        ends.sort(key=lambda end: end[0])
        tops, free = [], 0.0
        for top, told, _colour in ends:
            tops.append(max(top, free))
            free = tops[-1] + LINE_HEIGHT * len(told) + 2
        limit = TOP + HEIGHT + 14.0
        for place in reversed(range(len(ends))):
            tops[place] = limit = min(tops[place], limit - LINE_HEIGHT * len(ends[place][1]) - 2)
        for top, (_middle, told, colour) in zip(tops, ends, strict=True):
            for place, part in enumerate(told):
                y = f"{top + LINE_HEIGHT * place:g}"
                yield tag("text", part, x=share(1.02 - NAMES), y=y, font_size="14", fill=colour, class_="halo t-strong")


def _look(state: str, colour: str) -> dict[str, str]:
    if state == "provisional":
        return {"fill": "#c3e0e6", "stroke": colour}
    if state == "forecast":
        return {"fill": PAPER, "stroke": colour, "stroke_dasharray": "3 2"}
    return {"fill": colour, "stroke": colour}


def _told(line: Line, point: LinePoint) -> str:
    note = f" ({point.note})" if point.note else ""
    mark = "" if point.mark == "as published" or not point.cell.numbers else f", {MARKS[point.mark]}"
    return f"{line.label}, {point.period}: {point.cell}{mark}{note}"

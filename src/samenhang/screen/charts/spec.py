"""What every chart shares: its title and words, its table and CSV, and the few shapes that it is drawn with.

Drawings scale by percentages and not by a viewBox where text stands beside shapes: a phone then shows the same
letters as a desk. Colours are attributes, for paper; the stylesheet overrides them by class, for a house style.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from samenhang.screen.cells import escaped
from samenhang.screen.download import csv_text

Text = str | Promise
LAYOUT: dict[str, Any] = {"layout": True}  # numbers that place things on the page and are not printed
INK, QUIET, LINE, PAPER, BRAND = "#121f24", "#566970", "#dde4e6", "#ffffff", "#0e5a70"
STEPS = ("#e1f0f3", "#c3e0e6", "#86bfca", "#1d7288", "#0e5a70")
FONT = "Noto Sans, system-ui, sans-serif"
PAPER_WIDTH = 620


def tag(name: str, *children: object, **attrs: object) -> SafeString:
    """One element. `class_` and `stroke_width` become `class` and `stroke-width`; an attribute that is None is left out."""
    pairs = "".join([f' {_attribute(key)}="{escaped(value)}"' for key, value in attrs.items() if value is not None])
    return SafeString(f"<{name}{pairs}>{''.join(map(escaped, children))}</{name}>")


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def share(part: float) -> str:
    """A place on the page, from 0 to 1, as a percentage without the language's comma."""
    return f"{100 * part:.2f}%"


def words(text: str, most: int, lines: int) -> list[str]:
    """The text in at most so many lines of so many letters; what does not fit ends in an ellipsis (the table has it all)."""
    out = [""]
    for word in text.split():
        joined = f"{out[-1]} {word}".strip()
        if len(joined) <= most or not out[-1]:
            out[-1] = joined
        else:
            out.append(word)
    if len(out) > lines:
        out = [*out[: lines - 1], f"{' '.join(out[lines - 1 :])[: most - 1].rstrip()}…"]
    return [line if len(line) <= most + 4 else f"{line[:most]}…" for line in out]


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers, evenly spread, that enclose low and high: 0, 50, 100, 150."""
    if high <= low:
        high = low + (abs(low) or 1)
    rough = (high - low) / max(1, most - 1)
    power = 10 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5, 10, 20):
        step = factor * power
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            break
    return [round(step * place, 12) for place in range(first, last + 1)]


def hatch(name: str, kind: str, ground: str, ink: str) -> SafeString:
    """A pattern to fill with: `lines`, `dots`, `rows` or `cross`. Colour alone never tells two things apart."""
    marks = {
        "lines": tag("path", d="M-2 2L2 -2M0 8L8 0M6 10L10 6", stroke=ink, stroke_width="1.6"),
        "dots": tag("circle", cx="4", cy="4", r="1.5", fill=ink),
        "rows": tag("path", d="M0 2H8M0 6H8", stroke=ink, stroke_width="1.2"),
        "cross": tag("path", d="M0 0L8 8M8 0L0 8", stroke=ink, stroke_width="1"),
    }
    return tag(
        "pattern", tag("rect", width="8", height="8", fill=ground), marks[kind],
        id=name, width="8", height="8", patternUnits="userSpaceOnUse",
    )  # fmt: skip


@dataclass(frozen=True)
class Key:
    """One line of the legend: how a thing is drawn, and what it means."""

    fill: str
    text: Text
    shape: str = "box"  # box, dot, line
    dashed: bool = False

    def drawn(self) -> SafeString:
        dash = "3 2" if self.dashed else None
        if self.shape == "line":
            return tag(
                "line", x1="0", x2="20", y1="8", y2="8", stroke=self.fill, stroke_width="3", stroke_dasharray=dash
            )
        if self.shape == "dot":
            return tag(
                "circle", cx="10", cy="8", r="6", fill=self.fill, stroke=BRAND, stroke_width="2", stroke_dasharray=dash
            )
        return tag("rect", x="0.5", y="0.5", width="19", height="15", rx="2", fill=self.fill, stroke=QUIET)

    @property
    def swatch(self) -> SafeString:
        return tag(
            "svg", self.drawn(), viewBox="0 0 20 16", width="20", height="16", aria_hidden="true", focusable="false"
        )


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart before it is drawn. `name` is its id on the page and the name of its CSV file."""

    title: Text
    name: str
    note: Text = ""
    csv_url: str = ""
    legend_title: Text = field(default="", metadata=LAYOUT)

    @property
    def headers(self) -> tuple[Text, ...]:
        raise NotImplementedError

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        """The same data as a table: what stands at the head of a row, and its values."""
        raise NotImplementedError

    @property
    def links(self) -> Sequence[str]:
        """Where the head of each row leads; empty where it leads nowhere."""
        return [""] * len(self.rows)

    @property
    def table(self) -> list[tuple[str, object, tuple[object, ...]]]:
        return [(url, row[0], row[1:]) for url, row in zip(self.links, self.rows, strict=True)]

    @property
    def alt(self) -> str:
        raise NotImplementedError

    @property
    def legend(self) -> Sequence[Key]:
        return ()

    def csv(self) -> str:
        return csv_text(self.headers, self.rows)

    def drawing(self) -> tuple[SafeString, float]:
        """The shapes, and the height that they need in pixels."""
        raise NotImplementedError

    @property
    def viewbox(self) -> str:
        """The drawing's own measure, for the charts that scale as a whole; empty for those that stretch."""
        return ""

    @property
    def role(self) -> str:
        """An image holds nothing to press; a drawing with links in it is a group."""
        return "group" if any(self.links) else "img"

    @cached_property
    def svg(self) -> SafeString:
        """Drawn once: a template asks whether there is a drawing, and then for the drawing."""
        inner, height = self.drawing()
        if self.viewbox:
            return self._root(inner, viewBox=self.viewbox)
        return self._root(inner, width="100%", height=f"{height:g}")

    @property
    def paper(self) -> SafeString:
        """The drawing with its legend, as a file of its own for the typesetter."""
        inner, height = self.drawing()
        if self.viewbox:
            inner = tag("svg", inner, viewBox=self.viewbox, width=PAPER_WIDTH, height=f"{height:g}")
        keys = format_html_join(
            "", "{}", ([self._paper_key(key, height + 14 + 22 * place)] for place, key in enumerate(self.legend))
        )
        total = height + 14 + 22 * len(self.legend)
        return self._root(
            format_html("{}{}", inner, keys),
            width=str(PAPER_WIDTH),
            height=f"{total:g}",
            xmlns="http://www.w3.org/2000/svg",
        )

    def _paper_key(self, key: Key, top: float) -> SafeString:
        words = tag("text", key.text, x="30", y="13", font_size="13", fill=INK)
        return tag("svg", key.drawn(), words, x="1", y=f"{top:g}", width="100%", height="20", overflow="visible")

    def _root(self, inner: object, **attrs: object) -> SafeString:
        title, desc = f"{self.name}-title", f"{self.name}-desc"
        return tag(
            "svg", tag("title", self.title, id=title), tag("desc", self.alt, id=desc), inner,
            role=self.role, aria_labelledby=f"{title} {desc}", font_family=FONT, **attrs,
        )  # fmt: skip


def joined(parts: Iterable[object]) -> SafeString:
    return SafeString("".join(map(escaped, parts)))


def linked(url: str, *children: object, **attrs: object) -> SafeString:
    """The shapes as a link, when they lead somewhere. The table has the same links, so the keyboard needs no second round."""
    return tag("a", *children, href=url, tabindex="-1", **attrs) if url else tag("g", *children, **attrs)

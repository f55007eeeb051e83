"""A map in which every area is one tile: small municipalities weigh as much as large ones, and each can be pressed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from samenhang.screen.cells import STATES, Cell, Text, localised
from samenhang.screen.charts.spec import (
    INK,
    LAYOUT,
    PAPER,
    PAPER_WIDTH,
    QUIET,
    STEPS,
    Chart,
    Key,
    hatch,
    joined,
    linked,
    tag,
)

SIDE, ROOM = 44, 4
CLASSES = 5
HEADING = gettext_lazy("Area")
VALUE = gettext_lazy("Value")


def abbreviations(names: Iterable[str]) -> dict[str, str]:
    """Three letters per name, no two the same: the initials of long names, else the first letter and two that follow."""
    out: dict[str, str] = {}
    for name in sorted(set(names)):
        parts = re.findall(r"\w+", name)
        letters = "".join(parts)
        initials = "".join(part[0] for part in parts)[:3]
        first = [initials] if len(initials) == 3 else [letters[:3]]
        rest = (letters[:1] + "".join(pair) for pair in combinations(letters[1:].lower(), 2))
        free = (short for short in chain(first, rest) if short not in out.values())
        out[name] = next(free, letters[:3])
    return out


@dataclass(frozen=True)
class Tile:
    """One area: where its tile lies, what stands in it and where it leads."""

    label: str
    col: int = field(metadata=LAYOUT)
    row: int = field(metadata=LAYOUT)
    cell: Cell
    url: str = ""
    short: str = ""  # three letters; empty: made from the label, different for every tile


@dataclass(frozen=True, kw_only=True)
class TileMap(Chart):
    """Tiles shaded in five classes of equal size, or by `breaks`; what is not known is hatched."""

    tiles: tuple[Tile, ...]
    heading: Text = HEADING
    value_label: Text = VALUE
    breaks: tuple[float, ...] = field(default=(), metadata=LAYOUT)

    @property
    def headers(self) -> tuple[Text, ...]:
        return self.heading, self.value_label

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [(tile.label, tile.cell) for tile in self._ordered]

    @property
    def links(self) -> Sequence[str]:
        return [tile.url for tile in self._ordered]

    @cached_property
    def _ordered(self) -> list[Tile]:
        return sorted(self.tiles, key=lambda tile: tile.label)

    @cached_property
    def bounds(self) -> tuple[float, ...]:
        """Where a class ends and the next begins: given, or such that each class holds as many areas."""
        if self.breaks:
            return self.breaks
        values = sorted(float(tile.cell.value) for tile in self.tiles if tile.cell.value is not None)
        if len(values) < CLASSES:
            return tuple(dict.fromkeys(values[1:]))
        cuts = (float(f"{values[len(values) * place // CLASSES]:.2g}") for place in range(1, CLASSES))
        return tuple(dict.fromkeys(cut for cut in cuts if cut > values[0]))  # below the least there is no class

    def step(self, cell: Cell) -> int | None:
        """The class of a value, from light to dark; None when it is not known."""
        if cell.value is None:
            return None
        place = sum(float(cell.value) >= bound for bound in self.bounds)
        return min(place * (len(STEPS) - 1) // max(1, len(self.bounds)), len(STEPS) - 1)

    @property
    def _known(self) -> list[Tile]:
        known = (tile for tile in self.tiles if tile.cell.value is not None)
        return sorted(known, key=lambda tile: float(tile.cell.value or 0))

    @property
    def alt(self) -> str:
        known = self._known
        missing = len(self.tiles) - len(known)
        parts: dict[str, int | str] = {"count": len(self.tiles), "missing": missing}
        if not known:
            return gettext("Map with one tile for each of %(count)s areas; the value of none is known.") % parts
        parts |= {"low": f"{known[0].label} ({known[0].cell})", "high": f"{known[-1].label} ({known[-1].cell})"}
        text = gettext("Map with one tile for each of %(count)s areas. Lowest: %(low)s. Highest: %(high)s.") % parts
        unknown = gettext("Not known: %(missing)s.") % parts
        return f"{text} {unknown}" if missing else text

    @property
    def legend(self) -> Sequence[Key]:
        decimals = max((tile.cell.decimals for tile in self.tiles), default=0)
        ends = [localised(bound, decimals) for bound in self.bounds]
        lasts = [localised(bound - 10**-decimals, decimals) for bound in self.bounds]  # what is no longer in the next
        keys = []
        for place in range(len(ends) + 1):
            fill = STEPS[min(place * (len(STEPS) - 1) // max(1, len(ends)), len(STEPS) - 1)]
            if not ends:
                break
            if place == 0:
                text = gettext("less than %(bound)s") % {"bound": ends[0]}
            elif place == len(ends):
                text = gettext("%(bound)s or more") % {"bound": ends[-1]}
            else:
                first, last = ends[place - 1], lasts[place]
                text = first if first == last else f"{first}–{last}"
            keys.append(Key(fill, text))
        if any(tile.cell.value is None for tile in self.tiles):
            keys.append(Key(f"url(#{self.name}-hatch)", STATES["unknown"]))
        return keys

    @cached_property
    def _size(self) -> tuple[int, int]:
        """Width and height of the whole map, in its own measure."""
        columns = max((tile.col for tile in self.tiles), default=0) - self._left + 1
        lines = max((tile.row for tile in self.tiles), default=0) - self._top + 1
        return columns * (SIDE + ROOM) + ROOM, lines * (SIDE + ROOM) + ROOM

    @property
    def viewbox(self) -> str:
        return f"0 0 {self._size[0]} {self._size[1]}"

    def drawing(self) -> tuple[SafeString, float]:
        pattern = tag("defs", hatch(f"{self.name}-hatch", "lines", PAPER, "#b9c5c9"))
        width, height = self._size
        return joined([pattern, *map(self._tile, self.tiles)]), PAPER_WIDTH * height / width

    @cached_property
    def _shorts(self) -> dict[str, str]:
        return abbreviations(tile.label for tile in self.tiles)

    @cached_property
    def _left(self) -> int:
        return min((tile.col for tile in self.tiles), default=0)

    @cached_property
    def _top(self) -> int:
        return min((tile.row for tile in self.tiles), default=0)

    def _tile(self, tile: Tile) -> SafeString:
        x, y = ((tile.col - self._left) * (SIDE + ROOM) + ROOM, (tile.row - self._top) * (SIDE + ROOM) + ROOM)
        step = self.step(tile.cell)
        fill = STEPS[step] if step is not None else f"url(#{self.name}-hatch)"
        dark = step is not None and step > 2
        look = {"x": SIDE / 2, "text_anchor": "middle", "fill": PAPER if dark else INK}
        shade = "on-dark" if dark else "" if step is not None else "halo"
        numbered = tile.cell.value is not None and len(tile.cell.number) <= 7
        short = tile.short or self._shorts[tile.label]
        text = [tag("text", short, y=20 if numbered else 27, font_size="15", font_weight="600", class_=shade, **look)]
        if numbered:
            text.append(
                tag("text", tile.cell.number, y=35, font_size="11", class_=f"tile__value {shade}".strip(), **look)
            )
        edge = QUIET if step is None else fill
        box = tag("rect", width=SIDE, height=SIDE, rx="4", fill=fill, stroke=edge, stroke_width="1")
        said = f"{tile.label}: {tile.cell}"
        place = {"class_": "tile", "transform": f"translate({x} {y})", "aria_label": said if tile.url else None}
        return linked(tile.url, tag("title", said), box, *text, **place)

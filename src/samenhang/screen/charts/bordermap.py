"""A map of areas as they lie: their borders, simplified, each area shaded as the tiles of a tile map are."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from samenhang.screen.charts.spec import LAYOUT, PAPER, PAPER_WIDTH, STEPS, hatch, joined, linked, tag
from samenhang.screen.charts.tilemap import Tile, TileMap

Ring = tuple[tuple[float, float], ...]
WIDTH, EDGE = 1000, 6  # the measure of the drawing


@dataclass(frozen=True)
class Bordered(Tile):
    """One area with its rings of longitude and latitude; a hole is a ring like any other. Without rings it is in the table only."""

    rings: tuple[Ring, ...] = field(default=(), metadata=LAYOUT)


@dataclass(frozen=True, kw_only=True)
class BorderMap(TileMap):
    """Areas as they lie, shaded in the classes of the tile map; what is not known is hatched."""

    tiles: tuple[Bordered, ...]

    @property
    def alt(self) -> str:
        known = self._known
        parts: dict[str, int | str] = {"count": len(self.tiles), "missing": len(self.tiles) - len(known)}
        if not known:
            return gettext("Map with the boundaries of %(count)s areas; the value of none is known.") % parts
        parts |= {"low": f"{known[0].label} ({known[0].cell})", "high": f"{known[-1].label} ({known[-1].cell})"}
        text = gettext("Map with the boundaries of %(count)s areas. Lowest: %(low)s. Highest: %(high)s.") % parts
        unknown = gettext("Not known: %(missing)s.") % parts
        return f"{text} {unknown}" if parts["missing"] else text

    @cached_property
    def svg(self) -> SafeString:
        """Drawn once: a template asks whether there is a drawing, and then for the drawing."""
        return super().svg

    @cached_property
    def _frame(self) -> tuple[float, float, float, float]:
        """West and north, and how much a degree of longitude and of latitude is in the measure of the drawing."""
        points = [point for area in self.tiles for ring in area.rings for point in ring]
        if not points:
            return 0.0, 0.0, 1.0, 1.0
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        narrow = math.cos(math.radians((south + north) / 2))  # a degree of longitude against one of latitude
        degree = (WIDTH - 2 * EDGE) / max((east - west) * narrow, 1e-9)
        return west, north, degree * narrow, degree

    @cached_property
    def _size(self) -> tuple[int, int]:
        _west, north, _across, degree = self._frame
        lowest = min((y for area in self.tiles for ring in area.rings for _, y in ring), default=north)
        return WIDTH, math.ceil((north - lowest) * degree) + 2 * EDGE

    def drawing(self) -> tuple[SafeString, float]:
        pattern = tag("defs", hatch(f"{self.name}-hatch", "lines", PAPER, "#b9c5c9"))
        width, height = self._size
        return joined([pattern, *map(self._area, filter(_drawn, self.tiles))]), PAPER_WIDTH * height / width

    def _area(self, area: Bordered) -> SafeString:
        step = self.step(area.cell)
        fill = STEPS[step] if step is not None else f"url(#{self.name}-hatch)"
        shape = tag(
            "path", d="".join(self._path(area)), fill=fill, fill_rule="evenodd", stroke="#566970", stroke_width="1.5",
            stroke_linejoin="round",
        )  # fmt: skip
        said = f"{area.label}: {area.cell}"
        return linked(area.url, tag("title", said), shape, class_="bordered", aria_label=said if area.url else None)

    def _path(self, area: Bordered) -> Iterator[str]:
        """Whole numbers and steps from the point before: a third of the letters of full coordinates."""
        west, north, across, down = self._frame
        for ring in area.rings:
            places = [(round((x - west) * across) + EDGE, round((north - y) * down) + EDGE) for x, y in ring]
            (left, top), *rest = places
            yield f"M{left} {top}l"
            parts = []
            for x, y in rest:
                if (x, y) != (left, top):
                    parts.append(f"{x - left} {y - top}")
                left, top = x, y
            yield f"{' '.join(parts)}z" if parts else "0 0z"


def _drawn(area: Bordered) -> bool:
    return bool(area.rings)

"""What is asked of each team per quarter, against what it has: a column per quarter in a frame as high as what there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext

from samenhang.screen.cells import Cell, Date, Text, localised
from samenhang.screen.charts.spec import BRAND, INK, LINE, PAPER, QUIET, Chart, Key, hatch, joined, share, tag

BAND, TITLE, AXIS, GAP = 84, 24, 18, 14
MOST_LABELS = 8
TEAM, QUARTER = gettext_lazy("Team"), gettext_lazy("Quarter")
OVER = "#a3431f"


@dataclass(frozen=True)
class LoadCell:
    """One team in one quarter: what is asked, what there is."""

    quarter: Date
    used: Cell
    room: Cell

    @property
    def over(self) -> float:
        return max(0.0, float(self.used.value or 0) - float(self.room.value or 0))


@dataclass(frozen=True)
class LoadRow:
    label: str
    cells: tuple[LoadCell, ...]


@dataclass(frozen=True, kw_only=True)
class Load(Chart):
    """A band per team. What is more than there is stands above the frame, hatched."""

    teams: tuple[LoadRow, ...]

    @property
    def headers(self) -> tuple[Text, ...]:
        return TEAM, QUARTER, gettext("Asked"), gettext("There is"), gettext("What that means")

    @property
    def rows(self) -> Sequence[tuple[object, ...]]:
        return [
            (row.label, one.quarter, one.used, one.room, gettext("too little") if one.over else gettext("fits"))
            for row in self.teams
            for one in row.cells
        ]

    @property
    def alt(self) -> str:
        said = []
        for row in self.teams:
            short = [str(one.quarter) for one in row.cells if one.over]
            full = [one for one in row.cells if one.room.value and not one.over]
            top = max((float(one.used.value or 0) / float(one.room.value or 1) for one in full), default=0.0)
            part = gettext("at most %(share)s per cent is asked") % {"share": localised(round(100 * top), 0)}
            said.append(
                f"{row.label}: {gettext('too little in %(quarters)s') % {'quarters': ', '.join(short)} if short else part}."
            )
        return " ".join(said)

    @property
    def legend(self) -> Sequence[Key]:
        keys = [Key(BRAND, gettext("asked")), Key(PAPER, gettext("there is"))]
        if any(one.over for row in self.teams for one in row.cells):
            keys.append(Key(f"url(#{self.name}-over)", gettext("more than there is")))
        return keys

    @cached_property
    def _labels(self) -> int:
        most = max((len(row.cells) for row in self.teams), default=1)
        return -(-most // MOST_LABELS) or 1

    def drawing(self) -> tuple[SafeString, float]:
        shapes = [tag("defs", hatch(f"{self.name}-over", "lines", PAPER, OVER))]
        top = 0.0
        for row in self.teams:
            shapes += self._band(row, top)
            top += TITLE + BAND + AXIS + GAP
        return joined(shapes), top

    def _band(self, row: LoadRow, top: float) -> Iterator[SafeString]:
        most = (
            max((float(number or 0) for one in row.cells for number in (one.used.value, one.room.value)), default=1.0)
            or 1.0
        )
        floor = top + TITLE + BAND
        width = 1 / max(1, len(row.cells))
        yield tag("text", row.label, x="0", y=f"{top + 15:g}", font_size="15", fill=INK, class_="halo")
        yield tag("line", x1="0", x2="100%", y1=f"{floor:g}", y2=f"{floor:g}", stroke=LINE)
        for place, one in enumerate(row.cells):
            left, room, used = place * width, float(one.room.value or 0), float(one.used.value or 0)
            at = {"x": share(left + 0.12 * width), "width": share(0.76 * width)}
            told = tag("title", f"{row.label}, {one.quarter}: {one.used} / {one.room}")
            within = min(used, room)
            parts = [
                self._box(floor, within, most, at, fill=BRAND),
                self._box(floor, room, most, at, fill="none", stroke=QUIET),
            ]
            if one.over:
                lift = BAND * room / most
                parts.append(self._box(floor - lift, one.over, most, at, fill=f"url(#{self.name}-over)", stroke=OVER))
            yield tag("g", told, *parts)
            if place % self._labels == 0:
                text = {"x": share(left + width / 2), "y": f"{floor + 14:g}", "text_anchor": "middle"}
                short = pgettext("quarter on an axis", "Q%(quarter)s ’%(year)s") % {
                    "quarter": one.quarter.iso[6:], "year": one.quarter.iso[2:4]
                }  # fmt: skip
                yield tag("text", short, **text, font_size="12", fill=QUIET, class_="t-quiet")

    def _box(self, floor: float, amount: float, most: float, at: dict[str, str], **look: str) -> SafeString:
        height = BAND * amount / most
        return tag("rect", **at, y=f"{floor - height:g}", height=f"{height:g}", **look)

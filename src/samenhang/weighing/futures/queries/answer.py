"""What a page says of a computed future: the sentence, the fan, the map with its table, and the other outcomes beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samenhang.ground.places.models import Area
from samenhang.screen.cells import Cell, Date, Run, Text
from samenhang.screen.charts import Fan, FanLine, FanYear, Tile, TileMap
from samenhang.weighing.futures.queries.library import Kept
from samenhang.weighing.futures.queries.model import Computed
from samenhang.weighing.futures.queries.words import AREA_LABELS, AREA_UNITS, OUTCOMES, Outcome, runs

LOW, QUARTER, MIDDLE, THREE, HIGH = range(5)


@dataclass(frozen=True)
class Answer:
    """One future as it is shown. Each number leads to the sheet in which it stands, or to the start that it was computed on."""

    computed: Computed
    said: tuple[Run, ...]
    fan: Fan
    map: TileMap
    others: tuple[tuple[Text, Cell], ...]
    sourced: int
    drivers: int

    @property
    def year(self) -> Date:
        return Date(str(self.computed.years[-1]))

    @property
    def resting(self) -> tuple[Run, ...]:
        """`x of y drivers have a source`."""
        ref = self.computed.start.ref
        return runs(
            _("{sourced} of {all} drivers have a source; the others are an assumption."),
            sourced=Cell(self.sourced, "", ref), all=Cell(self.drivers, "", ref),
        )  # fmt: skip


def told(computed: Computed, kept: Kept | None = None, *, name: str = "", limit: float | None = None) -> Answer:
    """The answer of a computed future. `kept` is the sheet that holds it; without, it was computed while somebody waited."""
    outcome = OUTCOMES[computed.setting.outcome]
    names = computed.setting.ranges
    limit = limit if limit is not None else computed.setting.limit
    return Answer(
        computed, sentence_of(computed, kept), _fan(computed, kept, outcome, name, limit), _map(computed, kept),
        tuple((each.label, cell_of(computed, kept, each)) for each in OUTCOMES.values() if each.code != outcome.code),
        sum(each in computed.setting.sourced for each in names), len(names),
    )  # fmt: skip


def cell_of(computed: Computed, kept: Kept | None, outcome: Outcome, place: int = -1) -> Cell:
    """One outcome in one year: the middle, with the bounds of nine in ten futures."""
    row = computed.bands[outcome.code][place]
    year = computed.years[place]
    ref = kept.ref(f"total/{outcome.code}/{year}/likely") if kept else computed.start.ref
    return _cell(row[MIDDLE], row[LOW], row[HIGH], outcome.unit, ref, outcome.decimals)


def sentence_of(computed: Computed, kept: Kept | None = None) -> tuple[Run, ...]:
    """In one sentence: how many, where nine in ten futures lie, and in which year."""
    outcome = OUTCOMES[computed.setting.outcome]
    cell = cell_of(computed, kept, outcome)
    bare = Cell(cell.value, cell.unit, cell.ref, decimals=cell.decimals)
    ends = [Cell(end, "", cell.ref, decimals=cell.decimals) for end in (cell.low, cell.high)]
    return runs(
        _("{label} in {year}: between {low} and {high} in nine in ten futures, {likely} in the middle."),
        label=str(outcome.label), year=Date(str(computed.years[-1])), low=ends[0], high=ends[1], likely=bare,
    )  # fmt: skip


def _fan(computed: Computed, kept: Kept | None, outcome: Outcome, name: str, limit: float | None) -> Fan:
    ref = computed.start.ref if limit is not None else ""
    return Fan(
        title=str(outcome.label),
        note=str(outcome.unit),
        name="fan",
        lines=(line_of(computed, kept, outcome, name or _("This future")),),
        limit=Cell(limit, outcome.unit, ref, decimals=outcome.decimals) if limit is not None else None,
        limit_label=_("the limit"),
    )


def line_of(computed: Computed, kept: Kept | None, outcome: Outcome, name: str) -> FanLine:
    made = []
    for year, row in zip(computed.years, computed.bands[outcome.code], strict=True):
        ref = kept.ref(f"total/{outcome.code}/{year}/likely") if kept else computed.start.ref
        most = _cell(row[MIDDLE], row[LOW], row[HIGH], "", ref, outcome.decimals)
        half = _cell(None, row[QUARTER], row[THREE], "", ref, outcome.decimals)
        made.append(FanYear(Date(str(year)), most, half))
    return FanLine(name, tuple(made))


def _map(computed: Computed, kept: Kept | None) -> TileMap:
    unit, decimals = AREA_UNITS[computed.followed]
    year, areas = computed.years[-1], _areas(computed.start.areas)
    tiles = []
    for code, row in zip(computed.start.areas, computed.areas[:, -1], strict=True):
        area = areas.get(code)
        if area is None:
            continue
        ref = kept.ref(f"{code}/{computed.followed}/{year}/likely") if kept else computed.start.ref
        cell = _cell(row[MIDDLE], row[LOW], row[HIGH], unit, ref, decimals)
        tiles.append(Tile(*area, cell, f"/gebieden/{code}/"))
    return TileMap(
        title=_("%(label)s in %(year)s, the middle of all futures")
        % {"label": AREA_LABELS[computed.followed], "year": year},
        note=_("Per municipality, estimated: a known total was divided over the municipalities."),
        name="areas",
        tiles=tuple(tiles),
        value_label=str(unit),
    )


def area_rows(computed: Computed, kept: Kept | None = None) -> tuple[tuple[Text, ...], list[tuple[object, ...]]]:
    """Heads and rows of the file: each area in the last year."""
    chart = _map(computed, kept)
    return (_("Area"), AREA_LABELS[computed.followed]), [(tile.label, tile.cell) for tile in chart.tiles]


def _areas(codes: Sequence[str]) -> Mapping[str, tuple[str, int, int]]:
    """Name and place on the map of each area that has one."""
    found = Area.objects.filter(pk__in=codes).values_list("pk", "name", "tile_col", "tile_row")
    return {code: (name, col, row) for code, name, col, row in found if col is not None and row is not None}


def _cell(value: float | None, low: float, high: float, unit: Text, ref: str, decimals: int) -> Cell:
    """Model numbers are not exact: whole numbers above a thousand are rounded to three digits, so that nobody reads more in them."""
    plain = [None if number is None else rounded(float(number), decimals) for number in (value, low, high)]
    return Cell(plain[0], unit, ref, "forecast", low=plain[1], high=plain[2], decimals=decimals)


def rounded(number: float, decimals: int) -> float:
    if abs(number) >= 1000:
        digits = len(str(int(abs(number)))) - 3
        return float(round(number / 10**digits) * 10**digits)
    return round(number, decimals)

"""Where every area stands at the start: what is known of it, and what is estimated by dividing a known total. It is a sheet.

The sheet has a row for each area and quantity (`how` it came about: known or estimated, `key` by which a total was divided, `source` the
figure), and the distance to the nearest areas. The model reads nothing else about areas.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.insight.evidence.models import Edition

if TYPE_CHECKING:
    from samenhang.methods.stockflow_kinds import Inputs

START = "future-start"
COLUMNS = (("cell", "code"), ("area", "code"), ("quantity", "code"), ("value", "number"), ("how", "code"),
           ("key", "code"), ("period", "code"), ("source", "text"), ("other", "code"))  # fmt: skip
QUANTITIES = ("population", "migrants", "bed", "unit", "dwelling")
NEAREST = 12
FAR = 1e6  # km: not among the nearest, so nobody travels there
TILE_KM = 10.0  # between two tiles of the map, where an area has no point on it: an assumption
VERB = "futures.started"


class CannotStart(Exception):
    """The start cannot be made of these figures; the text is a sentence for people."""


@dataclass(frozen=True, eq=False)
class Start:
    """The start as the model takes it. Row i of each array is area i."""

    ref: str
    areas: tuple[str, ...]
    year: int
    population: tuple[float, ...]
    migrants: tuple[float, ...]
    supply: tuple[tuple[float, float, float], ...]
    near: tuple[tuple[tuple[int, float], ...], ...]
    known: int
    estimated: int
    tiled: bool  # whether any distance was read from the tile map

    def inputs(self, shares: Mapping[str, float], values: Mapping[str, float]) -> "Inputs":
        """What the model takes; made once for a start and a division over sectors."""
        return _inputs(self, tuple(shares.items()), tuple(values.items()))


def table_of(province: str, areas: bytes, quantities: bytes, figures: Iterable[tuple[str, store.Table]]) -> store.Table:
    """The start, from the tables of areas and of starting quantities, and the sheets of figures that these name.

    Pure: the same bytes give the same sheet. A quantity with a total is divided over the areas by its key; one without is
    read per area, and where an area has no figure it gets its share of what is missing by the key.
    """
    found = _figures(figures)
    asked = _rows(quantities)
    places = [
        row
        for row in _rows(areas)
        if row["kind"] == "municipality" and row["parent"] == province and not row["valid_to"]
    ]
    if not places or not asked:
        raise CannotStart(_("The workspace names no areas or no quantities to start from. Fill in starts.csv."))
    codes = [row["code"] for row in places]
    made: dict[str, dict[str, _Value]] = {}
    for row in asked:
        made[row["quantity"]] = _quantity(row, codes, found, made)
    missing = [name for name in QUANTITIES if name not in made]
    if missing:
        raise CannotStart(
            _("The start needs a row for each of %(all)s; there is none for %(missing)s. Add it to starts.csv.")
            % {"all": ", ".join(QUANTITIES), "missing": ", ".join(missing)}
        )
    rows = [
        (f"{code}/{name}", code, name, made[name][code].number, made[name][code].state, made[name][code].key,
         made[name][code].period, made[name][code].source, "")
        for code in codes for name in QUANTITIES
    ]  # fmt: skip
    years = [int(value.period[:4]) for value in made["migrants"].values() if value.period[:4].isdecimal()]
    head = {"method": "allocate", "year": str(max(years, default=0)), "areas": str(len(codes)), "province": province}
    return store.Table(START, COLUMNS, tuple(rows) + tuple(_distances(places)), head)


@dataclass(frozen=True)
class _Value:
    number: float
    state: str
    key: str = ""
    period: str = ""
    source: str = ""


def _figures(sheets: Iterable[tuple[str, store.Table]]) -> dict[tuple[str, str, str], _Value]:
    """The newest number of each area, indicator and definition that is no forecast."""
    found: dict[tuple[str, str, str], _Value] = {}
    for ref, sheet in sheets:
        code = sheet.columns[0][0]
        for row in sheet.records():
            if row["value"] is None or row["state"] in ("forecast", "unknown", "suppressed"):
                continue
            key = (row["area"], row["indicator"], row["definition"])
            if key not in found or row["period"] > found[key].period:
                cell = f"{ref}#{row[code]}/value"
                found[key] = _Value(float(row["value"]), "known", "", row["period"], cell)
    return found


def _quantity(
    row: dict[str, str],
    codes: list[str],
    found: Mapping[tuple[str, str, str], _Value],
    made: Mapping[str, Mapping[str, _Value]],
) -> dict[str, _Value]:
    """One quantity for every area: known where its own figure is, else its part of a total or of another quantity."""
    factor = float(row["factor"] or 1)
    if row["per"]:  # so many for each of another quantity: an assumption
        base = made[row["per"]]
        return {
            code: _Value(base[code].number * factor, "estimated", row["per"], base[code].period, base[code].source)
            for code in codes
        }
    own = {code: found.get((code, row["indicator"], row["definition"])) for code in codes}
    known = {code: value for code, value in own.items() if value is not None}
    if not row["key"]:
        short = [code for code in codes if code not in known]
        if short and row["otherwise"]:
            known |= {code: _Value(float(row["otherwise"]) / factor, "estimated", "otherwise") for code in short}
        elif short:
            told = {"quantity": row["quantity"], "areas": ", ".join(short[:5]), "count": len(short)}
            raise CannotStart(
                _(
                    "%(quantity)s has no figure for %(count)s areas (%(areas)s). Add figures, or name a key to divide by."
                )
                % told
            )
        return {code: _Value(known[code].number * factor, *_rest(known[code])) for code in codes}
    total = found.get((row["area"], row["indicator"], row["definition"]))
    if total is None:
        raise CannotStart(
            _(
                "There is no figure of %(indicator)s for %(area)s in the definition %(definition)s. Choose another in starts.csv."
            )
            % row
        )
    return _divided(row["key"], total, factor, codes, known, made)


def _divided(
    key: str,
    total: _Value,
    factor: float,
    codes: list[str],
    known: Mapping[str, _Value],
    made: Mapping[str, Mapping[str, _Value]],
) -> dict[str, _Value]:
    if key not in made:
        raise CannotStart(
            _("The key %(key)s should be a quantity that stands above it in starts.csv. Put it first.") % {"key": key}
        )
    from samenhang.methods.stockflow_parts import allocate

    rest = [code for code in codes if code not in known]
    left = max(0.0, total.number * factor - sum(value.number for value in known.values()))
    parts = allocate(left, [made[key][code].number for code in rest]).tolist() if rest else []
    shared: dict[str, float] = dict(zip(rest, parts, strict=True))
    return {
        code: _Value(known[code].number, *_rest(known[code])) if code in known
        else _Value(shared[code], "estimated", key, total.period, total.source)
        for code in codes
    }  # fmt: skip


def _rest(value: _Value) -> tuple[str, str, str, str]:
    return value.state, value.key, value.period, value.source


def _distances(places: list[dict[str, str]]) -> Iterable[tuple[Any, ...]]:
    """From each area to its nearest ones, itself first: as the crow flies, or by tiles where an area has no point."""
    import numpy as np

    from samenhang.methods.stockflow_parts import distances

    if all(row["longitude"] and row["latitude"] for row in places):
        lon, lat = ([float(row[name]) for row in places] for name in ("longitude", "latitude"))
        apart, how = distances(lon, lat), "point"
    else:
        spots = np.array([[float(row["tile_col"] or 0), float(row["tile_row"] or 0)] for row in places])
        apart = TILE_KM * np.sqrt(((spots[:, None] - spots) ** 2).sum(axis=2))
        how = "tile"
    for here, row in enumerate(places):
        for there in np.argsort(apart[here], kind="stable")[:NEAREST]:
            other = places[int(there)]["code"]
            km = float(apart[here, there])
            yield (f"{row['code']}/km/{other}", row["code"], "km", km, "known" if how == "point" else "estimated",
                   how, "", row["source_url"], other)  # fmt: skip


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sources() -> list[Sheet]:
    """The sheets of figures, as they stand today, that the starting quantities name; in an order that does not change."""
    from samenhang.weighing.futures.models import StartQuantity

    wanted = set(
        StartQuantity.objects.filter(withdrawn_on=None).exclude(indicator=None).values_list("indicator", flat=True)
    )
    refs = Edition.objects.filter(current=True, indicator__in=wanted).order_by("source", "indicator")
    return [sheet for ref in refs.values_list("sheet", flat=True) if (sheet := ledger.sheet(ref)) is not None]


def sources_moved(sheet: Sheet) -> bool:
    """Whether the figures that the start was made of are no longer those of today."""
    act = Act.objects.filter(verb=VERB, mentions__role="made", mentions__ref=sheet.ref).order_by("-pk").first()
    used = set(act.mentions.filter(role="figures").values_list("ref", flat=True)) if act else set()
    return used != {each.ref for each in sources()}


def latest() -> Sheet | None:
    """The start that was made last."""
    return ledger.latest_sheet(VERB)


def of_sheet(sheet: Sheet) -> Start:
    """The start that a sheet holds."""
    return _start(sheet.digest, sheet.ref)


@lru_cache(maxsize=4)
def _start(digest: str, ref: str) -> Start:
    table = store.Table.from_bytes(store.read(digest))
    rows = list(table.records())
    areas = tuple(dict.fromkeys(row["area"] for row in rows))
    place = {code: at for at, code in enumerate(areas)}
    value = {(row["area"], row["quantity"]): float(row["value"]) for row in rows if row["quantity"] != "km"}
    near: list[list[tuple[int, float]]] = [[] for _code in areas]
    for row in rows:
        if row["quantity"] == "km":
            near[place[row["area"]]].append((place[row["other"]], float(row["value"])))
    states = [row["how"] for row in rows if row["quantity"] != "km"]
    return Start(
        ref, areas, int(table.head["year"]),
        tuple(value[code, "population"] for code in areas), tuple(value[code, "migrants"] for code in areas),
        tuple((value[code, "bed"], value[code, "unit"], value[code, "dwelling"]) for code in areas),
        tuple(tuple(each) for each in near), states.count("known"), states.count("estimated"),
        any(row["key"] == "tile" for row in rows if row["quantity"] == "km"),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _inputs(start: Start, shares: tuple[tuple[str, float], ...], values: tuple[tuple[str, float], ...]) -> "Inputs":
    import numpy as np

    from samenhang.methods import stockflow_parts as parts

    apart = np.full((len(start.areas), len(start.areas)), FAR)
    for here, row in enumerate(start.near):
        for there, km in row:
            apart[here, there] = km
    supply = np.array(start.supply)
    neighbours, commute = parts.gravity(apart, supply.sum(axis=1), nearest=min(NEAREST, len(start.areas)))
    names, part = tuple(name for name, _share in shares), np.array([share for _name, share in shares])
    return parts.inputs(
        sectors=names, start=np.outer(start.migrants, part), population=start.population, supply=supply,
        neighbours=neighbours, commute=commute, value=[value for _name, value in values],
    )  # fmt: skip

"""A setting: every lever, range, draw and seed that makes a future. It is a sheet when somebody saves it, so that it stays as it was."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from samenhang.ground.ledger import store
from samenhang.weighing.futures.models import Driver, Lever, Preset, Sector

SETTING = "future-setting"
COLUMNS = (("cell", "code"), ("part", "code"), ("name", "code"), ("low", "number"), ("mode", "number"),
           ("high", "number"), ("basis", "code"))  # fmt: skip
DRAWS, FEWEST, MOST = 2000, 200, 100_000
LIVE = 2000  # a page in waiting draws no more than this; what is saved may ask for more
YEARS = 25
SEED = 1  # one seed for all: two people who set the same see the same
Range = tuple[float, float, float]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """What nobody decides (`ranges`: low, mode, high) apart from what somebody can do (`levers`), and the question that is asked."""

    ranges: Mapping[str, Range]
    levers: Mapping[str, float]
    shares: Mapping[str, float]  # of the migrants at the start, per sector
    values: Mapping[str, float]  # euro value added per worker per year, per sector
    sourced: frozenset[str] = frozenset()
    outcome: str = "shortage"
    limit: float | None = None  # None: the page chooses the middle, and says so
    preset: str = ""
    draws: int = DRAWS
    seed: int = SEED
    years: int = YEARS

    @property
    def sectors(self) -> tuple[str, ...]:
        return tuple(self.shares)

    @property
    def untouched(self) -> "Setting":
        """The same future in which nobody does anything."""
        return replace(self, levers=dict.fromkeys(self.levers, 0.0))

    def table(self, head: Mapping[str, str]) -> store.Table:
        rows: list[tuple[object, ...]] = [
            (f"lever/{name}", "lever", name, None, float(value), None, "chosen") for name, value in self.levers.items()
        ]
        rows += [
            (f"driver/{name}", "driver", name, *map(float, bounds), "sourced" if name in self.sourced else "assumption")
            for name, bounds in self.ranges.items()
        ]
        rows += [(f"share/{name}", "share", name, None, float(value), None, "") for name, value in self.shares.items()]
        rows += [(f"value/{name}", "value", name, None, float(value), None, "") for name, value in self.values.items()]
        told = {"outcome": self.outcome, "preset": self.preset, "draws": str(self.draws), "seed": str(self.seed),
                "years": str(self.years), "limit": "" if self.limit is None else repr(float(self.limit))}  # fmt: skip
        return store.Table(SETTING, COLUMNS, tuple(rows), {**head, **told})


def of_table(table: store.Table) -> Setting:
    """The setting that a sheet holds."""
    parts: dict[str, dict[str, dict[str, object]]] = {"lever": {}, "driver": {}, "share": {}, "value": {}}
    for row in table.records():
        parts[row["part"]][row["name"]] = row
    head = table.head
    plain = {part: {name: float(str(row["mode"])) for name, row in found.items()} for part, found in parts.items()}
    return Setting(
        ranges={name: (float(str(row["low"])), float(str(row["mode"])), float(str(row["high"])))
                for name, row in parts["driver"].items()},
        levers=plain["lever"], shares=plain["share"], values=plain["value"],
        sourced=frozenset(name for name, row in parts["driver"].items() if row["basis"] == "sourced"),
        outcome=head["outcome"], limit=float(head["limit"]) if head["limit"] else None, preset=head["preset"],
        draws=int(head["draws"]), seed=int(head["seed"]), years=int(head["years"]),
    )  # fmt: skip


def standing() -> Setting | None:
    """The setting as the workspace declares it, with nothing done; None when it declares no model."""
    sectors, drivers, levers = (model.objects.filter(withdrawn_on=None) for model in (Sector, Driver, Lever))
    return _declared(list(sectors.values()), list(drivers.values()), list(levers.values()))


def of_files(sectors: bytes, drivers: bytes, levers: bytes) -> Setting | None:
    """The same from files of the workspace: for a computation that takes sheets and nothing else."""
    return _declared(
        *(
            list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
            for data in (sectors, drivers, levers)
        )
    )


def _declared(sectors: Sequence[Row], drivers: Sequence[Row], levers: Sequence[Row]) -> Setting | None:
    from samenhang.methods.stockflow_kinds import names

    sectors = sorted(sectors, key=lambda row: int(row["order"]))
    by_name = {row["code"]: row for row in drivers}
    wanted = names([row["code"] for row in sectors])
    if not sectors or set(wanted) - set(by_name):
        return None
    whole = sum(float(row["share"]) for row in sectors)
    ends = ("low", "mode", "high")
    ranges = {name: tuple(float(by_name[name][end]) for end in ends) for name in wanted}
    return Setting(
        ranges=cast("Mapping[str, Range]", ranges),
        levers={row["code"]: float(row["default"]) for row in sorted(levers, key=lambda row: int(row["order"]))},
        shares={row["code"]: float(row["share"]) / whole for row in sectors},
        values={row["code"]: float(row["value_added"]) for row in sectors},
        sourced=frozenset(name for name in wanted if by_name[name]["basis"] == "sourced"),
    )


def under_preset(setting: Setting, preset: str) -> Setting:
    """The setting with the ranges that one corner of the published scenarios names; the others stay."""
    found = Preset.objects.filter(withdrawn_on=None, preset=preset)
    changed = {row.driver_id: (row.low, row.mode, row.high) for row in found}
    if not changed:
        return setting
    return replace(setting, ranges={**setting.ranges, **changed}, preset=preset)

"""A setting: every lever, range, draw and seed that makes a future. It is a sheet when somebody saves it, so that it stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
    sectors = list(Sector.objects.filter(withdrawn_on=None))
    drivers = {row.pk: row for row in Driver.objects.filter(withdrawn_on=None)}
    levers = list(Lever.objects.filter(withdrawn_on=None))
    if not sectors or not drivers:
        return None
    from samenhang.methods.stockflow_kinds import names

    wanted = names([sector.pk for sector in sectors])
    if set(wanted) - set(drivers):
        return None
    ranges = {name: (drivers[name].low, drivers[name].mode, drivers[name].high) for name in wanted}
    whole = sum(sector.share for sector in sectors)
    return Setting(
        ranges=ranges,
        levers={lever.pk: float(lever.default) for lever in levers},
        shares={sector.pk: sector.share / whole for sector in sectors},
        values={sector.pk: float(sector.value_added) for sector in sectors},
        sourced=frozenset(name for name in wanted if drivers[name].basis == "sourced"),
    )


def under_preset(setting: Setting, preset: str) -> Setting:
    """The setting with the ranges that one corner of the published scenarios names; the others stay."""
    found = Preset.objects.filter(withdrawn_on=None, preset=preset)
    changed = {row.driver_id: (row.low, row.mode, row.high) for row in found}
    if not changed:
        return setting
    return replace(setting, ranges={**setting.ranges, **changed}, preset=preset)

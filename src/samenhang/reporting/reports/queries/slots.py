"""The rows of a report's sheet: one slot per number, text or name, each with the ref that it was copied from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref
from samenhang.insight.evidence.models import Indicator

KIND, RANGE = "report", "range"
COLUMNS = (
    ("slot", "code"),
    ("value", "number"),
    ("low", "number"),
    ("high", "number"),
    ("unit", "code"),
    ("state", "code"),
    ("certainty", "code"),
    ("decimals", "number"),
    ("period", "code"),
    ("ref", "text"),
    ("via", "text"),
)
COMPARED = (
    ("slot", "code"),
    ("value", "number"),
    ("unit", "code"),
    ("state", "code"),
    ("certainty", "code"),
    ("period", "code"),
    ("publication", "code"),
    ("ref", "text"),
)
SHARE = "_share"  # the unit of a part of one: printed as a percentage. No workspace code begins with a line


@dataclass
class Slots:
    """Collects the rows of a report. `ref` is where a row was copied from, `via` the reading or decision that brought it here."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def names(self, slot: str, ref: str, *, via: str = "") -> None:
        """A slot that names something: a text, an indicator, a decision."""
        self.rows.append((slot, None, None, None, "", "", "", None, "", ref, via))

    def day(self, slot: str, period: str, ref: str) -> None:
        self.rows.append((slot, None, None, None, "", "", "", None, period, ref, ""))

    def number(
        self,
        slot: str,
        ref: str,
        record: dict[str, Any],
        *,
        column: str = "value",
        unit: str = "",
        decimals: int = 0,
        via: str = "",
    ) -> None:
        """A number as it stands in the row `record`, at `ref`. Only a figure has bounds, a state and a certainty of its own."""
        own = column == "value"
        value, low, high = record[column], *(record.get(name) if own else None for name in ("low", "high"))
        known = next((number for number in (value, low, high) if number is not None), None) is not None
        state = str(record.get("state") or "known") if own else "known"
        if not known and state != "suppressed":
            state = "unknown"
        certainty = str(record.get("certainty") or "") if own else ""
        period = str(record.get("period") or "")
        self.rows.append((slot, value, low, high, unit, state, certainty, decimals, period, ref, via))

    def bounds(self, slot: str, ref: str, record: dict[str, Any], low: str, high: str, *, via: str = "") -> None:
        """Two numbers of one row that bound something between them."""
        self.rows.append((slot, None, record[low], record[high], "", "known", "", 0, "", ref, via))

    @property
    def refs(self) -> list[Ref]:
        return [Ref(ref) for ref in dict.fromkeys(cited(self.rows))]

    def table(self, head: dict[str, str]) -> store.Table:
        return store.Table(KIND, COLUMNS, tuple(self.rows), head)


def cited(rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Every ref in the rows of a report: where each was copied from, and what brought it there."""
    return (ref for row in rows for ref in row[-2:] if ref)


def size_indicators() -> list[Indicator]:
    """The indicators that say how many people there are, in the order of the workspace."""
    return list(Indicator.objects.filter(topic="size", withdrawn_on=None).select_related("unit"))


def counted(
    records: Iterable[tuple[str, dict[str, Any]]], *, indicator: str, area: str, persons: frozenset[str]
) -> list[tuple[str, dict[str, Any]]]:
    """The rows that say how many people there are or were: with a number, counting persons; forecasts only when there is nothing else."""
    found = [
        (ref, row)
        for ref, row in records
        if row["indicator"] == indicator
        and row["area"] == area
        and row["value"] is not None
        and row["definition"] in persons
    ]
    return [(ref, row) for ref, row in found if row["state"] != "forecast"] or found

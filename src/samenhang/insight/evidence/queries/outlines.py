"""The boundaries that maps are drawn from, when they were received."""

from dataclasses import dataclass
from datetime import date

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store

Rings = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class Outlines:
    """The rings of each area, with who published them, when and on what terms."""

    rings: dict[str, Rings]
    publisher: str
    licence: str
    year: str
    received: date
    ref: str


def outlines() -> Outlines | None:
    """The newest boundaries; None when there are none, or their sheet was erased or lost."""
    sheet = ledger.latest_sheet("evidence.outlined")
    try:
        return _read(sheet.digest, sheet.ref) if sheet else None
    except store.StoreError:
        return None


def _read(digest: str, ref: str) -> Outlines:
    table = store.Table.from_bytes(store.read(digest))
    rings = {
        str(code): tuple(
            tuple((float(x), float(y)) for x, _comma, y in (point.partition(",") for point in ring.split()))
            for ring in str(text).split(";")
        )
        for code, text in table.rows
    }
    head = table.head
    return Outlines(rings, head["publisher"], head["licence"], head["year"], date.fromisoformat(head["received"]), ref)

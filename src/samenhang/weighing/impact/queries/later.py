"""What the newest computed future says of the places where people come to live, in the year in which a business starts.

A future is a sheet like any other: it is found by its kind and read by its columns, whoever made it. Where none was computed
the answer is nothing, and the page says that it is not known.
"""

from dataclasses import dataclass
from datetime import date

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.screen.cells import Cell

KIND, VERB = "future-result", "futures.simulated"


@dataclass(frozen=True)
class Later:
    """Per area what the followed outcome is in a year, over the draws of one future; `at` is the day it was computed."""

    sheet: Sheet
    name: str
    year: str
    at: date
    cells: dict[str, Cell]


def later(areas: set[str], year: int) -> Later | None:
    """The newest future, in this year or the nearest that it reaches; None when there is none or it knows no such place."""
    act = Act.objects.filter(verb=VERB).prefetch_related("mentions").order_by("-pk").first()
    made = next((m.ref for m in act.mentions.all() if m.role == "made"), "") if act else ""
    sheet = ledger.sheet(made) if made else None
    if act is None or sheet is None or sheet.kind != KIND:
        return None
    rows = [row for row in ledger.table(sheet).records() if row["part"] == "area" and row["area"] in areas]
    if not rows:
        return None
    nearest = min({row["year"] for row in rows}, key=lambda reached: abs(reached - year))
    cells = {
        str(row["area"]): Cell(
            round(row["likely"]),
            "",
            f"{sheet.ref}#{row['cell']}/likely",
            "forecast",
            low=round(row["low"]),
            high=round(row["high"]),
        )
        for row in rows
        if row["year"] == nearest
    }
    return Later(sheet, str(rows[0]["name"]), str(int(nearest)), act.at.date(), cells)

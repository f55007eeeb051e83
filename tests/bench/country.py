"""A country to import: the fictional province grown to hundreds of municipalities, and a CBS-shaped table about them."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from samenhang.workspace.formats.documents import pack

ROOT = Path(__file__).resolve().parents[2]
CODE = "tn-groot"
TABLE = "99999NED"
PAGE = 100_000
SOURCE = f"""code = "{CODE}"
kind = "cbs-v4"
division = "period"
title_nl = "Een grote tabel (verzonnen)"
title_en = "A large table (fictional)"
publisher = "Bureau Zomerkade Telt"
licence = "CC BY 4.0"
url = "https://example.org/odata/{TABLE}"
cadence = "yearly"
table = "{TABLE}"
file = ""

[columns]
area = "RegioS"
period = "Perioden"
indicator = "@measure"
value = "@value"
state = "@state"
unit = "@unit"
wording = "@title"

[constants]
certainty = "exact"
definition = "TD01"
basis = "work"
publication = "TX01"

[select]
Geslacht = "T001038"

[map.unit]
"aantal" = "tn-personen"

[map.indicator]
"""


def areas(number: int) -> list[str]:
    return [f"GM{place:04}" for place in range(1, number + 1)]


def periods(years: int, months: bool) -> list[str]:
    named = [f"MM{month:02}" for month in range(1, 13)] if months else ["JJ00"]
    return [f"{year}{part}" for year in range(2026 - years, 2026) for part in named]


def workspace(folder: Path, municipalities: int, indicators: int) -> Path:
    """The fictional province with this many municipalities and indicators more, and the source of the large table."""
    shutil.copytree(ROOT / "workspace" / "tiny", folder)
    _grow(
        folder / "areas.csv", ({"code": code, "name": code, "kind": "municipality"} for code in areas(municipalities))
    )
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        like = next(csv.DictReader(file))
    _grow(folder / "indicators.csv", ({**like, "code": f"BI{n:03}", "order": str(100 + n)} for n in range(indicators)))
    lines = "".join(f'"M{n:06}" = "BI{n:03}"\n' for n in range(indicators))
    (folder / "sources" / f"{CODE}.toml").write_text(SOURCE + lines, encoding="utf-8")
    return folder


def _grow(file: Path, rows: Iterator[dict[str, str]]) -> None:
    with file.open(encoding="utf-8", newline="") as read:
        names = next(csv.reader(read))
    with file.open("a", encoding="utf-8", newline="") as out:
        csv.DictWriter(out, names, lineterminator="\n").writerows(rows)


def table(file: Path, municipalities: int, indicators: int, years: int, months: bool = True) -> int:
    """A bundle with one observation for each area, period and measure; returns how many."""
    where, when = areas(municipalities), periods(years, months)
    count = len(where) * len(when) * indicators
    base = f"https://example.org/odata/{TABLE}"
    documents = {
        "Properties": {"Identifier": TABLE, "Title": "x", "ObservationCount": count, "Status": "Regulier"},
        "Dimensions": {
            "value": [
                {"Identifier": "Geslacht", "Kind": "Dimension", "MapYear": None},
                {"Identifier": "RegioS", "Kind": "GeoDimension", "MapYear": ""},
                {"Identifier": "Perioden", "Kind": "TimeDimension", "MapYear": None},
            ]
        },
        "MeasureCodes": {
            "value": [
                {"Identifier": f"M{n:06}", "Title": f"Onderwerp {n}", "Unit": "aantal", "Decimals": 0}
                for n in range(indicators)
            ]
        },
        "GeslachtCodes": {"value": [{"Identifier": "T001038", "DimensionGroupId": None}]},
        "RegioSCodes": {"value": [{"Identifier": code, "DimensionGroupId": "GM"} for code in where]},
        "PeriodenCodes": {
            "value": [
                {"Identifier": code, "Status": "Voorlopig" if code.startswith("2025") else "Definitief"}
                for code in when
            ]
        },
        "Request": {"count": count},
    }

    def pages() -> Iterator[tuple[str, bytes]]:
        yield from ((name, json.dumps(documents[name]).encode()) for name in sorted(documents))
        lines, page = io.StringIO(), 0
        every = ((n, area, period) for n in range(indicators) for area in where for period in when)
        for number, (n, area, period) in enumerate(every, start=1):
            lines.write(
                f'{{"Id": {number}, "Measure": "M{n:06}", "ValueAttribute": "None", "Value": {number * 7 % 100_003}, '
                f'"StringValue": null, "Geslacht": "T001038", "RegioS": "{area}", "Perioden": "{period}"}}'
            )
            if number % PAGE and number < count:
                lines.write(", ")
                continue
            page += 1
            link = f', "@odata.nextLink": "{base}/Observations?$skip={number}"' if number < count else ""
            text = f'{{"@odata.context": "{base}/$metadata#Observations", "value": [{lines.getvalue()}]{link}}}'
            yield f"Observations-{page:04}", text.encode()
            lines = io.StringIO()

    with file.open("wb") as out:
        pack(pages(), out)
    return count

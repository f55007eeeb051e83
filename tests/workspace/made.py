"""Small deliveries of our own, in the forms that sources use: text, workbooks, documents of a table."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from samenhang.workspace.check.tables import Table, table_of
from samenhang.workspace.formats.documents import order, pack
from samenhang.workspace.kinds import WorkspaceError, schema
from samenhang.workspace.mapping import COLUMNS, figures

TINY = Path(__file__).parents[2] / "workspace" / "tiny"
NAMES = ("areas", "units", "publications", "definitions", "indicators")
NAME = "tn-proef"
ABOUT = {
    "code": NAME, "title_nl": "Proef", "title_en": "Trial", "publisher": "Bureau Zomerkade Telt", "licence": "CC BY 4.0",
    "url": "https://example.org/odata/99001NED", "cadence": "yearly", "table": "", "file": "",
}  # fmt: skip
CONSTANTS = {"certainty": "exact", "definition": "TD01", "basis": "work", "publication": "TX01"}


def tables(folder: Path = TINY) -> dict[str, Table]:
    """The words of the fictional province."""
    return {name: table_of(schema()[name], (folder / f"{name}.csv").read_bytes()) for name in NAMES}


def toml(kind: str, **sections: Any) -> bytes:
    """The TOML file of a source: texts of ABOUT that differ, and sections."""
    texts = {**ABOUT, "kind": kind, **{key: value for key, value in sections.items() if isinstance(value, str)}}
    text = "".join(f"{key} = {written(value)}\n" for key, value in texts.items())
    for name, section in sections.items():
        if not isinstance(section, str):
            text += "".join(_section(name, section))
    return text.encode()


def _section(name: str, section: Mapping[str, Any]) -> Iterator[str]:
    deeper = {key for key, value in section.items() if isinstance(value, Mapping) and name != "select"}
    yield f"\n[{name}]\n"
    yield from (f"{json.dumps(key)} = {written(value)}\n" for key, value in section.items() if key not in deeper)
    for key in (key for key in section if key in deeper):
        yield from _section(f"{name}.{key}", section[key])


def written(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(str(key))} = {written(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def read(
    source: bytes, delivery: Any, *columns: str, words: Mapping[str, Table] | None = None
) -> list[tuple[Any, ...]]:
    """The figures of a delivery, of each only these columns."""
    places = [[name for name, _ in COLUMNS].index(name) for name in columns]
    return [tuple(figure[place] for place in places) for figure in figures(source, delivery, words or tables())]


def problems(source: bytes, delivery: Any, words: Mapping[str, Table] | None = None) -> list[str]:
    """What is said of a delivery; nothing when it is right."""
    try:
        read(source, delivery, words=words)
    except WorkspaceError as error:
        return str(error).split("\n")
    return []


# documents of a table

AREAS = ("TL01", "TP01", "TG01", "TG02", "TG03", "TG11")
PERIODS = {"2022JJ00": "Definitief", "2023JJ00": "NaderVoorlopig", "2024JJ00": "Voorlopig"}
MEASURES = {"M000001": ("Werkenden", "aantal", 0), "M000002": ("Bedden", "x 1 000", 1)}


def observations() -> list[dict[str, Any]]:
    """One for each measure, area and period; an area that was not there has none, as CBS writes it."""
    found: list[dict[str, Any]] = []
    for measure in MEASURES:
        for area in AREAS:
            for period in PERIODS:
                gone = (area == "TG03" and period < "2023") or (area == "TG11" and period >= "2023")
                number = len(found) + 1
                value = None if gone else (number * 10 if measure == "M000001" else number / 10)
                found.append({
                    "Id": number, "Measure": measure, "ValueAttribute": "Impossible" if gone else "None", "Value": value,
                    "StringValue": None, "Geslacht": "T001038", "RegioS": area, "Perioden": period,
                })  # fmt: skip
    return found


def documents() -> dict[str, Any]:
    """The documents of table 99001NED, for a test to change."""
    return {
        "Properties": {"Identifier": "99001NED", "Title": "Werk en bedden", "Modified": "2026-01-02T00:00:00+01:00",
                       "Status": "Regulier", "ObservationCount": 36, "RelatedSources": []},
        "Dimensions": {"value": [
            {"Identifier": "Geslacht", "Kind": "Dimension", "MapYear": None},
            {"Identifier": "RegioS", "Kind": "GeoDimension", "MapYear": ""},
            {"Identifier": "Perioden", "Kind": "TimeDimension", "MapYear": None},
        ]},
        "MeasureCodes": {"value": [
            {"Identifier": code, "Title": title, "Unit": unit, "Decimals": decimals}
            for code, (title, unit, decimals) in MEASURES.items()
        ]},
        "GeslachtCodes": {"value": [{"Identifier": "T001038", "Title": "Totaal"}]},
        "RegioSCodes": {"value": [
            {"Identifier": area, "Title": area, "DimensionGroupId": "GM" if area.startswith("TG") else "LD"} for area in AREAS
        ]},
        "PeriodenCodes": {"value": [{"Identifier": code, "Title": code[:4], "Status": status} for code, status in PERIODS.items()]},
        "Observations": {"@odata.context": "…#Observations", "value": observations()},
    }  # fmt: skip


def bundle(changed: Mapping[str, Any] | None = None, **others: Any) -> bytes:
    """The documents as one file; a document may be given as bytes, None leaves it out."""
    found = {**(changed if changed is not None else documents()), **others}
    texts = {
        name: document if isinstance(document, bytes) else json.dumps(document).encode()
        for name, document in found.items()
        if document is not None
    }
    out = io.BytesIO()
    pack(((name, texts[name]) for name in sorted(texts, key=order)), out)
    return out.getvalue()


def v4(**sections: Any) -> bytes:
    """The source of that table: two measures, one of them in thousands."""
    about: dict[str, Any] = {
        "table": "99001NED",
        "division": "period",
        "columns": {"area": "RegioS", "period": "Perioden", "indicator": "@measure", "value": "@value", "unit": "@measure",
                    "state": "@state", "wording": "@title"},
        "constants": CONSTANTS,
        "map": {"indicator": {"M000001": "TI01", "M000002": "TI02"}, "unit": {"M000001": "tn-personen", "M000002": "tn-plekken"}},
        "layout": {"units": {"M000001": "aantal", "M000002": "x 1 000"}, "factors": {"x 1 000": 1000}},
        "select": {"Geslacht": "T001038"},
    }  # fmt: skip
    return toml("cbs-v4", **{**about, **sections})


# workbooks


def xlsx(rows: list[list[Any]], sheet: str = "Tabel 1") -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str) and cell.startswith("="):
        return f'<table:table-cell table:formula="of:{escape(cell)}" office:value-type="float" office:value="1"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def ods(rows: list[list[Any]], sheet: str = "Tabel 1", before: str = "", after: str = "") -> bytes:
    body = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="{sheet}">{body}{after}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", text)
    return out.getvalue()

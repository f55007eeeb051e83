"""Tables of CBS as OData v3: wide rows, padded codes, topics as measures."""

import io
import json
from pathlib import Path

import pytest
from tests.workspace import made

from samenhang.workspace.formats.documents import pack_folder

NAME = made.NAME
BRABANT = Path(made.TINY).parent / "brabant"


def documents():
    return {
        "TableInfos": {"value": [{"Identifier": "99002NED", "Modified": "2020-11-19T02:00:00", "OutputStatus": "Regulier"}]},
        "DataProperties": {"value": [
            {"Type": "GeoDimension", "Key": "RegioS", "MapYear": 2024},
            {"Type": "TimeDimension", "Key": "Perioden"},
            {"Type": "TopicGroup", "Key": "", "Title": "Banen"},
            {"Type": "Topic", "Key": "Banen_1", "Title": "Banen ", "Unit": "x 1 000", "Decimals": 1},
            {"Type": "Topic", "Key": "Bedden_2", "Title": "Bedden", "Unit": "aantal", "Decimals": 0},
        ]},
        "Perioden": {"value": [{"Key": "2023JJ00 ", "Status": "Definitief"}, {"Key": "2024JJ00", "Status": "Voorlopig"}]},
        "TypedDataSet": {"odata.metadata": "…#TypedDataSet", "value": [
            {"ID": 0, "RegioS": "TG01  ", "Perioden": "2023JJ00", "Banen_1": 7888.2001953125, "Bedden_2": 12},
            {"ID": 1, "RegioS": "TG01  ", "Perioden": "2024JJ00", "Banen_1": 8560.4697265625, "Bedden_2": None},
        ]},
    }  # fmt: skip


def source(**sections):
    about = {
        "table": "99002NED",
        "division": "2024",
        "columns": {"area": "RegioS", "period": "Perioden", "indicator": "@measure", "value": "@value", "unit": "@measure",
                    "state": "@state", "wording": "@title"},
        "constants": made.CONSTANTS,
        "map": {"indicator": {"Banen_1": "TI01", "Bedden_2": "TI02"}, "unit": {"Banen_1": "tn-personen", "Bedden_2": "tn-plekken"}},
        "layout": {"units": {"Banen_1": "x 1 000", "Bedden_2": "aantal"}, "factors": {"x 1 000": 1000}},
    }  # fmt: skip
    return made.toml("cbs-v3", **{**about, **sections})


def refused(told=None, **others):
    return made.problems(told or source(), made.bundle({**documents(), **others}))


def test_wide_rows_become_figures_with_the_decimals_of_the_table():
    assert made.read(source(), made.bundle(documents()), "row", "value", "state", "wording") == [
        ("TG01/2023/TX01/TI01/TD01", 7888200, "known", "Banen"),
        ("TG01/2023/TX01/TI02/TD01", 12, "known", "Bedden"),
        ("TG01/2024/TX01/TI01/TD01", 8560500, "provisional", "Banen"),
        ("TG01/2024/TX01/TI02/TD01", None, "unknown", "Bedden"),
    ]


def test_select_and_count():
    told = source(select={"Perioden": {"to": "2023JJ00"}})
    rows = made.read(told, made.bundle({**documents(), "Request": {"count": 2}}), "value")
    assert rows == [(7888200,), (12,)]
    assert refused(Request={"count": 3}) == [
        f"{NAME}: expected 3 rows, got 2: pages are missing or cut off, download the table again"
    ]


@pytest.mark.parametrize(
    ("document", "place", "cells", "told"),
    [
        ("DataProperties", 0, {"Key": "Regio"}, f'{NAME} has no column "RegioS" (did you mean Regio?)'),
        ("DataProperties", 0, {"MapYear": 2020}, 'the areas of "RegioS" are those of 2020, expected the division of 2024'),
        ("DataProperties", 3, {"Unit": "aantal"}, 'measure "Banen_1" is counted in "aantal", expected "x 1 000": the unit changed'),
        ("DataProperties", 3, {"Key": "Banen_9"}, 'DataProperties has no measure "Banen_1" (did you mean Banen_9?)'),
        ("TypedDataSet", 1, {"RegioS": "TG99  "}, f'{NAME} row 1, RegioS "TG99": unknown area "TG99"'),
        ("TypedDataSet", 1, {"RegioS": "TG11  "}, "TG11 (Meerdorp) exists until 2023-01-01, this figure is about the areas of 2024"),
        ("TypedDataSet", 1, {"Banen_1": "n.b."}, f'{NAME} row 1, Banen_1 "n.b.": value must be a number such as 12.5'),
        ("TypedDataSet", 1, {"Perioden": "2023JJ00"}, "stands in row 0, Banen_1: remove one"),
        ("TypedDataSet", 0, {"Bedden_2": KeyError}, "got nothing that can be read for Bedden_2: a dimension or topic was renamed"),
        ("TableInfos", 0, {"Identifier": "99003NED"}, 'expected the table "99002NED", as the source says, got "99003NED"'),
        ("Perioden", 1, {"Status": "Proef"}, 'Perioden "2024JJ00" has the new status "Proef"'),
    ],
)  # fmt: skip
def test_a_corrupted_delivery_is_refused(document, place, cells, told):
    found = documents()
    row = found[document]["value"][place]
    for key, value in cells.items():
        row.pop(key) if value is KeyError else row.update({key: value})
    assert any(told in line for line in refused(**found)), refused(**found)


def test_a_page_cut_off_and_a_page_that_is_html():
    text = json.dumps(documents()["TypedDataSet"]).encode()
    assert "no whole JSON" in refused(TypedDataSet=text[:-9])[0]
    assert "got a web page (HTML)" in refused(DataProperties=b"<html>")[0]


@pytest.mark.parametrize("document", ["TableInfos", "DataProperties", "Perioden", "TypedDataSet"])
def test_an_answer_in_atom_is_refused_and_never_read(document):
    """Version 3 answers in Atom unless it is asked for JSON; a billion laughs in it would be read by nobody."""
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'
    assert refused(**{document: laughs}) == [
        f'{NAME}: expected JSON in "{document}.json", got XML: ask the service for JSON ($format=json) and download it again'
    ]


def test_neighbourhood_figures_of_brabant_as_recorded(samples: Path):
    told = source(
        table="84799NED",
        division="2020",
        columns={"area": "WijkenEnBuurten", "indicator": "@measure", "value": "@value", "state": "@state", "unit": "@measure",
                 "definition": "@measure"},
        constants={"period": "2020", "certainty": "exact", "basis": "live", "publication": "cbs-84799ned"},
        map={
            "area": {"NL00": "NL01"},
            "indicator": {"HuishoudensTotaal_28": "huishoudens", "Bevolkingsdichtheid_33": "bevolkingsdichtheid"},
            "unit": {"HuishoudensTotaal_28": "huishoudens", "Bevolkingsdichtheid_33": "personen-per-km2"},
            "definition": {"HuishoudensTotaal_28": "kwb-2020-huishoudens", "Bevolkingsdichtheid_33": "kwb-2020-dichtheid"},
        },
        layout={"units": {"HuishoudensTotaal_28": "aantal", "Bevolkingsdichtheid_33": "aantal inwoners per km²"}},
    )  # fmt: skip
    out = io.BytesIO()
    pack_folder(samples / "cbs-samples" / "v3_84799NED_KWB2020", out)
    rows = made.read(told, out.getvalue(), "area", "indicator", "value", words=made.tables(BRABANT))
    assert ("NL01", "huishoudens", 7997800) in rows
    assert ("GM1723", "bevolkingsdichtheid", 110) in rows
    assert len(rows) == 110


def test_jobs_as_recorded_lose_the_noise_of_single_precision(samples: Path, tmp_path: Path):
    """The sample has no DataProperties, so the test brings them."""
    for file in (samples / "cbs-samples" / "v3_83583NED_banen_SBI").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    properties = [
        {"Type": "Dimension", "Key": "BedrijfstakkenBranchesSBI2008"},
        {"Type": "Dimension", "Key": "Bedrijfsgrootte"},
        {"Type": "TimeDimension", "Key": "Perioden"},
        {"Type": "Topic", "Key": "BanenVanWerknemersInDecember_1", "Title": "Banen", "Unit": "x 1 000", "Decimals": 1},
    ]
    told = source(
        table="83583NED",
        division="",
        columns={"period": "Perioden", "indicator": "@measure", "value": "@value", "state": "@state"},
        constants={**made.CONSTANTS, "area": "TL01", "unit": "tn-personen"},
        map={"indicator": {"BanenVanWerknemersInDecember_1": "TI01"}},
        layout={"units": {"BanenVanWerknemersInDecember_1": "x 1 000"}, "factors": {"x 1 000": 1000}},
        select={"BedrijfstakkenBranchesSBI2008": "T001081", "Bedrijfsgrootte": "T001098"},
    )
    out = io.BytesIO()
    pack_folder(tmp_path, out)
    assert made.problems(told, out.getvalue())[0].startswith(f"{NAME}: the document DataProperties is missing")
    (tmp_path / "DataProperties.json").write_text(json.dumps({"value": properties}))
    out = io.BytesIO()
    pack_folder(tmp_path, out)
    rows = made.read(told, out.getvalue(), "period", "value")
    assert rows[:2] == [("2010", 7888200), ("2011", 7937700)]
    assert rows[-1] == ("2019", 8560500)

"""Tables of CBS as OData v4: what is read, and each way in which a delivery can be wrong, with its sentence."""

import copy
import io
import json
import zipfile
from pathlib import Path

import pytest
from tests.workspace import made

from samenhang.workspace import folder
from samenhang.workspace.formats.documents import pack_folder
from samenhang.workspace.mapping import map_delivery

NAME = made.NAME


def change(**changes):
    """The documents with one row of a document changed: Document=(place, {key: value})."""
    found = copy.deepcopy(made.documents())
    for name, (place, cells) in changes.items():
        row = found[name]["value"][place] if place is not None else found[name]
        for key, value in cells.items():
            row.pop(key, None) if value is KeyError else row.update({key: value})
    return found


def refused(documents=None, source=None, **others):
    return made.problems(source or made.v4(), made.bundle(documents, **others))


def test_figures_with_their_state_and_in_single_units():
    rows = made.read(made.v4(), made.bundle(), "row", "value", "state", "unit", "wording")
    assert len(rows) == 30  # 36 less the 6 of areas that were not there
    assert rows[:3] == [
        ("TL01/2022/TX01/TI01/TD01", 10, "known", "tn-personen", "Werkenden"),
        ("TL01/2023/TX01/TI01/TD01", 20, "provisional", "tn-personen", "Werkenden"),
        ("TL01/2024/TX01/TI01/TD01", 30, "provisional", "tn-personen", "Werkenden"),
    ]
    assert rows[-1] == ("TG11/2022/TX01/TI02/TD01", 3400, "known", "tn-plekken", "Bedden")
    assert {row[0].split("/")[0] for row in rows if "/2022/" not in row[0]} == {"TL01", "TP01", "TG01", "TG02", "TG03"}


def test_a_figure_that_cannot_be_of_an_area_that_was_there_is_unknown():
    documents = change(Observations=(0, {"ValueAttribute": "Impossible", "Value": None}))
    assert made.read(made.v4(), made.bundle(documents), "row", "value", "state")[0] == (
        "TL01/2022/TX01/TI01/TD01",
        None,
        "unknown",
    )


def test_a_sign_that_we_do_not_know_is_refused_until_the_source_says_what_it_means():
    documents = change(Observations=(0, {"ValueAttribute": "Confidential", "Value": None}))
    assert refused(documents) == [
        f'{NAME} observation 1: ValueAttribute "Confidential" is new: say in [layout.symbols] whether it means unknown or suppressed'
    ]
    layout = {"units": {"M000001": "aantal", "M000002": "x 1 000"}, "factors": {"x 1 000": 1000}}
    told = made.v4(layout={**layout, "symbols": {"Confidential": "suppressed"}})
    assert made.read(told, made.bundle(documents), "value", "state")[0] == (None, "suppressed")
    told = made.v4(layout={**layout, "symbols": {"Confidential": "none"}})
    assert made.read(told, made.bundle(documents), "row")[0] == ("TL01/2023/TX01/TI01/TD01",)


@pytest.mark.parametrize(
    ("select", "areas"),
    [
        ("TG01", ["TG01"]),
        (["TG01", "TP01"], ["TP01", "TG01"]),
        ({"startswith": "TG"}, ["TG01", "TG02", "TG03", "TG11"]),
        ({"group": "LD", "equals": "TG02"}, ["TL01", "TP01", "TG02"]),
        ({"from": "TG02", "to": "TG03"}, ["TG02", "TG03"]),
    ],
)
def test_select(select, areas):
    source = made.v4(select={"Geslacht": "T001038", "RegioS": select})
    assert list(dict.fromkeys(area for (area,) in made.read(source, made.bundle(), "area"))) == areas


def test_padded_codes_lose_their_spaces():
    documents = change(Observations=(0, {"RegioS": "TL01  ", "Perioden": "2022JJ00 "}))
    assert made.read(made.v4(), made.bundle(documents), "row") == made.read(made.v4(), made.bundle(), "row")


def test_pages_are_read_in_their_order_and_a_window_of_text_at_a_time(monkeypatch):
    monkeypatch.setattr("samenhang.workspace.formats.documents.WINDOW", 700)
    whole = made.documents()
    found = whole.pop("Observations")["value"]
    pages = {
        f"Observations-{number:04}": {
            "@odata.context": "…",
            "value": found[start : start + 10],
            "@odata.nextLink": "next?]}",
        }
        for number, start in enumerate(range(0, 36, 10), start=1)
    }
    del pages["Observations-0004"]["@odata.nextLink"]
    assert made.read(made.v4(), made.bundle({**whole, **pages}), "row", "value") == made.read(
        made.v4(), made.bundle(), "row", "value"
    )


def test_braces_in_a_text_do_not_end_an_observation(monkeypatch):
    monkeypatch.setattr("samenhang.workspace.formats.documents.WINDOW", 100)
    documents = made.documents()
    for row in documents["Observations"]["value"]:
        row["StringValue"] = None if row["Value"] is None else 'a "} , { ] } text'
    assert len(made.read(made.v4(), made.bundle(documents), "row")) == 30


def test_a_folder_a_zip_by_hand_and_the_bundle_say_the_same(tmp_path: Path):
    names = {"Properties": "properties", "MeasureCodes": "measure-codes", "RegioSCodes": "codes-RegioS"}
    by_hand = io.BytesIO()
    with zipfile.ZipFile(by_hand, "w") as archive:
        for name, document in made.documents().items():
            (tmp_path / f"{names.get(name, name)}.json").write_text(json.dumps(document))
            archive.writestr(f"tabel/{names.get(name, name)}.json", json.dumps(document))
    first, second = io.BytesIO(), io.BytesIO()
    pack_folder(tmp_path, first)
    pack_folder(tmp_path, second)
    assert first.getvalue() == second.getvalue()
    expected = made.read(made.v4(), made.bundle(), "row", "value")
    assert made.read(made.v4(), first.getvalue(), "row", "value") == expected
    assert made.read(made.v4(), by_hand.getvalue(), "row", "value") == expected


# each corrupted delivery: the cell, and what to do


def test_renamed_dimension():
    documents = change(Dimensions=(1, {"Identifier": "Regio"}))
    documents["RegioCodes"] = documents.pop("RegioSCodes")
    assert refused(documents) == [
        f'sources/{NAME}.toml select: nothing says what to do with the dimension "Regio" of the table: name it in [columns], '
        "or fix it in [select], for example on its total",
        f'sources/{NAME}.toml:14 columns.area: {NAME} has no column "RegioS" (did you mean Regio?)',
    ]


def test_dimension_renamed_in_a_page_only():
    documents = made.documents()
    for row in documents["Observations"]["value"]:
        row["Regio"] = row.pop("RegioS")
    assert refused(documents) == [
        f"{NAME} observation 1: expected Id, Measure, ValueAttribute, Value, Geslacht, RegioS, Perioden, got nothing that can be "
        "read for RegioS: a dimension was renamed or the page was changed, download the table again"
    ]


def test_unknown_municipality():
    documents = change(Observations=(8, {"RegioS": "TG99"}), RegioSCodes=(3, {"Identifier": "TG99"}))
    assert (
        refused(documents)[0]
        == f'{NAME} observation 9, RegioS "TG99": unknown area "TG99" (areas.csv has no such code: add it there or correct it here)'
    )


def test_wrong_years_division():
    documents = change(Observations=(12, {"ValueAttribute": "None", "Value": 7}))
    assert refused(documents) == [
        f'{NAME} observation 13, RegioS "TG03": TG03 (Cedermeer) exists from 2023-01-01, this figure is about 2022: the delivery '
        f"counts the areas of another year; deliver that division, or correct division in sources/{NAME}.toml"
    ]
    documents = change(Dimensions=(1, {"MapYear": "2022"}))
    assert refused(documents, made.v4(division="2024")) == [
        f'{NAME}: the areas of "RegioS" are those of 2022, expected the division of 2024: deliver the table of that division, or '
        f"correct division in sources/{NAME}.toml"
    ]


def test_changed_unit():
    assert refused(change(MeasureCodes=(0, {"Unit": "x 1 000"}))) == [
        f'{NAME}: MeasureCodes: measure "M000001" is counted in "x 1 000", expected "aantal": the unit changed, so convert the '
        f"figures or correct [layout.units] and [layout.factors] in sources/{NAME}.toml"
    ]


def test_thousands_without_a_factor():
    source = made.v4(layout={"units": {"M000001": "aantal", "M000002": "x 1 000"}})
    assert refused(source=source) == [
        f'{NAME}: MeasureCodes: measure "M000002" is counted in "x 1 000" and nothing says what to multiply by: add "x 1 000" = '
        f"1000 (or 1, when our unit counts so too) to [layout.factors] in sources/{NAME}.toml"
    ]


def test_text_in_a_number():
    assert refused(change(Observations=(4, {"Value": "12 tot 15"}))) == [
        f'{NAME} observation 5, value "12 tot 15": value must be a number such as 12.5, with a dot and at most 15 digits before '
        'it, not "12 tot 15"'
    ]
    assert refused(change(Observations=(4, {"Value": True}))) == [
        f"{NAME} observation 5: expected Id, Measure, ValueAttribute, Value, Geslacht, RegioS, Perioden, got nothing that can be "
        "read for Value: a dimension was renamed or the page was changed, download the table again"
    ]


def test_truncated_page():
    text = json.dumps(made.documents()["Observations"]).encode()
    (told,) = refused(Observations=text[: len(text) // 2])
    assert told.startswith(f'{NAME}: "Observations.json" is no whole JSON (')
    assert told.endswith("it was cut off or changed, download it again")


def test_missing_observations():
    fewer = made.documents()
    del fewer["Observations"]["value"][-1]
    told = f"{NAME}: expected 36 observations, got 35: pages are missing or cut off, download the table again"
    assert refused(fewer, Request={"count": 36}) == [told]
    del fewer["Dimensions"]["value"][0]
    for row in fewer["Observations"]["value"]:
        del row["Geslacht"]
    assert refused(fewer, made.v4(select={})) == [told]  # all of the table was asked, and it says how many that is


def test_missing_page():
    documents = made.documents()
    documents["Observations"]["@odata.nextLink"] = "https://example.org/odata/99001NED/Observations?$skip=36"
    assert refused(documents) == [
        f'{NAME}: "Observations.json" says that more follows (https://example.org/odata/99001NED/Observations?$skip=36): the '
        "delivery misses pages, add them"
    ]


def test_duplicate_key():
    documents = made.documents()
    documents["Observations"]["value"].append({**documents["Observations"]["value"][1], "Id": 99})
    assert refused(documents) == [
        f'{NAME} observation 99, measure "M000001": the same figure (area, period, publication, indicator, '
        "definition) stands in observation 2: remove one, give each its own definition, or make them low and high"
    ]


def test_html_instead_of_json():
    for name in ("Properties", "Observations"):
        assert refused(**{name: b"\n<!DOCTYPE html><html><body>Storing</body></html>"}) == [
            f'{NAME}: expected JSON in "{name}.json", got a web page (HTML): the site answered with a page instead of the data, '
            "download it again later or check the address"
        ]


def test_missing_document():
    (told,) = refused(PeriodenCodes=None)
    assert told.startswith(f"{NAME}: the document PeriodenCodes is missing from the delivery (")
    assert told.endswith("): add PeriodenCodes.json")


def test_another_table():
    assert refused(change(Properties=(None, {"Identifier": "99001ned"}))) == [
        f'{NAME}: expected the table "99001NED", as the source says, got "99001ned": deliver the right table (upper and lower '
        "case differ), or correct table in the source"
    ]


def test_a_measure_that_left_the_table():
    assert refused(change(MeasureCodes=(1, {"Identifier": "M000003"}))) == [
        f'{NAME}: MeasureCodes has no measure "M000002" (did you mean M000003?): it was renamed or left the table, correct '
        f"[map.indicator] in sources/{NAME}.toml"
    ]


def test_a_code_of_select_that_the_table_does_not_have():
    assert refused(source=made.v4(select={"Geslacht": "T001039"})) == [
        f'{NAME}: dimension "Geslacht" has no code "T001039" (did you mean T001038?): correct [select] in sources/{NAME}.toml'
    ]


def test_a_dimension_that_nobody_mentions():
    assert refused(source=made.v4(select={})) == [
        f'sources/{NAME}.toml select: nothing says what to do with the dimension "Geslacht" of the table: name it in [columns], '
        "or fix it in [select], for example on its total"
    ]


def test_a_status_that_is_new():
    assert refused(change(PeriodenCodes=(1, {"Status": "Proef"}))) == [
        f'{NAME} observation 2: Perioden "2023JJ00" has the new status "Proef": say in [layout.symbols] what it means'
    ]


def test_documents_of_different_ages():
    assert refused(change(Observations=(3, {"Measure": "M000009"}))) == [
        f'{NAME} observation 4: measure "M000009" is not in MeasureCodes: the documents differ in age'
    ]


def test_no_archive():
    (told,) = made.problems(made.v4(), b'{"value": []}')
    assert told.startswith(f"{NAME}: expected the documents of a CBS table in a zip, got an archive that is damaged")


def test_many_problems_are_counted():
    documents = made.documents()
    documents["Observations"]["value"] = [
        {**documents["Observations"]["value"][0], "Id": number, "RegioS": "TG99"} for number in range(1, 5001)
    ]
    told = refused(documents)
    assert len(told) == 201
    assert told[-1] == f"{NAME}: and 4,800 more problems: repair these first, most have one cause"


# the recorded samples

BRABANT = Path(made.TINY).parent / "brabant"


def sample(samples: Path, name: str) -> bytes:
    out = io.BytesIO()
    pack_folder(samples / "cbs-samples" / name, out)
    return out.getvalue()


def inhabitants(**sections) -> bytes:
    about = {
        "table": "03759ned",
        "columns": {"area": "RegioS", "period": "Perioden", "indicator": "@measure", "value": "@value", "state": "@state"},
        "constants": {"unit": "personen", "certainty": "exact", "definition": "brp-1-januari", "basis": "live",
                      "publication": "cbs-03759ned"},
        "map": {"indicator": {"M000352": "inwoners"}},
        "layout": {"units": {"M000352": "aantal"}},
        "select": {"BurgerlijkeStaat": "T001019", "Geslacht": "T001038", "Leeftijd": "10000",
                   "RegioS": {"equals": ["NL01", "PV30"], "group": "GMPV30"}},
    }  # fmt: skip
    return made.v4(**{**about, **sections})


def test_inhabitants_of_brabant_as_recorded(samples: Path):
    """The same figures as those that stand in the workspace of Brabant, which were written by hand from the same table."""
    words = made.tables(BRABANT)
    rows = made.read(inhabitants(), sample(samples, "03759ned"), "area", "period", "value", "state", words=words)
    files = folder.read(BRABANT).files
    ours = map_delivery(files["sources/cbs-03759ned.toml"], files["deliveries/cbs-03759ned.csv"])
    assert sorted(rows) == sorted((row["area"], row["period"], int(row["value"]), row["state"]) for row in ours)


def test_a_recorded_page_that_is_cut_off(samples: Path, tmp_path: Path):
    for file in (samples / "cbs-samples" / "03759ned").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    page = tmp_path / "observations.json"
    page.write_bytes(page.read_bytes()[:-1000])
    out = io.BytesIO()
    pack_folder(tmp_path, out)
    (told,) = made.problems(inhabitants(), out.getvalue(), made.tables(BRABANT))
    assert told.startswith(f'{NAME}: "observations.json" is no whole JSON (')


def test_the_stock_of_dwellings_as_recorded_is_brought_to_single_dwellings(samples: Path):
    source = made.v4(
        table="82235NED",
        division="",
        columns={"period": "Perioden", "indicator": "@measure", "value": "@value", "unit": "@unit", "state": "@state",
                 "wording": "@title", "definition": "@measure"},
        constants={**{k: v for k, v in made.CONSTANTS.items() if k != "definition"}, "area": "TL01"},
        map={"indicator": {"D002936": "TI02", "M003003": "TI02"}, "definition": {"D002936": "TD03", "M003003": "TD04"},
             "unit": {"x 1 000": "tn-plekken", "aantal": "tn-plekken"}},
        layout={"factors": {"x 1 000": 1000}},
        select={"Perioden": {"from": "2024JJ00"}},
    )  # fmt: skip
    rows = made.read(source, sample(samples, "82235NED"), "period", "wording", "value")
    assert {wording: value for period, wording, value in rows if period == "2024"}["Beginstand voorraad"] > 8_000_000
    assert all(value % 1000 == 0 for _, wording, value in rows if wording == "Beginstand voorraad")


def test_house_prices_of_brabant_as_recorded(samples: Path):
    source = inhabitants(
        table="83625NED",
        map={"indicator": {"M001534": "gemiddelde-verkoopprijs"}},
        layout={"units": {"M001534": "euro"}},
        constants={"unit": "euro", "certainty": "exact", "definition": "verkochte-koopwoningen", "basis": "place",
                   "publication": "cbs-83625ned"},
        select={"RegioS": {"equals": ["NL01", "PV30"], "startswith": "GM"}, "Perioden": {"from": "2020JJ00"}},
    )  # fmt: skip
    words = made.tables(BRABANT)
    rows = made.read(source, sample(samples, "83625NED"), "area", "period", "value", words=words)
    files = folder.read(BRABANT).files
    ours = map_delivery(files["sources/cbs-83625ned.toml"], files["deliveries/cbs-83625ned.csv"])
    assert sorted(row for row in rows if row[2] is not None) == sorted(
        (row["area"], row["period"], int(row["value"])) for row in ours
    )

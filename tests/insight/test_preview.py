"""A delivery is shown cell by cell before it is written, leaves nothing behind when it is wrong, and is kept whole when it is right."""

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from tests.insight.site import serving
from tests.insight.test_fetch import publish
from tests.workspace import made
from tests.workspace.test_formats_safety import again
from tests.workspace.test_formats_tables import MAKE, SHEET, grid

from samenhang.ground.ledger.models import Act, Mention, Sheet
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.lexicon.actions import load_folder
from samenhang.ground.people.models import Installer
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.actions import fetch as fetching
from samenhang.insight.evidence.actions.line import LARGEST, CannotReceive
from samenhang.insight.evidence.models import Edition, Figure, Source
from samenhang.insight.evidence.queries import current, verify_figures
from samenhang.insight.evidence.queries.asread import FIRST as FIRST_READ
from samenhang.insight.evidence.queries.asread import as_read
from samenhang.insight.evidence.queries.preview import MOST, Change, Preview, preview
from samenhang.insight.evidence.queries.problems import in_words
from samenhang.workspace.kinds import WorkspaceError

pytestmark = pytest.mark.django_db
CSV = {
    "columns": {"area": "gebied", "period": "jaar", "indicator": "onderwerp", "value": "getal", "state": "toestand"},
    "constants": {**made.CONSTANTS, "unit": "tn-personen"},
    "division": "period",
}
HEAD = "gebied,jaar,onderwerp,getal,toestand\n"
FIRST = HEAD + "TG01,2024,TI01,1,known\nTG02,2024,TI01,2,known\nTG03,2024,TI04,3,known\n"


@pytest.fixture
def source(tmp_path: Path, core_team: object):
    """Gives a source that the fictional workspace declares by this TOML file."""

    def declare(toml: bytes) -> Source:
        folder = tmp_path / "workspace"
        if not folder.exists():
            shutil.copytree(made.TINY, folder)
        (folder / "sources" / f"{made.NAME}.toml").write_bytes(toml)
        now = timezone.now()
        loaded = load_folder(str(folder), by=Installer(), at=now)
        evidence.deliver_all(loaded, by=core_team, at=now, say=lambda line: None)
        return Source.objects.get(pk=made.NAME)

    return declare


@pytest.fixture
def deliver(core_team: object):
    def give(source, data, reason=""):
        return evidence.deliver(source=source, data=data, by=core_team, at=timezone.now(), reason=reason)

    return give


def files() -> Iterator[Path]:
    from django.core.files.storage import storages

    return (path for path in Path(storages["sheets"].location).rglob("*") if path.is_file())


def record() -> tuple[int, ...]:
    """How much there is of everything that a delivery can make."""
    return (*(model.objects.count() for model in (Act, Mention, Sheet, Edition, Figure)), sum(1 for _ in files()))


def test_a_first_delivery_is_new(source, deliver):
    declared = source(made.toml("csv", **CSV))
    before = record()
    seen = preview(declared, FIRST.encode())
    rows = ("TG01/2024/TX01/TI01/TD01", "TG02/2024/TX01/TI01/TD01", "TG03/2024/TX01/TI04/TD01")
    assert (seen.new, seen.changed, seen.gone, seen.same, seen.cells, seen.problems) == (3, 0, 0, 0, (), ())
    assert tuple(line.row for line in seen.new_lines) == rows
    assert record() == before, "a look writes nothing"
    assert deliver(declared, FIRST.encode()) == 3
    assert preview(declared, FIRST.encode()) == Preview(same=3)
    assert preview(declared, FIRST.encode()).nothing


def test_what_changes_is_shown_by_the_cell(source, deliver, tmp_path):
    declared = source(made.toml("csv", **CSV))
    deliver(declared, FIRST.encode())
    second = tmp_path / "second.csv"
    second.write_text(HEAD + "TG01,2024,TI01,1,known\nTG02,2024,TI01,2.5,provisional\nTP01,2024,TI01,,unknown\n")
    before = record()
    seen = preview(declared, second)
    assert (seen.new, seen.changed, seen.gone, seen.same) == (1, 1, 1, 1)
    (standing,) = {change.line for change in seen.cells}
    assert standing.row == "TG02/2024/TX01/TI01/TD01"
    assert current().get(source=declared, row=standing.row).ref == standing.ref
    assert seen.cells == (
        Change(standing, "state", "known", "provisional"),
        Change(standing, "value", 2, 2.5),
    )
    assert [(line.row, line["value"], line.ref) for line in seen.new_lines] == [("TP01/2024/TX01/TI01/TD01", None, "")]
    assert [(line.row, line["value"]) for line in seen.gone_lines] == [("TG03/2024/TX01/TI04/TD01", 3)]
    assert record() == before


def test_what_was_shown_is_what_is_written(source, deliver):
    declared = source(made.toml("csv", **CSV))
    deliver(declared, FIRST.encode())
    second = HEAD + "TG01,2024,TI01,9,known\nTG03,2024,TI01,5,known\nTG01,2024,TI04,3,known\n"
    seen = preview(declared, second.encode())
    assert (seen.new, seen.changed, seen.gone, seen.same) == (2, 1, 2, 0)
    before = record()
    with pytest.raises(evidence.NeedsReason):
        deliver(declared, second.encode())
    assert record() == before, "without a reason nothing is kept, not even that the file came"
    deliver(declared, second.encode(), "Counted again.")
    rows = Figure.objects.filter(source=declared, edition__current=True).order_by("row").values_list("row", "value")
    assert list(rows) == [
        ("TG01/2024/TX01/TI01/TD01", 9.0),
        ("TG01/2024/TX01/TI04/TD01", 3.0),
        ("TG03/2024/TX01/TI01/TD01", 5.0),
    ]
    assert preview(declared, second.encode()) == Preview(same=3)


def test_very_many_rows_are_counted_and_some_are_named(source, deliver):
    declared = source(made.toml("csv", **CSV))
    days = [f"{year}-{month:02}-{day:02}" for year in (2023, 2024) for month in range(1, 13) for day in range(1, 29)]
    deliver(declared, (HEAD + "".join(f"TG01,{day},TI01,1,known\n" for day in days)).encode())
    seen = preview(declared, (HEAD + "".join(f"TG01,{day},TI01,2,known\n" for day in days)).encode())
    assert (seen.changed, len(seen.cells), len(days), seen.cut) == (672, MOST, 672, True)


def test_problems_are_shown_and_nothing_else(source):
    declared = source(made.toml("csv", **CSV))
    seen = preview(declared, (FIRST + "TG99,2024,TI01,5,known\n").encode())
    assert [str(problem) for problem in seen.problems] == [
        f'{made.NAME}:5 gebied "TG99": unknown area "TG99" (areas.csv has no such code: add it there or correct it here)'
    ]
    assert (seen.new, seen.cells, seen.nothing) == (0, (), False)


def test_before_the_workspace_is_loaded(db):
    Act.objects.filter(verb="workspace.loaded").update(verb="workspace.forgotten")
    (problem,) = preview(Source(pk="x"), b"").problems
    assert problem.message.startswith("Laad eerst") or problem.message.startswith("Load the workspace first")


# the whole way of a table


def test_a_table_is_received_tidied_computed_and_filled(source, deliver, tmp_path):
    declared = source(made.v4())
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, document in made.documents().items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    assert deliver(declared, folder) == 30
    before = record()
    file = tmp_path / "bundle.zip"
    file.write_bytes(made.bundle())
    assert deliver(declared, file) == 30
    assert record() == before, "the same documents make no act, whether in a folder or in a file"
    figure = Figure.objects.get(source=declared, row="TG03/2024/TX01/TI02/TD01")
    assert (figure.value, figure.state, figure.unit_id, figure.wording) == (
        3300.0,
        "provisional",
        "tn-plekken",
        "Bedden",
    )
    assert verify(replay=True).problems == []
    assert verify_figures()[1] == []


def test_a_delivery_is_mapped_once(source, deliver, monkeypatch):
    from samenhang.workspace import mapping

    declared, calls = source(made.v4()), []
    real = mapping.columns
    monkeypatch.setattr(mapping, "columns", lambda *given: calls.append(1) or real(*given))
    deliver(declared, made.bundle())
    assert calls == [1]


def corrupted():
    """Each delivery that must be refused, by its name: the place that its sentence names, and the remedy."""
    whole = made.documents()

    def change(document: str, place: int, **cells: object) -> dict[str, object]:
        found = copy.deepcopy(whole)
        found[document]["value"][place].update(cells)
        return found

    page = json.dumps(whole["Observations"]).encode()
    twice = copy.deepcopy(whole)
    twice["Observations"]["value"].append({**twice["Observations"]["value"][0], "Id": 99})
    renamed = change("Dimensions", 1, Identifier="Regio") | {"RegioCodes": whole["RegioSCodes"]}
    latin = json.dumps({"Identifier": "\u00e9"}, ensure_ascii=False).encode("latin-1")
    number = 'value must be a number such as 12.5, with a dot and at most 15 digits before it, not "ca. 5"'
    yield (
        "renamed dimension",
        renamed,
        "select",
        'dimension "Regio" of the table: name it in [columns], or fix it in [select]',
    )
    yield (
        "unknown municipality", change("Observations", 6, RegioS="TG99"), 'observation 7, RegioS "TG99"',
        "areas.csv has no such code: add it there or correct it here",
    )  # fmt: skip
    yield (
        "wrong division", change("Observations", 12, ValueAttribute="None", Value=1), 'observation 13, RegioS "TG03"',
        "deliver that division, or correct division in sources/tn-proef.toml",
    )  # fmt: skip
    yield (
        "changed unit", change("MeasureCodes", 0, Unit="x 1 000"), 'measure "M000001"',
        "the unit changed, so convert the figures or correct [layout.units]",
    )  # fmt: skip
    yield "text in a number", change("Observations", 35, Value="ca. 5"), 'observation 36, value "ca. 5"', number
    yield (
        "truncated page", {**whole, "Observations": page[:-50]}, '"Observations.json"',
        "it was cut off or changed, download it again",
    )  # fmt: skip
    yield (
        "duplicate key", twice, 'observation 99, measure "M000001"',
        "stands in observation 1: remove one, give each its own definition, or make them low and high",
    )  # fmt: skip
    yield (
        "HTML instead of JSON", {**whole, "MeasureCodes": b"<html>"}, '"MeasureCodes.json"',
        "got a web page (HTML): the site answered with a page instead of the data, download it again later",
    )  # fmt: skip
    yield (
        "wrong encoding", {**whole, "Properties": latin}, '"Properties.json" is not UTF-8 (byte 0xe9 at position 16',
        "deliver the document as the site gives it, or save it as UTF-8",
    )  # fmt: skip
    yield (
        "zip bomb", {**whole, "Observations": b" " * 40_000_000}, '"Observations.json" unpacks to 40,000,000 bytes',
        "more than 200 times as many, as no table does: deliver the file as the source publishes it",
    )  # fmt: skip


def refusal(caught, place, remedy):
    """The one sentence with this remedy names this place; all are told in Dutch too."""
    problems = caught.value.problems
    (one,) = [each for each in problems if remedy in each.message]
    assert place in f"{one.row} {one.message}"
    with translation.override("nl"):
        assert [in_words(each.message) for each in problems if in_words(each.message)[1]] == []


@pytest.mark.parametrize(
    ("documents", "place", "remedy"), [pytest.param(*rest, id=name) for name, *rest in corrupted()]
)
def test_a_corrupted_table_names_the_cell_and_the_remedy_and_leaves_nothing_behind(
    source, deliver, documents, place, remedy
):
    declared = source(made.v4())
    deliver(declared, made.bundle())
    before = record()
    with pytest.raises(WorkspaceError) as caught:
        deliver(declared, made.bundle(documents))
    refusal(caught, place, remedy)
    assert record() == before


FORMULA = [["gebied", "jaar", "onderwerp", "getal", "toestand"], ["TG01", 2024, "TI01", "=1+1", "known"]]
BOMB = again(made.xlsx(FORMULA), lambda name, held: b" " * 40_000_000 if name == "xl/worksheets/sheet1.xml" else held)
REFUSED_FILES = {
    "wrong encoding": ("csv", FIRST.encode("utf-16"), "", "the file is damaged or not UTF-8, save it again as UTF-8"),
    "latin letters": (
        "csv", FIRST.replace("TG02", "T\u00e902").encode("latin-1"), "byte 0xE9 at position", "save the file as UTF-8",
    ),
    "unknown word": ("csv", FIRST.replace("known", "bekend", 1).encode(), 'toestand "bekend"', "state must be known"),
    "cut off": ("xlsx", b"PK\x03\x04" + b"x" * 100, "", "damaged or cut off"),
    "formula cell": ("xlsx", made.xlsx(FORMULA), "Tabel 1!D2", "copy and paste special, values only"),
    "formula cell in ods": ("ods", made.ods(FORMULA), "Tabel 1!D2", "copy and paste special, values only"),
    "zip bomb": ("xlsx", BOMB, '"xl/worksheets/sheet1.xml" unpacks to 40,000,000 bytes', "deliver the file as the source publishes it"),
    "entities": (
        "ods", made.ods([], before='<!DOCTYPE x [<!ENTITY a "b">]>'), '"content.xml"', "open the file in one and save it again",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "data", "place", "remedy"), REFUSED_FILES.values(), ids=REFUSED_FILES)
def test_a_corrupted_file_names_the_cell_and_the_remedy_and_leaves_nothing_behind(
    source, deliver, kind, data, place, remedy
):
    layout = {"layout": {"sheet": "Tabel 1", "header_rows": [1]}} if kind != "csv" else {}
    declared = source(made.toml(kind, **CSV, **layout))
    before = record()
    with pytest.raises(WorkspaceError) as caught:
        deliver(declared, data)
    refusal(caught, place, remedy)
    assert record() == before


def test_an_empty_and_an_oversized_file(source, deliver, tmp_path):
    declared = source(made.toml("csv", **CSV))
    before = record()
    large = tmp_path / "large.csv"
    with large.open("wb") as out:
        out.truncate(LARGEST + 1)
    for data in (b"", large):
        with pytest.raises(CannotReceive):
            deliver(declared, data)
    assert record() == before


def test_who_may_not_receive(source):
    declared = source(made.toml("csv", **CSV))
    before = record()

    class Nobody:
        ref = "seat:0"

        def may(self, permission: object) -> bool:
            return False

    with pytest.raises(PermissionDenied):
        evidence.deliver(source=declared, data=b"no,csv\n1", by=Nobody(), at=timezone.now())
    assert record() == before


# live


def test_a_table_that_was_fetched_is_delivered_and_then_unchanged(source, deliver, tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with serving() as site:
        publish(site, etag='"v1"', page=10)
        declared = source(made.v4(url=f"{site.base}/odata"))
        fetched = fetching.fetch(declared, into=tmp_path)
        assert preview(declared, fetched.file).new == 30
        assert deliver(declared, fetched.file) == 30
        site.asked.clear()
        assert fetching.fetch(declared, into=tmp_path) == fetching.Unchanged("2026-01-02T00:00:00+01:00")
        assert site.asked == ["/odata/99001NED/Properties"]


def test_a_file_is_not_fetched(source, tmp_path):
    declared = source(made.toml("csv", **CSV))
    with pytest.raises(fetching.CannotFetch, match=made.NAME):
        fetching.fetch(declared, into=tmp_path)


# what was read


def read_of(declared, data):
    return [
        (place, line, seen["area"], seen["period"], seen["value"], seen["state"])
        for place, line, seen in as_read(declared, data)
    ]


def test_what_was_read_stands_beside_its_cell_of_a_csv(source):
    declared = source(made.toml("csv", **CSV))
    assert read_of(declared, FIRST.encode()) == [
        ("getal", 2, "TG01", "2024", 1.0, "known"),
        ("getal", 3, "TG02", "2024", 2.0, "known"),
        ("getal", 4, "TG03", "2024", 3.0, "known"),
    ]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_was_read_stands_beside_its_cell_of_a_workbook(source, kind):
    """Header rows, a factor, footnote symbols and a foot: each number beside the cell that it was read from."""
    declared = source(grid(kind))
    assert read_of(declared, MAKE[kind](SHEET)) == [
        ("Tabel 1!B6", 6, "TG01", "2023", 1500.0, "known"),
        ("Tabel 1!D6", 6, "TG01", "2024", None, "unknown"),
        ("Tabel 1!E6", 6, "TG01", "2024", 1000.0, "known"),
        ("Tabel 1!B7", 7, "TG02", "2023", None, "suppressed"),
        ("Tabel 1!D7", 7, "TG02", "2024", 3000.0, "known"),
        ("Tabel 1!E7", 7, "TG02", "2024", 0.0, "known"),
        ("Tabel 1!B9", 9, "TG03", "2023", 1000.0, "known"),
        ("Tabel 1!D9", 9, "TG03", "2024", 1000.0, "known"),
        ("Tabel 1!E9", 9, "TG03", "2024", 2000.0, "provisional"),
    ]


def test_what_was_read_of_a_table_is_the_first_of_its_observations(source):
    declared = source(made.v4())
    seen = read_of(declared, made.bundle())
    assert len(seen) == FIRST_READ
    assert seen[:2] == [
        ("observation 1, value", 0, "TL01", "2022", 10, "known"),
        ("observation 2, value", 0, "TL01", "2023", 20, "provisional"),
    ]

"""A delivery is shown cell by cell before it is written, leaves nothing behind when it is wrong, and is kept whole when it is right."""

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.insight.site import serving
from tests.insight.test_fetch import publish
from tests.workspace import made

from samenhang.ground.ledger.models import Act, Mention, Sheet
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.lexicon.actions import load_folder
from samenhang.ground.people.models import Installer
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.actions import fetch as fetching
from samenhang.insight.evidence.actions.line import LARGEST, CannotReceive
from samenhang.insight.evidence.models import Edition, Figure, Source
from samenhang.insight.evidence.queries import current, verify_figures
from samenhang.insight.evidence.queries.preview import MOST, Change, Preview, preview
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
    """Each delivery that must be refused, by its name, with a word of its sentence."""
    whole = made.documents()

    def change(document: str, place: int, **cells: object) -> dict[str, object]:
        found = copy.deepcopy(whole)
        found[document]["value"][place].update(cells)
        return found

    page = json.dumps(whole["Observations"]).encode()
    twice = copy.deepcopy(whole)
    twice["Observations"]["value"].append({**twice["Observations"]["value"][0], "Id": 99})
    yield (
        "renamed dimension",
        change("Dimensions", 1, Identifier="Regio") | {"RegioCodes": whole["RegioSCodes"]},
        "Regio",
    )
    yield "unknown municipality", change("Observations", 6, RegioS="TG99"), "TG99"
    yield "wrong division", change("Observations", 12, ValueAttribute="None", Value=1), "exists from 2023-01-01"
    yield "changed unit", change("MeasureCodes", 0, Unit="x 1 000"), "the unit changed"
    yield "text in a number", change("Observations", 35, Value="ca. 5"), "value must be a number"
    yield "truncated page", {**whole, "Observations": page[:-50]}, "cut off"
    yield "duplicate key", twice, "stands in observation 1"
    yield "HTML instead of JSON", {**whole, "MeasureCodes": b"<html>"}, "a web page (HTML)"
    yield (
        "wrong encoding",
        {**whole, "Properties": json.dumps({"Identifier": "é"}, ensure_ascii=False).encode("latin-1")},
        "no whole JSON",
    )


@pytest.mark.parametrize(("documents", "told"), [pytest.param(*rest, id=name) for name, *rest in corrupted()])
def test_a_corrupted_table_leaves_nothing_behind(source, deliver, documents, told):
    declared = source(made.v4())
    deliver(declared, made.bundle())
    before = record()
    with pytest.raises(WorkspaceError) as caught:
        deliver(declared, made.bundle(documents))
    assert told in str(caught.value)
    assert record() == before


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("csv", FIRST.encode("utf-16"), "NUL byte"),
        ("csv", FIRST.replace("known", "bekend").encode(), "state must be known"),
        ("xlsx", b"PK\x03\x04" + b"x" * 100, "damaged or cut off"),
        ("xlsx", made.xlsx([["gebied", "jaar", "onderwerp", "getal", "toestand"], ["TG01", 2024, "TI01", "=1+1", "known"]]),
         "Tabel 1!D2: the cell holds a formula"),
        ("ods", made.ods([], before='<!DOCTYPE x [<!ENTITY a "b">]>'), "declares a document type"),
    ],
)  # fmt: skip
def test_a_corrupted_file_leaves_nothing_behind(source, deliver, kind, data, told):
    layout = {"layout": {"sheet": "Tabel 1", "header_rows": [1]}} if kind != "csv" else {}
    declared = source(made.toml(kind, **CSV, **layout))
    before = record()
    with pytest.raises(WorkspaceError) as caught:
        deliver(declared, data)
    assert told in str(caught.value)
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

"""What means harm is refused before it is read: bombs, passwords, entities; and a sheet of a million rows stays small."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.workspace import made

from samenhang.workspace.formats import archive

NAME = made.NAME
SHEET = {"sheet": "Tabel 1", "header_rows": [1]}
SOURCE = {
    "columns": {"area": "Gebied", "period": "Jaar", "indicator": "Onderwerp", "value": "Aantal"},
    "constants": {**made.CONSTANTS, "unit": "tn-personen", "state": "known"},
}
ROWS = [["Gebied", "Jaar", "Onderwerp", "Aantal"], ["TG01", 2024, "TI01", 1]]
ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def again(data: bytes, change) -> bytes:
    """An archive with some of its files changed: name and bytes in, bytes or None out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (changed := change(name, old.read(name))) is not None:
                new.writestr(name, changed)
    return out.getvalue()


DELIVERIES = {
    "cbs-v4": (made.v4(), made.bundle(), "Observations.json"),
    "xlsx": (made.toml("xlsx", **SOURCE, layout=SHEET), made.xlsx(ROWS), "xl/worksheets/sheet1.xml"),
    "ods": (made.toml("ods", **SOURCE, layout=SHEET), made.ods(ROWS), "content.xml"),
}
every = pytest.mark.parametrize(("source", "data", "part"), DELIVERIES.values(), ids=DELIVERIES)


@every
def test_what_is_right_is_read(source, data, part):
    assert made.problems(source, data) == []


@every
def test_a_zip_bomb_by_its_ratio(source, data, part):
    bomb = again(data, lambda name, held: b" " * 40_000_000 if name == part else held)
    assert len(bomb) < 60_000
    (told,) = made.problems(source, bomb)
    assert told.startswith(f'{NAME}: "{part}" unpacks to 40,000,000 bytes from ')
    assert told.endswith("more than 200 times as many, as no table does: deliver the file as the source publishes it")


@every
def test_a_zip_bomb_by_its_size(source, data, part, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 1000)
    (told,) = made.problems(source, data)
    assert " unpacks to " in told
    assert told.endswith(" bytes: at most 1,000; leave out what the source does not use")


@every
def test_too_many_files(source, data, part, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 1)
    assert "files: at most 1" in made.problems(source, data)[0]


@every
def test_a_file_that_says_it_is_smaller_than_it_is(source, data, part):
    """The size stands in the list of files; no more than that is ever read."""
    place = data.rindex(part.encode()) - 46 + 24  # the size, in the entry of the list at the end
    lie = data[:place] + (50).to_bytes(4, "little") + data[place + 4 :]
    (told,) = made.problems(source, lie)
    assert told.startswith(f"{NAME}: expected ")


@every
def test_a_password(source, data, part):
    """A flag in the list of files."""
    place = data.rindex(part.encode()) - 46 + 8
    locked = data[:place] + b"\x01" + data[place + 1 :]
    assert made.problems(source, locked) == [f'{NAME}: "{part}" has a password: deliver the file without it']


def laughing(data: bytes, part: str, encoding: str = "utf-8") -> bytes:
    """The archive with a part in which each entity is ten of the one before."""

    def laughs(name: str, held: bytes) -> bytes:
        if name != part:
            return held
        text = held.decode().partition("?>")[2] if held.startswith(b"<?xml") else held.decode()
        return f'<?xml version="1.0" encoding="{encoding}"?>{ENTITIES}{text}'.encode(encoding)

    return again(data, laughs)


def typed(part: str) -> list[str]:
    """The sentence for a part that declares a document type."""
    return [
        f'{NAME}: "{part}" declares a document type (DOCTYPE), as no spreadsheet program writes: open the file in one and save it again'
    ]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_xml(kind, encoding):
    source, data, part = DELIVERIES[kind]
    assert made.problems(source, laughing(data, part, encoding)) == typed(part)


with zipfile.ZipFile(io.BytesIO(DELIVERIES["xlsx"][1])) as workbook:
    PARTS = sorted(workbook.namelist())


@pytest.mark.parametrize("part", PARTS)
def test_entities_in_any_part_of_a_workbook(part):
    source, data, _sheet = DELIVERIES["xlsx"]
    assert made.problems(source, laughing(data, part)) == typed(part)


def test_entities_in_a_sheet_under_another_name():
    """A workbook says itself where its sheets are: one that does not end in .xml is read as well, so it is looked at as well."""
    source, data, part = DELIVERIES["xlsx"]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(laughing(data, part))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            held = old.read(name).replace(b"worksheets/sheet1.xml", b"worksheets/sheet1.dat")
            new.writestr(name.replace("sheet1.xml", "sheet1.dat"), held)
    assert made.problems(source, out.getvalue()) == typed("xl/worksheets/sheet1.dat")


def test_a_picture_in_a_workbook_is_no_fault():
    source, data, _part = DELIVERIES["xlsx"]
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as new:
        new.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
        new.writestr("xl/media/image2.emf", b"")
    assert made.problems(source, out.getvalue()) == []


@pytest.mark.parametrize(
    "data",
    [
        f'<?xml version="1.0"?>{ENTITIES}<feed xmlns="http://www.w3.org/2005/Atom">&c;</feed>'.encode(),
        f'\ufeff<?xml version="1.0" encoding="utf-8"?>{ENTITIES}<feed>&c;</feed>'.encode(),
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
        f'<?xml version="1.0" encoding="utf-16"?>{ENTITIES}<feed>&c;</feed>'.encode("utf-16"),
    ],
    ids=["entities", "with a mark", "without a head", "utf-16"],
)
@pytest.mark.parametrize("part", ["Properties", "Observations"])
def test_an_odata_answer_in_xml_is_refused_before_it_is_read(data, part):
    """The older services of CBS answer in Atom unless they are asked for JSON: no XML of theirs is ever parsed."""
    assert made.problems(made.v4(), made.bundle(**{part: data})) == [
        f'{NAME}: expected JSON in "{part}.json", got XML: ask the service for JSON ($format=json) and download it again'
    ]


def test_a_workbook_without_its_parts():
    source, data, part = DELIVERIES["xlsx"]
    for missing in ("xl/workbook.xml", "[Content_Types].xml", part):
        (told,) = made.problems(source, again(data, lambda name, held, gone=missing: None if name == gone else held))
        assert told.startswith(f"{NAME}: expected a workbook (.xlsx), got one that cannot be read (")
    source, data, part = DELIVERIES["ods"]
    assert made.problems(source, again(data, lambda name, held: held if name != part else None)) == [
        f"{NAME}: expected a workbook (.ods), got an archive without content.xml: save the file as .ods"
    ]
    assert (
        "cannot be read"
        in made.problems(source, again(data, lambda name, held: held[:-20] if name == part else held))[0]
    )


def test_a_cell_far_to_the_right():
    source, _, _ = DELIVERIES["xlsx"]
    assert "goes on beyond column" in made.problems(source, made.xlsx([*ROWS, [None] * 5000 + [1]]))[0]


# a million rows

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Tabel 1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
}
LIMIT = """
import resource, sys
from pathlib import Path
sys.path[:0] = {path!r}
from tests.workspace import made
from samenhang.workspace.mapping import figures
source, file = made.toml({kind!r}, **{source!r}, layout={layout!r}), Path({file!r})
count = sum(1 for _ in figures(source, file, made.tables()))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


COLUMNS = ("Gebied", "Jaar", "Onderwerp", "Aantal", "Woorden")


def million(file: Path, kind: str, rows: int) -> None:
    """A workbook with so many rows, each another figure: its words are different on every row."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made_file:
        if kind == "ods":
            head, _, tail = (
                zipfile.ZipFile(io.BytesIO(made.ods([list(COLUMNS)]))).read("content.xml").partition(b"</table:table>")
            )
            write(made_file, "content.xml", head.decode(), ods_row, rows, "</table:table>" + tail.decode())
            return
        for name, text in PARTS.items():
            made_file.writestr(name, text)
        words = "".join(f"<si><t>{word}</t></si>" for word in (*COLUMNS, "TG01", "TG02", "TG03", "TI01"))
        write(
            made_file,
            "xl/sharedStrings.xml",
            f'<sst xmlns="{MAIN}">{words}',
            lambda n: f"<si><t>groep {n}</t></si>",
            rows,
            "</sst>",
        )
        first = "".join(f'<c r="{"ABCDE"[place]}1" t="s"><v>{place}</v></c>' for place in range(5))
        head = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:E{rows + 1}"/><sheetData><row r="1">{first}</row>'
        write(made_file, "xl/worksheets/sheet1.xml", head, xlsx_row, rows, "</sheetData></worksheet>")


def write(archive: zipfile.ZipFile, name: str, head: str, row, rows: int, tail: str) -> None:
    with archive.open(name, "w", force_zip64=True) as out:
        out.write(head.encode())
        for start in range(0, rows, 10_000):
            out.write("".join(map(row, range(start, min(start + 10_000, rows)))).encode())
        out.write(tail.encode())


def ods_row(number: int) -> str:
    cells = (f"TG0{number % 3 + 1}", 2024, "TI01", number * 7, f"groep {number}")
    return f"<table:table-row>{''.join(map(made.ods_cell, cells))}</table:table-row>"


def xlsx_row(number: int) -> str:
    r = number + 2
    return (
        f'<row r="{r}"><c r="A{r}" t="s"><v>{5 + number % 3}</v></c><c r="B{r}"><v>2024</v></c><c r="C{r}" t="s"><v>8</v></c>'
        f'<c r="D{r}"><v>{number * 7}</v></c><c r="E{r}" t="s"><v>{9 + number}</v></c></row>'
    )


@pytest.mark.load
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_million_rows_within_512_mb(kind, tmp_path):
    file = tmp_path / f"groot.{kind}"
    million(file, kind, 1_000_000)
    about = {"columns": {**SOURCE["columns"], "wording": "Woorden"}, "constants": SOURCE["constants"]}
    root = Path(__file__).parents[2]
    code = LIMIT.format(path=[str(root), str(root / "src")], kind=kind, source=about, layout=SHEET, file=str(file))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    count, megabytes = map(int, done.stdout.split())
    assert count == 1_000_000
    assert megabytes < 512

"""The shell door as people use it: each refusal is one sentence and exit 2, and a second run changes nothing."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the fictional province loaded from the shell."""
    folder = tmp_path_factory.mktemp("doors")
    said = run("load", VAR=str(folder))
    assert said.returncode == 0, said.stderr
    return folder


def run(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "samenhang", *words],
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        timeout=120,
    )


def refusal(*words: str, **environment: str) -> str:
    """The one sentence on stderr of a run that is refused."""
    said = run(*words, **environment)
    assert (said.returncode, said.stderr.count("\n")) == (2, 1), said.stderr
    return said.stderr.strip()


def test_a_second_load_changes_nothing(var: Path) -> None:
    before = run("verify", VAR=str(var)).stdout
    again = run("load", VAR=str(var))
    assert again.stdout.endswith("nothing changed.\n")
    assert run("verify", VAR=str(var)).stdout.splitlines()[-1] == before.splitlines()[-1]


def test_verify_says_what_it_checked(var: Path) -> None:
    said = run("verify", "--replay", VAR=str(var))
    assert said.returncode == 0
    assert " acts, " in said.stdout
    assert said.stdout.splitlines()[-2].endswith(": 0 problems.")
    assert said.stdout.splitlines()[-1].startswith("Head: ")


def test_verify_exits_with_one_when_something_is_wrong(var: Path, tmp_path: Path) -> None:
    shutil.copytree(var, tmp_path / "copy")
    victim = next(path for path in (tmp_path / "copy" / "sheets").rglob("*") if path.is_file())
    victim.write_bytes(victim.read_bytes() + b"x")
    said = run("verify", VAR=str(tmp_path / "copy"))
    assert said.returncode == 1
    assert f"The file of sheet:{victim.name[:16]} was changed" in said.stdout


def test_a_damaged_database_gives_one_sentence(var: Path, tmp_path: Path) -> None:
    shutil.copytree(var, tmp_path / "copy")
    database = tmp_path / "copy" / "samenhang.sqlite3"
    data = bytearray(database.read_bytes())
    data[:2000] = b"\x00" * 2000
    database.write_bytes(bytes(data))
    assert refusal("verify", VAR=str(tmp_path / "copy")).startswith("The database cannot be used: ")


def test_a_file_that_is_no_database_gives_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "samenhang.sqlite3").write_text("this is a letter, not a database" * 100)
    assert "file is not a database" in refusal("verify", VAR=str(tmp_path))


def test_a_taken_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert (
            refusal("serve", PORT=port)
            == f"Port {port} is taken by another program. Choose another with PORT=…, for example PORT=8001."
        )


@pytest.mark.parametrize("port", ["0", "70000", "http", ""])
def test_a_port_that_is_none(port: str) -> None:
    assert refusal("serve", PORT=port) == f"PORT should be a number from 1 to 65535, but is {port!r}."


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = refusal("verify", VAR=str(tmp_path / "file" / "var"))
    assert said.startswith(f"The folder {tmp_path}/file/var for the database cannot be written")


def test_no_database_yet(tmp_path: Path) -> None:
    assert (
        refusal("verify", VAR=str(tmp_path))
        == f"There is no database in {tmp_path} yet. Run `samenhang load` or `make run` first."
    )


def test_a_workspace_that_is_not_there(tmp_path: Path) -> None:
    assert "expected a folder that can be read" in refusal("load", VAR=str(tmp_path), WORKSPACE=str(tmp_path / "none"))


def test_a_workspace_with_errors_loads_nothing(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "workspace" / "tiny", tmp_path / "tiny")
    areas = tmp_path / "tiny" / "areas.csv"
    areas.write_text(areas.read_text().replace("code,name", "kode,name", 1))
    said = run("load", VAR=str(tmp_path / "var"), WORKSPACE=str(tmp_path / "tiny"))
    assert said.returncode == 2
    assert "areas.csv:1" in said.stderr
    assert run("verify", VAR=str(tmp_path / "var")).stdout.startswith("0 acts, 0 sheets and 0 figures checked")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://x/y", "DATABASE_URL should start with postgres:// or sqlite:///, but starts with 'mysql'."),
        ("postgres://nobody@127.0.0.1:1/none", "The database cannot be used: "),
    ],
)
def test_a_database_that_cannot_be_used(tmp_path: Path, url: str, sentence: str) -> None:
    said = run("verify", VAR=str(tmp_path), DATABASE_URL=url)
    assert said.returncode == 2
    assert said.stderr.startswith(sentence)


def test_an_unknown_source_names_the_known_ones(var: Path, tmp_path: Path) -> None:
    assert refusal("receive", "onbekend", str(tmp_path / "x.csv"), VAR=str(var)).startswith(
        "There is no source 'onbekend'. The workspace declares: "
    )


def test_the_link_signs_in_once(var: Path) -> None:
    said = run("link", VAR=str(var))
    assert said.returncode == 0
    assert said.stdout.startswith("http://127.0.0.1:8000/aanmelden/")


def test_erasing_what_is_not_there(var: Path) -> None:
    assert refusal("erase", "text:999999", "op verzoek", VAR=str(var)).startswith(
        "Onder deze verwijzing is niets gevonden."
    )


def test_every_talking_sheet_in_one_command(var: Path, tmp_path: Path) -> None:
    said = run("talking", "--all", "--pdf", str(tmp_path / "sheets"), VAR=str(var))
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[0] == "  8 of 8: Cedermeer"
    assert said.stdout.splitlines()[1].startswith(f"{tmp_path / 'sheets'}: 8 talking sheets in ")
    made = sorted((tmp_path / "sheets").iterdir())
    assert [path.name for path in made] == [
        f"praatstuk-{code}.pdf" for code in ("TB01", "TB02", "TG01", "TG02", "TG03", "TP01", "TW01", "TW02")
    ]
    assert {path.read_bytes()[:5] for path in made} == {b"%PDF-"}
    one = run("talking", "TG01", "TG01", "--pdf", str(tmp_path / "one"), VAR=str(var))
    assert one.stdout.startswith("  1 of 1: Appelwoude")


def test_talking_sheets_refuse_in_one_sentence(var: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refusal("talking", "TG10", "--pdf", str(tmp_path), VAR=str(var)).startswith(
        "There is no talking sheet of 'TG10' (did you mean "
    )
    assert refusal("talking", "--all", "--pdf", str(tmp_path / "file" / "x"), VAR=str(var)).startswith(
        f"The folder {tmp_path / 'file' / 'x'} cannot be written ("
    )
    either = "Name the areas, or ask for --all: one of the two."
    assert refusal("talking", "--pdf", str(tmp_path), VAR=str(var)) == either
    assert refusal("talking", "TG01", "--all", "--pdf", str(tmp_path), VAR=str(var)) == either


SOURCE, DELIVERY = "tn-telling", ROOT / "workspace" / "tiny" / "deliveries" / "telling-2024.csv"


def test_a_dry_run_says_each_cell_and_writes_nothing(var: Path, tmp_path: Path) -> None:
    before = run("verify", VAR=str(var)).stdout.splitlines()[-1]
    lines = DELIVERY.read_text(encoding="utf-8").splitlines()
    changed = next(place for place, line in enumerate(lines) if ",4200," in line)
    lines[changed] = lines[changed].replace(",4200,", ",4321,")
    gone = lines.pop()
    file = tmp_path / "new-count.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run("receive", SOURCE, str(file), "--dry-run", VAR=str(var))
    assert said.returncode == 0, said.stderr
    every = said.stdout.splitlines()
    read = [line for line in every if line.split()[0] == "read"]  # the first figures, each beside its cell
    assert len(read) == min(20, len(lines) - 1)
    assert read[changed - 1].startswith(f"  read     line {changed + 1}, getal: {lines[changed].split(',')[0]}/")
    assert read[changed - 1].endswith("  4321 tn-personen, known")
    told = every[len(read) :]
    assert [line.split()[0] for line in told] == ["changed", "gone", f"{SOURCE}:"]
    assert told[0].endswith(" value: 4200 -> 4321")
    assert told[1].split()[1].startswith(gone.split(",")[0])
    assert told[-1] == f"{SOURCE}: 0 new, 1 changed, 1 gone and {len(lines) - 2} the same. Nothing was written."
    assert run("verify", VAR=str(var)).stdout.splitlines()[-1] == before


def test_a_dry_run_names_the_cell_that_is_wrong(var: Path, tmp_path: Path) -> None:
    file = tmp_path / "new-count.csv"
    file.write_text(DELIVERY.read_text(encoding="utf-8").replace(",4200,", ",veel,"), encoding="utf-8")
    for words in (("--dry-run",), ()):
        said = run("receive", SOURCE, str(file), *words, VAR=str(var))
        assert (said.returncode, said.stdout) == (2, "")
        assert said.stderr.startswith("new-count.csv:2 ")
        assert "value must be a number" in said.stderr


def test_a_file_or_live_and_nothing_else(var: Path, tmp_path: Path) -> None:
    assert run("receive", SOURCE, VAR=str(var)).returncode == 2
    assert run("receive", SOURCE, str(DELIVERY), "--live", VAR=str(var)).returncode == 2
    missing = tmp_path / "none.csv"
    told = f"The file {missing} cannot be read (No such file or directory). Check the path."
    assert refusal("receive", SOURCE, str(missing), VAR=str(var)) == told
    assert SOURCE in refusal("receive", SOURCE, "--live", VAR=str(var))

"""The tree as facts: floors, rooms, files and the codes of both workspaces. The tests of the house ask here, never twice."""

import csv
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "samenhang"
WORKSPACES = (ROOT / "workspace" / "brabant", ROOT / "workspace" / "tiny")
FLOORS = ("ground", "insight", "weighing", "steering", "reporting")
# not ours: built, or made by Django
MADE = {"__pycache__", "migrations", "vendor"}


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*suffixes: str) -> Iterator[Path]:
    """The files of the package with one of these endings, without what is built or generated."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in suffixes and path.is_file() and not MADE & set(path.parts):
            yield path


def folders(parent: Path) -> list[Path]:
    """The folders directly in `parent` that hold files of ours."""
    found = (path for path in sorted(parent.iterdir()) if path.is_dir() and path.name not in MADE)
    return [
        path for path in found if any(item.is_file() for item in path.rglob("*") if "__pycache__" not in item.parts)
    ]


def rooms() -> list[Path]:
    return [room for floor in FLOORS for room in folders(PACKAGE / floor)] + [PACKAGE / "web" / "home"]


def room_name(room: Path) -> str:
    return room.relative_to(PACKAGE).as_posix()


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository, also those not yet committed; without git, every file outside hidden folders."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
        found = {ROOT / name for name in listed if name}
    except (OSError, subprocess.CalledProcessError):
        left_out = {"node_modules", "var", "dist", *MADE}
        found = {path for path in ROOT.rglob("*") if not left_out & set(path.parts) and "/." not in shown(path)}
    return tuple(sorted(path for path in found if path.is_file()))


def text_of(path: Path) -> str:
    """The text of a file; nothing for a file that is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def rows(workspace: Path, table: str) -> list[dict[str, str]]:
    with (workspace / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def schema_words() -> frozenset[str]:
    """What the schema itself says: its tables, columns and the words that a column may hold."""
    words: set[str] = set()
    for name in ("schema.csv", "delivery.csv"):
        with (PACKAGE / "workspace" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words |= {row["table"], row["column"], *row["allowed"].split(";")}
    return frozenset(words)


@cache
def codes() -> dict[str, str]:
    """Every code that a workspace declares, with the file that does. Names that the code itself gives stay out."""
    found: dict[str, str] = {}
    named_by_code = {"verbs", "levers"}  # and the drivers of the model that are of no sector
    for workspace in WORKSPACES:
        for file in sorted(workspace.glob("*.csv")):
            if file.stem not in named_by_code:
                found |= {
                    row["code"]: shown(file)
                    for row in rows(workspace, file.stem)
                    if "code" in row and (file.stem != "drivers" or row["sector"])
                }
        found |= {file.stem: shown(file) for file in sorted(workspace.glob("sources/*.toml"))}
        declared = tomllib.loads((workspace / "workspace.toml").read_text(encoding="utf-8"))
        found |= {declared["name"]: shown(workspace / "workspace.toml")}
    return found


@cache
def area_names() -> frozenset[str]:
    return frozenset(row["name"] for workspace in WORKSPACES for row in rows(workspace, "areas"))


@cache
def newest_version() -> str:
    """The newest heading of the changelog, by the pattern with which the package is built."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = re.search(declared["tool"]["hatch"]["version"]["pattern"], text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert found, "CHANGELOG.md should have a heading such as `## 0.1.0`"
    return found["version"]


def environment_names() -> dict[str, str]:
    """Each variable that the package reads, with where it does."""
    asked = re.compile(r"""os\.environ(?:\.get\(|\[|\.setdefault\()\s*["'](\w+)["']""")
    declared = re.compile(r"""env\.(?:text|flag|number)\(\s*["'](\w+)["']""")
    return {
        found[1]: shown(path)
        for path in sources(".py")
        for pattern in (asked, declared)
        for found in pattern.finditer(text_of(path))
    }

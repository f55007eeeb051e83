"""One concept, one word: `glossary.py check | write`.

docs/glossary.csv is the truth; `write` makes docs/glossary.md from it. `check` fails on a row that is not well formed or not in its
place, on a room or model class without a word, on a word whose room is gone, and on a page that is not current.
"""

import ast
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "samenhang"
CSV, PAGE = ROOT / "docs" / "glossary.csv", ROOT / "docs" / "glossary.md"
COLUMNS = ["code_word", "nl", "definition", "source", "room"]
FLOORS = ("ground", "insight", "weighing", "steering", "reporting")
LONGEST = 200
TITLE = """# Begrippen

Eén begrip, één woord. Deze pagina is gemaakt uit `docs/glossary.csv` met `make messages`; verander het woord daar. Het *code word* is
hoe het begrip in de code heet: met een hoofdletter is het een tabel of een type, zonder is het een kamer, een handeling of een idee.

| begrip | definitie | code word | kamer | bron |
|---|---|---|---|---|
"""


def rows() -> list[dict[str, str]]:
    with CSV.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        found = list(reader)
    if reader.fieldnames != COLUMNS:
        sys.exit(f"docs/glossary.csv should have the columns {', '.join(COLUMNS)}; it has {reader.fieldnames}.")
    return found


def rooms() -> list[str]:
    """Every room, as its path in the package."""
    folders = [path for floor in FLOORS for path in sorted((PACKAGE / floor).iterdir())] + [PACKAGE / "web" / "home"]
    return [
        path.relative_to(PACKAGE).as_posix()
        for path in folders
        if (path / "__init__.py").exists() and path.name != "migrations"
    ]


def classes(room: str) -> Iterator[str]:
    """The nouns of a room: the classes in its models."""
    for file in [PACKAGE / room / "models.py", *sorted((PACKAGE / room / "models").glob("*.py"))]:
        if file.exists():
            body = ast.parse(file.read_text(encoding="utf-8")).body
            yield from (node.name for node in body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))


def problems(found: list[dict[str, str]]) -> Iterator[str]:
    words = [row["code_word"] or "" for row in found]
    for line, row in enumerate(found, 2):
        where = f"glossary.csv:{line} {row['code_word']!r}"
        if None in row or any(not (row[name] or "").strip() or row[name] != row[name].strip() for name in COLUMNS):
            yield f"{where}: each of {', '.join(COLUMNS)} should be filled in, without spaces around it."
            continue
        if not row["code_word"].replace("_", "").isalnum():
            yield f"{where}: a code word is one word of letters, digits and _."
        if not row["definition"].endswith(".") or len(row["definition"]) > LONGEST:
            yield f"{where}: a definition is a sentence of at most {LONGEST} characters with a full stop."
        if not (PACKAGE / row["room"]).is_dir():
            yield f"{where}: there is no {row['room']!r} in the package; name the room or floor where the word belongs."
    for name in ("code_word", "nl"):
        seen: set[str] = set()
        for row in found:
            if row[name] in seen:
                yield f"glossary.csv: {row[name]!r} stands there twice as {name}; one concept has one word."
            seen.add(row[name])
    if words != sorted(words, key=lambda word: (word.casefold(), word)):
        yield "glossary.csv: the rows should stand in the order of their code word; run `make messages`."
    for room in rooms():
        name = room.rpartition("/")[2]
        if not any(row["code_word"] in (name, name.capitalize()) and row["room"] == room for row in found):
            yield f"glossary.csv: the room {room} has no word; add a row {name!r}."
        for noun in classes(room):
            if not any((row["code_word"], row["room"]) == (noun, room) for row in found):
                yield f"glossary.csv: {noun} of {room} has no word; add a row for it."


def page(found: list[dict[str, str]]) -> str:
    lines = (
        f"| **{row['nl']}** | {row['definition']} | `{row['code_word']}` | {row['room']} | {row['source']} |"
        for row in sorted(found, key=lambda row: row["nl"].casefold())
    )
    return TITLE + "\n".join(lines) + "\n"


def check() -> int:
    found = rows()
    told = list(problems(found))
    if not told and (not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(found)):
        told = ["docs/glossary.md is not what glossary.csv says; run `make messages`."]
    print("\n".join(told) or f"{len(found)} concepts, each with one word.")
    return 1 if told else 0


def write() -> int:
    """Put the rows in order and make the page."""
    found = sorted(rows(), key=lambda row: (row["code_word"].casefold(), row["code_word"]))
    with CSV.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    PAGE.write_text(page(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    verbs = {"check": check, "write": write}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit(f"glossary.py does {' or '.join(verbs)}.")
    sys.exit(verbs[sys.argv[1]]())

"""The room law: a room has the same file names as every other room, says what it is for, and stays short."""

import ast
import configparser
import re

import pytest
from tests.house.tree import FLOORS, MADE, PACKAGE, ROOT, folders, room_name, rooms, shown, sources, text_of

NAMES = {"__init__", "models", "queries", "records", "actions", "tasks", "forms", "views", "urls"}
OWN_NAMES = {"ground/ledger": {"acts", "store"}}
FLOOR_NAMES = {"__init__", "models", "apps"}
NAMELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "managers",
    "manager",
    "services",
    "service",
    "base",
}
LONGEST = 400
LONGEST_ACT = 150


@pytest.mark.parametrize("room", rooms(), ids=room_name)
def test_a_room_has_only_the_names_of_the_law(room):
    allowed = NAMES | OWN_NAMES.get(room_name(room), set())
    strays = []
    for entry in room.iterdir():
        if entry.name in MADE:
            continue
        if entry.is_dir():
            strays += [] if entry.name in allowed - {"__init__"} else [shown(entry)]
            strays += [shown(deep) for deep in folders(entry)]
        elif entry.suffix not in {".html", ".typ"} and not (entry.suffix == ".py" and entry.stem in allowed):
            strays.append(shown(entry))
    assert strays == [], (
        "the law of docs/house.md section 3 knows no such name; give the subject a file that it does know"
    )


@pytest.mark.parametrize("room", rooms(), ids=room_name)
def test_a_room_says_what_it_is_for(room):
    said = ast.get_docstring(ast.parse(text_of(room / "__init__.py"))) or ""
    assert re.match(rf"{room.name} \([^)]+\): ", said), (
        f"{shown(room)}/__init__.py should begin: {room.name} (Dutch name): …"
    )


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_holds_its_rooms_and_a_roll_call(floor):
    files = {path.stem for path in (PACKAGE / floor).iterdir() if path.is_file()}
    assert files == FLOOR_NAMES
    body = ast.parse(text_of(PACKAGE / floor / "models.py")).body
    assert all(isinstance(line, ast.ImportFrom) for line in body[1:]), f"{floor}/models.py is a roll-call of its rooms"


def test_the_ground_holds_four_rooms():
    assert [room.name for room in folders(PACKAGE / "ground")] == ["ledger", "lexicon", "people", "places"]


def test_the_import_law_knows_every_room():
    law = configparser.ConfigParser()
    law.read(ROOT / ".importlinter")
    inside = set(law["importlinter:contract:rooms"]["containers"].split())
    assert inside == {f"samenhang.{room_name(room).replace('/', '.')}" for room in rooms()} - {
        "samenhang.ground.ledger"
    }


def test_every_room_with_addresses_is_served():
    from samenhang.web.urls import ROOMS

    with_urls = {f"samenhang.{room_name(room).replace('/', '.')}" for room in rooms() if (room / "urls.py").exists()}
    assert with_urls <= set(ROOMS), "a room's one line in web/urls.py is missing"
    assert set(ROOMS) <= {f"samenhang.{room_name(room).replace('/', '.')}" for room in rooms()}


def test_no_file_is_longer_than_the_law_allows():
    lengths = {shown(path): len(text_of(path).splitlines()) for path in sources(".py")}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}
    assert lengths["src/samenhang/ground/ledger/acts/__init__.py"] < LONGEST_ACT


def test_nothing_is_called_after_nothing():
    assert [shown(path) for path in sources(".py") if path.stem in NAMELESS or path.parent.name in NAMELESS] == []


def test_rows_have_no_hidden_behaviour():
    """No signals and no `save` of our own: what happens to a row stands in the action that does it."""
    hidden = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.ImportFrom) and node.module in {"django.dispatch", "django.db.models.signals"}:
                hidden.append(f"{shown(path)}:{node.lineno} imports {node.module}")
            if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"} and "models" in shown(path):
                hidden.append(f"{shown(path)}:{node.lineno} overrides {node.name}")
    assert hidden == []


def test_the_clock_is_read_at_the_door_only():
    """`at=` is an argument; only views, tasks and the shell's doors ask what time it is."""
    doors = re.compile(r"(/views(\.py|/)|/tasks(\.py|/)|web/doors\.py)")
    asked = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse(text_of(path))):
            called = node.func if isinstance(node, ast.Call) else None
            name = called.attr if isinstance(called, ast.Attribute) else ""
            if called and name in {"now", "today", "utcnow", "localdate"} and not doors.search(shown(path)):
                asked.append(f"{shown(path)}:{node.lineno} {ast.unparse(called)}")
    assert asked == []


def test_a_heavy_import_waits_inside_a_function():
    heavy = {"numba", "scipy", "openpyxl", "typst", "samenhang.methods"}
    early = []
    for path in sources(".py"):
        if "methods" in path.parts:
            continue
        for node in ast.parse(text_of(path)).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            early += [f"{shown(path)}:{node.lineno} {name}" for name in names if any(name.startswith(h) for h in heavy)]
    assert early == []

"""What the record knows: the `records.py` of every room, collected once. A kind that no room brings does not exist."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps

from samenhang.ground.lexicon.models import Declared
from samenhang.screen.cells import Text
from samenhang.screen.records import Kind, Records, SheetKind


@cache
def brought() -> dict[str, Records]:
    """What each room says of its own records; the key is the name of the room, with which its verbs begin."""
    floors = [app.module for app in apps.get_app_configs() if app.module and app.name.startswith("samenhang.")]
    rooms = [f"{floor.__name__}.{room.name}" for floor in floors for room in iter_modules(floor.__path__) if room.ispkg]
    there = [room for room in rooms if find_spec(f"{room}.records")]
    return {room.rpartition(".")[2]: import_module(f"{room}.records").RECORDS for room in there}


@cache
def kinds() -> dict[str, Kind]:
    return {kind.name: kind for room in brought().values() for kind in room.kinds}


@cache
def declared_kinds() -> dict[str, type[Declared]]:
    """Every table that the workspace declares, and its sources."""
    return {name: kind.model for name, kind in kinds().items() if issubclass(kind.model, Declared)}


@cache
def numbered() -> tuple[str, ...]:
    """The kinds whose rows people make: after the colon of their ref comes a number."""
    return tuple(name for name in kinds() if name != "sheet" and name not in declared_kinds())


@cache
def sheets() -> dict[str, SheetKind]:
    return {kind.name: kind for room in brought().values() for kind in room.sheets}


@cache
def _roles() -> dict[str, Text]:
    return {name: said for room in brought().values() for name, said in room.roles.items()}


@cache
def _columns() -> dict[str, Text]:
    return {name: said for room in brought().values() for name, said in room.columns.items()}


def one(kind: str) -> str:
    return str(kinds()[kind].one)


def many(kind: str) -> str:
    """What a page calls many records of a kind, or many sheets of one."""
    found = sheets().get(kind) or kinds().get(kind)
    return str(found.many or found.one) if found else kind


def sheet(kind: str) -> str:
    return str(sheets()[kind].one) if kind in sheets() else kind


def cell(kind: str) -> str:
    """What one number in a sheet of this kind is called."""
    return str(sheets()[kind].cell) if kind in sheets() and sheets()[kind].cell else sheet(kind)


def role(name: str) -> str:
    """The part that something played in an act, or a fact of it."""
    return str(_roles().get(name, name))


def column(name: str) -> str:
    """The name of a column; one that no room named (`r2`: the share of draws with that rank) is shown as it is."""
    return str(_columns().get(name, name))

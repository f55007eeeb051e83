"""Each room brings the words of its own records: one more kind of record touches the room that keeps it, and nothing else."""

from collections import Counter
from importlib import import_module
from typing import get_type_hints

import pytest
from django.apps import apps
from django.db.models import ForeignObjectRel, Model
from django.urls import reverse
from tests.house.test_verbs import verbs
from tests.house.tree import room_name, rooms

from samenhang.ground.ledger.acts import ACTS
from samenhang.ground.ledger.acts.kinds import Ref, kind_of
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import TABLES, Declared
from samenhang.reporting.trace.queries import known
from samenhang.screen.records import Kind

LEDGERS_OWN = {"sheet", "act", "text", "seat"}  # the trace tells these itself: they are what it walks over
KINDS = [kind for room in known.brought().values() for kind in room.kinds]


def hints():
    """Every parameter of every act, and what it gives back, with the kind of it."""
    for verb in sorted(verbs()):
        yield from ((name, kind_of(hint)) for name, hint in get_type_hints(ACTS[verb].body).items() if name != "by")


def refers(model: type[Model]) -> str:
    """What stands before the colon in the ref of a row, when it is a ref of its own."""
    kind, _colon, key = model(pk=7).ref.partition(":")
    return kind if key == "7" else ""


def test_every_room_with_records_is_asked():
    there = {room.name for room in rooms() if (room / "records.py").exists()}
    assert set(known.brought()) == there


def test_every_row_that_an_act_takes_or_gives_has_its_words():
    models = {kind for _name, kind in hints() if isinstance(kind, type) and issubclass(kind, Model)}
    own = {
        refers(model) for model in models if not model._meta.abstract and model is not Prose and hasattr(model, "ref")
    }
    assert own - set(known.kinds()) == {""}  # what refers by the ref of another: the words of a round by the round


def test_every_row_that_holds_words_of_people_can_be_found_from_them():
    holders = [
        each.related_model for each in Prose._meta.get_fields(include_hidden=True) if isinstance(each, ForeignObjectRel)
    ]
    assert [model for model in holders if not hasattr(model, "ref")] == []


def test_every_table_of_the_workspace_has_its_words():
    declared = {model for model in apps.get_models() if issubclass(model, Declared)}
    assert set(known.declared_kinds().values()) == declared >= set(TABLES.values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_is_brought_by_the_room_that_keeps_it_under_the_name_of_its_ref(kind: Kind):
    assert kind in import_module(f"{kind.model.__module__.partition('.models')[0]}.records").RECORDS.kinds
    if kind.name != "sheet":  # a sheet is named by what it holds
        assert kind.model(pk=7).ref == f"{kind.name}:7"
    assert (kind.told is None) == (issubclass(kind.model, Declared) or kind.name in LEDGERS_OWN)
    assert kind.within in ("", *known.kinds())


@pytest.mark.parametrize(
    "each", [each for each in (*KINDS, *known.sheets().values()) if each.page], ids=lambda each: each.name
)
def test_where_a_kind_lives_is_an_address(each):
    own = getattr(each, "own", True)  # of a sheet the address always holds its name
    assert reverse(each.page, args=["7" if getattr(each, "model", None) is None else 7] if own else [])


@pytest.mark.parametrize("part", ["kinds", "sheets", "roles", "columns"])
def test_nothing_is_said_twice(part):
    said = Counter(
        each if isinstance(each, str) else each.name
        for room in known.brought().values()
        for each in getattr(room, part)
    )
    assert [name for name, times in said.items() if times > 1] == []


def test_a_kind_of_sheet_is_not_called_like_a_kind_of_record():
    assert set(known.sheets()) & set(known.kinds()) == set()


def test_every_role_in_an_act_has_its_word():
    refs = {name for name, kind in hints() if kind is Ref or (isinstance(kind, type) and issubclass(kind, Model))} - {
        "return"
    }
    assert {name for name in refs if known._roles().get(name) is None} == set()


def test_a_room_without_records_brings_none():
    assert {room_name(room) for room in rooms() if not (room / "records.py").exists()} == {
        "reporting/trace",
        "web/home",
    }

"""Each verb of the ledger has its sentence in both workspaces, and each sentence its verb. Verbs are forever."""

from importlib import import_module

import pytest
from tests.house.tree import PACKAGE, WORKSPACES, rooms, rows


def verbs() -> set[str]:
    """The verbs of the package; those that other tests make for themselves stay out."""
    from samenhang.ground.ledger.acts import ACTS

    for room in rooms():
        files = [room / "actions.py", *(room / "actions").glob("*.py")]
        for file in (file for file in files if file.exists()):
            name = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
            import_module(name.removesuffix(".__init__"))
    return {verb for verb, spec in ACTS.items() if spec.body.__module__.startswith("samenhang.")}


@pytest.mark.parametrize("workspace", WORKSPACES, ids=lambda path: path.name)
def test_each_verb_has_its_sentence(workspace):
    sentences = {row["code"]: row for row in rows(workspace, "verbs")}
    assert set(sentences) == verbs()
    assert [code for code, row in sentences.items() if "{by}" not in row["nl"] or "{by}" not in row["en"]] == []


def test_a_verb_begins_with_the_room_that_does_it():
    from samenhang.ground.ledger.acts import ACTS

    strays = []
    for verb in verbs():
        room = verb.partition(".")[0]
        inside = ACTS[verb].body.__module__.split(".")
        # the workspace is loaded by the room that holds its words
        strays += [] if room in inside or (room == "workspace" and "lexicon" in inside) else [verb]
    assert strays == []

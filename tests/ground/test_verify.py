"""Any change behind the ledger's back is found and named; what was erased on request is not a fault."""

import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from samenhang.ground.ledger import queries, store
from samenhang.ground.ledger.actions import NothingToErase, erase
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.ledger.models import Act, Head, Mention, Prose, Sheet, Tombstone
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.models import Installer
from samenhang.insight.evidence.models import Figure
from samenhang.insight.evidence.queries import verify_figures

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(datetime.datetime(2026, 3, 1, 12, 0))


def problems() -> list[str]:
    return verify().problems + verify_figures()[1]


def test_the_loaded_workspace_is_whole_and_replays() -> None:
    verdict = verify(replay=True)
    assert (verdict.problems, verdict.remarks) == ([], [])
    assert verdict.acts == Act.objects.count()
    assert verdict.sheets == Sheet.objects.count()
    assert verdict.replayed >= 3
    assert verdict.head == Head.objects.get().seal
    assert verify_figures() == (Figure.objects.count(), [])


@pytest.mark.parametrize("field", ["verb", "by", "at", "facts", "seal"])
def test_a_changed_act_is_named(field: str) -> None:
    victim = Act.objects.order_by("pk")[5]
    was = getattr(victim, field)
    Act.objects.filter(pk=victim.pk).update(
        **{field: was + datetime.timedelta(seconds=1) if field == "at" else was[:-1] + "!"}
    )
    assert any(f"act {victim.pk} " in line for line in problems())


@pytest.mark.parametrize("field", ["role", "ref", "cell", "place"])
def test_a_changed_mention_is_named(field: str) -> None:
    victim = Mention.objects.order_by("pk")[3]
    Mention.objects.filter(pk=victim.pk).update(**{field: 99 if field == "place" else "seat:9"})
    assert any(f"act {victim.act_id} " in line.lower() for line in problems())


def test_a_missing_mention_or_act_is_named() -> None:
    victim = Mention.objects.order_by("-pk")[0]
    victim.delete()
    assert any(f"act {victim.act_id} " in line for line in problems())
    middle = Act.objects.order_by("pk")[4]
    with connection.constraint_checks_disabled():
        Mention.objects.filter(act=middle).delete()
        Act.objects.filter(pk=middle.pk).delete()
    assert f"Act {middle.pk} is missing: the next one found is act {middle.pk + 1}." in problems()


@pytest.mark.parametrize("field", ["kind", "size"])
def test_a_changed_sheet_row_is_named(field: str) -> None:
    victim = Sheet.objects.filter(kind="tidy")[0]
    Sheet.objects.filter(pk=victim.pk).update(**{field: 1 if field == "size" else "figures"})
    assert any(victim.ref in line for line in problems())


@pytest.mark.parametrize(("field", "value"), [("count", 3), ("seal", "0" * 64)])
def test_a_changed_head_is_found(field: str, value: object) -> None:
    Head.objects.update(**{field: value})
    assert any(line.startswith("The Head says") for line in problems())


def test_a_changed_byte_is_named() -> None:
    victim = Sheet.objects.filter(kind="figures")[0]
    path = Path(store.storages["sheets"].path(f"{victim.digest[:2]}/{victim.digest}"))
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-2] + b"9\n")
        assert any(f"The file of {victim.ref} was changed" in line for line in problems())
        path.unlink()
        assert any(victim.short in line and "missing" in line for line in problems())
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize(
    "change",
    [
        {"value": 1.0},
        {"state": "unknown"},
        {"certainty": "at most"},
        {"period": "1999"},
        {"note_nl": "anders"},
        {"low": 2.0},
    ],
)
def test_a_changed_figure_is_named(change: dict[str, object]) -> None:
    victim = Figure.objects.exclude(value=None).order_by("pk")[0]
    Figure.objects.filter(pk=victim.pk).update(**change)
    found = problems()
    assert len(found) == 1
    assert f"Figure {victim.sheet}#{victim.row} was changed: its {next(iter(change))} is" in found[0]


def test_a_missing_figure_is_named() -> None:
    victim = Figure.objects.order_by("pk")[0]
    victim.delete()
    assert problems() == [f"Figure {victim.sheet}#{victim.row} is missing from the database."]


def test_an_orphan_sheet_is_named() -> None:
    data = b"smuggled in"
    address, _ = store.write([data])
    Sheet.objects.create(digest=address, short=address[:16], kind="file", size=len(data))
    assert problems() == [f"sheet:{address[:16]} stands in the store but no act made it."]
    store.destroy(address)


def test_erasing_keeps_the_chain_whole() -> None:
    words = Prose.objects.create(body="haal mij weg")
    erase(target=Ref(words.ref), reason=Words("op verzoek van de schrijver"), by=Installer(), at=AT)
    assert not Prose.objects.filter(pk=words.pk).exists()
    assert Tombstone.objects.get(ref=words.ref).reason == "op verzoek van de schrijver"
    assert problems() == []
    with pytest.raises(NothingToErase):
        erase(target=Ref(words.ref), reason=Words("nog eens"), by=Installer(), at=AT)
    with pytest.raises(NothingToErase):
        erase(target=Ref("text:999999"), reason=Words("bestaat niet"), by=Installer(), at=AT)


def test_an_erased_sheet_leaves_its_place() -> None:
    victim = Sheet.objects.filter(kind="figures")[0]
    whole = store.read(victim.digest)
    try:
        erase(target=Ref(victim.ref), reason=Words("op verzoek"), by=Installer(), at=AT)
        assert verify().problems == []
        assert queries.sheet(victim.ref) == victim
    finally:
        store.write([whole])

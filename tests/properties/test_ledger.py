"""Random sequences of acts: the chain verifies, replay gives equal bytes, every trace ends, and any change is found."""

import datetime
import json
import re
from pathlib import Path

import hypothesis.strategies as st
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from samenhang.ground.ledger import acts as ledger_acts
from samenhang.ground.ledger import queries, store
from samenhang.ground.ledger.acts import Code, Permission, Received, Ref, Words, act
from samenhang.ground.ledger.models import Act, Head, Mention, Prose, Sheet
from samenhang.ground.ledger.queries.verify import verify

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(datetime.datetime(2026, 3, 1, 12, 0))
COLUMNS = (("row", "code"), ("value", "number"))
SLOW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


class Boss:
    ref = "seat:0"

    def may(self, permission: Permission) -> bool:
        return True


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Four actions of a toy room: receive a file, judge numbers, combine sheets, and a deed with words."""
    monkeypatch.setattr(ledger_acts, "ACTS", registry := dict(ledger_acts.ACTS))
    from samenhang.ground.ledger.queries import verify as module

    monkeypatch.setattr(module, "ACTS", registry)

    @act("toy.received", needs=Permission.RECEIVE)
    def receive(*, name: Code, file: Received, by: object, at: datetime.datetime) -> Received:
        return file

    @act("toy.judged", needs=Permission.WEIGH)
    def judge(*, numbers: store.Table, by: object, at: datetime.datetime) -> store.Table:
        return numbers

    @act("toy.combined", needs=Permission.WEIGH)
    def combine(*, parts: list[Sheet], factor: float, by: object, at: datetime.datetime) -> store.Table:
        total = sum(float(row[1]) for part in parts for row in queries.table(part).rows)
        return store.Table("toy", COLUMNS, (("total", total * factor),))

    @act("toy.decided", needs=Permission.DECIDE)
    def decide(*, cell: Ref, words: Words, by: object, at: datetime.datetime) -> Prose:
        return Prose.objects.create(body=str(words))

    return {"receive": receive, "judge": judge, "combine": combine, "decide": decide}


FINITE = st.floats(-1e12, 1e12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.binary(max_size=40)),
        st.tuples(st.just("judge"), st.lists(FINITE, min_size=1, max_size=4)),
        st.tuples(st.just("combine"), st.tuples(st.integers(0, 99), st.integers(0, 99), FINITE)),
        st.tuples(st.just("decide"), st.tuples(st.integers(0, 99), st.text(max_size=30))),
    ),
    min_size=1,
    max_size=12,
)


def play(deeds: dict, steps: list) -> list[Sheet]:  # type: ignore[type-arg]
    """Carry out the steps; `combine` and `decide` take what exists by then."""
    made: list[Sheet] = []
    for kind, what in steps:
        if kind == "receive":
            deeds["receive"](name=Code("file"), file=Received("file", what), by=Boss(), at=AT)
        elif kind == "judge":
            rows = tuple((f"r{place}", value) for place, value in enumerate(what))
            made.append(deeds["judge"](numbers=store.Table("toy", COLUMNS, rows), by=Boss(), at=AT))
        elif kind == "combine" and made:
            parts = [made[what[0] % len(made)], made[what[1] % len(made)]]
            made.append(deeds["combine"](parts=parts, factor=what[2], by=Boss(), at=AT))
        elif kind == "decide" and made:
            sheet = made[what[0] % len(made)]
            row = queries.table(sheet).rows[0][0]
            deeds["decide"](cell=Ref(f"{sheet.ref}#{row}/value"), words=Words(what[1]), by=Boss(), at=AT)
    return made


class Undo(Exception):
    pass


def savepoint() -> transaction.Atomic:
    """An outer block of this test, marked as Django marks its own, so that the acts inside may ask for a durable one."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


@SLOW
@given(steps=STEPS)
def test_the_chain_verifies_and_replays(deeds: dict, steps: list) -> None:  # type: ignore[type-arg]
    with pytest.raises(Undo), savepoint():
        made = play(deeds, steps)
        verdict = verify(replay=True)
        assert (verdict.problems, verdict.remarks) == ([], [])
        for sheet in made:
            ends = {step.act.verb for step in queries.trace(sheet.ref) if not step.used}
            assert ends == {"toy.judged"}  # every trace ends in a named judgement here
        for done in Act.objects.filter(verb__startswith="toy."):
            assert not re.search(r"[^\x20-\x7e]", done.facts)
            assert all(isinstance(json.loads(done.facts), dict) for _ in [0])
        raise Undo


DAMAGE = st.sampled_from(["act.verb", "act.by", "act.facts", "act.seal", "act.at", "mention.role", "mention.ref", "mention.cell",
                          "sheet.kind", "sheet.size", "head.count", "head.seal", "act.gone", "mention.gone", "bytes"])  # fmt: skip


@SLOW
@given(steps=STEPS, damage=DAMAGE, which=st.integers(0, 10_000))
def test_any_change_is_found(deeds: dict, steps: list, damage: str, which: int) -> None:  # type: ignore[type-arg]
    with pytest.raises(Undo), savepoint():
        play(deeds, steps)
        assert verify().problems == []
        kind, _, field = damage.partition(".")
        restore = None
        if kind == "bytes":
            sheet = Sheet.objects.all()[which % Sheet.objects.count()]
            path = store.storages["sheets"].path(f"{sheet.digest[:2]}/{sheet.digest}")
            restore = (Path(path), Path(path).read_bytes())
            place = which % max(1, len(restore[1]))
            damaged = bytearray(restore[1] or b"!")
            damaged[place % len(damaged)] ^= 1 + which % 255
            Path(path).write_bytes(bytes(damaged))
        elif field == "gone":
            table = Mention if kind == "mention" else Act
            victim = table.objects.all()[which % table.objects.count()]
            if kind == "act":
                Mention.objects.filter(act=victim).delete()
            victim.delete()
        else:
            table = {"act": Act, "mention": Mention, "sheet": Sheet, "head": Head}[kind]
            victim = table.objects.all()[which % table.objects.count()]
            was = getattr(victim, field)
            if isinstance(was, datetime.datetime):
                now: object = was + datetime.timedelta(microseconds=1 + which)
            else:
                now = was + 1 + which if isinstance(was, int) else f"{was[:-1]}{'x' if was[-1:] != 'x' else 'y'}"
            type(victim).objects.filter(pk=victim.pk).update(**{field: now})
        try:
            assert verify().problems != []
        finally:
            if restore:
                restore[0].write_bytes(restore[1])
        raise Undo

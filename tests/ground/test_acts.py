"""The decorator: what it refuses at import, what it records, and what it leaves out."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from samenhang.ground.ledger import acts as ledger_acts
from samenhang.ground.ledger import queries, store
from samenhang.ground.ledger.acts import Code, Permission, Received, Ref, Words, act, kinds
from samenhang.ground.ledger.models import Act, Head, Mention, Prose, Sheet

pytestmark = pytest.mark.django_db
AT = timezone.make_aware(datetime.datetime(2026, 3, 1, 12, 0))


class Boss:
    ref = "seat:0"

    def may(self, permission: Permission) -> bool:
        return True


class Nobody:
    ref = "seat:0"

    def may(self, permission: Permission) -> bool:
        return False


@pytest.fixture
def verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry that forgets the verbs of this test."""
    monkeypatch.setattr(ledger_acts, "ACTS", dict(ledger_acts.ACTS))


def last() -> Act:
    return Act.objects.order_by("-pk")[0]


@pytest.mark.usefixtures("verbs")
def test_a_signature_that_cannot_be_recorded_is_refused_at_import() -> None:
    def positional(a: int, *, by: object, at: object) -> None: ...
    def nameless(*, a, by: object, at: object) -> None: ...  # type: ignore[no-untyped-def]
    def without_by(*, a: int, at: object) -> None: ...
    def loose(*, a: dict[str, int], by: object, at: object) -> None: ...
    def reserved(*, made: int, by: object, at: object) -> None: ...

    for body in (positional, nameless, without_by, loose, reserved):
        with pytest.raises(TypeError, match=body.__name__):
            act("test.refused", needs=Permission.LOAD)(body)
    with pytest.raises(TypeError, match="a verb is written"):
        act("Not a verb", needs=Permission.LOAD)(lambda *, by, at: None)


@pytest.mark.usefixtures("verbs")
def test_a_verb_belongs_to_one_action() -> None:
    def body(*, by: object, at: object) -> None: ...

    act("test.once", needs=Permission.LOAD)(body)
    with pytest.raises(TypeError, match=r"test\.once"):
        act("test.once", needs=Permission.LOAD)(body)


@pytest.mark.usefixtures("verbs")
def test_free_text_leaves_only_its_length() -> None:
    @act("test.told", needs=Permission.CHOOSE)
    def tell(*, reason: Words, options: list[Words], size: int, by: object, at: datetime.datetime) -> Prose:
        return Prose.objects.create(body=str(reason))

    made = tell(reason=Words("een geheim"), options=[Words("a"), Words("bcd")], size=7, by=Boss(), at=AT)
    done = last()
    assert json.loads(done.facts) == {"reason_length": 10, "options_lengths": [1, 3], "size": 7}
    assert [(mention.role, mention.ref) for mention in done.mentions.all()] == [("made", made.ref)]
    assert "geheim" not in done.facts


@pytest.mark.usefixtures("verbs")
def test_without_permission_nothing_happens() -> None:
    @act("test.forbidden", needs=Permission.DECIDE)
    def forbidden(*, by: object, at: datetime.datetime) -> Prose:
        return Prose.objects.create(body="x")

    before = Act.objects.count(), Prose.objects.count()
    with pytest.raises(PermissionDenied):
        forbidden(by=Nobody(), at=AT)
    assert (Act.objects.count(), Prose.objects.count()) == before


@pytest.mark.usefixtures("verbs")
def test_a_deed_that_fails_leaves_nothing() -> None:
    @act("test.halfway", needs=Permission.DECIDE)
    def halfway(*, by: object, at: datetime.datetime) -> None:
        Prose.objects.create(body="half")
        raise RuntimeError("halfway")

    before = Act.objects.count(), Prose.objects.count(), Head.objects.get().seal
    with pytest.raises(RuntimeError):
        halfway(by=Boss(), at=AT)
    assert (Act.objects.count(), Prose.objects.count(), Head.objects.get().seal) == before


@pytest.mark.usefixtures("verbs")
@pytest.mark.parametrize("value", [float("nan"), float("inf"), "een zin met spaties", "nul\x00"])
def test_facts_take_finite_numbers_and_codes(value: object) -> None:
    @act("test.facts", needs=Permission.DECIDE)
    def facts(*, value: Code, by: object, at: datetime.datetime) -> None: ...

    with pytest.raises(ValueError, match="finite numbers, dates and codes"):
        facts(value=value, by=Boss(), at=AT)


def test_facts_are_kept_as_the_text_that_was_sealed() -> None:
    assert kinds.inputs({"a": 1e16, "b": -0.0, "c": datetime.date(2026, 1, 2)}) == (
        {"a": 1e16, "b": -0.0, "c": "2026-01-02"}, [],
    )  # fmt: skip
    assert ledger_acts.chain.text_of({"b": -0.0, "a": 1e16}) == '{"a":1e+16,"b":-0.0}'


@pytest.mark.usefixtures("verbs")
def test_unchanged_bytes_make_no_act() -> None:
    @act("test.kept", needs=Permission.RECEIVE)
    def keep(*, name: Code, file: Received, by: object, at: datetime.datetime) -> Received:
        return file

    one = keep(name=Code("a.csv"), file=Received("file", b"x"), by=Boss(), at=AT)
    count = Act.objects.count()
    again = keep(name=Code("a.csv"), file=Received("file", b"x"), by=Boss(), at=AT)
    other_name = keep(name=Code("b.csv"), file=Received("file", b"x"), by=Boss(), at=AT)
    assert one == again == other_name
    assert Act.objects.count() == count + 1  # equal bytes under another name are another act, on the same sheet


@pytest.mark.usefixtures("verbs")
def test_a_ref_points_at_one_thing() -> None:
    @act("test.pointed", needs=Permission.CHOOSE)
    def point(*, cell: Ref, by: object, at: datetime.datetime) -> None: ...

    point(cell=Ref("sheet:556c38f5a1b2c3d4#GM0772/2024/tekort"), by=Boss(), at=AT)
    mention = last().mentions.get()
    assert (mention.role, mention.ref, mention.cell) == ("cell", "sheet:556c38f5a1b2c3d4", "GM0772/2024/tekort")
    with pytest.raises(ValueError, match="kind:key"):
        point(cell=Ref("../../etc/passwd"), by=Boss(), at=AT)


def test_table_is_canonical() -> None:
    table = store.Table(
        "test", (("row", "code"), ("n", "number"), ("t", "text")), (("a/b", 0.1, 'x,"\n'), ("c", None, "")), {"z": "1"}
    )
    data = table.to_bytes()
    assert store.Table.from_bytes(data) == table
    assert store.Table.from_bytes(data).to_bytes() == data
    assert table.cell("a/b/n") == 0.1
    with pytest.raises(store.StoreError, match="no cell"):
        table.cell("a/b/q")


@pytest.mark.parametrize(
    "rows", [(("a", 1, "x"), ("a", 2, "y")), (("a", 1),), (("a", float("nan"), ""),), (("a", True, ""),)]
)
def test_table_refuses_what_cannot_be_canonical(rows: tuple[tuple[object, ...], ...]) -> None:
    with pytest.raises(ValueError):
        store.Table("test", (("row", "code"), ("n", "number"), ("t", "text")), rows).to_bytes()


def test_trace_ends_in_what_was_received() -> None:
    from samenhang.insight.evidence.models import Figure

    figure = Figure.objects.order_by("pk")[0]
    steps = queries.trace(figure.ref)
    assert [step.act.verb for step in steps[:3]] == ["evidence.computed", "evidence.tidied", "evidence.received"]
    assert {step.act.verb for step in steps[3:]} == {"workspace.received"}
    raw = steps[2].made[0].ref
    assert figure.sheet in {made.ref for step in queries.trace(raw, forward=True) for made in step.made}


def breadth_first(start: int, rests_on: dict[int, list[int]], depth: int) -> list[int]:
    """How far each act is that rests on this one, nearest first: one level at a time, slow and obvious."""
    far, level = dict[int, int](), {number for number, used in rests_on.items() if start in used}
    for step in range(depth + 1):
        far |= dict.fromkeys(level - far.keys(), step)
        level = {number for number, used in rests_on.items() if level & set(used)}
    return sorted(far.values())


@pytest.mark.parametrize("limit", [1, 7, 40, 400])
def test_a_walk_stops_at_its_limit_with_the_nearest(limit: int) -> None:
    """Also where thousands rest on one: each act rests on two before it, so the ways grow as fast as they can."""
    first, number = 10_000_000, 120
    rests_on = {at: sorted({max(at - 1, 0), at * 7919 % max(at, 1) // 3}) for at in range(1, number)}
    Act.objects.bulk_create(
        Act(pk=first + at, verb="toy.made", by="seat:0", at=AT, facts="{}", seal="") for at in range(number)
    )
    Mention.objects.bulk_create(
        Mention(act_id=first + at, place=place, role=role, ref=f"toy:{other}")
        for at in range(number)
        for place, (role, other) in enumerate([("made", at), *(("used", one) for one in rests_on.get(at, []))])
    )
    steps = queries.trace("toy:0", forward=True, depth=5, limit=limit)
    assert [step.depth for step in steps] == breadth_first(0, rests_on, 5)[:limit]


def test_sheet_rows_are_found_by_their_printed_ref() -> None:
    sheet = Sheet.objects.filter(kind="figures")[0]
    assert queries.sheet(f"{sheet.ref}#anything") == sheet
    assert queries.sheet("sheet:0000000000000000") is None

"""The ledger under load: appending acts, verifying the fictional province, and tracing through a million acts."""

import datetime
import functools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.race import Row, bench, race

ROOT = Path(__file__).resolve().parents[2]
MILLION = 1_000_000
AT = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)


@functools.cache
def province() -> None:
    """Django on a database of its own, with the fictional province in it."""
    os.environ.update(
        VAR=tempfile.mkdtemp(prefix="samenhang-bench-"),
        WORKSPACE=str(ROOT / "workspace" / "tiny"),
        DJANGO_SETTINGS_MODULE="samenhang.web.settings",
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from samenhang.web import doors

    doors.load()


@functools.cache
def million() -> str:
    """A million acts behind the real ones, each resting on two earlier ones; returns a ref with at least twelve steps behind it."""
    province()
    from django.db import connection, transaction

    first = 10_000_000
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ground_act (id, verb, by, at, facts, seal) VALUES (%s, 'toy.combined', 'seat:0', %s, '{}', '')",
            ((first + number, AT) for number in range(MILLION)),
        )
        cursor.executemany(
            "INSERT INTO ground_mention (act_id, place, role, ref, cell) VALUES (%s, %s, %s, %s, '')",
            (
                row
                for number in range(MILLION)
                for row in (
                    (first + number, 0, "one", f"toy:{number - 1 if number % 20 else -number}"),
                    (first + number, 1, "two", f"toy:{(number * 2654435761 & 0xFFFFFFFF) % max(number, 1)}"),
                    (first + number, 2, "made", f"toy:{number}"),
                )
            ),
        )
        cursor.execute("ANALYZE")
    return f"toy:{MILLION - 1}"


@bench("ledger-act")
def act() -> Iterator[Row]:
    """One deed with a text: checked, recorded, sealed and on disk; the peer is the bare insert of that text."""
    province()
    from samenhang.ground.ledger.actions import erase
    from samenhang.ground.ledger.acts import Ref, Words
    from samenhang.ground.ledger.models import Prose
    from samenhang.ground.people.models import Installer

    def deed() -> None:
        words = Prose.objects.create(body="x")
        erase(target=Ref(words.ref), reason=Words("x"), by=Installer(), at=AT)

    yield race("one sealed deed (peer: one bare insert)", deed, lambda: Prose.objects.create(body="x"), runs=50)


@bench("ledger-trace")
def trace() -> Iterator[Row]:
    """The lineage of one ref, twelve steps deep, in a ledger of a million acts."""
    ref = million()
    from samenhang.ground.ledger import queries

    depth = max(step.depth for step in queries.trace(ref, depth=12))
    yield race(f"trace, depth {depth}, 1 M acts, backwards", lambda: queries.trace(ref, depth=12), at_most=0.15)
    yield race("trace, depth 12, 1 M acts, forwards", lambda: queries.trace("toy:500", forward=True), at_most=0.15)

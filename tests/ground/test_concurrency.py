"""Eight processes append 200 acts each, while a long computation runs: no fork, nothing lost, no lock error."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests import postgres

WRITERS, EACH = 8, 200
WORK = """
import datetime, sys, time
import django
django.setup()
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose, Sheet
from django.utils import timezone

class Boss:
    ref = "seat:0"
    def may(self, permission): return True

@act("toy.decided", needs=Permission.DECIDE)
def decide(*, number: int, words: Words, by: object, at: datetime.datetime) -> Prose:
    return Prose.objects.create(body=str(words))

@act("toy.computed", needs=Permission.WEIGH)
def compute(*, seconds: float, by: object, at: datetime.datetime) -> store.Table:
    time.sleep(seconds)
    return store.Table("toy", (("row", "code"), ("value", "number")), (("a", 1),))

if sys.argv[1] == "compute":
    compute(seconds=float(sys.argv[2]), by=Boss(), at=timezone.now())
else:
    for number in range(int(sys.argv[2])):
        decide(number=number, words=Words("x"), by=Boss(), at=timezone.now())
"""
COUNT = """
import django
django.setup()
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.ledger.models import Act, Prose
verdict = verify()
print(verdict.acts, Prose.objects.count(), Act.objects.filter(verb="toy.computed").count(), verdict.problems)
"""


def python(code: str, *arguments: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run_writers(tmp_path: Path, url: str, seconds: float) -> None:
    environment = {
        **os.environ,
        "VAR": str(tmp_path),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "samenhang.web.settings",
    }
    migrate = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0"], env=environment, text=True, capture_output=True
    )
    assert migrate.returncode == 0, migrate.stderr
    computing = python(WORK, "compute", str(seconds), environment=environment)
    writers = [python(WORK, "write", str(EACH), environment=environment) for _ in range(WRITERS)]
    for process in [*writers, computing]:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    said, errors = python(COUNT, environment=environment).communicate(timeout=120)
    assert said.strip() == f"{WRITERS * EACH + 1} {WRITERS * EACH} 1 []", errors


def test_eight_writers_on_sqlite(tmp_path: Path) -> None:
    run_writers(tmp_path, "", seconds=8)


@pytest.mark.postgres
def test_eight_writers_on_postgresql(tmp_path: Path) -> None:
    where = postgres.programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed: apt install postgresql")
    with postgres.server(where) as url:
        run_writers(tmp_path, url, seconds=8)

"""Eight processes append 200 acts each, while a long computation runs: no fork, nothing lost, no lock error."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own on a free port, gone afterwards."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed: apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="samenhang-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    programs = found[-1].parent
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        [*as_user, programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"], **quiet
    )
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
    subprocess.run(
        [*as_user, programs / "pg_ctl", "-D", folder / "data", "-w", "-o", options, "-l", folder / "log", "start"],
        **quiet,
    )
    try:
        yield f"postgres://postgres@/postgres?host={folder}"
    finally:
        subprocess.run([*as_user, programs / "pg_ctl", "-D", folder / "data", "-w", "-m", "fast", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)


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
    with postgres() as url:
        run_writers(tmp_path, url, seconds=8)

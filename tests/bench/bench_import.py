"""An import for real: a million observations from the file to figures that can be queried, and figures made again from their sheets.

Each runs in a process of its own, so that its memory is its own; `ours` is the time of the deed, without starting Django.
"""

import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from tests import postgres
from tests.bench.race import Row, bench

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 512  # megabytes
PROGRAM = """
import json, resource, sys, time
import django
django.setup()
from pathlib import Path
from django.utils import timezone
from samenhang.web import doors
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.models import Figure, Source

from urllib.parse import quote

KINDS = (
    "an area", "an area of which little is known", "an indicator", "its series", "its bridge", "its map",
    "the origin of a figure", "the indicators", "the areas", "the divisions", "the bottlenecks", "the publications",
    "the definitions", "the talking sheets", "the coherence",
)
deed, file, code = sys.argv[1:]
doors.say = lambda line: None
doors.load()
source = Source.objects.get(pk=code)

def importing():
    return evidence.deliver(source=source, data=Path(file), by=doors.keeper(), at=timezone.now())

def rebuilding():
    return evidence.refill(source, at=timezone.now())

def pages():
    # of each kind of page the time that one in twenty exceeds, as served; all pages of a kind ask as many questions
    import samenhang.web.wsgi
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    client, found = Client(), {}
    def address(kind, number):
        area, indicator = f"GM{number * 5:04}", f"BI{number * 4:03}"
        cited = [quote(one.ref, safe="") for one in Figure.objects.filter(area=area, indicator=indicator).order_by("period")[:2]]
        return {
            "an area": f"/gebieden/{area}/", "an area of which little is known": "/gebieden/TG01/",
            "an indicator": f"/cijfers/{indicator}/?gebied={area}", "its series": f"/cijfers/{indicator}/reeks/?gebied={area}",
            "its bridge": f"/cijfers/{indicator}/brug/?gebied={area}&van={cited[0]}&naar={cited[1]}",
            "its map": f"/gebieden/?cijfer={indicator}", "the origin of a figure": f"/herkomst/{cited[0]}/",
            "the indicators": f"/cijfers/?bladzijde={number % 8 + 1}", "the areas": "/gebieden/",
            "the divisions": "/gebieden/indelingen/", "the bottlenecks": "/knelpunten/", "the publications": "/bronnen/",
            "the definitions": "/definities/", "the talking sheets": "/praatstukken/", "the coherence": "/samenhang/",
        }[kind]
    for kind in KINDS:
        times, asked = [], set()
        for number in range(1, 31):
            url, questions = address(kind, number), []
            def count(execute, *given):
                questions.append(given[0])
                return execute(*given)
            with connection.execute_wrapper(count):
                started = time.perf_counter()
                answer = client.get(url)
                times.append(time.perf_counter() - started)
            assert answer.status_code == 200, url
            if number > 1:  # the first of each kind reads its templates, and what is kept after that
                asked.add(len(questions))
        assert len(asked) == 1, (kind, asked)
        found[kind] = sorted(times[1:])[int((len(times) - 1) * 0.95)]
    return found

if deed == "pages":
    count = importing()
    print(json.dumps([count, pages(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))
    raise SystemExit
if deed == "rebuild":
    importing()
    Figure.objects.filter(source=source).delete()
started = time.perf_counter()
count = importing() if deed == "import" else rebuilding()
took = time.perf_counter() - started
assert count == Figure.objects.filter(source=source, edition__current=True).count()
print(json.dumps([count, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))
"""


@functools.cache
def country(municipalities: int, indicators: int, years: int, months: bool) -> tuple[Path, Path, int]:
    """The workspace, the bundle, and how many observations it holds."""
    from tests.bench import country

    folder = Path(tempfile.mkdtemp(prefix="samenhang-bench-"))
    space = country.workspace(folder / "workspace", municipalities, indicators)
    return space, folder / "table.zip", country.table(folder / "table.zip", municipalities, indicators, years, months)


def measured(deed: str, url: str, *shape: int, months: bool) -> tuple[int, Any, int]:
    """How many figures, in how many seconds (of each kind of page), in how many megabytes."""
    from tests.bench.country import CODE

    space, file, expected = country(*shape, months)
    with tempfile.TemporaryDirectory(prefix="samenhang-bench-") as var:
        environment = {
            **os.environ, "VAR": var, "WORKSPACE": str(space), "DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "samenhang.web.settings",
        }  # fmt: skip
        command = [sys.executable, "-c", PROGRAM, deed, str(file), CODE]
        done = subprocess.run(command, env=environment, text=True, capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    count, took, memory = json.loads(done.stdout.splitlines()[-1])
    if count != expected:
        raise RuntimeError(f"Expected {expected} figures, got {count}.")
    return count, took, memory


def rows(name: str, database: Callable[[], AbstractContextManager[str]]) -> Iterator[Row]:
    """Each in a database of its own."""
    with database() as url:
        count, took, memory = measured("import", url, 342, 10, 25, months=True)
    yield Row(f"{count:,} observations, {name}, {memory} MB", took, at_most=20.0)
    # memory as a ratio: what it is beside what it may be
    yield Row(f"memory of that, as part of {MOST_MEMORY} MB", memory / MOST_MEMORY, at_most=1.0)
    with database() as url:
        count, took, memory = measured("rebuild", url, 342, 300, 20, months=False)
    yield Row(f"{count:,} figures again, {name}", took, at_most=30.0)


def page_rows(name: str, url: str) -> Iterator[Row]:
    """Every kind of page that shows figures, with the figures of a country in the database."""
    count, times, _memory = measured("pages", url, 342, 300, 20, months=False)
    for kind, took in times.items():
        bound = 0.15 if kind == "the origin of a figure" else 0.1  # a trace is allowed more
        yield Row(f"{kind}, {count:,} figures, p95, {name}", took, at_most=bound)


@bench("pages-sqlite")
def sqlite_pages() -> Iterator[Row]:
    """On the embedded database."""
    yield from page_rows("SQLite", "")


@bench("pages-postgresql")
def postgresql_pages() -> Iterator[Row]:
    """The same on PostgreSQL, where it is installed."""
    where = postgres.programs()
    if where is not None:
        with postgres.server(where) as url:
            yield from page_rows("PostgreSQL", url)


@bench("import-sqlite")
def sqlite() -> Iterator[Row]:
    """A table of CBS on the embedded database."""
    yield from rows("SQLite", lambda: nullcontext(""))


@bench("import-postgresql")
def postgresql() -> Iterator[Row]:
    """The same on PostgreSQL, where it is installed."""
    where = postgres.programs()
    if where is not None:
        yield from rows("PostgreSQL", lambda: postgres.server(where))

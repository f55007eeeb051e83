"""The page of the futures: what the server needs for one move of a slider, over the facts of the real province."""

import functools
import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.race import Row, bench

ROOT = Path(__file__).resolve().parents[2]
MOVES = 60
ASKED = {"HX-Request": "true", "HX-Target": "answer"}


@functools.cache
def client() -> Any:
    """A visitor of a server with workspace/brabant and a warm model."""
    os.environ.update(
        VAR=tempfile.mkdtemp(prefix="samenhang-bench-"),
        WORKSPACE=str(ROOT / "workspace" / "brabant"),
        DJANGO_SETTINGS_MODULE="samenhang.web.settings",
    )
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from samenhang.web import doors
    from samenhang.weighing.futures.queries import model

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ALLOWED_HOSTS = ["testserver"]
    doors.load()
    model.warm()
    return Client()


def moves(target: str) -> list[float]:
    """Seconds of each of MOVES moves; no two settings are the same, so that nothing is remembered."""
    visitor, took = client(), []
    headers = ASKED | {"HX-Target": target}
    values = itertools.count(50 if target == "answer" else 75, 50)
    visitor.get(f"/toekomsten/?h-extra_beds={next(values)}", headers=headers)
    for value in itertools.islice(values, MOVES):
        started = perf_counter()
        answer = visitor.get(f"/toekomsten/?h-extra_beds={value}", headers=headers)
        took.append(perf_counter() - started)
        assert answer.status_code == 200, answer.status_code
    return sorted(took)


@bench("futures-page")
def page() -> Iterator[Row]:
    answer, limits = moves("answer"), moves("limits")
    yield Row("slider, 2,000 futures x 56 areas x 25 years, p95", answer[int(0.95 * MOVES)], at_most=0.1)
    yield Row("slider, median", answer[MOVES // 2])
    yield Row("where it fails, with fresh draws, median", limits[MOVES // 2])

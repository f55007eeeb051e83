"""The lists of the desk with a hundred thousand signals: every list and every filter, as its slowest answer in twenty."""

from collections.abc import Iterator
from functools import cache
from statistics import quantiles
from time import perf_counter
from typing import Any

from tests.bench.bench_ledger import province
from tests.bench.race import Row, bench

SIGNALS, ASKED = 100_000, 12
LISTS = {
    "the list": "/signalen/",
    "the last page": "/signalen/?page=3000",
    "sorted by day": "/signalen/?sort=reply_by",
    "late": "/signalen/?laat=late",
    "one state": "/signalen/?stand=open",
    "all but one state": "/signalen/?stand=%21closed",
    "one theme": "/signalen/?thema={theme}",
    "one area": "/signalen/?gebied={area}",
    "one channel": "/signalen/?via=partner",
    "late and open": "/signalen/?laat=late&stand=open&thema={theme}",
    "a word": "/signalen/?q={word}",
    "a word that many say": "/signalen/?q=e",
    "a word that nobody says": "/signalen/?q=zzzz",
    "two words in one state": "/signalen/?q={word}+{other}&stand=open",
    "guarded": "/signalen/bewaakt/",
    "patterns": "/signalen/patronen/",
    "one pattern": "/signalen/patronen/{theme}/",
}


@cache
def desk() -> tuple[Any, dict[str, str]]:
    """A database with signals of three years, and a browser that is signed in as the desk."""
    province()
    from datetime import timedelta
    from random import Random

    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from samenhang.ground.ledger.models import Prose
    from samenhang.ground.lexicon.models import Theme
    from samenhang.ground.people.actions import seat_of_role
    from samenhang.ground.people.models import Installer
    from samenhang.ground.people.queries import first_role
    from samenhang.ground.places.models import Area
    from samenhang.insight.signals.models import Channel, Passing, Signal, SignalRoute

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    rng, today, now = Random(1), timezone.localdate(), timezone.now()
    seat = seat_of_role(first_role(), by=Installer(), at=now)  # type: ignore[arg-type]
    themes = list(Theme.objects.filter(withdrawn_on=None).values_list("pk", flat=True))
    areas = list(Area.objects.filter(kind="municipality", withdrawn_on=None).values_list("pk", flat=True))
    route = SignalRoute.objects.first()
    letters = "eeeennnaaatttiirroodsslgvhkmu"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(4000)]
    said = Prose.objects.bulk_create(
        [Prose(body=" ".join(rng.choices(words, k=25)), private=True) for _ in range(SIGNALS)], batch_size=5000
    )
    states = rng.choices(["new", "open", "waiting", "passed", "closed", "guarded"], [5, 10, 5, 15, 64, 1], k=SIGNALS)
    rows = []
    for prose, state in zip(said, states, strict=True):
        on = today - timedelta(days=rng.randrange(1100))
        rows.append(
            Signal(
                words=prose, language="pl", channel=rng.choice(Channel.values), passing=rng.choice(Passing.values),
                received_on=on, reply_by=on + timedelta(days=14), area_id=rng.choice([*areas, None]),
                theme_id=rng.choice([*themes, None]), state=state, holder=seat.ref if state != "new" else "",
                route=route if state in ("passed", "guarded") else None,
            )
        )  # fmt: skip
    Signal.objects.bulk_create(rows, batch_size=5000)
    client = Client(SERVER_NAME="localhost")
    client.force_login(seat.account)  # type: ignore[arg-type]
    return client, {"theme": themes[0], "area": areas[0], "word": max(words[:9], key=len), "other": words[10]}


def slowest(client: Any, path: str) -> float:
    """Seconds under which nineteen of twenty answers stay, after one to warm up."""
    times = []
    for run in range(ASKED + 1):
        start = perf_counter()
        answer = client.get(path)
        if run:
            times.append(perf_counter() - start)
        if answer.status_code != 200:
            raise AssertionError(f"Expected a list at {path}, got {answer.status_code}. Look at the page.")
    return quantiles(times, n=20, method="inclusive")[-1]


@bench("signals-lists")
def lists() -> Iterator[Row]:
    client, codes = desk()
    for name, path in LISTS.items():
        yield Row(f"1e5 signals: {name} (p95)", slowest(client, path.format(**codes)), at_most=0.15)

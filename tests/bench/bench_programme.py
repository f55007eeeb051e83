"""A large programme: every list over 5,000 measures, 5,000 results and 20,000 reports, and its number of questions to the database."""

import functools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.race import Row, bench

ROOT = Path(__file__).resolve().parents[2]
MOST = 0.15  # seconds that one page in twenty may exceed
# in a process of its own: Django knows one database, and another bench may have its own
PROGRAM = """
import json
import django
django.setup()
from datetime import date, timedelta
from time import perf_counter
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from samenhang.ground.ledger.models import Prose
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Bottleneck, Indicator
from samenhang.insight.network.models import Party
from samenhang.steering.programme.models import *
from samenhang.web import doors

MEASURES, PERIODS, TIMES = 5000, 4, 40
doors.say = lambda line: None
doors.load()
settings.ALLOWED_HOSTS = ["testserver"]
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
keeper, now = doors.keeper().ref, timezone.now()
parties, goals = list(Party.objects.all()), list(Goal.objects.all())
indicators, areas = list(Indicator.objects.all()), list(Area.objects.filter(valid_to=None))
bottlenecks = list(Bottleneck.objects.all())


def grow(first, last, periods):
    texts = Prose.objects.bulk_create(Prose(body=f"Measure {n} of the large programme") for n in range(first, last))
    made = Measure.objects.bulk_create(
        Measure(
            title=text, goal=goals[n % len(goals)] if n % 7 else None, accountable=parties[n % len(parties)],
            carrier=("team", "regular")[n % 2], indicator=indicators[n % len(indicators)] if n % 5 else None,
            state=("proposed", "adopted", "running")[n % 3], by=keeper, at=now,
        )
        for n, text in enumerate(texts, first)
    )
    Duty.objects.bulk_create(Duty(measure=one, party=parties[(one.pk + 3) % len(parties)], kind="responsible") for one in made)
    Measure.bottlenecks.through.objects.bulk_create(
        Measure.bottlenecks.through(measure=one, bottleneck=bottlenecks[one.pk % len(bottlenecks)]) for one in made
    )
    words = Prose.objects.bulk_create(Prose(body="An agreement that was signed") for one in made)
    Milestone.objects.bulk_create(
        Milestone(measure=one, words=word, due=date(2031, 1, 1), by=keeper, at=now) for one, word in zip(made, words)
    )
    results = Result.objects.bulk_create(
        Result(
            kind=("output", "outcome")[one.pk % 2], measure=one, indicator=indicators[one.pk % len(indicators)],
            area=areas[one.pk % len(areas)], sense="least", begin=0, begins_on=date(2025, 1, 1), target=1000,
            reached_by=date(2031, 1, 1), by=keeper, at=now,
        )
        for one in made
    )
    for period in periods:
        told = Prose.objects.bulk_create(Prose(body="Nobody counted this yet; in spring somebody will.") for one in results)
        rows = ResultReport.objects.bulk_create(
            ResultReport(
                result=one, period=period, value=None if one.pk % 3 == 0 else one.pk % 1000, told=True, words=text,
                proven=True, verdict="unknown" if one.pk % 3 == 0 else ("on", "risk", "off")[one.pk % 3],
                reason="no number" if one.pk % 3 == 0 else "behind", state=("draft", "approved")[one.pk % 2], by=keeper, at=now,
            )
            for one, text in zip(results, told)
        )
    for one, row in zip(results, rows):
        one.newest = row
    Result.objects.bulk_update(results, ["newest"], batch_size=500)


periods = [
    ReportPeriod.objects.create(starts=date(2027 + n, 1, 1), ends=date(2027 + n, 12, 31), by=keeper, at=now)
    for n in range(PERIODS)
]
lists = {
    "measures": ["/programma/maatregelen/", "/programma/maatregelen/?page=100", "/programma/maatregelen/?q=4321",
                 "/programma/maatregelen/?sort=-accountable__name&stand=running", "/programma/maatregelen/?zonder=goal"],
    "results": ["/programma/resultaten/", "/programma/resultaten/?oordeel=off&page=20", "/programma/resultaten/?q=Measure+77",
                "/programma/resultaten/?sort=-newest__period__ends"],
    "periods": ["/programma/voortgang/"],
    "one period": [f"/programma/voortgang/{periods[2].pk}/", f"/programma/voortgang/{periods[2].pk}/?oordeel=unknown&page=5",
                   f"/programma/voortgang/{periods[2].pk}/?melding=draft"],
    "pledges": ["/programma/toezeggingen/"],
    "goal tree": ["/programma/"],
    "directional plan": ["/visie/plan/"],
}
client = Client()


def asked(url):
    questions = []

    def count(execute, *given):
        questions.append(given[0])
        return execute(*given)

    with connection.execute_wrapper(count):
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return len(questions)


grow(0, 30, periods)
few = {}
for some in lists.values():
    for url in some:
        client.get(url)
        few[url] = asked(url)
grow(30, MEASURES, periods)
assert Measure.objects.filter(example=False).count() == MEASURES
assert ResultReport.objects.filter(result__example=False).count() == MEASURES * PERIODS
made = {}
for name, some in lists.items():
    times = []
    for url in some:
        client.get(url)
        for _time in range(TIMES):
            started = perf_counter()
            client.get(url)
            times.append(perf_counter() - started)
    times.sort()
    fixed = all(asked(url) <= few[url] for url in some if "q=" not in url and "page=" not in url)
    made[name] = [times[int(0.95 * len(times))], max(asked(url) for url in some), fixed]
print(json.dumps(made))
"""


@functools.cache
def measured() -> dict[str, tuple[float, int, bool]]:
    environment = {
        **os.environ, "VAR": tempfile.mkdtemp(prefix="samenhang-bench-"), "WORKSPACE": str(ROOT / "workspace" / "brabant"),
        "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "samenhang.web.settings",
    }  # fmt: skip
    environment.pop("DATABASE_URL", None)
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, text=True, capture_output=True, check=True, cwd=ROOT
    )
    found: dict[str, tuple[float, int, bool]] = json.loads(said.stdout.splitlines()[-1])
    return found


@bench("programme-lists")
def lists() -> Iterator[Row]:
    for name, (p95, questions, fixed) in measured().items():
        if not fixed:
            raise ValueError(f"Expected as many questions with 5,000 measures as with 30 for {name}; got more.")
        yield Row(f"{name}, 5,000 measures and 20,000 reports, p95 ({questions} questions)", p95, at_most=MOST)

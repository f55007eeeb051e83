"""A round that a hundred thousand people took part in: a million votes; what its lists answer in, and what counting takes."""

import functools
import gc
import hashlib
import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import perf_counter
from typing import Any

from tests.bench.bench_ledger import AT, province
from tests.bench.race import Row, bench, race

PEOPLE, STATEMENTS, EACH, WAITING = 100_000, 500, 10, 1_000
ASKED = 40


@functools.cache
def crowded() -> tuple[Any, Any]:
    """The round with all its votes, counted once; and a browser that is signed in."""
    province()
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client

    from samenhang.ground.ledger.acts import Code, Words
    from samenhang.ground.ledger.models import Prose
    from samenhang.ground.people.actions import seat_of_role
    from samenhang.ground.people.models import Installer
    from samenhang.ground.people.queries import first_role
    from samenhang.ground.places.models import Area
    from samenhang.insight.voices import actions
    from samenhang.insight.voices.models import Pick, Proposition, Questionnaire, Round, RoundWords, Voice, Vote

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    team, draw = seat_of_role(first_role(), by=Installer(), at=AT), random.Random(7)  # type: ignore[arg-type]
    held: Round = actions.prepare(
        questionnaire=Questionnaire.objects.get(), title=Words(""), purpose=Words(""), language=Code("en"),
        opens_on=AT.date(), closes_on=AT.date() + timedelta(days=3650), areas=[Area.objects.get(kind="province")],
        example=False, by=team, at=AT,
    )  # fmt: skip
    first = held.propositions.count()
    Proposition.objects.bulk_create(
        Proposition(round=held, number=number + 1, language="en") for number in range(first, STATEMENTS)
    )
    rows = list(held.propositions.order_by("number"))
    RoundWords.objects.bulk_create(
        RoundWords(round=held, key=row.key, language_id="en", text=f"Statement number {row.number} of all", state="original")
        for row in rows[first:]
    )  # fmt: skip
    actions.open_round(held=held, by=team, at=AT)
    words = Prose.objects.bulk_create(
        Prose(body=f"Something else {number} that {draw.random()} people say", private=True)
        for number in range(WAITING)
    )
    Proposition.objects.bulk_create(
        Proposition(
            round=held, number=STATEMENTS + place + 1, language="en", added=True, original=text, state="waiting"
        )
        for place, text in enumerate(words)
    )  # fmt: skip
    days = [AT.date() + timedelta(days=day) for day in range(60)]
    voices = Voice.objects.bulk_create(
        (
            Voice(
                round=held,
                language="pl",
                way="self",
                on=days[number % 60],
                code=hashlib.sha256(str(number).encode()).hexdigest(),
            )
            for number in range(PEOPLE)
        ),
        batch_size=5_000,
    )
    table = Vote._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (voice_id, proposition_id, value) VALUES (%s, %s, %s)",
            (
                (voice.pk, rows[at].pk, 0 if draw.random() < 0.1 else 1 if (at + number) % 2 else -1)
                for number, voice in enumerate(voices)
                for at in draw.sample(range(STATEMENTS), EACH)
            ),
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for question in held.questions.prefetch_related("choices"):
        choices = list(question.choices.all())
        Pick.objects.bulk_create(
            (
                Pick(voice=voice, question=question, choice=choices[number % len(choices)])
                for number, voice in enumerate(voices)
            ),
            batch_size=5_000,
        )
    actions.tally(held, at=AT)
    gc.collect()
    gc.freeze()  # as the web process does with what it loaded
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(team.account)
    return held, client


def slowest(ask: Callable[[], Any]) -> float:
    """What 95 of a hundred answers take at most, after three to warm up."""
    times = []
    for asked in range(ASKED + 3):
        start = perf_counter()
        answer = ask()
        if asked >= 3:
            times.append(perf_counter() - start)
        if answer.status_code != 200:
            raise ValueError(f"Expected a page, got {answer.status_code}.")
    return sorted(times)[int(0.95 * len(times))]


@bench("voices-lists")
def lists() -> Iterator[Row]:
    held, client = crowded()
    for path, name in (
        ("/stemmen/", "the list of rounds"),
        (f"/rondes/{held.pk}/ingebracht/", f"{WAITING:,} added statements"),
        (f"/rondes/{held.pk}/", f"a round of {STATEMENTS} statements"),
        (f"/rondes/{held.pk}/aantallen.csv", "its counts as a file"),
    ):
        yield Row(f"{name}, 1 M votes, p95", slowest(lambda path=path: client.get(path)), at_most=0.15)  # type: ignore[misc]


@bench("voices-phone")
def phone() -> Iterator[Row]:
    held, _client = crowded()
    from django.test import Client

    from samenhang.insight.voices import actions
    from samenhang.insight.voices.models import Proposition

    one, code = actions.begin(held, language="pl", at=AT)
    row = Proposition.objects.filter(round=held, state="shown").first()
    browser, path = Client(), f"/stemmen/{held.pk}/pl/zin/"
    given = {"code": code, "statement": str(row.pk), "value": "1"} if row else {}
    yield Row(
        "one vote and the next statement, 1 M votes, p95", slowest(lambda: browser.post(path, given)), at_most=0.15
    )
    if one.votes.count() != 1:
        raise ValueError("Expected one vote, got another number.")


@bench("voices-count")
def count() -> Iterator[Row]:
    held, _client = crowded()
    from samenhang.insight.voices.queries.count import counted

    yield race(f"{PEOPLE:,} people, 1 M votes counted and grouped", lambda: json.dumps(counted(held)[1]), runs=3)

"""A session at its largest: thirty options, twenty-five criteria, twelve parties; one party changes its weights and the screen answers."""

import functools
import json
import random
from collections.abc import Callable, Iterator
from time import perf_counter

from tests.bench.bench_ledger import AT, province
from tests.bench.race import Row, bench

OPTIONS, CRITERIA, PARTIES = 30, 25, 12
CHANGES = 40


@functools.cache
def session() -> tuple[Callable[[], None], Callable[[], None]]:
    """A session with everybody in it; returns what changes one party's weights, and what fetches the live part of the screen."""
    province()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from samenhang.ground.ledger import store
    from samenhang.ground.ledger.acts import Ref, Words
    from samenhang.ground.people.actions import seat_of_role
    from samenhang.ground.people.models import Installer
    from samenhang.ground.people.queries import first_role
    from samenhang.ground.places.models import Area
    from samenhang.insight.network.models import Party
    from samenhang.weighing.appraisal import actions, queries
    from samenhang.weighing.appraisal.models import LETTERS, Entry
    from samenhang.weighing.appraisal.queries.frames import FRAME, FRAMED

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    draw, team = random.Random(7), seat_of_role(first_role(), by=Installer(), at=AT)  # type: ignore[arg-type]
    codes = [f"c{number}" for number in range(CRITERIA)]
    criteria = tuple(
        (code, "tn-werk" if at % 2 else "tn-thuis", "", code, code, "", "", "", "", "", None, None, "", "")
        for at, code in enumerate(codes)
    )
    frame = actions.freeze_frame(
        frame=Ref("frames:tn-kader"),
        criteria=store.Table(FRAME, FRAMED, criteria),
        before=None,
        reason=Words(""),
        by=team,
        at=AT,
    )
    made = actions.open_appraisal(
        question=Words("Bench?"), options=[Words(f"Option {at}") for at in range(OPTIONS)], area=Area.objects.get(pk="TP01"),
        frame=frame, example=False, by=team, at=AT,
    )  # fmt: skip
    rows = []
    for letter in LETTERS[:OPTIONS]:
        for code in codes:
            low, likely, high = sorted(draw.sample(range(101), 3))
            rows.append((f"{letter}/{code}", letter, code, low, likely, high, actions.JUDGED, "areas:TP01", "", ""))
    actions.score(
        appraisal=made, scores=store.Table(queries.SCORES, actions.SCORED, tuple(rows)), remarks=[Words("")] * len(rows),
        cites=[], reason=Words("Bench."), by=team, at=AT,
    )  # fmt: skip
    actions.open_session(appraisal=made, by=team, at=AT)
    Party.objects.bulk_create(
        Party(code=f"bench-{at}", name=f"Party {at}", sector="civil", verification="unverified")
        for at in range(PARTIES)
    )
    for at in range(PARTIES):
        points = {code: draw.randint(1, 100) for code in codes}
        Entry.objects.create(appraisal=made, party=f"parties:bench-{at}", points=points, way="points", at=AT)
    client = Client(headers={"HX-Request": "true", "HX-Target": "live"})
    client.force_login(team.account)  # type: ignore[arg-type]
    url = reverse("appraisal:session", args=[made.pk])

    def change() -> None:
        entry = Entry.objects.select_related("appraisal").get(
            appraisal=made, party=f"parties:bench-{draw.randrange(PARTIES)}"
        )
        points = {code: draw.randint(1, 100) for code in codes}
        actions.enter(entry, way="points", points=points, least={}, facts={}, position="", reason="", by=team, at=AT)

    def look() -> None:
        response = client.get(url)
        assert response.status_code == 200, response.status_code
        assert json.dumps(response.content.decode()).count("<tr") > PARTIES

    return change, look


@bench("appraisal-session")
def change_of_a_weight() -> Iterator[Row]:
    """From the change of one party to the whole live part of the screen, twelve parties: the slowest but one of forty."""
    change, look = session()
    for _ in range(3):
        change()
        look()
    times = []
    for _ in range(CHANGES):
        start = perf_counter()
        change()
        look()
        times.append(perf_counter() - start)
    times.sort()
    name = f"a weight changes, {OPTIONS} options x {CRITERIA} criteria x {PARTIES} parties, p95"
    yield Row(name, times[int(0.95 * CHANGES) - 1], at_most=0.150)

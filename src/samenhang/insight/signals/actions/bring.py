"""Bringing in signals from a file, all at once; and the news of a watch."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Permission, act
from samenhang.ground.ledger.store import Table
from samenhang.insight.evidence.actions.client import CannotFetch, Client
from samenhang.insight.signals.actions.refused import CannotHandle
from samenhang.insight.signals.actions.sender import due, private
from samenhang.insight.signals.models import Signal, Watch, WatchItem, WatchLook
from samenhang.insight.signals.queries.batch import Brought
from samenhang.workspace.formats import feed
from samenhang.workspace.formats.delivery import UnreadableError

NAMES = ("row", "words", "channel", "passing", "happened_on", "language", "theme", "stage", "area")
COLUMNS = tuple((name, "text") for name in NAMES)
ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8"
PATIENCE = 20.0  # seconds


def table_of(rows: Sequence[Brought]) -> Table:
    """Signals of a file as an act takes them: it records how many there are, and none of their words."""
    lines = [
        (
            f"r{place}",
            row.words,
            row.channel,
            row.passing,
            row.happened_on,
            row.language,
            row.theme,
            row.stage,
            row.area,
        )
        for place, row in enumerate(rows)
    ]
    return Table("signals", COLUMNS, lines)


@act("signals.brought", needs=Permission.REPORT)
def bring(*, file: Table, by: Actor, at: datetime) -> list[Signal]:
    """Keep the signals of a file. Who told them is reached in the way they came."""
    rows = list(file.rows)
    if not rows:
        raise CannotHandle(_("There is no signal in this file."))
    today, reply_by = at.date(), due(at.date())
    return [
        Signal.objects.create(
            words=private(words), channel=channel, passing=passing, happened_on=day, language=language, theme_id=theme or None,
            stage_id=stage or None, area_id=area or None, received_on=today, reply_by=reply_by,
        )
        for _row, words, channel, passing, day, language, theme, stage, area in rows
    ]  # fmt: skip


def seen(watch: Watch, client: Client | None = None) -> tuple[feed.Item, ...]:
    """What stands in the feed of a watch now; CannotFetch with a sentence when it cannot be read."""
    parts = urlsplit(watch.url)
    base = f"{parts.scheme}://{parts.netloc}"
    asking = client or Client(base, most_bytes=feed.LARGEST, timeout=PATIENCE, accept=ACCEPT, longest=PATIENCE)
    try:
        return feed.read(asking.get(watch.url).data, watch.url)
    except UnreadableError as error:
        raise CannotFetch(f"{watch.url}: {error}.") from None


def fresh(watch: Watch, items: Sequence[feed.Item]) -> list[feed.Item]:
    """The items that were not seen before."""
    known = set(WatchItem.objects.filter(watch=watch).values_list("digest", flat=True))
    found = {_digest(item): item for item in items}
    return [item for digest, item in found.items() if digest not in known]


def _digest(item: feed.Item) -> str:
    return hashlib.sha256(item.key.encode()).hexdigest()


def news_of(items: Sequence[feed.Item]) -> Table:
    names = (("row", "code"), ("key", "text"), ("title", "text"), ("url", "text"), ("day", "text"))
    return Table("news", names, [(f"r{at}", one.key, one.title, one.url, one.day) for at, one in enumerate(items)])


@act("signals.watched", needs=Permission.RECEIVE)
def watched(*, watch: Watch, news: Table, by: Actor, at: datetime) -> None:
    """Keep what is new in the feed of a watch."""
    today = at.date()
    for _row, key, title, url, day in news.rows:
        day = day if day is not None and day <= today else None
        WatchItem.objects.get_or_create(
            watch=watch, digest=hashlib.sha256(key.encode()).hexdigest(),
            defaults={"title": title, "url": url, "published_on": day, "found_on": today, "day": day or today},
        )  # fmt: skip


def looked(watch: Watch, at: datetime, *, items: int | None = None, problem: str = "") -> None:
    """Write down that a watch was looked at, and what came of it. What could not be read says nothing of what stood there."""
    came = {"on": at.date(), "problem": problem} | ({} if items is None else {"items": items})
    WatchLook.objects.update_or_create(watch=watch, defaults=came)

"""News of what is watched: how old each item is, and what is too old to count; and what a half-year brought."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenhang.insight.network.models import Party
from samenhang.insight.signals.models import Watch, WatchItem, WatchLook


@dataclass(frozen=True)
class Watched:
    """What is watched, and when it was last looked at; never yet, when there is no look."""

    row: Watch
    look: WatchLook | None


def watches() -> list[Watched]:
    found = (
        Watch.objects.filter(withdrawn_on=None).select_related("stage").prefetch_related("parties").order_by("order")
    )
    looks = {look.watch_id: look for look in WatchLook.objects.all()}
    return [Watched(row, looks.get(row.pk)) for row in found]


def still_fresh(today: date, on: list[Watched]) -> Q:
    """The condition that an item is not older than its watch lets it be."""
    found = Q(pk__in=[])
    for one in on:
        found |= Q(watch=one.row.pk, day__gte=today - timedelta(days=one.row.stale_after))
    return found


def items() -> QuerySet[WatchItem]:
    """Every item of what is watched."""
    found = WatchItem.objects.filter(watch__withdrawn_on=None).select_related("watch__stage")
    return found.prefetch_related("watch__parties")


def age_words(item: WatchItem, today: date) -> str:
    """How old an item is, and until when it counts."""
    days = (today - item.day).days
    left = item.watch.stale_after - days
    old = _("of today") if days < 1 else ngettext("%(n)s day old", "%(n)s days old", days) % {"n": days}
    if left < 0:
        return _("%(old)s: no longer counted as news") % {"old": old}
    return _("%(old)s, counts %(n)s more days") % {"old": old, "n": left}


def concerned() -> list[tuple[str, str]]:
    """The parties that some watch concerns."""
    found = Party.objects.filter(withdrawn_on=None, watches__withdrawn_on=None).distinct().order_by("name")
    return list(found.values_list("pk", "name"))


@dataclass(frozen=True)
class Half:
    """Half a year."""

    year: int
    part: int  # 1 or 2

    @classmethod
    def of(cls, day: date) -> "Half":
        return cls(day.year, 1 if day.month < 7 else 2)

    @classmethod
    def read(cls, text: str) -> "Half | None":
        """`2026-2`; None when it is none."""
        year, dash, part = text.partition("-")
        if not (dash and len(year) == 4 and year.isascii() and year.isdecimal() and part in ("1", "2")):
            return None
        return cls(int(year), int(part)) if 1900 <= int(year) <= 2999 else None

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.part == 1 else 7, 1)

    @property
    def last(self) -> date:
        return date(self.year, 6, 30) if self.part == 1 else date(self.year, 12, 31)

    @property
    def before(self) -> "Half":
        return Half.of(self.first - timedelta(days=1))

    @property
    def code(self) -> str:
        return f"{self.year}-{self.part}"

    def __str__(self) -> str:
        said = _("first half of %(year)s") if self.part == 1 else _("second half of %(year)s")
        return said % {"year": self.year}

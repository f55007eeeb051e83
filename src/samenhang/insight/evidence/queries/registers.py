"""The plain registers: bottlenecks, publications, deliveries and definitions; and how full each theme and policy field is."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from samenhang.ground.ledger.models import Act
from samenhang.insight.evidence.models import Bottleneck, Definition, Edition, Indicator, Publication, Source
from samenhang.insight.evidence.queries.figures import tallied
from samenhang.insight.evidence.queries.words import CADENCES, FIELDS, word
from samenhang.screen.cells import ref_url


@dataclass
class ThemeAndField:
    """What there is where a theme meets a policy field."""

    indicators: int = 0  # that have at least one figure
    figures: int = 0
    bottlenecks: int = 0


def counts_by_theme_and_field() -> dict[tuple[str, str], ThemeAndField]:
    """For each (theme, policy field) by code: indicators with figures, their figures, and bottlenecks.

    Figures of context (inhabitants, house prices) are left out: they are many and say nothing of the issue itself. A pair
    that is not in the answer has nothing.
    """
    counts: dict[tuple[str, str], ThemeAndField] = {}
    shown = Edition.objects.filter(current=True, number__gt=0).order_by()
    known = dict(shown.values_list("indicator").annotate(count=Sum("number")))
    pairs = Indicator.objects.filter(withdrawn_on=None).exclude(topic="context").order_by()
    for code, theme, policy_field in pairs.values_list("pk", "themes", "policy_fields"):
        if theme and policy_field and code in known:
            here = counts.setdefault((theme, policy_field), ThemeAndField())
            here.indicators += 1
            here.figures += known[code]
    found = Bottleneck.objects.filter(withdrawn_on=None).order_by().values_list("theme", "policy_field")
    for theme, policy_field, count in found.annotate(count=Count("pk")):
        counts.setdefault((theme, policy_field), ThemeAndField()).bottlenecks = count
    return counts


def bottlenecks() -> QuerySet[Bottleneck]:
    """The bottlenecks with their theme, policy field and stages of the chain."""
    found = Bottleneck.objects.filter(withdrawn_on=None).select_related("theme", "policy_field")
    return found.prefetch_related("stages")


def publications() -> QuerySet[Publication]:
    """The publications with the number of figures that each of them states, and of which indicators."""
    return Publication.objects.filter(withdrawn_on=None).annotate(
        number=tallied("publication", Sum("number")),
        topics=tallied("publication", Count("indicator", distinct=True)),
    )


def definitions() -> QuerySet[Definition]:
    """The definitions with the number of figures that count so."""
    return Definition.objects.filter(withdrawn_on=None).annotate(number=tallied("definition", Sum("number")))


@dataclass(frozen=True)
class Compared:
    """One field of several definitions, side by side."""

    label: str
    words: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.words)) > 1


def compared(found: Iterable[Definition]) -> tuple[Compared, ...]:
    """Every field of these definitions in one table: what differs between two counts stands in one row."""
    found = list(found)
    return tuple(
        Compared(str(label), tuple(word(name, getattr(definition, name)) for definition in found))
        for name, label in FIELDS.items()
    )


@dataclass(frozen=True)
class Delivery:
    """One file that came in from a source: when, under which ref, and how many of its figures are shown today."""

    at: datetime
    ref: str
    act: str
    size: int

    @property
    def url(self) -> str:
        return ref_url(self.ref)


@dataclass(frozen=True)
class Delivered:
    """A source with what it delivered, newest first, and what of it is shown today."""

    source: Source
    figures: int
    indicators: int
    filled_at: datetime | None
    deliveries: tuple[Delivery, ...] = field(default=())

    @property
    def cadence(self) -> str:
        return str(CADENCES.get(self.source.cadence, self.source.cadence))

    @property
    def licence(self) -> str:
        return word("licence", self.source.licence)


def delivered() -> tuple[Delivered, ...]:
    """Every source that the workspace declares, with its deliveries. Four queries, however many there are."""
    sources = Source.objects.filter(withdrawn_on=None).order_by("publisher", "code")
    received: dict[str, list[Delivery]] = {}
    acts = Act.objects.filter(verb="evidence.received").order_by("-pk").prefetch_related("mentions")
    for act in acts:
        mentions = {mention.role: mention.ref for mention in act.mentions.all()}
        size = json.loads(act.facts).get("file", {}).get("size", 0)
        received.setdefault(mentions.get("source", ""), []).append(
            Delivery(act.at, mentions.get("made", ""), act.ref, size)
        )
    standing: dict[str, list[tuple[int, datetime | None]]] = {}
    editions = Edition.objects.filter(current=True)
    for source, number, filled_at in editions.values_list("source", "number", "filled_at"):
        standing.setdefault(source, []).append((number, filled_at))
    return tuple(
        Delivered(
            source,
            sum(number for number, _ in standing.get(source.pk, [])),
            len(standing.get(source.pk, [])),
            max((filled_at for _, filled_at in standing.get(source.pk, []) if filled_at), default=None),
            tuple(received.get(source.ref, [])),
        )
        for source in sources
    )


def publishers() -> list[str]:
    """Who publishes, by name."""
    found = Publication.objects.filter(withdrawn_on=None).exclude(Q(publisher="")).order_by("publisher")
    return list(found.values_list("publisher", flat=True).distinct())

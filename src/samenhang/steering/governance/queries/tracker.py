"""Questions about what was advised and learned: how each recommendation stands, the province's own part, other programmes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from samenhang.ground.ledger.queries import written
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.screen.cells import Text
from samenhang.steering.governance.models import (
    HANDLING_STEPS,
    KINDRED_STEPS,
    Handling,
    Kindred,
    KindredStep,
    Recommendation,
)
from samenhang.steering.governance.queries.lists import recommendations

STATES: dict[str, Text] = {
    "unknown": pgettext_lazy("a recommendation", "not known"),
    "open": pgettext_lazy("a recommendation", "not taken up"),
    "taken": pgettext_lazy("a recommendation", "taken up"),
    "partly": pgettext_lazy("a recommendation", "done in part"),
    "done": pgettext_lazy("a recommendation", "done"),
    "declined": pgettext_lazy("a recommendation", "deliberately not done"),
}
TONES = {
    "unknown": "neutral", "open": "danger", "taken": "active", "partly": "warning", "done": "success", "declined": "neutral",
}  # fmt: skip
LINKS: dict[str, Text] = {
    "seen": pgettext_lazy("another programme", "not talked about yet"),
    "talking": pgettext_lazy("another programme", "in talks"),
    "agreed": pgettext_lazy("another programme", "agreed who does what"),
    "learned": pgettext_lazy("another programme", "the lesson is used"),
    "dropped": pgettext_lazy("another programme", "deliberately not pursued"),
}
LINK_TONES = {"seen": "neutral", "talking": "active", "agreed": "active", "learned": "success", "dropped": "neutral"}


@dataclass(frozen=True)
class Step:
    """One thing that was said on the way."""

    row: Handling | KindredStep
    word: Text
    tone: str
    words: str
    by: str


@dataclass(frozen=True)
class Tracked:
    """A recommendation with how it stands today and what was done on the way, newest first."""

    recommendation: Recommendation
    state: Text
    tone: str
    steps: tuple[Step, ...]
    next: tuple[tuple[str, Text], ...]

    @property
    def words(self) -> str:
        """What was done, in the newest words that there are."""
        return self.steps[0].words if self.steps else self.recommendation.status


@dataclass(frozen=True)
class Part:
    """What one report asks of the province."""

    report: str
    tracked: tuple[Tracked, ...]


@dataclass(frozen=True)
class OwnPart:
    """Everything that was asked of the province, report by report, with how many stand where."""

    parts: tuple[Part, ...]
    counts: tuple[tuple[Text, int, str], ...]

    @property
    def total(self) -> int:
        return sum(many for _word, many, _tone in self.counts)


@dataclass(frozen=True)
class Linked:
    """Another integral programme with how it stands."""

    kindred: Kindred
    name: str
    counterpart: str
    shared: str
    teaches: str
    state: Text
    tone: str
    steps: tuple[Step, ...]
    next: tuple[tuple[str, Text], ...]


def standing(viewer: Viewer) -> "QuerySet[Recommendation]":
    """Every recommendation with `now`: its newest state, or the one that the workspace gives."""
    newest = Handling.objects.filter(recommendation=OuterRef("pk")).order_by("-at", "-pk").values("state")[:1]
    return recommendations(viewer).annotate(now=Coalesce(Subquery(newest), F("state")))


def with_steps(found: "QuerySet[Recommendation]") -> tuple[Tracked, ...]:
    """These recommendations with what was done on the way; a fixed number of queries."""
    every = list(found)
    rows = list(Handling.objects.filter(recommendation__in=every).select_related("words", "party"))
    steps: dict[str, list[Step]] = {}
    for row, step in zip(rows, _steps(rows, STATES, TONES), strict=True):
        steps.setdefault(row.recommendation_id, []).append(step)
    return tuple(_tracked(one, tuple(steps.get(one.pk, ()))) for one in every)


def _tracked(one: Recommendation, steps: tuple[Step, ...]) -> Tracked:
    state = steps[0].row.state if steps else one.state
    offered = (state, *HANDLING_STEPS[state])
    return Tracked(one, STATES[state], TONES[state], steps, tuple((name, STATES[name]) for name in offered))


def _steps(
    rows: Sequence[Handling] | Sequence[KindredStep], words: dict[str, Text], tones: dict[str, str]
) -> list[Step]:
    seats = names_of([row.by for row in rows])
    return [
        Step(
            row, words[row.state], tones[row.state], written(row.words),
            seats.get(row.by, ""),
        )
        for row in rows
    ]  # fmt: skip


def recommendation(viewer: Viewer, code: str) -> Tracked | None:
    """One recommendation; None when there is none."""
    return next(iter(with_steps(recommendations(viewer).filter(pk=code))), None)


def own_part(viewer: Viewer) -> OwnPart:
    """What was asked of the province, and what it did."""
    tracked = with_steps(recommendations(viewer).filter(province=True).order_by("report", "code"))
    count = dict.fromkeys(map(str, STATES), 0)
    for one in tracked:
        count[one.steps[0].row.state if one.steps else one.recommendation.state] += 1
    parts = tuple(
        Part(report, tuple(some)) for report, some in groupby(tracked, key=lambda one: str(one.recommendation.report))
    )
    return OwnPart(parts, tuple((STATES[state], many, TONES[state]) for state, many in count.items() if many))


def kindred(viewer: Viewer) -> tuple[Linked, ...]:
    """Every other programme that was written down, with how it stands; a fixed number of queries."""
    every = list(Kindred.objects.select_related("name", "counterpart", "shared", "teaches").prefetch_related("themes"))
    rows = list(KindredStep.objects.filter(kindred__in=every).select_related("words"))
    steps: dict[int, list[Step]] = {}
    for row, step in zip(rows, _steps(rows, LINKS, LINK_TONES), strict=True):
        steps.setdefault(row.kindred_id, []).append(step)
    return tuple(_linked(one, tuple(steps.get(one.pk, ()))) for one in every)


def _linked(one: Kindred, steps: tuple[Step, ...]) -> Linked:
    state = steps[0].row.state if steps else "seen"
    return Linked(
        one,
        written(one.name),
        written(one.counterpart),
        written(one.shared),
        one.teaches.body if one.teaches else "",
        LINKS[state],
        LINK_TONES[state],
        steps,
        tuple((name, LINKS[name]) for name in (state, *KINDRED_STEPS[state])),
    )


def one_kindred(viewer: Viewer, pk: int) -> Linked | None:
    """One other programme; None when there is none."""
    return next((one for one in kindred(viewer) if one.kindred.pk == pk), None)

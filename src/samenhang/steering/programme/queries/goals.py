"""The goal tree from vision to milestone, with everything that hangs loose in either direction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence.models import Bottleneck, Observed
from samenhang.steering.programme.models import Assignment, Goal, Measure, Milestone, Result, VisionGoal
from samenhang.steering.programme.queries.measures import measures
from samenhang.steering.vision.queries import title_of, visions

SHOWN = 5  # measures under a goal, and of what hangs loose; the list of measures has them all


@dataclass(frozen=True)
class Seen:
    """A vision as the tree names it."""

    pk: int
    title: str
    example: bool


@dataclass(frozen=True)
class Some:
    """The first of many measures, and how many there are."""

    rows: tuple[Measure, ...] = ()
    total: int = 0

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.total)

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True)
class Branch:
    """A goal with the visions above it, and the results, measures and goals under it."""

    goal: Goal
    measures: Some
    under: tuple["Branch", ...]
    visions: tuple[Seen, ...] = ()
    results: tuple[Result, ...] = ()

    @property
    def bare(self) -> bool:
        """No measure serves it, nor anything under it."""
        return not self.measures and all(one.bare for one in self.under)


@dataclass(frozen=True)
class Tree:
    """The assignments with their goals, and everything that hangs loose."""

    assignments: tuple[tuple[Assignment, tuple[Branch, ...]], ...]
    visions: tuple[Seen, ...]  # all of them, to tie to goals
    dreams: tuple[Seen, ...]  # visions that are worked out in no goal
    blind: tuple[Goal, ...]  # goals at the top that work out no vision
    bare: tuple[Goal, ...]  # goals without a measure
    loose: Some  # measures that serve no goal
    uncounted: Some  # measures without an indicator
    endless: Some  # measures without a milestone
    unserved: tuple[Bottleneck | Observed, ...]  # bottlenecks that no measure serves


def live(viewer: Viewer) -> QuerySet[Measure]:
    """The measures that were not stopped."""
    return measures(viewer).exclude(state="stopped")


def lacking(name: str) -> dict[str, Any]:
    """What a measure lacks, as a condition: a goal, an indicator or a milestone."""
    return {"goal": {"goal": None}, "indicator": {"indicator": None}, "milestone": {"milestones": None}}[name]


def tree(viewer: Viewer) -> Tree:
    """The goal tree; a fixed number of queries, and no more measures than are shown."""
    shown: dict[str | None, list[int]] = {}
    for pk, goal in live(viewer).values_list("pk", "goal"):
        shown.setdefault(goal, []).append(pk)
    firsts = [pk for goal, some in shown.items() if goal for pk in some[:SHOWN]]
    rows = {one.pk: one for one in _whole(viewer).filter(pk__in=firsts)}
    results = Prefetch("results", Result.objects.select_related("indicator", "area"))
    goals = list(Goal.objects.filter(withdrawn_on=None).select_related("assignment").prefetch_related(results))
    seen = [Seen(one.vision_id, title_of(one), one.vision.example) for one in visions(viewer)]
    tied: dict[str, list[Seen]] = {}
    for vision, goal in VisionGoal.objects.values_list("vision", "goal"):
        tied.setdefault(goal, []).extend(one for one in seen if one.pk == vision)

    def branch(goal: Goal) -> Branch:
        found = shown.get(goal.pk, [])
        return Branch(
            goal=goal,
            measures=Some(tuple(rows[pk] for pk in found[:SHOWN]), len(found)),
            under=tuple(branch(one) for one in goals if one.parent_id == goal.pk),
            visions=tuple(tied.get(goal.pk, ())),
            results=tuple(goal.results.all()),
        )

    tops = [branch(goal) for goal in goals if not goal.parent_id]
    served = live(viewer).values("bottlenecks")
    unserved = Bottleneck.objects.filter(withdrawn_on=None).select_related("theme")
    assignments = Assignment.objects.filter(withdrawn_on=None).select_related("event")
    return Tree(
        assignments=tuple((one, tuple(top for top in tops if top.goal.assignment_id == one.pk)) for one in assignments),
        visions=tuple(seen),
        dreams=tuple(one for one in seen if not any(one in some for some in tied.values())),
        blind=tuple(top.goal for top in tops if not _seen(top)),
        bare=tuple(_bare(tops)),
        loose=_some(viewer, "goal"),
        uncounted=_some(viewer, "indicator"),
        endless=_some(viewer, "milestone"),
        unserved=(*unserved.exclude(pk__in=served.exclude(bottlenecks=None)), *_unserved(viewer)),
    )


def _unserved(viewer: Viewer) -> QuerySet[Observed]:
    """The bottlenecks that signals showed and that no measure serves."""
    rows = Observed.objects.filter(kind=Observed.BOTTLENECK, withdrawn_at=None).select_related("theme", "area", "words")
    return rows.exclude(pk__in=live(viewer).exclude(observed=None).values("observed"))


def _whole(viewer: Viewer) -> QuerySet[Measure]:
    milestones = Milestone.objects.exclude(state="dropped").select_related("words")
    results = Result.objects.select_related("indicator", "area")
    return live(viewer).prefetch_related(Prefetch("milestones", milestones), Prefetch("results", results))


def _some(viewer: Viewer, name: str) -> Some:
    found = live(viewer).filter(**lacking(name))
    return Some(tuple(found[:SHOWN]), found.count())


def _seen(branch: Branch) -> bool:
    """Whether this goal, or one under it, works out a vision."""
    return bool(branch.visions) or any(_seen(one) for one in branch.under)


def _bare(branches: Iterable[Branch]) -> Iterable[Goal]:
    for one in branches:
        if one.bare:
            yield one.goal
        else:
            yield from _bare(one.under)

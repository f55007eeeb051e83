"""The goal tree, with everything that hangs loose."""

from collections.abc import Iterable
from dataclasses import dataclass

from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence.models import Bottleneck
from samenhang.steering.programme.models import Assignment, Goal, Measure
from samenhang.steering.programme.queries.measures import measures


@dataclass(frozen=True)
class Branch:
    """A goal with the measures and goals under it."""

    goal: Goal
    measures: tuple[Measure, ...]
    under: tuple["Branch", ...]

    @property
    def bare(self) -> bool:
        """No measure serves it, nor anything under it."""
        return not self.measures and all(one.bare for one in self.under)


@dataclass(frozen=True)
class Tree:
    """The assignments with their goals, and everything that hangs loose."""

    assignments: tuple[tuple[Assignment, tuple[Branch, ...]], ...]
    loose: tuple[Measure, ...]  # measures that serve no goal
    uncounted: tuple[Measure, ...]  # measures without an indicator
    unserved: tuple[Bottleneck, ...]  # bottlenecks that no measure serves
    bare: tuple[Goal, ...]  # goals without a measure


def tree(viewer: Viewer) -> Tree:
    """The goal tree, with what hangs loose in both directions; a fixed number of queries."""
    every = list(measures(viewer).exclude(state="stopped").prefetch_related("bottlenecks"))
    goals = list(Goal.objects.filter(withdrawn_on=None).select_related("assignment"))
    serving: dict[str, list[Measure]] = {}
    for measure in every:
        if measure.goal_id:
            serving.setdefault(measure.goal_id, []).append(measure)

    def branch(goal: Goal) -> Branch:
        under = tuple(branch(one) for one in goals if one.parent_id == goal.pk)
        return Branch(goal, tuple(serving.get(goal.pk, ())), under)

    tops = [branch(goal) for goal in goals if not goal.parent_id]
    served = {one.pk for measure in every for one in measure.bottlenecks.all()}
    bottlenecks = Bottleneck.objects.filter(withdrawn_on=None).select_related("theme")
    assignments = Assignment.objects.filter(withdrawn_on=None).select_related("event")
    return Tree(
        assignments=tuple((one, tuple(top for top in tops if top.goal.assignment_id == one.pk)) for one in assignments),
        loose=tuple(one for one in every if not one.goal_id),
        uncounted=tuple(one for one in every if not one.indicator_id),
        unserved=tuple(one for one in bottlenecks if one.pk not in served),
        bare=tuple(_bare(tops)),
    )


def _bare(branches: Iterable[Branch]) -> Iterable[Goal]:
    for one in branches:
        if one.bare:
            yield one.goal
        else:
            yield from _bare(one.under)

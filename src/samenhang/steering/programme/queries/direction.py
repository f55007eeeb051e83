"""One directional plan: each vision with its ambitions, goals, measures and pledges, and what each party does and answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import ngettext

from samenhang.ground.people.queries import Viewer
from samenhang.insight.network.models import Party
from samenhang.screen.cells import Text
from samenhang.steering.programme.models import Duty, Goal, Measure, VisionGoal
from samenhang.steering.programme.queries.goals import SHOWN, live
from samenhang.steering.programme.queries.measures import title_of
from samenhang.steering.programme.queries.pledges import Told, pledges, told
from samenhang.steering.programme.queries.words import STATES
from samenhang.steering.vision.queries.stands import Direction, Sides, directional_plan


@dataclass(frozen=True)
class Done:
    """A measure as the plan shows it."""

    measure: Measure
    title: str
    state: Text


@dataclass(frozen=True)
class Worked:
    """A goal with the first measures that serve it, and how many more there are."""

    goal: Goal
    measures: tuple[Done, ...]
    more: int


@dataclass(frozen=True)
class Way:
    """One direction: a vision with its ambitions, and the goals in which it is worked out."""

    direction: Direction
    goals: tuple[Worked, ...]


@dataclass(frozen=True)
class Plan:
    """Everything that the coalition is asked to join."""

    ways: tuple[Way, ...]
    rest: tuple[Worked, ...]  # goals with measures that work out no vision
    loose: tuple[Done, ...]  # measures without a goal
    pledges: tuple[Told, ...]
    sides: Sides
    parties: tuple["Part", ...]  # those that have a part in the programme, or answered


@dataclass(frozen=True)
class Part:
    """What one party does in the programme, and what it answers to the plan."""

    party: Party
    answers: int = 0  # measures it answers for
    does: int = 0  # measures it carries out
    promised: int = 0
    word: Text = ""

    @property
    def words(self) -> str:
        said = []
        if self.answers:
            words = ngettext("answers for %(many)s measure", "answers for %(many)s measures", self.answers)
            said.append(words % {"many": self.answers})
        if self.does:
            words = ngettext("carries out %(many)s measure", "carries out %(many)s measures", self.does)
            said.append(words % {"many": self.does})
        if self.promised:
            words = ngettext("made %(many)s pledge", "made %(many)s pledges", self.promised)
            said.append(words % {"many": self.promised})
        return ", ".join(said)


def plan(viewer: Viewer, today: date) -> Plan:
    """The whole plan; a fixed number of queries beside those of the visions, and no more measures than are shown."""
    directions, sides = directional_plan(viewer, today)
    serving: dict[str, list[int]] = {}
    for pk, goal in live(viewer).values_list("pk", "goal"):
        serving.setdefault(goal or "", []).append(pk)
    firsts = live(viewer).filter(pk__in=[pk for some in serving.values() for pk in some[:SHOWN]])
    rows = {one.pk: Done(one, title_of(one), STATES[one.state]) for one in firsts}
    goals = {goal.pk: goal for goal in Goal.objects.filter(withdrawn_on=None)}
    tied: dict[int, set[str]] = {}
    for vision, goal in VisionGoal.objects.values_list("vision", "goal"):
        tied.setdefault(vision, set()).add(goal)

    def worked(goal: Goal) -> Worked:
        found = serving.get(goal.pk, [])
        return Worked(goal, tuple(rows[pk] for pk in found[:SHOWN]), max(0, len(found) - SHOWN))

    ways = []
    for one in directions:
        mine = tied.get(one.statement.vision_id, set())
        under = dict.fromkeys(pk for top in goals if top in mine for pk in (top, *_below(top, goals.values())))
        ways.append(Way(one, tuple(worked(goals[pk]) for pk in under)))
    shown = {each.goal.pk for way in ways for each in way.goals}
    found = tuple(told(pledges(viewer), today))
    parts = _parts(viewer, found, sides)
    return Plan(
        ways=tuple(ways),
        rest=tuple(worked(goal) for pk, goal in goals.items() if pk not in shown and serving.get(pk)),
        loose=tuple(rows[pk] for pk in serving.get("", [])[:SHOWN]),
        pledges=found,
        sides=_with_parts(sides, parts),
        parties=tuple(one for one in parts.values() if one.words or one.word),
    )


def _below(top: str, goals: Iterable[Goal]) -> list[str]:
    goals = list(goals)
    first = [one.pk for one in goals if one.parent_id == top]
    return [pk for one in first for pk in (one, *_below(one, goals))]


def _with_parts(sides: Sides, parts: dict[str, Part]) -> Sides:
    """Each party with what it does in the programme, whether it answered or not."""
    groups = tuple(
        replace(group, stands=tuple(replace(one, part=parts[one.party.pk].words) for one in group.stands))
        for group in sides.groups
    )
    for party in sides.silent:
        party.part = parts[party.pk].words  # type: ignore[attr-defined]
    return replace(sides, groups=groups)


def _parts(viewer: Viewer, found: Iterable[Told], sides: Sides) -> dict[str, Part]:
    """What each party does and answers, by its code."""
    duties = Duty.objects.filter(kind="responsible", measure__in=live(viewer))
    answers = Counter(live(viewer).values_list("accountable", flat=True))
    does = Counter(duties.values_list("party", flat=True))
    promised = Counter(one.pledge.party_id for one in found if one.pledge.party_id)
    answered = [(one.party, one.word) for group in sides.groups for one in group.stands]
    return {
        party.pk: Part(party, answers[party.pk], does[party.pk], promised[party.pk], word)
        for party, word in (*answered, *((one, "") for one in sides.silent))
    }

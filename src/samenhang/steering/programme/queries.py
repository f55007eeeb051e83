"""Questions to the programme: the goal tree and what hangs loose, the measures with their roles, the pledges with their proof."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.evidence.models import Bottleneck
from samenhang.insight.network.models import Party
from samenhang.screen.cells import Cell, Text, ref_url
from samenhang.steering.programme.models import (
    MEASURE_STEPS,
    PLEDGE_STEPS,
    Assignment,
    Duty,
    Goal,
    Measure,
    Pledge,
    PledgeStep,
)

STATES: dict[str, Text] = {
    "proposed": pgettext_lazy("state of a measure", "proposed"),
    "adopted": pgettext_lazy("state of a measure", "adopted"),
    "running": pgettext_lazy("state of a measure", "running"),
    "done": pgettext_lazy("state of a measure", "done"),
    "stopped": pgettext_lazy("state of a measure", "stopped"),
}
CARRIERS: dict[str, Text] = {"team": gettext_lazy("the core team"), "regular": gettext_lazy("the regular programme")}
KINDS: dict[str, Text] = {
    "responsible": gettext_lazy("does the work"),
    "consulted": gettext_lazy("is consulted"),
    "informed": gettext_lazy("is informed"),
}
OUTCOMES: dict[str, Text] = {
    "promised": gettext_lazy("outcome not known"),
    "reported": gettext_lazy("reported as realised"),
    "disputed": gettext_lazy("disputed"),
    "proven": gettext_lazy("proven"),
    "refuted": gettext_lazy("refuted"),
    "withdrawn": gettext_lazy("withdrawn"),
}
TONES = {
    "promised": "neutral", "reported": "active", "disputed": "warning", "proven": "success", "refuted": "danger",
    "withdrawn": "neutral",
}  # fmt: skip


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


@dataclass(frozen=True)
class Page:
    """One measure with its roles and the steps that it can take."""

    measure: Measure
    title: str
    text: str
    state: Text
    carrier: Text
    duties: tuple[tuple[Text, tuple[Party, ...]], ...]
    steps: tuple[tuple[str, Text], ...]
    by: str
    url: str


@dataclass(frozen=True)
class Told:
    """A pledge with how it stands: what was promised, what is known of it, and what was said on the way."""

    pledge: Pledge
    promised: Cell
    realised: Cell
    state: str
    outcome: Text
    tone: str
    late: bool
    steps: tuple[tuple[PledgeStep, Text, str, Cell | None], ...]
    next: tuple[tuple[str, Text], ...]


def title_of(measure: Measure) -> str:
    return measure.title.body if measure.title else _("erased on request")


def measures(viewer: Viewer) -> QuerySet[Measure]:
    """Every measure with its goal and who is accountable; they are public."""
    found: QuerySet[Measure] = Measure.objects.select_related(
        "title", "body", "reason", "goal", "accountable", "indicator"
    )
    return found.order_by("pk")


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


def measure_page(viewer: Viewer, pk: int) -> Page | None:
    """One measure; None when there is none."""
    found = measures(viewer).prefetch_related(
        "bottlenecks", "themes", "fields", "stages", "areas", Prefetch("duties", Duty.objects.select_related("party"))
    )
    measure = found.filter(pk=pk).first()
    if measure is None:
        return None
    duties = list(measure.duties.all())
    return Page(
        measure=measure,
        title=title_of(measure),
        text=measure.body.body if measure.body else "",
        state=STATES[measure.state],
        carrier=CARRIERS[measure.carrier],
        duties=tuple((word, tuple(one.party for one in duties if one.kind == kind)) for kind, word in KINDS.items()),
        steps=tuple((state, STATES[state]) for state in MEASURE_STEPS[measure.state]),
        by=names_of([measure.by]).get(measure.by, ""),
        url=ref_url(measure.ref),
    )


def pledges(viewer: Viewer) -> QuerySet[Pledge]:
    """Every pledge with what was said of it; they are public."""
    found: QuerySet[Pledge] = Pledge.objects.filter(withdrawn_on=None).select_related("area", "unit", "party")
    steps = PledgeStep.objects.select_related("words", "party")
    return found.prefetch_related(Prefetch("steps", steps)).order_by("order")


def told(found: Iterable[Pledge], today: date) -> list[Told]:
    """How each pledge stands."""
    return [_told(one, today) for one in found]


def _told(pledge: Pledge, today: date) -> Told:
    steps = list(pledge.steps.all())
    state = steps[0].state if steps else "promised"
    known = next((step for step in steps if step.amount is not None), None)
    unit = str(pledge.unit.label)
    firm = {"at least": "at least", "circa": "circa"}.get(pledge.firmness, "")
    ends = (_plain(pledge.low), _plain(pledge.high)) if pledge.high is not None else (None, None)
    promised = Cell(_plain(pledge.low), unit, pledge.ref, decimals=0, certainty=firm, low=ends[0], high=ends[1])
    realised = Cell(_plain(known.amount), unit, known.ref, decimals=0) if known else Cell(None, unit, state="unknown")
    due = str(pledge.due or "")
    return Told(
        pledge=pledge,
        promised=promised,
        realised=realised,
        state=state,
        outcome=OUTCOMES[state],
        tone=TONES[state],
        late=bool(due) and int(due[:4]) < today.year and state not in ("proven", "withdrawn"),
        steps=tuple(
            (
                one, OUTCOMES[one.state], one.words.body if one.words else _("erased on request"),
                Cell(_plain(one.amount), unit, one.ref, decimals=0) if one.amount is not None else None,
            )
            for one in steps
        ),
        next=tuple((name, OUTCOMES[name]) for name in PLEDGE_STEPS[state]),
    )  # fmt: skip


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and float(number).is_integer() else number

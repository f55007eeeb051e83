"""Pledges with how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from samenhang.ground.ledger.queries import written
from samenhang.ground.people.queries import Viewer
from samenhang.screen.cells import Cell, Text
from samenhang.steering.programme.models import PLEDGE_STEPS, Pledge, PledgeStep
from samenhang.steering.programme.queries.words import OUTCOMES, TONES


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
                one, OUTCOMES[one.state], written(one.words),
                Cell(_plain(one.amount), unit, one.ref, decimals=0) if one.amount is not None else None,
            )
            for one in steps
        ),
        next=tuple((name, OUTCOMES[name]) for name in PLEDGE_STEPS[state]),
    )  # fmt: skip


def _plain(number: float | None) -> float | int | None:
    return int(number) if number is not None and float(number).is_integer() else number

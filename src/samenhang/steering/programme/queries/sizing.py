"""What one measure asks of teams, what it waits for, and what it does together with others."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from samenhang.ground.ledger.queries import written
from samenhang.ground.people.queries import Viewer
from samenhang.screen.cells import Cell, Date
from samenhang.steering.programme.models import Demand, Effort, Measure, Precedence, SetAside, Synergy
from samenhang.steering.programme.queries.means import euros, hours, plain
from samenhang.steering.programme.queries.measures import SEEN, measures, title_of
from samenhang.steering.programme.queries.worth import Both, worth_of


@dataclass(frozen=True)
class Asked:
    """What a measure asks, as its page shows it."""

    demand: Demand | None
    duration: Cell | None
    earliest: Date | None
    efforts: tuple[tuple[str, Cell, Cell], ...]
    after: tuple[Measure, ...]
    pairs: tuple[tuple[Measure, str, Cell, str], ...]
    worth: tuple[Both, ...]
    aside: SetAside | None

    @property
    def scored(self) -> bool:
        return any(one.field or one.effect for one in self.worth)

    @property
    def apart(self) -> tuple[Both, ...]:
        return tuple(one for one in self.worth if one.apart)


def sized(viewer: Viewer, pk: int) -> Measure | None:
    """One measure with what it asks."""
    efforts = Prefetch("efforts", Effort.objects.select_related("team"))
    demands = Demand.objects.select_related("reason").prefetch_related(efforts)
    leaders = Precedence.objects.select_related("first__title")
    rows = measures(viewer).prefetch_related(Prefetch("demand", demands), Prefetch("leaders", leaders))
    return rows.prefetch_related("bottlenecks", SEEN, "themes", "stages").filter(pk=pk).first()


def others(viewer: Viewer, one: Measure) -> QuerySet[Measure]:
    return measures(viewer).exclude(pk=one.pk).exclude(state="stopped")


def pairs(one: Measure) -> tuple[tuple[Measure, str, Cell, str], ...]:
    """The other measure, its title, what the two do together, and why."""
    found = Synergy.objects.filter(Q(one=one) | Q(other=one)).select_related("one__title", "other__title", "reason")
    rows = []
    for row in found:
        other = row.other if row.one_id == one.pk else row.one
        why = written(row.reason)
        rows.append((other, title_of(other), Cell(plain(row.gain), _("points"), row.ref), why))
    return tuple(rows)


def asked(viewer: Viewer, pk: int) -> Asked | None:
    """What the page of a measure says about effort and worth."""
    found = sized(viewer, pk)
    if found is None:
        return None
    demand = getattr(found, "demand", None)
    rows = demand.efforts.all() if demand else ()
    return Asked(
        demand=demand,
        duration=Cell(demand.duration, _("quarters"), demand.ref) if demand else None,
        earliest=Date(demand.earliest) if demand and demand.earliest else None,
        efforts=tuple(
            (row.team.label, hours(row.hours, demand.ref), euros(row.money, demand.ref)) for row in rows if demand
        ),
        after=tuple(link.first for link in found.leaders.all()),
        pairs=pairs(found),
        worth=worth_of([found])[pk],
        aside=SetAside.objects.filter(measure=found, until=None)
        .select_related("decision__title", "decision__body")
        .first(),
    )

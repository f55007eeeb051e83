"""What was deliberately put below the line, and what that costs the goals."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samenhang.ground.ledger.queries import written
from samenhang.ground.lexicon.queries import province
from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area
from samenhang.screen.cells import Text
from samenhang.steering.programme.models import Measure, SetAside
from samenhang.steering.programme.queries.capacity import SERVED, Frozen, names_of_served
from samenhang.steering.programme.queries.setting import serves


@dataclass(frozen=True)
class Cost:
    """What loses something without this measure, and whether anything above the line still serves it."""

    kind: Text
    label: str
    left: int
    ref: str

    @property
    def bare(self) -> bool:
        return self.left == 0


def set_aside(viewer: Viewer) -> QuerySet[SetAside]:
    """Every measure that was put below the line, newest first; they are public."""
    rows: QuerySet[SetAside] = SetAside.objects.select_related(
        "measure__title", "measure__goal", "decision__title", "decision__body"
    )
    return rows.order_by("decision__review_on", "pk")


def costs(measure: Measure, found: Frozen | None) -> tuple[Cost, ...]:
    """The goal, bottlenecks, themes and stages that this measure serves, with how many others above the line do so too."""
    refs = serves(measure)
    labels = names_of_served(refs)
    others = {}
    if found is not None:
        inside = {int(row["one"]) for row in found.rows.values() if row["about"] == "measure" and row["other"]} - {
            measure.pk
        }
        others = {ref: sum(ref in found.setting.serves.get(code, ()) for code in inside) for ref in refs}
    return tuple(
        Cost(SERVED[ref.partition(":")[0]][0], labels.get(ref, ref), others.get(ref, 0), ref)
        for ref in refs
        if ref in labels
    )


def due(viewer: Viewer, today: date) -> int:
    """How many of them are to be looked at again today."""
    return set_aside(viewer).filter(until=None, decision__review_on__lte=today).count()


def whole_area() -> Area:
    """The area that the workspace is about: a decision on the programme is a decision for all of it."""
    here = province()
    assert here is not None
    return Area.objects.get(pk=here.area)


def reason_of(row: SetAside) -> str:
    return written(row.decision.body)


def standing_of(row: SetAside) -> str:
    return _("taken up again") if row.until else _("below the line")

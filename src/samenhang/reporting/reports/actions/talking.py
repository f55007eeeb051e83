"""Publishing a talking sheet: what was on the table that day, frozen as a sheet of cells."""

from datetime import datetime

from django.utils import timezone

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Permission, Ref, act
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.places.models import Area
from samenhang.reporting.reports.actions.publish import check_copied
from samenhang.reporting.reports.queries.slots import COLUMNS
from samenhang.reporting.reports.queries.talking_facts import facts
from samenhang.reporting.reports.queries.talking_near import compared, per_thousand
from samenhang.reporting.reports.queries.talking_rows import KIND, compose

RATES = (("area", "code"), ("value", "number"), ("period", "code"), ("ref", "text"), ("via", "text"))


@act("reports.related", needs=Permission.PUBLISH)
def relate(*, counts: list[Ref], inhabitants: list[Ref], by: Actor, at: datetime) -> store.Table:
    """Each count per thousand inhabitants: the first of `counts` with the first of `inhabitants`, and so on."""
    stand = ledger.cells([*counts, *inhabitants])
    rows = []
    for count, people in zip(counts, inhabitants, strict=True):
        above, below = stand[count], stand[people]
        if above is None or below is None or above["area"] != below["area"]:
            raise ValueError(f"{count} and {people} should stand in sheets and be of one area.")
        value = per_thousand(float(str(above["value"])), float(str(below["value"])))
        rows.append((above["area"], value, above["period"], str(count), str(people)))
    return store.Table("rate", RATES, tuple(rows), {})


@act("reports.talking_published", needs=Permission.PUBLISH)
def talking_published(*, area: Area, cells: store.Table, rests_on: list[Ref], by: Actor, at: datetime) -> store.Table:
    """Freeze a talking sheet. `cells` has the columns COLUMNS; each number is the one that stands at its `ref`."""
    check_copied(cells, rests_on)
    return store.Table(KIND, COLUMNS, tuple(cells.rows), {**cells.head, "area": area.ref})


def publish_talk(area: Area, *, by: Actor, at: datetime) -> Sheet:
    """Publish the talking sheet of an area as it stands."""
    known = facts([area], timezone.localtime(at).date())
    pairs = [(one.line.figure.ref, one.inhabitants.ref) for one in compared(area, known).alike if one.inhabitants]
    rates = {}
    if pairs:
        counts, people = ([Ref(ref) for ref in some] for some in zip(*pairs, strict=True))
        made: Sheet = relate(counts=counts, inhabitants=people, by=by, at=at)
        rates = {str(row["area"]): f"{made.ref}#{row['area']}/value" for row in ledger.table(made).records()}
    composed = compose(area, known, rates)
    sheet: Sheet = talking_published(area=area, cells=composed.cells, rests_on=composed.rests_on, by=by, at=at)
    return sheet

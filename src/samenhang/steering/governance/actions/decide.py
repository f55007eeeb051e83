"""Recording a decision: its words, and every cell it rests on as that cell stands on that day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose, Sheet
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Reading
from samenhang.screen.cells import STATES
from samenhang.steering.governance.models import Decision, Ground
from samenhang.weighing.appraisal.queries import RESULT

UNKNOWN, KNOWN = "unknown", "known"


class CannotDecide(Exception):
    """What was submitted is no decision that can be kept; the text is a sentence for people."""


@act("governance.decided", needs=Permission.DECIDE)
def decide(
    *,
    title: Words,
    text: Words,
    area: Area,
    appraisal: Ref | None,
    about: Ref | None = None,
    result: Sheet,
    rests_on: list[Ref],
    tolerance: float,
    review_on: date,
    example: bool,
    by: Actor,
    at: datetime,
) -> Decision:
    """Record a decision that rests on cells of a result, and on figures and readings.

    The result is that of `appraisal`; without one it is another computed sheet, and `about` says what is decided on.

    Each cell's value and state are frozen. `tolerance` is how far it may move before the decision asks for review: a part
    of the figure (0.05 is five per cent), or for shares and places of a result a part of the whole.
    """
    if not title.strip() or not text.strip():
        raise CannotDecide(_("Give the decision a title, and write down what was decided."))
    if not 0 <= tolerance <= 1:
        raise CannotDecide(_("The tolerance is a part from 0 (any change) to 1 (as much again)."))
    table = ledger.table(result)
    if appraisal is not None and (table.kind != RESULT or table.head["appraisal"] != appraisal):
        raise CannotDecide(_("This result belongs to another appraisal. Decide on the result of this one."))
    stand = _as_it_stands(dict.fromkeys(map(str, rests_on)))
    if not stand:
        raise CannotDecide(_("Name at least one piece of evidence that the decision rests on."))
    heading, body = Prose.objects.create(body=str(title)), Prose.objects.create(body=str(text))
    made = Decision.objects.create(
        title=heading,
        body=body,
        area=area,
        appraisal=str(appraisal or ""),
        review_on=review_on,
        by=by.ref,
        at=at,
        example=example,
    )
    Ground.objects.bulk_create(
        Ground(decision=made, cell=cell, value=value, state=state, tolerance=tolerance)
        for cell, (value, state) in stand.items()
    )
    return made


def _as_it_stands(refs: Iterable[str]) -> dict[str, tuple[float | None, str]]:
    """Value and state of each cited cell; a reading stands for the figure that it chose."""
    refs = list(refs)
    ids = [ref.removeprefix("reading:") for ref in refs if ref.startswith("reading:")]
    chosen = {reading.ref: reading.choice for reading in Reading.objects.filter(pk__in=ids)}
    cells = {ref: chosen.get(ref, ref) for ref in refs}
    rows = ledger.cells(cells.values())
    found = {}
    for ref, cell in cells.items():
        row, column = rows.get(cell), cell.rpartition("/")[2]
        if row is None or column not in row:
            raise CannotDecide(_("%(ref)s points at nothing. Choose the evidence from the list.") % {"ref": ref})
        value = row[column]
        if not isinstance(value, int | float | None):
            raise CannotDecide(_("%(ref)s is no number. Choose the evidence from the list.") % {"ref": ref})
        # the state of a figure is kept; a sheet of ours may call something else a state
        state = str(row.get("state") or "")
        found[ref] = (value, state if state in STATES else UNKNOWN if value is None else KNOWN)
    return found

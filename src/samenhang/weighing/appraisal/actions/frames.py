"""Freezing a version of a frame: the declared one, or one that a team made of it."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose, Sheet
from samenhang.weighing.appraisal.models import Frame
from samenhang.weighing.appraisal.queries.frames import FRAME, FRAMED, points_of, rows_of, tree_problem, versions

MOST_CRITERIA = 60


class CannotAppraise(Exception):
    """What was submitted cannot be weighed; the text is a sentence for people."""


@act("appraisal.framed", needs=Permission.WEIGH)
def freeze_frame(
    *, frame: Ref, criteria: store.Table, before: Ref | None, reason: Words, by: Actor, at: datetime
) -> store.Table:
    """Freeze a version of `frame`: its criteria with their norms and floors. `before` is the version that it was made of."""
    if criteria.columns != FRAMED:
        raise ValueError(f"A frame has the columns {FRAMED}; it got {criteria.columns}.")
    rows = [dict(zip((name for name, _kind in FRAMED), row, strict=True)) for row in criteria.rows]
    if problem := frame_problem(rows):
        raise CannotAppraise(problem)
    if before and not reason.strip():
        raise CannotAppraise(_("Write in one sentence why this frame changes."))
    why = Prose.objects.create(body=str(reason)).ref if reason.strip() else ""
    head = {"frame": str(frame), "version": str(len(versions(str(frame))) + 1), "before": before or "", "reason": why}
    return store.Table(FRAME, FRAMED, tuple(criteria.rows), head)


def frame_problem(rows: Sequence[dict[str, Any]]) -> str:
    """What is wrong with the criteria of a frame, in a sentence; empty when nothing is."""
    if not rows:
        return _("A frame needs at least one criterion. Keep one, or add one.")
    if len(rows) > MOST_CRITERIA:
        return _(
            "A frame has at most %(most)s criteria; it got %(count)s. Weigh what decides, and leave out the rest."
        ) % {
            "most": MOST_CRITERIA,
            "count": len(rows),
        }
    for row in rows:
        bounds = [row[name] for name in ("least", "most") if row[name] is not None]
        if len(bounds) > 1 or not all(map(math.isfinite, bounds)):
            return _("%(code)s has a floor or a ceiling, one number. Leave the other empty.") % {
                "code": row["criterion"]
            }
        if (row["right_nl"] or row["right_en"]) and not bounds:
            return _("%(code)s names a right and has no floor that guards it. Add the floor.") % {
                "code": row["criterion"]
            }
        try:
            points_of(row["points"])
        except ValueError as problem:
            return f"{row['label_nl'] or row['criterion']}: {problem}"
    return tree_problem(rows)


def declared_frame(frame: Frame, *, by: Actor, at: datetime) -> Sheet:
    """The version of a frame that says what the workspace declares today; frozen now when no version says so yet."""
    rows = tuple(rows_of(frame))
    if not rows:
        raise CannotAppraise(_("The workspace has no themes to weigh in. Add them to its table of themes."))
    for _act, ref in versions(frame.ref):
        sheet = ledger.sheet(ref)
        if sheet is not None and ledger.table(sheet).rows == rows:
            return sheet
    table = store.Table(FRAME, FRAMED, rows)
    made: Sheet = freeze_frame(frame=Ref(frame.ref), criteria=table, before=None, reason=Words(""), by=by, at=at)
    return made

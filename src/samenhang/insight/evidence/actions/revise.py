"""A delivery that changes figures of an earlier one: what changes, and the sentence that says why, before it shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Actor, Permission, Words, act
from samenhang.ground.ledger.models import Prose, Sheet
from samenhang.insight.evidence.models import Change, Edition, Revision, Source
from samenhang.workspace import mapping

BATCH = 2000
NAMES = tuple(name for name, _kind in mapping.COLUMNS)
ROW, INDICATOR, AREA = (NAMES.index(name) for name in ("row", "indicator", "area"))
SAID = tuple(NAMES.index(name) for name in ("value", "low", "high", "state"))
Row = tuple[Any, ...]


class NeedsReason(Exception):
    """A delivery that changes figures and does not say why; the text is a sentence for people."""


@dataclass(frozen=True)
class Changed:
    """A figure that says something else than before, or is gone, with the sheet in which it stood."""

    indicator: str
    area: str
    row: str
    before: str
    gone: bool


def changes(source: Source, delivered: Iterable[Row]) -> list[Changed]:
    """What a delivery, as rows of a tidy table, changes in the figures of its source that are shown now.

    A new figure changes nothing; a figure that the delivery no longer holds is gone. What counts is the number, its bounds
    and its state.
    """
    standing = dict(Edition.objects.filter(source=source, current=True).values_list("indicator_id", "sheet"))
    # of a million rows only hashes fit in memory; those that are gone are read again
    before = {hash(row[ROW]): hash(_said(row)) for sheet in standing.values() for row in _rows_of(sheet)}
    if not before:
        return []
    found = []
    for row in delivered:
        was = before.pop(hash(row[ROW]), None)
        if was is not None and was != hash(_said(row)):
            found.append(Changed(row[INDICATOR], row[AREA], row[ROW], standing[row[INDICATOR]], gone=False))
    for indicator, sheet in standing.items() if before else ():
        gone = (row for row in _rows_of(sheet) if hash(row[ROW]) in before)
        found += [Changed(indicator, row[AREA], row[ROW], sheet, gone=True) for row in gone]
    return found


def _rows_of(ref: str) -> Iterable[Row]:
    sheet = ledger.sheet(ref)
    return ledger.stream(sheet).rows if sheet is not None else ()


def _said(row: Row) -> Row:
    return tuple(row[place] for place in SAID)


def refuse_unexplained(source: Source, found: list[Changed], reason: str) -> None:
    """A change of value without a sentence of reason does not get in."""
    if not found or reason.strip():
        return
    first = ", ".join(change.row for change in found[:3])
    raise NeedsReason(
        ngettext(
            "This delivery of %(source)s changes %(count)s figure that is shown now (%(first)s). Say in one sentence why it changes.",
            "This delivery of %(source)s changes %(count)s figures that are shown now (%(first)s …). Say in one sentence why they change.",
            len(found),
        )
        % {"source": source.pk, "count": len(found), "first": first}
    )


@act("evidence.revised", needs=Permission.RECEIVE)
def revise(
    *, source: Source, before: list[Sheet], delivery: Sheet, changed: int, reason: Words, by: Actor, at: datetime
) -> Revision:
    """Record that a delivery changes figures that are shown, and why."""
    if not reason.strip():
        raise NeedsReason(_("Say in one sentence why the figures change."))
    said = Prose.objects.create(body=reason.strip())
    return Revision.objects.create(source=source, reason=said, reason_length=len(reason.strip()), by=by.ref, at=at)


def record(
    source: Source, delivery: Sheet, found: list[Changed], sheets: dict[str, Sheet], reason: str, *, by: Actor,
    at: datetime,
) -> Revision | None:  # fmt: skip
    """The revision with the list of what it changed; `sheets` are the new sheets by indicator. None when nothing changed."""
    if not found:
        return None
    old = [sheet for ref in sorted({change.before for change in found}) if (sheet := ledger.sheet(ref)) is not None]
    made: Revision = revise(
        source=source, before=old, delivery=delivery, changed=len(found), reason=Words(reason), by=by, at=at
    )
    rows = _rows(made, found, sheets)
    while batch := list(islice(rows, BATCH)):
        Change.objects.bulk_create(batch)
    return made


def _rows(made: Revision, found: Iterable[Changed], sheets: dict[str, Sheet]) -> Iterator[Change]:
    for one in found:
        after = "" if one.gone else sheets[one.indicator].ref
        yield Change(
            revision=made, indicator_id=one.indicator, area_id=one.area, row=one.row, before=one.before, after=after
        )

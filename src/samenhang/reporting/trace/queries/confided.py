"""What the record keeps and only the desk reads: what was done with what people reported in confidence.

That a signal of some area was put on a guarded route would tell whom it is about, though no word of it stands in the record.
The room that keeps such a kind says so; then all that its verbs do is the desk's alone.
"""

from collections.abc import Iterable
from functools import cache

from django.db.models import QuerySet

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.models import Act
from samenhang.ground.people.queries import Viewer
from samenhang.reporting.trace.queries import known
from samenhang.reporting.trace.queries.refs import Pointer


@cache
def _verbs() -> tuple[str, ...]:
    """How the verbs of the rooms begin that keep what was confided."""
    return tuple(f"{name}." for name, room in known.brought().items() if any(kind.confided for kind in room.kinds))


def of(act: Act) -> bool:
    return act.verb.startswith(_verbs())


def open_to(viewer: Viewer, acts: QuerySet[Act]) -> QuerySet[Act]:
    """The acts that a viewer may read."""
    for begin in () if viewer.may(Permission.HANDLE) else _verbs():
        acts = acts.exclude(verb__startswith=begin)
    return acts


def closed(viewer: Viewer, at: Pointer) -> bool:
    """Whether the page of a ref is the desk's alone."""
    if viewer.may(Permission.HANDLE):
        return False
    act = Act.objects.filter(pk=int(at.key)).first() if at.kind == "act" else None
    return known.kinds()[at.kind].confided or (act is not None and of(act))


def left(viewer: Viewer, refs: Iterable[str]) -> list[str]:
    """Refs without those of signals, for whoever may not read them."""
    return [ref for ref in refs if viewer.may(Permission.HANDLE) or not _confided(ref)]


def _confided(ref: str) -> bool:
    kind = known.kinds().get(ref.partition(":")[0])
    return kind is not None and kind.confided

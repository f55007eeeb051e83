"""What the record keeps and only the desk reads: what was done with what people reported in confidence.

That a signal of some area was put on a guarded route would tell whom it is about, though no word of it stands in the record.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.models import Act
from samenhang.ground.people.queries import Viewer
from samenhang.reporting.trace.queries.refs import Pointer

VERBS, KINDS = "signals.", frozenset({"signal", "desk_request"})


def open_to(viewer: Viewer, acts: QuerySet[Act]) -> QuerySet[Act]:
    """The acts that a viewer may read."""
    return acts if viewer.may(Permission.HANDLE) else acts.exclude(verb__startswith=VERBS)


def closed(viewer: Viewer, at: Pointer) -> bool:
    """Whether the page of a ref is the desk's alone."""
    if viewer.may(Permission.HANDLE):
        return False
    return at.kind in KINDS or (
        at.kind == "act" and Act.objects.filter(pk=int(at.key), verb__startswith=VERBS).exists()
    )


def left(viewer: Viewer, refs: Iterable[str]) -> list[str]:
    """Refs without those of signals, for whoever may not read them."""
    return [ref for ref in refs if viewer.may(Permission.HANDLE) or ref.partition(":")[0] not in KINDS]

"""Destroying on request what may be destroyed (the chain stays whole), and the life of a computation.

A computation changes one row a step, and only from the right state. A worker that was thought lost and comes back finds that it
is no longer its own, and stops.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries, store
from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import LIVE, Computation, Prose, Sheet, Tombstone


class NothingToErase(Exception):
    """The ref names nothing that can be destroyed; the text is a sentence for people."""


@act("ledger.erased", needs=Permission.ERASE)
def erase(*, target: Ref, reason: Words, by: Actor, at: datetime) -> None:
    """Destroy a text (`text:12`) or a sheet's file (`sheet:…`); what cites it shows "erased on request"."""
    if Tombstone.objects.filter(ref=target).exists():
        raise NothingToErase(_("This was erased before."))
    sheet = queries.sheet(target) if target.startswith("sheet:") else None
    if sheet is not None:
        store.destroy(sheet.digest)
    elif not (target.startswith("text:") and Prose.objects.filter(pk=target.removeprefix("text:")).delete()[0]):
        raise NothingToErase(_("Nothing was found under this reference. Texts and sheets can be erased."))
    Tombstone.objects.create(ref=target, reason=str(reason), at=at)


class Stopped(Exception):
    """The computation is no longer this worker's: it was cancelled, given up, or started again elsewhere."""


def begin(work: Computation, *, at: datetime) -> bool:
    """Take a computation that waits; only one worker can."""
    return _moved(work, Computation.State.QUEUED, state=Computation.State.RUNNING, beat_at=at, **{work.progress[0]: 0})


def beat(work: Computation, done: int, *, at: datetime) -> None:
    """Say how far it is; raises Stopped when it was cancelled or taken over."""
    far, whole = work.progress
    if not _moved(work, Computation.State.RUNNING, beat_at=at, **{far: min(done, getattr(work, whole))}):
        raise Stopped


def finish(work: Computation, result: Sheet, *, at: datetime) -> bool:
    """Give it its result. One that was cancelled while the sheet was written stays cancelled."""
    far, whole = work.progress
    ended = {"state": Computation.State.DONE, "result": result.ref, "ended_at": at, "problem": ""}
    return _moved(work, Computation.State.RUNNING, **ended, **{far: getattr(work, whole)})


def give_up(work: Computation, state: str, problem: str, *, at: datetime) -> bool:
    """End it without a result. Says whether there was anything to end."""
    return _moved(work, *LIVE, state=state, ended_at=at, problem=problem)


def _moved(work: Computation, *origins: str, **changes: Any) -> bool:
    return bool(type(work)._default_manager.filter(pk=work.pk, state__in=origins).update(**changes))

"""The life of a run: asked for, computing, done, cancelled or failed. Each step changes one row, and only from the right state.

A run is no act: what it computes is one (`futures.simulated`), and that is recorded when the whole result is there. A worker
that was thought lost and comes back finds that its run is no longer its own, and stops.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission, require
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.people.models import Seat
from samenhang.weighing.futures.models import Future, Run
from samenhang.weighing.futures.queries.library import lost


class CannotRun(Exception):
    """A run that cannot be started; the text is a sentence for people."""


class Stopped(Exception):
    """The run is no longer this worker's: it was cancelled, or started again elsewhere."""


def ask(*, future: Future, start: Sheet, draws: int, by: Seat, at: datetime) -> Run:
    """Ask for a run. A run whose worker was lost makes room for it; one that still computes does not."""
    require(by, Permission.WEIGH)
    with transaction.atomic():
        for run in Run.objects.select_for_update().filter(
            future=future, state__in=(Run.State.QUEUED, Run.State.RUNNING)
        ):
            if not lost(run, at):
                raise CannotRun(_("This future is being computed already. Wait for it, or cancel that run first."))
            _end(run, Run.State.FAILED, at, _("The worker that computed this run stopped halfway."))
        try:
            with transaction.atomic():
                return Run.objects.create(future=future, start=start.ref, draws=draws, by=by.ref, asked_at=at)
        except IntegrityError:
            raise CannotRun(_("Somebody else started this run just now. Wait for it.")) from None


def cancel(*, run: Run, by: Seat, at: datetime) -> bool:
    """Cancel a run that waits or computes; its worker notices at the next chunk. Says whether there was anything to cancel."""
    require(by, Permission.WEIGH)
    return _end(run, Run.State.CANCELLED, at, "")


def begin(run: Run, *, at: datetime) -> bool:
    """Take a run that waits; only one worker can."""
    waiting = Run.objects.filter(pk=run.pk, state=Run.State.QUEUED)
    return waiting.update(state=Run.State.RUNNING, beat_at=at, drawn=0) == 1


def beat(run: Run, drawn: int, *, at: datetime) -> None:
    """Say how far the run is; raises Stopped when it was cancelled or taken over."""
    mine = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING)
    if mine.update(drawn=min(drawn, run.draws), beat_at=at) != 1:
        raise Stopped


def finish(run: Run, result: Sheet, *, at: datetime) -> bool:
    """Give the run its result. A run that was cancelled while the last sheet was written stays cancelled."""
    mine = Run.objects.filter(pk=run.pk, state=Run.State.RUNNING)
    done = mine.update(state=Run.State.DONE, drawn=run.draws, result=result.ref, ended_at=at, problem="")
    return done == 1


def fail(run: Run, problem: str, *, at: datetime) -> None:
    _end(run, Run.State.FAILED, at, problem)


def _end(run: Run, state: str, at: datetime, problem: str) -> bool:
    ended = Run.objects.filter(pk=run.pk, state__in=(Run.State.QUEUED, Run.State.RUNNING))
    return ended.update(state=state, ended_at=at, problem=problem) == 1

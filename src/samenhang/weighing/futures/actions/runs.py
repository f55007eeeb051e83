"""The life of a run: asked for, computing, done, cancelled or failed. Each step changes one row, and only from the right state.

A run is no act: what it computes is one (`futures.simulated`), and that is recorded when the whole result is there.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samenhang.ground.ledger.actions import Stopped, beat, begin, finish, give_up
from samenhang.ground.ledger.acts import Permission, require
from samenhang.ground.ledger.models import LIVE, Sheet
from samenhang.ground.people.models import Seat
from samenhang.weighing.futures.models import Future, Run

__all__ = ["CannotRun", "Stopped", "ask", "beat", "begin", "cancel", "fail", "finish"]


class CannotRun(Exception):
    """A run that cannot be started; the text is a sentence for people."""


def ask(*, future: Future, start: Sheet, draws: int, by: Seat, at: datetime) -> Run:
    """Ask for a run. A run whose worker was lost makes room for it; one that still computes does not."""
    require(by, Permission.WEIGH)
    with transaction.atomic():
        for run in Run.objects.select_for_update().filter(future=future, state__in=LIVE):
            if not run.lost(at):
                raise CannotRun(_("This future is being computed already. Wait for it, or cancel that run first."))
            give_up(run, Run.State.FAILED, _("The worker that computed this run stopped halfway."), at=at)
        try:
            with transaction.atomic():
                return Run.objects.create(future=future, start=start.ref, draws=draws, by=by.ref, asked_at=at)
        except IntegrityError:
            raise CannotRun(_("Somebody else started this run just now. Wait for it.")) from None


def cancel(*, run: Run, by: Seat, at: datetime) -> bool:
    """Cancel a run that waits or computes; its worker notices at the next chunk. Says whether there was anything to cancel."""
    require(by, Permission.WEIGH)
    return give_up(run, Run.State.CANCELLED, "", at=at)


def fail(run: Run, problem: str, *, at: datetime) -> None:
    give_up(run, Run.State.FAILED, problem, at=at)

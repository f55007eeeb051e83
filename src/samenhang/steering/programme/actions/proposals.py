"""The life of a proposal: asked for, computing, done, cancelled or failed. Each step changes one row, only from the right state.

A proposal is no act: what it computes is one (`programme.fitted`), and that is recorded when the whole result is there.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission, require
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.people.models import Seat
from samenhang.steering.programme.actions.fitting import set_out
from samenhang.steering.programme.actions.refusals import CannotProgramme
from samenhang.steering.programme.models import Proposal
from samenhang.steering.programme.queries import setting as settings
from samenhang.steering.programme.queries.plan import TICKS
from samenhang.steering.programme.queries.proposals import lost
from samenhang.steering.programme.queries.setting import Ask

LIVE = (Proposal.State.QUEUED, Proposal.State.RUNNING)


class Stopped(Exception):
    """The proposal is no longer this worker's: it was cancelled, or given up."""


def ask_for(asked: Ask, *, by: Seat, at: datetime) -> Proposal:
    """Freeze what a programme is chosen from as things stand, and ask for the proposal."""
    table = settings.set_out(by, asked)
    return ask(setting=set_out(setting=table, uses=settings.uses(table), by=by, at=at), by=by, at=at)


def ask(*, setting: Sheet, by: Seat, at: datetime, example: bool = False) -> Proposal:
    """Ask for a proposal. One whose worker was lost makes room for it; one that still computes does not."""
    require(by, Permission.DECIDE)
    with transaction.atomic():
        for one in Proposal.objects.select_for_update().filter(state__in=LIVE):
            if not lost(one, at):
                raise CannotProgramme(_("A proposal is being computed already. Wait for it, or cancel it first."))
            _end(one, Proposal.State.FAILED, at, _("The worker that computed this proposal stopped halfway."))
        return Proposal.objects.create(setting=setting.ref, steps=TICKS, by=by.ref, asked_at=at, example=example)


def kept(*, setting: Sheet, result: Sheet, by: Seat, at: datetime, example: bool = False) -> Proposal:
    """A plan that people arranged, as the newest proposal."""
    require(by, Permission.DECIDE)
    return Proposal.objects.create(
        setting=setting.ref, result=result.ref, state=Proposal.State.DONE, steps=1, step=1, by=by.ref, asked_at=at,
        ended_at=at, example=example,
    )  # fmt: skip


def cancel(*, proposal: Proposal, by: Seat, at: datetime) -> bool:
    """Cancel a proposal that waits or computes; its worker notices at the next step. Says whether there was anything to cancel."""
    require(by, Permission.DECIDE)
    return _end(proposal, Proposal.State.CANCELLED, at, "")


def begin(proposal: Proposal, *, at: datetime) -> bool:
    """Take a proposal that waits; only one worker can."""
    waiting = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.QUEUED)
    return waiting.update(state=Proposal.State.RUNNING, beat_at=at, step=0) == 1


def beat(proposal: Proposal, step: int, *, at: datetime) -> None:
    """Say how far it is; raises Stopped when it was cancelled or given up."""
    mine = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.RUNNING)
    if mine.update(step=min(step, proposal.steps), beat_at=at) != 1:
        raise Stopped


def finish(proposal: Proposal, result: Sheet, *, at: datetime) -> bool:
    """Give it its result. One that was cancelled while the sheet was written stays cancelled."""
    mine = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.RUNNING)
    return mine.update(state=Proposal.State.DONE, step=proposal.steps, result=result.ref, ended_at=at) == 1


def fail(proposal: Proposal, problem: str, *, at: datetime, needed: list[Any] | None = None) -> None:
    if _end(proposal, Proposal.State.FAILED, at, problem):
        Proposal.objects.filter(pk=proposal.pk).update(needed=needed or [])


def _end(proposal: Proposal, state: str, at: datetime, problem: str) -> bool:
    ended = Proposal.objects.filter(pk=proposal.pk, state__in=LIVE)
    return ended.update(state=state, ended_at=at, problem=problem) == 1

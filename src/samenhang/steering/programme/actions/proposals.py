"""The life of a proposal: asked for, computing, done, cancelled or failed. Each step changes one row, only from the right state.

A proposal is no act: what it computes is one (`programme.fitted`), and that is recorded when the whole result is there.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samenhang.ground.ledger.actions import Stopped, beat, begin, finish, give_up
from samenhang.ground.ledger.acts import Permission, require
from samenhang.ground.ledger.models import LIVE, Sheet
from samenhang.ground.people.models import Seat
from samenhang.steering.programme.actions.fitting import set_out
from samenhang.steering.programme.actions.refusals import CannotProgramme
from samenhang.steering.programme.models import Proposal
from samenhang.steering.programme.queries import setting as settings
from samenhang.steering.programme.queries.plan import TICKS
from samenhang.steering.programme.queries.setting import Ask

__all__ = ["Stopped", "ask", "ask_for", "beat", "begin", "cancel", "fail", "finish", "kept"]


def ask_for(asked: Ask, *, by: Seat, at: datetime) -> Proposal:
    """Freeze what a programme is chosen from as things stand, and ask for the proposal."""
    table = settings.set_out(by, asked)
    return ask(setting=set_out(setting=table, uses=settings.uses(table), by=by, at=at), by=by, at=at)


def ask(*, setting: Sheet, by: Seat, at: datetime, example: bool = False) -> Proposal:
    """Ask for a proposal. One whose worker was lost makes room for it; one that still computes does not."""
    require(by, Permission.DECIDE)
    with transaction.atomic():
        for one in Proposal.objects.select_for_update().filter(state__in=LIVE):
            if not one.lost(at):
                raise CannotProgramme(_("A proposal is being computed already. Wait for it, or cancel it first."))
            give_up(one, Proposal.State.FAILED, _("The worker that computed this proposal stopped halfway."), at=at)
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
    return give_up(proposal, Proposal.State.CANCELLED, "", at=at)


def fail(proposal: Proposal, problem: str, *, at: datetime, needed: list[Any] | None = None) -> None:
    if give_up(proposal, Proposal.State.FAILED, problem, at=at):
        Proposal.objects.filter(pk=proposal.pk).update(needed=needed or [])

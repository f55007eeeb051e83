"""A proposal as a task of the worker: one pure computation, and what became of it. Nothing is kept of one that stops halfway."""

import logging

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.people.models import Seat
from samenhang.steering.programme import actions
from samenhang.steering.programme.models import Proposal

log = logging.getLogger(__name__)


@task()  # type: ignore[untyped-decorator]
def compute(proposal: int) -> str:
    """Compute the proposal with this number, and give it its result. The answer says what became of it."""
    found = Proposal.objects.filter(pk=proposal).first()
    if found is None or not actions.begin(found, at=timezone.now()):
        return "taken"
    setting = ledger.sheet(found.setting)
    seat = Seat.objects.select_related("role").filter(pk=int(found.by.removeprefix("seat:"))).first()
    if setting is None or seat is None:
        actions.fail(found, _("What this was computed from is gone. Ask for a new proposal."), at=timezone.now())
        return "failed"
    step = 0

    def tick() -> None:
        nonlocal step
        step += 1
        actions.beat(found, step, at=timezone.now())

    try:
        with actions.telling(tick):
            result = actions.fit(setting=setting, by=seat, at=timezone.now())
    except actions.Stopped:
        return "stopped"
    except actions.NothingFits as refused:
        actions.fail(found, str(refused), at=timezone.now(), needed=refused.needed)
        return "failed"
    except actions.CannotFit as problem:
        actions.fail(found, str(problem), at=timezone.now())
        return "failed"
    except Exception:
        # people get a sentence; whoever keeps the server finds the rest in its log
        log.exception("proposal %s", found.pk)
        actions.fail(found, _("The computation broke off. The log of the server says why."), at=timezone.now())
        return "failed"
    return "done" if actions.finish(found, result, at=timezone.now()) else "stopped"

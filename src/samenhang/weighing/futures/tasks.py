"""A run as a task of the worker: one pure computation, and what became of it. Nothing is kept of a run that stops halfway."""

import logging
import time

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.people.models import Seat
from samenhang.weighing.futures import actions
from samenhang.weighing.futures.models import Run

EVERY = 0.25  # seconds between two signs of life: what a reader sees as moving, and no burden to the database
log = logging.getLogger(__name__)


@task()  # type: ignore[untyped-decorator]
def compute(run: int) -> str:
    """Compute the run with this number, and give it its result. The answer says what became of it."""
    found = Run.objects.select_related("future").filter(pk=run).first()
    if found is None or not actions.begin(found, at=timezone.now()):
        return "taken"
    setting, start = ledger.sheet(found.future.setting), ledger.sheet(found.start)
    seat = Seat.objects.select_related("role").filter(pk=int(found.by.removeprefix("seat:"))).first()
    if setting is None or start is None or seat is None:
        actions.fail(
            found, _("The figures or the setting of this run are gone. Save the future again."), at=timezone.now()
        )
        return "failed"
    last = time.monotonic()

    def tell(drawn: int) -> None:
        nonlocal last
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            actions.beat(found, drawn, at=timezone.now())

    try:
        with actions.telling(tell):
            result = actions.simulate(setting=setting, start=start, by=seat, at=timezone.now())
    except actions.Stopped:
        return "stopped"
    except actions.CannotSimulate as problem:
        actions.fail(found, str(problem), at=timezone.now())
        return "failed"
    except Exception:
        # people get a sentence; whoever keeps the server finds the rest in its log
        log.exception("run %s", found.pk)
        actions.fail(found, _("The computation broke off. The log of the server says why."), at=timezone.now())
        return "failed"
    return "done" if actions.finish(found, result, at=timezone.now()) else "stopped"

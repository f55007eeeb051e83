"""A run as a task of the worker: one pure computation, and what became of it. Nothing is kept of a run that stops halfway."""

import logging
import time
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.people.models import Seat
from samenhang.weighing.futures import actions
from samenhang.weighing.futures.models import Future, Run
from samenhang.weighing.futures.queries import model, setting
from samenhang.weighing.futures.queries import start as starts

EVERY = 0.25  # seconds between two signs of life: what a reader sees as moving, and no burden to the database
log = logging.getLogger(__name__)


@task()  # type: ignore[untyped-decorator]
def compute(run: int) -> str:
    """Compute the run with this number, and give it its result. The answer says what became of it."""
    found = Run.objects.select_related("future").filter(pk=run).first()
    if found is None or not actions.begin(found, at=timezone.now()):
        return "taken"
    chosen, start = ledger.sheet(found.future.setting), ledger.sheet(found.start)
    seat = Seat.objects.select_related("role").filter(pk=int(found.by.removeprefix("seat:"))).first()
    if chosen is None or start is None or seat is None:
        actions.fail(
            found, _("The figures or the setting of this run are gone. Save the future again."), at=timezone.now()
        )
        return "failed"
    from samenhang.methods.stockflow_run import WorkerLost

    last = time.monotonic()

    def tell(drawn: int) -> None:
        nonlocal last
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            actions.beat(found, drawn, at=timezone.now())

    try:
        with actions.telling(tell):
            result = actions.simulate(setting=chosen, start=start, by=seat, at=timezone.now())
    except actions.Stopped:
        return "stopped"
    except actions.CannotSimulate as problem:
        actions.fail(found, str(problem), at=timezone.now())
        return "failed"
    except WorkerLost:
        actions.fail(
            found, _("Somebody who computed for this run was ended from outside. Start it again."), at=timezone.now()
        )
        return "failed"
    except Exception:
        # people get a sentence; whoever keeps the server finds the rest in its log
        log.exception("run %s", found.pk)
        actions.fail(found, _("The computation broke off. The log of the server says why."), at=timezone.now())
        return "failed"
    return "done" if actions.finish(found, result, at=timezone.now()) else "stopped"


def compute_now(*, future: int, cluster: str, by: Seat, at: datetime) -> Run:
    """Compute a saved future at once, here or on a cluster, on the start of today. What cannot be done is said before it begins."""
    from samenhang.methods.stockflow import Cluster, Threads

    found = Future.objects.filter(pk=future).first()
    sheet, start = ledger.sheet(found.setting) if found else None, starts.latest()
    if found is None or sheet is None or start is None:
        raise actions.CannotRun(
            _(
                "There is no saved future with the number %(future)s. Its number stands at the end of the address of its page."
            )
            % {"future": future}
        )
    try:
        executor = Cluster(cluster) if cluster else Threads()
    except ValueError as problem:
        raise actions.CannotRun(str(problem)) from None
    with executor, model.working(executor):
        draws = setting.of_table(ledger.table(sheet)).draws
        run = actions.ask(future=found, start=start, draws=draws, by=by, at=at)
        compute.call(run.pk)
    run.refresh_from_db()
    return run

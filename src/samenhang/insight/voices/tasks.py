"""Counting as a task of the worker: a hundred thousand people take a second."""

from django.utils import timezone
from django_tasks import task

from samenhang.insight.voices.actions.closing import tally
from samenhang.insight.voices.models import Phase, Round
from samenhang.insight.voices.queries.count import due


@task()  # type: ignore[untyped-decorator]
def count(number: int) -> str:
    """Count the round with this number, when enough people came in."""
    found = Round.objects.filter(pk=number, phase=Phase.OPEN).first()
    if found is None or not due(found):
        return "not due"
    tally(found, at=timezone.now())
    return "counted"


def later(found: Round) -> None:
    """Have a round counted when enough people came in."""
    if due(found):
        count.enqueue(found.pk)

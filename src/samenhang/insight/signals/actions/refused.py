"""What a signal does not allow, and the one place where its state moves."""

from datetime import date

from django.utils.translation import gettext as _

from samenhang.insight.signals.models import STEPS, Signal, Standing


class CannotHandle(Exception):
    """A deed that is refused; the text is a sentence for people."""


def move(signal: Signal, deed: str, **changes: object) -> None:
    """Let a signal take one step of the table, if it stands where that step begins. Nobody else's step is overtaken."""
    step = next(step for step in STEPS if step.deed == deed)
    moved = Signal.objects.filter(pk=signal.pk, state__in=step.origins).update(state=step.target, **changes)
    signal.refresh_from_db()
    if not moved:
        words = {"deed": step.label, "state": Standing(signal.state).label}
        raise CannotHandle(
            _("“%(deed)s” is not possible: this signal is %(state)s. Load the page again to see what is.") % words
        )


def first_working_day(on: date, days: int, free: set[str]) -> date:
    """The day that lies some working days after another."""
    while days:
        on = date.fromordinal(on.toordinal() + 1)
        days -= on.weekday() < 5 and on.isoformat() not in free
    return on

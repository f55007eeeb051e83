"""What the records of this room are called and say."""

from django.utils.translation import gettext_lazy as _

from samenhang.insight.signals.models import (
    Denominator,
    DeskRequest,
    FreeDay,
    Helpline,
    Signal,
    SignalRoute,
    SignalTerm,
    Watch,
)
from samenhang.screen.records import Kind, Records, Told


def _signal(row: Signal) -> Told:
    """A signal has a number and nothing else: what it says is read by the desk."""
    return Told(_("Signal %(number)s") % {"number": row.pk}, end="judgement")


def _desk_request(row: DeskRequest) -> Told:
    return Told(_("Request %(number)s") % {"number": row.pk}, end="judgement")


RECORDS = Records(
    kinds=(
        Kind("denominators", Denominator, _("What signals are counted against")),
        Kind("watches", Watch, _("Watch of news"), page="signals:news"),
        Kind("signal", Signal, _("Signal"), _("Signals"), page="signals:page", own=True, told=_signal, confided=True),
        Kind(
            "desk_request", DeskRequest, _("Request to the central desk"), _("Requests to the central desk"),
            page="signals:request", own=True, told=_desk_request, confided=True,
        ),
        Kind("helplines", Helpline, _("Number to call")),
        Kind("signal_terms", SignalTerm, _("Words that point at a theme")),
        Kind("signal_routes", SignalRoute, _("Route of signals")),
        Kind("free_days", FreeDay, _("Day on which nobody works")),
    ),
    roles={
        "themes": _("themes"),
        "signal": _("signal"),
        "watch": _("watch of news"),
        "asked": _("what was asked"),
        "into": _("joined to"),
        "route": _("route"),
    },
)  # fmt: skip

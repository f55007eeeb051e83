"""How old a figure is: the years since the end of the time that it speaks of."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenhang.workspace.kinds import Period


def age(period: str, on: date) -> int | None:
    """Whole years since the end of a period; None when it is not stated or has not ended."""
    end = ends_on(period)
    if end is None or end > on:
        return None
    return on.year - end.year - ((on.month, on.day) < (end.month, end.day))


def age_words(period: str, on: date) -> str:
    """The age in words: how many years, less than one, still to come, or that the period is not stated."""
    end, years = ends_on(period), age(period, on)
    if end is None:
        return _("period not stated")
    if years is None:
        return _("still running or to come")
    return (
        ngettext("%(years)s year old", "%(years)s years old", years) % {"years": years}
        if years
        else _("less than a year old")
    )


def ends_on(period: str) -> date | None:
    """The last day of a period, also of one written from … to …."""
    try:
        return Period.parse(period.rpartition("/")[2]).end if period else None
    except ValueError:
        return None

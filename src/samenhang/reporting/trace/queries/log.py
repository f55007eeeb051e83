"""The logbook: every act as a sentence, and what a reader can narrow it by."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenhang.ground.ledger.models import Act, Head
from samenhang.ground.lexicon.queries import sentences
from samenhang.ground.people.models import Seat
from samenhang.ground.people.queries import Viewer
from samenhang.reporting.trace.queries import confided
from samenhang.reporting.trace.queries.names import INSTALLER
from samenhang.reporting.trace.queries.refs import readable


class Log:
    """Sentences of acts: verbs and roles are looked up once, however many acts are shown."""

    def __init__(self) -> None:
        self.verbs = sentences()
        self.seats = {seat.ref: seat for seat in Seat.objects.select_related("role", "area")}

    def by(self, ref: str) -> str:
        return _("The installation") if ref == INSTALLER else str(self.seats.get(ref) or _("A seat"))

    def sentence(self, act: Act) -> str:
        return self._said(act.verb).replace("{by}", self.by(act.by))

    def _said(self, code: str) -> str:
        verb = self.verbs.get(code)
        if verb is None:
            return "{by}: " + code
        return str(verb.nl if (get_language() or "nl").startswith("nl") else verb.en)

    def deeds(self) -> list[tuple[str, str]]:
        """Every verb that occurs, as a filter shows it: the sentence without who did it."""
        codes = Act.objects.order_by("verb").values_list("verb", flat=True).distinct()
        return sorted(((code, self._said(code).replace("{by}", "…")) for code in codes), key=lambda pair: pair[1])

    def roles(self) -> list[tuple[str, str]]:
        """The roles of all seats, and the installation; the value is the code of the role."""
        found = sorted(
            {(str(seat.role_id), str(seat.role.label)) for seat in self.seats.values()}, key=lambda pair: pair[1]
        )
        return [(INSTALLER, self.by(INSTALLER)), *found]

    def of_roles(self, codes: list[str]) -> Q:
        """Acts by any seat of these roles."""
        seats = [ref for ref, seat in self.seats.items() if seat.role_id in codes]
        return Q(by__in=[*seats, *(code for code in codes if code == INSTALLER)])


def acts(viewer: Viewer, first: date | None = None, last: date | None = None) -> QuerySet[Act]:
    """All acts, newest first, between two days if given; the logbook is public, but for what people confided."""
    found = confided.open_to(viewer, Act.objects.order_by("-pk"))
    if first:
        found = found.filter(at__gte=_midnight(first))
    if last:
        found = found.filter(at__lt=_midnight(date.fromordinal(last.toordinal() + 1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def day_of(text: str) -> date | None:
    """A day as a form sends it, or None when it is none; the last day of the calendar has no day after it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day <= date(2999, 12, 31) else None


def searched(text: str) -> str:
    """What to look for in the refs of acts: of a pasted ref the part before its cell."""
    at = readable(text.strip())
    return at.base if at is not None else text


def head() -> Head | None:
    """How many acts there are, and the seal of the last one."""
    return Head.objects.filter(pk=1).first()

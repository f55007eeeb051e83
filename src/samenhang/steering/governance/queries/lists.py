"""Questions to the lists of governance: the chronology, what was advised, and where is (not) talked about what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from samenhang.ground.lexicon.models import Level, Theme
from samenhang.ground.people.queries import Viewer
from samenhang.screen.cells import Date, Text
from samenhang.steering.governance.models import Event, Line, MeetingTable, Recommendation

KINDS = {
    "decision": pgettext_lazy("kind of event", "decision"),
    "motion": pgettext_lazy("kind of event", "motion"),
    "advice": pgettext_lazy("kind of event", "advice"),
    "study": pgettext_lazy("kind of event", "study"),
    "law": pgettext_lazy("kind of event", "law"),
    "agreement": pgettext_lazy("kind of event", "agreement"),
    "start": pgettext_lazy("kind of event", "start"),
    "letter": pgettext_lazy("kind of event", "letter"),
    "other": pgettext_lazy("kind of event", "other"),
}
STATUSES = {
    "exists": pgettext_lazy("status of a table", "exists"),
    "advised": pgettext_lazy("status of a table", "advised only"),
    "ended": pgettext_lazy("status of a table", "ended"),
    "unknown": pgettext_lazy("status of a table", "not known if it exists"),
}
TIERS = {
    "administrators": gettext_lazy("administrators"),
    "directors": gettext_lazy("directors"),
    "officials": gettext_lazy("officials"),
    "unknown": gettext_lazy("not known who speaks"),
}


@dataclass(frozen=True)
class Moment:
    """One event with its date in words, and whether it still has to come."""

    event: Event
    when: str
    kind: Text
    year: int
    future: bool


@dataclass(frozen=True)
class Year:
    year: int
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class AgendaRow:
    """One table (or line), with for each theme whether it is known to be on the agenda."""

    of: MeetingTable | Line
    status: Text
    tier: Text
    on: tuple[tuple[Theme, bool], ...]

    @property
    def known(self) -> int:
        return sum(here for _theme, here in self.on)


@dataclass(frozen=True)
class Agenda:
    """Rows × themes, with at the foot at how many of them each theme is on the agenda."""

    themes: tuple[Theme, ...]
    rows: tuple[AgendaRow, ...]

    @property
    def foot(self) -> tuple[tuple[Theme, int], ...]:
        return tuple((theme, sum(row.on[place][1] for row in self.rows)) for place, theme in enumerate(self.themes))

    @property
    def silent(self) -> int:
        """At how many of the rows no theme is known to be on the agenda."""
        return sum(not row.known for row in self.rows)


def themes() -> list[Theme]:
    return list(Theme.objects.filter(withdrawn_on=None))


def theme_choices() -> list[tuple[str, str]]:
    return [(theme.pk, theme.label) for theme in themes()]


def levels() -> list[tuple[str, str]]:
    return [(level.pk, level.label) for level in Level.objects.filter(withdrawn_on=None)]


def events(viewer: Viewer) -> QuerySet[Event]:
    """The whole chronology; it is public."""
    found: QuerySet[Event] = Event.objects.filter(withdrawn_on=None).select_related("level")
    return found.prefetch_related(Prefetch("themes", Theme.objects.filter(withdrawn_on=None)))


def by_year(found: Iterable[Event], today: date) -> tuple[Year, ...]:
    """The events year by year, in the order of the chronology."""
    ordered = sorted(found, key=lambda event: (first_day(event), event.pk))
    moments = [moment(event, today) for event in ordered]
    return tuple(Year(year, tuple(group)) for year, group in groupby(moments, key=lambda moment: moment.year))


def moment(event: Event, today: date) -> Moment:
    start = first_day(event)
    return Moment(event, when(event), KINDS[event.kind], start.year, start > today)


def first_day(event: Event) -> date:
    """The earliest day that the date of this event can mean."""
    return _day(str(event.date).partition("/")[0])


def when(event: Event) -> str:
    """The date in words, no more precise than the source: 2018, April 2018, 20 April 2018, or a period."""
    said = " – ".join(str(Date(part)) for part in str(event.date).split("/"))
    return _("%(date)s (year inferred)") % {"date": said} if event.precision == "year inferred" else said


def _day(text: str) -> date:
    year, month, day = [*(int(part) for part in text.split("-")), 1, 1][:3]
    return date(year, month, day)


def recommendations(viewer: Viewer) -> QuerySet[Recommendation]:
    """Every recommendation with its theme; they are public."""
    found: QuerySet[Recommendation] = Recommendation.objects.filter(withdrawn_on=None)
    return found.select_related("theme")


def reports() -> list[str]:
    """The reports that the recommendations come from."""
    found = Recommendation.objects.filter(withdrawn_on=None).order_by("report")
    return list(found.values_list("report", flat=True).distinct())


def subjects() -> list[tuple[str, str]]:
    """The subjects of the recommendations, as choices; the Dutch name is the value, for that is what the source says."""
    found = Recommendation.objects.filter(withdrawn_on=None).order_by("subject_nl")
    return [(row.subject_nl, row.subject) for row in {row.subject_nl: row for row in found}.values()]


def to_the_province(answers: list[str]) -> Q:
    return Q(province="ja" in answers)


def tables(viewer: Viewer) -> QuerySet[MeetingTable]:
    """Every table at which parties meet; they are public."""
    found: QuerySet[MeetingTable] = MeetingTable.objects.filter(withdrawn_on=None)
    return found.select_related("level", "area").prefetch_related("themes")


def lines(viewer: Viewer, levels: list[str]) -> QuerySet[Line]:
    """The standing lines; `levels` keeps those that begin or end at one of them."""
    found: QuerySet[Line] = Line.objects.filter(withdrawn_on=None)
    if levels:
        found = found.filter(Q(from_level__in=levels) | Q(to_level__in=levels))
    return found.select_related("from_level", "to_level").prefetch_related("themes")


def agenda(found: "Iterable[MeetingTable] | Iterable[Line]") -> Agenda:
    """These tables (or lines) against every theme."""
    columns = tuple(themes())
    rows = []
    for each in found:
        here = {theme.pk for theme in each.themes.all()}
        status = STATUSES[each.status]
        tier = TIERS[each.tier] if isinstance(each, Line) else ""
        rows.append(AgendaRow(each, status, tier, tuple((theme, theme.pk in here) for theme in columns)))
    return Agenda(columns, tuple(rows))

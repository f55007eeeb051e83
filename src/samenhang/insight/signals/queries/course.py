"""The course of signals through time: how many in each month, whether that rises or fell, and when they came in bursts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.people.queries import Viewer
from samenhang.insight.signals.queries.patterns import cases
from samenhang.screen.cells import Cell, Date, localised
from samenhang.screen.charts import Break, Line, LineChart, LinePoint

MONTHS = 24
SURE = 0.05
FEW = 4  # months without which there is no course
MOST = 5000  # signals among which bursts are sought
SIGNALS = gettext_lazy("signals")


@dataclass(frozen=True)
class CountOf(Cell):
    """A count of signals: it leads to the signals themselves, which only the desk can open."""

    @property
    def url(self) -> str:
        return reverse("signals:list") + self.ref


@dataclass(frozen=True)
class Burst:
    """A stretch in which signals came much faster than usual."""

    start: date
    end: date
    count: int
    times: int  # as fast as usual

    @property
    def words(self) -> str:
        said = _("%(count)s signals from %(start)s to %(end)s, at least %(times)s times as fast as usual")
        return said % {
            "count": localised(self.count, 0), "start": Date(self.start), "end": Date(self.end), "times": self.times,
        }  # fmt: skip


@dataclass(frozen=True)
class Course:
    """What became of the signals of one theme in one area through the months."""

    chart: LineChart | None
    trend: str
    level: str
    bursts: tuple[Burst, ...]
    sought: bool  # whether bursts were sought


def course(viewer: Viewer, theme: str, within: frozenset[str] | None, today: date, link: str) -> Course:
    """The months of the last two years that have ended, from the first one in which the desk got any signal at all."""
    months = _months(today)
    found = cases(viewer).filter(theme=theme, received_on__gte=months[0])
    found = found if within is None else found.filter(area__in=within)
    days = dict(found.order_by("received_on").values_list("received_on").annotate(n=Count("pk")))
    first = cases(viewer).filter(Q(received_on__gte=months[0])).order_by("received_on").values_list("received_on")[:1]
    begun = next((day for (day,) in first), today)
    whole = [month for month in months if month >= begun.replace(day=1) and month < today.replace(day=1)]
    counts = Counter(day.replace(day=1) for day, n in days.items() for _each in range(n))
    values = [counts[month] for month in whole]
    sought = sum(days.values()) <= MOST
    bursts = _bursts(days) if sought else ()
    trend, level = _words(values, whole)
    chart = _chart(values, whole, bursts, link) if len(whole) > 1 else None
    return Course(chart, trend, level, bursts, sought)


def _months(today: date) -> list[date]:
    ends = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(ends - MONTHS, ends)]


def _bursts(days: dict[date, int]) -> tuple[Burst, ...]:
    """The outermost bursts. A day with more signals is spread over its hours: a day is all that is known of the moment."""
    from samenhang.methods.monitor import bursts

    at = [day for day, n in days.items() for _each in range(n)]
    times = [day.toordinal() + place / n for day, n in days.items() for place in range(n)]
    found = bursts(times)
    outer = [one for one in found if one.level == 1]
    return tuple(
        Burst(at[one.first], at[one.last], one.last - one.first + 1, 2 ** max(_levels(found, one.first, one.last)))
        for one in outer
    )


def _levels(found: Iterable[object], first: int, last: int) -> list[int]:
    return [one.level for one in found if first <= one.first and one.last <= last]  # type: ignore[attr-defined]


def _words(values: Sequence[int], months: Sequence[date]) -> tuple[str, str]:
    """Whether the months rise or fall, and whether their level changed, each in a sentence."""
    from samenhang.methods.monitor import break_point, trend

    if len(values) < FEW:
        wait = _("The desk has %(months)s whole months of signals: too few to see a course. From four on it says one.")
        return wait % {"months": len(values)}, ""
    found, jump = trend(values), break_point(values)
    said = {"slope": _number(abs(found.slope)), "months": len(values)}
    if found.p > SURE:
        first = _("No trend: over %(months)s months the number neither clearly rises nor clearly falls.") % said
    elif found.s > 0:
        first = _("It rises: about %(slope)s signals more each month, over %(months)s months.") % said
    else:
        first = _("It falls: about %(slope)s signals fewer each month, over %(months)s months.") % said
    if jump.p > SURE:
        return first, ""
    told = {
        "month": Date(f"{months[jump.after + 1]:%Y-%m}"),
        "before": _number(jump.before),
        "since": _number(jump.since),
    }
    return first, _("The level changed in %(month)s: from about %(before)s to about %(since)s a month.") % told


def _number(value: float) -> str:
    return localised(value, 0 if value == int(value) else 1)


def _chart(values: Sequence[int], months: Sequence[date], bursts: Sequence[Burst], link: str) -> LineChart:
    points = tuple(
        LinePoint(Date(f"{month:%Y-%m}"), float(month.toordinal()), CountOf(value, SIGNALS, link))
        for month, value in zip(months, values, strict=True)
    )
    ends = (months[0].toordinal(), months[-1].toordinal())
    breaks = tuple(
        Break(float(one.start.toordinal()), one.words) for one in bursts if ends[0] <= one.start.toordinal() <= ends[1]
    )
    return LineChart(
        title=_("Signals in each month"), name="months", lines=(Line(_("Signals"), points),), breaks=breaks,
        heading=_("Month"), value_label=_("Signals"),
    )  # fmt: skip

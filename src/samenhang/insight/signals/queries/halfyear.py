"""A half-year in one page: the province beside the country per definition, what moved in the market, what signals became."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from samenhang.ground.lexicon.queries import province
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Definition, Indicator, Observed, State
from samenhang.insight.evidence.queries.aside import standing
from samenhang.insight.evidence.queries.figures import Stated, current, stated
from samenhang.insight.signals.models import WatchItem
from samenhang.insight.signals.queries.news import Half, items
from samenhang.screen.cells import Cell, Date, localised

TOPIC = "size"


@dataclass(frozen=True)
class Beside:
    """One indicator counted in one way, in the province and in the country, in the newest period that has both."""

    indicator: Indicator
    definition: Definition
    period: Date | None
    here: Cell
    there: Cell

    @property
    def share(self) -> str:
        """What part of the country the province is; empty where that cannot be said, or where it means nothing."""
        here, there = self.here.value, self.there.value
        if not self.indicator.additive or here is None or not there:
            return ""
        return f"{localised(100 * float(here) / float(there), 1)}%"


@dataclass(frozen=True)
class Alone:
    """An indicator that the province has and the country has not, counted so."""

    indicator: Indicator
    definition: Definition
    period: Date | None
    here: Cell


def places() -> tuple[Area | None, Area | None]:
    """The province, and the country that holds it."""
    loaded = province()
    here = Area.objects.filter(pk=loaded.area).select_related("parent").first() if loaded else None
    return here, here.parent if here else None


def beside(here: Area | None, there: Area | None) -> tuple[list[Beside], list[Alone]]:
    """Figures about how many there are: each definition once, of both areas when both have it in one period."""
    if here is None or there is None:
        return [], []
    rows = current().filter(area__in=[here, there], indicator__topic=TOPIC).exclude(state=State.FORECAST)
    found: dict[tuple[str, str], dict[str, dict[str, Stated]]] = defaultdict(lambda: defaultdict(dict))
    for line in stated(standing(rows)):
        figure = line.figure
        if line.cell.numbers:
            found[figure.indicator_id, figure.definition_id][figure.period][figure.area_id] = line
    pairs, alone = [], []
    for periods in found.values():
        both = [period for period, lines in periods.items() if len(lines) == 2]
        if both:
            lines = periods[max(both)]
            one, other = lines[here.pk], lines[there.pk]
            pairs.append(Beside(one.figure.indicator, one.figure.definition, one.period, one.cell, other.cell))
            continue
        own = [period for period, lines in periods.items() if here.pk in lines]
        if own:
            one = periods[max(own)][here.pk]
            alone.append(Alone(one.figure.indicator, one.figure.definition, one.period, one.cell))
    return pairs, alone


def moves(half: Half) -> QuerySet[WatchItem]:
    """The news of a half-year, the newest first."""
    return items().filter(day__gte=half.first, day__lte=half.last).order_by("-day", "-pk")


def became(half: Half) -> QuerySet[Observed]:
    """What was made of signals in a half-year."""
    found = Observed.objects.filter(at__date__gte=half.first, at__date__lte=half.last)
    return found.select_related("theme", "area", "words")

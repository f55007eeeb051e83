"""From signals to a pattern: how many there are, of how many people, and whether that may be called anything yet.

A pattern needs a number of workers that somebody chose, for the area itself or for the region or province that holds it,
and at least as many signals as the small-cell rule asks. What is joined counts once; what is guarded counts nowhere here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.lexicon.models import Theme
from samenhang.ground.lexicon.queries import province
from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area
from samenhang.ground.places.queries import memberships
from samenhang.insight.evidence.models import Reading
from samenhang.insight.evidence.queries.figures import cell_of, figures_at
from samenhang.insight.signals.models import Denominator, Signal, Standing
from samenhang.insight.signals.queries.desk import signals
from samenhang.screen.cells import Cell

if TYPE_CHECKING:
    from samenhang.methods.monitor import Rate

YEAR = timedelta(days=364)  # fifty-two whole weeks
PER = gettext_lazy("per 1,000 workers")
Counts = Mapping[tuple[str, str | None], int]


def cases(viewer: Viewer) -> QuerySet[Signal]:
    """What counts: each case once, however many reported it."""
    return signals(viewer).exclude(state=Standing.MERGED).select_related(None).prefetch_related(None)


@dataclass(frozen=True)
class Workers:
    """The number of people that signals of an area are counted against, as somebody chose it."""

    area: Area
    number: float
    cell: Cell
    ref: str


def workers() -> dict[str, Workers]:
    """For each area that has one, the chosen number of workers: of the first denominator that was read there."""
    wanted = list(Denominator.objects.filter(withdrawn_on=None).values_list("indicator", "purpose"))
    rows = Reading.objects.filter(
        overtaken_by=None, indicator__in={one for one, _ in wanted}, purpose__in={two for _, two in wanted}
    ).select_related("area")
    chosen = {(row.area_id, row.indicator_id, row.purpose_id): row for row in rows}
    figures = figures_at(row.choice for row in rows)
    found: dict[str, Workers] = {}
    for indicator, purpose in wanted:
        for (code, *pair), row in chosen.items():
            figure = figures.get(row.choice)
            cell = cell_of(figure) if figure is not None and pair == [indicator, purpose] else None
            if cell is not None and cell.value:
                found.setdefault(code, Workers(row.area, float(cell.value), cell, row.choice))
    return found


@dataclass(frozen=True)
class Around:
    """Which areas an area holds, and which hold it, on a day."""

    province: str
    holds: Mapping[str, frozenset[str]]
    held: Mapping[str, tuple[str, ...]]

    def within(self, code: str) -> frozenset[str] | None:
        """The area with all that it holds; None for the province, which holds all, also what has no area."""
        return None if code == self.province else frozenset([code]) | self.holds.get(code, frozenset())

    def wider(self, code: str, known: Iterable[str]) -> list[str]:
        """The area, the first region that holds it and has a number of workers, and the province."""
        known = set(known)
        regions = [one for one in self.held.get(code, ()) if one in known and one != self.province][:1]
        return list(dict.fromkeys([code, *regions, *([self.province] if self.province else [])]))


def around(on: date) -> Around:
    loaded = province()
    holds: dict[str, set[str]] = defaultdict(set)
    held: dict[str, list[str]] = defaultdict(list)
    for code, whole in memberships(on).order_by("division__order", "pk").values_list("area", "whole"):
        holds[whole].add(code)
        held[code].append(whole)
    return Around(
        loaded.area if loaded else "",
        {code: frozenset(areas) for code, areas in holds.items()},
        {code: tuple(wholes) for code, wholes in held.items()},
    )


def counts(viewer: Viewer, since: date) -> Counts:
    """How many cases came in of each theme and area since a day."""
    found = cases(viewer).filter(received_on__gte=since).exclude(theme=None).order_by()
    return {(theme, area): n for theme, area, n in found.values_list("theme", "area").annotate(n=Count("pk"))}


@dataclass(frozen=True)
class Pattern:
    """What the signals of one theme in one area are: a pattern, or why they are none yet."""

    theme: Theme
    area: Area
    count: int  # of the area itself
    rate: "Rate"
    against: Workers | None
    since: date
    until: date

    @property
    def whole(self) -> bool:
        """Whether it may be called a pattern."""
        return self.rate.reason == ""

    @property
    def verdict(self) -> str:
        """In a sentence what this is."""
        from samenhang.methods.monitor import THRESHOLD

        if self.rate.reason == "no denominator" or self.against is None:
            return _("No denominator: no pattern yet. Nobody has chosen how many workers there are.")
        said = {"area": self.area.name, "wider": self.against.area.name, "least": THRESHOLD}
        if self.rate.reason == "small":
            return _("Too few to be a pattern: fewer than %(least)s signals in %(wider)s.") % said
        if self.rate.wider:
            return (
                _("A pattern of %(wider)s as a whole: nobody has chosen how many workers there are in %(area)s.") % said
            )
        return _("A pattern.")

    @property
    def cell(self) -> Cell:
        """The rate with its bounds; it rests on the number of workers."""
        if not self.whole or self.against is None:
            return Cell(None, PER, "", "unknown")
        return Cell(self.rate.value, PER, self.against.ref, low=self.rate.low, high=self.rate.high, decimals=2)

    @property
    def counted(self) -> int:
        """The signals that the rate is made of: of the area, or of the wider one that it was counted in."""
        return self.rate.place.count if self.rate.place else self.count


@dataclass(frozen=True)
class Shown:
    """A pattern as everybody may see it: the count rounded, and the rate and its bounds made of that."""

    count: int
    rate: float
    low: float
    high: float


def shown(pattern: Pattern) -> Shown | None:
    """What may leave the desk of a pattern; None when it is none."""
    from samenhang.methods.disclosure import disclosed
    from samenhang.methods.monitor import Place, rate

    if not pattern.whole or pattern.against is None:
        return None
    count = disclosed(pattern.counted)
    if count is None:
        return None
    made = rate([Place(pattern.against.area.name, int(count), pattern.against.number)])
    if made.value is None or made.low is None or made.high is None:
        return None
    return Shown(int(count), made.value, made.low, made.high)


@dataclass
class Counting:
    """Everything that patterns are made of, fetched once: a fixed number of queries, however many patterns are asked."""

    viewer: Viewer
    today: date
    since: date = field(init=False)

    def __post_init__(self) -> None:
        self.since = self.today - YEAR + timedelta(days=1)
        self.around = around(self.today)
        self.workers = workers()
        self.counts = counts(self.viewer, self.since)
        self.totals = Counter[str]()
        for (theme, _area), n in self.counts.items():
            self.totals[theme] += n
        codes = {area for _theme, area in self.counts if area} | {self.around.province}
        codes |= {whole for code in codes for whole in self.around.held.get(code, ())}
        self.areas = {area.pk: area for area in Area.objects.filter(pk__in=codes)}
        self.themes = {theme.pk: theme for theme in Theme.objects.filter(withdrawn_on=None)}

    def count(self, theme: str, code: str) -> int:
        within = self.around.within(code)
        if within is None:
            return self.totals[theme]
        return sum(self.counts.get((theme, area), 0) for area in within)

    def pattern(self, theme: Theme, area: Area) -> Pattern:
        """What the signals of a theme are in an area, or in the wider one that has a number of workers."""
        from samenhang.methods.monitor import Place, rate

        codes = self.around.wider(area.pk, self.workers)
        places: list[Place] = []
        for code in codes:
            one, near = self.workers.get(code), places[-1].count if places else 0
            # two divisions may cut across each other: what holds an area counts at least what that counts
            places.append(Place(code, max(near, self.count(theme.pk, code)), one.number if one else None))
        made = rate(places)
        against = self.workers.get(made.place.area) if made.place else None
        return Pattern(theme, area, places[0].count, made, against, self.since, self.today)

    def themes_of(self, area: Area) -> list[Pattern]:
        """A pattern for each theme that has signals in an area, the most signals first."""
        found = [self.pattern(theme, area) for theme in self.themes.values() if self.count(theme.pk, area.pk)]
        return sorted(found, key=lambda one: (-one.count, one.theme.order))

    def areas_of(self, theme: Theme) -> list[Pattern]:
        """A pattern for each area that has signals of a theme, the most signals first."""
        codes = {area for one, area in self.counts if one == theme.pk and area} - {self.around.province}
        found = [self.pattern(theme, self.areas[code]) for code in codes if code in self.areas]
        return sorted(found, key=lambda one: (-one.count, one.area.name))

    @property
    def choices(self) -> list[Area]:
        """The areas to choose from: the province first, and then those that have signals or hold them."""
        codes = set(self.areas) - {self.around.province}
        first = [self.areas[self.around.province]] if self.around.province in self.areas else []
        return [*first, *sorted((self.areas[code] for code in codes), key=lambda area: area.name)]

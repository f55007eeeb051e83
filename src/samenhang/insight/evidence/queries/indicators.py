"""Indicators: the list, and everything that is stated about one of them for one area."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet, Sum

from samenhang.ground.lexicon.queries import province
from samenhang.ground.people.models import Follow, Seat
from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import FigureCount, Indicator
from samenhang.insight.evidence.queries import contests, questions
from samenhang.insight.evidence.queries.aside import SetAside, history
from samenhang.insight.evidence.queries.contests import Talk
from samenhang.insight.evidence.queries.figures import Stated, figures_of, outermost, stated, tallied
from samenhang.insight.evidence.queries.questions import Asked
from samenhang.insight.evidence.queries.readings import ForPurpose, for_purposes
from samenhang.insight.evidence.queries.revisions import rows_changed
from samenhang.insight.evidence.queries.words import AREA_GROUPS
from samenhang.screen.cells import Cell

KIND_ORDER = ("province", "region", "municipality", "country", "other")


def indicators() -> QuerySet[Indicator]:
    """The indicators with how many figures, areas and publications each has, and its newest period."""
    found = Indicator.objects.filter(withdrawn_on=None).select_related("unit").prefetch_related("themes")
    return found.annotate(
        number=tallied("indicator", Sum("number")),
        areas=tallied("indicator", Count("area", distinct=True)),
        sources=tallied("indicator", Count("publication", distinct=True)),
        latest=tallied("indicator", Max("latest")),
    )


@dataclass(frozen=True)
class AreaGroup:
    """Areas of one kind, for the picker: those that have figures, or those that have none."""

    kind: str
    known: bool
    areas: tuple[Area, ...]

    @property
    def label(self) -> str:
        return str(AREA_GROUPS[self.kind, self.known])


@dataclass(frozen=True)
class IndicatorPage:
    """Everything that is stated about one indicator in one area, side by side."""

    indicator: Indicator
    area: Area
    lines: tuple[Stated, ...]
    aside: tuple[tuple[SetAside, Stated | None, str], ...]  # set aside or taken back, with what it is now and its ref
    talks: tuple[Talk, ...]
    revised: frozenset[tuple[str, str]]  # source and row
    sources: int
    definitions: int
    lowest: Stated | None
    highest: Stated | None
    purposes: tuple[ForPurpose, ...]
    groups: tuple[AreaGroup, ...]
    elsewhere: tuple[Area, ...]  # areas that do have figures, when this one has none
    asked: tuple[Asked, ...]  # open research questions
    may_contest: bool
    followed: bool

    @property
    def said_lowest(self) -> int:
        """How many publishers state the lowest number."""
        return _publishers(self.lowest.low, ((line.low, line) for line in self.lines)) if self.lowest else 0

    @property
    def said_highest(self) -> int:
        return _publishers(self.highest.high, ((line.high, line) for line in self.lines)) if self.highest else 0

    @property
    def ref(self) -> str:
        return str(self.indicator.ref)

    @property
    def spread(self) -> bool:
        """Whether lowest and highest are two different statements."""
        return self.lowest is not None and self.lowest != self.highest

    @property
    def pairs(self) -> bool:
        """Whether there are two numbers here to lay a bridge between."""
        return sum(line.known for line in self.lines) > 1

    @property
    def chosen(self) -> tuple[ForPurpose, ...]:
        return tuple(item for item in self.purposes if item.chosen)

    @property
    def forecasts(self) -> bool:
        """Whether there are forecasts beside counts: then these stay out of lowest and highest."""
        return any(line.counted for line in self.lines) and any(line.known and not line.counted for line in self.lines)


def _publishers(cell: Cell, lines: Iterable[tuple[Cell, Stated]]) -> int:
    return len({line.figure.publication.publisher for one, line in lines if one.value == cell.value})


def readable(code: str) -> str:
    """A code from an address; with a NUL in it, which PostgreSQL refuses to compare, it is no code at all."""
    return "" if "\x00" in code else code


def area_of(code: str) -> Area | None:
    """The area with this code; without a code the province of the workspace."""
    loaded = province()
    wanted = readable(code) or (loaded.area if loaded and not code else "")
    return Area.objects.filter(pk=wanted, withdrawn_on=None).first()


def indicator_of(code: str) -> Indicator | None:
    return (
        Indicator.objects.filter(pk=readable(code), withdrawn_on=None)
        .select_related("unit")
        .prefetch_related("themes")
        .first()
    )


def indicator_page(viewer: Viewer, indicator: Indicator, area: Area, on: date) -> IndicatorPage:
    """What a viewer sees of an indicator in an area. Every source is shown; nothing is added up and nothing is chosen here."""
    figures = figures_of(area, indicator)
    talks = contests.mark(figures, area, indicator)
    every = stated(figures)
    lines = tuple(line for line in every if line.aside is None)
    standing = [figure for figure in figures if figure.aside is None]
    ends = outermost(lines)
    known = set(FigureCount.objects.filter(indicator=indicator).values_list("area_id", flat=True).distinct())
    everywhere = list(Area.objects.filter(Q(valid_to=None) | Q(pk__in={*known, area.pk}), withdrawn_on=None))
    return IndicatorPage(
        indicator=indicator,
        area=area,
        lines=lines,
        aside=_aside(indicator, area, every),
        talks=talks,
        revised=rows_changed(indicator, area),
        sources=len({figure.publication_id for figure in standing}),
        definitions=len({figure.definition_id for figure in standing}),
        lowest=ends[0] if ends else None,
        highest=ends[1] if ends else None,
        purposes=for_purposes(indicator, area),
        groups=_groups(everywhere, known),
        elsewhere=() if every else tuple(one for one in everywhere if one.pk in known),
        asked=tuple(questions.open_at(area, on).get(indicator.pk, ())) if not every else (),
        may_contest=contests.may_contest(viewer, area),
        followed=follows(viewer, indicator.ref),
    )


def _aside(
    indicator: Indicator, area: Area, lines: Iterable[Stated]
) -> tuple[tuple[SetAside, Stated | None, str], ...]:
    """What was set aside here, what is still so first; each with the figure as it stands now."""
    by_place = {
        (one.source_id, one.row): (line, one.ref)
        for line in lines
        for one in (line.figure, line.upper)
        if one is not None
    }
    found = sorted(history(indicator, area), key=lambda one: one.aside.back_at is not None)
    return tuple((one, *by_place.get((one.aside.source_id, one.aside.row), (None, ""))) for one in found)


def _groups(areas: Iterable[Area], known: set[str]) -> tuple[AreaGroup, ...]:
    areas = list(areas)
    made = []
    for there in (True, False):
        for kind in KIND_ORDER:
            some = tuple(area for area in areas if area.kind == kind and (area.pk in known) is there)
            if some:
                made.append(AreaGroup(kind, there, some))
    return tuple(made)


def follows(viewer: Viewer, ref: str) -> bool:
    """Whether this viewer follows the page of `ref`."""
    return isinstance(viewer, Seat) and Follow.objects.filter(seat=viewer, ref=ref).exists()

"""Areas: the map and the list, what is known about one of them, what is not, and how it came to be."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext, ngettext

from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area, AreaEvent, Division, Membership
from samenhang.ground.places.queries import chain, events, inside, memberships, standing
from samenhang.insight.evidence.models import Figure, Indicator, State
from samenhang.insight.evidence.queries import contests, questions
from samenhang.insight.evidence.queries.aside import standing as not_aside
from samenhang.insight.evidence.queries.divisions import Sides, notes_of, sides_of
from samenhang.insight.evidence.queries.figures import (
    Stated,
    current,
    figures_of,
    in_current,
    in_order,
    outermost,
    stated,
)
from samenhang.insight.evidence.queries.freshness import age_words
from samenhang.insight.evidence.queries.indicators import follows, readable
from samenhang.insight.evidence.queries.questions import Asked
from samenhang.insight.evidence.queries.readings import Chosen, chosen, readings
from samenhang.insight.evidence.queries.words import KINDS, TOPICS
from samenhang.screen.cells import Cell, Date

NEAREST = ("municipality", "region", "province", "country")
AROUND = ("province", "country", "other", "municipality")
CONTEXT = "context"
MOST_FIGURES = 200  # all on the page of an area; where there are more, the newest are
MOST_INDICATORS = 20  # of one topic, where there are more figures than that
SEVERAL = 3  # who states it for so many areas of one kind could state it for the next as well


def municipalities(on: date) -> QuerySet[Area]:
    """The municipalities of the province on this day, with how many indicators and figures each has (context left out)."""
    counted = in_current() & ~Q(figures__indicator__topic=CONTEXT)
    return Area.objects.filter(standing(on) & inside()).annotate(
        topics=Count("figures__indicator", filter=counted, distinct=True), number=Count("figures", filter=counted)
    )


def larger(on: date) -> list[Area]:
    """The province and what lies around it: the areas that are no region and no municipality of the province."""
    found = list(Area.objects.filter(standing(on)).exclude(kind="region").exclude(inside()))
    return sorted(found, key=lambda area: (AROUND.index(area.kind), area.name))


@dataclass(frozen=True)
class Gone:
    """A municipality that no longer exists, with what became of it."""

    area: Area
    events: tuple[AreaEvent, ...]


def dissolved(on: date) -> tuple[Gone, ...]:
    """The municipalities that have ended, the most recent first."""
    areas = Area.objects.filter(withdrawn_on=None, valid_to__lte=on).order_by("-valid_to", "name")
    every = events()
    return tuple(Gone(area, tuple(event for event in every if event.old_id == area.pk)) for area in areas)


@dataclass(frozen=True)
class Series:
    """Figures that may stand on one map: one indicator, counted in one way, by one publication, for one period."""

    indicator: Indicator
    publication: str
    definition: str
    period: str
    cells: dict[str, Cell]
    label: str

    @property
    def key(self) -> str:
        return "|".join((self.publication, self.definition, self.period))

    @property
    def named(self) -> str:
        """The series in one line, for a list to choose from."""
        when = str(Date(self.period)) if self.period else gettext("period not stated")
        size = len(self.cells)
        many = ngettext("%(size)s municipality", "%(size)s municipalities", size) % {"size": size}
        return f"{when}, {self.label}: {many}"


def series_of(indicator: Indicator, on: date) -> tuple[Series, ...]:
    """What can be put on the map of an indicator, the fullest first: figures that count alike, never a mixture."""
    figures = not_aside(current()).filter(standing_area(on), indicator=indicator, area__kind="municipality")
    found: dict[tuple[str, str, str, str], list[Stated]] = defaultdict(list)
    for line in stated(figures):
        one = line.figure
        found[one.publication_id, one.definition_id, one.period, one.basis].append(line)
    made = [
        Series(
            indicator, publication, definition, period, {line.figure.area_id: _on_map(line) for line in lines},
            f"{lines[0].figure.definition.label} ({lines[0].figure.publication.publisher})",
        )
        for (publication, definition, period, _basis), lines in found.items()
    ]  # fmt: skip
    made.sort(key=lambda series: series.period, reverse=True)
    return tuple(sorted(made, key=lambda series: len(series.cells), reverse=True))


def standing_area(on: date) -> Q:
    return Q(area__valid_to=None) | Q(area__valid_to__gt=on)


def _on_map(line: Stated) -> Cell:
    """A range is shaded by its low end, and says so."""
    if line.upper is None:
        return line.low
    low = line.low
    return Cell(low.value, low.unit, low.ref, low.state, low.value, line.high.value, low.certainty, low.decimals)


def mapped() -> list[Indicator]:
    """The indicators that have a figure for at least one municipality, the issue itself before its context."""
    there = Figure.objects.filter(edition__current=True, area__kind="municipality").values("indicator_id")
    found = Indicator.objects.filter(withdrawn_on=None, pk__in=there)
    return sorted(found, key=lambda indicator: (indicator.topic == CONTEXT, indicator.order))


@dataclass(frozen=True)
class Nearest:
    """What is stated for the nearest larger area. It is not a figure of this area, and it is never passed off as one."""

    area: Area
    lines: tuple[Stated, ...]

    @property
    def only(self) -> Stated | None:
        return self.lines[0] if len(self.lines) == 1 else None

    @property
    def ends(self) -> tuple[Stated, Stated] | None:
        ends = outermost(self.lines)
        return ends if ends and ends[0] != ends[1] else None


@dataclass(frozen=True)
class Known:
    """One indicator with what is stated about this area; what was chosen comes first. `more` figures are on its own page."""

    indicator: Indicator
    lines: tuple[tuple[Stated, tuple[Chosen, ...]], ...]
    more: int = 0


@dataclass(frozen=True)
class Unknown:
    """One indicator of which nothing is stated about this area."""

    indicator: Indicator
    publishers: tuple[str, ...]  # who state it for other areas of this kind
    nearest: Nearest | None
    asked: tuple[Asked, ...] = ()  # research questions about it


@dataclass(frozen=True)
class Topic:
    label: str
    known: tuple[Known, ...]
    unknown: tuple[Unknown, ...]
    further: tuple[Indicator, ...] = ()  # that have a figure too, on their own pages


@dataclass(frozen=True)
class Run:
    """One quantity of the context through the years, in one definition of one publication."""

    first: Stated
    last: Stated
    number: int


@dataclass(frozen=True)
class AreaPage:
    """Everything that is known about an area, and everything that is not."""

    area: Area
    topics: tuple[Topic, ...]
    context: tuple[Run, ...]
    memberships: tuple[Membership, ...]
    regions: tuple[Area, ...]
    parts: tuple[tuple[Division, tuple[Membership, ...]], ...]
    became: tuple[AreaEvent, ...]  # through all the steps: also what became of its successors
    came_from: tuple[AreaEvent, ...]
    sides: Sides | None  # when the divisions put it in different company
    ended: bool
    may_contest: bool
    followed: bool

    @property
    def ref(self) -> str:
        return str(self.area.ref)

    @property
    def kind(self) -> str:
        return str(KINDS[self.area.kind])

    @property
    def notes(self) -> tuple[tuple[str, tuple[Membership, ...]], ...]:
        """What is remarked about its memberships, each remark once; what the area itself says already is left out."""
        return tuple((note, about) for note, about in notes_of(self.memberships) if note != self.area.note)

    @property
    def known(self) -> int:
        return sum(len(topic.known) + len(topic.further) for topic in self.topics)

    @property
    def asked(self) -> int:
        return self.known + sum(len(topic.unknown) for topic in self.topics)


@dataclass(frozen=True)
class Own:
    """The figures of an area that its page lists; where there are very many, the newest of the first indicators of a topic."""

    figures: list[Figure]
    more: dict[str, int] = field(default_factory=dict)  # by indicator: how many are on its own page
    further: frozenset[str] = frozenset()  # indicators that have a figure and are not listed


def own_figures(area: Area) -> Own:
    """What the page of an area lists of its own figures. Two queries, however many there are."""
    named = ("pk", "indicator_id", "indicator__topic", "definition_id", "publication_id", "period")
    every = list(current().filter(area=area).order_by("indicator__order", "-period").values_list(*named))
    if len(every) <= MOST_FIGURES:
        return Own(figures_of(area))
    runs: dict[tuple[str, ...], list[int]] = defaultdict(
        list
    )  # of the context: the first and the last period is enough
    here: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for pk, indicator, topic, definition, publication, period in every:
        if topic == CONTEXT:
            runs[indicator, definition, publication].append(pk)
        else:
            here[topic][indicator].append((pk, period))
    listed = [pk for run in runs.values() for pk in {run[0], run[-1]}]
    more: dict[str, int] = {}
    further: set[str] = set()
    for found in here.values():
        further |= set(list(found)[MOST_INDICATORS:])
        for indicator, figures in list(found.items())[:MOST_INDICATORS]:
            newest = [pk for pk, period in figures if period == figures[0][1]]
            listed += newest
            more[indicator] = len(figures) - len(newest)
    return Own(in_order(current().filter(pk__in=listed)), more, frozenset(further))


def area_page(viewer: Viewer, code: str, on: date) -> AreaPage | None:
    """The page of one area, or None when there is none. A fixed number of queries, however much is known."""
    area = Area.objects.filter(pk=readable(code), withdrawn_on=None).first()
    if area is None:
        return None
    every = list(Indicator.objects.filter(withdrawn_on=None))
    own = own_figures(area)
    contests.mark(own.figures, area)
    for figure in own.figures:
        figure.age = age_words(figure.period, on)
    above = _above(area, on)
    around = chain([area.pk], events())
    everyone = list(memberships(on).order_by("division__order", "area__name"))
    ever = Membership.objects.filter(area=area, withdrawn_on=None).select_related("division", "whole", "area")
    return AreaPage(
        area=area,
        topics=_topics(area, [one for one in every if one.topic != CONTEXT], own, above, questions.open_at(area, on)),
        context=_runs(figure for figure in own.figures if figure.indicator.topic == CONTEXT),
        memberships=tuple(ever.order_by("division__order", "-valid_from")),
        regions=tuple(one for one in above if one.kind == "region"),
        parts=_by_division(member for member in everyone if member.whole_id == area.pk),
        became=around.after,
        came_from=around.before,
        sides=sides_of(area, everyone),
        ended=area.valid_to is not None and area.valid_to <= on,
        may_contest=contests.may_contest(viewer, area),
        followed=follows(viewer, area.ref),
    )


def _by_division(members: Iterable[Membership]) -> tuple[tuple[Division, tuple[Membership, ...]], ...]:
    found: dict[str, list[Membership]] = defaultdict(list)
    for member in members:
        found[member.division_id].append(member)
    return tuple((some[0].division, tuple(some)) for some in found.values())


def _above(area: Area, on: date) -> list[Area]:
    """The larger areas that hold this one, the nearest first: its regions in the order of the divisions, province, country."""
    held = [member.whole for member in memberships(on).filter(area=area).order_by("division__order")]
    # the tree is at most municipality - region - province - country deep
    top = Area.objects.select_related("parent__parent").filter(pk=area.pk).first()
    parent = top.parent if top else None
    chain = [parent, parent.parent if parent else None, parent.parent.parent if parent and parent.parent else None]
    found = {one.pk: one for one in [*held, *filter(None, chain)] if one.kind in NEAREST}
    return sorted(found.values(), key=lambda one: NEAREST.index(one.kind))


def _topics(
    area: Area, indicators: list[Indicator], own: Own, above: list[Area], asked: dict[str, list[Asked]]
) -> tuple[Topic, ...]:
    here: dict[str, list[Figure]] = defaultdict(list)
    for figure in own.figures:
        here[figure.indicator_id].append(figure)
    silent = [
        "",
        *(one.pk for one in indicators if one.pk not in here and one.pk not in own.further),
    ]  # never empty: always asked
    there: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    around = not_aside(current()).filter(area__in=[one.pk for one in above], indicator__in=silent)
    for figure in around.exclude(value=None):
        there[figure.indicator_id, figure.area_id].append(figure)
    choices: dict[str, list[Chosen]] = defaultdict(list)
    for choice in chosen(readings().filter(area=area)):
        choices[choice.reading.indicator_id].append(choice)
    publishers = _publishers(area, silent)
    made = []
    for code, label in TOPICS.items():
        known, unknown, further = [], [], []
        for indicator in (one for one in indicators if one.topic == code):
            if indicator.pk in own.further:
                further.append(indicator)
                continue
            if here[indicator.pk]:
                lines = _chosen_first(here[indicator.pk], choices[indicator.pk])
                known.append(Known(indicator, lines, own.more.get(indicator.pk, 0)))
                continue
            nearest = next((one for one in above if there[indicator.pk, one.pk]), None)
            near = Nearest(nearest, stated(there[indicator.pk, nearest.pk])) if nearest else None
            could = tuple(publishers.get(indicator.pk, ()))
            unknown.append(Unknown(indicator, could, near, tuple(asked.get(indicator.pk, ()))))
        if known or unknown or further:
            made.append(Topic(str(label), tuple(known), tuple(unknown), tuple(further)))
    return tuple(made)


def _chosen_first(figures: list[Figure], choices: list[Chosen]) -> tuple[tuple[Stated, tuple[Chosen, ...]], ...]:
    lines = [(line, tuple(one for one in choices if one.chose(line))) for line in stated(figures)]
    return tuple(sorted(lines, key=lambda pair: (not pair[1], pair[0].aside is not None)))


def _publishers(area: Area, silent: list[str]) -> dict[str, list[str]]:
    """Of indicators of which nothing is stated here: who states a number for several other areas of this kind, and could know."""
    found: dict[str, list[str]] = defaultdict(list)
    others = (
        current().filter(indicator__in=silent, area__kind=area.kind).exclude(area=area).exclude(value=None).order_by()
    )
    pairs = others.values_list("indicator_id", "publication__publisher").annotate(areas=Count("area", distinct=True))
    for indicator, publisher, areas in sorted(pairs):
        if areas >= SEVERAL:
            found[indicator].append(publisher)
    return found


def _runs(figures: Iterable[Figure]) -> tuple[Run, ...]:
    """The context as one line per quantity: its first and its last period, and how many there are."""
    found: dict[tuple[str, str, str], list[Stated]] = defaultdict(list)
    for line in stated(figures):
        found[line.figure.indicator_id, line.figure.definition_id, line.figure.publication_id].append(line)
    return tuple(Run(lines[-1], lines[0], len(lines)) for lines in found.values())


def count_cell(area: Area) -> Cell:
    """How many indicators have a figure for this area; the area's own page is where that can be checked."""
    number = getattr(area, "topics", 0)
    return Cell(number, "", area.ref) if number else Cell(None, state=State.UNKNOWN)

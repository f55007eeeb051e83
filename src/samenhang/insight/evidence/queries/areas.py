"""Areas: the map and the list, what is known about one of them, what is not, and how it came to be."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext, ngettext

from samenhang.ground.people.queries import Viewer
from samenhang.ground.places.models import Area, AreaEvent, Division, Membership
from samenhang.ground.places.queries import chain, events, inside, memberships, standing
from samenhang.insight.evidence.models import Definition, Figure, FigureCount, Indicator, Publication, State
from samenhang.insight.evidence.queries import contests, questions
from samenhang.insight.evidence.queries.aside import standing as not_aside
from samenhang.insight.evidence.queries.divisions import Sides, notes_of, sides_of
from samenhang.insight.evidence.queries.figures import (
    Stated,
    current,
    figures_of,
    in_order,
    outermost,
    stated,
    tallied,
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
MOST_UNKNOWN = 20  # of one topic; of more only the name is given
SEVERAL = 3  # who states it for so many areas of one kind could state it for the next as well


def municipalities(on: date) -> QuerySet[Area]:
    """The municipalities of the province on this day, with how many indicators and figures each has (context left out)."""
    own = {"indicator__in": Indicator.objects.exclude(topic=CONTEXT).values("pk")}
    return Area.objects.filter(standing(on) & inside()).annotate(
        topics=tallied("area", Count("indicator", distinct=True), **own), number=tallied("area", Sum("number"), **own)
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
    publication: Publication
    definition: Definition
    period: str
    basis: str
    size: int  # municipalities

    @property
    def key(self) -> str:
        return "|".join((self.publication.pk, self.definition.pk, self.period))

    @property
    def label(self) -> str:
        return f"{self.definition.label} ({self.publication.publisher})"

    @property
    def named(self) -> str:
        """The series in one line, for a list to choose from."""
        when = str(Date(self.period)) if self.period else gettext("period not stated")
        size = self.size
        many = ngettext("%(size)s municipality", "%(size)s municipalities", size) % {"size": size}
        return f"{when}, {self.label}: {many}"


def series_of(indicator: Indicator, on: date) -> tuple[Series, ...]:
    """What can be put on the map of an indicator, the fullest first and then the newest: figures that count alike."""
    named = ("publication", "definition", "period", "basis")
    found = _on_one_map(indicator, on).order_by("-period", *named).values_list(*named)
    counted = list(found.annotate(size=Count("area", distinct=True)))
    publications = Publication.objects.in_bulk({one[0] for one in counted})
    definitions = Definition.objects.in_bulk({one[1] for one in counted})
    made = [
        Series(indicator, publications[publication], definitions[definition], period, basis, size)
        for publication, definition, period, basis, size in counted
    ]
    return tuple(sorted(made, key=lambda series: series.size, reverse=True))


def cells_of(series: Series, areas: Iterable[Area], on: date) -> dict[str, Cell]:
    """The cell of each of these municipalities in a series."""
    alike = {name: getattr(series, name) for name in ("publication", "definition", "period", "basis")}
    found = _on_one_map(series.indicator, on).filter(**alike, area__in=[area.pk for area in areas])
    return {line.figure.area_id: _on_map(line) for line in stated(found)}


def _on_one_map(indicator: Indicator, on: date) -> QuerySet[Figure]:
    return not_aside(current()).filter(standing_area(on), indicator=indicator, area__kind="municipality")


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
    there = FigureCount.objects.filter(indicator=OuterRef("pk"), area__kind="municipality")
    found = Indicator.objects.filter(Exists(there), withdrawn_on=None)
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
    silent: tuple[Indicator, ...] = ()  # of which nothing is stated either

    @property
    def unsaid(self) -> int:
        return len(self.unknown) + len(self.silent)


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
        return self.known + sum(topic.unsaid for topic in self.topics)


@dataclass(frozen=True)
class Own:
    """The figures of an area that its page lists; where there are very many, the newest of the first indicators of a topic."""

    figures: list[Figure]
    more: dict[str, int] = field(default_factory=dict)  # by indicator: how many are on its own page
    further: frozenset[str] = frozenset()  # indicators that have a figure and are not listed


def own_figures(area: Area) -> Own:
    """What the page of an area lists of its own figures. Two queries, however many there are."""
    named = ("indicator_id", "indicator__topic", "definition_id", "publication_id", "number", "earliest", "latest")
    found = FigureCount.objects.filter(area=area, indicator__withdrawn_on=None).order_by(
        "indicator__order", "indicator_id"
    )
    every = list(found.values_list(*named))
    if sum(number for *_names, number, _earliest, _latest in every) <= MOST_FIGURES:
        return Own(figures_of(area))
    listed = Q(pk=None)  # none, until it is said which
    here: dict[str, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    for indicator, topic, definition, publication, number, earliest, latest in every:
        if topic == CONTEXT:  # the first and the last period is enough
            run = {"indicator": indicator, "definition": definition, "publication": publication}
            listed |= Q(**run, period__in=(earliest, latest))
        else:
            here[topic][indicator].append((number, latest))
    numbers: dict[str, int] = {}
    further: set[str] = set()
    newest: dict[str, list[str]] = defaultdict(list)
    for several in here.values():
        further |= set(list(several)[MOST_INDICATORS:])
        for indicator, tallies in list(several.items())[:MOST_INDICATORS]:
            numbers[indicator] = sum(number for number, _latest in tallies)
            newest[max(latest for _number, latest in tallies)].append(indicator)
    for period, indicators in newest.items():
        listed |= Q(period=period, indicator__in=indicators)
    figures = in_order(current().filter(listed, area=area))
    shown = Counter(figure.indicator_id for figure in figures)
    return Own(figures, {one: number - shown[one] for one, number in numbers.items()}, frozenset(further))


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
    without = {
        code: [one for one in indicators if one.topic == code and one.pk not in here and one.pk not in own.further]
        for code in TOPICS
    }
    told = {code: some[:MOST_UNKNOWN] for code, some in without.items()}
    silent = ["", *(one.pk for some in told.values() for one in some)]  # never empty: always asked
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
        some = [one for one in indicators if one.topic == code]
        further = tuple(one for one in some if one.pk in own.further)
        known = tuple(
            Known(one, _chosen_first(here[one.pk], choices[one.pk]), own.more.get(one.pk, 0))
            for one in some
            if one.pk in here
        )
        unknown = []
        for indicator in told[code]:
            nearest = next((one for one in above if there[indicator.pk, one.pk]), None)
            near = Nearest(nearest, stated(there[indicator.pk, nearest.pk])) if nearest else None
            could = tuple(publishers.get(indicator.pk, ()))
            unknown.append(Unknown(indicator, could, near, tuple(asked.get(indicator.pk, ()))))
        if some:
            silently = tuple(without[code][MOST_UNKNOWN:])
            made.append(Topic(str(label), known, tuple(unknown), further, silently))
    return tuple(made)


def _chosen_first(figures: list[Figure], choices: list[Chosen]) -> tuple[tuple[Stated, tuple[Chosen, ...]], ...]:
    lines = [(line, tuple(one for one in choices if one.chose(line))) for line in stated(figures)]
    return tuple(sorted(lines, key=lambda pair: (not pair[1], pair[0].aside is not None)))


def _publishers(area: Area, silent: list[str]) -> dict[str, list[str]]:
    """Of indicators of which nothing is stated here: who states a number for several other areas of this kind, and could know."""
    found: dict[str, list[str]] = defaultdict(list)
    others = FigureCount.objects.filter(indicator__in=silent, area__kind=area.kind, known__gt=0).exclude(area=area)
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

"""Series: one indicator in one definition through the years, on the borders of today, with what was done to each point.

What a merger or split did to the counts stands in sheets (`recoded`); here they are put beside what was published. A line
runs only through points that count alike on the same borders.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from samenhang.ground.places.models import Area
from samenhang.ground.places.queries import Chain, Events, chain, events
from samenhang.insight.evidence.models import Figure, Indicator
from samenhang.insight.evidence.queries.across import RECODED, Record, records
from samenhang.insight.evidence.queries.alike import SUB_GROUPS
from samenhang.insight.evidence.queries.figures import Stated, current, stated
from samenhang.insight.evidence.queries.indicators import KIND_ORDER, AreaGroup
from samenhang.insight.evidence.queries.words import BASES
from samenhang.screen.cells import Cell, Date
from samenhang.workspace.kinds import Period

MOST = 5
NOTHING = Cell(None, state="unknown")
Key = tuple[str, str, str, str]  # definition, basis, unit, publisher


@dataclass(frozen=True)
class Offer:
    """One way in which one publisher counts: what a line may be drawn through."""

    key: Key
    definition: str
    basis: str
    periods: tuple[str, ...]  # in which there is a figure for any area
    own: int  # in how many there is one here

    @property
    def text(self) -> str:
        """The key in an address."""
        return "|".join(self.key)

    @property
    def publisher(self) -> str:
        return self.key[3]


@dataclass(frozen=True)
class Point:
    """One period of one area, with its mark and its reason. `aside` was published about the borders of then."""

    period: str
    start: date
    cell: Cell
    mark: str
    note: str
    offer: Offer
    joined: bool = True
    aside: Cell | None = None
    aside_joined: bool = True

    @property
    def date(self) -> Date:
        return Date(self.period)


@dataclass(frozen=True)
class AreaSeries:
    area: Area
    points: tuple[Point, ...]

    @property
    def known(self) -> bool:
        return any(point.cell.numbers or point.aside for point in self.points)


@dataclass(frozen=True)
class Change:
    """A day on which the borders or the definition changed, and what is said of it."""

    on: date
    text: str


@dataclass(frozen=True)
class SeriesPage:
    """The series of some areas side by side: all in the same definition of the same publisher."""

    indicator: Indicator
    areas: tuple[Area, ...]
    offers: tuple[Offer, ...]
    chosen: Offer | None
    series: tuple[AreaSeries, ...]
    changes: tuple[Change, ...]
    groups: tuple[AreaGroup, ...]

    @property
    def rows(self) -> list[tuple[Date, list[tuple[Area, Point | None]]]]:
        """The points by period, for a table with a column per area."""
        found: dict[str, dict[str, Point]] = defaultdict(dict)
        starts: dict[str, date] = {}
        for one in self.series:
            for point in one.points:
                found[point.period][one.area.pk] = point
                starts[point.period] = point.start
        order = sorted(found, key=lambda period: (starts[period], period))
        return [(Date(period), [(area, found[period].get(area.pk)) for area in self.areas]) for period in order]

    @property
    def marks(self) -> set[str]:
        return {point.mark for one in self.series for point in one.points}


def areas_of(codes: Iterable[str]) -> list[Area] | None:
    """The areas with these codes, in that order; None when one of them does not exist."""
    codes = list(dict.fromkeys(codes))
    found = Area.objects.filter(withdrawn_on=None).in_bulk([code for code in codes if "\x00" not in code])
    return [found[code] for code in codes] if len(found) == len(codes) else None


def series_page(indicator: Indicator, areas: list[Area], asked: str) -> SeriesPage:
    """The series of these areas; `asked` is the key of an offer, and without one the fullest is shown."""
    every = events()
    chains = {area.pk: chain([area.pk], every) for area in areas}
    involved = {area.pk for area in areas}.union(*(one.areas for one in chains.values()))
    figures = list(current().filter(indicator=indicator, area__in=involved).exclude(period=""))
    periods, publishers, known = _everywhere(indicator)
    offers = _offers(figures, periods)
    chosen = next((offer for offer in offers if offer.text == asked), offers[0] if offers else None)
    recoded = records(RECODED, {figure.sheet for figure in figures}, {area.pk for area in areas})
    series = []
    for area in areas:
        if chosen is None:
            break
        own = [figure for figure in figures if figure.area_id == area.pk]
        said = _Said(indicator, area, chains[area.pk], own, recoded, publishers)
        series.append(AreaSeries(area, said.points(chosen, offers)))
    everyone = Area.objects.filter(pk__in=known, withdrawn_on=None)
    return SeriesPage(
        indicator, tuple(areas), offers, chosen, tuple(series), _changes(series, chains.values()), _groups(everyone, areas)
    )  # fmt: skip


def _everywhere(indicator: Indicator) -> tuple[dict[Key, set[str]], dict[str, str], set[str]]:
    """Of all areas: the periods of each way of counting, the publisher of each publication, and who has figures."""
    names = ("definition_id", "basis", "unit_id", "publication__publisher", "publication_id", "period", "area_id")
    periods: dict[Key, set[str]] = defaultdict(set)
    publishers, areas = {}, set()
    found = current().filter(indicator=indicator).order_by().values_list(*names).distinct()
    for definition, basis, unit, publisher, publication, period, area in found:
        publishers[publication] = publisher
        areas.add(area)
        if period:
            periods[definition, basis, unit, publisher].add(period)
    return periods, publishers, areas


def _key(figure: Figure) -> Key:
    return figure.definition_id, figure.basis, figure.unit_id, figure.publication.publisher


def _offers(figures: list[Figure], periods: dict[Key, set[str]]) -> tuple[Offer, ...]:
    found: dict[Key, list[Figure]] = defaultdict(list)
    for figure in figures:
        found[_key(figure)].append(figure)
    made = [
        Offer(
            key, some[0].definition.label, str(BASES[key[1]]), tuple(sorted(periods[key], key=_order)),
            len({figure.period for figure in some}),
        )
        for key, some in found.items()
    ]  # fmt: skip
    newest = {offer.key: offer.periods[-1] for offer in made}
    made.sort(key=lambda offer: (newest[offer.key], offer.key), reverse=True)
    return tuple(sorted(made, key=lambda offer: offer.own, reverse=True))


def _start(period: str) -> date:
    return Period.parse(period).start


def _order(period: str) -> tuple[date, str]:
    return _start(period), period


def _groups(areas: Iterable[Area], chosen: list[Area]) -> tuple[AreaGroup, ...]:
    taken = {area.pk for area in chosen}
    left = [area for area in areas if area.pk not in taken]
    kinds = ((kind, tuple(area for area in left if area.kind == kind)) for kind in KIND_ORDER)
    return tuple(AreaGroup(kind, True, some) for kind, some in kinds if some)


class _Said:
    """What is published about one area, and what was computed for it."""

    def __init__(
        self, indicator: Indicator, area: Area, around: Chain, figures: list[Figure],
        recoded: list[tuple[str, str, Record]], publishers: dict[str, str],
    ) -> None:  # fmt: skip
        self.indicator, self.area, self.around = indicator, area, around
        self.names = {event.old_id: event.old.name for event in around.before} | {area.pk: area.name}
        self.unit = indicator.unit
        self.own: dict[tuple[Key, str], list[Figure]] = defaultdict(list)
        for figure in figures:
            self.own[_key(figure), figure.period].append(figure)
        self.computed = {
            ((row["definition"], row["basis"], row["unit"], publishers.get(row["publication"], "")), row["period"]):
                (ref, row)
            for ref, _made_of, row in recoded
            if row["area"] == area.pk
        }  # fmt: skip

    def points(self, chosen: Offer, offers: Iterable[Offer]) -> tuple[Point, ...]:
        """The chosen series; where the same publisher counted otherwise in other years, that stands beside it, unjoined."""
        found = {period: self._point(chosen, period) for period in chosen.periods if self._alive(period)}
        taken = {period for period, point in found.items() if point.cell.numbers or point.aside}
        for offer in offers:
            theirs = {period for period in offer.periods if (offer.key, period) in self.own and self._alive(period)}
            if offer == chosen or offer.key[2:] != chosen.key[2:] or not theirs or theirs & taken:
                continue
            found |= {period: self._point(offer, period) for period in theirs}
            taken |= theirs
        return tuple(self._joined(sorted(found.values(), key=lambda point: _order(point.period))))

    def _alive(self, period: str) -> bool:
        return self.area.valid_to is None or _start(period) < self.area.valid_to

    def _joined(self, points: list[Point]) -> Iterable[Point]:
        last: Point | None = None
        for point in points:
            alike = last is not None and last.offer == point.offer
            between = [
                event for event in self.around.before if last is not None and last.start < event.date <= point.start
            ]
            made = Point(
                point.period, point.start, point.cell, point.mark, point.note, point.offer, alike, point.aside,
                alike and not between,
            )  # fmt: skip
            last = made
            yield made

    def _point(self, offer: Offer, period: str) -> Point:
        start, own = _start(period), self.own.get((offer.key, period), [])
        cell, note = _published(own)
        computed = self.computed.get((offer.key, period))
        if computed is not None:
            ref, row = computed
            told = f"{_of_events(self._causes(row))} {self._reason(row)}"
            return Point(period, start, self._cell(ref, row), row["flag"], told, offer, aside=cell if own else None)
        later = self._since(start, own)
        if later and (not self.indicator.additive or self.indicator.topic == SUB_GROUPS):
            why = _("These figures are not added up over areas, so they stay on the borders of then.")
            told = f"{_of_events(later)} {why}"
            return Point(period, start, NOTHING, "not known", told, offer, aside=cell if own else None)
        if not own:
            return Point(period, start, NOTHING, "not known", _("No figure for this period."), offer)
        if self.area.valid_from and start < self.area.valid_from:
            later_borders = _("The source itself put it on later borders.")
            note = f"{note} {later_borders}".strip()
        return Point(period, start, cell, "as published" if cell.numbers else "not known", note, offer)

    def _since(self, start: date, own: list[Figure]) -> Events:
        """The events that changed the area after this day, unless the source says whose borders it uses."""
        division = own[0].source.division if own else ""
        on = date(int(division), 1, 1) if division.isdecimal() else start
        return tuple(event for event in self.around.before if event.date > on)

    def _cell(self, ref: str, row: Record) -> Cell:
        if row["value"] is None and row["low"] is None:
            return Cell(None, state="suppressed" if row["state"] == "suppressed" else "unknown")
        end = "value" if row["value"] is not None else "low"
        return Cell(
            row["value"], self.unit.label, f"{ref}#{row['row']}/{end}", row["state"], row["low"], row["high"],
            row["certainty"], self.unit.decimals,
        )  # fmt: skip

    def _causes(self, row: Record) -> Events:
        codes = row["events"].split(";")
        return tuple(event for event in self.around.before if event.pk in codes)

    def _reason(self, row: Record) -> str:
        missing = [self.names.get(code, code) for code in row["missing"].split(";") if code]
        if row["flag"] == "merged":
            return _("Added up, without loss.")
        if row["flag"] == "estimated":
            return _("Estimated with the share of the inhabitants that went over.")
        if row["reason"] == "missing":
            return _("There is no figure of %(areas)s.") % {"areas": listed(missing)}
        if row["reason"] == "share":
            return _("Which share went over is not known; the bounds run from none to all of it.")
        if row["reason"] == "inside":
            return _("The change falls inside this period, and the source does not say on which side it counted.")
        return _("The change cannot be applied to these figures.")


def _published(figures: list[Figure]) -> tuple[Cell, str]:
    """What is stated for a period; several statements are shown as a range, as none of them is chosen here."""
    lines: tuple[Stated, ...] = stated(figures)
    if len(lines) == 1:
        return lines[0].cell, ""
    known = sorted((end for line in lines for end in (line.low, line.high) if end.value is not None), key=_value)
    if not known:
        return (lines[0].cell if lines else NOTHING), ""
    low, high = known[0], known[-1]
    cell = Cell(None, low.unit, low.ref, low.state, low.value, high.value, decimals=low.decimals)
    return cell, _("Stated more than once, and not the same.") if low.value != high.value else ""


def _value(cell: Cell) -> float:
    return float(cell.value or 0)


# --- what is said of changes


def _changes(series: list[AreaSeries], chains: Iterable[Chain]) -> tuple[Change, ...]:
    """The days on which a line has other borders or another definition behind it than before."""
    starts = [point.start for one in series for point in one.points]
    if not starts:
        return ()
    found: dict[date, list[str]] = defaultdict(list)
    around = {event.pk: event for one in chains for event in (*one.before, *one.after)}
    days: dict[date, list[str]] = defaultdict(list)
    for event in around.values():
        if min(starts) < event.date:
            days[event.date].append(event.pk)
    for day, codes in days.items():
        found[day].append(_of_events(tuple(around[code] for code in codes)))
    for one in series:
        for last, point in zip(one.points, one.points[1:], strict=False):
            if last.offer != point.offer:
                told = _("From %(period)s on %(publisher)s counts otherwise: %(definition)s, %(basis)s.") % {
                    "period": point.date, "publisher": point.offer.publisher,
                    "definition": point.offer.definition, "basis": point.offer.basis,
                }  # fmt: skip
                found[point.start] += [told] if told not in found[point.start] else []
    return tuple(Change(day, " ".join(told)) for day, told in sorted(found.items()))


def _of_events(some: Events) -> str:
    """What happened, in a sentence for each area that came into being or was divided."""
    said = []
    merged: dict[tuple[date, str], list[str]] = defaultdict(list)
    divided: dict[tuple[date, str], list[str]] = defaultdict(list)
    unsure = any(event.certainty != "sourced" for event in some)
    for event in some:
        if event.kind == "merger":
            merged[event.date, event.new.name].append(event.old.name)
        else:
            divided[event.date, event.old.name].append(
                _("%(part)s to %(new)s") % {"part": event.part, "new": event.new.name}
            )
    for (day, new), olds in merged.items():
        words = {"date": Date(day), "olds": listed(olds), "new": new}
        said.append(_("%(date)s: %(olds)s became %(new)s.") % words)
    for (day, old), parts in divided.items():
        words = {"date": Date(day), "old": old, "parts": ", ".join(parts)}
        said.append(_("%(date)s: %(old)s was divided (%(parts)s).") % words)
    return " ".join([*said, *([_("The day is not verified.")] if unsure else [])])


def listed(names: list[str]) -> str:
    """Names in a sentence: `A, B and C`."""
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}

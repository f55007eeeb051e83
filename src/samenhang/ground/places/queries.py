"""Questions to the areas: what exists on a day, what is part of what, and what became of what.

Every answer is about a day: the same municipality may lie in another region last year, or not exist yet. Events are few,
so they are fetched together and walked here; a question about one area costs as many queries as one about all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Q, QuerySet

from samenhang.ground.lexicon.queries import province
from samenhang.ground.places.models import Area, AreaEvent, Division, Membership


def standing(on: date, prefix: str = "") -> Q:
    """The condition that an area exists on this day; `prefix` when it is reached through another table (`area__`)."""
    begun = Q(**{f"{prefix}valid_from": None}) | Q(**{f"{prefix}valid_from__lte": on})
    ended = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": on})
    return Q(**{f"{prefix}withdrawn_on": None}) & begun & ended


def inside() -> Q:
    """The condition that an area is a municipality of the province of the workspace."""
    loaded = province()
    return Q(kind="municipality", parent=loaded.area if loaded else None)


def areas(on: date, kind: str = "") -> QuerySet[Area]:
    """The areas that exist on this day (of one kind)."""
    found = Area.objects.filter(standing(on))
    return found.filter(kind=kind) if kind else found


def memberships(on: date) -> QuerySet[Membership]:
    """What is part of what on this day."""
    return Membership.objects.filter(standing(on)).select_related("division", "whole", "area")


def members(whole: Area, division: Division, on: date) -> tuple[Area, ...]:
    """The areas that are part of `whole` in this division on this day, by name. A member that no longer exists is none."""
    found = memberships(on).filter(standing(on, "area__"), whole=whole, division=division)
    return tuple(membership.area for membership in found.order_by("area__name"))


def part_of(division: str, on: date, codes: list[str]) -> Q:
    """The condition on areas that they are part of one of these wholes in this division on this day."""
    return Q(pk__in=memberships(on).filter(division=division, whole__in=codes).values("area_id"))


def wholes(on: date) -> tuple[tuple[Division, tuple[Area, ...]], ...]:
    """Each division with the areas that it divides the province into on this day."""
    found: dict[str, dict[str, Area]] = defaultdict(dict)
    for membership in memberships(on).order_by("whole__name"):
        found[membership.division_id][membership.whole_id] = membership.whole
    divisions = Division.objects.filter(withdrawn_on=None)
    return tuple((division, tuple(found[division.pk].values())) for division in divisions if division.pk in found)


# --- mergers and splits

Events = tuple[AreaEvent, ...]


def events() -> Events:
    """Every merger and split, the oldest first."""
    found = AreaEvent.objects.filter(withdrawn_on=None).select_related("old", "new")
    return tuple(found.order_by("date", "old__name", "new__name"))


@dataclass(frozen=True)
class Chain:
    """The complete chain of events around some areas: what led to them, and what became of them."""

    before: Events
    after: Events

    @property
    def areas(self) -> frozenset[str]:
        """Every area that a part of these may have been before, or may be now."""
        return frozenset(code for event in (*self.before, *self.after) for code in (event.old_id, event.new_id))


def chain(codes: Iterable[str], events: Events) -> Chain:
    """Follow the events back from these areas and onward from them, however many steps that takes."""
    codes = set(codes)
    before, reached = [], set(codes)
    for event in reversed(events):  # what led to an area that is reached here, led to it earlier
        if event.new_id in reached:
            before.append(event)
            reached.add(event.old_id)
    after, reached = [], set(codes)
    for event in events:
        if event.old_id in reached:
            after.append(event)
            reached.add(event.new_id)
    return Chain(tuple(reversed(before)), tuple(after))


# --- divisions that do not coincide

Apart = tuple[tuple[Membership, ...], ...]


def apart(memberships: Iterable[Membership], province: str) -> dict[str, Apart]:
    """The areas that one division puts with other neighbours than another, with their memberships in groups that agree.

    Regions of different divisions share no codes, so they are compared by the company that an area keeps. Two memberships
    disagree when most of the others in the first region are elsewhere in the second division, and the other way round;
    a region that lies wholly inside another agrees with it. They also disagree when one lies outside the province.
    `memberships` are those of one day, of all areas.
    """
    of: dict[str, dict[str, Membership]] = defaultdict(dict)
    for membership in memberships:
        of[membership.area_id][membership.division_id] = membership
    every = {membership.division_id: membership.division for held in of.values() for membership in held.values()}
    parted = {code for code in every if len({held[code].whole_id for held in of.values() if code in held}) > 1}
    together: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for held in of.values():
        for one, other in combinations(sorted(held), 2):
            together[one, held[one].whole_id, other][held[other].whole_id] += 1
            together[other, held[other].whole_id, one][held[one].whole_id] += 1

    def differ(one: Membership, other: Membership) -> bool:
        if _lies_in(one.whole, province) != _lies_in(other.whole, province):
            return True
        return all(
            _elsewhere(together[here.division_id, here.whole_id, there.division_id], there.whole_id)
            for here, there in ((one, other), (other, one))
        )

    found: dict[str, Apart] = {}
    for area, held in of.items():
        groups: list[list[Membership]] = []
        for membership in sorted(held.values(), key=lambda one: one.division.order):
            if membership.division_id not in parted:
                continue
            agrees = (group for group in groups if not any(differ(membership, other) for other in group))
            group = next(agrees, None)
            if group is None:
                groups.append([membership])
            else:
                group.append(membership)
        if len(groups) > 1:
            found[area] = tuple(tuple(group) for group in groups)
    return found


def _lies_in(whole: Area, province: str) -> bool:
    return province in (whole.pk, whole.parent_id)


def _elsewhere(others: Mapping[str, int], own: str) -> bool:
    """Whether most of the others (the area itself left out) are in another whole than its own."""
    left = {code: count - (code == own) for code, count in others.items()}
    most = max(left.values(), default=0)
    return most > 0 and left.get(own, 0) < most

"""Municipalities against divisions: which region holds whom on a day, and whom the divisions put in different company."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from samenhang.ground.lexicon.queries import province
from samenhang.ground.places.models import Area, AreaEvent, Division, Membership
from samenhang.ground.places.queries import Apart, apart, inside, memberships, standing
from samenhang.insight.evidence.queries.words import MEMBERSHIP_CERTAINTIES

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Held:
    """One membership in the matrix; `letter` tells the groups of an area apart that falls apart."""

    membership: Membership
    letter: str

    def __str__(self) -> str:
        return str(self.membership.whole.name)

    @property
    def certainty(self) -> str:
        return str(MEMBERSHIP_CERTAINTIES[self.membership.certainty])

    @property
    def note(self) -> str:
        return str(self.membership.note)


@dataclass(frozen=True)
class Side:
    """Divisions that agree about an area, with the regions they put it in."""

    letter: str
    held: tuple[Held, ...]

    def __str__(self) -> str:
        return ", ".join(f"{held} ({held.membership.division.label})" for held in self.held)


@dataclass(frozen=True)
class Sides:
    """An area that falls apart: the groups of divisions that agree among themselves."""

    sides: tuple[Side, ...]

    def __str__(self) -> str:
        return " | ".join(map(str, self.sides))


def sides(groups: Apart) -> Sides:
    return Sides(
        tuple(
            Side(letter, tuple(Held(membership, letter) for membership in group))
            for letter, group in zip(LETTERS, groups, strict=False)
        )
    )


def sides_of(area: Area, found: Iterable[Membership]) -> Sides | None:
    """How one area falls apart over the divisions, given the memberships of all areas on a day; None when it does not."""
    loaded = province()
    groups = apart(found, loaded.area if loaded else "").get(area.pk)
    return sides(groups) if groups else None


def notes_of(found: Iterable[Membership]) -> tuple[tuple[str, tuple[Membership, ...]], ...]:
    """What is remarked about memberships, each remark once with the memberships that it is about.

    A remark that is the last part of a longer one says nothing of its own: it stands under the longer one.
    """
    said: dict[str, list[Membership]] = defaultdict(list)
    for membership in found:
        if membership.note:
            said[membership.note].append(membership)
    kept: dict[str, list[Membership]] = {}
    for note in sorted(said, key=len, reverse=True):
        longer = next((other for other in kept if note in other), note)
        kept.setdefault(longer, []).extend(said[note])
    order = {note: place for place, note in enumerate(said)}
    return tuple((note, tuple(kept[note])) for note in sorted(kept, key=order.__getitem__))


@dataclass(frozen=True)
class Remarked:
    """An area that needs a word: why it falls apart, or that it lies outside the province."""

    area: Area
    sides: Sides | None
    notes: tuple[tuple[str, tuple[Membership, ...]], ...]


@dataclass(frozen=True)
class Matrix:
    """Who is part of what on a day."""

    on: date
    divisions: tuple[tuple[Division, tuple[Area, ...], int], ...]  # with their regions and how many areas they hold
    held: dict[str, dict[str, Held]]
    apart: dict[str, Sides]
    outside: frozenset[str]
    remarked: tuple[Remarked, ...]
    counts: tuple[tuple[date, int], ...]  # municipalities of the province on each day that their number changed

    def in_certainty(self, words: list[str]) -> Q:
        found = (
            area for area, held in self.held.items() if any(one.membership.certainty in words for one in held.values())
        )
        return Q(pk__in=list(found))


def listed(on: date) -> QuerySet[Area]:
    """The municipalities of the province on this day, and those from outside that take part in one of its regions."""
    parts = memberships(on).values("area_id")
    return Area.objects.filter(standing(on), kind="municipality").filter(inside() | Q(pk__in=parts))


def matrix(on: date) -> Matrix:
    """Everything that the page of divisions shows on this day."""
    found = list(
        memberships(on)
        .filter(standing(on, "area__"), area__kind="municipality")
        .order_by("division__order", "area__name")
    )
    loaded = province()
    home = loaded.area if loaded else ""
    falling = {code: sides(groups) for code, groups in apart(found, home).items()}
    letters = {
        (code, held.membership.division_id): side.letter
        for code, one in falling.items()
        for side in one.sides
        for held in side.held
    }
    held: dict[str, dict[str, Held]] = defaultdict(dict)
    wholes: dict[str, dict[str, Area]] = defaultdict(dict)
    areas: dict[str, Area] = {}
    divisions: dict[str, Division] = {}
    sizes: dict[str, int] = defaultdict(int)
    for one in found:
        held[one.area_id][one.division_id] = Held(one, letters.get((one.area_id, one.division_id), ""))
        wholes[one.division_id][one.whole_id] = one.whole
        areas[one.area_id], divisions[one.division_id] = one.area, one.division
        sizes[one.division_id] += 1
    outside = frozenset(code for code, area in areas.items() if area.parent_id != home)
    remarked = [
        Remarked(areas[code], falling.get(code), notes_of(one.membership for one in held[code].values()))
        for code in sorted({*falling, *outside}, key=lambda code: areas[code].name)
    ]
    return Matrix(
        on,
        tuple(
            (division, tuple(sorted(wholes[code].values(), key=lambda whole: whole.name)), sizes[code])
            for code, division in divisions.items()
        ),
        held, falling, outside, tuple(remarked), _counts(home),
    )  # fmt: skip


def _counts(home: str) -> tuple[tuple[date, int], ...]:
    days = sorted(set(AreaEvent.objects.filter(withdrawn_on=None).values_list("date", flat=True)))
    spans = list(
        Area.objects.filter(withdrawn_on=None, kind="municipality", parent=home).values_list("valid_from", "valid_to")
    )
    return tuple(
        (day, sum((start is None or start <= day) and (end is None or day < end) for start, end in spans))
        for day in days
    )

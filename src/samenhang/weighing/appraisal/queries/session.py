"""A session as its viewer may see it: whoever leads sees all, a party sees its own, and everybody else waits for the release."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.people.models import Role
from samenhang.ground.people.queries import Viewer
from samenhang.insight.network.models import Party
from samenhang.weighing.appraisal.models import Appraisal, Entry, Session
from samenhang.weighing.appraisal.queries import numbers
from samenhang.weighing.appraisal.queries.choices import party_names
from samenhang.weighing.appraisal.queries.insight import Insight
from samenhang.weighing.appraisal.queries.page import Page


@dataclass(frozen=True)
class Place:
    """One party in a session: whether it gave anything, and whether it is still among the parties of the workspace."""

    entry: Entry
    name: str
    left: bool

    @property
    def given(self) -> bool:
        return self.entry.given


@dataclass(frozen=True)
class Room:
    """A session for whoever leads it: who is in, who gave something, and what that says."""

    page: Page
    places: tuple[Place, ...]
    insight: Insight | None

    @property
    def waiting(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if not place.given and not place.left)

    @property
    def heard(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.given and not place.left)

    @property
    def gone(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.left)


def entries(viewer: Viewer, appraisal: Appraisal) -> QuerySet[Entry]:
    """What of a session this viewer may see: everything for whoever leads, one's own for a party, nothing for others."""
    found = Entry.objects.filter(appraisal=appraisal).select_related("appraisal")
    if viewer.may(Permission.WEIGH):
        return found
    own = getattr(viewer, "party", "")
    return found.filter(party=own) if own and viewer.may(Permission.JOIN) else found.none()


def own_entry(viewer: Viewer, appraisal: Appraisal) -> Entry | None:
    """The place of the viewer's own party in a session that is open."""
    if appraisal.session != Session.OPEN:
        return None
    return entries(viewer, appraisal).filter(party=getattr(viewer, "party", "") or "-").first()


def room_of(viewer: Viewer, page: Page) -> Room | None:
    """The whole session, for who may see it; None for everybody else."""
    if not viewer.may(Permission.WEIGH):
        return None
    found = list(entries(viewer, page.appraisal))
    names = party_names(entry.party for entry in found)
    gone = left(entry.party for entry in found)
    places = tuple(Place(entry, names.get(entry.party, entry.party), entry.party in gone) for entry in found)
    heard = [place for place in places if place.given and not place.left]
    if page.board is None:
        return Room(page, places, None)
    voices = tuple(voice_of(place.entry, page) for place in heard)
    positions = {place.entry.party: place.entry.position for place in heard}
    return Room(page, places, Insight(page.appraisal.ref, page.board, page.options, voices, names, positions))


def voice_of(entry: Entry, page: Page) -> numbers.Voice:
    assert page.board is not None
    facts = {
        (cell.partition("/")[0], cell.partition("/")[2]): (low, likely, high)
        for cell, (low, likely, high) in entry.facts.items()
    }
    return numbers.voice_of(entry.party, page.board, entry.points, entry.least, facts)


def left(parties: Iterable[str]) -> set[str]:
    """Which of these parties are no longer in the workspace."""
    codes = [ref.partition(":")[2] for ref in parties if ref.startswith("parties:")]
    return {party.ref for party in Party.objects.filter(pk__in=codes).exclude(withdrawn_on=None)}


def joining_roles() -> list[str]:
    """The roles that may take part in a session and do no more there."""
    return [
        role.pk for role in Role.objects.filter(withdrawn_on=None)
        if role.grants(Permission.JOIN) and not role.grants(Permission.WEIGH)
    ]  # fmt: skip

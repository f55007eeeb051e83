"""What the desk sees: the list, one signal with what may be done to it, and what was proposed by words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import ChainStage, Theme
from samenhang.ground.people.models import Seat
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.ground.places.models import Area
from samenhang.insight.signals.models import Message, Signal, SignalRoute, SignalTerm, Standing, Step

ALIKE, RECENT = 0.6, 500
FEW = 1000  # texts in which a word stands that are asked for one by one
DONE = (Standing.CLOSED, Standing.PASSED, Standing.MERGED)


def signals(viewer: Viewer, *, guarded: bool = False) -> QuerySet[Signal]:
    """The signals that a viewer may read: all for the desk, none for anybody else. The guarded ones have a list apart."""
    if not viewer.may(Permission.HANDLE):
        return Signal.objects.none()
    # words are fetched apart, for the rows that are shown: a database that sorts a hundred thousand signals carries no texts
    found = Signal.objects.select_related("area", "theme", "stage", "route__party").prefetch_related("words", "working")
    return found.filter(state=Standing.GUARDED) if guarded else found.exclude(state=Standing.GUARDED)


def counts_by_theme(viewer: Viewer) -> dict[str, int]:
    """How many signals the list has of each theme, by code."""
    found = signals(viewer).exclude(theme=None).order_by().values_list("theme")
    return dict(found.annotate(count=Count("pk")))


def one(viewer: Viewer, pk: int) -> Signal | None:
    """One signal, guarded or not."""
    if not viewer.may(Permission.HANDLE):
        return None
    rows = Signal.objects.select_related(
        "words", "working", "area", "theme", "stage", "route__party", "into", "part_of"
    )
    return rows.filter(pk=pk).first()


def late(today: date) -> Q:
    """The condition that the sender should have heard something before today."""
    return Q(reply_by__lt=today, state__in=[state for state in Standing.values if state not in DONE])


def saying(words: list[str]) -> Q:
    """The signals in which every word stands, or in the name of whose area.

    The texts in which the longest word stands are looked for first, from end to end: a look per signal at its texts takes
    twice as long. When those are many, the signals themselves are soon found in the order in which they are listed.
    """
    longest = max(words, key=len)
    texts = Prose.objects.filter(private=True, body__icontains=longest).order_by()
    found = list(texts.values_list("pk", flat=True)[: FEW + 1])
    total = Q()
    for word in words:
        areas = Q(area__in=list(Area.objects.filter(name__icontains=word).values_list("pk", flat=True)))
        if word == longest and len(found) <= FEW:
            total &= Q(words__in=found) | Q(working__in=found) | areas
        else:
            total &= Q(words__body__icontains=word) | Q(working__body__icontains=word) | areas
    return total


def said(signal: Signal) -> str:
    """What a signal says, in the language of the desk when somebody wrote that down."""
    words = signal.working or signal.words
    return words.body if words else ""


@dataclass(frozen=True)
class Proposal:
    """A theme that words point at, and the words; without a theme the words left it open."""

    theme: Theme | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    signal: Signal
    percent: int


@dataclass(frozen=True)
class Opened:
    """One signal as its page shows it."""

    signal: Signal
    holder: str
    overdue: bool
    messages: list[Message]
    joined: list[Signal]
    parts: list[Signal]
    steps: tuple[Step, ...]
    proposal: Proposal | None
    alike: list[Alike]


def opened(signal: Signal, today: date) -> Opened:
    text = said(signal)
    return Opened(
        signal=signal,
        holder=names_of([signal.holder]).get(signal.holder, ""),
        overdue=signal.reply_by < today and signal.state not in DONE,
        messages=list(signal.messages.select_related("words")),
        joined=list(signal.joined.order_by("pk")),
        parts=list(signal.parts.order_by("pk")),
        steps=signal.next,
        proposal=_proposal(text) if text and signal.theme_id is None else None,
        alike=_alike(signal, text) if text and signal.state != Standing.MERGED else [],
    )


def _proposal(text: str) -> Proposal:
    from samenhang.methods.triage import Term, propose

    terms = SignalTerm.objects.filter(withdrawn_on=None)
    found = propose(text, [Term(row.theme_id, row.words, row.weight) for row in terms])
    return Proposal(Theme.objects.filter(pk=found.theme).first(), tuple(words for words, _term in found.reason))


def _alike(signal: Signal, text: str) -> list[Alike]:
    """Signals of late that say nearly the same; each was compared in full."""
    from samenhang.methods.triage import duplicates

    others = list(
        Signal.objects.select_related("words", "working")
        .exclude(pk=signal.pk)
        .exclude(state__in=[Standing.MERGED, Standing.GUARDED])
        .order_by("-pk")[:RECENT]
    )
    found = duplicates([*map(said, others), text], at_least=ALIKE)
    last = len(others)
    near = [(int(a), float(j)) for a, b, j in zip(found.first, found.second, found.likeness, strict=True) if b == last]
    return [Alike(others[at], round(100 * likeness)) for at, likeness in near[:5]]


def names(found: Iterable[Signal]) -> dict[str, str]:
    """Who handles each signal: a role, never a person."""
    return names_of({signal.holder for signal in found if signal.holder})


def routes(*, guarded: bool) -> QuerySet[SignalRoute]:
    return SignalRoute.objects.filter(withdrawn_on=None, guarded=guarded).select_related("party").order_by("order")


def themes() -> list[tuple[str, str]]:
    return [(row.pk, row.label) for row in Theme.objects.filter(withdrawn_on=None)]


def stages() -> list[tuple[str, str]]:
    return [(row.pk, row.label) for row in ChainStage.objects.filter(withdrawn_on=None)]


def places() -> list[tuple[str, str]]:
    used = Exists(Signal.objects.filter(area=OuterRef("pk")))  # a look per area, however many signals there are
    return list(Area.objects.filter(used).order_by("name").values_list("pk", "name"))


def holders() -> list[tuple[str, str]]:
    """The seats that can handle a signal."""
    seats = Seat.objects.select_related("role", "area")
    return sorted(
        ((seat.ref, str(seat)) for seat in seats if seat.role.grants(Permission.HANDLE)), key=lambda item: item[1]
    )

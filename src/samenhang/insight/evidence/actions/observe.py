"""What a room above counted and made of it: a bottleneck that was seen, or something to follow from now on."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import ChainStage, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Observed


class CannotObserve(Exception):
    """What is refused to be made of a pattern, or to be taken back; the text is a sentence for people."""


@act("evidence.observed", needs=Permission.CHOOSE)
def observe(
    *, kind: Code, theme: Theme, stage: ChainStage | None, area: Area, words: Words, since: date, until: date, count: int,
    workers: Ref, rate: float, low: float, high: float, by: Actor, at: datetime,
) -> Observed:  # fmt: skip
    """Make a bottleneck, or something to follow, of what was counted. What is few, or counted against nobody, is no pattern.

    `count` comes in rounded, as it may be shown, and the rate is made of that: nobody can reckon back from one to the other.
    """
    from samenhang.methods.disclosure import disclosed

    if kind not in (Observed.BOTTLENECK, Observed.INDICATOR):
        raise CannotObserve(_("Choose whether this becomes a bottleneck or something to follow."))
    if not words.strip():
        raise CannotObserve(_("Write in one sentence what the signals show."))
    if disclosed(count) != count:
        raise CannotObserve(_("These are too few signals to be a pattern: expected at least 10, rounded to fives."))
    said = Prose.objects.create(body=words.strip())
    return Observed.objects.create(
        kind=kind, theme=theme, stage=stage, area=area, words=said, since=since, until=until, count=count,
        workers=str(workers), rate=rate, low=low, high=high, by=by.ref, at=at,
    )  # fmt: skip


@act("evidence.retracted", needs=Permission.CHOOSE)
def retract(*, observed: Observed, reason: Words, by: Actor, at: datetime) -> Observed:
    """Take back what was made of a pattern. It stays visible, with the reason; what rests on it says so."""
    if not reason.strip():
        raise CannotObserve(_("Write in one sentence why this is withdrawn."))
    said = Prose.objects.create(body=reason.strip())
    found = Observed.objects.filter(pk=observed.pk, withdrawn_at=None)
    if not found.update(withdrawn_at=at, withdrawn_by=by.ref, reason=said):
        raise CannotObserve(_("This was withdrawn already. Load the page again."))
    observed.refresh_from_db()
    return observed

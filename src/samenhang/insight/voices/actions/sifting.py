"""Reading what people added: show it, refuse it with a reason, or join it to a statement that says the same."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Permission, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.insight.voices.actions.refused import CannotHear
from samenhang.insight.voices.models import Proposition, Sifted, Vote


def _sift(proposition: Proposition, *origins: str, **changes: object) -> None:
    """Change what was decided of a statement, unless somebody was first."""
    moved = Proposition.objects.filter(pk=proposition.pk, added=True, state__in=origins).update(**changes)
    proposition.refresh_from_db()
    if not moved:
        words = {"state": Sifted(proposition.state).label}
        raise CannotHear(_("This statement was decided before: it is %(state)s. Load the page again.") % words)


def _kept(proposition: Proposition, *, private: bool) -> None:
    """Whether the words of whoever added it are public."""
    if proposition.original is not None:
        Prose.objects.filter(pk=proposition.original.pk).update(private=private)


@act("voices.shown", needs=Permission.HEAR)
def show(*, proposition: Proposition, by: Actor, at: datetime) -> None:
    """From now on others vote on it."""
    _sift(proposition, Sifted.WAITING, Sifted.REFUSED, state=Sifted.SHOWN, reason=None)
    _kept(proposition, private=False)


@act("voices.refused", needs=Permission.HEAR)
def refuse(*, proposition: Proposition, reason: Words, by: Actor, at: datetime) -> None:
    """Nobody else sees it; who added it reads why."""
    if not reason.strip():
        raise CannotHear(_("Write down why it is not shown. Who added it reads the reason with the code."))
    said = Prose.objects.create(body=reason.strip(), private=True)
    _sift(proposition, Sifted.WAITING, Sifted.SHOWN, state=Sifted.REFUSED, reason=said)
    _kept(proposition, private=True)


@act("voices.merged", needs=Permission.HEAR)
def merge(*, proposition: Proposition, into: Proposition, by: Actor, at: datetime) -> None:
    """It says what another one says: votes on it count there, where somebody did not vote on both."""
    if proposition.pk == into.pk or into.round_id != proposition.round_id or into.state != Sifted.SHOWN:
        raise CannotHear(_("Choose another statement of this round, one that is shown."))
    _sift(proposition, Sifted.WAITING, Sifted.SHOWN, state=Sifted.MERGED, into=into)
    both = Vote.objects.filter(proposition=into).values("voice_id")
    Vote.objects.filter(proposition=proposition).exclude(voice__in=both).update(proposition=into)
    Vote.objects.filter(proposition=proposition).delete()
    Proposition.objects.filter(into=proposition).update(into=into)
    _kept(proposition, private=True)

"""Joining what is one case and parting what are two, in a way that every number, code and message stays where it was."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Permission, Words, act
from samenhang.insight.signals.actions.refused import CannotHandle, move
from samenhang.insight.signals.actions.sender import due, private
from samenhang.insight.signals.models import Signal, Standing


@act("signals.merged", needs=Permission.HANDLE)
def merge(*, signal: Signal, into: Signal, by: Actor, at: datetime) -> None:
    """Join a signal to another one that is handled. What was joined to it before goes along."""
    if signal.pk == into.pk:
        raise CannotHandle(_("A signal cannot be joined to itself. Give the number of the other one."))
    if into.state in (Standing.MERGED, Standing.GUARDED):
        raise CannotHandle(_("That signal is itself joined to another one, or guarded. Choose one that is handled."))
    signal.joined.update(into=into)
    move(signal, "merge", into=into)


@act("signals.unmerged", needs=Permission.HANDLE)
def unmerge(*, signal: Signal, by: Actor, at: datetime) -> None:
    """Make a joined signal one of its own again."""
    move(signal, "unmerge", into=None, holder=by.ref, reply_by=due(at.date()))


@act("signals.split", needs=Permission.HANDLE)
def split(*, signal: Signal, words: Words, by: Actor, at: datetime) -> Signal:
    """Make a second signal of a part of a first. The first keeps its words, and each says where the other is."""
    if not words.strip():
        raise CannotHandle(_("Write down the part that becomes a signal of its own."))
    if signal.state not in (Standing.OPEN, Standing.WAITING):
        raise CannotHandle(_("Only a signal that is handled can be split. Take it up first."))
    return Signal.objects.create(
        words=private(words), language=signal.language, channel=signal.channel, passing=signal.passing,
        received_on=signal.received_on, happened_on=signal.happened_on, reply_by=signal.reply_by, area=signal.area,
        state=Standing.OPEN, holder=by.ref, part_of=signal,
    )  # fmt: skip

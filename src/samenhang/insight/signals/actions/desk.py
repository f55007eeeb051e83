"""What the desk does with a signal; each is an act. Words of people go into private rows, never into the record."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.lexicon.models import ChainStage, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.senders.actions import new_code
from samenhang.insight.senders.queries import digest
from samenhang.insight.signals.actions.refused import CannotHandle, move
from samenhang.insight.signals.actions.sender import due, private
from samenhang.insight.signals.models import Channel, Message, Passing, Signal, SignalRoute, Standing


def said(words: Words) -> Words:
    if not words.strip():
        raise CannotHandle(_("Write in some words what the sender should read."))
    return words


def tell(signal: Signal, words: Words, at: datetime) -> None:
    """Write to the sender, and to the senders of all that was joined to it."""
    for one in (signal, *signal.joined.all()):
        Message.objects.create(signal=one, words=private(words), from_sender=False, on=at.date())


@act("signals.entered", needs=Permission.REPORT)
def enter(
    *, words: Words, channel: Code, language: Code, passing: Code, theme: Theme | None, stage: ChainStage | None,
    area: Area | None, happened_on: date | None, by: Actor, at: datetime,
) -> Signal:  # fmt: skip
    """Enter a signal that came in otherwise. Its code is for whoever told it, and is shown once."""
    if not words.strip():
        raise CannotHandle(_("Write down what was reported."))
    if channel not in set(Channel.values) - {Channel.SELF.value} or passing not in Passing.values:
        raise CannotHandle(_("Choose from the list how it came in, and whether it may be passed on."))
    if happened_on is not None and happened_on > at.date():
        raise CannotHandle(_("This day has not come yet. Choose today or an earlier day."))
    code = new_code()
    made = Signal.objects.create(
        words=private(words), language=language, channel=channel, passing=passing, received_on=at.date(),
        happened_on=happened_on, reply_by=due(at.date()), area=area, theme=theme, stage=stage, code=digest(code),
    )  # fmt: skip
    made.receipt = code
    return made


@act("signals.taken", needs=Permission.HANDLE)
def take(*, signal: Signal, by: Actor, at: datetime) -> None:
    """Take a signal up: from now on one seat handles it."""
    move(signal, "take", holder=by.ref)


@act("signals.translated", needs=Permission.HANDLE)
def translate(*, signal: Signal, words: Words, by: Actor, at: datetime) -> None:
    """Write down what a signal says in the language of the desk. The words of the sender stay beside it."""
    if not words.strip():
        raise CannotHandle(_("Write down what the signal says."))
    Signal.objects.filter(pk=signal.pk).update(working=private(words))


@act("signals.asked", needs=Permission.HANDLE)
def ask(*, signal: Signal, words: Words, by: Actor, at: datetime) -> None:
    """Ask the sender something."""
    move(signal, "ask")
    tell(signal, said(words), at)


@act("signals.answered", needs=Permission.HANDLE)
def answer(*, signal: Signal, words: Words, by: Actor, at: datetime) -> None:
    """Write to the sender without closing: progress is news as well."""
    if signal.state in (Standing.NEW, Standing.MERGED):
        raise CannotHandle(_("Take the signal up first, so that one seat answers."))
    tell(signal, said(words), at)


@act("signals.passed", needs=Permission.HANDLE)
def pass_on(*, signal: Signal, route: SignalRoute, words: Words, by: Actor, at: datetime) -> None:
    """Pass a signal on to who must act (Awb 2:3), and tell the sender. Not against the will of the sender."""
    if signal.passing == Passing.NOT:
        raise CannotHandle(_("The sender does not want this passed on. Ask the sender first, or answer it here."))
    if route.guarded or route.withdrawn_on is not None:
        raise CannotHandle(_("Choose a route from the list. Suspected trafficking has a step of its own."))
    move(signal, "pass_on", route=route)
    if words.strip():
        tell(signal, words, at)


@act("signals.guarded", needs=Permission.HANDLE)
def guard(*, signal: Signal, route: SignalRoute, by: Actor, at: datetime) -> None:
    """Put a signal on the guarded route; its text is the province's to set."""
    if not route.guarded or route.withdrawn_on is not None:
        raise CannotHandle(_("Choose the guarded route that the province set for this."))
    move(signal, "guard", route=route, holder=by.ref)


@act("signals.released", needs=Permission.HANDLE)
def release(*, signal: Signal, by: Actor, at: datetime) -> None:
    """Take a signal off the guarded route."""
    move(signal, "release", route=None, holder=by.ref)


@act("signals.closed", needs=Permission.HANDLE)
def close_signal(*, signal: Signal, words: Words, by: Actor, at: datetime) -> None:
    """Answer the sender and close."""
    move(signal, "close")
    tell(signal, said(words), at)


@act("signals.resumed", needs=Permission.HANDLE)
def resume(*, signal: Signal, by: Actor, at: datetime) -> None:
    """Go on without an answer of the sender."""
    move(signal, "resume")


@act("signals.reopened", needs=Permission.HANDLE)
def reopen(*, signal: Signal, by: Actor, at: datetime) -> None:
    """Handle a signal again."""
    move(signal, "reopen", reply_by=due(at.date()), holder=by.ref)

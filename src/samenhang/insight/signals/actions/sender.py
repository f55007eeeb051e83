"""What a sender does, without an account: send a report, look it up, write back. No act, no address, no moment."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from samenhang.ground.ledger.models import Prose
from samenhang.ground.places.models import Area
from samenhang.insight.senders.actions import new_code
from samenhang.insight.senders.queries import digest
from samenhang.insight.signals.actions.refused import CannotHandle, first_working_day, move
from samenhang.insight.signals.models import FreeDay, Message, Signal, Standing
from samenhang.insight.signals.queries.sender import Followed

REPLY_DAYS = 10  # working days
LONGEST = 4000


@dataclass(frozen=True)
class Sent:
    code: str  # as it is shown, once
    signal: Signal


def due(on: date) -> date:
    """When the sender hears something: working days after a day."""
    free = set(FreeDay.objects.filter(withdrawn_on=None).values_list("pk", flat=True))
    return first_working_day(on, REPLY_DAYS, free)


def private(words: str) -> Prose:
    return Prose.objects.create(body=words.strip()[:LONGEST], private=True)


@transaction.atomic
def send(
    *, words: str, language: str, area: Area | None, happened_on: date | None, passing: str, channel: str, at: datetime
) -> Sent:
    """Keep a report. The code is returned once and kept only as a hash."""
    code = new_code()
    signal = Signal.objects.create(
        words=private(words), language=language, channel=channel, passing=passing, received_on=at.date(),
        happened_on=happened_on, reply_by=due(at.date()), area=area, code=digest(code),
    )  # fmt: skip
    return Sent(code, signal)


@transaction.atomic
def write_back(followed: Followed, *, words: str, at: datetime) -> None:
    """Keep what the sender writes; a signal that was waiting, passed on or closed is handled again."""
    Message.objects.create(signal=followed.signal, words=private(words), from_sender=True, on=at.date())
    if followed.main.state in (Standing.WAITING, Standing.PASSED, Standing.CLOSED):
        try:
            move(followed.main, "heard", reply_by=due(at.date()))
        except CannotHandle:  # somebody of the desk was first: the message stands there all the same
            return

"""What a sender does, without an account: send a report, look it up, write back. No act, no address, no moment."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F

from samenhang.ground.ledger.models import Prose
from samenhang.ground.places.models import Area
from samenhang.insight.signals.actions.refused import CannotHandle, first_working_day, move
from samenhang.insight.signals.models import DayKey, FreeDay, Knock, Message, Signal, Standing, UsedForm
from samenhang.insight.signals.queries.sender import ALPHABET, LETTERS, Followed, digest

REPLY_DAYS = 10  # working days
LONGEST = 4000
OPEN_FOR = timedelta(hours=12)
SALT = "signals.form"
MOST = {"send": 20, "look": 30, "write": 20}  # a day; many people may share one address


class NotNow(Exception):
    """Why a form does not count; the text is the key of a text for the sender."""


@dataclass(frozen=True)
class Sent:
    code: str  # as it is shown, once
    signal: Signal


def opened() -> str:
    """The token of a form that is shown: signed, with its moment, good for one time."""
    return signing.dumps(secrets.token_urlsafe(16), salt=SALT)


def spend(token: str, at: datetime) -> None:
    """Use up the token of a form. Old ones are forgotten: by then their signature is too old as well."""
    try:
        nonce = signing.loads(token[:300], salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        raise NotNow("form_old") from None
    UsedForm.objects.filter(day__lt=at.date() - 2 * timedelta(days=1)).delete()
    try:
        with transaction.atomic():
            UsedForm.objects.create(digest=hashlib.sha256(str(nonce).encode()).hexdigest(), day=at.date())
    except IntegrityError:
        raise NotNow("form_old") from None


def knock(deed: str, address: str, at: datetime) -> None:
    """Count what one address does today, under a key that is destroyed when the day is over."""
    today = at.date()
    DayKey.objects.filter(day__lt=today).delete()
    Knock.objects.filter(day__lt=today).delete()
    key, _new = DayKey.objects.get_or_create(day=today, defaults={"key": secrets.token_bytes(32)})
    who = hmac.new(bytes(key.key), f"{deed} {address}".encode(), hashlib.sha256).hexdigest()
    mine, _new = Knock.objects.get_or_create(day=today, digest=who)
    if not Knock.objects.filter(pk=mine.pk, times__lt=MOST[deed]).update(times=F("times") + 1):
        raise NotNow("too_many")


def due(on: date) -> date:
    """When the sender hears something: working days after a day."""
    free = set(FreeDay.objects.filter(withdrawn_on=None).values_list("pk", flat=True))
    return first_working_day(on, REPLY_DAYS, free)


def private(words: str) -> Prose:
    return Prose.objects.create(body=words.strip()[:LONGEST], private=True)


def new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[i : i + 4] for i in range(0, LETTERS, 4))


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

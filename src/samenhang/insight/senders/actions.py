"""What somebody without an account does, as far as rooms share it. No act, no address, no moment."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F

from samenhang.insight.senders.models import DayKey, Knock, UsedForm
from samenhang.insight.senders.queries import ALPHABET, LETTERS

OPEN_FOR = timedelta(hours=12)
SALT = "senders.form"
# a day; many people may share one address
MOST = {"send": 20, "look": 30, "write": 20, "begin": 60, "read": 30, "add": 20}


class NotNow(Exception):
    """Why a form does not count; the text is the key of a text for the sender."""


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


def new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[i : i + 4] for i in range(0, LETTERS, 4))

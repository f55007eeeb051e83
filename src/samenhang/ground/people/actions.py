"""Deeds about people: giving a seat, making a sign-in link, signing in with it, following a page."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from samenhang.ground.ledger.acts import Actor, Code, Permission, act
from samenhang.ground.people.models import Account, Follow, Role, Seat, SignInLink
from samenhang.ground.places.models import Area

LINK_LIVES = timedelta(hours=8)


@act("people.seated", needs=Permission.LOAD)
def give_seat(*, role: Role, party: Code | None, area: Area | None, by: Actor, at: datetime) -> Seat:
    """Give a role on behalf of a party, for an area. The seat has an account of its own, without name or password."""
    account = Account(key=secrets.token_hex(12))
    account.set_unusable_password()
    account.save()
    return Seat.objects.create(role=role, party=party or "", area=area, account=account)


def seat_of_role(role: Role, *, party: Code | None = None, area: Area | None = None, by: Actor, at: datetime) -> Seat:
    """The standing seat of this role on behalf of this party, for this area; made when there is none.

    Without an area it acts for the province as a whole.
    """
    found = Seat.objects.filter(role=role, party=party or "", area=area, ended_on=None).order_by("pk").first()
    return found or give_seat(role=role, party=party, area=area, by=by, at=at)


def make_link(seat: Seat, *, at: datetime) -> str:
    """A secret that signs this seat in once, within eight hours. Only its hash is kept."""
    SignInLink.objects.filter(expires_at__lt=at).delete()
    secret = secrets.token_urlsafe(24)
    SignInLink.objects.create(digest=_digest(secret), seat=seat, expires_at=at + LINK_LIVES)
    return secret


def use_link(secret: str, *, at: datetime) -> Seat | None:
    """The seat behind a link that was not used before and has not expired; from now on it has been used."""
    with transaction.atomic():
        link = (
            SignInLink.objects.select_for_update()
            .select_related("seat__account")
            .filter(digest=_digest(secret))
            .first()
        )
        if link is None or link.used_at is not None or link.expires_at < at or link.seat.ended_on is not None:
            return None
        link.used_at = at
        link.save(update_fields=["used_at"])
        return link.seat


def toggle_follow(seat: Seat, ref: str, *, at: datetime) -> bool:
    """Follow a page, or stop following it. Returns whether it is followed now."""
    gone, _ = Follow.objects.filter(seat=seat, ref=ref).delete()
    if not gone:
        Follow.objects.create(seat=seat, ref=ref, since=at)
    return not gone


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

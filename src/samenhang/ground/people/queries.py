"""Questions about people: who is looking, and what a role is called in a sentence."""

from collections.abc import Iterable

from django.http import HttpRequest

from samenhang.ground.ledger.acts import Actor, Permission
from samenhang.ground.people.models import Role, Seat


class Visitor:
    """Whoever looks without signing in: may read what is public, and do nothing."""

    ref = ""

    def may(self, permission: Permission) -> bool:
        return False

    def __bool__(self) -> bool:
        return False


Viewer = Seat | Visitor


def viewer_of(request: HttpRequest) -> Viewer:
    """The seat of the signed-in account, or a visitor."""
    if not request.user.is_authenticated:
        return Visitor()
    seat = (
        Seat.objects.select_related("role", "area").filter(account=request.user, ended_on=None).order_by("pk").first()
    )
    return seat or Visitor()


def acts_for(actor: Actor) -> str | None:
    """The code of the area that whoever acts has a seat for; None when it is for no area in particular."""
    return actor.area_id if isinstance(actor, Seat) else None


def first_role() -> Role | None:
    """The role of the sign-in link that the program prints when it starts."""
    return Role.objects.filter(first=True, withdrawn_on=None).first()


def keeper_role() -> Role | None:
    """The role on whose behalf the workspace itself is loaded."""
    return Role.objects.filter(keeper=True, withdrawn_on=None).first()


def names_of(refs: Iterable[str]) -> dict[str, str]:
    """What each `seat:…` is called: its role and its area, never a person."""
    ids = [ref.removeprefix("seat:") for ref in refs if ref.startswith("seat:")]
    return {seat.ref: str(seat) for seat in Seat.objects.select_related("role", "area").filter(pk__in=ids)}

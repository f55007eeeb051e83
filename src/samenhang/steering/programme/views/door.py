"""What every page with a form of this room asks first, and answers last."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission


def needs_decide(viewer: Any) -> None:
    """Refuse before someone fills in a form that they could not submit; the action itself checks again."""
    if not viewer.may(Permission.DECIDE):
        raise PermissionDenied(_("Your role does not allow this. Ask the core team for a seat that does."))


def status_of(form: Any) -> int:
    return 422 if form is not None and form.is_bound and not form.is_valid() else 200

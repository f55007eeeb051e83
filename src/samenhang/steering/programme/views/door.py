"""What every page with a form of this room asks first, and answers last."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission
from samenhang.screen.overtaken import BASE, Difference, overtaken
from samenhang.steering.programme.actions import CannotProgramme, Changed


def needs_decide(viewer: Any) -> None:
    """Refuse before someone fills in a form that they could not submit; the action itself checks again."""
    if not viewer.may(Permission.DECIDE):
        raise PermissionDenied(_("Your role does not allow this. Ask the core team for a seat that does."))


def status_of(form: Any) -> int:
    return 422 if form is not None and form.is_bound and not form.is_valid() else 200


def edited(
    request: HttpRequest,
    make: Callable[..., Form],
    start: Callable[[], Mapping[str, Any]],
    deed: Callable[[Any], Any],
    *,
    empty: bool = False,
) -> tuple[Any, list[Difference], Any]:
    """The form, what somebody else changed in the meantime, and what was made (None when nothing was).

    `make` gives the form for what was posted, `start` what it starts from as things stand; `deed` does it, and raises a
    refusal as a sentence. `empty` is for a form that adds to what stands and so starts empty. Whoever comes second sees both
    versions and loses nothing that was typed.
    """
    if request.method != "POST":
        begins = dict(start())
        return make(None, initial={BASE: begins[BASE]} if empty else begins), [], None
    form = make(request.POST)
    if not form.is_valid():
        return form, [], None
    try:
        return form, [], deed(form)
    except Changed as problem:
        form, changed = overtaken(make, form, start(), str(problem))
        return form, changed, None
    except CannotProgramme as problem:
        form.add_error(None, str(problem))
        return form, [], None

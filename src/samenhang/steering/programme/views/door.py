"""What every page with a form of this room asks first, and answers last."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest

from samenhang.screen.overtaken import BASE, Difference, overtaken
from samenhang.steering.programme.actions import CannotProgramme, Changed


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

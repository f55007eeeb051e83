"""Two people editing the same thing: what the other one kept beside what was typed, and the form as it was typed, on top of it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms import Form

BASE = "base"  # the hidden field with the version that the writer had before them
Difference = tuple[Any, str, str]


def overtaken(
    make: Callable[[Any], Form], typed: Form, now: Mapping[str, Any], problem: str
) -> tuple[Form, list[Difference]]:
    """The form as it was typed, now on the version that stands, with the problem above it; and per field what differs.

    `make` gives the form for what was posted; `now` is what it would start from today, with its version under `base`.
    """
    theirs = make(now)
    theirs.is_valid()
    told = [
        (field.label, _shown(field, theirs.cleaned_data.get(name)), _shown(field, typed.cleaned_data.get(name)))
        for name, field in typed.fields.items()
        if name != BASE
        and name in now
        and _shown(field, theirs.cleaned_data.get(name)) != _shown(field, typed.cleaned_data.get(name))
    ]
    posted: Any = typed.data
    data = posted.copy()
    data[BASE] = str(now[BASE])
    again = make(data)
    again.add_error(None, problem)
    return again, told


def _shown(field: Any, value: Any) -> str:
    """A value in words: the label of a choice, the names of rows, what was typed."""
    many = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    given = [one for one in many if one not in (None, "")]
    if given and hasattr(given[0], "pk"):
        name = getattr(field, "label_from_instance", str)
        return ", ".join(sorted(name(one) for one in given))
    labels: dict[str, str] = {}
    for key, label in getattr(field, "choices", ()):
        labels |= (
            {str(one): str(name) for one, name in label} if isinstance(label, list | tuple) else {str(key): str(label)}
        )
    return ", ".join(sorted(labels.get(str(one), f"{one:g}" if isinstance(one, float) else str(one)) for one in given))

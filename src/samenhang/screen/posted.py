"""A page with a form: what it is about is there or nothing is found, and a refusal stands in the form, beside what was typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError
from django.http import Http404

from samenhang.screen.cells import Text

Found = TypeVar("Found")


def there(found: Found | None, sentence: Text) -> Found:
    """What a page is about; when it is not there, the sentence says so."""
    if found is None:
        raise Http404(sentence)
    return found


@contextmanager
def refusals_in(form: Any, *refusals: type[Exception], twice: Text = "") -> Iterator[None]:
    """Do something with a form that is valid. When it is refused, the form says why, and the page goes on to show it again.

    `twice` is the sentence for what the database refuses because somebody else just did the same.
    """
    try:
        yield
    except refusals as refusal:
        form.add_error(None, str(refusal))
    except IntegrityError:
        if not twice:
            raise
        form.add_error(None, twice)


def status_of(form: Any) -> int:
    """What a page answers: 422 when what was sent could not be done."""
    return 422 if form is not None and form.is_bound and not form.is_valid() else 200

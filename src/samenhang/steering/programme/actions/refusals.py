"""What an action of the programme says when it cannot do what was asked."""

from typing import Any

from django.utils.translation import gettext as _


class CannotProgramme(Exception):
    """What was submitted cannot be kept; the text is a sentence for people."""


class Changed(CannotProgramme):
    """Somebody changed the row in the meantime; `now` is how it stands."""

    def __init__(self, now: Any) -> None:
        self.now = now
        super().__init__(
            _("Somebody changed this while you were writing. Compare, and keep yours again if it should stand.")
        )

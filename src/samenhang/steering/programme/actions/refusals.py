"""What an action of the programme says when it cannot do what was asked."""

from django.utils.translation import gettext as _

from samenhang.steering.programme.models import Measure


class CannotProgramme(Exception):
    """What was submitted cannot be kept; the text is a sentence for people."""


class Changed(CannotProgramme):
    """Somebody changed the measure in the meantime; `now` is how it stands."""

    def __init__(self, now: Measure) -> None:
        self.now = now
        super().__init__(
            _("Somebody changed this measure while you were writing. Compare, and keep yours again if it should stand.")
        )

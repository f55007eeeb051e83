"""What a round does not allow, and the one place where it turns."""

from django.utils.translation import gettext as _

from samenhang.insight.voices.models import TURNS, Phase, Round


class CannotHear(Exception):
    """A deed that is refused; the text is a sentence for people."""


def turn(found: Round, deed: str) -> None:
    """Let a round take one step of the table, if it stands where that step begins."""
    _deed, origin, target = next(row for row in TURNS if row[0] == deed)
    moved = Round.objects.filter(pk=found.pk, phase=origin).update(phase=target)
    found.refresh_from_db()
    if not moved:
        words = {"phase": Phase(found.phase).label, "needed": Phase(origin).label}
        raise CannotHear(
            _("This needs a round that is %(needed)s; this one is %(phase)s. Load the page again.") % words
        )


def standing(found: Round, *phases: str) -> None:
    """Refuse a deed in a round that stands elsewhere."""
    if found.phase not in phases:
        raise CannotHear(
            _("That is not possible in a round that is %(phase)s. Load the page again.")
            % {"phase": Phase(found.phase).label}
        )

"""How a text in one language stands, and the one table of what may follow. The rows themselves lie with senders and voices."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy


class Proofreading(models.TextChoices):
    """Who wrote a text in this language, and whether somebody looked at it."""

    ORIGINAL = "original", pgettext_lazy("a translation", "original")
    CHECKED = "checked", pgettext_lazy("a translation", "checked")
    AGAIN = "again", pgettext_lazy("a translation", "to be checked again")
    MACHINE = "machine", pgettext_lazy("a translation", "by a machine, unchecked")
    MISSING = "missing", pgettext_lazy("a translation", "missing")


@dataclass(frozen=True)
class Turn:
    """One row of the table of states. That an original changes is no deed: it makes `again` of `checked` by itself.
    To `word` is for the texts of a round: those of the pages come with the workspace."""

    deed: str
    origins: tuple[str, ...]
    target: str


TURNS = (
    Turn(
        "check",
        (Proofreading.MACHINE, Proofreading.AGAIN, Proofreading.MISSING, Proofreading.CHECKED),
        Proofreading.CHECKED,
    ),
    Turn("word", (Proofreading.MACHINE, Proofreading.MISSING), Proofreading.MACHINE),
    Turn("doubt", (Proofreading.CHECKED,), Proofreading.AGAIN),
)


def may(deed: str, state: str) -> bool:
    return any(turn.deed == deed and state in turn.origins for turn in TURNS)

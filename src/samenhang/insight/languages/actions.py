"""What a seat does with a translation: vouch for it, or ask for another look. Both are acts."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.people.models import Seat
from samenhang.insight.languages.models import Proofreading, may
from samenhang.insight.languages.queries.strings import PLACES, ROUND, String, one
from samenhang.insight.senders.models import Translation
from samenhang.insight.voices.models import RoundWords, Written

LONGEST = 2000


class CannotCheck(Exception):
    """Why a translation stays as it is; the text is a sentence for people."""


def _found(of: str, by: Actor) -> String:
    found = one(by, of) if isinstance(by, Seat) else None
    if found is None:
        raise CannotCheck(_("This text does not exist, or not for your seat. Choose one from the list."))
    return found


@act("languages.checked", needs=Permission.TRANSLATE)
def check(*, text: Ref, of: Code, words: Words, source: Code, by: Actor, at: datetime) -> Translation:
    """A seat vouches that these words say in this language what the original says. `source` is the original it saw."""
    found = _found(of, by)
    given = words.strip()
    if found.state == Proofreading.ORIGINAL:
        raise CannotCheck(_("This is the original: it is not checked against itself. It changes where it was written."))
    if not may("check", found.state) or (found.state == Proofreading.CHECKED and given == found.said):
        raise CannotCheck(_("This was checked already. Change the words, or leave it as it is."))
    if source != found.source:
        raise CannotCheck(
            _("The original changed while this page was open. Read it again beside your words, then check.")
        )
    if not given:
        raise CannotCheck(_("There are no words yet. Write the translation down first."))
    if len(given) > LONGEST:
        raise CannotCheck(_("A text has at most %(most)s letters. Make it shorter.") % {"most": LONGEST})
    if sorted(PLACES.findall(given)) != found.places:
        raise CannotCheck(
            _("The program fills in %(places)s: these stand in every language once, exactly so. Put them back.")
            % {"places": ", ".join(found.places) or _("nothing here")}
        )
    _kept(found, given, by)
    return _recorded(found, given, Proofreading.CHECKED, by, at)


@act("languages.doubted", needs=Permission.TRANSLATE)
def doubt(*, text: Ref, of: Code, by: Actor, at: datetime) -> Translation:
    """Ask for another look: people read the machine's words again, and that they are a machine's."""
    found = _found(of, by)
    if not may("doubt", found.state):
        raise CannotCheck(_("Only what was checked can be doubted. Load the page again."))
    _kept(found, found.said, None)
    return _recorded(found, found.said, Proofreading.AGAIN, by, at)


def _kept(found: String, words: str, by: Actor | None) -> None:
    """The words of a round stay with the round."""
    if not found.of.startswith(ROUND):
        return
    number, key, language = found.of.removeprefix(ROUND).split("/")
    state = Written.CHECKED if by else Written.MACHINE
    RoundWords.objects.update_or_create(
        round_id=int(number), key=key, language_id=language,
        defaults={"text": words, "state": state, "checked_by": by.ref if by else ""},
    )  # fmt: skip


def _recorded(found: String, words: str, state: str, by: Actor, at: datetime) -> Translation:
    Prose.objects.filter(pk__in=Translation.objects.filter(of=found.of).values("words")).delete()
    prose = None if found.of.startswith(ROUND) else Prose.objects.create(body=words)
    made, _new = Translation.objects.update_or_create(
        of=found.of,
        defaults={
            "language": found.language, "words": prose, "source": found.source, "state": state, "by": by.ref,
            "on": at.date(),
        },
    )  # fmt: skip
    return made

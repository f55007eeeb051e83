"""Entering what somebody wrote on paper or told a field worker: all of one person at once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, act
from samenhang.insight.senders.actions import new_code
from samenhang.insight.senders.queries import digest
from samenhang.insight.voices.actions.refused import CannotHear
from samenhang.insight.voices.actions.taking import add
from samenhang.insight.voices.models import Phase, Pick, Round, RoundChoice, Voice, Vote, Way


@act("voices.entered", needs=Permission.ENTER)
def _entered(*, held: Round, way: Code, answers: int, by: Actor, at: datetime) -> None:
    """That a form was entered, and how many answers stood on it; not which, and of nobody."""


def enter(
    held: Round,
    *,
    way: str,
    language: str,
    votes: dict[int, int],
    choices: list[RoundChoice],
    words: list[str],
    by: Actor,
    at: datetime,
) -> str:
    """Keep the answers of one person. Gives the code for that person, once: it goes back with the slip of the form."""  # fmt: skip
    if held.phase != Phase.OPEN:
        raise CannotHear(_("A form can be entered while the round is open."))
    if not votes and not choices and not any(words):
        raise CannotHear(_("Nothing was filled in. Enter at least one answer."))
    _entered(held=held, way=Code(way), answers=len(votes) + len(choices) + sum(map(bool, words)), by=by, at=at)
    code = new_code()
    with transaction.atomic():
        one = Voice.objects.create(
            round=held,
            language=language,
            way=Way(way),
            on=timezone.localtime(at).date(),
            code=digest(code),
            entered_by=by.ref,
        )
        Vote.objects.bulk_create([Vote(voice=one, proposition_id=pk, value=value) for pk, value in votes.items()])
        Pick.objects.bulk_create([Pick(voice=one, question_id=row.question_id, choice=row) for row in choices])
        for text in filter(None, words):
            add(one, words=text)
    return code

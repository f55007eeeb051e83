"""Research questions: what nobody knows becomes a question with an owner and a day, and is closed with what came of it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator, Question
from samenhang.insight.evidence.queries.questions import owners
from samenhang.insight.evidence.queries.words import CLOSED


class CannotAsk(Exception):
    """A research question that is refused; the text is a sentence for people."""


@act("evidence.asked", needs=Permission.ASK)
def ask(
    *, indicator: Indicator, area: Area, words: Words, owner: Ref, due_on: date, by: Actor, at: datetime
) -> Question:
    """Make a research question of something that is not known."""
    if not words.strip():
        raise CannotAsk(_("Write down the question, in one sentence that ends in a question mark."))
    if owner not in dict(owners()):
        raise CannotAsk(_("Choose the party that owns the question from the list."))
    if due_on < at.date():
        raise CannotAsk(_("The answer should be due today or later; this day has passed."))
    asked = Prose.objects.create(body=words.strip())
    return Question.objects.create(
        indicator=indicator, area=area, words=asked, owner=owner, due_on=due_on, by=by.ref, at=at
    )


@act("evidence.question_closed", needs=Permission.ASK)
def close(*, question: Question, outcome: Code, words: Words, by: Actor, at: datetime) -> None:
    """Close a research question: answered, or dropped, and why."""
    if outcome not in CLOSED:
        raise CannotAsk(_("Choose how the question ends from the list."))
    if not words.strip():
        raise CannotAsk(_("Write in one sentence what came of the question."))
    said = Prose.objects.create(body=words.strip())
    closed = Question.objects.filter(pk=question.pk, closed_at=None).update(
        outcome=outcome, closing=said, closed_by=by.ref, closed_at=at
    )
    if not closed:
        raise CannotAsk(_("This question was closed before."))

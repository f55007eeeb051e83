"""What waits for a seat: figures that are contested and not answered, and research questions past their day."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.people.queries import Viewer
from samenhang.insight.evidence.queries import contests, questions
from samenhang.screen.cells import Code, Date, Run, sentence


@dataclass(frozen=True)
class Waiting:
    """Something that waits: what it is, why, and where to go."""

    label: str
    why: tuple[Run, ...]
    url: str
    example: bool = False


def waiting(viewer: Viewer, today: date) -> list[Waiting]:
    """What waits for this viewer, the longest first."""
    found = []
    if viewer.may(Permission.ANSWER):
        waits = contests.contests().filter(contests.STANDS["open"]).order_by("at", "pk")
        found += [_contested(talk) for talk in contests.talks(waits)]
    if viewer.may(Permission.ASK):
        late = questions.questions().filter(outcome="", due_on__lt=today).order_by("due_on", "pk")
        found += [_late(asked) for asked in questions.told(late, today)]
    return found


def _contested(talk: contests.Talk) -> Waiting:
    label = f"{talk.contest.indicator.label}, {talk.contest.area.name}"
    words = {"who": _code(talk.by), "date": Date(talk.contest.at.date())}
    if talk.counter and talk.cell:
        why = sentence(
            _("{who} contests {figure} with {counter} since {date}."), figure=talk.cell, counter=talk.counter, **words
        )
    else:
        why = sentence(_("{who} contests this figure since {date}."), **words)
    return Waiting(label, why, talk.url)


def _late(asked: questions.Asked) -> Waiting:
    why = sentence(
        _("The answer of {owner} was due on {date}."), owner=_code(asked.owner), date=Date(asked.question.due_on)
    )
    return Waiting(asked.words, why, f"{reverse('evidence:questions')}#question-{asked.question.pk}")


def _code(name: str) -> Code | str:
    """A name with digits is a Code, so that it is not taken for a number without a source."""
    return Code(name) if any(letter.isdigit() for letter in name) else name

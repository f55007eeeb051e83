"""The worked round of a workspace: made of its questionnaire, open for four weeks, with answers that nobody gave."""

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from samenhang.ground.ledger.acts import Actor, Code, Words
from samenhang.insight.voices.actions.closing import tally
from samenhang.insight.voices.actions.rounds import open_round, prepare
from samenhang.insight.voices.models import Pick, Questionnaire, Round, Sifted, Voice, Vote, Way

PEOPLE, WEEKS, SEED = 240, 4, 1
KINDS = ((0.85, 0.15), (0.25, 0.9))  # how likely two made-up kinds of people agree with every other statement


def play_rounds(*, by: Actor, at: datetime) -> list[Round]:
    """Make and open a round of every questionnaire that is an example, once."""
    played = []
    for one in Questionnaire.objects.filter(example=True, withdrawn_on=None).select_related("area"):
        if Round.objects.filter(questionnaire=one, example=True).exists():
            continue
        today = timezone.localtime(at).date()
        made: Round = prepare(
            questionnaire=one, title=Words(""), purpose=Words(""), language=Code(settings.LANGUAGE_CODE),
            opens_on=today - timedelta(weeks=WEEKS), closes_on=today + timedelta(weeks=2 * WEEKS),
            areas=[one.area], example=True, by=by, at=at,
        )  # fmt: skip
        open_round(held=made, by=by, at=at)
        _answered(made)
        tally(made, at=at)
        played.append(made)
    return played


@transaction.atomic
def _answered(made: Round) -> None:
    """Answers of two made-up kinds of people; the same ones every time."""
    draw = random.Random(SEED)  # noqa: S311 - an example, no secret
    languages = list(made.words.filter(key="title").order_by("language__order").values_list("language_id", flat=True))
    voices = Voice.objects.bulk_create(
        Voice(
            round=made, language=draw.choice(languages), way=draw.choice((Way.SELF, Way.SELF, Way.PAPER)),
            on=made.opens_on + timedelta(days=draw.randrange(7 * WEEKS)),
        )
        for _ in range(PEOPLE)
    )  # fmt: skip
    asked = list(made.propositions.filter(state=Sifted.SHOWN))
    votes, picks = [], []
    questions = [(row, list(row.choices.all())) for row in made.questions.prefetch_related("choices")]
    for number, one in enumerate(voices):
        kind = KINDS[number % len(KINDS)]
        for at, row in enumerate(asked):
            agrees = 0.9 if at < 2 else kind[at % 2]  # the first two are of one mind
            value = 0 if draw.random() < 0.1 else 1 if draw.random() < agrees else -1
            votes.append(Vote(voice=one, proposition=row, value=value))
        for question, choices in questions:
            weights = [1 / (place + 1) for place in range(len(choices))]
            if draw.random() < 0.9:
                picks.append(Pick(voice=one, question=question, choice=draw.choices(choices, weights)[0]))
    Vote.objects.bulk_create(votes)
    Pick.objects.bulk_create(picks)

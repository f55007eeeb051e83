"""Holding a round: made of a questionnaire, opened, closed into a sheet of counts, and answered."""

from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.places.models import Area
from samenhang.insight.senders.models import SenderLanguage
from samenhang.insight.voices.actions.refused import CannotHear, standing, turn
from samenhang.insight.voices.models import (
    Asks,
    Phase,
    Proposition,
    Questionnaire,
    QuestionnaireItem,
    QuestionnaireText,
    Round,
    RoundChoice,
    RoundQuestion,
    RoundWords,
    Sifted,
    Written,
)
from samenhang.insight.voices.queries.words import original_language

LEAST = 2  # statements with which a round can open


@act("voices.prepared", needs=Permission.HEAR)
def prepare(
    *,
    questionnaire: Questionnaire,
    title: Words,
    purpose: Words,
    language: Code,
    opens_on: date,
    closes_on: date,
    areas: list[Area],
    example: bool,
    by: Actor,
    at: datetime,
) -> Round:
    """Make a round of a questionnaire. Its words are copied, so that what people answered never changes afterwards."""
    if closes_on < opens_on:
        raise CannotHear(_("The last day lies before the first. Choose a later one."))
    if not areas:
        raise CannotHear(_("Choose at least one area."))
    made = Round.objects.create(
        opens_on=opens_on, closes_on=closes_on, example=example, questionnaire=questionnaire, by=by.ref
    )
    made.areas.set(areas)
    keys = _copied(made, questionnaire)
    texts = QuestionnaireText.objects.filter(item__in=keys, withdrawn_on=None).order_by("pk")
    own = {"title": title.strip(), "purpose": purpose.strip()}
    RoundWords.objects.bulk_create(
        RoundWords(
            round=made, key=keys[row.item_id], language_id=row.language_id, text=row.text, state=row.state,
            checked_by=row.checked_by,
        )
        for row in texts if not own.get(keys[row.item_id])
    )  # fmt: skip
    RoundWords.objects.bulk_create(
        RoundWords(round=made, key=key, language_id=str(language), text=text, state=Written.ORIGINAL)
        for key, text in own.items() if text
    )  # fmt: skip
    return made


def _copied(made: Round, questionnaire: Questionnaire) -> dict[str, str]:
    """The parts of a round after those of a questionnaire; gives the key of the words of each item."""
    keys: dict[str, str] = {}
    questions: dict[str, RoundQuestion] = {}
    items = QuestionnaireItem.objects.filter(questionnaire=questionnaire, withdrawn_on=None)
    for item in items.order_by("order"):
        if item.kind in ("title", "purpose"):
            keys[item.pk] = item.kind
        elif item.kind == "statement":
            keys[item.pk] = Proposition.objects.create(round=made, number=item.order, language="").key
        elif item.kind == "question":
            questions[item.pk] = RoundQuestion.objects.create(
                round=made, number=item.order, asks=item.asks or Asks.OTHER
            )
            keys[item.pk] = questions[item.pk].key
        elif item.under_id in questions:
            choice = RoundChoice.objects.create(
                question=questions[item.under_id], number=item.order, indicator_id=item.indicator_id, area_id=item.area_id
            )  # fmt: skip
            keys[item.pk] = choice.key
    for number, row in enumerate(made.propositions.order_by("number"), 1):
        Proposition.objects.filter(pk=row.pk).update(number=number)
    return keys


@act("voices.proposed", needs=Permission.HEAR)
def propose(*, held: Round, words: Words, language: Code, by: Actor, at: datetime) -> Proposition:
    """A statement of the province itself."""
    standing(held, Phase.DRAFT, Phase.OPEN)
    if not words.strip():
        raise CannotHear(_("Write the statement down first."))
    last = held.propositions.aggregate(last=Max("number"))["last"] or 0
    made = Proposition.objects.create(round=held, number=last + 1, language=str(language))
    RoundWords.objects.create(
        round=held, key=made.key, language_id=str(language), text=words.strip(), state=Written.ORIGINAL
    )
    return made


@act("voices.dropped", needs=Permission.HEAR)
def drop(*, proposition: Proposition, by: Actor, at: datetime) -> None:
    """Leave a statement out of a round that nobody has answered yet."""
    standing(proposition.round, Phase.DRAFT)
    RoundWords.objects.filter(round=proposition.round_id, key=proposition.key).delete()
    Proposition.objects.filter(pk=proposition.pk).update(state=Sifted.REFUSED)


@act("voices.worded", needs=Permission.HEAR)
def word(*, held: Round, key: Code, language: Code, words: Words, by: Actor, at: datetime) -> None:
    """A text of a round in one more language, by a person or a machine; nobody checked it yet."""
    if not SenderLanguage.objects.filter(pk=str(language), withdrawn_on=None).exists():
        raise CannotHear(_("This is no language of the form. Choose one of the list."))
    if not words.strip():
        raise CannotHear(_("Write the text down first."))
    home = original_language(held, str(key))
    if home is None:
        raise CannotHear(_("This round has no such text. Choose one from the list."))
    if home == str(language):
        raise CannotHear(_("This is the original. It changes where it was written, not as a translation of itself."))
    here = RoundWords.objects.filter(round=held, key=str(key), language=str(language))
    if here.filter(state=Written.CHECKED).exists():
        raise CannotHear(_("Somebody checked this translation. Ask for another look first."))
    RoundWords.objects.update_or_create(
        round=held, key=str(key), language_id=str(language),
        defaults={"text": words.strip(), "state": Written.MACHINE, "checked_by": ""},
    )  # fmt: skip


@act("voices.opened", needs=Permission.HEAR)
def open_round(*, held: Round, by: Actor, at: datetime) -> None:
    """From its first day on people can take part."""
    if held.propositions.filter(state=Sifted.SHOWN).count() < LEAST:
        raise CannotHear(_("A round opens with two statements or more. Add statements first."))
    turn(held, "open")

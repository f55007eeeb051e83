"""What somebody does who takes part, without an account: begin, vote, add a statement, tell about oneself, withdraw. No act."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samenhang.ground.ledger.models import Prose, Tombstone
from samenhang.insight.senders.actions import NotNow, new_code
from samenhang.insight.senders.queries import digest
from samenhang.insight.voices.models import Pick, Proposition, Round, RoundChoice, RoundWords, Sifted, Voice, Vote, Way

LONGEST, MOST_ADDED = 200, 3


def begin(found: Round, *, language: str, at: datetime) -> tuple[Voice, str]:
    """Somebody takes part. The code is returned once and kept only as a hash."""
    code = new_code()
    made = Voice.objects.create(round=found, language=language, way=Way.SELF, on=day(at), code=digest(code))
    return made, code


def vote(one: Voice, proposition: Proposition, value: int) -> None:
    """What somebody thinks of a statement; the last time counts."""
    Vote.objects.update_or_create(voice=one, proposition=proposition, defaults={"value": value})


@transaction.atomic
def add(one: Voice, *, words: str) -> Proposition:
    """A statement of somebody's own. Nobody else sees it until it was read, and its author agrees with it."""
    if one.propositions.count() >= MOST_ADDED:
        raise NotNow("round_add_most")
    last = Proposition.objects.filter(round=one.round_id).aggregate(last=Max("number"))["last"] or 0
    made = Proposition.objects.create(
        round_id=one.round_id, number=last + 1, added=True, language=one.language, added_by=one, state=Sifted.WAITING,
        original=Prose.objects.create(body=words.strip()[:LONGEST], private=True),
    )  # fmt: skip
    vote(one, made, 1)
    return made


def tell(one: Voice, choices: list[RoundChoice], *, asked: list[int]) -> None:
    """What somebody tells about themselves; what is left open is not kept."""
    with transaction.atomic():
        Pick.objects.filter(voice=one, question__in=asked).delete()
        Pick.objects.bulk_create([Pick(voice=one, question_id=row.question_id, choice=row) for row in choices])


@transaction.atomic
def withdraw(one: Voice, *, at: datetime) -> None:
    """Erase all that somebody said: votes, what they told, and the words of their statements with every translation.

    What was published stays as it was: nobody can be recognised in it.
    """
    midnight = timezone.make_aware(datetime.combine(day(at), datetime.min.time()))
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("Erased by who wrote it, with the code of the receipt.")
    for row in one.propositions.select_related("original"):
        RoundWords.objects.filter(round=row.round_id, key=row.key).delete()
        if row.original is not None:
            Tombstone.objects.get_or_create(ref=row.original.ref, defaults={"reason": reason, "at": midnight})
            row.original.delete()
        Proposition.objects.filter(pk=row.pk).update(state=Sifted.WITHDRAWN, into=None, original=None)
    one.delete()


def day(at: datetime) -> date:
    return timezone.localtime(at).date()

"""Counting a round, and closing it into a sheet of counts. Counting is no act: it adds nothing that a seat vouches for."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.ledger.store import Table
from samenhang.insight.voices.actions.refused import CannotHear, standing, turn
from samenhang.insight.voices.models import Phase, Proposition, Round, RoundWords, Sifted, Tally, Written
from samenhang.insight.voices.queries.count import counted
from samenhang.insight.voices.queries.sheet import KIND, columns, head, rows


def tally(held: Round, *, at: datetime) -> Tally:
    """Count a round as it stands now. What may not be shown is in it for nobody."""
    voices, body, before = counted(held)
    return Tally.objects.create(round=held, on=timezone.localtime(at).date(), voices=voices, body=body, before=before)


@act("voices.closed", needs=Permission.HEAR)
def _shut(*, held: Round, by: Actor, at: datetime) -> None:
    turn(held, "close")


@act("voices.counted", needs=Permission.HEAR)
def _frozen(*, held: Round, by: Actor, at: datetime) -> Table:
    """The counts of a closed round, after the rule for small numbers, as a sheet. No words of anybody are in it."""
    standing(held, Phase.CLOSED)
    last = held.tallies.order_by("-pk").first() or tally(held, at=at)
    return Table(KIND, columns(), tuple(rows(last.body)), head(held))


def close(held: Round, *, by: Actor, at: datetime) -> Sheet:
    """Nobody can take part any more; what was said is counted a last time and frozen."""
    _shut(held=held, by=by, at=at)
    tally(held, at=at)
    sheet: Sheet = _frozen(held=held, by=by, at=at)
    return sheet


@act("voices.answered", needs=Permission.HEAR)
def answer(*, proposition: Proposition, words: Words, language: Code, by: Actor, at: datetime) -> None:
    """What was done with a statement. A new text makes the translations of the old one void."""
    standing(proposition.round, Phase.CLOSED, Phase.ANSWERED)
    if not words.strip():
        raise CannotHear(_("Write down what was done with it."))
    own = RoundWords.objects.filter(round=proposition.round_id, key=proposition.answer_key)
    own.delete()
    RoundWords.objects.create(
        round=proposition.round, key=proposition.answer_key, language_id=str(language), text=words.strip(),
        state=Written.ORIGINAL,
    )  # fmt: skip


def unanswered(held: Round) -> int:
    """How many statements that were shown have no answer yet."""
    done = set(held.words.filter(key__startswith="a").values_list("key", flat=True))
    return sum(row.answer_key not in done for row in held.propositions.filter(state=Sifted.SHOWN))


@act("voices.finished", needs=Permission.HEAR)
def finish(*, held: Round, by: Actor, at: datetime) -> None:
    """Every statement is answered."""
    if left := unanswered(held):
        raise CannotHear(_("%(count)s statements have no answer yet. Answer these first.") % {"count": left})
    turn(held, "finish")

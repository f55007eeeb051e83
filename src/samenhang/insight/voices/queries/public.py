"""What somebody who takes part sees: rounds that are open, the next statement, and with a code what they said."""

from dataclasses import dataclass
from datetime import date

from samenhang.insight.senders.queries import LETTERS, Texts, digest, tidy
from samenhang.insight.voices.models import (
    Phase,
    Pick,
    Proposition,
    Round,
    RoundChoice,
    RoundQuestion,
    Sifted,
    Voice,
    Vote,
)
from samenhang.insight.voices.queries.words import original, said

MANY = 20  # above this many statements those come first from which most is learned


def public(pk: int) -> Round | None:
    """A round that people may see: every one but a draft."""
    return Round.objects.exclude(phase=Phase.DRAFT).filter(pk=pk).first()


def takes(found: Round, today: date) -> bool:
    """Whether people can take part today."""
    return found.phase == Phase.OPEN and found.opens_on <= today <= found.closes_on


def voice(found: Round, code: str) -> Voice | None:
    """Who took part with this code."""
    return found.voices.filter(code=digest(code)).first() if len(tidy(code)) == LETTERS else None


@dataclass(frozen=True)
class Ask:
    """One statement to agree or disagree with."""

    proposition: Proposition
    words: str
    language: str
    number: int  # how many this one is, for this person
    all: int
    original: tuple[str, str] | None = None  # its words and language, when a machine wrote what is shown


def following(found: Round, one: Voice, text: Texts) -> Ask | None:
    """The next statement for somebody; None when there is no other."""
    shown = list(found.propositions.filter(state=Sifted.SHOWN).select_related("original"))
    seen = set(Vote.objects.filter(voice=one, proposition__round=found).values_list("proposition_id", flat=True))
    left = [row for row in shown if row.pk not in seen]
    if not left:
        return None
    if len(shown) > MANY:
        rank = _priority(found)
        left.sort(key=lambda row: (-rank.get(row.pk, 0.0), row.number))
    words, language = said(left[0], text)
    return Ask(left[0], words, language, len(shown) - len(left) + 1, len(shown), original(left[0], text))


def _priority(found: Round) -> dict[int, float]:
    last = found.tallies.order_by("-pk").values_list("before", flat=True).first() or {}
    return {int(pk): rank for pk, rank in last.get("priority", {}).items()}


@dataclass(frozen=True)
class Enquiry:
    """A question about oneself with its choices, and what was chosen."""

    question: RoundQuestion
    words: str
    choices: tuple[tuple[RoundChoice, str], ...]
    picked: int | None


def enquiries(found: Round, one: Voice | None, text: Texts) -> list[Enquiry]:
    picked = dict(Pick.objects.filter(voice=one).values_list("question_id", "choice_id")) if one else {}
    rows = found.questions.prefetch_related("choices")
    return [
        Enquiry(
            row, text.get(row.key), tuple((choice, text.get(choice.key)) for choice in row.choices.all()),
            picked.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What somebody with a code said: of each statement what they think, of themselves what they told, and their own statements."""

    voice: Voice
    votes: tuple[tuple[str, str, int], ...]  # words, their language, value
    told: tuple[tuple[str, str], ...]  # question, choice
    added: tuple[Proposition, ...]


def read_back(one: Voice, text: Texts) -> Said:
    votes = Vote.objects.filter(voice=one).select_related("proposition__original").order_by("proposition__number")
    picks = Pick.objects.filter(voice=one).select_related("question", "choice").order_by("question__number")
    return Said(
        one,
        tuple((*said(vote.proposition, text), vote.value) for vote in votes),
        tuple((text.get(pick.question.key), text.get(pick.choice.key)) for pick in picks),
        tuple(one.propositions.select_related("original", "reason").order_by("number")),
    )

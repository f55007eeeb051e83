"""What who holds a round works through: statements that people added, and answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from samenhang.insight.senders.models import SenderLanguage
from samenhang.insight.senders.queries import Texts, languages
from samenhang.insight.voices.models import Proposition, Round, RoundWords, Sifted, Written
from samenhang.insight.voices.queries.words import said, words

ALIKE, AT_ONCE = 0.5, 25


@dataclass(frozen=True)
class Added:
    """A statement that somebody added, as it was written, with what it may be joined to."""

    proposition: Proposition
    words: str
    near: tuple[tuple[Proposition, str], ...]  # says nearly the same


def added(found: Round, state: str) -> tuple[list[Added], int]:
    """The first of the added statements in one state, oldest first, and how many there are.

    One that waits stands beside those that say nearly the same in its own language.
    """
    every = found.propositions.filter(added=True, state=state)
    rows = list(every.select_related("original", "reason", "into")[:AT_ONCE])
    near: dict[int, tuple[tuple[Proposition, str], ...]] = {}
    for tongue in {row.language for row in rows} if state == Sifted.WAITING else ():
        near |= _near([row for row in rows if row.language == tongue], choices(found, words(found, tongue)))
    made = [Added(row, row.original.body if row.original else "", near.get(row.pk, ())) for row in rows]
    return made, every.count() if len(rows) == AT_ONCE else len(rows)


def choices(found: Round, text: Texts) -> list[tuple[Proposition, str]]:
    """The statements that are shown."""
    rows = found.propositions.filter(state=Sifted.SHOWN).select_related("original")
    return [(row, said(row, text)[0]) for row in rows]


def _near(
    waiting: list[Proposition], others: Iterable[tuple[Proposition, str]]
) -> dict[int, tuple[tuple[Proposition, str], ...]]:
    """Per statement those with nearly the same words; each was compared in full."""
    from samenhang.methods.triage import duplicates

    shown = [(one, told) for one, told in others if told]
    asked = [row for row in waiting if row.original is not None]
    texts = [*(told for _one, told in shown), *(row.original.body for row in asked if row.original)]
    if not shown or not asked:
        return {}
    found, near = duplicates(texts, at_least=ALIKE), dict[int, tuple[tuple[Proposition, str], ...]]()
    for first, second in zip(found.first.tolist(), found.second.tolist(), strict=True):
        if first < len(shown) <= second:
            pk = asked[second - len(shown)].pk
            near[pk] = (*near.get(pk, ()), shown[first])[:3]
    return near


@dataclass(frozen=True)
class ToAnswer:
    proposition: Proposition
    words: str
    answer: RoundWords | None  # in the language in which it was written
    others: tuple[tuple[SenderLanguage, str, RoundWords | None], ...]  # with the name of the text in that language


def to_answer(found: Round, text: Texts) -> list[ToAnswer]:
    """Every statement that was shown, with what was answered and in which languages."""
    texts: dict[str, list[RoundWords]] = {}
    for word in found.words.filter(key__startswith="a").select_related("language"):
        texts.setdefault(word.key, []).append(word)
    tongues = languages()
    result = []
    for row, told in choices(found, text):
        here = texts.get(row.answer_key, [])
        own = next((one for one in here if one.state == Written.ORIGINAL), None)
        at = {one.language_id: one for one in here}
        others = tuple(
            (tongue, f"{found.ref}/{row.answer_key}/{tongue.pk}", at.get(tongue.pk))
            for tongue in tongues if own is None or tongue.pk != own.language_id
        )  # fmt: skip
        result.append(ToAnswer(row, told, own, others))
    return result

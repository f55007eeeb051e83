"""What who holds a round works through: statements that people added, answers, and texts in every language."""

from collections.abc import Iterable
from dataclasses import dataclass

from samenhang.insight.senders.models import SenderLanguage
from samenhang.insight.senders.queries import Texts, languages
from samenhang.insight.voices.models import Proposition, Round, RoundWords, Sifted, Written
from samenhang.insight.voices.queries.words import said, words

ALIKE = 0.5


@dataclass(frozen=True)
class Added:
    """A statement that somebody added, as it was written, with what it may be joined to."""

    proposition: Proposition
    words: str
    near: tuple[tuple[Proposition, str], ...]  # says nearly the same


def added(found: Round, state: str) -> list[Added]:
    """The added statements in one state, oldest first; each beside those that say nearly the same in its own language."""
    rows = list(found.propositions.filter(added=True, state=state).select_related("original", "reason", "into"))
    tongues = {row.language for row in rows} if state == Sifted.WAITING else set()
    others = {tongue: choices(found, words(found, tongue)) for tongue in tongues}
    return [
        Added(row, row.original.body if row.original else "", _near(row, others.get(row.language, []))) for row in rows
    ]


def choices(found: Round, text: Texts) -> list[tuple[Proposition, str]]:
    """The statements that are shown."""
    rows = found.propositions.filter(state=Sifted.SHOWN).select_related("original")
    return [(row, said(row, text)[0]) for row in rows]


def _near(row: Proposition, others: Iterable[tuple[Proposition, str]]) -> tuple[tuple[Proposition, str], ...]:
    """Statements with nearly the same words; each was compared in full."""
    from samenhang.methods.triage import duplicates

    rows = [(one, told) for one, told in others if told]
    if row.original is None or not rows:
        return ()
    found = duplicates([*(told for _one, told in rows), row.original.body], at_least=ALIKE)
    last = len(rows)
    return tuple(rows[int(a)] for a, b in zip(found.first, found.second, strict=True) if int(b) == last)[:3]


@dataclass(frozen=True)
class ToAnswer:
    proposition: Proposition
    words: str
    answer: RoundWords | None  # in the language in which it was written
    others: tuple[tuple[SenderLanguage, RoundWords | None], ...]


def to_answer(found: Round, text: Texts) -> list[ToAnswer]:
    """Every statement that was shown, with what was answered and in which languages."""
    texts: dict[str, list[RoundWords]] = {}
    for row in found.words.filter(key__startswith="a").select_related("language"):
        texts.setdefault(row.key, []).append(row)
    tongues = languages()
    result = []
    for row, told in choices(found, text):
        here = texts.get(row.answer_key, [])
        own = next((one for one in here if one.state == Written.ORIGINAL), None)
        at = {one.language_id: one for one in here}
        others = tuple((tongue, at.get(tongue.pk)) for tongue in tongues if own is None or tongue.pk != own.language_id)
        result.append(ToAnswer(row, told, own, others))
    return result


@dataclass(frozen=True)
class Line:
    """One text of a round: as its author wrote it, and in one other language."""

    key: str
    original: str
    language: str  # of the original
    own: RoundWords | None


def lines(found: Round, language: str) -> list[Line]:
    """Every text of a round beside its translation, in the order in which people meet them."""
    rows = list(found.words.order_by("language__order"))
    originals = {row.key: row for row in rows if row.state == Written.ORIGINAL}
    own = {row.key: row for row in rows if row.language_id == language}
    made = [Line(key, row.text, row.language_id, own.get(key)) for key, row in originals.items()]
    shown = found.propositions.filter(added=True, state=Sifted.SHOWN).select_related("original")
    made += [Line(row.key, row.original.body, row.language, own.get(row.key)) for row in shown if row.original]
    return sorted((one for one in made if one.language != language), key=lambda one: _place(one.key))


def _place(key: str) -> tuple[int, int]:
    if key in ("title", "purpose"):
        return 0, ("title", "purpose").index(key)
    return "pqca".index(key[0]) + 1, int(key[1:])

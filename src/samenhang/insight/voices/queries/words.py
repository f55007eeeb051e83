"""The words of a round in one language, and of all its parts."""

from collections.abc import Iterable

from samenhang.insight.senders.models import SenderLanguage
from samenhang.insight.senders.queries import Texts, gathered
from samenhang.insight.voices.models import Proposition, Round, RoundWords, Sifted, Written


def words(found: Round, language: str) -> Texts:
    """All texts of a round; what a language lacks is shown in the first language that has it."""
    return gathered(language, found.words.select_related("language").order_by("language__order", "key"))


def titles(rounds: Iterable[Round], language: str) -> dict[int, str]:
    """What each round is called, in this language or the first that has it."""
    rows = RoundWords.objects.filter(round__in=list(rounds), key="title").order_by("language__order")
    found: dict[int, RoundWords] = {}
    for row in rows:
        if row.language_id == language or row.round_id not in found:
            found[row.round_id] = row
    return {pk: row.text for pk, row in found.items()}


def languages_of(found: Round) -> list[tuple[SenderLanguage, str]]:
    """The languages of a round, each with its own title."""
    rows = found.words.filter(key="title", language__withdrawn_on=None).select_related("language")
    return [(row.language, row.text) for row in rows.order_by("language__order")]


def said(proposition: Proposition, text: Texts) -> tuple[str, str]:
    """A statement and the language in which it is shown; nothing when it was erased."""
    if proposition.state == Sifted.WITHDRAWN:
        return "", ""
    shown = text.get(proposition.key)
    if proposition.original is not None and (not shown or text.language == proposition.language):
        return proposition.original.body, proposition.language
    return (shown, text.language_of(proposition.key)) if shown else ("", "")


def original(proposition: Proposition, text: Texts) -> tuple[str, str] | None:
    """What its author wrote and in which language, when a machine wrote what is shown."""
    row = text.own.get(proposition.key)
    if proposition.original is not None:
        same = row is None or row.state != "machine" or text.language == proposition.language
        return None if same else (proposition.original.body, proposition.language)
    return text.original_of(proposition.key)


def original_language(found: Round, key: str) -> str | None:
    """In which language a text of a round was written first: by who holds it, or by whoever added it."""
    own = found.words.filter(key=key, state=Written.ORIGINAL).values_list("language", flat=True).first()
    if own is not None or not key.startswith("p") or not key[1:].isdecimal():
        return own
    added = found.propositions.filter(pk=int(key[1:]), added=True, original__isnull=False)
    return added.values_list("language", flat=True).first()

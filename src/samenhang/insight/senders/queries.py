"""What people read who have no account: texts in one language, with who wrote each; and codes as they type them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from samenhang.insight.senders.models import SenderLanguage, SenderText, Translation

SHIPPED = "sender_texts:"  # what a text of the workspace is called before its code
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 letters without 0, 1, I and O; five bits each
LETTERS = 20  # a hundred bits
LOOKALIKES = str.maketrans({"0": "", "1": "", "I": "", "O": "", "-": "", " ": "", "\u00a0": "", ".": ""})


class Worded(Protocol):
    """One text in one language: what it says, and whether its author, a machine or somebody who checked it wrote it."""

    @property
    def key(self) -> str: ...
    @property
    def language_id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True)
class Texts:
    """The texts of one language; `text.title` in a template. A missing one is shown in another language, never as a hole."""

    language: str
    own: Mapping[str, Worded]
    others: Mapping[str, Worded]
    originals: Mapping[str, Worded] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        row = self.own.get(key) or self.others.get(key)
        if row is None:
            raise KeyError(key)
        return str(row.text)

    def get(self, key: str) -> str:
        """The text, or nothing: for keys that the workspace itself makes up."""
        return self[key] if key in self.own or key in self.others else ""

    def language_of(self, key: str) -> str:
        """In which language a text is shown: its own, or the one that stands in for it."""
        row = self.own.get(key) or self.others[key]
        return row.language_id

    def original_of(self, key: str) -> tuple[str, str] | None:
        """What its author wrote and in which language, when a machine wrote the text that is shown."""
        row, original = self.own.get(key), self.originals.get(key)
        return (original.text, original.language_id) if row and original and row.state == "machine" else None

    @property
    def by_machine(self) -> bool:
        return any(row.state == "machine" for row in self.own.values())


def languages() -> list[SenderLanguage]:
    return list(SenderLanguage.objects.filter(withdrawn_on=None).order_by("order"))


def texts(language: str) -> Texts | None:
    """The texts of a language that is shipped; None when it is not."""
    rows = SenderText.objects.filter(withdrawn_on=None).order_by("language__order")
    found = list(rows.filter(language=language))
    if not found:
        return None
    lacking = len(found) < rows.values("key").distinct().count()
    return gathered(language, [*vouched(language), *found, *(rows.exclude(language=language) if lacking else ())])


@dataclass(frozen=True)
class Vouched:
    """A text of the workspace in the words that a seat vouches for."""

    key: str
    language_id: str
    text: str
    state: str = "checked"


def vouched(language: str) -> list[Vouched]:
    """What was checked, as long as the original that it was checked against stands."""
    rows = Translation.objects.filter(
        of__startswith=SHIPPED, language=language, state="checked", words__isnull=False
    ).select_related("words")
    found = {row.of.removeprefix(SHIPPED).rpartition("/")[0]: (row.words, row.source) for row in rows}
    originals = SenderText.objects.filter(key__in=found, state="original", withdrawn_on=None) if found else ()
    sources = {one.key: source_of(one.text) for one in originals if one.language_id != language}
    return [
        Vouched(key, language, words.body)
        for key, (words, source) in found.items()
        if words is not None and sources.get(key) == source
    ]


def source_of(original: str) -> str:
    """Which original a translation was checked against."""
    return hashlib.sha256(original.encode()).hexdigest()


def gathered(language: str, rows: Iterable[Worded]) -> Texts:
    """Texts of one language; what it lacks comes from the first of the other rows that has it."""
    own: dict[str, Worded] = {}
    others: dict[str, Worded] = {}
    originals: dict[str, Worded] = {}
    for row in rows:
        (own if row.language_id == language else others).setdefault(row.key, row)
        if row.state == "original":
            originals.setdefault(row.key, row)
    return Texts(language, own, others, originals)


def tidy(code: str) -> str:
    """A code as somebody types it, in the letters that codes are made of."""
    return code.upper().translate(LOOKALIKES)[: 2 * LETTERS]


def digest(code: str) -> str:
    return hashlib.sha256(tidy(code).encode()).hexdigest()

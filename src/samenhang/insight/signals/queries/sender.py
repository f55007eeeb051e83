"""What a sender sees: texts in one language, who to call, and, with a code, how the report stands."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from samenhang.ground.places.queries import areas
from samenhang.insight.signals.models import Helpline, Message, SenderLanguage, SenderText, Signal, Standing

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 letters without 0, 1, I and O; five bits each
LETTERS = 20  # a hundred bits
LOOKALIKES = str.maketrans({"0": "", "1": "", "I": "", "O": "", "-": "", " ": "", "\u00a0": "", ".": ""})


@dataclass(frozen=True)
class Line:
    name: str
    phone: str  # empty when no page confirms a number
    about: str
    site: str

    @property
    def dial(self) -> str:
        return "".join(self.phone.split())


@dataclass(frozen=True)
class Texts:
    """The texts of one language; `text.title` in a template. A missing one is shown in another language, never as a hole."""

    language: str
    own: Mapping[str, SenderText]
    others: Mapping[str, SenderText]

    def __getitem__(self, key: str) -> str:
        row = self.own.get(key) or self.others.get(key)
        if row is None:
            raise KeyError(key)
        return str(row.text)

    def get(self, key: str) -> str:
        """The text, or nothing: for keys that the workspace itself makes up."""
        return self[key] if key in self.own or key in self.others else ""

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
    own = {row.key: row for row in found}
    missing: dict[str, SenderText] = {}
    if len(own) < rows.values("key").distinct().count():
        for row in rows.exclude(key__in=own):
            missing.setdefault(row.key, row)
    return Texts(language, own, missing)


def lines(text: Texts) -> list[Line]:
    """Who to call, in the language of the sender."""
    rows = Helpline.objects.filter(withdrawn_on=None).order_by("order")
    return [Line(row.name, row.phone, text.get(row.about), row.source_url) for row in rows]


def municipalities(on: date) -> list[tuple[str, str]]:
    """The places to choose from: the smallest areas of the workspace."""
    return [(area.pk, area.name) for area in areas(on, "municipality")]


def tidy(code: str) -> str:
    """A code as somebody types it, in the letters that codes are made of."""
    return code.upper().translate(LOOKALIKES)[: 2 * LETTERS]


def digest(code: str) -> str:
    return hashlib.sha256(tidy(code).encode()).hexdigest()


@dataclass(frozen=True)
class Followed:
    """A report as its sender sees it."""

    signal: Signal
    main: Signal  # the one that is handled: itself, or the one that it was joined to
    text: Texts

    @property
    def state(self) -> str:
        """In the words of the sender; that a report is on a guarded route is nobody's to read over a shoulder."""
        state = Standing.OPEN if self.main.state == Standing.GUARDED else self.main.state
        return self.text[f"state_{state}"]

    @property
    def passed_to(self) -> str:
        route = self.main.route if self.main.state == Standing.PASSED else None
        return str(route.party.name) if route else ""

    @cached_property
    def messages(self) -> list[Message]:
        return list(self.signal.messages.select_related("words"))


def followed(code: str, text: Texts) -> Followed | None:
    """The report behind a code."""
    if len(tidy(code)) != LETTERS:
        return None
    found = (
        Signal.objects.select_related("words", "into__route__party", "route__party").filter(code=digest(code)).first()
    )
    return Followed(found, found.into or found, text) if found else None

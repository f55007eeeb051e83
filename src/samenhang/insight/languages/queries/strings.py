"""Each text that people without an account read, beside its original: as a list per language, and one by one."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Permission
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.languages.models import Proofreading
from samenhang.insight.senders.models import SenderLanguage, SenderText, Translation
from samenhang.insight.senders.queries import SHIPPED, source_of
from samenhang.insight.voices.models import Phase, Proposition, Round, RoundWords, Sifted
from samenhang.insight.voices.queries.words import titles

ROUND = "round:"  # what a text of a round is called before its number and key
OPEN = (Proofreading.MACHINE, Proofreading.AGAIN, Proofreading.MISSING)  # what nobody vouches for yet
PARTS: dict[str, str | Promise] = {
    "title": gettext_lazy("title"),
    "purpose": gettext_lazy("what it is for"),
    "p": gettext_lazy("statement"),
    "q": gettext_lazy("question"),
    "c": gettext_lazy("choice"),
    "a": gettext_lazy("what was done with a statement"),
}
ORDER = ("title", "purpose")  # and then, as people meet them: statements, questions, choices, answers
PLACES = re.compile(r"\{[a-z_]*\}")  # what the program fills in: {number}


def part_of(of: str) -> str | Promise:
    """What a text is in its round: its title, a statement, a choice; nothing of a text of the pages."""
    key = of.split("/")[1] if of.startswith(ROUND) else ""
    return PARTS.get(key) or PARTS.get(key[:1], "")


def stale(language: str | None = None) -> set[str]:
    """The texts that were checked beside an original that has changed since."""
    rows = Translation.objects.filter(state="checked")
    rows = rows.filter(language=language) if language else rows
    sources = {row.of: row.source for row in rows}
    changed = set()
    keys = {of.removeprefix(SHIPPED).rpartition("/")[0] for of in sources if of.startswith(SHIPPED)}
    shipped = SenderText.objects.filter(key__in=keys, state=Proofreading.ORIGINAL, withdrawn_on=None) if keys else ()
    standing = {f"{SHIPPED}{row.key}": row.text for row in shipped}
    rounds = {int(of.removeprefix(ROUND).partition("/")[0]) for of in sources if of.startswith(ROUND)}
    said = RoundWords.objects.filter(round__in=rounds, state=Proofreading.ORIGINAL) if rounds else ()
    standing |= {f"{ROUND}{row.round_id}/{row.key}": row.text for row in said}
    own = _shown().filter(round__in=rounds) if rounds else ()
    standing |= {f"{ROUND}{row.round_id}/{row.key}": row.original.body for row in own if row.original}
    for of, source in sources.items():
        original = standing.get(of.rpartition("/")[0])
        if original is None or source_of(original) != source:
            changed.add(of)
    return changed


def interface(language: str, changed: set[str]) -> "QuerySet[SenderText]":
    """The texts of the pages for senders: a row for each original, with what this language says."""
    given = SenderText.objects.filter(key=OuterRef("key"), language=language, withdrawn_on=None)
    of = Concat(Value(SHIPPED), F("key"), Value(f"/{language}"), output_field=TextField())
    rows = SenderText.objects.filter(state=Proofreading.ORIGINAL, withdrawn_on=None)
    rows = rows.annotate(of=of, written=F("language_id"))
    record = Translation.objects.filter(of=OuterRef("of"))
    rows = rows.annotate(
        shipped=Subquery(given.values("text")[:1]), wrote=Subquery(given.values("state")[:1]),
        role=Subquery(given.values("checked_by")[:1]),
        record=Subquery(record.values("state")[:1]), by=Subquery(record.values("by")[:1]), on=Subquery(record.values("on")[:1]),
        vouched=Subquery(record.filter(words__isnull=False).values("words__body")[:1]),
    )  # fmt: skip
    checked = Q(record=Proofreading.CHECKED, vouched__isnull=False)
    found: QuerySet[SenderText] = rows.annotate(
        state_now=_state(language, changed, checked),
        said=Case(
            When(Q(language=language), then=F("text")),
            When(checked & ~Q(of__in=changed), then=F("vouched")),
            default=F("shipped"),
        ),
    ).select_related("language")
    return found


def content(viewer: Viewer, language: str, changed: set[str]) -> "QuerySet[RoundWords]":
    """The texts of rounds: titles, statements, questions, choices and answers."""
    rows = _open_to(viewer).filter(state=Proofreading.ORIGINAL).annotate(written=F("language_id"))
    found: QuerySet[RoundWords] = _beside(rows, F("key"), language, changed).select_related("language", "round")
    return found


def added(language: str, changed: set[str]) -> "QuerySet[Proposition]":
    """What people added to a round themselves, once it is shown to others."""
    rows = _shown().annotate(text=F("original__body"), written=F("language"))
    found: QuerySet[Proposition] = _beside(rows, Concat(Value("p"), Cast("pk", TextField())), language, changed)
    return found


def _shown() -> "QuerySet[Proposition]":
    rows = Proposition.objects.filter(added=True, state=Sifted.SHOWN, original__isnull=False)
    return rows.select_related("original", "round")


def _beside(rows: Any, key: Any, language: str, changed: set[str]) -> Any:
    """Originals of rounds with what this language says of each."""
    number = Cast("round_id", TextField())
    of = Concat(Value(ROUND), number, Value("/"), key, Value(f"/{language}"), output_field=TextField())
    rows = rows.annotate(of=of, name_of=Cast(key, TextField()))
    given = RoundWords.objects.filter(round=OuterRef("round"), key=OuterRef("name_of"), language=language)
    record = Translation.objects.filter(of=OuterRef("of"))
    rows = rows.annotate(
        said=Subquery(given.values("text")[:1]), wrote=Subquery(given.values("state")[:1]),
        role=Subquery(given.values("checked_by")[:1]),
        record=Subquery(record.values("state")[:1]), by=Subquery(record.values("by")[:1]), on=Subquery(record.values("on")[:1]),
    )  # fmt: skip
    checked = Q(record=Proofreading.CHECKED, said__isnull=False)
    return rows.annotate(state_now=_state(language, changed, checked))


def _open_to(viewer: Viewer) -> "QuerySet[RoundWords]":
    """A round in preparation is read by who prepares it, or checks its texts."""
    rows = RoundWords.objects.filter(language__withdrawn_on=None)
    if viewer.may(Permission.HEAR) or viewer.may(Permission.TRANSLATE):
        return rows
    return rows.exclude(round__phase=Phase.DRAFT)


def _state(language: str, changed: set[str], checked: Q) -> Case:
    return Case(
        When(written=language, then=Value(Proofreading.ORIGINAL.value)),
        When(Q(wrote=None) & ~checked, then=Value(Proofreading.MISSING.value)),
        When(Q(record=Proofreading.AGAIN) | Q(of__in=changed), then=Value(Proofreading.AGAIN.value)),
        When(checked | Q(wrote=Proofreading.CHECKED), then=Value(Proofreading.CHECKED.value)),
        default=Value(Proofreading.MACHINE.value),
    )


@dataclass(frozen=True)
class String:
    """One text beside its original."""

    of: str
    ref: str  # what the record points at
    where: str | Promise  # of what it is a text
    url: str  # where people read it
    language: SenderLanguage
    original_language: SenderLanguage
    original: str
    said: str
    state: str
    by: str
    on: date | None
    earlier: str  # what was checked beside an older original

    @property
    def round(self) -> int | None:
        """The number of the round that it is a text of."""
        return int(self.of.removeprefix(ROUND).partition("/")[0]) if self.of.startswith(ROUND) else None

    @property
    def part(self) -> str | Promise:
        return part_of(self.of)

    @property
    def source(self) -> str:
        return source_of(self.original)

    @property
    def places(self) -> list[str]:
        """What the program fills in: it stands in every language."""
        return sorted(PLACES.findall(self.original))

    @property
    def state_label(self) -> str | Promise:
        return Proofreading(self.state).label


def one(viewer: Viewer, of: str) -> String | None:
    """One text by its name, `sender_texts:title/xx` or `round:3/p12/xx`, in a language that we have."""
    name, _slash, code = of.rpartition("/")
    language = SenderLanguage.objects.filter(pk=code, withdrawn_on=None).first()
    if language is None:
        return None
    record = Translation.objects.filter(of=of).select_related("words").first()
    row: Any = None  # with what the list adds to it
    if name.startswith(SHIPPED):
        row = interface(code, stale(code)).filter(key=name.removeprefix(SHIPPED)).first()
        where, url = _("Pages for senders"), reverse("signals:start", args=[code])
        shipped = SenderText.objects.filter(pk=of.removeprefix(SHIPPED)).exists()
        ref = of if shipped else row.ref if row else ""
    elif name.startswith(ROUND):
        number, _slash, key = name.removeprefix(ROUND).partition("/")
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            return None
        changed = stale(code)
        row = content(viewer, code, changed).filter(round=int(number), key=key).first()
        own: Any = added(code, changed)
        row = row or own.filter(round=int(number), name_of=key).first()
        where = titles([row.round], (get_language() or "nl")[:2]).get(row.round_id, "") if row else ""
        url, ref = reverse("voices:start", args=[number, code]), f"{ROUND}{number}"
    if row is None:
        return None
    home = SenderLanguage.objects.filter(pk=row.written).first() or language
    seats = names_of([row.by or "", row.role or ""])
    return String(
        of=of, ref=ref, where=where, url=url, language=language, original_language=home, original=row.text,
        said=row.said or "", state=row.state_now, by=seats.get(row.by or row.role or "", row.role or ""), on=row.on,
        earlier=record.words.body if record and record.words and record.words.body != row.said else "",
    )  # fmt: skip


def waiting(viewer: Viewer, language: str, number: int | None) -> list[str]:
    """The names of the texts of one round that nobody vouches for yet, in the order in which people meet them; without
    a number those of the pages for senders."""
    changed = stale(language)
    if number is None:
        pages: Any = interface(language, changed)
        pages = pages.filter(state_now__in=OPEN)
        return list(pages.order_by("pk").values_list("of", flat=True))
    sets: tuple[Any, ...] = (content(viewer, language, changed), added(language, changed))
    found = [rows.filter(round=number, state_now__in=OPEN).values_list("name_of", "of") for rows in sets]
    return [of for _key, of in sorted((row for rows in found for row in rows), key=lambda row: _place(row[0]))]


def _place(key: str) -> tuple[int, int]:
    return (0, ORDER.index(key)) if key in ORDER else ("pqca".index(key[0]) + 1, int(key[1:]))


@dataclass(frozen=True)
class Following:
    """What is looked at after one text: the next of the same round, or of the pages, that nobody vouches for yet."""

    of: str  # empty when it was the last
    left: int  # besides the one that is looked at


def following(viewer: Viewer, found: String) -> Following:
    """The next text after this one, and from the start again after the last."""
    names = waiting(viewer, found.language.pk, found.round)
    others = [of for of in names if of != found.of]
    if found.of in names:
        at = names.index(found.of)
        others = names[at + 1 :] + names[:at]
    elif found.round is not None:
        places = {of: _place(of.split("/")[1]) for of in [found.of, *others]}
        others.sort(key=lambda of: (places[of] <= places[found.of], places[of]))
    else:
        others.sort(key=lambda of: (of <= found.of, of))
    return Following(others[0] if others else "", len(others))


def rounds(viewer: Viewer) -> list[tuple[str, str]]:
    """The rounds to choose from in the list."""
    found = list(Round.objects.filter(Exists(_open_to(viewer).filter(round=OuterRef("pk")))).order_by("-pk"))
    named = titles(found, (get_language() or "nl")[:2])
    return [(str(row.pk), named.get(row.pk, "")) for row in found]

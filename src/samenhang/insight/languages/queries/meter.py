"""How far each language is: of the pages, of what rounds ask and answer, and how much of it somebody checked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from samenhang.ground.people.queries import Viewer
from samenhang.insight.languages.models import Proofreading
from samenhang.insight.languages.queries.strings import ROUND, _open_to, _shown, stale
from samenhang.insight.senders.models import SenderLanguage, SenderText, Translation
from samenhang.insight.senders.queries import SHIPPED
from samenhang.insight.voices.models import Proposition, RoundWords


@dataclass(frozen=True)
class Share:
    """Texts of one kind in one language, by how they stand."""

    counts: Counter[str]

    @property
    def all(self) -> int:
        return self.counts.total()

    @property
    def there(self) -> int:
        return self.all - self.counts[Proofreading.MISSING]

    @property
    def missing(self) -> int:
        return self.counts[Proofreading.MISSING]

    @property
    def checked(self) -> int:
        return self.counts[Proofreading.CHECKED]

    @property
    def left(self) -> int:
        """What nobody vouches for yet."""
        return self.foreign - self.checked

    @property
    def foreign(self) -> int:
        """What is not written in this language first: only that can be checked."""
        return self.all - self.counts[Proofreading.ORIGINAL]

    @property
    def percent(self) -> int | None:
        return _percent(self.there, self.all)

    @property
    def checked_percent(self) -> int | None:
        return _percent(self.checked, self.foreign)


def _percent(part: int, whole: int) -> int | None:
    """Rounded down: a hundred is everything, and nothing else is. None of nothing."""
    return 100 * part // whole if whole else None


@dataclass(frozen=True)
class Row:
    language: SenderLanguage
    interface: Share
    content: Share

    @property
    def both(self) -> Share:
        return Share(self.interface.counts + self.content.counts)


def meter(viewer: Viewer) -> list[Row]:
    """Every language with its figures, in the order of the form; the number of queries does not grow."""
    languages = list(SenderLanguage.objects.filter(withdrawn_on=None).order_by("order"))
    changed = stale()
    records = {row.of: row for row in Translation.objects.all()}
    shipped = [
        (f"{SHIPPED}{key}", language, state)
        for key, language, state in SenderText.objects.filter(withdrawn_on=None).values_list("key", "language", "state")
    ]
    interface = _counted(shipped, {}, languages, records, changed, keeps=True)
    content = _of_rounds(_open_to(viewer), _shown(), languages, records, changed)
    return [Row(one, Share(interface[one.pk]), Share(content[one.pk])) for one in languages]


def meter_of(viewer: Viewer, number: int) -> list[tuple[SenderLanguage, Share]]:
    """Every language with how far one round is in it."""
    languages = list(SenderLanguage.objects.filter(withdrawn_on=None).order_by("order"))
    records = {row.of: row for row in Translation.objects.filter(of__startswith=f"{ROUND}{number}/")}
    counts = _of_rounds(
        _open_to(viewer).filter(round=number), _shown().filter(round=number), languages, records, stale()
    )
    return [(one, Share(counts[one.pk])) for one in languages]


def _of_rounds(
    words: "QuerySet[RoundWords]", added: "QuerySet[Proposition]", languages: list[SenderLanguage],
    records: dict[str, Translation], changed: set[str],
) -> dict[str, Counter[str]]:  # fmt: skip
    said = [
        (f"{ROUND}{number}/{key}", language, state)
        for number, key, language, state in words.values_list("round", "key", "language", "state")
    ]
    own = {f"{ROUND}{row.round_id}/{row.key}": row.language for row in added}
    return _counted(said, own, languages, records, changed, keeps=False)


def _counted(
    rows: Iterable[tuple[str, str, str]], own: dict[str, str], languages: list[SenderLanguage], records: dict[str, Translation],
    changed: set[str], *, keeps: bool,
) -> dict[str, Counter[str]]:  # fmt: skip
    """Per language how many texts stand how. `own`: the language of what people added. `keeps`: a record may
    stand in for a text that was not shipped."""
    rows = list(rows)
    home = own | {name: language for name, language, state in rows if state == Proofreading.ORIGINAL}
    wrote = {(name, language): state for name, language, state in rows if name in home}
    found: dict[str, Counter[str]] = {one.pk: Counter() for one in languages}
    for name, original in home.items():
        for one in languages:
            of = f"{name}/{one.pk}"
            found[one.pk][
                _stands(wrote.get((name, one.pk)), records.get(of), of in changed, one.pk == original, keeps)
            ] += 1
    return found


def _stands(wrote: str | None, record: Translation | None, changed: bool, original: bool, keeps: bool) -> str:
    if original:
        return Proofreading.ORIGINAL
    vouched = record is not None and record.state == Proofreading.CHECKED and (not keeps or record.words_id is not None)
    if wrote is None and not (keeps and vouched):
        return Proofreading.MISSING
    if record is not None and (record.state == Proofreading.AGAIN or changed):
        return Proofreading.AGAIN
    return Proofreading.CHECKED if vouched or wrote == Proofreading.CHECKED else Proofreading.MACHINE

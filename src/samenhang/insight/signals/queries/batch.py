"""Signals in a file: what it should hold, and what a file that somebody offers does hold, with every problem at once."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.lexicon.models import ChainStage, Theme
from samenhang.ground.places.queries import areas
from samenhang.insight.senders.queries import languages
from samenhang.insight.signals.models import Channel, Passing
from samenhang.workspace.formats import mail
from samenhang.workspace.formats.delivery import UnreadableError
from samenhang.workspace.formats.markup import plain

LONGEST = 4000
LARGEST = 2 * 1024**2
MOST = 2000
SHOWN = 50
FEW = 15  # words of a column that fit in a sentence
COLUMNS = ("words", "channel", "passing", "happened_on", "language", "theme", "stage", "area")
NEEDED = ("words", "channel", "passing")
UNKNOWN = "und"  # of a language that nobody named
DROPPED = {
    "headers": gettext_lazy("who sent it, to whom, its subject and the way it came"),
    "attachments": gettext_lazy("attachments"),
    "scripts": gettext_lazy("scripts and forms"),
    "html": gettext_lazy("the dress of the page: only its text is kept"),
    "addresses": gettext_lazy("addresses of mail"),
    "quoted": gettext_lazy("mails of others that it quotes"),
}


@dataclass(frozen=True)
class Brought:
    """One signal of a file; a theme, stage and area by their codes."""

    words: str
    channel: str
    passing: str
    happened_on: date | None = None
    language: str = UNKNOWN
    theme: str = ""
    stage: str = ""
    area: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and what to do."""

    line: int  # 0: the whole file
    column: str
    message: str


@dataclass(frozen=True)
class Batch:
    """What was read of a file."""

    rows: tuple[Brought, ...] = ()
    faults: tuple[Fault, ...] = ()
    dropped: tuple[str, ...] = ()
    lines: int = field(default=0)

    @property
    def shown(self) -> tuple[Brought, ...]:
        return self.rows[:SHOWN]

    @property
    def left_out(self) -> list[str]:
        return [str(DROPPED[one]) for one in self.dropped]


@dataclass(frozen=True)
class Wanted:
    """One column that a file may have, and the words that it knows."""

    name: str
    holds: str
    words: tuple[str, ...] = ()


class Words:
    """The words that a file may use: codes, and the names of things in Dutch and English."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.themes = list(Theme.objects.filter(withdrawn_on=None))
        self.stages = list(ChainStage.objects.filter(withdrawn_on=None))
        self.areas = list(areas(today))
        self.languages = languages()
        self.known: dict[str, dict[str, str]] = {
            "channel": _choices([one for one in Channel.choices if one[0] != Channel.SELF]),
            "passing": _choices(Passing.choices),
            "language": {one.pk.lower(): one.pk for one in self.languages} | {one.name.lower(): one.pk for one in self.languages},
            "theme": _labels(self.themes),
            "stage": _labels(self.stages),
            "area": {one.name.lower(): one.pk for one in self.areas} | {one.pk.lower(): one.pk for one in self.areas},
        }  # fmt: skip

    def shown(self, row: Brought) -> tuple[str, str, str]:
        """How a signal came in, what its sender allows, and what it is about, in words of the page."""
        about = {one.pk: str(one.label) for one in (*self.themes, *self.stages)} | {
            one.pk: one.name for one in self.areas
        }
        named = [about[code] for code in (row.theme, row.stage, row.area) if code]
        return str(Channel(row.channel).label), str(Passing(row.passing).label), ", ".join(named)

    def wanted(self) -> list[Wanted]:
        """What a file may hold, for the page that asks for one."""
        channels = tuple(value for value, _label in Channel.choices if value != Channel.SELF)
        return [
            Wanted("words", _("what was reported, in the words of who told it; needed")),
            Wanted("channel", _("how it came in; needed"), channels),
            Wanted("passing", _("what the sender allows to be passed on; needed"), tuple(Passing.values)),
            Wanted("happened_on", _("the day, such as 2030-12-31")),
            Wanted("language", _("the language of the words"), tuple(one.pk for one in self.languages)),
            Wanted("theme", _("the theme, when it is clear"), tuple(one.pk for one in self.themes)),
            Wanted("stage", _("the stage of the chain"), tuple(one.pk for one in self.stages)),
            Wanted("area", _("where it was: the name or code of an area")),
        ]


def _choices(choices: Iterable[tuple[str, object]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("nl", "en"):
        with translation.override(language):
            found |= {str(label).lower(): value for value, label in choices}
    return found | {value: value for value, _label in choices}


def _labels(rows: Iterable[Theme | ChainStage]) -> dict[str, str]:
    return {text.lower(): row.pk for row in rows for text in (row.label_nl, row.label_en, row.pk)}


TEMPLATE = ",".join(COLUMNS) + "\n"


def read(name: str, data: bytes, *, asked: Mapping[str, str], words: Words) -> Batch:
    """A mail (.eml) or a table (.csv). Faults come together; with any fault nothing is brought in."""
    if len(data) > LARGEST:
        return _refused(_("This file is larger than 2 MB. Send a mail without attachments, or a table in parts."))
    suffix = Path(name).suffix.lower()
    if suffix == ".eml":
        return _mail(data, asked, words.today)
    if suffix == ".csv":
        return _table(data, words)
    return _refused(_("This is no mail (.eml) and no table (.csv). Photos and other files are not taken in."))


def _refused(message: str) -> Batch:
    return Batch(faults=(Fault(0, "", message),))


def _mail(data: bytes, asked: Mapping[str, str], today: date) -> Batch:
    try:
        found = mail.read(data)
    except UnreadableError as error:
        return _refused(_("This mail cannot be taken in: %(why)s.") % {"why": error})
    day = found.day if found.day and found.day <= today else None
    row = Brought(
        found.text[:LONGEST], Channel.MAIL.value, asked["passing"], day, asked.get("language") or UNKNOWN,
        area=asked.get("area", ""),
    )  # fmt: skip
    return Batch((row,), (), found.dropped, 1)


def _table(data: bytes, words: Words) -> Batch:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(_("The letters of this table are not written as UTF-8. Save it as “CSV UTF-8”."))
    if "\x00" in text:
        return _refused(_("This is no table in text. Save it as “CSV UTF-8”."))
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        faults = _of_head(names)
        if faults:
            return Batch(faults=tuple(faults))
        rows: list[Brought] = []
        number = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            number += 1
            if number > MOST:
                return _refused(_("A table may hold at most %(most)s signals. Bring it in in parts.") % {"most": MOST})
            if len(cells) != len(names):
                message = _(
                    "This line has %(found)s cells and the first line %(wanted)s. Put words with a comma between quotes."
                )
                faults.append(Fault(reader.line_num, "", message % {"found": len(cells), "wanted": len(names)}))
                continue
            row = _row(dict(zip(names, cells, strict=True)), reader.line_num, words, faults)
            if row is not None:
                rows.append(row)
    except csv.Error:
        message = _("This table is broken near line %(line)s. Open it in a spreadsheet and save it again.")
        return _refused(message % {"line": reader.line_num})
    if not number:
        return _refused(_("There is no signal in this table: it has a first line and nothing below it."))
    return Batch(tuple(rows), tuple(faults), (), number)


def _of_head(names: Sequence[str]) -> list[Fault]:
    """What is wrong with the names of the columns."""
    missing = [name for name in NEEDED if name not in names]
    unknown = [name for name in names if name not in COLUMNS]
    faults = []
    if missing:
        faults.append(Fault(1, ", ".join(missing), _("This column is missing. Start from the empty template.")))
    if unknown:
        faults.append(
            Fault(
                1,
                ", ".join(unknown)[:200],
                _("This column is not known. Take it out, or start from the empty template."),
            )
        )
    if len(set(names)) < len(names):
        faults.append(Fault(1, "", _("Two columns have the same name. Take one out.")))
    return faults


def _strange(said: str, known: Mapping[str, str]) -> str:
    """What a cell holds that its column does not know, and what it may hold."""
    told = _("“%(said)s” is not one of the words of this column.") % {"said": said[:60]}
    codes = list(dict.fromkeys(known.values()))
    if len(codes) <= FEW:
        return told + " " + _("Choose one of these: %(words)s.") % {"words": ", ".join(codes)}
    return told + " " + _("Write a name or a code as the pages of this program show it.")


def _row(raw: Mapping[str, str], line: int, words: Words, faults: list[Fault]) -> Brought | None:
    """One line; what is wrong with it goes to the faults."""
    before = len(faults)
    given: dict[str, str] = {}
    for name, known in words.known.items():
        said = raw.get(name, "").strip()
        given[name] = known.get(said.lower(), "")
        if said and not given[name]:
            faults.append(Fault(line, name, _strange(said, known)))
        elif not said and name in NEEDED:
            faults.append(Fault(line, name, _("This cell is empty and may not be.")))
    text, day = plain(raw["words"]), None
    if not text:
        faults.append(Fault(line, "words", _("This cell is empty and may not be.")))
    if len(text) > LONGEST:
        faults.append(Fault(line, "words", _("These are more than 4000 letters. Shorten them.")))
    if said := raw.get("happened_on", "").strip():
        try:
            day = date.fromisoformat(said)
        except ValueError:
            faults.append(Fault(line, "happened_on", _("This should be a date, such as 2030-12-31.")))
        if day is not None and day > words.today:
            faults.append(Fault(line, "happened_on", _("This day has not come yet. Choose today or an earlier day.")))
    if len(faults) > before:
        return None
    return Brought(
        text, given["channel"], given["passing"], day, given["language"] or UNKNOWN, given["theme"], given["stage"], given["area"]
    )  # fmt: skip


def written(rows: Iterable[Brought]) -> bytes:
    """Signals as a table, for holding them while somebody looks: no more than what would be kept anyhow."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([one.name for one in fields(Brought)])
    for row in rows:
        day = row.happened_on.isoformat() if row.happened_on else ""
        language = "" if row.language == UNKNOWN else row.language
        writer.writerow([row.words, row.channel, row.passing, day, language, row.theme, row.stage, row.area])
    return out.getvalue().encode()

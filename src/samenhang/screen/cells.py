"""A number on screen or paper is a Cell: a value that knows its unit, its state and where it comes from.

Each Cell prints as a link to its origin. What is not a Cell, a date or a code may hold no digits in a report:
`sentence` refuses it when the text is made, `check_context` before it is rendered and `check_markup` afterwards.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote

from django.utils import dateformat, formats
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext, pgettext_lazy

from samenhang.screen.page import register

Number = int | float | Decimal
Text = str | Promise

STATES: dict[str, Text] = {
    "known": pgettext_lazy("state of a figure", "known"),
    "provisional": pgettext_lazy("state of a figure", "provisional"),
    "forecast": pgettext_lazy("state of a figure", "forecast"),
    "suppressed": pgettext_lazy("state of a figure", "withheld"),
    "unknown": pgettext_lazy("state of a figure", "not known"),
}
CERTAINTIES: dict[str, Text] = {
    "": "",
    "exact": "",
    "not stated": "",
    "circa": pgettext_lazy("certainty of a figure", "about"),
    "at least": pgettext_lazy("certainty of a figure", "at least"),
    "at most": pgettext_lazy("certainty of a figure", "at most"),
    "low": pgettext_lazy("certainty of a figure", "low estimate"),
    "high": pgettext_lazy("certainty of a figure", "high estimate"),
}


class NakedNumber(ValueError):
    """A number that does not say where it comes from."""


@dataclass(frozen=True)
class Cell:
    """One number with its unit and its origin. `low` and `high` bound it, `state` and `certainty` qualify it."""

    value: Number | None
    unit: Text = ""
    ref: str = ""
    state: str = "known"
    low: Number | None = None
    high: Number | None = None
    certainty: str = ""
    decimals: int = 0

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"A Cell's state is one of {', '.join(STATES)}, not {self.state!r}. Map the mark first.")
        if self.certainty not in CERTAINTIES:
            words = ", ".join(filter(None, CERTAINTIES))
            raise ValueError(f"A Cell's certainty is one of {words}, not {self.certainty!r}. Map the word first.")
        if self.numbers and not self.ref:
            raise NakedNumber(
                f"The number {self.numbers[0]} has no ref. Give the sheet cell or row that it comes from."
            )
        if not self.numbers and self.state not in ("unknown", "suppressed"):
            raise ValueError(f"A Cell that is {self.state!r} has a value; without one it is unknown or suppressed.")

    @property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(number for number in (self.value, self.low, self.high) if number is not None)

    @property
    def url(self) -> str:
        return ref_url(self.ref) if self.ref else ""

    @property
    def number(self) -> str:
        """The value alone, in the language of the reader; empty when there is none."""
        return "" if self.value is None else localised(self.value, self.decimals)

    @property
    def range(self) -> str:
        """The bounds as words: `80.000–120.000`, `from 80.000`, `to 120.000` or nothing."""
        low, high = (None if bound is None else localised(bound, self.decimals) for bound in (self.low, self.high))
        if low is not None and high is not None:
            return f"{low}{self.between}{high}"
        if low is not None:
            return gettext("from %(low)s") % {"low": low}
        return gettext("to %(high)s") % {"high": high} if high is not None else ""

    @property
    def between(self) -> str:
        """What stands between two bounds: a dash, or a word where it would meet a minus."""
        word = pgettext("between two bounds", "to")
        return f" {word} " if any(bound is not None and bound < 0 for bound in (self.low, self.high)) else "–"

    def __str__(self) -> str:
        """The whole cell as plain text, for alternative text, for the PDF and for whoever copies it."""
        if not self.numbers:
            return str(STATES[self.state])
        spread = f"({self.range})" if self.value is not None and self.range else ""
        words = [str(CERTAINTIES[self.certainty]), self.number or self.range, str(self.unit), spread]
        text = " ".join(filter(None, words))
        return text if self.state == "known" else f"{text}, {STATES[self.state]}"


WEEK = re.compile(r"(\d{4})-W(\d\d)")


@dataclass(frozen=True)
class Date:
    """A day or a period (`2018`, `2018-12`, `2018-Q4`, `2018-W09`), printed in the language of the reader."""

    at: datetime.date | str

    @property
    def iso(self) -> str:
        return self.at if isinstance(self.at, str) else self.at.isoformat()

    def __str__(self) -> str:
        if not isinstance(self.at, str):
            return formats.date_format(self.at, "DATE_FORMAT")
        if quarter := re.fullmatch(r"(\d{4})-Q([1-4])", self.at):
            return gettext("quarter %(quarter)s of %(year)s") % {"quarter": quarter[2], "year": quarter[1]}
        if week := WEEK.fullmatch(self.at):
            return gettext("week %(number)s of %(year)s") % {"number": int(week[2]), "year": week[1]}
        try:
            if re.fullmatch(r"\d{4}-\d\d", self.at):
                return dateformat.format(datetime.date.fromisoformat(f"{self.at}-01"), "F Y")
            if re.fullmatch(r"\d{4}-\d\d-\d\d", self.at):
                return formats.date_format(datetime.date.fromisoformat(self.at), "DATE_FORMAT")
        except ValueError:
            pass  # no such day: print what the source says
        return self.at.replace("/", "–")

    @property
    def tick(self) -> str:
        """What stands of it under an axis: the year, and of a week its number."""
        week = WEEK.fullmatch(self.iso)
        return gettext("week %(number)s") % {"number": int(week[2])} if week else self.iso[:4]


@dataclass(frozen=True)
class Code:
    """A name with digits in it that is no quantity: a code, an article of law, a version."""

    text: str

    def __str__(self) -> str:
        return self.text


Run = str | Cell | Date | Code


def localised(value: Number, decimals: int) -> str:
    """A number as the reader's language writes it: 92.000,5 in Dutch and 92,000.5 in English."""
    return _localised(str(value), decimals, get_language() or "")


@lru_cache(maxsize=8192)
def _localised(value: str, decimals: int, language: str) -> str:
    """A page says the same number in its drawing, its table and its words."""
    text = formats.number_format(round(Decimal(value), decimals), decimals, use_l10n=True, force_grouping=True)
    return text.replace("-", "−", 1)


def escaped(value: object) -> str:
    """As `conditional_escape` does, without its detour over lazy text: a page with a chart asks this thousands of times."""
    if isinstance(value, str):
        return str(value.__html__()) if hasattr(value, "__html__") else escape(value)
    return str(value) if isinstance(value, int | float) else conditional_escape(value)  # type: ignore[arg-type]


@lru_cache(maxsize=8192)
def ref_url(ref: str) -> str:
    """Where a ref resolves: `sheet:556c#XX0772/2024/tekort` is cell `XX0772/2024/tekort` on that sheet's page."""
    page, _, cell = ref.partition("#")
    query = f"?cel={quote(cell, safe='/')}" if cell else ""
    return f"/herkomst/{quote(page, safe=':/')}/{query}"


def sentence(template: Text, **parts: Run | Promise) -> tuple[Run, ...]:
    """The runs of one sentence: words with `{names}`, in which whatever has digits is a Cell, Date or Code."""
    runs: list[Run] = []
    for index, piece in enumerate(re.split(r"\{(\w+)\}", str(template))):
        if index % 2 and piece not in parts:
            raise KeyError(f"The sentence {str(template)!r} asks for {piece!r}, which was not given.")
        run = parts[piece] if index % 2 else piece
        run = str(run) if isinstance(run, Promise) else run
        if not isinstance(run, str | Cell | Date | Code):
            raise NakedNumber(f"{run!r} in {str(template)!r} should be text, a Cell, a Date or a Code. Wrap it in one.")
        if isinstance(run, str) and re.search(r"\d", run):
            raise NakedNumber(
                f"{run!r} holds digits. Hand over a number as a Cell, a year as a Date, a name as a Code."
            )
        if run != "":
            runs.append(run)
    return tuple(runs)


def _data(value: Number, decimals: int) -> SafeString:
    return SafeString(f'<data value="{escape(str(value))}">{escape(localised(value, decimals))}</data>')


@register.filter
def state_badge(state: str) -> SafeString:
    """The state of a figure as a mark and a word."""
    return format_html('<span class="state state--{}">{}</span>', state, STATES[state])


@register.filter
def cell(value: Cell, how: str = "") -> SafeString:
    """A Cell as html: a link to its origin. `|cell:"bare"` leaves out a unit that the column names."""
    parts: list[str] = []
    certainty, bounds = str(CERTAINTIES[value.certainty]), [end for end in (value.low, value.high) if end is not None]
    if certainty and value.numbers:
        parts.append(f'<span class="certainty">{escape(certainty)}</span>')
    if value.value is not None:  # a number stays on the line of the word that says how firm it is
        number = _data(value.value, value.decimals)
        parts[-1:] = [f"{parts[-1]}\u00a0{number}"] if parts else [number]
    unit = f'<span class="unit">{escaped(value.unit)}</span>' if value.unit and how != "bare" else ""
    sign = unit and not any(letter.isalpha() for letter in str(value.unit))  # % stays on the line of its number
    if value.value is not None and unit:  # a range without a point has its unit behind it
        parts[-1:] = [f"{parts[-1]}\u00a0{unit}"] if sign else [parts[-1], unit]
    if bounds:
        both = escape(value.between).join(_data(bound, value.decimals) for bound in bounds)
        words = both if len(bounds) == 2 else escape(value.range)
        around = ("", "") if value.value is None else ("(", ")")
        parts.append(f'<span class="range number">{around[0]}{words}{around[1]}</span>')
    if value.value is None and bounds and unit:
        parts[-1:] = [f"{parts[-1]}\u00a0{unit}"] if sign else [parts[-1], unit]
    inner = " ".join(parts)
    if value.state != "known":  # its space stands inside, so that the line under a link stops at the number
        gap = " " if parts else ""
        inner += f'<span class="state state--{value.state}">{gap}{escaped(STATES[value.state])}</span>'
    if not value.ref:
        return SafeString(f'<span class="cell">{inner}</span>')
    return SafeString(f'<a class="cell" href="{escape(value.url)}">{inner}</a>')


@register.filter
def counted(value: object) -> SafeString:
    """The bare number of a Cell or an int, where the whole is a link already."""
    return _data(value.value, value.decimals) if isinstance(value, Cell) and value.value is not None else shown(value)


@register.filter
def shown(value: object) -> SafeString:
    """Anything a page shows, as html: Cells, Dates, Codes, sentences, yes and no; nothing is a dash that says so."""
    if isinstance(value, Cell):
        return cell(value)
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        value = Date(value)
    if isinstance(value, Date):
        plain = re.fullmatch(r"\d{4}(-\d\d){0,2}", value.iso)
        attribute = format_html(' datetime="{}"', value.iso) if plain else ""
        return format_html("<time{}>{}</time>", attribute, value)
    if isinstance(value, Code):
        return format_html("<code>{}</code>", value)
    if isinstance(value, bool):
        return conditional_escape(pgettext("answer", "yes") if value else pgettext("answer", "no"))
    if isinstance(value, tuple | list):
        return format_html_join("", "{}", ([shown(run)] for run in value))
    if value is None or value == "":
        return format_html('<span class="none" role="img" aria-label="{}">–</span>', gettext_lazy("not stated"))
    if isinstance(value, int | float | Decimal):
        year = isinstance(value, int) and abs(value) < 10_000  # may be a year, which is written without a point
        return format_html('<span class="number">{}</span>', str(value) if year else formats.localize(value))
    return conditional_escape(str(value))


_SPEAKING = (str, bytes, bool, Promise, datetime.date, datetime.time, Cell, Date, Code)


def check_context(context: object, path: str = "context") -> None:
    """Raises NakedNumber when a number stands outside a Cell, anywhere in what a report is about to print.

    Fields of a dataclass with `metadata={"layout": True}` place things on the page and print nothing: passed over.
    """
    if context is None or isinstance(context, _SPEAKING):
        return
    if isinstance(context, int | float | complex | Decimal):
        raise NakedNumber(f"{path} is the bare number {context!r}; a report prints Cells with a unit and a ref.")
    if isinstance(context, Mapping):
        for key, value in context.items():
            check_context(value, f"{path}.{key}")
    elif isinstance(context, list | tuple | set | frozenset):
        for place, value in enumerate(context):
            check_context(value, f"{path}[{place}]")
    elif is_dataclass(context) and not isinstance(context, type):
        for field in fields(context):
            if not field.metadata.get("layout"):
                check_context(getattr(context, field.name), f"{path}.{field.name}")
    else:
        kind = type(context).__name__
        raise NakedNumber(f"{path} is a {kind}, which may hide numbers; hand over text, Cells, Dates and dataclasses.")


_FREE_TAGS = frozenset({"data", "time", "code", "sup", "style", "script", "title", "desc"})
_FREE_CLASSES = frozenset({"cell", "number", "chart"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


class _Digits(HTMLParser):
    """Walks through html and remembers the first text with digits that no allowed element holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        free = tag in _FREE_TAGS or not _FREE_CLASSES.isdisjoint(classes)
        if tag not in _VOID:
            self.open.append((tag, free or (bool(self.open) and self.open[-1][1])))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself holds no text."""

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        if not self.found and re.search(r"\d", data) and not (self.open and self.open[-1][1]):
            self.found = " ".join(data.split())


def check_markup(html: str) -> None:
    """Raises NakedNumber when digits stand in a report outside a Cell, a date, a code or a footnote mark."""
    reader = _Digits()
    reader.feed(html)
    reader.close()
    if reader.found:
        found = reader.found[:80]
        raise NakedNumber(
            f"{found!r} holds digits outside a Cell. Print numbers with |cell, dates and codes with |shown."
        )

"""What is wrong in a delivery, in the language of the page: the checks know no language but English, and no page.

Each sentence of the checks that people meet often stands here as it is made there, with holes for what came. One that is not
here is shown in English, and marked so.
"""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, gettext_lazy, gettext_noop, pgettext_lazy
from django.utils.translation import gettext as _

from samenhang.workspace.kinds import Problem

SENTENCES = (
    gettext_noop("unknown %(what)s %(came)s (%(file)s has no such code: add it there or correct it here)"),
    gettext_noop("unknown %(what)s %(came)s"),
    gettext_noop(
        "%(what)s must be a number such as 12.5, with a dot and at most 15 digits before it, not %(came)s"
    ),
    gettext_noop(
        "%(what)s must be at most 64 letters, digits and . _ / -, a letter or digit first, not %(came)s"
    ),
    gettext_noop("%(what)s must be %(expected)s, not %(came)s"),
    gettext_noop("%(what)s is empty: fill it in (%(meaning)s)"),
    gettext_noop(
        "%(what)s is empty but the state is %(state)s: fill in the number, or make the state unknown or suppressed"
    ),
    gettext_noop(
        "there is a value but the state is %(state)s: leave the value empty, or make the state known, provisional or forecast"
    ),
    gettext_noop(
        "indicator %(indicator)s is counted in %(unit)s, this figure in %(other)s: convert the figure or choose another indicator"
    ),
    gettext_noop(
        "the same figure (area, period, publication, indicator, definition) stands on line %(line)s: remove one, give each its "
        "own definition, or make them low and high"
    ),
    gettext_noop(
        "the same figure (area, period, publication, indicator, definition) stands %(where)s: remove one, give each its own "
        "definition, or make them low and high"
    ),
    gettext_noop(
        "the codes of this figure are %(length)s signs together, expected at most %(most)s: use shorter codes"
    ),
    gettext_noop(
        "%(code)s (%(name)s) exists from %(from)s until %(until)s, this figure is about %(about)s: the delivery counts the areas "
        "of another year; deliver that division, or correct division in %(file)s"
    ),
    gettext_noop(
        "%(code)s (%(name)s) exists from %(from)s, this figure is about %(about)s: the delivery counts the areas of another "
        "year; deliver that division, or correct division in %(file)s"
    ),
    gettext_noop(
        "%(code)s (%(name)s) exists until %(until)s, this figure is about %(about)s: the delivery counts the areas of another "
        "year; deliver that division, or correct division in %(file)s"
    ),
    gettext_noop("%(what)s %(came)s is not a period: %(why)s"),
    gettext_noop("the columns are separated by %(sign)s : save the file with commas"),
    gettext_noop("there is no figure in this delivery: deliver the whole file"),
    gettext_noop(
        "there is no figure in this delivery, or [select] in %(file)s leaves none: deliver the whole file"
    ),
    gettext_noop("the file starts with a byte order mark (BOM): save it as UTF-8 without BOM"),
    gettext_noop(
        "expected UTF-8, got byte %(byte)s at position %(position)s (counted from 0): save the file as UTF-8"
    ),
    gettext_noop(
        "expected text, got a NUL byte at position %(position)s (counted from 0): the file is damaged or not UTF-8, save it "
        "again as UTF-8"
    ),
    gettext_noop(
        "expected %(width)s cells, as in the first line, got %(came)s: a cell with a comma or a quote in it stands between "
        "double quotes"
    ),
    gettext_noop(
        'expected comma separated values, got an error (%(error)s): a cell with a comma or a quote stands between double '
        'quotes, a quote in it is doubled ("")'
    ),
    gettext_noop(
        "expected comma separated values, got an archive or workbook: save it as CSV, or declare its kind"
    ),
    gettext_noop("the line is empty: remove it"),
    gettext_noop("the first line is empty: it must hold the names of the columns"),
    gettext_noop("this column is there more than once: keep one"),
    gettext_noop("%(file)s has no column %(column)s (the columns are %(columns)s)"),
    gettext_noop("%(file)s has no column %(column)s"),
    gettext_noop(
        "the cell holds a formula (%(formula)s): deliver values, in a spreadsheet program with copy and paste special, values "
        "only"
    ),
    gettext_noop("the workbook has no sheet %(sheet)s: correct sheet in [layout]"),
    gettext_noop(
        "%(cell)s says %(came)s, expected %(expected)s: this is another edition or another unit; look at the sheet and correct "
        "[layout]"
    ),
    gettext_noop(
        "expected %(expected)s, got a web page (HTML): the site answered with a page instead of the data, download it again "
        "later or check the address"
    ),
    gettext_noop("expected %(expected)s, got an archive that is damaged or cut off (%(error)s): deliver it again"),
    gettext_noop("%(file)s has a password: deliver the file without it"),
    gettext_noop(
        "%(file)s unpacks to %(size)s bytes from %(packed)s, more than %(ratio)s times as many, as no table does: deliver the "
        "file as the source publishes it"
    ),
    gettext_noop(
        "%(where)s: measure %(measure)s is counted in %(unit)s, expected %(expected)s: the unit changed, so convert the figures "
        "or correct [layout.units] and [layout.factors] in %(file)s"
    ),
    gettext_noop(
        "expected %(expected)s observations, got %(came)s: pages are missing or cut off, download the table again"
    ),
    gettext_noop(
        "%(file)s is no whole JSON (%(error)s): it was cut off or changed, download it again"
    ),
    gettext_noop("%(file)s says that more follows (%(where)s): the delivery misses pages, add them"),
    gettext_noop(
        "%(file)s declares a document type (DOCTYPE), as no spreadsheet program writes: open the file in one and "
        "save it again"
    ),
    gettext_noop(
        "%(where)s has no measure %(measure)s: it was renamed or left the table, correct [map.indicator] in "
        "%(file)s"
    ),
    gettext_noop(
        "%(where)s: measure %(measure)s is counted in %(unit)s and nothing says what to multiply by: add "
        "%(factor)s to [layout.factors] in %(file)s"
    ),
    gettext_noop("%(what)s has the new status %(status)s: say in [layout.symbols] what it means"),
    gettext_noop("%(cell)s and on: a header holds the formula %(formula)s"),
    gettext_noop("ValueAttribute %(mark)s is new: say in [layout.symbols] whether it means unknown or suppressed"),
    gettext_noop(
        "[layout] encoding says %(encoding)s, but the file is UTF-8: its letters with accents would come out "
        "wrong; correct the encoding in the source"
    ),
    gettext_noop("a cell or row is repeated %(times)s times: expected at most %(most)s, save it again"),
    gettext_noop("dimension %(dimension)s has no code %(code)s: correct [select] in %(file)s"),
    gettext_noop("expected %(expected)s rows, got %(came)s: pages are missing or cut off, download the table again"),
    gettext_noop(
        "expected %(expected)s, got nothing that can be read for %(field)s: a dimension or topic was renamed, or "
        "the page was changed; download the table again"
    ),
    gettext_noop(
        "expected %(expected)s, got nothing that can be read for %(field)s: a dimension was renamed or the page "
        "was changed, download the table again"
    ),
    gettext_noop(
        "expected a figure rounded to %(base)s, as [layout] rounding says, got %(came)s: deliver the rounded "
        "table, or correct the rounding"
    ),
    gettext_noop("expected %(expected)s, got an archive of %(number)s files: at most %(most)s"),
    gettext_noop(
        "expected %(expected)s, got an archive that unpacks to %(size)s bytes: at most %(most)s; leave out what "
        "the source does not use"
    ),
    gettext_noop("expected %(expected)s, got an archive without %(part)s: save the file as %(kind)s"),
    gettext_noop("expected %(expected)s, got an old or protected Office file: save it without a password, as .xlsx"),
    gettext_noop(
        "expected %(expected)s, got one that cannot be read (%(error)s): open it in a spreadsheet program and "
        "save it again"
    ),
    gettext_noop("expected %(expected)s, got a PDF: deliver the table itself"),
    gettext_noop(
        "expected the table %(expected)s, as the source says, got %(came)s: deliver the right table (upper and "
        "lower case differ), or correct table in the source"
    ),
    gettext_noop("measure %(measure)s is not in %(where)s: the documents differ in age"),
    gettext_noop(
        "nothing says what to do with the dimension %(dimension)s of the table: name it in [columns], or fix it "
        "in [select], for example on its total"
    ),
    gettext_noop("row %(row)s of %(sheet)s goes on beyond column %(column)s: remove what stands so far to the right"),
    gettext_noop(
        "the areas of %(dimension)s are those of %(came)s, expected the division of %(expected)s: deliver the "
        "table of that division, or correct division in %(file)s"
    ),
    gettext_noop("the columns are separated by %(sign)s : the source says %(expected)s in [layout] delimiter"),
    gettext_noop("the document %(document)s is missing from the delivery (there are %(there)s): add %(file)s"),
    gettext_noop("the document %(document)s is missing from the delivery: add %(file)s"),
    gettext_noop(
        "%(file)s is not UTF-8 (byte %(byte)s at position %(position)s, counted from 0): deliver the document as the site "
        "gives it, or save it as UTF-8"
    ),
    gettext_noop("and %(number)s more problems: repair these first, most have one cause"),
)  # fmt: skip
# what the checks call our columns
WHAT = {
    "area": pgettext_lazy("column of a delivery", "area"),
    "period": pgettext_lazy("column of a delivery", "period"),
    "indicator": pgettext_lazy("column of a delivery", "indicator"),
    "value": pgettext_lazy("column of a delivery", "number"),
    "unit": pgettext_lazy("column of a delivery", "unit"),
    "state": pgettext_lazy("column of a delivery", "kind of number"),
    "certainty": pgettext_lazy("column of a delivery", "how firm"),
    "definition": pgettext_lazy("column of a delivery", "definition"),
    "basis": pgettext_lazy("column of a delivery", "basis"),
    "publication": pgettext_lazy("column of a delivery", "publication"),
    "mark": pgettext_lazy("column of a delivery", "mark"),
}
# what a delivery should have been
KINDS = {
    "a workbook (.xlsx)": gettext_lazy("a workbook (.xlsx)"),
    "a workbook (.ods)": gettext_lazy("a workbook (.ods)"),
    "comma separated values": gettext_lazy("comma separated values"),
    "the documents of a CBS table in a zip": gettext_lazy("the documents of a CBS table in a zip"),
}
HINT = re.compile(r" \(did you mean (?P<near>.+?)\?\)")
NUMBERED = re.compile(r"(?P<kind>observation|row) (?P<number>\d+)")
HOLE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Told:
    """One problem as the page shows it; `lang` is the language of its sentence when that is not the language of the page."""

    line: int
    place: str
    message: str
    lang: str = ""


def told(problems: Iterable[Problem]) -> tuple[Told, ...]:
    """The problems in the language of the page."""
    return tuple(Told(one.line, place_in_words(one.row), *in_words(one.message)) for one in problems)


def place_in_words(place: str) -> str:
    """Where a cell stands, in the language of the page: an observation or row of a table of CBS has no line."""
    found = NUMBERED.match(place)
    if found is None:
        return place
    words = _("observation %(number)s") if found["kind"] == "observation" else _("row %(number)s")
    return words % {"number": found["number"]} + place[found.end() :]


def in_words(message: str) -> tuple[str, str]:
    """A sentence of the checks in the language of the page, and the language when it is another."""
    if (get_language() or "en").startswith("en"):
        return message, ""
    hint, plain = HINT.search(message), HINT.sub("", message, count=1)
    for sentence, pattern in _patterns():
        if found := pattern.fullmatch(plain):
            near = " " + gettext("Is it %(near)s?") % {"near": hint["near"]} if hint else ""
            parts = {name.removesuffix("_"): text for name, text in found.groupdict().items()}
            if parts.get("what") in WHAT:
                parts["what"] = str(WHAT[parts["what"]])
            if parts.get("expected") in KINDS:
                parts["expected"] = str(KINDS[parts["expected"]])
            return gettext(sentence) % parts + near, ""
    return message, "en"


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each sentence with the pattern that finds it again."""
    return tuple(
        (sentence, re.compile("".join(_piece(at, text) for at, text in enumerate(HOLE.split(sentence))), re.DOTALL))
        for sentence in SENTENCES
    )


def _piece(at: int, text: str) -> str:
    return f"(?P<{text}_>.+?)" if at % 2 else re.escape(text)

"""One mechanism for every list page: sort, filter, search and page a QuerySet, with the whole state in the address.

A view writes `table = page(SPEC, queryset, request.GET)`; its template includes `screen/table.html`. What the address
asks for and does not exist is left out with a sentence, never an error: addresses are typed, shared and grow old.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext

from samenhang.screen.download import csv_text

Text = str | Promise
Choices = Sequence[tuple[str, Text]]
SIZES = (25, 50, 100)
LONGEST_SEARCH = 200
MANY = 10_000  # rows that a search finds before they are counted apart
OWN = frozenset({"q", "page", "per", "sort", "format"})
NOT = "!"  # in the address, `theme=!x` means: everything but x


@dataclass(frozen=True)
class Column:
    """One column: `key` is the path to its value in a row (`area.name`), unless `value` computes it from the row."""

    key: str
    label: Text
    sort: str = ""  # the ORM field to sort on; empty: the column does not sort
    numeric: bool = False
    template: str = ""  # how to show the value, when `shown` is not enough; it gets `row` and `value`
    value: Callable[[Any], object] | None = None

    def of(self, row: object) -> object:
        if self.value is not None:
            return self.value(row)
        value: object = row
        for part in self.key.split("."):
            if value is None:
                return None
            value = value[part] if isinstance(value, Mapping) else getattr(value, part)
            value = value() if callable(value) else value
        return value


@dataclass(frozen=True)
class Filter:
    """One filter. `lookup` is an ORM path compared with the chosen values, or a function that turns these into a Q."""

    key: str
    label: Text
    lookup: str | Callable[[list[str]], Q]
    choices: Choices | Callable[[], Choices]
    multiple: bool = True


@dataclass(frozen=True)
class TableSpec:
    """What a list page offers. `search` names the fields for free text, or says where words are found; `order` is the
    order when no column is chosen."""

    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] | Callable[[list[str]], Q] = ()
    order: tuple[str, ...] = ()
    name: str = "list"  # of the CSV file
    caption: Text = ""  # what the rows are, for those who hear the page
    other: tuple[str, ...] = ()  # parameters of the address that belong to the view


@dataclass(frozen=True)
class Heading:
    column: Column
    url: str
    direction: str  # ascending, descending or empty: the value of aria-sort


@dataclass(frozen=True)
class Chip:
    """A filter that is on: take it off, or turn it around."""

    label: Text
    value: Text
    negated: bool
    remove_url: str
    not_url: str


@dataclass(frozen=True)
class Option:
    value: str
    label: Text
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """A filter as the form shows it."""

    key: str
    label: Text
    options: tuple[Option, ...]
    multiple: bool

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str
    current: bool = False
    relative: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Shown:
    """One value in its column."""

    column: Column
    value: object
    row: object


@dataclass(frozen=True)
class TablePage:
    spec: TableSpec
    records: list[Any]
    count: int
    number: int
    size: int
    headings: tuple[Heading, ...]
    chips: tuple[Chip, ...]
    choices: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    sort: str
    q: str
    problems: tuple[str, ...]
    clear_url: str
    csv_url: str
    pages: tuple[PageLink, ...]
    sizes: tuple[PageLink, ...]
    wants_csv: bool
    every: Callable[[], Iterator[Any]] = field(repr=False, compare=False)

    @cached_property
    def rows(self) -> list[list[Shown]]:
        return [[Shown(column, column.of(record), record) for column in self.spec.columns] for record in self.records]

    @property
    def searches(self) -> bool:
        """Whether there is a field for free text."""
        return bool(self.spec.search)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.count else 0

    @property
    def last(self) -> int:
        return self.first + len(self.records) - 1 if self.count else 0

    @property
    def narrowed(self) -> bool:
        return bool(self.chips or self.q)


def _fans_out(queryset: "QuerySet[Any]", path: str) -> bool:
    """Whether a path crosses to many rows, so that a plain filter would give a row more than once."""
    model = queryset.model
    for part in path.split(LOOKUP_SEP):
        try:
            found = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if found.many_to_many or found.one_to_many:
            return True
        if found.related_model is None or isinstance(found.related_model, str):
            return False
        model = found.related_model
    return False


def _condition(queryset: "QuerySet[Any]", lookup: str | Callable[[list[str]], Q], values: list[str]) -> Q:
    if not isinstance(lookup, str):
        return lookup(values)
    wanted = Q(**{f"{lookup}__in": values})
    if not _fans_out(queryset, lookup):
        return wanted
    return Q(pk__in=queryset.model._base_manager.filter(wanted).values("pk"))


def _searched(queryset: "QuerySet[Any]", fields: tuple[str, ...], words: list[str]) -> Q:
    """Every word stands in at least one of the fields."""
    total = Q()
    for word in words:
        one = Q()
        for name in fields:
            one |= Q(**{f"{name}__icontains": word})
        total &= one
    if any(_fans_out(queryset, name) for name in fields):
        return Q(pk__in=queryset.model._base_manager.filter(total).values("pk"))
    return total


@dataclass
class _Reader:
    """Reads the address piece by piece and notes, in sentences, what it cannot use."""

    params: QueryDict
    known: frozenset[str]
    problems: list[str] = field(default_factory=list)

    def one(self, key: str) -> str:
        return (self.params.get(key) or "").replace("\x00", "").strip()

    def link(self, **changes: str | list[str] | None) -> str:
        """The address with some parameters changed (None takes one away), on the first page again."""
        copy = self.params.copy()
        for key in [key for key in copy if key not in self.known or key in ("page", "format", *changes)]:
            del copy[key]
        for key, value in changes.items():
            if isinstance(value, list):
                copy.setlist(key, value)
            elif value is not None:
                copy[key] = value
        return f"?{copy.urlencode(safe=NOT)}"

    def size(self) -> int:
        text = self.one("per")
        if not text:
            return SIZES[0]
        if text in map(str, SIZES):
            return int(text)
        sizes = ", ".join(map(str, SIZES))
        self.problems.append(
            gettext("A page shows %(sizes)s rows; “%(text)s” was left out.") % {"sizes": sizes, "text": text[:40]}
        )
        return SIZES[0]

    def number(self, last: int) -> int:
        text = self.one("page")
        if not text:
            return 1
        if text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= last:
            return int(text)
        self.problems.append(
            gettext("Page “%(text)s” does not exist; this is page 1 of %(last)s.") % {"text": text[:40], "last": last}
        )
        return 1

    def strangers(self) -> None:
        for key in self.params:
            if key not in self.known:
                text = gettext("This list does not know “%(key)s”; that part of the address was left out.")
                self.problems.append(text % {"key": key[:40]})


def page(spec: TableSpec, queryset: "QuerySet[Any]", params: QueryDict) -> TablePage:
    """The page of the list that the address asks for: one query to count, one to fetch, and those of the choices."""
    reader = _Reader(params, OWN | {one.key for one in spec.filters} | set(spec.other))
    reader.strangers()
    chips: list[Chip] = []
    choices: list[Choice] = []
    kept: list[tuple[str, str]] = [(key, value) for key in spec.other for value in params.getlist(key)]
    for one in spec.filters:
        queryset = _filtered(one, queryset, reader, chips, choices, kept)
    q = reader.one("q")
    if len(q) > LONGEST_SEARCH:
        q = q[:LONGEST_SEARCH]
        reader.problems.append(
            gettext("The search text was longer than %(most)s letters and was cut off.") % {"most": LONGEST_SEARCH}
        )
    if q and spec.search:
        words, search = q.split(), spec.search
        queryset = queryset.filter(search(words) if callable(search) else _searched(queryset, search, words))
    queryset, sort = _sorted(spec, queryset, reader)
    size = reader.size()
    # a search reads every text: one look finds all there is, and the page needs no second one
    searched = bool(q and spec.search)
    keys = list(queryset.values_list("pk", flat=True)[: MANY + 1]) if searched else []
    known = searched and len(keys) <= MANY
    count = len(keys) if known else queryset.count()
    last = max(1, -(-count // size))
    number = reader.number(last)
    start = (number - 1) * size
    here = queryset.filter(pk__in=keys[start : start + size]) if known else queryset[start : start + size]
    return TablePage(
        spec=spec, records=list(here), count=count, number=number, size=size,
        headings=tuple(_heading(column, sort, reader) for column in spec.columns),
        chips=tuple(chips), choices=tuple(choices), kept=tuple(kept), sort=sort, q=q, problems=tuple(reader.problems),
        clear_url=reader.link(**dict.fromkeys(["q", *(one.key for one in spec.filters)])),
        csv_url=reader.link(format="csv"), pages=_pages(number, last, reader),
        sizes=tuple(PageLink(str(each), reader.link(per=str(each)), each == size) for each in SIZES),
        wants_csv=params.get("format") == "csv", every=lambda: queryset.iterator(chunk_size=2000),
    )  # fmt: skip


def _filtered(
    one: Filter,
    queryset: "QuerySet[Any]",
    reader: _Reader,
    chips: list[Chip],
    choices: list[Choice],
    kept: list[tuple[str, str]],
) -> "QuerySet[Any]":
    offered = one.choices() if callable(one.choices) else one.choices
    labels = {str(value): label for value, label in offered}
    asked = list(dict.fromkeys(value for value in reader.params.getlist(one.key) if value))
    if not one.multiple:
        asked = [value for value in asked if not value.startswith(NOT)][-1:] or asked[-1:]
    # who asks for x as well as for everything but x, has just ticked x
    known = [
        value
        for value in asked
        if value.removeprefix(NOT) in labels and not (value.startswith(NOT) and value[1:] in asked)
    ]
    for value in asked:
        if value.removeprefix(NOT) not in labels:
            words = {"value": value[:40], "label": one.label}
            reader.problems.append(gettext("“%(value)s” does not exist under %(label)s and was left out.") % words)
    wanted = [value for value in known if not value.startswith(NOT)]
    unwanted = [value.removeprefix(NOT) for value in known if value.startswith(NOT)]
    if wanted:
        queryset = queryset.filter(_condition(queryset, one.lookup, wanted))
    if unwanted:
        queryset = queryset.exclude(_condition(queryset, one.lookup, unwanted))
    for value in known:
        negated, bare = value.startswith(NOT), value.removeprefix(NOT)
        others = [each for each in known if each != value]
        turned = [bare if each == value and negated else f"{NOT}{bare}" if each == value else each for each in known]
        remove, turn = reader.link(**{one.key: others}), reader.link(**{one.key: turned})
        chips.append(Chip(one.label, labels[bare], negated, remove, turn))
    kept.extend((one.key, f"{NOT}{value}") for value in unwanted)
    options = tuple(Option(value, label, value in wanted) for value, label in labels.items())
    if options:  # an empty list offers no choice: a filter appears with the first row that it can tell apart
        choices.append(Choice(one.key, one.label, options, one.multiple))
    return queryset


def _sorted(spec: TableSpec, queryset: "QuerySet[Any]", reader: _Reader) -> tuple["QuerySet[Any]", str]:
    asked = reader.one("sort")
    fields = {column.key: column.sort for column in spec.columns if column.sort}
    name = fields.get(asked.removeprefix("-"))
    if asked and name is None:
        reader.problems.append(gettext("This list cannot be sorted on “%(text)s”.") % {"text": asked[:40]})
    if name is None:
        # the key comes last, so that rows which are equal otherwise never change places between two pages
        return (queryset.order_by(*spec.order, "pk") if spec.order else queryset), ""
    first = F(name).desc(nulls_last=True) if asked.startswith("-") else F(name).asc(nulls_last=True)
    return queryset.order_by(first, *spec.order, "pk"), asked


def _heading(column: Column, sort: str, reader: _Reader) -> Heading:
    if not column.sort:
        return Heading(column, "", "")
    if sort.removeprefix("-") != column.key:
        return Heading(column, reader.link(sort=column.key), "")
    down = sort.startswith("-")
    return Heading(
        column, reader.link(sort=column.key if down else f"-{column.key}"), "descending" if down else "ascending"
    )


def _pages(number: int, last: int, reader: _Reader) -> tuple[PageLink, ...]:
    """Previous, the first, the neighbours, the last, next; gaps are dots without an address."""

    def to(target: int) -> str:
        return f"{reader.link()}{'' if reader.link() == '?' else '&'}page={target}"

    links = [PageLink(gettext("Previous"), to(number - 1), relative="prev")] if number > 1 else []
    before = 0
    for each in sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)}):
        if each > before + 1:
            links.append(PageLink("…", ""))
        links.append(
            PageLink(str(each), to(each), each == number, spoken=gettext("Page %(number)s") % {"number": each})
        )
        before = each
    if number < last:
        links.append(PageLink(gettext("Next"), to(number + 1), relative="next"))
    return tuple(links)


def csv_response(table: TablePage) -> HttpResponse:
    """Every row that the filters leave, as a CSV file with a name."""
    rows = [[column.of(record) for column in table.spec.columns] for record in table.every()]
    text = csv_text([column.label for column in table.spec.columns], rows)
    headers = {"Content-Disposition": f'attachment; filename="{table.spec.name}.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)

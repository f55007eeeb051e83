"""The walk from cell to cell: back to where a number comes from, forward to what rests on it.

Each step follows what the record says, nearest first: a ref in the row itself, the same row in the sheet that was used,
the whole of what the act used. What people decided ends at the seat that vouches for it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from samenhang.ground.ledger import store
from samenhang.ground.ledger.queries import Step
from samenhang.reporting.trace.queries.book import WIDEST, Book
from samenhang.reporting.trace.queries.known import declared_kinds
from samenhang.reporting.trace.queries.refs import Pointer, pointer, readable

DEEPEST = 12
MOST = 1500
MAIN = ("value", "likely", "first")  # the column that a row is about, when nobody asked for another


@dataclass(frozen=True)
class Walk:
    """The refs that a walk met, level by level, nearest first. `cut`: it was longer than a page can show."""

    levels: tuple[tuple[str, ...], ...]
    edges: dict[str, tuple[str, ...]]
    cut: bool = False

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(ref for level in self.levels for ref in level)


def computed(step: Step) -> bool:
    """Whether the act is a computation: those, and only those, record their engine."""
    return "versions" in json.loads(step.act.facts)


def received(step: Step) -> bool:
    """Whether the act kept a file as it came."""
    return any(isinstance(fact, dict) and "size" in fact for fact in json.loads(step.act.facts).values())


def judged(step: Step) -> bool:
    """Whether a seat vouches for the content: it neither computed it nor received it."""
    return not computed(step) and not received(step)


def back(ref: str, book: Book) -> Walk:
    """Everything that `ref` comes from."""

    def ready(refs: Iterable[str]) -> None:
        bases = [pointer(each).base for each in refs]
        book.makers(bases)
        # one level ahead: whether a file was declared or delivered is known from the act that received it
        book.makers(mention.ref for base in bases for step in book.made_by.get(base, []) for mention in step.used)

    def neighbours(each: str) -> list[str]:
        copied, via = _copied(ref, book)
        if copied.startswith("text:") and each in (ref, copied):  # words are vouched for by what they stand in
            return [copied] if each == ref else [via]
        return sources(each, book)

    walk = _walk([ref], neighbours, ready)
    copied, _via = _copied(ref, book)
    return _towards(copied, ref, walk) if copied in walk.edges else walk


def _copied(ref: str, book: Book) -> tuple[str, str]:
    """Where the row of a report was copied from, and by way of what; empty for any other cell."""
    at = pointer(ref)
    record = book.record(at.base, at.row) if at.cell else None
    return (str(record.get("ref") or ""), str(record.get("via") or "")) if record is not None else ("", "")


def _towards(copied: str, start: str, walk: Walk) -> Walk:
    """Of the line of a cell that was copied: what lies between it and its origin, and all that lies behind that."""
    behind, todo = {copied}, [copied]
    while todo:
        new = [ref for ref in walk.edges.get(todo.pop(), ()) if ref not in behind]
        behind |= set(new)
        todo += new
    between, grown = {copied}, True
    while grown:
        more = {ref for ref, others in walk.edges.items() if ref not in between and between & set(others)}
        between |= more
        grown = bool(more)
    keep = behind | between
    edges = {ref: tuple(each for each in others if each in keep) for ref, others in walk.edges.items() if ref in keep}
    return Walk(_levels([start], edges, keep), edges, walk.cut)


def forward(refs: list[str], book: Book) -> Walk:
    """Everything that rests on any of `refs`."""

    def neighbours(each: str) -> list[str]:
        return dependents(each, book, start=each in starts)

    starts = frozenset(refs)
    return _walk(refs, neighbours, lambda some: book.users(pointer(each).base for each in some))


def _walk(starts: list[str], neighbours: Callable[[str], list[str]], ready: Callable[[Iterable[str]], None]) -> Walk:
    edges: dict[str, tuple[str, ...]] = {}
    seen, frontier, cut = dict.fromkeys(starts), list(starts), False
    for _depth in range(DEEPEST):
        if not frontier:
            break
        ready(frontier)
        found: dict[str, None] = {}
        for ref in frontier:
            edges[ref] = tuple(dict.fromkeys(each for each in neighbours(ref) if each != ref and readable(each)))
            found |= dict.fromkeys(edges[ref])
        new = [ref for ref in found if ref not in seen]
        cut = cut or len(new) > WIDEST or len(seen) + len(new) > MOST
        frontier = new[: min(WIDEST, max(0, MOST - len(seen)))]
        seen |= dict.fromkeys(frontier)
    return Walk(_levels(starts, edges, seen), edges, cut or bool(frontier))


def _levels(starts: list[str], edges: dict[str, tuple[str, ...]], seen: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Each ref on the furthest level on which it is met, so that a source never stands above what was made of it."""
    depth = dict.fromkeys(starts, 0)
    for _round in range(DEEPEST):
        moved = False
        for ref, others in edges.items():
            for other in others:
                wanted = depth.get(ref, 0) + 1
                if ref in depth and other not in starts and depth.get(other, 0) < wanted <= DEEPEST:
                    depth[other], moved = wanted, True
        if not moved:
            break
    known = set(seen)
    return tuple(
        tuple(ref for ref, at in depth.items() if at == level and ref in known)
        for level in range(1, max(depth.values(), default=0) + 1)
    )


def sources(ref: str, book: Book) -> list[str]:
    """One step back from `ref`."""
    at = pointer(ref)
    if at.kind == "act":
        act = book.steps.get(int(at.key))
        return [*(mention.target for mention in act.used), *([act.act.by] if judged(act) else [])] if act else []
    step = book.maker(at.base)
    if step is None or at.kind == "seat":  # a seat vouches for itself: behind it the record goes no further
        return []
    table = book.table(at.base, at.row) if at.cell else None
    record = table.record(at.row) if table is not None else None
    if table is None or record is None:
        return _of_step(step, at.base, book)
    cited = [value for value in record.values() if isinstance(value, str) and readable(value)]
    if "ref" in record and cited:  # copied from there, by way of a reading or a decision
        return cited
    if judged(step):
        return [*cited, *_words(table), step.act.by]
    rows = _rows_behind(at, table, step, book)
    if not rows or all("#" not in each for each in rows):
        published = readable(f"publications:{record['publication']}") if record.get("publication") else None
        rows = [*rows, published.ref] if published else rows
    return [*cited, *rows]


def _rows_behind(at: Pointer, table: store.Table, step: Step, book: Book) -> list[str]:
    """The rows in the sheets that the act used from which this row was made; a whole sheet where no row can be named."""
    key, found = table.columns[0][0], list[str]()
    for ref in _used_sheets(step, book):
        other = book.table(ref, at.row)
        if other is not None and key in dict(other.columns):
            found += [
                f"{ref}#{row[other.columns[0][0]]}/{column_of(other, at.column)}"
                for row in other.records()
                if row[key] == at.row
            ]
        else:
            found.append(ref)
    return found


def _used_sheets(step: Step, book: Book) -> list[str]:
    """The sheets that an act used, without the files that the workspace declares when there is anything else."""
    sheets = [mention.ref for mention in step.used if mention.ref.startswith("sheet:")]
    delivered = [ref for ref in sheets if not declared_file(ref, book)]
    return delivered or sheets


def declared_file(ref: str, book: Book) -> bool:
    """Whether this sheet is a file of the workspace that no source delivered."""
    makers = book.made_by.get(ref, [])
    return bool(makers) and all(received(step) and not step.used for step in makers)


def _of_step(step: Step, base: str, book: Book) -> list[str]:
    """Everything that an act used; for a judgement the seat that vouches for it, without its context (area, party, purpose)."""
    if received(step):
        return [mention.target for mention in step.used]
    sheets = set(_used_sheets(step, book))
    context = declared_kinds()
    used = [
        mention.target
        for mention in step.used
        if mention.ref.partition(":")[0] not in context
        and (mention.ref in sheets or not mention.ref.startswith("sheet:"))
    ]
    if not judged(step):
        return used
    table = book.table(base)
    return [*used, *(_words(table) if table is not None else []), step.act.by]


def _words(table: store.Table) -> list[str]:
    """The texts that a sheet names in its head: why its maker judged so."""
    return [value for value in table.head.values() if value.startswith("text:") and readable(value)]


def column_of(table: store.Table, wanted: str) -> str:
    """The column of a row to point at: the one that was asked for, else what the row is about."""
    names = dict(table.columns)
    if wanted in names and names[wanted] == "number":
        return wanted
    main = [name for name in MAIN if name in names]
    return [*main, *(name for name, kind in table.columns if kind == "number"), table.columns[-1][0]][0]


def dependents(ref: str, book: Book, *, start: bool = True) -> list[str]:
    """One step forward from `ref`. Only from the `start` of a walk also to what came into a report by way of it.

    Further on that would be too much: of all that came by way of a decision, just a part rests on where the walk began.
    """
    at, found = pointer(ref), list[str]()
    if at.kind == "act":
        act = book.steps.get(int(at.key))
        return [mention.target for mention in act.made] if act else []
    for step in book.used_by.get(at.base, []):
        cited = [m for m in step.used if m.ref == at.base and (not at.cell or not m.cell or _same_row(m.cell, at))]
        if not cited:
            continue
        exact = not at.cell or any(mention.cell for mention in cited)
        for made in step.made:
            found += _cells_on(made.target, at, book, exact=exact, start=start)
        if not step.made:
            found.append(step.act.ref)
    return found


def _same_row(cell: str, at: Pointer) -> bool:
    return cell == at.cell or cell.rpartition("/")[0] == at.row


def _said(row: Mapping[str, object], table: store.Table, *, words: bool) -> str:
    """The column in which a row says something: its number, the lower of its bounds, or for `words` its ref; else nothing."""
    if words and "ref" in row:
        return "ref"
    wanted = (column_of(table, "value"), "low")
    return next((name for name in wanted if row.get(name) is not None), column_of(table, "value") if words else "")


def _cells_on(made: str, at: Pointer, book: Book, *, exact: bool, start: bool) -> list[str]:
    """Which cells of what was made rest on this one: those that name it, the row that it fed, or the whole."""
    table, before = book.table(made, at.row), book.table(at.base, at.row)
    if table is None:
        return [made]
    first = table.columns[0][0]
    row_of = f"{at.base}#{at.row}"
    rows = [
        row
        for row in table.records()
        if any(
            value == at.ref or (at.cell and value.rpartition("/")[0] == row_of)
            for name, value in row.items()
            if isinstance(value, str) and (start or name != "via")
        )
    ]
    cells = [f"{made}#{row[first]}/{said}" for row in rows if (said := _said(row, table, words=at.kind == "text"))]
    if cells:
        return cells
    record = before.record(at.row) if before is not None and at.cell else None
    if exact or record is None:
        return [made]
    if first not in record:
        return [made]
    fed = table.record(str(record[first]))
    return [f"{made}#{record[first]}/{column_of(table, at.column)}"] if fed is not None else []

"""CBS open data, OData v4: one observation for each figure, read page by page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from samenhang.workspace.check.hints import listed, quoted, shown
from samenhang.workspace.formats.archive import opened
from samenhang.workspace.formats.cbs import (
    EXPECTED,
    OURS,
    Measure,
    dimension_problems,
    measure,
    measures_of,
    right_division,
    same_table,
    selected,
    status_of,
)
from samenhang.workspace.formats.delivery import (
    MEASURE,
    STATE,
    TITLE,
    UNIT,
    VALUE,
    Batch,
    Delivery,
    Rows,
    Told,
    UnreadableError,
)  # fmt: skip
from samenhang.workspace.formats.documents import REQUEST, Documents
from samenhang.workspace.formats.numbers import LEFT_OUT, scaled
from samenhang.workspace.formats.select import keeper
from samenhang.workspace.kinds import Problem, SourceKind

Codes = Mapping[str, Mapping[str, Any]]
FIELDS = ("Id", "Measure", "ValueAttribute", "Value")


def read(source: SourceKind, delivery: Delivery) -> Rows:
    """The observations that the source asks for; the documents around them are checked first."""
    with opened(delivery, EXPECTED) as archive:
        documents = Documents(archive)
        properties = documents.whole("Properties")
        same_table(source, str(properties.get("Identifier")))
        dimensions = {str(row["Identifier"]): row for row in documents.rows("Dimensions")}
        described = {
            row["Identifier"]: measure(source, row["Identifier"], row["Title"], row["Unit"] or "", row.get("Decimals"))
            for row in documents.rows("MeasureCodes")
        }
        rows = Rows((*dimensions, *OURS), iter(()), numbered=False)
        if found := dimension_problems(source, dimensions):
            rows.problems.extend(found)
            return rows
        for name, row in dimensions.items():
            right_division(source, name, str(row.get("MapYear") or ""))
        codes: dict[str, Codes] = {
            name: {row["Identifier"].strip(): row for row in documents.rows(f"{name}Codes")} for name in dimensions
        }
        periods = [name for name, row in dimensions.items() if row.get("Kind") == "TimeDimension"]
        expected = _expected(source, documents, properties)
    wanted = measures_of(source, described, "MeasureCodes")
    rows.place = lambda line, raw, column: (
        f"observation {line}, {shown(column.lstrip('@'))} {quoted(raw.get(column, ''))}"
    )
    rows.at = lambda line, raw: f"in observation {line}"
    about = _Table(source, codes, periods, described, wanted, expected)
    rows.batches = about.batches(delivery, rows.problems)
    return rows


def _expected(source: SourceKind, documents: Documents, properties: Mapping[str, Any]) -> int | None:
    """How many observations there should be: as our client counted them, or as the table says when all of it was asked."""
    if REQUEST in documents:
        return int(documents.whole(REQUEST)["count"])
    return int(properties["ObservationCount"]) if not source.select and "ObservationCount" in properties else None


@dataclass(frozen=True)
class _Table:
    """What the documents say about the observations."""

    source: SourceKind
    codes: Mapping[str, Codes]
    periods: list[str]
    described: Mapping[str, Measure]
    wanted: Mapping[str, Measure]
    expected: int | None

    def batches(self, delivery: Delivery, problems: Told) -> Iterator[Batch]:
        """The observations that are asked for; their number is checked behind the last one."""
        groups = {
            name: {code: str(row.get("DimensionGroupId") or "") for code, row in rows.items()}
            for name, rows in self.codes.items()
        }
        keep, states = keeper(selected(self.source, groups), groups), _States(self)
        needed = (*FIELDS, *self.codes)
        fields, count = itemgetter(*needed), 0
        with opened(delivery, EXPECTED) as archive:
            for some in Documents(archive).stream("Observations"):
                count += len(some)
                try:
                    yield keep(self._batch([fields(each) for each in some], some, states))
                except (KeyError, TypeError, ValueError):
                    problems.append(_irregular(delivery.name, some, needed))
                    return  # one observation without its dimension is a page without it
                except _ObservationError as error:
                    problems.append(Problem(delivery.name, 0, "", str(error), f"observation {error.observation}"))
                    return
        if self.expected is not None and count != self.expected:
            message = f"expected {self.expected:,} observations, got {count:,}: pages are missing or cut off, "
            problems.append(Problem(delivery.name, 0, "", message + "download the table again"))

    def _batch(self, rows: list[tuple[str, ...]], some: list[dict[str, Any]], states: "_States") -> Batch:
        """These observations as columns, without the measures that nobody asked for."""
        if not rows:
            return Batch((), dict.fromkeys((*self.codes, *OURS), ()))
        ids, measures, marks, came, *dimensions = zip(*rows, strict=True)
        if not set(measures) <= self.described.keys():
            place = next(place for place, code in enumerate(measures) if code not in self.described)
            message = f"measure {quoted(measures[place])} is not in MeasureCodes: the documents differ in age"
            raise _ObservationError(ids[place], message)
        cells: dict[str, Sequence[str]] = {}
        for (name, known), column in zip(self.codes.items(), dimensions, strict=True):
            cells[name] = column if known.keys() >= set(column) else [code.strip() for code in column]
        if None in came:  # a text where a number should be stays, for the check to name
            texts = [each.get("StringValue") or "" for each in some]
            came = tuple(text if value is None else value for value, text in zip(came, texts, strict=True))
        if set(map(type, came)) != {str}:
            raise TypeError
        batch = Batch(list(map(int, ids)), {**cells, MEASURE: measures, VALUE: came, STATE: marks})
        if not self.wanted.keys() >= set(measures):
            batch = batch.only([code in self.wanted for code in measures])
        return self._described(batch, states)

    def _described(self, batch: Batch, states: "_States") -> Batch:
        """With title, unit, state, and the number in single units."""
        cells = dict(batch.cells)
        about = list(map(self.wanted.__getitem__, cells[MEASURE]))
        cells[TITLE], cells[UNIT] = [each.title for each in about], [each.unit for each in about]
        if any(each.factor != 1 for each in self.wanted.values()):
            pairs = zip(cells[VALUE], about, strict=True)
            cells[VALUE] = [scaled(text, each.factor) if text and each.factor != 1 else text for text, each in pairs]
        keys = list(zip(cells[STATE], map(bool, cells[VALUE]), *(cells[name] for name in self.periods), strict=True))
        try:
            cells[STATE] = list(map(states.__getitem__, keys))
        except UnreadableError as error:
            place = next(place for place, key in enumerate(keys) if key not in states)
            raise _ObservationError(batch.lines[place], str(error)) from None
        return Batch(batch.lines, cells).only([state != LEFT_OUT for state in cells[STATE]])


class _ObservationError(Exception):
    """The sentence about one observation."""

    def __init__(self, observation: object, message: str) -> None:
        super().__init__(message)
        self.observation = observation


def _irregular(file: str, some: list[dict[str, Any]], needed: Iterable[str]) -> Problem:
    """The first observation that misses something, or holds something that is no text and no number."""
    for each in some:
        wrong = [
            name for name in needed if not isinstance(each.get(name), str) and not (name == "Value" and name in each)
        ]
        wrong += ["Value"] if not isinstance(each.get("Value"), str | None) else []
        wrong += ["Id"] if not wrong and not each["Id"].isdecimal() else []
        if wrong:
            message = (
                f"expected {', '.join(needed)}, got nothing that can be read for {listed(wrong, 'and')}: a dimension was renamed "
                "or the page was changed, download the table again"
            )
            return Problem(file, 0, "", message, f"observation {shown(str(each.get('Id')))}")
    raise AssertionError("an observation without anything wrong was refused")


class _States(dict[tuple[Any, ...], str]):
    """The state by ValueAttribute, whether there is a value, and period; found out once, and what is new is refused."""

    def __init__(self, table: _Table) -> None:
        self.table = table
        self.symbols: Mapping[str, str] = table.source.layout.get("symbols", {})

    def __missing__(self, key: tuple[Any, ...]) -> str:
        state = self[key] = self._found(*key)
        return state

    def _found(self, mark: str, has_value: bool, *periods: str) -> str:
        if mark in self.symbols:
            return self.symbols[mark]
        if mark == "Impossible":  # the figure cannot exist; whether the area did is asked when it is mapped
            return "unknown"
        if mark != "None":
            raise UnreadableError(
                f"ValueAttribute {quoted(mark)} is new: say in [layout.symbols] whether it means unknown or suppressed"
            )
        state = "known"
        for name, code in zip(self.table.periods, periods, strict=True):
            if code not in self.table.codes[name]:
                raise UnreadableError(f"{name} {quoted(code)} is not in {name}Codes: the documents differ in age")
            state = status_of(name, code, self.table.codes[name][code], self.symbols)
        return state if has_value else "unknown"

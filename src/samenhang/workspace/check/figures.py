"""Figures out of a delivery, by the column and in our words: each distinct word is checked once, so a million rows are quick.

Nothing half made leaves here: the problems are collected while the figures go by and raised behind the last one, and whoever
keeps figures keeps them only when that did not happen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any

from samenhang.workspace import formats
from samenhang.workspace.check import cells
from samenhang.workspace.check.hints import did_you_mean, listed, quoted, shown
from samenhang.workspace.check.layout import in_division
from samenhang.workspace.check.tables import Table, unknown
from samenhang.workspace.check.text import toml_line
from samenhang.workspace.formats.delivery import Batch, Rows, Told, UnreadableError
from samenhang.workspace.kinds import Column, Period, Problem, Row, SourceKind, WorkspaceError, figures

Figure = tuple[Any, ...]
Columns = list[Any]  # for each of COLUMNS the cells of some hundreds of figures

WITHOUT_VALUE = ("unknown", "suppressed")
SAME_FIGURE = ("area", "period", "publication", "indicator", "definition")
# which end of a range a figure is
ENDS = {"low": "/from", "high": "/to"}
LONGEST = 200  # of a figure's code
WORDS = ("area", "period", "unit", "state", "certainty", "definition", "basis", "publication", "mark", "wording")
# the columns of a tidy sheet, with their types; `row` is the figure's own code
COLUMNS = (
    ("row", "code"),
    ("indicator", "code"),
    *((name, "text" if name == "wording" else "code") for name in WORDS),
    ("value", "number"),
    ("low", "number"),
    ("high", "number"),
    ("note_nl", "text"),
    ("note_en", "text"),
)
PLACE = {name: place for place, (name, _) in enumerate(COLUMNS)}
ROW, INDICATOR, AREA, PERIOD, UNIT, STATE, VALUE = (
    PLACE[name] for name in ("row", "indicator", "area", "period", "unit", "state", "value")
)
CODED = tuple(PLACE[name] for name in (*SAME_FIGURE, "certainty"))
MOST_WORDS = 50_000  # remembered of one column: free text may be different on every row


class _Words(dict[str, str | None]):
    """What each cell of one column means, found out once; None when it means nothing."""

    def __init__(self, column: Column, words: Mapping[str, str], tables: Mapping[str, Table]) -> None:
        self.column, self.words, self.tables = column, words, tables

    def __missing__(self, came: str) -> str | None:
        text, message = self.meaning(came)
        if len(self) >= MOST_WORDS:
            self.clear()
        self[came] = None if message else text
        return self[came]

    def meaning(self, came: str) -> tuple[str, str]:
        """Our word for a cell, and the sentence about it when it is wrong."""
        stripped = came.strip()
        text = self.words.get(stripped, stripped)
        if self.column.type == "period":
            text = in_our_form(text)
        # what [map] makes of a cell was checked there, once
        message = "" if stripped in self.words else refused(self.column, text, self.tables)
        return text, message + (did_you_mean(stripped, self.words) if message and "did you mean" not in message else "")


def in_our_form(period: str) -> str:
    """A period as we write it; what is none stays as it came, for the check to name."""
    try:
        return Period.parse(period).text
    except ValueError:
        return period


def refused(column: Column, text: str, tables: Mapping[str, Table]) -> str:
    """The sentence about one cell, or nothing when it is right."""
    try:
        value = cells.value_of(column, text)
    except cells.RefusedError as error:
        return str(error)
    target = tables.get(column.references)
    if value is not None and target is not None and target.codes is not None and value not in target.codes:
        return unknown(column.name, value, target)
    return ""


class _Reading:
    """One pass over the raw rows of a delivery."""

    def __init__(
        self, source: SourceKind, rows: Rows, file: str, tables: Mapping[str, Table], well_mapped: bool
    ) -> None:
        self.source, self.rows, self.file, self.tables, self.well_mapped = source, rows, file, tables, well_mapped
        self.problems, self.given = rows.problems, 0
        self.constants: dict[int, str] = {}
        self.words: list[tuple[int, str, _Words]] = []  # place in COLUMNS, column of the delivery, meanings
        for column in figures().columns:
            if column.name in source.constants:
                text = source.constants[column.name]
                self.constants[PLACE[column.name]] = in_our_form(text) if column.type == "period" else text
            elif column.name in source.columns:
                known = _Words(column, source.map.get(column.name, {}), tables)
                self.words.append((PLACE[column.name], source.columns[column.name], known))
        self.units = {row.code: row.unit for row in tables["indicators"].rows}
        # areas that came or went, and the time that each period is about
        self.bounded: dict[str, Row] = {row.code: row for row in tables["areas"].rows if row.valid_from or row.valid_to}
        self.times: dict[str, Period | None] = {}

    def figures(self) -> Iterator[tuple[Batch, Columns]]:
        """The figures that are right in themselves, as columns in the order of COLUMNS, with their raw rows."""
        for batch in self.rows.batches:
            columns, right = self._meanings(batch)
            if not all(right):
                batch, columns = batch.only(right), _only(columns, right)
            if self.well_mapped and batch.lines:
                batch, columns = self._in_division(batch, columns)
                self._check_units(batch, columns)
                self._check_values(batch, columns)
                columns[VALUE] = [
                    None if not text else (float(text) + 0.0 if "." in text else int(text)) for text in columns[VALUE]
                ]
                self.given += len(batch.lines)
                yield batch, columns

    def _meanings(self, batch: Batch) -> tuple[Columns, list[bool]]:
        """Our words for each cell, and of each row whether all of them are right; what is not is told."""
        count = len(batch.lines)
        columns: Columns = [None] * len(COLUMNS)
        for place in range(len(COLUMNS)):
            columns[place] = [self.constants.get(place, "")] * count
        columns[PLACE["low"]] = columns[PLACE["high"]] = [None] * count
        right = [True] * count
        for place, name, known in self.words:
            came = batch.cells[name]
            columns[place] = found = (
                self._numbers(came, known) if place == VALUE else list(map(known.__getitem__, came))
            )
            if None in found:
                right = [one and text is not None for one, text in zip(right, found, strict=True)]
        for at in (at for at, one in enumerate(right) if not one):
            self._tell_cells(batch, at)
        return columns, right

    def _numbers(self, came: Sequence[str], known: _Words) -> list[str | None]:
        """The cells of the figures; they are not remembered, for there are as many as figures."""
        texts = [text.strip() for text in came]
        words, number = known.words, cells.NUMBER.fullmatch
        if not words and all(map(number, texts)):
            return list[str | None](texts)
        return [words.get(text, text if not text or number(text) else None) for text in texts]

    def tell(self, batch: Batch, at: int, name: str, message: str) -> None:
        if len(self.problems) >= self.problems.MOST:
            self.problems.more += 1
            return
        line, raw, came = batch.lines[at], batch.raw(at), self.source.columns.get(name)
        place = self.rows.place(line, raw, came) if came else f"{name} {quoted(self.source.constants.get(name, ''))}"
        self.problems.append(Problem(self.file, line if self.rows.numbered else 0, name, message, place))

    def _tell_cells(self, batch: Batch, at: int) -> None:
        """Every cell of the row that is wrong."""
        for _, name, known in self.words:
            if message := known.meaning(batch.cells[name][at])[1]:
                self.tell(batch, at, known.column.name, message)

    def _check_values(self, batch: Batch, columns: Columns) -> None:
        pairs = list(zip(columns[STATE], map(bool, columns[VALUE]), strict=True))
        if all((state in WITHOUT_VALUE) != there for state, there in set(pairs)):
            return
        for at, (state, there) in enumerate(pairs):
            if there and state in WITHOUT_VALUE:
                message = f"there is a value but the state is {state}: leave the value empty, or make the state known, "
                self.tell(batch, at, "value", message + "provisional or forecast")
            elif not there and state not in WITHOUT_VALUE:
                message = f"value is empty but the state is {state}: fill in the number, or make the state "
                self.tell(batch, at, "value", message + listed(WITHOUT_VALUE))

    def _check_units(self, batch: Batch, columns: Columns) -> None:
        pairs = list(zip(columns[INDICATOR], columns[UNIT], strict=True))
        wrong = {pair for pair in set(pairs) if self.units.get(pair[0]) and self.units[pair[0]] != pair[1]}
        for at, (indicator, unit) in enumerate(pairs if wrong else ()):
            if (indicator, unit) in wrong:
                message = f"indicator {indicator} is counted in {self.units[indicator]}, this figure in {unit}: "
                self.tell(batch, at, "unit", message + "convert the figure or choose another indicator")

    def _in_division(self, batch: Batch, columns: Columns) -> tuple[Batch, Columns]:
        """The figures of areas that were there; one that was not has no figure, and no gap either."""
        if not self.source.division or self.bounded.keys().isdisjoint(columns[AREA]):
            return batch, columns
        pairs = list(zip(columns[AREA], columns[PERIOD], strict=True))
        gone = {pair for pair in set(pairs) if pair[0] in self.bounded and not self._existed(*pair)}
        if not gone:
            return batch, columns
        empty = [not text and state == "unknown" for text, state in zip(columns[VALUE], columns[STATE], strict=True)]
        for at, pair in enumerate(pairs):
            if pair in gone and not empty[at]:
                self._tell_division(batch, at, *pair)
        kept = [pair not in gone or not nothing for pair, nothing in zip(pairs, empty, strict=True)]
        return batch.only(kept), _only(columns, kept)

    def _existed(self, area: str, period: str) -> bool:
        """Whether the area was there in the time that the source's division says."""
        row = self.bounded[area]
        if period not in self.times:
            self.times[period] = in_division(period, self.source.division)
        time = self.times[period]
        if time is None:
            return True
        begun = not row.valid_from or row.valid_from <= time.end
        return begun and not (row.valid_to and row.valid_to <= time.start)

    def _tell_division(self, batch: Batch, at: int, area: str, period: str) -> None:
        row = self.bounded[area]
        since = f" from {row.valid_from}" if row.valid_from else ""
        until = f" until {row.valid_to}" if row.valid_to else ""
        about = period if self.source.division == "period" else f"the areas of {self.source.division}"
        message = (
            f"{row.code} ({shown(row.name)}) exists{since}{until}, this figure is about {about}: the delivery counts the "
            f"areas of another year; deliver that division, or correct division in sources/{self.source.code}.toml"
        )
        self.tell(batch, at, "area", message)


def _only(columns: Columns, kept: Sequence[bool]) -> Columns:
    return [list(compress(column, kept)) for column in columns]


def checked(
    source: SourceKind,
    toml: bytes,
    delivery: formats.Delivery,
    tables: Mapping[str, Table],
    *,
    well_mapped: bool = True,
) -> Iterator[Columns]:
    """The figures of a delivery as COLUMNS; WorkspaceError behind the last one, with all problems, when it has any.

    Of a source that maps badly only the cells that it does not map are looked at.
    """
    problems = Told()
    try:
        reading = _opened(source, toml, delivery, tables, well_mapped)
        problems = reading.problems
        yield from _coded(reading, lambda: formats.read(source, delivery))
    except UnreadableError as error:
        problems.append(Problem(delivery.name, 0, "", str(error)))
    if problems:
        raise WorkspaceError(problems.all())


def _opened(
    source: SourceKind, toml: bytes, delivery: formats.Delivery, tables: Mapping[str, Table], well_mapped: bool
) -> _Reading:
    """The raw rows, with a problem for each column that the source names and the delivery does not have."""
    rows = formats.read(source, delivery)
    if not rows.columns:
        return _Reading(source, rows, delivery.name, tables, well_mapped)
    missing = [("columns", key, name) for key, name in source.columns.items() if name not in rows.columns]
    missing += [("select", name, name) for name in source.select if name not in rows.columns]
    for section, key, name in missing:
        hint = did_you_mean(name, rows.columns, f"the columns are {shown(', '.join(rows.columns))}")
        message = f"{delivery.name} has no column {quoted(name)}{hint}"
        line = toml_line(toml, section, key)
        rows.problems.append(Problem(f"sources/{source.code}.toml", line, key, message, f"{section}.{shown(key)}"))
    if missing:
        rows.close()
        rows.batches, rows.columns = iter(()), ()
    return _Reading(source, rows, delivery.name, tables, well_mapped)


def _coded(reading: _Reading, again: Callable[[], Rows]) -> Iterator[Columns]:
    """The figures, each with its own code; two that are the same figure are a problem.

    The code is all that makes it this figure, area/period/publication/indicator/definition and for the end of a range which
    end, so that a row that is put in or taken out leaves every other code as it is. A million codes would not fit in memory,
    so a hash of each is kept.
    """
    known: set[int] = set()
    twice: list[tuple[Batch, str]] = []
    problems = reading.problems
    for batch, columns in reading.figures():
        names = _names(columns)
        keys = list(map(hash, names))
        if len(set(keys)) == len(keys) and known.isdisjoint(keys):
            known.update(keys)
        else:
            for at, key in enumerate(keys):
                if key in known:
                    twice.append((batch.one(at), names[at]))
                known.add(key)
            if len(twice) > problems.MOST:
                problems.more += len(twice) - problems.MOST
                del twice[problems.MOST :]
        if max(map(len, names), default=0) > LONGEST:
            _tell_long(reading, batch, names)
        if not problems and not twice:
            columns[ROW] = names
            yield columns
    if twice:
        _tell_twice(reading, again(), twice)
    elif reading.well_mapped and not reading.given and not problems:
        # what a delivery does not hold is no longer current: one without figures would take them all away
        select = f", or [select] in sources/{reading.source.code}.toml leaves none" if reading.source.select else ""
        problems.append(
            Problem(reading.file, 0, "", f"there is no figure in this delivery{select}: deliver the whole file")
        )


def _names(columns: Columns) -> list[str]:
    """The codes of figures; how firm a number is makes it no other figure, unless it is the end of a range."""
    return [
        f"{area}/{period or '-'}/{publication}/{indicator}/{definition}{ENDS.get(certainty, '')}"
        for area, period, publication, indicator, definition, certainty in zip(
            *(columns[place] for place in CODED), strict=True
        )
    ]


def _tell_long(reading: _Reading, batch: Batch, names: list[str]) -> None:
    for at, name in enumerate(names):
        if len(name) > LONGEST:
            message = f"the codes of this figure are {len(name)} signs together, expected at most {LONGEST}: use shorter codes"
            reading.tell(batch, at, "publication", message)


def _tell_twice(reading: _Reading, again: Rows, twice: list[tuple[Batch, str]]) -> None:
    """Name the first of each figure that stands there twice; for that the delivery is read once more."""
    where: dict[str, str] = {}
    wanted = {key for _, key in twice}
    fresh = _Reading(reading.source, again, reading.file, reading.tables, reading.well_mapped)
    for batch, columns in fresh.figures():
        for at, key in enumerate(_names(columns)):
            if key in wanted and key not in where:
                where[key] = again.at(batch.lines[at], batch.raw(at))
    for one, key in twice:
        message = f"the same figure ({', '.join(SAME_FIGURE)}) stands {where[key]}: "
        reading.tell(
            one, 0, "indicator", message + "remove one, give each its own definition, or make them low and high"
        )

"""Figures out of a delivery, one by one and in our words: each distinct word is checked once, so a million rows are quick.

Nothing half made leaves here: the problems are collected while the figures go by and raised behind the last one, and whoever
keeps figures keeps them only when that did not happen.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from samenhang.workspace import formats
from samenhang.workspace.check import cells
from samenhang.workspace.check.hints import did_you_mean, listed, quoted, shown
from samenhang.workspace.check.layout import in_division
from samenhang.workspace.check.tables import Table, unknown
from samenhang.workspace.check.text import toml_line
from samenhang.workspace.formats.delivery import Raw, Rows, Told, UnreadableError
from samenhang.workspace.kinds import Column, Period, Problem, Row, SourceKind, WorkspaceError, figures

Figure = tuple[Any, ...]

WITHOUT_VALUE = ("unknown", "suppressed")
SAME_FIGURE = ("area", "indicator", "period", "definition", "publication", "certainty", "wording")
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
ROW, INDICATOR, AREA, PERIOD, UNIT, STATE, PUBLICATION, VALUE = (
    PLACE[name] for name in ("row", "indicator", "area", "period", "unit", "state", "publication", "value")
)
KIND = tuple(PLACE[name] for name in SAME_FIGURE if name not in ("area", "indicator", "period", "publication"))
MOST_WORDS = 50_000  # remembered of one column: free text may be different on every row


class _Words(dict[str, str]):
    """What each cell of one column came to mean, found out once; RefusedError when it means nothing."""

    def __init__(self, column: Column, words: Mapping[str, str], tables: Mapping[str, Table]) -> None:
        self.column, self.words, self.tables = column, words, tables

    def __missing__(self, came: str) -> str:
        text = self.words.get(came.strip(), came.strip())
        if self.column.type == "period":
            text = in_our_form(text)
        # what [map] makes of a cell was checked there, once
        if came.strip() not in self.words and (message := refused(self.column, text, self.tables)):
            raise cells.RefusedError(message)
        if len(self) >= MOST_WORDS:
            self.clear()
        self[came] = text
        return text


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
        self.template: list[Any] = [""] * len(COLUMNS)
        self.template[PLACE["low"]] = self.template[PLACE["high"]] = None
        self.words: list[tuple[int, _Words, str]] = []
        for column in figures().columns:
            if column.name in source.constants:
                text = source.constants[column.name]
                self.template[PLACE[column.name]] = in_our_form(text) if column.type == "period" else text
            elif column.name in source.columns and column.name != "value":
                known = _Words(column, source.map.get(column.name, {}), tables)
                self.words.append((PLACE[column.name], known, source.columns[column.name]))
        self.units = {row.code: row.unit for row in tables["indicators"].rows}
        self.areas: dict[str, Row] = {row.code: row for row in tables["areas"].rows}
        self.right_units: set[tuple[str, str]] = set()
        self.existed: dict[tuple[str, str], bool] = {}

    def figures(self) -> Iterator[tuple[int, Raw, list[Any]]]:
        """Each figure that is right in itself, with its raw row and without its own code."""
        number, column = cells.NUMBER.fullmatch, self.source.columns.get("value", "")
        meanings, words, template = self.source.map.get("value", {}), self.words, self.template
        division = bool(self.source.division)
        for line, raw in self.rows.rows:
            figure = template.copy()
            try:
                for place, known, name in words:
                    figure[place] = known[raw[name]]
            except cells.RefusedError:
                self._tell_cells(line, raw)
                continue
            text = raw[column].strip() if column else ""
            text = meanings.get(text, text)
            if text and not number(text):
                self._tell_cells(line, raw)
                continue
            if not self.well_mapped:
                continue
            state = figure[STATE]
            if division and not self._existed(figure[AREA], figure[PERIOD]):
                if not text and state == "unknown":
                    continue  # an area that was not there has no figure, and no gap either
                self._tell_division(line, raw, figure)
            if (figure[INDICATOR], figure[UNIT]) not in self.right_units:
                self._check_unit(line, raw, figure)
            if (state in WITHOUT_VALUE) == bool(text):
                self._tell_value(line, raw, state)
            figure[VALUE] = None if not text else (float(text) + 0.0 if "." in text else int(text))
            self.given += 1
            yield line, raw, figure

    def tell(self, line: int, raw: Raw, name: str, message: str) -> None:
        came = self.source.columns.get(name)
        place = self.rows.place(line, raw, came) if came else f"{name} {quoted(self.source.constants.get(name, ''))}"
        self.problems.append(Problem(self.file, line if self.rows.numbered else 0, name, message, place))

    def _tell_cells(self, line: int, raw: Raw) -> None:
        """Every cell of the row that is wrong."""
        for column in figures().columns:
            if column.name not in self.source.columns or column.name in self.source.constants:
                continue
            came, words = raw[self.source.columns[column.name]].strip(), self.source.map.get(column.name, {})
            if came in words:
                continue
            text = in_our_form(came) if column.type == "period" else came
            if message := refused(column, text, self.tables):
                hint = "" if "did you mean" in message else did_you_mean(came, words)
                self.tell(line, raw, column.name, message + hint)

    def _tell_value(self, line: int, raw: Raw, state: str) -> None:
        if state in WITHOUT_VALUE:
            self.tell(line, raw, "value", f"there is a value but the state is {state}: leave the value empty, or make "
                      "the state known, provisional or forecast")  # fmt: skip
        else:
            self.tell(line, raw, "value", f"value is empty but the state is {state}: fill in the number, or make the "
                      f"state {listed(WITHOUT_VALUE)}")  # fmt: skip

    def _check_unit(self, line: int, raw: Raw, figure: list[Any]) -> None:
        indicator, unit = figure[INDICATOR], figure[UNIT]
        expected = self.units.get(indicator)
        if expected and unit != expected:
            message = f"indicator {indicator} is counted in {expected}, this figure in {unit}: "
            self.tell(line, raw, "unit", message + "convert the figure or choose another indicator")
        else:
            self.right_units.add((indicator, unit))

    def _existed(self, area: str, period: str) -> bool:
        """Whether the area was there in the time that the source's division says."""
        known = self.existed.get((area, period))
        if known is None:
            row, time = self.areas.get(area), in_division(period, self.source.division)
            begun = row is None or time is None or not row.valid_from or row.valid_from <= time.end
            ended = row is not None and time is not None and row.valid_to and row.valid_to <= time.start
            known = self.existed[area, period] = begun and not ended
        return known

    def _tell_division(self, line: int, raw: Raw, figure: list[Any]) -> None:
        row = self.areas[figure[AREA]]
        since = f" from {row.valid_from}" if row.valid_from else ""
        until = f" until {row.valid_to}" if row.valid_to else ""
        about = figure[PERIOD] if self.source.division == "period" else f"the areas of {self.source.division}"
        message = (
            f"{row.code} ({shown(row.name)}) exists{since}{until}, this figure is about {about}: the delivery counts the "
            f"areas of another year; deliver that division, or correct division in sources/{self.source.code}.toml"
        )
        self.tell(line, raw, "area", message)


def checked(
    source: SourceKind,
    toml: bytes,
    delivery: formats.Delivery,
    tables: Mapping[str, Table],
    *,
    well_mapped: bool = True,
) -> Iterator[Figure]:
    """The figures of a delivery as rows of COLUMNS; WorkspaceError behind the last one, with all problems, when it has any.

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
        rows.rows, rows.columns = iter(()), ()
    return _Reading(source, rows, delivery.name, tables, well_mapped)


def _coded(reading: _Reading, again: Callable[[], Rows]) -> Iterator[Figure]:
    """Each figure with its own code; two that are the same figure are a problem.

    A code is area/period/publication/indicator, with ~2, ~3 … where the rest differs. A million codes would not fit in
    memory, so a hash of each is kept, with the number of its certainty, definition and wording.
    """
    first: dict[int, int] = {}
    others: dict[int, list[int]] = {}
    kinds: dict[tuple[str, ...], int] = {}
    twice: list[tuple[int, Raw, list[Any]]] = []
    problems = reading.problems
    for line, raw, figure in reading.figures():
        name = f"{figure[AREA]}/{figure[PERIOD] or '-'}/{figure[PUBLICATION]}/{figure[INDICATOR]}"
        kind = kinds.setdefault(tuple([figure[place] for place in KIND]), len(kinds))
        key = hash(name)
        if key not in first:
            first[key] = kind
        else:
            more = others.setdefault(key, [first[key]])
            if kind in more:
                if len(twice) < problems.MOST:
                    twice.append((line, raw, figure))
                else:
                    problems.more += 1
                continue
            more.append(kind)
            name = f"{name}~{len(more)}"
        if not problems and not twice:
            figure[ROW] = name
            yield tuple(figure)
    if twice:
        _tell_twice(reading, again(), twice)
    elif reading.source.select and not reading.given and not problems:
        message = (
            f"[select] in sources/{reading.source.code}.toml leaves no figure of this delivery: correct one of them"
        )
        problems.append(Problem(reading.file, 0, "", message))


def _tell_twice(reading: _Reading, again: Rows, twice: list[tuple[int, Raw, list[Any]]]) -> None:
    """Name the first of each figure that stands there twice; for that the delivery is read once more."""
    same = [PLACE[name] for name in SAME_FIGURE]
    wanted = {tuple(figure[place] for place in same) for _, _, figure in twice}
    where: dict[tuple[str, ...], str] = {}
    fresh = _Reading(reading.source, again, reading.file, reading.tables, reading.well_mapped)
    for line, raw, figure in fresh.figures():
        key = tuple([figure[place] for place in same])
        if key in wanted and key not in where:
            where[key] = again.at(line, raw)
    for line, raw, figure in twice:
        key = tuple(figure[place] for place in same)
        message = f"the same figure ({', '.join(SAME_FIGURE)}) stands {where[key]}: "
        reading.tell(line, raw, "indicator", message + "remove one, or give each the words of its source")

"""CBS open data, OData v3: wide rows with a column for each topic, and codes padded with spaces."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Any

from samenhang.workspace.check.hints import quoted, shown
from samenhang.workspace.formats.archive import opened
from samenhang.workspace.formats.cbs import (
    EXPECTED,
    OURS,
    STATUS,
    Measure,
    dimension_problems,
    measure,
    measures_of,
    right_division,
    same_table,
    selected,
)
from samenhang.workspace.formats.delivery import (
    MEASURE,
    STATE,
    TITLE,
    UNIT,
    VALUE,
    Delivery,
    Raw,
    Rows,
    UnreadableError,
)
from samenhang.workspace.formats.documents import REQUEST, Documents
from samenhang.workspace.formats.numbers import plain
from samenhang.workspace.formats.select import keeper
from samenhang.workspace.kinds import Problem, SourceKind

DIMENSIONS = ("Dimension", "GeoDimension", "GeoDetail", "TimeDimension")


def read(source: SourceKind, delivery: Delivery) -> Rows:
    """One raw row for each topic of each row that the source asks for."""
    with opened(delivery, EXPECTED) as archive:
        documents = Documents(archive)
        about = documents.whole("TableInfos")
        about = about["value"][0] if isinstance(about.get("value"), list) and about["value"] else about
        same_table(source, str(about.get("Identifier")))
        properties = documents.rows("DataProperties")
        dimensions = {row["Key"]: row for row in properties if row.get("Type") in DIMENSIONS}
        topics = {
            row["Key"]: measure(source, row["Key"], row["Title"], row.get("Unit") or "", row.get("Decimals"))
            for row in properties
            if row.get("Type") == "Topic"
        }
        rows = Rows((*dimensions, *OURS), iter(()), numbered=False)
        if found := dimension_problems(source, dimensions):
            rows.problems.extend(found)
            return rows
        for name, row in dimensions.items():
            right_division(source, name, str(row.get("MapYear") or ""))
        codes = {
            name: {row["Key"].strip(): row for row in documents.rows(name)} for name in dimensions if name in documents
        }
        expected = int(documents.whole(REQUEST)["count"]) if REQUEST in documents else None
    wanted = measures_of(source, topics, "DataProperties")
    periods = [name for name, row in dimensions.items() if row["Type"] == "TimeDimension"]
    rows.place = lambda line, raw, column: f"row {line}, {_column(raw, column)} {quoted(raw.get(column, ''))}"
    rows.at = lambda line, raw: f"in row {line}, {_column(raw, VALUE)}"
    states = _states(source, codes, periods)
    rows.rows = _wide(source, delivery, tuple(dimensions), codes, wanted, states, expected, rows.problems)
    return rows


def _column(raw: Mapping[str, str], column: str) -> str:
    return shown(raw.get(MEASURE, column) if column == VALUE else column)


def _wide(
    source: SourceKind,
    delivery: Delivery,
    dimensions: tuple[str, ...],
    codes: Mapping[str, Mapping[str, Any]],
    wanted: Mapping[str, Measure],
    states: Mapping[tuple[str, str], str],
    expected: int | None,
    problems: list[Problem],
) -> Iterator[tuple[int, Raw]]:
    groups = {
        name: {code: str(row.get("CategoryGroupID") or "") for code, row in rows.items()}
        for name, rows in codes.items()
    }
    count = 0
    with opened(delivery, EXPECTED) as archive:
        documents = Documents(archive)
        keeps = keeper(selected(source, documents, groups), groups)
        for wide in documents.stream("TypedDataSet"):
            count += 1
            try:
                number = int(wide["ID"])
                keys = {name: wide[name].strip() for name in dimensions}
                cells = {code: wide[code] for code in wanted}
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                message = (
                    f"expected ID, {', '.join((*dimensions, *wanted))}, got a problem with {shown(str(error))}: a "
                    "dimension or topic was renamed, or the page was changed; download the table again"
                )
                problems.append(Problem(delivery.name, 0, "", message, f"row {wide.get('ID')}"))
                return
            if not keeps(keys):
                continue
            state = next((states[name, keys[name]] for name in dimensions if (name, keys[name]) in states), "known")
            for code, about in wanted.items():
                text = _rounded(cells[code], about)
                yield number, {
                    **keys, MEASURE: code, TITLE: about.title, UNIT: about.unit, VALUE: text, STATE: state if text else "unknown",
                }  # fmt: skip
    if expected is not None and count != expected:
        message = f"expected {expected:,} rows, got {count:,}: pages are missing or cut off, download the table again"
        problems.append(Problem(delivery.name, 0, "", message))


def _rounded(came: Any, about: Measure) -> str:
    """The number with the decimals that the table states: in single precision 8560.5 comes as 8560.4697265625."""
    if came is None:
        return ""
    text = str(came).strip()
    try:
        number = Decimal(text).quantize(Decimal(1).scaleb(-about.decimals), ROUND_HALF_EVEN)
    except InvalidOperation:
        return text  # for the check to name
    return plain(number * about.factor)


def _states(
    source: SourceKind, codes: Mapping[str, Mapping[str, Any]], periods: list[str]
) -> dict[tuple[str, str], str]:
    """The state of the figures of each period that is not final."""
    known = {**STATUS, **source.layout.get("symbols", {})}
    found = {}
    for name in periods:
        for code, row in codes.get(name, {}).items():
            status = row.get("Status") or "Definitief"
            if status not in known:
                raise UnreadableError(
                    f"{name} {quoted(code)} has the new status {quoted(status)}: say in [layout.symbols] what it means"
                )
            found[name, code] = known[status]
    return found

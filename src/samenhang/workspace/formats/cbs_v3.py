"""CBS open data, OData v3: wide rows with a column for each topic, and codes padded with spaces."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
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
from samenhang.workspace.formats.delivery import MEASURE, VALUE, Delivery, Raw, Rows, Told, batched
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
        if missing := dimension_problems(source, dimensions):
            rows.problems.extend(missing)
            return rows
        for name, row in dimensions.items():
            right_division(source, name, str(row.get("MapYear") or ""))
        codes = {
            name: {row["Key"].strip(): row for row in documents.rows(name)} for name in dimensions if name in documents
        }
        expected = int(documents.whole(REQUEST)["count"]) if REQUEST in documents else None
    wanted = measures_of(source, topics, "DataProperties")
    rows.place = lambda line, raw, column: f"row {line}, {_column(raw, column)} {quoted(raw.get(column, ''))}"
    rows.at = lambda line, raw: f"in row {line}, {_column(raw, VALUE)}"
    groups = {
        name: {code: str(row.get("CategoryGroupID") or "") for code, row in rows.items()}
        for name, rows in codes.items()
    }
    symbols = source.layout.get("symbols", {})
    states = {
        (name, code): status_of(name, code, row, symbols)
        for name, about in dimensions.items()
        if about["Type"] == "TimeDimension"
        for code, row in codes.get(name, {}).items()
    }
    found = _wide(delivery, tuple(dimensions), wanted, states, expected, rows.problems)
    rows.batches = map(keeper(selected(source, groups), groups), batched(found, rows.columns))
    return rows


def _column(raw: Mapping[str, str], column: str) -> str:
    return shown(raw.get(MEASURE, column) if column == VALUE else column)


def _wide(
    delivery: Delivery,
    dimensions: tuple[str, ...],
    wanted: Mapping[str, Measure],
    states: Mapping[tuple[str, str], str],
    expected: int | None,
    problems: Told,
) -> Iterator[tuple[int, Raw]]:
    count, needed = 0, ("ID", *dimensions, *wanted)
    with opened(delivery, EXPECTED) as archive:
        for some in Documents(archive).stream("TypedDataSet"):
            count += len(some)
            for wide in some:
                wrong = [name for name in needed if name not in wide]
                wrong += [name for name in ("ID", *dimensions) if not isinstance(wide.get(name, ""), str)]
                if wrong or not wide["ID"].isdecimal():
                    message = (
                        f"expected {', '.join(needed)}, got nothing that can be read for {listed(wrong or ['ID'], 'and')}: a "
                        "dimension or topic was renamed, or the page was changed; download the table again"
                    )
                    problems.append(Problem(delivery.name, 0, "", message, f"row {shown(str(wide.get('ID')))}"))
                    return
                keys = {name: wide[name].strip() for name in dimensions}
                state = next((states[pair] for pair in keys.items() if pair in states), "known")
                for code, about in wanted.items():
                    text = _rounded(wide[code], about)
                    ours = (code, about.title, about.unit, text, state if text else "unknown")
                    yield int(wide["ID"]), {**keys, **dict(zip(OURS, ours, strict=True))}
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

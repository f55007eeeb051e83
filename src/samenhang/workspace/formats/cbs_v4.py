"""CBS open data, OData v4: one observation for each figure, read page by page."""

from collections.abc import Iterator, Mapping
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
from samenhang.workspace.formats.numbers import LEFT_OUT, scaled
from samenhang.workspace.formats.select import keeper
from samenhang.workspace.kinds import Problem, SourceKind

Codes = Mapping[str, Mapping[str, Any]]


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
    rows.rows = _observations(source, delivery, codes, periods, described, wanted, expected, rows.problems)
    return rows


def _expected(source: SourceKind, documents: Documents, properties: Mapping[str, Any]) -> int | None:
    """How many observations there should be: as our client counted them, or as the table says when all of it was asked."""
    if REQUEST in documents:
        return int(documents.whole(REQUEST)["count"])
    return int(properties["ObservationCount"]) if not source.select and "ObservationCount" in properties else None


def _observations(
    source: SourceKind,
    delivery: Delivery,
    codes: Mapping[str, Codes],
    periods: list[str],
    described: Mapping[str, Measure],
    wanted: Mapping[str, Measure],
    expected: int | None,
    problems: list[Problem],
) -> Iterator[tuple[int, Raw]]:
    groups = {
        name: {code: str(row.get("DimensionGroupId") or "") for code, row in rows.items()}
        for name, rows in codes.items()
    }
    state_of = _states(source, codes, periods)
    count, dimensions, states = 0, tuple(codes), dict[tuple[str, ...], str]()
    with opened(delivery, EXPECTED) as archive:
        documents = Documents(archive)
        found = selected(source, documents, groups)
        keeps = keeper(found, groups)
        for observation in documents.stream("Observations"):
            count += 1
            try:
                number, code = int(observation["Id"]), observation["Measure"]
                raw = {name: observation[name].strip() for name in dimensions}
                came, mark = observation["Value"], observation["ValueAttribute"]
                if code not in wanted:
                    if code not in described:
                        raise UnreadableError(
                            f"measure {quoted(code)} is not in MeasureCodes: the documents differ in age"
                        )
                    continue
                if not keeps(raw):
                    continue
                key = (mark, *(raw[name] for name in periods))
                state = states.get(key)
                if state is None:
                    state = states[key] = state_of(key)
                if state == LEFT_OUT:
                    continue
                about = wanted[code]
                # a text where a number should be stays, for the check to name
                text = came if came is not None else (observation.get("StringValue") or "")
                raw[MEASURE], raw[TITLE], raw[UNIT] = code, about.title, about.unit
                raw[VALUE] = scaled(text, about.factor) if text and about.factor != 1 else text
                raw[STATE] = state if text or mark != "None" else "unknown"
            except UnreadableError as error:
                problems.append(Problem(delivery.name, 0, "", str(error), f"observation {observation.get('Id')}"))
                continue
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                message = (
                    f"expected Id, Measure, ValueAttribute, Value and {', '.join(dimensions)}, got a problem with "
                    f"{shown(str(error))}: a dimension was renamed or the page was changed, download the table again"
                )
                problems.append(Problem(delivery.name, 0, "", message, f"observation {observation.get('Id')}"))
                return  # one observation without its dimension is a page without it
            yield number, raw
    if expected is not None and count != expected:
        message = (
            f"expected {expected:,} observations, got {count:,}: pages are missing or cut off, download the table again"
        )
        problems.append(Problem(delivery.name, 0, "", message))


def _states(source: SourceKind, codes: Mapping[str, Codes], periods: list[str]) -> Any:
    """The state of a figure by its ValueAttribute and the status of its period; what is not known is refused."""
    symbols: Mapping[str, str] = source.layout.get("symbols", {})

    def state_of(key: tuple[str, ...]) -> str:
        mark, *here = key
        if mark in symbols:
            return symbols[mark]
        if mark == "Impossible":  # the figure cannot exist; whether the area did is asked when it is mapped
            return "unknown"
        if mark != "None":
            raise UnreadableError(
                f"ValueAttribute {quoted(mark)} is new: say in [layout.symbols] whether it means unknown or suppressed"
            )
        state = "known"
        for name, code in zip(periods, here, strict=True):
            if code not in codes[name]:
                raise UnreadableError(f"{name} {quoted(code)} is not in {name}Codes: the documents differ in age")
            status = codes[name][code].get("Status") or "Definitief"
            if status not in STATUS and status not in symbols:
                raise UnreadableError(
                    f"{name} {quoted(code)} has the new status {quoted(status)}: say in [layout.symbols] what it means"
                )
            state = symbols.get(status) or STATUS[status]
        return state

    return state_of

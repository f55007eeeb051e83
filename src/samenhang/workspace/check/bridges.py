"""What must hold of a known difference between two ways of counting: a step that could never be taken, or twice, is refused."""

from collections.abc import Iterator, Mapping

from samenhang.workspace.check.hints import did_you_mean, listed, quoted
from samenhang.workspace.check.tables import Table
from samenhang.workspace.kinds import Period, Problem, Row, figures, schema

NOT_STATED = "niet vermeld"
Step = tuple[str, str, frozenset[str], str]


def bridge_steps(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """All that is wrong with the steps whose cells could be read."""
    table = tables["bridge_steps"]
    seen: dict[Step, int] = {}
    for row in table.rows:
        if not all((row.indicator, row.field, row.from_value, row.to_value, row.kind, row.basis)) or row.value is None:
            continue  # told already, cell by cell
        yield from (table.at(row, column, message) for column, message in _step(row, tables["areas"]))
        step = row.indicator, row.field, frozenset((row.from_value, row.to_value)), row.area or ""
        if step in seen:
            message = f"the step between these two answers stands on line {seen[step]} too: keep one, or give each its own area"
            yield table.at(row, "field", message)
        seen.setdefault(step, row.line)


def _step(row: Row, areas: Table) -> Iterator[tuple[str, str]]:
    for column in ("from_value", "to_value"):
        if message := _answer(row.field, getattr(row, column), areas):
            yield column, f"{column} {message}"
    if row.from_value == row.to_value:
        yield (
            "to_value",
            f"from_value and to_value are both {quoted(row.to_value)}: a step goes from one answer to another",
        )
    low, high = (row.value if bound is None else bound for bound in (row.low, row.high))
    if not low <= row.value <= high:
        yield "value", f"expected low <= value <= high, got {low:g}, {row.value:g} and {high:g}: correct the range"
    elif row.kind == "factor" and low <= 0:
        yield "value", f"a factor must be above 0, got {low:g}: correct it, or give an amount"
    if row.kind == "amount" and not row.area and row.field != "area":
        yield "area", "an amount holds for one area: name it"
    if row.basis == "sourced" and not row.publication:
        yield (
            "publication",
            "publication is empty: name who says it, or make the basis assumption and say why in the note",
        )
    if row.basis == "assumption":
        for column in ("note_nl", "note_en"):
            if not getattr(row, column):
                yield column, f"{column} is empty: say what the assumption rests on"


def _answer(field: str, value: str, areas: Table) -> str:
    """What is wrong with an answer on a field, or nothing."""
    if field == "area":
        if areas.codes is None or value in areas.codes:
            return ""
        otherwise = "areas.csv has no such code: add it there or correct it here"
        return f"{quoted(value)} is no area{did_you_mean(value, areas.codes, otherwise)}"
    if field == "period":
        try:
            right = value in (NOT_STATED, Period.parse(value).text)
        except ValueError:
            right = value == NOT_STATED
        return (
            ""
            if right
            else f"must be a period such as {Period.FORMS.partition(', or')[0]}, or {NOT_STATED}, not {quoted(value)}"
        )
    kind = figures() if field == "basis" else schema()["definitions"]
    allowed = kind.column(field).allowed
    return (
        ""
        if not allowed or value in allowed
        else f"must be {listed(allowed)}, not {quoted(value)}{did_you_mean(value, allowed)}"
    )

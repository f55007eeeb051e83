"""What must hold of the reference numbers of the test of new business: each once per type, in order, with its source."""

from collections.abc import Iterator, Mapping

from samenhang.workspace.check.hints import quoted
from samenhang.workspace.check.tables import Table
from samenhang.workspace.kinds import Problem

INHABITANTS = "inhabitants"


def numbers(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """All that is wrong with the reference numbers whose cells could be read."""
    table = tables["impact_numbers"]
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        if not row.parameter or not row.basis or None in (row.low, row.mode, row.high):
            continue  # told already, cell by cell
        if not row.low <= row.mode <= row.high:
            message = f"expected low <= mode <= high, got {row.low:g}, {row.mode:g} and {row.high:g}: correct the range"
            yield table.at(row, "mode", message)
        if row.basis == "sourced" and not row.publication:
            message = "publication is empty: name who says it, or make the basis assumption and say why in the note"
            yield table.at(row, "publication", message)
        place = row.parameter, row.firm_type or ""
        if place in seen:
            message = f"{quoted(row.parameter)} for this type of firm stands on line {seen[place]} too: keep one"
            yield table.at(row, "parameter", message)
        seen.setdefault(place, row.line)


def evidence(table: Table) -> Iterator[Problem]:
    """Of one indicator only can it be read how many people live somewhere."""
    found = [row for row in table.rows if row.role == INHABITANTS]
    for row in found[1:]:
        yield table.at(row, "role", f"line {found[0].line} has the inhabitants too: keep one")

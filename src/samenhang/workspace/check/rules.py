"""What must hold of the rules that choose a reading."""

from collections.abc import Iterator

from samenhang.workspace.check.tables import Table
from samenhang.workspace.kinds import Problem


def reading_rules(rules: Table) -> Iterator[Problem]:
    """A rule names what it prefers, and there is one for each indicator and purpose: it never takes merely the newest."""
    seen: dict[tuple[str, str], int] = {}
    for row in rules.rows:
        if row.code and not row.prefers_definition and not row.prefers_basis:
            message = (
                "expected prefers_definition or prefers_basis: the newest of figures that count otherwise is no reading"
            )
            yield rules.at(row, "prefers_definition", message)
        about = row.indicator, row.purpose
        if all(about) and about in seen:
            message = f"the rule on line {seen[about]} chooses for the same indicator and purpose: keep one of them"
            yield rules.at(row, "purpose", message)
        seen.setdefault(about, row.line)

"""What must hold between rows: trees without circles, dates in order, one whole at a time, what there is one of."""

import datetime
import itertools
from collections.abc import Iterator

from samenhang.workspace.check.hints import listed, shown
from samenhang.workspace.check.tables import Table
from samenhang.workspace.kinds import Problem

EVER = datetime.date.min, datetime.date.max


def circles(areas: Table) -> Iterator[Problem]:
    """Areas that hold each other; each circle is told once, at its first row."""
    rows = {row.code: row for row in areas.rows}
    done: set[str] = set()
    for row in areas.rows:
        path: dict[str, None] = {}  # in order, and quick to search
        code = row.code
        while code in rows and code not in done and code not in path:
            path[code] = None
            code = rows[code].parent
        done.update(path)
        if code in path:
            circle = list(path)[list(path).index(code) :]
            start = min(range(len(circle)), key=lambda i: rows[circle[i]].line)
            circle = circle[start:] + circle[:start]
            message = f"the parents go round: {' > '.join([*circle, circle[0]])}; one of them must have another parent"
            yield areas.at(rows[circle[0]], "parent", message)


def validity(table: Table) -> Iterator[Problem]:
    """Rows that end before they begin."""
    if not {"valid_from", "valid_to"} <= {column.name for column in table.kind.columns}:
        return
    for row in table.rows:
        if row.valid_from and row.valid_to and row.valid_from >= row.valid_to:
            message = f"valid_from {row.valid_from} must be before valid_to {row.valid_to}, the first day after the end"
            yield table.at(row, "valid_from", message)


def overlaps(memberships: Table) -> Iterator[Problem]:
    """Areas that are in two wholes of one division on the same day."""
    rows = [row for row in memberships.rows if row.area and row.division and row.whole]
    rows.sort(key=lambda row: (row.area, row.division, row.valid_from or EVER[0], row.line))
    for (area, division), group in itertools.groupby(rows, key=lambda row: (row.area, row.division)):
        last, *others = group
        for row in others:
            start = row.valid_from or EVER[0]
            if start < (last.valid_to or EVER[1]) and row.code != last.code:  # equal codes are told as duplicates
                since = f"from {start}" if row.valid_from else "from the beginning"
                message = (
                    f"{area} is in {row.whole} and, on line {last.line}, also in {last.whole} of division {division} "
                    f"{since}: give one of them a valid_from or valid_to so that they do not overlap"
                )
                yield memberships.at(row, "whole", message)
            last = max(last, row, key=lambda either: either.valid_to or EVER[1])


def special_roles(roles: Table) -> Iterator[Problem]:
    """Exactly one role signs in first, exactly one loads the workspace."""
    for name, purpose in (("first", "of the first sign-in link"), ("keeper", "that loads the workspace")):
        marked = [row for row in roles.rows if getattr(row, name)]
        if len(marked) == 1:
            continue
        came = listed((shown(row.code) or f"line {row.line}" for row in marked), "and") if marked else "none"
        message = f"expected exactly one role with {name} = yes (the role {purpose}), got {came}"
        yield Problem(roles.kind.file, marked[-1].line if marked else 0, name, message)


def neighbours(divisions: Table) -> Iterator[Problem]:
    """At most one division says who are neighbours: with two, nobody knows with whom an area is compared."""
    marked = [row for row in divisions.rows if row.neighbours]
    for row in marked[1:]:
        first = shown(marked[0].code)
        message = f"{first} has neighbours = yes too: only one division says who are compared as neighbours"
        yield divisions.at(row, "neighbours", message)

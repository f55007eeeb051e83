"""What the rule for small numbers leaves of a round. Page, chart, file and sheet read what is made here, and nothing else.

A line is counts that add up to a total: of one statement who agrees, disagrees and passes; of one question its choices.
What is withheld stays withheld in later tallies, so that nobody can take one from the other: until every withheld count
has reached the threshold and so many people came in together that none of the earlier counts follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

THRESHOLD = 10
Shown = dict[str, int | None]


@dataclass(frozen=True)
class Line:
    """Counts after the rule, None where one is withheld, and what the next tally must know of this one."""

    shown: Shown
    total: int | None
    before: dict[str, Any]


def line(counts: Mapping[str, int], before: Mapping[str, Any] | None = None) -> Line:
    """Apply the rule to one line, given what was withheld of it the last time."""
    from samenhang.methods.disclosure_tables import suppress

    names, values = list(counts), list(counts.values())
    total = sum(values)
    if total < THRESHOLD:  # all of it, the total too: nothing of it is public, so the next tally is free
        return Line(dict.fromkeys(names), None, {})
    kept = _kept(counts, before or {})
    mask = suppress(values, [[]], THRESHOLD, hidden=[*(name in kept for name in names), False]).mask
    hidden = {name for name, closed in zip(names, mask, strict=False) if closed}
    return Line(
        {name: None if name in hidden else value for name, value in counts.items()},
        None if mask[-1] else total,
        {name: counts[name] for name in sorted(hidden)},
    )


def _kept(counts: Mapping[str, int], before: Mapping[str, Any]) -> set[str]:
    """What stays withheld of what was."""
    was = {name: int(value) for name, value in before.items() if name in counts}
    came = sum(counts[name] - value for name, value in was.items())
    free = came >= THRESHOLD and all(counts[name] >= THRESHOLD for name in was)
    return set() if free else set(was)

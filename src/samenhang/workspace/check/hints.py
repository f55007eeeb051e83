"""The words of a problem: what came in quotes, and what was probably meant."""

import difflib
import functools
from collections.abc import Iterable

LONGEST = 64


def shown(value: str) -> str:
    """The value on one line and not longer than people read."""
    short = value if len(value) <= LONGEST else value[:LONGEST] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)


def quoted(value: str) -> str:
    """The value as it is shown, in quotes."""
    return f'"{shown(value)}"'


def listed(words: Iterable[str], last: str = "or") -> str:
    """`a, b or c`."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def did_you_mean(value: str, choices: Iterable[str], otherwise: str = "") -> str:
    """` (did you mean PV30?)` when one of the choices is near, else ` (otherwise)` when that is given."""
    near = _nearest(value[:LONGEST], frozenset(choices))
    if near:
        return f" (did you mean {near}?)"
    return f" ({otherwise})" if otherwise else ""


@functools.lru_cache(maxsize=4096)
def _nearest(value: str, choices: frozenset[str]) -> str:
    # Case is not a difference that people see: gm0772 is GM0772.
    by_fold = {choice.casefold(): choice for choice in sorted(choices)}
    found = difflib.get_close_matches(value.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def nearest(value: str, choices: Iterable[str]) -> str:
    """The choice that is most like the value, or nothing."""
    return _nearest(value[:LONGEST], frozenset(choices))

"""The words of a problem: what came in quotes, and what was probably meant."""

import difflib
import functools
from collections.abc import Iterable

LONGEST = 64


def shown(value: str) -> str:
    """The value on one line: what cannot be printed is written out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)


def quoted(value: str) -> str:
    """The value in quotes, not longer than people read."""
    return f'"{shown(value if len(value) <= LONGEST else value[:LONGEST] + "…")}"'


def listed(words: Iterable[str], last: str = "or") -> str:
    """`a, b or c`."""
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def did_you_mean(value: str, choices: Iterable[str], otherwise: str = "") -> str:
    """` (did you mean XX30?)` when one of the choices is near, else ` (otherwise)` when that is given."""
    near = _nearest(value[:LONGEST], frozenset(choices))
    if near:
        return f" (did you mean {shown(near)}?)"
    return f" ({otherwise})" if otherwise else ""


@functools.lru_cache(maxsize=4096)
def _nearest(value: str, choices: frozenset[str]) -> str:
    # Case is not a difference that people see: xx0772 is XX0772.
    by_fold = {choice.casefold(): choice for choice in sorted(choices)}
    found = difflib.get_close_matches(value.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def nearest(value: str, choices: Iterable[str]) -> str:
    """The choice that is most like the value, or nothing."""
    return _nearest(value[:LONGEST], frozenset(choices))

"""Disclosure control: may this number be shown without telling something about one of the people or firms in it?

Why it looks the way it does:

- A count of a sub-group (one nationality, one length of stay) in a small area comes close to people. Below a threshold it
  is withheld; above it, it is rounded, so that two releases cannot be subtracted to find one person.
- Nought is withheld as well. If noughts were shown, every withheld cell would be known to hold somebody.
- `small`, `disclosed`, `dominated` and `guessable` look at one cell, and at nothing else. A withheld part can still follow
  from a total and the other parts: whoever makes a table with totals asks `suppress`, which looks at the table as a whole.
"""

import math
from collections.abc import Sequence

from samenhang.methods.disclosure_tables import Published, Suppressed, attack, suppress, with_totals

__all__ = [
    "Published",
    "Suppressed",
    "attack",
    "disclosed",
    "dominated",
    "guessable",
    "small",
    "suppress",
    "with_totals",
]

VERSION = 1  # raise it when the same input gives other numbers: acts record it

THRESHOLD, BASE = 10, 5


def small(value: float, threshold: int = THRESHOLD) -> bool:
    """Whether a count of people is too small to show.

    value : number of people, 0 or more
    threshold : the smallest number that may be shown, at least 1

    Returns True below the threshold. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Hundepool et al. (2012), Statistical Disclosure Control, Wiley: the threshold rule for frequency tables.

    >>> [small(number) for number in (0, 9, 9.6, 10, 847)]
    [True, True, True, False, False]
    """
    if not (math.isfinite(value) and value >= 0):
        raise ValueError(
            f"Expected a number of people of 0 or more, got {value!r}: only counts pass the small-cell rule."
        )
    if threshold < 1:
        raise ValueError(f"Expected a threshold of at least 1, got {threshold!r}: choose the smallest number to show.")
    return value < threshold


def disclosed(value: float, *, threshold: int = THRESHOLD, base: int = BASE) -> float | None:
    """What may be shown of a count of people: nothing when it is small, else the nearest multiple of the base.

    value : number of people, 0 or more
    threshold : the smallest number that may be shown, a multiple of the base
    base : what is rounded to, at least 1

    Returns None when the count is withheld; else the rounded count, at most half the base away from the count and never
    below the threshold. Halfway goes up. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Hundepool et al. (2012), Statistical Disclosure Control, Wiley: conventional rounding of frequency tables.

    >>> [disclosed(number) for number in (7, 10, 12, 13, 847)]
    [None, 10.0, 10.0, 15.0, 845.0]
    """
    if base < 1 or threshold % base:
        raise ValueError(
            f"Expected a threshold that is a multiple of the base, got {threshold!r} and {base!r}: rounding would show "
            "numbers below the threshold."
        )
    return None if small(value, threshold) else float(math.floor(value / base + 0.5) * base)


def dominated(parts: Sequence[float], *, largest: int = 2, share: float = 0.75) -> bool:
    """Whether few contributors make up nearly all of a sum, such as the workers of two firms in one municipality.

    parts : what each contributor adds, 0 or more
    largest : how many contributors are looked at together, at least 1
    share : the part of the whole from which they dominate it, above 0 to 1

    Returns True when the largest contributors have that share or more; a sum of nothing is dominated.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Hundepool et al. (2012), Statistical Disclosure Control, Wiley: the (n, k) dominance rule.

    >>> dominated([600, 250, 100, 50]), dominated([300, 250, 250, 200])
    (True, False)
    """
    _check_parts(parts)
    if largest < 1 or not 0 < share <= 1:
        raise ValueError(
            f"Expected 1 or more contributors and a share above 0 to 1, got {largest!r} and {share!r}. "
            "Divide percentages by 100."
        )
    return math.fsum(sorted(parts, reverse=True)[:largest]) >= share * math.fsum(parts)


def guessable(parts: Sequence[float], *, within: float = 0.1) -> bool:
    """Whether the second largest contributor can guess the largest one too well from the sum.

    parts : what each contributor adds, 0 or more
    within : how near a guess may not come, as a part of the largest contribution, above 0

    Returns True when the others together are less than that part of the largest; a sum of nothing is guessable.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Hundepool et al. (2012), Statistical Disclosure Control, Wiley: the p% rule.

    >>> guessable([600, 250, 30, 20]), guessable([600, 250, 100, 50])
    (True, False)
    """
    _check_parts(parts)
    if not (within > 0 and math.isfinite(within)):
        raise ValueError(f"Expected a part above 0, got {within!r}. The usual one is 0.1.")
    ordered = sorted(parts, reverse=True)
    return not any(parts) or math.fsum(ordered[2:]) < within * ordered[0]


def _check_parts(parts: Sequence[float]) -> None:
    for part in parts:
        if not (math.isfinite(part) and part >= 0):
            raise ValueError(f"Expected contributions of 0 or more, got {part!r}: leave out what is not known.")

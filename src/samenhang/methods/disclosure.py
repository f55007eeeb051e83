"""Disclosure control of a single cell: may this number of people be shown without telling something about one of them?

Why it looks the way it does:

- A count of a sub-group (one nationality, one length of stay) in a small area comes close to people. Below a threshold it
  is withheld; above it, it is rounded, so that two releases cannot be subtracted to find one person.
- Nought is withheld as well. If noughts were shown, every withheld cell would be known to hold somebody.
- One cell is looked at, and nothing else. A withheld part can still follow from a total and the other parts: whoever makes
  a table with totals has to look at the table as a whole. Here figures stand beside each other and are never added up.
"""

import math

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

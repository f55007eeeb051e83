"""Who gains and who loses, per area and per group: what a total hides."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, Flags, cells, finite, frozen

VERSION = 1


@dataclass(frozen=True, eq=False)
class Winners:
    """A options, R areas, G groups; the arrays are read-only.

    sign : i8[A, R, G] 1 gains, -1 loses, 0 stays the same or nobody is there
    by_area : f64[A, R], by_group : f64[A, G] mean effect, weighed by people; NaN where nobody is
    win, lose : f64[A] share 0..1 of people who gain, who lose
    hardest : per option the area and the group that lose most, None when nobody loses
    masked : bool[A, R] the area gains on average while a group in it loses
    """

    sign: npt.NDArray[np.int8]
    by_area: F64
    by_group: F64
    win: F64
    lose: F64
    hardest: tuple[tuple[int, int] | None, ...]
    masked: Flags


def winners(effect: npt.ArrayLike, people: npt.ArrayLike | None = None, same: float = 0.0) -> Winners:
    """Tell for each option which groups in which areas gain and which lose.

    effect : f64[A, R, G] against what happens without the option, more is better; NaN where nobody is
    people : f64[R, G] >= 0 how many; equal for all when left out
    same : >= 0, an effect no larger than this is no gain and no loss

    Returns `Winners`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: Kaldor (1939), Economic Journal 49: who gains could compensate who loses, which is not to say they do.

    >>> found = winners([[[4.0, -1.0], [0.5, 0.25]]], people=[[80, 20], [60, 40]])
    >>> found.by_area.tolist(), found.win.tolist(), found.lose.tolist()
    ([[3.0, 0.4]], [0.9], [0.1])
    >>> found.hardest, found.masked.tolist()
    (((0, 1),), [[True, False]])
    """
    change = cells("effect", effect, 3)
    if not change.size:
        raise ValueError(f"Expected an effect per option, area and group, got shape {change.shape}. Name one of each.")
    many = np.ones(change.shape[1:]) if people is None else finite("people", cells("people", people, 2))
    if many.shape != change.shape[1:] or (many < 0).any():
        raise ValueError(f"Expected 0 or more people for each area and group, {change.shape[1:]}, got {many.shape}.")
    if not same >= 0:
        raise ValueError(f"Expected a smallest difference of 0 or more, got {same:g}. 0 counts every difference.")
    there = ~np.isnan(change) & (many > 0)
    if not there.any(axis=(1, 2)).all():
        raise ValueError(
            "Expected an effect on somebody for every option, got an option without any. Score it or drop it."
        )
    finite("effect", np.where(there, change, 0.0))
    counted = np.where(there, many, 0.0)
    known = np.where(there, change, 0.0)
    sign = (np.where(known > same, 1, 0) - np.where(known < -same, 1, 0)).astype(np.int8)
    total = counted.sum(axis=(1, 2))
    win, lose = ((counted * (sign == way)).sum(axis=(1, 2)) / total for way in (1, -1))
    by_area, by_group = (_mean(known, counted, axis) for axis in (2, 1))
    hardest = tuple(
        (int(at // known.shape[2]), int(at % known.shape[2])) if (sign[i] < 0).any() else None
        for i, at in enumerate(np.argmin(known.reshape(len(known), -1), axis=1))
    )
    masked = np.asarray((by_area > same) & (sign < 0).any(axis=2))
    frozen(sign, by_area, by_group, win, lose, masked)
    return Winners(sign, by_area, by_group, win, lose, hardest, masked)


def _mean(change: F64, counted: F64, axis: int) -> F64:
    whole = counted.sum(axis=axis)
    mean: F64 = np.divide((change * counted).sum(axis=axis), whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return mean

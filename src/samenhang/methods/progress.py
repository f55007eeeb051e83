"""How a result stands against its target: on track, at risk, off track or unknown, each by one stated rule.

Why it looks the way it does:

- Unknown is an answer, never a gap: no number, no start to measure the way from, or a range whose ends disagree.
- The way is walked evenly from start to target. That is a simplification, said on every page that shows a verdict.
- A range is judged at both ends. When they get different verdicts nobody can tell, so nobody is told.
"""

from dataclasses import dataclass

__all__ = ["OFF", "ON", "REASONS", "RISK", "UNKNOWN", "Progress", "progress"]

VERSION = 1  # raise it when the same input gives another verdict: acts record it

ON, RISK, OFF, UNKNOWN = "on", "risk", "off", "unknown"
REASONS = ("no number", "reached", "missed", "on its way", "behind", "far behind", "slipped", "no start", "wide")


@dataclass(frozen=True)
class Progress:
    """A verdict with its reason, and how much of the way was gone; None where there is no way to measure."""

    verdict: str
    reason: str
    low: float | None = None
    high: float | None = None


def progress(
    *,
    start: float | None,
    target: float,
    least: bool,
    low: float | None,
    high: float | None,
    elapsed: float,
    on: float,
    risk: float,
) -> Progress:
    """Judge where a result stands.

    start : what was counted when it was agreed; None when nobody counted
    target : what should be reached
    least : True when the target is a least, False when it is a most
    low, high : the ends of what is known today, equal for one number; None for both when nobody knows
    elapsed : part of the time between start and target day that has passed, 0 and up; 1 is the day itself
    on, risk : how far behind the even way a result may be to be on track, and to be no more than at risk; parts of the way

    Returns `Progress`.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: the arithmetic is ours. Judging each indicator by a rule that was written down beforehand, unknown shown as
    unknown, follows INTOSAI GUID 3920 (2019), performance auditing: criteria are set before they are used.

    >>> half = {"start": 0.0, "target": 1000.0, "least": True, "elapsed": 0.5, "on": 0.05, "risk": 0.2}
    >>> [progress(low=n, high=n, **half).verdict for n in (500.0, 400.0, 100.0, 1000.0)]
    ['on', 'risk', 'off', 'on']
    >>> progress(low=None, high=None, **half)
    Progress(verdict='unknown', reason='no number', low=None, high=None)
    >>> progress(low=250.0, high=500.0, **half)
    Progress(verdict='unknown', reason='wide', low=0.25, high=0.5)
    """
    if not 0 <= on <= risk:
        raise ValueError(f"Expected 0 <= on <= risk, got on={on} and risk={risk}. Set the tolerances in that order.")
    if elapsed < 0:
        raise ValueError(f"Expected the part of the time that has passed, 0 and up, got {elapsed}. Has it begun?")
    if (low is None) != (high is None) or (low is not None and high is not None and low > high):
        raise ValueError(f"Expected both ends of a range in order, or neither, got {low} and {high}. Give both.")
    if low is None or high is None:
        return Progress(UNKNOWN, "no number")
    ends = [_judged(end, start, target, least, elapsed, on, risk) for end in (low, high)]
    ways = [None if start is None or start == target else (end - start) / (target - start) for end in (low, high)]
    first, last = sorted(ways, key=lambda way: way or 0.0)
    if ends[0][0] != ends[1][0]:
        return Progress(UNKNOWN, "wide", first, last)
    reason = ends[0][1] if ends[0] == ends[1] else "on its way"  # one end is there already, the other on its way
    return Progress(ends[0][0], reason, first, last)


def _judged(
    value: float, start: float | None, target: float, least: bool, elapsed: float, on: float, risk: float
) -> tuple[str, str]:
    """The verdict on one number, with its reason."""

    def meets(number: float) -> bool:
        return number >= target if least else number <= target

    if meets(value):
        return ON, "reached"
    if elapsed >= 1:
        return OFF, "missed"
    if start is None:
        return UNKNOWN, "no start"
    if meets(start):
        return OFF, "slipped"
    behind = elapsed - (value - start) / (target - start)
    if behind <= on:
        return ON, "on its way"
    return (RISK, "behind") if behind <= risk else (OFF, "far behind")

"""The bridge between two figures of one quantity: why do they differ, and how much of that does nobody know?

Why it looks the way it does:

- Reckoning is in exact fractions of the decimals as written. In floats the promise "steps + unexplained = difference"
  cannot be kept: no float added to 3.3 gives 0.1. Here it holds without rounding, and the last level is the float of the
  end figure bit for bit.
- A pair has one bridge. It is walked in one direction, decided by what the pair is and not by who asks, and turned round
  for whoever asks from the other side. So the way back can never tell another story.
- A factor works on the level that was reached, so its amount depends on the order. The order is an argument, and is shown.
- A bridge never invents: a field without a known step gets no amount, however plausible.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from samenhang.methods.bridge_kinds import (
    NOT_STATED,
    ORDER,
    UNEXPLAINED,
    Bar,
    Bridge,
    Figure,
    Level,
    Part,
    Step,
    Unknown,
    check_comparable,
    check_figure,
    check_parts,
    check_steps,
    exact,
)

__all__ = ["Bar", "Bridge", "Figure", "Level", "Part", "Step", "Unknown", "bridge"]

VERSION = 1  # raise it when the same input gives other numbers: acts record it

Bounds = tuple[Fraction, Fraction, Fraction]  # value, low, high


def bridge(
    a: Figure,
    b: Figure,
    steps: Iterable[Step] = (),
    *,
    order: Sequence[str] = ORDER,
    parts: Iterable[Part] = (),
) -> Bridge:
    """Walk from one figure to another along the fields in which they differ.

    a, b : the figures, of one indicator, unit and area (or with a step on counts or area that crosses over)
    steps : known differences; one counts only when the figures give its two answers, in either direction
    order : all fields of ORDER, in the order in which they are walked
    parts : groups that make up both figures, from a to b, when they are published

    Returns `Bridge`: a bar for each known step, and one for the unexplained: the difference minus the steps. Bounds are
    those of interval arithmetic: adding adds the lows and the highs, subtracting takes the other's high from the low, and
    a range times a factor with a range takes the outermost products. They assume that all ends can meet, so they are wide.
    The pair is walked in the direction in which its factors are written; without factors, or when those disagree, from the
    lower figure to the higher. `bridge(b, a)` is that same walk turned round.
    Once the walk has passed a step on counts, amounts are in the unit of the figure it goes to.
    Errors: ValueError with a sentence when an argument is not as above, or when the figures cannot be compared.
    Reference: the form is that of Alkema & You (2012), PLoS Medicine 9(8), who explain the difference between two series
    of estimates of child mortality step by step, https://pmc.ncbi.nlm.nih.gov/articles/PMC3429386

    >>> from samenhang.methods.bridge_kinds import DEFINITION
    >>> silent = dict.fromkeys(DEFINITION, "niet vermeld") | {"population": "all", "counts": "persons"}
    >>> brp = silent | {"origin_by": "motive", "registration": "brp"}
    >>> seo = silent | {"origin_by": "nationality", "registration": "brp and others", "family": "excluded"}
    >>> a = Figure(220000, brp, "live", "niet vermeld", "NL", "workers", "persons")
    >>> b = Figure(735000, seo, "work", "2019", "NL", "workers", "persons")
    >>> found = bridge(a, b, parts=[Part("EU and EFTA", 150000, 630000), Part("other", 70000, 105000)])
    >>> [(bar.field, int(bar.amount)) for bar in found.bars], [int(part.amount) for part in found.parts]
    ([('unexplained', 515000)], [480000, 35000])
    >>> [(u.field, u.stated) for u in found.unknown]
    [('origin_by', True), ('registration', True), ('family', False), ('basis', True), ('period', False)]

    >>> whole = Figure(650000, silent, "work", "2018", "NL", "workers", "persons")
    >>> one = Figure(92000, silent, "work", "2018", "province", "workers", "persons")
    >>> share = Step("area", "NL", "province", factor=0.14, low=0.135, high=0.145, source="publication")
    >>> [(bar.field, int(bar.amount), int(bar.low), int(bar.high)) for bar in bridge(whole, one, [share]).bars]
    [('area', -559000, -562250, -555750), ('unexplained', 1000, -2250, 4250)]

    >>> start = Figure(10000, brp, "live", "2020", "NL", "workers", "persons")
    >>> end = Figure(16000, seo, "work", "2020", "NL", "workers", "persons")
    >>> known = [Step("registration", "brp", "brp and others", 2500, low=2000, high=3000, source="count of a sample"),
    ...          Step("basis", "live", "work", 1500, low=500, high=2500, estimate="commuters over the border")]
    >>> found = bridge(start, end, known)
    >>> [(bar.field, int(bar.amount), int(bar.low), int(bar.high)) for bar in found.bars]
    [('registration', 2500, 2000, 3000), ('basis', 1500, 500, 2500), ('unexplained', 2000, 500, 3500)]
    >>> [bar.after.value for bar in found.bars]
    [12500.0, 14000.0, 16000.0]
    >>> bridge(end, start, known) == found.turned()
    True
    """
    known, named, groups = list(steps), list(order), tuple(parts)
    check_figure("the first figure", a)
    check_figure("the second figure", b)
    check_steps(known)
    if sorted(named) != sorted(ORDER):
        raise ValueError(
            f"Expected each of the fields {', '.join(ORDER)} once in order, got {', '.join(named)}. Add or drop."
        )
    check_parts(a, b, groups)
    matched = {field: _match(a, b, field, known) for field in named if a.answer(field) != b.answer(field)}
    crossed = {field: step for field, step in matched.items() if step is not None}
    check_comparable(a, b, list(crossed))
    if _starts_at(a, b, list(crossed.values())) is a:
        return _walk(a, b, matched, named, groups)
    return _walk(b, a, matched, named, tuple(part.turned() for part in groups)).turned()


def _match(a: Figure, b: Figure, field: str, steps: Sequence[Step]) -> Step | None:
    """The one step between the two answers, whichever way it is written."""
    answers = {a.answer(field), b.answer(field)}
    found = [step for step in steps if step.field == field and {step.from_value, step.to_value} == answers]
    if len(found) > 1:
        raise ValueError(
            f"Expected one step on {field} between {a.answer(field)!r} and {b.answer(field)!r}, got {len(found)}. Choose one."
        )
    return found[0] if found else None


def _starts_at(a: Figure, b: Figure, steps: Sequence[Step]) -> Figure:
    """Where the walk of a pair begins, whoever asks: so that both get the same bridge."""
    factors = [step.from_value == a.answer(step.field) for step in steps if step.factor is not None]
    if 2 * sum(factors) != len(factors):
        return a if 2 * sum(factors) > len(factors) else b
    one, other = ((exact(f.value), [f.answer(field) for field in ORDER]) for f in (a, b))
    return a if one <= other else b


def _walk(
    start: Figure, end: Figure, matched: Mapping[str, Step | None], order: Sequence[str], parts: tuple[Part, ...]
) -> Bridge:
    bars: list[Bar] = []
    unknown: list[Unknown] = []
    here, goal = (_bounds(f.value, f.low, f.high) for f in (start, end))
    for field, step in matched.items():
        answers = start.answer(field), end.answer(field)
        if step is None:
            unknown.append(Unknown(field, *answers, stated=NOT_STATED not in answers))
            continue
        forward = step.from_value == answers[0]
        if step.amount is not None:
            amount = _bounds(step.amount, step.low, step.high)
            amount = amount if forward else (-amount[0], -amount[2], -amount[1])
            after = (here[0] + amount[0], here[1] + amount[1], here[2] + amount[2])
        else:
            assert step.factor is not None
            factor = _bounds(step.factor, step.low, step.high)
            factor = factor if forward else (1 / factor[0], 1 / factor[2], 1 / factor[1])
            amount = _times(here, (factor[0] - 1, factor[1] - 1, factor[2] - 1))
            after = _times(here, factor)  # not here + amount: that would count the range of here twice
        bars.append(Bar(field, *answers, *amount, _level(here), _level(after), step.source, step.estimate))
        here = after
    rest = (goal[0] - here[0], goal[1] - here[2], goal[2] - here[1])
    bars.append(Bar(UNEXPLAINED, "", "", *rest, _level(here), _level(goal)))
    silent = tuple(field for field in order if start.answer(field) == end.answer(field) == NOT_STATED)
    return Bridge(start, end, tuple(bars), tuple(unknown), silent, parts)


def _bounds(value: float, low: float | None, high: float | None) -> Bounds:
    return exact(value), exact(value if low is None else low), exact(value if high is None else high)


def _times(one: Bounds, other: Bounds) -> Bounds:
    corners = [x * y for x in one[1:] for y in other[1:]]
    return one[0] * other[0], min(corners), max(corners)


def _level(bounds: Bounds) -> Level:
    return Level(*map(float, bounds))

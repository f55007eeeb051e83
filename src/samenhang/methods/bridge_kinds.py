"""What figures, known differences and a bridge look like, and the sentences with which bad ones are refused."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

# The fields of a definition, as in src/samenhang/workspace/schema.csv (a test keeps them equal).
DEFINITION = (
    "population",
    "origin_by",
    "registration",
    "counts",
    "moment",
    "arrival_window",
    "stay",
    "family",
    "knowledge_migrants",
    "agency",
    "ages",
    "method",
    "producer",
)
# First what makes it another quantity, then who is counted, then when and by whom.
LATE = ("method", "producer")
ORDER = ("counts", "area", *(f for f in DEFINITION if f not in ("counts", *LATE)), "basis", "period", *LATE)
NOT_STATED = "niet vermeld"  # the answer of the schema for what a source does not say
UNEXPLAINED = "unexplained"
MOST = 1e15  # beyond it a figure is a typing error


@dataclass(frozen=True)
class Figure:
    """One figure of one quantity, and all that decides what it counts.

    value : in `unit`; low and high are its range, when it has one
    definition : an answer for each field of DEFINITION; "niet vermeld" is an answer, an empty one is not
    basis, period, area : as in a delivery of figures; "niet vermeld" when the source does not say
    """

    value: float
    definition: Mapping[str, str]
    basis: str
    period: str
    area: str
    indicator: str
    unit: str
    low: float | None = None
    high: float | None = None

    def answer(self, field: str) -> str:
        """What this figure says on one of the fields of ORDER."""
        other = {"basis": self.basis, "period": self.period, "area": self.area}
        return other[field] if field in other else self.definition[field]


@dataclass(frozen=True)
class Step:
    """A known difference: what it does to a figure when one field changes from one answer to another.

    amount : what is added, in the unit of the figure; or
    factor : above 0, what it is multiplied by ("14 percent of" is 0.14)
    low, high : the range of the amount or the factor
    source : ref of where it comes from; estimate : in words, when it is our own estimate. One of the two at least
    """

    field: str
    from_value: str
    to_value: str
    amount: float | None = None
    factor: float | None = None
    low: float | None = None
    high: float | None = None
    source: str = ""
    estimate: str = ""


@dataclass(frozen=True)
class Level:
    """A height in the waterfall: its value and its bounds."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bar:
    """One bar of the waterfall. Amounts are exact fractions of the decimals as written; levels are for drawing.

    field : a field of ORDER, or "unexplained"
    amount, low, high : what it adds
    before, after : where the bar begins and ends
    """

    field: str
    from_value: str
    to_value: str
    amount: Fraction
    low: Fraction
    high: Fraction
    before: Level
    after: Level
    source: str = ""
    estimate: str = ""

    def turned(self) -> "Bar":
        """The same bar walked the other way."""
        return replace(
            self,
            from_value=self.to_value,
            to_value=self.from_value,
            amount=-self.amount,
            low=-self.high,
            high=-self.low,
            before=self.after,
            after=self.before,
        )


@dataclass(frozen=True)
class Unknown:
    """A field in which the figures differ, or may differ, without a known step: it shares in the unexplained.

    stated : whether both figures say something else; otherwise one of them does not say
    """

    field: str
    from_value: str
    to_value: str
    stated: bool


@dataclass(frozen=True)
class Part:
    """A group in both figures (by origin, by sector): where a difference is, which is not yet why it is there."""

    name: str
    start: float
    end: float

    @property
    def amount(self) -> Fraction:
        return exact(self.end) - exact(self.start)

    def turned(self) -> "Part":
        """The same group from the other side."""
        return Part(self.name, self.end, self.start)


@dataclass(frozen=True)
class Bridge:
    """From one figure to another, ready for a waterfall.

    start, end : the figures
    bars : the known steps in the order in which they were taken, and the unexplained
    unknown : fields that share in the unexplained
    silent : fields on which neither figure says anything, so that nobody knows whether they differ
    parts : the same difference by group
    """

    start: Figure
    end: Figure
    bars: tuple[Bar, ...]
    unknown: tuple[Unknown, ...]
    silent: tuple[str, ...]
    parts: tuple[Part, ...] = ()

    @property
    def difference(self) -> Fraction:
        """End minus start; the amounts of the bars add up to it exactly."""
        return exact(self.end.value) - exact(self.start.value)

    @property
    def unexplained(self) -> Bar:
        """The bar of what no step explains."""
        return next(bar for bar in self.bars if bar.field == UNEXPLAINED)

    def turned(self) -> "Bridge":
        """The same bridge from the other side: amounts negated, order reversed."""
        return Bridge(
            start=self.end,
            end=self.start,
            bars=tuple(bar.turned() for bar in reversed(self.bars)),
            unknown=tuple(Unknown(u.field, u.to_value, u.from_value, u.stated) for u in reversed(self.unknown)),
            silent=tuple(reversed(self.silent)),
            parts=tuple(part.turned() for part in self.parts),
        )


def exact(number: float) -> Fraction:
    """The decimals as written: 0.1 is one tenth, and its float is the same float again."""
    return Fraction(repr(float(number)))


# --- the door: loud, in sentences


def check_figure(name: str, figure: Figure) -> None:
    """A figure that says what it counts."""
    extra = [field for field in figure.definition if field not in DEFINITION]
    if extra:
        raise ValueError(
            f"Expected a definition of {name} with the fields {', '.join(DEFINITION)}; got {extra[0]}. Drop or correct it."
        )
    for field in ORDER:
        answer = figure.definition.get(field, "") if field in DEFINITION else figure.answer(field)
        if not answer:
            raise ValueError(
                f"Expected an answer of {name} on {field}, got none. Say '{NOT_STATED}' when the source does not tell."
            )
    _check_range(name, figure.value, figure.low, figure.high)


def check_steps(steps: Sequence[Step]) -> None:
    """Steps that say from what to what, how much, and how we know."""
    for step in steps:
        line = f"the step on {step.field} from {step.from_value!r} to {step.to_value!r}"
        if step.field not in ORDER:
            raise ValueError(f"Expected steps on one of {', '.join(ORDER)}; got {step.field!r}. Correct the field.")
        if not step.from_value or not step.to_value or step.from_value == step.to_value:
            raise ValueError(f"Expected {line} to go from one answer to another, got the same or none. Correct it.")
        if (step.amount is None) == (step.factor is None):
            raise ValueError(f"Expected {line} with an amount or a factor, got both or neither. Give one of the two.")
        if not step.source and not step.estimate:
            raise ValueError(f"Expected {line} with a source or an estimate in words, got neither. Say how we know.")
        number = step.amount if step.amount is not None else step.factor
        assert number is not None
        _check_range(line, number, step.low, step.high)
        least = number if step.low is None else step.low
        if step.factor is not None and least <= 0:
            raise ValueError(f"Expected {line} with a factor above 0, got {least:g}. Give an amount instead.")


def _check_range(name: str, value: float, low: float | None, high: float | None) -> None:
    for number in (value, low, high):
        if number is not None and not abs(number) <= MOST:
            raise ValueError(
                f"Expected numbers up to {MOST:g} in {name}, got {number:g}. What is not known is no figure and no step."
            )
    if not (value if low is None else low) <= value <= (value if high is None else high):
        raise ValueError(f"Expected low <= {value:g} <= high in {name}, got {low} and {high}. Correct the range.")


def check_comparable(a: Figure, b: Figure, crossed: Sequence[str]) -> None:
    """Two figures of one quantity; another quantity only over a step that says what it does.

    crossed : the fields for which a step is known
    """
    for what, one, other in (
        ("unit", a.unit, b.unit),
        ("indicator", a.indicator, b.indicator),
        ("way of counting", a.answer("counts"), b.answer("counts")),
    ):
        if one != other and "counts" not in crossed:
            here, there = a.answer("counts"), b.answer("counts")
            how = f"Give a step on counts that says how {here} become {there}, or compare others."
            raise ValueError(
                f"Expected two figures with the same {what}, got {one} and {other}: they cannot be compared as they are. "
                f"{'Convert one first, or compare others.' if here == there else how}"
            )
    if a.area != b.area and "area" not in crossed:
        raise ValueError(
            f"Expected two figures of the same area, got {a.area} and {b.area}. Choose one area, or give a step on area."
        )


def check_parts(a: Figure, b: Figure, parts: Sequence[Part]) -> None:
    """Groups that make up both figures, no more and no less."""
    if not parts:
        return
    names = [part.name for part in parts]
    if len(set(names)) < len(names):
        raise ValueError(f"Expected each part once, got {', '.join(names)}. Drop or add up the others.")
    if not all(math.isfinite(number) for part in parts for number in (part.start, part.end)):
        raise ValueError("Expected parts with a number in both figures, got one without. Leave the parts out.")
    for name, whole, sums in (
        ("first", a.value, sum(exact(part.start) for part in parts)),
        ("second", b.value, sum(exact(part.end) for part in parts)),
    ):
        if sums != exact(whole):
            raise ValueError(
                f"Expected parts that add up to the {name} figure, {whole:g}; got {float(sums):g}. Add the missing part, or "
                "leave the parts out."
            )

"""The bridge between two figures of an indicator: what is known of why they differ, field by field, and what nobody knows.

Nothing here enters the record: it is reckoned from figures and declared steps whenever somebody looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import BridgeStep, Certainty, Figure, Indicator, State
from samenhang.insight.evidence.queries.figures import WITH, cell_of, current, described, in_order, stated
from samenhang.insight.evidence.queries.readings import Moved, moved
from samenhang.insight.evidence.queries.words import BASES, CERTAINTIES, FIELDS, NOT_STATED, word
from samenhang.screen.cells import STATES, Cell, Date, Number

if TYPE_CHECKING:
    from samenhang.methods import bridge as method

LABELS: dict[str, str | Promise] = {
    **FIELDS,
    "area": gettext_lazy("Area"),
    "basis": gettext_lazy("Counted"),
    "period": gettext_lazy("Period"),
}
BOUNDS = frozenset({Certainty.AT_LEAST, Certainty.AT_MOST, Certainty.LOW, Certainty.HIGH})


class CannotBridge(Exception):
    """Two figures between which there is no bridge; the text is a sentence for people."""


@dataclass(frozen=True)
class Reckoned(Cell):
    """A number that a bridge makes of others; it leads to the place on the page where that is written out."""

    @property
    def url(self) -> str:
        return "#steps"


@dataclass(frozen=True)
class End:
    """One of the two figures; of a range its source also states the other end."""

    figure: Figure
    other: Figure | None = None
    apart: str = ""  # what tells it from a figure of the same source and period

    @property
    def cell(self) -> Cell:
        return cell_of(self.figure)

    @property
    def bare(self) -> Cell:
        """The number without its unit, for a sentence: the difference of two percentages is no percentage."""
        return replace(self.cell, unit="")

    @property
    def title(self) -> str:
        """Who says it, and of when."""
        period = str(Date(self.figure.period)) if self.figure.period else _("period not stated")
        return ", ".join(filter(None, [f"{period} · {self.figure.publication.publisher}", self.apart]))

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        one = self.cell
        if self.other is None:
            return _float(one.low), _float(one.high)
        ends = sorted(float(cell.value) for cell in (one, cell_of(self.other)) if cell.value is not None)
        return ends[0], ends[-1]

    @property
    def counted(self) -> "method.Figure":
        """The figure as the method takes it: what may be shown of it, and never more."""
        from samenhang.methods import bridge as method
        from samenhang.methods.bridge_kinds import DEFINITION

        figure, value, (low, high) = self.figure, self.cell.value, self.bounds
        assert value is not None
        return method.Figure(
            float(value), {field: getattr(figure.definition, field) for field in DEFINITION}, figure.basis,
            figure.period or NOT_STATED, figure.area_id, figure.indicator_id, figure.unit_id, low, high,
        )  # fmt: skip

    def says(self, field: str) -> str:
        """The answer on a field, in words of the page."""
        if field == "area":
            return str(self.figure.area.name)
        if field == "basis":
            return str(BASES[self.figure.basis])
        if field == "period":
            return str(Date(self.figure.period)) if self.figure.period else word(field, NOT_STATED)
        return word(field, getattr(self.figure.definition, field))


@dataclass(frozen=True)
class Taken:
    """One bar between the two figures: a known step with how it is known, or, without a step, the unexplained."""

    label: str
    cell: Cell  # what it adds
    level: Cell  # where one stands after it
    one: str = ""
    other: str = ""
    step: BridgeStep | None = None
    elsewhere: bool = False  # measured for another time or another way of counting

    @property
    def estimate(self) -> bool:
        return self.elsewhere or (self.step is not None and self.step.basis == "assumption")

    @property
    def period(self) -> Date | None:
        """The time that the step is about."""
        return Date(self.step.period) if self.step is not None and self.step.period else None

    @property
    def more(self) -> bool:
        return bool(self.cell.value and self.cell.value > 0)


@dataclass(frozen=True)
class Beside:
    """One field of both definitions, side by side."""

    field: str
    label: str
    one: str
    other: str
    status: str  # same, known, differs, half or silent

    @property
    def marked(self) -> bool:
        return self.status in ("known", "differs", "half")


@dataclass(frozen=True)
class BridgePage:
    """The bridge from one figure to another. The amounts of the steps and the unexplained add up to the difference."""

    indicator: Indicator
    start: End
    end: End
    bars: tuple[Taken, ...]  # in the order of the walk
    difference: Cell
    fields: tuple[Beside, ...]
    moved: tuple[Moved, ...]
    one_range: bool  # both are the ends of what one source states as a range
    rounded: bool

    @property
    def steps(self) -> tuple[Taken, ...]:
        return tuple(bar for bar in self.bars if bar.step is not None)

    @property
    def rest(self) -> Cell:
        """The unexplained."""
        return next(bar.cell for bar in self.bars if bar.step is None)

    @property
    def area(self) -> Area:
        return self.start.figure.area

    @property
    def differing(self) -> tuple[Beside, ...]:
        return tuple(one for one in self.fields if one.status == "differs")

    @property
    def half(self) -> tuple[Beside, ...]:
        """Fields on which only one of the two says anything."""
        return tuple(one for one in self.fields if one.status == "half")

    @property
    def silent(self) -> tuple[Beside, ...]:
        return tuple(one for one in self.fields if one.status == "silent")

    @property
    def known(self) -> Cell:
        """What the steps explain together."""
        values = self.difference.value, self.rest.value
        assert values[0] is not None
        assert values[1] is not None
        return replace(self.difference, value=float(values[0]) - float(values[1]), certainty="")

    @property
    def too_far(self) -> bool:
        """Whether the steps go beyond the difference, so that the unexplained comes back."""
        back = float(self.rest.value or 0) * float(self.difference.value or 0) < 0
        return back and len(self.steps) > 1 and not self.within_range

    @property
    def within_range(self) -> bool:
        """Whether the range of what is left holds nought: then the steps may explain it all."""
        low, high = self.rest.low, self.rest.high
        return bool(self.steps) and low is not None and high is not None and low <= 0 <= high

    @property
    def bound(self) -> bool:
        """Whether a source gives a limit and not the number itself."""
        return any(end.figure.certainty in BOUNDS for end in (self.start, self.end))

    @property
    def only_time(self) -> bool:
        """Whether both count in the same way: then the difference is what changed in between."""
        alike = self.start.figure.definition_id == self.end.figure.definition_id
        return alike and {one.field for one in self.fields if one.marked} == {"period"}

    @property
    def forecast(self) -> bool:
        """Whether one of them says what may come, and the other what there is."""
        return (self.start.figure.state == State.FORECAST) != (self.end.figure.state == State.FORECAST)


def ends_of(start: Figure, end: Figure) -> tuple[End, End]:
    """Both figures, each with the other end of the range that its source states, if it does."""
    wanted = Q(pk__in=())
    for one in (start, end):
        if one.certainty in (Certainty.LOW, Certainty.HIGH):
            wanted |= Q(
                edition=one.edition_id, area=one.area_id, period=one.period, publication=one.publication_id,
                definition=one.definition_id,
            )  # fmt: skip
    others: dict[int, Figure] = {}
    for line in stated(Figure.objects.filter(wanted).select_related(*WITH)) if wanted else ():
        if line.upper is not None:
            others |= {line.figure.pk: line.upper, line.upper.pk: line.figure}
    if others.get(start.pk) == end:
        return End(start), End(end)  # both ends of one range: that range is what lies between them
    return End(start, others.get(start.pk)), End(end, others.get(end.pk))


def _told_apart(one: End, other: End) -> tuple[End, End]:
    """The ends with the area, when there are two; or, when one source says both, with what each counts or which end it is."""
    if one.figure.area_id != other.figure.area_id:
        return replace(one, apart=one.figure.area.name), replace(other, apart=other.figure.area.name)
    if one.title != other.title:
        return one, other
    names = [end.figure.definition.label for end in (one, other)]
    if names[0] == names[1]:
        names = [str(CERTAINTIES[end.cell.certainty]) for end in (one, other)]
    return replace(one, apart=names[0]), replace(other, apart=names[1])


def bridge_page(indicator: Indicator, start: Figure, end: Figure) -> BridgePage:
    """The bridge between two figures of this indicator. Raises CannotBridge when they cannot be compared."""
    from samenhang.methods import bridge as method
    from samenhang.methods.bridge_kinds import ORDER, UNEXPLAINED

    one, other = _told_apart(*ends_of(start, end))
    declared = {step.field: step for step in _steps(indicator, start, end)}
    _comparable(one, other, declared)
    a, b = one.counted, other.counted
    found = method.bridge(a, b, [_known(step, start, end) for step in declared.values()])
    refs, decimals = f"{start.ref} {end.ref}", start.unit.decimals
    unit = end.unit.label

    def reckoned(value: Fraction | float, low: Fraction | float, high: Fraction | float, **more: str) -> Cell:
        bounds = (None, None) if low == high else (_plain(low), _plain(high))
        return Reckoned(_plain(value), unit, refs, low=bounds[0], high=bounds[1], decimals=decimals, **more)

    bars = []
    for bar in found.bars:
        level = reckoned(bar.after.value, bar.after.low, bar.after.high)
        if bar.field == UNEXPLAINED:
            amount = reckoned(bar.amount, bar.low, bar.high)
            bars.append(Taken(pgettext("part of a difference", "unexplained"), amount, level))
            continue
        step = declared[bar.field]
        low, high = (None, None) if bar.low == bar.high else (_plain(bar.low), _plain(bar.high))
        amount = Cell(_plain(bar.amount), unit, step.ref, low=low, high=high, decimals=decimals)
        says = one.says(bar.field), other.says(bar.field)
        bars.append(Taken(str(LABELS[bar.field]), amount, level, *says, step, _elsewhere(step, start, end)))
    circa = Certainty.CIRCA if Certainty.CIRCA in (one.cell.certainty, other.cell.certainty) else ""
    return BridgePage(
        indicator=indicator,
        start=one,
        end=other,
        bars=tuple(bars),
        difference=reckoned(found.difference, found.difference, found.difference, certainty=circa),
        fields=tuple(_beside(field, one, other, found, set(declared)) for field in ORDER),
        moved=tuple(moved([start.ref, end.ref]).values()),
        one_range={start.certainty, end.certainty} == {Certainty.LOW, Certainty.HIGH} and one.other is None,
        rounded=any(bar.amount * 10**decimals % 1 for bar in found.bars),
    )


def _float(number: Number | None) -> float | None:
    return None if number is None else float(number)


def _plain(number: Fraction | float) -> Number:
    return int(number) if number == int(number) else float(number)


def _comparable(one: End, other: End, declared: Iterable[str]) -> None:
    """The method's rules, told in the language of the page and with names instead of codes."""
    for end in (one, other):
        if end.cell.value is None:
            words = {"who": end.figure.publication.publisher, "state": STATES[end.cell.state]}
            raise CannotBridge(_("%(who)s gives no number here: %(state)s. Choose a figure with a number.") % words)
    if "counts" not in declared and one.says("counts") != other.says("counts"):
        counts = {"one": one.says("counts"), "other": other.says("counts")}
        raise CannotBridge(
            _("One figure counts %(one)s and the other %(other)s: they cannot be compared as they are. Choose two that "
              "count the same.") % counts
        )  # fmt: skip
    if "area" not in declared and one.figure.area_id != other.figure.area_id:
        areas = {"one": one.says("area"), "other": other.says("area")}
        raise CannotBridge(
            _("One figure is about %(one)s and the other about %(other)s, and no step is known from the one to the "
              "other. Choose two figures of the same area.") % areas
        )  # fmt: skip


def _answers(field: str, figure: Figure) -> str:
    """The answer of a figure on a field, as the schema writes it."""
    own = {"area": figure.area_id, "basis": figure.basis, "period": figure.period or NOT_STATED}
    return str(own[field] if field in own else getattr(figure.definition, field))


def _steps(indicator: Indicator, start: Figure, end: Figure) -> list[BridgeStep]:
    """The declared step for each field in which they differ; one for this area goes before one for everywhere."""
    found = BridgeStep.objects.filter(indicator=indicator, withdrawn_on=None).select_related(
        "publication", "definition"
    )
    chosen: dict[str, BridgeStep] = {}
    for step in sorted(found, key=lambda one: one.area_id is not None):
        here = step.field == "area" or step.area_id is None or step.area_id == start.area_id == end.area_id
        if here and {step.from_value, step.to_value} == {_answers(step.field, start), _answers(step.field, end)}:
            chosen[step.field] = step
    return list(chosen.values())


def _known(step: BridgeStep, start: Figure, end: Figure) -> "method.Step":
    """A declared step as the method takes it."""
    from samenhang.methods import bridge as method

    amount, factor = (step.value, None) if step.kind == "amount" else (None, step.value)
    source = f"publications:{step.publication_id}" if step.basis == "sourced" else ""
    estimate = step.note_nl if not source or _elsewhere(step, start, end) else ""
    return method.Step(
        step.field, step.from_value, step.to_value, amount, factor, step.low, step.high, source, estimate
    )


def _elsewhere(step: BridgeStep, start: Figure, end: Figure) -> bool:
    """Whether a step was measured for another time or another way of counting than these figures: then it is an estimate."""
    periods = {start.period, end.period} - {step.period} if step.period and step.field != "period" else set()
    definitions = {start.definition_id, end.definition_id}
    return bool(periods) or (step.definition_id is not None and step.definition_id not in definitions)


def _beside(field: str, one: End, other: End, found: "method.Bridge", declared: set[str]) -> Beside:
    answers = _answers(field, one.figure), _answers(field, other.figure)
    if field in found.silent:
        status = "silent"
    elif answers[0] == answers[1]:
        status = "same"
    elif field in declared:
        status = "known"
    else:
        status = "half" if NOT_STATED in answers else "differs"
    return Beside(field, str(LABELS[field]), one.says(field), other.says(field), status)


@dataclass(frozen=True)
class Choice:
    """Figures of one area, from which a pair may be chosen: ref and description of each."""

    area: Area
    options: tuple[tuple[str, str], ...]


def choices(indicator: Indicator, area: Area, more: Iterable[Figure] = ()) -> tuple[Choice, ...]:
    """The figures of this area, and of the areas to which a step leads; `more` are offered whatever their edition."""
    across = BridgeStep.objects.filter(indicator=indicator, field="area", withdrawn_on=None)
    pairs = [{step.from_value, step.to_value} for step in across]
    areas = {area.pk, *(code for pair in pairs if area.pk in pair for code in pair)}
    found = list(current().filter(indicator=indicator, area__in=areas))
    known = {figure.pk for figure in found}
    found += [figure for figure in more if figure.pk not in known]
    made = []
    for place in sorted({figure.area for figure in found}, key=lambda one: (one.pk != area.pk, one.name)):
        cells = [(one, cell_of(one)) for one in in_order(figure for figure in found if figure.area_id == place.pk)]
        options = tuple((one.ref, described(one, cell)) for one, cell in cells if cell.value is not None)
        made.append(Choice(place, options))
    return tuple(one for one in made if one.options)

"""Where it fails, in sentences: in how many futures it holds, between which limits it goes wrong, and what decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samenhang.screen.cells import Cell, Date, Run
from samenhang.weighing.futures.queries.answer import rounded
from samenhang.weighing.futures.queries.knobs import Knob
from samenhang.weighing.futures.queries.limits import Corner, Limit, Limits
from samenhang.weighing.futures.queries.words import OUTCOMES, Outcome, runs

Sentence = tuple[Run, ...]
AGREE = 0.6  # from which share on two ways of looking say the same
MOST_NAMED = 3  # drivers in the sentence on what decides
ALWAYS = 0.995  # above this share of the futures a sentence says "every", below one minus it "none"


@dataclass(frozen=True)
class Fails:
    """The sentences of one question, each for a reader who knows no statistics."""

    question: Sentence
    sentence: Sentence
    tested: Sentence
    measures: Sentence
    regret: Sentence
    effects: Sentence
    second: Sentence
    corners: tuple[Sentence, ...]
    limits: Limits


def told(limits: Limits, drivers: Mapping[str, Knob], ref: str, *, acted: bool) -> Fails:
    """The sentences of what was found. `ref` is the sheet with the numbers, `acted` whether there are measures at all."""
    outcome = OUTCOMES[limits.outcome]

    def percent(share: float) -> Cell:
        return Cell(round(100 * share), "%", ref)

    bound = Cell(rounded(limits.limit, outcome.decimals), outcome.unit, ref, decimals=outcome.decimals)
    parts: dict[str, Run | tuple[Run, ...]] = {
        "label": str(outcome.label), "limit": bound, "year": Date(str(limits.year)), "holds": percent(limits.holds),
    }  # fmt: skip
    names = {
        each.driver: drivers[each.driver].label if each.driver in drivers else each.driver for each in limits.effects
    }
    return Fails(
        _question(outcome, parts, limits.chosen), _sentence(limits, drivers, outcome, parts),
        _tested(limits, percent) if limits.limits else (),
        _measures(limits, percent) if acted else (), _regret(limits, outcome, ref) if acted else (),
        _decides(tuple((names[each.driver], percent(each.share)) for each in limits.effects[:MOST_NAMED])),
        _second(limits, percent) if limits.limits else (),
        tuple(_corner_of(corner, drivers, percent) for corner in limits.corners), limits,
    )  # fmt: skip


def _question(outcome: Outcome, parts: Mapping[str, Run | tuple[Run, ...]], chosen: bool) -> Sentence:
    if outcome.more_is_worse:
        words = _("{label} stays at or below {limit} in {year} in {holds} of the futures.")
    else:
        words = _("{label} stays at or above {limit} in {year} in {holds} of the futures.")
    said = runs(words, **parts)
    return (
        said
        if chosen
        else (*said, " ", _("Nobody chose this limit yet: it is the middle of the futures. Fill in your own."))
    )


def _sentence(
    limits: Limits, drivers: Mapping[str, Knob], outcome: Outcome, parts: Mapping[str, Run | tuple[Run, ...]]
) -> Sentence:
    if limits.holds >= ALWAYS:
        return (_("It holds in all but a few of the futures: there is no corner in which it fails."),)
    if limits.holds <= 1 - ALWAYS:
        return (_("It fails in all but a few of the futures: there is no corner in which it holds."),)
    if not limits.limits:
        return (
            _(
                "It fails here and there: no few limits tell the futures in which it fails from those in which it holds."
            ),
        )
    if outcome.more_is_worse:
        words = _("{label} stays at or below {limit}, except when {when}.")
    else:
        words = _("{label} stays at or above {limit}, except when {when}.")
    return runs(words, **{**parts, "when": _when(limits.limits, drivers)})


def _when(limits: tuple[Limit, ...], drivers: Mapping[str, Knob]) -> Sentence:
    made: list[Run] = []
    for place, limit in enumerate(limits):
        made += [f" {_('and')} "] if place else []
        made += condition(limit, drivers[limit.driver])
    return tuple(made)


def condition(limit: Limit, knob: Knob) -> Sentence:
    """One limit in words; a value on the limit lies within it."""
    name = f"“{knob.label}”"
    if limit.low is not None and limit.high is not None:
        ends = {"low": _end(knob, limit.low), "high": _end(knob, limit.high)}
        return runs(_("{name} lies from {low} to {high}"), name=name, **ends)
    if limit.low is not None:
        return runs(_("{name} is {low} or more"), name=name, low=_end(knob, limit.low))
    return runs(_("{name} is {high} or less"), name=name, high=_end(knob, limit.high or 0.0))


def _end(knob: Knob, value: float) -> Cell:
    """The limit exactly as it was found: more digits than the range of the driver has, when it needs them."""
    shown = round(value * knob.scale, 9)
    digits = next((digits for digits in range(9) if round(shown, digits) == shown), 9)
    return Cell(shown, knob.unit, knob.ref, decimals=digits)


def _tested(limits: Limits, share: Callable[[float], Cell]) -> Sentence:
    return runs(
        _(
            "Tested on as many fresh futures: it fails in {density} of those within these limits, "
            "and {coverage} of all that fail lie there."
        ),
        density=share(limits.fresh_density), coverage=share(limits.fresh_coverage),
    )  # fmt: skip


def _measures(limits: Limits, share: Callable[[float], Cell]) -> Sentence:
    return runs(
        _("Without these measures it holds in {before} of the futures, with them in {after}."),
        before=share(limits.untouched), after=share(limits.holds),
    )  # fmt: skip


def _regret(limits: Limits, outcome: Outcome, ref: str) -> Sentence:
    def amount(value: float) -> Cell:
        return Cell(rounded(value, outcome.decimals), outcome.unit, ref, decimals=outcome.decimals)

    return runs(
        _("Whoever does nothing regrets {nothing} at most in one future; whoever takes these measures {these} at most."),
        nothing=amount(limits.untouched_regret), these=amount(limits.regret),
    )  # fmt: skip


def _second(limits: Limits, share: Callable[[float], Cell]) -> Sentence:
    """Whether a tree of cuts, the second way of looking, says the same."""
    if not limits.corners:
        return (_("A second way of looking, a tree of cuts, finds no corner: lean lightly on these limits."),)
    if limits.alike >= AGREE:
        words = _(
            "A second way of looking, a tree of cuts, says nearly the same: of the futures that one of the two points at, both"
            " point at {alike}."
        )
    else:
        words = _(
            "A second way of looking, a tree of cuts, draws the limits elsewhere: of the futures that one of the two points at,"
            " both point at no more than {alike}. Lean on neither alone."
        )
    return runs(words, alike=share(limits.alike))


def _corner_of(corner: Corner, drivers: Mapping[str, Knob], share: Callable[[float], Cell]) -> Sentence:
    """One corner of the tree, with what it is worth on fresh futures."""
    return runs(
        _("It fails when {when}: in {density} of the fresh futures there, with {coverage} of all that fail."),
        when=_when(corner.limits, drivers), density=share(corner.fresh_density), coverage=share(corner.fresh_coverage),
    )  # fmt: skip


def _decides(effects: tuple[tuple[str, Cell], ...]) -> Sentence:
    """What makes most of the spread, in one sentence."""
    if not effects:
        return ()
    named: list[Run] = []
    for place, (label, cell) in enumerate(effects):
        named += [(f" {_('and')} " if place == len(effects) - 1 else ", ")] if place else []
        named += [f"“{label}” (", cell, ")"]
    return runs(
        _(
            "What decides most is {drivers}, as a share of the spread; drivers work together, so it can be more than all."
        ),
        drivers=tuple(named),
    )

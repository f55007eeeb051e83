"""What would flip it, in words. A number is rounded past the point where first place is shared, so that what is said holds."""

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenhang.screen.cells import Cell, Code, Run, sentence
from samenhang.weighing.appraisal.queries.frames import Leaf, units
from samenhang.weighing.appraisal.queries.numbers import Board
from samenhang.weighing.appraisal.queries.result import HUNDRED, PERCENT

if TYPE_CHECKING:
    from samenhang.methods.flip import Flip, FloorFlip, ScoreFlip, WeightFlip

SHOWN = 3  # flips of each kind that are told
HAIR = 1e-9


def told(board: Board, found: "Flip", ref: str) -> tuple[tuple[Run, ...], ...]:
    """The smallest changes in words, of each kind a few. When all options are red: which one bound brings whom back."""
    return tuple(_told(board, found, ref))


def _told(board: Board, found: "Flip", ref: str) -> Iterator[tuple[Run, ...]]:
    known = units(leaf.unit for leaf in board.frame.leaves)
    tied = dict.fromkeys(one.challenger for one in found.weights if abs(one.change) < HAIR)
    for challenger in tied:
        text = _("Options {first} and {rival} stand level on first place now: the smallest change decides.")
        yield sentence(text, first=board.options[found.first], rival=board.options[challenger])
    for weight in [one for one in found.weights if abs(one.change) >= HAIR][:SHOWN]:
        yield _weight(board, found, weight, ref)
    for score in [one for one in found.scores if abs(one.change) >= HAIR][:SHOWN]:
        yield _score(board, score, known, ref)
    real = [
        floor for floor in found.floors if not math.isnan(floor.before)
    ]  # the others would be a right that is none today
    for floor in real[:SHOWN]:
        yield _floor(board, floor, known, ref)


def _weight(board: Board, found: "Flip", one: "WeightFlip", ref: str) -> tuple[Run, ...]:
    before, after = rounded(HUNDRED * one.before, HUNDRED * one.after, 1, HUNDRED)
    given: dict[str, Any] = {
        "criterion": named(board.frame.leaves[one.criterion]), "first": board.options[found.first],
        "rival": board.options[one.challenger], "before": Cell(before, PERCENT, ref, decimals=1),
        "after": Cell(after, PERCENT, ref, decimals=1),
    }  # fmt: skip
    if level(HUNDRED * one.after, after):
        return sentence(
            _("If “{criterion}” counted for {after} instead of {before} of the whole, option {rival} would draw level with {first}."),
            **given,
        )  # fmt: skip
    return sentence(
        _("If “{criterion}” counted for {after} instead of {before} of the whole, option {rival} would come first instead of {first}."),
        **given,
    )  # fmt: skip


def _score(board: Board, one: "ScoreFlip", known: Mapping[str, Any], ref: str) -> tuple[Run, ...]:
    leaf = board.frame.leaves[one.criterion]
    own = not leaf.judged and one.x_before is not None and one.x_after is not None
    unit = known.get(leaf.unit) if own else None
    decimals = unit.decimals if unit else 0
    if own:
        before, after = rounded(float(one.x_before or 0), float(one.x_after or 0), decimals)
    else:
        before, after = rounded(HUNDRED * one.before, HUNDRED * one.after, decimals, HUNDRED)
    cells = {
        name: Cell(number, str(unit.label) if unit else "", ref, decimals=decimals)
        for name, number in (("before", before), ("after", after))
    }
    given: dict[str, Any] = {
        "option": board.options[one.option], "criterion": named(leaf), "rival": board.options[one.challenger], **cells,
    }  # fmt: skip
    if one.after <= HAIR or one.after >= 1 - HAIR:  # the end of the scale: there is nothing past it
        return sentence(
            _("If option {option} had {after} instead of {before} on “{criterion}”, option {rival} would share first place."),
            **given,
        )  # fmt: skip
    return sentence(
        _("If option {option} had {after} instead of {before} on “{criterion}”, option {rival} would come first."),
        **given,
    )


def _floor(board: Board, one: "FloorFlip", known: Mapping[str, Any], ref: str) -> tuple[Run, ...]:
    """Meeting a bound is enough: who is to fall out needs one that is stricter than its value, who is to come back that value."""
    leaf = board.frame.leaves[one.criterion]
    unit = known.get(leaf.unit)
    up = (leaf.direction == "max") == (one.kind == "tighten")
    cell = Cell(_step(one.after, 1, up), str(unit.label) if unit else "", ref, decimals=1)
    given: dict[str, Any] = {"criterion": named(leaf), "after": cell, "option": board.options[one.option]}
    if one.kind == "loosen" and one.challenger == one.option:
        return sentence(
            _("With a bound of {after} on “{criterion}”, option {option} would take part, and come first."), **given
        )
    rival = board.options[one.challenger] if one.challenger >= 0 else ""
    if one.kind == "loosen":
        text = _("With a bound of {after} on “{criterion}”, option {option} would take part, and {rival} come first.")
        return sentence(text, rival=rival, **given)
    if not rival:
        text = _(
            "With a bound stricter than {after} on “{criterion}”, option {option} would fall out, and none would be left."
        )
        return sentence(text, **given)
    text = _(
        "With a bound stricter than {after} on “{criterion}”, option {option} would fall out, and {rival} come first."
    )
    return sentence(text, rival=rival, **given)


def rounded(before: float, after: float, decimals: int, most: float | None = None) -> tuple[float, float]:
    """Both as they are shown: `after` past the point itself, away from `before`, but not past the scale of 0 to `most`."""
    up = after >= before
    shown = _step(after, decimals, up)
    if abs(shown - after) < HAIR:
        shown = _tidy(shown + (1 if up else -1) * 10**-decimals, decimals)
    if most is not None:
        shown = min(max(shown, 0), most)
    start = _tidy(before, decimals)
    if start == shown or (start > shown) == up:
        start = _step(before, decimals, not up)
    return start, shown


def level(after: float, shown: float) -> bool:
    """Whether what is shown is the very point where first place is shared: it lies at the end of the scale."""
    return abs(after - shown) < HAIR


def _step(value: float, decimals: int, up: bool) -> float:
    scaled = round(value * 10**decimals, 6)
    return _tidy((math.ceil(scaled) if up else math.floor(scaled)) / 10**decimals, decimals)


def _tidy(value: float, decimals: int) -> float:
    made = round(value, decimals)
    return int(made) if float(made).is_integer() else made


def named(leaf: Leaf) -> Any:
    return Code(leaf.label) if any(letter.isdigit() for letter in leaf.label) else leaf.label

"""Contesting and approving a figure of one's own area, and what the province answers. All of it stays in view.

A counter-figure is frozen in a sheet of its own, so that it can be cited; it never becomes a Figure of a source.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act, require
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import Unit
from samenhang.ground.people.queries import acts_for
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Answer, Basis, Contest, Counter, Definition, Figure, Indicator, State
from samenhang.insight.evidence.queries.figures import figure_at
from samenhang.insight.evidence.queries.words import OUTCOMES

KIND = "counter"
COLUMNS = (("row", "code"), ("indicator", "code"), ("area", "code"), ("period", "code"), ("unit", "code"),
           ("state", "code"), ("definition", "code"), ("basis", "code"), ("value", "number"), ("low", "number"),
           ("high", "number"))  # fmt: skip


class CannotContest(Exception):
    """What a seat says of a figure that is refused; the text is a sentence for people."""


@dataclass(frozen=True)
class Instead:
    """A counter-figure as it was filled in. Without a definition it counts in a way that no definition of ours describes."""

    value: float | None
    low: float | None
    high: float | None
    unit: Unit
    definition: Definition | None
    basis: str
    period: str

    def table(self, area: Area, indicator: Indicator) -> store.Table:
        row = "/".join((area.pk, self.period or "-", indicator.pk))
        definition = self.definition.pk if self.definition else Basis.NOT_STATED.value
        words = (row, indicator.pk, area.pk, self.period, self.unit.pk, State.KNOWN.value, definition, self.basis)
        return store.Table(KIND, COLUMNS, ((*words, self.value, self.low, self.high),))


def contest(
    *, figure: Ref, area: Area, indicator: Indicator, instead: Instead | None, reason: Words, proof: Words, by: Actor,
    at: datetime,
) -> Contest:  # fmt: skip
    """Contest a figure: freeze the counter-figure when there is one, then record who contests, and why."""
    require(by, Permission.CONTEST)
    _checked(figure, area, indicator, by)
    if instead is None and not reason.strip():
        raise CannotContest(_("Give a counter-figure, or write in one sentence why this figure is not right."))
    cell = None
    if instead is not None:
        numbers = instead.table(area, indicator)
        _refuse_disorder(instead)
        sheet = counter(figure=figure, area=area, indicator=indicator, numbers=numbers, by=by, at=at)
        cell = Ref(f"{sheet.ref}#{next(iter(numbers.rows))[0]}/value")
    made: Contest = contested(
        figure=figure, area=area, indicator=indicator, instead=cell, reason=reason, proof=proof, by=by, at=at
    )
    return made


@act("evidence.countered", needs=Permission.CONTEST)
def counter(
    *, figure: Ref, area: Area, indicator: Indicator, numbers: store.Table, by: Actor, at: datetime
) -> store.Table:
    """Freeze a counter-figure: one row in the columns COLUMNS, beside the figure that it contradicts."""
    if numbers.columns != COLUMNS:
        raise ValueError(f"A counter-figure has the columns {COLUMNS}; it got {numbers.columns}.")
    _checked(figure, area, indicator, by)
    head = {"area": area.pk, "indicator": indicator.pk, "beside": str(figure)}
    return store.Table(KIND, COLUMNS, tuple(numbers.rows), head)


@act("evidence.contested", needs=Permission.CONTEST)
def contested(
    *, figure: Ref, area: Area, indicator: Indicator, instead: Ref | None, reason: Words, proof: Words, by: Actor,
    at: datetime,
) -> Contest:  # fmt: skip
    """Record that a seat contests a figure of its own area, with a counter-figure or a reason."""
    found = _checked(figure, area, indicator, by)
    return Contest.objects.create(
        kind=Contest.CONTEST, counter=_copy(instead) if instead else None, reason=_prose(reason),
        reason_length=len(reason.strip()), proof=_prose(proof), by=by.ref, at=at, **_place(found),
    )  # fmt: skip


@act("evidence.approved", needs=Permission.CONTEST)
def approve(*, figure: Ref, area: Area, indicator: Indicator, reason: Words, by: Actor, at: datetime) -> Contest:
    """Record that a seat says of a figure of its own area that it is right."""
    found = _checked(figure, area, indicator, by)
    if Contest.objects.filter(kind=Contest.APPROVAL, by=by.ref, sheet=found.sheet, row=found.row).exists():
        raise CannotContest(_("You approved this figure before; that still stands."))
    return Contest.objects.create(
        kind=Contest.APPROVAL, reason=_prose(reason), reason_length=len(reason.strip()), by=by.ref, at=at,
        **_place(found),
    )  # fmt: skip


@act("evidence.answered", needs=Permission.ANSWER)
def answer(*, contest: Contest, outcome: Code, words: Words, by: Actor, at: datetime) -> Answer:
    """Answer a contest, once. The figure and the counter-figure stay as they are, with the answer beside them."""
    standing = Contest.objects.select_for_update().get(pk=contest.pk)
    if standing.kind != Contest.CONTEST:
        raise CannotContest(_("An approval asks for no answer."))
    if standing.answered:
        raise CannotContest(_("This was answered before. An answer stays as it is; who disagrees contests again."))
    if standing.by == by.ref:
        raise CannotContest(_("Someone else answers: nobody answers what they contest themselves."))
    if outcome not in OUTCOMES:
        raise CannotContest(_("Choose one of the answers in the list."))
    if outcome == "adopted" and standing.counter_id is None:
        raise CannotContest(_("There is no counter-figure to accept. Choose another answer."))
    if not words.strip():
        raise CannotContest(_("Write in one sentence why this is the answer."))
    Contest.objects.filter(pk=standing.pk).update(answered=True)
    return Answer.objects.create(contest=standing, outcome=outcome, words=_prose(words), by=by.ref, at=at)


def _checked(figure: str, area: Area, indicator: Indicator, by: Actor) -> Figure:
    """The figure, when it is one of this area that is shown now and this seat speaks for the area."""
    own = acts_for(by)
    if own is None:
        raise PermissionDenied(
            _("Your seat is for no area. Contest or approve with the seat of the area that the figure is about.")
        )
    if own != area.pk:
        raise PermissionDenied(
            _("Your seat is for another area than %(area)s. A seat contests or approves figures of its own area only.")
            % {"area": area.name}
        )
    found = figure_at(figure)
    if found is None or (found.area_id, found.indicator_id) != (area.pk, indicator.pk):
        raise CannotContest(_("Choose one of the figures of this indicator and this area that are shown now."))
    if Contest.objects.filter(
        kind=Contest.CONTEST, answered=False, by=by.ref, source=found.source_id, row=found.row
    ).exists():
        raise CannotContest(_("You contest this figure already, and the answer is still to come."))
    return found


def _refuse_disorder(instead: Instead) -> None:
    given = [number for number in (instead.low, instead.value, instead.high) if number is not None]
    if not given:
        raise CannotContest(_("A counter-figure needs at least one number."))
    if given != sorted(given):
        raise CannotContest(_("The numbers should go up: the low end, the number itself, the high end."))


def _place(figure: Figure) -> dict[str, str]:
    names = ("indicator_id", "area_id", "source_id", "sheet", "row")
    return {name: getattr(figure, name) for name in names}


def _prose(words: Words) -> Prose | None:
    return Prose.objects.create(body=words.strip()) if words.strip() else None


def _copy(ref: Ref) -> Counter:
    """The counter-figure in this cell, copied from its sheet."""
    row: dict[str, Any] | None = ledger.cells([ref])[ref]
    if row is None:
        raise CannotContest(_("The counter-figure is not in its sheet. Fill it in once more."))
    definition = None if row["definition"] == Basis.NOT_STATED else row["definition"]
    return Counter.objects.create(
        sheet=ref.partition("#")[0], row=row["row"], definition_id=definition, unit_id=row["unit"],
        **{name: row[name] for name in ("value", "low", "high", "basis", "period")},
    )  # fmt: skip

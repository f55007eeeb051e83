"""What a measure asks and what it is worth: its effort, what it waits for, its scores, its option in an appraisal."""

import math
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.steering.programme.actions.refusals import CannotProgramme, Changed
from samenhang.steering.programme.models import (
    TOP,
    Aim,
    Demand,
    EffectLink,
    Effort,
    FieldScore,
    Measure,
    Precedence,
    Synergy,
    Team,
)
from samenhang.steering.programme.queries.means import quarters as known_quarters
from samenhang.steering.programme.queries.measures import title_of
from samenhang.steering.programme.queries.worth import options_of, version_of_scores

LONGEST = 40  # quarters


@act("programme.sized", needs=Permission.DECIDE)
def size(
    *,
    measure: Measure,
    base: int,
    duration: int,
    earliest: Code | None,
    obliged: bool,
    reason: Words,
    teams: list[Team],
    hours: list[float],
    money: list[float],
    after: list[Measure],
    by: Actor,
    at: datetime,
) -> Demand:
    """Say what a measure asks in each quarter that it runs, and which measures have to end before it begins."""
    Measure.objects.select_for_update().get(pk=measure.pk)
    before = Demand.objects.filter(measure=measure).first()
    if (before.version if before else 0) != base:
        raise Changed(before)
    if not 1 <= duration <= LONGEST:
        raise CannotProgramme(_("A measure takes 1 to 40 quarters; it got %(came)s.") % {"came": duration})
    if earliest and str(earliest) not in known_quarters():
        raise CannotProgramme(_("Choose an earliest quarter of which the capacity is known."))
    if obliged and not reason.strip():
        raise CannotProgramme(_("Write down why it is an obligation: which law, agreement or decision."))
    if any(not math.isfinite(number) or number < 0 for number in (*hours, *money)):
        raise CannotProgramme(_("Hours and euros are 0 or more. Correct the number."))
    if circle := circle_with(measure, after):
        raise CannotProgramme(
            _("These measures would wait for each other in a circle: %(circle)s. Take one of these links out.")
            % {"circle": circle}
        )
    given = {
        "duration": duration, "earliest": str(earliest or ""), "obliged": obliged, "version": base + 1, "by": by.ref, "at": at,
        "reason": Prose.objects.create(body=str(reason)) if reason.strip() else None,
    }  # fmt: skip
    made, _new = Demand.objects.update_or_create(measure=measure, defaults=given)
    made.efforts.all().delete()
    Effort.objects.bulk_create(
        Effort(demand=made, team=team, hours=each, money=paid)
        for team, each, paid in zip(teams, hours, money, strict=True)
        if each or paid
    )
    Precedence.objects.filter(then=measure).exclude(first__in=after).delete()
    Precedence.objects.bulk_create((Precedence(first=one, then=measure) for one in after), ignore_conflicts=True)
    return made


def circle_with(measure: Measure, after: Iterable[Measure]) -> str:
    """The titles of the measures that would wait for each other in a circle; empty when there is none."""
    leads: dict[int, list[int]] = {}
    for first, then in Precedence.objects.exclude(then=measure).values_list("first", "then"):
        leads.setdefault(then, []).append(first)
    leads[measure.pk] = [one.pk for one in after]
    path = _back_to(measure.pk, leads)
    titles = {one.pk: title_of(one) for one in Measure.objects.filter(pk__in=path).select_related("title")}
    return " → ".join(titles[pk] for pk in path)


def _back_to(goal: int, leads: dict[int, list[int]]) -> list[int]:
    """The way from the goal through what it waits for, back to itself, first to last in time."""
    came: dict[int, int] = {}
    todo = [goal]
    while todo:
        here = todo.pop()
        for lead in leads.get(here, ()):
            if lead == goal:
                path = [goal, here]
                while path[-1] != goal:
                    path.append(came[path[-1]])
                return path
            if lead not in came:
                came[lead] = here
                todo.append(lead)
    return []


@act("programme.paired", needs=Permission.DECIDE)
def pair(*, one: Measure, other: Measure, gain: float, reason: Words, by: Actor, at: datetime) -> Synergy | None:
    """Say what two measures add together beyond what each adds alone; 0 takes it back."""
    if one.pk == other.pk:
        raise CannotProgramme(_("Choose another measure: a measure does nothing together with itself."))
    if not math.isfinite(gain) or not -TOP <= gain <= TOP:
        raise CannotProgramme(_("What they do together is a number from -100 to 100; 0 takes it back."))
    if not reason.strip():
        raise CannotProgramme(_("Write down why: what one does for the other."))
    first, second = sorted((one, other), key=lambda row: row.pk)
    if gain == 0:
        Synergy.objects.filter(one=first, other=second).delete()
        return None
    given = {"gain": gain, "reason": Prose.objects.create(body=str(reason)), "by": by.ref, "at": at}
    made, _new = Synergy.objects.update_or_create(one=first, other=second, defaults=given)
    return made


@act("programme.scored", needs=Permission.DECIDE)
def score(
    *,
    measure: Measure,
    base: int,
    aims: list[Aim],
    low: list[float],
    likely: list[float],
    high: list[float],
    reason: Words,
    by: Actor,
    at: datetime,
) -> list[FieldScore]:
    """Score a measure on each aim from field knowledge; what an appraisal found stays beside it, untouched."""
    Measure.objects.select_for_update().get(pk=measure.pk)
    if version_of_scores(measure) != base:
        raise Changed(measure)
    if not reason.strip():
        raise CannotProgramme(_("Write down what this rests on: what was seen, by whom, where."))
    rows = list(zip(aims, low, likely, high, strict=True))
    for aim, *numbers in rows:
        if (
            not all(math.isfinite(number) for number in numbers)
            or not 0 <= numbers[0] <= numbers[1] <= numbers[2] <= TOP
        ):
            raise CannotProgramme(
                _("%(aim)s: the lowest, likely and highest score go up from 0 to 100; it got %(came)s.")
                % {"aim": aim.label, "came": ", ".join(f"{number:g}" for number in numbers)}
            )
    words = Prose.objects.create(body=str(reason))
    return [
        FieldScore.objects.create(
            measure=measure, aim=aim, low=one, likely=middle, high=other, reason=words, by=by.ref, at=at
        )
        for aim, one, middle, other in rows
    ]


@act("programme.linked", needs=Permission.DECIDE)
def link_effect(
    *, measure: Measure, appraisal: Ref | None, letter: Code | None, by: Actor, at: datetime
) -> EffectLink | None:
    """Say which option of an appraisal a measure carries out; nothing takes the link back."""
    if appraisal is None or letter is None:
        EffectLink.objects.filter(measure=measure).delete()
        return None
    if str(letter) not in options_of(str(appraisal)):
        raise CannotProgramme(_("Choose an option of an appraisal that was scored."))
    given = {"appraisal": str(appraisal), "letter": str(letter), "by": by.ref, "at": at}
    made, _new = EffectLink.objects.update_or_create(measure=measure, defaults=given)
    return made

"""Proposing and changing a measure, and moving it a step."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import ChainStage, PolicyField, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Bottleneck, Indicator, Observed
from samenhang.insight.network.models import Party
from samenhang.steering.programme.actions.refusals import CannotProgramme, Changed
from samenhang.steering.programme.models import CARRIERS, MEASURE_STEPS, Duty, Goal, Measure


@act("programme.proposed", needs=Permission.DECIDE)
def propose(
    *,
    measure: Measure | None,
    base: int,
    title: Words,
    text: Words,
    goal: Goal | None,
    accountable: Party,
    responsible: list[Party],
    consulted: list[Party],
    informed: list[Party],
    carrier: Code,
    indicator: Indicator | None,
    bottlenecks: list[Bottleneck],
    observed: tuple[Observed, ...] = (),
    themes: list[Theme],
    fields: list[PolicyField],
    stages: list[ChainStage],
    areas: list[Area],
    example: bool = False,
    by: Actor,
    at: datetime,
) -> Measure:
    """Propose a measure, or change one. `base` is the version that the writer had before them, 0 for a new one."""
    if measure:
        measure = Measure.objects.select_for_update().get(pk=measure.pk)
        if measure.version != base:
            raise Changed(measure)
    if not title.strip():
        raise CannotProgramme(_("Give the measure a title: what is done, in one line."))
    if carrier not in CARRIERS:
        raise CannotProgramme(_("Choose who carries it: the core team or the regular programme."))
    if not responsible:
        raise CannotProgramme(_("Name at least one party that does the work. Who is accountable may do it too."))
    kept = set(measure.observed.values_list("pk", flat=True)) if measure else set()
    if any((one.withdrawn and one.pk not in kept) or one.kind != Observed.BOTTLENECK for one in observed):
        raise CannotProgramme(_("A bottleneck that was withdrawn cannot be chosen any more. Choose another one."))
    given = {
        "title": Prose.objects.create(body=str(title)),
        "body": Prose.objects.create(body=str(text)) if text.strip() else None,
        "goal": goal, "accountable": accountable, "carrier": str(carrier), "indicator": indicator,
        "version": base + 1, "by": by.ref, "at": at,
    }  # fmt: skip
    if measure is None:
        measure = Measure.objects.create(example=example, **given)
    else:
        Measure.objects.filter(pk=measure.pk).update(**given)
        measure.refresh_from_db()
    for name, rows in (
        ("bottlenecks", bottlenecks), ("observed", observed), ("themes", themes), ("fields", fields), ("stages", stages), ("areas", areas),
    ):  # fmt: skip
        getattr(measure, name).set(rows)
    measure.duties.all().delete()
    several = (("responsible", responsible), ("consulted", consulted), ("informed", informed))
    Duty.objects.bulk_create(
        Duty(measure=measure, party=party, kind=kind) for kind, parties in several for party in dict.fromkeys(parties)
    )
    return measure


@act("programme.moved", needs=Permission.DECIDE)
def move(*, measure: Measure, state: Code, reason: Words, by: Actor, at: datetime) -> Measure:
    """Move a measure a step; the table of steps says which."""
    measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if state not in MEASURE_STEPS[measure.state]:
        raise CannotProgramme(_("From here a measure cannot go there. Look at the steps that are offered."))
    if state == "stopped" and not reason.strip():
        raise CannotProgramme(_("Stopping is a decision. Write down the reason."))
    why = Prose.objects.create(body=str(reason)) if reason.strip() else None
    Measure.objects.filter(pk=measure.pk).update(state=str(state), reason=why, version=measure.version + 1)
    measure.refresh_from_db()
    return measure

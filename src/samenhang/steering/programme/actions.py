"""The deeds of the programme: proposing and changing a measure, moving it a step, and saying what became of a pledge."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.ground.lexicon.models import ChainStage, PolicyField, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Bottleneck, Indicator
from samenhang.insight.network.models import Party
from samenhang.steering.programme.models import (
    CARRIERS,
    MEASURE_STEPS,
    PLEDGE_STEPS,
    Duty,
    Goal,
    Measure,
    Pledge,
    PledgeStep,
)


class CannotProgramme(Exception):
    """What was submitted cannot be kept; the text is a sentence for people."""


class Changed(CannotProgramme):
    """Somebody changed the measure in the meantime; `now` is how it stands."""

    def __init__(self, now: Measure) -> None:
        self.now = now
        super().__init__(
            _("Somebody changed this measure while you were writing. Compare, and keep yours again if it should stand.")
        )


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
    themes: list[Theme],
    fields: list[PolicyField],
    stages: list[ChainStage],
    areas: list[Area],
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
    given = {
        "title": Prose.objects.create(body=str(title)),
        "body": Prose.objects.create(body=str(text)) if text.strip() else None,
        "goal": goal, "accountable": accountable, "carrier": str(carrier), "indicator": indicator,
        "version": base + 1, "by": by.ref, "at": at,
    }  # fmt: skip
    if measure is None:
        measure = Measure.objects.create(**given)
    else:
        Measure.objects.filter(pk=measure.pk).update(**given)
        measure.refresh_from_db()
    for name, rows in (
        ("bottlenecks", bottlenecks), ("themes", themes), ("fields", fields), ("stages", stages), ("areas", areas),
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


@act("programme.followed", needs=Permission.DECIDE)
def follow_up(
    *, pledge: Pledge, state: Code, amount: float | None, party: Party | None, words: Words, by: Actor, at: datetime
) -> PledgeStep:
    """Say what became of a pledge: reported by whom, disputed by whom, proven or refuted with what."""
    newest = PledgeStep.objects.filter(pledge=pledge).first()
    before = newest.state if newest else "promised"
    if state not in PLEDGE_STEPS[before]:
        raise CannotProgramme(_("From here a pledge cannot go there. Look at the steps that are offered."))
    if not words.strip():
        raise CannotProgramme(
            _("Write down what was said or seen, with its source: a pledge without proof stays a pledge.")
        )
    if state in ("reported", "proven") and amount is None:
        raise CannotProgramme(_("Say how many were realised, and 0 when it was none."))
    if amount is not None and amount < 0:
        raise CannotProgramme(_("The number that was realised is 0 or more."))
    if state == "disputed" and party is None:
        raise CannotProgramme(_("Say which party disputes it. A dispute without a name cannot be answered."))
    return PledgeStep.objects.create(
        pledge=pledge, state=str(state), amount=amount, party=party, words=Prose.objects.create(body=str(words)),
        by=by.ref, at=at,
    )  # fmt: skip

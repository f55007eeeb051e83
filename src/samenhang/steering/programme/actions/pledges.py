"""Saying what became of a pledge."""

from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.insight.network.models import Party
from samenhang.steering.programme.actions.refusals import CannotProgramme, Changed
from samenhang.steering.programme.models import PLEDGE_STEPS, Pledge, PledgeStep


@act("programme.followed", needs=Permission.DECIDE)
def follow_up(
    *,
    pledge: Pledge,
    base: int | None = None,
    state: Code,
    amount: float | None,
    party: Party | None,
    words: Words,
    by: Actor,
    at: datetime,
) -> PledgeStep:
    """Say what became of a pledge: reported by whom, disputed by whom, proven or refuted with what.

    `base` is the number of the newest step that the writer had before them, 0 for none.
    """
    newest = PledgeStep.objects.filter(pledge=pledge).first()
    if base is not None and base != (newest.pk if newest else 0):
        raise Changed(newest)
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

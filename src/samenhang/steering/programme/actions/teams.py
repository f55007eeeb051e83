"""Changing what a team has per quarter."""

import math
from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.steering.programme.actions.refusals import CannotProgramme, Changed
from samenhang.steering.programme.models import CapacityChange, Team
from samenhang.steering.programme.queries.means import means, version_of


@act("programme.capacity_changed", needs=Permission.DECIDE)
def change_capacity(
    *,
    team: Team,
    base: int,
    quarters: list[Code],
    hours: list[float],
    money: list[float],
    reason: Words,
    by: Actor,
    at: datetime,
) -> list[CapacityChange]:
    """Say what a team has in these quarters from now on; only what differs is kept. `base` is what the writer had before them."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if version_of(team) != base:
        raise Changed(team)
    if not reason.strip():
        raise CannotProgramme(_("Write down why the capacity changes: everybody who planned on it wants to know."))
    if any(not math.isfinite(number) or number < 0 for number in (*hours, *money)):
        raise CannotProgramme(_("Hours and euros are 0 or more. Correct the number."))
    now = {one.quarter: (one.hours, one.money) for one in means() if one.team.pk == team.pk}
    given = zip(map(str, quarters), zip(hours, money, strict=True), strict=True)
    other = {quarter: pair for quarter, pair in given if now.get(quarter) != pair}
    if not other:
        raise CannotProgramme(_("Nothing was changed. Change the hours or the euros of at least one quarter."))
    words = Prose.objects.create(body=str(reason))
    return [
        CapacityChange.objects.create(
            team=team, quarter=quarter, hours=pair[0], money=pair[1], reason=words, by=by.ref, at=at
        )
        for quarter, pair in other.items()
    ]

"""What teams have per quarter: what the workspace says, and what was changed since, with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from samenhang.ground.ledger.queries import written
from samenhang.screen.cells import Cell, Date
from samenhang.steering.programme.models import CapacityChange, Team, TeamQuarter

FORM = "{}-Q{}"


@dataclass(frozen=True)
class Means:
    """The hours and euros of one team in one quarter, where that was said, and whether it is an assumption."""

    team: Team
    quarter: str
    hours: float
    money: float
    assumed: bool
    why: str
    ref: str

    @property
    def told(self) -> tuple[Date, Cell, Cell]:
        return Date(self.quarter), hours(self.hours, self.ref), euros(self.money, self.ref)


def hours(number: float | None, ref: str, **more: float | None) -> Cell:
    return Cell(plain(number), _("hours"), ref if number is not None else "", **_state(number), **more)  # type: ignore[arg-type]


def euros(number: float | None, ref: str, **more: float | None) -> Cell:
    return Cell(plain(number), _("euros"), ref if number is not None else "", **_state(number), **more)  # type: ignore[arg-type]


def _state(number: float | None) -> dict[str, str]:
    return {"state": "unknown"} if number is None else {}


def plain(number: float | None) -> float | int | None:
    if number is None:
        return None
    return int(number) if float(number).is_integer() else round(number, 1)


def teams() -> list[Team]:
    return list(Team.objects.filter(withdrawn_on=None).select_related("party"))


def means() -> list[Means]:
    """Every team and quarter of which something is known, in order; three queries."""
    said = TeamQuarter.objects.filter(withdrawn_on=None, team__withdrawn_on=None).select_related("team")
    found = {
        (one.team_id, one.quarter): Means(
            one.team, one.quarter, one.hours, one.money, one.assumed, one.note or "", one.ref
        )
        for one in said
    }
    newer: dict[tuple[str, str], CapacityChange] = {}
    for change in CapacityChange.objects.filter(team__withdrawn_on=None).select_related("team", "reason"):
        newer.setdefault((change.team_id, change.quarter), change)
    for key, one in newer.items():
        why = written(one.reason)
        found[key] = Means(one.team, one.quarter, one.hours, one.money, False, why, one.ref)
    return sorted(found.values(), key=lambda one: (one.team.order, one.quarter))


def quarters() -> list[str]:
    """The quarters of which the capacity of some team is known, in order of time."""
    return sorted({one.quarter for one in means()})


def quarter_of(day: date) -> str:
    return FORM.format(day.year, (day.month + 2) // 3)


def version_of(team: Team) -> int:
    """What a form starts from: the number of the newest change, 0 when there is none."""
    newest = CapacityChange.objects.filter(team=team).first()
    return newest.pk if newest else 0


def by_team(found: Iterable[Means]) -> dict[str, list[Means]]:
    of: dict[str, list[Means]] = {}
    for one in found:
        of.setdefault(one.team.pk, []).append(one)
    return of

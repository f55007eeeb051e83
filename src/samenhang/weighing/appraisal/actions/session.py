"""A session: parties are invited, each enters what it holds for itself, and in the end what was given is released.

Entries are drafts: ordinary rows that a party may change. They are in no sheet and in no act until the release, because
sheets and acts are public. The release freezes them, on behalf of each party.
"""

import math
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act, require
from samenhang.ground.people.actions import seat_of_role
from samenhang.ground.people.models import Installer, Role, Seat
from samenhang.ground.places.models import Area
from samenhang.weighing.appraisal.actions.frames import CannotAppraise
from samenhang.weighing.appraisal.actions.judging import DOUBTED, doubt, letters, range_problem
from samenhang.weighing.appraisal.actions.weights import (
    POINTS,
    give_weights,
    least_problem,
    may_speak_for,
    party_problem,
    points_problem,
)
from samenhang.weighing.appraisal.models import Appraisal, Entry, Session
from samenhang.weighing.appraisal.queries.frames import framed
from samenhang.weighing.appraisal.queries.sheets import FACTS, WEIGHTS

Facts = Mapping[str, tuple[float, float, float]]


@act("appraisal.session_opened", needs=Permission.WEIGH)
def open_session(*, appraisal: Appraisal, by: Actor, at: datetime) -> None:
    """From now on parties answer for themselves, and nobody else sees what they gave."""
    appraisal.session = Session.OPEN
    appraisal.save(update_fields=["session"])


@act("appraisal.invited", needs=Permission.WEIGH)
def invite(*, appraisal: Appraisal, party: Ref, by: Actor, at: datetime) -> None:
    """A place in the session for a party."""
    if appraisal.session != Session.OPEN:
        raise CannotAppraise(_("There is no open session. Open one first; then parties can be invited."))
    if problem := party_problem(str(party)):
        raise CannotAppraise(problem)
    Entry.objects.get_or_create(appraisal=appraisal, party=str(party))


def seat_for(party: Ref, role: Role, area: Area | None, *, by: Actor, at: datetime) -> Seat:
    """The seat from which a party takes part. Who leads the weighing may ask for it; the installation gives it."""
    require(by, Permission.WEIGH)
    if not role.grants(Permission.JOIN) or role.grants(Permission.WEIGH):
        raise CannotAppraise(_("A party takes part from a seat that may join a session, and may do no more there."))
    return seat_of_role(role, party=Code(party), area=area, by=Installer(), at=at)


def enter(
    entry: Entry,
    *,
    way: str,
    points: Mapping[str, float],
    least: Mapping[str, float],
    facts: Facts,
    position: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> Entry:
    """Keep what a party gives, in place of what it gave before. A draft: it is no act, and only the session sees it."""
    require(by, Permission.JOIN)
    may_speak_for(by, entry.party)
    if entry.appraisal.session != Session.OPEN:
        raise CannotAppraise(_("This session is closed: what the parties gave was released. Ask for a new one."))
    frame, known = framed(entry.appraisal.frame), letters(entry.appraisal)
    given = {code: float(points.get(code, 0)) for code in frame.codes}
    if problem := points_problem(given) or least_problem(least) or party_problem(entry.party):
        raise CannotAppraise(problem)
    if position and position not in known:
        raise CannotAppraise(
            _("There is no option %(letter)s in this appraisal. Choose one of the list.") % {"letter": position}
        )
    for cell, values in facts.items():
        option, _slash, code = cell.partition("/")
        if option not in known or code not in frame.codes or not all(map(math.isfinite, values)):
            raise CannotAppraise(_("%(cell)s is no cell of this appraisal. Choose one of the list.") % {"cell": cell})
        if problem := range_problem(*values, frame.by_code[code]):
            raise CannotAppraise(f"{cell}: {problem}")
    entry.way, entry.points, entry.least = way, given, {code: float(value) for code, value in least.items()}
    entry.facts = {cell: list(values) for cell, values in facts.items()}
    entry.position, entry.reason, entry.seat, entry.at = position, reason, by.ref, at
    entry.save()
    return entry


@act("appraisal.released", needs=Permission.WEIGH)
def _release(*, appraisal: Appraisal, parties: list[Ref], by: Actor, at: datetime) -> None:
    appraisal.session = Session.RELEASED
    appraisal.save(update_fields=["session"])


def release(appraisal: Appraisal, *, by: Actor, at: datetime) -> None:
    """Freeze what each party gave, and make it public. A party that left, or gave nothing, is left out."""
    require(by, Permission.WEIGH)
    if appraisal.session != Session.OPEN:
        raise CannotAppraise(_("There is no open session, so there is nothing to release."))
    given = [entry for entry in appraisal.entries.all() if entry.given and not party_problem(entry.party)]
    if not given:
        raise CannotAppraise(_("No party gave anything yet. Wait for the first; then there is something to release."))
    for entry in given:
        rows = tuple((code, points, entry.least.get(code)) for code, points in entry.points.items())
        party, seat = Ref(entry.party), Ref(entry.seat)
        head = {"position": entry.position} if entry.position else {}
        give_weights(
            appraisal=appraisal, party=party, weights=store.Table(WEIGHTS, POINTS, rows, head), way=Code(entry.way),
            reason=Words(entry.reason or "–"), given_by=seat, by=by, at=at,
        )  # fmt: skip
        if entry.facts:
            cells = ((cell, *cell.split("/", 1), *values) for cell, values in entry.facts.items())
            doubt(
                appraisal=appraisal, party=party, facts=store.Table(FACTS, DOUBTED, tuple(cells)),
                reason=Words(entry.reason), given_by=seat, by=by, at=at,
            )  # fmt: skip
    _release(appraisal=appraisal, parties=[Ref(entry.party) for entry in given], by=by, at=at)

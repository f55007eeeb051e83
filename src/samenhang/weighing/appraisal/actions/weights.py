"""Freezing the weights of a party, however it found them: by points, by best and worst, or by pairs."""

import math
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.insight.network.models import Party
from samenhang.weighing.appraisal.actions.frames import CannotAppraise
from samenhang.weighing.appraisal.models import Appraisal
from samenhang.weighing.appraisal.queries.choices import party_names
from samenhang.weighing.appraisal.queries.frames import SCALE, framed
from samenhang.weighing.appraisal.queries.sheets import WEIGHTS

POINTS = (("criterion", "code"), ("points", "number"), ("least", "number"))
WAYS = ("points", "swing", "best-worst", "pairs")


@act("appraisal.weighted", needs=Permission.WEIGH)
def give_weights(
    *, appraisal: Appraisal, party: Ref, weights: store.Table, way: Code, reason: Words, given_by: Ref | None,
    by: Actor, at: datetime,
) -> store.Table:  # fmt: skip
    """Freeze how many points (0-100) a party gives to each criterion, and below which score it cannot accept an option.

    Its newest weights count; the older ones stay on record. `given_by` is the seat that gave them in a session.
    """
    codes = framed(appraisal.frame).codes
    if weights.columns != POINTS or way not in WAYS:
        raise ValueError(f"Weights have the columns {POINTS}, found by one of {WAYS}; it got {weights.columns}, {way}.")
    given = {code: points for code, points, _least in weights.rows}
    least = {code: least for code, _points, least in weights.rows if least is not None}
    if set(given) != set(codes):
        raise CannotAppraise(_("Give points to each criterion of this appraisal, 0 where one does not count."))
    if problem := points_problem(given) or least_problem(least) or party_problem(str(party)):
        raise CannotAppraise(problem)
    if not reason.strip():
        raise CannotAppraise(_("Write in one sentence why these criteria weigh as they do for this party."))
    why = Prose.objects.create(body=str(reason))
    rows = tuple((code, given[code], least.get(code)) for code in codes)
    about = {"appraisal": appraisal.ref, "party": str(party), "reason": why.ref, "way": str(way)}
    head = {**weights.head, **about, **({"given_by": str(given_by)} if given_by else {})}
    return store.Table(WEIGHTS, POINTS, rows, head)


def points_problem(points: Mapping[str, float]) -> str:
    """What is wrong with the points of a party, in a sentence; empty when they are fine."""
    if not all(math.isfinite(value) and 0 <= value <= SCALE for value in points.values()):
        return _("Points are numbers from 0 (does not count) to %(most)s.") % {"most": SCALE}
    if not any(points.values()):
        return _("All criteria have 0 points, so nothing would count. Give at least one criterion points.")
    return ""


def least_problem(least: Mapping[str, float]) -> str:
    if not all(math.isfinite(value) and 0 <= value <= SCALE for value in least.values()):
        return _("The lowest acceptable score is a number from 0 to %(most)s; leave it empty where there is none.") % {
            "most": SCALE
        }
    return ""


def party_problem(party: str) -> str:
    """Whether a party can give weights: it stands in the workspace, and has not left."""
    if party not in party_names([party]):
        return _("This party is not in the workspace. Choose one of the list.")
    kind, _colon, code = party.partition(":")
    if kind == "parties" and Party.objects.filter(pk=code).exclude(withdrawn_on=None).exists():
        return _("%(party)s is no longer among the parties of the workspace, so it can give no weights any more.") % {
            "party": party_names([party])[party]
        }
    return ""


def may_speak_for(by: Actor, party: str) -> None:
    """Refuse who speaks for another party. Whoever leads the weighing may write down what any party says."""
    if not by.may(Permission.WEIGH) and getattr(by, "party", "") != party:
        raise PermissionDenied(_("You speak for another party. Use the link that your own party was given."))

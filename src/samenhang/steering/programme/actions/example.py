"""The worked programme of a workspace, played through the real actions, so that it has a lineage like anything else.

`example.toml` gives measures with what they ask and are worth, what binds them, and one that is deliberately not done now.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.models import ChainStage, PolicyField, Theme
from samenhang.ground.people.models import Seat
from samenhang.insight.evidence.models import Bottleneck, Indicator
from samenhang.insight.network.models import Party
from samenhang.steering.programme.actions.below import put_below
from samenhang.steering.programme.actions.fitting import fit, set_out
from samenhang.steering.programme.actions.measures import propose
from samenhang.steering.programme.actions.proposals import kept
from samenhang.steering.programme.actions.sizing import link_effect, pair, score, size
from samenhang.steering.programme.models import Aim, Goal, Measure, Team
from samenhang.steering.programme.queries import setting as settings
from samenhang.steering.programme.queries.below import whole_area
from samenhang.weighing.appraisal.models import Appraisal

Given = Mapping[str, Any]


def play_programme(example: Given, by: Seat, at: datetime) -> bool:
    """Play the programme of the worked example, once. Gives whether it did."""
    given = example.get("programme")
    if not given or Measure.objects.filter(example=True).exists():
        return False
    made: dict[str, Measure] = {}
    teams = list(Team.objects.filter(withdrawn_on=None))
    for part in given["measures"]:
        made[part["code"]] = _measure(part, made, teams, by, at)
    for part in given.get("pairs", ()):
        pair(
            one=made[part["one"]],
            other=made[part["other"]],
            gain=float(part["gain"]),
            reason=_words(part, "reason"),
            by=by,
            at=at,
        )
    plan = _propose(by, at)
    if about := given.get("below"):
        put_below(
            measure=made[about["measure"]], area=whole_area(), plan=plan, reason=_words(about, "reason"),
            review_on=about["review_on"], by=by, at=at,
        )  # fmt: skip
        _propose(by, at)
    return True


def _measure(part: Given, made: Mapping[str, Measure], teams: list[Team], by: Seat, at: datetime) -> Measure:
    several = {name: list(rows.objects.filter(pk__in=part.get(name, ()))) for name, rows in (
        ("bottlenecks", Bottleneck), ("themes", Theme), ("fields", PolicyField), ("stages", ChainStage),
        ("responsible", Party), ("consulted", Party), ("informed", Party),
    )}  # fmt: skip
    measure: Measure = propose(
        measure=None, base=0, title=_words(part, "title"), text=_words(part, "text"),
        goal=Goal.objects.filter(pk=part.get("goal")).first(), accountable=Party.objects.get(pk=part["accountable"]),
        carrier=Code(part["carrier"]), indicator=Indicator.objects.filter(pk=part.get("indicator")).first(), areas=[],
        **several, example=True, by=by, at=at,
    )  # fmt: skip
    asked = part["efforts"]
    size(
        measure=measure, base=0, duration=part["duration"], earliest=Code(part["earliest"]) if part.get("earliest") else None,
        obliged=part.get("obliged", False), reason=_words(part, "obliged_reason"), teams=teams,
        hours=[float(asked.get(team.pk, (0, 0))[0]) for team in teams],
        money=[float(asked.get(team.pk, (0, 0))[1]) for team in teams],
        after=[made[code] for code in part.get("after", ())], by=by, at=at,
    )  # fmt: skip
    aims = [Aim.objects.get(pk=code) for code in part["scores"]]
    numbers = [[float(ends[place]) for ends in part["scores"].values()] for place in range(3)]
    score(
        measure=measure, base=0, aims=aims, low=numbers[0], likely=numbers[1], high=numbers[2],
        reason=_words(part, "score_reason"), by=by, at=at,
    )  # fmt: skip
    appraisal = Appraisal.objects.filter(example=True, session="").order_by("pk").first()
    if part.get("option") and appraisal:
        link_effect(measure=measure, appraisal=Ref(appraisal.ref), letter=Code(part["option"]), by=by, at=at)
    return measure


def _propose(by: Seat, at: datetime) -> Sheet:
    """What fits, with the weights of the workspace."""
    aims = settings.weights_of_aims()
    front = (*aims, "", "")[:2]
    asked = settings.Ask(weights=aims, front=(front[0], front[1]))
    table = settings.set_out(by, asked)
    sheet = set_out(setting=table, uses=settings.uses(table), by=by, at=at)
    result: Sheet = fit(setting=sheet, by=by, at=at)
    kept(setting=sheet, result=result, by=by, at=at, example=True)
    return result


def _words(part: Given, name: str) -> Words:
    """The words in the language of whoever loads: what people write has one language."""
    language = (get_language() or "nl")[:2]
    return Words(part.get(f"{name}_{language}") or part.get(f"{name}_nl") or "")

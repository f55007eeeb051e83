"""Playing the worked example of results: agreed, reported over a period, closed with a decision."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from samenhang.ground.ledger.acts import Actor, Code, Ref, Words
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.evidence.queries import current
from samenhang.steering.programme.actions.results import agree, approve, close, open_period, report, tie
from samenhang.steering.programme.models import Goal, ReportPeriod, Result
from samenhang.steering.vision.models import Vision


def play_results(example: Mapping[str, Any], by: Actor, at: datetime) -> bool:
    """Play the results of the worked example, once. Gives whether it did."""
    given = example.get("results")
    if not given or Result.objects.filter(example=True).exists() or given["period"]["ends"] > at.date():
        return False
    vision = Vision.objects.filter(example=True).first()
    if vision:
        tie(vision=vision, goals=list(Goal.objects.filter(pk__in=given["goals"])), by=by, at=at)
    period = open_period(starts=given["period"]["starts"], ends=given["period"]["ends"], example=True, by=by, at=at)
    for one in given["agreed"]:
        _agreed(one, period, by, at)
    close(period=period, course=Code(given["period"]["course"]), words=_said(given["period"], "words"), by=by, at=at)
    return True


def _agreed(one: Mapping[str, Any], period: ReportPeriod, by: Actor, at: datetime) -> None:
    made = agree(
        kind=Code(one["kind"]), goal=Goal.objects.get(pk=one["goal"]), measure=None,
        indicator=Indicator.objects.get(pk=one["indicator"]), area=Area.objects.get(pk=one["area"]),
        sense=Code(one["sense"]), begin=_number(one, "begin"), begins_on=period.starts, target=float(one["target"]),
        reached_by=one["reached_by"], example=True, by=by, at=at,
    )  # fmt: skip
    figure = None
    if one.get("copied"):  # the newest figure of this indicator and area
        figures = current().filter(indicator=made.indicator, area=made.area, value__isnull=False)
        figure = figures.order_by("-period").first()
    row = report(
        result=made, period=period, base=0, value=_number(one, "value"), low=_number(one, "low"),
        high=_number(one, "high"), rests_on=[Ref(figure.ref)] if figure else [], proof=_said(one, "proof"),
        story=_said(one, "story"), by=by, at=at,
    )  # fmt: skip
    approve(report=row, base=row.version, by=by, at=at)


def _number(part: Mapping[str, Any], name: str) -> float | None:
    return float(part[name]) if name in part else None


def _said(part: Mapping[str, Any], name: str) -> Words:
    language = (get_language() or "nl")[:2]
    return Words(part.get(f"{name}_{language}") or part.get(f"{name}_nl") or "")

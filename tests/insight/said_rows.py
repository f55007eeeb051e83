"""What seats say, for the tests: a seat of an area, a figure of the fictional count, a contest with its counter-figure."""

import html
import re

from django.utils import timezone

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.lexicon.models import Unit
from samenhang.ground.people.actions import seat_of_role
from samenhang.ground.people.models import Installer, Role
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.models import Definition
from samenhang.insight.evidence.queries.figures import current

ROW = "TG01/2024/TX01/TI01/TD01"


def seat_for(area="TG01", role="tn-plaats"):
    place = Area.objects.filter(pk=area).first()
    return seat_of_role(Role.objects.get(pk=role), area=place, by=Installer(), at=timezone.now())


def stated(row=ROW):
    return current().get(row=row)


def instead(**changes):
    given = {"value": 3100.0, "low": None, "high": None, "unit": "tn-personen", "definition": "TD01", "basis": "work",
             "period": "2024", **changes}  # fmt: skip
    given["unit"] = Unit.objects.get(pk=given["unit"])
    given["definition"] = Definition.objects.get(pk=given["definition"]) if given["definition"] else None
    return actions.Instead(**given)


def contest(
    by,
    *,
    row=ROW,
    number="as usual",
    reason="Wij tellen de loonlijsten.",
    proof="https://example.org/telling",
    **changes,
):
    figure = stated(row)
    given = {"figure": Ref(figure.ref), "area": figure.area, "indicator": figure.indicator, **changes}
    counter = instead() if number == "as usual" else number
    return actions.contest(**given, instead=counter, reason=Words(reason), proof=Words(proof), by=by, at=timezone.now())


def approve(by, *, row=ROW, reason=""):
    figure = stated(row)
    return actions.approve(
        figure=Ref(figure.ref),
        area=figure.area,
        indicator=figure.indicator,
        reason=Words(reason),
        by=by,
        at=timezone.now(),
    )


def answer(found, by, *, outcome="kept", words="De telling telt op één dag."):
    return actions.answer(contest=found, outcome=Code(outcome), words=Words(words), by=by, at=timezone.now())


def set_aside(by, *, row=ROW, kind="outlier", words="Ligt ver van al het andere."):
    figure = stated(row)
    return actions.set_aside(
        figure=Ref(figure.ref), area=figure.area, indicator=figure.indicator, kind=Code(kind), words=Words(words), by=by,
        at=timezone.now(),
    )  # fmt: skip


def english(client, url, **given):
    """What a reader of the English page sees, without the markup."""
    response = client.get(url, given, headers={"accept-language": "en"})
    assert response.status_code == 200
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r" (?=[,.:;)])|(?<=\() ", "", " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split()))

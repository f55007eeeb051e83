"""The worked session of a workspace, played through the real actions.

Parties answer beforehand, what they gave is released, and the outcome is weighed and frozen.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Ref, Words
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.people.models import Role
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.queries import current
from samenhang.weighing.appraisal.actions.frames import declared_frame
from samenhang.weighing.appraisal.actions.judging import JUDGED, READ, SCORED, SPREAD, score, spread
from samenhang.weighing.appraisal.actions.opening import argue, open_appraisal
from samenhang.weighing.appraisal.actions.session import enter, invite, open_session, release, seat_for
from samenhang.weighing.appraisal.actions.weighing import freeze, weigh
from samenhang.weighing.appraisal.models import LETTERS, Appraisal, Argument, Entry, Frame
from samenhang.weighing.appraisal.queries.register import outcomes
from samenhang.weighing.appraisal.queries.sheets import EFFECTS, SCORES, standing, table_of

DRAWS, SEED = 10_000, 1


def play_session(script: Mapping[str, Any], digest: str, *, by: Actor, at: datetime) -> tuple[Appraisal, Sheet]:
    """The appraisal that the script tells, with its result. Playing the same script again finds the one of before."""
    made = _before(digest) or _opened(script, digest, by, at)
    now, frame = standing([made.ref])[made.ref], ledger.sheet(made.frame)
    assert now.scores is not None
    assert frame is not None
    if now.result is not None:
        return made, now.result
    given = {"weights": list(now.weights.values()), "facts": list(now.facts.values())}
    result: Sheet = weigh(
        appraisal=Ref(made.ref), frame=frame, scores=now.scores, draws=DRAWS, seed=SEED, by=by, at=at, **given
    )
    arguments = list(Argument.objects.filter(appraisal=made))
    cites = dict.fromkeys(row["evidence"] for row in table_of(now.scores).records() if row["evidence"])
    cites |= dict.fromkeys(one.evidence for one in arguments if one.evidence)
    freeze(
        appraisal=Ref(made.ref), frame=frame, scores=now.scores, effects=[now.effects] if now.effects else [],
        result=result, arguments=[Ref(one.ref) for one in arguments], cites=[Ref(ref) for ref in cites], by=by, at=at,
        **given,
    )  # fmt: skip
    return made, result


def _before(digest: str) -> Appraisal | None:
    """The appraisal that this very script made, found by the digest that its scores carry."""
    for appraisal in Appraisal.objects.filter(example=True):
        sheet = standing([appraisal.ref])[appraisal.ref].scores
        if sheet is not None and table_of(sheet).head.get("session") == digest:
            return appraisal
    return None


def _opened(script: Mapping[str, Any], digest: str, by: Actor, at: datetime) -> Appraisal:
    area = Area.objects.get(pk=script["area"])
    made: Appraisal = open_appraisal(
        question=said(script, "question"), options=[said(option, "words") for option in script["options"]], area=area,
        frame=declared_frame(Frame.objects.get(pk=script["frame"]), by=by, at=at), example=True, by=by, at=at,
    )  # fmt: skip
    _scored(made, script, digest, by, at)
    _spread(made, script, by, at)
    for part in script["arguments"]:
        argue(
            appraisal=made, option=Code(part["option"]), speaks_for=part["for"], criterion=Code(part["criterion"]),
            words=said(part, "words"), evidence=_figure(part["evidence"]) if part.get("evidence") else None,
            party=Ref(part["party"]), by=by, at=at,
        )  # fmt: skip
    open_session(appraisal=made, by=by, at=at)
    for part in script["parties"]:
        party = Ref(part["party"])
        invite(appraisal=made, party=party, by=by, at=at)
        seat = seat_for(party, Role.objects.get(pk=part["role"]), None, by=by, at=at)
        entry = Entry.objects.select_related("appraisal").get(appraisal=made, party=str(party))
        enter(
            entry, way="points", points=part["points"], least=part.get("least", {}), position=part.get("position", ""),
            facts={cell: tuple(values) for cell, values in part.get("facts", {}).items()},
            reason=str(said(part, "reason")), by=seat, at=at,
        )  # fmt: skip
    release(made, by=by, at=at)
    return made


def _scored(made: Appraisal, script: Mapping[str, Any], digest: str, by: Actor, at: datetime) -> None:
    rows, remarks, cites = [], [], dict[str, None]()
    for part in script["scores"]:
        evidence = str(_figure(part["evidence"])) if part.get("evidence") else ""
        values = outcomes([evidence])[evidence].numbers if "values" not in part else tuple(part["values"])
        cell, how = f"{part['option']}/{part['criterion']}", JUDGED if "values" in part else READ
        owner = part.get("owner", f"areas:{made.area_id}")
        rows.append((cell, part["option"], part["criterion"], *values, how, owner, evidence, ""))
        remarks.append(said(part, "remark"))
        cites |= dict.fromkeys(filter(None, [evidence]))
    score(
        appraisal=made, scores=store.Table(SCORES, SCORED, tuple(rows), {"session": digest}), remarks=remarks,
        cites=[Ref(ref) for ref in cites], reason=said(script, "reason"), by=by, at=at,
    )  # fmt: skip


def _spread(made: Appraisal, script: Mapping[str, Any], by: Actor, at: datetime) -> None:
    rows, whom = [], dict[str, None]()
    for part in script["effects"]:
        for letter, values in zip(LETTERS, part["values"], strict=False):
            rows.append((f"{letter}/{part['whom']}", letter, part["whom"], *values))
            whom[part["whom"]] = None
    spread(
        appraisal=made, effects=store.Table(EFFECTS, SPREAD, tuple(rows)), whom=[Ref(ref) for ref in whom],
        remarks=[Words("")] * len(rows), reason=said(script, "effects_reason"), by=by, at=at,
    )  # fmt: skip


def _figure(row: str) -> Ref:
    return Ref(current().get(row=row).ref)


def said(part: Mapping[str, Any], name: str) -> Words:
    """The words in the language of whoever loads: what people write has one language."""
    dutch, english = part.get(f"{name}_nl", ""), part.get(f"{name}_en", "")
    first, second = (dutch, english) if (get_language() or "nl").startswith("nl") else (english, dutch)
    return Words(first or second)

"""The worked example of a workspace, played through the real actions, so that it has a lineage like anything else.

`example.toml` gives readings, one appraisal with scores and weights, and a decision on it. All of it is marked as an
example. Playing the same example again does nothing; a changed example makes a new appraisal beside the old one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Ref, Words
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.models import Purpose, Theme
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions as evidence
from samenhang.insight.evidence.models import Figure, Indicator, Reading
from samenhang.insight.evidence.queries import current
from samenhang.steering.governance.actions.decide import decide
from samenhang.weighing.appraisal import actions as weighing
from samenhang.weighing.appraisal.models import LETTERS, Appraisal
from samenhang.weighing.appraisal.queries import SCORES, WEIGHTS, decisions_on, party_names, standing

FILE = "example.toml"
DRAWS, SEED = 10_000, 1


class ExampleError(Exception):
    """The example names what the workspace does not have; the text has a line for each such name."""


def play_example(example: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Play the worked example unless exactly this one was played before. `example` is the parsed `example.toml`."""
    try:
        script = _read(example)
    except KeyError as missing:
        raise ExampleError(
            f"{FILE} should say {missing} where it does not. The example of the fictional workspace has every key there is."
        ) from None
    chosen = [_reading(part, script, by, at) for part in script.readings]
    appraisal, scores = _scored_before(script)
    if appraisal is None:
        appraisal = _unscored(script) or weighing.open_appraisal(
            question=script.question, options=script.options, area=script.area, example=True, by=by, at=at
        )
    if scores is None:
        _score(
            appraisal,
            script,
            {part["code"]: reading for part, reading in zip(script.readings, chosen, strict=True)},
            by,
            at,
        )
    _weights(appraisal, script, by, at)
    now = standing([appraisal.ref])[appraisal.ref]
    result = now.result
    if result is None and now.scores is not None:
        result = weighing.weigh(
            appraisal=Ref(appraisal.ref), scores=now.scores, weights=list(now.weights.values()),
            draws=DRAWS, seed=SEED, by=by, at=at,
        )  # fmt: skip
    if result is not None and not decisions_on([appraisal.ref]):
        _decide(
            appraisal,
            result,
            script,
            dict(zip((part["code"] for part in script.readings), chosen, strict=True)),
            by,
            at,
        )


@dataclass
class _Script:
    """The example with every name looked up in the workspace."""

    digest: str
    question: Words
    options: list[Words]
    area: Area
    readings: list[dict[str, Any]]
    scores: list[dict[str, Any]]
    score_reason: Words
    weights: list[dict[str, Any]]
    decision: dict[str, Any]
    figures: dict[str, Figure] = field(default_factory=dict)


class _Names:
    """Looks names up and keeps a sentence for each that is not there, so that all of them are reported at once."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def row(self, model: Any, code: str, where: str) -> Any:
        found = model.objects.filter(pk=code, withdrawn_on=None).first()
        if found is None:
            self.problems.append(
                f"{FILE} {where}: the workspace has no {model.table} row {code!r}. Name one that it has."
            )
        return found

    def figure(self, row: str, where: str) -> Figure | None:
        found = current().filter(row=row).first()
        if found is None:
            self.problems.append(
                f"{FILE} {where}: no figure stands in a row {row!r} (area/period/publication/indicator/definition). "
                "Name one of a delivery, or the code of a reading."
            )
        return found


def _read(example: Mapping[str, Any]) -> _Script:
    names = _Names()
    readings = [
        {
            **part,
            "indicator": names.row(Indicator, part["indicator"], f"reading {part['code']}"),
            "area": names.row(Area, part["area"], f"reading {part['code']}"),
            "purpose": names.row(Purpose, part["purpose"], f"reading {part['code']}"),
            "figure": names.figure(part["figure"], f"reading {part['code']}"),
        }
        for part in example.get("readings", ())
    ]
    about, decision = example["appraisal"], dict(example["decision"])
    known, cited = {part["code"] for part in readings}, list(decision.get("figures", ()))
    cited += [cell["evidence"] for cell in about["scores"] if cell.get("evidence") and cell["evidence"] not in known]
    figures = {row: names.figure(row, "evidence") for row in dict.fromkeys(cited)}
    for code in decision.get("readings", ()):
        if code not in known:
            names.problems.append(
                f"{FILE} decision: there is no reading {code!r}; there are {', '.join(sorted(known))}."
            )
    themes = {cell["theme"] for cell in about["scores"]} | {
        theme for part in about["weights"] for theme in part["points"]
    }
    for theme in sorted(themes):
        names.row(Theme, theme, "appraisal")
    parties = [part["party"] for part in about["weights"]]
    for party in sorted(set(parties) - party_names(parties).keys()):
        names.problems.append(f"{FILE} weights: there is no party {party!r}. Write parties:<code>, or areas:<code>.")
    area = names.row(Area, about["area"], "appraisal")
    if names.problems:
        raise ExampleError("\n".join(names.problems))
    text = json.dumps(example, sort_keys=True, ensure_ascii=True, default=str)
    return _Script(
        digest=hashlib.sha256(text.encode()).hexdigest()[:16], question=_words(about, "question"),
        options=[_words(option, "words") for option in about["options"]], area=area, readings=readings,
        scores=about["scores"], score_reason=_words(about, "reason"), weights=about["weights"], decision=decision,
        figures={row: figure for row, figure in figures.items() if figure},
    )  # fmt: skip


def _words(part: Mapping[str, Any], name: str) -> Words:
    """The words in the language of whoever loads: what people write has one language."""
    dutch, english = part.get(f"{name}_nl", ""), part.get(f"{name}_en", "")
    first, second = (dutch, english) if (get_language() or "nl").startswith("nl") else (english, dutch)
    return Words(first or second)


def _reading(part: dict[str, Any], script: _Script, by: Actor, at: datetime) -> Reading:
    """The reading of the example; what people chose in the meantime is theirs, and stays."""
    about = {name: part[name] for name in ("indicator", "area", "purpose")}
    # loaded in another language, it is still the same reading
    said = [part[name] for name in ("reason_nl", "reason_en") if name in part]
    before = Reading.objects.filter(**about, example=True, reason__body__in=said).first()
    theirs = Reading.objects.filter(**about, overtaken_by=None, example=False).first()
    return before or theirs or evidence.read(
        **about, choice=Ref(part["figure"].ref), reason=_words(part, "reason"), example=True, by=by, at=at
    )  # fmt: skip


def _scored_before(script: _Script) -> tuple[Appraisal | None, Sheet | None]:
    """The appraisal and the scores that this very example made, found by the digest that its sheets carry."""
    for appraisal in Appraisal.objects.filter(example=True):
        for act in ledger.acts_on(appraisal.ref, verb="appraisal.scored"):
            sheet = ledger.sheet(act.mentions.get(role="made").ref)
            if sheet and ledger.table(sheet).head.get("example") == script.digest:
                return appraisal, sheet
    return None, None


def _unscored(script: _Script) -> Appraisal | None:
    """An appraisal of this example that was opened before the program stopped halfway."""
    for appraisal in Appraisal.objects.filter(example=True, area=script.area, question__body=script.question):
        if not ledger.acts_on(appraisal.ref, verb="appraisal.scored"):
            return appraisal
    return None


def _score(appraisal: Appraisal, script: _Script, chosen: Mapping[str, Reading], by: Actor, at: datetime) -> None:
    cells = {(cell["option"], cell["theme"]): cell for cell in script.scores}
    rows, remarks, cites = [], [], dict[str, None]()
    for letter in LETTERS[: len(script.options)]:
        for theme in weighing.themes_of(appraisal):
            cell = cells.get((letter, theme))
            if cell is None:
                continue  # the action names every cell that is missing
            figure, reading = _leaning(cell.get("evidence", ""), script, chosen)
            numbers = (cell["low"], cell["likely"], cell["high"])
            rows.append((f"{letter}/{theme}", letter, theme, *numbers, figure, reading))
            remarks.append(_words(cell, "remark"))
            cites |= dict.fromkeys(filter(None, (reading, figure)))
    weighing.score(
        appraisal=appraisal,
        scores=store.Table(SCORES, weighing.SCORED, tuple(rows), {"example": script.digest}),
        remarks=remarks,
        cites=[Ref(cite) for cite in cites],
        reason=script.score_reason,
        by=by,
        at=at,
    )


def _leaning(name: str, script: _Script, chosen: Mapping[str, Reading]) -> tuple[str, str]:
    if name in chosen:
        return chosen[name].choice, chosen[name].ref
    return (script.figures[name].ref if name else ""), ""


def _weights(appraisal: Appraisal, script: _Script, by: Actor, at: datetime) -> None:
    given = {
        mention.ref
        for act in ledger.acts_on(appraisal.ref, verb="appraisal.weighted")
        for mention in act.mentions.filter(role="party")
    }
    for part in script.weights:
        if part["party"] not in given:
            points = store.Table(WEIGHTS, weighing.POINTS, tuple(part["points"].items()), {"example": script.digest})
            weighing.give_weights(
                appraisal=appraisal,
                party=Ref(part["party"]),
                weights=points,
                reason=_words(part, "reason"),
                by=by,
                at=at,
            )


def _decide(
    appraisal: Appraisal, result: Sheet, script: _Script, chosen: Mapping[str, Reading], by: Actor, at: datetime
) -> None:
    about = script.decision
    rests_on = [Ref(f"{result.ref}#{cell}") for cell in about["results"]]
    rests_on += [Ref(chosen[code].ref) for code in about.get("readings", ())]
    rests_on += [Ref(script.figures[row].ref) for row in about.get("figures", ())]
    decide(
        title=_words(about, "title"),
        text=_words(about, "text"),
        area=script.area,
        appraisal=Ref(appraisal.ref),
        result=result,
        rests_on=rests_on,
        tolerance=float(about["tolerance"]),
        review_on=about["review_on"],
        example=True,
        by=by,
        at=at,
    )

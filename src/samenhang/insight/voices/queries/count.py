"""Counting a round: votes per statement, who took part, and groups of opinion; through the rule for small numbers at once."""

from collections import Counter
from typing import Any

from django.db import connection
from django.db.models import Count

from samenhang.insight.voices.models import Pick, Proposition, Round, Sifted, Tally, Vote
from samenhang.insight.voices.queries.rule import THRESHOLD, line

SIDES = {1: "agree", -1: "disagree", 0: "pass"}
EVERY = THRESHOLD  # people who came in since the last tally


def last(found: Round) -> Tally | None:
    return found.tallies.order_by("-pk").first()


def due(found: Round) -> bool:
    """Whether so many people came in that a new tally tells of none of them."""
    before = last(found)
    return found.voices.count() >= (before.voices if before else 0) + EVERY


def counted(found: Round) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """How many took part, what may be shown, and what the next tally must know."""
    before = (last(found) or Tally(before={})).before
    memory: dict[str, Any] = {}

    def ruled(name: str, counts: dict[str, int]) -> dict[str, Any]:
        made = line(counts, before.get(name))
        memory[name] = made.before
        return {"shown": made.shown, "total": made.total}

    pid, tid, vote = _votes(found)
    shown = list(found.propositions.filter(state=Sifted.SHOWN).order_by("number"))
    body: dict[str, Any] = {
        "propositions": {str(row.pk): ruled(row.key, counts) for row, counts in _per_statement(shown, tid, vote)},
        "questions": {
            str(pk): ruled(f"q{pk}", counts) for pk, counts in _per_question(found, found.voices.count()).items()
        },
        "ways": ruled("ways", _tallied(found, "way")),
        "weeks": ruled("weeks", _weeks(found)),
        "languages": ruled("languages", _tallied(found, "language")),
        **_groups(pid, tid, vote, memory),
    }
    voices = found.voices.count()
    body["voices"] = voices if voices >= THRESHOLD else None
    return voices, body, memory


def _votes(found: Round) -> tuple[Any, Any, Any]:
    """All votes on statements that are shown, as three columns."""
    import numpy as np

    rows = Vote.objects.filter(proposition__round=found, proposition__state=Sifted.SHOWN)
    sql, given = rows.values_list("voice_id", "proposition_id", "value").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        votes = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 3)
    return votes[:, 0], votes[:, 1], votes[:, 2]


def _per_statement(shown: list[Proposition], tid: Any, vote: Any) -> list[tuple[Proposition, dict[str, int]]]:
    import numpy as np

    order = np.array(sorted(row.pk for row in shown), dtype=np.int64)
    place = np.searchsorted(order, tid)
    counts = np.zeros((len(order), 3), dtype=np.int64)
    np.add.at(counts, (place, vote + 1), 1)
    at = {int(pk): number for number, pk in enumerate(order)}
    return [(row, {side: int(counts[at[row.pk], value + 1]) for value, side in SIDES.items()}) for row in shown]


def _per_question(found: Round, voices: int) -> dict[int, dict[str, int]]:
    """Per question its choices; who did not say is a choice like any other, so that the total is everybody."""
    rows = {
        question.pk: {str(choice.pk): 0 for choice in question.choices.all()}
        for question in found.questions.prefetch_related("choices")
    }
    picks = Pick.objects.filter(question__round=found).values("question_id", "choice_id").annotate(times=Count("pk"))
    for pick in picks.order_by():
        rows[pick["question_id"]][str(pick["choice_id"])] = pick["times"]
    return {pk: {**counts, "silent": voices - sum(counts.values())} for pk, counts in rows.items()}


def _tallied(found: Round, field: str) -> dict[str, int]:
    rows = found.voices.values(field).annotate(times=Count("pk")).order_by(field)
    return {row[field]: row["times"] for row in rows}


def _weeks(found: Round) -> dict[str, int]:
    weeks: Counter[str] = Counter()
    for row in found.voices.values("on").annotate(times=Count("pk")).order_by("on"):
        year, week, _day = row["on"].isocalendar()
        weeks[f"{year}-{week:02}"] += row["times"]
    return dict(weeks)


def _groups(pid: Any, tid: Any, vote: Any, memory: dict[str, Any]) -> dict[str, Any]:
    """Groups of people who vote alike; under the guard none, with the reason."""
    from samenhang.methods.disclosure import disclosed
    from samenhang.methods.opinions import opinions

    if not len(vote):
        return {"reason": "no votes", "groups": []}
    found = opinions(pid, tid, vote, guard=THRESHOLD)
    memory["priority"] = {str(int(pk)): float(rank) for pk, rank in zip(found.statements, found.priority, strict=True)}
    if found.reason:
        return {"reason": found.reason, "groups": []}
    shared = sorted(zip(found.gac, found.statements, strict=True), key=lambda pair: -pair[0])
    return {
        "reason": "",
        "groups": [
            {
                "size": disclosed(size),
                "typical": [{"proposition": typical.statement, "side": typical.side} for typical in found.repness[at]],
            }
            for at, size in enumerate(found.sizes)
        ],
        "fit": round(found.silhouette[len(found.sizes)], 2) if len(found.sizes) in found.silhouette else None,
        "shared": [{"proposition": int(pk), "percent": round(100 * float(value))} for value, pk in shared],
        "agreed": [row.statement for row in found.consensus.agree],
        "rejected": [row.statement for row in found.consensus.disagree],
    }  # fmt: skip

"""Freezing what people judge: scores of the options, where a party judges otherwise, and who gains or loses."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose
from samenhang.weighing.appraisal.actions.frames import CannotAppraise
from samenhang.weighing.appraisal.models import Appraisal
from samenhang.weighing.appraisal.queries.frames import SCALE, Framed, Leaf, framed
from samenhang.weighing.appraisal.queries.register import outcomes
from samenhang.weighing.appraisal.queries.sheets import EFFECTS, FACTS, SCORES

READ, JUDGED = "read", "judged"
SCORED = (("cell", "code"), ("option", "code"), ("criterion", "code"), ("low", "number"), ("likely", "number"),
          ("high", "number"), ("how", "code"), ("owner", "code"), ("evidence", "text"), ("reading", "text"))  # fmt: skip
DOUBTED = (("cell", "code"), ("option", "code"), ("criterion", "code"), ("low", "number"), ("likely", "number"),
           ("high", "number"))  # fmt: skip
SPREAD = (("cell", "code"), ("option", "code"), ("whom", "code"), ("low", "number"), ("likely", "number"),
          ("high", "number"))  # fmt: skip


@act("appraisal.scored", needs=Permission.WEIGH)
def score(
    *,
    appraisal: Appraisal,
    scores: store.Table,
    remarks: list[Words],
    cites: list[Ref],
    reason: Words,
    by: Actor,
    at: datetime,
) -> store.Table:
    """Freeze a value per option and criterion: low, likely and high, whose it is, and the figure that it reads or leans on.

    `scores` has the columns SCORED, one row per option and criterion; `how` is `read` when the numbers are those of the
    cited cell, and `judged` otherwise. `remarks` are the words that go with each row, in the same order ("" where there
    are none); `cites` are the figures and readings that the rows lean on. The newest scoring is the one that counts.
    """
    rows, frame = list(scores.records()), framed(appraisal.frame)
    if scores.columns != SCORED or len(remarks) != len(rows):
        raise ValueError(f"Scores have the columns {SCORED} and one remark per row; it got {scores.columns}.")
    _leans(rows, cites)
    if problem := gaps(rows, letters(appraisal), frame):
        raise CannotAppraise(problem)
    said_by = outcomes(row["evidence"] for row in rows if row["how"] == READ)
    for row, remark in zip(rows, remarks, strict=True):
        if problem := _cell_problem(row, frame.by_code[row["criterion"]], remark, said_by):
            raise CannotAppraise(f"{row['cell']}: {problem}")
    if not reason.strip():
        raise CannotAppraise(_("Write in one sentence what these scores rest on, and who gave them."))
    with transaction.atomic():
        why = Prose.objects.create(body=str(reason))
        said = [Prose.objects.create(body=str(remark)).ref if remark.strip() else "" for remark in remarks]
    kept = tuple((*row, remark) for row, remark in zip(scores.rows, said, strict=True))
    head = {**scores.head, "appraisal": appraisal.ref, "reason": why.ref, "frame": appraisal.frame}
    return store.Table(SCORES, (*SCORED, ("remark", "text")), kept, head)


@act("appraisal.doubted", needs=Permission.JOIN)
def doubt(
    *,
    appraisal: Appraisal,
    party: Ref,
    facts: store.Table,
    reason: Words,
    given_by: Ref | None,
    by: Actor,
    at: datetime,
) -> store.Table:
    """Freeze the cells that a party judges otherwise than the scores do. Its newest ones count, instead of all its older ones."""
    if facts.columns != DOUBTED:
        raise ValueError(f"What a party judges otherwise has the columns {DOUBTED}; it got {facts.columns}.")
    known, frame = letters(appraisal), framed(appraisal.frame)
    for row in facts.records():
        if row["option"] not in known or row["criterion"] not in frame.codes:
            raise CannotAppraise(
                _("%(cell)s is no cell of this appraisal. Choose one of the list.") % {"cell": row["cell"]}
            )
        if problem := range_problem(row["low"], row["likely"], row["high"], frame.by_code[row["criterion"]]):
            raise CannotAppraise(f"{row['cell']}: {problem}")
    why = Prose.objects.create(body=str(reason)).ref if reason.strip() else ""
    head = {"appraisal": appraisal.ref, "party": str(party), "reason": why, "given_by": given_by or ""}
    return store.Table(FACTS, DOUBTED, tuple(facts.rows), head)


@act("appraisal.spread", needs=Permission.WEIGH)
def spread(
    *, appraisal: Appraisal, effects: store.Table, whom: list[Ref], remarks: list[Words], reason: Words, by: Actor,
    at: datetime,
) -> store.Table:  # fmt: skip
    """Freeze who gains and who loses by each option: from -100 (loses much) to 100 (gains much), per area and per group.

    `effects` has the columns SPREAD; `whom` are the areas and groups, `areas:…` and `groups:…`. A crossing that nobody
    knows about has no row: it is shown as not known, and not as no effect.
    """
    rows, known = list(effects.records()), set(letters(appraisal))
    if effects.columns != SPREAD or len(remarks) != len(rows):
        raise ValueError(f"Effects have the columns {SPREAD} and one remark per row; it got {effects.columns}.")
    if not rows:
        raise CannotAppraise(_("Fill in for at least one area or group what an option does to it."))
    if {row["whom"] for row in rows} != set(map(str, whom)) or not {row["option"] for row in rows} <= known:
        raise ValueError("The areas and groups in the table are not those that the act names; name each of them once.")
    for row in rows:
        numbers = (row["low"], row["likely"], row["high"])
        if not all(math.isfinite(number) and abs(number) <= SCALE for number in numbers):
            raise CannotAppraise(_("%(cell)s: an effect is a number from −100 to 100.") % {"cell": row["cell"]})
        if problem := order_problem(*numbers):
            raise CannotAppraise(f"{row['cell']}: {problem}")
    if not reason.strip():
        raise CannotAppraise(_("Write in one sentence what this rests on, and who judged it."))
    with transaction.atomic():
        why = Prose.objects.create(body=str(reason))
        said = [Prose.objects.create(body=str(remark)).ref if remark.strip() else "" for remark in remarks]
    kept = tuple((*row, remark) for row, remark in zip(effects.rows, said, strict=True))
    head = {**effects.head, "appraisal": appraisal.ref, "reason": why.ref}
    return store.Table(EFFECTS, (*SPREAD, ("remark", "text")), kept, head)


def gaps(rows: Iterable[Mapping[str, Any]], options: list[str], frame: Framed) -> str:
    """Which cells have no value, in a sentence: a whole option, a whole criterion, or the cells one by one."""
    rows = list(rows)
    got = {(row["option"], row["criterion"]) for row in rows}
    wanted = {(option, code) for option in options for code in frame.codes}
    if strange := got - wanted or len(got) < len(rows):
        raise ValueError(f"Scores hold cells that are not in the appraisal, or one twice: {strange}.")
    for option in options:
        if not any((option, code) in got for code in frame.codes):
            return _(
                "Nobody scored option %(option)s. Score it on each criterion, or open an appraisal without it."
            ) % {"option": option}
    for leaf in frame.leaves:
        if not any((option, leaf.code) in got for option in options):
            return _(
                "No option has a value on “%(criterion)s”. Fill them in, or use a frame without this criterion."
            ) % {"criterion": leaf.label}
    if missing := sorted(wanted - got):
        return _("Every option needs a score on every criterion. Missing: %(cells)s.") % {
            "cells": ", ".join(f"{option}/{code}" for option, code in missing)
        }
    return ""


def range_problem(low: float, likely: float, high: float, leaf: Leaf | None = None) -> str:
    """What is wrong with a value and its range, in a sentence; empty when it is fine."""
    numbers = (low, likely, high)
    if not all(math.isfinite(value) for value in numbers):
        return _(
            "This should be a number; it got something that is none. Fill in what is likely, or leave it to the figure."
        )
    if (leaf is None or leaf.judged) and not all(0 <= value <= SCALE for value in numbers):
        return _("A score is a number from 0 (bad) to %(most)s (good).") % {"most": SCALE}
    return order_problem(low, likely, high)


def order_problem(low: float, likely: float, high: float) -> str:
    if low <= likely <= high:
        return ""
    return _("Low should not be above likely, nor likely above high; it got %(low)s, %(likely)s and %(high)s.") % {
        "low": f"{low:g}",
        "likely": f"{likely:g}",
        "high": f"{high:g}",
    }


def _cell_problem(row: Mapping[str, Any], leaf: Leaf, remark: str, said_by: Mapping[str, Any]) -> str:
    if problem := range_problem(row["low"], row["likely"], row["high"], leaf):
        return problem
    if row["how"] == READ:
        stands = said_by.get(row["evidence"])
        if stands is None or stands.numbers != (row["low"], row["likely"], row["high"]):
            return _("the figure in the register says something else now. Read it again, or give a value by hand.")
    elif leaf.indicator and not remark.strip():
        return _("this criterion reads the register; a value by hand needs a reason. Write it in the remark.")
    return ""


def letters(appraisal: Appraisal) -> list[str]:
    return list(appraisal.options.values_list("letter", flat=True))


def _leans(rows: Iterable[Mapping[str, str]], cites: list[Ref]) -> None:
    """What the rows lean on is what the act cites, no more and no less: else the lineage would not be true."""
    leaned = {row[column] for row in rows for column in ("evidence", "reading")} - {""}
    if leaned != {str(ref) for ref in cites}:
        raise ValueError(f"The scores lean on {sorted(leaned)} but cite {sorted(cites)}; cite each of them once.")

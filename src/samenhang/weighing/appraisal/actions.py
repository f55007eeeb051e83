"""Deeds of an appraisal (open, score, give weights), and the pure computation that ranks the options.

What a person submits is frozen into a sheet at once: judgements per option and theme, points per party. The ranks are
computed from those sheets alone, so that anyone can run them again.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Permission, Ref, Words, act
from samenhang.ground.ledger.models import Prose, Sheet
from samenhang.ground.lexicon.queries import weighed_themes
from samenhang.ground.places.models import Area
from samenhang.weighing.appraisal.models import LETTERS, Appraisal, Option
from samenhang.weighing.appraisal.queries.sheets import RESULT, SCORES, WEIGHTS

FEWEST = 2
SCALE = 100
# a 90 % interval of a normal distribution is this many standard deviations on either side
HALF_90 = 1.6448536269514722
SCORED = (("cell", "code"), ("option", "code"), ("theme", "code"), ("low", "number"), ("likely", "number"),
          ("high", "number"), ("evidence", "text"), ("reading", "text"))  # fmt: skip
POINTS = (("theme", "code"), ("points", "number"))


class CannotAppraise(Exception):
    """What was submitted cannot be weighed; the text is a sentence for people."""


@act("appraisal.opened", needs=Permission.WEIGH)
def open_appraisal(
    *, question: Words, options: list[Words], area: Area, example: bool, by: Actor, at: datetime
) -> Appraisal:
    """Open an appraisal of these options, on the themes in which the workspace weighs today."""
    words = [option.strip() for option in options]
    if not question.strip():
        raise CannotAppraise(_("Write down the question that has to be answered."))
    if not FEWEST <= len(words) <= len(LETTERS) or not all(words):
        raise CannotAppraise(
            _("An appraisal compares %(fewest)s to %(most)s options; it got %(count)s. Fill in the serious ones.")
            % {"fewest": FEWEST, "most": len(LETTERS), "count": sum(map(bool, words))}
        )
    if len({option.casefold() for option in words}) < len(words):
        raise CannotAppraise(_("Two options say the same. Say in a few words how they differ, or leave one out."))
    themes = weighed_themes()
    if not themes:
        raise CannotAppraise(_("The workspace has no themes to weigh in. Add them to its table of themes."))
    asked = Prose.objects.create(body=str(question))
    made = Appraisal.objects.create(question=asked, area=area, by=by.ref, at=at, example=example)
    made.themes.set(themes)
    for letter, option in zip(LETTERS, words, strict=False):
        Option.objects.create(appraisal=made, letter=letter, words=Prose.objects.create(body=option))
    return made


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
    """Freeze a judgement per option and theme: low, likely and high on 0-100, with the figure that it leans on.

    `scores` has the columns SCORED, one row per option and theme; `remarks` are the words that go with each row, in the
    same order ("" where there are none); `cites` are the figures and readings that the rows lean on. The newest scoring
    of an appraisal is the one that counts.
    """
    wanted = [(letter, theme) for letter in letters(appraisal) for theme in themes_of(appraisal)]
    rows = list(scores.records())
    if scores.columns != SCORED or len(remarks) != len(rows):
        raise ValueError(f"Scores have the columns {SCORED} and one remark per row; it got {scores.columns}.")
    _leans(rows, cites)
    missing = set(wanted) - {(row["option"], row["theme"]) for row in rows}
    if missing or len(rows) != len(wanted):
        raise CannotAppraise(
            _("Every option needs a score on every theme. Missing: %(cells)s.") % {"cells": _listed(sorted(missing))}
        )
    for row in rows:
        if problem := range_problem(row["low"], row["likely"], row["high"]):
            raise CannotAppraise(f"{row['cell']}: {problem}")
    if not reason.strip():
        raise CannotAppraise(_("Write in one sentence what these scores rest on, and who gave them."))
    with transaction.atomic():
        why = Prose.objects.create(body=str(reason))
        said = [Prose.objects.create(body=str(remark)).ref if remark.strip() else "" for remark in remarks]
    kept = tuple((*row, remark) for row, remark in zip(scores.rows, said, strict=True))
    head = {**scores.head, "appraisal": appraisal.ref, "reason": why.ref, "scale": f"0-{SCALE}"}
    return store.Table(SCORES, (*SCORED, ("remark", "text")), kept, head)


@act("appraisal.weighted", needs=Permission.WEIGH)
def give_weights(
    *, appraisal: Appraisal, party: Ref, weights: store.Table, reason: Words, by: Actor, at: datetime
) -> store.Table:
    """Freeze how many points (0-100) a party gives to each theme. Its newest weights count; the older ones stay on record."""
    themes = themes_of(appraisal)
    if weights.columns != POINTS:
        raise ValueError(f"Weights have the columns {POINTS}; it got {weights.columns}.")
    given = dict(weights.rows)
    if set(given) != set(themes):
        raise CannotAppraise(_("Give points to each theme of this appraisal, 0 where a theme does not count."))
    if problem := points_problem(given):
        raise CannotAppraise(problem)
    if not reason.strip():
        raise CannotAppraise(_("Write in one sentence why these themes weigh as they do for this party."))
    why = Prose.objects.create(body=str(reason))
    rows = tuple((theme, given[theme]) for theme in themes)
    head = {**weights.head, "appraisal": appraisal.ref, "party": str(party), "reason": why.ref}
    return store.Table(WEIGHTS, POINTS, rows, head)


@act("appraisal.weighed", needs=Permission.WEIGH)
def weigh(
    *, appraisal: Ref, scores: Sheet, weights: list[Sheet], draws: int, seed: int, by: Actor, at: datetime
) -> store.Table:
    """How often each option comes first and within which ranks it stays, when neither scores nor weights are certain.

    A likely score is the mean and low-high a 90 % interval around it. Each draw takes the weights of one party in turn;
    without any, every division of importance is as likely.
    """
    from samenhang.methods.smaa import VERSION, smaa

    given = ledger.table(scores)
    if given.kind != SCORES or given.head["appraisal"] != appraisal:
        raise CannotAppraise(_("These scores belong to another appraisal. Weigh with the scores of this one."))
    cells = {(row["option"], row["theme"]): row for row in given.records()}
    options = list(dict.fromkeys(option for option, _theme in cells))
    themes = list(dict.fromkeys(theme for _option, theme in cells))
    points = [dict(ledger.table(sheet).rows) for sheet in weights]
    found = smaa(
        [[cells[option, theme]["likely"] / SCALE for theme in themes] for option in options],
        [[_spread(cells[option, theme]) for theme in themes] for option in options],
        weights=[[its[theme] for theme in themes] for its in points] or None,
        draws=draws,
        seed=seed,
    )
    columns = [("option", "code")]
    columns += [
        (name, "number")
        for name in ("first", "confidence", "rank_low", "rank_high", "value_low", "value_mid", "value_high")
    ]
    columns += [(f"r{rank}", "number") for rank in range(1, len(options) + 1)]
    columns += [(f"w_{order}", "number") for order in range(1, len(themes) + 1)]
    rows = []
    for place, option in enumerate(options):
        ranks = (int(found.rank_low[place]), int(found.rank_high[place]))
        values = (found.value_low[place], found.value_mid[place], found.value_high[place])
        rest = (*values, *found.ra[place], *found.cw[place])
        numbers = [_plain(found.ra[place, 0]), _plain(found.cf[place]), *ranks, *map(_plain, rest)]
        rows.append((option, *numbers))
    head = {
        "appraisal": str(appraisal),
        "scores": scores.ref,
        "weights": ";".join(sheet.ref for sheet in weights),
        "themes": ";".join(themes),
        "method": "smaa",
        "version": str(VERSION),
        "draws": str(draws),
        "seed": str(seed),
    }
    return store.Table(RESULT, tuple(columns), tuple(rows), head)


def range_problem(low: float, likely: float, high: float) -> str:
    """What is wrong with a judgement, in a sentence; empty when it is fine."""
    if not all(math.isfinite(value) and 0 <= value <= SCALE for value in (low, likely, high)):
        return _("A score is a number from 0 (bad) to %(most)s (good).") % {"most": SCALE}
    if not low <= likely <= high:
        return _("Low should not be above likely, nor likely above high; it got %(low)s, %(likely)s and %(high)s.") % {
            "low": f"{low:g}",
            "likely": f"{likely:g}",
            "high": f"{high:g}",
        }
    return ""


def points_problem(points: Mapping[str, float]) -> str:
    """What is wrong with the points of a party, in a sentence; empty when they are fine."""
    if not all(math.isfinite(value) and 0 <= value <= SCALE for value in points.values()):
        return _("Points are numbers from 0 (does not count) to %(most)s.") % {"most": SCALE}
    if not any(points.values()):
        return _("All themes have 0 points, so nothing would count. Give at least one theme points.")
    return ""


def letters(appraisal: Appraisal) -> list[str]:
    return list(appraisal.options.values_list("letter", flat=True))


def themes_of(appraisal: Appraisal) -> list[str]:
    return list(appraisal.themes.order_by("order").values_list("pk", flat=True))


def _leans(rows: Iterable[Mapping[str, str]], cites: list[Ref]) -> None:
    """What the rows lean on is what the act cites, no more and no less: else the lineage would not be true."""
    leaned = {row[column] for row in rows for column in ("evidence", "reading")} - {""}
    if leaned != {str(ref) for ref in cites}:
        raise ValueError(f"The scores lean on {sorted(leaned)} but cite {sorted(cites)}; cite each of them once.")


def _listed(cells: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{option}/{theme}" for option, theme in cells) or "–"


def _spread(row: Mapping[str, float]) -> float:
    return (row["high"] - row["low"]) / SCALE / (2 * HALF_90)


def _plain(value: float) -> float | None:
    """A number as a sheet keeps it; NaN (an option that never comes first has no central weights) is nothing."""
    return float(value) if math.isfinite(value) else None

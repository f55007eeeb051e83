"""The pure computations: ranking the options from frozen sheets, and freezing all that follows from them into one sheet."""

import math
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Permission, Ref, act
from samenhang.ground.ledger.models import Sheet
from samenhang.weighing.appraisal.actions.frames import CannotAppraise
from samenhang.weighing.appraisal.queries import numbers
from samenhang.weighing.appraisal.queries.frames import framed
from samenhang.weighing.appraisal.queries.numbers import Board, Voice
from samenhang.weighing.appraisal.queries.sheets import RESULT, SCORES, WHOLE

if TYPE_CHECKING:
    from samenhang.methods.smaa import Smaa

WHOLE_COLUMNS = (("row", "code"), ("about", "code"), ("party", "code"), ("other", "code"), ("option", "code"),
                 ("rival", "code"), ("criterion", "code"), ("value", "number"), ("before", "number"),
                 ("after", "number"))  # fmt: skip


@act("appraisal.weighed", needs=Permission.WEIGH)
def weigh(
    *, appraisal: Ref, frame: Sheet, scores: Sheet, weights: list[Sheet], facts: list[Sheet], draws: int, seed: int,
    by: Actor, at: datetime,
) -> store.Table:  # fmt: skip
    """How often each option comes first and within which ranks it stays, when neither scores nor weights are certain.

    An option that breaches a right is red: it takes part in no order, and the sheet says which floor it breaches. A likely
    score is the mean and low-high a 90 % interval around it. Each draw takes one party in turn, with its weights and with
    what it judges otherwise; without any, every division of importance is as likely.
    """
    from samenhang.methods.smaa import VERSION

    board, voices = voices_in(appraisal, frame, scores, weights, facts)
    allowed = [place for place, fine in enumerate(board.allowed) if fine]
    found = _drawn(board, voices, allowed, draws, seed)
    columns = [("option", "code")]
    columns += [
        (name, "number")
        for name in ("first", "confidence", "rank_low", "rank_high", "value_low", "value_mid", "value_high")
    ]
    columns += [(f"r{rank}", "number") for rank in range(1, len(board.options) + 1)]
    columns += [(f"w_{order}", "number") for order in range(1, len(board.frame.codes) + 1)]
    columns += [("breach", "text")]
    rows = []
    for place, option in enumerate(board.options):
        breach = ";".join(
            leaf.code for leaf, short in zip(board.frame.leaves, board.floored.breach[place], strict=True) if short
        )
        width = len(columns) - 2
        inside = _row(found, allowed.index(place), len(board.options)) if found and place in allowed else None
        rows.append((option, *(inside or _alone(place, allowed, width)), breach))
    head = {
        "appraisal": str(appraisal),
        "frame": frame.ref,
        "scores": scores.ref,
        "weights": ";".join(sheet.ref for sheet in weights),
        "facts": ";".join(sheet.ref for sheet in facts),
        "criteria": ";".join(board.frame.codes),
        "method": "smaa",
        "version": str(VERSION),
        "draws": str(draws),
        "seed": str(seed),
    }
    return store.Table(RESULT, tuple(columns), tuple(rows), head)


def voices_in(
    appraisal: str, frame: Sheet, scores: Sheet, weights: list[Sheet], facts: list[Sheet]
) -> tuple[Board, list[Voice]]:
    """The board and the voices that these sheets make; refuses sheets of another appraisal."""
    given = ledger.table(scores)
    if given.kind != SCORES or given.head["appraisal"] != appraisal or given.head["frame"] != frame.ref:
        raise CannotAppraise(_("These scores belong to another appraisal. Weigh with the scores of this one."))
    board = numbers.board_of(framed(frame.ref), given.records())
    otherwise: dict[str, dict[tuple[str, str], tuple[float, float, float]]] = {}
    for sheet in facts:
        table = ledger.table(sheet)
        otherwise[table.head["party"]] = {
            (row["option"], row["criterion"]): (row["low"], row["likely"], row["high"]) for row in table.records()
        }
    voices = []
    for sheet in weights:
        table = ledger.table(sheet)
        points = {row["criterion"]: row["points"] for row in table.records()}
        least = {row["criterion"]: row["least"] for row in table.records()}
        party = table.head["party"]
        voices.append(numbers.voice_of(party, board, points, least, otherwise.get(party, {})))
    return board, voices


def _drawn(board: Board, voices: list[Voice], allowed: list[int], draws: int, seed: int) -> "Smaa | None":
    if len(allowed) < 2:
        return None
    import numpy as np

    from samenhang.methods.smaa import smaa, smaa_joint

    weights = [voice.weights.tolist() for voice in voices] or None
    if all(voice.board is board for voice in voices):
        return smaa(board.values[allowed], board.spread[allowed], weights=weights, draws=draws, seed=seed)
    # where parties hold other things true, each draw is one world: that of the party whose turn it is
    noise = np.random.Generator(np.random.PCG64(seed))
    worlds = np.empty((draws, len(allowed), len(board.frame.codes)))
    for place, voice in enumerate(voices):
        mine = worlds[place :: len(voices)]
        mean, sd = voice.board.values[allowed], voice.board.spread[allowed]
        mine[:] = np.clip(mean + sd * noise.standard_normal(mine.shape), -5, 5)
    return smaa_joint(worlds, weights=weights, seed=seed)


def _row(found: "Smaa", place: int, options: int) -> list[float | None]:
    ranks = (int(found.rank_low[place]), int(found.rank_high[place]))
    values = (found.value_low[place], found.value_mid[place], found.value_high[place])
    shares = [*map(plain, found.ra[place])]
    shares += [0.0] * (options - len(shares))  # places that nobody takes, where some options take no part
    numbers_ = (plain(found.ra[place, 0]), plain(found.cf[place]), *ranks, *map(plain, values))
    return [*numbers_, *shares, *map(plain, found.cw[place])]


def _alone(place: int, allowed: list[int], width: int) -> list[float | None]:
    """The row of an option that takes no part; or of the only one that does, which comes first without a contest."""
    row: list[float | None] = [None] * width
    if place in allowed:
        row[0], row[2], row[3] = 1.0, 1, 1
    return row


@act("appraisal.frozen", needs=Permission.WEIGH)
def freeze(
    *, appraisal: Ref, frame: Sheet, scores: Sheet, weights: list[Sheet], facts: list[Sheet], effects: list[Sheet],
    result: Sheet, arguments: list[Ref], cites: list[Ref], by: Actor, at: datetime,
) -> store.Table:  # fmt: skip
    """Freeze all that follows from the sheets into one: floors, what would flip the order, second opinions, why parties differ.

    It cites everything that was used: the arguments and the cells of the register too, so that a revision of any of them
    is seen from here.
    """
    board, voices = voices_in(appraisal, frame, scores, weights, facts)
    rows = [(f"{about}/{place}", about, *rest) for place, (about, *rest) in enumerate(_whole(board, voices), start=1)]
    head = {
        "appraisal": str(appraisal), "frame": frame.ref, "scores": scores.ref, "result": result.ref,
        "weights": ";".join(sheet.ref for sheet in weights), "facts": ";".join(sheet.ref for sheet in facts),
        "effects": ";".join(sheet.ref for sheet in effects), "arguments": ";".join(arguments), "cites": ";".join(cites),
    }  # fmt: skip
    return store.Table(WHOLE, WHOLE_COLUMNS, tuple(rows), head)


def _whole(board: Board, voices: list[Voice]) -> Iterator[tuple[Any, ...]]:
    """What follows, line by line: what it is about, party, other party, option, rival, criterion, value, before, after."""
    frame, options = board.frame, board.options
    for place, option in enumerate(options):
        for at, leaf in enumerate(frame.leaves):
            if board.floored.breach[place, at]:
                yield "breach", "", "", option, "", leaf.code, plain(board.likely[place, at]), leaf.bound, None
    if not any(board.allowed):
        return
    shares = numbers.together(voices, board)
    flip = numbers.flips(board, shares)
    for one in flip.weights:
        yield ("flip-weight", "", "", options[flip.first], options[one.challenger], frame.codes[one.criterion],
               plain(one.change), plain(one.before), plain(one.after))  # fmt: skip
    for two in flip.scores:
        yield ("flip-score", "", "", options[two.option], options[two.challenger], frame.codes[two.criterion],
               plain(two.change), plain(two.before), plain(two.after))  # fmt: skip
    for three in flip.floors:
        rival = options[three.challenger] if three.challenger >= 0 else ""
        yield ("flip-floor", "", "", options[three.option], rival, frame.codes[three.criterion], plain(three.change),
               plain(three.before), plain(three.after))  # fmt: skip
    if sum(board.allowed) > 1:
        inside = [option for option, fine in zip(options, board.allowed, strict=True) if fine]
        for method, ranks in numbers.opinions(board, shares).ranks.items():
            for option, rank in zip(inside, ranks, strict=True):
                yield f"opinion-{method}", "", "", option, "", "", int(rank), None, None
    for voice in voices:
        for option, share, vetoed in zip(options, numbers.firsts(voice), voice.veto, strict=True):
            yield "first", voice.party, "", option, "", "", plain(share), None, None
            if vetoed:
                yield "veto", voice.party, "", option, "", "", 1, None, None
    if len(voices) > 1:
        for split in (found.pairs[0] for found in numbers.differences(voices)):
            for part in ("facts", "weights", "veto"):
                yield (f"differ-{part}", split.one, split.other, options[split.option], options[split.rival], "",
                       plain(getattr(split, part)), None, None)  # fmt: skip


def plain(value: float | None) -> float | None:
    """A number as a sheet keeps it; NaN (an option that never comes first has no central weights) is nothing."""
    return float(value) if value is not None and math.isfinite(value) else None

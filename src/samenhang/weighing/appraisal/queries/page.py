"""The page of one appraisal: judgements beside the evidence they lean on, weights per party, and what follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.ledger.queries import written
from samenhang.ground.lexicon.models import Theme, Unit
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.evidence.queries import Moved, moved
from samenhang.screen.cells import Cell, ref_url
from samenhang.weighing.appraisal.models import Appraisal, Option, Session
from samenhang.weighing.appraisal.queries.choices import party_names
from samenhang.weighing.appraisal.queries.frames import Framed, Leaf, framed, themes_of, units
from samenhang.weighing.appraisal.queries.numbers import Board, board_of
from samenhang.weighing.appraisal.queries.register import Outcome, outcomes
from samenhang.weighing.appraisal.queries.result import HUNDRED, PERCENT, Result, result_of, words_of
from samenhang.weighing.appraisal.queries.sheets import Standing, decisions_on, standing, table_of


@dataclass(frozen=True)
class Leaning:
    """The figure that a judgement leans on: what it is, the number, through which reading, and whether it was revised since."""

    words: str
    cell: Cell
    reading: str
    moved: Moved | None

    @property
    def reading_url(self) -> str:
        return ref_url(self.reading) if self.reading else ""


@dataclass(frozen=True)
class Judged:
    """The value of one option on one criterion, its score, whose it is, the evidence and the remark: things apart."""

    option: Option
    leaf: Leaf
    cell: Cell
    score: Cell
    read: bool
    owner: str
    leaning: Leaning | None
    remark: str
    short: bool  # it breaches the floor of this criterion


@dataclass(frozen=True)
class Scored:
    """One criterion with the judgement of every option."""

    leaf: Leaf
    theme: Theme
    options: tuple[Judged, ...]


@dataclass(frozen=True)
class Weighing:
    """What one party gave to each criterion, in shares of the whole, with its own floors and its reason."""

    party: str
    ref: str
    sheet: Sheet
    of: tuple[tuple[Leaf, Cell], ...]
    themes: tuple[tuple[Theme, Cell], ...]
    least: tuple[tuple[Leaf, Cell], ...]
    facts: int
    position: str
    way: str
    reason: str


@dataclass(frozen=True)
class Page:
    """Everything the page of an appraisal shows."""

    appraisal: Appraisal
    question: str
    options: tuple[Option, ...]
    frame: Framed
    themes: tuple[Theme, ...]
    by: str
    standing: Standing
    board: Board | None
    scores: tuple[Scored, ...]
    reason: str
    scored_by: str
    scored_at: datetime | None
    weights: tuple[Weighing, ...]
    result: Result | None
    decisions: tuple[str, ...]

    @property
    def criteria(self) -> tuple[Leaf, ...]:
        return self.frame.leaves

    @property
    def by_theme(self) -> tuple[tuple[Theme, tuple[Scored, ...]], ...]:
        """The judgements under their themes."""
        return tuple((theme, tuple(one for one in self.scores if one.theme == theme)) for theme in self.themes)

    @property
    def red(self) -> tuple[Judged, ...]:
        """Each breach of a floor, those of a right first; they are shown before any total."""
        found = [judged for one in self.scores for judged in one.options if judged.short]
        return tuple(sorted(found, key=lambda judged: not judged.leaf.right_nl))

    @property
    def stale(self) -> tuple[Leaning, ...]:
        """The figures that were revised after the scores leaned on them, each once."""
        found = {judged.leaning.cell.ref: judged.leaning for scored in self.scores for judged in scored.options
                 if judged.leaning and judged.leaning.moved}  # fmt: skip
        return tuple(found.values())

    @property
    def outdated(self) -> bool:
        """Whether scores or weights came in after the result was computed."""
        return self.result is not None and not self.standing.fresh

    @property
    def in_session(self) -> bool:
        return self.appraisal.session == Session.OPEN

    @property
    def step(self) -> str:
        """What is missing now: scores, the session, weights, weigh, decide, or nothing."""
        if self.board is None:
            return "scores"
        if self.in_session:
            return "session"
        if self.result is None or self.outdated:
            return "weigh" if self.weights else "weights"
        return "" if self.decisions else "decide"

    @property
    def url(self) -> str:
        """Where its lineage stands."""
        return ref_url(self.result.sheet.ref if self.result else self.appraisal.ref)

    @property
    def decision_ids(self) -> tuple[str, ...]:
        """The keys of the decisions that rest on it, for their addresses."""
        return tuple(ref.partition(":")[2] for ref in self.decisions)


def question_of(appraisal: Appraisal) -> str:
    return written(appraisal.question)


def appraisal_page(viewer: Viewer, pk: int, *, brief: bool = False) -> Page | None:
    """The page of one appraisal as it stands, or None when there is none. Appraisals are public."""
    appraisal = Appraisal.objects.select_related("question", "area").filter(pk=pk).first()
    return page_of(appraisal, brief=brief) if appraisal else None


def page_of(appraisal: Appraisal, *, brief: bool = False) -> Page:
    """The page of an appraisal; `brief` leaves out the judgements that breach no floor, for a screen that asks again and again."""
    options = tuple(appraisal.options.select_related("words"))
    frame = framed(appraisal.frame)
    themes = themes_of(frame)
    now = standing([appraisal.ref])[appraisal.ref]
    tables = {sheet.ref: table_of(sheet) for sheet in (now.scores, *now.weights.values(), *now.facts.values()) if sheet}
    scores = tables[now.scores.ref] if now.scores else None
    rows = list(scores.records()) if scores else []
    said = [row["remark"] for row in rows] + [table.head["reason"] for table in tables.values()]
    texts = ledger.prose(filter(None, said))
    names = party_names({*now.weights, *(row["owner"] for row in rows if row["owner"])})
    act = now.acts[now.scores.ref] if now.scores else None
    seats = names_of({appraisal.by, act.by if act else ""})
    board = board_of(frame, rows) if rows else None
    return Page(
        appraisal=appraisal,
        question=question_of(appraisal),
        options=options,
        frame=frame,
        themes=themes,
        by=seats.get(appraisal.by, ""),
        standing=now,
        board=board,
        scores=_scored(now.scores, rows, options, board, themes, texts, names, brief) if now.scores and board else (),
        reason=texts.get(scores.head["reason"], written(None)) if scores else "",
        scored_by=seats.get(act.by, "") if act else "",
        scored_at=act.at if act else None,
        weights=tuple(
            _weighing(party, sheet, names.get(party, party), now, frame, themes, texts)
            for party, sheet in now.weights.items()
        ),
        result=result_of(now.result, options, frame) if now.result else None,
        decisions=decisions_on([appraisal.ref]).get(appraisal.ref, ()),
    )


def _scored(
    sheet: Sheet,
    rows: list[dict[str, Any]],
    options: Iterable[Option],
    board: Board,
    themes: Iterable[Theme],
    texts: Mapping[str, str],
    names: Mapping[str, str],
    brief: bool,
) -> tuple[Scored, ...]:
    leaned = sorted({row["evidence"] for row in rows} - {""}) if not brief else []
    told, changed = outcomes(leaned), moved(leaned)
    found = {(row["option"], row["criterion"]): row for row in rows}
    known, of_theme = units(leaf.unit for leaf in board.frame.leaves), {theme.pk: theme for theme in themes}
    places = {letter: place for place, letter in enumerate(board.options)}

    def judged(option: Option, at: int, leaf: Leaf) -> Judged:
        row, place = found[option.letter, leaf.code], places[option.letter]
        ref = f"{sheet.ref}#{row['cell']}/likely"
        unit = known.get(leaf.unit)
        cell = value_cell(row, leaf, unit, ref)
        score = Cell(round(HUNDRED * float(board.values[place, at])), ref=ref)
        remark = texts.get(row["remark"], written(None)) if row["remark"] else ""
        return Judged(
            option, leaf, cell, score, row["how"] == "read", names.get(row["owner"], ""),
            _leaning(row, told, changed), remark, bool(board.floored.breach[place, at]),
        )  # fmt: skip

    options = list(options)
    return tuple(
        Scored(leaf, of_theme[leaf.theme], tuple(judged(option, at, leaf) for option in options))
        for at, leaf in enumerate(board.frame.leaves)
        if not brief or board.floored.breach[:, at].any()
    )


def value_cell(row: Mapping[str, Any], leaf: Leaf, unit: Unit | None, ref: str) -> Cell:
    """The value of a cell in the unit of its criterion, with its range when it has one."""
    decimals = unit.decimals if unit else 0
    low, high = (row["low"], row["high"]) if row["low"] != row["high"] else (None, None)
    return Cell(row["likely"], str(unit.label) if unit else "", ref, low=low, high=high, decimals=decimals)


def _leaning(row: Mapping[str, Any], told: Mapping[str, Outcome], changed: Mapping[str, Moved]) -> Leaning | None:
    outcome = told.get(row["evidence"])
    if outcome is None:
        return None
    return Leaning(outcome.words, outcome.cell, row["reading"], changed.get(row["evidence"]))


def _weighing(
    party: str,
    sheet: Sheet,
    name: str,
    now: Standing,
    frame: Framed,
    themes: Iterable[Theme],
    texts: Mapping[str, str],
) -> Weighing:
    """What part of the whole each criterion is; the reader compares parties that spent different numbers of points."""
    table = table_of(sheet)
    rows = {row["criterion"]: row for row in table.records()}
    total = sum(row["points"] for row in rows.values())

    def share(codes: Iterable[str]) -> Cell:
        codes = list(codes)
        part = sum(rows[code]["points"] for code in codes)
        return Cell(round(HUNDRED * part / total), PERCENT, f"{sheet.ref}#{codes[0]}/points")

    facts = now.facts.get(party)
    return Weighing(
        name, party, sheet,
        tuple((leaf, share([leaf.code])) for leaf in frame.leaves),
        tuple((theme, share(leaf.code for leaf in frame.under(theme.pk))) for theme in themes),
        tuple(
            (frame.by_code[code], Cell(row["least"], ref=f"{sheet.ref}#{code}/least"))
            for code, row in rows.items() if row["least"] is not None
        ),
        len(list(table_of(facts).rows)) if facts else 0,
        table.head.get("position", ""), table.head["way"], texts.get(table.head["reason"], written(None)),
    )  # fmt: skip


__all__ = [
    "Judged",
    "Leaning",
    "Page",
    "Scored",
    "Weighing",
    "appraisal_page",
    "page_of",
    "question_of",
    "value_cell",
    "words_of",
]

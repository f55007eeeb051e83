"""The page of one appraisal: judgements beside the evidence they lean on, weights per party, and what follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Sheet
from samenhang.ground.lexicon.models import Theme
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.insight.evidence.queries import Moved, cell_of, figures_at, moved
from samenhang.screen.cells import Cell, Date, Run, ref_url, sentence
from samenhang.screen.charts import DotRange, DotRow, RankBars, RankRow
from samenhang.weighing.appraisal.models import Appraisal, Option
from samenhang.weighing.appraisal.queries.choices import party_names
from samenhang.weighing.appraisal.queries.sheets import Standing, decisions_on, standing

PERCENT = "%"
HUNDRED = 100
ERASED = gettext_lazy("erased on request")


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
    """The judgement of one option on one theme; likely with its range, the evidence, and the remark: three things apart."""

    option: Option
    cell: Cell
    leaning: Leaning | None
    remark: str


@dataclass(frozen=True)
class Scored:
    """One theme with the judgement of every option."""

    theme: Theme
    options: tuple[Judged, ...]


@dataclass(frozen=True)
class Weighing:
    """What one party gave to each theme, in shares of the whole, with its reason."""

    party: str
    ref: str
    sheet: Sheet
    of: tuple[tuple[Theme, Cell], ...]
    reason: str


@dataclass(frozen=True)
class Ranked:
    """How one option does: how often it comes first, within which ranks it stays, and how sure its supporter can be."""

    option: Option
    first: Cell
    ranks: tuple[Cell, ...]
    rank: Cell
    confidence: Cell
    value: Cell
    profile: tuple[tuple[Theme, Cell], ...]

    @property
    def profiled(self) -> bool:
        return any(cell.value is not None for _theme, cell in self.profile)


@dataclass(frozen=True)
class Result:
    """What the draws say. The first of `options` is the one that comes first most often."""

    sheet: Sheet
    options: tuple[Ranked, ...]
    themes: tuple[Theme, ...]
    draws: Cell
    seed: str
    parties: int

    @property
    def leader(self) -> Ranked:
        return self.options[0]

    @cached_property
    def in_words(self) -> tuple[Run, ...]:
        """The outcome in one or two sentences, each number with its origin."""
        best, rest = self.options[0], self.options[1:]
        letter = best.option.letter
        if best.first.value == HUNDRED:
            said = sentence(_("Option {option} comes first in every draw."), option=letter)
        else:
            first = _(
                "Option {option} comes first in {first} of every hundred draws, and takes places {ranks} in nine out of ten."
            )
            said = sentence(first, option=letter, first=_bare(best.first), ranks=best.rank)
        if rest:
            other = _("Option {option} comes first in {first}.")
            said += (" ", *sentence(other, option=rest[0].option.letter, first=_bare(rest[0].first)))
        return said

    @property
    def chart(self) -> RankBars:
        """How often each option takes each place."""
        options = sorted(self.options, key=lambda ranked: ranked.option.letter)
        return RankBars(
            title=_("How often each option takes each place"),
            name="ranks",
            note=_("In per cent of the draws; scores vary within their range, weights between the parties."),
            options=tuple(
                RankRow(f"{ranked.option.letter} {words_of(ranked.option)}", ranked.ranks) for ranked in options
            ),
            ranks=tuple(_("place %(rank)s") % {"rank": rank} for rank in range(1, len(options) + 1)),
        )

    @property
    def ranges(self) -> DotRange:
        """The total value of each option with the range that nine out of ten draws stay within."""
        options = sorted(self.options, key=lambda ranked: ranked.option.letter)
        return DotRange(
            title=_("The total value of each option, with its range"),
            name="values",
            note=_(
                "From 0 (bad) to 100 (good); nine out of ten draws stay within the range. Where ranges overlap, the order is unsure."
            ),
            dots=tuple(
                DotRow(f"{ranked.option.letter} {words_of(ranked.option)}", ranked.value, strong=ranked is self.leader)
                for ranked in options
            ),
            heading=_("Option"),
        )


@dataclass(frozen=True)
class Page:
    """Everything the page of an appraisal shows."""

    appraisal: Appraisal
    question: str
    options: tuple[Option, ...]
    themes: tuple[Theme, ...]
    by: str
    standing: Standing
    scores: tuple[Scored, ...]
    reason: str
    scored_by: str
    scored_at: datetime | None
    weights: tuple[Weighing, ...]
    result: Result | None
    decisions: tuple[str, ...]

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
    def step(self) -> str:
        """What is missing now: scores, weights, weigh, decide, or nothing."""
        if not self.scores:
            return "scores"
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


def words_of(option: Option) -> str:
    """What an option says; words that were erased on request leave their letter."""
    return option.words.body if option.words else str(ERASED)


def question_of(appraisal: Appraisal) -> str:
    return appraisal.question.body if appraisal.question else str(ERASED)


def appraisal_page(viewer: Viewer, pk: int) -> Page | None:
    """The page of one appraisal as it stands, or None when there is none. Appraisals are public."""
    appraisal = Appraisal.objects.select_related("question", "area").filter(pk=pk).first()
    return page_of(appraisal) if appraisal else None


def page_of(appraisal: Appraisal) -> Page:
    options = tuple(appraisal.options.select_related("words"))
    themes = tuple(appraisal.themes.order_by("order"))
    now = standing([appraisal.ref])[appraisal.ref]
    tables = {sheet.ref: ledger.table(sheet) for sheet in (now.scores, *now.weights.values()) if sheet}
    scores = tables[now.scores.ref] if now.scores else None
    rows = list(scores.records()) if scores else []
    texts = ledger.prose(
        [row["remark"] for row in rows if row["remark"]] + [table.head["reason"] for table in tables.values()]
    )
    names = party_names(now.weights)
    act = now.acts[now.scores.ref] if now.scores else None
    seats = names_of({appraisal.by, act.by if act else ""})
    return Page(
        appraisal=appraisal,
        question=question_of(appraisal),
        options=options,
        themes=themes,
        by=seats.get(appraisal.by, ""),
        standing=now,
        scores=_scored(now.scores, rows, options, themes, texts) if now.scores else (),
        reason=texts.get(scores.head["reason"], str(ERASED)) if scores else "",
        scored_by=seats.get(act.by, "") if act else "",
        scored_at=act.at if act else None,
        weights=tuple(
            Weighing(
                names.get(party, party), party, sheet, _shares(sheet, dict(tables[sheet.ref].rows), themes),
                texts.get(tables[sheet.ref].head["reason"], str(ERASED)),
            )
            for party, sheet in now.weights.items()
        ),
        result=result_of(now.result, options, themes) if now.result else None,
        decisions=decisions_on([appraisal.ref]).get(appraisal.ref, ()),
    )  # fmt: skip


def _scored(
    sheet: Sheet,
    rows: list[dict[str, Any]],
    options: Iterable[Option],
    themes: Iterable[Theme],
    texts: Mapping[str, str],
) -> tuple[Scored, ...]:
    leaned = sorted({row["evidence"] for row in rows} - {""})
    figures, changed = figures_at(leaned), moved(leaned)
    found = {(row["option"], row["theme"]): row for row in rows}

    def leaning(row: dict[str, Any]) -> Leaning | None:
        figure = figures.get(row["evidence"])
        if figure is None:
            return None
        when = str(Date(figure.period)) if figure.period else _("period not stated")
        words = f"{figure.indicator.label} ({when}, {figure.publication.publisher})"
        return Leaning(words, cell_of(figure), row["reading"], changed.get(row["evidence"]))

    def judged(option: Option, theme: Theme) -> Judged:
        row = found[option.letter, theme.pk]
        cell = Cell(row["likely"], ref=f"{sheet.ref}#{row['cell']}/likely", low=row["low"], high=row["high"])
        remark = texts.get(row["remark"], str(ERASED)) if row["remark"] else ""
        return Judged(option, cell, leaning(row), remark)

    options = list(options)
    return tuple(Scored(theme, tuple(judged(option, theme) for option in options)) for theme in themes)


def _shares(sheet: Sheet, points: Mapping[str, float], themes: Iterable[Theme]) -> tuple[tuple[Theme, Cell], ...]:
    """What part of the whole each theme is; the reader compares parties that spent different numbers of points."""
    total = sum(points.values())
    return tuple(
        (theme, Cell(round(HUNDRED * points[theme.pk] / total), PERCENT, f"{sheet.ref}#{theme.pk}/points"))
        for theme in themes
    )


def result_of(sheet: Sheet, options: Iterable[Option], themes: Iterable[Theme]) -> Result:
    """A result sheet as the page shows it: shares in per cent, each number pointing at its cell."""
    table = ledger.table(sheet)
    letters, known = {option.letter: option for option in options}, {theme.pk: theme for theme in themes}
    order = [known[code] for code in table.head["themes"].split(";") if code in known]

    def cell(row: dict[str, Any], column: str, unit: str = PERCENT, scale: float = HUNDRED, **bounds: Any) -> Cell:
        value = row[column]
        if value is None:
            return Cell(None, unit, state="unknown")
        return Cell(round(scale * value), unit, f"{sheet.ref}#{row['option']}/{column}", **bounds)

    found = []
    for row in table.records():
        low, high = (round(HUNDRED * row[name]) for name in ("value_low", "value_high"))
        ranks = [cell(row, f"r{place}") for place in range(1, len(letters) + 1)]
        rank = Cell(
            None if row["rank_low"] != row["rank_high"] else row["rank_low"],
            ref=f"{sheet.ref}#{row['option']}/rank_low",
            low=row["rank_low"] if row["rank_low"] != row["rank_high"] else None,
            high=row["rank_high"] if row["rank_low"] != row["rank_high"] else None,
        )
        found.append(
            Ranked(
                letters[row["option"]], cell(row, "first"), tuple(ranks), rank, cell(row, "confidence"),
                cell(row, "value_mid", "", low=low, high=high),
                tuple((theme, cell(row, f"w_{place}")) for place, theme in enumerate(order, start=1)),
            )
        )  # fmt: skip
    exact = {row["option"]: row["first"] for row in table.records()}
    found.sort(key=lambda ranked: (-exact[ranked.option.letter], ranked.option.letter))
    parties = len(list(filter(None, table.head["weights"].split(";"))))
    draws = Cell(int(table.head["draws"]), ref=sheet.ref)
    return Result(sheet, tuple(found), tuple(order), draws, table.head["seed"], parties)


def _bare(cell: Cell) -> Cell:
    """The same number without its unit, for a sentence that says it in words."""
    return Cell(cell.value, ref=cell.ref)

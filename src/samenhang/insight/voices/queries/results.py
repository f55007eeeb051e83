"""What a page shows of a round: read from its last tally, so that page, chart and file withhold the same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from samenhang.insight.senders.queries import Texts
from samenhang.insight.voices.models import Phase, Proposition, Round, Sifted, Tally, Way
from samenhang.insight.voices.queries.count import SIDES, last
from samenhang.insight.voices.queries.sheet import sheet_of
from samenhang.insight.voices.queries.weeks import WeekLine, weeks
from samenhang.insight.voices.queries.words import said
from samenhang.screen.cells import Cell, Text
from samenhang.screen.charts import RankBars, RankRow

AT_ONCE = 25  # statements on one page
PEOPLE, PERCENT, VOTES = gettext_lazy("people"), "%", gettext_lazy("votes")
BLANK = gettext_lazy("Blank: withheld, because fewer than ten people said so or because that would follow from it.")
ORDER = ("agree", "pass", "disagree")
LABELS: Mapping[str, Text] = {
    "agree": pgettext_lazy("a vote", "agree"),
    "pass": pgettext_lazy("a vote", "do not know"),
    "disagree": pgettext_lazy("a vote", "disagree"),
}
REASONS: Mapping[str, Text] = {
    "no votes": gettext_lazy("There are no groups: nobody has voted yet."),
    "few people": gettext_lazy(
        "There are no groups: fewer than twenty people voted on enough statements. With so few, a group could be a handful of persons."
    ),
    "no difference": gettext_lazy("There are no groups: everybody votes alike."),
    "small group": gettext_lazy(
        "There are no groups: every division has a group of fewer than ten people, and who knows nine of them knows the tenth."
    ),
}


@dataclass(frozen=True, kw_only=True)
class VoteBars(RankBars):
    """Of each statement which part agrees, does not know and disagrees."""

    @property
    def alt(self) -> str:
        parts = [f"{row.label}: {self.ranks[0]} {row.shares[0]}" for row in self.options]
        return gettext("Stacked bars: which part of the votes agrees, does not know or disagrees. %(parts)s.") % {
            "parts": "; ".join(parts)
        }


@dataclass(frozen=True)
class Counted:
    """One statement as it was counted, with what was done with it."""

    proposition: Proposition
    words: str
    language: str
    votes: Mapping[str, Cell]
    total: Cell
    shared: Cell | None  # how likely all groups agree
    answer: str
    answer_language: str


@dataclass(frozen=True)
class Group:
    name: str
    size: Cell
    typical: tuple[tuple[str, Text], ...]  # statement, side


@dataclass(frozen=True)
class Results:
    tally: Tally
    voices: Cell
    statements: tuple[Counted, ...]
    groups: tuple[Group, ...]
    reason: Text
    fit: float | None
    weeks: WeekLine | None
    ways: tuple[tuple[Text, Cell], ...]
    languages: tuple[tuple[str, Cell], ...]
    chart: VoteBars | None
    refs: "Refs"
    part: "Part"


@dataclass(frozen=True)
class Part:
    """Which of the statements are shown. `before` and `after` are numbers of statements on the parts beside it."""

    first: int
    last: int
    whole: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Refs:
    """Where the numbers of a round come from: the cells of its sheet, and before it closed the round itself."""

    base: str
    frozen: bool

    def cell(self, code: str, value: float | None, unit: Text = "", *, certainty: str = "") -> Cell:
        if value is None:
            return Cell(None, unit, state="suppressed")
        ref = f"{self.base}#{code}/value" if self.frozen else self.base
        return Cell(value, unit, ref, certainty=certainty)


def refs_of(found: Round) -> Refs:
    sheet = sheet_of(found) if found.phase in (Phase.CLOSED, Phase.ANSWERED) else None
    return Refs(sheet.ref, True) if sheet else Refs(found.ref, False)


def results(found: Round, text: Texts, number: str = "") -> Results | None:
    """The last tally of a round in words and cells; None when there is none yet.

    What all groups agree on comes first; without groups the order is that of the round. Of many statements those are
    shown that stand beside the one with this `number`, and the first ones when there is no such statement.
    """
    counted = last(found)
    if counted is None:
        return None
    body, refs = counted.body, refs_of(found)
    shown = found.propositions.filter(state__in=[Sifted.SHOWN, Sifted.WITHDRAWN]).select_related("original")
    rows = {str(row.pk): row for row in shown}
    shared = {str(row["proposition"]): row["percent"] for row in body.get("shared", ())}
    order = sorted((pk for pk in body["propositions"] if pk in rows), key=lambda pk: -(shared.get(pk) or 0))
    part, here = _part([rows[pk] for pk in order], number)
    statements = tuple(
        _counted(row, body["propositions"][str(row.pk)], shared.get(str(row.pk)), text, refs) for row in here
    )
    typical = {one["proposition"] for group in body["groups"] for one in group["typical"]}
    erased = gettext("a statement that was erased on request")
    words = {row.pk: said(row, text)[0] or erased for row in rows.values() if row.pk in typical}
    groups = tuple(
        Group(
            gettext("Group %(name)s") % {"name": chr(64 + at)},
            refs.cell(f"group-{at}", group["size"], PEOPLE, certainty="circa"),
            tuple((words.get(one["proposition"], ""), LABELS[one["side"]]) for one in group["typical"]),
        )
        for at, group in enumerate(body["groups"], 1)
    )
    return Results(
        tally=counted,
        voices=refs.cell("voices", body["voices"], PEOPLE),
        statements=statements,
        groups=groups,
        reason=REASONS.get(body["reason"], ""),
        fit=body.get("fit"),
        weeks=weeks(dict(_named("weeks", body, refs, str)), Cell(0, PEOPLE, refs.base)),
        ways=_named("ways", body, refs, lambda name: Way(name).label),
        languages=_named("languages", body, refs, str),
        chart=_chart(statements),
        refs=refs,
        part=part,
    )  # fmt: skip


def _part(rows: list[Proposition], number: str) -> tuple[Part, list[Proposition]]:
    """The part of the statements in which the one with this number stands."""
    at = next((place for place, row in enumerate(rows) if str(row.number) == number), 0)
    first = at - at % AT_ONCE
    here, after = rows[first : first + AT_ONCE], rows[first + AT_ONCE :]
    before = rows[first - AT_ONCE].number if first else None
    return Part(first + 1, first + len(here), len(rows), before, after[0].number if after else None), here


def _counted(row: Proposition, line: Mapping[str, Any], shared: int | None, text: Texts, refs: Refs) -> Counted:
    words, language = said(row, text)
    answer = text.get(row.answer_key)
    return Counted(
        row, words, language,
        {side: refs.cell(f"p{row.pk}-{side}", line["shown"][side], VOTES) for side in SIDES.values()},
        refs.cell(f"p{row.pk}-total", line["total"], VOTES),
        refs.cell(f"p{row.pk}-shared", shared, PERCENT) if shared is not None else None,
        answer, text.language_of(row.answer_key) if answer else "",
    )  # fmt: skip


def _named(kind: str, body: Mapping[str, Any], refs: Refs, label: Any) -> tuple[tuple[Any, Cell], ...]:
    shown = body[kind]["shown"].items()
    return tuple((label(name), refs.cell(f"{kind}-{name}", value, PEOPLE)) for name, value in shown)


def _chart(statements: tuple[Counted, ...]) -> VoteBars | None:
    """Shares of the votes. What is withheld is blank: its share would give the count away."""
    if not statements:
        return None
    rows = tuple(RankRow(one.words or gettext("erased on request"), tuple(_shares(one))) for one in statements)
    blank = any(cell.value is None for row in rows for cell in row.shares)
    return VoteBars(
        name="votes", title=gettext("Shares of the votes on each statement, in percent"), options=rows,
        note=BLANK if blank else "", ranks=tuple(LABELS[side] for side in ORDER), heading=gettext("Statement"),
    )  # fmt: skip


def _shares(one: Counted) -> list[Cell]:
    whole, withheld = one.total.value, Cell(None, PERCENT, state="suppressed")
    if not whole:
        return [withheld for _side in ORDER]
    cells = [one.votes[side] for side in ORDER]
    return [
        withheld if cell.value is None else Cell(round(100 * float(cell.value) / float(whole)), PERCENT, cell.ref)
        for cell in cells
    ]

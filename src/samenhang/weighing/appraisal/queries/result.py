"""What the draws say: how often each option comes first, within which places it stays, and which floor bars it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger.models import Sheet
from samenhang.ground.ledger.queries import written
from samenhang.screen.cells import Cell, Run, sentence
from samenhang.screen.charts import DotRange, DotRow, RankBars, RankRow
from samenhang.weighing.appraisal.models import Option
from samenhang.weighing.appraisal.queries.frames import Framed, Leaf, framed
from samenhang.weighing.appraisal.queries.sheets import table_of

PERCENT = "%"
HUNDRED = 100


def words_of(option: Option) -> str:
    """What an option says; words that were erased on request leave their letter."""
    return written(option.words)


@dataclass(frozen=True)
class Ranked:
    """How one option does: how often it comes first, within which ranks it stays, and how sure its supporter can be."""

    option: Option
    first: Cell
    ranks: tuple[Cell, ...]
    rank: Cell
    confidence: Cell
    value: Cell
    profile: tuple[tuple[Leaf, Cell], ...]
    breaches: tuple[Leaf, ...] = ()

    @property
    def profiled(self) -> bool:
        return any(cell.value is not None for _leaf, cell in self.profile)

    @property
    def barred(self) -> bool:
        """Whether it breaches a right, so that no total can make up for it."""
        return any(leaf.right_nl for leaf in self.breaches)


@dataclass(frozen=True)
class Result:
    """What the draws say. The first of `options` is the one that comes first most often; barred ones come last."""

    sheet: Sheet
    options: tuple[Ranked, ...]
    criteria: tuple[Leaf, ...]
    draws: Cell
    seed: str
    parties: int

    @property
    def leader(self) -> Ranked:
        return self.options[0]

    @property
    def taking_part(self) -> tuple[Ranked, ...]:
        return tuple(ranked for ranked in self.options if not ranked.barred)

    @cached_property
    def in_words(self) -> tuple[Run, ...]:
        """The outcome in one or two sentences, each number with its origin."""
        if not self.taking_part:
            return sentence(
                _("No option holds every right, so there is no order to give. Look for an option that does.")
            )
        best, rest = self.taking_part[0], self.taking_part[1:]
        letter = best.option.letter
        if not rest:
            return sentence(_("Only option {option} holds every right, so it stands alone."), option=letter)
        if best.first.value == HUNDRED:
            said = sentence(_("Option {option} comes first in every draw."), option=letter)
        else:
            first = _(
                "Option {option} comes first in {first} of every hundred draws, and takes places {ranks} in nine out of ten."
            )
            said = sentence(first, option=letter, first=_bare(best.first), ranks=best.rank)
        other = _("Option {option} comes first in {first}.")
        return (*said, " ", *sentence(other, option=rest[0].option.letter, first=_bare(rest[0].first)))

    @property
    def chart(self) -> RankBars:
        """How often each option takes each place."""
        options = sorted(self.taking_part, key=lambda ranked: (len(ranked.option.letter), ranked.option.letter))
        return RankBars(
            title=_("How often each option takes each place"),
            name="ranks",
            note=_("In per cent of the draws; scores vary within their range, weights between the parties."),
            options=tuple(
                RankRow(f"{ranked.option.letter} {words_of(ranked.option)}", ranked.ranks[: len(options)])
                for ranked in options
            ),
            ranks=tuple(_("place %(rank)s") % {"rank": rank} for rank in range(1, len(options) + 1)),
        )

    @property
    def ranges(self) -> DotRange:
        """The total value of each option with the range that nine out of ten draws stay within."""
        options = sorted(self.taking_part, key=lambda ranked: (len(ranked.option.letter), ranked.option.letter))
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


def result_of(sheet: Sheet, options: Iterable[Option], frame: Framed | None = None) -> Result:
    """A result sheet as the page shows it: shares in per cent, each number pointing at its cell."""
    table = table_of(sheet)
    frame = frame or framed(table.head["frame"])
    letters = {option.letter: option for option in options}
    order = [frame.by_code[code] for code in table.head["criteria"].split(";")]

    def cell(row: dict[str, Any], column: str, unit: str = PERCENT, scale: float = HUNDRED, **bounds: Any) -> Cell:
        value = row[column]
        if value is None:
            return Cell(None, unit, state="unknown")
        return Cell(round(scale * value), unit, f"{sheet.ref}#{row['option']}/{column}", **bounds)

    found, exact = [], {}
    for row in table.records():
        bounds = {
            name: round(HUNDRED * row[f"value_{name}"]) for name in ("low", "high") if row[f"value_{name}"] is not None
        }
        one, other = row["rank_low"], row["rank_high"]
        ref = f"{sheet.ref}#{row['option']}/rank_low"
        low, high = (None, None) if one == other else (one, other)
        place = Cell(
            one if one == other else None, ref=ref, low=low, high=high, state="unknown" if one is None else "known"
        )
        found.append(
            Ranked(
                letters[row["option"]], cell(row, "first"),
                tuple(cell(row, f"r{at}") for at in range(1, len(letters) + 1)),
                place, cell(row, "confidence"),
                cell(row, "value_mid", "", **bounds),
                tuple((leaf, cell(row, f"w_{at}")) for at, leaf in enumerate(order, start=1)),
                tuple(frame.by_code[code] for code in row["breach"].split(";") if code),
            )
        )  # fmt: skip
        exact[row["option"]] = -1 if row["first"] is None else row["first"]
    found.sort(key=lambda ranked: (-exact[ranked.option.letter], len(ranked.option.letter), ranked.option.letter))
    parties = len(list(filter(None, table.head["weights"].split(";"))))
    return Result(
        sheet, tuple(found), tuple(order), Cell(int(table.head["draws"]), ref=sheet.ref), table.head["seed"], parties
    )


def _bare(cell: Cell) -> Cell:
    """The same number without its unit, for a sentence that says it in words."""
    return Cell(cell.value, ref=cell.ref)

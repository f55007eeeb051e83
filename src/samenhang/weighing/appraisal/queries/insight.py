"""What the voices together say: who puts what first, why they differ, what would flip it, and what other methods make of it.

The same for a frozen appraisal, for a session that is going on, and for weights that somebody tries out. Its numbers are
computed from what stands on the page; they enter the record when the appraisal is frozen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samenhang.screen.cells import Cell, Run, sentence
from samenhang.screen.charts import Parts, PartsRow
from samenhang.weighing.appraisal.models import Option
from samenhang.weighing.appraisal.queries import numbers
from samenhang.weighing.appraisal.queries.flips import named, told
from samenhang.weighing.appraisal.queries.numbers import Board, Voice
from samenhang.weighing.appraisal.queries.result import HUNDRED, PERCENT
from samenhang.weighing.appraisal.queries.sheets import table_of

PARTS = ("facts", "weights", "veto")
TOLD = 6  # pairs of parties that are told in a sentence
MOST_PAIRS = 12  # bars that one picture holds; its table has them all
FAINT = 0.5  # of a point on the scale of a hundred: less than this explains nothing


@dataclass(frozen=True)
class First:
    """For one party: how often each option comes first, which it cannot accept, and its favourite."""

    party: str
    name: str
    shares: tuple[Cell, ...]
    vetoed: tuple[bool, ...]
    favourite: Option | None
    position: str = ""

    options: tuple[Option, ...] = ()

    @property
    def cells(self) -> tuple[tuple[Option, Cell, bool], ...]:
        return tuple(zip(self.options, self.shares, self.vetoed, strict=True))


@dataclass(frozen=True)
class Why:
    """Why two parties differ, in numbers and in one sentence."""

    one: str
    other: str
    decisive: str
    cells: tuple[Cell, ...]
    size: float
    words: tuple[Run, ...]


@dataclass(frozen=True)
class Insight:
    """What these voices say about this board."""

    ref: str
    board: Board
    options: tuple[Option, ...]
    voices: tuple[Voice, ...]
    names: Mapping[str, str]
    positions: Mapping[str, str]

    @property
    def order(self) -> tuple[Option, ...]:
        """The options as the board has them."""
        of = {option.letter: option for option in self.options}
        return tuple(of[letter] for letter in self.board.options)

    @cached_property
    def shares(self) -> Any:
        return numbers.together(self.voices, self.board)

    def cell(self, value: float, unit: str = "", scale: float = HUNDRED, **more: Any) -> Cell:
        return Cell(round(scale * float(value)), unit, self.ref, **more)

    @cached_property
    def _shares(self) -> list[Any]:
        return [numbers.firsts(voice) for voice in self.voices]

    @cached_property
    def _differences(self) -> Any:
        return numbers.differences(self.voices)

    @cached_property
    def firsts(self) -> tuple[First, ...]:
        """One line per party: how often each option comes first."""
        made = []
        for voice, share in zip(self.voices, self._shares, strict=True):
            best = numbers.favourite(voice)
            made.append(
                First(
                    voice.party, self.names.get(voice.party, voice.party),
                    tuple(self.cell(one, PERCENT) for one in share), tuple(bool(no) for no in voice.veto),
                    self.order[best] if best >= 0 else None, self.positions.get(voice.party, ""), self.order,
                )
            )  # fmt: skip
        return tuple(made)

    @cached_property
    def all_together(self) -> tuple[Cell, ...]:
        """The mean over the parties: how often each option comes first when one party in turn decides."""
        if not self.voices:
            allowed, found = numbers.ranked(self.board, None)
            share = [0.0] * len(self.board.options)
            for at, place in enumerate(allowed):
                share[place] = float(found.ra[at, 0]) if found is not None else 1.0
            return tuple(self.cell(one, PERCENT) for one in share)
        total: Any = sum(self._shares)
        return tuple(self.cell(one / len(self.voices), PERCENT) for one in total)

    @property
    def last_line(self) -> tuple[tuple[Option, Cell, bool], ...]:
        return tuple(zip(self.order, self.all_together, self.barred, strict=True))

    @property
    def barred(self) -> tuple[bool, ...]:
        return tuple(bool(red) for red in self.board.floored.red)

    @property
    def heads(self) -> tuple[tuple[Option, bool], ...]:
        return tuple(zip(self.order, self.barred, strict=True))

    # why we differ -----------------------------------------------------------------------------------------------------

    @cached_property
    def why(self) -> tuple[Why, ...]:
        """Each pair of parties, the widest difference first."""
        if len(self.voices) < 2 or not any(self.board.allowed):
            return ()
        sized = [
            (sum(abs(float(getattr(found.pairs[0], part))) for part in PARTS) * HUNDRED, found)
            for found in self._differences
        ]
        sized.sort(key=lambda pair: -pair[0])
        made = []
        for place, (size, found) in enumerate(sized):
            split = found.pairs[0]
            one, other = (self.names.get(party, party) for party in (split.one, split.other))
            decisive = split.decisive if size >= FAINT else ""
            cells = tuple(self.cell(float(getattr(split, part))) for part in PARTS)
            words = self._why(found, decisive) if place < TOLD else ()
            made.append(Why(one, other, decisive, cells, size, words))
        return tuple(made)

    def _why(self, found: Any, decisive: str) -> tuple[Run, ...]:
        split = found.pairs[0]
        option, rival = self.order[split.option].letter, self.order[split.rival].letter
        if not decisive:
            return sentence(_("They agree, also on what matters and on what is true."))
        if split.same_first:
            text = _("Both prefer {best}; they differ most about {option} beside {rival}.")
            head = sentence(text, best=self.order[found.first[0]].letter, option=option, rival=rival)
        else:
            text = _("The first prefers {option}, the other {rival}.")
            head = sentence(text, option=option, rival=rival)
        leaves = self.board.frame.leaves
        by = {"weights": split.weights_by, "facts": split.facts_by}.get(decisive)
        if by is None:
            vetoed = self._vetoed(split)
            text = _("A veto decides: one of them cannot accept {option}.")
            return (*head, " ", *sentence(text, option=vetoed))
        leaf = leaves[max(range(len(leaves)), key=lambda at: abs(float(by[at])))]
        texts = {
            "weights": _(
                "Weights decide, most of all that of “{criterion}”: they agree on the facts and not on what counts."
            ),
            "facts": _("Facts decide, most of all on “{criterion}”: a shared figure would bring them nearer."),
        }
        return (*head, " ", *sentence(texts[decisive], criterion=named(leaf)))

    def _vetoed(self, split: Any) -> str:
        veto = {voice.party: voice.veto for voice in self.voices}
        for place in (split.option, split.rival):
            if bool(veto[split.one][place]) != bool(veto[split.other][place]):
                return str(self.order[place].letter)
        return str(self.order[split.option].letter)

    @property
    def picture(self) -> Parts:
        """Why we differ, as one picture."""
        names = {"facts": _("facts"), "weights": _("weights"), "veto": _("veto")}
        return Parts(
            title=_("Per pair of parties"), name="why", names=tuple(names[part] for part in PARTS),
            note=_(
                "Per pair of parties: what makes the favourite of the first stand higher for the first than for the other, "
                "on a scale of a hundred. A veto counts for a hundred. The thick line is the sum."
            ),
            lines=tuple(
                PartsRow(f"{pair.one} – {pair.other}", pair.cells, names.get(pair.decisive, _("no difference")))
                for pair in self.why[:MOST_PAIRS]
            ),
            heading=_("Between"),
        )  # fmt: skip

    @property
    def agreement(self) -> tuple[Run, ...]:
        """How far the parties agree, in one sentence."""
        known = [first for first in self.firsts if first.favourite is not None]
        favourites = {first.favourite.letter for first in known if first.favourite}
        if len(self.voices) < 2:
            return ()
        if len(favourites) == 1 and len(known) == len(self.voices):
            return sentence(_("All parties put option {option} first."), option=next(iter(favourites)))
        counts = {part: sum(pair.decisive == part for pair in self.why) for part in PARTS}
        most = max(PARTS, key=lambda part: counts[part])
        said = {
            "facts": _("The parties differ, most often because of facts."),
            "weights": _("The parties differ, most often because of weights."),
            "veto": _("The parties differ, most often because of a veto."),
        }
        return sentence(said[most] if counts[most] else _("The parties agree within a hair."))

    @property
    def all_red(self) -> bool:
        """Whether every option breaches a right, so that none can come first."""
        return not any(self.board.allowed)

    @cached_property
    def flips(self) -> tuple[tuple[Run, ...], ...]:
        """The smallest changes that give another first place, in words; the nearest first, of each kind."""
        return told(self.board, numbers.flips(self.board, self.shares), self.ref)

    # what other methods say --------------------------------------------------------------------------------------------

    @cached_property
    def second(self) -> tuple[tuple[str, tuple[tuple[Option, Cell], ...]], ...]:
        """Per method the place that each option takes; barred options take none."""
        if sum(self.board.allowed) < 2:
            return ()
        inside = [option for option, fine in zip(self.order, self.board.allowed, strict=True) if fine]
        found = numbers.opinions(self.board, self.shares)
        return tuple(
            (
                method_name(method),
                tuple((option, Cell(int(rank), ref=self.ref)) for option, rank in zip(inside, ranks, strict=True)),
            )
            for method, ranks in found.ranks.items()
        )

    @property
    def second_words(self) -> tuple[Run, ...]:
        """Whether they agree on the first place; when not, one sentence that says who and why."""
        if not self.second:
            return ()
        inside = [option for option, fine in zip(self.order, self.board.allowed, strict=True) if fine]
        found = numbers.opinions(self.board, self.shares)
        first = {method: " / ".join(inside[place].letter for place in places) for method, places in found.first.items()}
        alone = len(found.first["sum"]) == 1
        if found.agree and alone:
            return sentence(_("Five ways of weighing put the same option first: {option}."), option=first["sum"])
        if found.agree:
            text = _("Five ways of weighing let the same options share first place: {option}.")
            return sentence(text, option=first["sum"])
        if not found.dissent:  # nobody contradicts the sum, but somebody draws the line of first place elsewhere
            shared = [method for method in first if first[method] != first["sum"]]
            who = ", ".join(f"{method_name(method)} ({first[method]})" for method in shared)
            text = (
                _("The other ways of weighing put option {option} first too, but not all of them alone: {who}.")
                if alone
                else _(
                    "The sum lets {option} share first place. No other way contradicts that, but they do not share it alike: {who}."
                )
            )
            return sentence(text, option=first["sum"], who=who)
        who = ", ".join(f"{method_name(method)} ({first[method]})" for method in found.dissent)
        why = {
            "compensation": _("the sum lets a high score make up for a low one, and they do not."),
            "thresholds": _("they pass over small differences that the sum counts."),
        }.get(found.why, _("the options lie too near each other to tell."))
        text = _("The sum puts {option} first; not so {who}: {why}")
        return sentence(text, option=first["sum"], who=who, why=why)


def method_name(method: str) -> str:
    return {
        "sum": _("weighted sum"),
        "promethee": _("comparing in pairs (PROMETHEE)"),
        "electre": _("outranking with vetoes (ELECTRE)"),
        "topsis": _("nearness to the best (TOPSIS)"),
        "leximin": _("weakest point first (no compensation)"),
    }.get(method, pgettext("method", method))


def insight_of(page: Any) -> Insight | None:
    """What the frozen weights of an appraisal say; None before it was scored."""
    if page.board is None:
        return None
    voices = voices_of(page)
    names = {weighing.ref: weighing.party for weighing in page.weights}
    positions = {weighing.ref: weighing.position for weighing in page.weights}
    return Insight(page.appraisal.ref, page.board, page.options, tuple(voices), names, positions)


def voices_of(page: Any) -> Sequence[Voice]:
    """The voice of each party that gave weights which are frozen."""
    voices = []
    for party, sheet in page.standing.weights.items():
        rows = {row["criterion"]: row for row in table_of(sheet).records()}
        facts = page.standing.facts.get(party)
        otherwise = {
            (row["option"], row["criterion"]): (row["low"], row["likely"], row["high"])
            for row in (table_of(facts).records() if facts else ())
        }
        points = {code: row["points"] for code, row in rows.items()}
        least = {code: row["least"] for code, row in rows.items()}
        voices.append(numbers.voice_of(party, page.board, points, least, otherwise))
    return voices


def tried(page: Any, points: Mapping[str, float]) -> tuple[tuple[Option, Cell, bool], ...]:
    """How often each option would come first with these weights and the scores that stand: a live answer, never recorded."""
    voice = numbers.voice_of("", page.board, points, {}, {})
    share = numbers.firsts(voice)
    of = {option.letter: option for option in page.options}
    return tuple(
        (of[letter], Cell(round(HUNDRED * float(one)), PERCENT, page.appraisal.ref), bool(red))
        for letter, one, red in zip(page.board.options, share, page.board.floored.red, strict=True)
    )

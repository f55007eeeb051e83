"""An appraisal as numbers: values and their spread per option and criterion, and what each party makes of them.

Pure: it asks nothing of the record, so that a page and a frozen computation say the same. Each answer is kept by the
content of its question: when one party changes its weights, only that party is computed again.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from threading import RLock
from typing import TYPE_CHECKING, Any

from samenhang.weighing.appraisal.queries.frames import Framed

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from samenhang.methods.differ import Differences, Party
    from samenhang.methods.flip import Flip
    from samenhang.methods.floors import Floored
    from samenhang.methods.robust import Robust
    from samenhang.methods.second import Opinions
    from samenhang.methods.smaa import Smaa

    F64 = npt.NDArray[np.float64]

# a 90 % interval of a normal distribution is this many standard deviations on either side
HALF_90 = 1.6448536269514722
LIVE_DRAWS, SEED = 10_000, 1
ONE = RLock()  # a computation takes both cores; a second page waits for it rather than slowing it down
Facts = Mapping[tuple[str, str], tuple[float, float, float]]


@dataclass(frozen=True, eq=False)
class Board:
    """Options (rows) against criteria (columns): low, likely and high in the unit of each criterion."""

    frame: Framed
    options: tuple[str, ...]
    low: "F64"
    likely: "F64"
    high: "F64"

    @cached_property
    def values(self) -> "F64":
        """What each likely value is worth, 0..1."""
        return self._worth(self.likely)

    @cached_property
    def spread(self) -> "F64":
        """Standard deviation of that worth, when low-high is a 90 % interval."""
        import numpy as np

        made: F64 = np.abs(self._worth(self.high) - self._worth(self.low)) / (2 * HALF_90)
        return made

    def _worth(self, numbers: "F64") -> "F64":
        import numpy as np

        made = [leaf.value(numbers[:, place]) for place, leaf in enumerate(self.frame.leaves)]
        worth: F64 = np.ascontiguousarray(np.stack(made, axis=1))
        return worth

    @cached_property
    def floored(self) -> "Floored":
        """Which floors each option breaches, and which of those guard a right."""
        import numpy as np

        from samenhang.methods.floors import floors

        leaves = self.frame.leaves
        return floors(
            self.likely, np.array([np.nan if leaf.bound is None else leaf.bound for leaf in leaves]),
            [leaf.direction for leaf in leaves], [bool(leaf.right_nl) for leaf in leaves],
            np.abs(self.high - self.low) / (2 * HALF_90),
        )  # fmt: skip

    @property
    def allowed(self) -> "npt.NDArray[np.bool_]":
        return ~self.floored.red

    def with_facts(self, facts: Facts) -> "Board":
        """The same board where somebody judges some cells otherwise; `facts` says (low, likely, high) per option and criterion."""
        known = {
            (self.options.index(option), self.frame.codes.index(code)): numbers
            for (option, code), numbers in facts.items()
            if option in self.options and code in self.frame.codes
        }
        if not known:
            return self
        parts = [self.low.copy(), self.likely.copy(), self.high.copy()]
        for cell, numbers in known.items():
            for part, number in zip(parts, numbers, strict=True):
                part[cell] = number
        return replace(self, low=parts[0], likely=parts[1], high=parts[2])


@dataclass(frozen=True, eq=False)
class Voice:
    """One party: what it holds true, how it weighs, and below which score (0..1) an option is unacceptable to it."""

    party: str
    board: Board
    weights: "F64"
    least: "F64"

    @property
    def shares(self) -> "F64":
        made: F64 = self.weights / self.weights.sum()
        return made

    @cached_property
    def key(self) -> bytes:
        """What tells this voice apart from every other: its content."""
        hashed = hashlib.blake2b(digest_size=24)
        for part in (self.board.values, self.board.floored.red, self.weights, self.least):
            hashed.update(part.tobytes())
        return hashed.digest()

    @cached_property
    def veto(self) -> "npt.NDArray[np.bool_]":
        """Options that it cannot accept: below a floor of its own, or in breach of a right."""
        import numpy as np

        with np.errstate(invalid="ignore"):
            return (self.board.values < self.least - 1e-12).any(axis=1) | self.board.floored.red


def board_of(frame: Framed, rows: Iterable[Mapping[str, Any]]) -> Board:
    """The board that the rows of a scores sheet make. Each option has a row for each criterion."""
    import numpy as np

    rows = list(rows)
    cells = {(row["option"], row["criterion"]): row for row in rows}
    options = tuple(dict.fromkeys(row["option"] for row in rows))
    low, likely, high = (
        np.array([[float(cells[option, code][name]) for code in frame.codes] for option in options])
        for name in ("low", "likely", "high")
    )
    return Board(frame, options, low, likely, high)


def voice_of(
    party: str, board: Board, points: Mapping[str, float], least: Mapping[str, float | None], facts: Facts
) -> Voice:
    """A party's voice; `least` is on the scale of scores, 0-100."""
    import numpy as np

    codes = board.frame.codes
    floors = [least.get(code) for code in codes]
    return Voice(
        party,
        board.with_facts(facts),
        np.array([float(points.get(code, 0)) for code in codes]),
        np.array([np.nan if floor is None else floor / 100 for floor in floors]),
    )


# --- answers, kept by the content of the question


@dataclass(frozen=True, eq=False)
class _Question:
    """What is asked, told apart by its content alone."""

    digest: bytes
    ask: Callable[[], Any]

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self.digest == other.digest


@lru_cache(maxsize=512)
def _kept(question: _Question) -> Any:
    with ONE:
        return question.ask()


def kept(name: str, parts: Sequence[Any], ask: Callable[[], Any]) -> Any:
    """The answer to a question about these arrays and words, computed once."""
    hashed = hashlib.blake2b(name.encode(), digest_size=24)
    for part in parts:
        tobytes = getattr(part, "tobytes", None)
        data = tobytes() if tobytes else repr(part).encode()
        hashed.update(len(data).to_bytes(8, "big") + data)
        hashed.update(repr(getattr(part, "shape", "")).encode())
    return _kept(_Question(hashed.digest(), ask))


def ranked(
    board: Board,
    weights: "F64 | None",
    draws: int = LIVE_DRAWS,
    seed: int = SEED,
    out: "npt.NDArray[np.bool_] | None" = None,
) -> "tuple[npt.NDArray[np.intp], Smaa | None]":
    """The options that no right forbids, and how often each takes each place; None when there are not two of them.

    `out` says which other options stand aside.
    """
    import numpy as np

    from samenhang.methods.smaa import smaa

    allowed = np.flatnonzero(board.allowed if out is None else board.allowed & ~out)
    if len(allowed) < 2:
        return allowed, None
    mean, sd = board.values[allowed], board.spread[allowed]
    found = kept(
        "smaa", (mean, sd, weights, draws, seed), lambda: smaa(mean, sd, weights=weights, draws=draws, seed=seed)
    )
    return allowed, found


def firsts(voice: Voice) -> "F64":
    """Per option of the board: the share of draws in which it comes first for this party. Its own vetoes stand aside."""
    import numpy as np

    share = np.zeros(len(voice.board.options))
    allowed, found = ranked(voice.board, voice.shares, out=voice.veto)
    if found is not None:
        share[allowed] = found.ra[:, 0]
    elif len(allowed):
        share[allowed] = 1.0
    return share


def favourite(voice: Voice) -> int:
    """The option that this party puts first, on what it holds likely, as in why parties differ; -1 when it accepts none."""
    from samenhang.methods.differ import differ

    found: Differences = kept("favourite", (voice.party, voice.key), lambda: differ([_seat(voice)]))
    return found.first[0]


def differences(voices: Sequence[Voice]) -> "list[Differences]":
    """Why these parties differ: one answer for each pair, so that a change of one party leaves the other pairs as they were."""
    return [difference(one, other) for at, one in enumerate(voices) for other in voices[at + 1 :]]


def difference(one: Voice, other: Voice) -> "Differences":
    """Why two parties differ."""
    from samenhang.methods.differ import differ

    def ask() -> "Differences":
        return differ([_seat(one), _seat(other)])

    found: Differences = kept("differ", (one.party, other.party, one.key, other.key), ask)
    return found


def _seat(voice: Voice) -> "Party":
    from samenhang.methods.differ import Party

    return Party(voice.party, voice.board.values, voice.shares, voice.least, voice.board.floored.red)


def flips(board: Board, weights: "F64") -> "Flip":
    """The smallest changes that give another first place."""
    import numpy as np

    from samenhang.methods.flip import flip

    leaves = board.frame.leaves
    floor = np.array([np.nan if leaf.bound is None else leaf.bound for leaf in leaves])

    def ask() -> "Flip":
        return flip(
            board.values, weights, x=board.likely, floor=floor, direction=[leaf.direction for leaf in leaves],
            right=[bool(leaf.right_nl) for leaf in leaves], norms=[leaf.norms for leaf in leaves],
        )  # fmt: skip

    found: Flip = kept("flip", (board.likely, board.values, weights, floor, board.frame.ref), ask)
    return found


def opinions(board: Board, weights: "F64") -> "Opinions":
    """The same options in the order of other methods: without compensation, by pairs, by nearness to the best."""
    import numpy as np

    from samenhang.methods.second import second_opinions

    allowed = np.flatnonzero(board.allowed)
    values, count = board.values[allowed], board.floored.count[allowed]
    found: Opinions = kept("second", (values, count, weights), lambda: second_opinions(values, weights, count=count))
    return found


def robustness(boards: Sequence[Board], weights: "F64", options: Sequence[int]) -> "Robust":
    """How these options fare over the boards that each future makes, on their totals."""
    import numpy as np

    from samenhang.methods.robust import robust

    payoff = np.stack([board.values[list(options)] @ weights for board in boards], axis=1)
    found: Robust = kept("robust", (payoff,), lambda: robust(payoff))
    return found


def together(voices: Sequence[Voice], board: Board) -> "F64":
    """The mean of the parties' shares per criterion; equal shares when nobody gave any."""
    import numpy as np

    if not voices:
        return np.full(len(board.frame.codes), 1 / len(board.frame.codes))
    mean: F64 = np.mean([voice.shares for voice in voices], axis=0)
    return mean

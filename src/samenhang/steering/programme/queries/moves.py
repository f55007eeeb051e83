"""What people moved: a measure to a quarter, or below the line; and what that costs, at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samenhang.steering.programme.queries.setting import Setting

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from samenhang.methods.portfolio_kinds import Outcome

    I64 = npt.NDArray[np.int64]

BELOW = "out"


@dataclass(frozen=True, eq=False)
class Moved:
    """A plan after people moved measures: as they asked it, and as it is when the others give way."""

    before: "Outcome"
    asked: "Outcome"  # what the moves alone would do
    after: "Outcome"
    stood: "I64"
    start: "I64"
    held: Mapping[int, str]

    @property
    def fits(self) -> bool:
        return self.after.fits

    @property
    def loss(self) -> float:
        """What is worth less than before; below 0 it is worth more."""
        return self.before.objective - self.after.objective


def read(moves: Iterable[str], setting: Setting) -> dict[int, str]:
    """`12:2031-Q2`, `12:out`; what names no measure or quarter of this setting is left out."""
    found = {}
    for move in moves:
        code, _colon, where = move.partition(":")
        if (
            code.isascii()
            and code.isdecimal()
            and int(code) in setting.measures
            and where in (BELOW, *setting.quarters)
        ):
            found[int(code)] = where
    return found


def written(held: Mapping[int, str]) -> list[str]:
    return [f"{code}:{where}" for code, where in sorted(held.items())]


def moved(setting: Setting, stood: "I64", held: Mapping[int, str]) -> Moved:
    """The plan after these moves; what is not moved stays where it can, gives way where it must, and comes in where it fits."""
    from dataclasses import replace

    from samenhang.methods.portfolio_kinds import OUT
    from samenhang.methods.portfolio_moves import evaluate, rearrange

    p = setting.programme
    places = {setting.measures.index(code): where for code, where in held.items()}
    asked = stood.copy()
    for at, where in places.items():
        asked[at] = OUT if where == BELOW else setting.quarters.index(where)
    # what people decide here takes the place of what was decided before
    inside = (p.inside | {at for at, where in places.items() if where != BELOW}) - {
        at for at, where in places.items() if where == BELOW
    }
    starts = tuple((at, int(asked[at])) for at, where in places.items() if where != BELOW)
    freed = replace(
        p, inside=inside, outside=(p.outside | {at for at, where in places.items() if where == BELOW}) - inside,
        starts=(*((at, quarter) for at, quarter in p.starts if at not in places), *starts),
    )  # fmt: skip
    start = rearrange(freed, asked, frozenset(places))
    return Moved(evaluate(p, stood), evaluate(freed, asked), evaluate(freed, start), stood, start, dict(held))

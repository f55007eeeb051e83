"""Which part of an area ends up in which other, through any chain of mergers and splits; and what a cell then holds."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from samenhang.methods.harmonise_kinds import ROUNDING, STATES, Event, Figures, Key

AS_PUBLISHED, MERGED, ESTIMATED, NOT_KNOWN = "as published", "merged", "estimated", "not known"


class Piece(NamedTuple):
    to: str
    share: float | None
    event: Event
    by: str = ""
    back: bool = False

    def says(self) -> str:
        event = self.event
        said = f"{event.kind} of {event.old} into {event.new} on {event.date}"
        share = "share not known" if self.share is None else f"share {self.share:.4g}{self.by}"
        if self.back:
            return f"back over the {said} ({share} for {self.to})"
        return said if event.kind == "merger" else f"{said} ({share})"


class Link(NamedTuple):
    """Share of an area that ends in another: its bounds, those with every split unknown, and what happened."""

    lo: float
    hi: float
    wide_lo: float
    wide_hi: float
    pieces: frozenset[Piece]

    @property
    def lossless(self) -> bool:
        return self.wide_lo == self.wide_hi


Links = dict[str, dict[str, Link]]
SELF = Link(1.0, 1.0, 1.0, 1.0, frozenset())
NOTHING = Link(0.0, 0.0, 0.0, 0.0, frozenset())


def settle(area: str, pieces: list[Piece], key: Key | None) -> list[Piece]:
    """Fill in shares: by the key when it knows the area, and a single open one with the rest."""
    weights = [None if key is None else key.parts.get((area, piece.to)) for piece in pieces]
    given = [weight for weight in weights if weight is not None]
    if key is not None and given:
        if len(given) < len(pieces) or math.fsum(given) == 0:
            parts = ", ".join(piece.to for piece in pieces)
            raise ValueError(
                f"Expected weights ({key.name}) with a sum above 0 for all parts of {area}: {parts}; got {given}. "
                "Add the others, or leave this area out of the key."
            )
        total = math.fsum(given)
        return [
            piece._replace(share=weight / total, by=f" by {key.name}")
            for piece, weight in zip(pieces, given, strict=True)
        ]
    known = [piece.share for piece in pieces if piece.share is not None]
    if len(known) == len(pieces):  # their decimals may miss 1 by a hair
        return [piece._replace(share=share / math.fsum(known)) for piece, share in zip(pieces, known, strict=True)]
    rest = _rest(pieces)
    if len(known) == len(pieces) - 1 or rest == 0:
        return [piece._replace(share=rest, by=", the rest") if piece.share is None else piece for piece in pieces]
    return pieces


def _rest(pieces: Sequence[Piece]) -> float:
    return max(0.0, 1 - math.fsum(piece.share for piece in pieces if piece.share is not None))


def links(groups: Sequence[Mapping[str, list[Piece]]]) -> Links:
    """From the last date to the first: where an area ends is where its pieces end."""
    ends: Links = {}
    for group in reversed(groups):
        ends |= {area: _join(pieces, ends) for area, pieces in group.items()}
    return ends


def _join(pieces: Sequence[Piece], ends: Links) -> dict[str, Link]:
    """Shares of one date are free of those of another, so the best for each piece is the best for all together."""
    after = [(piece, ends.get(piece.to, {piece.to: SELF})) for piece in pieces]
    rest, found = _rest(pieces), dict[str, Link]()
    for z in dict.fromkeys(z for _, reached in after for z in reached):
        links = [(piece, reached.get(z, NOTHING)) for piece, reached in after]
        unknown = [link for piece, link in links if piece.share is None] or [NOTHING]
        wide_lo, wide_hi = min(k.wide_lo for _, k in links), max(k.wide_hi for _, k in links)
        sure = [piece.share * k.lo for piece, k in links if piece.share is not None]
        most = [piece.share * k.hi for piece, k in links if piece.share is not None]
        lo = math.fsum([*sure, rest * min(k.lo for k in unknown)])
        hi = math.fsum([*most, rest * max(k.hi for k in unknown)])
        if wide_lo == wide_hi:  # all or nothing, whatever the shares: no rounding may blur that
            lo = hi = wide_lo
        pieces_here = frozenset().union(*(k.pieces | {piece} for piece, k in links if k is not NOTHING))
        found[z] = Link(lo, hi if hi - lo > ROUNDING else lo, wide_lo, wide_hi, pieces_here)
    return found


class Cell(NamedTuple):
    value: float
    low: float
    high: float
    flag: str
    state: str
    pieces: tuple[Piece, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One period: what each area of then gives to the areas of the wanted day."""

    given: Figures
    below: Figures | None
    t: int
    flows: Mapping[str, Mapping[str, Link]]

    def amounts(self, area: str) -> tuple[float, float]:
        """Numerator and denominator; a count has nothing below it."""
        value = self.given.value(area, self.t)
        if self.below is None:
            return value, 1.0
        under = self.below.value(area, self.t)
        return value * under, under

    def cell(self, area: str) -> Cell:
        parts = [(a, ends[area]) for a, ends in self.flows.items() if area in ends]
        pieces = sorted({p for _, link in parts for p in link.pieces}, key=lambda p: (p.event.date, p.event.old, p.to))
        told = tuple(pieces)
        if parts and not pieces:
            value = self.given.value(area, self.t)
            return Cell(value, value, value, AS_PUBLISHED, self.given.state(area, self.t))
        missing = tuple(a for a, _ in parts if math.isnan(sum(self.amounts(a))))
        if missing or not parts:
            weakest = self._weakest(a for a, _ in parts)
            state = weakest if weakest == "suppressed" else "unknown"
            return Cell(math.nan, math.nan, math.nan, NOT_KNOWN, state, told, missing or (area,))
        for a, link in parts:
            if not link.lossless and self.amounts(a)[0] < 0:
                raise ValueError(
                    f"Expected 0 or more where an area is split or parted again, got {self.amounts(a)[0]:g} for {a}. "
                    "Move what it is the balance of (such as arrivals and departures) one by one."
                )
        low, high = self._bounds(parts, 0)
        known = low == high
        if self.below is not None:
            least, most = self._bounds(parts, 1)
            known = known and least == most > 0
            low, high = low / most if most else math.nan, high / least if least else math.nan
        if not known:
            return Cell(math.nan, low, high, NOT_KNOWN, "unknown", told)
        whole = 0 if self.below is None else 1  # none of nothing is nothing, whatever the share
        lossless = all(link.lossless or self.amounts(a)[whole] == 0 for a, link in parts)
        return Cell(low, low, high, MERGED if lossless else ESTIMATED, self._weakest(a for a, _ in parts), told)

    def total(self) -> float:
        above, under = zip(*map(self.amounts, self.flows), strict=True) if self.flows else ((math.nan,), (1.0,))
        return math.fsum(above) / (1.0 if self.below is None else math.fsum(under))

    def undivided(self) -> float:
        if self.below is not None or math.isnan(self.total()):
            return math.nan
        open_ends = ((a, ends) for a, ends in self.flows.items() if any(k.lo != k.hi for k in ends.values()))
        return math.fsum(self.amounts(a)[0] * (1 - math.fsum(k.lo for k in ends.values())) for a, ends in open_ends)

    def _bounds(self, parts: Sequence[tuple[str, Link]], i: int) -> tuple[float, float]:
        low = math.fsum(link.lo * self.amounts(a)[i] for a, link in parts)
        return low, math.fsum(link.hi * self.amounts(a)[i] for a, link in parts)

    def _weakest(self, areas: Iterable[str]) -> str:
        sources = [self.given] if self.below is None else [self.given, self.below]
        states = [f.state(a, self.t) for a in areas for f in sources if f.states is not None]
        return max(states, key=STATES.index, default="unknown")

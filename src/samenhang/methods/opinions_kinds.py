"""What opinion groups are made of: the outcome, and the check of what came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
I8 = npt.NDArray[np.int8]
Side = Literal["agree", "disagree"]
Reason = Literal["", "few people", "no difference", "small group"]


@dataclass(frozen=True)
class Typical:
    """A statement on which a group differs from the others, or on which everybody is of one mind."""

    statement: int
    side: Side
    votes: int  # how many chose this side
    seen: int  # how many of them saw the statement
    chance: float  # (votes + 1) / (seen + 2)
    test: float  # how sure it is that more than half chose this side, in standard deviations
    ratio: float = 1.0  # how much more often than in the other groups
    ratio_test: float = 0.0  # how sure that is, in standard deviations
    best: bool = False  # what the group agrees with most


@dataclass(frozen=True)
class Consensus:
    agree: tuple[Typical, ...]
    disagree: tuple[Typical, ...]


@dataclass(frozen=True)
class Groups:
    """Opinion groups. P people and T statements, both in rising order of their number; G groups."""

    people: I64  # [P]
    statements: I64  # [T]
    proj: F64  # [P, 2] where each person stands
    label: I32  # [P] group 0..G-1, -1 for who voted too little or when no groups are shown
    repness: tuple[tuple[Typical, ...], ...]  # per group what is typical of it
    consensus: Consensus
    gac: F64  # [T] group-aware consensus, 0..1: the product over groups of the chance to agree
    reason: Reason  # why there are no groups; empty when there are
    sizes: tuple[int, ...]  # people per group
    silhouette: Mapping[int, float]  # how well each number of groups fits, -1..1
    votes: I64  # [G or 1, T, 3] agreed, disagreed, seen
    centre: F64  # [T] mean vote
    axes: F64  # [2, T] the two directions in which votes differ most
    points: F64  # [2, T] where somebody stands who only agrees with that one statement
    extremity: F64  # [T] how far that is from the middle
    priority: F64  # [T] how useful it is to show this statement to the next voter


def checked(
    pid: npt.ArrayLike, tid: npt.ArrayLike, vote: npt.ArrayLike, mod_out: Sequence[int], guard: int
) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.integer], I8]:
    """The three columns as arrays, or one sentence on what is wrong with them."""
    columns = {"people": np.asarray(pid), "statements": np.asarray(tid), "votes": np.asarray(vote)}
    for name, column in columns.items():
        if column.ndim != 1:
            raise ValueError(f"Expected {name} as one column, got {column.ndim} dimensions. Give a row per vote.")
        if column.size and column.dtype.kind not in "iu":
            raise ValueError(f"Expected whole numbers for {name}, got {column.dtype}. Number them first.")
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{length} {name}" for name, length in lengths.items())
        raise ValueError(f"Expected a person, a statement and a vote on each row, got {told}. Make them equally long.")
    if not lengths["votes"]:
        raise ValueError("Expected at least one vote, got none. Wait until somebody has voted.")
    if columns["votes"].min() < -1 or columns["votes"].max() > 1:
        wrong = next(int(v) for v in columns["votes"] if not -1 <= v <= 1)
        raise ValueError(
            f"Expected votes of 1 (agree), -1 (disagree) or 0 (pass), got {wrong}. Leave out what somebody did not see."
        )
    if guard < 1:
        raise ValueError(f"Expected a guard of at least 1 person, got {guard}. Choose the smallest group to show.")
    if not all(isinstance(number, int | np.integer) for number in mod_out):
        raise ValueError(f"Expected the numbers of statements to leave out, got {list(mod_out)!r}. Number them first.")
    return columns["people"], columns["statements"], columns["votes"].astype(np.int8)

"""A session in which parties change their weights: only what changed is computed again.

Every party is a weighing of its own (`smaa`), with the same chance numbers for the options. So a party that did not
change keeps its result to the bit, and the picture of all parties together is the mean of theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria_door import F64, cells, frozen
from samenhang.methods.polytope import Polytope
from samenhang.methods.smaa import Smaa, smaa

VERSION = 1
MOST_PARTIES = 100
MOST_DRAWS = 10_000

Known = npt.ArrayLike | Polytope | None


@dataclass(frozen=True, eq=False)
class Live:
    """The state of a session; hand it back as `before` when something changes.

    parties : name -> `Smaa` of that party alone; ra, pwi : f64[A, A] mean over parties, as in `Smaa`
    recomputed : the parties that were computed now; the others kept what they had
    """

    parties: dict[str, Smaa]
    ra: F64
    pwi: F64
    recomputed: tuple[str, ...]
    marks: dict[str, str]


def live(
    mean: npt.ArrayLike,
    sd: npt.ArrayLike,
    weights: Mapping[str, Known],
    *,
    draws: int = MOST_DRAWS,
    seed: int = 0,
    before: Live | None = None,
) -> Live:
    """Weigh for every party, and for all of them together.

    mean, sd : f64[A, C] as in `smaa`
    weights : party -> its weights f64[C], what is known of them (`Polytope`), or None when nothing is; a party that left
        is not in it
    draws : 100..10,000 for each party
    seed : as in `smaa`
    before : an earlier state of the same session; what did not change since is taken from it

    Returns `Live`, the same to the bit with and without `before`.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: Lahdelma & Salminen (2001), Operations Research 49(3), on more than one decision maker.

    >>> mean, sd = [[0.8, 0.2], [0.5, 0.6]], [[0.1, 0.1], [0.1, 0.1]]
    >>> first = live(mean, sd, {"province": [80, 20], "panel": [30, 70]})
    >>> first.recomputed, first.ra[:, 0].round(2).tolist()
    (('province', 'panel'), [0.48, 0.52])
    >>> then = live(mean, sd, {"province": [80, 20], "panel": [50, 50]}, before=first)
    >>> then.recomputed, then.ra[:, 0].round(2).tolist()
    (('panel',), [0.61, 0.39])
    """
    if not 1 <= len(weights) <= MOST_PARTIES:
        raise ValueError(
            f"Expected 1 to {MOST_PARTIES} parties, got {len(weights)}. Wait until somebody has given weights."
        )
    if not 100 <= draws <= MOST_DRAWS:
        raise ValueError(
            f"Expected 100 to {MOST_DRAWS:,} draws, got {draws!r}. More is for a weighing that is recorded."
        )
    means, sds = cells("mean", mean, 2), cells("sd", sd, 2)
    table = sha256(repr((means.shape, sds.shape, draws, seed)).encode() + means.tobytes() + sds.tobytes())
    known = {} if before is None else before.marks
    marks, parties, recomputed = {}, {}, []
    for name, given in weights.items():
        mark = table.copy()
        mark.update(_said(given))
        marks[name] = mark.hexdigest()
        if before is not None and known.get(name) == marks[name]:
            parties[name] = before.parties[name]
            continue
        try:
            parties[name] = smaa(means, sds, weights=given, draws=draws, seed=seed)
        except ValueError as wrong:
            raise ValueError(f"{name}: {wrong}") from None
        recomputed.append(name)
    ra, pwi = (np.mean([getattr(its, of) for its in parties.values()], axis=0) for of in ("ra", "pwi"))
    frozen(ra, pwi)
    return Live(parties, ra, pwi, tuple(recomputed), marks)


def _said(given: Known) -> bytes:
    """What a party said, as bytes that differ when it says something else."""
    if given is None:
        return b"nothing"
    if isinstance(given, Polytope):
        return b"known" + given.mark
    return b"weights" + cells("weights", given, None).tobytes()

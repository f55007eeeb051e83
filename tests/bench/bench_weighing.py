"""What a session computes when one of twelve parties moves a slider: 30 options, 25 criteria."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
from tests.bench.race import Row, bench, race

from samenhang.methods.differ import Party, differ
from samenhang.methods.flip import flip
from samenhang.methods.live import Live, live
from samenhang.methods.polytope import Polytope
from samenhang.methods.second import second_opinions

F64 = npt.NDArray[np.float64]
OPTIONS, CRITERIA, PARTIES = 30, 25, 12


@cache
def cells() -> tuple[F64, F64, F64]:
    rng = np.random.default_rng(1)
    values = rng.uniform(0.2, 0.8, (OPTIONS, CRITERIA))
    return values, rng.uniform(0.02, 0.15, values.shape), rng.uniform(0.1, 1, (PARTIES, CRITERIA))


@cache
def session() -> Live:
    mean, sd, weights = cells()
    return live(mean, sd, {f"party {k}": row for k, row in enumerate(weights)}, draws=10_000)


@bench("weighing-live")
def one_party() -> Iterator[Row]:
    mean, sd, weights = cells()
    before = session()

    def said(last: F64) -> dict[str, F64]:
        return {f"party {k}": row for k, row in enumerate([*weights[:-1], last])}

    moved = weights[-1][::-1]
    yield race(
        "one of 12 parties moves, 1e4 draws, 30 x 25",
        lambda: live(mean, sd, said(moved), draws=10_000, before=before),
        lambda: live(mean, sd, said(moved), draws=10_000),
        runs=3,
        at_most=0.1,
        at_least=5.0,
    )


@bench("weighing-why")
def why() -> Iterator[Row]:
    mean, _sd, weights = cells()
    rng = np.random.default_rng(2)
    parties = [
        Party(f"party {k}", np.clip(mean + rng.normal(0, 0.05, mean.shape), 0, 1), row, np.full(CRITERIA, 0.1))
        for k, row in enumerate(weights)
    ]
    yield race("why 12 parties differ, 66 pairs", lambda: differ(parties), at_most=0.1)
    yield race("what would flip it, 30 x 25", lambda: flip(mean, weights[0]), at_most=0.1)
    yield race("second opinions, 30 x 25", lambda: second_opinions(mean, weights[0]), at_most=0.1)


@bench("weighing-known")
def known() -> Iterator[Row]:
    def ours() -> F64:
        return Polytope(12, low=[0.02] * 12, high=[0.3] * 12, more=[(0, 1), (2, 3), (4, 5)]).sample(10_000, seed=1)

    def plain() -> F64:  # draw from everything and drop what does not fit
        rng, found = np.random.default_rng(1), np.empty((0, 12))
        while len(found) < 10_000:
            w = rng.standard_exponential((200_000, 12))
            w /= w.sum(axis=1, keepdims=True)
            fits = (w >= 0.02).all(axis=1) & (w <= 0.3).all(axis=1) & (w[:, [0, 2, 4]] >= w[:, [1, 3, 5]]).all(axis=1)
            found = np.vstack([found, w[fits]])
        return found[:10_000]

    yield race("1e4 weights within bounds, 12 criteria", ours, plain, runs=3, at_most=0.5)

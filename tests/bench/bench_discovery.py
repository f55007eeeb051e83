"""PRIM beside the one of ema-workbench on the same futures: the same boxes, and how long that takes."""

import logging
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from tests.bench.race import Row, bench, race

from samenhang.methods.discovery import Box, cart, prim

DRIVERS = 18


@cache
def futures() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    rng = np.random.default_rng(1)
    x = rng.random((100_000, DRIVERS))
    return x, (x[:, 2] > 0.6) & (x[:, 5] < 0.4) & (x[:, 7] + 0.3 * rng.random(len(x)) > 0.5)


@cache
def peers() -> tuple[Any, Any, Any]:
    """The package warns and logs on import; that is no row of this table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from ema_workbench.analysis import cart as peer_cart
        from ema_workbench.analysis import prim as peer_prim
    logging.getLogger("EMA").setLevel(logging.ERROR)
    return pd, peer_prim, peer_cart


def theirs(x: npt.NDArray[np.float64], y: npt.NDArray[np.bool_]) -> Any:
    pd, peer, _ = peers()
    frame = pd.DataFrame(x, columns=[f"u{j}" for j in range(DRIVERS)])
    return peer.Prim(frame, y.astype(int), threshold=0.5).find_box()


def same(path: tuple[Box, ...], found: Any) -> bool:
    """Every box of both trajectories has the same limits and the same futures; a side without a limit is theirs at the end."""
    start = found.box_lims[0].to_numpy(dtype=float)
    if len(path) != len(found.box_lims):
        return False
    for at, (ours, frame) in enumerate(zip(path, found.box_lims, strict=True)):
        ends = frame.to_numpy(dtype=float)
        lower, upper = np.where(ends[0] == start[0], -np.inf, ends[0]), np.where(ends[1] == start[1], np.inf, ends[1])
        stats = found.peeling_trajectory.iloc[at]
        if not (np.array_equal(lower, ours.lower) and np.array_equal(upper, ours.upper)):
            return False
        if (ours.points, ours.hits) != (stats["n"], stats["k"]):
            return False
    return True


@bench("discovery-prim")
def boxes() -> Iterator[Row]:
    x, y = futures()
    (path,) = prim(x, y)
    assert same(path, theirs(x, y)), "the boxes differ from those of ema-workbench"
    yield race(
        f"PRIM, 1e5 futures x {DRIVERS}, {len(path)} same boxes",
        lambda: prim(x, y),
        lambda: theirs(x, y),
        runs=3,
        at_most=0.5,
        at_least=8.0,
    )
    few = slice(0, 2000)
    yield race(
        f"PRIM, 2e3 futures x {DRIVERS}", lambda: prim(x[few], y[few]), lambda: theirs(x[few], y[few]), at_least=8.0
    )


@bench("discovery-cart")
def leaves() -> Iterator[Row]:
    x, y = futures()
    pd, _, peer = peers()
    frame = pd.DataFrame(x, columns=[f"u{j}" for j in range(DRIVERS)])

    def tree() -> None:
        peer.CART(frame, y.astype(int), mass_min=0.05).build_tree()

    yield race(f"CART, 1e5 futures x {DRIVERS}", lambda: cart(x, y), tree, runs=3, at_most=1.0)

"""How well do the futures hit what has been counted or published, and which of them hit it best?

An anchor is a figure that somebody published. It is only held against the model when it counts what the model counts, or when
a bridge says how the one becomes the other; the rest stays in the table, unused, with the reason. So a misfit is never made
small by comparing two different things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.stockflow import OUTCOMES, SHARES, Executor, Inputs, names, simulate
from samenhang.methods.stockflow_kinds import F64

NARROWEST = 0.02  # an anchor without bounds is taken to be right to within 2 percent


@dataclass(frozen=True)
class Anchor:
    """A published figure about one outcome.

    code : whose it is; outcome : of OUTCOMES; year : 1..T, years after the start (the end of that year)
    low, value, high : in the unit of the outcome, or as a multiple of the start when `since_start` (1.17 is 17 percent more)
    definition : what it counts; bridge : low, middle and high factor from that to what the model counts
    """

    code: str
    outcome: str
    year: int
    value: float
    low: float | None = None
    high: float | None = None
    definition: str = ""
    since_start: bool = False
    bridge: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Row:
    """An anchor beside the model, in the model's counting.

    used : False when it counts something else and no bridge is known; then only the anchor's own numbers are there
    low, value, high : the anchor after the bridge; model : 5, 50 and 95 percent of the futures
    misfit : the model's middle over the anchor's value, minus 1; inside : share of futures between the anchor's bounds
    """

    anchor: Anchor
    used: bool
    low: float
    value: float
    high: float
    model: tuple[float, float, float] | None = None
    misfit: float | None = None
    inside: float | None = None


@dataclass(frozen=True, eq=False)
class Fit:
    """rows : before; best : i64 the futures that hit the anchors best, the best first; rows_best : the same anchors, beside
    those; ranges : f64[K, 3] 5, 50 and 95 percent of each driver among them; distance : f64[n], 0 is on every anchor."""

    rows: tuple[Row, ...]
    rows_best: tuple[Row, ...]
    best: npt.NDArray[np.int64]
    ranges: F64
    distance: F64


def fit(
    params: npt.ArrayLike,
    inputs: Inputs,
    T: int,  # noqa: N803 - the name of the papers
    anchors: Sequence[Anchor],
    *,
    definition: str,
    keep: float = 0.1,
    measures: Mapping[str, float] | None = None,
    seed: int = 0,
    executor: Executor | None = None,
) -> Fit:
    """Hold n futures against anchors.

    params, inputs, T, measures, seed, executor : as for `simulate`
    anchors : published figures; definition : what the start of `inputs` counts
    keep : 0..1, share of the futures that is kept as the best

    Returns `Fit`. Distance is the root of the mean square, over the anchors in use, of how far the future lies from the
    value, in half widths of the anchor's bounds. Errors: ValueError with a sentence.
    Reference: Beven & Binley (1992), Hydrological Processes 6(3), who keep the futures that behave.
    """
    if not 0 < keep <= 1:
        raise ValueError(f"Expected a share to keep above 0 and up to 1, got {keep:g}. Give, say, 0.1.")
    for anchor in anchors:
        _check(anchor, T)
    asked = tuple(dict.fromkeys(anchor.outcome for anchor in anchors)) or ("migrants",)
    futures = simulate(params, inputs, T, measures, seed=seed, outcomes=asked, executor=executor)
    array = np.asarray(params, dtype=np.float64)
    values, bands = {}, {}
    for anchor in anchors:
        values[anchor.code] = futures.of(anchor.outcome)[:, anchor.year - 1].astype(np.float64)
        bands[anchor.code] = _band(anchor, inputs, definition)
    far = [_far(values[code], band) for code, band in bands.items() if band is not None]
    distance = np.sqrt(np.mean(np.square(far), axis=0)) if far else np.zeros(len(array))
    best = np.argsort(distance, kind="stable")[: max(1, round(keep * len(array)))]
    every = np.arange(len(array))
    rows, rows_best = (
        tuple(_row(anchor, bands[anchor.code], values[anchor.code][chosen]) for anchor in anchors)
        for chosen in (every, best)
    )
    spread = np.quantile(array[best], SHARES, axis=0).T
    return Fit(rows, rows_best, best, spread.reshape(len(names(inputs.sectors)), len(SHARES)), distance)


def _check(anchor: Anchor, years: int) -> None:
    if anchor.outcome not in OUTCOMES:
        raise ValueError(
            f"Expected anchor {anchor.code} to be about one of {', '.join(OUTCOMES)}, got {anchor.outcome!r}. Change it."
        )
    if not 1 <= anchor.year <= years:
        raise ValueError(f"Expected anchor {anchor.code} in year 1 to {years}, got {anchor.year}. Simulate more years.")
    low, high = (anchor.value if bound is None else bound for bound in (anchor.low, anchor.high))
    if not 0 < low <= anchor.value <= high < np.inf:
        raise ValueError(
            f"Expected 0 < low <= value <= high for anchor {anchor.code}, got {low:g}, {anchor.value:g}, {high:g}. Correct it."
        )
    if anchor.bridge is not None and not 0 < anchor.bridge[0] <= anchor.bridge[1] <= anchor.bridge[2] < np.inf:
        raise ValueError(
            f"Expected factors low <= middle <= high above 0 for the bridge of {anchor.code}. Correct them."
        )


def _band(anchor: Anchor, inputs: Inputs, definition: str) -> tuple[float, float, float] | None:
    """The anchor in the model's counting: low, value, high; None when nobody knows how to get there."""
    if anchor.definition != definition and anchor.bridge is None and not anchor.since_start:
        return None
    base = float(inputs.start.sum()) if anchor.since_start else 1.0
    over = anchor.bridge or (1.0, 1.0, 1.0)
    low = (anchor.value if anchor.low is None else anchor.low) * base * over[0]
    value, high = anchor.value * base * over[1], (anchor.value if anchor.high is None else anchor.high) * base * over[2]
    return min(low, value * (1 - NARROWEST)), value, max(high, value * (1 + NARROWEST))


def _far(values: F64, band: tuple[float, float, float]) -> F64:
    low, value, high = band
    return np.where(values < value, (value - values) / (value - low), (values - value) / (high - value))


def _row(anchor: Anchor, band: tuple[float, float, float] | None, values: F64) -> Row:
    if band is None:
        low, high = (anchor.value if bound is None else bound for bound in (anchor.low, anchor.high))
        return Row(anchor, False, low, anchor.value, high)
    low, value, high = band
    five, middle, most = (float(number) for number in np.quantile(values, SHARES))
    inside = float(((values >= low) & (values <= high)).mean())
    return Row(anchor, True, low, value, high, (five, middle, most), middle / value - 1, inside)

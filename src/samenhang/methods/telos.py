"""Balance in the manner of Telos: indicators become scores 0..100 by norms, stocks are weighed, capitals are not.

An indicator gets its score from norm points; indicators are weighed into a stock, stocks count alike in a capital,
capitals alike in the total. Because a total hides what lags, the least capital and the gap always stand beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samenhang.methods.criteria import Norms
from samenhang.methods.criteria_door import F64, cells, finite, shares

VERSION = 1


@dataclass(frozen=True, eq=False)
class Telos:
    """stock and capital : code -> f64[...] 0..100; total and least : f64[...]; least_capital : code per place, as an array;
    gap : f64[...] the best capital less the least."""

    stock: dict[str, F64]
    capital: dict[str, F64]
    total: F64
    least: F64
    least_capital: npt.NDArray[np.str_]
    gap: F64


def goal_score(x: npt.ArrayLike, norms: Sequence[float]) -> F64:
    """How far a goal is reached, 0..100, by straight lines through norm points.

    x : f64[...] in the unit of the indicator
    norms : f64[P] in the same unit, P >= 2, all rising or all falling; the first is 0, the last 100, equal steps between

    Returns f64 in the shape of x; beyond the outer norms 0 and 100 hold.
    Errors: ValueError with a sentence when an argument is not as above.
    Reference: structure of the sustainability balance of Telos; its own table from norm to score is not public.

    >>> goal_score([4, 8, 20], [2, 6, 10, 14]).round(2).tolist()
    [16.67, 50.0, 100.0]
    """
    return 100 * Norms(list(norms)).value(x)


def telos(scores: npt.ArrayLike, weights: npt.ArrayLike, stock: Sequence[str], capital: Mapping[str, str]) -> Telos:
    """Add up scores of indicators to stocks, capitals and a total.

    scores : f64[..., I] 0..100, the last axis is the indicators; weights : f64[I] >= 0
    stock : the stock of each indicator; capital : stock -> its capital

    Returns `Telos`. Errors: ValueError with a sentence when an argument is not as above.
    Reference: as `goal_score`.

    >>> found = telos(
    ...     [60, 40, 30, 80, 40],
    ...     [0.5, 0.5, 1, 0.25, 0.75],
    ...     ["care", "care", "nature", "jobs", "jobs"],
    ...     {"care": "social", "nature": "ecological", "jobs": "economic"},
    ... )
    >>> {code: float(score) for code, score in found.capital.items()}
    {'social': 50.0, 'ecological': 30.0, 'economic': 50.0}
    >>> round(float(found.total), 2), float(found.least), str(found.least_capital), float(found.gap)
    (43.33, 30.0, 'ecological', 20.0)
    """
    given = finite("scores", cells("scores", scores, None))
    codes = list(stock)
    if given.ndim == 0 or given.shape[-1] != len(codes) or not codes:
        raise ValueError(f"Expected a score for each of {len(codes)} indicators, got shape {given.shape}. Pair them.")
    if given.min() < 0 or given.max() > 100:
        raise ValueError(f"Expected scores of 0..100, got {given.min():g} to {given.max():g}. Score by norms first.")
    lost = sorted(set(codes) - set(capital))
    if lost:
        raise ValueError(f"Expected a capital for each stock, {', '.join(lost)} has none. Say to which it belongs.")
    weight = cells("weights", weights, 1)
    if len(weight) != len(codes):
        raise ValueError(f"Expected a weight for each of {len(codes)} indicators, got {len(weight)}. Pair them.")
    stocks: dict[str, F64] = {}
    for code in dict.fromkeys(codes):
        at = [i for i, its in enumerate(codes) if its == code]
        stocks[code] = np.asarray(given[..., at] @ shares(weight[at], len(at)))
    names = list(dict.fromkeys(capital[code] for code in stocks))
    capitals = {
        name: np.mean([value for code, value in stocks.items() if capital[code] == name], axis=0) for name in names
    }
    whole = np.array(list(capitals.values()))
    least = whole.min(axis=0)
    which = np.array(names)[np.argmin(whole, axis=0)]
    return Telos(stocks, capitals, whole.mean(axis=0), least, np.asarray(which), whole.max(axis=0) - least)

"""The inner loops of scenario discovery, compiled. Columns lie side by side in memory: one column is one stretch.

D columns, n points. `orders` holds, per column, the points of the box from the lowest value to the highest.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit  # type: ignore[import-untyped, unused-ignore]

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
Kernel = TypeVar("Kernel", bound=Callable[..., object])


def kernel(function: Kernel) -> Kernel:
    """Compile at the first call and keep that on disk; where no folder can be written, compile in every process."""
    try:
        return cast(Kernel, njit(nogil=True, cache=True)(function))
    except RuntimeError:
        return cast(Kernel, njit(nogil=True)(function))


@kernel
def peels(columns: F64, orders: I32, size: int, hits: U8, alpha: float) -> tuple[F64, I64, I64]:
    """Per column and side (0 from below, 1 from above): the limit of the slice, the points and the hits that it takes away.

    The limit lies halfway between two different values, so a block of equal values goes as a whole or stays as a whole.
    """
    width = len(columns)
    limits, points, taken = np.empty((width, 2)), np.zeros((width, 2), np.int64), np.zeros((width, 2), np.int64)
    below, above = (size - 1) * alpha, (size - 1) * (1 - alpha)
    for j in range(width):
        column, order = columns[j], orders[j]
        low, high = int(np.floor(below)), int(np.ceil(below))
        while high < size - 1 and column[order[low]] == column[order[high]]:
            high += 1
        limit = (column[order[low]] + column[order[high]]) / 2
        limits[j, 0] = limit
        at = 0
        while at < size and column[order[at]] < limit:
            taken[j, 0] += hits[order[at]]
            at += 1
        points[j, 0] = at
        low, high = int(np.floor(above)), int(np.ceil(above))
        while low > 0 and column[order[low]] == column[order[high]]:
            low -= 1
        limit = (column[order[low]] + column[order[high]]) / 2
        limits[j, 1] = limit
        at = size
        while at > 0 and column[order[at - 1]] > limit:
            at -= 1
            taken[j, 1] += hits[order[at]]
        points[j, 1] = size - at
    return limits, points, taken


@kernel
def shrink(columns: F64, orders: I32, size: int, chosen: int, low: float, high: float) -> int:
    """Drop from every order the points that lie outside low..high on the chosen column; returns how many stay."""
    decides, left = columns[chosen], 0
    for j in range(len(columns)):
        order, left = orders[j], 0
        for i in range(size):
            point = order[i]
            inside = low <= decides[point] <= high
            order[left] = point
            left += inside
    return left


@kernel
def alone(columns: F64, lower: F64, upper: F64, within: U8) -> I32:
    """Per point: -1 inside the box, 2j or 2j + 1 when it breaks only the lower or upper limit of column j, -2 otherwise."""
    points = columns.shape[1]
    broken = np.full(points, -1, np.int32)
    for j in range(len(columns)):
        if lower[j] == -np.inf and upper[j] == np.inf:
            continue
        column = columns[j]
        for i in range(points):
            if column[i] < lower[j]:
                broken[i] = 2 * j if broken[i] == -1 else -2
            elif column[i] > upper[j]:
                broken[i] = 2 * j + 1 if broken[i] == -1 else -2
    for i in range(points):
        if not within[i]:
            broken[i] = -2
    return broken


@kernel
def split(columns: F64, orders: I32, size: int, hits: U8, total: int, least: int) -> tuple[int, float, float]:
    """The cut of points into two parts of at least `least` each that lowers the Gini impurity most: column, limit, gain.

    The gain is what the sum of (hits² + misses²) / points rises; column -1 when no cut raises it.
    """
    best, column, limit = 0.0, -1, 0.0
    whole = (total * total + (size - total) * (size - total)) / size
    for j in range(len(columns)):
        values, order, left = columns[j], orders[j], 0
        for i in range(size - least):
            left += hits[order[i]]
            count = i + 1
            if count < least or values[order[i]] == values[order[count]]:
                continue
            other, right = size - count, total - left
            one = (left * left + (count - left) * (count - left)) / count
            two = (right * right + (other - right) * (other - right)) / other
            if one + two - whole > best + 1e-9 * size:
                best, column = one + two - whole, j
                limit = (values[order[i]] + values[order[count]]) / 2
    return column, limit, best

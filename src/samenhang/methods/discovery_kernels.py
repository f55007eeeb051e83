"""The inner loops of scenario discovery, compiled. Columns lie side by side in memory: one column is one stretch.

D columns, n points. `orders` holds, per column, the points of the box from the lowest value to the highest.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from samenhang.methods.compiled import kernel

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]
MUCH = 200_000  # numbers, from which a second thread is worth its start


def in_order(columns: F64) -> I32:
    """Per column the points from the lowest value to the highest; two columns at a time when there is much to sort."""
    if columns.size < MUCH:
        return np.argsort(columns, axis=1).astype(np.int32)
    orders = np.empty(columns.shape, np.int32)

    def sort(j: int) -> None:
        orders[j] = np.argsort(columns[j])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sort, range(len(columns))))
    return orders


@kernel
def _first(column: F64, order: I32, size: int, limit: float, above: bool) -> int:
    """The place in the order of the first value that is at least the limit, or above it."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        value = column[order[middle]]
        if value > limit or (value == limit and not above):
            high = middle
        else:
            low = middle + 1
    return low


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
        points[j, 0] = _first(column, order, size, limit, False)
        for at in range(points[j, 0]):
            taken[j, 0] += hits[order[at]]
        low, high = int(np.floor(above)), int(np.ceil(above))
        while low > 0 and column[order[low]] == column[order[high]]:
            low -= 1
        limit = (column[order[low]] + column[order[high]]) / 2
        limits[j, 1] = limit
        points[j, 1] = size - _first(column, order, size, limit, True)
        for at in range(size - points[j, 1], size):
            taken[j, 1] += hits[order[at]]
    return limits, points, taken


@kernel
def shrink(columns: F64, orders: I32, size: int, chosen: int, low: float, high: float, stays: U8) -> int:
    """Drop from every order the points that lie outside low..high on the chosen column; returns how many stay.

    `stays` holds a byte per point, so that what is asked 18 times of every point lies close by.
    """
    decides, order, left = columns[chosen], orders[chosen], 0
    for i in range(size):
        stays[order[i]] = low <= decides[order[i]] <= high
    for j in range(len(columns)):
        order, left = orders[j], 0
        for i in range(size):
            point = order[i]
            order[left] = point
            left += stays[point]
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

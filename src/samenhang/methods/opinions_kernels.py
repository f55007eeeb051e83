"""The inner loops of opinion groups, compiled: plain loops in one order, so that the same votes give the same bits."""

import numpy as np
import numpy.typing as npt

from samenhang.methods.compiled import kernel

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]
I8 = npt.NDArray[np.int8]


@kernel
def in_rows(row: I32, column: I32, vote: I8, people: int, statements: int) -> tuple[I64, I32, I8]:
    """Votes per person, one for each statement: of two votes on one statement the later in the list stays."""
    starts = np.zeros(people + 1, dtype=np.int64)
    for i in range(len(row)):
        starts[row[i] + 1] += 1
    for p in range(people):
        starts[p + 1] += starts[p]
    place = starts[:-1].copy()
    columns, votes = np.empty(len(row), dtype=np.int32), np.empty(len(row), dtype=np.int8)
    for i in range(len(row)):
        at = place[row[i]]
        columns[at], votes[at] = column[i], vote[i]
        place[row[i]] = at + 1
    seen = np.full(statements, -1, dtype=np.int64)  # where this person's vote on a statement was put
    end, first = 0, starts[0]
    for p in range(people):
        last, begin = starts[p + 1], end
        for i in range(first, last):
            at = seen[columns[i]]
            if at >= begin:
                votes[at] = votes[i]
            else:
                seen[columns[i]] = end
                columns[end], votes[end] = columns[i], votes[i]
                end += 1
        first = last
        starts[p + 1] = end
    return starts, columns[:end].copy(), votes[:end].copy()


@kernel
def tally(starts: I64, columns: I32, votes: I8, label: I32, groups: int, statements: int) -> I64:
    """How often i8[groups, statements, 3] each statement was agreed with, disagreed with and seen, per group."""
    counts = np.zeros((groups, statements, 3), dtype=np.int64)
    for p in range(len(starts) - 1):
        group = label[p]
        if group < 0:
            continue
        for i in range(starts[p], starts[p + 1]):
            vote = votes[i]
            counts[group, columns[i], 2] += 1
            if vote > 0:
                counts[group, columns[i], 0] += 1
            elif vote < 0:
                counts[group, columns[i], 1] += 1
    return counts


@kernel
def gram(starts: I64, columns: I32, centred: F64, axis: F64) -> F64:
    """X'X axis in one pass over the votes, where X has nought for what was not seen."""
    image = np.zeros(len(axis))
    for p in range(len(starts) - 1):
        score = 0.0
        for i in range(starts[p], starts[p + 1]):
            score += centred[i] * axis[columns[i]]
        for i in range(starts[p], starts[p + 1]):
            image[columns[i]] += score * centred[i]
    return image


@kernel
def placed(starts: I64, columns: I32, centred: F64, axes: F64, scale: F64) -> F64:
    """Where each person stands: X axes', times the scale of that person."""
    found = np.zeros((len(starts) - 1, 2))
    for p in range(len(starts) - 1):
        x, y = 0.0, 0.0
        for i in range(starts[p], starts[p + 1]):
            x += centred[i] * axes[0, columns[i]]
            y += centred[i] * axes[1, columns[i]]
        found[p, 0], found[p, 1] = x * scale[p], y * scale[p]
    return found


@kernel
def spread_starts(points: F64, weights: F64, draws: F64) -> F64:
    """First centres by k-means++: each next one drawn in proportion to the squared distance to those before."""
    centres = np.empty((len(draws), 2))
    near = weights.copy()
    for k in range(len(draws)):
        aim, at = draws[k] * near.sum(), len(points) - 1
        for i in range(len(points)):
            aim -= near[i]
            if aim < 0.0:
                at = i
                break
        centres[k] = points[at]
        for i in range(len(points)):
            dx, dy = points[i, 0] - centres[k, 0], points[i, 1] - centres[k, 1]
            away = weights[i] * (dx * dx + dy * dy)
            near[i] = away if k == 0 else min(near[i], away)
    return centres


@kernel
def lloyd(points: F64, weights: F64, centres: F64, steps: int) -> tuple[I32, F64, float]:
    """k-means from given centres: labels, centres and the weighted sum of squared distances. Ties go to the lower label."""
    centres, label = centres.copy(), np.full(len(points), -1, dtype=np.int32)
    count, inertia = len(centres), 0.0
    for _ in range(steps):
        moved, inertia = False, 0.0
        total, mass = np.zeros((count, 2)), np.zeros(count)
        for i in range(len(points)):
            x, y = points[i, 0], points[i, 1]
            nearest, best = 0, np.inf
            for k in range(count):
                dx, dy = x - centres[k, 0], y - centres[k, 1]
                away = dx * dx + dy * dy
                if away < best:
                    nearest, best = k, away
            if label[i] != nearest:
                moved = True
                label[i] = nearest
            inertia += weights[i] * best
            total[nearest, 0] += weights[i] * x
            total[nearest, 1] += weights[i] * y
            mass[nearest] += weights[i]
        if not moved:
            break
        for k in range(count):
            if mass[k] > 0.0:
                centres[k, 0], centres[k, 1] = total[k, 0] / mass[k], total[k, 1] / mass[k]
    return label, centres, inertia

"""The stock-flow model itself, compiled: some futures side by side, year after year, area after area.

LANES futures lie side by side in memory, so that one instruction serves them all. The working arrays are made inside the
kernel with that fixed width: only then can the compiler see that rows do not overlap. Every loop over `v` is over futures;
each future's arithmetic is its own and in one order, so its outcome does not depend on its neighbours or on who computes it.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
from numba import njit  # type: ignore[import-untyped, unused-ignore]

from samenhang.methods.stockflow_kinds import AREA_OUTCOMES, GENERAL, OUTCOMES

LANES = 8
BINS = 400  # 16 to every doubling, so at most 6 percent wide, up to 33 million; the first holds 0 up to 1/16
Kernel = TypeVar("Kernel", bound=Callable[..., object])

# Rows of `p`, one number per future: the drivers, what holds this year, the outcomes, and sums in the making.
G, M = len(GENERAL), len(OUTCOMES)
(
    ECONOMY, VOLATILITY, TIGHTNESS, FILL, POOL, POOL_TREND, OPENNESS, BED_LIMIT, TO_MID, TO_LONG, EXIT_SHORT, EXIT_MID,
    EXIT_LONG, START_SHORT, START_MID, FAMILY_MID, FAMILY_LONG, SHORT_IN_BED, MID_IN_UNIT, SUPPLY_LEVEL, PIPELINE_DONE,
    BUILD_RATE, PERMITS, QUALITY_LOSS, REGISTERED_SHORT, REGISTERED_MID, REGISTERED_LONG, CARE, SCHOOL, LANGUAGE,
    PRODUCTIVITY, PUBLIC_COST, PUBLIC_REVENUE,
) = range(G)  # fmt: skip
LIFT, YIELD, ROOM_FOR, SCALE, WISH, SPREAD = range(G, G + 6)  # SPREAD: three rows, one per housing type
OUT = SPREAD + 3
(
    MIGRANTS, SHORTAGE, PRESSURE, VALUE, DEMAND, ARRIVALS, DEPARTURES, SHORT, MID, LONG, FAMILY, NEED, NEED_UNIT,
    NEED_DWELLING, SUPPLY, SUPPLY_UNIT, SUPPLY_DWELLING, RESIDENTS, REGISTERED, CARED, SCHOOLED, TAUGHT, FILLED, COST,
    REVENUE, PRESSURE_TOP,
) = range(OUT, OUT + M)  # fmt: skip
ASKED, OPEN, GONE, MADE, LACK = range(OUT + M, OUT + M + 5)  # LACK: three rows, last year's shortage per type
ROWS = LACK + 3

# Rows of `z`, per area: first the outcomes that can be followed, then what the next year needs.
(
    A_SHORTAGE, A_RESIDENTS, A_WORKERS, A_FAMILY, A_SHORT, A_SHORT_UNIT, A_SHORT_DWELLING, A_LIVE, A_LIVE_MID,
    A_LIVE_LONG, A_PRESSURE,
) = range(len(AREA_OUTCOMES))  # fmt: skip
A_SUPPLY, A_WORK, A_OPEN, A_COME, A_ROOM = (len(AREA_OUTCOMES) + at for at in (0, 3, 6, 7, 8))
AREA_ROWS = A_ROOM + 1


def kernel(function: Kernel) -> Kernel:
    """Compile at the first call and keep that on disk; where no folder can be written, compile in every process."""
    try:
        return cast(Kernel, njit(nogil=True, cache=True, error_model="numpy")(function))
    except RuntimeError:
        return cast(Kernel, njit(nogil=True, error_model="numpy")(function))


def step(function: Kernel) -> Kernel:
    """A part of the kernel with a name of its own: its text is put where it is called, so nothing is lost on the way."""
    return cast(Kernel, njit(inline="always")(function))


@step
def work(i, p, f, w, z, jobs, share, ageing, extra, within):  # type: ignore[no-untyped-def]
    """Demand meets who is there: phases move on, some leave, short stay first when there is less work than workers."""
    sectors, lift, counted = jobs.shape[1], ageing[i], within[i]
    for v in range(LANES):
        p[ASKED, v] = 0.0
        p[OPEN, v] = 0.0
        p[GONE, v] = 0.0
    for s in range(sectors):
        base, part, more, r = jobs[i, s], share[i, s], extra[i, s], 4 * (i * sectors + s)
        for v in range(LANES):
            portion = part * (1.0 + lift * p[LIFT, v])
            portion = portion if portion < 1.0 else 1.0
            asked = base * f[s, v] * portion + more
            asked = asked if asked > 0.0 else 0.0
            short, mid, long = w[r, v], w[r + 1, v], w[r + 2, v]
            was = short + mid + long
            short -= short * p[EXIT_SHORT, v]
            mid -= mid * p[EXIT_MID, v]
            long -= long * p[EXIT_LONG, v]
            onward, settled = short * p[TO_MID, v], mid * p[TO_LONG, v]
            short -= onward
            mid = (mid - settled) + onward
            long += settled
            over = (short + mid + long) - asked
            left = over if over > 0.0 else 0.0
            cut = left if left < short else short
            short -= cut
            left -= cut
            cut = left if left < mid else mid
            mid -= cut
            left -= cut
            cut = left if left < long else long
            long -= cut
            w[r, v] = short
            w[r + 1, v] = mid
            w[r + 2, v] = long
            free = -over if over < 0.0 else 0.0
            w[r + 3, v] = free
            p[ASKED, v] += asked
            p[OPEN, v] += free
            p[GONE, v] += was - (short + mid + long)
    for v in range(LANES):
        z[i, A_OPEN, v] = p[OPEN, v]
        p[DEMAND, v] += counted * p[ASKED, v]
        p[DEPARTURES, v] += counted * p[GONE, v]


@step
def wish(i, p, z, neighbours, commute):  # type: ignore[no-untyped-def]
    """How much of the open work would find somebody: by rules, and by beds within reach."""
    for v in range(LANES):
        z[i, A_COME, v] = 0.0
    for k in range(neighbours.shape[1]):
        j, part = neighbours[i, k], commute[i, k]
        for v in range(LANES):
            z[i, A_COME, v] += part * z[j, A_ROOM, v]
    for v in range(LANES):
        held = p[BED_LIMIT, v] * (1.0 - z[i, A_COME, v])
        come = p[FILL, v] * p[OPENNESS, v] * (1.0 - held)
        z[i, A_COME, v] = come
        p[WISH, v] += come * z[i, A_OPEN, v]


@step
def arrive(i, p, w, z, value, within):  # type: ignore[no-untyped-def]
    """Who comes begins in short stay; then who works here, and what that makes."""
    sectors, counted = len(value), within[i]
    for v in range(LANES):
        z[i, A_COME, v] *= p[SCALE, v]
        z[i, A_WORK, v] = 0.0
        z[i, A_WORK + 1, v] = 0.0
        z[i, A_WORK + 2, v] = 0.0
        p[MADE, v] = 0.0
    for s in range(sectors):
        worth, r = value[s], 4 * (i * sectors + s)
        for v in range(LANES):
            short = w[r, v] + w[r + 3, v] * z[i, A_COME, v]
            mid, long = w[r + 1, v], w[r + 2, v]
            w[r, v] = short
            z[i, A_WORK, v] += short
            z[i, A_WORK + 1, v] += mid
            z[i, A_WORK + 2, v] += long
            p[MADE, v] += worth * (short + mid + long)
    for v in range(LANES):
        come = z[i, A_OPEN, v] * z[i, A_COME, v]
        z[i, A_COME, v] = come
        p[ARRIVALS, v] += counted * come
        p[VALUE, v] += counted * p[YIELD, v] * p[MADE, v]
        p[SHORT, v] += counted * z[i, A_WORK, v]
        p[MID, v] += counted * z[i, A_WORK + 1, v]
        p[LONG, v] += counted * z[i, A_WORK + 2, v]


@step
def go_home(i, z, neighbours, commute):  # type: ignore[no-untyped-def]
    """From where they work to where they live."""
    for k in range(neighbours.shape[1]):
        j, part = neighbours[i, k], commute[i, k]
        for v in range(LANES):
            z[j, A_LIVE, v] += part * z[i, A_WORK, v]
            z[j, A_LIVE_MID, v] += part * z[i, A_WORK + 1, v]
            z[j, A_LIVE_LONG, v] += part * z[i, A_WORK + 2, v]


@step
def build(j, p, z, planned, own):  # type: ignore[no-untyped-def]
    """Places of this year: upkeep and growth of what there was, plans, and an answer to last year's shortage."""
    for h in range(3):
        plan = planned[j, h]
        for v in range(LANES):
            answer = p[PERMITS, v] + p[SPREAD + h, v]
            answer = answer if answer < 1.0 else 1.0
            kept = z[j, A_SUPPLY + h, v] * (1.0 + p[BUILD_RATE, v]) * (1.0 - p[QUALITY_LOSS, v])
            places = kept + plan * p[PIPELINE_DONE, v] + answer * z[j, A_SHORT + h, v]
            z[j, A_SUPPLY + h, v] = places if places > 0.0 else 0.0
    for v in range(LANES):
        z[j, A_SUPPLY, v] += own * z[j, A_COME, v]


@step
def house(j, p, z, population, within):  # type: ignore[no-untyped-def]
    """Need beside supply per type; who finds no place lives irregularly."""
    per, counted = 1000.0 / population[j], within[j]
    for v in range(LANES):
        short, mid, long = z[j, A_LIVE, v], z[j, A_LIVE_MID, v], z[j, A_LIVE_LONG, v]
        family = mid * p[FAMILY_MID, v] + long * p[FAMILY_LONG, v]
        beds, units = short * p[SHORT_IN_BED, v], mid * p[MID_IN_UNIT, v]
        dwellings = (short - beds) + (mid - units) + long + family
        no_bed, no_unit = beds - z[j, A_SUPPLY, v], units - z[j, A_SUPPLY + 1, v]
        no_dwelling = dwellings - z[j, A_SUPPLY + 2, v]
        no_bed = no_bed if no_bed > 0.0 else 0.0
        no_unit = no_unit if no_unit > 0.0 else 0.0
        no_dwelling = no_dwelling if no_dwelling > 0.0 else 0.0
        lack, living = no_bed + no_unit + no_dwelling, short + mid + long + family
        z[j, A_SHORT, v] = no_bed
        z[j, A_SHORT_UNIT, v] = no_unit
        z[j, A_SHORT_DWELLING, v] = no_dwelling
        z[j, A_SHORTAGE, v] = lack
        z[j, A_RESIDENTS, v] = living
        z[j, A_FAMILY, v] = family
        z[j, A_WORKERS, v] = z[j, A_WORK, v] + z[j, A_WORK + 1, v] + z[j, A_WORK + 2, v]
        z[j, A_ROOM, v] = 1.0 - lack / (living if living > 1e-9 else 1e-9)
        z[j, A_PRESSURE, v] = per * lack
        p[LACK, v] += no_bed
        p[LACK + 1, v] += no_unit
        p[LACK + 2, v] += no_dwelling
        p[SHORTAGE, v] += counted * lack
        p[NEED, v] += counted * beds
        p[NEED_UNIT, v] += counted * units
        p[NEED_DWELLING, v] += counted * dwellings
        p[SUPPLY, v] += counted * z[j, A_SUPPLY, v]
        p[SUPPLY_UNIT, v] += counted * z[j, A_SUPPLY + 1, v]
        p[SUPPLY_DWELLING, v] += counted * z[j, A_SUPPLY + 2, v]
        p[FAMILY, v] += counted * family
        p[RESIDENTS, v] += counted * living
        p[REGISTERED, v] += counted * (
            short * p[REGISTERED_SHORT, v] + mid * p[REGISTERED_MID, v] + (long + family) * p[REGISTERED_LONG, v]
        )
        p[TAUGHT, v] += counted * (living - short)
        p[PRESSURE, v] += counted * per * lack
        top = counted * per * lack
        p[PRESSURE_TOP, v] = top if top > p[PRESSURE_TOP, v] else p[PRESSURE_TOP, v]


@kernel
def run(  # type: ignore[no-untyped-def]
    params, shocks, extras, jobs, share, start, ageing, population, supply, neighbours, commute, value,
    plan_year, plan_at, plan_kind, plan_amount, pipe_year, pipe_at, pipe_kind, pipe_amount,
    within, kept, follow, totals, final, counts,
):  # fmt: skip
    """Simulate n futures: fill totals f32[n, T, M'], final f32[n, I] and add to counts i32[T, I, BINS].

    extras : f64[4] extra beds, units and dwellings per year, and the share of arrivals whose employer adds a bed
    within : f64[I] 1 for areas that count in the totals; kept : i64[M'] which outcomes; follow : which area outcome
    """
    n, years = shocks.shape
    areas, sectors = jobs.shape
    p, f = np.empty((ROWS, LANES)), np.empty((sectors, LANES))
    w, z = np.empty((areas * sectors * 4, LANES)), np.empty((areas, AREA_ROWS, LANES))
    extra, planned = np.empty((areas, sectors)), np.empty((areas, 3))
    seen = np.empty(LANES, np.float32)
    bits = seen.view(np.int32)
    everybody, counted_areas = start.sum(), max(1.0, within.sum())
    for first in range(0, n, LANES):
        alive = min(LANES, n - first)
        for v in range(LANES):
            row = first + min(v, alive - 1)  # idle lanes repeat the last future
            for k in range(G):
                p[k, v] = params[row, 2 * sectors + k]
            p[YIELD, v] = 1.0
            p[ROOM_FOR, v] = everybody * p[POOL, v]
            for s in range(sectors):
                f[s, v] = 1.0
            for i in range(areas):
                for s in range(sectors):
                    r = 4 * (i * sectors + s)
                    w[r, v] = start[i, s] * p[START_SHORT, v]
                    w[r + 1, v] = start[i, s] * p[START_MID, v]
                    rest = start[i, s] - w[r, v] - w[r + 1, v]
                    w[r + 2, v] = rest if rest > 0.0 else 0.0
                    w[r + 3, v] = 0.0
                for h in range(3):
                    z[i, A_SUPPLY + h, v] = supply[i, h] * p[SUPPLY_LEVEL, v]
                z[i, A_OPEN, v] = 0.0
                z[i, A_COME, v] = 0.0
        extra[:] = 0.0
        for t in range(-1, years):  # -1: where people live and what they lack at the start
            for m in range(OUT, OUT + M):
                for v in range(LANES):
                    p[m, v] = 0.0
            for v in range(LANES):
                p[WISH, v] = 0.0
                p[SCALE, v] = 1.0
            if t >= 0:
                planned[:] = 0.0
                for e in range(len(plan_year)):
                    if plan_year[e] == t:
                        extra[plan_at[e], plan_kind[e]] += plan_amount[e]
                for e in range(len(pipe_year)):
                    if pipe_year[e] == t:
                        planned[pipe_at[e], pipe_kind[e]] += pipe_amount[e]
                for v in range(LANES):
                    row = first + min(v, alive - 1)
                    economy = 1.0 + p[ECONOMY, v] + p[VOLATILITY, v] * shocks[row, t]
                    economy = economy if economy > 0.0 else 0.0
                    for s in range(sectors):
                        f[s, v] *= (economy + params[row, s]) * (1.0 - params[row, sectors + s])
                        f[s, v] = f[s, v] if f[s, v] > 0.0 else 0.0
                    p[LIFT, v] = p[TIGHTNESS, v] * (t + 1)
                    p[YIELD, v] *= 1.0 + p[PRODUCTIVITY, v]
                    if t > 0:
                        p[ROOM_FOR, v] *= 1.0 + p[POOL_TREND, v]
                    for h in range(3):
                        p[SPREAD + h, v] = extras[h] / p[LACK + h, v] if p[LACK + h, v] > 1e-9 else 0.0
                for i in range(areas):
                    work(i, p, f, w, z, jobs, share, ageing, extra, within)
                    wish(i, p, z, neighbours, commute)
                for v in range(LANES):
                    p[SCALE, v] = p[ROOM_FOR, v] / p[WISH, v] if p[WISH, v] > p[ROOM_FOR, v] else 1.0
            for i in range(areas):
                arrive(i, p, w, z, value, within)
                for v in range(LANES):
                    z[i, A_LIVE, v] = 0.0
                    z[i, A_LIVE_MID, v] = 0.0
                    z[i, A_LIVE_LONG, v] = 0.0
            for i in range(areas):
                go_home(i, z, neighbours, commute)
            for h in range(3):
                for v in range(LANES):
                    p[LACK + h, v] = 0.0
            for j in range(areas):
                if t >= 0:
                    build(j, p, z, planned, extras[3])
                house(j, p, z, population, within)
                if t >= 0:
                    for v in range(LANES):
                        seen[v] = 1.0 + z[j, follow, v]
                    for v in range(alive):  # the bits of a float grow with its value: exponent, then 4 bits of fraction
                        at = (bits[v] >> 19) - 2032
                        counts[t, j, min(at, BINS - 1)] += 1
            if t >= 0:
                for v in range(LANES):
                    p[MIGRANTS, v] = p[SHORT, v] + p[MID, v] + p[LONG, v]
                    p[PRESSURE, v] /= counted_areas
                    p[CARED, v] = p[CARE, v] * p[RESIDENTS, v]
                    p[SCHOOLED, v] = p[SCHOOL, v] * p[FAMILY, v]
                    p[TAUGHT, v] *= p[LANGUAGE, v]
                    p[FILLED, v] = p[MIGRANTS, v] / p[DEMAND, v] if p[DEMAND, v] > 1e-9 else 1.0
                    p[COST, v] = p[PUBLIC_COST, v] * p[RESIDENTS, v]
                    p[REVENUE, v] = p[PUBLIC_REVENUE, v] * p[MIGRANTS, v]
                for m in range(len(kept)):
                    for v in range(alive):
                        totals[first + v, t, m] = p[OUT + kept[m], v]
        for v in range(alive):
            for i in range(areas):
                final[first + v, i] = z[i, follow, v]

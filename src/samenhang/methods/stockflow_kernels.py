"""The stock-flow model itself, compiled: some futures side by side, year after year, area after area.

LANES futures lie side by side in memory, so that one instruction serves them all. The working arrays are made inside the
kernel with that fixed width: only then can the compiler see that rows do not overlap. Every loop over `v` is over futures;
each future's arithmetic is its own and in one order, so its outcome does not depend on its neighbours or on who computes it.
"""

from collections.abc import Callable

import numpy as np

from samenhang.methods.compiled import compiled
from samenhang.methods.stockflow_kinds import AREA_OUTCOMES, GENERAL, OUTCOMES

LANES = 64  # before a loop begins the compiled code looks whether its rows overlap: enough lanes make that cheap
NOUGHT, ONE, TINY, ANOTHER = np.float32(0), np.float32(1), np.float32(1e-6), np.uint16(1)
BINS = 400  # 16 to every doubling, so at most 6 percent wide, up to 33 million; the first holds 0 up to 1/16

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
ASKED, OPEN, MADE, LACK = range(OUT + M, OUT + M + 4)  # LACK: three rows, last year's shortage per type
LIVE = LACK + 3  # three rows, residents per phase
ROWS = LIVE + 3

# Rows of `z`, per area.
(
    A_SHORT, A_SHORT_UNIT, A_SHORT_DWELLING, A_LIVE, A_LIVE_MID, A_LIVE_LONG, A_SUPPLY, A_SUPPLY_UNIT,
    A_SUPPLY_DWELLING, A_OPEN, A_COME,
) = range(11)  # fmt: skip
AREA_ROWS = A_COME + 1
IN_ROW = {  # which area outcomes stand in a row as they are; the others are sums
    "short_bed": A_SHORT, "short_unit": A_SHORT_UNIT, "short_dwelling": A_SHORT_DWELLING,
    "live_short": A_LIVE, "live_mid": A_LIVE_MID, "live_long": A_LIVE_LONG,
}  # fmt: skip
ROW_OF = np.array([IN_ROW.get(name, -1 - place) for place, name in enumerate(AREA_OUTCOMES)])
OF_SHORTAGE, OF_RESIDENTS, OF_WORKERS, OF_FAMILY, OF_PRESSURE = (
    int(ROW_OF[list(AREA_OUTCOMES).index(name)]) for name in ("shortage", "residents", "workers", "family", "pressure")
)


def kernel(function: Callable[..., None]) -> Callable[..., None]:
    """A whole kernel; a division by nothing is infinite."""
    return compiled(function, error_model="numpy")


def step(function: Callable[..., None]) -> Callable[..., None]:
    """A part of the kernel with a name of its own: its text is put where it is called, so nothing is lost on the way."""
    return compiled(function, inline="always")


@step
def work(i, p, f, w, k, z, jobs, share, ageing, extra, within):  # type: ignore[no-untyped-def]
    """Demand meets who is there: phases move on, some leave, short stay first when there is less work than workers."""
    sectors, lift, counted = jobs.shape[1], ageing[i], within[i]
    for v in range(LANES):
        p[ASKED, v] = NOUGHT
        p[OPEN, v] = NOUGHT
    for s in range(sectors):
        base, part, r = jobs[i, s], share[i, s], 4 * (i * sectors + s)
        for v in range(LANES):
            portion = part * (ONE + lift * p[LIFT, v])
            portion = portion if portion < ONE else ONE
            asked = base * f[s, v] * portion + extra[i, s, v]
            asked = asked if asked > NOUGHT else NOUGHT
            short, mid, long = w[r, v], w[r + 1, v], w[r + 2, v]
            short -= short * p[EXIT_SHORT, v]
            mid -= mid * p[EXIT_MID, v]
            long -= long * p[EXIT_LONG, v]
            onward, settled = short * p[TO_MID, v], mid * p[TO_LONG, v]
            short -= onward
            mid = (mid - settled) + onward
            long += settled
            over = (short + mid + long) - asked
            left = over if over > NOUGHT else NOUGHT
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
            free = -over if over < NOUGHT else NOUGHT
            w[r + 3, v] = free
            p[ASKED, v] += asked
            p[OPEN, v] += free
    for v in range(LANES):
        z[i, A_OPEN, v] = p[OPEN, v]
        p[DEMAND, v] += counted * p[ASKED, v]
        before = k[i, 0, v] + k[i, 1, v] + k[i, 2, v]
        p[DEPARTURES, v] += counted * (before - (p[ASKED, v] - p[OPEN, v]))  # who stayed: the work that is not open


@step
def wish(i, p, z, room, neighbours, commute):  # type: ignore[no-untyped-def]
    """How much of the open work would find somebody: by rules, and by beds within reach."""
    for v in range(LANES):
        z[i, A_COME, v] = NOUGHT
    for e in range(0, neighbours.shape[1], 6):  # six in one go: a shorter loop would not be made parallel
        a, b, c = neighbours[i, e], neighbours[i, e + 1], neighbours[i, e + 2]
        d, g, h = neighbours[i, e + 3], neighbours[i, e + 4], neighbours[i, e + 5]
        q, r, s = commute[i, e], commute[i, e + 1], commute[i, e + 2]
        u, x, y = commute[i, e + 3], commute[i, e + 4], commute[i, e + 5]
        for v in range(LANES):
            near = q * room[a, v] + r * room[b, v] + s * room[c, v]
            far = u * room[d, v] + x * room[g, v] + y * room[h, v]
            z[i, A_COME, v] += near + far
    for v in range(LANES):
        held = p[BED_LIMIT, v] * (ONE - z[i, A_COME, v])
        come = p[FILL, v] * p[OPENNESS, v] * (ONE - held)
        z[i, A_COME, v] = come
        p[WISH, v] += come * z[i, A_OPEN, v]


@step
def arrive(i, p, w, k, z, value, within):  # type: ignore[no-untyped-def]
    """Who comes begins in short stay; then who works here, and what that makes."""
    sectors, counted = len(value), within[i]
    for v in range(LANES):
        z[i, A_COME, v] *= p[SCALE, v]
        k[i, 0, v] = NOUGHT
        k[i, 1, v] = NOUGHT
        k[i, 2, v] = NOUGHT
        p[MADE, v] = NOUGHT
    for s in range(sectors):
        worth, r = value[s], 4 * (i * sectors + s)
        for v in range(LANES):
            short = w[r, v] + w[r + 3, v] * z[i, A_COME, v]
            mid, long = w[r + 1, v], w[r + 2, v]
            w[r, v] = short
            k[i, 0, v] += short
            k[i, 1, v] += mid
            k[i, 2, v] += long
            p[MADE, v] += worth * (short + mid + long)
    for v in range(LANES):
        come = z[i, A_OPEN, v] * z[i, A_COME, v]
        z[i, A_COME, v] = come
        p[ARRIVALS, v] += counted * come
        p[VALUE, v] += counted * p[YIELD, v] * p[MADE, v]
        p[SHORT, v] += counted * k[i, 0, v]
        p[MID, v] += counted * k[i, 1, v]
        p[LONG, v] += counted * k[i, 2, v]


@step
def go_home(j, k, z, reach, source, part):  # type: ignore[no-untyped-def]
    """Who lives here: a part of those who work in each area around, four areas at a time."""
    for v in range(LANES):
        z[j, A_LIVE, v] = NOUGHT
        z[j, A_LIVE_MID, v] = NOUGHT
        z[j, A_LIVE_LONG, v] = NOUGHT
    for e in range(reach[j], reach[j + 1], 4):
        a, b, c, d = source[e], source[e + 1], source[e + 2], source[e + 3]
        q, r, s, u = part[e], part[e + 1], part[e + 2], part[e + 3]
        for v in range(LANES):
            z[j, A_LIVE, v] += (q * k[a, 0, v] + r * k[b, 0, v]) + (s * k[c, 0, v] + u * k[d, 0, v])
            z[j, A_LIVE_MID, v] += (q * k[a, 1, v] + r * k[b, 1, v]) + (s * k[c, 1, v] + u * k[d, 1, v])
            z[j, A_LIVE_LONG, v] += (q * k[a, 2, v] + r * k[b, 2, v]) + (s * k[c, 2, v] + u * k[d, 2, v])


@step
def build(j, p, z, planned, brought, own):  # type: ignore[no-untyped-def]
    """Places of this year: upkeep and growth of what there was, plans, and an answer to last year's shortage."""
    for h in range(3):
        plan = planned[j, h]
        for v in range(LANES):
            answer = p[PERMITS, v] + p[SPREAD + h, v]
            answer = answer if answer < ONE else ONE
            kept = z[j, A_SUPPLY + h, v] * (ONE + p[BUILD_RATE, v]) * (ONE - p[QUALITY_LOSS, v])
            places = kept + plan * p[PIPELINE_DONE, v] + answer * z[j, A_SHORT + h, v]
            z[j, A_SUPPLY + h, v] = places if places > NOUGHT else NOUGHT
    for v in range(LANES):
        z[j, A_SUPPLY, v] += own * z[j, A_COME, v] + brought[j, v]


@step
def house(j, p, z, room, per_thousand, within):  # type: ignore[no-untyped-def]
    """Need beside supply per type; who finds no place lives irregularly."""
    per, counted = per_thousand[j], within[j]
    for v in range(LANES):
        short, mid, long = z[j, A_LIVE, v], z[j, A_LIVE_MID, v], z[j, A_LIVE_LONG, v]
        family = mid * p[FAMILY_MID, v] + long * p[FAMILY_LONG, v]
        beds, units = short * p[SHORT_IN_BED, v], mid * p[MID_IN_UNIT, v]
        dwellings = (short - beds) + (mid - units) + long + family
        no_bed, no_unit = beds - z[j, A_SUPPLY, v], units - z[j, A_SUPPLY_UNIT, v]
        no_dwelling = dwellings - z[j, A_SUPPLY_DWELLING, v]
        no_bed = no_bed if no_bed > NOUGHT else NOUGHT
        no_unit = no_unit if no_unit > NOUGHT else NOUGHT
        no_dwelling = no_dwelling if no_dwelling > NOUGHT else NOUGHT
        lack, living = no_bed + no_unit + no_dwelling, short + mid + long + family
        pressure = counted * per * lack
        z[j, A_SHORT, v] = no_bed
        z[j, A_SHORT_UNIT, v] = no_unit
        z[j, A_SHORT_DWELLING, v] = no_dwelling
        room[j, v] = ONE - lack / (living if living > TINY else TINY)
        p[LACK, v] += no_bed
        p[LACK + 1, v] += no_unit
        p[LACK + 2, v] += no_dwelling
        p[SHORTAGE, v] += counted * lack
        p[LIVE, v] += counted * short
        p[LIVE + 1, v] += counted * mid
        p[LIVE + 2, v] += counted * long
        p[SUPPLY, v] += counted * z[j, A_SUPPLY, v]
        p[SUPPLY_UNIT, v] += counted * z[j, A_SUPPLY_UNIT, v]
        p[SUPPLY_DWELLING, v] += counted * z[j, A_SUPPLY_DWELLING, v]
        p[PRESSURE, v] += pressure
        p[PRESSURE_TOP, v] = pressure if pressure > p[PRESSURE_TOP, v] else p[PRESSURE_TOP, v]


@step
def look(j, follow, p, k, z, per_thousand, seen):  # type: ignore[no-untyped-def]
    """One more than the outcome of this area that is followed, in `seen`."""
    if follow >= 0:
        for v in range(LANES):
            seen[j, v] = ONE + z[j, follow, v]
    elif follow == OF_WORKERS:
        for v in range(LANES):
            seen[j, v] = ONE + (k[j, 0, v] + k[j, 1, v] + k[j, 2, v])
    elif follow in (OF_FAMILY, OF_RESIDENTS):
        for v in range(LANES):
            seen[j, v] = ONE + z[j, A_LIVE_MID, v] * p[FAMILY_MID, v] + z[j, A_LIVE_LONG, v] * p[FAMILY_LONG, v]
        if follow == OF_RESIDENTS:
            for v in range(LANES):
                seen[j, v] += z[j, A_LIVE, v] + z[j, A_LIVE_MID, v] + z[j, A_LIVE_LONG, v]
    else:
        times = per_thousand[j] if follow == OF_PRESSURE else ONE
        for v in range(LANES):
            seen[j, v] = ONE + times * (z[j, A_SHORT, v] + z[j, A_SHORT_UNIT, v] + z[j, A_SHORT_DWELLING, v])


@step
def sum_up(p, areas):  # type: ignore[no-untyped-def]
    """What follows from the sums of the year."""
    for v in range(LANES):
        short, mid, long = p[LIVE, v], p[LIVE + 1, v], p[LIVE + 2, v]
        family = mid * p[FAMILY_MID, v] + long * p[FAMILY_LONG, v]
        beds, units = short * p[SHORT_IN_BED, v], mid * p[MID_IN_UNIT, v]
        p[MIGRANTS, v] = p[SHORT, v] + p[MID, v] + p[LONG, v]
        p[PRESSURE, v] /= areas
        p[FAMILY, v] = family
        p[NEED, v] = beds
        p[NEED_UNIT, v] = units
        p[NEED_DWELLING, v] = (short - beds) + (mid - units) + long + family
        p[RESIDENTS, v] = short + mid + long + family
        settled = short * p[REGISTERED_SHORT, v] + mid * p[REGISTERED_MID, v]
        p[REGISTERED, v] = settled + (long + family) * p[REGISTERED_LONG, v]
    for v in range(LANES):
        p[CARED, v] = p[CARE, v] * p[RESIDENTS, v]
        p[SCHOOLED, v] = p[SCHOOL, v] * p[FAMILY, v]
        p[TAUGHT, v] = p[LANGUAGE, v] * (p[RESIDENTS, v] - p[LIVE, v])
        p[FILLED, v] = p[MIGRANTS, v] / p[DEMAND, v] if p[DEMAND, v] > TINY else ONE
        p[COST, v] = p[PUBLIC_COST, v] * p[RESIDENTS, v]
        p[REVENUE, v] = p[PUBLIC_REVENUE, v] * p[MIGRANTS, v]


@kernel
def run(  # type: ignore[no-untyped-def]
    params, shocks, extras, jobs, share, start, ageing, per_thousand, supply, neighbours, commute, reach, source, part, value,
    plan_year, plan_at, plan_kind, plan_amount, pipe_year, pipe_at, pipe_kind, pipe_amount,
    more_year, more_at, more_kind, more_jobs, more_beds, within, kept, follow, totals, final, counts,
):  # fmt: skip
    """Simulate n futures: fill totals f32[n, T, M'], final f32[n, I] and add to counts u16[T', I, BINS], of the last T' years.

    extras : f64[4] extra beds, units and dwellings per year, and the share of arrivals whose employer adds a bed
    more_jobs, more_beds : f32[n, E] what a new business asks and brings in each future, from more_year on
    within : f64[I] 1 for areas that count in the totals; kept : i64[M'] which outcomes; follow : which area outcome
    """
    n, years = shocks.shape
    areas, sectors = jobs.shape
    p, f = np.empty((ROWS, LANES), np.float32), np.empty((sectors, LANES), np.float32)
    w, z = np.empty((areas * sectors * 4, LANES), np.float32), np.empty((areas, AREA_ROWS, LANES), np.float32)
    k, room = np.empty((areas, 3, LANES), np.float32), np.empty((areas, LANES), np.float32)
    extra, planned = np.empty((areas, sectors, LANES), np.float32), np.empty((areas, 3), np.float32)
    brought = np.empty((areas, LANES), np.float32)
    seen = np.empty((areas, LANES), np.float32)
    bits = seen.view(np.int32)
    everybody, counted_areas, since = start.sum(), within.sum(), years - len(counts)
    for first in range(0, n, LANES):
        alive = min(LANES, n - first)
        for v in range(LANES):
            row = first + min(v, alive - 1)  # idle lanes repeat the last future
            for d in range(G):
                p[d, v] = params[row, 2 * sectors + d]
            p[YIELD, v] = ONE
            p[ROOM_FOR, v] = everybody * p[POOL, v]
            for s in range(sectors):
                f[s, v] = ONE
            for i in range(areas):
                for s in range(sectors):
                    r = 4 * (i * sectors + s)
                    w[r, v] = start[i, s] * p[START_SHORT, v]
                    w[r + 1, v] = start[i, s] * p[START_MID, v]
                    rest = start[i, s] - w[r, v] - w[r + 1, v]
                    w[r + 2, v] = rest if rest > NOUGHT else NOUGHT
                    w[r + 3, v] = NOUGHT
                for h in range(3):
                    z[i, A_SUPPLY + h, v] = supply[i, h] * p[SUPPLY_LEVEL, v]
                z[i, A_OPEN, v] = NOUGHT
                z[i, A_COME, v] = NOUGHT
        extra[:] = NOUGHT
        for t in range(-1, years):  # -1: where people live and what they lack at the start
            for m in range(OUT, OUT + M):
                for v in range(LANES):
                    p[m, v] = NOUGHT
            for v in range(LANES):
                p[WISH, v] = NOUGHT
                p[SCALE, v] = ONE
            if t >= 0:
                planned[:] = NOUGHT
                brought[:] = NOUGHT
                for e in range(len(plan_year)):
                    if plan_year[e] == t:
                        for v in range(LANES):
                            extra[plan_at[e], plan_kind[e], v] += plan_amount[e]
                for e in range(len(more_year)):
                    if more_year[e] == t:
                        for v in range(LANES):
                            row = first + min(v, alive - 1)
                            extra[more_at[e], more_kind[e], v] += more_jobs[row, e]
                            brought[more_at[e], v] += more_beds[row, e]
                for e in range(len(pipe_year)):
                    if pipe_year[e] == t:
                        planned[pipe_at[e], pipe_kind[e]] += pipe_amount[e]
                for v in range(LANES):
                    row = first + min(v, alive - 1)
                    economy = ONE + p[ECONOMY, v] + p[VOLATILITY, v] * shocks[row, t]
                    economy = economy if economy > NOUGHT else NOUGHT
                    for s in range(sectors):
                        f[s, v] *= (economy + params[row, s]) * (ONE - params[row, sectors + s])
                        f[s, v] = f[s, v] if f[s, v] > NOUGHT else NOUGHT
                    p[LIFT, v] = p[TIGHTNESS, v] * np.float32(t + 1)
                    p[YIELD, v] *= ONE + p[PRODUCTIVITY, v]
                    if t > 0:
                        p[ROOM_FOR, v] *= ONE + p[POOL_TREND, v]
                    for h in range(3):
                        p[SPREAD + h, v] = extras[h] / p[LACK + h, v] if p[LACK + h, v] > TINY else NOUGHT
                for i in range(areas):
                    work(i, p, f, w, k, z, jobs, share, ageing, extra, within)
                    wish(i, p, z, room, neighbours, commute)
                for v in range(LANES):
                    p[SCALE, v] = p[ROOM_FOR, v] / p[WISH, v] if p[WISH, v] > p[ROOM_FOR, v] else ONE
            for i in range(areas):
                arrive(i, p, w, k, z, value, within)
            for h in range(3):
                for v in range(LANES):
                    p[LACK + h, v] = NOUGHT
                    p[LIVE + h, v] = NOUGHT
            for j in range(areas):
                go_home(j, k, z, reach, source, part)
                if t >= 0:
                    build(j, p, z, planned, brought, extras[3])
                house(j, p, z, room, per_thousand, within)
                if t >= since:
                    look(j, follow, p, k, z, per_thousand, seen)
            if t >= since:
                for j in range(areas):  # a loop of its own: memory that is far away is waited for only once
                    for v in range(alive):  # the bits of a float grow with its value: exponent, then 4 bits of fraction
                        at = (bits[j, v] >> 19) - 2032
                        counts[t - since, j, min(at, BINS - 1)] += ANOTHER
            if t >= 0:
                sum_up(p, counted_areas)
                for m in range(len(kept)):
                    for v in range(alive):
                        totals[first + v, t, m] = p[OUT + kept[m], v]
        for v in range(alive):
            for i in range(areas):
                final[first + v, i] = seen[i, v] - ONE

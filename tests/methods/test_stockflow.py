"""The stock-flow model beside its slow twin, beside what must always hold, and beside the published yardstick."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.methods.stockflow_twin import totals, twin
from tests.published import case, script

from samenhang.methods import stockflow_reference as reference
from samenhang.methods.stockflow import (
    AREA_OUTCOMES,
    GENERAL,
    LEVERS,
    OUTCOMES,
    Events,
    Inputs,
    Newcomers,
    band,
    draw,
    gravity,
    inputs,
    names,
    quantiles,
    simulate,
    uniform,
)

PLAIN = {  # low, mode, high: an ordinary future
    "economy": (0.0, 0.01, 0.02), "volatility": (0.0, 0.01, 0.02), "tightness": (0.0, 0.015, 0.03),
    "fill": (0.6, 0.8, 0.95), "pool": (0.3, 0.5, 0.8), "pool_trend": (-0.04, -0.01, 0.02), "openness": (0.7, 0.9, 1.0),
    "bed_limit": (0.0, 0.2, 0.6), "to_mid": (0.15, 0.25, 0.4), "to_long": (0.08, 0.15, 0.25),
    "exit_short": (0.35, 0.5, 0.65), "exit_mid": (0.1, 0.15, 0.2), "exit_long": (0.02, 0.04, 0.08),
    "start_short": (0.3, 0.4, 0.5), "start_mid": (0.2, 0.3, 0.4), "family_mid": (0.05, 0.15, 0.3),
    "family_long": (0.3, 0.45, 0.6), "short_in_bed": (0.5, 0.65, 0.8), "mid_in_unit": (0.1, 0.2, 0.35),
    "supply_level": (0.85, 1.0, 1.15), "pipeline_done": (0.4, 0.6, 0.8), "build_rate": (0.0, 0.02, 0.05),
    "permits": (0.02, 0.06, 0.12), "quality_loss": (0.0, 0.015, 0.03), "registered_short": (0.05, 0.15, 0.35),
    "registered_mid": (0.55, 0.75, 0.85), "registered_long": (0.85, 0.93, 0.98), "care": (1.5, 3.0, 4.5),
    "school": (0.3, 0.4, 0.5), "language": (0.05, 0.1, 0.2), "productivity": (0.0, 0.008, 0.015),
    "public_cost": (1000.0, 2500.0, 4500.0), "public_revenue": (4000.0, 6500.0, 9000.0),
}  # fmt: skip
SECTORS = ("farms", "harbour", "shops")


def ranges(sectors: tuple[str, ...] = SECTORS, **changed: tuple[float, float, float]) -> Any:
    rows = PLAIN | changed
    kinds = {"growth": (-0.02, 0.005, 0.03), "automation": (0.0, 0.01, 0.03)}
    return np.array([rows[name] if name in GENERAL else kinds[name.split(".")[0]] for name in names(sectors)])


def place(areas: int = 14, sectors: int = 3, seed: int = 1, **changed: Any) -> Inputs:
    """A made-up region, with plans and places on their way."""
    rng = np.random.default_rng(seed)
    where = rng.uniform(0, 60, (areas, 2))
    apart = np.hypot(*(where[:, None] - where).transpose(2, 0, 1))
    neighbours, commute = gravity(apart, rng.uniform(1, 9, areas))
    around = rng.integers(0, areas, 5)
    given: dict[str, Any] = {
        "sectors": SECTORS[:sectors],
        "start": rng.lognormal(5, 1, (areas, sectors)) * (rng.random((areas, sectors)) < 0.9),
        "population": rng.lognormal(10, 0.6, areas),
        "supply": rng.lognormal(4.5, 0.8, (areas, 3)),
        "neighbours": neighbours,
        "commute": commute,
        "value": rng.uniform(20e3, 90e3, sectors),
        "share": rng.uniform(0.05, 0.5, (areas, sectors)),
        "ageing": rng.uniform(0, 2, areas),
        "plans": Events(np.arange(5), around, rng.integers(0, sectors, 5), rng.uniform(-300, 600, 5)),
        "pipeline": Events(np.arange(5), around, rng.integers(0, 3, 5), rng.uniform(0, 400, 5)),
    }
    return inputs(**(given | changed))


LEVER_VALUES = st.fixed_dictionaries(
    {}, optional={name: st.floats(0, min(most, 900.0)) for name, (_, _, most) in LEVERS.items()}
)


@settings(max_examples=25, deadline=None)
@given(
    areas=st.integers(1, 15),
    sectors=st.integers(1, 3),
    seed=st.integers(0, 10_000),
    years=st.integers(1, 9),
    levers=LEVER_VALUES,
)
def test_the_kernel_says_what_the_slow_twin_says(areas, sectors, seed, years, levers):
    start = place(areas, sectors, seed)
    params = draw(ranges(SECTORS[:sectors]), 3, start.sectors, seed=seed)
    shocks = (uniform(seed, 0, 3, years, stream=1) - 0.5) * np.sqrt(12.0)
    futures = simulate(params, start, years, levers, seed=seed, outcomes=list(OUTCOMES))
    slow = [twin(params[n].tolist(), start, years, levers, shocks[n].tolist()) for n in range(3)]
    for n in range(3):
        for ours, theirs in zip(totals(futures, n), slow[n], strict=True):
            for name in OUTCOMES:
                each = 1e5 if OUTCOMES[name] == "euro" else 1.0  # what the hundredth part of a person may be worth
                near = (3e-4 * theirs["demand"] + 0.01) * each
                assert ours[name] == pytest.approx(theirs[name], rel=3e-4, abs=near), name


def business(n: int, seed: int = 1, times: float = 1.0, years: int = 9) -> Newcomers:
    """Three new firms, of which the amounts differ per future."""
    rng = np.random.default_rng(seed)
    return Newcomers(
        rng.integers(0, years, 3), rng.integers(0, 14, 3), rng.integers(0, 3, 3),
        times * rng.uniform(0, 400, (n, 3)), times * rng.uniform(0, 100, (n, 3)),
    )  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), levers=LEVER_VALUES)
def test_new_business_is_counted_as_the_slow_twin_counts_it(seed, levers):
    start, years, new = place(seed=seed), 9, business(3, seed)
    params = draw(ranges(), 3, SECTORS, seed=seed)
    shocks = (uniform(seed, 0, 3, years, stream=1) - 0.5) * np.sqrt(12.0)
    futures = simulate(params, start, years, levers, seed=seed, outcomes=list(OUTCOMES), newcomers=new)
    for n in range(3):
        firms = list(zip(new.year, new.area, new.sector, new.jobs[n], new.beds[n], strict=True))
        slow = twin(params[n].tolist(), start, years, levers, shocks[n].tolist(), firms)
        for ours, theirs in zip(totals(futures, n), slow, strict=True):
            for name in OUTCOMES:
                near = (3e-4 * theirs["demand"] + 0.01) * (1e5 if OUTCOMES[name] == "euro" else 1.0)
                assert ours[name] == pytest.approx(theirs[name], rel=3e-4, abs=near), name


def test_new_business_of_nothing_changes_no_bit():
    params = draw(ranges(), 600, SECTORS, seed=5)
    without = simulate(params, place(), 9, {"extra_beds": 50})
    for new in (business(600, times=0.0), business(600, years=9).of(slice(0, 600))):
        late = Newcomers(new.year + 9, new.area, new.sector, new.jobs, new.beds)  # after the last year
        assert simulate(params, place(), 9, {"extra_beds": 50}, newcomers=late).digest == without.digest
    nothing = simulate(params, place(), 9, {"extra_beds": 50}, newcomers=business(600, times=0.0))
    assert nothing.digest == without.digest


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
@example(seed=400)  # with few people abroad a business drew away those who would have come elsewhere
def test_more_jobs_at_new_business_never_ask_less(seed):
    """With beds that keep nobody away and enough people abroad: otherwise who comes here does not come elsewhere."""
    params = draw(ranges(bed_limit=(0.0, 0.0, 0.0), pool=(10.0, 10.0, 10.0)), 64, SECTORS, seed=seed)
    asked = ["demand", "migrants", "residents", "need_bed", "need_unit", "need_dwelling"]
    before = None
    for times in (0.0, 0.5, 1.0, 3.0):
        new = business(64, seed, times)
        new = Newcomers(new.year, new.area, new.sector, new.jobs, np.zeros_like(new.beds))
        now = simulate(params, place(seed=seed), 12, outcomes=asked, newcomers=new).totals.astype(np.float64)
        if before is not None:
            assert (now - before).min() >= -2e-5 * now.max()
        before = now


def test_a_new_business_with_beds_for_all_adds_no_shortage_of_beds_where_it_stands():
    """Everybody works and lives in one place, needs a bed and stays short: the beds that it brings are exactly those it asks."""
    still = dict.fromkeys(
        ("to_mid", "exit_short", "volatility", "tightness", "economy", "quality_loss", "permits", "build_rate"),
        (0.0,) * 3,
    )
    still["bed_limit"] = (0.0,) * 3
    sure = dict.fromkeys(("fill", "openness", "short_in_bed", "start_short"), (1.0, 1.0, 1.0))
    one = place(1, 1, start=[[100.0]], share=0.5, filled=1.0, plans=None, pipeline=None, supply=[[40.0, 0.0, 0.0]])
    plain = ranges(
        SECTORS[:1], **still, **sure, start_mid=(0.0, 0.0, 0.0), supply_level=(1.0, 1.0, 1.0), pool=(9.0, 9.0, 9.0)
    )
    plain[:2] = 0.0
    params = draw(plain, 1, SECTORS[:1])
    for beds, lack in ((0.0, 110.0), (30.0, 80.0), (50.0, 60.0)):
        firm = Newcomers(*(np.array([number]) for number in (1, 0, 0)), np.array([[50.0]]), np.array([[beds]]))
        short = simulate(params, one, 3, newcomers=firm).of("shortage")[0]
        assert short.tolist() == pytest.approx([60.0, lack, lack], rel=1e-5)


@pytest.mark.parametrize("followed", AREA_OUTCOMES)
def test_every_outcome_of_an_area_is_that_of_the_slow_twin(followed):
    start = place()
    params = draw(ranges(), 2, SECTORS, seed=3)
    shocks = (uniform(0, 0, 2, 4, stream=1) - 0.5) * np.sqrt(12.0)
    final = simulate(params, start, 4, area_outcome=followed).final
    for n in range(2):
        theirs = [area[followed] for area in twin(params[n].tolist(), start, 4, {}, shocks[n].tolist())[-1]["areas"]]
        np.testing.assert_allclose(final[n], theirs, rtol=3e-4, atol=0.02)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), levers=LEVER_VALUES)
def test_nobody_appears_or_vanishes_and_nothing_is_negative(seed, levers):
    start = place(seed=seed)
    futures = simulate(draw(ranges(), 16, SECTORS, seed=seed), start, 12, levers, seed=seed, outcomes=list(OUTCOMES))
    of = {name: futures.of(name).astype(np.float64) for name in OUTCOMES}
    scale = 1e-5 * of["demand"].max() + 0.1
    before = np.column_stack([np.full(16, start.start.sum()), of["migrants"][:, :-1]])
    np.testing.assert_allclose(of["migrants"], before + of["arrivals"] - of["departures"], atol=scale)
    np.testing.assert_allclose(of["migrants"], of["short"] + of["mid"] + of["long"], atol=scale)
    np.testing.assert_allclose(of["residents"], of["migrants"] + of["family"], atol=scale)
    needed = of["need_bed"] + of["need_unit"] + of["need_dwelling"]
    np.testing.assert_allclose(needed, of["residents"], atol=scale)
    assert (of["migrants"] <= of["demand"] + scale).all(), "nobody works where there is no work"
    assert (of["registered"] <= of["residents"] + scale).all()
    for name, values in of.items():
        assert np.isfinite(values).all(), name
        assert values.min() >= (-scale if name == "departures" else 0), name


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), times=st.sampled_from([0.5, 2.0, 3.0, 10.0]))
def test_a_region_so_many_times_as_large_has_so_many_times_everything(seed, times):
    one = place(seed=seed)

    def larger(events: Events) -> Events:
        return dataclasses.replace(events, amount=events.amount * times)

    other = dataclasses.replace(
        one, jobs=one.jobs * times, start=one.start * times, population=one.population * times,
        supply=one.supply * times, plans=larger(one.plans), pipeline=larger(one.pipeline),
    )  # fmt: skip
    params = draw(ranges(), 8, SECTORS, seed=seed)
    small = simulate(params, one, 10, {"extra_beds": 50.0}, outcomes=list(OUTCOMES))
    large = simulate(params, other, 10, {"extra_beds": 50.0 * times}, outcomes=list(OUTCOMES))
    for name, unit in OUTCOMES.items():
        same = 1.0 if unit == "share" or "1,000" in unit else times
        np.testing.assert_allclose(large.of(name), same * small.of(name), rtol=2e-4, atol=0.05 * same, err_msg=name)


MORE = [  # what is raised, what may then not go down (+) or up (-)
    ("economy", "demand", +1), ("automation.farms", "demand", -1), ("tightness", "demand", +1),
    ("fill", "arrivals", +1), ("exit_short", "migrants", -1), ("supply_level", "shortage", -1),
    ("pipeline_done", "shortage", -1), ("permits", "shortage", -1), ("quality_loss", "shortage", +1),
    ("family_long", "family", +1), ("family_long", "shortage", +1), ("registered_mid", "registered", +1),
    ("care", "care", +1), ("school", "school", +1), ("language", "language", +1), ("public_cost", "cost", +1),
    ("public_revenue", "revenue", +1), ("productivity", "value_added", +1), ("openness", "migrants", +1),
    ("pool", "migrants", +1),
]  # fmt: skip


@pytest.mark.parametrize(("driver", "outcome", "sign"), MORE)
def test_more_of_a_driver_goes_one_way(driver, outcome, sign):
    """With beds that keep nobody away: otherwise more places bring more people, which is the point of that driver."""
    start, column = place(), names(SECTORS).index(driver)
    low = draw(ranges(bed_limit=(0.0, 0.0, 0.0)), 64, SECTORS, seed=5)
    high = low.copy()
    high[:, column] += {"care": 1.0, "public_cost": 500.0, "public_revenue": 500.0}.get(driver, 0.02)
    years = 1 if driver in ("fill", "exit_short") else 12
    less, more = (simulate(params, start, years, outcomes=[outcome]).of(outcome) for params in (low, high))
    change = sign * (more.astype(np.float64) - less)
    assert change.min() >= -1e-4 * abs(less).max(), f"more {driver} should not do this to {outcome}"
    assert change.max() > 0


@pytest.mark.parametrize(
    ("lever", "value", "outcome", "sign"),
    [
        ("extra_beds", 200, "shortage", -1), ("extra_units", 200, "shortage", -1), ("extra_dwellings", 200, "shortage", -1),
        ("faster_permits", 0.1, "shortage", -1), ("pipeline_boost", 0.5, "shortage", -1),
        ("quality_care", 0.5, "shortage", -1), ("registration", 0.5, "registered", +1),
        ("language_offer", 0.5, "language", +1), ("admission_cut", 0.5, "migrants", -1),
        ("own_housing", 0.5, "shortage", -1), ("automation_extra", 0.02, "demand", -1),
        ("steady_contracts", 0.5, "departures", -1),
    ],
)  # fmt: skip
def test_every_lever_does_what_it_says(lever, value, outcome, sign):
    params = draw(ranges(bed_limit=(0.0, 0.0, 0.0)), 64, SECTORS, seed=5)
    years = 1 if lever == "steady_contracts" else 12
    nothing, done = (
        simulate(params, place(), years, levers, outcomes=[outcome]).of(outcome).astype(np.float64)
        for levers in ({}, {lever: value})
    )
    change = sign * (done - nothing)
    assert change.min() >= -1e-4 * abs(nothing).max()
    assert change.max() > 0


def test_short_stay_leaves_first_when_work_falls():
    still = dict.fromkeys(("exit_short", "exit_mid", "exit_long", "to_mid", "to_long", "fill"), (0.0, 0.0, 0.0))
    flat = dict.fromkeys(("economy", "volatility", "tightness"), (0.0, 0.0, 0.0))
    params = draw(ranges(**still, **flat), 1, SECTORS)
    params[:, [names(SECTORS).index(f"{kind}.{sector}") for kind in ("growth", "automation") for sector in SECTORS]] = 0
    params[:, names(SECTORS).index("automation.farms")] = 0.2
    start = place(plans=None)
    futures = simulate(params, start, 1, outcomes=["short", "mid", "long", "departures"])
    short, mid, long, gone = (float(futures.of(name)[0, 0]) for name in futures.outcomes)
    first, second = (params[0, names(SECTORS).index(name)] for name in ("start_short", "start_mid"))
    people = start.start.sum()
    assert gone > 0
    assert (mid, long) == (
        pytest.approx(second * people, rel=1e-5),
        pytest.approx((1 - first - second) * people, rel=1e-5),
    )
    assert short == pytest.approx(first * people - gone, rel=1e-5)


def test_no_work_and_no_people_is_an_answer():
    empty = place(3, 2, start=np.zeros((3, 2)), plans=None, pipeline=None)
    futures = simulate(draw(ranges(SECTORS[:2]), 5, SECTORS[:2]), empty, 3, outcomes=list(OUTCOMES))
    assert np.isfinite(futures.totals).all()
    assert futures.of("migrants").max() == futures.of("shortage").max() == 0
    assert (futures.of("filled") == 1).all()


def test_areas_that_are_asked_for_add_up_to_the_whole():
    params, start = draw(ranges(), 20, SECTORS), place()
    here = np.arange(14) < 5
    added = [name for name, unit in OUTCOMES.items() if unit != "share" and "1,000" not in unit]
    whole = simulate(params, start, 8, outcomes=added)
    parts = [simulate(params, start, 8, outcomes=added, within=within) for within in (here, ~here)]
    np.testing.assert_allclose(parts[0].totals + parts[1].totals, whole.totals, rtol=1e-4, atol=0.05)
    assert (parts[0].final == whole.final).all()


def test_quantiles_are_those_of_the_futures_within_a_bin():
    futures = simulate(draw(ranges(), 2000, SECTORS, seed=2), place(), 10)
    read = quantiles(futures, (0.05, 0.5, 0.95))
    assert read.shape == (14, 10, 3)
    assert (np.diff(read, axis=2) >= 0).all()
    exact = np.quantile(futures.final, [0.05, 0.5, 0.95], axis=0).T
    assert (abs(read[:, -1] - exact) <= 0.0625 * (1 + exact)).all()
    total = band(futures, "shortage", (0.5,))
    np.testing.assert_allclose(total[:, 0], np.median(futures.of("shortage"), axis=0), rtol=1e-6)


def test_m4_stockflow_reference_runs_through_the_same_engine():
    """The reference equations, `m4-stockflow`: totals and the final shortage to nine digits."""
    told = case("m4/stockflow_reference.json")
    given = script("m4_model.py").inputs(told["I"], seed=told["seed"])
    start = reference.Start(given["D0"], given["share"], given["pop"], given["sup0"], given["va"], given["A"])
    futures = reference.simulate(told["params"], start)
    np.testing.assert_allclose(futures.totals, told["expected_totals"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(futures.final, told["final_shortage"], rtol=1e-9, atol=1e-9)

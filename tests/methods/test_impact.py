"""The test of new business beside a slow twin with one draw at a time, its laws, and each refusal as a sentence."""

import doctest
from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import impact as module
from samenhang.methods.impact import (
    GENERAL,
    OUTCOMES,
    PER_TYPE,
    Firm,
    Range,
    check_ranges,
    contradiction,
    effect,
    living,
    triangular,
)
from samenhang.methods.stockflow_parts import distances, gravity

RANGES = {
    "jobs_per_floor": Range(3, 6, 10),
    "workers_per_job": Range(1.05, 1.2, 1.4),
    "agency_share": Range(0.3, 0.5, 0.75),
    "migrants_agency": Range(0.4, 0.55, 0.8),
    "migrants_own": Range(0.05, 0.12, 0.25),
    "short_agency": Range(0.4, 0.6, 0.8),
    "short_own": Range(0.05, 0.15, 0.3),
    "mid_of_rest": Range(0.4, 0.55, 0.7),
    "family_mid": Range(0.05, 0.15, 0.3),
    "family_long": Range(0.29, 0.47, 0.59),
    "bed_of_short": Range(0.5, 0.65, 0.83),
    "unit_of_mid": Range(0.1, 0.18, 0.35),
    "persons_per_dwelling": Range(1.8, 2.4, 4),
    "registered_short": Range(0.05, 0.15, 0.35),
    "registered_mid": Range(0.55, 0.78, 0.85),
    "registered_long": Range(0.85, 0.93, 0.98),
    "care": Range(0.4, 0.65, 0.9),
    "school": Range(0.25, 0.4, 0.55),
    "language": Range(0.1, 0.25, 0.45),
}
firms = st.builds(
    Firm,
    floor=st.floats(100, 100_000),
    jobs=st.none(),
    agency=st.none() | st.floats(0, 1),
    own_beds=st.sampled_from([0, 10, 500]),
)


def twin(firm: Firm, d: dict[str, float]) -> dict[str, float]:
    """One draw, one person at a time in thought: no arrays."""
    jobs = firm.jobs if firm.jobs is not None else (firm.floor or 0) / 1000 * d["jobs_per_floor"]
    workers = jobs * d["workers_per_job"]
    share = d["agency_share"] if firm.agency is None else firm.agency
    agency = workers * share
    through, direct = agency * d["migrants_agency"], (workers - agency) * d["migrants_own"]
    short = through * d["short_agency"] + direct * d["short_own"]
    longer = through + direct - short
    mid = longer * d["mid_of_rest"]
    long = longer - mid
    family_mid, family_long = mid * d["family_mid"], long * d["family_long"]
    family = family_mid + family_long
    beds, units = short * d["bed_of_short"], mid * d["unit_of_mid"]
    people = through + direct + family
    taken = min(beds, firm.own_beds)
    also = min(units, firm.own_beds - taken)
    return {
        "jobs": jobs, "workers": workers, "agency": agency, "migrants": through + direct, "short": short, "mid": mid,
        "long": long, "family": family, "residents": people, "on_site": taken + also, "beds": beds - taken,
        "units": units - also, "dwellings": (people - beds - units) / d["persons_per_dwelling"],
        "registered": short * d["registered_short"] + (mid + family_mid) * d["registered_mid"]
        + (long + family_long) * d["registered_long"],
        "care": people * d["care"], "school": family * d["school"], "language": (through + direct) * d["language"],
    }  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(firms, st.integers(0, 50))
def test_every_draw_is_that_of_the_twin(firm, seed):
    found = effect(firm, RANGES, kind="logistics", draws=5, seed=seed)
    assert tuple(found.of) == OUTCOMES
    drawn = {
        name: triangular(f"{name}/logistics" if name in PER_TYPE else name, RANGES[name], 5, seed)
        for name in (*PER_TYPE, *GENERAL)
    }
    for at in range(5):
        theirs = twin(firm, {name: float(values[at]) for name, values in drawn.items()})
        assert {name: float(values[at]) for name, values in found.of.items()} == pytest.approx(theirs)


@settings(max_examples=25, deadline=None)
@given(firms)
def test_people_are_conserved_and_nothing_is_negative(firm):
    of = effect(firm, RANGES, draws=50).of
    assert all((values >= 0).all() for values in of.values())
    np.testing.assert_allclose(of["short"] + of["mid"] + of["long"], of["migrants"])
    np.testing.assert_allclose(of["migrants"] + of["family"], of["residents"])
    assert (of["migrants"] <= of["workers"] * (1 + 1e-9)).all()
    assert (of["on_site"] <= firm.own_beds + 1e-9).all()
    bare = effect(replace(firm, own_beds=0), RANGES, draws=50).of
    np.testing.assert_allclose(of["on_site"] + of["beds"] + of["units"], bare["beds"] + bare["units"])


@settings(max_examples=25, deadline=None)
@given(firms, st.floats(1, 10))
def test_a_firm_twice_as_large_asks_twice_as_much(firm, times):
    one = effect(replace(firm, own_beds=0), RANGES, draws=20).of
    more = effect(replace(firm, floor=firm.floor * times, own_beds=0), RANGES, draws=20).of
    for name in OUTCOMES:
        np.testing.assert_allclose(more[name], one[name] * times)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 0.9), st.floats(0, 0.1))
def test_more_agency_work_never_brings_fewer_migrants(agency, more):
    less = effect(Firm(jobs=100, agency=agency), RANGES, draws=50).of["migrants"]
    assert (effect(Firm(jobs=100, agency=agency + more), RANGES, draws=50).of["migrants"] >= less - 1e-9).all()


def test_firms_of_one_type_meet_the_same_world_and_others_do_not():
    small, large = (effect(Firm(floor=floor), RANGES, kind="a", draws=500) for floor in (1000, 9000))
    np.testing.assert_allclose(large.of["jobs"], small.of["jobs"] * 9)
    other = effect(Firm(floor=9000), RANGES, kind="b", draws=500)
    assert abs(np.corrcoef(large.of["jobs"], other.of["jobs"])[0, 1]) < 0.2


def test_a_sum_is_added_per_draw():
    one, other = effect(Firm(floor=5000), RANGES, kind="a"), effect(Firm(jobs=300), RANGES, kind="b")
    both = one + other
    np.testing.assert_allclose(both.of["beds"], one.of["beds"] + other.of["beds"])
    low, middle, high = both.quantiles("beds")
    assert one.quantiles("beds")[0] + other.quantiles("beds")[0] < low < middle < high
    assert high < one.quantiles("beds")[2] + other.quantiles("beds")[2]


def test_draws_keep_to_their_range_and_its_middle():
    drawn = triangular("x", Range(1, 2, 6), 40_000, 0)
    assert (drawn.min() >= 1, drawn.max() <= 6) == (True, True)
    assert drawn.mean() == pytest.approx((1 + 2 + 6) / 3, abs=0.02)
    assert triangular("x", Range(3, 3, 3), 4, 0).tolist() == [3, 3, 3, 3]
    assert triangular("x", Range(1, 2, 6), 9, 0).tolist() == drawn[:9].tolist()


# --- where people live

LON, LAT, KM2, MASS = (
    [5.0, 5.1, 5.0, 5.6],
    [52.0, 52.0, 52.2, 52.0],
    [80.0] * 4,
    [30_000.0, 60_000.0, 30_000.0, 90_000.0],
)


def test_living_is_the_gravity_of_the_stock_flow_model():
    found = living(0, LON, LAT, KM2, MASS, commuting=100)
    nearest, shares = gravity(distances(LON, LAT), MASS)
    assert found.places.tolist() == nearest[0].tolist()
    np.testing.assert_allclose(found.shares, shares[0])
    assert found.shares.sum() == pytest.approx(1)


def test_nobody_lives_further_than_the_commuting_distance():
    found = living(0, LON, LAT, KM2, MASS, commuting=30)
    assert found.places.tolist() == [0, 1, 2]
    assert (found.km <= 30).all()
    assert living(0, LON, LAT, KM2, MASS, commuting=30, nearest=1).shares.tolist() == [1.0]


def test_on_the_border_a_part_lives_outside_and_is_named():
    beyond = [("north", 5.0, 52.45, 8.0), ("west", 4.7, 52.0, 8.0), ("west", 4.75, 52.15, 8.0)]
    found = living(0, LON, LAT, KM2, MASS, beyond=beyond, commuting=30)
    assert set(found.outside) <= {"north", "west"}
    assert found.outside["west"] > 0
    assert found.shares.sum() + sum(found.outside.values()) == pytest.approx(1)
    empty = living(0, LON, LAT, KM2, MASS, beyond=beyond, commuting=30, outside_density=0)
    assert sum(empty.outside.values()) == 0
    fuller = living(0, LON, LAT, KM2, MASS, beyond=beyond, commuting=30, outside_density=3)
    assert sum(fuller.outside.values()) > sum(found.outside.values())


def test_where_nobody_lives_people_live_at_their_work():
    assert living(1, LON, LAT, KM2, [0, 0, 0, 0], commuting=30).shares[0] == 1.0


# --- refusals


@pytest.mark.parametrize(
    ("firm", "sentence"),
    [
        (Firm(), "Expected floor area or jobs, got neither. Fill in at least one of them."),
        (Firm(floor=0), "Expected floor area above 0 and at most 2e+06, got 0. Leave it empty when unknown."),
        (Firm(floor=-5), "Expected floor area above 0 and at most 2e+06, got -5. Leave it empty when unknown."),
        (Firm(floor=nan), "Expected floor area above 0 and at most 2e+06, got nan. Leave it empty when unknown."),
        (Firm(jobs=inf), "Expected jobs above 0 and at most 50000, got inf. Leave it empty when unknown."),
        (
            Firm(jobs=5, agency=1.5),
            "Expected the share of agency work from 0 to 1, got 1.5. Leave it empty when unknown.",
        ),
        (
            Firm(jobs=5, own_beds=-1),
            "Expected beds on the site from 0 to 10000, got -1. Fill in 0 when there are none.",
        ),
        (
            Firm(floor=40_000, jobs=1),
            "Expected jobs that fit the floor area, got 1 jobs on 40000 m², where 3 to 10 per 1,000 m² is usual."
            " Correct one, or leave the floor area out.",
        ),
    ],
)
def test_a_firm_that_cannot_be_is_refused_with_a_sentence(firm, sentence):
    with pytest.raises(ValueError) as refusal:
        effect(firm, RANGES)
    assert str(refusal.value) == sentence


def test_how_far_floor_and_jobs_contradict_each_other():
    usual = Range(3, 6, 10)
    assert [contradiction(Firm(10_000, jobs), usual) for jobs in (None, 30, 100, 200, 15)] == [1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"care": Range(0.5, 0.4, 0.9)},
            "Expected 0 <= low <= mode <= high <= 1 for care, got 0.5, 0.4 and 0.9. Correct the range.",
        ),
        (
            {"care": Range(0.5, 0.6, 1.9)},
            "Expected 0 <= low <= mode <= high <= 1 for care, got 0.5, 0.6 and 1.9. Correct the range.",
        ),
        ({"care": Range(nan, 0.6, 0.9)}, "Expected finite numbers for care, got nan, 0.6 and 0.9. Fill in."),
    ],
)
def test_a_range_that_is_none_is_refused_with_a_sentence(change, sentence):
    with pytest.raises(ValueError) as refusal:
        effect(Firm(jobs=10), {**RANGES, **change})
    assert str(refusal.value) == sentence


def test_a_reference_number_that_is_missing_is_named():
    with pytest.raises(ValueError, match="got none for care, school"):
        check_ranges({name: RANGES[name] for name in RANGES if name not in ("care", "school")}, (*PER_TYPE, *GENERAL))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: effect(Firm(jobs=1), RANGES, draws=0), "Expected 1 to 100000 draws, got 0. Choose a number between them."),
        (lambda: effect(Firm(jobs=1), RANGES, draws=10**9), "Expected 1 to 100000 draws, got 1000000000. Choose a number between them."),
        (lambda: living(9, LON, LAT, KM2, MASS), "Expected a place among the 4 areas, got number 9. Choose one of them."),
        (
            lambda: living(0, LON, LAT, [0, 1, 1, 1], MASS),
            "Expected a surface above 0 and a mass of 0 or more in every area. Fill in what is missing.",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(call, sentence):
    with pytest.raises(ValueError) as refusal:
        call()
    assert str(refusal.value) == sentence


def test_the_doctests_hold():
    assert doctest.testmod(module) == (0, 6)

"""The engine under the futures: the same bits whoever computes them, and a sentence for whatever it cannot do."""

import dataclasses
import os
import signal
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.methods.test_stockflow import SECTORS, place, ranges

from samenhang.methods import stockflow_kernels as kernels
from samenhang.methods.stockflow import (
    Cluster,
    Events,
    Newcomers,
    Processes,
    Threads,
    WorkerLost,
    allocate,
    band,
    check_ranges,
    distances,
    draw,
    gravity,
    names,
    quantiles,
    simulate,
)
from samenhang.methods.stockflow_parts import by_fours
from samenhang.methods.stockflow_run import edges


@pytest.fixture(scope="module")
def params() -> Any:
    return draw(ranges(), 1203, SECTORS, seed=4)


@pytest.fixture(scope="module")
def digest(params: Any) -> str:
    return simulate(params, place(), 6, seed=4, threads=1).digest


def test_two_threads_give_the_same_bits_as_one(params, digest):
    assert simulate(params, place(), 6, seed=4, executor=Threads(2)).digest == digest


def test_two_processes_give_the_same_bits_as_one(params, digest):
    with Processes(2) as executor:
        assert simulate(params, place(), 6, seed=4, executor=executor).digest == digest


def test_a_process_that_is_ended_halfway_is_said_in_a_sentence_and_the_run_starts_again(params, digest):
    ended: list[int] = []

    def end_one(done: int) -> None:
        if not ended:
            ended.append(next(iter(executor.pool._processes)))
            os.kill(ended[0], signal.SIGKILL)

    with Processes(1) as executor:
        with pytest.raises(WorkerLost, match="one was ended from outside"):
            simulate(np.tile(params, (5, 1)), place(), 6, seed=4, executor=executor, tick=end_one)
        assert simulate(params, place(), 6, seed=4, executor=executor).digest == digest


def test_a_future_does_not_depend_on_its_neighbours_nor_on_where_a_run_begins(params):
    whole = simulate(params, place(), 6, seed=4)
    for first, n in ((0, 1), (700, 33), (1202, 1)):
        part = simulate(params[first : first + n], place(), 6, seed=4, first=first)
        assert (part.totals == whole.totals[first : first + n]).all()
        assert (part.final == whole.final[first : first + n]).all()


def test_another_seed_gives_other_years_and_the_same_seed_the_same(params, digest):
    assert simulate(params, place(), 6, seed=4).digest == digest
    assert simulate(params, place(), 6, seed=5).digest != digest


def test_draws_come_from_a_counter():
    whole = draw(ranges(), 900, SECTORS, seed=9)
    assert (draw(ranges(), 10, SECTORS, seed=9, first=700) == whole[700:710]).all()
    assert (draw(ranges(), 900, SECTORS, seed=10) != whole).any()
    low, mode, high = ranges().T
    assert ((whole >= low) & (whole <= high)).all()
    np.testing.assert_allclose(whole.mean(axis=0), (low + mode + high) / 3, atol=0.04 * (high - low).max(), rtol=0.05)


def test_a_driver_without_a_range_is_always_the_same():
    whole = draw(ranges(fill=(0.8, 0.8, 0.8)), 50, SECTORS)
    assert (whole[:, names(SECTORS).index("fill")] == 0.8).all()


def test_a_run_tells_how_far_it_is_and_stops_when_told(params):
    told: list[int] = []
    simulate(params, place(), 2, tick=told.append)
    assert told == [500, 1000, 1203]

    class Cancelled(Exception):
        pass

    def stop(done: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        simulate(params, place(), 2, tick=stop, threads=2)


def test_every_future_is_counted_once_in_each_year_and_area(params):
    futures = simulate(params, place(), 3)
    assert (futures.counts.sum(axis=2) == len(params)).all()
    bounds = edges(kernels.BINS)
    assert bounds[0] == 0
    assert (np.diff(bounds) > 0).all()
    last = np.histogram(futures.final[:, 0], bounds)[0]
    assert (futures.counts[2, 0] == last).all()


def test_whoever_follows_areas_in_the_last_years_only_gets_the_same_numbers(params):
    whole = simulate(params, place(), 6, seed=4)
    for years in (1, 3, 6, 9):
        part = simulate(params, place(), 6, seed=4, followed=years)
        assert (part.totals == whole.totals).all()
        assert (part.final == whole.final).all()
        assert (part.counts == whole.counts[-years:]).all()


def test_the_commuting_matrix_is_the_same_both_ways():
    start = place()
    near, shares, reach, source, part = by_fours(start.neighbours, start.commute)
    there = np.zeros((14, 14))
    np.add.at(there, (np.repeat(np.arange(14), near.shape[1]), near.ravel()), shares.ravel())
    back = np.zeros((14, 14))
    np.add.at(back, (source, np.repeat(np.arange(14), np.diff(reach))), part)
    assert (there == back).all()
    np.testing.assert_allclose(there.sum(axis=1), 1, atol=1e-12)
    assert (np.diff(reach) % 4 == 0).all()


def test_gravity_prefers_what_is_near_and_large():
    apart = distances([5.0, 5.1, 6.0], [51.5, 51.5, 51.5])
    assert apart[0, 1] == pytest.approx(6.9, abs=0.1)
    neighbours, commute = gravity(apart, [1.0, 1.0, 1.0])
    assert neighbours.tolist() == [[0, 1, 2], [1, 0, 2], [2, 1, 0]]
    assert (np.diff(commute, axis=1) < 0).all()
    assert gravity(apart, [1.0, 9.0, 1.0])[1][0, 1] > commute[0, 1]
    assert gravity(apart, [0.0, 0.0, 0.0])[1].tolist() == [[1.0, 0.0, 0.0]] * 3
    assert gravity(np.ones((30, 30)), np.ones(30))[0].shape == (30, 12)


def test_a_known_total_is_divided_by_a_key():
    assert allocate(92_000, [1, 3]).tolist() == [23_000, 69_000]


def changed(name: str, value: float) -> Any:
    array = draw(ranges(), 3, SECTORS)
    array[1, names(SECTORS).index(name)] = value
    return array


def newly(**change: Any) -> Any:
    """A run with one new business that is not as it should be."""
    one = {name: np.array([1]) for name in ("year", "area", "sector")} | {
        name: np.ones((1, 1)) for name in ("jobs", "beds")
    }
    return simulate(ONE, place(), newcomers=Newcomers(**(one | change)))


ONE = draw(ranges(), 1, SECTORS)
WRONG = [
    (lambda: simulate(changed("fill", np.nan), place()), "Expected a number for fill in every future, got nan."),
    (lambda: simulate(changed("economy", np.inf), place()), "Expected a number for economy in every future, got inf."),
    (lambda: simulate(changed("fill", 1.5), place()), "Expected fill between 0 and 1 share, got 1.5. Narrow its range."),
    (lambda: simulate(changed("start_short", 0.9), place()), "Expected start_short and start_mid to be at most 1 together"),
    (lambda: simulate(np.zeros((0, ONE.shape[1])), place()), "Expected 1 to 10,000,000 futures, got 0."),
    (lambda: simulate(np.zeros((2, 3)), place()), "Expected params with one column for each of 39 drivers, got shape (2, 3)"),
    (lambda: draw(ranges(), 0, SECTORS), "Expected a whole number of 1 to 10,000,000 futures, got 0."),
    (lambda: draw(ranges(), 10**9, SECTORS), "Expected a whole number of 1 to 10,000,000 futures, got 1000000000."),
    (lambda: draw(ranges(), 5, SECTORS, seed=-1), "Expected seed to be a whole number of 0 or more, got -1."),
    (
        lambda: simulate(np.broadcast_to(ONE, (2_000_000, ONE.shape[1])), place()),
        "Expected at most 100,000,000 numbers in the outcome, got 2,000,000 futures of 25 years with 4 outcomes",
    ),
    (lambda: check_ranges(ranges(fill=(0.9, 0.8, 0.95)), SECTORS), "Expected low <= mode <= high for fill, got 0.9, 0.8, 0.95."),
    (lambda: check_ranges(ranges(fill=(0.9, 0.95, 0.8)), SECTORS), "Expected low <= mode <= high for fill, got 0.9, 0.95, 0.8."),
    (lambda: check_ranges(ranges(fill=(0, np.nan, 1)), SECTORS), "Expected three numbers for fill, got 0, nan, 1."),
    (lambda: check_ranges(ranges(fill=(0, 0.5, np.inf)), SECTORS), "Expected three numbers for fill, got 0, 0.5, inf."),
    (lambda: check_ranges(ranges(fill=(0, 0.5, 2)), SECTORS), "Expected fill between 0 and 1 share, got 0, 0.5, 2."),
    (lambda: check_ranges(ranges(start_short=(0.3, 0.5, 0.7)), SECTORS), "Expected the highs of start_short and start_mid"),
    (lambda: simulate(ONE, place(), 0), "Expected a whole number of 1 to 100 years, got 0."),
    (lambda: simulate(ONE, place(), 2.5), "Expected a whole number of 1 to 100 years, got 2.5."),
    (lambda: simulate(ONE, place(), measures={"beds": 3}), "Expected a lever out of extra_beds"),
    (lambda: simulate(ONE, place(), measures={"own_housing": 2}), "Expected own_housing between 0 and 1 share, got 2."),
    (lambda: simulate(ONE, place(), measures={"own_housing": np.nan}), "Expected own_housing between 0 and 1 share, got nan."),
    (lambda: simulate(ONE, place(), measures=[1.0]), "Expected 12 levers, got shape (1,)."),
    (lambda: simulate(ONE, place(), outcomes=["beds"]), "Expected each outcome to be one of migrants"),
    (lambda: simulate(ONE, place(), outcomes=[]), "Expected each outcome to be one of migrants"),
    (lambda: simulate(ONE, place(), area_outcome="care"), "Expected each area outcome to be one of shortage"),
    (lambda: simulate(ONE, place(), within=np.zeros(14, bool)), "Expected yes or no for each of 14 areas"),
    (lambda: simulate(ONE, place(), followed=0), "Expected a whole number of 1 to 100 years, got 0."),
    (lambda: simulate(ONE, place(), threads=0), "Expected 1 to 1,024 threads, got 0."),
    (lambda: simulate(ONE, place()).of("care"), "Expected one of migrants, shortage, pressure, value_added, got 'care'."),
    (lambda: quantiles(simulate(ONE, place()), [1.5]), "Expected shares between 0 and 1"),
    (lambda: band(simulate(ONE, place()), "migrants", [np.nan]), "Expected shares between 0 and 1"),
    (lambda: place(start=np.full((14, 3), np.nan)), "Expected a number for start everywhere, got an empty, missing"),
    (lambda: place(start=np.full((14, 3), -1.0)), "Expected start of 0 or more, got -1."),
    (lambda: place(start=np.ones((14, 2))), "Expected migrants at the start per area and sector"),
    (lambda: place(population=np.zeros(14)), "Expected inhabitants in every area, got 0 or less."),
    (lambda: place(population=np.ones(13)), "Expected population in the shape (14,), got (13,)."),
    (lambda: place(share=0.0), "Expected shares above 0 and up to 1, got 0 to 0."),
    (lambda: place(filled=0.0), "Expected a share filled between 0 and 1, got 0."),
    (lambda: place(commute=np.full((14, 12), 0.5)), "Expected the commuting shares of each area to sum to 1"),
    (lambda: place(neighbours=np.full((14, 12), 99)), "Expected neighbours to be areas 0 to 13"),
    (lambda: place(value=["much"] * 3), "Expected numbers for value, got something else."),
    (lambda: place(value=[1.0]), "Expected a value added for each of 3 sectors, got 1."),
    (
        lambda: place(plans=Events(np.array([1]), np.array([99]), np.array([0]), np.array([5.0]))),
        "Expected plans in areas 0 to 13 of kinds 0 to 2.",
    ),
    (
        lambda: place(plans=Events(np.array([1]), np.array([1]), np.array([0]), np.array([np.nan]))),
        "Expected a number for plans everywhere",
    ),
    (lambda: newly(jobs=np.full((1, 1), -1.0)), "Expected jobs of new business of 0 or more in every future"),
    (lambda: newly(beds=np.full((1, 1), np.nan)), "Expected beds of new business of 0 or more in every future"),
    (lambda: newly(jobs=np.ones((2, 1))), "Expected jobs and beds of each new business in each of 1 futures"),
    (lambda: newly(area=np.array([14])), "Expected new business in areas 0 to 13, got another."),
    (lambda: newly(sector=np.array([-1])), "Expected new business in sectors 0 to 2, got another."),
    (lambda: gravity(np.ones((2, 3)), [1, 1]), "Expected distances between all 2 areas, got shape (2, 3)."),
    (lambda: gravity(-np.ones((2, 2)), [1, 1]), "Expected distances and masses of 0 or more"),
    (lambda: distances([5.0], [51.0, 52.0]), "Expected as many latitudes as longitudes, got 2 and 1."),
    (lambda: allocate(10, [0, 0]), "Expected a key of 0 or more in each area"),
    (lambda: allocate(-1, [1, 1]), "Expected a total of 0 or more, got -1."),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "sentence"), WRONG, ids=[sentence[:60] for _, sentence in WRONG])
def test_what_cannot_be_done_is_said_in_a_sentence(ask, sentence):
    with pytest.raises(ValueError) as refusal:
        ask()
    said = str(refusal.value)
    assert said.startswith(sentence)
    assert said.endswith(".")


def test_a_cluster_without_the_extra_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ValueError, match="Expected the extra 'cluster'"):
        Cluster("tcp://127.0.0.1:1")


@pytest.mark.parametrize("raised", [TimeoutError("no answer"), ValueError("no scheme"), TypeError("not a scheduler")])
def test_an_address_where_no_cluster_answers_is_said_in_a_sentence(monkeypatch, raised):
    """Whatever the client of the extra says: out of time, no address, no scheduler at that address."""

    def client(address, timeout):
        raise raised

    monkeypatch.setitem(sys.modules, "distributed", SimpleNamespace(Client=client))
    with pytest.raises(ValueError, match=r"Expected a Dask cluster at tcp://127\.0\.0\.1:9, but none answered\."):
        Cluster("tcp://127.0.0.1:9")


def test_what_is_known_at_the_start_cannot_be_changed_by_accident():
    start = place()
    for field in dataclasses.fields(start):
        array = getattr(start, field.name)
        if isinstance(array, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0

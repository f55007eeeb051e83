"""What `harmonise` says in a cell: value, bounds, flag, state and note; and sums over a division."""

import math
from datetime import date, timedelta

import numpy as np
import pytest

from samenhang.methods.harmonise import Event, Harmonised, Key, Period, Reclass, Series, Total, complete
from samenhang.methods.harmonise_kinds import Days

nan = math.nan
D = [date(2010 + i, 1, 1) for i in range(16)]  # New Year's days, D[10] is 2020


def at(day: date) -> Period:
    return Period(day, day)


def table(result: Harmonised) -> dict[str, list[float]]:
    return dict(zip(result.areas, result.values.tolist(), strict=True))


LINDE = [
    Event(D[11], "split", "Linde", "Beuk", 0.6),
    Event(D[11], "split", "Linde", "Wilg", 0.4),
    Event(D[12], "merger", "Beuk", "Woud"),
    Event(D[12], "merger", "Eik", "Woud"),
]
YEAR = {"Linde": 1000.0, "Beuk": 5000.0, "Eik": 2000.0, "Wilg": 4000.0}


def year(values: dict[str, float], states: dict[str, str] | None = None, period: Period | None = None) -> Series:
    return Series(
        list(values),
        [period or at(D[10])],
        [[v] for v in values.values()],
        None if states is None else [[states[a]] for a in values],
    )


def test_what_was_split_and_merged_again_is_known_again() -> None:
    events = [Event(D[11], "split", "A", "B"), Event(D[11], "split", "A", "C")]
    events += [Event(D[12], "merger", area, "E") for area in ("B", "C")]
    result = Reclass(events).apply(year({"A": 10, "B": 20, "C": 30}), on=D[12])
    assert (result.areas, result.values.tolist(), result.flags) == (("E",), [[60.0]], (("merged",),))


def test_a_part_of_a_part() -> None:
    events = [Event(D[11], "split", "A", "B", 0.5), Event(D[11], "split", "A", "C", 0.5)]
    events += [Event(D[12], "split", "B", "E"), Event(D[12], "split", "B", "F"), Event(D[13], "merger", "F", "C")]
    areas: dict[str, Days] = {
        "A": (None, D[11]),
        "B": (D[11], D[12]),
        "C": (None, None),
        "E": (D[12], None),
        "F": (D[12], D[13]),
    }
    result = Reclass(events, areas).apply(year({"A": 10, "C": 1}), on=D[13])
    assert (result.areas, result.low.tolist(), result.high.tolist()) == (("C", "E"), [[6], [0]], [[11], [5]])
    assert result.undivided.tolist() == [5.0]
    assert result.notes[0][0] == (
        "split of A into B on 2021-01-01 (share 0.5); split of A into C on 2021-01-01 (share 0.5); "
        "split of B into F on 2022-01-01 (share not known); merger of F into C on 2023-01-01"
    )


def test_one_open_share_takes_the_rest() -> None:
    events = [Event(D[11], "split", "Linde", "Beuk", 0.75), Event(D[11], "split", "Linde", "Wilg")]
    result = Reclass(events).apply(year({"Linde": 100, "Beuk": 1, "Wilg": 2}), on=D[11])
    assert (result.values.tolist(), result.flags) == ([[76], [27]], (("estimated",), ("estimated",)))
    assert result.notes[1][0] == "split of Linde into Wilg on 2021-01-01 (share 0.25, the rest)"


def test_none_of_nothing_is_nothing() -> None:
    events = [Event(D[11], "split", "Linde", "Beuk"), Event(D[11], "split", "Linde", "Wilg")]
    result = Reclass(events).apply(year({"Linde": 0, "Beuk": 1, "Wilg": 2}), on=D[11])
    assert (result.values.tolist(), result.flags) == ([[1], [2]], (("merged",), ("merged",)))


def test_a_key_goes_before_the_share_of_the_event() -> None:
    key = Key("addresses", {("Linde", "Beuk"): 300, ("Linde", "Wilg"): 100})
    result = Reclass(LINDE).apply(year(YEAR), on=D[11], key=key)
    assert table(result) == {"Beuk": [5750.0], "Eik": [2000.0], "Wilg": [4250.0]}
    assert result.notes[0][0] == "split of Linde into Beuk on 2021-01-01 (share 0.75 by addresses)"


def test_back_over_a_merger_with_a_key_and_without() -> None:
    there = Series(["Woud", "Wilg"], [at(D[13])], [[8000], [4500]])
    key = Key("persons", {("Woud", "Beuk"): 3, ("Woud", "Eik"): 1})
    back = Reclass(LINDE).apply(there, on=D[11], key=key)
    assert table(back) == {"Wilg": [4500.0], "Beuk": [6000.0], "Eik": [2000.0]}
    assert back.flags == (("as published",), ("estimated",), ("estimated",))
    assert back.notes[1][0] == "back over the merger of Beuk into Woud on 2022-01-01 (share 0.75 by persons for Beuk)"
    back = Reclass(LINDE).apply(there, on=D[11])
    assert (back.low.tolist(), back.high.tolist()) == ([[4500], [0], [0]], [[4500], [8000], [8000]])


def test_a_missing_figure_is_missing_in_every_sum() -> None:
    no_eik = {area: value for area, value in YEAR.items() if area != "Eik"}
    result = Reclass(LINDE).apply(year(no_eik), on=D[12])
    assert (result.areas, result.flags) == (("Wilg", "Woud"), (("estimated",), ("not known",)))
    assert np.isnan(result.values[1, 0])
    assert np.isnan(result.total[0])
    assert np.isnan(result.undivided[0])
    assert result.notes[1][0].endswith("merger of Eik into Woud on 2022-01-01; missing: Eik")
    unpublished = Reclass(LINDE).apply(year(YEAR | {"Wilg": nan}), on=D[10])
    assert unpublished.flags[3] == ("as published",)
    assert np.isnan(unpublished.values[3, 0])


def test_the_weakest_state_counts() -> None:
    states = {"Linde": "known", "Beuk": "provisional", "Eik": "forecast", "Wilg": "known"}
    assert Reclass(LINDE).apply(year(YEAR, states), on=D[12]).states == (("known",), ("forecast",))
    hidden = Reclass(LINDE).apply(year(YEAR | {"Eik": nan}, states | {"Eik": "suppressed"}), on=D[12])
    assert hidden.states == (("known",), ("suppressed",))
    opened = [Event(e.date, e.kind, e.old, e.new) for e in LINDE]
    assert Reclass(opened).apply(year(YEAR, states), on=D[12]).states == (("unknown",), ("unknown",))
    assert Reclass(opened).apply(year(YEAR, states), on=D[10]).states == tuple((s,) for s in states.values())


def test_the_reference_date_decides_inside_a_period() -> None:
    whole_year = date(2021, 1, 1) - timedelta(days=185)
    early = year(YEAR, period=Period(whole_year, date(2021, 6, 30), date(2020, 12, 31)))
    assert Reclass(LINDE).apply(early, on=D[11]).notes[0][0] == (
        "split of Linde into Beuk on 2021-01-01 (share 0.6); "
        "2021-01-01 falls inside the period: its reference date 2020-12-31 decides"
    )
    after = {area: value for area, value in YEAR.items() if area != "Linde"}
    late = year(after, period=Period(whole_year, date(2021, 6, 30), date(2021, 6, 30)))
    result = Reclass(LINDE).apply(late, on=D[11])
    assert (result.flags, result.values.tolist()) == ((("as published",),) * 3, [[5000], [2000], [4000]])
    assert [row[0] for row in result.notes] == [
        "2021-01-01 falls inside the period: its reference date 2021-06-30 decides",
        "",
        "2021-01-01 falls inside the period: its reference date 2021-06-30 decides",
    ]


def test_a_merger_into_an_area_that_was_there() -> None:
    events = [Event(D[11], "merger", "Linde", "Beuk")]
    with pytest.raises(
        ValueError, match="Expected figures of Beuk for days on which it exists, got one for 2020-01-01"
    ):
        Reclass(events).apply(year({"Linde": 1, "Beuk": 2}), on=D[11])
    areas: dict[str, Days] = {"Linde": (None, D[11]), "Beuk": (None, None)}
    result = Reclass(events, areas).apply(year({"Linde": 1, "Beuk": 2}), on=D[11])
    assert table(result) == {"Beuk": [3.0]}
    back = Reclass(events, areas).apply(Series(["Beuk"], [at(D[11])], [[3]]), on=D[10])
    assert (back.areas, back.low.tolist(), back.high.tolist()) == (("Beuk", "Linde"), [[0], [0]], [[3], [3]])


def test_a_rate_of_a_new_area_with_an_open_share_has_no_upper_bound() -> None:
    events = [Event(D[11], "split", "A", "B"), Event(D[11], "split", "A", "C")]
    areas: dict[str, Days] = {"A": (None, D[11]), "B": (None, None), "C": (D[11], None)}
    rates, below = year({"A": 10, "B": 5}), year({"A": 100, "B": 300})
    result = Reclass(events, areas).apply(rates, on=D[11], kind="rate", denominator=below)
    assert result.low.tolist() == [[1500 / 400], [0]]
    assert result.high[0, 0] == 2500 / 300
    assert np.isnan(result.high[1, 0])
    assert result.total.tolist() == [2500 / 400]
    assert np.isnan(result.undivided[0])


def test_what_comes_out_cannot_be_changed() -> None:
    result = Reclass(LINDE).apply(year(YEAR), on=D[12])
    for array in (result.values, result.low, result.high, result.total, result.undivided):
        with pytest.raises(ValueError):
            array[0] = 0


# --- sums over a division


def test_complete_sums_or_says_who_is_missing() -> None:
    members: dict[str, Days] = {
        "Linde": (None, D[11]),
        "Beuk": (None, D[12]),
        "Wilg": (None, None),
        "Woud": (D[12], None),
    }
    assert complete(members, {"Linde": 1, "Beuk": 2, "Wilg": 3}, on=D[10]) == Total(6.0, ("Linde", "Beuk", "Wilg"), ())
    assert complete(members, {"Wilg": 3, "Woud": 4}, on=D[12]).additive
    assert complete(members, {"Wilg": 3, "Woud": 4, "Eik": 5}, on=D[12]).value == 7  # outside the division
    for hole in ({}, {"Beuk": None}, {"Beuk": nan}):
        short = complete(members, {"Wilg": 3, **hole}, on=D[11])
        assert (short, short.additive) == (Total(None, ("Beuk", "Wilg"), ("Beuk",)), False)
    with pytest.raises(ValueError) as caught:
        complete(members, {"Wilg": 3, "Woud": 4, "Linde": 1}, on=D[12])
    assert str(caught.value) == (
        "Expected figures of members on 2022-01-01, got one of Linde, which is none on that day. Put the figures on the "
        "division of that day first."
    )
    with pytest.raises(ValueError) as caught:
        complete({"Woud": (D[12], None)}, {"Woud": 1}, on=D[11])
    assert str(caught.value) == (
        "Expected a division with members on 2021-01-01, got none. Choose another day or division."
    )

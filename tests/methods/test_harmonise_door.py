"""What `harmonise` refuses, each in a sentence that says what was expected, what came and what to do."""

import math
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from samenhang.methods.harmonise import Event, Key, Period, Reclass, Series
from samenhang.methods.harmonise_kinds import Days

SOURCE = Path(__file__).parents[2] / "src"
nan = math.nan
D = [date(2010 + i, 1, 1) for i in range(16)]  # New Year's days, D[10] is 2020


def split(old: str, new: str, share: float | None = None, day: date = D[11]) -> Event:
    return Event(day, "split", old, new, share)


def merger(old: str, new: str, day: date = D[12], share: float | None = None) -> Event:
    return Event(day, "merger", old, new, share)


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        (
            [Event(D[11], "border", "A", "B")],  # type: ignore[arg-type]
            "Expected a merger or a split, got 'border' for A. Choose one of the two.",
        ),
        (
            [split("A", "B", 60)],
            "Expected a share from 0 to 1, got 60 in the split of A into B on 2021-01-01. Divide percentages by 100.",
        ),
        (
            [split("A", "B", nan)],
            "Expected a share from 0 to 1, got nan in the split of A into B on 2021-01-01. Divide percentages by 100.",
        ),
        (
            [merger("A", "B", share=0.5)],
            "Expected a merger to move the whole, got a share of 0.5 in the merger of A into B on 2022-01-01. "
            "Call it a split.",
        ),
        (
            [merger("A", "B"), merger("A", "B")],
            "Expected each event once, got the merger of A into B on 2022-01-01 twice. Drop one.",
        ),
        (
            [merger("A", "B", D[11]), merger("B", "C"), merger("C", "A", D[13])],
            "Expected areas that end for good, got a circle: A > B > C > A. Correct one of the events.",
        ),
        (
            [merger("Z", "A", D[9]), merger("A", "A")],
            "Expected areas that end for good, got a circle: A > A. Correct one of the events.",
        ),
        (
            [merger("A", "B"), merger("A", "C", D[13])],
            "Expected A to end once, got 2022-01-01 and 2023-01-01. Give what came back a code of its own.",
        ),
        (
            [merger("A", "B"), merger("A", "C")],
            "Expected A to go whole into one area (merger) or in parts into two or more (split), got merger into B, "
            "merger into C. Correct the kind or add the other parts.",
        ),
        (
            [split("A", "B")],
            "Expected A to go whole into one area (merger) or in parts into two or more (split), got split into B. "
            "Correct the kind or add the other parts.",
        ),
        (
            [split("A", "B", 0.7), split("A", "C", 0.7), split("A", "E")],
            "Expected shares of A that sum to 1 at most, got 1.4. Correct a share, or leave one out: it takes the rest.",
        ),
        (
            [split("A", "B", 0.3), split("A", "C", 0.3)],
            "Expected shares of A that sum to 1, got 0.6. Add the missing part, or leave one share out: it takes the rest.",
        ),
        (
            [merger("A", "B"), merger("B", "C")],
            "Expected B to exist on 2022-01-01, when it receives A; got its end on 2022-01-01. Say at once where it went "
            "in the end, or correct a date.",
        ),
    ],
)
def test_events_are_refused_in_a_sentence(events: list[Event], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        Reclass(events)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("areas", "sentence"),
    [
        (
            {"A": (None, D[12])},
            "Expected areas from the list of areas, got B in an event of 2022-01-01. Add it, or correct it.",
        ),
        (
            {"A": (None, None), "B": (None, None)},
            "Expected A to exist until its merger on 2022-01-01, got no end. Make the two dates the same.",
        ),
        (
            {"A": (None, D[12]), "B": (D[13], None)},
            "Expected B to exist on 2022-01-01, when it receives A; got 2023-01-01 as its first day. Make the two dates "
            "the same.",
        ),
    ],
)
def test_a_list_of_areas_that_tells_another_story_is_refused(areas: dict[str, Days], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        Reclass([merger("A", "B")], areas)
    assert str(caught.value) == sentence


DAY = [Period(D[10], D[10])]
YEAR = Period(date(2020, 7, 1), date(2021, 6, 30))
EVENTS = [split("A", "B", 0.6), split("A", "C", 0.4), merger("B", "E"), merger("F", "E")]
GOOD = Series(["A", "F"], DAY, [[1], [2]])


@pytest.mark.parametrize(
    ("series", "arguments", "sentence"),
    [
        (
            Series(["A", "A"], DAY, [[1], [2]]),
            {},
            "Expected each area once in series, got A more often. Drop or add up the others.",
        ),
        (
            Series(["A"], [Period(D[10], D[11], D[12])], [[1]]),
            {},
            "Expected a period whose reference date lies from start to end, got 2020-01-01..2021-01-01 with 2022-01-01. "
            "Correct a date.",
        ),
        (
            Series(["A", "F"], DAY, [[1, 2]]),
            {},
            "Expected series with a row for each of 2 areas and a number for each of 1 periods, got shape (1, 2). "
            "Give NaN where there is no figure.",
        ),
        (
            Series(["A"], DAY, [["veel"]]),
            {},
            "Expected series as rows of equal length with a number in each cell, got something else. Give NaN where there "
            "is no figure.",
        ),
        (
            Series(["A"], DAY, [[math.inf]]),
            {},
            "Expected finite figures in series, got infinity. Give NaN where there is no figure.",
        ),
        (
            Series(["A"], DAY, [[1]], [["known", "known"]]),
            {},
            "Expected a state for each figure in series, got another number of them. Give one per cell.",
        ),
        (
            Series(["A"], DAY, [[1]], [["sure"]]),
            {},
            "Expected a state from known, provisional, forecast, suppressed, unknown, got 'sure' for A. Choose one.",
        ),
        (
            Series(["A"], DAY, [[1]], [["suppressed"]]),
            {},
            "Expected a figure with a state that has one, got 1 with 'suppressed' for A in series. Suppressed and unknown "
            "have no figure; the others have.",
        ),
        (
            Series(["A"], DAY, [[nan]], [["known"]]),
            {},
            "Expected a figure with a state that has one, got nan with 'known' for A in series. Suppressed and unknown "
            "have no figure; the others have.",
        ),
        (
            Series(["A"], [YEAR], [[1]]),
            {},
            "Expected a reference date for the period 2020-07-01..2021-06-30, got none, while the split of A on "
            "2021-01-01 falls inside it. Give the reference date: it decides which division the figures are on.",
        ),
        (
            Series(["E"], DAY, [[1]]),
            {},
            "Expected figures of E for days on which it exists, got one for 2020-01-01. Say on which division the series "
            "is, or give the areas with their days.",
        ),
        (
            GOOD,
            {"kind": "mean"},
            "Expected kind: 'count' (adds up) or 'rate' (does not), got 'mean'. Choose one of the two.",
        ),
        (
            GOOD,
            {"kind": "rate"},
            "Expected a denominator with a rate, got none. Rates are made again from numerator and denominator, never "
            "averaged: give what the rate was divided by.",
        ),
        (
            GOOD,
            {"denominator": GOOD},
            "Expected no denominator with a count, got one. Leave it out, or say kind='rate'.",
        ),
        (
            GOOD,
            {"kind": "rate", "denominator": Series(["A"], [Period(D[9], D[9])], [[1]])},
            "Expected a denominator on the same periods and division as the rate, got others. Line them up first.",
        ),
        (
            GOOD,
            {"kind": "rate", "denominator": Series(["A"], DAY, [[0]])},
            "Expected a denominator above 0 where there is a rate, got 0 for A. Correct it, or leave the rate out.",
        ),
        (
            GOOD,
            {"key": Key("persons", {("A", "X"): 1})},
            "Expected weights (persons) for parts that an event makes, got X of A. Correct the codes.",
        ),
        (
            GOOD,
            {"key": Key("persons", {("A", "B"): -1})},
            "Expected weights (persons) of 0 or more, got -1 for B of A. Correct it.",
        ),
        (
            GOOD,
            {"key": Key("persons", {("A", "B"): 1})},
            "Expected weights (persons) with a sum above 0 for all parts of A: B, C; got [1]. Add the others, or leave this "
            "area out of the key.",
        ),
        (
            GOOD,
            {"key": Key("persons", {("A", "B"): 0, ("A", "C"): 0})},
            "Expected weights (persons) with a sum above 0 for all parts of A: B, C; got [0, 0]. Add the others, or leave "
            "this area out of the key.",
        ),
        (
            Series(["A", "B", "C"], DAY, [[-12], [1], [2]]),
            {},
            "Expected 0 or more where an area is split or parted again, got -12 for A. Move what it is the balance of "
            "(such as arrivals and departures) one by one.",
        ),
        (
            Series(["C", "E"], [Period(D[13], D[13])], [[1], [2]]),
            {"on": D[10]},
            "Expected only mergers on the way back to 2020-01-01, got the split of A on 2021-01-01. Choose 2021-01-01 or "
            "later: what B was without its part cannot be computed.",
        ),
        (
            Series(["E"], [Period(D[13], D[13])], [[2]]),  # over the merger it is B, and B received a part
            {"on": D[10]},
            "Expected only mergers on the way back to 2020-01-01, got the split of A on 2021-01-01. Choose 2021-01-01 or "
            "later: what B was without its part cannot be computed.",
        ),
    ],
)
def test_apply_refuses_in_a_sentence(series: Series, arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        Reclass(EVENTS).apply(series, **({"on": D[12]} | arguments))
    assert str(caught.value) == sentence


def test_areas_outside_the_list_are_refused() -> None:
    areas: dict[str, Days] = {"A": (None, D[12]), "B": (None, None), "C": (None, D[11])}
    reclass = Reclass([merger("A", "B")], areas)
    with pytest.raises(ValueError) as caught:
        reclass.apply(Series(["A", "Z"], DAY, [[1], [2]]), on=D[12])
    assert str(caught.value) == ("Expected areas from the list of areas, got Z in the series. Add or correct it.")
    with pytest.raises(ValueError) as caught:
        reclass.apply(Series(["A", "C"], DAY, [[1], [2]]), on=D[12])
    assert str(caught.value) == (
        "Expected an event between 2020-01-01 and 2022-01-01 that moves C, as it does not exist on 2022-01-01; got none. "
        "Add the event."
    )


def test_a_period_that_no_event_of_these_areas_falls_in_needs_no_reference_date() -> None:
    result = Reclass(EVENTS).apply(Series(["X"], [YEAR], [[1]]), on=D[12])
    assert (result.areas, result.values.tolist(), result.notes) == (("X",), [[1]], (("",),))


def test_importing_it_brings_neither_django_nor_pandas_nor_scipy() -> None:
    names = "{'django', 'pandas', 'scipy', 'numba'}"
    code = f"import sys, samenhang.methods.harmonise; print(sorted({names} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")

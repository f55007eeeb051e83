"""Mergers and splits beside a slow, obvious twin, on the real events, and on paper."""

import csv
import doctest
import math
import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenhang.methods import harmonise as module
from samenhang.methods.harmonise import Event, Harmonised, Key, Period, Reclass, Series
from samenhang.methods.harmonise_kinds import Days

ROOT = Path(__file__).parents[2]
nan = math.nan
D = [date(2010 + i, 1, 1) for i in range(16)]  # New Year's days, D[10] is 2020
Amounts = dict[str, float]


def at(day: date) -> Period:
    return Period(day, day)


def table(result: Harmonised) -> dict[str, list[float]]:
    return dict(zip(result.areas, result.values.tolist(), strict=True))


# --- the twin: people move house by house, one event after the other, for each way in which open shares can fall


def ways(events: list[Event]) -> Iterator[list[Event]]:
    """Every corner of what is open: of each split, the whole rest goes to one of the parts without a share."""
    opened: dict[str, list[str]] = {}
    for event in events:
        if event.kind == "split" and event.share is None:
            opened.setdefault(event.old, []).append(event.new)
    for winners in product(*opened.values()):
        winner = dict(zip(opened, winners, strict=True))
        filled = []
        for e in events:
            share = e.share
            if e.kind == "merger":
                share = 1.0
            elif share is None:
                known = sum(o.share for o in events if o.old == e.old and o.share is not None)
                share = max(0.0, 1 - known) if winner[e.old] == e.new else 0.0
            filled.append(Event(e.date, e.kind, e.old, e.new, share))
        yield filled


def walk(amounts: Amounts, events: list[Event], day: date, on: date) -> Amounts:
    now = dict(amounts)
    for moment in sorted({e.date for e in events if day < e.date <= on}):
        before = dict(now)
        for e in events:
            if e.date == moment and e.old in before:
                assert e.share is not None
                now[e.new] = now.get(e.new, 0.0) + e.share * before[e.old]
                now.pop(e.old, None)
    return now


def corners(amounts: Amounts, events: list[Event], day: date, on: date) -> list[Amounts]:
    return [walk(amounts, way, day, on) for way in ways(events)]


# --- stories: areas that merge and split through the years


@st.composite
def stories(draw: st.DrawFn, splits: bool = True) -> tuple[list[Event], dict[str, Days]]:
    """Events on the days of 2011.., and the days of each area."""
    days: dict[str, Days] = {f"a{i}": (None, None) for i in range(draw(st.integers(2, 5)))}
    living = list(days)
    events: list[Event] = []
    for moment in D[1 : 1 + draw(st.integers(1, 4))]:
        kind: Literal["merger", "split"] = draw(st.sampled_from(["merger", "split"] if splits else ["merger"]))
        fresh = [f"n{moment.year}{letter}" for letter in "xyz"]
        if kind == "merger":
            olds = draw(st.lists(st.sampled_from(living), min_size=1, max_size=len(living), unique=True))
            others = [area for area in living if area not in olds]
            lines = [(old, draw(st.sampled_from([fresh[0], *others[:1]]))) for old in olds[:1]]
            lines += [(old, lines[0][1]) for old in olds[1:]]
            shares: list[float | None] = [None] * len(lines)
        else:
            olds = [draw(st.sampled_from(living))]
            others = [area for area in living if area not in olds]
            news = draw(st.lists(st.sampled_from(fresh + others), min_size=2, max_size=3, unique=True))
            lines = [(olds[0], new) for new in news]
            tenths = draw(st.lists(st.integers(0, 4), min_size=len(news), max_size=len(news)))
            shares = [draw(st.sampled_from([None, tenth / 10])) for tenth in tenths[:-1]]
            shares += [None] if None in shares else [1 - sum(filter(None, shares))]
        events += [Event(moment, kind, *line, share) for line, share in zip(lines, shares, strict=True)]
        for old in olds:
            days[old] = (days[old][0], moment)
            living.remove(old)
        for _, new in lines:
            if new not in days:
                days[new] = (moment, None)
                living.append(new)
    return events, days


def alive(days: dict[str, Days], on: date) -> list[str]:
    return [a for a, (begin, end) in days.items() if (begin is None or begin <= on) and (end is None or on < end)]


@st.composite
def told(draw: st.DrawFn, splits: bool = True) -> tuple[list[Event], dict[str, Days], list[Amounts]]:
    """A story with whole numbers of persons, one census each year."""
    events, days = draw(stories(splits))
    counts = [{area: float(draw(st.integers(0, 9999))) for area in alive(days, day)} for day in D[:6]]
    return events, days, counts


def series(days: dict[str, Days], counts: list[Amounts]) -> Series:
    values = [[count.get(area, nan) for count in counts] for area in days]
    return Series(list(days), [at(day) for day in D[: len(counts)]], values)


@settings(deadline=None)
@given(told())
def test_it_agrees_with_the_twin(story: tuple[list[Event], dict[str, Days], list[Amounts]]) -> None:
    events, days, counts = story
    on = D[6]
    result = Reclass(events, days).apply(series(days, counts), on=on)
    assert sorted(result.areas) == sorted(alive(days, on))
    for t, count in enumerate(counts):
        slow = corners(count, events, D[t], on)
        low = [min(way.get(area, 0.0) for way in slow) for area in result.areas]
        high = [max(way.get(area, 0.0) for way in slow) for area in result.areas]
        np.testing.assert_allclose(result.low[:, t], low, rtol=1e-12, atol=1e-9)
        np.testing.assert_allclose(result.high[:, t], high, rtol=1e-12, atol=1e-9)
        known = result.low[:, t] == result.high[:, t]
        np.testing.assert_array_equal(np.isnan(result.values[:, t]), ~known)
        np.testing.assert_array_equal(result.values[known, t], result.low[known, t])
        flags = np.array([row[t] for row in result.flags])
        np.testing.assert_array_equal(flags == "not known", ~known)


@settings(deadline=None)
@given(told())
def test_sums_stay_what_they_were(story: tuple[list[Event], dict[str, Days], list[Amounts]]) -> None:
    events, days, counts = story
    result = Reclass(events, days).apply(series(days, counts), on=D[6])
    assert result.total.tolist() == [sum(count.values()) for count in counts]
    np.testing.assert_allclose(result.low.sum(axis=0) + result.undivided, result.total, rtol=1e-12, atol=1e-9)
    whole = ~np.isnan(result.values).any(axis=0)
    np.testing.assert_allclose(result.values.sum(axis=0)[whole], result.total[whole], rtol=1e-12)
    np.testing.assert_allclose(result.undivided[whole], 0, atol=1e-9)


@settings(deadline=None)
@given(told(splits=False))
def test_a_merger_loses_nothing_and_can_be_undone(story: tuple[list[Event], dict[str, Days], list[Amounts]]) -> None:
    events, days, counts = story
    reclass = Reclass(events, days)
    result = reclass.apply(series(days, counts), on=D[6])
    assert {flag for row in result.flags for flag in row} <= {"as published", "merged"}
    assert result.values.sum(axis=0).tolist() == result.total.tolist() == [sum(c.values()) for c in counts]
    for t, count in enumerate(counts):  # old -> new -> old, with what each held as the key
        there = reclass.apply(Series(list(count), [at(D[t])], [[v + 1] for v in count.values()]), on=D[6])
        held = {area: v + 1 for area, v in count.items()}
        weights: dict[tuple[str, str], float] = {}
        for moment in sorted({e.date for e in events if e.date > D[t]}):
            before = dict(held)
            for e in (e for e in events if e.date == moment):
                weights[e.new, e.old] = before[e.old]
                if e.new in before:
                    weights[e.new, e.new] = before[e.new]
                held[e.new] = held.get(e.new, 0) + held.pop(e.old)
        if len({e.date for e in events if e.date > D[t]}) > 1 and len({new for new, _ in weights}) < len(
            {(e.date, e.new) for e in events if e.date > D[t]}
        ):
            continue  # the same receiver at two dates would need a key per date
        back = reclass.apply(there.series(), on=D[t], key=Key("persons", weights))
        assert sorted(back.areas) == sorted(count)
        found = table(back)
        np.testing.assert_allclose([found[a][0] for a in count], [v + 1 for v in count.values()], rtol=1e-12)
        bounds = reclass.apply(there.series(), on=D[t])
        assert (bounds.low[:, 0] <= back.values[:, 0] * (1 + 1e-12)).all()
        assert (bounds.high[:, 0] >= back.values[:, 0] * (1 - 1e-12)).all()


@settings(deadline=None)
@given(told(), st.data())
def test_rates_are_made_again_from_their_parts(
    story: tuple[list[Event], dict[str, Days], list[Amounts]], data: st.DataObject
) -> None:
    events, days, counts = story
    below = [{area: count[area] + 1 for area in count} for count in counts]
    rates = [{area: data.draw(st.integers(0, 50)) / 2 for area in count} for count in counts]
    result = Reclass(events, days).apply(series(days, rates), on=D[6], kind="rate", denominator=series(days, below))
    for t in range(len(counts)):
        above = {area: rates[t][area] * below[t][area] for area in below[t]}
        upper, under = (corners(c, events, D[t], D[6]) for c in (above, below[t]))
        for i, area in enumerate(result.areas):
            least, most = (pick(way.get(area, 0.0) for way in under) for pick in (min, max))
            low, high = (pick(way.get(area, 0.0) for way in upper) for pick in (min, max))
            assert result.low[i, t] == pytest.approx(low / most if most else nan, rel=1e-9, nan_ok=True)
            if least > 1e-9:
                assert result.high[i, t] == pytest.approx(high / least, rel=1e-9)
            if result.flags[i][t] == "as published":
                assert result.values[i, t] == rates[t][area]
            if result.flags[i][t] == "merged":
                assert min(rates[t].values()) - 1e-9 <= result.values[i, t] <= max(rates[t].values()) + 1e-9
        assert result.total[t] == pytest.approx(sum(above.values()) / sum(below[t].values()))


@settings(deadline=None)
@given(told(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_given_does_not_matter(
    story: tuple[list[Event], dict[str, Days], list[Amounts]], random: Any
) -> None:
    events, days, counts = story
    first = Reclass(events, days).apply(series(days, counts), on=D[6])
    names, lines = list(days), list(events)
    random.shuffle(names)
    random.shuffle(lines)
    second = Reclass(lines, days).apply(series({name: days[name] for name in names}, counts), on=D[6])
    place = [second.areas.index(area) for area in first.areas]
    for one, other in ((first.values, second.values), (first.low, second.low), (first.high, second.high)):
        np.testing.assert_allclose(one, other[place], rtol=1e-12, atol=1e-9)
    assert first.notes == tuple(second.notes[i] for i in place)


# --- the real events


def real() -> tuple[list[Event], dict[str, Days], dict[str, str]]:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    with (ROOT / "workspace/brabant/area_events.csv").open(encoding="utf-8") as file:
        events = [
            Event(
                date.fromisoformat(r["date"]),
                cast(Literal["merger", "split"], r["kind"]),
                r["old"],
                r["new"],
                float(r["share"]) if r["share"] else None,
            )
            for r in csv.DictReader(file)
        ]
    with (ROOT / "workspace/brabant/areas.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "municipality" and r["parent"] == "PV30"]
    return (
        events,
        {r["code"]: (day(r["valid_from"]), day(r["valid_to"])) for r in rows},
        {r["code"]: r["name"] for r in rows},
    )


CASE = {  # the events of the case m2-herindeling, by name
    (date(2021, 1, 1), "split", "Haaren", "Boxtel"),
    (date(2021, 1, 1), "split", "Haaren", "Oisterwijk"),
    (date(2021, 1, 1), "split", "Haaren", "Tilburg"),
    (date(2021, 1, 1), "split", "Haaren", "Vught"),
    (date(2022, 1, 1), "merger", "Landerd", "Maashorst"),
    (date(2022, 1, 1), "merger", "Uden", "Maashorst"),
    (date(2022, 1, 1), "merger", "Boxmeer", "Land van Cuijk"),
    (date(2022, 1, 1), "merger", "Cuijk", "Land van Cuijk"),
    (date(2022, 1, 1), "merger", "Grave", "Land van Cuijk"),
    (date(2022, 1, 1), "merger", "Mill en Sint Hubert", "Land van Cuijk"),
    (date(2022, 1, 1), "merger", "Sint Anthonis", "Land van Cuijk"),
}


def test_gemeente_herindeling_m2() -> None:
    """62 municipalities in 2020, 61 in 2021, 56 in 2022: one series on the division of 2022.

    The figures are invented (a number per municipality and year); the areas and the events are the real ones.
    """
    events, days, names = real()
    later = {(e.date, e.kind, names[e.old], names[e.new]) for e in events if e.date >= date(2021, 1, 1)}
    assert later == CASE
    dates = [D[10], D[11], D[12]]
    assert [len(alive(days, day)) for day in dates] == [62, 61, 56]
    counts = [
        {area: 1000.0 + 7 * i + t for i, area in enumerate(sorted(alive(days, day)))} for t, day in enumerate(dates)
    ]
    given_series = Series(
        sorted(days), [at(day) for day in dates], [[c.get(area, nan) for c in counts] for area in sorted(days)]
    )
    result = Reclass(events, days).apply(given_series, on=D[12])
    assert sorted(result.areas) == sorted(alive(days, D[12]))
    assert result.total.tolist() == [sum(count.values()) for count in counts]  # unchanged at every date
    np.testing.assert_array_equal(result.low.sum(axis=0) + result.undivided, result.total)

    code = {name: area for area, name in names.items()}
    now = {names[area]: i for i, area in enumerate(result.areas)}
    receivers = ["Boxtel", "Oisterwijk", "Tilburg", "Vught"]
    haaren = counts[0][code["Haaren"]]
    assert result.undivided.tolist() == [haaren, 0, 0]
    for name in receivers:  # no share is known: none to all of it, and no value
        own = counts[0][code[name]]
        assert (result.low[now[name], 0], result.high[now[name], 0]) == (own, own + haaren)
        assert math.isnan(result.values[now[name], 0])
        assert result.flags[now[name]] == ("not known", "as published", "as published")
        assert result.notes[now[name]][0] == (f"split of GM0788 into {code[name]} on 2021-01-01 (share not known)")
        assert [e.old for e in result.causes[now[name]][0]] == ["GM0788"]
    made = {
        "Maashorst": ["Landerd", "Uden"],
        "Land van Cuijk": ["Boxmeer", "Cuijk", "Grave", "Mill en Sint Hubert", "Sint Anthonis"],
    }
    for name, olds in made.items():  # a pure merger is lossless
        sums = [sum(counts[t][code[old]] for old in olds) for t in (0, 1)]
        assert result.values[now[name]].tolist() == [*sums, counts[2][code[name]]]
        assert result.flags[now[name]] == ("merged", "merged", "as published")
    others = set(now) - set(receivers) - set(made)
    assert len(others) == 50
    for name in others:
        assert result.values[now[name]].tolist() == [count[code[name]] for count in counts]
        assert set(result.flags[now[name]]) == {"as published"}
        assert set(result.notes[now[name]]) == {""}

    parts = dict(zip(receivers, (1, 2, 0.5, 1.5), strict=True))  # an invented key: with it the parts are estimates
    key = Key("persons", {("GM0788", code[name]): weight for name, weight in parts.items()})
    weighed = Reclass(events, days).apply(given_series, on=D[12], key=key)
    assert [weighed.values[now[name], 0] for name in receivers] == [
        counts[0][code[name]] + haaren * weight / 5 for name, weight in parts.items()
    ]
    assert {weighed.flags[now[name]][0] for name in receivers} == {"estimated"}
    assert weighed.values.sum(axis=0) == pytest.approx(weighed.total, rel=1e-15)
    assert weighed.undivided.tolist() == [0, 0, 0]

    with pytest.raises(
        ValueError, match="Expected only mergers on the way back to 2020-01-01, got the split of GM0788"
    ):
        Reclass(events, days).apply(result.series(), on=D[10])


def test_the_events_need_no_list_of_areas_here() -> None:
    """Receivers of mergers began that day, receivers of splits were there: so it is in all real events since 2015."""
    events, days, _ = real()
    reclass = Reclass(events)
    assert [(a, d) for d in D for a in days if reclass.exists(a, d) != Reclass(events, days).exists(a, d)] == []


# --- on paper


LINDE = [
    Event(D[11], "split", "Linde", "Beuk", 0.6),
    Event(D[11], "split", "Linde", "Wilg", 0.4),
    Event(D[12], "merger", "Beuk", "Woud"),
    Event(D[12], "merger", "Eik", "Woud"),
]


def test_the_docstrings_speak_the_truth() -> None:
    assert doctest.testmod(module).failed == 0


def test_the_page_has_the_numbers_of_the_doctest() -> None:
    page = (ROOT / "docs/methods/harmonise.md").read_text(encoding="utf-8")
    dates = [D[10], D[11], D[12]]
    persons: list[list[float]] = [
        [1000, nan, nan],
        [5000, 5700, nan],
        [2000, 2010, nan],
        [4000, 4450, 4500],
        [nan, nan, 7800],
    ]
    given_series = Series(["Linde", "Beuk", "Eik", "Wilg", "Woud"], [at(d) for d in dates], persons)

    def dutch(value: float) -> str:
        return "–" if math.isnan(value) else f"{value:,.0f}".replace(",", ".")

    def rows(names: Any, values: Any) -> list[str]:
        return [f"| {name} | {' | '.join(map(dutch, row))} |" for name, row in zip(names, values, strict=True)]

    known = Reclass(LINDE).apply(given_series, on=D[12])
    opened = Reclass([Event(e.date, e.kind, e.old, e.new) for e in LINDE]).apply(given_series, on=D[12])
    expected = rows(given_series.areas, persons) + rows(known.areas, known.values)
    expected += [
        f"| {area} | {dutch(low)} tot {dutch(high)} |"
        for area, low, high in zip(opened.areas, opened.low[:, 0], opened.high[:, 0], strict=True)
    ]
    assert re.findall(r"^\| (?:Linde|Beuk|Eik|Wilg|Woud) \|.*\|$", page, re.M) == expected
    assert "8,44 %" in page

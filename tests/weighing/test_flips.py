"""What the page says about flips, second opinions and favourites holds to the letter; and the order of the options is no matter."""

import math
from dataclasses import replace

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.weighing.line import weighed, words_in
from tests.weighing.test_session import CODES, ONE, TWO, framed

from samenhang.methods.second import compare
from samenhang.weighing.appraisal import queries
from samenhang.weighing.appraisal.queries import Insight, flips, numbers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]
__all__ = ["framed"]


def plain(words):
    return "".join(map(str, words))


def insight_on(page, values, voices=(), order="ABC"):
    """What these voices (points, least) say on these values per option, with the options in this order."""
    likely = np.array([[float(number) for number in values[letter]] for letter in order])
    board = replace(page.board, options=tuple(order), low=likely, likely=likely, high=likely)
    made = tuple(
        numbers.voice_of(party, board, dict(zip(CODES, points, strict=True)), least, {})
        for party, points, least in voices
    )
    return Insight(page.appraisal.ref, board, page.options, made, {}, {})


@pytest.mark.parametrize(
    ("before", "after", "decimals", "most", "shown"),
    [
        (40.0, 44.44, 1, 100, (40, 44.5)),
        (60.0, 55.56, 1, 100, (60, 55.5)),
        (60.0, 55.0, 0, 100, (60, 54)),  # at 55 first place is shared, so past it
        (70.0, 100.0, 1, 100, (70, 100)),  # nothing is past the end of the scale
        (49.96, 49.98, 1, 100, (49.9, 50)),  # what is now is not shown as what would flip it
        (1000.2, 1000.4, 0, None, (1000, 1001)),
    ],
)
def test_a_number_of_a_flip_is_rounded_past_the_point(before, after, decimals, most, shown):
    assert flips.rounded(before, after, decimals, most) == shown


def test_the_weight_that_is_said_really_flips(framed):
    page = queries.page_of(framed)
    insight = insight_on(page, {"A": (90, 10, 900, 70), "B": (60, 60, 1000, 60), "C": (40, 80, 600, 70)})
    found = numbers.flips(insight.board, insight.shares)
    assert found.weights
    for one in found.weights:
        said = flips.rounded(100 * one.before, 100 * one.after, 1, 100)[1] / 100
        shares = insight.shares * (1 - said) / (1 - one.before)
        shares[one.criterion] = said
        totals = np.where(insight.board.allowed, insight.board.values @ shares, -1)
        assert int(totals.argmax()) == one.challenger or flips.level(one.after, said)


def test_options_that_stand_level_now_are_said_to(framed):
    values = {"A": (90, 10, 900, 70), "B": (60, 60, 1000, 60), "C": (60, 60, 1000, 60)}
    said = [plain(words) for words in insight_on(queries.page_of(framed), values).flips]
    assert said[0] == "Options B and C stand level on first place now: the smallest change decides."
    assert not any("counted for" in words for words in said)


def test_a_floor_says_stricter_than_and_a_floor_that_guards_no_right_is_left_out(framed):
    page = queries.page_of(framed)
    insight = insight_on(page, {"A": (90, 10, 900, 70), "B": (60, 60, 1000, 60), "C": (40, 80, 600, 55)})
    found = numbers.flips(insight.board, insight.shares)
    assert any(math.isnan(floor.before) for floor in found.floors)
    said = [plain(words) for words in insight.flips if "bound" in plain(words)]
    assert len(said) == sum(not math.isnan(floor.before) for floor in found.floors)
    assert said[-1] == "With a bound stricter than 60.0 on “Fair pay”, option B would fall out, and C come first."
    assert not any("Harvest in" in words for words in said)


def test_when_all_options_are_red_the_page_says_which_one_floor_brings_whom_back(framed, client):
    page = queries.page_of(framed)
    insight = insight_on(page, {"A": (90, 10, 900, 70), "B": (60, 20.06, 1000, 60), "C": (40, 25, 600, 75)})
    assert insight.all_red
    said = [plain(words) for words in insight.flips]
    totals = insight.board.values @ insight.shares
    first = "ABC"[int(totals.argmax())]
    assert len(said) == 3
    assert said[0] == "With a bound of 25.0 on “Fair pay”, option C would take part, and come first."
    assert said[1].startswith(
        "With a bound of 20.0 on “Fair pay”, option B would take part"
    )  # rounded to what lets it in
    assert said[2].endswith("come first.")
    assert first in said[2]


def test_ways_that_share_first_place_contradict_nobody(framed, monkeypatch):
    page = queries.page_of(framed)
    insight = insight_on(page, {"A": (90, 40, 900, 70), "B": (60, 60, 1000, 60), "C": (40, 80, 600, 75)})

    def said(**orders):
        monkeypatch.setattr(numbers, "opinions", lambda board, weights: compare(orders))
        return plain(insight.second_words)

    shared = {"sum": [2, 1, 3], "topsis": [1, 1, 3], "electre": [2, 1, 3]}
    assert said(**shared) == (
        "The other ways of weighing put option B first too, but not all of them alone: nearness to the best (TOPSIS) (A / B)."
    )
    assert said(sum=[1, 1, 3], topsis=[1, 2, 3]).endswith("do not share it alike: nearness to the best (TOPSIS) (A).")
    assert (
        said(sum=[1, 1, 3], topsis=[1, 1, 3]) == "Five ways of weighing let the same options share first place: A / B."
    )
    assert said(sum=[1, 2, 3], topsis=[1, 2, 3]) == "Five ways of weighing put the same option first: A."
    assert said(sum=[1, 2, 3], topsis=[2, 1, 3]).startswith("The sum puts A first; not so nearness")


def test_what_a_party_cannot_accept_takes_no_first_place_and_its_favourite_is_that_of_the_differences(framed):
    page = queries.page_of(framed)
    values = {"A": (90, 40, 900, 70), "B": (60, 60, 1000, 60), "C": (40, 80, 600, 75)}
    insight = insight_on(page, values, [(ONE, (80, 5, 10, 5), {"tn-k2": 50}), (TWO, (5, 20, 5, 70), {"tn-k2": 101})])
    one, two = insight.firsts
    assert [cell.value for cell in one.shares] == [0, 100, 0]
    assert (one.vetoed, one.favourite.letter) == ((True, False, False), "B")
    assert [cell.value for cell in two.shares] == [0, 0, 0]
    assert two.favourite is None
    (pair,) = numbers.differences(insight.voices)
    assert pair.first == (1, -1)
    assert [cell.value for cell in insight.all_together] == [0, 50, 0]


def test_the_page_still_answers_when_all_are_red(framed, signed_in, core_team):
    from tests.weighing.test_frame import form_of

    red = {f"{letter}_2_{part}": 10 for letter in "ABC" for part in ("low", "likely", "high")}
    assert signed_in.post(reverse("appraisal:scores", args=[framed.pk]), form_of(framed, **red)).status_code == 302
    weighed(framed, core_team)
    text = words_in(signed_in.get(reverse("appraisal:differ", args=[framed.pk])))
    assert "All options are red: each breaches a right, so none can come first." in text
    assert "would take part" in text


value = st.integers(0, 100)
row = st.tuples(value, value, st.integers(0, 1500), st.integers(20, 90))
points = st.tuples(*[st.integers(1, 100)] * 4)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.tuples(row, row, row), order=st.permutations("ABC"), one=points, two=points, least=st.integers(0, 60)
)  # fmt: skip
def test_permuting_the_options_permutes_the_results(framed, rows, order, one, two, least):
    page, values = queries.page_of(framed), dict(zip("ABC", rows, strict=True))
    voices = [(ONE, one, {}), (TWO, two, {"tn-k4": least})]
    before, after = (insight_on(page, values, voices, letters) for letters in ("ABC", "".join(order)))
    for voice in before.voices:  # options that stand level have no order to keep
        totals = np.sort(voice.board.values @ voice.shares)
        assume(np.diff(totals).min() > 1e-6)
    assume(np.diff(np.sort(before.board.values @ before.shares)).min() > 1e-6)

    def firsts(insight):
        return [
            (first.favourite, {option.letter: (cell.value, veto) for option, cell, veto in first.cells})
            for first in insight.firsts
        ]

    assert firsts(after) == firsts(before)  # no range around the values: every draw says the same
    assert dict(zip(after.board.options, after.barred, strict=True)) == dict(zip("ABC", before.barred, strict=True))
    assert {(option.letter, cell.value) for option, cell, _red in after.last_line} == {
        (option.letter, cell.value) for option, cell, _red in before.last_line
    }
    places = [
        {method: {option.letter: cell.value for option, cell in ranks} for method, ranks in insight.second}
        for insight in (before, after)
    ]
    assert places[0] == places[1]
    split = [insight.why[0].decisive if insight.why else "" for insight in (before, after)]
    assert split[0] == split[1]
    assert agreed(before) == agreed(after)


def agreed(insight):
    """The flips of the weights, by the letters of the options; those of scores and floors can stand level with each other."""
    found = numbers.flips(insight.board, insight.shares)
    first = insight.board.options[found.first] if found.first >= 0 else ""
    return first, {(one.criterion, round(one.after, 9)) for one in found.weights}

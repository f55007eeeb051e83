"""Robustness to futures: in how many of them an option comes first and what its worst regret is, on futures that were calculated."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.weighing.line import PROVINCE, weighed, words_in
from tests.weighing.test_frame import form_of
from tests.weighing.test_session import framed

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Words
from samenhang.weighing.appraisal import queries
from samenhang.weighing.appraisal.queries.register import outcomes
from samenhang.weighing.futures import actions as acts
from samenhang.weighing.futures import tasks
from samenhang.weighing.futures.queries import outcome, readable
from samenhang.weighing.futures.queries.lab import lab as make_lab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]
__all__ = ["framed"]


@pytest.fixture
def lab(core_team):
    return make_lab(core_team)


def ran(lab, core_team, title, beds, more=1.0):
    """A saved future that was calculated: so many beds, in circumstances in which the first driver is `more` times as large."""
    name = next(iter(lab.standing.ranges))
    ranges = {**lab.standing.ranges, name: tuple(more * bound for bound in lab.standing.ranges[name])}
    levers = {**lab.standing.levers, "extra_beds": float(beds)}
    chosen = replace(lab.standing, draws=200, levers=levers, ranges=ranges)
    saved = acts.save(name=Words(title), chosen=chosen, by=core_team, at=timezone.now())
    run = acts.ask(future=saved, start=lab.sheet, draws=200, by=core_team, at=timezone.now())
    assert tasks.compute.call(run.pk) == "done"
    run.refresh_from_db()
    return run


def last(run, name="shortage"):
    rows = ledger.table(ledger.sheet(run.result)).records()
    year = max(row["year"] for row in rows if row["part"] == "total")
    return f"{run.result}#total/{name}/{year}/likely"


def reading(signed_in, framed, core_team, **runs):
    """Score the options by hand, save that those named read a future for their places, and weigh."""
    change = {"C_2": 60, "B_1": 55}
    given = {f"{name}_{part}": value for name, value in change.items() for part in ("low", "likely", "high")}
    for letter, run in runs.items():
        given |= {f"{letter}_3_{part}": "" for part in ("low", "likely", "high", "remark")}
        given[f"{letter}_3_evidence"] = last(run)
    response = signed_in.post(reverse("appraisal:scores", args=[framed.pk]), form_of(framed, **given))
    assert response.status_code == 302, words_in(response)
    weighed(framed, core_team)
    page = queries.page_of(framed)
    return page, queries.holds_of(page, queries.insight_of(page))


def shown(signed_in, framed):
    return words_in(signed_in.get(reverse("appraisal:page", args=[framed.pk])))


def test_without_a_future_the_page_says_how_to_get_one(signed_in, framed, core_team):
    weighed(framed, core_team)
    response = signed_in.get(reverse("appraisal:page", args=[framed.pk]))
    assert "no future was saved and calculated" in words_in(response)
    assert f'href="{reverse("futures:lab")}"' in response.content.decode()


def test_a_future_that_nobody_reads_says_nothing_about_the_options(signed_in, framed, core_team, lab):
    run = ran(lab, core_team, "Twintig bedden", 20)
    weighed(framed, core_team)
    assert "no value here reads the outcome of a saved future" in shown(signed_in, framed)
    ((title, choices),) = readable()
    assert title == "Future: Twintig bedden"
    assert last(run) in dict(choices)
    words = outcomes([last(run)])[last(run)].words
    assert words == dict(choices)[last(run)]
    assert words.startswith("Shortage of regular places in ")


def test_the_same_choice_is_read_in_every_circumstance_and_the_regret_is_that_of_the_totals(
    signed_in, framed, core_team, lab
):
    runs = {
        (beds, more): ran(lab, core_team, f"{beds} bedden, {more} maal", beds, more)
        for beds in (0, 40)
        for more in (1, 2)
    }
    page, holds = reading(signed_in, framed, core_team, B=runs[0, 1], C=runs[40, 1])
    assert holds.why_not == ""
    assert len(holds.cases) == 6
    assert holds.cases[0] == "0 bedden, 1 maal · 40 bedden, 1 maal, at its low end"
    # by hand: the totals of every case, from the values that the futures give
    board, shares = page.board, queries.insight_of(page).shares
    column = board.frame.codes.index("tn-k3")
    totals = []
    for more in (1, 2):
        for edge in ("low", "likely", "high"):
            likely = board.likely.copy()
            for letter, beds in (("B", 0), ("C", 40)):
                likely[board.options.index(letter), column] = getattr(outcome(last(runs[beds, more])), edge)
            totals.append(replace(board, likely=likely).values @ shares)
    names = [fare.option.letter for fare in holds.fares]
    assert names == [letter for letter in board.options if letter not in {option.letter for option, _ in holds.barred}]
    rows = [board.options.index(name) for name in names]
    for fare, row in zip(holds.fares, rows, strict=True):
        regrets = [100 * (max(total[rows]) - total[row]) for total in totals]
        assert [cell.value for cell in fare.regrets] == pytest.approx(regrets, abs=0.051)
        assert fare.regret.value == pytest.approx(max(regrets), abs=0.051)
        assert fare.first.value == sum(regret < 1e-9 for regret in regrets)
    text = shown(signed_in, framed)
    assert "Does it hold in other futures" in text
    assert "How each option fares in the futures that were calculated" in text


def test_futures_under_different_circumstances_are_not_held_beside_each_other(signed_in, framed, core_team, lab):
    one, other = ran(lab, core_team, "Een", 0, 1), ran(lab, core_team, "Ander", 40, 2)
    _page, holds = reading(signed_in, framed, core_team, B=one, C=other)
    assert holds.why_not == "apart"
    assert "they cannot be held beside each other" in shown(signed_in, framed)


def test_one_future_is_three_cases_and_a_right_that_is_breached_has_no_regret(signed_in, framed, core_team, lab):
    run = ran(lab, core_team, "Een", 0)
    given = {f"A_2_{part}": 10 for part in ("low", "likely", "high")}
    form = form_of(
        framed, C_3_low="", C_3_likely="", C_3_high="", C_3_remark="", C_3_evidence=last(run), owner=PROVINCE
    )
    assert signed_in.post(reverse("appraisal:scores", args=[framed.pk]), form | given).status_code == 302
    weighed(framed, core_team)
    page = queries.page_of(framed)
    holds = queries.holds_of(page, queries.insight_of(page))
    assert len(holds.cases) == 3
    assert [(option.letter, where) for option, where in holds.barred] == [("A", "Een, at its low end")]
    assert [fare.option.letter for fare in holds.fares] == ["B", "C"]
    assert "Option A stands outside." in shown(signed_in, framed)

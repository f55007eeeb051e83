"""From the figures to a start, from a setting to an answer, and where it fails: what stands in the sheets is what is said."""

from dataclasses import replace

import numpy as np
import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import ACTS
from samenhang.ground.ledger.models import Act
from samenhang.screen.cells import Cell
from samenhang.weighing.futures import actions, forms
from samenhang.weighing.futures.queries import answer, fails, knobs, limits, model, setting
from samenhang.weighing.futures.queries import start as starts
from samenhang.weighing.futures.queries.lab import lab as make_lab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
FEW = 400
FIGURE = ("row", "area", "indicator", "definition", "value", "state", "period")


@pytest.fixture
def lab(core_team):
    return make_lab(core_team)


def few(lab, **changes):
    return replace(lab.standing, draws=FEW, **changes)


def test_the_start_takes_what_is_counted_and_divides_the_rest_of_a_known_total(lab):
    table = ledger.table(starts.latest())
    told = {row["cell"]: (row["value"], row["how"], row["key"]) for row in table.records() if row["quantity"] != "km"}
    assert table.kind == "future-start"
    assert (table.head["method"], table.head["year"]) == ("allocate", "2024")
    # 4,200 in the province, of which 2,600 and 1,250 are counted where they work
    assert told["TG01/migrants"] == (2600.0, "known", "")
    assert told["TG02/migrants"] == (1250.0, "known", "")
    assert told["TG03/migrants"] == (350.0, "estimated", "population")
    # an area that nobody counts gets what the workspace assumes
    assert told["TG02/population"] == (20000.0, "estimated", "otherwise")
    assert told["TG03/unit"] == (17.5, "estimated", "migrants")
    assert (lab.start.known, lab.start.estimated, lab.start.tiled) == (6, 9, False)


def test_each_number_of_the_start_names_the_figure_it_comes_from(lab):
    rows = {row["cell"]: row for row in ledger.table(starts.latest()).records()}
    counted = ledger.cells([rows["TG01/migrants"]["source"]])
    assert [row["value"] for row in counted.values()] == [2600.0]
    total = ledger.cells([rows["TG03/migrants"]["source"]])
    assert [(row["area"], row["value"]) for row in total.values()] == [("TP01", 4200.0)]


def test_the_nearest_areas_stand_in_the_sheet_and_each_row_of_the_commute_is_everybody(lab):
    inputs = lab.start.inputs(lab.standing.shares, lab.standing.values)
    assert np.allclose(inputs.commute.sum(axis=1), 1)
    assert [row[0] for row in inputs.neighbours.tolist()] == [0, 1, 2]
    assert lab.start.near[0][0] == (0, 0.0)


def test_without_a_point_the_tile_map_gives_the_distance_and_says_so():
    areas = (
        b"code,kind,parent,valid_to,tile_col,tile_row,longitude,latitude,source_url\n"
        b"A,municipality,P,,0,0,5.1,52,\nB,municipality,P,,3,4,,,\n"
    )
    quantities = (
        b"quantity,area,indicator,definition,key,per,factor,otherwise\npopulation,,I,D,,,,10\nmigrants,,I,D,,,,5\n"
        b"bed,,,,,migrants,1,\nunit,,,,,migrants,1,\ndwelling,,,,,migrants,1,\n"
    )
    rows = {row["cell"]: row for row in starts.table_of("P", areas, quantities, []).records()}
    assert (rows["A/km/B"]["value"], rows["A/km/B"]["how"], rows["A/km/B"]["key"]) == (50.0, "estimated", "tile")


@pytest.mark.parametrize(
    "quantities, sentence",
    [
        ("migrants,TP01,TI01,TD01,population,,,", "There is no figure of TI01 for TP01 in the definition TD01."),
        ("migrants,TP01,TI02,TD03,population,,,", "The key population should be a quantity that stands above it"),
        ("population,,TI04,TD05,,,,", "population has no figure for"),
        ("migrants,,TI02,TD03,,,,", "migrants has no figure for 3 areas (TG01, TG02, TG03)."),
        ("population,,TI04,TD05,,,,9", "there is none for migrants, bed, unit, dwelling"),
    ],
)
def test_a_start_that_cannot_be_made_says_what_is_missing(quantities, sentence):
    from django.conf import settings

    head = "quantity,area,indicator,definition,key,per,factor,otherwise\n"
    areas = (settings.WORKSPACE / "areas.csv").read_bytes()
    columns = [(name, "number" if name == "value" else "code") for name in FIGURE]
    beds = store.Table("figures", tuple(columns), (("1", "TP01", "TI02", "TD03", 900, "known", "2024"),))
    with pytest.raises(starts.CannotStart) as refused:
        starts.table_of("TP01", areas, (head + quantities + "\n").encode(), [("sheet:ab", beds)])
    assert sentence in str(refused.value)


def test_the_same_figures_make_no_second_start(core_team):
    before = Act.objects.filter(verb="futures.started").count()
    actions.begin_today(by=core_team, at=timezone.now())
    assert Act.objects.filter(verb="futures.started").count() == before == 1


def test_a_setting_comes_back_from_its_sheet_as_it_was(lab):
    chosen = few(lab, levers={**lab.standing.levers, "extra_beds": 150.0}, limit=250.0, preset="tn-hoog-open")
    assert setting.of_table(store.Table.from_bytes(chosen.table({}).to_bytes())) == chosen


def test_an_address_says_only_what_differs_and_reads_back_to_the_same_setting(lab):
    asked = QueryDict("h-extra_beds=150&d-economy-hoog=2,4&grens=250&hoek=tn-hoog-open&uitkomst=migrants")
    read = forms.read(asked, lab.standing, lab.levers, lab.drivers)
    assert read.problems == ()
    low, mode, _high = setting.under_preset(lab.standing, "tn-hoog-open").ranges["economy"]
    assert read.setting.ranges["economy"] == pytest.approx((low, min(mode, 0.024), 0.024))
    again = forms.read(QueryDict(read.query), lab.standing, lab.levers, lab.drivers)
    assert again.setting == read.setting
    assert set(QueryDict(read.query)) == {
        "hoek",
        "h-extra_beds",
        "d-economy-laag",
        "d-economy-hoog",
        "uitkomst",
        "grens",
    }


@pytest.mark.parametrize(
    "address, sentence",
    [
        ("h-extra_beds=nan", "it got “nan”"),
        ("h-extra_beds=inf", "should be from 0 places per year to 5,000 places per year"),
        ("h-extra_beds=-1", "it got “-1”"),
        ("d-economy-laag=5&d-economy-hoog=1", "the lowest value (5) is above the highest (1). Turn them round."),
        ("d-economy-laag=inf", "should lie between two numbers; it got “inf”"),
        ("d-economy-hoog=99", "should stay between -50 % per year and 50 % per year"),
        ("d-start_short-hoog=80", "are more than everybody together at their highest"),
        ("trekkingen=0", "The number of futures should be a number from 200 to 100000; it got “0”"),
        ("trekkingen=1000000000", "it got “1000000000”"),
        ("grens=veel", "The limit should be a number"),
        ("uitkomst=geluk", "There is no outcome “geluk”"),
        ("hoek=nergens", "There is no corner “nergens”"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence_and_stays_in_its_field(lab, address, sentence):
    with translation.override("en"):
        read = forms.read(QueryDict(address), lab.standing, lab.levers, lab.drivers)
    assert [problem for problem in read.problems if sentence.replace("-50", "−50") in problem or sentence in problem]
    typed = QueryDict(address)
    kept = {**{slider.name: slider.typed for slider in read.sliders}}
    for span in read.spans:
        kept |= {f"{span.name}-laag": span.low, f"{span.name}-hoog": span.high}
    assert {name: kept[name] for name in typed if name in kept} == {name: typed[name] for name in typed if name in kept}


def test_the_answer_is_the_kernels_own_and_nothing_is_negative(lab):
    from samenhang.methods import stockflow

    chosen = few(lab)
    found = model.answer(chosen, lab.start)
    inputs = lab.start.inputs(chosen.shares, chosen.values)
    ranges = [chosen.ranges[name] for name in stockflow.names(chosen.sectors)]
    params = stockflow.draw(ranges, FEW, chosen.sectors, seed=chosen.seed)
    ran = stockflow.simulate(params, inputs, 25, seed=chosen.seed, outcomes=("migrants", "shortage"))
    assert np.array_equal(found.bands["migrants"], np.sort(stockflow.band(ran, "migrants", model.SHARES)))
    assert np.array_equal(found.areas, stockflow.quantiles(ran, model.SHARES)[:, -1:])
    assert found.years == tuple(range(2025, 2050))
    assert min(band.min() for band in found.bands.values()) >= 0
    assert model.answer(chosen, lab.start).last is found.last


def test_a_lever_moves_the_answer_and_doing_nothing_is_the_same_future(lab):
    plain = model.answer(few(lab), lab.start)
    more = model.answer(few(lab, levers={**lab.standing.levers, "extra_beds": 300.0}), lab.start)
    assert more.last.mean() < plain.last.mean()
    assert few(lab, levers={**lab.standing.levers, "extra_beds": 300.0}).untouched == few(lab)


def test_a_corner_changes_only_what_it_names(lab):
    chosen = setting.under_preset(lab.standing, "tn-laag-streng")
    changed = {name for name in chosen.ranges if chosen.ranges[name] != lab.standing.ranges[name]}
    assert changed == {"economy", "tightness", "pool_trend", "openness"}
    assert chosen.preset == "tn-laag-streng"


def test_a_result_reads_back_from_its_sheet(lab):
    found = model.compute(few(lab), lab.start)
    table = store.Table.from_bytes(store.Table(model.RESULT, model.COLUMNS, tuple(model.rows_of(found))).to_bytes())
    again = model.of_table(table, found.setting, lab.start)
    assert {code: band.tolist() for code, band in again.bands.items()} == {
        code: band.tolist() for code, band in found.bands.items()
    }
    assert np.array_equal(again.areas, found.areas)


def within(computed, found):
    """bool[n]: which futures lie within these limits."""
    inside = np.ones(len(computed.params), bool)
    for limit in found:
        column = computed.params[:, computed.names.index(limit.driver)]
        inside &= (column >= (-np.inf if limit.low is None else limit.low)) & (
            column <= (np.inf if limit.high is None else limit.high)
        )
    return inside


@pytest.fixture
def question(lab):
    chosen = replace(lab.standing, levers={**lab.standing.levers, "extra_beds": 20.0}, draws=1200)
    ran = model.answer(chosen, lab.start)
    return ran, limits.found(ran, effects=False)


def test_the_limits_in_the_sentence_are_those_of_the_box(lab, question):
    """Each limit that is printed, read back, gives the same futures as the box; so its coverage and density are the sentence's."""
    ran, found = question
    said = fails.told(found, lab.drivers, lab.sheet.ref, acted=True)
    cells = [run for run in said.sentence if isinstance(run, Cell) and run.ref.startswith("drivers:")]
    ends = [end for limit in found.limits for end in (limit.low, limit.high) if end is not None]
    assert len(cells) == len(ends) > 0
    scales = [
        lab.drivers[limit.driver].scale for limit in found.limits for end in (limit.low, limit.high) if end is not None
    ]
    printed = [round(float(cell.value), cell.decimals) / scale for cell, scale in zip(cells, scales, strict=True)]
    assert printed == pytest.approx(ends, rel=1e-12)
    inside = within(ran, found.limits)
    failing = ran.last > found.limit
    assert (failing & inside).sum() / failing.sum() == pytest.approx(found.coverage)
    assert (failing & inside).sum() / inside.sum() == pytest.approx(found.density)


def test_the_claim_is_tested_again_on_fresh_draws(question):
    ran, found = question
    fresh = model.compute(ran.setting, ran.start, first=ran.setting.draws, light=True)
    assert not np.array_equal(fresh.params, ran.params)
    inside = within(fresh, found.limits)
    failing = fresh.last > found.limit
    assert found.fresh_coverage == pytest.approx((failing & inside).sum() / failing.sum())
    assert found.fresh_density == pytest.approx((failing & inside).sum() / inside.sum())
    # what was found is no accident of the first draws
    assert abs(found.fresh_density - found.density) < 0.15
    assert found.density > failing.mean()


def test_the_tree_of_cuts_is_the_second_view_and_says_how_far_both_agree(lab, question):
    ran, found = question
    fresh = model.compute(ran.setting, ran.start, first=ran.setting.draws, light=True)
    assert found.corners
    pointed = []
    for corner in found.corners:
        assert 1 <= len(corner.limits) <= limits.MOST_LIMITS
        for computed, coverage, density in (
            (ran, corner.coverage, corner.density), (fresh, corner.fresh_coverage, corner.fresh_density),
        ):  # fmt: skip
            failing, inside = computed.last > found.limit, within(computed, corner.limits)
            assert (coverage, density) == (
                pytest.approx((failing & inside).sum() / failing.sum()), pytest.approx((failing & inside).sum() / inside.sum()),
            )  # fmt: skip
        pointed.append(inside)
    one, other = within(fresh, found.limits), np.any(pointed, axis=0)
    assert found.alike == pytest.approx((one & other).sum() / (one | other).sum())
    said = {}
    for share in (0.9, 0.3):
        with translation.override("en"):
            told = fails.told(replace(found, alike=share), lab.drivers, lab.sheet.ref, acted=False)
        said[share] = "".join(map(str, told.second))
    assert "says nearly the same" in said[0.9]
    assert "draws the limits elsewhere" in said[0.3]
    assert "30 %" in said[0.3]
    with translation.override("en"):
        none = fails.told(replace(found, corners=()), lab.drivers, lab.sheet.ref, acted=False)
    assert "finds no corner" in "".join(map(str, none.second))
    assert len(fails.told(found, lab.drivers, lab.sheet.ref, acted=False).corners) == len(found.corners)


def test_what_was_found_reads_back_from_its_rows(question):
    _ran, found = question
    whole = replace(found, effects=(limits.Effect("economy", 0.4),))
    names = [name for name, _kind in model.COLUMNS]
    rows = [dict(zip(names, row, strict=True)) for row in limits.rows_of(whole)]
    assert limits.of_rows(rows, chosen=whole.chosen, futures=whole.futures) == whole


def test_what_decides_most_is_one_sentence(lab, question):
    _ran, found = question
    effects = tuple(
        limits.Effect(name, share) for name, share in (("economy", 0.41), ("fill", 0.3), ("pool", 0.2), ("care", 0.1))
    )
    with translation.override("en"):
        drivers = knobs.drivers()
        said = fails.told(replace(found, effects=effects), drivers, lab.sheet.ref, acted=False).effects
    named = [f"“{drivers[name].label}” ({share} %)" for name, share in (("economy", 41), ("fill", 30), ("pool", 20))]
    assert "".join(map(str, said)).startswith(f"What decides most is {named[0]}, {named[1]} and {named[2]}, as a share")


def test_satisficing_and_regret_are_counted_over_the_same_futures(question):
    ran, found = question
    plain = model.compute(ran.setting.untouched, ran.start, light=True)
    assert found.holds == pytest.approx((ran.last <= found.limit).mean())
    assert found.untouched == pytest.approx((plain.last <= found.limit).mean())
    best = np.minimum(ran.last, plain.last)
    assert found.regret == pytest.approx((ran.last - best).max())
    assert found.untouched_regret == pytest.approx((plain.last - best).max())


@pytest.mark.parametrize("limit, sentence", [(1e6, "It holds in all but a few"), (0.0, "no few limits")])
def test_a_question_without_a_corner_says_so(lab, limit, sentence):
    chosen = few(lab, limit=limit)
    found = limits.found(model.answer(chosen, lab.start), effects=False)
    said = fails.told(found, lab.drivers, lab.sheet.ref, acted=False)
    words = "".join(map(str, said.sentence))
    assert sentence in words or found.limits
    assert said.measures == said.regret == ()


def test_the_sentence_in_dutch_and_in_english(lab):
    one = limits.Limit("build_rate", None, 0.026)
    two = limits.Limit("exit_long", 0.03, None)
    three = limits.Limit("economy", 0.01, 0.02)
    told = {}
    for language in ("nl", "en"):
        with translation.override(language):
            told[language] = "".join(
                str(run)
                for limit in (one, two, three)
                for run in (*fails.condition(limit, knobs.drivers()[limit.driver]), "; ")
            )
    assert told == {
        "en": "“Growth of supply” is 2.6 % per year or less; “Leaving long stay” is 3 % per year or more; "
        "“Growth of the economy” lies from 1 % per year to 2 % per year; ",
        "nl": "“Groei van het aanbod” 2,6 % per jaar of minder is; “Vertrek uit lang verblijf” 3 % per jaar of meer is; "
        "“Groei van de economie” tussen 1 % per jaar en 2 % per jaar ligt; ",
    }


def test_a_number_of_the_model_has_no_more_digits_than_it_deserves():
    assert [answer.rounded(number, 0) for number in (14293.8, 999.6, 65931.6, 7.2)] == [14300.0, 1000.0, 65900.0, 7.0]
    assert answer.rounded(18.04, 1) == 18.0


def test_the_start_and_the_computation_are_pure_so_that_replay_can_do_them_again():
    assert [(verb, ACTS[verb].pure) for verb in ("futures.started", "futures.simulated")] == [
        ("futures.started", True), ("futures.simulated", True),
    ]  # fmt: skip

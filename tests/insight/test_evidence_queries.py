"""What other rooms may ask of the figures: side by side, chosen, moved, counted."""

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.evidence_rows import deliver, figure

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Ref, Words
from samenhang.ground.lexicon.models import Purpose
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places import queries as places
from samenhang.ground.places.models import Area
from samenhang.insight.evidence import actions, queries
from samenhang.insight.evidence.models import Definition, Edition, Figure, Indicator, Reading
from samenhang.insight.evidence.queries import areas, registers, words
from samenhang.insight.evidence.queries.figures import Range, outermost, stated
from samenhang.insight.evidence.queries.indicators import indicator_page
from samenhang.screen.cells import Cell
from samenhang.workspace.kinds import figures as delivery_schema
from samenhang.workspace.kinds import schema

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


@pytest.fixture
def province():
    return Area.objects.get(pk="TP01")


@pytest.fixture
def migrants():
    return Indicator.objects.get(pk="TI01")


@pytest.fixture
def telling():
    return Edition.objects.get(indicator="TI01", current=True).sheet


def choose(migrants, province, seat, figure, purpose="tn-gesprek", reason="It says whom it counts."):
    return actions.read(
        indicator=migrants, area=province, purpose=Purpose.objects.get(pk=purpose), choice=Ref(figure.ref),
        reason=Words(reason), example=False, by=seat, at=timezone.now(),
    )  # fmt: skip


def test_a_figure_as_a_cell_keeps_unit_state_certainty_and_origin(province, migrants, telling):
    cells = [queries.cell_of(one) for one in queries.figures_of(province, migrants)]
    assert cells == [
        Cell(4000, "personen", f"{telling}#TP01/2030/TX05/TI01/TD02/from/value", "forecast", certainty="low"),
        Cell(6000, "personen", f"{telling}#TP01/2030/TX05/TI01/TD02/to/value", "forecast", certainty="high"),
        Cell(4200, "personen", f"{telling}#TP01/2024/TX01/TI01/TD01/value", "known", certainty="exact"),
        Cell(5500, "personen", f"{telling}#TP01/2024/TX02/TI01/TD02/value", "known", certainty="circa"),
    ]
    assert all(isinstance(cell.value, int) for cell in cells)


def test_a_suppressed_and_an_unknown_figure_are_cells_without_a_number():
    hidden = Figure.objects.select_related("unit").get(area="TG03", indicator="TI01")
    nothing = Figure.objects.select_related("unit").get(area="TG03", indicator="TI02")
    assert [(queries.cell_of(one).numbers, queries.cell_of(one).state) for one in (hidden, nothing)] == [
        ((), "suppressed"),
        ((), "unknown"),
    ]


def test_figures_of_an_area_are_those_of_the_current_editions(province, core_team):
    before = {one.row for one in queries.figures_of(province)}
    assert before == {"TP01/2024/TX01/TI01/TD01", "TP01/2024/TX02/TI01/TD02", "TP01/2030/TX05/TI01/TD02/from",
                      "TP01/2030/TX05/TI01/TD02/to", "TP01/2024-Q4/TX03/TI03/TD04"}  # fmt: skip
    deliver({"TP01,2024,TI01,5500": None}, core_team)
    assert {one.row for one in queries.figures_of(province)} == before - {"TP01/2024/TX02/TI01/TD02"}


def test_both_ends_of_a_range_are_one_statement(province, migrants):
    lines = stated(queries.figures_of(province, migrants))
    assert [(line.figure.row, line.upper.row if line.upper else None) for line in lines] == [
        ("TP01/2030/TX05/TI01/TD02/from", "TP01/2030/TX05/TI01/TD02/to"),
        ("TP01/2024/TX01/TI01/TD01", None),
        ("TP01/2024/TX02/TI01/TD02", None),
    ]
    whole = lines[0].cell
    assert isinstance(whole, Range)
    assert (whole.value, whole.low, whole.high, whole.state) == (None, 4000, 6000, "forecast")
    assert [end.ref for end in whole.ends] == [lines[0].figure.ref, lines[0].upper.ref]


def test_ends_that_count_otherwise_are_no_range(province, migrants):
    figure("one", period="2031", certainty="low", definition_id="TD01")
    figure("two", period="2031", certainty="high", definition_id="TD02")
    figure("three", period="2031", certainty="low", definition_id="TD02", state="forecast")
    lines = [line for line in stated(queries.figures_of(province, migrants)) if line.figure.period == "2031"]
    assert [line.upper for line in lines] == [None, None, None]


def test_lowest_and_highest_leave_forecasts_out_unless_there_is_nothing_else(province, migrants):
    lines = stated(queries.figures_of(province, migrants))
    low, high = outermost(lines)
    assert (low.low.value, high.high.value) == (4200, 5500)
    only = [line for line in lines if not line.counted]
    low, high = outermost(only)
    assert (low.low.value, high.high.value) == (4000, 6000)
    assert outermost([]) is None


def test_of_equal_numbers_at_least_is_the_highest(province, migrants):
    figure("firm", value=5500.0, certainty="at least", period="2023")
    _low, high = outermost(stated(queries.figures_of(province, migrants)))
    assert high.high.certainty == "at least"


def test_what_is_not_in_one_unit_has_no_lowest(province, migrants):
    figure("other", unit_id="tn-procent")
    assert outermost(stated(queries.figures_of(province, migrants))) is None


def test_a_period_that_is_not_stated_comes_last(province, migrants):
    figure("undated", period="")
    assert queries.figures_of(province, migrants)[-1].row == "undated"


def test_the_reading_in_force_is_the_one_that_was_chosen_last(province, migrants, core_team):
    Reading.objects.all().delete()
    purpose = Purpose.objects.get(pk="tn-gesprek")
    assert queries.reading_in_force(migrants, province, purpose) is None
    one, two = (Figure.objects.get(row=f"TP01/2024/{code}") for code in ("TX01/TI01/TD01", "TX02/TI01/TD02"))
    first = choose(migrants, province, core_team, one)
    second = choose(migrants, province, core_team, two, reason="The letter is what the talk is about.")
    assert queries.reading_in_force(migrants, province, purpose) == second
    assert list(queries.readings()) == [second]
    first.refresh_from_db()
    assert first.overtaken_by == second
    page = indicator_page(Visitor(), migrants, province, ON)
    talk = page.purposes[0]
    assert [(talk.chosen.reading, talk.chosen.cell.value, talk.chosen.reason)] == [
        (second, 5500, "The letter is what the talk is about.")
    ]
    assert [(item.reading, item.cell.value, item.by) for item in talk.earlier] == [(first, 4200, "Kerngroep")]
    assert page.purposes[1].chosen is None


def test_a_reading_points_at_a_figure_of_that_indicator_and_area(province, migrants, core_team, telling):
    with pytest.raises(actions.CannotReceive, match="figures of this indicator"), translation.override("en"):
        actions.read(
            indicator=migrants, area=province, purpose=Purpose.objects.get(pk="tn-gesprek"),
            choice=Ref(f"{telling}#TG01/2024/TX01/TI01/TD01/value"), reason=Words("Because."), example=False, by=core_team,
            at=timezone.now(),
        )  # fmt: skip


def test_a_cited_cell_that_stands_has_not_moved(telling):
    ref = f"{telling}#TP01/2024/TX01/TI01/TD01/value"
    assert queries.moved([ref]) == {}
    assert queries.moved([]) == {}
    assert queries.moved(["act:3", "sheet:0000000000000000#A/first", "text:1"]) == {}


def test_cited_cells_move_when_value_or_state_changes_or_the_row_goes(telling, core_team):
    changed, provisional, gone, same = (
        f"{telling}#{row}/value"
        for row in (
            "TP01/2024/TX01/TI01/TD01",
            "TG02/2024/TX01/TI01/TD01",
            "TP01/2024/TX02/TI01/TD02",
            "TG01/2024/TX01/TI01/TD01",
        )
    )
    deliver(
        {
            "TP01,2024JJ00,TI01,4200": "TP01,2024JJ00,TI01,4250",
            "1250,tn-personen,voorlopig": "1250,tn-personen,definitief",
            "TP01,2024,TI01,5500": None,
        },
        core_team,
    )
    now = Edition.objects.get(indicator="TI01", current=True).sheet
    assert now != telling
    assert queries.moved([changed, provisional, gone, same]) == {
        changed: queries.Moved(
            Cell(4200, "personen", changed, certainty="exact"),
            Cell(4250, "personen", f"{now}#TP01/2024/TX01/TI01/TD01/value", certainty="exact"),
            f"{now}#TP01/2024/TX01/TI01/TD01/value",
        ),
        provisional: queries.Moved(
            Cell(1250, "personen", provisional, "provisional", certainty="exact"),
            Cell(1250, "personen", f"{now}#TG02/2024/TX01/TI01/TD01/value", certainty="exact"),
            f"{now}#TG02/2024/TX01/TI01/TD01/value",
        ),
        gone: queries.Moved(Cell(5500, "personen", gone, certainty="circa"), None, ""),
    }
    assert queries.verify_figures()[1] == []


def test_asking_what_moved_takes_as_many_queries_for_one_as_for_all(telling, core_team):
    deliver({"TP01,2024JJ00,TI01,4200": "TP01,2024JJ00,TI01,4250"}, core_team)
    every = [f"{telling}#{row}/value" for row in Figure.objects.filter(sheet=telling).values_list("row", flat=True)]
    counts = []
    for some in (every[:1], every):
        with CaptureQueriesContext(connection) as captured:
            queries.moved(some)
        counts.append(len(captured))
    assert counts == [3, 3]


def test_a_chosen_figure_that_moved_says_so(province, migrants, core_team):
    Reading.objects.all().delete()
    choose(migrants, province, core_team, Figure.objects.get(row="TP01/2024/TX01/TI01/TD01"))
    deliver({"TP01,2024JJ00,TI01,4200": "TP01,2024JJ00,TI01,4250"}, core_team)
    page = indicator_page(Visitor(), migrants, province, ON)
    talk = page.purposes[0].chosen
    assert (talk.cell.value, talk.moved.now.value) == (4200, 4250)
    assert [talk.chose(line) for line in page.lines] == [False, True, False]


def test_theme_and_field_count_figures_and_bottlenecks_without_the_context():
    found = queries.counts_by_theme_and_field()
    assert found == {
        ("tn-werk", "tn-mensen"): queries.ThemeAndField(1, 7, 0),
        ("tn-weten", "tn-mensen"): queries.ThemeAndField(1, 7, 1),
        ("tn-thuis", "tn-ruimte"): queries.ThemeAndField(1, 3, 1),
        ("tn-thuis", "tn-mensen"): queries.ThemeAndField(1, 1, 0),
    }


def test_the_nearest_larger_area_is_a_region_before_the_province():
    for area in ("TB01", "TL01"):
        figure(f"{area}/2024", area_id=area, value=3000.0)
    Figure.objects.filter(area="TG01", indicator="TI01").delete()
    page = areas.area_page(Visitor(), "TG01", ON)
    unknown = {one.indicator.pk: one for topic in page.topics for one in topic.unknown}
    assert unknown["TI01"].nearest.area.pk == "TB01"
    assert unknown["TI03"].nearest.area.pk == "TP01"
    assert unknown["TI03"].nearest.only.cell.value == 61.5


def test_an_area_knows_its_past_its_whole_and_what_is_not_known():
    page = areas.area_page(Visitor(), "TG03", ON)
    assert [event.old.name for event in page.came_from] == ["Cederhorst", "Meerdorp"]
    assert [(one.division_id, one.whole_id) for one in page.memberships] == [
        ("werkstreken", "TW02"),
        ("bestuurskringen", "TB02"),
    ]
    assert [[one.indicator.pk for one in topic.known] for topic in page.topics] == [["TI01"], ["TI02"], []]
    assert [[one.indicator.pk for one in topic.unknown] for topic in page.topics] == [[], [], ["TI03"]]
    assert [(run.first.cell.value, run.number) for run in page.context] == [(27500, 1)]
    gone = areas.area_page(Visitor(), "TG11", ON)
    assert (gone.ended, [event.new_id for event in gone.became]) == (True, ["TG03"])
    assert areas.area_page(Visitor(), "TG99", ON) is None


def test_a_membership_that_ended_no_longer_counts():
    assert [(division.pk, [one.pk for one in parts]) for division, parts in places.wholes(ON)] == [
        ("werkstreken", ["TW01", "TW02"]),
        ("bestuurskringen", ["TB02", "TB01"]),
    ]
    found = Area.objects.filter(places.part_of("bestuurskringen", date(2019, 1, 1), ["TB01"])).order_by("pk")
    assert [one.pk for one in found] == ["TG01", "TG02"]
    found = Area.objects.filter(places.part_of("bestuurskringen", ON, ["TB01"]))
    assert [one.pk for one in found] == ["TG01"]


def test_who_could_know_is_who_states_it_for_several_areas(migrants):
    made = [
        Area.objects.create(code=f"XG{n}", name=f"Xdorp {n}", kind="municipality", parent_id="TP01") for n in range(3)
    ]
    known = {one.indicator.pk: one for one in areas.area_page(Visitor(), "XG0", ON).topics[0].unknown}
    assert known["TI01"].publishers == ()
    for area in made[1:]:
        figure(f"{area.pk}/2024", area_id=area.pk)
    known = {one.indicator.pk: one for one in areas.area_page(Visitor(), "XG0", ON).topics[0].unknown}
    assert known["TI01"].publishers == ("Bureau Zomerkade Telt",)


def test_the_map_never_mixes_what_counts_differently(migrants):
    figure("TG01/other", area_id="TG01", definition_id="TD02", value=9000.0)
    figure("TG03/2023", area_id="TG03", period="2023", value=1.0)
    found = areas.series_of(migrants, ON)
    assert [(one.definition.pk, one.period, sorted(areas.cells_of(one, Area.objects.all(), ON))) for one in found] == [
        ("TD01", "2024", ["TG01", "TG02", "TG03"]),
        ("TD02", "2024", ["TG01"]),
        ("TD01", "2023", ["TG03"]),
    ]
    assert [one.size for one in found] == [3, 1, 1]


def test_what_came_in_is_listed_with_its_sheet(core_team):
    (one,) = registers.delivered()
    assert (one.source.pk, one.figures, one.indicators, len(one.deliveries)) == ("tn-telling", 13, 4, 1)
    file = settings.WORKSPACE / "deliveries" / "telling-2024.csv"
    assert store.read(ledger.sheet(one.deliveries[0].ref).digest) == file.read_bytes()
    assert one.deliveries[0].size == file.stat().st_size
    deliver({"TP01,2024JJ00,TI01,4200": "TP01,2024JJ00,TI01,4250"}, core_team)
    (one,) = registers.delivered()
    assert len(one.deliveries) == 2


def test_definitions_side_by_side_show_what_differs():
    fields = {
        one.label: one for one in registers.compared(Definition.objects.filter(pk__in=["TD01", "TD02"]).order_by("pk"))
    }
    assert len(fields) == len(words.FIELDS)
    assert {label for label, one in fields.items() if not one.differs} == {
        str(words.FIELDS["counts"]),
        str(words.FIELDS["stay"]),
    }


@pytest.mark.parametrize(
    ("table", "column", "named"),
    [
        *(("definitions", column, names) for column, names in words.DEFINITION.items()),
        ("indicators", "topic", words.TOPICS),
        ("areas", "kind", words.KINDS),
        ("memberships", "certainty", words.MEMBERSHIP_CERTAINTIES),
        ("area_events", "kind", words.EVENTS),
        ("area_events", "certainty", words.EVENT_CERTAINTIES),
        ("publications", "reading", words.READ),
    ],
)
def test_every_word_of_the_schema_has_a_name(table, column, named):
    allowed = {one.name: one.allowed for one in schema()[table].columns}[column]
    assert list(named) == list(allowed)


def test_every_word_of_a_delivery_has_a_name():
    allowed = {one.name: one.allowed for one in delivery_schema().columns}
    assert (list(words.BASES), list(words.CERTAINTIES), list(words.MARKS)) == (
        list(allowed["basis"]),
        list(allowed["certainty"]),
        list(allowed["mark"]),
    )

"""An appraisal from question to ranks: through the forms, in the record, replayed; and every way to fill it in wrong."""

import subprocess
import sys

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.weighing.line import (
    PROVINCE,
    THEMES,
    any_scores,
    draw,
    form_of,
    frame_of,
    opened,
    scored,
    table_of,
    weighed,
    weighted,
    words_in,
)

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.actions import erase
from samenhang.ground.ledger.acts import Permission, Ref, Words
from samenhang.ground.ledger.models import Act, Prose
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.actions import deliver
from samenhang.insight.evidence.models import Reading, Source
from samenhang.insight.evidence.queries import figures_of
from samenhang.insight.network.models import Party
from samenhang.weighing.appraisal import actions, queries
from samenhang.weighing.appraisal.models import Appraisal, Option

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]

__all__ = ["draw", "opened"]


def test_the_whole_line_through_the_forms(signed_in, draw):
    """Open, score, give the weights of two parties and weigh, with values nobody has seen before."""
    words = [f"Optie {place} {draw.randrange(10**6)}" for place in range(draw.randint(2, 5))]
    given = {"question": f"Vraag {draw.randrange(10**6)}?", "area": "TP01"}
    given |= {f"option_{letter}": option for letter, option in zip("ABCDEFGH", words, strict=False)}
    response = signed_in.post("/afwegingen/nieuw/", given)
    made = Appraisal.objects.latest("pk")
    assert response.url == f"/afwegingen/{made.pk}/scores/"
    letters = [option.letter for option in made.options.all()]
    assert [option.words.body for option in made.options.all()] == words
    reading = Reading.objects.filter(area="TP01").first()
    scores = any_scores(draw, letters)
    form = form_of(scores, evidence=reading.ref, remark="Zo denken wij.")
    assert signed_in.post(response.url, form).url == f"/afwegingen/{made.pk}/"
    points = {party: [draw.randint(1, 100), draw.randint(0, 100)] for party in (PROVINCE, "parties:TO03")}
    for party, (first, second) in points.items():
        form = {"party": party, "points_1": first, "points_2": second, "reason": "Zo wegen wij."}
        assert signed_in.post(f"/afwegingen/{made.pk}/gewichten/", form).url == f"/afwegingen/{made.pk}/"
    assert signed_in.post(f"/afwegingen/{made.pk}/wegen/").url == f"/afwegingen/{made.pk}/"

    page = queries.appraisal_page(Visitor(), made.pk)
    shown = {
        (judged.option.letter, scored.leaf.code): [judged.cell.low, judged.cell.value, judged.cell.high]
        for scored in page.scores
        for judged in scored.options
    }
    assert shown == scores
    assert {judged.leaning.reading for scored in page.scores for judged in scored.options} == {reading.ref}
    assert {judged.remark for scored in page.scores for judged in scored.options} == {"Zo denken wij."}
    assert [weighing.ref for weighing in page.weights] == list(points)
    assert [[cell.value for _theme, cell in weighing.of] for weighing in page.weights] == [
        [round(100 * part / sum(both)) for part in both] for both in points.values()
    ]
    assert (page.step, page.outdated, page.result.parties) == ("decide", False, 2)
    assert page.result.leader.first.value == max(ranked.first.value for ranked in page.result.options)
    for option in page.result.options:
        sheet, _hash, cell = option.first.ref.partition("#")
        assert round(100 * ledger.table(ledger.sheet(sheet)).cell(cell)) == option.first.value
    text = words_in(signed_in.get(f"/afwegingen/{made.pk}/"))
    assert all(word in text for word in (given["question"], *words))
    assert verify(replay=True).problems == []


def test_what_the_scoring_leans_on_is_in_its_lineage(opened, core_team, draw):
    cell = next(figure.ref for figure in figures_of(Area.objects.get(pk="TP01")) if figure.value is not None)
    sheet = scored(opened, core_team, any_scores(draw), cell)
    steps = ledger.trace(sheet.ref)
    assert {mention.target for mention in steps[0].used} == {opened.ref, cell}
    assert {"evidence.computed", "evidence.tidied", "evidence.received"} <= {step.act.verb for step in steps}


def test_scores_that_cite_something_else_are_a_mistake_of_the_program(opened, core_team, draw):
    with pytest.raises(ValueError, match="cite each of them once"):
        actions.score(
            appraisal=opened, scores=table_of(any_scores(draw)), remarks=[Words("")] * 6, cites=[Ref("reading:1")],
            reason=Words("Een test."), by=core_team, at=timezone.now(),
        )  # fmt: skip


def test_weighing_hands_the_method_exactly_what_the_sheets_say(opened, core_team):
    from samenhang.methods.smaa import smaa

    given = {
        ("A", "tn-werk"): (60, 80, 100), ("A", "tn-thuis"): (10, 20, 30),
        ("B", "tn-werk"): (40, 40, 40), ("B", "tn-thuis"): (30, 60, 70),
        ("C", "tn-werk"): (0, 50, 100), ("C", "tn-thuis"): (45, 50, 55),
    }  # fmt: skip
    scored(opened, core_team, given)
    weighted(opened, core_team, PROVINCE, 50, 50)
    weighted(opened, core_team, "parties:TO03", 100, 0)
    table = ledger.table(weighed(opened, core_team))
    half = 2 * 1.6448536269514722
    means = [[0.8, 0.2], [0.4, 0.6], [0.5, 0.5]]
    spreads = [[0.4 / half, 0.2 / half], [0.0, 0.4 / half], [1.0 / half, 0.1 / half]]
    found = smaa(means, spreads, weights=[[50, 50], [100, 0]], draws=1000, seed=3)
    assert {row["option"]: [row["r1"], row["r2"], row["r3"]] for row in table.records()} == dict(
        zip("ABC", found.ra.tolist(), strict=True)
    )
    assert [row["first"] for row in table.records()] == found.ra[:, 0].tolist()
    assert [(row["rank_low"], row["rank_high"]) for row in table.records()] == list(
        zip(found.rank_low.tolist(), found.rank_high.tolist(), strict=True)
    )
    assert [row["value_mid"] for row in table.records()] == found.value_mid.tolist()
    assert table.head["criteria"] == "tn-werk;tn-thuis"
    assert (table.head["draws"], table.head["seed"], table.head["method"]) == ("1000", "3", "smaa")


def test_an_option_that_is_worse_in_everything_never_comes_first_and_has_no_profile(opened, core_team):
    order = {"A": 80, "B": 50, "C": 20}
    scored(opened, core_team, {(letter, theme): (value,) * 3 for letter, value in order.items() for theme in THEMES})
    weighed(opened, core_team)
    result = queries.page_of(opened).result
    assert [(ranked.option.letter, ranked.first.value) for ranked in result.options] == [("A", 100), ("B", 0), ("C", 0)]
    assert [(ranked.rank.value, ranked.profiled) for ranked in result.options] == [(1, True), (2, False), (3, False)]
    assert "".join(map(str, result.in_words)) == "Option A comes first in every draw. Option B comes first in 0."


def test_scaling_the_weights_changes_nothing(opened, core_team, draw):
    scored(opened, core_team, any_scores(draw))
    weighted(opened, core_team, PROVINCE, 10, 30)
    small = list(ledger.table(weighed(opened, core_team)).rows)
    weighted(opened, core_team, PROVINCE, 20, 60)
    assert list(ledger.table(weighed(opened, core_team)).rows) == small


def test_new_weights_take_the_place_of_the_earlier_ones_which_stay_on_record(opened, core_team, draw):
    scored(opened, core_team, any_scores(draw))
    first = weighted(opened, core_team, PROVINCE, 10, 90)
    result = weighed(opened, core_team)
    page = queries.page_of(opened)
    assert (page.step, page.outdated) == ("decide", False)
    second = weighted(opened, core_team, PROVINCE, 90, 10)
    page = queries.page_of(opened)
    assert (page.step, page.outdated) == ("weigh", True)
    assert page.standing.weights == {PROVINCE: second}
    assert page.result.sheet == result
    assert ledger.table(first).rows == (("tn-werk", 10, None), ("tn-thuis", 90, None))


def test_weighing_twice_makes_one_act(opened, core_team, draw):
    scored(opened, core_team, any_scores(draw))
    one = weighed(opened, core_team)
    count = Act.objects.count()
    assert weighed(opened, core_team) == one
    assert Act.objects.count() == count


def test_a_figure_that_was_revised_is_named_on_the_page(opened, core_team, signed_in, draw, settings):
    cell = next(figure.ref for figure in figures_of(Area.objects.get(pk="TP01")) if figure.value == 4200)
    scored(opened, core_team, any_scores(draw), cell)
    weighed(opened, core_team)
    assert queries.page_of(opened).stale == ()
    source = Source.objects.get(pk="tn-telling")
    data = (settings.WORKSPACE / source.file).read_text().replace(",4200,", ",4333,")
    deliver(source=source, data=data.encode(), by=core_team, at=timezone.now(), reason="Counted once more.")
    stale = queries.page_of(opened).stale
    assert [(leaning.moved.then.value, leaning.moved.now.value) for leaning in stale] == [(4200, 4333)]
    text = words_in(signed_in.get(reverse("appraisal:page", args=[opened.pk])))
    assert "Rests on a figure that was revised." in text
    assert "4,200 people → 4,333 people" in text
    # the cited figure stays to choose in the form, so that revising the scores loses nothing
    assert f'value="{cell}" selected' in signed_in.get(reverse("appraisal:scores", args=[opened.pk])).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"question": " "}, "This field is required."),
        ({"option_B": ""}, "This field is required."),
        ({"option_B": "ja"}, "Two options say the same."),
        ({"area": "TG99"}, "Select a valid choice."),
    ],
)
def test_a_question_that_cannot_be_opened_comes_back_with_a_sentence(signed_in, change, sentence):
    given = {"question": "Doen wij dit?", "area": "TP01", "option_A": "Ja", "option_B": "Nee"} | change
    before = Appraisal.objects.count()
    response = signed_in.post("/afwegingen/nieuw/", given)
    assert response.status_code == 422
    assert sentence in words_in(response)
    assert 'value="Ja"' in response.content.decode()
    assert Appraisal.objects.count() == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"A_1_low": "70", "A_1_likely": "60"},
            "Low should not be above likely, nor likely above high; it got 70, 60 and 90.",
        ),
        ({"A_1_high": "101"}, "This should be a number from 0 to 100."),
        ({"A_1_low": "-1"}, "This should be a number from 0 to 100."),
        ({"A_1_likely": "NaN"}, "This should be a whole number from 0 to 100."),
        ({"A_1_likely": ""}, "Fill in a number from 0 to 100."),
        ({"A_1_evidence": "sheet:0#x/y"}, "Choose a figure or reading from the list."),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_scores_that_cannot_be_come_back_with_a_sentence_and_what_was_typed(signed_in, opened, change, sentence):
    url = reverse("appraisal:scores", args=[opened.pk])
    same = {(option, theme): (10, 40, 90) for option in "ABC" for theme in THEMES}
    response = signed_in.post(url, form_of(same, remark="Blijft staan.") | change)
    assert response.status_code == 422
    assert sentence in words_in(response)
    assert response.content.decode().count('value="Blijft staan."') == 6
    assert queries.page_of(opened).scores == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"points_1": "0", "points_2": "0"}, "All criteria have 0 points, so nothing would count."),
        ({"points_1": "200"}, "This should be a number from 0 to 100."),
        ({"points_1": ""}, "Fill in a number from 0 to 100."),
        ({"party": "parties:TO99"}, "Choose a party from the list."),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_weights_that_cannot_be_come_back_with_a_sentence(signed_in, opened, change, sentence):
    given = {"party": PROVINCE, "points_1": "30", "points_2": "70", "reason": "Daarom."} | change
    response = signed_in.post(reverse("appraisal:weights", args=[opened.pk]), given)
    assert response.status_code == 422
    assert sentence in words_in(response)
    assert queries.page_of(opened).weights == ()


def test_the_actions_refuse_what_no_form_can_send(opened, core_team, draw):
    scores = any_scores(draw)
    with pytest.raises(actions.CannotAppraise, match="Missing: C/tn-thuis"):
        scored(opened, core_team, {key: value for key, value in scores.items() if key != ("C", "tn-thuis")})
    with pytest.raises(actions.CannotAppraise, match=r"A score is a number from 0 \(bad\) to 100 \(good\)"):
        scored(opened, core_team, scores | {("A", "tn-werk"): (-1, 1, 2)})
    with pytest.raises(actions.CannotAppraise, match="This should be a number; it got something that is none"):
        scored(opened, core_team, scores | {("A", "tn-werk"): (float("nan"), 1, 2)})
    with pytest.raises(actions.CannotAppraise, match="Low should not be above likely"):
        scored(opened, core_team, scores | {("A", "tn-werk"): (3, 2, 1)})
    with pytest.raises(actions.CannotAppraise, match="so nothing would count"):
        weighted(opened, core_team, PROVINCE, 0, 0)
    with pytest.raises(actions.CannotAppraise, match="2 to 50 options; it got 1"):
        actions.open_appraisal(
            question=Words("Wat?"),
            options=[Words("Dit")],
            area=opened.area,
            frame=ledger.sheet(opened.frame),
            example=False,
            by=core_team,
            at=timezone.now(),
        )
    other = scored(opened, core_team, scores)
    with pytest.raises(actions.CannotAppraise, match="belong to another appraisal"):
        actions.weigh(
            appraisal=Ref("appraisal:0"), frame=ledger.sheet(opened.frame), scores=other, weights=[], facts=[], draws=100,
            seed=1, by=core_team, at=timezone.now(),
        )  # fmt: skip


def test_a_party_that_left_keeps_its_name_and_is_not_offered(opened, core_team, signed_in, draw):
    scored(opened, core_team, any_scores(draw))
    weighted(opened, core_team, "parties:TO03", 10, 20)
    Party.objects.filter(pk="TO03").update(withdrawn_on="2030-01-01")
    assert [weighing.party for weighing in queries.page_of(opened).weights] == ["Kasbedrijf De Lange Appel"]
    assert "parties:TO03" not in dict(queries.parties(core_team))


def test_a_seat_of_a_party_gives_weights_for_that_party_alone(core_team):
    core_team.party = "parties:TO04"
    assert queries.parties(core_team) == [("parties:TO04", "Buurtraad Brugveld")]


def test_words_that_were_erased_leave_their_place(opened, signed_in):
    Prose.objects.filter(pk=opened.options.first().words_id).delete()
    assert "Option A erased on request" in words_in(signed_in.get(reverse("appraisal:page", args=[opened.pk])))


def test_weights_that_were_erased_count_no_more(opened, core_team, client, seat_of, draw):
    scored(opened, core_team, any_scores(draw))
    weighted(opened, core_team, PROVINCE, 10, 20)
    weighted(opened, core_team, "parties:TO03", 10, 20)
    latest = weighted(opened, core_team, PROVINCE, 30, 40)
    weighed(opened, core_team)
    erase(target=Ref(latest.ref), reason=Words("Op verzoek."), by=seat_of("tn-sleutel"), at=timezone.now())
    now = queries.standing([opened.ref])[opened.ref]
    assert list(now.weights) == ["parties:TO03"]
    assert not now.fresh
    assert client.get(reverse("appraisal:page", args=[opened.pk])).status_code == 200
    assert verify(replay=True).problems == []


@pytest.mark.parametrize("path", ["nieuw/", "{}/scores/", "{}/gewichten/"])
def test_who_may_not_weigh_is_refused_before_filling_in_anything(client, seat_of, opened, path):
    url = f"/afwegingen/{path.format(opened.pk)}"
    assert client.get(url).status_code == 403
    client.force_login(seat_of("tn-lezer").account)
    assert client.get(url).status_code == 403
    assert client.post(url, {}).status_code == 403


def test_a_reader_cannot_weigh(client, seat_of, opened, core_team, draw):
    scored(opened, core_team, any_scores(draw))
    reader = seat_of("tn-lezer")
    client.force_login(reader.account)
    assert client.post(reverse("appraisal:weigh", args=[opened.pk])).status_code == 403
    assert not reader.may(Permission.WEIGH)
    with pytest.raises(PermissionDenied):
        weighed(opened, reader)
    text = client.get(reverse("appraisal:page", args=[opened.pk])).content.decode()
    assert "/wegen/" not in text
    assert "/gewichten/" not in text


def test_weighing_without_scores_says_what_to_do_first(signed_in, opened):
    response = signed_in.post(reverse("appraisal:weigh", args=[opened.pk]), follow=True)
    assert response.redirect_chain == [(reverse("appraisal:scores", args=[opened.pk]), 302)]
    assert "There are no scores yet." in words_in(response)
    assert signed_in.get(reverse("appraisal:weigh", args=[opened.pk])).status_code == 405


@pytest.mark.parametrize("path", ["999999/", "999999/scores/", "999999/gewichten/"])
def test_an_appraisal_that_is_not_there(signed_in, path):
    assert signed_in.get(f"/afwegingen/{path}").status_code == 404


def test_the_list_filters_on_how_far_an_appraisal_is(client, opened, core_team, draw):
    def at(step):
        return [row.pk for row in client.get(f"/afwegingen/?stap={step}").context["table"].records]

    session, example = Appraisal.objects.filter(example=True).order_by("pk").values_list("pk", flat=True)
    assert (at("open"), at("weighed"), at("decided")) == ([opened.pk], [session], [example])
    scored(opened, core_team, any_scores(draw))
    assert (at("open"), at("scored"), at("weighed")) == ([], [opened.pk], [session])
    weighted(opened, core_team, PROVINCE, 1, 2)
    weighted(opened, core_team, "parties:TO04", 1, 2)
    weighed(opened, core_team)
    assert (at("scored"), at("weighed")) == ([], [opened.pk, session])
    row = client.get("/afwegingen/?stap=weighed").context["table"].records[0]
    assert (row.option_count, row.party_count) == (3, 2)
    assert [each.pk for each in client.get("/afwegingen/?voorbeeld=True").context["table"].records] == [
        session,
        example,
    ]
    assert [each.pk for each in client.get("/afwegingen/?q=twee").context["table"].records] == [opened.pk]


def test_a_list_of_thirty_asks_no_more_than_a_list_of_one(client):
    def asked(number):
        for place in range(number):
            made = Appraisal.objects.create(area_id="TP01", by="seat:1", at=timezone.now(),
                                            question=Prose.objects.create(body=f"Vraag {place}"))  # fmt: skip
            Option.objects.create(appraisal=made, letter="A")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/afwegingen/?per=50").status_code == 200
        return len(captured)

    client.get("/afwegingen/")
    assert asked(0) == asked(30)


def test_the_page_asks_no_more_for_eight_options_than_for_two(client, core_team, draw):
    def asked(count):
        made = actions.open_appraisal(
            question=Words("Wat?"), options=[Words(f"Optie {place}") for place in range(count)],
            area=Area.objects.get(pk="TP01"), frame=frame_of("tn-kaal", core_team), example=False, by=core_team,
            at=timezone.now(),
        )  # fmt: skip
        cell = next(figure.ref for figure in figures_of(made.area) if figure.value is not None)
        scored(made, core_team, any_scores(draw, "ABCDEFGH"[:count]), cell)
        for party in [PROVINCE, "parties:TO03", "parties:TO04", "parties:TO05"][: 2 + count // 4]:
            weighted(made, core_team, party, 40, 60)
        weighed(made, core_team, draws=100)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("appraisal:page", args=[made.pk])).status_code == 200
        return len(captured)

    asked(2)
    assert asked(2) == asked(8)


def test_the_page_of_the_example_speaks_english(client):
    example = Appraisal.objects.filter(example=True).latest("pk")
    text = words_in(client.get(reverse("appraisal:page", args=[example.pk])))
    assert "worked example" in text
    assert "Judgements and their evidence" in text
    assert "Option A comes first in" in text


def test_the_list_does_not_wake_the_method():
    """Starting up and showing the list loads no numba: only weighing does."""
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'samenhang.web.settings'; django.setup();"
        "import samenhang.weighing.appraisal.urls, samenhang.steering.governance.urls;"
        "print([name for name in ('numba', 'scipy', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

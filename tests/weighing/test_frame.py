"""Frames: declared and one's own, in versions; values in their own unit, floors, ways of asking for weights, who gains and loses."""

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.weighing.line import PROVINCE, frame_of, opened, words_in
from tests.weighing.test_session import CODES, ONE, TWO, entered, framed, session

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.insight.evidence.queries import current
from samenhang.weighing.appraisal import actions, forms, queries
from samenhang.weighing.appraisal.models import Appraisal, Argument
from samenhang.weighing.appraisal.queries import insight as telling
from samenhang.weighing.appraisal.queries import numbers
from samenhang.weighing.appraisal.queries.frames import points_of, tree_problem
from samenhang.weighing.appraisal.queries.register import outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_in_english")]
__all__ = ["framed", "opened", "session"]


def test_a_declared_frame_is_frozen_once(core_team):
    one = frame_of("tn-kader", core_team)
    assert frame_of("tn-kader", core_team) == one
    frozen = queries.framed(one.ref)
    assert frozen.codes == CODES
    assert [(leaf.code, leaf.bound, leaf.direction, leaf.right) for leaf in frozen.bounded] == [
        ("tn-k2", 30, "max", "Right to fair pay")
    ]


def test_a_version_of_ones_own_is_a_new_sheet_that_names_the_one_before(signed_in, core_team):
    before = frame_of("tn-kader", core_team)
    form = {
        "keep_1": "on",
        "keep_2": "on",
        "keep_4": "on",
        "least_2": "45",
        "points_4": "20=0;70=100",
        "reason": "Strenger.",
    }
    form |= {"new_label": "Goede buur", "new_theme": "tn-thuis"}
    response = signed_in.post("/afwegingskaders/tn-kader/versie/", form)
    made = queries.framed(response.url.partition("versie=")[2])
    assert (made.before, made.codes) == (before.ref, ("tn-k1", "tn-k2", "tn-k4", "goede-buur"))
    assert made.by_code["tn-k2"].least == 45
    assert made.by_code["tn-k4"].points == ((20, 0), (70, 100))
    assert queries.framed(before.ref).by_code["tn-k2"].least == 30
    assert (made.ref, "Frame of Zomerkade, version 2") in queries.frame_choices()
    assert "Goede buur" in words_in(signed_in.get(response.url))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": ""}, "This field is required."),
        ({"points_3": "0=0;x"}, "A norm point is written value=score, such as 50=60; it got x."),
        ({"points_3": "0=0;5=50;3=100"}, "only rise or only fall"),
        ({"points_3": "0=0;5=120"}, "The score of a norm point is a number from 0 to 100"),
        ({"least_3": "NaN"}, "This should be a number, such as 12 or 12.5."),
        ({"most_2": "80"}, "tn-k2 has a floor or a ceiling, one number."),
        ({"under_3": "tn-k4", "under_4": "tn-k3"}, "The criteria go round: tn-k3 → tn-k4 → tn-k3."),
        ({f"keep_{at}": "" for at in range(1, 5)}, "A frame needs at least one criterion."),
    ],
)
def test_a_frame_that_cannot_be_comes_back_with_a_sentence_and_what_was_typed(signed_in, change, sentence):
    form = (
        {f"keep_{at}": "on" for at in range(1, 5)} | {"least_2": "30", "reason": "Zo beter.", "new_label": ""} | change
    )
    response = signed_in.post("/afwegingskaders/tn-kader/versie/", form)
    assert response.status_code == 422
    assert sentence in words_in(response)
    assert 'value="30.0"' in response.content.decode() or 'value="30"' in response.content.decode()


def test_the_tree_of_criteria_is_checked():
    rows = [{"criterion": "a", "under": "b"}, {"criterion": "b", "under": "c"}, {"criterion": "c", "under": "a"}]
    assert tree_problem(rows) == "The criteria go round: a → b → c → a. Hang one of them elsewhere."
    assert tree_problem(rows[:1]) == "a hangs under b, which is not in this frame. Add it, or hang it elsewhere."
    assert tree_problem([{"criterion": "a", "under": "b"}, {"criterion": "b", "under": ""}]) == ""
    assert points_of("10=100; 0=0") == ((10, 100), (0, 0))


def form_of(framed, **change):
    """A scores form in which every cell is judged by hand, with a remark."""
    page = queries.page_of(framed)
    data = {"reason": "Een test.", "owner": PROVINCE}
    for at, leaf in enumerate(page.criteria, start=1):
        for option in page.options:
            name, value = f"{option.letter}_{at}", 50 if leaf.judged else 60
            data |= {f"{name}_low": value, f"{name}_likely": value, f"{name}_high": value, f"{name}_remark": "Aanname."}
    return data | change


def test_a_cell_that_is_left_empty_reads_the_figure_with_its_unit(signed_in, framed):
    figure = current().get(row="TG01/2024-12-31/TX01/TI02/TD03")
    form = form_of(framed, A_3_low="", A_3_likely="", A_3_high="", A_3_evidence=figure.ref, A_3_remark="")
    response = signed_in.post(reverse("appraisal:scores", args=[framed.pk]), form)
    assert response.status_code == 302, words_in(response)
    page = queries.page_of(framed)
    read = next(judged for judged in page.scores[2].options if judged.option.letter == "A")
    assert (read.read, read.cell.value, read.leaning.cell.ref) == (True, figure.value, figure.ref)
    assert read.score.value == 70  # 900 places: 500 is worth 50 and 1500 is worth 100
    text = words_in(signed_in.get(reverse("appraisal:page", args=[framed.pk])))
    assert "read from the register:" in text


def test_a_value_by_hand_where_the_register_is_read_needs_a_reason(signed_in, framed):
    response = signed_in.post(reverse("appraisal:scores", args=[framed.pk]), form_of(framed, B_3_remark=""))
    assert response.status_code == 422
    assert "say why you give a value by hand instead" in words_in(response)
    empty = signed_in.post(
        reverse("appraisal:scores", args=[framed.pk]), form_of(framed, B_3_low="", B_3_likely="", B_3_high="")
    )
    assert "Fill in a number, or choose the figure that it reads." in words_in(empty)


def test_whose_judgement_it_is_stays_with_what_did_not_change(signed_in, framed):
    url = reverse("appraisal:scores", args=[framed.pk])
    signed_in.post(url, form_of(framed))
    signed_in.post(url, form_of(framed, owner=ONE, B_1_high="70"))
    owners = {judged.owner for judged in queries.page_of(framed).scores[0].options}
    assert owners == {"Kasbedrijf De Lange Appel", "The province itself (Zomerkade)"}


def test_a_future_is_read_through_the_same_door_as_a_figure(core_team, framed):
    """Any row with low, likely and high can be cited: what comes out of a simulation is one."""
    row = ledger.table(queries.standing([framed.ref])[framed.ref].scores)
    ref = f"{queries.standing([framed.ref])[framed.ref].scores.ref}#B/tn-k3/likely"
    assert outcomes([ref])[ref].numbers == (995, 1000, 1005)
    assert row.record("B/tn-k3")["likely"] == 1000
    assert outcomes(["sheet:0000000000000000#x/y", "reading:1"]) == {}


def test_gaps_in_the_scores_are_told_by_option_by_criterion_and_by_cell(framed, core_team):
    rows = list(ledger.table(queries.standing([framed.ref])[framed.ref].scores).records())

    def refused(keep):
        kept = tuple(tuple(row[name] for name, _kind in actions.SCORED) for row in rows if keep(row))
        with pytest.raises(actions.CannotAppraise) as problem:
            actions.score(
                appraisal=framed, scores=store.Table(queries.SCORES, actions.SCORED, kept), remarks=[Words("x")] * len(kept),
                cites=[], reason=Words("x"), by=core_team, at=timezone.now(),
            )  # fmt: skip
        return str(problem.value)

    assert refused(lambda row: row["option"] != "C").startswith("Nobody scored option C.")
    assert refused(lambda row: row["criterion"] != "tn-k3").startswith("No option has a value on “Enough places”.")
    assert refused(lambda row: row["cell"] != "A/tn-k1") == (
        "Every option needs a score on every criterion. Missing: A/tn-k1."
    )


def test_ten_thousand_options_are_refused_with_a_sentence(core_team, framed):
    with pytest.raises(actions.CannotAppraise, match="2 to 50 options; it got 10000"):
        actions.open_appraisal(
            question=Words("Wat?"), options=[Words(str(number)) for number in range(10_000)], area=framed.area,
            frame=ledger.sheet(framed.frame), example=False, by=core_team, at=timezone.now(),
        )  # fmt: skip


def weights_form(way, **given):
    return {"party": ONE, "way": way, "reason": "Zo.", **{f"inner_{at}": 100 for at in range(1, 5)}, **given}


def test_weights_by_best_and_worst_and_in_pairs(signed_in, framed):
    url = reverse("appraisal:weights", args=[framed.pk])

    def given(form):
        response = signed_in.post(url, form)
        assert response.status_code == 302, words_in(response)
        table = ledger.table(queries.standing([framed.ref])[framed.ref].weights[ONE])
        return table.head["way"], [round(row["points"], 3) for row in table.records()]

    best = {"best": "tn-werk", "worst": "tn-thuis", "best_1": 1, "best_2": 3, "worst_1": 3, "worst_2": 1}
    assert given(weights_form("best-worst", **best)) == ("best-worst", [37.5, 37.5, 12.5, 12.5])
    assert given(weights_form("pairs", pair_1=-3)) == ("pairs", [12.5, 12.5, 37.5, 37.5])
    assert given(weights_form("swing", points_1=100, points_2=50, inner_2=0)) == ("swing", [100, 0, 25, 25])
    same = signed_in.post(url, weights_form("best-worst", **best | {"worst": "tn-werk"}))
    assert "What counts most cannot be what counts least." in words_in(same)
    none = signed_in.post(url, weights_form("points", points_1=10, points_2=10, inner_1=0, inner_2=0))
    assert "All criteria of “Work” have 0 points." in words_in(none)


def test_answers_that_do_not_fit_together_are_told_which_one(core_team, framed):
    """Three themes, of which each is more than the next, round in a circle."""
    from dataclasses import replace
    from types import SimpleNamespace

    page = queries.page_of(framed)
    third = SimpleNamespace(pk="third", label="Third", description="")
    page = replace(page, themes=(*page.themes, third))
    data = weights_form("pairs", party=PROVINCE, pair_1=9, pair_2=-9, pair_3=9)
    form = forms.WeightsForm(data, page=page, viewer=core_team, way="pairs")
    assert not form.is_valid()
    (problem,) = form.non_field_errors()
    assert problem.startswith("Your answers do not fit together. Look again at ")
    assert forms.WeightsForm(data | {"anyway": "on"}, page=page, viewer=core_team, way="pairs").is_valid()


def test_who_gains_and_who_loses_is_kept_and_shown(signed_in, framed):
    url = reverse("appraisal:effects", args=[framed.pk])
    whom = {label: at for at, (_ref, label) in enumerate(queries.whom(framed), start=1)}
    at = whom["Pickers"]
    form = {f"A_{at}_low": -60, f"A_{at}_likely": -40, f"A_{at}_high": -20, "reason": "Aanname."}
    bad = signed_in.post(url, form | {f"A_{at}_high": ""})
    assert "Fill in all three numbers, or none where nobody knows." in words_in(bad)
    assert signed_in.post(url, form).status_code == 302
    spread = queries.spread_of(queries.page_of(framed))
    assert [(option.letter, names) for option, names in spread.losers] == [("A", ("Pickers",))]
    (group,) = spread.groups
    assert [effect.tone for effect in group.effects] == ["loses", "", ""]
    assert "not known" in words_in(signed_in.get(reverse("appraisal:page", args=[framed.pk])))


def test_an_argument_has_an_owner_and_evidence_and_a_party_argues_for_itself(signed_in, framed, core_team, client):
    figure = current().get(row="TP01/2024/TX01/TI01/TD01")
    form = {
        "option": "B",
        "speaks_for": "no",
        "criterion": "tn-k3",
        "words": "Te veel.",
        "evidence": figure.ref,
        "party": ONE,
    }
    assert signed_in.post(reverse("appraisal:argue", args=[framed.pk]), form).status_code == 302
    (said,) = queries.arguments(queries.page_of(framed))
    assert (said.words, said.owner, said.criterion, said.leaning.cell.ref) == (
        "Te veel.", "Kasbedrijf De Lange Appel", "Enough places", figure.ref,
    )  # fmt: skip
    trace = words_in(client.get(f"/herkomst/{Argument.objects.get(pk=said.argument.pk).ref}/"))
    assert "Te veel." in trace
    with pytest.raises(actions.CannotAppraise, match="points at no number"):
        actions.argue(
            appraisal=framed, option=Code("B"), criterion=None, speaks_for=True, words=Words("x"),
            evidence=Ref("sheet:0000000000000000#x/y"), party=Ref(ONE), by=core_team, at=timezone.now(),
        )  # fmt: skip


def test_the_smallest_flip_flips_and_a_hair_less_does_not(session, core_team):
    entered(session, ONE, (40, 10, 30, 20), core_team)
    page = queries.page_of(session)
    insight = queries.room_of(core_team, page).insight
    found = numbers.flips(page.board, insight.shares)
    assert found.weights
    for flip in found.weights:
        for part, moved in ((1.001, True), (0.999, False)):
            shares = insight.shares.copy()
            after = flip.before + part * (flip.after - flip.before)
            others = [at for at in range(len(shares)) if at != flip.criterion]
            shares[others] *= (1 - after) / (1 - flip.before)
            shares[flip.criterion] = after
            totals = page.board.values @ shares
            totals[~page.board.allowed] = -1
            assert (int(totals.argmax()) != found.first) is moved
    assert insight.flips


def test_the_parts_of_a_disagreement_add_up_and_a_dominated_option_never_wins(session, core_team):
    entered(session, ONE, (80, 5, 10, 5), core_team, facts={"C/tn-k1": (1.0, 2.0, 3.0)})
    entered(session, TWO, (5, 20, 5, 70), core_team, least={"tn-k4": 55})
    room = queries.room_of(core_team, queries.page_of(session))
    both = numbers.differences(room.insight.voices)[0].pairs[0]
    assert both.facts + both.weights + both.veto == pytest.approx(both.gap_one - both.gap_other, abs=1e-12)
    back = numbers.differences(room.insight.voices[::-1])[0].pairs[0]
    assert {both.option, both.rival} == {back.option, back.rival}
    assert sum(cell.value for cell in room.insight.all_together) == pytest.approx(100, abs=2)


def test_trying_out_weights_keeps_nothing_and_refuses_nothing_at_all(client, framed):
    url = reverse("appraisal:differ", args=[framed.pk])
    response = client.get(url, {"proef_1": 0, "proef_2": 100}, headers={"HX-Request": "true", "HX-Target": "tried"})
    assert [option.letter for option, _cell, red in response.context["tried"] if red] == ["A"]
    assert "All criteria have 0 points" in words_in(client.get(url, {"proef_1": 0, "proef_2": 0}))
    assert telling.tried(queries.page_of(framed), dict.fromkeys(CODES, 1))[0][0].letter == "A"


def test_frames_and_all_pages_under_an_appraisal_answer(client, signed_in, framed):
    for path in ("/afwegingskaders/", "/afwegingskaders/tn-kader/", "/afwegingskaders/tn-kaal/"):
        assert client.get(path).status_code == 200
    assert client.get("/afwegingskaders/nergens/").status_code == 404
    assert client.get("/afwegingskaders/tn-kader/?versie=sheet:0000000000000000").status_code == 404
    for name in ("scores", "weights", "effects", "argue", "session", "differ"):
        assert signed_in.get(reverse(f"appraisal:{name}", args=[framed.pk])).status_code == 200, name
    assert Appraisal.objects.filter(pk=framed.pk).exists()

"""What fits: teams, effort, scores, the proposal with its line, moves, what is not done, and two people at one form."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.queries import Visitor
from samenhang.steering.governance.models import Decision
from samenhang.steering.programme import actions, tasks
from samenhang.steering.programme.models import (
    Aim,
    CapacityChange,
    Demand,
    EffectLink,
    Effort,
    FieldScore,
    Measure,
    PledgeStep,
    Precedence,
    Proposal,
    SetAside,
    Synergy,
    Team,
)
from samenhang.steering.programme.queries import capacity, moves, proposals, worth
from samenhang.steering.programme.queries import means as teams_of
from samenhang.steering.programme.queries import setting as settings
from samenhang.steering.programme.queries.setting import Ask, CannotFit
from samenhang.weighing.appraisal.queries import standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
EXAMPLE = True  # the worked programme of the fictional province stays


@pytest.fixture
def titled():
    """The measures of the worked programme by the first word of their title."""
    return {one.title.body.split()[0]: one for one in Measure.objects.select_related("title")}


def found():
    return capacity.frozen(proposals.newest(Visitor()))


def asked(by, **more):
    """A proposal as things stand, computed by the worker's own function."""
    given = {"weights": settings.weights_of_aims(), "front": ("tn-doel-werk", "tn-doel-thuis")} | more
    made = actions.ask_for(Ask(**given), by=by, at=timezone.now())
    said = tasks.compute.func(made.pk)
    made.refresh_from_db()
    return made, said


def sized(by, measure, **more):
    demand = Demand.objects.filter(measure=measure).first()
    teams = list(Team.objects.all())
    given = {
        "base": demand.version if demand else 0, "duration": 1, "earliest": None, "obliged": False, "reason": Words(""),
        "teams": teams, "hours": [10.0 for _team in teams], "money": [0.0 for _team in teams], "after": [],
    } | more  # fmt: skip
    return actions.size(measure=measure, by=by, at=timezone.now(), **given)


def scored(by, measure, numbers=(10, 20, 30), base=None, reason="Gezien op drie plekken."):
    aims = list(Aim.objects.all())
    columns = [[float(number) for _aim in aims] for number in numbers]
    return actions.score(
        measure=measure, base=worth.version_of_scores(measure) if base is None else base, aims=aims, low=columns[0],
        likely=columns[1], high=columns[2], reason=Words(reason), by=by, at=timezone.now(),
    )  # fmt: skip


def changed(by, hours, team="tn-bouw", base=None, reason="Twee mensen erbij.", money=20000.0):
    row = Team.objects.get(pk=team)
    quarters = [Code(one) for one in teams_of.quarters()]
    return actions.change_capacity(
        team=row, base=teams_of.version_of(row) if base is None else base, quarters=quarters, hours=[float(hours)] * len(quarters),
        money=[money] * len(quarters), reason=Words(reason), by=by, at=timezone.now(),
    )  # fmt: skip


def refused(deed, *given, **more):
    with pytest.raises((actions.CannotProgramme, CannotFit)) as problem:
        deed(*given, **more)
    return str(problem.value)


# --- what fits


def test_the_worked_programme_is_cut_by_capacity_and_proven_the_best():
    board = capacity.board(Visitor(), found(), {})
    assert [(one.title, one.quarter) for one in board.above] == [
        ("Tijdelijke plekken bij de kassen", "2031-Q1"), ("Taallessen na het werk", "2031-Q1"),
        ("Bedden tellen, elk kwartaal", "2031-Q1"), ("Keurmerk voor plekken", "2031-Q3"),
    ]  # fmt: skip
    assert [one.title for one in board.below] == ["Een nieuwe wijk bouwen"]
    assert board.gap.value == 0
    assert "".join(map(str, board.in_words)).endswith("This is proven to be the best there is.")
    assert [(str(one.kind), one.label) for one in board.bare] == [("Goal", "A good bed for everyone")]


def test_no_team_is_asked_more_than_it_has():
    board = capacity.board(Visitor(), found(), {})
    assert [cell.over for chart in (board.load, board.money) for row in chart.teams for cell in row.cells] == [0.0] * 16


def test_a_measure_that_has_to_be_done_and_one_that_waits_for_another_stand_where_they_must(titled):
    setting = found().setting
    start = {one.title: one.quarter for one in capacity.board(Visitor(), found(), {}).above}
    assert setting.programme.inside == {setting.measures.index(titled["Bedden"].pk)}
    assert start["Keurmerk voor plekken"] >= "2031-Q3"


def test_a_proposal_is_a_task_and_its_sheet_replays_identically(core_team):
    made, said = asked(core_team)
    assert (said, made.state, made.step) == ("done", "done", made.steps)
    verdict = verify(replay=True)
    assert verdict.problems == []
    again = ledger.latest_sheet("programme.fitted", setting=made.setting)
    assert again.ref == made.result


def test_the_line_runs_from_the_proposal_to_everything_it_used(core_team):
    made, _said = asked(core_team)
    used = {mention.ref for step in ledger.trace(made.result) for mention in step.used}
    demand = Demand.objects.first()
    assert {made.setting, demand.ref, "team_quarters:tn-kern-2031-q1"} <= used
    assert any(ref.startswith("field_score:") for ref in used)


def test_a_proposal_that_was_cancelled_leaves_nothing(core_team):
    made = actions.ask_for(Ask(weights=settings.weights_of_aims()), by=core_team, at=timezone.now())
    assert "being computed already" in refused(
        actions.ask_for, Ask(weights=settings.weights_of_aims()), by=core_team, at=timezone.now()
    )
    assert actions.begin(made, at=timezone.now())
    assert actions.cancel(proposal=made, by=core_team, at=timezone.now())
    with pytest.raises(actions.Stopped):
        actions.beat(made, 1, at=timezone.now())
    assert not actions.finish(made, ledger.sheet(made.setting), at=timezone.now())
    made.refresh_from_db()
    assert (made.state, made.result) == ("cancelled", "")


def test_a_proposal_whose_worker_was_lost_makes_room(core_team):
    made = actions.ask_for(Ask(weights=settings.weights_of_aims()), by=core_team, at=timezone.now())
    actions.begin(made, at=timezone.now() - timedelta(hours=1))
    other = actions.ask_for(Ask(weights=settings.weights_of_aims()), by=core_team, at=timezone.now())
    made.refresh_from_db()
    assert (made.state, other.state) == ("failed", "queued")


# --- whose scores count


def test_the_scores_of_the_core_team_stand_beside_those_of_an_appraisal_and_are_never_mixed(core_team, titled):
    measure = titled["Tijdelijke"]
    [one, other] = worth.worth_of([measure])[measure.pk]
    assert [(both.field.likely, round(both.effect.likely)) for both in (one, other)] == [(30, 65), (75, 60)]
    link = EffectLink.objects.get(measure=measure)
    assert one.effect.ref.startswith(standing([link.appraisal])[link.appraisal].scores.ref)
    field, _said = asked(core_team, basis=settings.FIELD)
    rows = {row["row"]: row for row in ledger.table(ledger.sheet(field.setting)).records()}
    assert rows[f"score/{measure.pk}/tn-doel-werk"]["value"] == 30
    effect, _said = asked(core_team, basis=settings.EFFECT)
    rows = {row["row"]: row for row in ledger.table(ledger.sheet(effect.setting)).records()}
    assert rows[f"score/{measure.pk}/tn-doel-werk"]["value"] == pytest.approx(65)
    assert rows[f"score/{measure.pk}/tn-doel-werk"]["cite"] == one.effect.ref


def test_a_link_can_be_taken_back_and_only_leads_to_an_option_that_exists(core_team, titled):
    measure = titled["Tijdelijke"]
    appraisal = Ref(EffectLink.objects.get(measure=measure).appraisal)
    said = refused(
        actions.link_effect, measure=measure, appraisal=appraisal, letter=Code("Z"), by=core_team, at=timezone.now()
    )
    assert said == "Choose an option of an appraisal that was scored."
    actions.link_effect(measure=measure, appraisal=None, letter=None, by=core_team, at=timezone.now())
    assert worth.worth_of([measure])[measure.pk][0].effect is None


def test_what_is_always_in_it_is_in_it_for_every_acceptable_weight(core_team):
    made, _said = asked(core_team, weights={"tn-doel-werk": (0.0, 100.0), "tn-doel-thuis": (0.0, 100.0)})
    rows = {row["row"]: row for row in ledger.table(ledger.sheet(made.result)).records()}
    states = {row["verdict"] for row in rows.values() if row["about"] == "robust"}
    assert states <= {"core", "borderline", "out"}
    assert rows["total/robust"]["other"] == "packages"


def test_the_corners_of_the_weights_lie_within_their_bounds_and_add_up_to_one():
    assert sorted(tuple(round(part, 3) for part in one) for one in settings.corners([(30, 70), (30, 70)])) == [
        (0.3, 0.7),
        (0.7, 0.3),
    ]
    corners = settings.corners([(35, 65), (20, 45), (10, 30)])
    assert all(sum(one) == pytest.approx(1) for one in corners)
    assert all(low / 100 - 1e-9 <= part <= high / 100 + 1e-9 for one in corners
               for part, (low, high) in zip(one, [(35, 65), (20, 45), (10, 30)], strict=True))  # fmt: skip


# --- moving


def test_a_measure_that_is_forced_in_pushes_others_below_and_the_loss_is_said(titled):
    forced = titled["Een"].pk
    board = capacity.board(Visitor(), found(), {forced: "2031-Q1"})
    assert board.moved.fits
    assert board.moved.loss == pytest.approx(101.4, abs=0.1)
    assert {one.title for one in board.gave_way} == {
        "Tijdelijke plekken bij de kassen", "Keurmerk voor plekken", "Taallessen na het werk",
    }  # fmt: skip
    assert "".join(map(str, board.loss)).startswith("As moved, the programme loses ")


def test_a_measure_that_is_put_below_makes_the_goals_lose(titled):
    board = capacity.board(Visitor(), found(), {titled["Taallessen"].pk: "out"})
    assert board.moved.loss > 0
    assert ("Goal", "Fair work") in {(str(one.kind), one.label) for one in board.bare}


def test_a_move_that_cannot_be_is_told_which_constraint(titled):
    """Two measures in one quarter that ask more of the builders than there is."""
    held = {titled["Een"].pk: "2031-Q1", titled["Tijdelijke"].pk: "2031-Q1"}
    board = capacity.board(Visitor(), found(), held)
    assert not board.moved.fits
    said = ["".join(map(str, one)) for one in board.broken]
    assert said[0] == "Building crew has 50 hours too little in quarter 1 of 2031."


def test_the_programme_as_arranged_is_kept_and_replays(core_team, titled):
    before = found()
    held = {titled["Een"].pk: "2031-Q1"}
    result = actions.arrange(
        setting=before.setting_sheet, plan=before.sheet, moves=[Code(one) for one in moves.written(held)], by=core_team,
        at=timezone.now(),
    )  # fmt: skip
    kept = actions.kept(setting=before.setting_sheet, result=result, by=core_team, at=timezone.now())
    board = capacity.board(Visitor(), capacity.frozen(kept), {})
    assert "Een nieuwe wijk bouwen" in {one.title for one in board.above}
    assert board.gap.value > 20
    assert verify(replay=True).problems == []


def test_moves_that_do_not_fit_are_not_kept(core_team, titled):
    before = found()
    held = {titled["Een"].pk: "2031-Q1", titled["Tijdelijke"].pk: "2031-Q1"}
    said = refused(
        actions.arrange, setting=before.setting_sheet, plan=before.sheet, moves=[Code(one) for one in moves.written(held)],
        by=core_team, at=timezone.now(),
    )  # fmt: skip
    assert said == "As arranged it does not fit. Make room first, or let it be computed again."


def test_moves_in_an_address_that_name_nothing_are_left_out():
    setting = found().setting
    known = setting.measures[0]
    assert moves.read([f"{known}:2031-Q2", "999:2031-Q1", f"{known}:1999-Q1", "x:out", ":"], setting) == {
        known: "2031-Q2"
    }


# --- what cannot be, each in a sentence


def test_capacity_of_zero_says_so(core_team):
    for team in ("tn-kern", "tn-bouw"):
        changed(core_team, 0, team=team, money=0.0)
    said = refused(asked, core_team)
    assert (
        said == "No team has any hours in these quarters, so nothing fits. Write down the capacity of the teams first."
    )


def test_a_circle_is_named_with_its_measures(core_team, titled):
    said = refused(sized, core_team, titled["Tijdelijke"], after=[titled["Keurmerk"]])
    assert said == (
        "These measures would wait for each other in a circle: Tijdelijke plekken bij de kassen → Keurmerk voor plekken → "
        "Tijdelijke plekken bij de kassen. Take one of these links out."
    )
    assert not Precedence.objects.filter(then=titled["Tijdelijke"]).exists()


def test_an_infeasible_programme_says_which_constraint_and_the_least_relaxation(core_team, titled):
    sized(core_team, titled["Bedden"], duration=4, obliged=True, reason=Words("Afspraak."), hours=[130.0, 0.0])
    made, said = asked(core_team)
    assert (said, made.state) == ("failed", "failed")
    assert ["".join(map(str, one)) for one in capacity.told_needed(made)] == [
        f"Core team would need 30 hours more in quarter {quarter} of 2031." for quarter in (1, 2, 3, 4)
    ]
    assert made.result == ""


def test_an_obligation_for_which_a_theme_must_yield_is_told(core_team, titled):
    for one in ("Tijdelijke", "Keurmerk", "Een"):
        sized(core_team, titled[one], duration=5)
    made, _said = asked(core_team, cover_themes=True)
    assert ["".join(map(str, one)) for one in capacity.told_needed(made)] == [
        "Home would have to do without a measure."
    ]


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({"tn-doel-werk": (0, 100)}, "Capacity is divided over at least two aims. The workspace declares them."),
        ({"tn-doel-werk": (60, 40), "tn-doel-thuis": (0, 100)},
         "The least weight of an aim may not be more than its most. Correct the weights."),
        ({"tn-doel-werk": (10, 20), "tn-doel-thuis": (10, 30)},
         "Between these bounds no weights add up to 100: together they are 20 to 50. Widen them."),
    ],
)  # fmt: skip
def test_weights_that_cannot_be_are_refused_in_a_sentence(core_team, weights, sentence):
    assert refused(asked, core_team, weights=weights) == sentence


def test_a_measure_without_effort_or_scores_plays_no_part_and_says_why(core_team, titled):
    Demand.objects.filter(measure=titled["Taallessen"]).delete()
    FieldScore.objects.filter(measure=titled["Een"]).delete()
    _part, _worth, left = settings.sort_out(Visitor())
    assert {one.measure.pk: one.why for one in left} == {
        titled["Taallessen"].pk: "what it asks of teams was not written down",
        titled["Een"].pk: "no score on: Good work, A good home",
    }


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda by, one: sized(by, one, duration=0), "A measure takes 1 to 40 quarters; it got 0."),
        (lambda by, one: sized(by, one, hours=[-1.0, 0.0]), "Hours and euros are 0 or more. Correct the number."),
        (lambda by, one: sized(by, one, earliest=Code("1999-Q1")), "Choose an earliest quarter of which the capacity is known."),
        (lambda by, one: sized(by, one, obliged=True), "Write down why it is an obligation: which law, agreement or decision."),
        (lambda by, one: scored(by, one, (30, 20, 40)),
         "Good work: the lowest, likely and highest score go up from 0 to 100; it got 30, 20, 40."),
        (lambda by, one: scored(by, one, reason=" "), "Write down what this rests on: what was seen, by whom, where."),
        (lambda by, one: changed(by, -1), "Hours and euros are 0 or more. Correct the number."),
        (lambda by, one: changed(by, 10, reason=""),
         "Write down why the capacity changes: everybody who planned on it wants to know."),
        (lambda by, one: changed(by, 60), "Nothing was changed. Change the hours or the euros of at least one quarter."),
        (lambda by, one: actions.pair(one=one, other=one, gain=3.0, reason=Words("x"), by=by, at=timezone.now()),
         "Choose another measure: a measure does nothing together with itself."),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_a_sentence(core_team, titled, deed, sentence):
    assert refused(deed, core_team, titled["Taallessen"]) == sentence


# --- what teams have


def test_capacity_that_was_changed_counts_with_its_reason_and_is_no_longer_an_assumption(core_team):
    changed(core_team, 200)
    [first, *_rest] = [one for one in teams_of.means() if one.team.pk == "tn-bouw"]
    assert (first.hours, first.money, first.assumed, first.why) == (200, 20000, False, "Twee mensen erbij.")
    asked(core_team)
    assert "Een nieuwe wijk bouwen" not in {one.title for one in capacity.board(Visitor(), found(), {}).above}
    changed(core_team, 300, team="tn-kern", money=90000.0)
    changed(core_team, 300, money=90000.0)
    asked(core_team)
    assert capacity.board(Visitor(), found(), {}).below == ()


# --- deliberately not


def put_below(by, measure, days=100, reason="Eerst de plekken."):
    return actions.put_below(
        measure=measure, area=Decision.objects.first().area, plan=found().sheet, reason=Words(reason),
        review_on=timezone.localdate() + timedelta(days=days), by=by, at=timezone.now(),
    )  # fmt: skip


def test_what_is_put_below_is_a_decision_and_stays_below_until_it_is_taken_up(core_team, titled):
    aside = put_below(core_team, titled["Taallessen"])
    decision = aside.decision
    assert (decision.body.body, decision.appraisal) == ("Eerst de plekken.", "")
    [ground] = decision.grounds.all()
    assert ground.cell == f"{found().sheet.ref}#measure/{titled['Taallessen'].pk}/value"
    asked(core_team)
    assert "Taallessen na het werk" in {one.title for one in capacity.board(Visitor(), found(), {}).below}
    actions.take_up(aside=aside, reason=Words("Er kwam geld."), by=core_team, at=timezone.now())
    asked(core_team)
    assert "Taallessen na het werk" in {one.title for one in capacity.board(Visitor(), found(), {}).above}


def test_an_obligation_is_not_put_below_and_nothing_is_put_below_twice(core_team, titled):
    assert refused(put_below, core_team, titled["Bedden"]).startswith("This measure is an obligation.")
    aside = put_below(core_team, titled["Een"])
    assert refused(put_below, core_team, titled["Een"]).startswith("This measure stands below the line already")
    actions.take_up(aside=aside, reason=Words("Toch."), by=core_team, at=timezone.now())
    aside.refresh_from_db()
    assert refused(actions.take_up, aside=aside, reason=Words("Weer."), by=core_team, at=timezone.now()) == (
        "This measure was taken up again already."
    )


def test_the_decision_page_shows_what_it_rests_on_without_an_appraisal(signed_in, core_team, titled):
    aside = put_below(core_team, titled["Een"])
    page = signed_in.get(reverse("governance:decision", args=[aside.decision_id])).content.decode()
    assert "Wat de maatregel zou toevoegen, in punten" in page
    assert "De vraag en de opties" not in page


# --- the database says no


def constrained(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


NOW = {"by": "seat:1", "at": timezone.now()}


@pytest.mark.parametrize("numbers", [(-1, 0), (0, -1)])
def test_capacity_is_never_negative(numbers):
    constrained(lambda: CapacityChange.objects.create(
        team_id="tn-bouw", quarter="2031-Q1", hours=numbers[0], money=numbers[1], **NOW))  # fmt: skip
    assert CapacityChange.objects.create(team_id="tn-bouw", quarter="2031-Q1", hours=0, money=0, **NOW).pk


@pytest.mark.parametrize("wrong", [{"duration": 0}, {"duration": 41}, {"version": 0}])
def test_a_demand_is_one_to_forty_quarters_and_has_a_version(titled, wrong):
    rows = Demand.objects.filter(measure=titled["Een"])
    constrained(lambda: rows.update(**wrong))
    assert rows.update(duration=40, version=2) == 1


def test_an_effort_is_not_negative_and_stands_once_for_a_team(titled):
    demand = titled["Taallessen"].demand
    constrained(lambda: Effort.objects.create(demand=demand, team_id="tn-bouw", hours=-1))
    constrained(lambda: Effort.objects.create(demand=demand, team_id="tn-kern", hours=1))
    assert Effort.objects.create(demand=demand, team_id="tn-bouw", hours=1).pk


def test_a_measure_does_not_wait_for_itself_nor_twice_for_another(titled):
    one, other = titled["Een"], titled["Taallessen"]
    constrained(lambda: Precedence.objects.create(first=one, then=one))
    assert Precedence.objects.create(first=one, then=other).pk
    constrained(lambda: Precedence.objects.create(first=one, then=other))


def test_a_pair_stands_once_in_order_and_within_a_hundred(titled):
    one, other = sorted((titled["Een"], titled["Taallessen"]), key=lambda row: row.pk)
    constrained(lambda: Synergy.objects.create(one=other, other=one, gain=1, **NOW))
    constrained(lambda: Synergy.objects.create(one=one, other=other, gain=101, **NOW))
    assert Synergy.objects.create(one=one, other=other, gain=-100, **NOW).pk
    constrained(lambda: Synergy.objects.create(one=one, other=other, gain=1, **NOW))


@pytest.mark.parametrize("ends", [(-1, 0, 1), (2, 1, 3), (1, 3, 2), (1, 2, 101)])
def test_a_score_goes_up_from_nought_to_a_hundred(titled, ends):
    given = {"measure": titled["Een"], "aim_id": "tn-doel-werk", **NOW}
    constrained(lambda: FieldScore.objects.create(low=ends[0], likely=ends[1], high=ends[2], **given))
    assert FieldScore.objects.create(low=0, likely=50, high=100, **given).pk


def test_a_link_leads_to_an_option_of_an_appraisal(titled):
    given = {"measure": titled["Een"], **NOW}
    constrained(lambda: EffectLink.objects.create(appraisal="decision:1", letter="A", **given))
    constrained(lambda: EffectLink.objects.create(appraisal="appraisal:1", letter="", **given))
    assert EffectLink.objects.create(appraisal="appraisal:1", letter="A", **given).pk


@pytest.mark.parametrize(
    "wrong", [{"state": "lost"}, {"step": 9}, {"state": "done", "result": ""}, {"state": "queued", "result": "sheet:1"}]
)
def test_a_proposal_has_a_result_when_it_is_done_and_no_more_steps_than_there_are(wrong):
    given = {"setting": "sheet:0", "steps": 3, "by": "seat:1", "asked_at": timezone.now()}
    constrained(lambda: Proposal.objects.create(**(given | wrong)))
    assert Proposal.objects.create(**given, state="done", result="sheet:1", step=3).pk


def test_a_measure_is_set_aside_once_at_a_time_and_ends_after_it_began(core_team, titled):
    aside = put_below(core_team, titled["Een"])
    other = Decision.objects.exclude(pk=aside.decision_id).first()
    constrained(lambda: SetAside.objects.create(measure=titled["Een"], decision=other, **NOW))
    constrained(lambda: SetAside.objects.filter(pk=aside.pk).update(until=aside.at - timedelta(days=1)))
    SetAside.objects.filter(pk=aside.pk).update(until=aside.at)
    assert SetAside.objects.create(measure=titled["Een"], decision=other, **NOW).pk


# --- pages


def effort_form(measure, **more):
    return {
        "base": measure.demand.version, "duration": measure.demand.duration, "earliest": "", "hours_tn-kern": "30",
        "money_tn-kern": "3000", "hours_tn-bouw": "0", "money_tn-bouw": "0",
    } | more  # fmt: skip


def test_the_second_who_edits_what_a_measure_asks_sees_both_and_loses_nothing(signed_in, core_team, titled):
    measure = titled["Taallessen"]
    stale = effort_form(measure, duration="2")
    sized(core_team, measure, duration=4, hours=[35.0, 0.0], money=[3000.0, 0.0])
    page = reverse("programme:effort", args=[measure.pk])
    answer = signed_in.post(page, stale)
    assert answer.status_code == 422
    told = {str(label): (theirs, yours) for label, theirs, yours in answer.context["changed"]}
    assert told["Hoeveel kwartalen de maatregel duurt"] == ("4", "2")
    assert answer.context["form"]["duration"].value() == "2"
    again = stale | {"base": answer.context["form"]["base"].value()}
    assert signed_in.post(page, again).status_code == 302
    measure.demand.refresh_from_db()
    assert measure.demand.duration == 2


def test_the_second_who_edits_a_team_sees_both_and_loses_nothing(signed_in, core_team):
    page = reverse("programme:team", args=["tn-bouw"])
    start = signed_in.get(page).context["form"].initial
    changed(core_team, 80)
    typed = {**start, "hours_2031-Q1": "70", "reason": "Iemand gaat weg."}
    answer = signed_in.post(page, typed)
    assert answer.status_code == 422
    told = {str(label): (theirs, yours) for label, theirs, yours in answer.context["changed"]}
    assert told["kwartaal 1 van 2031, uren"] == ("80", "70")
    assert answer.context["form"]["reason"].value() == "Iemand gaat weg."


def test_the_second_who_scores_a_measure_sees_both_and_loses_nothing(signed_in, core_team, titled):
    measure = titled["Een"]
    page = reverse("programme:scores", args=[measure.pk])
    start = signed_in.get(page).context["form"].initial
    scored(core_team, measure, (1, 2, 3))
    answer = signed_in.post(page, {**start, "likely_tn-doel-werk": "25", "reason": "Nog eens gekeken."})
    told = {str(label): (theirs, yours) for label, theirs, yours in answer.context["changed"]}
    assert told["Goed werk, verwacht"] == ("2", "25")
    assert answer.context["form"]["reason"].value() == "Nog eens gekeken."


def test_the_second_who_says_what_became_of_a_pledge_sees_both_and_loses_nothing(signed_in, core_team):
    page = reverse("programme:pledge", args=["TP-1"])
    actions.follow_up(
        pledge=PledgeStep._meta.get_field("pledge").related_model.objects.get(pk="TP-1"), state=Code("reported"), amount=90.0,
        party=None, words=Words("Gemeld in de krant."), by=core_team, at=timezone.now(),
    )  # fmt: skip
    answer = signed_in.post(
        page, {"base": "0", "state": "reported", "amount": "120", "party": "", "words": "Zelf geteld."}
    )
    assert answer.status_code == 422
    told = {str(label): (theirs, yours) for label, theirs, yours in answer.context["changed"]}
    assert told["Hoeveel er zijn gerealiseerd"] == ("90", "120")
    assert answer.context["form"]["words"].value() == "Zelf geteld."
    assert PledgeStep.objects.filter(pledge="TP-1").count() == 1


def test_the_page_works_without_javascript_and_gives_its_list_as_csv(signed_in, titled):
    page = reverse("programme:capacity")
    moved = signed_in.get(page, {f"m{titled['Een'].pk}": "2031-Q1", f"m{titled['Bedden'].pk}": ""})
    assert "Zo verschoven verliest het programma" in moved.content.decode()
    part = signed_in.get(page, {f"m{titled['Een'].pk}": "out"}, headers={"HX-Request": "true", "HX-Target": "plan"})
    assert "<html" not in part.content.decode()
    rows = signed_in.get(page, {"format": "csv"}).content.decode().splitlines()
    assert rows[1].startswith("Tijdelijke plekken bij de kassen,boven de streep,2031-Q1,62.5,")
    assert len(rows) == 6


def test_a_proposal_is_asked_on_its_page_and_a_visitor_may_not(signed_in, client, titled):
    form = signed_in.get(reverse("programme:capacity")).context["form"]
    typed = {name: form[name].initial or "" for name in form.fields if not name.startswith("cover")}
    wrong = signed_in.post(reverse("programme:ask"), typed | {"high_tn-doel-werk": "999"})
    assert wrong.status_code == 422
    assert "Dit moet een getal zijn van 0 tot 100." in wrong.content.decode()
    assert signed_in.post(reverse("programme:ask"), typed).status_code == 302
    assert Proposal.objects.first().state in ("queued", "done")
    from django.test import Client

    assert Client().post(reverse("programme:ask"), typed).status_code in (302, 403)


def test_putting_below_on_its_page_says_what_it_costs_and_asks_a_reason(signed_in, titled):
    page = reverse("programme:below", args=[titled["Een"].pk])
    assert "houdt geen maatregel over" in signed_in.get(page).content.decode()
    assert signed_in.post(page, {"reason": "", "review_on": "2001-01-01"}).status_code == 422
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert signed_in.post(page, {"reason": "Eerst de plekken.", "review_on": day}).status_code == 302
    listed = signed_in.get(reverse("programme:not_now")).content.decode()
    assert "Eerst de plekken." in listed
    assert date.fromisoformat(day) == SetAside.objects.get().decision.review_on


@pytest.mark.parametrize("name", ["capacity", "teams", "not_now"])
def test_a_page_asks_as_much_of_the_database_for_one_measure_as_for_many(signed_in, core_team, titled, name):
    page = reverse(f"programme:{name}")
    put_below(core_team, titled["Een"])
    signed_in.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        signed_in.get(page)
    for place in range(20):
        one = Measure.objects.create(accountable_id="TO01", carrier="team", title=titled["Een"].title, **NOW)
        sized(core_team, one)
        scored(core_team, one)
        if place < 10:
            decision = Decision.objects.first()
            decision.pk = None
            decision.save()
            SetAside.objects.create(measure=one, decision=decision, **NOW)
    asked(core_team)
    signed_in.get(page)
    with CaptureQueriesContext(connection) as many:
        signed_in.get(page)
    assert len(many) <= len(few)


def test_the_facts_of_a_change_hold_no_words(core_team):
    changed(core_team, 99)
    act = ledger.acts_on(CapacityChange.objects.first().ref)[-1]
    assert json.loads(act.facts)["reason_length"] == len("Twee mensen erbij.")

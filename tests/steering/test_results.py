"""Results: agreed with a target, reported per period with evidence or a story, approved, and locked by a decision."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests.asked import queries_of

from samenhang.ground.ledger.acts import Code, Ref, Words
from samenhang.ground.ledger.queries.verify import verify
from samenhang.ground.people.queries import Visitor
from samenhang.ground.places.models import Area
from samenhang.insight.evidence.models import Indicator
from samenhang.insight.evidence.queries import current
from samenhang.insight.network.models import Party
from samenhang.steering.programme import actions
from samenhang.steering.programme.actions.results import unsettled
from samenhang.steering.programme.models import (
    MILESTONE_STEPS,
    REPORT_STEPS,
    Goal,
    Measure,
    Milestone,
    ReportPeriod,
    Result,
    ResultReport,
    TrackRule,
)
from samenhang.steering.programme.queries import results as queries
from samenhang.steering.programme.queries import tree
from samenhang.steering.programme.queries.direction import plan
from samenhang.steering.vision.actions import join
from samenhang.steering.vision.models import Vision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = timezone.localdate()
LAST, NEXT = TODAY - timedelta(days=1), TODAY + timedelta(days=365)
BEGAN = TODAY - timedelta(days=365)


@pytest.fixture
def bare(db):
    """Without the worked example, so that what a test makes stands alone."""
    ResultReport.objects.all().delete()
    ReportPeriod.objects.all().delete()
    Result.objects.all().delete()


def agreed(by, **more):
    given = {
        "kind": Code("output"), "goal": Goal.objects.get(pk="TG02"), "measure": None, "begin": 0.0, "target": 1000.0,
        "indicator": Indicator.objects.get(pk="TI02"), "area": Area.objects.get(pk="TP01"), "sense": Code("least"),
        "begins_on": BEGAN, "reached_by": NEXT, "example": False,
    } | more  # fmt: skip
    return actions.agree(by=by, at=timezone.now(), **given)


def opened(by, starts=BEGAN, ends=LAST):
    return actions.open_period(starts=starts, ends=ends, example=False, by=by, at=timezone.now())


def reported(by, result, period, base=0, **more):
    given = {
        "value": 480.0, "low": None, "high": None, "rests_on": [], "proof": Words("Geteld op de dag zelf."), "story": Words(""),
    } | more  # fmt: skip
    return actions.report(result=result, period=period, base=base, by=by, at=timezone.now(), **given)


def approved(by, row):
    return actions.approve(report=row, base=row.version, by=by, at=timezone.now())


def closed(by, period, course="continue", words="Het gaat goed genoeg."):
    return actions.close(period=period, course=Code(course), words=Words(words), by=by, at=timezone.now())


def refused(deed, *given, **more):
    with pytest.raises(actions.CannotProgramme) as problem:
        deed(*given, **more)
    return str(problem.value)


# --- agreeing


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reached_by": LAST}, "This target lies in the past. Choose a day on which it can still be reached."),
        ({"goal": None}, "Say of which goal or measure this is a result. Otherwise nobody answers for it."),
        ({"begin": 1000.0}, "Start and target are the same number. Then there is nothing to reach; choose another target."),
        ({"begins_on": NEXT}, "The day on which it begins should come before the day on which it is reached."),
        ({"kind": Code("x")}, "Choose from the list whether it is done or changed, and whether the target is a least or a most."),
    ],
)  # fmt: skip
def test_a_result_is_refused_in_a_sentence(core_team, change, sentence):
    assert refused(agreed, core_team, **change) == sentence


def test_the_database_keeps_results_whole(core_team):
    one = agreed(core_team)
    for change in ({"kind": "x"}, {"sense": "x"}, {"goal": None}, {"reached_by": BEGAN}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Result.objects.filter(pk=one.pk).update(**change)
    assert Result.objects.filter(pk=one.pk).update(kind="outcome", sense="most", reached_by=NEXT) == 1


# --- periods


def test_periods_follow_each_other_and_never_overlap(core_team, bare):
    opened(core_team, date(2025, 1, 1), date(2025, 3, 31))
    said = refused(opened, core_team, date(2025, 3, 31), date(2025, 6, 30))
    assert said == "There is a period from 1 January 2025 to 31 March 2025 already. Choose days outside it."
    assert refused(opened, core_team, date(2025, 5, 1), date(2025, 5, 1)) == (
        "The last day of a period comes after its first. Look at both."
    )
    assert opened(core_team, date(2025, 4, 1), date(2025, 6, 30)).pk


def test_the_database_keeps_periods_whole(core_team, bare):
    one = opened(core_team)
    changes = (
        {"ends": BEGAN},
        {"course": "x", "closed_at": timezone.now()},
        {"course": "stop"},
        {"closed_at": timezone.now()},
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportPeriod.objects.filter(pk=one.pk).update(**change)
    assert ReportPeriod.objects.filter(pk=one.pk).update(course="stop", closed_at=timezone.now()) == 1


# --- reporting


def test_a_number_needs_evidence_and_no_number_needs_a_story(core_team, bare):
    one, period = agreed(core_team), opened(core_team)
    assert refused(reported, core_team, one, period, proof=Words(" ")) == (
        "A number needs evidence. Choose the figure it rests on, or write down who counted it and where."
    )
    assert refused(reported, core_team, one, period, value=None, proof=Words("")) == (
        "Nobody knows the number yet. Tell why, and what is done to get to know it."
    )
    row = reported(core_team, one, period, value=None, story=Words("Niemand heeft geteld; in mei wel."))
    assert (row.verdict, row.reason, row.value, row.state) == ("unknown", "no number", None, "draft")
    assert verify().problems == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"low": 400.0}, "A range has two ends. Give both the lowest and the highest, or neither."),
        ({"low": 490.0, "high": 500.0}, "The number lies between the ends of its range. Look at all three."),
        ({"value": None, "low": 1.0, "high": 2.0}, "Give the number in the middle of the range too: what is thought likeliest."),
        ({"rests_on": [Ref("sheet:0000000000000000#x/value")]}, "This figure is not of this indicator and area. Choose one from the list."),
    ],
)  # fmt: skip
def test_a_report_is_refused_in_a_sentence(core_team, bare, change, sentence):
    assert refused(reported, core_team, agreed(core_team), opened(core_team), **change) == sentence


@pytest.mark.parametrize(
    ("change", "verdict", "reason"),
    [
        ({"value": 480.0}, "on", "on its way"),
        ({"value": 400.0}, "risk", "behind"),
        ({"value": 100.0}, "off", "far behind"),
        ({"value": 1200.0}, "on", "reached"),
        ({"value": 400.0, "low": 300.0, "high": 500.0}, "unknown", "wide"),
    ],
)
def test_each_verdict_comes_from_the_rules_of_the_workspace(core_team, bare, change, verdict, reason):
    row = reported(core_team, agreed(core_team), opened(core_team), **change)
    assert (row.verdict, row.reason) == (verdict, reason)
    assert {one.pk for one in TrackRule.objects.all()} == {"on", "risk", "off", "unknown"}


def test_a_number_can_be_copied_from_a_figure_with_its_origin(core_team, bare):
    figure = current().filter(indicator__withdrawn_on=None, value__isnull=False).first()
    one = agreed(core_team, indicator=figure.indicator, area=figure.area, target=(figure.value or 0) + 1000)
    period = opened(core_team)
    assert figure.ref in dict(queries.figure_choices(one))
    row = reported(core_team, one, period, value=None, rests_on=[Ref(figure.ref)], proof=Words(""))
    assert (row.value, row.cell) == (figure.value, figure.ref)
    assert queries.result_page(Visitor(), one.pk).line.report.number.ref == figure.ref


def test_who_reports_second_is_told_what_stands_and_loses_nothing(signed_in, core_team, bare):
    signed_in.cookies["django_language"] = "en"
    one, period = agreed(core_team), opened(core_team)
    reported(core_team, one, period, story=Words("Van een ander."))
    page = reverse("programme:report", args=[one.pk, period.pk])
    answer = signed_in.post(page, {"base": 0, "value": "77", "proof": "Mijn telling", "story": "Mijn verhaal"})
    text = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "Somebody changed this while you were writing.",
        "Van een ander.",
        "Mijn verhaal",
        "Mijn telling",
    ):
        assert words in text
    again = signed_in.post(page, {"base": 1, "value": "77", "proof": "Mijn telling", "story": "Mijn verhaal"})
    assert again.status_code == 302
    assert ResultReport.objects.get().value == 77.0


def test_the_database_keeps_reports_whole(core_team, bare):
    row = reported(core_team, agreed(core_team), opened(core_team))
    mine = ResultReport.objects.filter(pk=row.pk)
    for change in (
        {"state": "x"}, {"verdict": "x"}, {"value": None, "told": False}, {"value": None, "told": True, "verdict": "on"},
        {"proven": False}, {"low": 500.0, "high": 600.0}, {"version": 0},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultReport.objects.create(
            result=row.result, period=row.period, value=1.0, proven=True, verdict="on", by="seat:1", at=timezone.now()
        )
    assert mine.update(value=None, told=True, verdict="unknown", proven=False, low=None, high=None) == 1
    assert mine.update(value=5.0, cell="sheet:0#x/value", low=4.0, high=6.0, verdict="on", state="locked") == 1


# --- draft, approved, locked


@pytest.mark.parametrize(("before", "after"), list(product(REPORT_STEPS, REPORT_STEPS)))
def test_a_report_takes_the_steps_of_the_table_and_no_other(core_team, bare, before, after):
    period = opened(core_team)
    one = agreed(core_team)
    row = reported(core_team, one, period)
    ResultReport.objects.filter(pk=row.pk).update(state=before)
    row.refresh_from_db()

    def deed():
        if after == "draft":
            return reported(core_team, one, period, base=row.version)
        if after == "approved":
            return approved(core_team, row)
        closed(core_team, period)
        row.refresh_from_db()
        return row

    if after in REPORT_STEPS[before]:
        assert deed().state == after
    elif (before, after) == ("locked", "locked"):
        assert deed().state == "locked"  # to close is to lock what is not locked yet
    else:
        assert refused(deed).startswith(
            (
                "This report is locked",
                "This report was approved already",
                "Every agreed result is reported and approved",
            )
        )


def test_a_period_closes_with_a_decision_when_everything_is_known_or_said_to_be_unknown(core_team, bare):
    one, other = agreed(core_team), agreed(core_team, kind=Code("outcome"), indicator=Indicator.objects.get(pk="TI01"))
    period = opened(core_team)
    approved(core_team, reported(core_team, one, period))
    draft = reported(core_team, other, period, value=None, story=Words("Niemand telt dit."))
    assert unsettled(period) == [other]
    said = refused(closed, core_team, period)
    assert said == (
        "Every agreed result is reported and approved before a period closes, also when nobody knows the number. Not yet: "
        f"{other.indicator.label}, {other.area}."
    )
    approved(core_team, draft)
    assert refused(closed, core_team, period, course="wait") == "Choose what is decided: continue, adjust or stop."
    assert refused(closed, core_team, period, words=" ").startswith("Write down what is decided and why.")
    closed(core_team, period, "adjust", "Wij sturen bij.")
    page = queries.period_page(Visitor(), period.pk)
    assert (str(page.course), page.words, page.lacking, page.due) == ("adjust", "Wij sturen bij.", 0, 2)
    assert [(word, many) for word, many, _tone in page.counts] == [
        ("on track", 1), ("at risk", 0), ("off track", 0), ("unknown", 1),
    ]  # fmt: skip
    assert set(ResultReport.objects.filter(period=period).values_list("state", flat=True)) == {"locked"}
    assert verify().problems == []


def test_a_period_that_runs_or_has_no_result_does_not_close(core_team, bare):
    assert refused(closed, core_team, opened(core_team, TODAY, NEXT)) == (
        "This period has not ended yet. It can be closed from the day after its last."
    )
    assert refused(closed, core_team, opened(core_team)) == (
        "No result was agreed yet, so there is nothing to decide on. Agree on one first."
    )


def test_a_closed_period_is_not_reopened(signed_in, core_team, bare):
    one, period = agreed(core_team), opened(core_team)
    row = approved(core_team, reported(core_team, one, period))
    closed(core_team, period)
    day = timezone.localdate().strftime("%Y")
    for deed in (
        lambda: reported(core_team, one, period, base=row.version),
        lambda: approved(core_team, row),
        lambda: closed(core_team, period, "stop"),
    ):
        said = refused(deed)
        assert said.startswith("This period was closed on ")
        assert day in said
        assert said.endswith("and is not reopened. Report a correction in the period that is open.")
    signed_in.cookies["django_language"] = "en"
    answer = signed_in.post(
        reverse("programme:period", args=[period.pk]), {"course": "stop", "words": "x"}, follow=True
    )
    assert "This period was closed already, and is not reopened." in answer.content.decode()


# --- milestones


def measured(by, **more):
    given = {
        "title": Words("Bedden zoeken"), "text": Words(""), "goal": Goal.objects.get(pk="TG02"),
        "accountable": Party.objects.get(pk="TO01"), "responsible": [Party.objects.get(pk="TO02")], "consulted": [],
        "informed": [], "carrier": Code("team"), "indicator": None, "bottlenecks": [], "themes": [], "fields": [],
        "stages": [], "areas": [],
    } | more  # fmt: skip
    return actions.propose(measure=None, base=0, by=by, at=timezone.now(), **given)


def planned(by, measure, due=NEXT, words="Een ondertekende afspraak"):
    return actions.plan(measure=measure, words=Words(words), due=due, by=by, at=timezone.now())


@pytest.mark.parametrize(("before", "after"), list(product(MILESTONE_STEPS, MILESTONE_STEPS)))
def test_a_milestone_takes_the_steps_of_the_table_and_no_other(core_team, before, after):
    one = planned(core_team, measured(core_team))
    Milestone.objects.filter(pk=one.pk).update(state=before, settled_on=None if before == "planned" else TODAY)
    given = {"milestone": one, "state": Code(after), "proof": Words("Getekend."), "by": core_team, "at": timezone.now()}
    if after in MILESTONE_STEPS[before]:
        assert actions.settle(**given).state == after
    else:
        said = refused(actions.settle, **given)
        assert said == "From here a milestone cannot go there. Look at the steps that are offered."


def test_a_milestone_has_words_a_day_to_come_and_proof(signed_in, core_team):
    signed_in.cookies["django_language"] = "en"
    measure = measured(core_team)
    assert refused(planned, core_team, measure, words=" ").startswith("Write down what will be there.")
    assert refused(planned, core_team, measure, due=LAST).startswith("This day has passed.")
    page = reverse("programme:measure", args=[measure.pk])
    assert "This measure has no milestone." in signed_in.get(page).content.decode()
    late = signed_in.post(reverse("programme:milestone", args=[measure.pk]), {"words": "Afspraak", "due": "2020-01-01"})
    assert late.status_code == 422
    assert "This day has passed." in late.content.decode()
    sent = signed_in.post(
        reverse("programme:milestone", args=[measure.pk]), {"words": "Afspraak", "due": NEXT.isoformat()}
    )
    assert sent.status_code == 302
    one = Milestone.objects.get()
    prefix = f"m{one.pk}"
    settle = reverse("programme:settle", args=[one.pk])
    assert signed_in.post(settle, {f"{prefix}-state": "reached", f"{prefix}-proof": " "}).status_code == 422
    assert signed_in.post(settle, {f"{prefix}-state": "reached", f"{prefix}-proof": "Getekend."}).status_code == 302
    assert "Getekend." in signed_in.get(page).content.decode()


def test_the_database_keeps_milestones_whole(core_team):
    one = planned(core_team, measured(core_team))
    mine = Milestone.objects.filter(pk=one.pk)
    for change in ({"state": "x"}, {"state": "reached"}, {"settled_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)
    assert mine.update(state="reached", settled_on=TODAY) == 1


# --- the tree and the plan


def test_the_tree_runs_from_vision_to_milestone_and_shows_what_is_loose_at_both_ends(core_team, bare):
    vision = Vision.objects.first()
    before = tree(Visitor())
    assert [one.pk for one in before.dreams] == [vision.pk]
    assert [one.pk for one in before.blind] == ["TG01", "TG03"]
    actions.tie(vision=vision, goals=[Goal.objects.get(pk="TG02")], by=core_team, at=timezone.now())
    measure = measured(core_team)
    milestone = planned(core_team, measure)
    result = agreed(core_team, measure=measure, goal=None)
    after = tree(Visitor())
    [(_assignment, branches)] = after.assignments
    leaf = branches[0].under[0]
    assert (leaf.goal.pk, [one.pk for one in leaf.visions], [one.pk for one in leaf.measures]) == (
        "TG02", [vision.pk], [measure.pk],
    )  # fmt: skip
    [shown] = leaf.measures
    assert [one.pk for one in shown.milestones.all()] == [milestone.pk]
    assert [one.pk for one in shown.results.all()] == [result.pk]
    assert (after.dreams, [one.pk for one in after.blind], list(after.endless)) == ((), ["TG03"], [])
    actions.tie(vision=vision, goals=[], by=core_team, at=timezone.now())
    assert [one.pk for one in tree(Visitor()).dreams] == [vision.pk]
    assert verify().problems == []


def test_the_plan_has_vision_programme_and_pledges_and_what_each_party_does(client, core_team):
    client.cookies["django_language"] = "en"
    vision, measure = Vision.objects.first(), measured(core_team)
    actions.tie(vision=vision, goals=[Goal.objects.get(pk="TG01")], by=core_team, at=timezone.now())
    for party, answer in (("TO01", "joins"), ("TO02", "partly"), ("TO04", "declines"), ("TO05", "silent")):
        join(
            party=Party.objects.get(pk=party), answer=Code(answer), words=Words("Gezegd."), example=False, by=core_team,
            at=timezone.now(),
        )  # fmt: skip
    found = plan(Visitor(), TODAY)
    [way] = found.ways
    assert [(one.goal.pk, [each.measure.pk for each in one.measures]) for one in way.goals] == [
        ("TG01", []), ("TG02", [measure.pk]),
    ]  # fmt: skip
    assert [one.pledge.pk for one in found.pledges] == ["TP-1", "TP-2"]
    said = {one.party.pk: (str(one.word), one.words) for one in found.parties}
    assert said["TO01"] == ("joins", "answers for 1 measure")
    assert said["TO02"] == ("joins in part", "carries out 1 measure")
    assert said["TO05"] == ("silent", "made 1 pledge")
    assert said["TO03"] == ("", "made 1 pledge")
    text = client.get(reverse("programme:plan")).content.decode()
    for words in ("Bedden zoeken", "answers for 1 measure", "declines", "Places near the greenhouses"):
        assert words in text


# --- pages


def test_every_list_asks_a_fixed_number_of_queries(signed_in, core_team, bare):
    first, period = agreed(core_team, measure=measured(core_team)), opened(core_team)
    reported(core_team, first, period)
    addresses = [
        reverse("programme:results"), reverse("programme:periods"), reverse("programme:period", args=[period.pk]),
        reverse("programme:goals"), reverse("programme:plan"), reverse("programme:measures"),
        reverse("reports:progress", args=[period.pk]),
    ]  # fmt: skip
    for address in addresses:
        queries_of(signed_in, address)
    before = {address: queries_of(signed_in, address) for address in addresses}
    for number in range(29):
        one = agreed(core_team, measure=measured(core_team))
        planned(core_team, one.measure)
        reported(core_team, one, period, story=Words("Zo ging het."), value=480.0 + number)
    assert Measure.objects.count() >= 30
    assert {address: queries_of(signed_in, address) for address in addresses} == before


def test_the_walk_of_a_result_over_its_pages(signed_in, core_team, bare):
    signed_in.cookies["django_language"] = "en"
    typed = {
        "kind": "outcome", "goal": "TG01", "indicator": "TI02", "area": "TP01", "sense": "least", "target": "1000",
        "reached_by": NEXT.isoformat(), "begin": "", "begins_on": BEGAN.isoformat(),
    }  # fmt: skip
    past = signed_in.post(reverse("programme:new_result"), typed | {"reached_by": LAST.isoformat()})
    assert past.status_code == 422
    assert "This target lies in the past." in past.content.decode()
    made = signed_in.post(reverse("programme:new_result"), typed)
    one = Result.objects.get()
    assert made["Location"] == reverse("programme:result", args=[one.pk])
    sent = signed_in.post(reverse("programme:periods"), {"starts": BEGAN.isoformat(), "ends": LAST.isoformat()})
    period = ReportPeriod.objects.get()
    assert sent["Location"] == reverse("programme:period", args=[period.pk])
    report = reverse("programme:report", args=[one.pk, period.pk])
    empty = signed_in.post(report, {"base": 0})
    assert empty.status_code == 422
    assert "Nobody knows the number yet. Tell why" in empty.content.decode()
    assert signed_in.post(report, {"base": 0, "story": "Niemand heeft geteld."}).status_code == 302
    text = signed_in.get(reverse("programme:period", args=[period.pk])).content.decode()
    assert "there is no number" in text
    row = ResultReport.objects.get()
    assert signed_in.post(reverse("programme:approve", args=[row.pk]), {"version": 1}).status_code == 302
    ended = signed_in.post(reverse("programme:period", args=[period.pk]), {"course": "stop", "words": "Wij stoppen."})
    assert ended.status_code == 302
    page = signed_in.get(reverse("reports:progress", args=[period.pk])).content.decode()
    for words in ("Wij stoppen.", "Niemand heeft geteld.", "unknown", "What each party does", "What was promised"):
        assert words in page
    paper = signed_in.get(reverse("reports:progress_pdf", args=[period.pk]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert b"pdfuaid" in paper.content
    for ref in (one.ref, row.ref, period.ref):
        assert signed_in.get(f"/herkomst/{ref}/").status_code == 200


def test_a_visitor_reads_and_does_nothing(client, core_team, bare):
    one, period = agreed(core_team), opened(core_team)
    row = reported(core_team, one, period)
    for name, given in (("results", []), ("result", [one.pk]), ("periods", []), ("period", [period.pk]), ("plan", [])):
        assert client.get(reverse(f"programme:{name}", args=given)).status_code == 200
    for name, given in (("new_result", []), ("report", [one.pk, period.pk])):
        assert client.get(reverse(f"programme:{name}", args=given)).status_code == 403
    for name, given in (("periods", []), ("period", [period.pk]), ("approve", [row.pk]), ("plan", []), ("goals", [])):
        assert client.post(reverse(f"programme:{name}", args=given), {}).status_code == 403
    for deed in (agreed, opened):
        with pytest.raises(PermissionDenied):
            deed(Visitor())
    for name, given in (("result", [99999]), ("period", [99999])):
        assert client.get(reverse(f"programme:{name}", args=given)).status_code == 404
    assert client.get(reverse("reports:progress", args=[99999])).status_code == 404

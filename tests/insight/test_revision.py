"""A newer delivery that changes a figure says why; what changed is listed, with everything that rests on the old figure."""

import csv
import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.insight.evidence_rows import deliver, figure
from tests.insight.said_rows import contest, english, seat_for

from samenhang.ground.ledger.models import Act
from samenhang.ground.ledger.queries.resting import resting
from samenhang.ground.ledger.queries.verify import verify
from samenhang.insight.evidence import actions
from samenhang.insight.evidence.models import Change, Edition, Revision
from samenhang.insight.evidence.queries import revisions
from samenhang.insight.evidence.queries.freshness import age, age_words
from samenhang.web import doors
from samenhang.web.cli import Refused

pytestmark = pytest.mark.django_db
PAGE = "/herzieningen/"
COUNT = {"TP01,2024JJ00,TI01,4200": "TP01,2024JJ00,TI01,4250"}
CELL = "TP01/2024/TX01/TI01/TD01"


def sheet(indicator="TI01"):
    return Edition.objects.get(indicator=indicator, current=True).sheet


# the deed


def test_the_first_delivery_revises_nothing():
    assert (Revision.objects.count(), Change.objects.count()) == (0, 0)
    assert Act.objects.filter(verb="evidence.computed").exists()


def test_a_delivery_that_changes_nothing_needs_no_reason_and_a_new_figure_is_no_change(core_team):
    acts = Act.objects.count()
    deliver({}, core_team, reason="")
    assert Act.objects.count() == acts
    deliver({"TG03,2022,TI04,27500": "TG03,2022,TI04,27500,tn-personen,voorlopig,ongeveer,TD05,woont hier,TX04,x,\n"
             "TG02,2022,TI04,1000"}, core_team, reason="")  # fmt: skip
    assert Revision.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "count"),
    [
        (COUNT, "changes 1 figure that is shown now (TP01/2024/TX01/TI01/TD01). Say in one sentence why it changes."),
        ({"TG02,2024JJ00,TI01,1250,tn-personen,voorlopig": "TG02,2024JJ00,TI01,1250,tn-personen,definitief"},
         "changes 1 figure that is shown now (TG02/2024/TX01/TI01/TD01). Say in one sentence why it changes."),
        ({"TP01,2024KW04,TI03": None},
         "changes 1 figure that is shown now (TP01/2024-Q4/TX03/TI03/TD04). Say in one sentence why it changes."),
        ({"TP01,2024JJ00,TI01,4200": None, "TP01,2024,TI01,5500": None},
         "changes 2 figures that are shown now (TP01/2024/TX01/TI01/TD01, TP01/2024/TX02/TI01/TD02 …). "
         "Say in one sentence why they change."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_no_figure_changes(core_team, change, count, reason):
    shown = list(Edition.objects.filter(current=True).order_by("pk").values_list("sheet", flat=True))
    with translation.override("en"), pytest.raises(actions.NeedsReason) as refusal:
        deliver(change, core_team, reason=reason)
    assert str(refusal.value) == f"This delivery of tn-telling {count}"
    assert list(Edition.objects.filter(current=True).order_by("pk").values_list("sheet", flat=True)) == shown
    assert not Act.objects.filter(verb="evidence.revised").exists()
    assert not Revision.objects.exists()


def test_with_a_reason_every_changed_cell_is_kept_before_and_after(core_team):
    before = sheet()
    deliver({**COUNT, "TP01,2024,TI01,5500": None, "TG02,2024JJ00,TI01,1250": "TG02,2024JJ00,TI01,1250.0"}, core_team,
            reason="Dubbele dienstverbanden zijn eruit gehaald.")  # fmt: skip
    made = Revision.objects.get()
    assert (made.source_id, made.reason.body, made.reason_length, made.by) == (
        "tn-telling", "Dubbele dienstverbanden zijn eruit gehaald.", 43, core_team.ref,
    )  # fmt: skip
    assert sorted(Change.objects.values_list("indicator", "area", "row", "before", "after")) == [
        ("TI01", "TP01", CELL, before, sheet()), ("TI01", "TP01", "TP01/2024/TX02/TI01/TD02", before, ""),
    ]  # fmt: skip
    act = Act.objects.get(verb="evidence.revised")
    assert (act.by, json.loads(act.facts)) == (core_team.ref, {"changed": 2, "reason_length": 43})
    said = [(one.role, one.target) for one in act.mentions.order_by("place")]
    assert (said[0], said[1], said[-1]) == (("source", "sources:tn-telling"), ("before", before), ("made", made.ref))
    assert verify(replay=True).problems == []


def test_an_indicator_that_is_left_out_goes_as_a_whole(core_team):
    before = sheet("TI03")
    deliver({"TP01,2024KW04,TI03": None}, core_team)
    assert list(Change.objects.values_list("indicator", "row", "before", "after")) == [
        ("TI03", "TP01/2024-Q4/TX03/TI03/TD04", before, "")
    ]


def test_back_to_an_earlier_figure_is_a_change_too(core_team):
    deliver(COUNT, core_team)
    with pytest.raises(actions.NeedsReason):
        deliver({}, core_team, reason="")
    deliver({}, core_team, reason="De eerste telling was toch goed.")
    assert [one.reason.body for one in Revision.objects.order_by("pk")] == [
        "Counted once more.", "De eerste telling was toch goed.",
    ]  # fmt: skip


# what must never be false


def test_a_revision_has_a_reason():
    given = {"source_id": "tn-telling", "by": "seat:1", "at": timezone.now()}
    Revision.objects.create(reason_length=1, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(reason_length=0, **given)


def test_a_figure_changes_once_in_a_revision():
    made = Revision.objects.create(source_id="tn-telling", by="seat:1", at=timezone.now(), reason_length=1)
    given = {"revision": made, "indicator_id": "TI01", "area_id": "TP01", "before": "sheet:x"}
    Change.objects.create(row="one", **given)
    Change.objects.create(row="two", **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.create(row="one", **given)


# what rests on the old figure


def test_what_rests_on_a_cell_is_what_cites_that_very_cell_and_what_came_of_it():
    found = resting([f"{sheet()}#{row}/value" for row in (CELL, "TG02/2024/TX01/TI01/TD01")])
    assert set(found) == {f"{sheet()}#{CELL}/value"}
    verbs = [act.verb for act in found[f"{sheet()}#{CELL}/value"]]
    chain = {"evidence.read", "appraisal.scored", "appraisal.weighed", "governance.decided"}
    assert set(verbs) == chain | {
        "vision.written",
        "vision.cosigned",
        "vision.stood",  # the vision rests on the decision
        "programme.set_out",
        "programme.fitted",  # and what fits rests on what the options score
    }
    assert verbs[0] == "evidence.read"
    assert resting([]) == {}


def test_a_revision_says_what_rests_on_the_old_figure(core_team, client):
    deliver({**COUNT, "TG02,2024JJ00,TI01,1250": "TG02,2024JJ00,TI01,1300"}, core_team)
    with translation.override("nl"):
        told = {one.change.row: one for one in revisions.revised(revisions.changes())}
        assert {row: (one.before.value, one.after.value, len(one.rests) > 0) for row, one in told.items()} == {
            CELL: (4200, 4250, True), "TG02/2024/TX01/TI01/TD01": (1250, 1300, False),
        }  # fmt: skip
        said = [rest.sentence for rest in told[CELL].rests]
    assert "Sleutelbewaarder legde een besluit vast" in said
    assert "Sleutelbewaarder koos een lezing van een cijfer" in said
    page = english(client, PAGE)
    assert "Keeper recorded a decision" in page
    assert "Counted once more." in page
    for rest in told[CELL].rests:
        assert client.get(rest.url).status_code == 200


def test_a_reading_says_that_it_rests_on_a_figure_that_was_revised(core_team, client):
    deliver(COUNT, core_team)
    page = english(client, "/cijfers/TI01/")
    assert "Rests on a figure that was revised. The source now says: 4,250 people." in page
    assert 'href="/herzieningen/?cijfer=TI01&amp;gebied=TP01"' in client.get("/cijfers/TI01/").content.decode()
    assert "was revised" in page


def test_a_contest_rests_on_the_figure_too(core_team):
    contest(seat_for())
    deliver({"TG01,2024JJ00,TI01,2600": "TG01,2024JJ00,TI01,2650"}, core_team)
    with translation.override("nl"):
        (told,) = revisions.revised(revisions.changes())
        assert [rest.sentence for rest in told.rests] == [
            "Medewerker van een gemeente (Appelwoude) gaf een tegencijfer",
            "Medewerker van een gemeente (Appelwoude) betwistte een cijfer van het eigen gebied",
        ]  # fmt: skip


# the page


def test_the_list_can_be_narrowed_and_taken_along(core_team, client):
    assert "No figure was revised yet." in english(client, PAGE)
    deliver({**COUNT, "TP01,2024KW04,TI03": None}, core_team)
    rows = lambda **asked: [one.row for one in client.get(PAGE, asked).context["table"].records]  # noqa: E731
    assert rows() == [CELL, "TP01/2024-Q4/TX03/TI03/TD04"]
    assert (rows(cijfer="TI03"), rows(gebied="TP01", bron="tn-telling"), rows(q="once more")) == (
        ["TP01/2024-Q4/TX03/TI03/TD04"], [CELL, "TP01/2024-Q4/TX03/TI03/TD04"], [CELL, "TP01/2024-Q4/TX03/TI03/TD04"],
    )  # fmt: skip
    text = client.get(f"{PAGE}?format=csv", headers={"accept-language": "en"}).content.decode("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Figure"], row["Before"], row["After"], row["Why it changed"]) for row in told] == [
        ("Labour migrants, Zomerkade", "4200", "4250", "Counted once more."),
        ("Living together well, Zomerkade", "61.5", "no longer in its source", "Counted once more."),
    ]
    assert "Keeper recorded a decision" in told[0]["Rests on the old figure"]
    assert client.get(f"/herkomst/{Revision.objects.get().ref}/").status_code == 200


def test_the_page_asks_as_many_questions_for_one_as_for_thirty(core_team, client):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    deliver(COUNT, core_team)
    before = asked()
    made = Revision.objects.get()
    for n in range(29):
        figure(f"more-{n}", period=str(1900 + n))
        Change.objects.create(
            revision=made, indicator_id="TI01", area_id="TP01", row=f"more-{n}", before=sheet(), after=sheet()
        )
    assert asked() == before


# how old a figure is


@pytest.mark.parametrize(
    ("period", "years", "words"),
    [
        ("2024", 1, "1 year old"), ("2023", 2, "2 years old"), ("2025-Q2", 0, "less than a year old"),
        ("2025-06-15", 1, "1 year old"), ("2025-06-16", 0, "less than a year old"), ("2026", None, "still running or to come"),
        ("2030", None, "still running or to come"), ("", None, "period not stated"), ("2019/2021", 4, "4 years old"),
        ("long ago", None, "period not stated"),
    ],
)  # fmt: skip
def test_the_age_of_a_figure(period, years, words):
    on = date(2026, 6, 15)
    with translation.override("en"):
        assert (age(period, on), age_words(period, on)) == (years, words)


def test_the_age_stands_in_every_table_of_figures(client):
    years = timezone.localdate().year - 2025
    said = f"{years} year old" if years == 1 else f"{years} years old"
    assert f"2024 {said}" in english(client, "/cijfers/TI01/?gebied=TG01")
    assert f"2024 {said}" in english(client, "/gebieden/TG01/")


# the shell


def test_receive_asks_for_a_reason_and_takes_it(tmp_path):
    file = tmp_path / "count.csv"
    text = (settings.WORKSPACE / "deliveries" / "telling-2024.csv").read_text(encoding="utf-8")
    file.write_text(text.replace("TI01,4200", "TI01,4250"), encoding="utf-8")
    with translation.override("en"), pytest.raises(Refused) as refusal:
        doors.receive(source="tn-telling", file=file)
    assert str(refusal.value) == (
        "This delivery of tn-telling changes 1 figure that is shown now (TP01/2024/TX01/TI01/TD01). "
        'Say in one sentence why it changes. (samenhang receive … --reason "…")'
    )
    assert doors.receive(source="tn-telling", file=file, reason="Counted once more.") == 0
    assert Revision.objects.get().reason.body == "Counted once more."


def test_a_workspace_that_changes_a_figure_says_why_or_nothing_of_it_is_loaded(tmp_path, monkeypatch):
    folder = tmp_path / "tiny"
    shutil.copytree(Path(settings.WORKSPACE), folder)
    delivery = folder / "deliveries" / "telling-2024.csv"
    delivery.write_text(delivery.read_text(encoding="utf-8").replace("TI01,4200", "TI01,4250"), encoding="utf-8")
    monkeypatch.setattr(settings, "WORKSPACE", folder)
    monkeypatch.setattr(doors, "migrate", lambda: 0)
    acts = Act.objects.count()
    with pytest.raises(Refused, match=r'\(samenhang load … --reason "…"\)'):
        doors.load()
    assert Act.objects.count() == acts
    assert doors.load(reason="Counted once more.") == 0
    assert [one.row for one in Change.objects.all()] == [CELL]

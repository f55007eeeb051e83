"""The life of a run: computed by a worker, cancelled, left by a killed worker and started again. Nothing is half-made."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.acts import Words
from samenhang.ground.ledger.models import Act, Sheet
from samenhang.ground.ledger.queries.verify import verify
from samenhang.methods.stockflow import Processes, WorkerLost
from samenhang.web import doors
from samenhang.weighing.futures import actions, queries, tasks
from samenhang.weighing.futures.models import Future, Run
from samenhang.weighing.futures.queries import model
from samenhang.weighing.futures.queries.lab import lab as make_lab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def lab(core_team):
    return make_lab(core_team)


@pytest.fixture
def future(lab, core_team):
    chosen = replace(lab.standing, draws=1000, levers={**lab.standing.levers, "extra_beds": 20.0})
    return actions.save(name=Words("Twintig bedden"), chosen=chosen, by=core_team, at=timezone.now())


def asked(future, lab, core_team, draws=1000):
    return actions.ask(future=future, start=lab.sheet, draws=draws, by=core_team, at=timezone.now())


def test_a_run_becomes_one_sheet_with_its_lineage(future, lab, core_team):
    run = asked(future, lab, core_team)
    assert tasks.compute.call(run.pk) == "done"
    run.refresh_from_db()
    assert (run.state, run.drawn, run.problem) == ("done", 1000, "")
    table = ledger.table(ledger.sheet(run.result))
    assert (table.kind, table.head["setting"], table.head["start"]) == ("future-result", future.setting, lab.sheet.ref)
    verbs = {step.act.verb for step in ledger.trace(run.result)}
    assert verbs >= {"futures.simulated", "futures.set", "futures.started", "evidence.computed", "evidence.received"}


def test_replay_gives_the_same_sheet(future, lab, core_team):
    assert tasks.compute.call(asked(future, lab, core_team).pk) == "done"
    assert verify(replay=True).problems == []


def test_an_outcome_can_be_cited_with_its_range(future, lab, core_team):
    run = asked(future, lab, core_team)
    tasks.compute.call(run.pk)
    run.refresh_from_db()
    found = queries.outcome(f"{run.result}#total/shortage/2049/likely")
    row = ledger.table(ledger.sheet(run.result)).record("total/shortage/2049")
    assert (found.low, found.likely, found.high) == (row["low"], row["likely"], row["high"])
    assert found.low <= found.likely <= found.high
    assert (found.ref, found.year, found.unit) == (f"{run.result}#total/shortage/2049/likely", 2049, "places")
    area = queries.outcome(f"{run.result}#TG01/shortage/2049/high")
    assert area.ref == f"{run.result}#TG01/shortage/2049/likely"
    assert [queries.outcome(ref) for ref in (f"{run.result}#question/holds/likely", "sheet:0000000000000000#a/b", lab.sheet.ref)] == [
        None, None, None,
    ]  # fmt: skip


def test_a_run_that_was_cancelled_leaves_nothing_and_can_be_started_again(future, lab, core_team, monkeypatch):
    monkeypatch.setattr(tasks, "EVERY", 0)
    run = asked(future, lab, core_team, draws=1000)
    acts, sheets = Act.objects.count(), Sheet.objects.count()
    told = []

    def cancel_halfway(found, drawn, *, at):
        told.append(drawn)
        actions.cancel(run=run, by=core_team, at=timezone.now())
        beat(found, drawn, at=at)

    beat = actions.beat
    monkeypatch.setattr(actions, "beat", cancel_halfway)
    assert tasks.compute.call(run.pk) == "stopped"
    run.refresh_from_db()
    assert (told, run.state, run.result) == ([500], "cancelled", "")
    assert (Act.objects.count(), Sheet.objects.count()) == (acts, sheets)
    monkeypatch.setattr(actions, "beat", beat)
    again = asked(future, lab, core_team)
    assert tasks.compute.call(again.pk) == "done"
    assert [each.state for each in future.runs.all()] == ["done", "cancelled"]


def test_a_run_that_was_cancelled_before_it_began_is_not_computed(future, lab, core_team):
    run = asked(future, lab, core_team)
    assert actions.cancel(run=run, by=core_team, at=timezone.now())
    assert tasks.compute.call(run.pk) == "taken"
    assert not actions.cancel(run=run, by=core_team, at=timezone.now())


def test_two_runs_of_one_future_do_not_go_side_by_side(future, lab, core_team):
    asked(future, lab, core_team)
    with pytest.raises(actions.CannotRun, match="being computed already"):
        asked(future, lab, core_team)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(
            future=future, start=lab.sheet.ref, draws=200, by=core_team.ref, asked_at=timezone.now(), state="running"
        )


@pytest.mark.parametrize("state, result", [("done", ""), ("failed", "sheet:0123456789abcdef")])
def test_a_result_belongs_to_a_run_that_is_done_and_to_no_other(future, lab, core_team, state, result):
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(
            future=future,
            start=lab.sheet.ref,
            draws=200,
            by=core_team.ref,
            asked_at=timezone.now(),
            state=state,
            result=result,
        )


def test_a_run_whose_worker_fell_silent_is_seen_and_makes_room(future, lab, core_team):
    run, now = asked(future, lab, core_team), timezone.now()
    assert actions.begin(run, at=now - timedelta(minutes=5))
    saved = queries.saved(core_team, future.pk, now)
    assert (saved.running, saved.lost) == (run, True)
    again = asked(future, lab, core_team)
    run.refresh_from_db()
    assert (run.state, run.problem) == ("failed", "The worker that computed this run stopped halfway.")
    # the worker that was thought lost comes back, and finds that the run is no longer its own
    with pytest.raises(actions.Stopped):
        actions.beat(run, 500, at=timezone.now())
    assert not actions.finish(run, lab.sheet, at=timezone.now())
    assert tasks.compute.call(again.pk) == "done"


def test_what_the_model_refuses_becomes_a_sentence(lab, core_team):
    broken = replace(lab.standing, draws=200, ranges={**lab.standing.ranges, "economy": (0.02, 0.01, 0.0)})
    future = actions.save(name=Words("Kapot"), chosen=broken, by=core_team, at=timezone.now())
    run = asked(future, lab, core_team, 200)
    assert tasks.compute.call(run.pk) == "failed"
    run.refresh_from_db()
    assert run.problem.startswith("The model refuses this setting: Expected low <= mode <= high for economy")


def test_who_may_not_weigh_starts_and_cancels_nothing(future, lab, core_team, seat_of):
    reader = seat_of("tn-lezer")
    with pytest.raises(PermissionDenied):
        actions.ask(future=future, start=lab.sheet, draws=200, by=reader, at=timezone.now())
    run = asked(future, lab, core_team)
    with pytest.raises(PermissionDenied):
        actions.cancel(run=run, by=reader, at=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.save(name=Words("X"), chosen=lab.standing, by=reader, at=timezone.now())


def test_a_future_without_a_name_is_refused(lab, core_team):
    with pytest.raises(actions.CannotSimulate, match="Give this future a name"):
        actions.save(name=Words("  "), chosen=lab.standing, by=core_team, at=timezone.now())
    assert Future.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_halfway_leaves_nothing_half_made(future, lab, core_team, django_db_blocker):
    """A real worker in a process of its own, killed without a chance to say so; then another one computes it."""
    from django.db import connection

    run = actions.ask(future=future, start=lab.sheet, draws=100_000, by=core_team, at=timezone.now())
    Run.objects.filter(pk=run.pk).update(draws=100_000)
    slow = replace(lab.standing, draws=100_000)
    future.setting = _sheet_of(slow, core_team).ref
    future.save(update_fields=["setting"])
    tasks.compute.enqueue(run.pk)
    acts, sheets = Act.objects.count(), Sheet.objects.count()
    name = str(connection.settings_dict["NAME"])
    here = connection.settings_dict
    url = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else (f"postgres://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT']}/{name}")
    )
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "samenhang.web.settings",
                   "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}  # fmt: skip
    worker = [
        sys.executable,
        "-m",
        "django",
        "db_worker",
        "--verbosity",
        "0",
        "--interval",
        "0.1",
        "--no-startup-delay",
    ]
    process = subprocess.Popen(worker, env=environment)
    try:
        deadline = time.monotonic() + 120
        while Run.objects.get(pk=run.pk).drawn == 0 and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    run.refresh_from_db()
    assert (run.state, run.result) == ("running", "")
    assert 0 < run.drawn < 100_000
    assert (Act.objects.count(), Sheet.objects.count()) == (acts, sheets)
    # a minute of silence later
    assert run.lost(timezone.now() + timedelta(minutes=2))
    Run.objects.filter(pk=run.pk).update(beat_at=timezone.now() - timedelta(minutes=2))
    future.setting = _sheet_of(replace(lab.standing, draws=500), core_team).ref
    future.save(update_fields=["setting"])
    again = actions.ask(future=future, start=lab.sheet, draws=500, by=core_team, at=timezone.now())
    assert tasks.compute.call(again.pk) == "done"
    run.refresh_from_db()
    assert run.state == "failed"


def _sheet_of(chosen, by):
    from samenhang.ground.lexicon.queries import file_sheet
    from samenhang.weighing.futures.actions.futures import set_

    return set_(
        drivers=file_sheet("drivers.csv"),
        levers=file_sheet("levers.csv"),
        setting=chosen.table({}),
        by=by,
        at=timezone.now(),
    )


# --- from a shell, here or on a cluster


def test_a_saved_future_is_computed_from_the_shell(future, capsys):
    assert doors.futures(future=future.pk) == 0
    run = future.runs.get()
    assert (run.state, run.by) == ("done", doors.keeper().ref)
    assert capsys.readouterr().out == f"future {future.pk}: 1000 futures computed, {run.result}\n"


def test_other_processes_give_the_same_sheet_as_the_worker(future, lab, core_team):
    here = asked(future, lab, core_team)
    tasks.compute.call(here.pk)
    here.refresh_from_db()
    with Processes(2) as executor, model.working(executor):
        there = asked(future, lab, core_team)
        tasks.compute.call(there.pk)
    there.refresh_from_db()
    assert (there.state, there.result) == ("done", here.result)


def test_a_shell_gets_a_sentence_for_what_cannot_be_computed(future, monkeypatch):
    with pytest.raises(actions.CannotRun, match="There is no saved future with the number 99999"):
        doors.futures(future=99_999)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        actions.CannotRun, match="Expected the extra 'cluster' for work on a cluster, but it is not installed"
    ):
        doors.futures(future=future.pk, cluster="tcp://127.0.0.1:8786")
    assert not future.runs.exists()  # nothing was begun


def test_workers_that_are_ended_are_said_in_a_sentence_and_the_run_starts_again(future, lab, core_team):
    class Gone:
        def map(self, function, items):
            yield function(next(iter(items)))
            raise WorkerLost("Expected the cluster to finish its futures, but it kept losing workers.")

    run = asked(future, lab, core_team)
    sheets = Sheet.objects.count()
    with model.working(Gone()):
        assert tasks.compute.call(run.pk) == "failed"
    run.refresh_from_db()
    assert (run.state, run.problem, run.result, Sheet.objects.count()) == (
        "failed", "Somebody who computed for this run was ended from outside. Start it again.", "", sheets,
    )  # fmt: skip
    assert tasks.compute.call(asked(future, lab, core_team).pk) == "done"

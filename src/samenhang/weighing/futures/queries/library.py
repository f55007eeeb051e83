"""Futures that were saved: the list, one with its runs and result, and what the same future gives on the figures of today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger.models import Act
from samenhang.ground.people.queries import Viewer, names_of
from samenhang.weighing.futures.models import Future, Preset, Run
from samenhang.weighing.futures.queries import limits, model, setting
from samenhang.weighing.futures.queries import start as starts
from samenhang.weighing.futures.queries.limits import Limits
from samenhang.weighing.futures.queries.model import Computed
from samenhang.weighing.futures.queries.setting import Setting
from samenhang.weighing.futures.queries.words import OUTCOMES


def futures(viewer: Viewer) -> "QuerySet[Any]":
    """Every future that was saved, with the state of its last run; they are public."""
    last = Run.objects.filter(future=OuterRef("pk")).order_by("-pk").values("state")[:1]
    state = Coalesce(Subquery(last), Value("none"), output_field=CharField())
    label = "label_nl" if (get_language() or "nl").startswith("nl") else "label_en"
    corner = Preset.objects.filter(preset=OuterRef("preset")).order_by("order").values(label)[:1]
    corner_label = Coalesce(Subquery(corner), Value(""), output_field=CharField())
    return Future.objects.select_related("name").annotate(last_state=state, corner=corner_label)


def future(viewer: Viewer, pk: int) -> Future | None:
    return Future.objects.select_related("name").filter(pk=pk).first()


@dataclass(frozen=True)
class Kept:
    """What a run left: the numbers, where it fails, the sheet that holds both, and when the figures under it were put in place."""

    run: Run
    computed: Computed
    limits: Limits | None
    figures_of: datetime

    def ref(self, cell: str) -> str:
        return f"{self.run.result}#{cell}"


@dataclass(frozen=True)
class Saved:
    """A saved future as its page shows it."""

    future: Future
    setting: Setting
    by: str
    runs: tuple[Run, ...]
    kept: Kept | None
    running: Run | None
    lost: bool
    today: str  # the start as the figures stand today

    @property
    def stale(self) -> bool:
        """Whether the figures under the result are no longer those of today."""
        return self.kept is not None and bool(self.today) and self.kept.run.start != self.today


def saved(viewer: Viewer, pk: int, at: datetime) -> Saved | None:
    """One saved future with its runs, and the result of the last run that was done."""
    found = future(viewer, pk)
    sheet = ledger.sheet(found.setting) if found else None
    if found is None or sheet is None:
        return None
    chosen = setting.of_table(ledger.table(sheet))
    runs = tuple(found.runs.all())
    done = next((run for run in runs if run.state == Run.State.DONE), None)
    newest = starts.latest()
    running = next((run for run in runs if run.live), None)
    return Saved(
        found, chosen, names_of([found.by]).get(found.by, ""), runs, kept(done, chosen) if done else None, running,
        running is not None and running.lost(at), newest.ref if newest else "",
    )  # fmt: skip


def kept(run: Run, chosen: Setting) -> Kept | None:
    """The result of a run that is done; None when its sheet was erased."""
    result, start = ledger.sheet(run.result), ledger.sheet(run.start)
    if result is None or start is None:
        return None
    table = ledger.table(result)
    found = model.of_table(table, chosen, starts.of_sheet(start))
    asked = limits.of_rows(list(table.records()), chosen=chosen.limit is not None, futures=run.draws)
    return Kept(run, found, asked, made_at(run.start) or run.asked_at)


def made_at(ref: str) -> datetime | None:
    """When a start was made: the day of the figures under it."""
    acts = Act.objects.filter(verb=starts.VERB, mentions__role="made", mentions__ref=ref)
    return acts.order_by("pk").values_list("at", flat=True).first()


@dataclass(frozen=True)
class OutcomeOf:
    """One outcome of a saved future: low, likely and high, and the cell of the sheet in which it stands."""

    ref: str
    outcome: str
    year: int
    low: float
    likely: float
    high: float
    unit: str
    more_is_worse: bool


def outcome(ref: str) -> OutcomeOf | None:
    """The outcome that `sheet:…#total/<outcome>/<year>/likely` points at; None when it is no outcome of a future.

    For what leans on a saved future: nine in ten of its futures lie between low and high.
    """
    row = ledger.cells([ref]).get(ref)
    base, _, cell = ref.partition("#")
    sheet = ledger.sheet(base)
    if row is None or sheet is None or sheet.kind != model.RESULT or row["part"] not in ("total", "area"):
        return None
    name = str(row["name"])
    words = OUTCOMES.get(name)
    low, likely, high = (float(str(row[part])) for part in ("low", "likely", "high"))
    unit = str(words.unit if words else model.area_unit(name))
    at = cell.rpartition("/")[0]
    return OutcomeOf(
        f"{base}#{at}/likely",
        name,
        int(float(str(row["year"]))),
        low,
        likely,
        high,
        unit,
        words is None or words.more_is_worse,
    )

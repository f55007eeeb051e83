"""A saved future as its page shows it: what was set, what it gave, what it gives today, and how two of them differ."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.screen.cells import Cell, Date, Run, Text
from samenhang.screen.charts import Fan
from samenhang.weighing.futures.models import Run as RunRow
from samenhang.weighing.futures.queries import answer, fails, knobs, model
from samenhang.weighing.futures.queries import start as starts
from samenhang.weighing.futures.queries.address import query_of
from samenhang.weighing.futures.queries.answer import Answer
from samenhang.weighing.futures.queries.fails import Fails
from samenhang.weighing.futures.queries.lab import Lab, corners
from samenhang.weighing.futures.queries.library import Kept, Saved
from samenhang.weighing.futures.queries.setting import LIVE, Setting, standing
from samenhang.weighing.futures.queries.words import OUTCOMES, runs

Sentence = tuple[Run, ...]
Choice = tuple[str, str, Text]  # what, set to, whose


@dataclass(frozen=True)
class Today:
    """The same future on the figures of today, beside what it gave then."""

    then: Cell
    now: Cell
    figures_of: datetime
    fewer: bool  # whether less futures were drawn than then, because a page cannot wait so long


@dataclass(frozen=True)
class RunLine:
    """A run in the list: its state in words, how far it is, and what it was computed on."""

    run: RunRow
    state: Text
    result_url: str

    @property
    def far(self) -> tuple[Cell, Cell]:
        return Cell(self.run.drawn, "", self.run.start), Cell(self.run.draws, "", self.run.start)


@dataclass(frozen=True)
class Page:
    """A saved future with everything that its page says."""

    saved: Saved
    choices: tuple[Choice, ...]
    runs: tuple[RunLine, ...]
    answer: Answer | None
    fails: Fails | None
    today: Today | None
    query: str


def page(saved: Saved, *, light: bool, ready: bool) -> Page:
    """`light` leaves out what does not change while a run goes on; `ready` says that the model can compute today's answer."""
    lines = tuple(_line(run, saved) for run in saved.runs)
    if light:
        return Page(saved, (), lines, None, None, None, "")
    drivers, levers = knobs.drivers(), knobs.levers()
    kept, base = saved.kept, standing()
    query = query_of(saved.setting, base, levers, drivers) if base else ""
    acted = any(saved.setting.levers.values())
    return Page(
        saved, _choices(saved.setting, levers, drivers, base), lines,
        answer.told(kept.computed, kept, name=saved.future.title, limit=kept.limits.limit if kept.limits else None) if kept else None,
        fails.told(kept.limits, drivers, kept.run.result, acted=acted) if kept and kept.limits else None,
        today(saved) if ready else None, query,
    )  # fmt: skip


def _line(run: RunRow, saved: Saved) -> RunLine:
    state = _("stopped: its worker is gone") if saved.lost and run == saved.running else run.get_state_display()
    return RunLine(run, state, f"/herkomst/{run.result}/" if run.result else "")


def today(saved: Saved) -> Today | None:
    """What this future gives on the figures of today; None when it was never computed."""
    sheet = ledger.sheet(saved.today)
    if saved.kept is None or sheet is None:
        return None
    outcome = OUTCOMES[saved.setting.outcome]
    draws = min(saved.setting.draws, LIVE)
    ran = model.answer(replace(saved.setting, draws=draws), starts.of_sheet(sheet), light=True)
    year = saved.kept.computed.years[-1]
    # the same year of both, also when the figures of today begin later
    place = ran.years.index(year) if year in ran.years else -1
    return Today(
        answer.cell_of(saved.kept.computed, saved.kept, outcome), answer.cell_of(ran, None, outcome, place),
        saved.kept.figures_of, draws < saved.setting.draws,
    )  # fmt: skip


def with_draws(setting: Setting, draws: int) -> Setting:
    return replace(setting, draws=draws)


def differences(lab: Lab, setting: Setting) -> tuple[Choice, ...]:
    """What this setting does otherwise than leave everything as the workspace declares it."""
    return _choices(setting, lab.levers, lab.drivers, lab.standing)


def _choices(
    setting: Setting, levers: list[knobs.Knob], drivers: dict[str, knobs.Knob], base: Setting | None
) -> tuple[Choice, ...]:
    made: list[Choice] = [
        (knob.label, knob.shown(setting.levers[knob.code]), knob.whose)
        for knob in levers
        if setting.levers.get(knob.code, knob.mode) != knob.mode
    ]
    if setting.preset:
        labels = {corner.code: corner.label for corner in corners()}
        made.append(
            (_("Corner of the published scenarios"), labels.get(setting.preset, setting.preset), _("nobody decides"))
        )
    for name, bounds in setting.ranges.items():
        if base and name in drivers and (bounds[0], bounds[2]) != (base.ranges[name][0], base.ranges[name][2]):
            knob = drivers[name]
            made.append((knob.label, f"{knob.shown(bounds[0])} – {knob.shown(bounds[2])}", _("nobody decides")))
    return tuple(made)


def years_of(kept: Kept) -> tuple[tuple[Text, ...], list[tuple[object, ...]]]:
    """Heads and rows of the file: every outcome in every year."""
    heads: tuple[Text, ...] = (_("Year"), *(each.label for each in OUTCOMES.values()))
    rows: list[tuple[object, ...]] = [
        (Date(str(year)), *(answer.cell_of(kept.computed, kept, each, place) for each in OUTCOMES.values()))
        for place, year in enumerate(kept.computed.years)
    ]
    return heads, rows


@dataclass(frozen=True)
class Comparison:
    """Two futures: their outcomes beside each other, the fan of both, and what was set differently."""

    one: Saved
    other: Saved
    fan: Fan
    outcomes: tuple[tuple[Text, Cell, Cell], ...]
    settings: tuple[tuple[str, str, str], ...]
    sentence: Sentence
    same_start: bool


def comparison(one: Saved, other: Saved) -> Comparison:
    """Two futures that were computed; the outcome that the first one asks about is drawn."""
    a, b = one.kept, other.kept
    if a is None or b is None:
        raise ValueError("Both futures should have a result. Compute them first.")
    outcome = OUTCOMES[one.setting.outcome]
    names = (one.future.title or _("the first"), other.future.title or _("the second"))
    if names[0] == names[1]:
        names = (f"{names[0]} (1)", f"{names[1]} (2)")
    pair = (answer.cell_of(a.computed, a, outcome), answer.cell_of(b.computed, b, outcome))
    fan = Fan(
        title=str(outcome.label), note=str(outcome.unit), name="fan",
        lines=(answer.line_of(a.computed, a, outcome, names[0]), answer.line_of(b.computed, b, outcome, names[1])),
    )  # fmt: skip
    sentence = runs(
        _("{label} in {year}: {one} in “{first}” and {other} in “{second}”."), label=str(outcome.label),
        year=Date(str(a.computed.years[-1])), one=pair[0], other=pair[1], first=names[0], second=names[1],
    )  # fmt: skip
    return Comparison(
        one, other, fan,
        tuple((each.label, answer.cell_of(a.computed, a, each), answer.cell_of(b.computed, b, each)) for each in OUTCOMES.values()),
        _otherwise(one.setting, other.setting), sentence, a.run.start == b.run.start,
    )  # fmt: skip


def _otherwise(one: Setting, other: Setting) -> tuple[tuple[str, str, str], ...]:
    drivers = knobs.drivers()
    made = [
        (
            knob.label,
            knob.shown(one.levers.get(knob.code, knob.mode)),
            knob.shown(other.levers.get(knob.code, knob.mode)),
        )
        for knob in knobs.levers()
        if one.levers.get(knob.code, knob.mode) != other.levers.get(knob.code, knob.mode)
    ]
    for name in one.ranges:
        first, second = one.ranges[name], other.ranges.get(name)
        if second is not None and name in drivers and (first[0], first[2]) != (second[0], second[2]):
            knob = drivers[name]
            here, there = (f"{knob.shown(each[0])} – {knob.shown(each[2])}" for each in (first, second))
            made.append((knob.label, here, there))
    return tuple(made)

"""Where every area starts, a setting that somebody saves, and the computation of it from those two sheets alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Words, act
from samenhang.ground.ledger.models import Prose, Sheet
from samenhang.ground.lexicon.queries import file_sheet, province
from samenhang.weighing.futures.models import Future
from samenhang.weighing.futures.queries import limits, model, setting
from samenhang.weighing.futures.queries import start as starts

LONGEST_NAME = 120
_tell: ContextVar[Callable[[int], None] | None] = ContextVar("tell", default=None)


class CannotSimulate(Exception):
    """A setting that cannot be computed; the text is a sentence for people."""


@act("futures.started", needs=Permission.RECEIVE)
def start(
    *, province: Code, areas: Sheet, quantities: Sheet, figures: list[Sheet], by: Actor, at: datetime
) -> store.Table:
    """Where every area stands: its own figure where there is one, else its part of a known total by a named key (estimated)."""
    read = ((sheet.ref, ledger.table(sheet)) for sheet in figures)
    return starts.table_of(province, store.read(areas.digest), store.read(quantities.digest), read)


@act("futures.set", needs=Permission.WEIGH)
def set_(*, drivers: Sheet, levers: Sheet, setting: store.Table, by: Actor, at: datetime) -> store.Table:
    """Freeze a setting, beside the tables of drivers and levers that it was chosen from."""
    return setting


@act("futures.saved", needs=Permission.WEIGH)
def keep(*, name: Words, setting: Sheet, preset: Code | None, by: Actor, at: datetime) -> Future:
    """Give a setting a name under which it is found again."""
    words = Prose.objects.create(body=str(name).strip())
    return Future.objects.create(name=words, setting=setting.ref, preset=preset or "", by=by.ref, at=at)


@act("futures.simulated", needs=Permission.WEIGH)
def simulate(*, setting: Sheet, start: Sheet, by: Actor, at: datetime) -> store.Table:
    """Compute a saved future on a start: outcomes per year, per area and year, and where it fails. Pure: the seed is in the setting."""
    chosen = _setting(setting)
    tell = _tell.get() or (lambda drawn: None)
    try:
        found = model.compute(chosen, starts.of_sheet(start), tick=tell)
        rows = model.rows_of(found) + limits.rows_of(limits.found(found, lambda: tell(chosen.draws)))
    except ValueError as problem:
        raise CannotSimulate(_("The model refuses this setting: %(problem)s") % {"problem": problem}) from problem
    from samenhang.methods import discovery, stockflow

    head = {"setting": setting.ref, "start": start.ref, "method": "stockflow", "version": str(stockflow.VERSION),
            "discovery": str(discovery.VERSION), "draws": str(chosen.draws), "seed": str(chosen.seed)}  # fmt: skip
    return store.Table(model.RESULT, model.COLUMNS, tuple(rows), head)


@contextmanager
def telling(tell: Callable[[int], None]) -> Iterator[None]:
    """While this lasts, a computation says after each chunk how many futures it has drawn; what `tell` raises ends it."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def save(*, name: Words, chosen: setting.Setting, by: Actor, at: datetime) -> Future:
    """Freeze a setting and give it a name."""
    drivers, levers = file_sheet("drivers.csv"), file_sheet("levers.csv")
    if drivers is None or levers is None:
        raise CannotSimulate(_("The workspace declares no drivers and levers. Load it first."))
    if not name.strip():
        raise CannotSimulate(_("Give this future a name by which others recognise it."))
    sheet = set_(drivers=drivers, levers=levers, setting=chosen.table({}), by=by, at=at)
    made: Future = keep(name=name, setting=sheet, preset=Code(chosen.preset) if chosen.preset else None, by=by, at=at)
    return made


def begin_today(*, by: Actor, at: datetime) -> Sheet | None:
    """Make the start from the figures of today; None when the workspace declares none. Unchanged figures make no new sheet."""
    here, areas, quantities = province(), file_sheet("areas.csv"), file_sheet("starts.csv")
    figures = starts.sources()
    if here is None or areas is None or quantities is None or not figures:
        return None
    made: Sheet = start(province=Code(here.area), areas=areas, quantities=quantities, figures=figures, by=by, at=at)
    return made


def _setting(sheet: Sheet) -> setting.Setting:
    table = ledger.table(sheet)
    if table.kind != setting.SETTING:
        raise CannotSimulate(_("This sheet is no setting of a future. Choose one that was saved."))
    return setting.of_table(table)

"""The computations: freezing what a programme is chosen from, what fits and when, and a programme as people arranged it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Code, Permission, Ref, act
from samenhang.ground.ledger.models import Sheet
from samenhang.steering.programme.queries import plan as plans
from samenhang.steering.programme.queries import setting as settings
from samenhang.steering.programme.queries.moves import BELOW, moved, read
from samenhang.steering.programme.queries.setting import CannotFit

if TYPE_CHECKING:
    from samenhang.methods.portfolio import Relaxation

_tick: ContextVar[Callable[[], None] | None] = ContextVar("tick", default=None)


class NothingFits(CannotFit):
    """No programme satisfies everything; `needed` is the least that has to give way: kind, code, quarter, amount."""

    def __init__(self, needed: list[list[Any]]) -> None:
        self.needed = needed
        super().__init__(_("No programme satisfies everything at once."))


@act("programme.set_out", needs=Permission.DECIDE)
def set_out(*, setting: store.Table, uses: list[Ref], by: Actor, at: datetime) -> store.Table:
    """Freeze what a programme is chosen from; `uses` are the rows and cells that its numbers come from."""
    return setting


@act("programme.fitted", needs=Permission.DECIDE)
def fit(*, setting: Sheet, by: Actor, at: datetime) -> store.Table:
    """Compute what fits and when. Pure: seed, gap and how far to search stand in the setting; the clock plays no part."""
    from samenhang.methods.portfolio import VERSION, Infeasible

    given = ledger.table(setting)
    chosen = settings.of_table(given)
    try:
        rows = plans.compute(chosen, _tick.get() or (lambda: None))
    except Infeasible as refused:
        raise NothingFits([_named(chosen, one) for one in refused.needed]) from refused
    except ValueError as problem:
        raise CannotFit(_("This cannot be computed: %(problem)s") % {"problem": problem}) from problem
    head = {"setting": setting.ref, "method": "portfolio", "version": str(VERSION)}
    return plans.table_of(rows, head | {"example": given.head.get("example", "no")})


@act("programme.arranged", needs=Permission.DECIDE)
def arrange(*, setting: Sheet, plan: Sheet, moves: list[Code], by: Actor, at: datetime) -> store.Table:
    """A programme as people arranged it: the moves stay as they are, the others give way. Pure."""
    chosen, table = settings.of_table(ledger.table(setting)), ledger.table(plan)
    if table.kind != plans.PLAN or table.head["setting"] != setting.ref:
        raise CannotFit(_("This plan was made from another setting. Move measures in the newest plan."))
    found = moved(chosen, plans.starts_of(chosen, table), read(map(str, moves), chosen))
    if not found.fits:
        raise CannotFit(_("As arranged it does not fit. Make room first, or let it be computed again."))
    bound = float(table.record("total/bound")["value"])  # type: ignore[index]
    rows = plans.plan_rows(chosen, found.start, bound)
    other = [row for row in table.rows if row[1] in ("front", "robust", "price") or row[0] == "total/robust"]
    head = {
        "setting": setting.ref,
        "plan": plan.ref,
        "moves": ";".join(moves),
        "example": table.head.get("example", "no"),
    }
    return plans.table_of([*rows, *other], head)


@contextmanager
def telling(tick: Callable[[], None]) -> Iterator[None]:
    """While this lasts, a computation calls `tick` after each step; what `tick` raises ends it."""
    token = _tick.set(tick)
    try:
        yield
    finally:
        _tick.reset(token)


def _named(chosen: settings.Setting, one: "Relaxation") -> list[Any]:
    """A concession in codes of ours: which team and quarter, which theme or stage, which measure."""
    if one.kind == "capacity":
        team, kind = chosen.means[one.which]
        return [kind, team, chosen.quarters[one.quarter], one.amount]
    if one.kind == "coverage":
        return [one.kind, chosen.cells[one.which], "", one.amount]
    return ["measure", str(chosen.measures[one.which]), "", one.amount]


__all__ = ["BELOW", "CannotFit", "NothingFits", "arrange", "fit", "set_out", "telling"]

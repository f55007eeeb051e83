"""What plans do to the shortage of places in the futures: the same futures without them and with them, from sheets alone.

Each future meets one draw of what the plans ask, so the range holds both: what nobody knows of the years to come, and what
nobody knows of the firm. Beds that a firm itself brings count as places in its municipality.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenhang.ground.ledger import queries as ledger
from samenhang.ground.ledger import store
from samenhang.ground.ledger.acts import Actor, Permission, act
from samenhang.ground.ledger.models import Sheet
from samenhang.weighing.futures.queries import setting as settings
from samenhang.weighing.futures.queries import start as starts
from samenhang.weighing.futures.queries.answer import rounded
from samenhang.weighing.futures.queries.model import SHARES
from samenhang.weighing.impact.actions.compute import firm_of, reference_numbers
from samenhang.weighing.impact.actions.plans import CannotTest

if TYPE_CHECKING:
    from samenhang.methods.stockflow_kinds import Newcomers
    from samenhang.weighing.futures.queries.start import Start

FORESEEN = "impact-futures"
TOTAL, WITHOUT, WITH, MORE = "total", "without", "with", "more"
COLUMNS = (
    *(("cell", "code"), ("about", "code"), ("part", "code"), ("name", "code"), ("year", "number")),
    *(("low", "number"), ("quarter", "number"), ("likely", "number"), ("threequarter", "number"), ("high", "number")),
)
AFTER = 5  # years after the last start: by then a firm has found its people, and most of them their place
ASKED = ("shortage", "residents")


@act("impact.foreseen", needs=Permission.TEST_PLANS)
def foresee(
    *,
    plans: Sheet,
    numbers: Sheet,
    start: Sheet,
    sectors: Sheet,
    drivers: Sheet,
    levers: Sheet,
    draws: int,
    seed: int,
    by: Actor,
    at: datetime,
) -> store.Table:
    """The shortage per year without and with these plans, and per municipality in the last year. Nobody does anything extra."""
    from samenhang.methods import stockflow

    chosen = settings.of_files(*(store.read(sheet.digest) for sheet in (sectors, drivers, levers)))
    if chosen is None:
        raise CannotTest(_("The workspace declares no model of the futures. Load one that does."))
    begin = starts.of_sheet(start)
    rows = list(ledger.table(plans).records())
    first, last = begin.year + 1, begin.year + settings.YEARS
    until = min(int(max(row["start"] for row in rows)) + AFTER, last)
    if min(row["start"] for row in rows) > last:
        raise CannotTest(
            _(
                "The futures reach to %(last)s and these plans begin after that. Test them in the futures when they come nearer."
            )
            % {"last": last}
        )
    inputs = begin.inputs(chosen.shares, chosen.values)
    params = stockflow.draw(
        [chosen.ranges[name] for name in stockflow.names(chosen.sectors)], draws, chosen.sectors, seed=seed
    )
    new = _newcomers(rows, reference_numbers(numbers), begin, draws, seed)
    near = _near(begin, inputs, new)
    ran = [
        stockflow.simulate(
            params, inputs, until - begin.year, dict(chosen.levers), seed=seed, outcomes=ASKED, area_outcome="shortage",
            within=near, followed=1, newcomers=newcomers,
        )
        for newcomers in (None, new)
    ]  # fmt: skip
    made: list[tuple[Any, ...]] = []
    for name in ASKED:
        one, other = (found.of(name).astype(float) for found in ran)
        for part, values in ((WITHOUT, one), (WITH, other), (MORE, other - one)):
            made += [_row(TOTAL, part, name, first + t, values[:, t]) for t in range(values.shape[1])]
    finals = [found.final.astype(float) for found in ran]
    for place in near.nonzero()[0].tolist():
        one, other = (final[:, place] for final in finals)
        about = f"areas:{begin.areas[place]}"
        for part, values in ((WITHOUT, one), (WITH, other), (MORE, other - one)):
            made.append(_row(about, part, "shortage", until, values))
    head = {"plans": plans.ref, "start": start.ref, "method": "stockflow", "version": str(stockflow.VERSION),
            "draws": str(draws), "seed": str(seed), "until": str(until)}  # fmt: skip
    return store.Table(FORESEEN, COLUMNS, tuple(made), head)


def _newcomers(rows: list[dict[str, Any]], ranges: Any, start: "Start", draws: int, seed: int) -> "Newcomers":
    """The plans as the model takes them: jobs for migrants, and beds on the site, each in every draw."""
    import numpy as np

    from samenhang.methods.impact import effect
    from samenhang.methods.stockflow import Newcomers

    jobs, beds, places = [], [], []
    for row in rows:
        code = row["area"].partition(":")[2]
        if code not in start.areas:
            raise CannotTest(
                _("The futures do not know the municipality of a plan: it is no municipality today. Enter the plan in the one"
                  " that took its place.")
            )  # fmt: skip
        try:
            found = effect(
                firm_of(row), {**ranges[""], **ranges[row["firm_type"]]}, kind=row["firm_type"], draws=draws, seed=seed
            )
        except ValueError as problem:
            raise CannotTest(str(problem)) from None
        jobs.append(found.of["migrants"])
        beds.append(found.of["on_site"])
        places.append((max(0, int(row["start"]) - start.year - 1), start.areas.index(code)))
    year, area = np.array(places, dtype=np.int64).T
    # in which sector the work is matters for the value added alone, and that is not asked here
    return Newcomers(year, area, np.zeros(len(rows), np.int64), np.stack(jobs, axis=1), np.stack(beds, axis=1))


def _near(start: "Start", inputs: Any, new: "Newcomers") -> Any:
    """bool[I]: the municipalities in which those who work at the plans come to live, by the model."""
    import numpy as np

    near = np.zeros(len(start.areas), dtype=bool)
    near[inputs.neighbours[new.area].ravel()] = True
    return near


def _row(about: str, part: str, name: str, year: int, values: Any) -> tuple[Any, ...]:
    import numpy as np

    numbers = (rounded(float(number), 0) + 0.0 for number in np.quantile(values, SHARES))
    return (f"{about}/{part}/{name}/{year}", about, part, name, year, *numbers)

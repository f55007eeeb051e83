"""How well the model hits what was published: one area from its first count on, beside the anchors that count alike.

The area and the count are those of the first anchor. An anchor that counts something else is held against the model only over a
known bridge; without one it stands in the table, unused, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenhang.insight.evidence.queries import current
from samenhang.screen.cells import Cell, Date, Text
from samenhang.weighing.futures.models import Anchor, StartQuantity
from samenhang.weighing.futures.queries.answer import rounded
from samenhang.weighing.futures.queries.setting import Setting, standing
from samenhang.weighing.futures.queries.start import Start
from samenhang.weighing.futures.queries.words import OUTCOMES

if TYPE_CHECKING:
    from samenhang.methods.stockflow_fit import Fit

DRAWS = 1000


@dataclass(frozen=True)
class Held:
    """One anchor beside the model: what was published, what the futures give, and how far the one is from the other."""

    row: Anchor
    year: Date
    published: Cell
    model: Cell | None
    misfit: Cell | None
    inside: Cell | None
    why: Text  # why it is not held against the model, when it is not


@dataclass(frozen=True)
class Fitted:
    """The anchors, and the count that the model started from to be held against them."""

    began: Cell
    year: Date
    area: str
    rows: tuple[Held, ...]


def fitted(start: Start) -> Fitted | None:
    """The futures of the workspace from the first count on, beside what was published after it; None without such a count."""
    chosen, anchors = (
        standing(),
        list(Anchor.objects.filter(withdrawn_on=None).select_related("area", "definition", "publication")),
    )
    rule = StartQuantity.objects.filter(withdrawn_on=None, quantity="migrants").first()
    if chosen is None or not anchors or rule is None:
        return None
    lead = anchors[0]
    counts = current().filter(
        indicator=rule.indicator_id, area=lead.area_id, definition=lead.definition_id, value__gt=0
    )
    first = counts.exclude(state="forecast").exclude(period="").order_by("period").first()
    if first is None or not first.period[:4].isdecimal():
        return None
    began = int(first.period[:4])
    usable = tuple(
        (
            row.pk,
            row.outcome,
            row.year - began,
            row.value,
            row.low,
            row.high,
            row.definition_id,
            row.since_start,
            _bridge(row),
        )
        for row in anchors
        if row.area_id == lead.area_id and row.year > began and row.outcome in OUTCOMES
    )
    found = _fit(_key(chosen), float(first.value or 0), _places(start), lead.definition_id, usable)
    cells = {row.anchor.code: row for row in found.rows} if found else {}
    held = []
    for row in anchors:
        outcome = OUTCOMES.get(row.outcome)
        unit, digits = (outcome.unit, outcome.decimals) if outcome else ("", 0)
        fit = cells.get(row.pk)
        low, high = (row.low, row.high) if fit is None or not fit.used else (fit.low, fit.high)
        value = row.value if fit is None or not fit.used else fit.value
        published = Cell(value, unit, row.ref, low=low, high=high, decimals=0 if value >= 100 else digits)
        if row.since_start and (fit is None or not fit.used):
            published = Cell(value, _("times the start"), row.ref, low=low, high=high, decimals=2)
        if fit is None or not fit.used or fit.model is None or fit.misfit is None or fit.inside is None:
            held.append(Held(row, Date(str(row.year)), published, None, None, None, _why(fit is not None)))
            continue
        five, middle, most = (rounded(number, digits) for number in fit.model)
        held.append(
            Held(row, Date(str(row.year)), published, Cell(middle, unit, start.ref, low=five, high=most, decimals=digits),
                 Cell(round(100 * fit.misfit), "%", start.ref), Cell(round(100 * fit.inside), "%", start.ref), "")
        )  # fmt: skip
    return Fitted(Cell(first.value, first.unit.label, first.ref), Date(str(began)), str(lead.area), tuple(held))


def _why(counted: bool) -> Text:
    return (
        _("It counts something else and no bridge is known.")
        if counted
        else _("It is of another area or outcome, or of before that year.")
    )


def _bridge(row: Anchor) -> tuple[float, float, float] | None:
    return (row.bridge_low, row.bridge, row.bridge_high) if row.bridge is not None else None


def _places(start: Start) -> tuple[float, ...]:
    """Places of each type, and inhabitants, per labour migrant: as in the start of the areas."""
    people = sum(start.migrants)
    return (*(sum(each[place] for each in start.supply) / people for place in range(3)), sum(start.population) / people)


def _key(setting: Setting) -> tuple[tuple[str, tuple[float, float, float] | float], ...]:
    return (*setting.ranges.items(), *((f"share/{name}", share) for name, share in setting.shares.items()))


@lru_cache(maxsize=4)
def _fit(
    key: tuple[tuple[str, object], ...],
    people: float,
    places: Sequence[float],
    definition: str,
    usable: tuple[tuple[Any, ...], ...],
) -> "Fit | None":
    import numpy as np

    from samenhang.methods import stockflow, stockflow_fit

    if not usable:
        return None
    shares = {name.removeprefix("share/"): part for name, part in key if name.startswith("share/")}
    ranges = {name: part for name, part in key if not name.startswith("share/")}
    names = tuple(shares)
    inputs = stockflow.inputs(
        sectors=names, start=[[people * float(str(part)) for part in shares.values()]], population=[places[3] * people],
        supply=[[place * people for place in places[:3]]], neighbours=[[0]], commute=[[1.0]], value=[0.0] * len(names),
    )  # fmt: skip
    wanted = np.array([ranges[name] for name in stockflow.names(names)], dtype=float)
    params = stockflow.draw(wanted, DRAWS, names, seed=1)
    anchors = [stockflow_fit.Anchor(*each) for each in usable]
    return stockflow_fit.fit(
        params, inputs, max(anchor.year for anchor in anchors), anchors, definition=definition, seed=1
    )
